//! Looks names up in the knowledge base: `lookup NAME…` prints every entity that bears the name, with its prior and
//! how it bears it.

#![allow(clippy::print_stdout)]

use rafid_entities::Annotator;

fn main() {
    let kb = Annotator::embedded().kb();
    for name in std::env::args().skip(1) {
        for found in kb.lookup_name(&name) {
            println!(
                "{name}\t{}\t{}\t{found:?}",
                kb.id(found.entity).unwrap_or_default(),
                kb.name(found.entity)
            );
        }
    }
}
