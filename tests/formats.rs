//! The run in the forms that other programs read: whole, well-formed whatever a target returns, and of bounded size.

#[path = "formats/ctrf.rs"]
mod ctrf;
#[path = "formats/junit.rs"]
mod junit;
#[path = "html/made.rs"]
mod made;
#[path = "formats/markdown.rs"]
mod markdown;
#[path = "formats/sarif.rs"]
mod sarif;
#[path = "formats/terminal.rs"]
mod terminal;
#[path = "formats/xml.rs"]
mod xml;

use std::{
    fs,
    path::{Path, PathBuf},
};

use tekigo::{contract::Language, record::Run, report};

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("formats").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run is removed");
    }
    folder
}

/// One file of the report of a run.
fn file(run: &Run, language: Language, name: &str) -> String {
    report::ALL.iter().find(|reporter| reporter.file == name).expect("a reporter").text(run, language)
}

/// The run without waivers.
fn unwaived(mut run: Run) -> Run {
    run.waivers.clear();
    run.trials.iter_mut().flat_map(|trial| &mut trial.findings).for_each(|found| found.waived = None);
    run
}

/// What an answer could hold to leave its place in some form, or to hide something.
const ATTACKS: [&str; 14] = [
    "]]>",
    "<![CDATA[",
    "</failure></testcase>",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "&amp;&#0;&lt;&undefined;<!--",
    "\u{0}\u{1}\u{8}\u{b}\u{1b}[31m\u{7f}\u{85}\u{9b}\u{fffe}\u{ffff}",
    r"\ud800 \u0000 \udfff",
    "\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}",
    "``` \n```\n# title\n| a | b |\n- [ ] x",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png) https://evil.example www.evil.example",
    "@octocat #1 octocat/repo#1 GH-1 0123456789abcdef0123456789abcdef01234567",
    "</details></summary>*bold* _it_ ~~no~~ $x^2$ :tada: \\",
    "::error file=a,line=1::pwned\n::set-output name=a::b%0A",
    "\" ' \r\n\t =1+1",
];

fn hostile(word: &str) -> String {
    format!("{word} {}", ATTACKS.join(" "))
}

/// The first character that a reader could not see, or that no XML may hold.
fn hidden(text: &str) -> Option<String> {
    let hides = |c: char| {
        (c.is_control() && !"\n".contains(c))
            || "\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}\u{fffe}\u{ffff}".contains(c)
    };
    text.find(hides).map(|at| text.chars().skip(text[..at].chars().count().saturating_sub(60)).take(80).collect())
}

#[test]
fn the_summary_hides_nothing_and_no_answer_forges_a_line_of_it() {
    for language in [Language::Japanese, Language::English] {
        let (tame, wild) = (made::whole(&str::to_owned), made::whole(&hostile));
        let text = file(&wild, language, "summary.txt");
        assert_eq!(hidden(&text), None);
        assert!(text.contains("U+202EU+2066") && text.contains("U+009B") && text.contains("U+FFFE"), "{text}");
        assert_eq!(text.lines().count(), file(&tame, language, "summary.txt").lines().count(), "{text}");
    }
}
