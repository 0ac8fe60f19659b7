//! Where a broken row is: what a contract names besides what a schema says.
//!
//! A schema says which arrays there are, how many rows they take and which fields may be left out. That a row which names a record
//! *updates* it, and is judged by other code than one that adds, no schema can say; `contexts` of an operation does.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::{
    contract::{Message, MessageId, Operation, Pattern},
    scenario::Step,
};

/// The contexts of one operation, with what the set-up steps brought for them.
#[derive(Debug, Clone, Default)]
pub(super) struct Contexts(Vec<KnownContext>);

/// One context of one kind of row.
#[derive(Debug, Clone)]
struct KnownContext {
    id: String,
    rows: Pattern,
    /// The fields that put a row into it: where each comes from, and what that is at this target.
    with: Vec<(String, String, Value)>,
    /// Kinds of breach that are none there.
    except: Vec<String>,
}

impl Contexts {
    /// Those of an operation. What a set-up step did not bring leaves its context out: the step has a finding of its own.
    pub(super) fn of(operation: &Operation, setup: &Map<String, Value>) -> Self {
        let mut known = Vec::new();
        for context in &operation.contexts {
            for (rows, with) in &context.rows {
                let brought =
                    |(field, source): (&String, &String)| Some((field.clone(), source.clone(), found(setup, source)?));
                let with: Option<Vec<_>> = with.iter().map(brought).collect();
                if let (Some(rows), Some(with)) = (Pattern::new(rows), with) {
                    known.push(KnownContext { id: context.id.clone(), rows, with, except: context.except.clone() });
                }
            }
        }
        Self(known)
    }

    /// The context whose turn it is for what is broken at a pointer in some way; none is the one that a row is drawn in.
    pub(super) fn chosen(&self, pointer: &str, kind: &str, turn: usize) -> Option<usize> {
        let fitting: Vec<usize> = (0..self.0.len()).filter(|number| self.0[*number].fits(pointer, kind)).collect();
        fitting.get((turn % (fitting.len() + 1)).checked_sub(1)?).copied()
    }

    /// The id of a context.
    pub(super) fn id(&self, number: usize) -> &str {
        &self.0[number].id
    }

    /// Puts the row around a pointer into a context, as it is sent.
    pub(super) fn place(&self, number: usize, value: &mut Value, pointer: &str) {
        self.0[number].put(value, pointer, |_, known| known.clone());
    }

    /// Puts the row around a pointer into a context, as a scenario writes it: with what its own set-up steps bring.
    pub(super) fn place_open(&self, number: usize, value: &mut Value, pointer: &str) {
        self.0[number].put(value, pointer, |source, _| json!({"$cel": path(source)}));
    }
}

impl KnownContext {
    /// The pointer of the row around a pointer.
    fn row(&self, pointer: &str) -> Option<String> {
        self.rows.fill(&self.rows.bind(pointer)?)
    }

    /// Whether a breach inside of a row leaves alone what puts the row here.
    fn fits(&self, pointer: &str, kind: &str) -> bool {
        let row = self.row(pointer);
        let below = row.as_deref().and_then(|row| pointer.strip_prefix(row)).and_then(|below| below.split('/').nth(1));
        below.is_some_and(|field| self.with.iter().all(|(own, ..)| own != field))
            && !self.except.iter().any(|except| except == kind)
    }

    fn put(&self, value: &mut Value, pointer: &str, of: impl Fn(&str, &Value) -> Value) {
        let row = self.row(pointer);
        if let Some(fields) = row.and_then(|row| value.pointer_mut(&row)).and_then(Value::as_object_mut) {
            fields.extend(self.with.iter().map(|(field, source, known)| (field.clone(), of(source, known))));
        }
    }
}

/// The set-up steps that a saved request needs: all but those that are there for a context alone, and whose records it does not name.
pub(super) fn steps_for(operation: &Operation, setup: &[Step], request: Step) -> Vec<Step> {
    let sources = operation.contexts.iter().flat_map(|context| context.rows.values()).flat_map(BTreeMap::values);
    let for_contexts: BTreeSet<&str> = sources.filter_map(|source| source.split('/').nth(1)).collect();
    let mut steps = vec![request];
    for step in setup.iter().rev() {
        let later = serde_json::to_string(&steps).unwrap_or_default();
        let is_named = ["steps", "setup"].iter().any(|all| later.contains(&format!("{all}.{}.", step.name)));
        if is_named || !for_contexts.contains(step.name.as_str()) {
            steps.insert(0, step.clone());
        }
    }
    steps
}

/// A source as an expression of a scenario writes it: `steps.add.response.rows[0].id`.
fn path(source: &str) -> String {
    let mut tokens = source.split('/').skip(1);
    let mut path = format!("steps.{}.response", tokens.next().unwrap_or_default());
    for token in tokens {
        match token.parse::<usize>() {
            Ok(index) => path += &format!("[{index}]"),
            Err(_) => path += &format!("['{}']", token.replace('\'', "\\'")),
        }
    }
    path
}

/// What a source such as `setup/add/rows/0/id` names in the responses of the set-up steps.
fn found(setup: &Map<String, Value>, source: &str) -> Option<Value> {
    let (step, pointer) = source.strip_prefix("setup/")?.split_once('/')?;
    let value = setup.get(step)?.get("response")?.pointer(&format!("/{pointer}"))?;
    (!value.is_null()).then(|| value.clone())
}

/// Where a breach is among the rows around it: `row 12 of 13, next to other rows, payment_other, update`.
pub(super) fn described(value: &Value, pointer: &str, context: Option<&str>) -> Message {
    let Some((list, index, rows)) = innermost(value, pointer) else { return context.unwrap_or_default().into() };
    let beside = if rows == 1 { MessageId::Alone } else { MessageId::BesideRows };
    let name = list.rsplit('/').find(|token| token.parse::<usize>().is_err()).unwrap_or_default();
    let row = MessageId::RowOf.with([(index + 1).into(), rows.into()]);
    let names = [Some(name).filter(|name| !name.is_empty()), context].into_iter().flatten().map(Message::from);
    Message::joined(MessageId::Comma, [row, beside.into()].into_iter().chain(names))
}

/// The innermost array that a pointer passes through, with the index in it and its length.
fn innermost<'p>(value: &Value, pointer: &'p str) -> Option<(&'p str, usize, usize)> {
    let mut ends = pointer.match_indices('/').map(|(at, _)| at).rev();
    ends.find_map(|at| {
        let rows = value.pointer(&pointer[..at])?.as_array()?;
        let index = pointer[at + 1..].split('/').next()?.parse().ok()?;
        (index < rows.len()).then_some((&pointer[..at], index, rows.len()))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::json;

    use super::*;
    use crate::{
        contract::Files,
        reference::Config,
        run::{
            Subject,
            case::Steps,
            testing::{cases, plan, settings, stage, trial},
        },
    };

    fn contexts() -> Contexts {
        let known = |rows: &str, id: i64| KnownContext {
            id: "update".to_owned(),
            rows: Pattern::new(rows).expect("a pattern"),
            with: vec![("id".to_owned(), "setup/add/rows/0/id".to_owned(), json!(id))],
            except: vec!["absent".to_owned()],
        };
        Contexts(vec![known("/bank/*", 7), known("/other/*", 8)])
    }

    #[test]
    fn every_second_breach_of_a_row_stands_in_the_context_that_is_named_for_its_array() {
        let contexts = contexts();
        let chosen = |pointer: &str| [0, 1, 2, 3].map(|turn| contexts.chosen(pointer, "type", turn));
        assert_eq!(chosen("/bank/1/n"), [None, Some(0), None, Some(0)]);
        assert_eq!(chosen("/other/0/n/deep"), [None, Some(1), None, Some(1)]);
        let mut value = json!({"bank": [{"n": 1}, {"n": "x"}], "other": [{"n": 2}, 5]});
        contexts.place(0, &mut value, "/bank/1/n");
        contexts.place_open(1, &mut value, "/other/0/n/deep");
        let written = json!({"$cel": "steps.add.response['rows'][0]['id']"});
        let due = json!({"bank": [{"n": 1}, {"n": "x", "id": 7}], "other": [{"n": 2, "id": written}, 5]});
        assert_eq!((value, contexts.id(0)), (due, "update"));
    }

    #[test]
    fn a_breach_that_is_none_there_or_stands_where_no_row_is_stays_as_it_was_drawn() {
        for (pointer, kind) in
            [("/n", "type"), ("/bank/1/id", "type"), ("/bank/1/n", "absent"), ("/bank/1", "type"), ("/bank", "type")]
        {
            for turn in 0..3 {
                assert_eq!(contexts().chosen(pointer, kind, turn), None, "{pointer} {kind} {turn}");
            }
        }
    }

    /// By mechanism, whatever is drawn: alone, in the middle and late; added and updated; with optional fields and without.
    #[test]
    fn each_kind_of_breach_meets_each_context_and_each_position_and_either_surroundings() {
        let subject = Subject::reference(&Files::embedded(), "robo-payment", &Config::default()).expect("a subject");
        let (plan, settings) = (plan(subject.clone()), settings());
        let mut stage = stage(&subject, &settings, 0);
        let setup = json!({"transfer": {"response": {"payment_bank_transfer": [{"payment_id": 7}]}},
            "other": {"response": {"payment_other": [{"payment_id": 8}]}}});
        stage.contexts = Contexts::of(&subject.suite.contract.operations[0], setup.as_object().expect("steps"));
        let mut met: BTreeMap<String, BTreeSet<(&str, bool)>> = BTreeMap::new();
        let mut fields: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for case in cases(&stage, trial(&plan, "robo-payment/bulk_upsert/rejects/payment_other.memo/type")) {
            let Steps::Call(call) = &case.steps else { panic!("a call") };
            let sent = call.call(&stage, &case.draw[0]).expect("it can be sent").request.json.expect("JSON");
            let rows = sent["payment_other"].as_array().expect("rows");
            let index: usize = case.intent.at.split('/').nth(2).and_then(|index| index.parse().ok()).expect("a row");
            let update = rows[index]["payment_id"] == 8;
            let label = format!("row {} of {}, ", index + 1, rows.len());
            assert!(case.intent.context.english().starts_with(&label), "{:?}", case.intent.context);
            assert_eq!(
                case.intent.context.english().ends_with(", payment_other, update"),
                update,
                "{:?}",
                case.intent.context
            );
            assert!(rows.iter().enumerate().all(|(other, row)| other == index || row["payment_id"] != 8), "{sent}");
            let kind = met.entry(case.intent.way.clone()).or_default();
            kind.insert(("alone", rows.len() == 1));
            kind.insert(("late", index >= 10));
            kind.insert(("update", update));
            // Beside what puts it into the context.
            let own = rows[index].as_object().expect("a row").keys().filter(|name| *name != "payment_id");
            fields.entry(case.intent.way.clone()).or_default().insert(own.count());
        }
        assert!(met.len() > 1);
        for (kind, met) in &met {
            assert_eq!(met.len(), 6, "{kind}: {met:?}");
        }
        // No optional field at all, and every one there is, in each kind.
        let sizes = || fields.values().flatten().copied();
        let (least, most) = (sizes().min().expect("rows"), sizes().max().expect("rows"));
        assert!(most > least + 3, "{fields:?}");
        assert!(fields.values().all(|sizes| sizes.contains(&least) && sizes.contains(&most)), "{fields:?}");
    }

    #[test]
    fn what_a_set_up_step_brought_is_found_by_its_way() {
        let setup = json!({"add": {"response": {"rows": [{"id": 300_000_000_000_000_001_i64, "memo": null}]}}});
        let setup = setup.as_object().expect("steps");
        assert_eq!(found(setup, "setup/add/rows/0/id"), Some(json!(300_000_000_000_000_001_i64)));
        for source in ["setup/add/rows/0/memo", "setup/add/rows/1/id", "setup/other/rows/0/id", "setup/add", "add/rows"]
        {
            assert_eq!(found(setup, source), None, "{source}");
        }
    }

    #[test]
    fn a_context_is_told_in_words() {
        let value = json!({"rows": [{}, {"parts": [{"n": 1}]}, {}], "n": 1});
        assert_eq!(
            described(&value, "/rows/2/n", Some("update")).english(),
            "row 3 of 3, beside other rows, rows, update"
        );
        assert_eq!(described(&value, "/rows/1/parts/0/n", None).english(), "row 1 of 1, alone, parts");
        assert!(described(&value, "/n", None).is_empty());
    }
}
