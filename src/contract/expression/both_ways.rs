//! Both ways of evaluating an expression say the same.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Expression, Row, Scope, Variable, Variables, View};
use crate::contract::{Files, expand, holds_blocks};

const VARIABLES: [&str; 16] = [
    "request",
    "response",
    "sent",
    "got",
    "status",
    "readings",
    "setup",
    "steps",
    "credentials",
    "state",
    "states",
    "row",
    "draw",
    "i",
    "given",
    "headers",
];

/// Numbers that look random and are the same each time (xorshift).
struct Rng(u64);

impl Rng {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % count
    }
}

/// Every expression of the contracts that ship with the binary, rules and values alike.
fn shipped() -> BTreeSet<String> {
    fn walk(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    match (key.as_str(), value) {
                        ("rule" | "when" | "times" | "until" | "$cel", Value::String(source)) => {
                            found.insert(source.clone());
                        }
                        _ => walk(value, found),
                    }
                }
            }
            _ => {}
        }
    }
    let (files, mut found) = (Files::embedded(), BTreeSet::new());
    for path in files.below("").filter(|path| !path.starts_with("schemas/_meta/")) {
        let value: Value = serde_json::from_str(files.text(path).unwrap()).unwrap();
        if path.starts_with("scenarios/") && !holds_blocks(&value) {
            walk(&expand(&files, path, &value).unwrap_or_else(|errors| panic!("{errors:?}")).value, &mut found);
        } else if !holds_blocks(&value) {
            walk(&value, &mut found);
        }
    }
    found
}

/// Some JSON: objects have fields that the expression names, so that it finds some of what it looks for.
fn made_up(rng: &mut Rng, names: &[&str], depth: usize) -> Value {
    let below = |rng: &mut Rng| rng.below(4);
    match rng.below(if depth == 0 { 8 } else { 13 }) {
        0 => Value::Null,
        1 => json!(rng.below(2) == 0),
        2 => json!(below(rng)),
        3 => json!(below(rng).to_string()),
        4 => serde_json::from_str(["1.5", "10.0", "18446744073709551615", "-3", "1e300"][rng.below(5)]).unwrap(),
        5 => json!(""),
        6 => json!(names.get(rng.below(names.len().max(1))).unwrap_or(&"ア")),
        7 => json!(["2024-02-28T23:59:59", "ABC", "あいう", "must", "bearer"][rng.below(5)]),
        8 | 9 => (0..below(rng)).map(|_| made_up(rng, names, depth - 1)).collect(),
        _ => {
            let mut fields = Map::new();
            for name in names {
                if rng.below(3) != 0 {
                    fields.insert((*name).to_owned(), made_up(rng, names, depth - 1));
                }
            }
            Value::Object(fields)
        }
    }
}

fn scope(rng: &mut Rng, expression: &Expression) -> Scope {
    let names: Vec<&str> = expression.fields().take(12).collect();
    let mut scope = Scope::default();
    for name in VARIABLES.iter().filter(|name| expression.reads(name) && !["sent", "got"].contains(name)) {
        if ["setup", "steps", "states"].contains(name) {
            for key in expression.keys_of(name).collect::<Vec<_>>() {
                let (one, two) = (made_up(rng, &names, 2), made_up(rng, &names, 3));
                let fields = [("request", Variable::from(&one)), ("response", Variable::from(&two))];
                let responses = Variable::list([Variable::from(&one), Variable::from(&two)].iter());
                let fields = fields.iter().map(|(key, value)| (*key, value)).chain([("responses", &responses)]);
                scope.set_in(name, key, Variable::object(fields));
            }
        } else {
            scope.set(name, &made_up(rng, &names, 3));
        }
    }
    for name in ["request", "response"] {
        if expression.reads("sent") || expression.reads("got") {
            scope.set(name, &json!({"rows": [made_up(rng, &names, 2)]}));
        }
    }
    scope
}

/// What each way gives: the one in place may be unsure.
fn both(expression: &Expression, scope: &impl Variables) -> (Option<Value>, Result<Value, String>) {
    let slow = expression.run(scope, |value| cel::Value::try_from(value));
    let slow =
        slow.map_err(|error| error.to_string()).and_then(|value| super::to_json(&value).ok_or("no JSON".to_owned()));
    let fast = match expression.in_place(scope) {
        Some(View::Null) => Some(Value::Null),
        Some(View::Bool(truth)) => Some(json!(truth)),
        Some(View::Int(number)) => Some(json!(number)),
        Some(View::Text(text)) => Some(json!(text)),
        _ => None,
    };
    (fast, slow)
}

fn agree(expression: &Expression, scope: &impl Variables) -> bool {
    let (fast, slow) = both(expression, scope);
    if let Some(fast) = &fast {
        assert_eq!(Ok(fast), slow.as_ref(), "{}", expression.source());
    }
    fast.is_some()
}

#[test]
fn every_shipped_expression_says_the_same_both_ways() {
    let mut rng = Rng(0x9E37_79B9_7F4A_7C15);
    let (mut in_place, mut all) = (0, 0);
    for source in shipped() {
        let expression = Expression::compile(&source, &VARIABLES).unwrap_or_else(|error| panic!("{source}: {error}"));
        for _ in 0..8 {
            let scope = scope(&mut rng, &expression);
            in_place +=
                usize::from(agree(&expression, &scope) || agree(&expression, &Row::new(&scope, "/rows/0".to_owned())));
            all += 1;
        }
    }
    // Most of what is made up leads nowhere, and what leads nowhere is an error.
    assert!(in_place * 4 > all, "{in_place} of {all} were evaluated in place");
}

#[test]
fn each_operator_and_function_is_evaluated_in_place_and_says_the_same() {
    let mut scope = Scope::default();
    let value = json!({
        "n": 3, "m": -2, "half": 1.5, "text": "aあb", "none": null, "yes": true, "list": [3, 1, 2], "names": ["b", "a"],
        "rows": [{"k": 1, "t": "x"}, {"k": 2}, {"t": null}], "nested": {"a": {"b": [10]}}, "whole": 10.0
    });
    scope.set("request", &value);
    scope.set("response", &value);
    for source in [
        "request == response && request.rows == response.rows && request != response.rows",
        "request.n + request.m * 2 - 7 / 2 + 7 % 4",
        "-request.n < 0 && -request.half < 0.0 && request.n <= 3 && request.n >= 3 && request.n > request.m",
        "request.half * 2.0 / 3.0 - 1.0 + 0.5 == 0.5",
        "request.text + 'c' == 'aあbc' && request.text < 'b' && size(request.text) == 3",
        "request.list + [4, request.n] == [3, 1, 2, 4, 3]",
        "request.n in request.list && !('z' in request) && 'n' in request && null in [null, '']",
        "has(request.n) && !has(request.z)",
        "request.?z.orValue(1) == 1 && request.?n.orValue(1) == 3 && request.?nested.?a.?b[?0].orValue(0) == 10",
        "request.none.?a.orValue(5) == 5 && request[?'n'].orValue(0) == 3 && request.list[?9].orValue(-1) == -1",
        "request.text[?0].orValue('no') == 'no' && request.list[?'a'].orValue('no') == 'no'",
        "request.?n.hasValue() && !request.?z.hasValue()",
        "request.list[0] == 3 && request['n'] == 3 && {'a': 1, 'b': [2]}['b'][0] == 2",
        "request.list.all(x, x > 0) && request.list.exists(x, x == 2) && !request.list.exists(x, x > 5)",
        "request.list.map(x, x * 2) == [6, 2, 4] && request.list.filter(x, x > 1) == [3, 2]",
        "request.rows.filter(r, has(r.k)).map(r, r.k) == [1, 2] && request.list.map(x, 'a') == ['a', 'a', 'a']",
        "request.list.exists_one(x, x == 1)",
        "request.list.map(x, request.list.filter(y, y < x)).map(l, size(l)) == [2, 0, 1]",
        "request.nested.all(k, k == 'a') && size(request.nested) == 1",
        "request.yes ? request.n == 3 : request.z",
        "request.yes || request.z == 1",
        "!request.yes && request.z == 1",
        "type(request) == type({}) && type(request.list) == type([]) && type(request.n) == type(1) && type(null) != type('')",
        "type(request.n) in [type(1), type('')]",
        "double(request.n) == 3.0 && int(request.n) == 3 && string(request.n) == '3' && string(request.text) == 'aあb'",
        "double(request.half) == 1.5 && type(request.half) == type(0.5) && type(true) == type(request.yes)",
        "request.whole + 1",
        "request.text.contains('あ') && request.text.startsWith('a') && request.text.endsWith('b')",
        "request.text.matches('^a.b$') && request.text.matches('^' + request.text)",
        "after('header:x', 'header:') + repeat('ab', 2)",
        "sorted([null, 1, 2]) && !sorted([1, null]) && !sorted(['b', 'a']) && sorted([1.5, 2.5]) && sorted(reversed([2, 1]))",
        "distinct([1, 2, null, 'a', true]) && !distinct(['a', 'a'])",
        "sum(request.list) + min(1, 2) + max(request.n, 4)",
        "request.none",
        "request.text",
    ] {
        let expression = Expression::compile(source, &VARIABLES).unwrap_or_else(|error| panic!("{source}: {error}"));
        assert!(agree(&expression, &scope), "{source} is not evaluated in place");
    }
}

#[test]
fn what_is_not_sure_is_left_to_the_library() {
    let mut scope = Scope::default();
    scope.set(
        "request",
        &json!({"n": 1, "half": 1.5, "big": u64::MAX, "text": "a", "list": [1], "rows": [{"a": 1}, {"a": 1}]}),
    );
    for source in [
        "request.n == request.half",
        "request.n < request.half",
        "request.n == 1.0",
        "request.big == request.n",
        "request.z == 1",
        "request.z == 1 || true",
        "false && request.z == 1 || request.z == 2",
        "request.text + 1 == 'a1'",
        "request.n / 0 == 1",
        "9223372036854775807 + request.n == 1",
        "request.list[1] == 1",
        "request.n.exists(x, x == 1)",
        "request.text.matches('(')",
        "distinct(request.rows)",
        "sum([1, 'a']) == 1",
        "!request.n",
        "nothing == 1",
        "{request.text: request.n} == {'a': 1}",
        "optional.of(1).value() == 1",
        "repeat('ab', 100000000) == ''",
        "request.?n == optional.of(1)",
    ] {
        let Ok(expression) = Expression::compile(source, &[&VARIABLES[..], &["nothing", "optional"]].concat()) else {
            continue;
        };
        let (fast, slow) = both(&expression, &scope);
        if let Some(fast) = fast {
            assert_eq!(Ok(fast), slow, "{source}");
        }
    }
    let unsure = Expression::compile("request.n == request.half", &VARIABLES).unwrap();
    assert!(unsure.in_place(&scope).is_none() && unsure.holds(&scope) == Ok(false));
}
