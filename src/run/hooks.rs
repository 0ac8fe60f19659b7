//! States that hooks bring about: before the first request, or for a trial alone.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Plan, Session, Subject, Trial, TrialKind, given::states_of, runtime::block_on};
use crate::contract::{Message, ReasonId};
use crate::target::{
    Client, Connection, ContractProfile, HookCall, HookScope, HttpCall, Redactor, Resend, Sent, StateHook, origin,
};
use crate::util::excerpt::start;

/// The most of what a hook says that is reported.
const MOST_TOLD: usize = 400;

/// Sets up every state that lasts for a whole run. One that cannot be set up is left out, with the reason.
pub fn make_states(given: &mut ContractProfile, contract: &str) {
    for (state, hook) in given.hooks.clone() {
        if given.read_only && hook.writes {
            let why = ReasonId::ReadOnlyHook.with([(&state).into()]);
            given.unmade.insert(state, why);
            continue;
        }
        if hook.scope == HookScope::Trial {
            continue;
        }
        match made(given, contract, &state, &hook) {
            Ok(tables) => {
                given.states.insert(state, tables);
            }
            Err(why) => {
                given.unmade.insert(state, why);
            }
        }
    }
}

/// The subject of a trial that needs states of its own, with their names; none where it needs none.
pub(super) fn of_trial(subject: &Subject, trial: &Trial) -> Option<(Subject, Vec<String>)> {
    let needed: Vec<String> =
        needed(subject, trial).into_iter().filter(|state| subject.given.of_trial(state)).collect();
    if needed.is_empty() {
        return None;
    }
    let mut subject = subject.clone();
    let contract = subject.suite.contract.id.clone();
    for state in &needed {
        match made(&subject.given, &contract, state, &subject.given.hooks[state]) {
            Ok(tables) => {
                subject.learn(state, &tables);
                subject.given.states.insert(state.clone(), tables);
            }
            Err(why) => {
                subject.given.unmade.insert(state.clone(), why);
            }
        }
    }
    subject.draw_anew(trial.kind.operation());
    Some((subject, needed))
}

/// Whether a trial needs states that are set up for it alone.
pub(super) fn needs_own(subject: &Subject, trial: &Trial) -> bool {
    needed(subject, trial).iter().any(|state| subject.given.of_trial(state))
}

/// The states that a trial refers to, and those whose values its requests are drawn with.
fn needed(subject: &Subject, trial: &Trial) -> BTreeSet<String> {
    let contract = &subject.suite.contract;
    let mut needed = BTreeSet::new();
    if let TrialKind::Scenario(number) = trial.kind {
        let scenario = &subject.suite.scenarios[number];
        needed.extend(scenario.state.iter().chain(&scenario.states).cloned());
        for schema in scenario.draw.values().filter_map(|form| form.schema(contract)) {
            needed.extend(states_of(&schema));
        }
    }
    if let Some(number) = trial.kind.operation() {
        needed.extend(states_of(&contract.operations[number].request));
    }
    needed
}

impl Plan {
    /// Takes down every state that was set up for the whole run; what could not be taken down in all of it, a line each.
    pub fn tear_down(&self) -> Vec<String> {
        let of_run = |subject: &Subject| {
            let hooks = subject.given.hooks.iter().filter(|(_, hook)| hook.scope == HookScope::Run);
            hooks.map(|(state, _)| state.clone()).collect::<Vec<_>>()
        };
        for (subject, session) in self.subjects.iter().zip(&self.sessions) {
            take_down(subject, session, &of_run(subject));
        }
        self.sessions.iter().flat_map(Session::take_left).collect()
    }
}

/// Takes down states that were set up; what failed is noted at the session.
pub(super) fn take_down(subject: &Subject, session: &Session, states: &[String]) {
    let (given, contract) = (&subject.given, &subject.suite.contract.id);
    let failed = states.iter().filter_map(|state| {
        let (values, teardown) = (given.states.get(state)?, given.hooks.get(state)?.teardown.as_ref()?);
        let about = json!({"contract": contract, "url": given.url, "state": state, "values": values});
        let why = call(given, teardown, &about).err()?;
        let why = subject.redactor.text(&why.english());
        Some(format!("failed to take down the state `{state}` of {contract}: {why}"))
    });
    session.leave(failed.collect());
}

fn made(given: &ContractProfile, contract: &str, state: &str, hook: &StateHook) -> Result<Vec<Value>, Message> {
    let redactor = Redactor::new(given.credentials.iter().map(|(name, text)| (name.clone(), text.clone())));
    let wrong = |mut why: Message| {
        why.change_texts(&|text| redactor.text(text));
        ReasonId::HookFailed.with([state.into(), why])
    };
    let about = json!({"contract": contract, "url": given.url, "state": state});
    let said = call(given, &hook.make, &about).map_err(wrong)?;
    match serde_json::from_slice(&said) {
        Ok(Value::Object(table)) => Ok(vec![Value::Object(table)]),
        Ok(Value::Array(tables)) if !tables.is_empty() && tables.iter().all(Value::is_object) => Ok(tables),
        _ => Err(wrong(ReasonId::HookNoObject.with([told(&said).into()]))),
    }
}

/// What a hook says.
fn call(given: &ContractProfile, hook: &HookCall, about: &Value) -> Result<Vec<u8>, Message> {
    match hook {
        HookCall::Command(command) => {
            let (status, out, err) = command.run(about.to_string().into_bytes())?;
            if status.success() { Ok(out) } else { Err(ended(&status.to_string(), &err)) }
        }
        HookCall::Http(call) => http(given, call, about),
    }
}

/// The response to a request; one without a body of its own is sent what a command is given.
fn http(given: &ContractProfile, call: &HttpCall, about: &Value) -> Result<Vec<u8>, Message> {
    let origins = origin(&call.url).into_iter().collect();
    let connection = Connection { timeout: call.timeout, origins, ..given.connection.clone() };
    let client = Client::new(&connection).map_err(|error| error.message())?;
    let json = call.body.clone().or_else(|| (call.method != "GET").then(|| about.clone()));
    let mut headers = call.headers.clone();
    if json.is_some() {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    let body = json.as_ref().map(Value::to_string).unwrap_or_default().into();
    let sent = Sent { method: call.method.clone(), url: call.url.clone(), headers, body, json: json.map(Into::into) };
    let resend = if sent.method == "GET" { Resend::Safe } else { Resend::Never };
    let exchange = block_on(client.send(sent, &Redactor::default(), resend)).map_err(|error| error.message())?;
    if !(200..300).contains(&exchange.status) {
        return Err(ReasonId::HookAnswered.with([
            (&call.url).into(),
            exchange.status.into(),
            told(&exchange.response_body).into(),
        ]));
    }
    Ok(exchange.response_body.to_vec())
}

fn ended(status: &str, said: &[u8]) -> Message {
    ReasonId::HookEnded.with([status.into(), told(said).into()])
}

fn told(said: &[u8]) -> String {
    start(String::from_utf8_lossy(said).trim(), MOST_TOLD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        run::testing::{Asked, KEY, Reply, Server, files, honest, order, plan, played, profile, scenario, trial},
        target::Profile,
    };

    /// The shop at an address with hooks for its state, as a profile writes them.
    fn with(url: &str, hook: &str) -> ContractProfile {
        let text = format!("[shop.states.order-known]\n{hook}").replace("URL", url);
        let read = Profile::parse("profile.toml", &text, &|_| None).unwrap_or_else(|error| panic!("{error}"));
        let shop = read.contracts["shop"].clone();
        ContractProfile { hooks: shop.hooks, ..profile(url) }
    }

    fn get(path: &str) -> String {
        format!("http = {{ method = \"GET\", url = \"URL{path}\" }}\n")
    }

    /// The values of the state once its hook was run, or why there are none.
    fn brought(mut given: ContractProfile) -> Result<Vec<Value>, String> {
        make_states(&mut given, "shop");
        match (given.states.remove("order-known"), given.unmade.remove("order-known")) {
            (Some(tables), None) => Ok(tables),
            (None, Some(why)) => Err(why.english()),
            (None, None) => Err("not run".to_owned()),
            both => panic!("{both:?}"),
        }
    }

    fn answers(ask: &Asked) -> Reply {
        let body = match ask.path.as_str() {
            "/one" => json!({"id": "o-1"}),
            "/two" => json!([{"id": "o-1"}, {"id": "o-2"}]),
            "/none" => json!([]),
            "/mixed" => json!([{"id": "o-1"}, 7]),
            "/secret" => json!(format!("the key is {KEY}")),
            "/long" => json!("x".repeat(1_000)),
            "/busy" => return Reply::json(300, &json!({"error": 1})),
            _ => json!({"id": ask.json()["state"]}),
        };
        Reply::json(200, &body)
    }

    #[test]
    fn a_state_is_what_its_hook_tells() {
        let server = Server::start(answers);
        let wrong =
            |why: &str| Err(format!("the hook of the state `order-known` failed: {why}").replace("URL", &server.url));
        let no_object = |told: &str| wrong(&format!("it printed neither a JSON object nor a list of them: {told}"));
        for (hook, due) in [
            (get("/one"), Ok(vec![json!({"id": "o-1"})])),
            (get("/two"), Ok(vec![json!({"id": "o-1"}), json!({"id": "o-2"})])),
            (get("/none"), no_object("[]")),
            (get("/mixed"), no_object("[{\"id\":\"o-1\"},7]")),
            (get("/secret"), no_object("\"the key is {{key}}\"")),
            (get("/long"), no_object(&format!("\"{}", "x".repeat(MOST_TOLD - 1)))),
            (get("/busy"), wrong("the response of URL/busy is 300: {\"error\":1}")),
            ("http = { url = \"URL/told\" }\n".to_owned(), Ok(vec![json!({"id": "order-known"})])),
            (format!("{}scope = \"trial\"\n", get("/one")), Err("not run".to_owned())),
        ] {
            assert_eq!(brought(with(&server.url, &hook)), due, "{hook}");
        }
    }

    #[test]
    fn a_command_is_told_what_it_is_about_and_fails_by_its_status() {
        let about = json!({"contract": "shop", "url": "http://127.0.0.1:1", "state": "order-known"});
        assert_eq!(brought(with("http://127.0.0.1:1", "hook = \"cat\"\n")), Ok(vec![about]));
        let failed = brought(with("http://127.0.0.1:1", "hook = [\"sh\", \"-c\", \"echo ' no ' >&2; exit 3\"]\n"));
        let due = "the hook of the state `order-known` failed: it ended with exit status: 3: no";
        assert_eq!(failed, Err(due.to_owned()));
    }

    #[test]
    fn a_target_that_is_only_read_has_no_state_made_that_writes() {
        let server = Server::start(answers);
        for (hook, writes) in [
            (get("/one"), false),
            ("http = { url = \"URL/told\" }\n".to_owned(), true),
            (format!("{}writes = true\n", get("/one")), true),
        ] {
            let given = ContractProfile { read_only: true, ..with(&server.url, &hook) };
            let made = brought(given);
            assert_eq!(made.is_err(), writes, "{hook}");
            assert!(
                made.err()
                    .is_none_or(|why| why.starts_with("read-only: the hook of the state `order-known` is not run"))
            );
        }
        assert_eq!(server.count(), 1);
    }

    #[test]
    fn a_request_of_a_hook_goes_where_it_says_with_what_it_says_and_not_for_ever() {
        let server = Server::start(|ask| {
            if ask.path == "/slow" {
                std::thread::sleep(std::time::Duration::from_millis(600));
            }
            answers(ask)
        });
        let hook = "http = { url = \"URL/own\", headers = { X-Own = \"h\" }, body = { state = \"b\" } }\n";
        let mut given = with(&server.url, hook);
        given.connection.origins = vec!["http://elsewhere.invalid".to_owned()];
        assert_eq!(brought(given), Ok(vec![json!({"id": "b"})]));
        assert_eq!(brought(with(&server.url, &get("/one"))), Ok(vec![json!({"id": "o-1"})]));
        let [own, get] = server.asked().try_into().expect("two");
        assert_eq!(
            (own.method.as_str(), own.header("x-own"), own.header("content-type")),
            ("POST", Some("h"), Some("application/json"))
        );
        assert_eq!((own.json(), get.body.len(), get.header("content-type")), (json!({"state": "b"}), 0, None));
        let slow = brought(with(&server.url, "http = { url = \"URL/slow\" }\ntimeout = \"100ms\"\n"));
        assert!(slow.as_ref().is_err_and(|why| why.contains("within 100ms")), "{slow:?}");
    }

    /// A plan whose state is set up for each trial, with a scenario that draws with it.
    fn of_each_trial(url: &str, hook: &str) -> Plan {
        let draw = json!({"x": {"schema": {"type": "string", "maxLength": 9, "x-from": "order-known/id"}}});
        let body = json!({"item": {"$draw": "x"}, "count": 1});
        let drawn = json!({"draw": draw, "steps": [order("a", &body, "accepted", &[])]});
        let state = json!({"state": "order-known", "steps": [order("a", &json!({"item": {"$cel": "state.id"}, "count": 1}), "accepted", &[])]});
        let states = json!({"states": ["order-known"], "steps": [order("a", &json!({"item": "a", "count": 1}), "accepted", &[])]});
        let plain = json!({"steps": [order("a", &json!({"item": "a", "count": 1}), "accepted", &[])]});
        let files = [("drawn", drawn), ("state", state), ("states", states), ("plain", plain)]
            .into_iter()
            .fold(files(), |files, (name, more)| scenario(files, name, &more));
        plan(Subject::url(&files, "shop", with(url, hook)).expect("a subject"))
    }

    #[test]
    fn a_trial_needs_the_states_that_it_names_and_those_it_draws_with() {
        let plan = of_each_trial("http://127.0.0.1:1", &format!("{}scope = \"trial\"\n", get("/one")));
        for (name, needs) in [
            ("scenario/drawn", true),
            ("scenario/state", true),
            ("scenario/states", true),
            ("scenario/plain", false),
            ("find/accepts/query.item", true),
            ("order/accepts/count", false),
            ("cancel/accepts/id", false),
        ] {
            let needed = needed(&plan.subjects[0], trial(&plan, &format!("shop/{name}")));
            assert_eq!(
                needed.into_iter().collect::<Vec<_>>(),
                if needs { vec!["order-known"] } else { vec![] },
                "{name}"
            );
        }
        let (subject, raw) = (&plan.subjects[0], trial(&plan, "shop/order/raw/empty"));
        assert!(of_trial(subject, raw).is_none());
        let once = of_each_trial("http://127.0.0.1:1", &get("/one"));
        assert!(of_trial(&once.subjects[0], trial(&once, "shop/scenario/state")).is_none(), "that lasts for the run");
    }

    #[test]
    fn a_state_of_a_trial_is_made_used_and_taken_down() {
        let server = Server::start(|ask| match ask.path.as_str() {
            "/one" => Reply::json(200, &json!({"id": "o-7", "key": "k0OTHERkey"})),
            "/down" => Reply::json(if ask.json()["values"][0]["id"] == "o-7" { 500 } else { 200 }, &json!({})),
            _ => honest(ask),
        });
        let hook = format!("{}scope = \"trial\"\nteardown = {{ http = {{ url = \"URL/down\" }} }}\n", get("/one"));
        let plan = of_each_trial(&server.url, &hook);
        for (name, path) in [
            ("scenario/drawn", "/orders"),
            ("scenario/state", "/orders"),
            ("find/accepts/random", "/orders?shop=north&id=o-7"),
        ] {
            let before = server.count();
            let record = played(&plan, &format!("shop/{name}"));
            assert!(
                record.errors.is_empty() && record.not_tested.is_empty() && record.findings.is_empty(),
                "{record:?}"
            );
            let asked = server.asked().split_off(before);
            let paths: Vec<&str> = asked.iter().map(|ask| ask.path.as_str()).collect();
            assert_eq!((paths.first(), paths.last()), (Some(&"/one"), Some(&"/down")), "{name}");
            assert!(paths.iter().any(|asked| asked.contains(path)), "{name}: {paths:?}");
            assert!(name != "scenario/drawn" || asked[1].json()["item"] == "o-7", "it is drawn with");
            let told = asked.last().map(Asked::json).unwrap_or_default();
            assert_eq!(
                (&told["contract"], &told["state"], &told["url"]),
                (&json!("shop"), &json!("order-known"), &json!(server.url))
            );
        }
        let left = plan.sessions[0].take_left();
        let due = format!(
            "failed to take down the state `order-known` of shop: the response of {}/down is 500: {{}}",
            server.url
        );
        assert_eq!(left, [due.clone(), due.clone(), due]);
        assert_eq!(plan.subjects[0].redactor.text("k0OTHERkey"), "{{order-known.key}}", "its secret is known");
    }

    #[test]
    fn a_state_that_cannot_be_made_leaves_its_trials_untested() {
        let server = Server::start(|ask| if ask.path == "/one" { Reply::json(500, &json!({})) } else { honest(ask) });
        let plan = of_each_trial(&server.url, &format!("{}scope = \"trial\"\n", get("/one")));
        let record = played(&plan, "shop/scenario/state");
        assert!(
            record.not_tested["SH-ok"].english().starts_with("the hook of the state `order-known` failed:"),
            "{record:?}"
        );
        assert_eq!(server.count(), 1);
    }

    #[test]
    fn only_states_of_the_whole_run_are_taken_down_at_its_end() {
        let server = Server::start(answers);
        for (scope, calls) in [("run", 1), ("trial", 0)] {
            let hook =
                format!("{}scope = \"{scope}\"\nteardown = {{ http = {{ url = \"URL/down\" }} }}\n", get("/one"));
            let mut given = with(&server.url, &hook);
            given.states.insert("order-known".to_owned(), vec![json!({"id": "o-1"})]);
            let plan = plan(Subject::url(&files(), "shop", given).expect("a subject"));
            plan.sessions[0].leave(vec!["left before".to_owned()]);
            let before = server.count();
            assert_eq!(plan.tear_down(), ["left before"]);
            assert_eq!(server.count() - before, calls, "{scope}");
        }
    }
}
