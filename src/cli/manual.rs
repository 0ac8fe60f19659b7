//! What a manual page says besides the options: exit codes, environment, files and examples.

use clap_mangen::roff::{Roff, bold, roman};

/// Exit codes with what they mean.
const EXITS: [(&str, &str); 4] = [
    ("0", "Conformant; or the command did what it was asked."),
    (
        "1",
        "Not conformant: a requirement failed, a waiver has nothing left to waive, two runs differ, or a package is not whole.",
    ),
    ("2", "Wrong inputs: options, files, profiles or contracts. Nothing was sent."),
    (
        "3",
        "The target could not be tested, or not to the end. The first Ctrl-C ends a run with its report, the second one at once.",
    ),
];

/// What is read from the environment.
const ENVIRONMENT: [(&str, &str); 4] = [
    (
        "LC_ALL, LC_MESSAGES, LANG",
        "The language of what is printed and written, where neither --lang nor the run says one: Japanese where it begins with ja.",
    ),
    ("NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM", "Whether the summary has colours."),
    (
        "GITHUB_ACTIONS, GITHUB_STEP_SUMMARY",
        "In a job of GitHub, findings become annotations and the summary goes to the page of the job.",
    ),
    (
        "Any other variable",
        "A profile may take each of its secrets from a variable that it names, such as TEKIGO_API_KEY.",
    ),
];

/// What is read and written.
const FILES: [(&str, &str); 5] = [
    (
        "target.toml",
        "A profile of a target: address, credentials, readings, states, limits, waivers. `tekigo init` writes one.",
    ),
    (
        "reports/RUN/",
        "A run: report.json, report.html, summary.txt, summary.md, junit.xml, ctrf.json, report.sarif, counterexamples/.",
    ),
    ("reports/RUN/journal.jsonl.gz", "Every request and response of the run, secrets taken out."),
    ("reports/RUN/evidence.xlsx, package.zip", "The workbook and the package, where they are asked for."),
    (
        "schemas/, scenarios/",
        "Contract and scenario files, below the folder that --contracts names; else those that are built in.",
    ),
];

/// The sections as roff, for the end of a page; of the examples, those of the command if one is named.
pub(super) fn sections(examples: &str, command: Option<&str>) -> String {
    let mut page = Roff::new();
    for (head, rows) in [("EXIT STATUS", &EXITS[..]), ("ENVIRONMENT", &ENVIRONMENT), ("FILES", &FILES)] {
        page.control("SH", [head]);
        for (name, what) in rows {
            page.control("TP", []);
            page.text([bold(*name)]);
            page.text([roman(*what)]);
        }
    }
    let own = |line: &&str| command.is_none_or(|name| line.split_whitespace().nth(1) == Some(name));
    let lines: Vec<&str> =
        examples.lines().filter(|line| line.trim_start().starts_with("tekigo")).filter(own).collect();
    if !lines.is_empty() {
        page.control("SH", ["EXAMPLES"]);
        page.control("nf", []);
        for line in lines {
            page.text([roman(line)]);
        }
        page.control("fi", []);
    }
    page.render()
}

#[cfg(test)]
mod tests {
    use super::sections;

    #[test]
    fn a_page_has_the_examples_of_its_command_alone() {
        let examples = "Examples:\n  tekigo   all\n  tekigo run --seed 7\n  tekigo plan\n\nExit codes: 0";
        let whole = sections(examples, None);
        assert!(
            whole.contains("tekigo run") && whole.contains("tekigo plan") && !whole.contains("Exit codes"),
            "{whole}"
        );
        let run = sections(examples, Some("run"));
        assert!(run.contains(".SH EXAMPLES") && run.contains("tekigo run") && !run.contains("tekigo plan"), "{run}");
        assert!(!sections(examples, Some("serve")).contains("EXAMPLES"));
    }
}
