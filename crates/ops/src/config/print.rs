//! The configuration for people: the effective one, and the reference of all settings.

use std::fmt::Write as _;

use toml::{Table, Value};

use super::check::RANGES;
use super::sections::Config;
use super::setting::{SETTINGS, Setting};

/// The effective configuration as TOML, with secrets redacted.
pub fn effective(config: &Config) -> String {
    toml::to_string(config).unwrap_or_else(|error| format!("# cannot be shown: {error}\n"))
}

/// What a setting takes, with its range.
fn takes(setting: &Setting) -> String {
    let kind = setting.kind.describe();
    match RANGES.iter().find(|(key, ..)| *key == setting.key()) {
        Some((_, least, u32::MAX)) => format!("{kind} from {least}"),
        Some((_, least, most)) => format!("{kind}, {least} to {most}"),
        None => kind,
    }
}

/// The reference of all settings as Markdown tables, one a section. `docs/configuration.md` holds it.
pub fn reference() -> String {
    let defaults = Table::try_from(Config::default()).unwrap_or_default();
    let mut page = String::new();
    for settings in SETTINGS {
        let Some(section) = settings.first().map(|setting| setting.section) else { continue };
        let values = defaults.get(section).and_then(Value::as_table);
        let _ = write!(page, "### `[{section}]`\n\n| key | takes | default | meaning |\n|---|---|---|---|\n");
        for setting in settings {
            let default = values.and_then(|table| table.get(setting.name)).map(Value::to_string);
            let default = default.filter(|text| text != "\"\"" && text != "[]");
            let default = default.map_or_else(|| "(empty)".to_owned(), |text| format!("`{text}`"));
            let kind = takes(setting);
            let _ = writeln!(page, "| `{}` | {kind} | {default} | {} |", setting.name, setting.about.trim());
        }
        page.push('\n');
    }
    page
}
