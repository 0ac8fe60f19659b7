//! Only commands print: everything else hands back what it has to say.

use crate::source::Source;

const MACROS: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

pub(crate) fn judge(sources: &[Source]) -> Vec<String> {
    let quiet = |source: &&Source| {
        source.file.starts_with("src/") && !source.file.starts_with("src/cli/") && source.file != "src/main.rs"
    };
    sources.iter().filter(quiet).flat_map(prints).collect()
}

fn prints(source: &Source) -> Vec<String> {
    let calls =
        source.words.windows(2).filter(|words| MACROS.contains(&words[0].text.as_str()) && words[1].text == "!");
    calls
        .map(|words| {
            format!(
                "{}:{}: `{}!` stands outside src/cli; return the text, and let the command print it",
                source.file, words[0].line, words[0].text
            )
        })
        .collect()
}

#[test]
fn a_print_outside_the_commands_is_found() {
    let text = "// println!(1)\nfn f() {\n    eprintln!(\"dbg!\");\n}";
    let breaches = |file: &str| judge(&[Source::new(file, text)]);
    assert_eq!(
        breaches("src/run/play.rs"),
        ["src/run/play.rs:3: `eprintln!` stands outside src/cli; return the text, and let the command print it"]
    );
    assert_eq!(breaches("src/cli/run.rs"), Vec::<String>::new());
    assert_eq!(breaches("src/main.rs"), Vec::<String>::new());
    assert_eq!(breaches("tests/a.rs"), Vec::<String>::new());
    assert_eq!(judge(&[Source::new("src/a.rs", "fn print() { print(dbg != 1) }")]), Vec::<String>::new());
}
