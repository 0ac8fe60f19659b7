//! Every command line that a paper shows is read by the command line itself: an option that was renamed cannot live on in a guide.

use clap::error::ErrorKind;
use tekigo::contract::{Files, Level, Readings};

use crate::paper;

const PAPERS: [&str; 18] = [
    "README.md",
    "README.ja.md",
    "docs/commands.md",
    "docs/from-openapi.md",
    "docs/how-it-tests.md",
    "docs/reports.md",
    "docs/ci.md",
    "docs/many-machines.md",
    "docs/real-target.md",
    "docs/connections.md",
    "docs/your-own-api.md",
    "docs/ja/ci.md",
    "docs/ja/real-target.md",
    "docs/ja/your-own-api.md",
    "Dockerfile",
    "deploy/kubernetes/merge.yaml",
    "deploy/kubernetes/shards.yaml",
    "action.yml",
];

/// A command line as a paper shows it.
#[derive(Debug, PartialEq)]
struct Shown {
    words: Vec<String>,
    /// Whether it stands for itself; within a sentence it may leave out what it must have.
    whole: bool,
}

/// The command lines of a paper: lines of blocks that begin with the command, and spans of code that do.
fn shown(text: &str) -> Vec<Shown> {
    let mut all = Vec::new();
    for line in text.lines() {
        let bare = line.trim_start().trim_start_matches(['-', '$']).trim_start();
        let bare = bare.strip_prefix("sh '").and_then(|line| line.strip_suffix('\'')).unwrap_or(bare);
        let docker = bare.trim_start_matches(['#', ' ']);
        // The first line of a summary begins with the version, and a sentence with the name.
        let sentence =
            |line: &&str| line.starts_with("tests ") || !line.starts_with(|c: char| c.is_ascii_lowercase() || c == '-');
        if docker.starts_with("docker run") {
            all.extend(docker.split_once(" tekigo ").map(|(_, line)| Shown { words: words(line), whole: true }));
        } else if let Some(line) = bare.strip_prefix("tekigo ").filter(|line| !sentence(line)) {
            all.push(Shown { words: words(line), whole: true });
        } else {
            let spans = line.split('`').skip(1).step_by(2);
            let spans = spans.filter_map(|span| {
                span.rsplit_once("tekigo ").filter(|(before, _)| before.is_empty() || before.ends_with("… "))
            });
            all.extend(spans.map(|(_, line)| Shown { words: words(line), whole: false }));
        }
    }
    all
}

/// The words of a line up to a comment, a pipe or the description behind it; of alternatives the first, of what may be left out all.
fn words(line: &str) -> Vec<String> {
    let line = line.split("  ").next().unwrap_or_default();
    let mut words = Vec::new();
    for word in
        quoted(line).iter().map(String::as_str).take_while(|word| !["#", "|", "||", ">", "&&", ";", "…"].contains(word))
    {
        let word = word.trim_matches(['[', ']', '"', '\'', '…']);
        let word = word.split('|').next().unwrap_or_default();
        // A shard that CI counts for us: `$CI_NODE_INDEX/$CI_NODE_TOTAL`.
        let counted =
            word.contains('$') && word.contains('/') && words.last().is_some_and(|option| option == "--shard");
        let word = if counted { "1/5".to_owned() } else { word.to_owned() };
        words.extend(Some(word).filter(|word| !word.is_empty()));
    }
    words
}

/// The words of a line as a shell parts it: a text in double quotes is one.
fn quoted(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for part in line.split_whitespace() {
        match words.last_mut().filter(|_| open) {
            Some(word) => *word = format!("{word} {part}"),
            None => words.push(part.to_owned()),
        }
        open ^= part.matches('"').count() % 2 == 1;
    }
    words
}

/// What the command line has against a line.
fn wrong(shown: &Shown) -> Option<String> {
    let words = [&["tekigo".to_owned()], shown.words.as_slice()].concat();
    let error = tekigo::cli::command().try_get_matches_from(&words).err()?;
    let stands_for =
        |word: &String| word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase() || c == '-') || word == "N";
    let fine = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => true,
        ErrorKind::MissingRequiredArgument | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => !shown.whole,
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            words.iter().any(stands_for) || (!shown.whole && error.to_string().contains("is required"))
        }
        _ => false,
    };
    (!fine).then(|| format!("tekigo {}: {error}", shown.words.join(" ")))
}

#[test]
fn every_command_line_in_a_paper_is_one_that_the_program_takes() {
    let mut count = 0;
    let mut all = Vec::new();
    for name in PAPERS {
        for shown in shown(&paper(name)) {
            count += 1;
            all.extend(wrong(&shown).map(|wrong| format!("{name}: {wrong}")));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert!(count > 40, "the papers were read: {count}");
}

#[test]
fn what_the_action_passes_on_are_options_of_the_command() {
    let script = paper(".ci/action");
    let run = tekigo::cli::command();
    let run = run.find_subcommand("run").expect("a command");
    let options: Vec<&str> = script
        .split_whitespace()
        .filter_map(|word| word.trim_start_matches("words+=(").trim_start_matches('(').strip_prefix("--"))
        .collect();
    assert!(options.len() >= 4, "{options:?}");
    for option in options {
        assert!(
            run.get_arguments().any(|argument| argument.get_long() == Some(option)),
            "`tekigo run` has no --{option}"
        );
    }
}

#[test]
fn a_line_that_the_program_does_not_take_is_found() {
    let text = "`tekigo explain` `tekigo run --sed 1`\n$ tekigo run --seed 1   plays it\n    - tekigo run --format loud\n`tekigo completions SHELL`\ntekigo repot x\n    sh 'tekigo run --jobs 0'";
    let told: Vec<Option<String>> = shown(text).iter().map(wrong).collect();
    assert_eq!(
        told.iter().map(Option::is_some).collect::<Vec<_>>(),
        [false, true, false, true, false, true, true],
        "{told:?}"
    );
}

/// The blocks of commands of a paper, without what is said behind them.
fn blocks(text: &str) -> Vec<Vec<String>> {
    let command = |line: &str| line.split('#').next().unwrap_or_default().trim().to_owned();
    text.split("```").skip(1).step_by(2).map(|block| block.lines().skip(1).map(command).collect()).collect()
}

/// The commands of a block with output, its number of lines, and the numbers of two digits and more in them.
fn printed(block: &str) -> (Vec<&str>, usize, Vec<&str>) {
    let commands = block.lines().filter(|line| line.starts_with("$ ")).collect();
    let numbers = block.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() > 1).collect();
    (commands, block.lines().count(), numbers)
}

/// Whether the output is of no language: `draw` prints JSON.
fn draws(block: &str) -> bool {
    block.contains("$ tekigo draw")
}

#[test]
fn both_editions_of_a_page_show_the_same_blocks_and_the_same_number_of_parts() {
    for name in ["ci", "real-target", "your-own-api"] {
        let [english, japanese] = [format!("docs/{name}.md"), format!("docs/ja/{name}.md")].map(|page| paper(&page));
        let blocks = |text: &str| text.split("```").skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        assert!(blocks(&english).len() >= 3, "{name} shows commands");
        for (english, japanese) in blocks(&english).iter().zip(&blocks(&japanese)) {
            // What the program prints is in the language of the page: the same commands, lines and numbers.
            let prints = english.starts_with("text\n$ ") || english.starts_with("text\nfail");
            if prints {
                assert_eq!(printed(english), printed(japanese), "{name}");
                assert!(
                    japanese.chars().any(|c| ('\u{3040}'..'\u{a000}').contains(&c)) || draws(english),
                    "{japanese}"
                );
            } else {
                assert_eq!(english, japanese, "{name}");
            }
        }
        let count = |text: &str, of: &str| text.lines().filter(|line| line.starts_with(of)).count();
        for of in ["#", "|", "```"] {
            assert_eq!(count(&english, of), count(&japanese, of), "{name}: lines that begin with {of}");
        }
        assert!(japanese.contains(&format!("](../{name}.md)")), "{name}: the English edition is linked");
        assert!(paper("README.ja.md").contains(&format!("](docs/ja/{name}.md)")), "{name} is linked");
    }
}

#[test]
fn both_editions_of_the_readme_show_the_same_commands() {
    let [english, japanese] = ["README.md", "README.ja.md"].map(paper);
    assert!(blocks(&english).len() >= 2, "commands are shown");
    assert_eq!(blocks(&english), blocks(&japanese));
    let table = |text: &str| text.lines().filter(|line| line.starts_with("| `")).map(str::to_owned).collect::<Vec<_>>();
    let contracts =
        |text: &str| table(text).into_iter().filter(|line| line.matches('|').count() == 7).collect::<Vec<_>>();
    assert_eq!(contracts(&english), contracts(&japanese));
    assert!(english.lines().count() <= 90, "the README is a first screen; the rest is in docs/");
}

#[test]
fn the_readme_counts_what_ships() {
    let files = Files::embedded();
    for reference in tekigo::reference::all() {
        let suite = tekigo::scenario::load(&files, reference.contract, &Readings::new()).expect("a sound contract");
        let of = |level| suite.contract.requirements.iter().filter(|one| one.level == level).count();
        let due = format!(
            "| {} / {} / {} | {} | {} | {} |",
            of(Level::Must),
            of(Level::Should),
            of(Level::Open),
            suite.contract.catalogue.codes.len(),
            suite.scenarios.len(),
            reference.faults.len()
        );
        for name in ["README.md", "README.ja.md"] {
            let (text, start) = (paper(name), format!("| `{}`", reference.contract));
            let row = text.lines().find(|line| line.starts_with(&start)).unwrap_or_default();
            assert!(row.ends_with(&due), "{name}: {row} does not end with {due}");
        }
    }
}
