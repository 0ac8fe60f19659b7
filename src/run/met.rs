//! A finding of a trial with the exchange that shows it.

use std::{collections::BTreeSet, sync::Arc};

use bytes::Bytes;
use serde_json::Value;

use crate::{
    check::Finding,
    record::{Found, Intent},
    target::{Exchange, curl, weighs_more},
};

/// The most bytes of a body that a finding keeps as JSON; of a longer one it keeps the beginning as text.
const MOST_KEPT: usize = 256 << 10;

/// What the values of such a body may take: a report writes each on a line of its own.
const MOST_VALUES: usize = 2 << 20;

/// The most bytes of a body that a finding keeps whole when it is met.
const MOST_MET: usize = 8 << 10;

/// A finding with the exchange that shows it.
pub(super) fn found(finding: Finding, intent: &Intent, exchange: &Exchange) -> Found {
    let text = |bytes: &[u8]| Value::from(String::from_utf8_lossy(start(bytes, 64 << 10)).into_owned());
    Found {
        key: finding.key(),
        finding,
        intent: intent.clone(),
        cases: 1,
        case: 0,
        pursued: false,
        request: exchange.request.as_deref().cloned().unwrap_or_else(|| text(&exchange.request_body)),
        response: exchange
            .response
            .as_deref()
            .filter(|_| exchange.response_body.len() <= MOST_KEPT && !weighs_more(&exchange.response_body, MOST_VALUES))
            .cloned()
            .unwrap_or_else(|| text(&exchange.response_body)),
        status: exchange.status,
        curl: curl(exchange),
        scenario: None,
        kinds: BTreeSet::new(),
        flaky: false,
        waived: None,
    }
}

/// A finding as it is met: of bodies that are long it keeps the beginning. A run may have thousands, and the first of each cause is
/// played again and kept whole.
pub(super) fn met(finding: Finding, intent: &Intent, exchange: &Exchange) -> Found {
    let brief = |body: &Option<Arc<Value>>, bytes: &Bytes| body.clone().filter(|_| bytes.len() <= MOST_MET);
    let brief = Exchange {
        request: brief(&exchange.request, &exchange.request_body),
        request_body: exchange.request_body.slice(..exchange.request_body.len().min(MOST_MET)),
        response: brief(&exchange.response, &exchange.response_body),
        response_body: exchange.response_body.slice(..exchange.response_body.len().min(MOST_MET)),
        ..exchange.clone()
    };
    let cut = exchange.request_body.len() > MOST_MET;
    Found { curl: if cut { String::new() } else { curl(exchange) }, ..found(finding, intent, &brief) }
}

fn start(bytes: &[u8], most: usize) -> &[u8] {
    &bytes[..bytes.len().min(most)]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::run::testing::{exchange, finding};

    #[test]
    fn of_a_body_that_is_too_long_the_beginning_is_kept_as_text() {
        let intent = Intent::default();
        let shown = |length: usize| {
            let body = json!("x".repeat(length));
            found(finding("A"), &intent, &exchange(&json!({"a": 1}), 200, &body)).response
        };
        assert_eq!(shown(MOST_KEPT - 2), json!("x".repeat(MOST_KEPT - 2)));
        assert_eq!(shown(MOST_KEPT - 1), json!(format!("\"{}", "x".repeat((64 << 10) - 1))));
        let small = found(finding("A"), &intent, &exchange(&json!({"a": 1}), 418, &json!({"b": 2})));
        assert_eq!((small.request, small.response, small.status), (json!({"a": 1}), json!({"b": 2}), 418));
        assert_eq!((small.cases, small.key, small.flaky), (1, finding("A").key(), false));
        assert!(small.curl.starts_with("curl"), "{}", small.curl);
        let mut raw = exchange(&json!(1), 200, &json!({}));
        (raw.request, raw.request_body) = (None, bytes::Bytes::from_static(b"{\"a\":"));
        assert_eq!(found(finding("A"), &intent, &raw).request, json!("{\"a\":"));
    }
}
