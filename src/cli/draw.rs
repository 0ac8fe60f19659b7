//! `tekigo draw`: the values inside and just outside any JSON Schema, without a target.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::{Exit, Told};
use crate::contract::schema::{Constraint, Options, branches};
use crate::generate::{At, Drawer, Mode, Rng};

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
    pub(super) fn run(&self) -> Told {
        let schema = read(&self.schema)?;
        let drawer = Drawer::new(&schema, &Options::default())
            .map_err(|error| format!("{error} (in {})", self.schema.display()))?;
        let mut out = Lines { out: BufWriter::new(io::stdout().lock()), seed: self.seed, dropped: BTreeMap::new() };
        let written = out
            .valid(&drawer, self.cases)
            .and_then(|()| out.broken(&drawer, self.cases))
            .and_then(|()| out.out.flush());
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(Exit::Conformant),
            Err(error) => return Err(format!("write the values: {error}")),
            Ok(()) => {}
        }
        out.summary(&drawer, &schema);
        Ok(Exit::Conformant)
    }
}

fn read(path: &Path) -> Result<Value, String> {
    let name = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("read {name}: {error}; give the path of a JSON Schema file"))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    serde_json::from_str(text).map_err(|error| format!("read {name} as JSON: {error}; mend the file there"))
}

/// Writes a line for each value.
struct Lines<W> {
    out: W,
    seed: u64,
    /// What could not be drawn, by what it was for.
    dropped: BTreeMap<String, Vec<String>>,
}

impl<W: Write> Lines<W> {
    fn rng(&self, name: &str) -> Rng {
        Rng::new(self.seed, name)
    }

    fn line(&mut self, line: &Value) -> io::Result<()> {
        writeln!(self.out, "{line}")
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
                    .chain((0..more.min(20)).map(|_| (At::Last, Mode::Random)));
                for (number, (at, mode)) in bases.enumerate() {
                    let mut rng = self.rng(&format!("{}/{}/{number}", name(constraint), kind.name));
                    let Some(broken) = drawer.broken_in(constraint, kind, at, mode, &mut rng) else { continue };
                    if drawn.contains(&broken.value) {
                        continue;
                    }
                    self.line(&line(constraint, &kind.name, &broken.pointer, &broken.value))?;
                    drawn.push(broken.value);
                }
                if drawn.is_empty() {
                    self.drop(name(constraint), &kind.name);
                }
            }
            if kinds.is_empty() {
                self.drop(name(constraint), "");
            }
        }
        Ok(())
    }

    fn drop(&mut self, what: String, kind: &str) {
        self.dropped.entry(what).or_default().push(kind.to_owned());
    }

    /// Tells on stderr what no line was written for, and why.
    fn summary(&self, drawer: &Drawer, schema: &Value) {
        for (what, kinds) in &self.dropped {
            let mut kinds: Vec<_> = kinds.iter().filter(|kind| !kind.is_empty()).map(String::as_str).collect();
            kinds.dedup();
            if kinds.is_empty() {
                eprintln!("not exercised: {what}: no value breaks it alone");
            } else {
                eprintln!("not drawn: {what}: no value could be confirmed for {}", kinds.join(", "));
            }
        }
        let known: Vec<&str> = drawer.constraints().iter().map(|constraint| constraint.schema_path.as_str()).collect();
        for path in branches(schema).iter().filter(|path| !known.contains(&path.as_str())) {
            eprintln!(
                "not exercised alone: {path}: it stands in a branch, and the branches are broken as one constraint"
            );
        }
    }
}

fn place(pointer: &str) -> &str {
    if pointer.is_empty() { "the whole value" } else { pointer }
}

fn name(constraint: &Constraint) -> String {
    let property = constraint.property.as_deref().map_or(String::new(), |property| format!(" {property}"));
    format!("{} {}{property}", place(constraint.place.as_str()), constraint.schema_path)
}

fn line(constraint: &Constraint, kind: &str, pointer: &str, value: &Value) -> Value {
    let mut line = json!({"intent": "violates", "pointer": pointer, "keyword": constraint.keyword, "kind": kind});
    if let Some(property) = &constraint.property {
        line["property"] = property.as_str().into();
    }
    line["value"] = value.clone();
    line
}
