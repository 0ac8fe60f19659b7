//! The tables of a state, one after another: where the owner of a target gives several, each case takes the next one.

use serde_json::Value;

use crate::{contract::schema::marked, generate::ValuePath, target::ContractProfile};

/// The states of which a schema takes values and of which several tables are given.
#[derive(Debug, Default)]
pub(super) struct Tables {
    states: Vec<State>,
}

#[derive(Debug)]
struct State {
    id: String,
    /// Where values of it stand, with the key of each.
    places: Vec<(ValuePath, String)>,
    tables: Vec<Value>,
}

impl Tables {
    /// Those of a schema.
    pub(super) fn of(schema: &Value, given: &ContractProfile) -> Self {
        let mut states: Vec<State> = Vec::new();
        if given.states.values().all(|tables| tables.len() < 2) {
            return Self::default();
        }
        for (place, source) in marked(schema, "x-from") {
            let Some((id, key)) = source.as_str().and_then(|source| source.split_once('/')) else { continue };
            let Some(tables) = given.states.get(id).filter(|tables| tables.len() > 1) else { continue };
            let entry = (ValuePath::of(&place), key.to_owned());
            match states.iter_mut().find(|state| state.id == id) {
                Some(state) => state.places.push(entry),
                None => states.push(State { id: id.to_owned(), places: vec![entry], tables: tables.clone() }),
            }
        }
        Self { states }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// A value that was drawn with the first tables, with those of a case; none where it stays as it is. The state of a scenario has the
    /// table that the case is played with.
    pub(super) fn at(&self, value: &Value, case: usize, own: Option<(&str, &Value)>) -> Option<Value> {
        let mut other: Option<Value> = None;
        for State { id, places, tables } in &self.states {
            let (first, table) = (
                &tables[0],
                match own {
                    Some((state, table)) if state == id => table,
                    _ => &tables[case % tables.len()],
                },
            );
            // Values of two tables are never mixed.
            if places.iter().any(|(_, key)| first.get(key).is_some() && table.get(key).is_none()) {
                continue;
            }
            for (place, key) in places {
                let (Some(before), Some(after)) = (first.get(key), table.get(key)) else { continue };
                if before != after && place.leads_to(value, before) {
                    place.replace(other.get_or_insert_with(|| value.clone()), before, after);
                }
            }
        }
        other
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::{
        contract::Files,
        generate::Rng,
        record::IntentKind,
        run::{
            Subject,
            case::Case,
            cases::of_scenario,
            stage::Stage,
            testing::{cases, edited, files, order, plan, profile, scenario, settings, stage},
        },
    };

    const IDS: [&str; 3] = ["one", "two", "three"];

    fn shop(files: Files) -> Subject {
        let source = json!({"type": "string", "minLength": 1, "maxLength": 10, "x-from": "order-known/id", "x-requirement": "SH-item", "x-code": "E1"});
        let files = edited(files, "schemas/shop/order.request.schema.json", |schema| {
            schema["properties"]["item"] = source.clone();
            schema["properties"]["note"]["x-from"] = json!("order-known/key");
        });
        let mut given = profile("http://127.0.0.1:1");
        let tables = IDS.map(|id| json!({"id": id, "key": format!("key of {id}")}));
        given.states.insert("order-known".to_owned(), tables.to_vec());
        Subject::url(&files, "shop", given).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn each_case_of_a_trial_takes_the_next_table_and_never_mixes_two() {
        let subject = shop(files());
        let (plan, settings) = (plan(subject.clone()), settings());
        let stage = stage(&subject, &settings, 0);
        let mut looked = 0;
        for trial in plan.trials.iter().filter(|trial| trial.kind.operation() == Some(0)) {
            for (number, case) in cases(&stage, trial).iter().enumerate() {
                let (value, id) = (&case.draw[0].value, IDS[number % 3]);
                let own =
                    ["/item", "/note", ""].contains(&case.intent.at.as_str()) && case.intent.kind != IntentKind::Valid;
                if own || case.intent.kind == IntentKind::Pair {
                    continue;
                }
                looked += 1;
                assert_eq!(value["item"], id, "{} {number}: {value}", trial.name);
                if let Some(note) = value.get("note").filter(|note| note.is_string()) {
                    assert_eq!(note, &format!("key of {id}"), "{} {number}", trial.name);
                }
            }
        }
        assert!(looked > 60, "{looked}");
    }

    #[test]
    fn a_broken_value_stays_as_it_was_drawn_and_what_is_given_is_never_made_simpler() {
        let subject = shop(files());
        let (plan, settings) = (plan(subject.clone()), settings());
        let stage = stage(&subject, &settings, 0);
        let trial =
            plan.trials.iter().find(|trial| trial.name == "shop/order/rejects/item/maxLength").expect("it is there");
        let cases = cases(&stage, trial);
        let long = |case: &Case<'_>| case.draw[0].value["item"].as_str().is_some_and(|item| item.chars().count() > 10);
        assert!(!cases.is_empty() && cases.iter().all(long));
        for id in IDS {
            assert!(stage.given.contains(&json!(id)), "{id}");
        }
    }

    #[test]
    fn the_parts_of_a_scenario_take_the_table_that_its_case_is_played_with() {
        let draw = json!({"x": {"request": "order"}});
        let step = order("a", &json!({"$draw": "x"}), "accepted", &[]);
        for (more, due) in [
            (json!({"state": "order-known", "cases": 2}), [0, 0, 1, 1, 2, 2]),
            (json!({"cases": 6}), [0, 1, 2, 0, 1, 2]),
        ] {
            let mut all = json!({"draw": draw, "steps": [step]});
            for (key, value) in more.as_object().into_iter().flatten() {
                all[key] = value.clone();
            }
            let (subject, settings) = (shop(scenario(files(), "s", &all)), settings());
            let stage = Stage::of_scenario(&subject, &settings, &subject.suite.expressions);
            let drawers = [("x", Arc::clone(&subject.drawers[0]))];
            let cases: Vec<Case<'_>> =
                of_scenario(&stage, &subject.suite.scenarios[0], &drawers, Rng::new(1, "t")).flatten().collect();
            let ids: Vec<&Value> = cases.iter().map(|case| &case.draw[0].value["item"]).collect();
            assert_eq!(ids, due.map(|number| Value::from(IDS[number])).iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_table_without_a_key_is_passed_over_and_one_table_alone_is_no_walk() {
        let schema = json!({"properties": {"a": {"x-from": "s/a"}, "b": {"x-from": "s/b"}}});
        let given = |tables: Value| ContractProfile {
            states: serde_json::from_value(json!({"s": tables})).expect("states"),
            ..ContractProfile::default()
        };
        let two = Tables::of(&schema, &given(json!([{"a": 1, "b": 2}, {"a": 3}, {"a": 5, "b": 6}])));
        let value = json!({"a": 1, "b": 2});
        assert_eq!(two.at(&value, 1, None), None);
        assert_eq!(two.at(&value, 2, None), Some(json!({"a": 5, "b": 6})));
        assert_eq!(two.at(&json!({"a": 9}), 2, None), None, "what is not of the state stays");
        assert!(Tables::of(&schema, &given(json!([{"a": 1}]))).is_empty());
    }
}
