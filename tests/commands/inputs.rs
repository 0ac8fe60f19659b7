//! Wrong inputs: exit code 2, what is wrong and how to fix it on standard error, nothing sent and nothing written.

use std::fs;

use crate::shell::{command, ended, folder};

/// Command lines, and what is reported of each.
const LINES: &[(&[&str], &[&str])] = &[
    (&["run", "--colour"], &["unexpected argument '--colour'", "--help"]),
    (&["rnu"], &["unrecognized subcommand 'rnu'", "--help"]),
    (
        &["run", "--contract", "robo"],
        &["there is no contract `robo`; there are abs-status, jpay-search, kanri-claim, robo-payment, saison-claim"],
    ),
    (
        &["run", "--contract", "jpay-search", "no/such"],
        &["no trial matches `no/such`; `tekigo list trials` names them"],
    ),
    (&["run", "--contract", "jpay-search", "--exact", "order"], &["no trial matches `order`"]),
    (&["run", "--contract", "robo-payment", "RP-3650"], &["no trial matches `RP-3650`; did you mean RP-3605?"]),
    (&["run", "--contract", "robo-payment", "RP3605"], &["no trial matches `RP3605`; did you mean RP-3605?"]),
    (
        &["run", "--contract", "jpay-search", "order/acepts"],
        &["no trial matches `order/acepts`; did you mean accepts?"],
    ),
    (&["run", "--contract", "robo-payment", "rp-shape"], &["RP-shape is judged in the trials of other requirements"]),
    (&["run", "--contract", "robo-paymnt"], &["there is no contract `robo-paymnt`; did you mean robo-payment?"]),
    (&["run", "--jobs", "0"], &["invalid value '0' for '--jobs <N>': write a number of 1 or more"]),
    (&["run", "--cases", "-1"], &["invalid value '-1' for '--cases <N>': write a number of 0 or more"]),
    (&["run", "--seed", "x"], &["invalid value 'x' for '--seed <N>': write a number of 0 or more"]),
    (&["run", "--run-number", "0"], &["write a number of 1 or more"]),
    (&["serve", "--port", "70000"], &["write a number from 0 to 65535"]),
    (&["run", "--fault", "nonsense"], &["there is no fault `nonsense`; `tekigo list faults` names them"]),
    (&["run", "--fault", "good-call-20"], &["there is no fault `good-call-20`; did you mean good-call-201?"]),
    (&["run", "--contract", "jpay-search", "--fault", "date-february-30"], &["there is no fault `date-february-30`"]),
    (&["run", "--reading", "colour=red"], &["there is no reading `colour`; `tekigo list readings` names them"]),
    (&["run", "--reading", "row-limt=5"], &["there is no reading `row-limt`; did you mean row-limit?"]),
    (&["run", "--reading", "window=red"], &["jpay-search", "\"red\"", "8 calendar days"]),
    (&["run", "--reading", "window"], &["write NAME=CHOICE"]),
    (
        &["run", "--url", "http://127.0.0.1:9"],
        &["--url is for one contract; name it with --contract: abs-status, jpay-search"],
    ),
    (&["run", "--url", "http://127.0.0.1:9", "--contract", "jpay-search"], &["set TEKIGO_API_KEY, or use a profile"]),
    (
        &["run", "--url", "127.0.0.1:9", "--contract", "jpay-search"],
        &["`127.0.0.1:9` is not an address; start it with http://"],
    ),
    (
        &["run", "--url", "me:pa55FAKE@127.0.0.1:9?k=pa55FAKE", "--contract", "jpay-search"],
        &["`127.0.0.1:9` is not an address; start it with http://"],
    ),
    (
        &["run", "--url", "http://me:pa55FAKE@127.0.0.1:9", "--contract", "jpay-search"],
        &["the address holds a user or a password; take out what stands before the @"],
    ),
    (
        &["run", "--url", "http://127.0.0.1:9/x?key=pa55FAKE", "--contract", "jpay-search"],
        &["the address holds a query (`?`), and no path can be appended to it; end it before that", "auth = { kind"],
    ),
    (
        &["run", "--url", "http://127.0.0.1:99999", "--contract", "jpay-search"],
        &["the address has the port `99999`; a port is a number from 1 to 65535"],
    ),
    (&["run", "--url", "http://127.0.0.1:9", "--fault", "x"], &["cannot be used with"]),
    (&["run", "--url", "http://127.0.0.1:9", "--target", "x"], &["cannot be used with"]),
    (&["run", "--target", "none.toml"], &["none.toml", "name a readable TOML file"]),
    (&["run", "--contracts", "none"], &["none", "schemas"]),
    (&["explain", "RP-9999"], &["there is no requirement `RP-9999`; `tekigo list requirements` names them"]),
    (&["explain", "rp-3605"], &["there is no requirement `rp-3605`; did you mean RP-3605?"]),
    (&["list", "colours"], &["'colours'", "requirements, trials, codes, states, readings, faults"]),
    (&["replay", "none.json"], &["failed to read none.json"]),
    (&["draw", "none.json"], &["failed to read none.json"]),
    (&["prove", "--contract", "robo"], &["there is no reference for `robo`; there are robo-payment, jpay-search"]),
    (&["prove", "--fault", "nonsense"], &["there is no fault `nonsense`; `tekigo list faults` names them"]),
    (&["serve", "--url", "http://127.0.0.1:9"], &["unexpected argument '--url'"]),
    (&["serve", "--openapi", "shop.json"], &["unexpected argument '--openapi'"]),
    (&["serve", "--contract", "robo"], &["there is no reference for `robo`"]),
];

/// Profiles, and what is reported of each.
const PROFILES: &[(&str, &str)] = &[
    (
        "name = \"a\"\n\n[jpay-search]\nurl = \"demo.example\"\n",
        "p.toml:4: `demo.example` is not an address; start it with http:// or https://",
    ),
    (
        "[jpay-search]\nurl = \"https://me:pa55FAKE@demo.example/a\"\n",
        "p.toml:2: the address holds a user or a password; take out what stands before the @",
    ),
    (
        "[jpay-search]\nurl = \"https://demo.example/?key=pa55FAKE\"\n",
        "p.toml:2: the address holds a query (`?`), and no path can be appended to it; end it before that",
    ),
    ("[jpay-search]\nurl = \"https://demo.example/a#pa55FAKE\"\n", "p.toml:2: the address holds a fragment (`#`)"),
    ("[jpay-search]\nurl = \"http://127.0.0.1:9\"\nuri = 1\n", "p.toml:3: `uri` is not known in [jpay-search]"),
    ("[jpay-search]\nurl = \n", "p.toml:2: "),
    (
        "[jpay]\nurl = \"http://127.0.0.1:9\"\n",
        "p.toml:1: there is no contract `jpay`; write one of abs-status, jpay-search, kanri-claim, robo-payment, saison-claim",
    ),
    (
        "[robo-paymnt]\nurl = \"http://127.0.0.1:9\"\n",
        "p.toml:1: there is no contract `robo-paymnt`; did you mean robo-payment?",
    ),
    ("[jpay-search]\ncredentials = { api_key = \"k\" }\n", "p.toml:1: the url is missing; add url = \"…\""),
    (
        "[jpay-search]\nurl = \"http://127.0.0.1:9\"\n",
        "p.toml:1: the credential `api_key` is missing; add it under credentials: api_key = \"…\"",
    ),
    (
        "[jpay-search]\nurl = \"http://127.0.0.1:9\"\ncredentials = { api_key = \"${NO_SUCH_KEY}\" }\n",
        "the environment variable NO_SUCH_KEY is not set; set NO_SUCH_KEY before the run",
    ),
    (
        "[jpay-search]\nurl = \"http://127.0.0.1:9\"\ncredentials = { api_key = \"k\" }\nreadings = { window = \"red\" }\n",
        "p.toml:4: reading `window` cannot be \"red\"; choose one of \"604800 s inclusive\", \"exclusive\", \"8 calendar days\"",
    ),
    (
        "[jpay-search]\nurl = \"http://127.0.0.1:9\"\n\n[jpay-search.credentials]\napi-key = \"k\"\n",
        "p.toml:5: there is no credential `api-key`; did you mean api_key?",
    ),
    (
        "[jpay-search]\nurl = \"http://127.0.0.1:9\"\n[jpay-search.states]\nsid-young = { sid = \"a\" }\nsid-yuong = { sid = \"a\" }\n",
        "p.toml:5: there is no state `sid-yuong`; did you mean sid-young?",
    ),
    (
        "[jpay-search]\nurl = \"http://127.0.0.1:9\"\n[jpay-search.states]\nkey-disabled = [\n  { api_key = \"a\" },\n  { key = \"b\" },\n]\n",
        "p.toml:6: state `key-disabled` has no key `key`; write api_key, the only one there is",
    ),
    (
        "[robo-payment]\nurl = \"http://127.0.0.1:9\"\ncredentials = { user_id = \"nobody\", access_key = \"k0FAKE\" }\n",
        "p.toml:3: the credential `user_id` is a text of 6 characters (small letters), which breaks `pattern` of /user_id (RP-user-id)",
    ),
    (
        "[robo-payment]\nurl = \"http://127.0.0.1:9\"\n[robo-payment.credentials]\nuser_id = \"ci@example.com\"\naccess_key = \"pa55FAKE<\"\n",
        "p.toml:5: the credential `access_key` is a text of 9 characters (small letters, capitals, digits, signs), which breaks \
         `x-charClass` of /access_key (RP-access-key); give a value that requests may have there",
    ),
    (
        "[abs-status]\nurl = \"http://127.0.0.1:9\"\ncredentials = { token = \"t\", tenantId = \"A\" }\n[abs-status.states]\npayment-updatable = { transactionId = \"pa55FAKE and far more than twenty\" }\n",
        "p.toml:5: `transactionId` of the state `payment-updatable` is a text of 33 characters",
    ),
    (
        "[robo-payment]\nurl = \"http://127.0.0.1:9\"\nreadings = { row-limt = 25 }\n",
        "p.toml:3: there is no reading `row-limt`; did you mean row-limit?",
    ),
];

/// A command in a folder that holds one file or none.
fn refused(name: &str, arguments: &[&str], told: &[&str], file: Option<(&str, &str)>) {
    let folder = folder(name);
    if let Some((file, text)) = file {
        fs::write(folder.join(file), text).expect("written");
    }
    let mut command = command(&folder, arguments);
    command.env_remove("TEKIGO_API_KEY");
    let ended = ended(command);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?} {file:?}: {ended:?}");
    for told in told {
        assert!(ended.err.contains(told), "{arguments:?}: `{told}` is not in\n{}", ended.err);
    }
    assert!(!ended.err.contains("pa55FAKE"), "{arguments:?}: {}", ended.err);
    assert!(ended.err.starts_with("error: ") && !ended.err.contains("panicked"), "{arguments:?}: {}", ended.err);
    let written = fs::read_dir(&folder).expect("the folder is there").count();
    assert_eq!(written, usize::from(file.is_some()), "{arguments:?} leaves files behind");
}

#[test]
fn a_wrong_command_line_is_told_with_its_mend() {
    for (number, (arguments, told)) in LINES.iter().enumerate() {
        refused(&format!("inputs-line-{number}"), arguments, told, None);
    }
}

#[test]
fn a_wrong_profile_is_told_with_its_line_and_mend() {
    for (number, (profile, told)) in PROFILES.iter().enumerate() {
        refused(
            &format!("inputs-profile-{number}"),
            &["run", "--target", "p.toml"],
            &[told],
            Some(("p.toml", profile)),
        );
    }
}

#[test]
fn a_scenario_that_cannot_be_replayed_is_told_with_its_mend() {
    for (number, (scenario, told)) in [
        ("{\"contract\": ", "s.json is not JSON: EOF while parsing a value at line 1 column 13; fix it at that line"),
        ("{\"name\": \"x\"}", "s.json names no contract; add \"contract\": \"<id>\""),
        (
            "{\"contract\": \"jpay\"}",
            "there is no contract `jpay`; there are abs-status, jpay-search, kanri-claim, robo-payment, saison-claim",
        ),
        (
            "{\"contract\": \"jpay-search\", \"name\": \"x\"}",
            "failed to read the scenario:\n  s.json: `$schema` is missing",
        ),
    ]
    .iter()
    .enumerate()
    {
        refused(&format!("inputs-scenario-{number}"), &["replay", "s.json"], &[told], Some(("s.json", scenario)));
    }
}
