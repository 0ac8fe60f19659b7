//! Why cases were dropped, as a journal keeps it: each reason with the number of its cases.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::contract::Message;

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Reasons(Vec<(Message, u64)>),
    /// An earlier version wrote the reasons as text.
    Texts(BTreeMap<String, u64>),
}

pub(super) fn serialize<S: Serializer>(dropped: &BTreeMap<Message, u64>, serializer: S) -> Result<S::Ok, S::Error> {
    dropped.iter().collect::<Vec<_>>().serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<Message, u64>, D::Error> {
    Ok(match Written::deserialize(deserializer)? {
        Written::Reasons(reasons) => reasons.into_iter().collect(),
        Written::Texts(texts) => texts.into_iter().map(|(text, count)| (text.into(), count)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{
        contract::{Language, Message, ReasonId},
        record::TrialRecord,
    };

    #[test]
    fn the_texts_of_an_earlier_journal_stand_for_themselves() {
        let written = json!({"id": {"contract": "c", "group": "scenario", "rest": "t"}, "name": "c/scenario/t",
            "contract": "c", "cases": 1, "exchanges": 1, "dropped": 0, "findings": [], "asked": {}, "codes": {},
            "precedence": [], "latency": {}, "micros": 1, "observed": {"O": ["order: status 200"]},
            "errors": [{"target": {"kind": "refused", "text": "failed to connect"}}, {"ours": "a file"}],
            "not_tested": {"A": "no state"}, "unseen": {"B": "not seen"}});
        let record: TrialRecord = serde_json::from_value(written).expect("a record of an earlier version");
        let told: Vec<String> =
            record.errors.iter().map(|error| error.message().in_language(Language::Japanese)).collect();
        assert_eq!(told, ["failed to connect", "a file"]);
        let texts = [&record.not_tested["A"], &record.unseen["B"]].map(Message::english);
        assert_eq!(texts, ["no state", "not seen"]);
        assert_eq!(record.observed["O"], ["order: status 200".into()].into());
    }

    #[test]
    fn reasons_are_read_as_they_were_written_by_this_version_and_by_earlier_ones() {
        let why = ReasonId::AllSent.with(["order".into()]);
        let dropped = [(why.clone(), 2), ("a text".into(), 1)].into();
        let record = TrialRecord { dropped_why: dropped, ..TrialRecord::default() };
        let mut written = serde_json::to_value(&record).expect("JSON");
        let read = |written| serde_json::from_value::<TrialRecord>(written).expect("a record").dropped_why;
        assert_eq!(read(written.clone()), record.dropped_why);
        written["dropped_why"] = json!({"a text": 3});
        assert_eq!(read(written), [("a text".into(), 3)].into());
    }
}
