//! What shells and readers of manuals are told of the command line: all of it, for it is made from the command line itself.

use crate::shell::{folder, tekigo};

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
    assert!(plain(&tekigo(&folder, &["man", "run"]).out).contains("--seed"));
    let unknown = tekigo(&folder, &["man", "nonsense"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (Some(2), ""));
    assert!(unknown.err.starts_with("error: there is no command `nonsense`; there are run, "), "{}", unknown.err);
}
