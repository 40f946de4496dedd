//! From a file and variables to a checked configuration.

use std::fs;
use std::path::{Path, PathBuf};

use thiserror::Error;
use toml::{Table, Value};

use super::secret::Secret;
use super::sections::Config;
use super::setting::{Kind, SETTINGS, Setting};
use super::{check, extra, suggest};

/// Prefix of the variables that configure Rafid.
const PREFIX: &str = "RAFID__";
/// The section whose keys are librdkafka's.
const EXTRA: &str = "extra";
/// The largest configuration or secret file, in bytes.
const FILE_BYTES: u64 = 1024 * 1024;

/// Why a configuration was refused: one line, naming the file or variable and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ConfigError(pub(crate) String);

impl ConfigError {
    /// The exit code of a bad configuration (`EX_USAGE`).
    pub const EXIT_CODE: u8 = 64;

    /// An error with this line.
    pub fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }
}

/// Where a configuration comes from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    file: Option<PathBuf>,
    text: Option<(String, String)>,
    variables: Vec<(String, String)>,
}

impl Sources {
    /// The file, if any, and this process's environment.
    pub fn of_process(file: Option<&Path>) -> Self {
        let text_of = |name: std::ffi::OsString| name.to_string_lossy().into_owned();
        let variables = std::env::vars_os().map(|(name, value)| (text_of(name), text_of(value))).collect();
        Self { file: file.map(Path::to_path_buf), text: None, variables }
    }

    /// Reads this text in the place of a file with this name.
    #[must_use]
    pub fn with_text(mut self, name: &str, text: &str) -> Self {
        self.text = Some((name.to_owned(), text.to_owned()));
        self
    }

    /// Reads these variables too; those that do not start with `RAFID__` are none of ours.
    #[must_use]
    pub fn with_variables(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        self.variables.extend(variables);
        self
    }

    /// Reads, merges and checks.
    pub fn load(self) -> Result<Config, ConfigError> {
        let mut table = match (&self.file, &self.text) {
            (Some(path), _) => parse(&path.display().to_string(), &read(path)?)?,
            (None, Some((name, text))) => parse(name, text)?,
            (None, None) => Table::new(),
        };
        let mut variables = self.variables;
        variables.retain(|(name, _)| name.starts_with(PREFIX));
        variables.sort();
        for (name, value) in &variables {
            set_variable(&mut table, name, value)?;
        }
        let config = Value::Table(table)
            .try_into::<Config>()
            .map_err(|error| ConfigError(error.to_string().trim().replace('\n', " ")))?;
        let config = read_secrets(config)?;
        check::check(&config)?;
        Ok(config)
    }
}

fn read(path: &Path) -> Result<String, ConfigError> {
    let failed = |reason: String| ConfigError(format!("{}: {reason}", path.display()));
    let size = fs::metadata(path).map_err(|error| failed(error.to_string()))?.len();
    if size > FILE_BYTES {
        return Err(failed(format!("has {size} bytes; a configuration or secret has at most {FILE_BYTES}")));
    }
    fs::read_to_string(path).map_err(|error| failed(error.to_string()))
}

/// Parses a file and checks its keys and the kinds of its values.
fn parse(name: &str, text: &str) -> Result<Table, ConfigError> {
    let mut table = text.parse::<Table>().map_err(|error| {
        let line =
            error.span().map_or(1, |span| 1 + text.bytes().take(span.start).filter(|b| *b == b'\n').count());
        ConfigError(format!("{name}:{line}: {}", error.message()))
    })?;
    for (section, content) in &mut table {
        let settings = section_settings(section).ok_or_else(|| unknown(name, section))?;
        let Value::Table(content) = content else {
            return Err(ConfigError(format!("{name}: `{section}` is a section; write `[{section}]`")));
        };
        for (key, value) in content {
            if section == "kafka" && key == EXTRA {
                normalize_extra(name, value)?;
                continue;
            }
            let setting = settings
                .iter()
                .find(|setting| setting.name == key)
                .ok_or_else(|| unknown(name, &format!("{section}.{key}")))?;
            check_kind(name, setting, value)?;
        }
    }
    Ok(table)
}

fn section_settings(section: &str) -> Option<&'static [Setting]> {
    SETTINGS.into_iter().find(|settings| settings.first().is_some_and(|setting| setting.section == section))
}

fn unknown(place: &str, key: &str) -> ConfigError {
    let misplaced = SETTINGS.into_iter().flatten().find(|setting| setting.name == key);
    if let Some(setting) = misplaced {
        return ConfigError(format!("{place}: unknown key `{key}`; did you mean `{}`?", setting.key()));
    }
    let mut known: Vec<String> = SETTINGS.into_iter().flatten().map(Setting::key).collect();
    known.extend(SETTINGS.into_iter().filter_map(|settings| Some(settings.first()?.section.to_owned())));
    let hint = suggest::nearest(key, known.iter().map(String::as_str))
        .map_or_else(|| "see docs/configuration.md".to_owned(), |near| format!("did you mean `{near}`?"));
    ConfigError(format!("{place}: unknown key `{key}`; {hint}"))
}

fn check_kind(place: &str, setting: &Setting, value: &Value) -> Result<(), ConfigError> {
    let fits = match (setting.kind, value) {
        (Kind::Whole, Value::Integer(number)) => u32::try_from(*number).is_ok(),
        (Kind::Switch, Value::Boolean(_)) | (Kind::Text | Kind::Secret, Value::String(_)) => true,
        (Kind::List, Value::Array(items)) => items.iter().all(Value::is_str),
        (Kind::Choice(words), Value::String(word)) => words.contains(&word.as_str()),
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let kind = setting.kind.describe();
    Err(ConfigError(format!(
        "{place}: `{}` does not take `{}`; it takes {kind}",
        setting.key(),
        shown(setting, value)
    )))
}

/// A wrong value as an error may show it.
fn shown(setting: &Setting, value: &Value) -> String {
    match (setting.kind, value) {
        (Kind::Secret, _) => super::secret::REDACTED.to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// librdkafka takes every property as text: numbers and switches of the file become text.
fn normalize_extra(place: &str, value: &mut Value) -> Result<(), ConfigError> {
    let Value::Table(properties) = value else {
        return Err(ConfigError(format!("{place}: `kafka.extra` is a section; write `[kafka.extra]`")));
    };
    for (property, value) in properties {
        if let Some(refusal) = extra::refusal(property) {
            return Err(ConfigError(format!("{place}: {refusal}")));
        }
        let text = match &value {
            Value::String(text) => text.clone(),
            Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => value.to_string(),
            _ => {
                let advice = "quote names that hold dots: `\"socket.keepalive.enable\" = true`";
                return Err(ConfigError(format!(
                    "{place}: `kafka.extra.{property}` is no single value; {advice}"
                )));
            }
        };
        *value = Value::String(text);
    }
    Ok(())
}

fn set_variable(table: &mut Table, name: &str, text: &str) -> Result<(), ConfigError> {
    let path = name.trim_start_matches(PREFIX).to_lowercase();
    if let Some(property) = path.strip_prefix("kafka__extra__") {
        let property = property.replace('_', ".");
        if let Some(refusal) = extra::refusal(&property) {
            return Err(ConfigError(format!("{name}: {refusal}")));
        }
        let kafka = subtable(table, "kafka");
        subtable(kafka, EXTRA).insert(property, Value::String(text.to_owned()));
        return Ok(());
    }
    let (section, key) = path.split_once("__").ok_or_else(|| unknown_variable(name, &path))?;
    let setting = section_settings(section)
        .and_then(|settings| settings.iter().find(|setting| setting.name == key))
        .ok_or_else(|| unknown_variable(name, &path))?;
    let value = value_of(setting, text);
    check_kind(name, setting, &value)?;
    subtable(table, section).insert(key.to_owned(), value);
    Ok(())
}

fn unknown_variable(name: &str, path: &str) -> ConfigError {
    let known: Vec<String> = SETTINGS.into_iter().flatten().map(Setting::variable).collect();
    let given = format!("{PREFIX}{}", path.to_uppercase());
    let hint = suggest::nearest(&given, known.iter().map(String::as_str))
        .map_or_else(|| "see docs/configuration.md".to_owned(), |near| format!("did you mean {near}?"));
    ConfigError(format!("unknown variable {name}; {hint}"))
}

/// The value that a variable's text stands for; the text itself where it does not parse, for the error to show.
fn value_of(setting: &Setting, text: &str) -> Value {
    let as_text = || Value::String(text.to_owned());
    match setting.kind {
        Kind::Whole => text.trim().parse().map_or_else(|_| as_text(), Value::Integer),
        Kind::Switch => text.trim().parse().map_or_else(|_| as_text(), Value::Boolean),
        Kind::Text | Kind::Secret | Kind::Choice(_) => as_text(),
        Kind::List => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
    }
}

/// The table under a key, made where it is missing or something else.
fn subtable<'a>(table: &'a mut Table, key: &str) -> &'a mut Table {
    let entry = table.entry(key).or_insert_with(|| Value::Table(Table::new()));
    if !entry.is_table() {
        *entry = Value::Table(Table::new());
    }
    match entry {
        Value::Table(table) => table,
        _ => unreachable!("it was just made a table"),
    }
}

fn read_secrets(mut config: Config) -> Result<Config, ConfigError> {
    let kafka = &mut config.kafka;
    kafka.sasl_password = secret("kafka.sasl_password", &kafka.sasl_password, &kafka.sasl_password_file)?;
    kafka.ssl_key_password =
        secret("kafka.ssl_key_password", &kafka.ssl_key_password, &kafka.ssl_key_password_file)?;
    Ok(config)
}

fn secret(key: &str, given: &Secret, file: &str) -> Result<Secret, ConfigError> {
    if file.is_empty() {
        return Ok(given.clone());
    }
    if !given.is_empty() {
        return Err(ConfigError(format!("`{key}` and `{key}_file` are both set; keep one")));
    }
    let text = read(Path::new(file)).map_err(|error| ConfigError(format!("`{key}_file`: {error}")))?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(ConfigError(format!("`{key}_file`: {file} is empty")));
    }
    Ok(Secret::new(text))
}
