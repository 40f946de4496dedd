//! Dead letters: the original record as it was, and headers that say where it stood and why it was rejected.

use crate::header::{Headers, Place, headers};
use crate::id::hex;
use crate::limits::DEAD_LETTER_MESSAGE_BYTES;
use crate::{Reject, RejectCode};

headers! {
    /// The headers of a dead letter, beside all of the original.
    HEADERS, ABOUT_HEADERS {
        /// The topic of the rejected record.
        TOPIC = "rafid-dlq-topic",
        /// Its partition.
        PARTITION = "rafid-dlq-partition",
        /// Its offset.
        OFFSET = "rafid-dlq-offset",
        /// Its timestamp, milliseconds since 1970.
        TIMESTAMP = "rafid-dlq-timestamp",
        /// The service that rejected it.
        SERVICE = "rafid-dlq-service",
        /// That service's version.
        VERSION = "rafid-dlq-version",
        /// The reject code.
        CODE = "rafid-dlq-code",
        /// One line for a person.
        MESSAGE = "rafid-dlq-message",
        /// Set to the number of bytes of a value that did not fit, which is left out.
        VALUE_OMITTED = "rafid-dlq-value-omitted",
        /// SHA-256 of a value that was left out.
        VALUE_SHA256 = "rafid-dlq-value-sha256",
    }
}

/// What every header of this module begins with.
pub const PREFIX: &str = "rafid-dlq-";

/// What the headers of a dead letter say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Where the rejected record stood.
    pub place: Place,
    /// The service that rejected it.
    pub service: String,
    /// That service's version.
    pub version: String,
    /// The reject code.
    pub code: RejectCode,
    /// One line for a person.
    pub message: String,
}

impl DeadLetter {
    /// A dead letter for a reject.
    pub fn new(place: &Place, service: &str, version: &str, reject: &Reject) -> Self {
        let message = truncate(&reject.detail, DEAD_LETTER_MESSAGE_BYTES).to_owned();
        Self {
            place: place.clone(),
            service: service.to_owned(),
            version: version.to_owned(),
            code: reject.code,
            message,
        }
    }

    /// The headers to publish: all of the original, then these. Of an earlier round of rejection nothing is kept,
    /// so that the headers of a replayed dead letter do not pile up.
    pub fn headers(&self, original: &Headers) -> Headers {
        let kept = original.0.iter().filter(|header| !header.name.starts_with(PREFIX));
        let mut headers = Headers(kept.cloned().collect());
        headers.push(TOPIC, self.place.topic.as_str());
        headers.push(PARTITION, self.place.partition.to_string());
        headers.push(OFFSET, self.place.offset.to_string());
        if let Some(timestamp) = self.place.timestamp_ms {
            headers.push(TIMESTAMP, timestamp.to_string());
        }
        headers.push(SERVICE, self.service.as_str());
        headers.push(VERSION, self.version.as_str());
        headers.push(CODE, self.code.as_str());
        headers.push(MESSAGE, self.message.as_str());
        headers
    }

    /// What the headers of a dead letter say; `None` if they are of no dead letter.
    pub fn parse(headers: &Headers) -> Option<Self> {
        Some(Self {
            place: Place {
                topic: headers.last_str(TOPIC)?.to_owned(),
                partition: headers.last_str(PARTITION)?.parse().ok()?,
                offset: headers.last_str(OFFSET)?.parse().ok()?,
                timestamp_ms: headers.last_str(TIMESTAMP).and_then(|text| text.parse().ok()),
            },
            service: headers.last_str(SERVICE)?.to_owned(),
            version: headers.last_str(VERSION)?.to_owned(),
            code: RejectCode::from_name(headers.last_str(CODE)?)?,
            message: headers.last_str(MESSAGE)?.to_owned(),
        })
    }
}

/// Marks a dead letter whose value is left out because it would not fit.
pub fn omit_value(headers: &mut Headers, value: &[u8]) {
    use sha2::{Digest, Sha256};
    headers.push(VALUE_OMITTED, value.len().to_string());
    headers.push(VALUE_SHA256, hex(&Sha256::digest(value)));
}

fn truncate(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_round_trip() {
        let place = Place { topic: "t".into(), partition: 3, offset: 7, timestamp_ms: Some(9) };
        let reject = Reject::new(RejectCode::JsonInvalid, "line 1, column 5: ".to_owned() + &"é".repeat(400));
        let letter = DeadLetter::new(&place, "normalizer", "0.1.0", &reject);
        let mut original = Headers::default();
        original.push("x", "1");
        original.push("x", "2");
        original.push(CODE, "an older round");
        let headers = letter.headers(&original);
        assert_eq!(DeadLetter::parse(&headers), Some(letter.clone()));
        assert_eq!(headers.last_str(PARTITION), Some("3"));
        assert_eq!(headers.last_str(OFFSET), Some("7"));
        assert_eq!(headers.0.iter().filter(|header| header.name == "x").count(), 2);
        assert_eq!(headers.0.iter().filter(|header| header.name == CODE).count(), 1);
        assert!(letter.message.len() <= DEAD_LETTER_MESSAGE_BYTES);
    }
}
