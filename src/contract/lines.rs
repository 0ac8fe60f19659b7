//! Finds the line of each requirement in its file, for reports that point at it.

use std::collections::HashMap;

use super::Requirement;

/// Marks every requirement with the line of its id. No other object of the file has the key `id`, and in a text its quotes are escaped.
pub(super) fn mark(text: &str, requirements: &mut [Requirement]) {
    let mut lines: HashMap<&str, u32> = HashMap::new();
    let (mut line, mut counted) = (1, 0);
    for (at, key) in text.match_indices("\"id\"") {
        let value = text[at + key.len()..].trim_start().strip_prefix(':').map(str::trim_start);
        let id = value.and_then(|value| value.strip_prefix('"')?.split_once('"'));
        line += text[counted..at].matches('\n').count();
        counted = at;
        if let (Some((id, _)), Ok(line)) = (id, u32::try_from(line)) {
            lines.entry(id).or_insert(line);
        }
    }
    for requirement in requirements {
        requirement.line = lines.get(requirement.id.as_str()).copied();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Contract, Files, Readings};

    #[test]
    fn every_requirement_that_ships_stands_on_its_line() {
        let files = Files::embedded();
        for id in files.contracts() {
            let contract = Contract::load(&files, &id, &Readings::new()).expect("it loads");
            let text = files.text(&format!("schemas/{id}/requirements.json")).expect("there");
            let lines: Vec<&str> = text.lines().collect();
            for requirement in &contract.requirements {
                let line = requirement.line.and_then(|line| usize::try_from(line).ok()).expect("a line");
                assert!(lines[line - 1].contains(&format!("\"{}\"", requirement.id)), "{} at {line}", requirement.id);
            }
        }
    }

    #[test]
    fn layout_and_words_in_a_text_lead_nobody_astray() {
        let one = |id: &str| -> Requirement {
            serde_json::from_value(serde_json::json!({"id": id, "level": "must", "text": {"ja": "", "en": ""},
                "source": {"document": "d", "lines": []}}))
            .expect("a requirement")
        };
        let mut all = [one("AB-1"), one("AB-2"), one("AB-3")];
        mark("{\"r\":[{\"t\":\"\\\"id\\\": \\\"AB-2\\\"\",\"id\":\n\n\"AB-1\"},\n{ \"id\" : \"AB-2\"}]}", &mut all);
        assert_eq!(all.map(|requirement| requirement.line), [Some(1), Some(4), None]);
    }
}
