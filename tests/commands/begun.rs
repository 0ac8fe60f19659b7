//! `init`: a profile to start from, that is read back when it is filled in.

use std::{collections::BTreeSet, fs};

use tekigo::{
    contract::{Contract, Files, Readings},
    target::Profile,
};

use crate::shell::{folder, tekigo};

/// A line that is commented out, with the comment taken off.
fn uncommented(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("# ")?;
    let key = rest.split(" = ").next()?;
    let is_key = rest.contains(" = ") && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    (is_key || rest.starts_with("[[") || rest == "[subject]").then_some(rest)
}

fn variables(text: &str) -> BTreeSet<&str> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split("${").skip(1).filter_map(|rest| rest.split('}').next())).collect()
}

#[test]
fn what_is_written_is_read_back_as_it_stands_and_with_everything_in_it() {
    let folder = folder("begun-all");
    for (language, ids) in [("en", &[][..]), ("ja", &["--contract", "jpay-search", "--contract", "abs-status"][..])] {
        let out = format!("{language}.toml");
        let ended = tekigo(&folder, &[&["init", "--out", &out, "--lang", language], ids].concat());
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{}", ended.out);
        assert!(
            ended.out.starts_with(&format!("{out}\n")) && ended.out.contains(&format!("tekigo plan --target {out}"))
        );
        let text = fs::read_to_string(folder.join(&out)).expect("written");
        let whole: Vec<&str> = text.lines().map(|line| uncommented(line).unwrap_or(line)).collect();
        let whole = whole.join("\n");
        let given = |name: &str| Some(format!("k0FAKE-{name}"));
        let profile = Profile::parse(&out, &text, &given).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let filled = Profile::parse(&out, &whole, &given).unwrap_or_else(|error| panic!("{error}\n{whole}"));
        assert_eq!((profile.subject.is_empty(), filled.subject.given().count()), (true, 7), "{:?}", filled.subject);
        let files = Files::embedded();
        assert_eq!(profile.contracts.len(), if ids.is_empty() { files.contracts().len() } else { 2 });
        for (id, own) in &filled.contracts {
            let contract = Contract::load(&files, id, &Readings::new()).unwrap_or_else(|_| panic!("{id}"));
            assert!(profile.contracts[id].states.is_empty() && profile.contracts[id].waivers.is_empty());
            assert_eq!(own.credentials.len(), contract.credentials.len(), "{id}");
            assert_eq!(own.readings.keys().collect::<Vec<_>>(), contract.in_force.keys().collect::<Vec<_>>(), "{id}");
            assert_eq!(own.states.len(), contract.states.len(), "{id}");
            assert_eq!((own.operations.len(), own.waivers.len()), (contract.operations.len(), 1), "{id}");
            assert!(own.read_only && own.limits.requests.is_some() && own.production == Some(false), "{id}");
        }
        // Names and choices are those of the contracts: a plan takes all of it.
        fs::write(
            folder.join("whole.toml"),
            whole.replace("url = \"https://sandbox.example/\"", "url = \"http://127.0.0.1:9\""),
        )
        .expect("written");
        let mut plan = crate::shell::command(&folder, &["plan", "--target", "whole.toml", "order/accepts"]);
        for name in variables(&whole) {
            plan.env(name, if name.ends_with("USER_ID") { "ci@example.com" } else { "k0FAKE" });
        }
        let plan = crate::shell::ended(plan);
        assert_eq!(plan.code, Some(0), "{}", plan.err);
    }
}

#[test]
fn what_is_there_is_never_overwritten() {
    let folder = folder("begun-there");
    fs::write(folder.join("target.toml"), "name = \"mine\"\n").expect("written");
    let ended = tekigo(&folder, &["init", "--contract", "robo-payment"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("target.toml is there already; name another file with --out"), "{}", ended.err);
    assert_eq!(fs::read_to_string(folder.join("target.toml")).expect("there"), "name = \"mine\"\n");
    let ended = tekigo(&folder, &["init", "--contract", "robo"]);
    assert!(ended.code == Some(2) && ended.err.contains("there is no contract `robo`; there are"), "{}", ended.err);
    let ended = tekigo(&folder, &["init", "--out", "none/p.toml"]);
    assert!(ended.code == Some(2) && ended.err.contains("failed to write none/p.toml: "), "{}", ended.err);
}

#[test]
fn no_secret_of_the_reference_stands_in_it() {
    let folder = folder("begun-secrets");
    assert_eq!(tekigo(&folder, &["init"]).code, Some(0));
    let text = fs::read_to_string(folder.join("target.toml")).expect("written");
    for reference in tekigo::reference::all() {
        let contract =
            Contract::load(&Files::embedded(), reference.contract, &Readings::new()).unwrap_or_else(|_| panic!());
        let gives = reference.gives();
        for (name, _) in contract.credentials.iter().filter(|(_, secret)| **secret) {
            let secret = gives["credentials"][name].as_str().expect("a secret");
            assert!(!text.contains(secret), "{name} of {}", reference.contract);
        }
    }
}
