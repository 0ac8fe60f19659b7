//! No file imports itself, by whatever way round: files of a ring can only be read, moved and tested together.
//!
//! An import leads to the file that defines what it names: through re-exports, and through the names of modules. Bringing in a
//! module alone ties nothing, what is then named in it does; nor does handing on (`pub use`) what the file itself does not name.
//! Items under `#[cfg(test)]` are left out of account, and so are
//! files that only a `#[cfg(test)] mod` line reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Named, Source};

/// No chain of re-exports is this long.
const MOST_STEPS: usize = 32;

pub(crate) fn judge(sources: &[Source]) -> Vec<String> {
    let imports = House::new(sources).imports();
    let rings = rings(&imports);
    rings.iter().map(|ring| describe(&imports, ring)).collect()
}

/// What a file imports: the files that define it, with the line and the name of the first import of each.
type Imports<'a> = BTreeMap<&'a str, (usize, String)>;

struct House<'a> {
    /// The files that are compiled outside of tests, by the module that each is.
    modules: BTreeMap<Vec<String>, &'a Source>,
}

impl<'a> House<'a> {
    fn new(sources: &'a [Source]) -> Self {
        let inside = sources.iter().filter(|source| source.file != "src/main.rs");
        let all: BTreeMap<Vec<String>, &Source> =
            inside.filter_map(|source| Some((source.module()?, source))).collect();
        let tests: Vec<Vec<String>> = all
            .iter()
            .flat_map(|(module, source)| {
                test_modules(source).into_iter().map(|name| module.iter().cloned().chain([name]).collect())
            })
            .collect();
        let modules =
            all.into_iter().filter(|(module, _)| !tests.iter().any(|test| module.starts_with(test))).collect();
        Self { modules }
    }

    /// What each file imports.
    fn imports(&self) -> BTreeMap<&'a str, Imports<'a>> {
        let of = |(module, source): (&Vec<String>, &&'a Source)| {
            let mut imports = Imports::new();
            let ties = |path: &&Named| !path.test && !path.public && (path.import || path.segments.len() > 1);
            for path in source.paths.iter().filter(ties) {
                let defined = self.defined(module, source, path, MOST_STEPS);
                if let Some(file) = defined.filter(|file| *file != source.file) {
                    let name = path.segments.last().cloned().unwrap_or_default();
                    imports.entry(file).or_insert((path.line, name));
                }
            }
            (source.file.as_str(), imports)
        };
        self.modules.iter().map(of).collect()
    }

    /// The file that defines what a path names; none where it leads out of the crate, or names a module only.
    fn defined(&self, module: &[String], source: &Source, path: &Named, steps: usize) -> Option<&'a str> {
        match source.within_crate(path) {
            Some(place) => self.look(&[], &place, steps),
            None if path.segments[0] == "Self" => None,
            None => self.look_here(module, &path.segments, steps, Some(path)),
        }
    }

    /// The file that defines what stands at a place, seen from a module that it is below.
    fn look(&self, module: &[String], place: &[String], steps: usize) -> Option<&'a str> {
        let (first, rest) = place.split_first()?;
        let below: Vec<String> = module.iter().chain([first]).cloned().collect();
        if self.modules.contains_key(&below) {
            return self.look(&below, rest, steps);
        }
        let here = self.modules.get(module)?;
        if first == "*" || defines(here, first) {
            return Some(&here.file);
        }
        self.look_here(module, place, steps, None).or(Some(&here.file))
    }

    /// The file that defines what a path without `crate`, `self` or `super` names in a module: by a module below, or by an import.
    fn look_here(&self, module: &[String], place: &[String], steps: usize, asking: Option<&Named>) -> Option<&'a str> {
        let (steps, here) = (steps.checked_sub(1)?, self.modules.get(module)?);
        let below: Vec<String> = module.iter().chain(place.first()).cloned().collect();
        if self.modules.contains_key(&below) {
            return self.look(module, place, steps);
        }
        let bound = here.paths.iter().filter(|path| path.import && !path.test);
        let mut bound = bound.filter(|path| asking.is_none_or(|asking| *path != asking));
        let import = bound.find(|path| path.binding() == place.first().map(String::as_str))?;
        let whole: Vec<String> = import.segments.iter().filter(|step| *step != "self").cloned().collect();
        let whole = Named { segments: [&whole, &place[1..]].concat(), alias: None, ..import.clone() };
        self.defined(module, here, &whole, steps)
    }
}

/// The rings, each with its files by name.
fn rings<'a>(imports: &BTreeMap<&'a str, Imports<'a>>) -> Vec<Vec<&'a str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = imports.keys().map(|file| (*file, reach(imports, file))).collect();
    let mut seen = BTreeSet::new();
    let mut rings = Vec::new();
    for file in imports.keys().filter(|file| reached[*file].contains(*file)) {
        if seen.contains(file) {
            continue;
        }
        let both = |other: &&str| reached[file].contains(other) && reached[other].contains(file);
        let ring: Vec<&str> = imports.keys().copied().filter(both).collect();
        seen.extend(ring.iter().copied());
        rings.push(ring);
    }
    rings
}

/// A ring with each import that stands within it.
fn describe(imports: &BTreeMap<&str, Imports<'_>>, ring: &[&str]) -> String {
    let mut text = format!("{} files import each other: {}", ring.len(), ring.join(", "));
    for file in ring {
        for (to, (line, name)) in imports[file].iter().filter(|(to, _)| ring.contains(to)) {
            text += &format!("\n    {file}:{line}: `{name}` of {to}");
        }
    }
    text + "\n    move what both need into a file of its own, or hand it in"
}

/// Every file that can be reached by imports.
fn reach<'a>(imports: &BTreeMap<&'a str, Imports<'a>>, from: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&str> = vec![from];
    while let Some(file) = next.pop() {
        for to in imports.get(file).into_iter().flat_map(Imports::keys).copied() {
            if reached.insert(to) {
                next.push(to);
            }
        }
    }
    reached
}

/// Whether the file itself defines the name, and does not take it from elsewhere.
fn defines(source: &Source, name: &str) -> bool {
    const DEFINERS: [&str; 10] =
        ["struct", "enum", "fn", "trait", "type", "const", "static", "union", "mod", "macro_rules"];
    source.words.windows(3).any(|words| {
        let behind = if words[1].text == "!" { &words[2] } else { &words[1] };
        DEFINERS.contains(&words[0].text.as_str()) && behind.text == name
    })
}

/// The modules that are declared for tests alone.
fn test_modules(source: &Source) -> Vec<String> {
    let marked = source.words.windows(10).filter(|words| {
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        texts[..8] == ["#", "[", "cfg", "(", "test", ")", "]", "mod"] && texts[9] == ";"
    });
    marked.map(|words| words[8].text.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::House;
    use crate::source::Source;

    fn house(files: &[(&str, &str)]) -> Vec<Source> {
        let root = Source::new("src/lib.rs", "pub mod target; pub mod scenario; pub mod run;");
        let named = files.iter().map(|(file, text)| Source::new(&format!("src/{file}"), text));
        [root].into_iter().chain(named).collect()
    }

    fn rings(files: &[(&str, &str)]) -> Vec<String> {
        super::rings(&House::new(&house(files)).imports()).iter().map(|ring| ring.join(" ")).collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn two_files_that_import_each_other_are_a_ring() {
        let files = [
            ("target/mod.rs", "mod a; mod b;"),
            ("target/a.rs", "use super::b::B;\npub struct A;"),
            ("target/b.rs", "\npub struct B; fn f(a: super::a::A) {}"),
        ];
        assert_eq!(rings(&files), ["src/target/a.rs src/target/b.rs"]);
        let reported = super::judge(&house(&files));
        assert_eq!(
            reported,
            [
                "2 files import each other: src/target/a.rs, src/target/b.rs\n    src/target/a.rs:1: `B` of src/target/b.rs\n    src/target/b.rs:2: `A` of src/target/a.rs\n    move what both need into a file of its own, or hand it in"
            ]
        );
    }

    #[test]
    fn a_ring_is_seen_through_re_exports() {
        let one = [
            ("target/mod.rs", "mod a; mod b; pub use a::A; pub use b::B;"),
            ("target/a.rs", "use super::B; pub struct A;"),
            ("target/b.rs", "use crate::target::{A as First}; pub struct B;"),
        ];
        assert_eq!(rings(&one), ["src/target/a.rs src/target/b.rs"]);
        let two = [
            ("target/mod.rs", "mod deep; mod b; pub use deep::A; pub use b::B;"),
            ("target/deep/mod.rs", "mod a; pub(super) use a::Inner as A;"),
            ("target/deep/a.rs", "use super::super::B; pub struct Inner;"),
            ("target/b.rs", "use crate::target; fn f() -> target::A {} pub struct B;"),
        ];
        assert_eq!(rings(&two), ["src/target/b.rs src/target/deep/a.rs"]);
    }

    #[test]
    fn what_a_mod_file_defines_ties_those_below_it() {
        let row = "use super::Row; pub(super) const ROW: Row = Row;";
        let table = "mod a; pub struct Row; pub const ALL: [Row; 1] = [a::ROW];";
        assert_eq!(rings(&[("target/mod.rs", table), ("target/a.rs", row)]), ["src/target/a.rs src/target/mod.rs"]);
    }

    #[test]
    fn a_table_that_names_its_rows_is_let_in() {
        let row = "use super::Row; pub(super) const ROW: Row = Row;";
        let table = "mod a; mod row; pub use row::Row; pub const ALL: [Row; 1] = [a::ROW];";
        assert_eq!(
            rings(&[("target/mod.rs", table), ("target/a.rs", row), ("target/row.rs", "pub struct Row;")]),
            NONE
        );
    }

    #[test]
    fn what_is_only_handed_on_ties_nothing() {
        let writer = "use super::ALL; pub fn write() {}";
        let table = "mod a; mod writer; pub use writer::write; pub const ALL: [u8; 1] = [a::ROW];";
        let row = "pub const ROW: u8 = 1;";
        assert_eq!(rings(&[("target/mod.rs", table), ("target/a.rs", row), ("target/writer.rs", writer)]), NONE);
        let row = "use super::writer::write; pub const ROW: u8 = 1;";
        let files = [("target/mod.rs", table), ("target/a.rs", row), ("target/writer.rs", writer)];
        assert_eq!(rings(&files), ["src/target/a.rs src/target/mod.rs src/target/writer.rs"]);
    }

    #[test]
    fn a_ring_of_three_through_two_rooms_is_named_whole() {
        let files = [
            ("target/mod.rs", "mod a; mod b; pub use a::A;"),
            ("target/a.rs", "use super::b::B; pub struct A;"),
            ("target/b.rs", "use crate::scenario::c; fn f() { c::go() }"),
            ("scenario/mod.rs", "pub mod c;"),
            ("scenario/c.rs", "use crate::target::A; pub fn go() {}"),
            ("scenario/d.rs", "use super::c::go; pub fn d() {}"),
        ];
        assert_eq!(rings(&files), ["src/scenario/c.rs src/target/a.rs src/target/b.rs"]);
    }

    #[test]
    fn tests_may_climb() {
        let files = [
            ("target/mod.rs", "mod a; mod b; #[cfg(test)] mod testing; #[cfg(test)] use b::B;"),
            ("target/a.rs", "pub struct A;\n#[cfg(test)]\nmod tests { use super::super::b::B; }"),
            ("target/b.rs", "use super::a::A; pub struct B;"),
            ("target/testing.rs", "use super::a::A; pub struct Made;"),
        ];
        assert_eq!(rings(&files), NONE);
    }

    #[test]
    fn a_module_that_is_brought_in_ties_nothing_by_itself() {
        let files = [
            ("target/mod.rs", "pub mod a; mod b;"),
            ("target/a.rs", "use super::b; pub struct A; fn f() { std::mem::take(b) }"),
            ("target/b.rs", "use super::a::A; pub struct B;"),
        ];
        assert_eq!(rings(&files), NONE);
        let used = [files[0], ("target/a.rs", "use super::b; pub struct A; fn f() { b::B }"), files[2]];
        assert_eq!(rings(&used), ["src/target/a.rs src/target/b.rs"]);
    }
}
