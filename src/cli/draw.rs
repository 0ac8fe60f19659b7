//! `tekigo draw`: the values inside and just outside any JSON Schema, without a target.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{
    bundle::bundled,
    exit::{CommandResult, Exit},
    print::{print_error, remember},
    schema_file::read,
};
use crate::contract::schema::{Constraint, Options, branches};
use crate::generate::{At, Broken, Drawer, Kind, Mode, Rng};
use crate::util::visible::visible_json;

/// What to draw from, and how much.
#[derive(Debug, Args)]
pub(super) struct Draw {
    /// The JSON Schema file
    schema: PathBuf,
    /// Random valid values beyond the boundaries
    #[arg(long, default_value_t = 100)]
    cases: usize,
    /// The same seed draws the same values
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Lines that are written at most, half of them valid values; what is left out is said
    #[arg(long, default_value_t = 20_000, value_name = "LINES")]
    most: usize,
    /// A folder of further schemas that the schema refers to, by their $id or by their path from the folder
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
}

impl Draw {
    pub(super) fn run(&self) -> CommandResult {
        let mut schema = read(&self.schema)?;
        if let Some(folder) = &self.schemas {
            schema = bundled(schema, &self.schema, folder)?;
        }
        let drawer = Drawer::new(&schema, &Options { invent: true, ..Options::default() })
            .map_err(|error| format!("{error} (in {})", self.schema.display()))?;
        let mut out = DrawnLines::new(BufWriter::new(io::stdout().lock()), self.seed, self.most);
        match out.all(&drawer, self.cases) {
            Err(error) => remember(Err(error)),
            Ok(()) => out.summary(&drawer, &schema).iter().for_each(|line| print_error(line)),
        }
        Ok(Exit::Conformant)
    }
}

/// Bytes that are written at most: a line may be long.
const BYTES: usize = 100 << 20;

/// Writes a line for each value.
struct DrawnLines<W> {
    out: W,
    seed: u64,
    /// Lines of each intent that may still be written.
    left: usize,
    /// Bytes that may still be written.
    bytes: usize,
    /// What could not be drawn, by what it was for.
    dropped: BTreeMap<String, Vec<String>>,
    /// Lines that were left out because there were enough.
    beyond: usize,
}

impl<W: Write> DrawnLines<W> {
    fn new(out: W, seed: u64, most: usize) -> Self {
        Self { out, seed, left: most, bytes: BYTES, dropped: BTreeMap::new(), beyond: 0 }
    }

    fn all(&mut self, drawer: &Drawer, cases: usize) -> io::Result<()> {
        // What the valid values leave is for the broken ones.
        let most = self.left;
        self.left = most.div_ceil(2);
        self.valid(drawer, cases)?;
        self.left += most / 2;
        self.broken(drawer, cases)?;
        self.out.flush()
    }

    fn rng(&self, name: &str) -> Rng {
        Rng::new(self.seed, name)
    }

    fn line(&mut self, line: &Value) -> io::Result<()> {
        self.left -= 1;
        let text = visible_json(&line.to_string());
        self.bytes = self.bytes.saturating_sub(text.len());
        writeln!(self.out, "{text}")
    }

    /// Whether no further line is written; it is counted then.
    fn is_full(&mut self) -> bool {
        let full = self.left == 0 || self.bytes == 0;
        self.beyond += usize::from(full);
        full
    }

    fn valid(&mut self, drawer: &Drawer, cases: usize) -> io::Result<()> {
        // Where there is no room for every class, values by chance show the most of them.
        let first = drawer.classes().len() > self.left;
        if first {
            self.chance(drawer, cases)?;
        }
        for class in drawer.classes() {
            if self.is_full() {
                continue;
            }
            let mut rng = self.rng(&format!("valid/{}/{}", class.place, class.name));
            match drawer.class(class, &mut rng) {
                Some(value) => self.line(&valid(class.place.as_str(), &class.name, &value))?,
                None => self.drop(format!("valid {}", place(class.place.as_str())), &class.name),
            }
        }
        if first { Ok(()) } else { self.chance(drawer, cases) }
    }

    /// Pairs of optional properties, and values by chance.
    fn chance(&mut self, drawer: &Drawer, cases: usize) -> io::Result<()> {
        for value in drawer.pairs(&mut self.rng("pairs")) {
            if !self.is_full() {
                self.line(&valid("", "pair", &value))?;
            }
        }
        for case in 0..cases {
            if self.is_full() {
                continue;
            }
            match drawer.random(&mut self.rng(&format!("random/{case}"))) {
                Some(value) => self.line(&valid("", "random", &value))?,
                None => self.drop("valid values by chance".into(), "random"),
            }
        }
        Ok(())
    }

    fn broken(&mut self, drawer: &Drawer, cases: usize) -> io::Result<()> {
        let more = (cases / drawer.constraints().len().max(1)).min(20);
        let all: Vec<(&Constraint, Vec<Kind>)> =
            drawer.constraints().iter().map(|constraint| (constraint, drawer.kinds(constraint))).collect();
        for (constraint, _) in all.iter().filter(|(_, kinds)| kinds.is_empty()) {
            self.drop(name(constraint), if drawer.is_impossible(constraint) { PROVED } else { NOT_FOUND });
        }
        let lines: usize =
            all.iter().map(|(constraint, kinds)| kinds.len() * (positions(constraint).len() + more)).sum();
        if lines <= self.left {
            let mut each = all.iter().flat_map(|(constraint, kinds)| kinds.iter().map(move |kind| (constraint, kind)));
            return each.try_for_each(|(constraint, kind)| self.kind(drawer, constraint, kind, more));
        }
        // Where there is no room for all, each constraint is broken in one way before any is in a second one.
        for round in 0..all.iter().map(|(_, kinds)| kinds.len()).max().unwrap_or(0) {
            for (constraint, kinds) in &all {
                if let Some(kind) = kinds.get(round) {
                    self.kind(drawer, constraint, kind, more)?;
                }
            }
        }
        Ok(())
    }

    /// One way to break a constraint, at each position and by chance.
    fn kind(&mut self, drawer: &Drawer, constraint: &Constraint, kind: &Kind, more: usize) -> io::Result<()> {
        let mut drawn: Vec<Value> = Vec::new();
        let bases = positions(constraint).iter().map(|at| (*at, Mode::Plain));
        let bases = bases.chain((0..more).map(|_| (At::Last, Mode::Random)));
        for (number, (at, mode)) in bases.enumerate() {
            if self.is_full() {
                return Ok(());
            }
            let mut rng = self.rng(&format!("{}/{}/{number}", name(constraint), kind.name));
            let found = drawer.broken_in(constraint, kind, at, mode, &mut rng);
            let other = || drawer.broken_in(constraint, kind, at, Mode::Random, &mut rng);
            let Some(broken) = found.or_else(other) else { continue };
            if drawn.contains(&broken.value) {
                continue;
            }
            self.line(&line(drawer, constraint, &kind.name, &broken))?;
            drawn.push(broken.value);
        }
        if drawn.is_empty() {
            self.drop(name(constraint), &kind.name);
        }
        Ok(())
    }

    fn drop(&mut self, what: String, kind: &str) {
        self.dropped.entry(what).or_default().push(kind.to_owned());
    }

    /// What no line was written for, and why.
    fn summary(&self, drawer: &Drawer, schema: &Value) -> Vec<String> {
        let mut lines = Vec::new();
        for (what, kinds) in &self.dropped {
            let mut kinds: Vec<_> = kinds.iter().map(String::as_str).collect();
            kinds.dedup();
            lines.push(match kinds.as_slice() {
                [why @ (PROVED | NOT_FOUND)] => format!("not exercised: {what}: {why}"),
                kinds => format!("not drawn: {what}: no value could be confirmed for {}", kinds.join(", ")),
            });
        }
        let known = drawer.constraints().iter().map(|one| format!("{}/{}", one.schema_object, one.keyword));
        let known: HashSet<String> = known.collect();
        let hidden = branches(schema).into_iter().filter(|path| !known.contains(path));
        lines.extend(hidden.map(|path| {
            format!(
                "not exercised alone: {path}: it stands where its breach is none of its own, such as in `not` or `if`"
            )
        }));
        if drawer.is_cut() {
            lines.push("left out: the schema has more places than are drawn from; of what is shared, the nearest places are exercised".into());
        }
        if self.beyond > 0 {
            lines.push(format!("left out: {} more values, beyond --most", self.beyond));
        }
        lines
    }
}

/// Why nothing breaks a constraint.
const PROVED: &str = "no value breaks it alone";
const NOT_FOUND: &str = "no value that breaks it alone was found";

fn place(pointer: &str) -> &str {
    if pointer.is_empty() { "the whole value" } else { pointer }
}

fn name(constraint: &Constraint) -> String {
    let property = constraint.property.as_deref().map_or(String::new(), |property| format!(" {property}"));
    format!("{} {}{property}", place(constraint.place.as_str()), constraint.schema_path)
}

fn positions(constraint: &Constraint) -> &'static [At] {
    if constraint.place.as_str().contains("/*") { &[At::First, At::Middle, At::Last] } else { &[At::First] }
}

fn valid(pointer: &str, kind: &str, value: &Value) -> Value {
    json!({"intent": "valid", "pointer": pointer, "keyword": null, "kind": kind, "value": value})
}

/// What is broken inside a branch shows as a breach of the union: both are named.
fn line(drawer: &Drawer, constraint: &Constraint, kind: &str, broken: &Broken) -> Value {
    let mut line =
        json!({"intent": "violates", "pointer": broken.pointer, "keyword": constraint.keyword, "kind": kind});
    let mut own = &mut line;
    if let Some(union) = &constraint.within {
        let reported = drawer.validator().sole_breach(&broken.value).map(|breach| breach.pointer);
        *own = json!({"intent": "violates", "pointer": reported, "keyword": union.keyword, "kind": kind, "branch":
            {"pointer": broken.pointer, "keyword": constraint.keyword, "schema": constraint.schema_path}});
        own = &mut own["branch"];
    }
    if let Some(property) = &constraint.property {
        own["property"] = property.as_str().into();
    }
    line["value"] = broken.value.clone();
    line
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::path::Path;

    use super::*;

    fn drawn(schema: &Value, cases: usize, seed: u64) -> (Vec<Value>, Vec<String>) {
        let drawer = Drawer::new(schema, &Options::default()).expect("a schema");
        let mut out = DrawnLines::new(Vec::new(), seed, 20_000);
        out.all(&drawer, cases).expect("a vector takes all");
        let text = String::from_utf8(out.out.clone()).expect("UTF-8");
        let lines = text.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line"));
        (lines.collect(), out.summary(&drawer, schema))
    }

    #[test]
    fn every_line_says_what_it_is_for_and_keeps_its_word() {
        let schema = json!({"type": "object", "required": ["n"], "properties": {
            "n": {"type": "integer", "maximum": 5}, "m": {"type": "string"}, "o": {"type": "null"}}});
        let (lines, _) = drawn(&schema, 12, 1);
        let drawer = Drawer::new(&schema, &Options::default()).expect("a schema");
        for line in &lines {
            let valid = drawer.validator().is_valid(&line["value"]);
            assert_eq!(valid, line["intent"] == "valid", "{line}");
            assert!(line["pointer"].is_string() && line["kind"].is_string());
            assert_eq!(line["keyword"].is_null(), valid);
        }
        let count = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).count();
        assert_eq!(count("random"), 12);
        assert!(count("pair") > 0 && count("missing") > 0);
        let missing = lines.iter().find(|line| line["kind"] == "missing").expect("missing");
        assert_eq!((&missing["property"], &missing["pointer"]), (&json!("n"), &json!("")));
    }

    #[test]
    fn the_seed_decides_every_line() {
        let schema = json!({"type": "array", "items": {"type": "string", "minLength": 3}});
        assert_eq!(drawn(&schema, 20, 5), drawn(&schema, 20, 5));
        assert_ne!(drawn(&schema, 20, 5), drawn(&schema, 20, 6));
    }

    #[test]
    fn what_is_not_exercised_is_listed() {
        let schema = json!({"type": "string", "enum": ["a"], "anyOf": [{"maxLength": 3}, {"pattern": "b"}]});
        let (_, summary) = drawn(&schema, 0, 1);
        let has = |start: &str| summary.iter().any(|line| line.starts_with(start));
        assert!(has("not exercised: the whole value /type"), "{summary:?}");
        assert!(has("not exercised: the whole value /anyOf/0/maxLength"), "{summary:?}");
    }

    #[test]
    fn a_breach_inside_a_branch_names_the_union_and_the_branch() {
        let branch = |tag: &str| json!({"required": ["k"], "properties": {"k": {"const": tag}, "n": {"maximum": 5}}});
        let (lines, _) = drawn(&json!({"type": "object", "oneOf": [branch("a"), branch("b")]}), 0, 1);
        let line = lines
            .iter()
            .find(|line| line["branch"]["schema"] == "/oneOf/1/properties/n/maximum")
            .expect("it is broken");
        assert_eq!((&line["pointer"], &line["keyword"]), (&json!(""), &json!("oneOf")));
        assert_eq!((&line["branch"]["pointer"], &line["value"]["k"]), (&json!("/n"), &json!("b")));
    }

    #[test]
    fn no_more_lines_than_asked_for_are_written_and_the_rest_is_told() {
        let properties: serde_json::Map<String, Value> =
            (0..30).map(|n| (format!("p{n}"), json!({"type": "integer"}))).collect();
        let drawer = Drawer::new(&json!({"type": "object", "properties": properties}), &Options::default());
        let drawer = drawer.expect("a schema");
        let mut out = DrawnLines::new(Vec::new(), 1, 80);
        out.all(&drawer, 5).expect("a vector takes all");
        let text = String::from_utf8(out.out.clone()).expect("UTF-8");
        let broken: Vec<&str> = text.lines().filter(|line| line.contains("violates")).collect();
        assert_eq!((text.lines().count(), broken.len()), (80, 40));
        // Each property is broken once before any is broken twice.
        assert!((0..30).all(|n| broken.iter().any(|line| line.contains(&format!("/p{n}\"")))));
        let told = out.summary(&drawer, &json!({}));
        assert!(told.iter().any(|line| line.contains("beyond --most")), "{told:?}");
    }

    #[test]
    fn unusable_files_are_named_with_the_mend() {
        let missing = read(Path::new("no/such/schema.json")).expect_err("no file");
        assert!(missing.contains("no/such/schema.json") && missing.contains("give the path"));
        let folder = std::env::temp_dir().join(format!("tekigo-draw-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("schema.json");
        std::fs::write(&file, "{\"type\": ").expect("a file");
        assert!(read(&file).expect_err("no JSON").contains("line 1 column 9"));
        std::fs::write(&file, "\u{FEFF}{\"enum\": []}").expect("a file");
        let error = Draw { schema: file, cases: 0, seed: 1, most: 100, schemas: None }.run().expect_err("no value");
        assert!(error.contains("schema.json") && error.contains("enumeration"), "{error}");
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn a_closed_pipe_ends_the_writing() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let drawer = Drawer::new(&json!({"type": "null"}), &Options::default()).expect("a schema");
        let error = DrawnLines::new(Closed, 1, 100).all(&drawer, 5).expect_err("closed");
        assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    }
}
