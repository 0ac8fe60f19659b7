//! A source file as the rules see it: the paths it names, each with its line, and where in the crate they lead.

use crate::words::{Word, words};

/// One Rust file.
pub(crate) struct Source {
    /// Its path below the root of the package, with forward slashes.
    pub(crate) file: String,
    /// How many lines it has.
    pub(crate) lines: usize,
    /// Its words, without comments and strings.
    pub(crate) words: Vec<Word>,
    /// The paths it names.
    pub(crate) paths: Vec<Named>,
}

/// A path that is named in a file: `use a::{b, c::d}` names `a::b` and `a::c::d`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
    /// Whether it stands in a `use`.
    pub(crate) import: bool,
    /// Whether that `use` hands it on: `pub use`, `pub(super) use`.
    pub(crate) public: bool,
    /// The name that `as` gives it.
    pub(crate) alias: Option<String>,
    /// Whether it stands in an item under `#[cfg(test)]`.
    pub(crate) test: bool,
    /// The modules inside the file that it stands in, the outermost first.
    pub(crate) modules: Vec<String>,
}

impl Source {
    pub(crate) fn new(file: &str, text: &str) -> Self {
        let words = words(text);
        let scan = Scan {
            words: &words,
            at: 0,
            import: false,
            public: false,
            test_until: 0,
            modules: Vec::new(),
            depth: 0,
            found: Vec::new(),
        };
        let paths = scan.run();
        Self { file: file.to_owned(), lines: text.lines().count(), words, paths }
    }

    /// The room it belongs to; none outside `src/`.
    pub(crate) fn room(&self) -> Option<&str> {
        let below = self.file.strip_prefix("src/")?;
        below.split('/').next().map(|first| first.strip_suffix(".rs").unwrap_or(first))
    }

    /// The module that the file is, from the root of our crate; none outside `src/`.
    pub(crate) fn module(&self) -> Option<Vec<String>> {
        let below = self.file.strip_prefix("src/")?.strip_suffix(".rs")?;
        let mut place: Vec<String> = below.split('/').map(str::to_owned).collect();
        if ["mod", "lib", "main"].contains(&place.last()?.as_str()) {
            place.pop();
        }
        Some(place)
    }

    /// Where a path leads, from the root of our crate; none where it leads elsewhere.
    pub(crate) fn within_crate(&self, path: &Named) -> Option<Vec<String>> {
        let mut place = self.module()?;
        place.extend(path.modules.iter().cloned());
        let mut rest = path.segments.as_slice();
        match rest.first()?.as_str() {
            "crate" | "tekigo" => place.clear(),
            "self" => {}
            "super" => drop(place.pop()),
            _ => return None,
        }
        rest = &rest[1..];
        while rest.first().is_some_and(|step| step == "super") {
            place.pop();
            rest = &rest[1..];
        }
        place.extend(rest.iter().cloned());
        Some(place)
    }

    /// Whether these words stand in the file one after another.
    pub(crate) fn has(&self, sequence: &[&str]) -> bool {
        self.words
            .windows(sequence.len())
            .any(|window| window.iter().map(|word| word.text.as_str()).eq(sequence.iter().copied()))
    }
}

impl Named {
    /// The name that an import binds in its file; none for a glob.
    pub(crate) fn binding(&self) -> Option<&str> {
        let last = self.segments.last().map(String::as_str);
        let last = if last == Some("self") { self.segments.iter().rev().nth(1).map(String::as_str) } else { last };
        self.alias.as_deref().or(last).filter(|name| *name != "*")
    }
}

/// The index behind the item that starts at `start`: its closing brace, or its semicolon.
pub(crate) fn item_end(words: &[Word], start: usize) -> usize {
    let mut depth = 0_usize;
    for (index, word) in words.iter().enumerate().skip(start) {
        match word.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && word.text == "}" {
                    return index + 1;
                }
            }
            ";" if depth == 0 => return index + 1,
            _ => {}
        }
    }
    words.len()
}

struct Scan<'a> {
    words: &'a [Word],
    at: usize,
    import: bool,
    public: bool,
    /// Where the item under the last `#[cfg(test)]` ends.
    test_until: usize,
    /// Modules written out inside the file, with the depth of braces outside of each.
    modules: Vec<(String, usize)>,
    depth: usize,
    found: Vec<Named>,
}

impl Scan<'_> {
    fn word(&self, ahead: usize) -> &str {
        self.words.get(self.at + ahead).map_or("", |word| word.text.as_str())
    }

    fn is_name(&self) -> bool {
        self.words.get(self.at).is_some_and(Word::is_name)
    }

    fn run(mut self) -> Vec<Named> {
        while self.at < self.words.len() {
            match self.word(0) {
                "#" if self.is_test_mark() => self.test_until = self.test_until.max(item_end(self.words, self.at + 7)),
                // `impl Trait + use<'a>` imports nothing.
                "use" if self.word(1) != "<" => (self.import, self.public) = (true, self.is_public()),
                ";" => (self.import, self.public) = (false, false),
                "as" if self.import => self.rename(),
                "mod" if self.word(2) == "{" => self.modules.push((self.word(1).to_owned(), self.depth)),
                "{" => self.depth += 1,
                "}" => {
                    self.depth = self.depth.saturating_sub(1);
                    self.modules.retain(|(_, outside)| *outside < self.depth);
                }
                // What follows a type, as in `<T>::new`, is not a path of its own.
                "::" if self.at > 0 && [">", "]", ")"].contains(&self.words[self.at - 1].text.as_str()) => self.at += 1,
                _ if self.is_name() => {
                    self.path(&[]);
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.found
    }

    /// Whether `pub`, or `pub` with a scope, stands before the word.
    fn is_public(&self) -> bool {
        let mut before = self.words[..self.at].iter().rev().map(|word| word.text.as_str());
        match before.next() {
            Some("pub") => true,
            Some(")") => before.find(|word| *word == "(").is_some() && before.next() == Some("pub"),
            _ => false,
        }
    }

    fn is_test_mark(&self) -> bool {
        let mark = ["#", "[", "cfg", "(", "test", ")", "]"];
        (0..mark.len()).all(|ahead| self.word(ahead) == mark[ahead])
    }

    /// Gives the path before an `as` its other name, and stops at that name.
    fn rename(&mut self) {
        self.at += 1;
        let name = self.word(0).to_owned();
        if let Some(path) = self.found.last_mut() {
            path.alias = Some(name);
        }
    }

    /// Reads one path, or each of a group in braces, and stops behind it.
    fn path(&mut self, prefix: &[String]) {
        let mut segments = prefix.to_vec();
        loop {
            let line = self.words[self.at].line;
            segments.push(self.word(0).to_owned());
            self.at += 1;
            let goes_on = self.word(0) == "::";
            match self.word(1) {
                "{" if goes_on => {
                    self.at += 2;
                    self.group(&segments);
                    return;
                }
                next if goes_on && (next == "*" || self.words.get(self.at + 1).is_some_and(Word::is_name)) => {
                    self.at += 1;
                }
                _ => {
                    let modules = self.modules.iter().map(|(name, _)| name.clone()).collect();
                    let test = self.at <= self.test_until;
                    self.found.push(Named {
                        segments,
                        line,
                        import: self.import,
                        public: self.public,
                        alias: None,
                        test,
                        modules,
                    });
                    return;
                }
            }
        }
    }

    fn group(&mut self, prefix: &[String]) {
        while self.at < self.words.len() {
            match self.word(0) {
                "}" => {
                    self.at += 1;
                    return;
                }
                "as" => {
                    self.rename();
                    self.at += 1;
                }
                _ if self.is_name() || self.word(0) == "*" => self.path(prefix),
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    fn named(text: &str) -> Vec<String> {
        let source = Source::new("src/run/plan.rs", text);
        source
            .paths
            .iter()
            .filter(|path| path.import || path.segments.len() > 1)
            .map(|path| format!("{} {}", path.line, path.segments.join("::")))
            .collect()
    }

    #[test]
    fn groups_are_taken_apart_over_several_lines() {
        let text = "pub use crate::{\n  contract::{Code, schema::{self, Place as P}},\n  record::*,\n};\nuse {std::fmt, ::cel::Value as V};";
        let expected = [
            "2 crate::contract::Code",
            "2 crate::contract::schema::self",
            "2 crate::contract::schema::Place",
            "3 crate::record::*",
            "5 std::fmt",
            "5 cel::Value",
        ];
        assert_eq!(named(text), expected);
    }

    #[test]
    fn paths_in_code_are_found_too() {
        let text = "fn f<'a>(x: &'a crate::run::Plan) -> ::similar::Diff { Vec::<u8>::new(); <T as U>::go(\"crate::no\"); x.y::<cel::Z>() }";
        assert_eq!(named(text), ["1 crate::run::Plan", "1 similar::Diff", "1 cel::Z"]);
    }

    #[test]
    fn an_import_binds_its_last_name_or_the_one_it_is_given() {
        let text = "use super::{a::{self, B}, c as d, e::F as _, g::*};\nuse h::i as j;";
        let source = Source::new("src/run/plan.rs", text);
        let bound: Vec<_> = source.paths.iter().map(|path| path.binding().unwrap_or("none")).collect();
        assert_eq!(bound, ["a", "B", "d", "_", "none", "j"]);
    }

    #[test]
    fn what_is_handed_on_is_known() {
        let text =
            "pub use a::A; use b::B; pub(super) use c::{C, D}; pub(in crate::run) use e::E; fn f() { use g::G; }";
        let source = Source::new("src/run/plan.rs", text);
        let public: Vec<_> = source.paths.iter().filter(|path| path.import && path.public).collect();
        let names: Vec<_> = public.iter().map(|path| path.segments.last().unwrap().as_str()).collect();
        assert_eq!(names, ["A", "C", "D", "E"]);
    }

    #[test]
    fn what_stands_in_an_item_for_tests_is_marked() {
        let text = "use super::a;\n#[cfg(test)]\nuse super::b;\nuse super::c;\n#[cfg(test)]\nmod tests {\n fn f() -> [u8; 2] { super::d::e() }\n}\nfn g() { super::h::i() }\n#[cfg(test)]\nfn j(x: [u8; 3]) { super::k::l() }";
        let source = Source::new("src/run/plan.rs", text);
        let paths = source.paths.iter().filter(|path| path.import || path.segments.len() > 1);
        let marked: Vec<_> = paths.map(|path| (path.segments[1].as_str(), path.test)).collect();
        assert_eq!(marked, [("a", false), ("b", true), ("c", false), ("d", true), ("h", false), ("k", true)]);
    }

    #[test]
    fn climbs_are_followed_to_where_they_lead() {
        let text = "use super::super::check::judge;\nmod tests {\n use super::*;\n mod deep { use super::super::super::super::cli; }\n}\nuse self::inner::x;\npub(crate) fn f() { std::mem::take(y) }";
        let source = Source::new("src/run/plan.rs", text);
        let leads: Vec<_> = source
            .paths
            .iter()
            .filter(|path| path.import)
            .map(|path| source.within_crate(path).unwrap().join("::"))
            .collect();
        assert_eq!(leads, ["check::judge", "run::plan::*", "cli", "run::plan::inner::x"]);
        let folder = Source::new("src/run/mod.rs", "use super::record::Run;");
        assert_eq!(folder.within_crate(&folder.paths[0]).unwrap().join("::"), "record::Run");
        assert_eq!(
            (folder.room(), Source::new("src/record.rs", "").room(), Source::new("tests/x.rs", "").room()),
            (Some("run"), Some("record"), None)
        );
    }
}
