//! The variables that an expression is evaluated over.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use cel::{
    common::{
        types::{CelList, CelMap, CelMapKey, CelNull},
        value::{CowVal, Val},
    },
    context::VariableResolver,
};
use serde_json::{Map as JsonMap, Value};

use super::{variable::Variable, view::View};
use crate::{
    contract::{moment::Moment, value::to_json},
    util::pointer::{escape, unescape},
};

/// What an expression can be evaluated over.
pub trait Variables: VariableResolver {
    /// A variable as it is read in place; `None` where there is none of that name.
    fn view(&self, name: &str) -> Option<View<'_>>;

    /// What the request is made with that the expression is about.
    fn moment(&self) -> Option<&Arc<Moment>>;
}

/// A text or a number that an earlier exchange holds.
pub struct Exchanged<'a> {
    /// The number of the exchange among those of the variable.
    pub exchange: usize,
    /// The part of it: `request` or `response`.
    pub part: &'a str,
    /// The JSON pointer to the place in that part.
    pub pointer: &'a str,
    /// The value as text.
    pub text: &'a str,
}

/// The variables of an evaluation; a clone shares their values.
#[derive(Default, Clone)]
pub struct Scope {
    variables: BTreeMap<Arc<str>, Variable>,
    /// The fields of the variables that are set key by key.
    objects: BTreeMap<Arc<str>, BTreeMap<Arc<str>, Variable>>,
    moment: Option<Arc<Moment>>,
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

    /// Begins the next request: what is new each time is made anew.
    pub fn begin(&mut self, moment: Moment) {
        self.moment = Some(Arc::new(moment));
    }

    /// Sets a field of a variable that is an object, making the object where there is none.
    pub fn set_in(&mut self, name: &str, key: &str, value: impl Into<Variable>) {
        let object = self.objects.entry(name.into()).or_default();
        object.insert(key.into(), value.into());
        let whole = Variable::fields(object.clone());
        self.set(name, whole);
    }

    /// A variable that is set key by key, as JSON.
    pub fn object(&self, name: &str) -> JsonMap<String, Value> {
        let fields = self.objects.get(name).into_iter().flatten();
        let json = |value: &Variable| cel::Value::try_from(value.val()).ok().as_ref().and_then(to_json);
        fields.filter_map(|(key, value)| Some((key.to_string(), json(value)?))).collect()
    }

    /// Calls with each text and number that the exchanges of a variable such as `steps` hold; of a step that has several, with those of each.
    /// What a refusal says is left out.
    pub fn each_exchanged(&self, variable: &str, call: &mut dyn FnMut(&Exchanged<'_>)) {
        let Some(View::Object(steps)) = self.view(variable) else { return };
        let mut number = 0;
        let mut each = |exchange: &View<'_>| {
            each_in(exchange, number, call);
            number += 1;
        };
        for (_, step) in steps.iter() {
            let several = if let View::Object(step) = &step { step.get("exchanges") } else { None };
            match several {
                Some(View::List(all)) => all.iter().for_each(|one| each(&one)),
                _ => each(&step),
            }
        }
    }
}

/// Calls with each text and number in the request and the response of an exchange.
fn each_in(exchange: &View<'_>, number: usize, call: &mut dyn FnMut(&Exchanged<'_>)) {
    let View::Object(fields) = exchange else { return };
    let is_refused = matches!(fields.get("status"), Some(View::Int(400..)));
    for part in ["request", "response"] {
        let shown = fields.get(part).filter(|_| part != "response" || !is_refused);
        if let Some(value) = shown {
            let mut leaf = |pointer: &str, text: &str| call(&Exchanged { exchange: number, part, pointer, text });
            each_leaf(&value, &mut String::new(), &mut leaf);
        }
    }
}

/// Calls with each text and number in a value, and the JSON pointer to it.
fn each_leaf(value: &View<'_>, pointer: &mut String, call: &mut dyn FnMut(&str, &str)) {
    let before = pointer.len();
    match value {
        View::Text(text) => call(pointer, text),
        View::Int(number) => call(pointer, &number.to_string()),
        View::Uint(number) => call(pointer, &number.to_string()),
        View::List(items) => {
            for (index, item) in items.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                each_leaf(&item, pointer, call);
                pointer.truncate(before);
            }
        }
        View::Object(fields) => {
            for (name, field) in fields.iter() {
                pointer.push('/');
                pointer.push_str(&escape(name));
                each_leaf(&field, pointer, call);
                pointer.truncate(before);
            }
        }
        _ => {}
    }
}

impl VariableResolver for Scope {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        self.variables.get(variable).map(|value| CowVal::Borrowed(value.val()))
    }
}

impl Variables for Scope {
    fn view(&self, name: &str) -> Option<View<'_>> {
        self.variables.get(name).map(View::from)
    }

    fn moment(&self) -> Option<&Arc<Moment>> {
        self.moment.as_ref()
    }
}

/// A scope in which `sent` and `got` are what is at one place of `request` and `response`; nothing is copied.
pub struct Row<'a> {
    scope: &'a Scope,
    pointer: String,
    sent: View<'a>,
    got: View<'a>,
    vals: OnceLock<[&'a (dyn Val + 'static); 2]>,
}

static NOTHING: CelNull = CelNull;

impl<'a> Row<'a> {
    /// The place that a JSON pointer names.
    pub fn new(scope: &'a Scope, pointer: String) -> Self {
        let at = |name: &str| scope.view(name).and_then(|whole| whole.at(&pointer)).unwrap_or(View::Null);
        let (sent, got) = (at("request"), at("response"));
        Self { scope, pointer, sent, got, vals: OnceLock::new() }
    }

    /// The JSON pointer to the place.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    fn vals(&self) -> [&'a (dyn Val + 'static); 2] {
        let at = |name: &str| {
            self.scope.variables.get(name).and_then(|whole| at(whole.val(), &self.pointer)).unwrap_or(&NOTHING)
        };
        *self.vals.get_or_init(|| [at("request"), at("response")])
    }
}

impl VariableResolver for Row<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        match variable {
            "sent" => Some(CowVal::Borrowed(self.vals()[0])),
            "got" => Some(CowVal::Borrowed(self.vals()[1])),
            other => self.scope.resolve(other),
        }
    }
}

impl Variables for Row<'_> {
    fn view(&self, name: &str) -> Option<View<'_>> {
        match name {
            "sent" => Some(self.sent.clone()),
            "got" => Some(self.got.clone()),
            other => self.scope.view(other),
        }
    }

    fn moment(&self) -> Option<&Arc<Moment>> {
        self.scope.moment()
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
