//! Quality flags: what was found or done that a reader of the article should know.

/// One observation about the quality of an article's source. A closed set; sorted in the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// Unpaired or nested bidirectional embeddings, overrides or isolates were stripped.
    BidiControls,
    /// The body is shorter than a paragraph (fewer than 80 characters).
    BodyShort,
    /// The charset was detected, not declared.
    CharsetDetected,
    /// The declared charset was wrong; another one was used.
    CharsetMismatch,
    /// C0 or C1 control characters were dropped or replaced.
    ControlCharacters,
    /// The publication date of the source could not be determined; see the constraints.
    DateUnresolved,
    /// Some bytes could not be decoded; they are U+FFFD in the text.
    DecodedLossy,
    /// A counted limit was reached; what lies beyond it was not analysed.
    LimitReached,
    /// Lone surrogates in JSON escapes became U+FFFD.
    LoneSurrogates,
    /// HTML tags or entities inside plain text were removed.
    MarkupInText,
    /// UTF-8 that had been read as another charset was repaired.
    MojibakeRepaired,
    /// The source was not in Unicode normalisation form C.
    NotNfc,
    /// Arabic presentation forms were replaced by base letters.
    PresentationForms,
    /// U+FFFD was already in the source: characters were lost before it reached us.
    ReplacementCharacters,
    /// The page held more than one article.
    SplitPage,
    /// No title was found.
    TitleMissing,
}

impl Flag {
    /// The name used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Flag::BidiControls => "bidi_controls",
            Flag::BodyShort => "body_short",
            Flag::CharsetDetected => "charset_detected",
            Flag::CharsetMismatch => "charset_mismatch",
            Flag::ControlCharacters => "control_characters",
            Flag::DateUnresolved => "date_unresolved",
            Flag::DecodedLossy => "decoded_lossy",
            Flag::LimitReached => "limit_reached",
            Flag::LoneSurrogates => "lone_surrogates",
            Flag::MarkupInText => "markup_in_text",
            Flag::MojibakeRepaired => "mojibake_repaired",
            Flag::NotNfc => "not_nfc",
            Flag::PresentationForms => "presentation_forms",
            Flag::ReplacementCharacters => "replacement_characters",
            Flag::SplitPage => "split_page",
            Flag::TitleMissing => "title_missing",
        }
    }
}

/// A set of flags as one machine word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FlagSet(u32);

const ALL: [Flag; 16] = [
    Flag::BidiControls,
    Flag::BodyShort,
    Flag::CharsetDetected,
    Flag::CharsetMismatch,
    Flag::ControlCharacters,
    Flag::DateUnresolved,
    Flag::DecodedLossy,
    Flag::LimitReached,
    Flag::LoneSurrogates,
    Flag::MarkupInText,
    Flag::MojibakeRepaired,
    Flag::NotNfc,
    Flag::PresentationForms,
    Flag::ReplacementCharacters,
    Flag::SplitPage,
    Flag::TitleMissing,
];

impl FlagSet {
    /// Adds a flag.
    pub fn insert(&mut self, flag: Flag) {
        self.0 |= 1 << flag as u32;
    }

    /// Adds all flags of another set.
    pub fn extend(&mut self, other: FlagSet) {
        self.0 |= other.0;
    }

    /// Whether the flag is in the set.
    pub fn contains(self, flag: Flag) -> bool {
        self.0 & (1 << flag as u32) != 0
    }

    /// Whether the set holds no flag.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The flags in the order of [`Flag`].
    pub fn to_vec(self) -> Vec<Flag> {
        ALL.into_iter().filter(|flag| self.contains(*flag)).collect()
    }
}
