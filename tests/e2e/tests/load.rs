//! The generated load and the stages agree on what is poison, so that the end-to-end tests mean what they say.

use rafid_e2e::fates;
use rafid_testkit::ReadRecord;
use rafid_testkit::load::Load;
use rafid_testkit::verify::Fate;

#[test]
fn poison_meets_its_code_and_nothing_else_is_rejected() {
    for message in Load::new(20_240_506, 5_000) {
        let headers = message.record.headers.into_iter().map(|(name, value)| (name, Some(value))).collect();
        let record = ReadRecord {
            key: message.record.key,
            value: message.record.value,
            headers,
            ..ReadRecord::default()
        };
        let fates = fates(&record);
        let shown = || String::from_utf8_lossy(record.value.as_deref().unwrap_or_default()).into_owned();
        match message.poison {
            Some(code) => assert_eq!(fates, [Fate::DeadLetter(code.to_owned())], "{}", shown()),
            None => assert!(matches!(fates[..], [Fate::Output(_), ..]), "{fates:?} for {}", shown()),
        }
    }
}
