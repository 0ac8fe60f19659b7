//! One operation of a contract, with its validators and rules compiled.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    Carries, Cited, ContextForm, ErrorRules, Level, OperationRules, Pattern, RawForm, Refusal, RemovedBy, Text,
    code_text,
    expression::Expression,
    openapi::{BodyForm, Origins, Parameter, StatusKey, holds, is_json, placeholders_of},
    outline::Outline,
    schema::{Breach, Place, Validator},
};

/// A method and path with its request schema and documented responses.
#[expect(clippy::struct_excessive_bools, reason = "each is a word of its own in the contract")]
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
    /// Whether requests are generated for it; else only scenarios test it.
    pub generated: bool,
    /// Whether the cookies that its set-up steps bring go with its generated requests.
    pub cookies: bool,
    /// What is generated for its set-up steps, in the form that a scenario has.
    pub draw: Map<String, Value>,
    /// Where the ids of records that it made are in its responses.
    pub makes: Vec<Pattern>,
    /// What removes such a record.
    pub removed_by: Option<RemovedBy>,
    /// Headers besides `content-type`, as a template.
    pub headers: Value,
    /// Query parameters, as a template.
    pub query: Value,
    /// Cookies that identify the client, as a template.
    pub own_cookies: Value,
    /// What the request schema describes.
    pub carries: Carries,
    /// How the parameters of the description travel.
    pub parameters: Vec<Parameter>,
    /// How the body travels; none where the description gives it none.
    pub body: Option<BodyForm>,
    /// Where the request schema is written.
    pub origins: Origins,
    /// The request schema, readings decided.
    pub request: Value,
    /// Each code with each place of the request whose constraints earn it.
    pub earns: Vec<(Value, String)>,
    /// What the request schema promises for the breach of each requirement that it cites.
    pub cited: BTreeMap<String, Cited>,
    /// Steps that set up what a generated request needs, as scenario steps.
    pub setup: Vec<Value>,
    /// Where a broken row may be, besides what the request schema says.
    pub contexts: Vec<ContextForm>,
    /// What a wrong credential earns, by the name of the credential, as a step of a scenario says what is due.
    pub wrong_credentials: Map<String, Value>,
    /// The requirement that says a good request is served.
    pub success: String,
    /// The statuses of success.
    pub statuses: Vec<u16>,
    /// The statuses of refusals that say something of what the target holds, and nothing of the request.
    pub unless: Vec<u16>,
    /// The body of success (and of responses whose errors are inside it), where it is not that of the description.
    pub shape: Option<Shape>,
    /// The responses that the description documents, the most exact first.
    pub responses: Vec<Response>,
    /// Where errors are, the most specific first.
    pub errors: Vec<ErrorPlace>,
    /// What the checks of responses know of it.
    pub rules: OperationRules,
    /// Bodies that are not JSON.
    pub raw: Option<RawForm>,
    /// Requests that are refused for what no schema of theirs is about.
    pub refusals: Vec<Refusal>,
    /// Rules that a schema cannot say.
    pub invariants: Vec<Invariant>,
}

/// A response that the description documents.
pub struct Response {
    /// The statuses that it stands for.
    pub status: StatusKey,
    /// Its bodies by content type; none where it has no content.
    pub bodies: Vec<ResponseBody>,
    /// Its headers.
    pub headers: Vec<HeaderPromise>,
    /// The requirement that it breaks where no part of it names one.
    pub requirement: String,
}

/// The body of a response in one content type.
pub struct ResponseBody {
    /// The content type, which may be a range: `text/*`.
    pub media: String,
    /// What it holds; none where the description does not say.
    pub shape: Option<Shape>,
}

impl ResponseBody {
    /// Whether a body of a content type is meant.
    pub fn is_of(&self, content_type: &str) -> bool {
        holds(&self.media, content_type)
    }

    /// Whether it is JSON.
    pub fn is_json(&self) -> bool {
        is_json(&self.media) || self.media.trim() == "*/*"
    }
}

/// A header that a response has.
pub struct HeaderPromise {
    /// Its name, in small letters.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// What its value must be.
    pub shape: Option<Shape>,
    /// The requirement that it breaks.
    pub requirement: String,
}

/// A body schema and the requirements that its parts cite.
pub struct Shape {
    /// The compiled schema.
    pub validator: Validator,
    /// The requirement where no part of the schema names one.
    pub requirement: String,
    /// Requirement by schema path and, for `required`, the property that it requires.
    pub cited: BTreeMap<(String, Option<String>), String>,
    /// Which place of a response speaks for which requirement, besides that of the whole.
    pub parts: Vec<(String, String)>,
    /// What the body as a whole must be.
    pub outline: Outline,
    /// Lists whose order says nothing.
    pub unordered: BTreeSet<Place>,
}

impl Shape {
    /// Whether a body is meant as one of this shape.
    pub fn resembles(&self, body: &Value) -> bool {
        self.outline.fits(body)
    }

    /// Whether a body has something that this shape does not describe.
    pub fn is_foreign(&self, body: &Value) -> bool {
        self.outline.is_foreign(body)
    }

    /// The requirement that a breach breaks.
    pub fn requirement_of(&self, breach: &Breach) -> &str {
        let cited = |property: Option<String>| self.cited.get(&(breach.schema_path.clone(), property));
        let of_property = breach.property.clone().and_then(|property| cited(Some(property)));
        of_property.or_else(|| cited(None)).unwrap_or(&self.requirement)
    }
}

/// Where one kind of error is in a response.
pub struct ErrorPlace {
    /// Its id.
    pub id: String,
    /// Which part of a request it is about.
    pub scope: Pattern,
    /// Where the code is.
    pub code: Pattern,
    /// Where the message is.
    pub message: Option<Pattern>,
    /// Its own body; `None` where it is inside the body of success.
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

/// A rule that must hold for every response of its kind.
pub struct Invariant {
    /// Its id, unique in the contract.
    pub id: String,
    /// The requirement it speaks for.
    pub requirement: String,
    /// A level below that of the requirement.
    pub level: Option<Level>,
    /// The kind of response: `success`, the id of an error place with a body of its own, or `any`.
    pub on: String,
    /// Evaluated for each place that fits, with `sent` and `got` for what is there in request and response.
    pub each: Option<Pattern>,
    /// Where this is given, the rule is evaluated only where it holds.
    pub when: Option<Expression>,
    /// What must hold.
    pub rule: Expression,
    /// The rule in words.
    pub text: Text,
}

impl Invariant {
    /// Whether the rule, or the condition under which it is evaluated, names a variable.
    pub fn uses(&self, variable: &str) -> bool {
        std::iter::once(&self.rule).chain(&self.when).any(|expression| expression.uses(variable))
    }

    /// The fields that the rule, or the condition under which it is evaluated, may read.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.rule.fields().chain(self.when.iter().flat_map(Expression::fields))
    }
}

impl Operation {
    /// The response that the description documents for a status.
    pub fn response(&self, status: u16) -> Option<&Response> {
        self.responses.iter().find(|response| response.status.holds(status))
    }

    /// What a body must be that comes under a status as a content type: as the contract says, else as the description does.
    pub fn shape_of(&self, status: u16, content_type: &str) -> Option<&Shape> {
        if self.shape.is_some() && (self.statuses.contains(&status) || self.response(status).is_none()) {
            return self.shape.as_ref();
        }
        let bodies = &self.response(status)?.bodies;
        let of_type = bodies.iter().find(|body| body.is_of(content_type));
        of_type.or_else(|| bodies.iter().find(|body| body.is_json())).or(bodies.first())?.shape.as_ref()
    }

    /// What a body of success must be where its status does not say: that of the contract, else of the first status of success.
    pub fn shape_of_success(&self) -> Option<&Shape> {
        let of_status = || self.statuses.iter().find_map(|status| self.shape_of(*status, "application/json"));
        self.shape.as_ref().or_else(of_status)
    }

    /// The names of the places in its path that each request fills.
    pub fn places(&self) -> Vec<&str> {
        placeholders_of(&self.path)
    }

    /// Every shape that a response may have.
    pub fn shapes(&self) -> impl Iterator<Item = &Shape> {
        let described = self.responses.iter().flat_map(|response| &response.bodies);
        let own = self.shape.iter().chain(self.errors.iter().filter_map(|error| error.shape.as_ref()));
        own.chain(described.filter_map(|body| body.shape.as_ref()))
    }

    /// The error place of an expectation: the one named, else the first whose scope fits the pointer.
    pub fn error_place(&self, named: Option<&str>, pointer: &str) -> Option<&ErrorPlace> {
        match named {
            Some(id) => self.errors.iter().find(|place| place.id == id),
            None => self.errors.iter().find(|place| place.scope.bind(pointer).is_some()),
        }
    }
}
