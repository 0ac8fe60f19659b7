//! Several requests at the same time, each on a connection of its own.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

use super::{Asking, Call, Lane, resend};
use crate::{
    run::{journal::Noted, request},
    target::{ErrorKind, Exchange, Resend, Sent, TransportError},
    util::sync::lock,
};

impl Lane<'_> {
    /// Sends calls at the same time and waits for all of their responses; an error is that one of them did not come. A request of a
    /// rate that the target allows waits until all of them may go out.
    pub(in crate::run) async fn send_together(&mut self, calls: Vec<Call>) -> Result<Vec<Exchange>, TransportError> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        let (subject, session) = (self.subject, self.session);
        let (mut came, mut waiting, mut lost) = (Vec::new(), Vec::new(), None);
        for call in calls {
            let operation = &subject.suite.contract.operations[call.operation];
            let spoken = [call.request.spoken.clone(), request::described(operation)].concat();
            let (number, sent) = (call.operation, self.prepared(call));
            match self.scribe.recall(&sent, &subject.redactor, resend(operation, &sent)) {
                Some(Ok(known)) => came.push((number, known)),
                Some(Err(error)) => {
                    self.exchanges += 1;
                    lost.get_or_insert(error);
                }
                None => waiting.push((number, sent, spoken)),
            }
        }
        // All of them are recalled all the same: what follows is known by what comes before.
        if let Some(error) = lost {
            self.exchanges += came.len() as u64;
            return Err(error);
        }
        self.entering = None;
        self.entering = self.scribe.unless_halted(session.door.enter(self.purpose)).await?;
        for (.., sent, _) in &waiting {
            if let Err(reason) = self.scribe.unless_halted(session.gate.pass(self.purpose.priority())).await? {
                return Err(self.closed(reason));
            }
            if let Some(tap) = &session.tap {
                lock(tap).push(sent.clone());
            }
        }
        let noted = self.all_noted(&waiting)?;
        let (client, purpose) = (std::rc::Rc::clone(&self.client), self.purpose);
        // Nothing goes out again on its own: that would be one request more than there should be at the same time.
        let asking = Asking { subject, session, client: &client, purpose, resend: Resend::Never };
        let each = waiting.iter().map(|(_, sent, spoken)| {
            let asking = &asking;
            Box::pin(async move { asking.ask(sent.clone(), spoken).await })
                as Pin<Box<dyn Future<Output = Answer> + '_>>
        });
        let (each, mut answers) = (each.collect(), waiting.iter().map(|_| None).collect());
        // What has come by the time at which nothing more is waited for is kept.
        let _ = self.scribe.unless_overdue(all(each, &mut answers)).await;
        let answers = answers.into_iter().map(|answer| answer.unwrap_or_else(|| Err(TransportError::interrupted())));
        match self.kept(waiting.iter().map(|(_, sent, _)| sent).zip(noted).zip(answers)) {
            Ok(exchanges) => came.extend(waiting.iter().map(|(number, ..)| *number).zip(exchanges)),
            Err(error) => {
                self.failed(&error);
                return Err(error);
            }
        }
        for (number, exchange) in &came {
            self.answered(*number, exchange);
        }
        Ok(came.into_iter().map(|(_, exchange)| exchange).collect())
    }

    /// Notes requests that are about to go out.
    fn all_noted(&mut self, waiting: &[Waiting]) -> Result<Vec<Noted>, TransportError> {
        let operations = &self.subject.suite.contract.operations;
        waiting.iter().map(|(number, sent, _)| self.noted(resend(&operations[*number], sent), sent)).collect()
    }

    /// Keeps the results of requests; an error is that one of them has no response, and then the others are counted here.
    fn kept<'s>(
        &mut self,
        all: impl Iterator<Item = ((&'s Sent, Noted), Answer)>,
    ) -> Result<Vec<Exchange>, TransportError> {
        let (mut exchanges, mut lost, mut out) = (Vec::new(), None::<TransportError>, 0);
        for ((sent, noted), answer) in all {
            match answer {
                Ok(exchange) => {
                    self.scribe.write(self.purpose, &exchange, noted);
                    out += u64::from(exchange.attempts.max(1));
                    exchanges.push(exchange);
                }
                Err(error) => {
                    self.scribe.unanswered(self.purpose, (sent, &error, noted), &self.subject.redactor);
                    // The first of them is counted where the lane notes that there is no response.
                    out += u64::from(error.kind == ErrorKind::Interrupted || (lost.is_some() && error.kind.went_out()));
                    lost.get_or_insert(error);
                }
            }
        }
        let Some(lost) = lost else { return Ok(exchanges) };
        self.exchanges += out;
        Err(lost)
    }
}

/// A request that is to go out: its operation, by index, and the headers that stay as they are.
type Waiting = (usize, Sent, Vec<String>);

/// A response, or that there is none.
type Answer = Result<Exchange, TransportError>;

/// All responses, in the order of the requests; every one is waited for at the same time. Whoever stops to wait has those that are there.
async fn all(mut asking: Vec<Pin<Box<dyn Future<Output = Answer> + '_>>>, answers: &mut Vec<Option<Answer>>) {
    poll_fn(|context| {
        for (asking, answer) in asking.iter_mut().zip(&mut *answers).filter(|(_, answer)| answer.is_none()) {
            if let Poll::Ready(came) = asking.as_mut().poll(context) {
                *answer = Some(came);
            }
        }
        if answers.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::{Ipv4Addr, TcpListener, TcpStream},
        sync::{
            Arc, Barrier,
            atomic::{AtomicUsize, Ordering},
        },
    };

    use serde_json::json;

    use crate::{
        record::TrialRecord,
        run::testing::{Memory, order, planned, played},
    };

    /// A target that responds only once `count` requests are there at the same time. One that is sound makes one order of the same
    /// item; one with the fault makes one of each request.
    fn target(count: usize, sound: bool) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (barrier, made) = (Arc::new(Barrier::new(count)), Arc::new(AtomicUsize::new(0)));
        std::thread::spawn(move || {
            for stream in listener.incoming().take(count).flatten() {
                let (barrier, made) = (Arc::clone(&barrier), Arc::clone(&made));
                std::thread::spawn(move || answer(stream, &barrier, &made, sound));
            }
        });
        url
    }

    fn answer(mut stream: TcpStream, barrier: &Barrier, made: &AtomicUsize, sound: bool) {
        let (mut text, mut part) = (Vec::new(), [0; 4096]);
        while !text.ends_with(b"}") {
            let length = stream.read(&mut part).unwrap_or(0);
            if length == 0 {
                return;
            }
            text.extend_from_slice(&part[..length]);
        }
        barrier.wait();
        let number = made.fetch_add(1, Ordering::SeqCst);
        let id = if sound { 0 } else { number };
        let body = json!({"id": format!("o-{id}"), "count": 1, "note": null}).to_string();
        let head =
            format!("HTTP/1.1 201 Made\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        let _ = stream.write_all(format!("{head}{body}").as_bytes());
    }

    fn submitted(count: usize, sound: bool) -> (TrialRecord, usize) {
        let mut step = order("pay", &json!({"item": "a", "count": 1}), "accepted", &[]);
        step["together"] = json!(count);
        step["headers"] = json!({"Idempotency-Key": {"$cel": "'k-' + string(i)"}});
        let one = "distinct(steps.pay.responses.map(r, r.id)) == (steps.pay.responses.size() == 1) && steps.pay.responses.all(r, r.id == response.id)";
        let all = format!("steps.pay.statuses.size() == {count} && steps.pay.exchanges.all(e, e.headers.size() > 0)");
        let rule =
            |text: &str| json!({"requirement": "SH-same", "rule": text, "text": {"ja": "a", "en": "one effect"}});
        step["rules"] = json!([rule(one), rule(&all)]);
        let mut plan = planned(&target(count, sound), &json!({"steps": [step]}));
        let memory = Memory::of(&mut plan);
        let record = played(&plan, "shop/scenario/s");
        (record, memory.lines("exchange").len())
    }

    #[test]
    fn requests_are_under_way_at_the_same_time_and_have_one_effect() {
        for count in [2, 5] {
            let (record, kept) = submitted(count, true);
            assert!(record.errors.is_empty() && record.findings.is_empty(), "{record:?}");
            assert_eq!((record.exchanges, kept), (count as u64, count));
            let (record, _) = submitted(count, false);
            let found: Vec<&str> = record.findings.iter().map(|found| &*found.finding.check).collect();
            assert_eq!((found, record.findings[0].finding.requirement.as_str()), (vec!["rule"], "SH-same"));
        }
    }
}
