//! `tekigo draw`: the values inside and just outside any JSON Schema, without a target.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{
    bundle::bundled,
    exit::{CommandResult, Exit},
    print::{print_notice, remember},
    schema_file::read,
    usage::count,
};
use crate::contract::{
    Message, MessageId, ScreenId,
    schema::{Constraint, Options, branches, unknown_formats},
};
use crate::generate::{At, Broken, DrawError, Drawer, Kind, Mode, Rng};
use crate::util::visible::visible_json;

/// Values of one kind of breach beyond the plain ones: they differ in what surrounds the breach only.
const AGAIN: usize = 2;

/// What to draw from, and how much.
#[derive(Debug, Args)]
pub(super) struct Draw {
    /// The JSON Schema file
    schema: PathBuf,
    /// Random valid values beyond the boundaries
    #[arg(long, default_value_t = 100, allow_negative_numbers = true, value_parser = count::<usize>)]
    cases: usize,
    /// The same seed draws the same values
    #[arg(long, default_value_t = 1, allow_negative_numbers = true, value_parser = count::<u64>)]
    seed: u64,
    /// Lines that are written at most, half of them valid values; what is left out is said
    #[arg(long, default_value_t = 20_000, value_name = "LINES", allow_negative_numbers = true, value_parser = count::<usize>)]
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
        for (at, name) in unknown_formats(&schema) {
            print_notice(ScreenId::FormatNotKnown.with([at.into(), name.into()]));
        }
        let drawer = match Drawer::new(&schema, &Options { invent: true, ..Options::default() }) {
            Ok(drawer) => drawer,
            Err(error) => {
                let problem = ScreenId::InFile.with([error.message(), self.schema.display().into()]);
                let exit = match error {
                    DrawError::Beyond { .. } => Exit::Beyond,
                    DrawError::NotFound { .. } => Exit::NotFound,
                    _ => return Err(problem),
                };
                print_notice(ScreenId::FailedLine.with([problem]));
                return Ok(exit);
            }
        };
        let mut out = DrawnLines::new(BufWriter::new(io::stdout().lock()), self.seed, self.most);
        match out.all(&drawer, self.cases) {
            Err(error) => remember(Err(error)),
            Ok(()) => out.summary(&drawer, &schema).into_iter().for_each(print_notice),
        }
        Ok(Exit::Conformant)
    }
}

/// Bytes that are written for each line of `--most`, all in all: where lines are long, there are fewer.
const BYTES: usize = 800;

/// Branches of unions that are judged at most: a value that fits none is judged by each of them.
const BRANCHES: usize = 200_000;

/// Writes a line for each value.
struct DrawnLines<W> {
    out: W,
    seed: u64,
    /// Lines of each intent that may still be written.
    left: usize,
    /// Bytes that may still be written.
    bytes: usize,
    /// What could not be generated, by what it was for.
    dropped: BTreeMap<Message, Vec<Message>>,
    /// What is beyond our own limits, a sentence each.
    left_out: Vec<Message>,
    /// Lines that were left out because there were enough.
    beyond: usize,
    /// Branches of unions that may still be judged.
    branches: usize,
    /// Values that were left out because their unions have very many branches.
    costly: usize,
}

impl<W: Write> DrawnLines<W> {
    fn new(out: W, seed: u64, most: usize) -> Self {
        let (dropped, left_out) = (BTreeMap::new(), Vec::new());
        let bytes = most.saturating_mul(BYTES);
        Self { out, seed, left: most, bytes, dropped, left_out, beyond: 0, branches: BRANCHES, costly: 0 }
    }

    fn all(&mut self, drawer: &Drawer, cases: usize) -> io::Result<()> {
        // What the valid values leave is for the broken ones.
        let (most, bytes) = (self.left, self.bytes);
        (self.left, self.bytes) = (most.div_ceil(2), bytes / 2);
        self.valid(drawer, cases)?;
        let written = most.div_ceil(2) - self.left;
        let length = (bytes / 2 - self.bytes).checked_div(written).unwrap_or(0).max(1);
        self.left += most / 2;
        self.bytes += bytes - bytes / 2;
        self.broken(drawer, cases, self.left.min(self.bytes / length))?;
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

    /// Whether no further value is generated of what is in a union, because judging it costs too much; it is counted then.
    fn is_too_costly(&mut self, constraint: &Constraint) -> bool {
        let Some(union) = &constraint.within else { return false };
        let costly = self.branches < union.branches;
        self.costly += usize::from(costly);
        self.branches = self.branches.saturating_sub(union.branches);
        costly
    }

    fn valid(&mut self, drawer: &Drawer, cases: usize) -> io::Result<()> {
        // Where not every class fits, values by chance show the most of them.
        let first = drawer.classes().len() > self.left;
        if first {
            self.chance(drawer, cases)?;
        }
        let mut drawn = Vec::new();
        let classes = if first { drawer.classes_by_schema() } else { drawer.classes().iter().collect() };
        for class in classes {
            if self.is_full() {
                continue;
            }
            let mut rng = self.rng(&format!("valid/{}/{}", class.place, class.name));
            let Some(value) = drawer.class(class, &mut rng) else {
                self.drop(ScreenId::ValidAt.with([place(class.place.as_str())]), &class.name);
                continue;
            };
            self.line(&valid(class.place.as_str(), &class.name, &value))?;
            drawn.push((class, print_of(&value)));
        }
        // Where several branches of a union have the place, in each of them.
        for (class, first) in drawn {
            let mut rng = self.rng(&format!("elsewhere/{}/{}", class.place, class.name));
            let mut known = vec![first];
            for value in drawer.class_elsewhere(class, &mut rng) {
                let print = print_of(&value);
                if !known.contains(&print) && !self.is_full() {
                    self.line(&valid(class.place.as_str(), &class.name, &value))?;
                    known.push(print);
                }
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
                None => self.drop(ScreenId::ByChance.into(), "random"),
            }
        }
        Ok(())
    }

    /// Broken values, in about `room` lines.
    fn broken(&mut self, drawer: &Drawer, cases: usize, room: usize) -> io::Result<()> {
        let more = (cases / drawer.constraints().len().max(1)).min(AGAIN);
        let all: Vec<(&Constraint, Vec<Kind>)> =
            drawer.constraints().iter().map(|constraint| (constraint, drawer.kinds(constraint))).collect();
        for (constraint, kinds) in &all {
            if let Some(left_out) = drawer.left_out(constraint) {
                self.left_out.push(ScreenId::NotDrawnWhy.with([shown(constraint), left_out]));
            } else if kinds.is_empty() {
                self.drop(shown(constraint), if drawer.is_impossible(constraint) { PROVED } else { NOT_FOUND });
            }
        }
        let lines_of =
            |(constraint, kinds): &(&Constraint, Vec<Kind>)| kinds.len() * (positions(constraint).len() + more);
        let judged_by = |one: &(&Constraint, Vec<Kind>)| one.0.within.as_ref().map_or(0, |union| union.branches);
        let lines: usize = all.iter().map(lines_of).sum();
        let branches: usize = all.iter().map(|one| lines_of(one) * judged_by(one)).sum();
        if lines <= room && branches <= self.branches {
            let mut each = all.iter().flat_map(|(constraint, kinds)| kinds.iter().map(move |kind| (constraint, kind)));
            return each.try_for_each(|(constraint, kind)| self.kind(drawer, constraint, kind, more));
        }
        // Where not all fit, each constraint is broken in one way before any is in a second one.
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
            if self.is_full() || self.is_too_costly(constraint) {
                return Ok(());
            }
            let mut rng = self.rng(&format!("{}/{}/{number}", name(constraint), kind.name));
            let found = drawer.broken_in(constraint, kind, at, mode, &mut rng);
            // What no surroundings allow at the first position, other ones will hardly allow at the next: they are large.
            let mut other = || {
                (number == 0 || !drawn.is_empty())
                    .then(|| drawer.broken_in(constraint, kind, at, Mode::Random, &mut rng))
            };
            let Some(broken) = found.or_else(|| other().flatten()) else { continue };
            if drawn.contains(&broken.value) {
                continue;
            }
            self.line(&line(constraint, &kind.name, &broken))?;
            drawn.push(broken.value);
        }
        if drawn.is_empty() {
            self.drop(shown(constraint), &kind.name);
        }
        Ok(())
    }

    fn drop(&mut self, what: Message, kind: impl Into<Message>) {
        self.dropped.entry(what).or_default().push(kind.into());
    }

    /// What no line was written for, and why.
    fn summary(&self, drawer: &Drawer, schema: &Value) -> Vec<Message> {
        let mut lines = self.left_out.clone();
        for (what, kinds) in &self.dropped {
            let mut kinds = kinds.clone();
            kinds.dedup();
            lines.push(match kinds.as_slice() {
                [why] if why.is(PROVED) || why.is(NOT_FOUND) => {
                    ScreenId::NotExercised.with([what.clone(), why.clone()])
                }
                _ => ScreenId::NoneConfirmed.with([what.clone(), Message::joined(MessageId::Comma, kinds)]),
            });
        }
        let known = drawer.constraints().iter().map(|one| format!("{}/{}", one.schema_object, one.keyword));
        let known: HashSet<String> = known.collect();
        let hidden = branches(schema).into_iter().filter(|path| !known.contains(path));
        lines.extend(hidden.map(|path| ScreenId::ExercisedAlone.with([path.into()])));
        if drawer.is_cut() {
            lines.push(ScreenId::LeftPlaces.into());
        }
        if self.costly > 0 {
            let costly = self.costly;
            lines.push(ScreenId::LeftCostly.with([costly.into()]));
        }
        if self.beyond > 0 {
            lines.push(ScreenId::LeftBeyond.with([self.beyond.into()]));
        }
        lines
    }
}

/// Why nothing breaks a constraint.
const PROVED: ScreenId = ScreenId::NothingBreaks;
const NOT_FOUND: ScreenId = ScreenId::NoneFoundAlone;

fn place(pointer: &str) -> Message {
    if pointer.is_empty() { ScreenId::WholeValue.into() } else { pointer.into() }
}

/// A constraint in words.
fn shown(constraint: &Constraint) -> Message {
    let property = constraint.property.as_deref().map_or(String::new(), |property| format!(" {property}"));
    let path = format!("{}{property}", constraint.schema_path);
    ScreenId::PlaceAndPath.with([place(constraint.place.as_str()), path.into()])
}

/// What chance starts from for a constraint: the same in every language.
fn name(constraint: &Constraint) -> String {
    shown(constraint).english()
}

fn positions(constraint: &Constraint) -> &'static [At] {
    if constraint.place.as_str().contains("/*") { &[At::First, At::Middle, At::Last] } else { &[At::First] }
}

/// What distinguishes a value from others without keeping it: it may be large.
fn print_of(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.to_string().hash(&mut hasher);
    hasher.finish()
}

fn valid(pointer: &str, kind: &str, value: &Value) -> Value {
    json!({"intent": "valid", "pointer": pointer, "keyword": null, "kind": kind, "value": value})
}

/// What is broken inside a branch shows as a breach of the union: both are named.
fn line(constraint: &Constraint, kind: &str, broken: &Broken) -> Value {
    let Broken { value, pointer, with } = broken;
    let mut line = json!({"intent": "violates", "pointer": pointer, "keyword": constraint.keyword, "kind": kind});
    let mut own = &mut line;
    if let Some(union) = &constraint.within {
        // The union is reported at its own place, on the way to that of the constraint.
        let depth = union.place.as_str().matches('/').count();
        let end = pointer.match_indices('/').nth(depth).map_or(pointer.len(), |(at, _)| at);
        let reported = &pointer[..end];
        *own = json!({"intent": "violates", "pointer": reported, "keyword": union.keyword, "kind": kind, "branch":
            {"pointer": pointer, "keyword": constraint.keyword, "schema": constraint.schema_path}});
        own = &mut own["branch"];
    }
    if !with.is_empty() {
        own["with"] = json!(with);
    }
    if let Some(property) = &constraint.property {
        own["property"] = property.as_str().into();
    }
    line["value"] = value.clone();
    line
}

#[cfg(test)]
mod tests;
