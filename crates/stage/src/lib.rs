//! The pure stages of Rafid: normalise, tag, enrich.
