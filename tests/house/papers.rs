//! What the papers point at is there: a guide to files that moved away costs a newcomer an afternoon.

const FOLDERS: [&str; 6] = ["src/", "tests/", "schemas/", "scenarios/", "docs/", "examples/"];

/// The files that a paper points at and that are not there. `<name>` and `*` stand for whatever fits.
pub(crate) fn judge(paper: &str, text: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut breaches = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let named =
            line.split('`').skip(1).step_by(2).filter(|span| FOLDERS.iter().any(|folder| span.starts_with(folder)));
        for path in named.filter(|path| !path.contains(['<', '*', ' ']) && !exists(path)) {
            let line = index + 1;
            breaches.push(format!("{paper}:{line}: there is no `{path}`; name the file that took its place"));
        }
    }
    breaches
}

#[test]
fn a_pointer_to_nowhere_is_found() {
    let text = "`src/a.rs` and `src/b.rs`\n`src/<api>.rs` `tests/*.rs` src/c.rs `mod c;` `tests/d.rs`";
    let breaches = judge("X.md", text, |path| path == "src/a.rs");
    let missing =
        |line: usize, path: &str| format!("X.md:{line}: there is no `{path}`; name the file that took its place");
    assert_eq!(breaches, [missing(1, "src/b.rs"), missing(2, "tests/d.rs")]);
}
