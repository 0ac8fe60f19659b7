//! `--help`, `list` and `explain`: everything that can be read without a target.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use crate::shell::{command, ended, folder, json, tekigo};

fn schemas(contract: &str, file: &str) -> Value {
    json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(contract).join(file))
}

fn listed(arguments: &[&str]) -> Vec<Value> {
    let ended = tekigo(&folder(&format!("ask-{}", arguments.join("-"))), &[&["list"], arguments, &["--json"]].concat());
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{arguments:?}");
    serde_json::from_str(&ended.out).expect("a JSON array of objects")
}

fn texts<'a>(rows: &'a [Value], key: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[key].as_str().unwrap_or_else(|| panic!("{key} of {row}"))).collect()
}

#[test]
fn help_shows_examples_that_are_still_right() {
    let folder = folder("ask-help");
    let help = tekigo(&folder, &["--help"]);
    assert_eq!((help.code, help.err.as_str()), (Some(0), ""));
    let (commands, examples) = help.out.split_once("Examples:\n").expect("examples");
    let lines: Vec<&str> = examples.lines().take_while(|line| !line.is_empty()).collect();
    assert!(lines.len() > 5 && lines.iter().all(|line| line.starts_with("  tekigo")), "{examples}");
    assert!(
        examples.contains("Exit codes: 0 conformant, 1 not conformant, 2 wrong inputs, 3 the target"),
        "{examples}"
    );
    let named = |line: &&str| line.split_whitespace().nth(1).map(str::to_owned);
    let named: BTreeSet<String> = lines.iter().filter_map(named).filter(|word| word != "every").collect();
    for name in named {
        assert!(commands.contains(&format!("\n  {name} ")), "`{name}` is in no list of commands\n{commands}");
        let own = tekigo(&folder, &[&name, "--help"]);
        assert_eq!(own.code, Some(0), "{own:?}");
        let example = lines.iter().filter(|line| line.contains(&format!("tekigo {name} ")));
        for option in example.flat_map(|line| line.split_whitespace()).filter(|word| word.starts_with("--")) {
            assert!(own.out.contains(&format!("{option} ")), "`tekigo {name}` has no {option}\n{}", own.out);
        }
    }
    let version = tekigo(&folder, &["--version"]);
    assert_eq!((version.code, version.out), (Some(0), format!("tekigo {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn every_kind_of_list_is_whole_in_text_and_in_json() {
    let count = |file: &str, key: &str| {
        tekigo::reference::all()
            .iter()
            .map(|reference| schemas(reference.contract, file)[key].as_array().map_or(0, Vec::len))
            .sum()
    };
    let faults = tekigo::reference::all().iter().map(|reference| reference.faults.len()).sum::<usize>();
    for (kind, name, whole) in [
        ("requirements", "id", Some(count("requirements.json", "requirements"))),
        ("codes", "code", Some(count("codes.json", "codes"))),
        ("states", "id", Some(count("contract.json", "states"))),
        ("readings", "id", Some(count("contract.json", "readings"))),
        ("faults", "name", Some(faults)),
        ("trials", "name", None),
    ] {
        let rows = listed(&[kind]);
        assert!(whole.is_none_or(|whole: usize| rows.len() == whole) && rows.len() > 5, "{kind}: {}", rows.len());
        let text = tekigo(&folder(&format!("ask-list-{kind}")), &["list", kind]);
        assert_eq!(text.code, Some(0));
        let lines: Vec<&str> = text.out.lines().collect();
        // The first names the columns.
        assert_eq!(lines.len(), rows.len() + 1, "{kind}");
        assert!(lines[0].starts_with(&name.to_uppercase()), "{kind}: {}", lines[0]);
        for (line, name) in lines[1..].iter().zip(texts(&rows, name)) {
            assert_eq!(line.split_whitespace().next(), Some(name), "{kind}");
        }
    }
}

#[test]
fn a_list_is_that_of_the_contract_asked_for() {
    for kind in ["requirements", "codes", "states", "readings", "faults"] {
        let rows = listed(&[kind, "--contract", "jpay-search"]);
        assert!(!rows.is_empty() && texts(&rows, "contract").iter().all(|id| *id == "jpay-search"), "{kind}");
    }
    let trials = listed(&["trials", "--contract", "jpay-search"]);
    assert!(texts(&trials, "name").iter().all(|name| name.starts_with("jpay-search/")));
    assert!(trials.iter().all(|trial| trial["cases"].as_u64() > Some(0) || trial["requirements"] != Value::Null));
}

#[test]
fn a_state_is_listed_with_what_the_reference_gives_for_it() {
    let rows = listed(&["states", "--contract", "robo-payment"]);
    let cleared = rows.iter().find(|row| row["id"] == "payment-cleared").expect("the state");
    let given: Value = serde_json::from_str(cleared["given"].as_str().expect("text")).expect("JSON in it");
    let from_reference = tekigo::reference::find("robo-payment").expect("a reference").gives();
    assert_eq!(given, from_reference["states"]["payment-cleared"]);
    assert_eq!(cleared["provides"], "array, payment_id");
}

#[test]
fn a_requirement_is_explained_with_clause_trials_request_and_answer() {
    let ended = tekigo(&folder("ask-explain"), &["explain", "RP-3605"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    let text = ended.out;
    assert!(text.starts_with("RP-3605  must  robo-payment\n"), "{text}");
    let requirements = schemas("robo-payment", "requirements.json");
    let clause = requirements["requirements"].as_array().and_then(|all| all.iter().find(|r| r["id"] == "RP-3605"));
    for language in ["ja", "en"] {
        let clause = clause.and_then(|clause| clause["text"][language].as_str()).expect("a clause");
        let text = tekigo(&folder("ask-explain"), &["explain", "RP-3605", "--lang", language]).out;
        assert!(text.contains(clause), "no clause in {language}\n{text}");
    }
    let trials = listed(&["trials", "--contract", "robo-payment"]);
    let cites =
        |trial: &&Value| trial["requirements"].as_array().is_some_and(|ids| ids.iter().any(|id| id == "RP-3605"));
    let citing: Vec<&Value> = trials.iter().filter(cites).collect();
    assert!(citing.len() > 5, "{citing:?}");
    for trial in citing {
        let line = format!("  {} ({} cases)\n", trial["name"].as_str().expect("a name"), trial["cases"]);
        assert!(text.contains(&line), "no `{line}` in\n{text}");
    }
    let (_, example) = text.split_once("\nfor example: ").expect("an example");
    let at = example.split(' ').next().expect("a place");
    assert!(at.starts_with("/payment_") && at.ends_with("/0/amount"), "{example}");
    let (_, request) = example.split_once("  POST /api/v1.0/payment/bulk_upsert\n").expect("method and path");
    let (request, due) = request.split_once("due: ").expect("what is due");
    let request: Value = serde_json::from_str(request).expect("the request is JSON");
    assert_eq!(request["access_key"], "{{access_key}}", "the secret is not shown");
    let array = at.trim_start_matches('/').trim_end_matches("/0/amount");
    assert!(request[array][0].is_object(), "{request}");
    assert!(due.starts_with(&format!("code 3605 at /{array}/0/error_code\n")), "{due}");
}

#[test]
fn a_requirement_that_only_answers_show_is_explained_too() {
    let ended = tekigo(&folder("ask-explain-answers"), &["explain", "JP-msg", "--contract", "jpay-search"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("how it is tested\n  by checks on the responses of every trial\n"), "{}", ended.out);
}

#[test]
fn lists_follow_the_language_of_the_environment() {
    let folder = folder("ask-language");
    let mut japanese = command(&folder, &["list", "requirements", "--contract", "jpay-search"]);
    japanese.env("LC_ALL", "ja_JP.UTF-8");
    let (japanese, english) =
        (ended(japanese), tekigo(&folder, &["list", "requirements", "--contract", "jpay-search"]));
    let clause = &schemas("jpay-search", "requirements.json")["requirements"][0]["text"];
    for (printed, language) in [(japanese.out, "ja"), (english.out, "en")] {
        assert!(printed.contains(clause[language].as_str().expect("a clause")), "{language}");
    }
    assert_eq!(fs::read_dir(&folder).expect("there").count(), 0, "asking writes nothing");
}
