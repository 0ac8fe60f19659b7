//! Values that are new for each request: ids by chance, and the time. Both come from outside, so that an expression is as
//! reproducible as what it is given.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use cel::{Context, DeclarationError, ExecutionError, Value, extractors::Arguments};
use jiff::{Span, Timestamp, fmt::strtime, tz::TimeZone};
use sha2::{Digest, Sha256};

/// The names of the functions.
pub(super) const NAMES: [&str; 2] = ["uuid", "now"];

/// What one request is made with: where its ids come from, and when it is made.
#[derive(Debug)]
pub struct Moment {
    seed: [u8; 32],
    given: AtomicU64,
    time: Timestamp,
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<Moment>>> = const { RefCell::new(None) };
}

impl Moment {
    /// The moment of a request that is made at a time; no other has its seed.
    pub fn new(seed: &str, time: Timestamp) -> Self {
        Self { seed: Sha256::digest(seed).into(), given: AtomicU64::new(0), time }
    }

    /// Calls with this moment as the one of the expression that is evaluated.
    pub(super) fn during<T>(moment: Option<&Arc<Self>>, evaluate: impl FnOnce() -> T) -> T {
        let before = CURRENT.with_borrow_mut(|current| std::mem::replace(current, moment.cloned()));
        let value = evaluate();
        CURRENT.with_borrow_mut(|current| *current = before);
        value
    }

    /// The next id, a UUID of version 4.
    fn uuid(&self) -> String {
        let number = self.given.fetch_add(1, Ordering::Relaxed);
        let hash: [u8; 32] = Sha256::new().chain_update(self.seed).chain_update(number.to_be_bytes()).finalize().into();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        bytes[6] = bytes[6] & 0x0F | 0x40;
        bytes[8] = bytes[8] & 0x3F | 0x80;
        let hex = crate::util::hex::hex(&bytes);
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }
}

/// Adds the functions to a context.
pub(super) fn add(context: &mut Context<'_, '_>) -> Result<(), DeclarationError> {
    context.add_function("uuid", || current("uuid").map(|moment| Value::from(moment.uuid())))?;
    context.add_function("now", now)
}

fn current(function: &str) -> Result<Arc<Moment>, ExecutionError> {
    let none =
        || ExecutionError::function_error(function, "it has a value only where a request is made or was answered");
    CURRENT.with_borrow(Clone::clone).ok_or_else(none)
}

/// The time at which the request is made: `now()`, `now(seconds later)`, `now(seconds later, format of strftime)`.
fn now(Arguments(arguments): Arguments) -> Result<Value, ExecutionError> {
    let wrong = |why: String| ExecutionError::function_error("now", why);
    let usage = || wrong("write now(), now(seconds) or now(seconds, format)".to_owned());
    let (by, format) = match arguments.as_slice() {
        [] => (0, None),
        [Value::Int(by)] => (*by, None),
        [Value::Int(by), Value::String(format)] => (*by, Some(format.as_str())),
        _ => return Err(usage()),
    };
    let by = Span::new().try_seconds(by).map_err(|error| wrong(error.to_string()))?;
    let time = current("now")?.time.checked_add(by).map_err(|error| wrong(error.to_string()))?.to_zoned(TimeZone::UTC);
    let text = strtime::format(format.unwrap_or("%Y-%m-%dT%H:%M:%SZ"), &time);
    text.map(Value::from).map_err(|error| wrong(error.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::contract::expression::{Expression, Scope};

    fn scope(seed: &str) -> Scope {
        let mut scope = Scope::default();
        scope.begin(Moment::new(seed, "2026-02-28T23:59:59.5Z".parse().expect("a time")));
        scope
    }

    fn value(source: &str, scope: &Scope) -> Result<Value, String> {
        Expression::compile(source, &[]).and_then(|e| e.value(scope)).map_err(|e| e.to_string())
    }

    #[test]
    fn the_time_is_that_of_the_request_in_any_form() {
        let scope = scope("a");
        for (source, due) in [
            ("now()", "2026-02-28T23:59:59Z"),
            ("now(1)", "2026-03-01T00:00:00Z"),
            ("now(-86400, '%Y/%m/%d')", "2026/02/27"),
            ("now(32400, '%Y-%m-%dT%H:%M:%S+09:00')", "2026-03-01T08:59:59+09:00"),
            ("now(0, '%s')", "1772323199"),
        ] {
            assert_eq!(value(source, &scope), Ok(json!(due)), "{source}");
        }
        for wrong in ["now('1')", "now(1, '%')", "now(1, '%Y', 2)", "now(9223372036854775807)"] {
            assert!(value(wrong, &scope).is_err(), "{wrong}");
        }
    }

    #[test]
    fn ids_are_new_each_time_and_the_same_for_the_same_seed() {
        let (a, again, b) = (scope("a"), scope("a"), scope("b"));
        let first = value("uuid()", &a).expect("an id");
        assert_eq!(value("uuid()", &again), Ok(first.clone()));
        assert!(value("uuid()", &a) != Ok(first.clone()) && value("uuid()", &b) != Ok(first.clone()));
        let form = "uuid().matches('^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$')";
        assert_eq!(value(form, &a), Ok(json!(true)));
        let nowhere = value("uuid()", &Scope::default());
        assert!(nowhere.is_err_and(|why| why.contains("only where a request is made")));
    }
}
