//! Language and script identification for news text.
