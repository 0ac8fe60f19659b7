//! Steps that wait for a request of the target.

use std::{rc::Rc, time::Duration};

use serde_json::{Value, json};

use super::{
    gaps::Gap,
    lane::Lane,
    played::Played,
    recorder::Recorder,
    script::{Script, holds},
    seen::Seen,
    step_rules::{Came, StepRules},
};
use crate::{
    check::{Codes, Finding, Messages},
    contract::{
        Language, Level, Message, MessageId, ReasonId, ScenarioId,
        expression::{Scope, Variable},
    },
    record::TrialError,
    scenario::{Await, Step},
    target::{Delivery, Exchange, Mailbox, Received, Redactor, Sent},
    util::span::span,
};

/// The address of a case, where it has one, and how many of the requests to it its steps have seen.
#[derive(Debug, Default)]
pub(super) struct Post {
    mailbox: Option<Mailbox>,
    taken: usize,
}

impl Post {
    /// The address of a case that waits for requests, or that says to the target where to send them.
    pub(super) fn of(script: Script<'_>, lane: &Lane<'_>, scope: &mut Scope) -> Result<Self, TrialError> {
        if script.subject.given.callbacks.is_none() {
            return Ok(Self::default());
        }
        let waits = script.steps.iter().filter_map(|step| step.wait.as_ref());
        let tells = || script.expressions.values().any(|expression| expression.uses("callbacks"));
        if waits.clone().next().is_none() && !tells() {
            return Ok(Self::default());
        }
        let answers = waits.flat_map(Await::answers).collect();
        let listener = lane.session.listener(script.subject).map_err(|why| TrialError::Ours(why.into()))?;
        let mailbox = listener.open(answers);
        scope.set("callbacks", &json!({"url": mailbox.url()}));
        Ok(Self { mailbox: Some(mailbox), taken: 0 })
    }
}

/// A step that waits.
pub(super) struct Awaited<'a> {
    /// The script of the step.
    pub(super) script: Script<'a>,
    /// The step.
    pub(super) step: &'a Step,
    /// What it waits for.
    pub(super) wait: &'a Await,
}

impl Awaited<'_> {
    /// Waits; what is missing afterwards.
    pub(super) async fn play(
        self,
        lane: &mut Lane<'_>,
        (scope, post): (&mut Scope, &mut Post),
        mut recorder: Option<&mut Recorder>,
        played: &mut Played,
    ) -> Result<Option<Gap>, TrialError> {
        let Self { script, step, wait } = self;
        let ours =
            |what: &str, why: Message| TrialError::of_step(&step.name, MessageId::Named.with([what.into(), why]));
        if let Some(when) = &step.when
            && !holds(script.expressions, when, scope).map_err(|why| ours("when", why))?
        {
            return Ok(None);
        }
        let mailbox = post.mailbox.as_ref().ok_or_else(|| ours("await", ScenarioId::NoDeliveryAddress.into()))?;
        let gap = |what: Message| Gap { what, strays: false, of_body: false };
        if lane.scribe.recalled {
            // The target sent it to the run that was interrupted.
            let what = ReasonId::SentToInterrupted.into();
            return Ok(Some(gap(what)));
        }
        let due = wait.deliveries as usize;
        let came = lane.scribe.unless_halted(mailbox.wait(post.taken + due, time(&wait.within))).await;
        came.map_err(|error| TrialError::of(&error))?;
        if let Some(settle) = &wait.settle {
            lane.wait(time(settle)).await.map_err(|error| TrialError::of(&error))?;
        }
        let came = mailbox.from(post.taken);
        post.taken += came.len();
        let redactor = &script.subject.redactor;
        let came: Vec<Rc<Exchange>> =
            came.into_iter().map(|one| Rc::new(exchange(&mailbox.url(), one, redactor))).collect();
        for one in &came {
            lane.scribe.delivered(one);
        }
        enter(scope, step, &came);
        let last = came.last().or(played.exchanges.last()).cloned();
        let last = last.ok_or_else(|| ours("await", ScenarioId::NothingSent.into()))?;
        let missing = (came.len() < due)
            .then(|| MessageId::Deliveries.with([came.len().into(), due.into(), wait.within.as_str().into()]));
        if let Some(recorder) = recorder.as_deref_mut() {
            recorder.ask(&step.expect.requirement);
        }
        if let Some(actual) = &missing {
            played.findings.push((self.in_vain(due, actual), Rc::clone(&last)));
        }
        let missing = missing.map(gap);
        let came = Came { gap: missing, described: true };
        StepRules { script, step, exchange: &last, came: &came }.judge(scope, recorder, played)?;
        Ok(came.gap)
    }

    fn in_vain(&self, due: usize, actual: &Message) -> Finding {
        let Self { script, step, wait } = self;
        let own = script.subject.suite.contract.requirement(&step.expect.requirement);
        let own = own.map_or(Level::Must, |requirement| requirement.level);
        let expected = MessageId::DeliveriesDue.with([due.into(), wait.within.as_str().into()]);
        Finding {
            requirement: step.expect.requirement.clone(),
            level: step.expect.level.map_or(own, |level| level.min(own)),
            check: "await".into(),
            operation: step.operation.clone(),
            pointer: String::new(),
            expected: expected.in_language(Language::English),
            actual: actual.in_language(Language::English),
            messages: Messages::of(expected, actual.clone()),
            class: step.name.clone(),
            codes: Codes::default(),
            rests_on: Vec::new(),
            flaw: String::new(),
        }
    }
}

fn time(text: &str) -> Duration {
    span(text).unwrap_or_default()
}

/// Makes the received requests known to rules: as responses, because they are what we received.
fn enter(scope: &mut Scope, step: &Step, came: &[Rc<Exchange>]) {
    let told = |one: &Rc<Exchange>| {
        let text = |text: &str| Variable::from(&Value::from(text));
        let path = one.url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
        [("method", text(&one.method)), ("path", text(path.find(['/', '?']).map_or("", |at| &path[at..])))]
    };
    let each: Vec<Variable> = came.iter().map(|one| Seen::of(one).step(&told(one))).collect();
    let deliveries = [("deliveries", Variable::list(each.iter()))];
    let Some(last) = came.last() else {
        let none = deliveries.iter().map(|(name, value)| (*name, value));
        return scope.set_in("steps", &step.name, Variable::object(none));
    };
    let seen = Seen::of(last);
    for (name, value) in told(last) {
        scope.set(name, value);
    }
    seen.enter(scope);
    scope.set_in("steps", &step.name, seen.step(&[&told(last)[..], &deliveries[..]].concat()));
}

/// A request of the target as an exchange: what was received is the response, and the status is the one that we returned.
fn exchange(url: &str, delivery: Delivery, redactor: &Redactor) -> Exchange {
    let Delivery { method, path, headers, body, status } = delivery;
    let content_type = headers.get("content-type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let sent = Sent { method, url: format!("{url}{path}"), headers: Vec::new(), body: bytes::Bytes::new(), json: None };
    let received = Received { status, content_type, headers, body, ..Received::default() };
    Exchange::new(sent, received, 0, redactor)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::{Ipv4Addr, SocketAddr, TcpStream},
    };

    use super::*;
    use crate::{
        record::TrialRecord,
        run::{
            Subject,
            testing::{Asked, KEY, Memory, Server, files, honest, order, plan, played, profile, scenario},
        },
        target::{Callbacks, ContractProfile},
    };

    /// Sends a callback about an order; the status that is returned for it.
    fn call(url: &str, body: &str, signature: &str) -> u16 {
        let (host, path) = url.trim_start_matches("http://").split_once('/').expect("a path");
        let Ok(mut stream) = TcpStream::connect(host) else { return 0 };
        let head = format!(
            "POST /{path}/paid HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             x-signature: {signature}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let _ = stream.write_all(head.as_bytes());
        let mut text = String::new();
        let _ = stream.read_to_string(&mut text);
        text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    /// How a target reports an order; each but the first has one fault.
    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Tells {
        Soundly,
        Never,
        Twice,
        OnlyOnce,
        WithoutSignature,
    }

    /// An order whose address for callbacks is in its note. It is reported once more while it is not taken.
    fn told(tells: Tells) -> impl FnMut(&Asked) -> crate::run::testing::Reply {
        move |ask| {
            let url = ask.header("x-callback").unwrap_or_default().to_owned();
            let body = json!({"id": "o-1", "state": "paid"}).to_string();
            let good = hmac(&body);
            let signature = if tells == Tells::WithoutSignature { "none".to_owned() } else { good };
            if tells != Tells::Never {
                std::thread::spawn(move || {
                    let most = if tells == Tells::OnlyOnce { 1 } else { 3 };
                    let taken = (0..most).any(|_| call(&url, &body, &signature) == 200);
                    if taken && tells == Tells::Twice {
                        call(&url, &body, &signature);
                    }
                });
            }
            honest(ask)
        }
    }

    /// The signature that is documented, made without what is tested.
    fn hmac(text: &str) -> String {
        let pad = |with: u8| -> Vec<u8> {
            let mut block = [0; 64];
            block[..KEY.len()].copy_from_slice(KEY.as_bytes());
            block.iter().map(|byte| byte ^ with).collect()
        };
        let inner = <sha2::Sha256 as sha2::Digest>::digest([pad(0x36), text.into()].concat());
        crate::contract::hex(&<sha2::Sha256 as sha2::Digest>::digest([pad(0x5C), inner.to_vec()].concat()))
    }

    fn steps() -> Value {
        let mut order = order("order", &json!({"item": "a", "count": 1}), "accepted", &[]);
        order["headers"] = json!({"X-Callback": {"$cel": "callbacks.url"}});
        let rule = |text: &str| json!({"requirement": "SH-same", "rule": text, "text": {"ja": "a", "en": "a"}});
        let told = json!({
            "name": "told", "operation": "order", "expect": {"outcome": "accepted", "requirement": "SH-item"},
            "await": {"within": "2s", "deliveries": 2, "respond": [503, 200], "settle": "150ms"},
            "rules": [
                rule("method == 'POST' && path == '/paid' && response.state == 'paid' && response.id == steps.order.response.id"),
                rule("headers['x-signature'] == hmac('sha256', credentials.key, text)"),
                rule("steps.told.deliveries.map(d, d.status) == [503, 200]"),
            ]
        });
        json!({"steps": [order, told]})
    }

    fn against(tells: Tells, callbacks: bool) -> (TrialRecord, Memory) {
        let server = Server::start(told(tells));
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let callbacks = callbacks.then_some(Callbacks { listen, url: None });
        let given = ContractProfile { callbacks, ..profile(&server.url) };
        let subject = Subject::url(&scenario(files(), "s", &steps()), "shop", given);
        let mut plan = plan(subject.unwrap_or_else(|error| panic!("{error:?}")));
        plan.settings.shrink = 0;
        let memory = Memory::of(&mut plan);
        (played(&plan, "shop/scenario/s"), memory)
    }

    #[test]
    fn what_the_target_sends_is_awaited_refused_once_and_judged() {
        let (record, memory) = against(Tells::Soundly, true);
        assert!(record.errors.is_empty() && record.findings.is_empty(), "{record:?}");
        assert_eq!((record.exchanges, record.asked["SH-item"] > 0, record.asked["SH-same"] >= 3), (1, true, true));
        let kept = memory.lines("delivery");
        assert_eq!((kept.len(), &kept[0]["status"], &kept[1]["status"]), (2, &json!(503), &json!(200)));
        assert!(crate::run::testing::reread(&memory.text()).past.is_empty() || !kept.is_empty(), "it is read back");
    }

    #[test]
    fn each_fault_of_a_target_is_a_finding_of_its_requirement() {
        for (tells, found) in [
            (Tells::Never, ("await", "SH-item")),
            (Tells::OnlyOnce, ("await", "SH-item")),
            (Tells::Twice, ("rule", "SH-same")),
            (Tells::WithoutSignature, ("rule", "SH-same")),
        ] {
            let (record, _) = against(tells, true);
            let findings: Vec<(&str, &str)> = record
                .findings
                .iter()
                .map(|found| (&*found.finding.check, found.finding.requirement.as_str()))
                .collect();
            assert_eq!((findings, record.errors.len()), (vec![found], 0), "{tells:?} {record:?}");
        }
    }

    #[test]
    fn without_an_address_the_scenario_is_not_tested_and_says_what_to_add() {
        let (record, _) = against(Tells::Soundly, false);
        let why = &record.not_tested["SH-ok"];
        assert!(why.english().ends_with("add [shop.callbacks] with listen = \"127.0.0.1:0\""), "{why:?}");
        assert_eq!(record.exchanges, 0);
    }
}
