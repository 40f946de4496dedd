//! `rafid schema`: the JSON Schemas of the messages.

use std::fs;
use std::io::{self, Write as _};

use crate::cli::SchemaOptions;
use crate::error::Error;

/// Prints the schemas, or writes them to files.
pub fn schema(options: &SchemaOptions) -> Result<(), Error> {
    for (name, schema) in rafid_contract::schema::all() {
        let text = format!("{schema:#}\n");
        let Some(directory) = &options.output else {
            let written = io::stdout().lock().write_all(text.as_bytes());
            written.map_err(|cause| Error::output("standard output", &cause))?;
            continue;
        };
        let path = directory.join(name);
        let written = fs::create_dir_all(directory).and_then(|()| fs::write(&path, text));
        written.map_err(|cause| Error::output(&path.display().to_string(), &cause))?;
    }
    Ok(())
}
