//! What shells and readers of manuals are reported of the command line: all of it, for it is made from the command line itself.

use crate::shell::{command, ended, folder, tekigo};

/// Every command that `tekigo --help` lists.
fn commands() -> Vec<String> {
    let help = tekigo(&folder("completed-help"), &["--help"]).out;
    let (_, listed) = help.split_once("Commands:\n").expect("a list of commands");
    let lines = listed.lines().take_while(|line| !line.is_empty());
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<String> = names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    assert!(names.len() > 10 && names.contains(&"run".to_owned()) && names.contains(&"man".to_owned()), "{names:?}");
    names
}

#[test]
fn every_shell_is_told_every_command_and_its_options() {
    let (folder, commands) = (folder("completed-shells"), commands());
    for (shell, option) in
        [("bash", "--seed"), ("elvish", "--seed"), ("fish", "-l seed"), ("powershell", "--seed"), ("zsh", "--seed")]
    {
        let ended = tekigo(&folder, &["completions", shell]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{shell}");
        let words: Vec<&str> = ended.out.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').collect();
        for command in &commands {
            assert!(words.contains(&command.as_str()), "{shell} is not told of {command}");
        }
        assert!(ended.out.contains(option), "{shell} is not told of {option}");
    }
    let unknown = tekigo(&folder, &["completions", "dos"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (Some(2), ""));
    assert!(unknown.err.contains("bash") && unknown.err.contains("zsh"), "{}", unknown.err);
}

#[test]
fn the_manual_names_every_command_and_each_has_its_page() {
    let folder = folder("completed-man");
    let whole = tekigo(&folder, &["man"]);
    assert_eq!((whole.code, whole.err.as_str()), (Some(0), ""));
    // In a manual page a hyphen is written `\-`.
    let plain = |page: &str| page.replace("\\-", "-");
    for command in commands().iter().filter(|command| *command != "help") {
        assert!(plain(&whole.out).contains(&format!("tekigo-{command}(1)")), "{command}");
        let page = tekigo(&folder, &["man", command]);
        assert_eq!((page.code, page.err.as_str()), (Some(0), ""), "{command}");
        let page = plain(&page.out);
        assert!(page.contains(&format!(".TH tekigo-{command} 1")) && page.contains(".SH SYNOPSIS"), "{page}");
    }
    let page = plain(&tekigo(&folder, &["man", "run"]).out);
    assert!(page.contains("--seed"));
    let heads: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
    for head in ["\"EXIT STATUS\"", "ENVIRONMENT", "FILES", "EXAMPLES"] {
        assert_eq!(heads.iter().filter(|known| **known == head).count(), 1, "{head} in {heads:?}");
    }
    assert!(page.contains("tekigo run --target sandbox.toml --seed 7") && !page.contains("tekigo explain RP-3605"));
    assert!(plain(&whole.out).contains("tekigo explain RP-3605") && whole.out.matches("Exit codes:").count() == 0);
    let unknown = tekigo(&folder, &["man", "nonsense"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (Some(2), ""));
    assert!(unknown.err.starts_with("error: there is no command `nonsense`; there are run, "), "{}", unknown.err);
}

/// What a shell is offered for the last word of a line.
fn offered(line: &[&str]) -> Vec<String> {
    let mut asked = command(&folder("completed-values"), &["--", "tekigo"]);
    asked.args(line).env("TEKIGO_COMPLETE", "fish");
    let ended = ended(asked);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{line:?}");
    ended.out.lines().filter_map(|line| line.split('\t').next()).map(str::to_owned).collect()
}

#[test]
fn a_shell_is_offered_contracts_faults_requirements_and_trials() {
    assert_eq!(offered(&["run", "--contract", "robo"]), ["robo-payment"]);
    assert_eq!(offered(&["prove", "--fault", "good-call-2"]), ["good-call-201"]);
    let filters = offered(&["run", "RP-360"]);
    assert!(filters.len() == 9 && filters.contains(&"RP-3605".to_owned()), "{filters:?}");
    for line in [
        &["explain", "RP-3605"][..],
        &["show", "run", "RP-3605"],
        &["replay", "run", "RP-3605"],
        &["waive", "run", "RP-3605"],
    ] {
        assert!(offered(line).contains(&"RP-3605".to_owned()), "{line:?}");
    }
    let trials = offered(&["plan", "robo-payment/bulk_upsert/raw/trailing"]);
    assert!(trials.contains(&"robo-payment/bulk_upsert/raw/trailing-comma".to_owned()), "{trials:?}");
}
