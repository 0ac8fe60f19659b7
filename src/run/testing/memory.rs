//! A journal that is kept in memory.

use std::{
    collections::HashMap,
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use crate::{
    run::{Head, Journal, Journaled, Keeper, Plan},
    util::sync::lock,
};

/// What a run has written.
#[derive(Clone, Default)]
pub(in crate::run) struct Memory(Arc<Mutex<Vec<u8>>>);

impl Memory {
    /// Keeps a plan's trials in a journal, from here on.
    pub(in crate::run) fn of(plan: &mut Plan) -> Self {
        let memory = Self::default();
        let head = plan.head("2026-11-22T00:00:00Z".to_owned(), None, &|_| true);
        let journal = Journal::over(Box::new(memory.clone()), &head).expect("memory has room");
        plan.keep(&Keeper::new(Some(journal), HashMap::new()));
        memory
    }

    /// All of it.
    pub(in crate::run) fn bytes(&self) -> Vec<u8> {
        lock(&self.0).clone()
    }

    /// All of it, as text.
    pub(in crate::run) fn text(&self) -> String {
        String::from_utf8(self.bytes()).expect("a journal is text")
    }

    /// The lines of one kind.
    pub(in crate::run) fn lines(&self, kind: &str) -> Vec<Value> {
        let text = self.text();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON"));
        lines.filter_map(|line| line.get(kind).cloned()).collect()
    }
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lock(&self.0).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A journal read back, with its requests.
pub(in crate::run) fn reread(text: &str) -> Journaled {
    Journaled::of(Path::new("journal.jsonl"), text.as_bytes(), true).unwrap_or_else(|error| panic!("{error}"))
}

/// The text of a journal with a head and further lines.
pub(in crate::run) fn journal_text(head: &Head, lines: impl IntoIterator<Item = String>) -> String {
    let memory = Memory::default();
    Journal::over(Box::new(memory.clone()), head).expect("memory has room");
    lines.into_iter().fold(memory.text(), |text, line| format!("{text}{line}\n"))
}

/// The line of a request whose response is an empty object, with more parts.
pub(in crate::run) fn asked_line(trial: &str, case: u64, number: usize, more: &Value) -> String {
    let mut exchange = json!({
        "trial": trial, "case": case, "number": number, "operation": "order", "at": 0, "method": "POST",
        "url": "http://a/orders", "status": 200, "response": {"text": "{}"}, "micros": 1_000
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        exchange[key] = value.clone();
    }
    json!({"exchange": exchange}).to_string()
}
