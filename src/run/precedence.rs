//! Which of two codes was returned where both were due.

use super::{
    case::{Aim, Case, Steps},
    rivals::{Rival, earned},
};
use crate::{
    check::{named, seen_errors},
    contract::Operation,
    record::Precedence,
    target::Exchange,
};

/// The order that an exchange shows, for a case that breaks two constraints; a response without a code shows none.
pub(super) fn observed(operations: &[Operation], case: &Case<'_>, exchange: &Exchange) -> Option<Precedence> {
    let Steps::Call(call) = &case.steps else { return None };
    let Aim::BreaksBoth(one, other) = &call.aim else { return None };
    let operation = &operations[call.operation];
    let response = exchange.response.as_deref();
    let mut codes: Vec<String> = Vec::new();
    for error in &seen_errors(operation, &call.due, exchange) {
        let names = error.place.rules.names.as_ref().map(|rule| named(rule, response)).unwrap_or_default();
        if names.is_empty() {
            codes.push(earned(error.code, None));
        }
        codes.extend(names.into_iter().map(|name| earned(error.code, Some(name))));
    }
    codes.dedup();
    if codes.is_empty() {
        return None;
    }
    let side = |(constraint, earned): &Rival<'_>| {
        let place = constraint
            .property
            .as_ref()
            .map_or_else(|| constraint.place.to_string(), |property| constraint.place.property(property).to_string());
        (place, earned.clone())
    };
    Some(Precedence { operation: operation.id.clone(), one: side(one), other: side(other), came: codes })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{
        record::Precedence,
        run::testing::{Reply, Server, honest, plan, played, subject},
    };

    #[test]
    fn the_code_that_comes_where_two_are_due_is_noted_for_each_pair_and_judged_for_none() {
        let server = Server::start(honest);
        let record = played(&plan(subject(&server.url)), "shop/order/precedence");
        let side = |place: &str, code: &str| (place.to_owned(), code.to_owned());
        let pair = |one, other, came: &str| Precedence {
            operation: "order".to_owned(),
            one,
            other,
            came: vec![came.to_owned()],
        };
        let (item, count, rows) = (side("/item", "E1"), side("/count", "E2"), side("/rows", "E3"));
        let due = [pair(item.clone(), count.clone(), "E1"), pair(item, rows.clone(), "E1"), pair(count, rows, "E2")];
        assert_eq!((record.precedence.as_slice(), record.findings.len(), record.cases), (&due[..], 0, 3));
    }

    #[test]
    fn an_answer_without_a_code_shows_no_order() {
        for (status, body) in [(200, json!({"id": "o-1", "count": 1})), (400, json!({}))] {
            let server = Server::start(move |_| Reply::json(status, &body));
            let record = played(&plan(subject(&server.url)), "shop/order/precedence");
            assert_eq!((record.precedence.as_slice(), record.cases), (&[][..], 3), "{status}");
        }
    }
}
