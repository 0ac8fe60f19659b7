//! Four rooms have the same furniture: a `mod.rs` with one table, and one file for each row of it.

use std::collections::BTreeSet;

use crate::source::Source;

/// A furnished room: its folder, and the words by which a file shows that it is a row of the table and no helper.
const FURNISHED: [(&str, &[&str]); 4] = [
    ("src/check/", &["fn", "judge"]),
    ("src/generate/violation/", &["FAMILY", ":"]),
    ("src/reference/", &["REFERENCE", ":"]),
    ("src/report/", &["fn", "render"]),
];

pub(crate) fn judge(sources: &[Source]) -> Vec<String> {
    FURNISHED.iter().flat_map(|(folder, mark)| room(sources, folder, mark)).collect()
}

fn room(sources: &[Source], folder: &str, mark: &[&str]) -> Vec<String> {
    let index = format!("{folder}mod.rs");
    let Some(table) = sources.iter().find(|source| source.file == index) else {
        return vec![format!(
            "{index}: the file is missing; a furnished room has its table there (tests/house/furniture.rs)"
        )];
    };
    let files: Vec<(&str, &Source)> =
        sources.iter().filter_map(|source| Some((name(source, folder)?, source))).collect();
    let modules = modules(table);
    let rows: BTreeSet<&str> = table
        .paths
        .iter()
        .filter(|path| !path.import && path.segments.len() > 1)
        .map(|path| path.segments[0].as_str())
        .collect();
    let mut breaches = Vec::new();
    for (name, line) in &modules {
        if !files.iter().any(|(file, _)| file == name) {
            breaches
                .push(format!("{index}:{line}: `{name}` has no file; write {folder}{name}.rs, or take the line out"));
        }
    }
    for (name, source) in &files {
        let row = source.has(mark);
        if !modules.iter().any(|(module, _)| module == name) {
            breaches.push(format!(
                "{}: nothing reads the file; write `mod {name};` in {index}, or remove the file",
                source.file
            ));
        } else if row && !rows.contains(name) {
            breaches.push(format!("{}: no row of the table names `{name}`; give it one in {index}", source.file));
        }
    }
    breaches
}

/// The module that a file of the folder is; none for `mod.rs` and for files further down.
fn name<'a>(source: &'a Source, folder: &str) -> Option<&'a str> {
    let name = source.file.strip_prefix(folder)?;
    let name = name.strip_suffix("/mod.rs").or_else(|| name.strip_suffix(".rs"))?;
    (name != "mod" && !name.contains('/')).then_some(name)
}

/// The `mod` lines of a file.
fn modules(source: &Source) -> Vec<(String, usize)> {
    let lines = source.words.windows(3).filter(|words| words[0].text == "mod" && words[2].text == ";");
    lines.map(|words| (words[1].text.clone(), words[1].line)).collect()
}

#[cfg(test)]
mod tests {
    use super::{judge, room};
    use crate::source::Source;

    const TABLE: &str = "mod code;\nmod finding;\npub use finding::Finding;\npub const ALL: [Check; 1] = [Check { judge: code::judge }];\nmod tests {}";

    fn breaches(table: &str, files: &[(&str, &str)]) -> Vec<String> {
        let mut sources = vec![Source::new("src/check/mod.rs", table)];
        sources.extend(files.iter().map(|(name, text)| Source::new(&format!("src/check/{name}"), text)));
        room(&sources, "src/check/", &["fn", "judge"])
    }

    #[test]
    fn rows_and_helpers_in_their_places_are_let_in() {
        assert_eq!(
            breaches(
                TABLE,
                &[("code.rs", "pub(super) fn judge() {}"), ("finding.rs", ""), ("code/deep.rs", "fn judge() {}")]
            ),
            Vec::<String>::new()
        );
        assert_eq!(
            breaches(TABLE, &[("code/mod.rs", "pub(super) fn judge() {}"), ("finding.rs", "")]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_row_without_a_file_is_found() {
        assert_eq!(
            breaches(TABLE, &[("finding.rs", "")]),
            ["src/check/mod.rs:1: `code` has no file; write src/check/code.rs, or take the line out"]
        );
    }

    #[test]
    fn a_file_without_a_row_is_found() {
        let files = [("code.rs", "fn judge() {}"), ("finding.rs", "fn judge() {}"), ("stray.rs", "")];
        let expected = [
            "src/check/finding.rs: no row of the table names `finding`; give it one in src/check/mod.rs",
            "src/check/stray.rs: nothing reads the file; write `mod stray;` in src/check/mod.rs, or remove the file",
        ];
        assert_eq!(breaches(TABLE, &files), expected);
    }

    #[test]
    fn a_room_that_moved_away_is_missed() {
        assert!(judge(&[]).iter().any(|breach| breach.starts_with("src/check/mod.rs: the file is missing")));
    }
}
