//! A file that needs scrolling is two files; a hard bound keeps the habit.

use crate::source::Source;

const MOST_LINES: usize = 400;

pub(crate) fn judge(sources: &[Source]) -> Vec<String> {
    let long = sources.iter().filter(|source| source.lines > MOST_LINES);
    long.map(|source| {
        format!(
            "{}:{MOST_LINES}: the file has {} lines, {MOST_LINES} is the most; part it by what its halves are about",
            source.file, source.lines
        )
    })
    .collect()
}

#[test]
fn one_line_too_many_is_found() {
    let file = |lines: usize| [Source::new("src/a.rs", &"\n".repeat(lines))];
    assert_eq!(judge(&file(MOST_LINES)), Vec::<String>::new());
    assert_eq!(
        judge(&file(401)),
        ["src/a.rs:400: the file has 401 lines, 400 is the most; part it by what its halves are about"]
    );
}
