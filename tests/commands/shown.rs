//! What a run sent and received, looked at again; and the language that it was run in.

use std::fs;

use crate::shell::{folder, tekigo};

#[test]
fn the_exchanges_of_a_run_are_shown_by_requirement_trial_case_and_code() {
    let folder = folder("shown");
    let run =
        ["run", "--contract", "jpay-search", "--cases", "1", "--out", "r", "order/rejects/isac", "order/accepts/isac"];
    assert_eq!(tekigo(&folder, &run).code, Some(0));
    let show = |what: &[&str]| tekigo(&folder, &[&["show", "r"], what].concat());
    let heads = |out: &str| out.lines().filter(|line| line.starts_with("# ")).map(str::to_owned).collect::<Vec<_>>();
    let all = show(&[]);
    assert!(
        all.out.starts_with("EXCHANGES  TRIAL\n") && all.out.contains("jpay-search/order/rejects/isac/type\n"),
        "{all:?}"
    );
    // A passed trial, with what was sent and received.
    let requirement = show(&["jp-isac", "--most", "0"]);
    let of = heads(&requirement.out);
    assert!(!of.is_empty() && of.iter().all(|head| head.contains("  JP-isac  line ")), "{of:?}");
    assert!(requirement.out.contains("\nPOST ") || requirement.out.contains("\nGET "), "{}", requirement.out);
    assert!(requirement.out.contains("\nHTTP "), "{}", requirement.out);
    let case = show(&["jpay-search/order/rejects/isac/type#2"]);
    let of = heads(&case.out);
    assert!(
        !of.is_empty() && of.iter().all(|head| head.starts_with("# jpay-search/order/rejects/isac/type#2  ")),
        "{of:?}"
    );
    let code = show(&["ER100", "--most", "1"]);
    let wrong = show(&["JP-isca"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("is of `JP-isca`; did you mean JP-isac?"), "{}", wrong.err);
    assert!(code.code == Some(2) || heads(&code.out).len() == 1, "{code:?}");
    // Secrets are masked as the journal has them.
    assert!(requirement.out.contains("{{api_key}}"), "{}", requirement.out);
}

#[test]
fn a_run_is_rendered_again_in_the_language_that_it_was_run_in() {
    let folder = folder("shown-language");
    let run = ["run", "--contract", "jpay-search", "--cases", "1", "--out", "r", "order/accepts/isac", "--lang", "ja"];
    assert!(tekigo(&folder, &run).out.contains("\n適合: "));
    let again = tekigo(&folder, &["report", "r"]);
    assert!(again.out.contains("\n適合: "), "{}", again.out);
    assert!(fs::read_to_string(folder.join("r/report.html")).expect("there").contains("<html lang=\"ja\">"));
    let english = tekigo(&folder, &["--lang", "en", "report", "r"]);
    assert!(english.out.contains("\nconformant: "), "{}", english.out);
    let list = tekigo(&folder, &["list", "codes", "--contract", "jpay-search", "--lang", "ja"]);
    assert!(list.out.starts_with("コード"), "{}", list.out);
}
