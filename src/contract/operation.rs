//! One operation of a contract, with its validators and rules compiled.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    Carries, Cited, ContextForm, ErrorRules, Level, OperationRules, Pattern, RawForm, Text, code_text,
    expression::Expression,
    schema::{Breach, Place, Validator},
};

/// A method and path with its request schema and documented answers.
pub struct Operation {
    /// Its id, part of trial names.
    pub id: String,
    /// What it does.
    pub title: Text,
    /// HTTP method.
    pub method: String,
    /// Path below the target's address.
    pub path: String,
    /// Whether it changes anything at the target.
    pub writes: bool,
    /// Whether no two generated requests may have the same body.
    pub distinct: bool,
    /// Whether requests are drawn for it; else only scenarios ask it.
    pub generated: bool,
    /// Whether the cookies that its set-up steps bring go with its generated requests.
    pub cookies: bool,
    /// What is drawn for its set-up steps, in the form that a scenario has.
    pub draw: Map<String, Value>,
    /// Where the ids of records that it made stand in its answers.
    pub makes: Vec<Pattern>,
    /// Headers beside `content-type`, as a template.
    pub headers: Value,
    /// Query parameters, as a template.
    pub query: Value,
    /// What the request schema describes.
    pub carries: Carries,
    /// The file of the request schema, in the folder of the contract.
    pub request_file: String,
    /// The request schema, readings decided.
    pub request: Value,
    /// Each code with each place of the request whose constraints earn it.
    pub earns: Vec<(Value, String)>,
    /// What the request schema promises for the breach of each requirement that it cites.
    pub cited: BTreeMap<String, Cited>,
    /// Steps that bring about what a generated request needs, as scenario steps.
    pub setup: Vec<Value>,
    /// Where a broken row may stand, beside what the request schema says.
    pub contexts: Vec<ContextForm>,
    /// The requirement that says a good request is served.
    pub success: String,
    /// The statuses of success.
    pub statuses: Vec<u16>,
    /// The body of success (and of answers whose errors stand inside it).
    pub shape: Shape,
    /// Where errors stand, the most specific first.
    pub errors: Vec<ErrorPlace>,
    /// What the checks of responses know of it.
    pub rules: OperationRules,
    /// Bodies that are not JSON.
    pub raw: Option<RawForm>,
    /// Rules that a schema cannot say.
    pub invariants: Vec<Invariant>,
}

/// A body schema and the requirements that its parts cite.
pub struct Shape {
    /// The compiled schema.
    pub validator: Validator,
    /// The requirement where no part of the schema names one.
    pub requirement: String,
    /// Requirement by schema path and, for `required`, the property that it asks for.
    pub cited: BTreeMap<(String, Option<String>), String>,
    /// Which place of an answer speaks for which requirement, beside that of the whole.
    pub parts: Vec<(String, String)>,
    /// The properties that the body as a whole must have.
    pub required: Vec<String>,
    /// Lists whose order says nothing.
    pub unordered: BTreeSet<Place>,
}

impl Shape {
    /// Whether a body is meant as one of this shape: if it is an object, at least one of the properties is there that it must have.
    pub fn resembles(&self, body: &Value) -> bool {
        let Some(object) = body.as_object() else { return true };
        self.required.is_empty() || self.required.iter().any(|name| object.contains_key(name))
    }

    /// The requirement that a breach breaks.
    pub fn requirement_of(&self, breach: &Breach) -> &str {
        let cited = |property: Option<String>| self.cited.get(&(breach.schema_path.clone(), property));
        let of_property = breach.property.clone().and_then(|property| cited(Some(property)));
        of_property.or_else(|| cited(None)).unwrap_or(&self.requirement)
    }
}

/// Where one kind of error stands in an answer.
pub struct ErrorPlace {
    /// Its id.
    pub id: String,
    /// Which part of a request it speaks of.
    pub scope: Pattern,
    /// Where the code stands.
    pub code: Pattern,
    /// Where the message stands.
    pub message: Option<Pattern>,
    /// Its own body; `None` where it stands inside the body of success.
    pub shape: Option<Shape>,
    /// What the checks of responses know of it.
    pub rules: ErrorRules,
}

impl ErrorPlace {
    /// The statuses documented for a code; empty where any will do.
    pub fn statuses(&self, code: &Value) -> &[u16] {
        let Some(status) = &self.rules.status else { return &[] };
        status.by_code.get(&code_text(code)).unwrap_or(&status.any)
    }
}

/// A rule that must hold for every answer of its kind.
pub struct Invariant {
    /// Its id, unique in the contract.
    pub id: String,
    /// The requirement it speaks for.
    pub requirement: String,
    /// A level below that of the requirement.
    pub level: Option<Level>,
    /// The kind of answer: `success`, the id of an error place with a body of its own, or `any`.
    pub on: String,
    /// Evaluated for each place that fits, with `sent` and `got` for what stands there in request and answer.
    pub each: Option<Pattern>,
    /// Where this is given, the rule is asked only where it holds.
    pub when: Option<Expression>,
    /// What must hold.
    pub rule: Expression,
    /// The rule in words.
    pub text: Text,
}

impl Invariant {
    /// Whether the rule, or the condition under which it is asked, names a variable.
    pub fn uses(&self, variable: &str) -> bool {
        std::iter::once(&self.rule).chain(&self.when).any(|expression| expression.uses(variable))
    }

    /// The fields that the rule, or the condition under which it is asked, may read.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.rule.fields().chain(self.when.iter().flat_map(Expression::fields))
    }
}

impl Operation {
    /// The error place of an expectation: the one named, else the first whose scope fits the pointer.
    pub fn error_place(&self, named: Option<&str>, pointer: &str) -> Option<&ErrorPlace> {
        match named {
            Some(id) => self.errors.iter().find(|place| place.id == id),
            None => self.errors.iter().find(|place| place.scope.bind(pointer).is_some()),
        }
    }
}
