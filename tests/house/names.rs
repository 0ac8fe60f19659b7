//! A word that the architecture gives to one thing names no other type of the house.

use crate::source::Source;

/// Each word with the file of its type.
const WORDS: [(&str, &str); 15] = [
    ("At", "src/generate/broken.rs"),
    ("Case", "src/run/case.rs"),
    ("Found", "src/record.rs"),
    ("Judgement", "src/check/judgement.rs"),
    ("Kind", "src/generate/broken.rs"),
    ("Known", "src/contract/known.rs"),
    ("Limits", "src/target/profile/limits.rs"),
    ("Outcome", "src/contract/expect.rs"),
    ("Parts", "src/generate/travel.rs"),
    ("Played", "src/run/played.rs"),
    ("Purpose", "src/run/journal/purpose.rs"),
    ("Shape", "src/contract/operation.rs"),
    ("Stage", "src/run/stage.rs"),
    ("Text", "src/contract/bilingual.rs"),
    ("Waiver", "src/target/profile/waivers.rs"),
];

pub(crate) fn judge(sources: &[Source]) -> Vec<String> {
    let own = || sources.iter().filter(|source| source.file.starts_with("src/"));
    let missing = WORDS
        .iter()
        .filter(|(word, home)| !own().any(|one| one.file == *home && types(one).any(|(name, _)| name == *word)));
    let missing = missing.map(|(word, home)| format!("{home}: `{word}` is not defined there; correct the table"));
    let second = own().flat_map(|source| {
        let home = |name: &str| WORDS.iter().find(|(word, _)| *word == name).map(|(_, home)| *home);
        types(source).filter_map(move |(name, line)| {
            let home = home(name).filter(|home| *home != source.file)?;
            Some(format!("{}:{line}: `{name}` is the type of {home}; give this one a name of its own", source.file))
        })
    });
    missing.chain(second).collect()
}

/// The types that a file defines, with their lines.
fn types(source: &Source) -> impl Iterator<Item = (&str, usize)> {
    let defines = |word: &str| matches!(word, "struct" | "enum" | "trait" | "type");
    let pairs = source.words.windows(2).filter(move |words| defines(&words[0].text));
    pairs.map(|words| (words[1].text.as_str(), words[1].line))
}

#[test]
fn a_second_meaning_and_a_word_without_its_type_are_found() {
    let all = WORDS.map(|(word, home)| Source::new(home, &format!("pub struct {word};")));
    let merged = |more: Source| {
        // Two words of the table live in one file.
        let both = Source::new("src/generate/broken.rs", "pub struct At;\npub struct Kind;");
        let rest = all.iter().filter(|source| source.file != both.file).map(|one| Source::new(&one.file, &text(one)));
        let mut rest: Vec<Source> = rest.collect();
        rest.extend([both, more]);
        judge(&rest)
    };
    assert_eq!(merged(Source::new("src/a.rs", "// struct Kind\nenum Kinds { Kind }")), Vec::<String>::new());
    assert_eq!(merged(Source::new("tests/a.rs", "struct Kind;")), Vec::<String>::new());
    assert_eq!(
        merged(Source::new("src/a.rs", "use x;\nenum Kind { A }")),
        ["src/a.rs:2: `Kind` is the type of src/generate/broken.rs; give this one a name of its own"]
    );
    assert_eq!(judge(&[]).len(), WORDS.len());
}

/// The words of a file with a blank between them.
fn text(source: &Source) -> String {
    source.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}
