//! No refusal shows what is stored and its request does not name: what the owner of the target gave for its states, and what earlier steps
//! sent or received.

use memchr::memmem::Finder;
use serde_json::Value;

use super::{
    Evidence,
    telling::{is_telling, stands},
};
use crate::{
    contract::{code_text, schema::percent_decode},
    target::Exchange,
};

/// The first stored value that the refusal of a whole request shows, though the request does not name it.
pub(super) fn shown(evidence: &Evidence<'_>) -> Option<String> {
    let exchange = evidence.exchange;
    if !is_refused_whole(evidence) || exchange.response_body.is_empty() {
        return None;
    }
    let is_shown = |mark: &Finder<'_>| stands(mark, &exchange.response_body) && !names(exchange, mark.needle());
    let of_state = evidence.foreign.stored.iter().find(|mark| is_shown(mark));
    of_state.map(|mark| String::from_utf8_lossy(mark.needle()).into_owned()).or_else(|| {
        let mut found = None;
        for steps in ["setup", "steps"] {
            evidence.scope.each_exchanged(steps, &mut |part, pointer, text| {
                if found.is_some() || !is_telling(text) || text.contains("{{") {
                    return;
                }
                // What every response has at the same place, such as the name of a server, is not stored by anybody.
                let same = |response: &Value| response.pointer(pointer).is_some_and(|own| code_text(own) == text);
                let is_common = part == "response" && exchange.response.as_deref().is_some_and(same);
                if !is_common && is_shown(&Finder::new(text.as_bytes())) {
                    found = Some(text.to_owned());
                }
            });
        }
        found
    })
}

/// Whether nothing of the request was done. Where errors stand beside rows, the other rows may show what they stored.
fn is_refused_whole(evidence: &Evidence<'_>) -> bool {
    match evidence.errors.as_slice() {
        [] => (400..600).contains(&evidence.exchange.status),
        errors => errors.iter().all(|error| error.place.code.stars() == 0),
    }
}

/// Whether a request names a value, as it is or as an address spells it.
fn names(exchange: &Exchange, value: &[u8]) -> bool {
    let mark = Finder::new(value);
    let holds = |part: &[u8]| mark.find(part).is_some();
    let address = percent_decode(&exchange.url);
    let plain = || address.replace('+', " ");
    holds(&exchange.request_body)
        || holds(address.as_bytes())
        || holds(plain().as_bytes())
        || exchange.headers.iter().any(|(_, value)| holds(value.as_bytes()))
        || holds(percent_decode(&String::from_utf8_lossy(&exchange.request_body)).as_bytes())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Foreign, leaks, testing::Made};
    use super::*;

    /// A target whose owner gives an order that is known, and a refusal with this message.
    fn refused(message: &str) -> Made {
        let mut made = Made::new().refused("", &[json!("E4")]);
        let states =
            [("other-shop".to_owned(), vec![json!({"shop": "shop-0001", "sales": [90_000_001], "day": "2024-06-13"})])];
        made.foreign = Foreign::of(&made.contract, &states.into(), &made.redactor);
        made.answers(400, &json!({"error": {"code": "E4", "message": message}}))
    }

    const FOUND: &str =
        "MU-leaks must \"\": nothing stored that the request does not name | shop-0001 in the body [a stored value]";

    #[test]
    fn a_refusal_that_shows_what_is_stored_is_a_finding() {
        assert_eq!(refused("see shop-0001").lines(leaks::judge), [FOUND]);
        assert_eq!(refused("see shop-00012").lines(leaks::judge), Vec::<String>::new());
        // Another check finds what belongs to another party.
        assert_eq!(refused("see 90000001, 2024-06-13").lines(leaks::judge), Vec::<String>::new());
        let mut silent = refused("see shop-0001");
        silent.operation().rules.plain.remove("leaks");
        assert_eq!(silent.finding(leaks::judge).requirement, "MU-secrets");
    }

    #[test]
    fn what_a_request_names_may_come_back_and_so_may_what_a_success_shows() {
        let mut in_address = refused("see shop-0001");
        in_address.sent.url = "http://127.0.0.1/pay?shop=shop%2D0001".to_owned();
        let in_body = refused("see shop-0001").sends(&json!({"rows": [{"shop": "shop-0001"}]}));
        let success = refused("").answers(200, &json!({"rows": [{"code": 0, "shop": "shop-0001"}]}));
        let row = refused("").answers(200, &json!({"rows": [{"code": 0, "shop": "shop-0001"}, {"code": 1}]}));
        for made in [in_address, in_body, success, row] {
            assert_eq!(made.lines(leaks::judge), Vec::<String>::new());
        }
    }

    #[test]
    fn what_earlier_steps_stored_is_looked_for_as_well() {
        let found = |steps: &Value, message: &str| {
            let mut made = refused(message);
            made.foreign = Foreign::default();
            made.steps = steps.clone();
            made.lines(leaks::judge).len()
        };
        let step = |status: u16| json!({"add": {"request": {"memo": "FAKE memo 17"}, "response": {"id": 300_000_001_u64, "error": {"message": "node-00017"}}, "status": status}});
        assert_eq!((found(&step(200), "FAKE memo 17"), found(&step(400), "FAKE memo 17")), (1, 1));
        assert_eq!((found(&step(200), "no 300000001"), found(&step(400), "no 300000001")), (1, 0));
        assert_eq!(found(&step(200), "node-00017"), 0, "at the same place of both");
        assert_eq!(found(&step(200), "another memo"), 0);
    }
}
