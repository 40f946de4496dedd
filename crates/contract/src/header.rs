//! Every header name, and how headers travel from hop to hop.
//!
//! What varies from run to run (offsets, times) travels in headers, so that payload bytes are the same wherever and
//! whenever an article is processed.

use std::fmt::Write as _;

/// Declares the names of headers: a constant each, a list of all, and a table with what each holds.
macro_rules! headers {
    ($(#[doc = $about:literal])+ $names:ident, $table:ident { $($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+ }) => {
        $($(#[doc = $doc])+ pub const $name: &str = $text;)+

        $(#[doc = $about])+
        pub const $names: [&str; [$($text),+].len()] = [$($text),+];

        /// The same with what each holds.
        pub(crate) const $table: &[(&str, &str)] = &[$(($text, concat!($($doc),+)),)+];
    };
}
pub(crate) use headers;

headers! {
    /// The headers that a hop sets itself. Of these, none is copied from the input.
    OWN, ABOUT_OWN {
        /// The media type of the value.
        CONTENT_TYPE = "content-type",
        /// CloudEvents version.
        CE_SPECVERSION = "ce_specversion",
        /// CloudEvents id: raw topic, partition, offset, position in the page and, for a mention, ordinal, joined by `/`.
        CE_ID = "ce_id",
        /// CloudEvents type, one for each kind of topic.
        CE_TYPE = "ce_type",
        /// CloudEvents source: `/rafid/{service}`.
        CE_SOURCE = "ce_source",
        /// CloudEvents time: the raw record's timestamp, RFC 3339 in UTC.
        CE_TIME = "ce_time",
        /// W3C trace context.
        TRACEPARENT = "traceparent",
        /// The raw topic; constant along the chain.
        RAW_TOPIC = "rafid-raw-topic",
        /// The raw partition; constant along the chain.
        RAW_PARTITION = "rafid-raw-partition",
        /// The raw offset; constant along the chain.
        RAW_OFFSET = "rafid-raw-offset",
        /// The raw record's timestamp, milliseconds since 1970; constant along the chain.
        RAW_TIMESTAMP = "rafid-raw-timestamp",
        /// The topic that this hop read.
        INPUT_TOPIC = "rafid-input-topic",
        /// The partition that this hop read.
        INPUT_PARTITION = "rafid-input-partition",
        /// The offset that this hop read.
        INPUT_OFFSET = "rafid-input-offset",
        /// The service of this hop.
        SERVICE = "rafid-service",
        /// Its version.
        VERSION = "rafid-version",
    }
}

headers! {
    /// What a sender may set on a raw message that is plain text or HTML.
    RAW, ABOUT_RAW {
        /// Its id.
        ID = "rafid-id",
        /// Its URL.
        URL = "rafid-url",
        /// Its publisher.
        SOURCE = "rafid-source",
        /// When it was fetched.
        FETCHED_AT = "rafid-fetched-at",
    }
}

/// The media type of JSON values.
pub const JSON: &str = "application/json";

/// A header: names may repeat and values may be null, as in Kafka.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Option<Vec<u8>>,
}

/// The headers of one record, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(pub Vec<Header>);

impl Headers {
    /// Adds a header at the end.
    pub fn push(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        self.0.push(Header { name: name.to_owned(), value: Some(value.into()) });
    }

    /// The last value of a name, as Kafka's `lastHeader` does.
    pub fn last(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().rev().find(|header| header.name == name)?.value.as_deref()
    }

    /// The last value of a name, if it is UTF-8.
    pub fn last_str(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.last(name)?).ok()
    }

    /// Bytes of all names and values.
    pub fn bytes(&self) -> usize {
        self.0.iter().map(|header| header.name.len() + header.value.as_ref().map_or(0, Vec::len)).sum()
    }
}

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its topic.
    pub topic: String,
    /// Its partition.
    pub partition: i32,
    /// Its offset.
    pub offset: i64,
    /// Its timestamp, milliseconds since 1970, where it has one.
    pub timestamp_ms: Option<i64>,
}

/// The raw record at the head of the chain: from the headers of `headers` where a former hop set them all.
pub fn raw_place(headers: &Headers) -> Option<Place> {
    Some(Place {
        topic: headers.last_str(RAW_TOPIC)?.to_owned(),
        partition: headers.last_str(RAW_PARTITION)?.parse().ok()?,
        offset: headers.last_str(RAW_OFFSET)?.parse().ok()?,
        timestamp_ms: headers.last_str(RAW_TIMESTAMP).and_then(|text| text.parse().ok()),
    })
}

/// What a hop knows when it writes an output.
#[derive(Clone, Copy, Debug)]
pub struct Hop<'a> {
    /// The service's name: `normalizer`.
    pub service: &'a str,
    /// Its version.
    pub version: &'a str,
    /// The record that it read.
    pub input: &'a Place,
    /// The raw record at the head of the chain.
    pub raw: &'a Place,
    /// The `traceparent` of the input.
    pub traceparent: Option<&'a str>,
}

impl Hop<'_> {
    /// The headers of one output: `position` in the page, `ordinal` for a mention; `tombstone` for a null value.
    pub fn output_headers(
        &self,
        event_type: &str,
        position: u32,
        ordinal: Option<u32>,
        tombstone: bool,
    ) -> Headers {
        let mut headers = Headers(Vec::with_capacity(OWN.len()));
        let place = OutputPlace { event_type, position, ordinal, tombstone };
        self.write_output_headers(place, &mut String::new(), &mut |name, value| headers.push(name, value));
        headers
    }

    /// The same, handed to `sink` one by one, so that a client can build its own form of headers without an
    /// allocation a header. `scratch` is overwritten; keep it from call to call.
    pub fn write_output_headers(
        &self,
        output: OutputPlace<'_>,
        scratch: &mut String,
        sink: &mut dyn FnMut(&str, &[u8]),
    ) {
        let raw = self.raw;
        if !output.tombstone {
            sink(CONTENT_TYPE, JSON.as_bytes());
        }
        sink(CE_SPECVERSION, b"1.0");
        let id = format_into(
            scratch,
            format_args!("{}/{}/{}/{}", raw.topic, raw.partition, raw.offset, output.position),
        );
        if let Some(ordinal) = output.ordinal {
            // Writing to a String cannot fail.
            let _ = write!(id, "/{ordinal}");
        }
        if let Some(parent) = self.traceparent.and_then(|parent| child_span(parent, id, self.service)) {
            sink(TRACEPARENT, parent.as_bytes());
        }
        sink(CE_ID, id.as_bytes());
        sink(CE_TYPE, output.event_type.as_bytes());
        sink(CE_SOURCE, format_into(scratch, format_args!("/rafid/{}", self.service)).as_bytes());
        if let Some(timestamp) = raw.timestamp_ms {
            sink(CE_TIME, rfc3339(timestamp).as_bytes());
            sink(RAW_TIMESTAMP, format_into(scratch, format_args!("{timestamp}")).as_bytes());
        }
        sink(RAW_TOPIC, raw.topic.as_bytes());
        sink(RAW_PARTITION, format_into(scratch, format_args!("{}", raw.partition)).as_bytes());
        sink(RAW_OFFSET, format_into(scratch, format_args!("{}", raw.offset)).as_bytes());
        sink(INPUT_TOPIC, self.input.topic.as_bytes());
        sink(INPUT_PARTITION, format_into(scratch, format_args!("{}", self.input.partition)).as_bytes());
        sink(INPUT_OFFSET, format_into(scratch, format_args!("{}", self.input.offset)).as_bytes());
        sink(SERVICE, self.service.as_bytes());
        sink(VERSION, self.version.as_bytes());
    }
}

/// Which output of a record some headers are for.
#[derive(Clone, Copy, Debug)]
pub struct OutputPlace<'a> {
    /// The CloudEvents type.
    pub event_type: &'a str,
    /// Place in the page.
    pub position: u32,
    /// Place among the mentions of an article.
    pub ordinal: Option<u32>,
    /// Whether the value is null.
    pub tombstone: bool,
}

fn format_into<'a>(scratch: &'a mut String, text: std::fmt::Arguments<'_>) -> &'a mut String {
    scratch.clear();
    // Writing to a String cannot fail.
    let _ = scratch.write_fmt(text);
    scratch
}

/// The `traceparent` of a child: the same trace and flags, and a span id made from what the span is about, so that
/// a replay gives the same one. `None` for a parent that is no version-00 `traceparent`.
fn child_span(parent: &str, id: &str, service: &str) -> Option<String> {
    let mut parts = parent.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let well_formed = version == "00"
        && trace.len() == 32
        && span.len() == 16
        && flags.len() == 2
        && parts.next().is_none()
        && is_hex(trace)
        && is_hex(span)
        && is_hex(flags);
    if !well_formed {
        return None;
    }
    let hash = crate::id::hash128(format!("{parent}|{service}|{id}").as_bytes());
    Some(format!("00-{trace}-{}-{flags}", hash.get(..16)?))
}

/// Milliseconds since 1970 as RFC 3339 in UTC, by Howard Hinnant's `civil_from_days`.
pub fn rfc3339(timestamp_ms: i64) -> String {
    let days = timestamp_ms.div_euclid(86_400_000);
    let millisecond = timestamp_ms.rem_euclid(86_400_000);
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute) = (millisecond / 3_600_000, millisecond / 60_000 % 60);
    let (second, fraction) = (millisecond / 1000 % 60, millisecond % 1000);
    // Every output has one of these: digits by hand cost a tenth of a format string.
    let mut out = String::with_capacity("0000-00-00T00:00:00.000Z".len());
    if (0..=9999).contains(&year) {
        push_digits(&mut out, year, 4);
    } else {
        // Writing to a String cannot fail.
        let _ = write!(out, "{year:05}");
    }
    for (mark, value) in [('-', month), ('-', day), ('T', hour), (':', minute), (':', second)] {
        out.push(mark);
        push_digits(&mut out, value, 2);
    }
    out.push('.');
    push_digits(&mut out, fraction, 3);
    out.push('Z');
    out
}

/// The last `digits` decimal digits of a number that is not negative.
fn push_digits(out: &mut String, value: i64, digits: u32) {
    for place in (0..digits).rev() {
        let digit = value / 10_i64.pow(place) % 10;
        out.push(char::from(b'0' + digit.unsigned_abs() as u8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(topic: &str, offset: i64) -> Place {
        Place { topic: topic.to_owned(), partition: 3, offset, timestamp_ms: Some(1_705_651_200_123) }
    }

    #[test]
    fn times_are_rfc_3339() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(1_705_651_200_123), "2024-01-19T08:00:00.123Z");
        assert_eq!(rfc3339(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59.999Z");
        assert_eq!(rfc3339(-62_135_596_800_000), "0001-01-01T00:00:00.000Z");
        // What no clock says still ends: no panic, and all digits.
        assert!(rfc3339(i64::MAX).starts_with('2') && rfc3339(i64::MIN).starts_with('-'));
    }

    #[test]
    fn the_raw_place_survives_every_hop() {
        let raw = place("articles.raw.v1", 7);
        let input = place("articles.normalized.v1", 99);
        let parent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
        let hop =
            Hop { service: "tagger", version: "1.0.0", input: &input, raw: &raw, traceparent: Some(parent) };
        let headers = hop.output_headers("rafid.article.tagged.v1", 2, None, false);
        assert_eq!(raw_place(&headers), Some(raw.clone()));
        assert_eq!(headers.last_str(CE_ID), Some("articles.raw.v1/3/7/2"));
        assert_eq!(headers.last_str(INPUT_OFFSET), Some("99"));
        let extended = headers.last_str(TRACEPARENT).expect("a traceparent");
        assert_eq!(extended.get(..36), parent.get(..36));
        assert_ne!(extended, parent);
        assert!(headers.0.iter().all(|header| OWN.contains(&header.name.as_str())));
        let mention = hop.output_headers("rafid.article.mention.v1", 2, Some(5), false);
        assert_eq!(mention.last_str(CE_ID), Some("articles.raw.v1/3/7/2/5"));
    }

    #[test]
    fn a_broken_traceparent_is_dropped() {
        for broken in ["", "00-xyz", "01-0123456789abcdef0123456789abcdef-0123456789abcdef-01", "00--é-x-y"]
        {
            assert_eq!(child_span(broken, "id", "s"), None);
        }
    }
}
