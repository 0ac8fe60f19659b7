//! What was cut from a plan, as a journal has it.

use serde::{Deserialize, Deserializer};

use crate::contract::Text;

/// Texts in both languages; earlier journals have them in English alone.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Text>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Cut {
        Both(Text),
        English(String),
    }
    let all = Vec::<Cut>::deserialize(deserializer)?;
    Ok(all
        .into_iter()
        .map(|cut| match cut {
            Cut::Both(text) => text,
            Cut::English(text) => text.as_str().into(),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_of_earlier_journals_are_read_as_those_of_both_languages() {
        let both = Text { ja: "無作為な生成なし".to_owned(), en: "no random draws".to_owned() };
        let all = read(json!([both, "a cut"])).expect("texts");
        assert_eq!(all, [both, "a cut".into()]);
    }
}
