//! What an interrupted run has sent, and the results.

use std::collections::VecDeque;

use bytes::Bytes;

use super::{
    JournalError, Purpose,
    bodies::Elsewhere,
    line::ReadExchange,
    noted::{Lost, Noted, request_of, seen},
    sent::hash_of,
};
use crate::{
    contract::Message,
    target::{ErrorKind, Exchange, Received, Redactor, Sent, TransportError},
};

/// What a trial of an interrupted run has sent.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    /// In the order of its cases.
    turns: VecDeque<Past>,
    /// For cases whose turn had not come.
    ahead: Vec<Past>,
    /// What went out and has no line of its own: the run was killed meanwhile. The line on which each was noted, and its request.
    under_way: Vec<(u64, String)>,
}

/// A request that was sent before the run was interrupted, with its result.
#[derive(Debug, Clone)]
struct Past {
    /// The line of the journal that it is on.
    line: u64,
    /// How often the run had gone on by then.
    session: u64,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Bytes,
    /// What it is known by where it was noted before it went out: as it was before it was signed.
    request: Option<String>,
    received: Received,
    /// Why it has no response.
    lost: Option<Lost>,
    leaked: Vec<String>,
    micros: u64,
    attempts: u32,
    /// Where its bodies are, in place of those that are not here.
    places: [Option<Elsewhere>; 2],
    /// Whether a body is nowhere.
    lacks: bool,
}

/// The result of a request that was sent before the run was interrupted.
pub(super) struct Recalled {
    pub(super) came: Result<Box<Exchange>, Lost>,
    /// The line that it is on, where it went out ahead of its turn.
    pub(super) ahead: Option<u64>,
    /// Where it was noted, if it has no line of its own.
    pub(super) out: Noted,
}

impl Trail {
    /// Notes a request that is on a line of the journal, in the part of it that a run wrote after it had gone on so many times.
    /// Where it was noted before it went out, `request` is what it is known by.
    pub(super) fn see(&mut self, read: ReadExchange<'_>, (line, session): (u64, u64), request: Option<String>) {
        let (is_ahead, number, taken) = (read.purpose == Purpose::Ahead, read.number, read.ahead);
        let early = || self.ahead.iter().find(|early| Some(early.line) == taken);
        let request = request.or_else(|| early()?.request.clone());
        let one = Past::of(read, (line, session), request);
        if is_ahead {
            self.ahead.push(one);
            return;
        }
        // A trial that went on at once, after another login, has sent those again.
        self.ahead.retain(|early| early.session != session && Some(early.line) != taken);
        let before = self.turns.get_mut(number).filter(|before| before.lost.is_some() && before.session != session);
        if let Some(before) = before {
            // What had no response and only reads was sent again; what follows it is known.
            *before = one;
        } else {
            // A trial that was played again from some request on has another past from there.
            self.turns.truncate(number);
            self.turns.push_back(one);
        }
    }

    /// Notes a request that went out and has no line of its own.
    pub(super) fn went_out(&mut self, line: u64, request: String) {
        self.under_way.push((line, request));
    }

    /// What of it went out and has no line of its own.
    pub(super) fn under_way(self) -> Self {
        Self { under_way: self.under_way, ..Self::default() }
    }

    /// How many requests in the order of the cases are known.
    pub fn len(&self) -> usize {
        self.turns.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.turns.is_empty() && self.ahead.is_empty() && self.under_way.is_empty()
    }

    /// Takes bodies from where they are. What follows one that is nowhere is not known.
    pub(super) fn fill(
        &mut self,
        from: &mut dyn FnMut(Elsewhere) -> Result<Bytes, JournalError>,
    ) -> Result<(), JournalError> {
        let mut known = 0;
        for one in &mut self.turns {
            if !one.fill(from)? {
                break;
            }
            known += 1;
        }
        self.turns.truncate(known);
        for mut one in std::mem::take(&mut self.ahead) {
            if one.fill(from)? {
                self.ahead.push(one);
            }
        }
        Ok(())
    }

    /// Leaves what is known up to the first body that is not in its line.
    pub(super) fn keep_whole(&mut self) {
        let known = self.turns.iter().position(|past| !past.is_whole());
        self.turns.truncate(known.unwrap_or(self.turns.len()));
        self.ahead.retain(Past::is_whole);
    }

    /// Forgets all that has a line of its own.
    pub(super) fn clear(&mut self) {
        self.turns.clear();
        self.ahead.clear();
    }

    /// Whether the request of this hash is the next in turn.
    pub(super) fn expects(&self, hash: u64) -> bool {
        self.turns.front().is_some_and(|past| hash_of(&past.url, &past.body) == hash)
    }

    /// The result of a request that is sent in its turn. From the first other request on, only those are known that went out ahead of
    /// their turn or were under way when the run was killed.
    pub(super) fn recall(&mut self, sent: &Sent, redactor: &Redactor) -> Option<Recalled> {
        if self.is_empty() {
            return None;
        }
        let (sent, redactor, seen) = (sent.clone(), redactor, seen(sent, redactor));
        let request = request_of(&seen);
        if let Some(next) = self.turns.pop_front() {
            if next.is(&seen, &request) {
                return Some(Recalled { came: next.came(sent, redactor), ahead: None, out: Noted::default() });
            }
            self.turns.clear();
        }
        if let Some(at) = self.ahead.iter().position(|early| early.is(&seen, &request)) {
            let early = self.ahead.remove(at);
            let ahead = Some(early.line);
            return Some(Recalled { ahead, came: early.came(sent, redactor), out: Noted::default() });
        }
        let (line, _) = self.under_way.remove(self.under_way.iter().position(|(_, known)| *known == request)?);
        let lost = Lost { kind: ErrorKind::Interrupted, why: Message::default() };
        Some(Recalled { came: Err(lost), ahead: None, out: Noted(Some(line)) })
    }
}

impl Past {
    /// What a line of the journal says.
    fn of(read: ReadExchange<'_>, (line, session): (u64, u64), request: Option<String>) -> Self {
        let lacks = read.lacks() > 0;
        let received = Received {
            status: read.status,
            content_type: read.content_type,
            retry_after: read.retry_after,
            content_encoding: read.content_encoding,
            location: read.location,
            headers: read.response_headers,
            body: read.response,
        };
        Self {
            line,
            session,
            method: read.method,
            url: read.url,
            headers: read.headers,
            body: read.request,
            request,
            received,
            lost: read.lost,
            leaked: read.leaked,
            micros: read.micros,
            attempts: read.attempts,
            places: [read.request_as, read.response_as],
            lacks,
        }
    }

    fn is_whole(&self) -> bool {
        !self.lacks && self.places == [None, None]
    }

    /// Takes the bodies that are elsewhere from there; whether it is whole.
    fn fill(&mut self, from: &mut dyn FnMut(Elsewhere) -> Result<Bytes, JournalError>) -> Result<bool, JournalError> {
        let [request, response] = std::mem::take(&mut self.places);
        if let Some(place) = request {
            self.body = from(place)?;
        }
        if let Some(place) = response {
            self.received.body = from(place)?;
        }
        Ok(!self.lacks)
    }

    /// Whether it is the same request to the byte. Both are compared with their secrets taken out, which is how everything else sees
    /// them.
    fn is(&self, seen: &Exchange, request: &str) -> bool {
        if let Some(known) = &self.request {
            return known == request;
        }
        seen.method == self.method
            && seen.url == self.url
            && seen.headers == self.headers
            && seen.request_body == self.body
    }

    fn came(self, sent: Sent, redactor: &Redactor) -> Result<Box<Exchange>, Lost> {
        if let Some(lost) = self.lost {
            return Err(lost);
        }
        let exchange = Exchange::new(sent, self.received, self.micros, redactor);
        Ok(Box::new(Exchange { leaked: self.leaked, attempts: self.attempts, ..exchange }))
    }
}

impl Lost {
    /// Why a request gets no response.
    pub(super) fn of(error: &TransportError, redactor: &Redactor) -> Self {
        let mut why = error.said();
        why.change_texts(&|part| redactor.text(part));
        Self { kind: error.kind, why }
    }

    /// What a run that goes on says of it: what writes is not sent again.
    pub(super) fn error(self, url: &str) -> TransportError {
        if self.kind == ErrorKind::Interrupted {
            TransportError::unanswered(url)
        } else {
            TransportError::known(self.kind, self.why)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{super::line::Read, *};
    use crate::run::testing::asked_line;

    /// A trail of lines: whether each was written after the run had gone on, its number among the requests, and more of it.
    fn trail(lines: &[(u64, usize, Value)]) -> Trail {
        let mut trail = Trail::default();
        for ((session, number, more), line) in lines.iter().zip(2..) {
            let text = asked_line("t", 1, *number, more);
            let Ok(Read::Exchange(read)) = serde_json::from_str(&text) else { panic!("{text}") };
            trail.see(*read, (line, *session), None);
        }
        trail
    }

    fn body(text: &str, more: &Value) -> Value {
        let mut line = json!({"url": "u", "request": {"text": text}});
        for (key, value) in more.as_object().into_iter().flatten() {
            line[key] = value.clone();
        }
        line
    }

    fn sent(text: &str) -> Sent {
        let (method, url) = ("POST".to_owned(), "u".to_owned());
        Sent { method, url, headers: Vec::new(), body: Bytes::from(text.to_owned()), json: None }
    }

    /// What is known of a request: its status, 0 where it has no response, and the line that it was on before its turn.
    fn recalled(trail: &mut Trail, text: &str) -> Option<(u16, Option<u64>)> {
        let known = trail.recall(&sent(text), &Redactor::default())?;
        Some((known.came.map_or(0, |exchange| exchange.status), known.ahead))
    }

    fn lost() -> Value {
        json!({"status": 0, "lost": {"kind": "timeout", "why": "read"}})
    }

    #[test]
    fn a_known_response_is_that_of_the_same_request_to_the_byte() {
        let redactor = Redactor::new([("key", "k")]);
        let own = json!({"status": 201, "micros": 7, "attempts": 3, "leaked": ["key"]});
        let known = trail(&[(0, 0, body("{{key}}", &own))]).recall(&sent("k"), &redactor).expect("it is the same");
        let exchange = known.came.expect("a response");
        assert_eq!((exchange.status, exchange.micros, exchange.attempts, exchange.leaked.len()), (201, 7, 3, 1));
        for other in [
            json!({"method": "PUT"}),
            json!({"url": "uX"}),
            json!({"headers": [["x", "y"]]}),
            json!({"request": {"text": "k"}}),
        ] {
            assert!(trail(&[(0, 0, body("{{key}}", &other))]).recall(&sent("k"), &redactor).is_none(), "{other}");
        }
    }

    #[test]
    fn what_went_out_ahead_of_its_turn_is_known_in_whatever_order_it_is_sent() {
        let ahead = json!({"purpose": "ahead"});
        let of = [(0, 0, body("a", &json!({}))), (0, 1, body("c", &ahead)), (0, 1, body("d", &ahead))];
        let mut known = trail(&of);
        assert_eq!(recalled(&mut known, "a"), Some((200, None)));
        assert_eq!([recalled(&mut known, "b"), recalled(&mut known, "d")], [None, Some((200, Some(4)))]);
        assert_eq!((recalled(&mut known, "d"), known.is_empty()), (None, false), "once");
        assert_eq!(recalled(&mut known, "c"), Some((200, Some(3))));
        assert!(known.is_empty());
        // In its turn it is on a line of its own, which says so.
        let turn = (1, 1, body("c", &json!({"ahead": 3})));
        let mut known = trail(&[&of[..], &[turn]].concat());
        assert_eq!(known.len(), 2);
        assert_eq!(["a", "c", "c"].map(|text| recalled(&mut known, text).is_some()), [true, true, false]);
        assert!(recalled(&mut known, "d").is_some());
        // A trial that goes on at once has logged in again, and sends them again.
        let mut known = trail(&[&of[..], &[(0, 1, body("b", &json!({})))]].concat());
        assert_eq!(["a", "b", "d"].map(|text| recalled(&mut known, text).is_some()), [true, true, false]);
    }

    #[test]
    fn what_has_no_response_keeps_its_place() {
        let of = [(0, 0, body("a", &json!({}))), (0, 1, body("b", &lost())), (0, 2, body("c", &json!({})))];
        let mut known = trail(&of);
        let due = [Some((200, None)), Some((0, None)), Some((200, None))];
        assert_eq!(["a", "b", "c"].map(|text| recalled(&mut known, text)), due);
        // One that only reads is sent again, and what follows it is known still.
        let mut known = trail(&[&of[..], &[(1, 1, body("b", &json!({})))]].concat());
        assert_eq!(["a", "b", "c"].map(|text| recalled(&mut known, text)), [Some((200, None)); 3]);
        // One that is sent in place of another is the last that is known.
        let mut known = trail(&[&of[..], &[(1, 0, body("x", &json!({})))]].concat());
        assert_eq!(["x", "b"].map(|text| recalled(&mut known, text)), [Some((200, None)), None]);
    }
}
