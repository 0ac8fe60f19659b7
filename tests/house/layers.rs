//! A room uses only what stands below it: never what stands above, never its neighbour.

use std::collections::BTreeSet;

use crate::source::Source;

/// Helpers that know nothing of contracts, targets or runs: every room may use them.
const GROUND: &str = "util";

/// Every room with the rooms that it may use, from the ground up. `lib` is the map of the house and names them all.
const ROOMS: [(&str, &[&str]); 12] = [
    (GROUND, &[]),
    ("contract", &[]),
    ("target", &["contract"]),
    ("reference", &[]),
    ("scenario", &["contract"]),
    ("generate", &["contract"]),
    ("check", &["contract", "target"]),
    ("record", &["contract", "scenario", "target", "check"]),
    ("run", &["contract", "target", "reference", "scenario", "generate", "check", "record"]),
    ("report", &["record", "contract", "scenario", "target", "check"]),
    ("cli", &["contract", "scenario", "target", "reference", "generate", "run", "record", "report"]),
    ("main", &["cli"]),
];

pub(crate) fn judge(sources: &[Source]) -> Vec<String> {
    let mut breaches: Vec<String> = sources.iter().flat_map(imports).collect();
    let there: BTreeSet<&str> = sources.iter().filter_map(Source::room).filter(|room| *room != "lib").collect();
    for room in there.iter().filter(|room| may_use(room).is_none()) {
        breaches
            .push(format!("src/{room}: the room has no row; say in ROOMS of tests/house/layers.rs what it may use"));
    }
    for (room, _) in ROOMS.iter().filter(|(room, _)| !there.contains(room)) {
        breaches.push(format!("tests/house/layers.rs: there is no room `{room}`; take its row out"));
    }
    breaches
}

fn may_use(room: &str) -> Option<&'static [&'static str]> {
    ROOMS.iter().find(|(name, _)| *name == room).map(|(_, uses)| *uses)
}

/// The imports of one file that its room may not make.
fn imports(source: &Source) -> Vec<String> {
    let Some((room, uses)) = source.room().and_then(|room| Some((room, may_use(room)?))) else { return Vec::new() };
    let mut breaches = Vec::new();
    for path in &source.paths {
        let at = format!("{}:{}", source.file, path.line);
        let leads = source.within_crate(path);
        match leads.as_deref().map(|steps| steps.first().map_or("*", String::as_str)) {
            Some("*") if path.import => {
                breaches.push(format!("{at}: the crate as a whole is imported; name the rooms that are meant"));
            }
            Some(other) if other != room && other != GROUND && is_room(other) && !uses.contains(&other) => {
                let allowed = [uses, &[GROUND]].concat().join(", ");
                breaches.push(format!("{at}: `{room}` may not use `{other}` (it may use {allowed}); hand in what is needed, or move it down"));
            }
            _ => {}
        }
    }
    breaches.dedup();
    breaches
}

fn is_room(name: &str) -> bool {
    ROOMS.iter().any(|(room, _)| *room == name)
}

#[cfg(test)]
mod tests {
    use super::{imports, judge};
    use crate::source::Source;

    fn breaches(file: &str, text: &str) -> Vec<String> {
        imports(&Source::new(file, text))
    }

    #[test]
    fn an_upward_and_a_sideways_import_are_found() {
        let upward = "src/check/code.rs:2: `check` may not use `run` (it may use contract, target, util); hand in what is needed, or move it down";
        assert_eq!(
            breaches("src/check/code.rs", "use crate::{\n    run::{self, Plan},\n    contract::Code,\n};"),
            [upward]
        );
        for (file, text) in [
            ("src/scenario/bind.rs", "use crate::generate::Rng;"),
            ("src/reference/mod.rs", "use super::contract::Code;"),
            ("src/target/client.rs", "fn f() { super::super::record::x() }"),
            ("src/record.rs", "use super::run::Plan;"),
            ("src/generate/violation/mod.rs", "mod tests { use super::super::super::check; }"),
            ("src/cli/run.rs", "fn f(x: crate::check::Finding) {}"),
            ("src/main.rs", "fn main() { tekigo::run::go() }"),
            ("src/util/shell.rs", "use crate::contract::Code;"),
        ] {
            assert_eq!(breaches(file, text).len(), 1, "{file} {text}");
        }
    }

    #[test]
    fn an_import_of_everything_is_found() {
        for text in ["use crate::*;", "use crate as all;", "mod tests { use super::super::super::*; }"] {
            assert_eq!(breaches("src/check/code.rs", text).len(), 1, "{text}");
        }
    }

    #[test]
    fn what_the_table_allows_is_let_in() {
        for (file, text) in [
            ("src/run/plan.rs", "use crate::{contract::Code, generate::{Rng, raw::RAW}, run::Settings};"),
            ("src/check/code.rs", "use super::Evidence; use crate::contract::Code; pub(in crate::check) fn f() {}"),
            (
                "src/record.rs",
                "//! crate::run\nuse crate::check::Finding; pub(crate) fn f() {} mod tests { use super::*; }",
            ),
            ("src/reference/serve.rs", "use crate::util::sync::lock;"),
            ("src/target/mod.rs", "pub(super) fn f() -> &'static str { \"crate::run\" }"),
            ("src/lib.rs", "pub mod run; pub use crate::run::Plan;"),
        ] {
            assert_eq!(breaches(file, text), Vec::<String>::new(), "{file}");
        }
    }

    #[test]
    fn a_room_and_its_row_go_together() {
        let breaches = judge(&[Source::new("src/attic/mod.rs", "")]);
        assert!(breaches[0].starts_with("src/attic: the room has no row"), "{breaches:?}");
        assert!(breaches.iter().any(|breach| breach.contains("there is no room `record`")), "{breaches:?}");
    }
}
