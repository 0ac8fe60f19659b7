//! Preflight: one good request for each operation before the plan, so that a wrong address or key costs a request and not a run.
//!
//! It stops a run only where every operation that was tried met the same kind of obstacle: what one operation alone returns is a
//! matter of the target, and the plan shows more of it. While the plan is played, the same good requests find out whether a target
//! that refuses somebody refuses everybody.

use std::{future::Future, pin::Pin};

use super::{
    Plan, Subject, Target, Trial,
    cases::generated,
    door::{Knock, Knocks},
    hooks,
    journal::{Aside, Line, Purpose},
    lane::Lane,
    obstacle::{Obstacle, ObstacleKind, met, unreached},
    play::play,
    recorder::Recorder,
    runtime::block_on,
    stage::Stage,
};
use crate::{
    generate::Rng,
    record::{Flight, Group},
};

/// So many requests that met the same obstacle are enough, however many operations are left.
const MOST: u64 = 12;
/// So many good requests find out whether the target lets us in.
const MOST_KNOCKS: usize = 4;

/// The result of a good request.
enum Came {
    /// It got through.
    Through,
    /// Something lies in its way.
    Met(Obstacle),
    /// It could not be sent, or nothing came back: that is for the plan to report.
    Nothing,
}

impl Plan {
    /// The trial from which a good request to each operation is drawn, for those operations that a chosen trial of generated requests
    /// covers. For a reference there is nothing to find out.
    pub fn flights(&self, chosen: &dyn Fn(&Trial) -> bool) -> Vec<&Trial> {
        let asks = |one: &Trial, other: &Trial| {
            other.kind.operation().is_some() && other.id.operation == one.id.operation && other.subject == one.subject
        };
        let mut flights: Vec<&Trial> = Vec::new();
        for trial in self.trials.iter().filter(|trial| trial.left_out.is_none() && chosen(trial)) {
            let is_real = matches!(self.subjects[trial.subject].target, Target::Url);
            if trial.kind.operation().is_none() || !is_real || flights.iter().any(|known| asks(known, trial)) {
                continue;
            }
            let good = |one: &&Trial| one.id.group == Group::Accepts && one.left_out.is_none() && asks(one, trial);
            let own = self.trials.iter().filter(good).find(|one| chosen(one));
            flights.extend(own.or_else(|| self.trials.iter().find(good)));
        }
        flights
    }

    /// How many requests the good ones before the plan take, for the chosen trials of a subject.
    pub(super) fn flown(&self, subject: usize, chosen: &dyn Fn(&Trial) -> bool) -> u64 {
        let own = self.flights(chosen).into_iter().filter(|trial| trial.subject == subject);
        own.map(|trial| 1 + self.set_up(trial)).sum()
    }

    /// How many set-up steps a good request of a trial needs.
    pub fn set_up(&self, trial: &Trial) -> u64 {
        let setup = &self.subjects[trial.subject].suite.setup;
        trial.kind.operation().map_or(0, |number| setup[number].len() as u64)
    }

    /// Sends one good request for each operation that is chosen. A target that every one of them fails in the same way gets no more.
    /// Those that got through before an interruption are not sent again.
    pub(super) fn preflight(&self, chosen: &dyn Fn(&Trial) -> bool, before: &[Flight]) {
        let mut flights = self.flights(chosen);
        flights.retain(|trial| !before.iter().any(|known| known.through && known.trial == trial.name));
        for (number, subject) in self.subjects.iter().enumerate() {
            let own = flights.iter().filter(|trial| trial.subject == number);
            if let Some(obstacle) = self.obstacle(own.copied()) {
                self.sessions[number].gate.close(obstacle.line(&subject.given));
            }
        }
    }

    /// What lies in the way of all good requests to one target, if so.
    fn obstacle<'a>(&self, trials: impl Iterator<Item = &'a Trial>) -> Option<Obstacle> {
        let (mut all, mut sent): (Vec<Option<Obstacle>>, _) = (Vec::new(), 0);
        for trial in trials {
            let subject = &self.subjects[trial.subject];
            let own = hooks::of_trial(subject, trial);
            let with_states = own.as_ref().map_or(subject, |(subject, _)| subject);
            let (came, count) = block_on(self.fly(trial, with_states, &format!("{} before the plan", trial.name)));
            if let Some((subject, states)) = &own {
                hooks::take_down(subject, &self.sessions[trial.subject], states);
            }
            sent += count;
            all.push(match came {
                Came::Through => None,
                Came::Met(obstacle) => Some(obstacle),
                Came::Nothing => return None,
            });
            if sent >= MOST && is_one(&all) {
                break;
            }
        }
        if is_one(&all) { all.swap_remove(0) } else { None }
    }

    /// Sends a good request of a trial, drawn by a name; its result, and how many requests that took.
    async fn fly(&self, trial: &Trial, subject: &Subject, name: &str) -> (Came, u64) {
        let session = self.sessions[trial.subject].aside(Aside::preflight());
        let Ok(mut lane) = Lane::open(subject, &session, &trial.name).await else { return (Came::Nothing, 0) };
        lane.purpose = Purpose::Preflight;
        self.ask(&mut lane, trial, name).await;
        let contract = &subject.suite.contract;
        let of = |(operation, exchange): &(usize, _)| met(contract, &subject.signals, *operation, exchange);
        let unreached = lane.missed.as_ref().and_then(|error| unreached(error, subject));
        let came = match (lane.seen.iter().find_map(of).or(unreached), lane.seen.last()) {
            (Some(obstacle), _) => Came::Met(obstacle),
            (None, Some((operation, exchange))) if lane.missed.is_none() && exchange.status < 500 => {
                session.door.let_in(*operation);
                Came::Through
            }
            _ => Came::Nothing,
        };
        let (made, count) = (std::mem::take(&mut lane.made), lane.exchanges);
        let through = matches!(came, Came::Through);
        let flight = Flight { trial: trial.name.clone(), latency: lane.latency(), through, made, ..Flight::default() };
        if let (Some(journal), true) = (&session.keeper.journal, count > 0) {
            session.keeper.written(journal.write(&Line::Flight(&flight)));
        }
        session.flown(&flight);
        (came, count)
    }

    /// Plays the set-up steps of a trial and the first of its cases that can be sent.
    async fn ask(&self, lane: &mut Lane<'_>, trial: &Trial, name: &str) {
        let Some(number) = trial.kind.operation() else { return };
        let (mut aside, subject) = (Recorder::default(), lane.subject);
        let Ok(stage) = Stage::set_up(lane, subject, &self.settings, number, &mut aside).await else { return };
        let refused = |(operation, exchange): &(usize, _)| {
            met(&subject.suite.contract, &subject.signals, *operation, exchange).is_some()
        };
        if lane.seen.iter().any(refused) {
            return;
        }
        for case in generated(&stage, trial, Rng::new(self.settings.seed, name)).flatten() {
            if play(lane, &stage, &case, None).await.is_some() {
                return;
            }
        }
    }
}

/// Whether all met the same kind of obstacle.
fn is_one(all: &[Option<Obstacle>]) -> bool {
    let kind = |one: &Option<Obstacle>| one.as_ref().map(|obstacle| obstacle.kind);
    all.first().is_some_and(|first| first.is_some() && all.iter().all(|one| kind(one) == kind(first)))
}

/// Knocks for the trials of one subject.
pub(super) struct Knocker<'a> {
    plan: &'a Plan,
    subject: usize,
}

impl<'a> Knocker<'a> {
    /// Knocks at the target of a subject.
    pub(super) fn new(plan: &'a Plan, subject: usize) -> Self {
        Self { plan, subject }
    }

    /// The trials to knock with, one for each operation: first the operation that was refused where it has set-up steps, which may log
    /// in, then those that let us in before.
    fn trials(&self, refused: usize) -> Vec<&'a Trial> {
        let subject = &self.plan.subjects[self.subject];
        let let_in = self.plan.sessions[self.subject].door.let_in_by();
        let mut trials = self.plan.flights(&|trial| trial.subject == self.subject);
        // One whose state is set up for each trial cannot be called in the middle of another.
        trials.retain(|trial| !hooks::needs_own(subject, trial));
        trials.sort_by_key(|trial| {
            let number = trial.kind.operation().unwrap_or_default();
            let logs_in = number == refused && !subject.suite.setup[number].is_empty();
            (!logs_in, !let_in.contains(&number), number)
        });
        trials
    }
}

impl Knocks for Knocker<'_> {
    fn knock<'a>(&'a self, subject: &'a Subject, operation: usize) -> Pin<Box<dyn Future<Output = Knock> + 'a>> {
        Box::pin(async move {
            let trials = self.trials(operation);
            let mut away = 0;
            for trial in trials.iter().cycle().take(MOST_KNOCKS) {
                let is_own = trial.kind.operation() == Some(operation);
                let asked = if is_own { subject } else { &self.plan.subjects[self.subject] };
                let name = format!("{} knock {}", trial.name, self.plan.sessions[self.subject].door.knock());
                match self.plan.fly(trial, asked, &name).await.0 {
                    Came::Through => return Knock::LetIn,
                    Came::Met(Obstacle { kind: ObstacleKind::Credentials, .. }) => away += 1,
                    // Whatever else lies in the way, it is behind the door.
                    Came::Met(_) => {
                        self.plan.sessions[self.subject].door.let_in(trial.kind.operation().unwrap_or(operation));
                        return Knock::LetIn;
                    }
                    Came::Nothing => {}
                }
            }
            if away > 1 { Knock::Away(away) } else { Knock::Nobody }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        run::testing::{Asked, Memory, Reply, Server, honest, plan, profile, subject},
        target::{ContractProfile, Limits},
    };

    /// What lies in the way of the shop with these responses, and how many requests that cost.
    fn against(answer: impl FnMut(&Asked) -> Reply + Send + 'static) -> (Option<String>, usize) {
        let server = Server::start(answer);
        let plan = plan(subject(&server.url));
        plan.preflight(&|_| true, &[]);
        (plan.sessions[0].gate.closed().map(|why| why.english()), server.count())
    }

    #[test]
    fn only_what_every_operation_meets_lies_in_the_way() {
        let (closed, count) = against(honest);
        assert_eq!((closed, count), (None, 4), "one for each operation, and the set-up step of one");
        let credentials = "the target does not take the credentials of the profile: a good request to ";
        let address = "nothing of this API is served at the address: a good request to ";
        let method = "the target does not take the method: a good request to ";
        let page = "the address leads to a page and not to this API: a good request to ";
        for (status, body, told) in [
            (401, "{}", Some(credentials)),
            (403, "{\"error\": {\"code\": \"E1\"}}", Some(credentials)),
            (404, "{}", Some(address)),
            (404, "{\"error\": {\"code\": \"other\"}}", Some(address)),
            (404, "{\"error\": {\"code\": \"E1\"}}", None),
            (405, "{}", Some(method)),
            (501, "", Some(method)),
            (200, " \n<!DOCTYPE html><title>a</title>", Some(page)),
            (200, "{\"a\": \"<html>\"}", None),
            (502, "<html></html>", None),
            (400, "{\"error\": {\"code\": \"E1\"}}", None),
            (500, "{}", None),
        ] {
            let (closed, count) = against(move |_| Reply::text(status, body));
            let due = told.map(|told| format!("{told}`cancel` (POST /cancellations)"));
            let is_so = |closed: &String| due.as_ref().is_some_and(|due| closed.starts_with(due));
            // The set-up step of `cancel` is an order.
            let set_up = told.map(|told| format!("{told}`order` (POST /orders)"));
            let is_set_up = |closed: &String| set_up.as_ref().is_some_and(|due| closed.starts_with(due));
            assert_eq!(
                closed.as_ref().is_some_and(|closed| is_so(closed) || is_set_up(closed)),
                told.is_some(),
                "{status} {body}: {closed:?}"
            );
            assert!(count <= 4, "{status} {body}: {count}");
        }
        let one =
            |ask: &Asked| if ask.path.starts_with("/cancel") { Reply::json(404, &json!({})) } else { honest(ask) };
        assert_eq!(against(one).0, None, "what one operation alone answers is a matter of the target");
    }

    #[test]
    fn only_operations_that_the_chosen_trials_ask_are_tried() {
        let plan = plan(subject("http://127.0.0.1:1"));
        let asked = |filter: &str| -> Vec<String> {
            let flights = plan.flights(&|trial| trial.name.contains(filter));
            flights.into_iter().map(|trial| trial.id.operation.clone()).collect()
        };
        assert_eq!(asked("shop/"), ["cancel", "find", "order"]);
        assert_eq!(asked("shop/order/raw/empty"), ["order"], "it is drawn from a trial that is not chosen");
        assert_eq!(asked("shop/scenario/"), [""; 0]);
        assert_eq!((plan.flown(0, &|_| true), plan.flown(0, &|trial| trial.name.contains("order/raw"))), (4, 1));
    }

    #[test]
    fn what_went_out_before_the_plan_is_kept_and_counted_and_is_no_case_of_it() {
        let server = Server::start(honest);
        let mut plan = plan(subject(&server.url));
        let memory = Memory::of(&mut plan);
        plan.preflight(&|_| true, &[]);
        let lines = memory.lines("exchange");
        assert!(lines.len() == 4 && lines.iter().all(|line| line["purpose"] == "preflight"), "{lines:?}");
        let flights = plan.sessions[0].take_flights();
        let sent: u64 =
            flights.iter().flat_map(|flight| flight.latency.values()).map(crate::record::Latency::count).sum();
        assert_eq!((flights.len(), sent, memory.lines("flight").len()), (3, 4, 3));
        assert_eq!(plan.sessions[0].gate.passed(), 4, "they count against the limits");
        assert_eq!(server.count(), 4);
    }

    #[test]
    fn a_budget_that_suffices_for_the_plan_alone_leaves_the_good_requests_out() {
        let server = Server::start(|_| Reply::json(401, &json!({})));
        let given =
            ContractProfile { limits: Limits { requests: Some(1), ..Limits::default() }, ..profile(&server.url) };
        let mut plan = plan(Subject::url(&crate::run::testing::files(), "shop", given).expect("a subject"));
        let chosen = |trial: &Trial| trial.name == "shop/order/raw/empty";
        plan.fit(&chosen).expect("it fits");
        plan.preflight(&chosen, &[]);
        assert_eq!((server.count(), plan.sessions[0].gate.closed()), (0, None));
    }

    #[test]
    fn a_target_that_does_not_respond_is_for_the_plan_to_tell() {
        let server = Server::start(|_| Reply::hang_up());
        let plan = plan(subject(&server.url));
        plan.preflight(&|_| true, &[]);
        let session = &plan.sessions[0];
        assert_eq!((session.gate.closed(), server.count()), (None, 1), "one is enough to know");
        assert_eq!(session.breaker.enter(), Ok(std::time::Duration::ZERO), "it was no trial");
    }
}
