//! Honours 429, 503 and codes that request a pause: waits as `Retry-After` says and sends the request again; the throttled response is
//! not judged.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{
    Target,
    entry::{Asked, Entry},
    journal::Due,
    lane::{Call, Lane},
};
use crate::{
    check::seen_errors,
    contract::{Expectation, Level, Message, Operation, Outcome, ReasonId},
    target::{Exchange, TransportError, pause},
};

/// How often one request may be put off.
const MOST_PAUSES: usize = 5;
/// The status of a server that got no whole request in time.
const REQUEST_TIMEOUT: u16 = 408;
/// The status that requests a pause.
const TOO_MANY: u16 = 429;
/// How long one request may be put off in all.
const LONGEST: Duration = Duration::from_mins(2);

/// Sends a call until its response is one to judge.
pub(super) async fn send(lane: &mut Lane<'_>, call: Call, due: &Expectation) -> Result<Exchange, TransportError> {
    announce(lane, due);
    let (mut waited, mut is_again) = (Duration::ZERO, false);
    for attempt in 0.. {
        let began = Instant::now();
        let exchange = lane.send(call.clone()).await?;
        // The target says that it did not get the request as a whole: it goes out once more, and then on another connection.
        if exchange.status == REQUEST_TIMEOUT && !is_meant(lane, &call, due, &exchange) {
            if attempt == 0 {
                continue;
            }
            return Err(TransportError::busy(&exchange.url, ReasonId::RequestTimeout.into()));
        }
        let Some(pause) = pause_of(lane, &call, due, &exchange, attempt) else {
            lane.session.gate.answered();
            let asked = Asked { call: &call, due, exchange: &exchange, began, is_again };
            let entry = asked.entry(lane).await;
            lane.entered();
            if entry? == Entry::Again {
                // What was only recalled was not sent now.
                is_again |= !lane.scribe.recalled;
                continue;
            }
            return Ok(exchange);
        };
        waited += pause;
        put_off(lane, &exchange, pause, (attempt, waited))?;
    }
    unreachable!("the last attempt returns")
}

/// Tells the journal what the next requests put to the test.
fn announce(lane: &mut Lane<'_>, due: &Expectation) {
    let own = lane.subject.suite.contract.requirement(&due.requirement).map(|requirement| requirement.level);
    let level = if due.outcome == Outcome::Any { Some(Level::Open) } else { due.level.or(own) };
    lane.scribe.due = Due { requirement: due.requirement.clone(), level };
}

/// Holds everything back for the pause that a response requests; an error is that its request is given up. The pause holds for the
/// next trial all the same, and one that nobody waits out ends the run.
fn put_off(
    lane: &mut Lane<'_>,
    exchange: &Exchange,
    pause: Duration,
    (attempt, waited): (usize, Duration),
) -> Result<(), TransportError> {
    // A pause that an interrupted run was to keep is past.
    let is_now = !lane.scribe.recalled;
    if is_now && pause <= LONGEST {
        lane.session.gate.hold(pause);
    }
    if attempt < MOST_PAUSES && waited <= LONGEST {
        return Ok(());
    }
    let status = Message::from(exchange.status);
    let answer = match &exchange.retry_after {
        Some(after) => ReasonId::RetryAfter.with([status, after.into()]),
        None => status,
    };
    let told = ReasonId::PutOff.with([answer, (attempt + 1).into()]);
    lane.session.gate.gave_up(told.clone());
    if is_now && pause > LONGEST {
        lane.session.gate.close(ReasonId::LongPause.with([pause.as_secs().into(), told.clone()]));
    }
    let busy = TransportError::busy(&exchange.url, told);
    lane.give_up(&busy);
    Err(busy)
}

fn pause_of(lane: &Lane<'_>, call: &Call, due: &Expectation, exchange: &Exchange, attempt: usize) -> Option<Duration> {
    let after = exchange.retry_after.as_deref();
    let operation = &lane.subject.suite.contract.operations[call.operation];
    let by_code = lane.subject.signals.is_busy(operation, due, exchange);
    // A code that requests a pause is what a 429 is, whatever its status.
    let status = if by_code { TOO_MANY } else { exchange.status };
    pause(status, after, attempt, Timestamp::now()).filter(|_| !is_meant(lane, call, due, exchange))
}

/// Whether the status is what the case is about. The embedded reference has no limits: what it returns is what it means.
fn is_meant(lane: &Lane<'_>, call: &Call, due: &Expectation, exchange: &Exchange) -> bool {
    let operation = &lane.subject.suite.contract.operations[call.operation];
    matches!(lane.subject.target, Target::Reference(..)) || is_due(operation, due, exchange)
}

/// Whether the status is the one that the case is about, such as that of a state called maintenance.
fn is_due(operation: &Operation, due: &Expectation, exchange: &Exchange) -> bool {
    let documented = operation.error_place(due.error.as_deref(), &due.at).is_some_and(|place| {
        let by_code = place.rules.status.as_ref().map(|status| &status.by_code);
        let of = |code: &serde_json::Value| by_code?.get(&crate::contract::code_text(code));
        due.codes.iter().any(|code| of(code).is_some_and(|statuses| statuses.contains(&exchange.status)))
    });
    let came = || seen_errors(operation, due, exchange).iter().any(|error| due.codes.contains(error.code));
    documented || came() || (due.server_error && exchange.status >= 500)
}

pub(super) mod together;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::{
        record::TrialError,
        reference::{self, Config},
        run::{
            Session,
            runtime::block_on,
            testing::{Memory, Reply, Server, call, exchange, honest, plan, played, reread, settings, stage, subject},
        },
        target::ErrorKind,
    };

    fn good() -> Value {
        json!({"item": "a", "count": 1})
    }

    #[test]
    fn a_request_that_was_not_got_whole_goes_out_once_more_and_is_never_a_finding() {
        let late = || Reply::json(408, &json!({}));
        let server = Server::start(move |ask| if ask.number == 0 { late() } else { honest(ask) });
        let record = played(&plan(subject(&server.url)), "shop/order/accepts/count");
        assert!(record.findings.is_empty() && record.errors.is_empty(), "{record:?}");
        assert_eq!(record.exchanges, record.cases + 1, "what was sent again counts");
        let server = Server::start(move |_| late());
        let record = played(&plan(subject(&server.url)), "shop/order/accepts/count");
        assert!(record.findings.is_empty() && record.errors.iter().all(TrialError::is_target), "{record:?}");
        assert!(!record.errors.is_empty());
    }

    #[test]
    fn a_request_that_is_put_off_is_sent_again_and_only_its_last_answer_is_judged() {
        for status in [429, 503] {
            let server = Server::start(move |ask| match ask.number {
                0 | 2 => Reply::json(status, &json!({})).with("retry-after", "0"),
                _ => honest(ask),
            });
            let record = played(&plan(subject(&server.url)), "shop/order/accepts/count");
            assert_eq!((record.findings.len(), record.errors.as_slice()), (0, &[][..]), "{record:?}");
            assert_eq!((record.cases, record.exchanges, server.count()), (4, 6, 6));
            assert_eq!(record.asked["SH-count"], 4);
        }
    }

    #[test]
    fn a_503_that_asks_for_no_pause_is_judged() {
        let server = Server::start(|_| Reply::json(503, &json!({})));
        let record = played(&plan(subject(&server.url)), "shop/order/raw/empty");
        assert!(record.findings.iter().any(|found| found.finding.check == "server-error"), "{record:?}");
    }

    #[test]
    fn a_target_that_asks_for_pauses_without_end_is_given_up() {
        let server = Server::start(|_| Reply::json(503, &json!({})).with("retry-after", "0"));
        let plan = plan(subject(&server.url));
        let record = played(&plan, "shop/order/raw/empty");
        let [TrialError::Target { kind: ErrorKind::Busy, text }] = record.errors.as_slice() else {
            panic!("{record:?}")
        };
        assert!(text.english().contains("the response is 503 with retry-after: 0 (requests sent: 6)"), "{text:?}");
        assert_eq!((server.count(), record.findings.len(), plan.sessions[0].gate.closed()), (6, 0, None));
        let server = Server::start(|_| Reply::json(429, &json!({})).with("retry-after", "121"));
        let record = played(&crate::run::testing::plan(subject(&server.url)), "shop/order/raw/empty");
        assert!(record.errors[0].message().english().contains("retry-after: 121 (requests sent: 1)"), "{record:?}");
    }

    #[test]
    fn the_pause_of_a_request_that_is_given_up_holds_for_the_next_trial() {
        let subject = subject("http://127.0.0.1:1");
        let mut answer = exchange(&good(), 429, &json!({}));
        answer.retry_after = Some("60".to_owned());
        let minute = Duration::from_mins(1);
        for (attempt, waited, pause, is_given_up, is_over) in [
            (0, minute, minute, false, false),
            (MOST_PAUSES, minute, minute, true, false),
            (1, minute * 3, minute, true, false),
            (0, minute * 3, minute * 3, true, true),
        ] {
            let session = Session::new(&subject);
            block_on(async {
                let mut lane = Lane::open(&subject, &session, "t").await.expect("a lane");
                let put_off = put_off(&mut lane, &answer, pause, (attempt, waited));
                assert_eq!((put_off.is_err(), lane.is_over()), (is_given_up, is_given_up), "{attempt} {waited:?}");
                assert_eq!(session.gate.closed().is_some(), is_over, "{attempt} {waited:?}");
                let next = session.gate.pass(crate::target::Priority::Planned);
                let waits = tokio::time::timeout(Duration::from_millis(1), next).await.is_err();
                assert_eq!(waits, !is_over, "{attempt} {waited:?}");
            });
        }
    }

    #[test]
    fn a_code_asks_for_a_pause_as_a_429_does_unless_it_is_due() {
        let mut subject = subject("http://127.0.0.1:1");
        let mut given = subject.given.clone();
        given.limits.busy_codes = vec!["E9".to_owned()];
        subject.signals = Arc::new(crate::run::signals::Signals::of(&subject.suite.contract, &given));
        let (settings, session) = (settings(), Session::new(&subject));
        let stage = stage(&subject, &settings, 0);
        let due = |codes: Vec<Value>| Expectation { codes, ..Expectation::new(Outcome::Refused, "SH-ok") };
        block_on(async {
            let lane = Lane::open(&subject, &session, "t").await.expect("a lane");
            for (status, code, due, after, seconds) in [
                (400, "E9", due(vec![]), None, Some(2)),
                (200, "E9", due(vec![json!("E1")]), Some("7"), Some(7)),
                (400, "E1", due(vec![]), Some("7"), None),
                (400, "E9", due(vec![json!("E9")]), Some("7"), None),
            ] {
                let mut answer = exchange(&good(), status, &json!({"error": {"code": code}}));
                answer.retry_after = after.map(str::to_owned);
                let pause = pause_of(&lane, &call(&stage, &good()), &due, &answer, 1);
                assert_eq!(pause.map(|pause| pause.as_secs()), seconds, "{status} {code}");
            }
        });
    }

    #[test]
    fn an_answer_that_is_none_of_a_pause_forgets_those_that_were_given_up() {
        let answer = |ask: &crate::run::testing::Asked| match ask.json() {
            Value::Object(_) => honest(ask),
            _ => Reply::json(503, &json!({})).with("retry-after", "0"),
        };
        let server = Server::start(answer);
        let plan = plan(subject(&server.url));
        for name in ["raw/empty", "raw/blank", "accepts/count", "raw/array", "raw/null"] {
            played(&plan, &format!("shop/order/{name}"));
        }
        assert_eq!(plan.sessions[0].gate.closed(), None);
        played(&plan, "shop/order/raw/number");
        assert!(plan.sessions[0].gate.closed().is_some_and(|why| why.english().contains("503")));
    }

    #[test]
    fn what_an_answer_asks_for_is_a_pause_unless_it_is_due_or_the_reference_gives_it() {
        let url = subject("http://127.0.0.1:1");
        let (settings, session) = (settings(), Session::new(&url));
        let stage = stage(&url, &settings, 0);
        let mut embedded = url.clone();
        embedded.target = Target::Reference(reference::find("jpay-search").expect("it is there"), Config::default());
        let due = Expectation::accepted("SH-ok", None);
        let maintenance = Expectation { codes: vec![json!("E5")], ..Expectation::new(Outcome::Refused, "SH-ok") };
        block_on(async {
            for (subject, due, status, after, attempt, seconds) in [
                (&url, &due, 429, Some("7"), 0, Some(7)),
                (&url, &due, 429, None, 1, Some(2)),
                (&url, &due, 503, Some("7"), 0, Some(7)),
                (&url, &due, 503, None, 0, None),
                (&url, &due, 500, Some("7"), 0, None),
                (&url, &maintenance, 503, Some("7"), 0, None),
                (&embedded, &due, 503, Some("7"), 0, None),
            ] {
                let mut lane = Lane::open(&url, &session, "t").await.expect("a lane");
                lane.subject = subject;
                let mut answer = exchange(&good(), status, &json!({}));
                answer.retry_after = after.map(str::to_owned);
                let pause = pause_of(&lane, &call(&stage, &good()), due, &answer, attempt);
                assert_eq!(pause.map(|pause| pause.as_secs()), seconds, "{status} {after:?} {attempt}");
            }
        });
    }

    #[test]
    fn an_answer_is_due_by_its_status_by_its_code_or_as_an_error_of_the_server() {
        let subject = subject("http://127.0.0.1:1");
        let operation = &subject.suite.contract.operations[0];
        for (codes, server_error, status, code, expected) in [
            (vec!["E5"], false, 503, "none", true),
            (vec!["E1", "E5"], false, 503, "none", true),
            (vec!["E5"], false, 429, "none", false),
            (vec!["E1"], false, 503, "none", false),
            (vec!["E1"], false, 429, "E1", true),
            (vec![], false, 429, "E1", false),
            (vec![], true, 503, "none", true),
            (vec![], true, 500, "none", true),
            (vec![], true, 429, "none", false),
            (vec![], false, 503, "none", false),
        ] {
            let codes = codes.into_iter().map(Value::from).collect();
            let due = Expectation { codes, server_error, ..Expectation::new(Outcome::Refused, "SH-ok") };
            let body = if code == "none" { json!({}) } else { json!({"error": {"code": code}}) };
            assert_eq!(is_due(operation, &due, &exchange(&good(), status, &body)), expected, "{due:?} {status} {code}");
        }
    }

    #[test]
    fn a_request_is_kept_with_what_it_puts_to_the_test() {
        let server = Server::start(honest);
        let subject = subject(&server.url);
        let (settings, session) = (settings(), Session::new(&subject));
        let stage = stage(&subject, &settings, 0);
        block_on(async {
            let mut lane = Lane::open(&subject, &session, "t").await.expect("a lane");
            for (due, level) in [
                (Expectation::accepted("SH-ok", None), Level::Must),
                (Expectation::accepted("SH-note", None), Level::Should),
                (Expectation::accepted("SH-ok", Some(Level::Should)), Level::Should),
                (Expectation::new(Outcome::Any, "SH-ok"), Level::Open),
            ] {
                send(&mut lane, call(&stage, &good()), &due).await.expect("an answer");
                let requirement = due.requirement;
                assert_eq!(lane.scribe.due, Due { requirement, level: Some(level) });
            }
        });
    }

    #[test]
    fn a_pause_that_an_interrupted_run_was_asked_for_is_past() {
        let server = Server::start(|ask| match ask.number {
            0 | 1 => Reply::json(503, &json!({})).with("retry-after", "0"),
            _ => honest(ask),
        });
        let mut before = plan(subject(&server.url));
        let memory = Memory::of(&mut before);
        played(&before, "shop/order/raw/empty");
        // The same run, had the target requested two minutes in all, and had it ended before the last response.
        let asked = memory.text().lines().take(5).fold(String::new(), |text, line| text + line + "\n");
        let past = reread(&asked.replace("\"retry_after\":\"0\"", "\"retry_after\":\"60\"")).past;
        assert_eq!(past["shop/order/raw/empty"].len(), 2, "{asked}");
        let mut again = plan(subject(&server.url));
        again.keep(&crate::run::Keeper::new(None, past));
        let started = std::time::Instant::now();
        let record = played(&again, "shop/order/raw/empty");
        assert_eq!((record.exchanges, record.errors.as_slice(), server.count()), (3, &[][..], 4), "{record:?}");
        assert!(started.elapsed() < Duration::from_secs(50), "nothing was waited for");
    }
}
