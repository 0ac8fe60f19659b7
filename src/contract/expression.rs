//! Expressions: the Common Expression Language (CEL), with JSON in and JSON out.
//!
//! JSON numbers become `int` where they fit (18 digits stay exact), else `uint`, else `double`.
//! Beside the standard functions: `seconds(time)`, `shift(time, seconds)`, `repeat(text, n)`, `distinct(list)`, `flatten(list)`,
//! `sum(list)`, `sorted(list)`, `reversed(list)`, `real_time(text)`, `first_index(list, value)`, `other_case(text)`, `after(text, mark)`, `min(a, b)`, `max(a, b)` over integers.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use cel::{
    Context, Env, ExecutionError, Program,
    common::{
        types::{CelBool, CelList, CelMap, CelMapKey, CelNull},
        value::{CowVal, Val},
    },
    context::VariableResolver,
    parser::ParseErrors,
};
use serde_json::{Map as JsonMap, Value};

use super::{
    functions,
    value::{list_of, object_of, to_json, to_val},
    variables,
};
use crate::{util::excerpt::shortened, util::pointer::unescape};

/// A compiled expression, with its source for reports.
pub struct Expression {
    source: String,
    program: Program,
    variables: BTreeSet<String>,
    keys: BTreeSet<(String, String)>,
    fields: BTreeSet<String>,
}

/// Why an expression could not be compiled or evaluated; completes "failed to …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ExpressionError(pub String);

/// A JSON value as expressions see it: converted once, when the first of them asks for it, and shared by whatever holds it.
#[derive(Clone)]
pub struct Variable(Arc<Held>);

struct Held {
    json: Option<Arc<Value>>,
    val: OnceLock<Box<dyn Val>>,
}

impl Variable {
    fn of(val: Box<dyn Val>) -> Self {
        Self(Arc::new(Held { json: None, val: val.into() }))
    }

    fn val(&self) -> &(dyn Val + 'static) {
        &**self.0.val.get_or_init(|| to_val(self.0.json.as_deref().unwrap_or(&Value::Null)))
    }

    /// An object of values that are converted already.
    pub fn object<'a>(fields: impl Iterator<Item = (&'a str, &'a Self)>) -> Self {
        Self::of(object_of(fields.map(|(key, value)| (key, value.val()))))
    }

    /// A list of values that are converted already.
    pub fn list<'a>(items: impl Iterator<Item = &'a Self>) -> Self {
        Self::of(list_of(items.map(Self::val)))
    }
}

impl From<&Value> for Variable {
    fn from(value: &Value) -> Self {
        Self::of(to_val(value))
    }
}

/// Most exchanges are judged by no expression at all; theirs is never converted.
impl From<Option<&Arc<Value>>> for Variable {
    fn from(value: Option<&Arc<Value>>) -> Self {
        Self(Arc::new(Held { json: value.map(Arc::clone), val: OnceLock::new() }))
    }
}

/// The variables of an evaluation; a clone shares their values.
#[derive(Default, Clone)]
pub struct Scope {
    variables: BTreeMap<Arc<str>, Variable>,
    /// The fields of the variables that are set key by key.
    objects: BTreeMap<Arc<str>, BTreeMap<Arc<str>, Variable>>,
}

impl Scope {
    /// Sets a variable.
    pub fn set(&mut self, name: &str, value: impl Into<Variable>) {
        let value = value.into();
        match self.variables.get_mut(name) {
            Some(known) => *known = value,
            None => drop(self.variables.insert(name.into(), value)),
        }
    }

    /// Sets a field of a variable that is an object, making the object where there is none.
    pub fn set_in(&mut self, name: &str, key: &str, value: impl Into<Variable>) {
        let object = self.objects.entry(name.into()).or_default();
        object.insert(key.into(), value.into());
        let whole = object_of(object.iter().map(|(key, value)| (&**key, value.val())));
        self.set(name, Variable::of(whole));
    }

    /// A variable that is set key by key, as JSON.
    pub fn object(&self, name: &str) -> JsonMap<String, Value> {
        let fields = self.objects.get(name).into_iter().flatten();
        let json = |value: &Variable| cel::Value::try_from(value.val()).ok().as_ref().and_then(to_json);
        fields.filter_map(|(key, value)| Some((key.to_string(), json(value)?))).collect()
    }
}

impl VariableResolver for Scope {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        self.variables.get(variable).map(|value| CowVal::Borrowed(value.val()))
    }
}

/// What an expression can be asked over.
pub trait Variables: VariableResolver {}

impl Variables for Scope {}
impl Variables for Row<'_> {}

/// A scope in which `sent` and `got` are what stands at one place of `request` and `response`; nothing is copied.
pub struct Row<'a> {
    scope: &'a Scope,
    sent: &'a (dyn Val + 'static),
    got: &'a (dyn Val + 'static),
}

static NOTHING: CelNull = CelNull;

impl<'a> Row<'a> {
    /// The place that a JSON pointer names.
    pub fn new(scope: &'a Scope, pointer: &str) -> Self {
        let at = |name: &str| scope.variables.get(name).and_then(|whole| at(whole.val(), pointer)).unwrap_or(&NOTHING);
        Self { scope, sent: at("request"), got: at("response") }
    }
}

impl VariableResolver for Row<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        match variable {
            "sent" => Some(CowVal::Borrowed(self.sent)),
            "got" => Some(CowVal::Borrowed(self.got)),
            other => self.scope.resolve(other),
        }
    }
}

fn at<'a>(whole: &'a (dyn Val + 'static), pointer: &str) -> Option<&'a (dyn Val + 'static)> {
    pointer.split('/').skip(1).try_fold(whole, |value, step| {
        if let Some(list) = value.downcast_ref::<CelList<'static>>() {
            list.inner().get(step.parse::<usize>().ok()?).map(|item| &**item)
        } else {
            let map = value.downcast_ref::<CelMap<'static>>()?;
            map.inner().get(&CelMapKey::from(unescape(step))).map(|item| &**item)
        }
    })
}

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
        let program = env().compile(source).map_err(|errors| ExpressionError(first_error(&errors)))?;
        let free = variables::free(program.expression());
        for name in &free.variables {
            if !known.contains(&name.as_str()) {
                return Err(ExpressionError(format!(
                    "`{name}` is not a variable here; there are {}",
                    known.join(", ")
                )));
            }
        }
        let references = program.references();
        let mut functions = references.functions();
        functions.sort_unstable();
        for name in functions {
            if !functions::is_known(name) {
                return Err(ExpressionError(format!("`{name}` is not a function of CEL nor one of ours")));
            }
        }
        drop(references);
        let variables::Free { variables, keys, fields } = free;
        Ok(Self { source: source.to_owned(), program, variables, keys, fields })
    }

    /// Whether its value may rest on a variable, or on a field of that name.
    pub fn reads(&self, name: &str) -> bool {
        self.variables.contains(name) || self.fields.contains(name)
    }

    /// The keys of a variable that it names outright: `add` of `steps` for `steps.add`, `steps['add']` or `'add' in steps`.
    pub fn keys_of<'a>(&'a self, variable: &'a str) -> impl Iterator<Item = &'a str> {
        self.keys.iter().filter(move |(of, _)| of == variable).map(|(_, key)| key.as_str())
    }

    /// The fields that it may read: every name after a dot, and every text in quotes with the words in it.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(String::as_str)
    }

    /// The text it was compiled from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The value of the expression as JSON.
    pub fn value(&self, scope: &impl Variables) -> Result<Value, ExpressionError> {
        let value = self.run(scope, |value| cel::Value::try_from(value))?;
        to_json(&value).ok_or_else(|| ExpressionError(format!("`{}` gives a value that JSON cannot hold", self.source)))
    }

    /// Whether the expression holds; anything but `true` or `false` is an error.
    pub fn holds(&self, scope: &impl Variables) -> Result<bool, ExpressionError> {
        let truth = |value: &dyn Val| match value.downcast_ref::<CelBool>() {
            Some(truth) => Ok(Ok(*truth.inner())),
            None => cel::Value::try_from(value).map(Err),
        };
        self.run(scope, truth)?.map_err(|other: cel::Value| {
            ExpressionError(format!("`{}` gives {other:?}, not true or false", self.source))
        })
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
            let value = cel::Value::resolve_val(self.program.expression(), &context);
            value.and_then(|value| take(value.as_ref())).map_err(|error| ExpressionError(error.to_string()))
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
        let error = Expression::compile("respnse.sid == null", &["request", "response"]).err().map(|e| e.0);
        assert_eq!(error, Some("`respnse` is not a variable here; there are request, response".to_owned()));
        let error = Expression::compile("sise(request) == 1", &["request"]).err().map(|e| e.0);
        assert_eq!(error, Some("`sise` is not a function of CEL nor one of ours".to_owned()));
    }

    #[test]
    fn a_loop_binds_its_own_names() {
        let request = json!({"rows": [1, 2]});
        assert_eq!(value("request.rows.all(r, r > 0)", &[("request", request.clone())]), Ok(json!(true)));
        let error = Expression::compile("request.rows.all(r, r > 0) && r > 0", &["request"]).err().map(|e| e.0);
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
        let error = Expression::compile("request.a == ", &["request"]).err().map(|e| e.0).unwrap_or_default();
        assert!(error.starts_with("line 1, column ") && error.ends_with(": the expression ends too early"), "{error}");
        let error = Expression::compile("request.a == )", &["request"]).err().map(|e| e.0).unwrap_or_default();
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
        assert_eq!(differ.value(&Row::new(&scope, "/rows/1")), Ok(json!(999_999_999_999_999_997_i64)));
        let nothing = Expression::compile("sent == null", &["sent"]).unwrap();
        assert_eq!(nothing.holds(&Row::new(&scope, "/rows/7")), Ok(true));
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
