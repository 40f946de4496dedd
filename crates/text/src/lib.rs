//! Normalisation of news text: from the bytes a crawler sends to clean articles.
//!
//! The crate is pure: bytes and strings in, plain structs out. It has no clock, no randomness, no I/O, and the same
//! input gives the same output on every machine. It provides
//!
//! - [`decode`]: bytes → text, by declared charset, byte order mark, UTF-8, detection;
//! - [`repair`]: UTF-8 that was read as windows-1252, Latin-1 or windows-1256, set right again;
//! - [`display`]: the form that is published: NFC, clean, with a map back to the source ([`mod@line`]);
//! - [`search`]: the folded form that is used for matching only, and [`fingerprint`] over it;
//! - [`html`]: articles out of web pages;
//! - [`page`]: titles, labelled lines, datelines, keyword lines, "read also" blocks;
//! - [`dates`]: publication dates that are never guessed;
//! - [`article`]: all of it in one call, [`article::normalize`].
//!
//! # Example
//!
//! ```
//! use rafid_text::article::{normalize, Body, Input, NoNames};
//! use rafid_text::limits::Limits;
//!
//! let text = "Harbour bridge reopens\nPublished: 3 May 2024\n(AFP) - The bridge over the old harbour reopened on Friday.\n";
//! let input = Input::new(Body::Text(text.as_bytes()));
//! let page = normalize(&input, &NoNames, &Limits::default()).unwrap();
//!
//! let article = &page.articles[0];
//! assert_eq!(article.title.as_ref().unwrap().text, "Harbour bridge reopens");
//! assert_eq!(article.published.value.as_deref(), Some("2024-05-03"));
//! assert_eq!(article.dateline.as_ref().unwrap().agency.as_deref(), Some("AFP"));
//! assert_eq!(article.paragraphs[0].text, "The bridge over the old harbour reopened on Friday.");
//! assert!(article.paragraphs[0].check(text));
//! ```

pub mod article;
pub mod dates;
pub mod decode;
pub mod display;
pub mod fingerprint;
pub mod flags;
pub mod html;
pub mod lexicon;
pub mod limits;
pub mod line;
pub mod page;
pub mod repair;
pub mod search;
mod units;
