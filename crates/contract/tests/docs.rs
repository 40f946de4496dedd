//! The tables in `docs/messages.md` are those of the contract. `RAFID_UPDATE_DOCS=1` writes them anew.

use std::fs;
use std::path::Path;

const BEGIN: &str =
    "<!-- begin: written by `RAFID_UPDATE_DOCS=1 cargo test -p rafid-contract --test docs` -->\n";
const END: &str = "<!-- end -->\n";

#[test]
fn messages() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/messages.md");
    let text = fs::read_to_string(&path).expect("the page");
    let (before, rest) = text.split_once(BEGIN).expect("the page marks where the tables begin");
    let (written, after) = rest.split_once(END).expect("the page marks where the tables end");
    let tables = rafid_contract::reference::reference();
    if std::env::var_os("RAFID_UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{tables}{END}{after}")).expect("the page");
        return;
    }
    assert_eq!(written, tables, "out of date: RAFID_UPDATE_DOCS=1 cargo test -p rafid-contract --test docs");
}
