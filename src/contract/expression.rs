//! Expressions: the Common Expression Language (CEL), with JSON in and JSON out.
//!
//! JSON numbers become `int` where they fit (18 digits stay exact), else `uint`, else `double`.
//! Beside the standard functions: `seconds(time)`, `shift(time, seconds)`, `repeat(text, n)`, `distinct(list)`, `flatten(list)`,
//! `sum(list)`, `sorted(list)`, `reversed(list)`, `real_time(text)`, `first_index(list, value)`, `other_case(text)`, `near_miss(text, way)`, `after(text, mark)`, `min(a, b)`, `max(a, b)` over integers;
//! `link(headers, relation)` for a `Link` header; `md5(text)`, `sha1(text)`, `sha256(text)`, `sha512(text)` and `hmac(algorithm, key, text)`
//! in hexadecimal; `hex`, `base64`, `base64url` of a text or bytes, `from_hex`, `from_base64`, `from_base64url` to bytes, `text_of(bytes)`;
//! `url_encode(text)`, `url_decode(text)`; `uuid()`, new each time and the same for the same run; `now()`, `now(seconds)` and
//! `now(seconds, format)`, the time of the request in UTC.
//!
//! An expression is compiled twice: into the form of the library, which knows the whole language and words its errors, and into one
//! that reads JSON in place. The second is tried first; whatever it is not sure of (an error, numbers of two types, a function that it
//! lacks) is left to the first, so that both always say the same.

#[cfg(test)]
mod both_ways;
mod code;
mod evaluate;
mod function;
mod scope;
mod variable;
mod view;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex},
};

use cel::{
    Context, Env, ExecutionError, Program,
    common::{types::CelBool, value::Val},
    parser::ParseErrors,
};
use serde_json::Value;

use self::{code::Code, evaluate::Frame, view::View};
use super::{
    ExpressionId, Message, functions,
    moment::{self, Moment},
    value::to_json,
    variables,
};
use crate::util::{excerpt::shortened, sync::lock};

pub use scope::{Exchanged, Row, Scope, Variables};
pub use variable::Variable;

/// A compiled expression, with its source for reports. Cheap to clone.
#[derive(Clone)]
pub struct Expression(Arc<Compiled>);

/// What is known of an expression by its text alone.
struct Compiled {
    source: String,
    program: Program,
    code: Option<Code>,
    variables: BTreeSet<String>,
    keys: BTreeSet<(String, String)>,
    below: BTreeSet<[String; 3]>,
    fields: BTreeSet<String>,
    /// The first function that nobody knows.
    unknown_function: Option<String>,
    /// Whether its value is another one for each request.
    is_fresh: bool,
}

/// Why an expression could not be compiled or evaluated; completes "failed to …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.0.english())]
pub struct ExpressionError(pub Message);

thread_local! {
    static ROOT: Context<'static, 'static> = root();
}

fn root() -> Context<'static, 'static> {
    let mut context = Context::with_env(env());
    functions::add(&mut context);
    context
}

fn env() -> Arc<Env> {
    static ENV: std::sync::OnceLock<Arc<Env>> = std::sync::OnceLock::new();
    Arc::clone(ENV.get_or_init(|| Arc::new(Env::stdlib().with_optional_support(true))))
}

impl Expression {
    /// Compiles `source`; only the variables in `known` may be named in it.
    pub fn compile(source: &str, known: &[&str]) -> Result<Self, ExpressionError> {
        let compiled = Compiled::of(source)?;
        for name in &compiled.variables {
            if !known.contains(&name.as_str()) {
                return Err(ExpressionError(ExpressionId::NotAVariable.with([name.into(), known.join(", ").into()])));
            }
        }
        if let Some(name) = &compiled.unknown_function {
            return Err(ExpressionError(ExpressionId::NotAFunction.with([name.into()])));
        }
        Ok(Self(compiled))
    }
}

/// As many texts are kept compiled; a suite has some hundreds.
const MOST_KEPT: usize = 10_000;

impl Compiled {
    /// The text compiled. Each text is compiled once: suites are loaded again for each reading that is tried, and their scenarios share rules.
    fn of(source: &str) -> Result<Arc<Self>, ExpressionError> {
        static KEPT: Mutex<Option<HashMap<String, Arc<Compiled>>>> = Mutex::new(None);
        if let Some(kept) = lock(&KEPT).as_ref().and_then(|kept| kept.get(source)) {
            return Ok(Arc::clone(kept));
        }
        let compiled = Arc::new(Self::new(source)?);
        let mut kept = lock(&KEPT);
        let kept = kept.get_or_insert_default();
        if kept.len() < MOST_KEPT {
            kept.insert(source.to_owned(), Arc::clone(&compiled));
        }
        Ok(compiled)
    }

    fn new(source: &str) -> Result<Self, ExpressionError> {
        let program = env()
            .compile(source)
            .map_err(|errors| ExpressionError(ExpressionId::NotCel.with([first_error(&errors).into()])))?;
        let variables::Free { variables, keys, below, fields } = variables::free(program.expression());
        let references = program.references();
        let mut functions = references.functions();
        functions.sort_unstable();
        let unknown_function = functions.iter().find(|name| !functions::is_known(name)).map(|name| (*name).to_owned());
        let is_fresh = functions.iter().any(|name| moment::NAMES.contains(name));
        drop(references);
        let code = code::code(program.expression());
        let source = source.to_owned();
        Ok(Self { source, program, code, variables, keys, below, fields, unknown_function, is_fresh })
    }
}

impl Expression {
    /// Whether its value may rest on a variable, or on a field of that name.
    pub fn reads(&self, name: &str) -> bool {
        self.0.variables.contains(name) || self.0.fields.contains(name)
    }

    /// Whether its value is another one for each request: it makes an id, or returns the time.
    pub fn is_fresh(&self) -> bool {
        self.0.is_fresh
    }

    /// Whether it names a variable.
    pub fn uses(&self, variable: &str) -> bool {
        self.0.variables.contains(variable)
    }

    /// The keys of a variable that it names outright: `add` of `steps` for `steps.add`, `steps['add']` or `'add' in steps`.
    pub fn keys_of<'a>(&'a self, variable: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.keys.iter().filter(move |(of, _)| of == variable).map(|(_, key)| key.as_str())
    }

    /// The fields that it names outright of the keys of a variable: `add` and `response` of `steps` for `steps.add.response`.
    pub fn below<'a>(&'a self, variable: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.below.iter().filter(move |[of, ..]| of == variable).map(|[_, key, field]| (key.as_str(), field.as_str()))
    }

    /// The fields that it may read: every name after a dot, and every text in quotes with the words in it.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.fields.iter().map(String::as_str)
    }

    /// The text it was compiled from.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// The value of the expression as JSON.
    pub fn value(&self, scope: &impl Variables) -> Result<Value, ExpressionError> {
        match self.in_place(scope) {
            Some(View::Null) => return Ok(Value::Null),
            Some(View::Bool(truth)) => return Ok(Value::Bool(truth)),
            Some(View::Int(number)) => return Ok(Value::from(number)),
            Some(View::Text(text)) => return Ok(Value::String(text.into_owned())),
            _ => {}
        }
        let value = self.run(scope, |value| cel::Value::try_from(value))?;
        to_json(&value).ok_or_else(|| ExpressionError(ExpressionId::NoJsonValue.with([(&self.0.source).into()])))
    }

    /// Whether the expression holds; anything but `true` or `false` is an error.
    pub fn holds(&self, scope: &impl Variables) -> Result<bool, ExpressionError> {
        if let Some(View::Bool(truth)) = self.in_place(scope) {
            return Ok(truth);
        }
        let truth = |value: &dyn Val| match value.downcast_ref::<CelBool>() {
            Some(truth) => Ok(Ok(*truth.inner())),
            None => cel::Value::try_from(value).map(Err),
        };
        self.run(scope, truth)?.map_err(|other: cel::Value| {
            ExpressionError(ExpressionId::NotTrueOrFalse.with([(&self.0.source).into(), format!("{other:?}").into()]))
        })
    }

    /// The value, where it can be said over the JSON in place.
    fn in_place<'a>(&'a self, scope: &'a dyn Variables) -> Option<View<'a>> {
        Frame::new(scope).value(self.0.code.as_ref()?).ok()
    }

    /// What is taken from the value of the expression, which may borrow from the variables.
    fn run<T>(
        &self,
        scope: &impl Variables,
        take: impl FnOnce(&dyn Val) -> Result<T, ExecutionError>,
    ) -> Result<T, ExpressionError> {
        ROOT.with(|root| {
            let root: &Context<'_, '_> = root;
            let mut context = root.new_inner_scope();
            context.set_variable_resolver(scope);
            let evaluate = || cel::Value::resolve_val(self.0.program.expression(), &context);
            let value = if self.0.is_fresh { Moment::during(scope.moment(), evaluate) } else { evaluate() };
            value
                .and_then(|value| take(value.as_ref()))
                .map_err(|error| ExpressionError(ExpressionId::NotEvaluated.with([Message::library(&error)])))
        })
    }
}

fn first_error(errors: &ParseErrors) -> String {
    errors.errors.first().map_or_else(
        || "the expression cannot be read".to_owned(),
        |error| format!("line {}, column {}: {}", error.pos.0, error.pos.1, in_short(&error.msg)),
    )
}

/// The most characters of a parser message that are shown.
const MOST_SHOWN: usize = 120;

/// The message of the parser, without the list of all that could have followed.
fn in_short(message: &str) -> String {
    let first = message.split(" expecting ").next().unwrap_or(message);
    let first = first.lines().next().unwrap_or(first).trim_start_matches("Syntax error: ");
    if first.contains("'<EOF>'") {
        return "the expression ends too early".to_owned();
    }
    shortened(first, MOST_SHOWN)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn value(source: &str, variables: &[(&str, Value)]) -> Result<Value, ExpressionError> {
        let mut scope = Scope::default();
        for (name, value) in variables {
            scope.set(name, value);
        }
        let known: Vec<&str> = variables.iter().map(|(name, _)| *name).collect();
        Expression::compile(source, &known)?.value(&scope)
    }

    #[test]
    fn integers_of_eighteen_digits_stay_exact() {
        let request = json!({"id": 999_999_999_999_999_999_i64});
        assert_eq!(value("request.id", &[("request", request.clone())]), Ok(json!(999_999_999_999_999_999_i64)));
        assert_eq!(value("request.id - 1", &[("request", request.clone())]), Ok(json!(999_999_999_999_999_998_i64)));
        assert_eq!(value("request.id == 999999999999999998", &[("request", request)]), Ok(json!(false)));
    }

    #[test]
    fn a_name_that_is_no_variable_is_refused_when_compiling() {
        let error = Expression::compile("respnse.sid == null", &["request", "response"]).err().map(|e| e.to_string());
        assert_eq!(error, Some("`respnse` is not a variable here; there are request, response".to_owned()));
        let error = Expression::compile("sise(request) == 1", &["request"]).err().map(|e| e.to_string());
        assert_eq!(error, Some("`sise` is not a function of CEL nor one of tekigo".to_owned()));
    }

    #[test]
    fn a_loop_binds_its_own_names() {
        let request = json!({"rows": [1, 2]});
        assert_eq!(value("request.rows.all(r, r > 0)", &[("request", request.clone())]), Ok(json!(true)));
        let error =
            Expression::compile("request.rows.all(r, r > 0) && r > 0", &["request"]).err().map(|e| e.to_string());
        assert_eq!(error, Some("`r` is not a variable here; there are request".to_owned()));
    }

    #[test]
    fn the_keys_that_are_named_are_known_however_they_are_written() {
        let source = "steps.a.b.c == steps['d'].e && steps.?f.orValue(1) == 1 && 'g' in steps && [{'x': 1}].all(steps, steps.x == 1) && has(steps.h) && steps[?'i'].orValue(1) == 1 && steps[row.j] == 1";
        let expression = Expression::compile(source, &["steps", "row"]).unwrap();
        assert_eq!(expression.keys_of("steps").collect::<String>(), "adfghi");
        assert_eq!(expression.keys_of("row").collect::<String>(), "j");
    }

    #[test]
    fn the_fields_that_may_be_read_are_known_however_they_are_written() {
        let source = "got.a.b == sent['c d'] && got.?e.orValue(1) == 1 && 'f-g' in got && got.l.all(h, h.i == {'j': 1}.k && has(h.m)) && 'n' == 'o'";
        let expression = Expression::compile(source, &["got", "sent"]).unwrap();
        assert_eq!(
            expression.fields().collect::<Vec<_>>(),
            ["a", "b", "c", "c d", "d", "e", "f-g", "i", "j", "k", "l", "m", "n", "o"]
        );
    }

    #[test]
    fn a_syntax_error_tells_its_place() {
        let error = Expression::compile("request.a == ", &["request"]).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.starts_with("line 1, column ") && error.ends_with(": the expression ends too early"), "{error}");
        let error =
            Expression::compile("request.a == )", &["request"]).err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(error, "line 1, column 14: mismatched input ')'");
        assert_eq!(in_short(&"x".repeat(200)).chars().count(), MOST_SHOWN);
    }

    #[test]
    fn a_rule_that_gives_no_truth_is_an_error() {
        let rule = Expression::compile("1 + 1", &[]).map(|e| e.holds(&Scope::default()));
        assert!(matches!(rule, Ok(Err(_))));
    }

    #[test]
    fn a_row_sees_its_own_place_of_request_and_response() {
        let mut scope = Scope::default();
        scope.set("request", &json!({"rows": [{"id": 1}, {"id": 999_999_999_999_999_999_i64}]}));
        scope.set("response", &json!({"rows": [{"id": 1}, {"id": 2}]}));
        let differ = Expression::compile("sent.id - got.id", &["sent", "got"]).unwrap();
        assert_eq!(differ.value(&Row::new(&scope, "/rows/1".to_owned())), Ok(json!(999_999_999_999_999_997_i64)));
        let nothing = Expression::compile("sent == null", &["sent"]).unwrap();
        assert_eq!(nothing.holds(&Row::new(&scope, "/rows/7".to_owned())), Ok(true));
    }

    #[test]
    fn a_whole_number_is_an_integer_however_it_is_written() {
        assert_eq!(value("request + 1", &[("request", serde_json::from_str("10.0").unwrap())]), Ok(json!(11)));
    }

    #[test]
    fn fields_can_be_set_one_by_one() {
        let mut scope = Scope::default();
        scope.set_in("steps", "add", &json!({"status": 200}));
        scope.set_in("steps", "update", &json!({"status": 201}));
        let sum = Expression::compile("steps.add.status + steps.update.status", &["steps"]).map(|e| e.value(&scope));
        assert_eq!(sum, Ok(Ok(json!(401))));
    }
}
