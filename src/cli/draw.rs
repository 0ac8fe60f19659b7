//! `tekigo draw`: the values inside and just outside any JSON Schema, without a target.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::{
    exit::{CommandResult, Exit},
    print::{print_error, remember},
};
use crate::contract::schema::{Constraint, Options, branches, unknown_formats};
use crate::generate::{At, Broken, DrawError, Drawer, Mode, Rng};
use crate::util::{text_file::read_text, visible::visible_json};

/// Values of one kind of breach beyond the plain ones: they differ in what surrounds the breach only.
const AGAIN: usize = 2;

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
}

impl Draw {
    pub(super) fn run(&self) -> CommandResult {
        let schema = read(&self.schema)?;
        for (at, name) in unknown_formats(&schema) {
            print_error(&format!(
                "warning: {at}: the format `{name}` is not known: its texts are drawn as if it were not there"
            ));
        }
        let drawer = match Drawer::new(&schema, &Options { invent: true, ..Options::default() }) {
            Ok(drawer) => drawer,
            Err(error) => {
                let problem = format!("{error} (in {})", self.schema.display());
                let exit = match error {
                    DrawError::Beyond { .. } => Exit::Beyond,
                    DrawError::NotFound { .. } => Exit::NotFound,
                    _ => return Err(problem),
                };
                print_error(&format!("error: failed to {problem}"));
                return Ok(exit);
            }
        };
        let mut out = DrawnLines::new(BufWriter::new(io::stdout().lock()), self.seed);
        match out.all(&drawer, self.cases) {
            Err(error) => remember(Err(error)),
            Ok(()) => out.summary(&drawer, &schema).iter().for_each(|line| print_error(line)),
        }
        Ok(Exit::Conformant)
    }
}

fn read(path: &Path) -> Result<Value, String> {
    let name = path.display();
    let text = read_text(path).map_err(|error| format!("read {name}: {error}; give the path of a JSON Schema file"))?;
    serde_json::from_str(&text).map_err(|error| format!("read {name} as JSON: {error}; mend the file there"))
}

/// Writes a line for each value.
struct DrawnLines<W> {
    out: W,
    seed: u64,
    /// What could not be drawn, by what it was for.
    dropped: BTreeMap<String, Vec<String>>,
    /// What is beyond our own limits, a sentence each.
    left_out: Vec<String>,
}

impl<W: Write> DrawnLines<W> {
    fn new(out: W, seed: u64) -> Self {
        Self { out, seed, dropped: BTreeMap::new(), left_out: Vec::new() }
    }

    fn all(&mut self, drawer: &Drawer, cases: usize) -> io::Result<()> {
        self.valid(drawer, cases)?;
        self.broken(drawer, cases)?;
        self.out.flush()
    }

    fn rng(&self, name: &str) -> Rng {
        Rng::new(self.seed, name)
    }

    fn line(&mut self, line: &Value) -> io::Result<()> {
        writeln!(self.out, "{}", visible_json(&line.to_string()))
    }

    fn valid(&mut self, drawer: &Drawer, cases: usize) -> io::Result<()> {
        let line = |pointer: &str, kind: &str, value: Value| json!({"intent": "valid", "pointer": pointer, "keyword": null, "kind": kind, "value": value});
        for class in drawer.classes() {
            let mut rng = self.rng(&format!("valid/{}/{}", class.place, class.name));
            match drawer.class(class, &mut rng) {
                Some(value) => self.line(&line(class.place.as_str(), &class.name, value))?,
                None => self.drop(format!("valid {}", place(class.place.as_str())), &class.name),
            }
        }
        for value in drawer.pairs(&mut self.rng("pairs")) {
            self.line(&line("", "pair", value))?;
        }
        for case in 0..cases {
            match drawer.random(&mut self.rng(&format!("random/{case}"))) {
                Some(value) => self.line(&line("", "random", value))?,
                None => self.drop("valid values by chance".into(), "random"),
            }
        }
        Ok(())
    }

    fn broken(&mut self, drawer: &Drawer, cases: usize) -> io::Result<()> {
        let more = cases / drawer.constraints().len().max(1);
        for constraint in drawer.constraints() {
            let kinds = drawer.kinds(constraint);
            let indexes: &[At] = if constraint.place.as_str().contains("/*") {
                &[At::First, At::Middle, At::Last]
            } else {
                &[At::First]
            };
            for kind in &kinds {
                let mut drawn: Vec<Value> = Vec::new();
                let bases = indexes
                    .iter()
                    .map(|at| (*at, Mode::Plain))
                    .chain((0..more.min(AGAIN)).map(|_| (At::Last, Mode::Random)));
                for (number, (at, mode)) in bases.enumerate() {
                    let mut rng = self.rng(&format!("{}/{}/{number}", name(constraint), kind.name));
                    let Some(broken) = drawer.broken_in(constraint, kind, at, mode, &mut rng) else { continue };
                    if drawn.contains(&broken.value) {
                        continue;
                    }
                    self.line(&line(constraint, &kind.name, &broken))?;
                    drawn.push(broken.value);
                }
                if drawn.is_empty() {
                    self.drop(name(constraint), &kind.name);
                }
            }
            if let Some(left_out) = drawer.left_out(constraint) {
                self.left_out.push(format!("not drawn: {}: {left_out}", name(constraint)));
            } else if kinds.is_empty() {
                self.drop(name(constraint), "");
            }
        }
        Ok(())
    }

    fn drop(&mut self, what: String, kind: &str) {
        self.dropped.entry(what).or_default().push(kind.to_owned());
    }

    /// What no line was written for, and why.
    fn summary(&self, drawer: &Drawer, schema: &Value) -> Vec<String> {
        let mut lines = self.left_out.clone();
        for (what, kinds) in &self.dropped {
            let mut kinds: Vec<_> = kinds.iter().filter(|kind| !kind.is_empty()).map(String::as_str).collect();
            kinds.dedup();
            lines.push(if kinds.is_empty() {
                format!("not exercised: {what}: no value breaks it alone")
            } else {
                format!("not drawn: {what}: no value could be confirmed for {}", kinds.join(", "))
            });
        }
        let known: Vec<&str> = drawer.constraints().iter().map(|constraint| constraint.schema_path.as_str()).collect();
        let hidden = branches(schema).into_iter().filter(|path| !known.contains(&path.as_str()));
        lines.extend(hidden.map(|path| {
            format!("not exercised alone: {path}: it stands in a branch, and the branches are broken as one constraint")
        }));
        lines
    }
}

fn place(pointer: &str) -> &str {
    if pointer.is_empty() { "the whole value" } else { pointer }
}

fn name(constraint: &Constraint) -> String {
    let property = constraint.property.as_deref().map_or(String::new(), |property| format!(" {property}"));
    format!("{} {}{property}", place(constraint.place.as_str()), constraint.schema_path)
}

fn line(constraint: &Constraint, kind: &str, broken: &Broken) -> Value {
    let Broken { value, pointer, with } = broken;
    let mut line = json!({"intent": "violates", "pointer": pointer, "keyword": constraint.keyword, "kind": kind});
    if !with.is_empty() {
        line["with"] = json!(with);
    }
    if let Some(property) = &constraint.property {
        line["property"] = property.as_str().into();
    }
    line["value"] = value.clone();
    line
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    fn drawn(schema: &Value, cases: usize, seed: u64) -> (Vec<Value>, Vec<String>) {
        let drawer = Drawer::new(schema, &Options::default()).expect("a schema");
        let mut out = DrawnLines::new(Vec::new(), seed);
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
    fn a_limit_too_far_away_is_left_out_and_said() {
        let schema = json!({"type": "object", "required": ["s"], "properties": {"s": {"type": "string", "maxLength": 2_147_483_647}}});
        let (lines, summary) = drawn(&schema, 3, 1);
        assert!(lines.iter().all(|line| line["keyword"] != "maxLength" && line.to_string().len() < 10_000));
        let said = "not drawn: /s /properties/s/maxLength: its limit is beyond the longest text that is drawn, 150000";
        assert_eq!(summary, [said]);
    }

    #[test]
    fn one_kind_of_breach_is_not_drawn_again_and_again() {
        let schema = json!({"oneOf": [{"type": "integer"}, {"type": "boolean"}]});
        let (lines, _) = drawn(&schema, 100, 1);
        let texts = lines.iter().filter(|line| line["kind"] == "type-string").count();
        assert!((1..=3).contains(&texts), "{texts}");
    }

    #[test]
    fn what_is_not_exercised_is_listed() {
        let schema = json!({"type": "string", "enum": ["a"], "anyOf": [{"maxLength": 3}, {"pattern": "b"}]});
        let (_, summary) = drawn(&schema, 0, 1);
        let has = |start: &str| summary.iter().any(|line| line.starts_with(start));
        assert!(has("not exercised: the whole value /type"), "{summary:?}");
        assert!(has("not exercised alone: /anyOf/0/maxLength"), "{summary:?}");
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
        let draw = Draw { schema: file.clone(), cases: 0, seed: 1 };
        let error = draw.run().expect_err("no value");
        assert!(error.contains("schema.json") && error.contains("enumeration"), "{error}");
        for (schema, exit) in [
            (r#"{"type": "string", "minLength": 2000000000}"#, Exit::Beyond),
            (r#"{"type": "array", "minItems": 2000000000}"#, Exit::Beyond),
            (r#"{"type": "string", "allOf": [{"pattern": "^a"}, {"pattern": "^b"}]}"#, Exit::NotFound),
        ] {
            std::fs::write(&file, schema).expect("a file");
            assert_eq!(draw.run(), Ok(exit), "{schema}");
        }
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
        let error = DrawnLines::new(Closed, 1).all(&drawer, 5).expect_err("closed");
        assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    }
}
