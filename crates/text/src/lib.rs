//! Decode, repair, clean, extract, split and date news text, with offset maps.

pub mod html;
