//! `prove`: the kill matrix, and that it is able to fail.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use crate::{
    packaged::{at, covered_up, packed, unpacked},
    shell::{self, ended, folder, report, tekigo},
};

#[test]
fn a_caught_fault_is_0_and_shown_with_what_caught_it() {
    let arguments =
        ["prove", "--quick", "--contract", "jpay-search", "--fault", "isac-text-accepted", "--seeds", "1,2"];
    let ended = tekigo(&folder("proven"), &arguments);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{ended:?}");
    for seed in [1, 2] {
        assert!(
            ended.out.contains(&format!(
                "jpay-search  seed {seed}: 1 of 1 faults killed\n  ✓  isac-text-accepted  JP-isac "
            )),
            "{}",
            ended.out
        );
    }
}

/// Without descriptors for its sockets no trial can be played; that is not a fault that survived.
#[test]
fn what_could_not_be_asked_is_no_survivor() {
    let mut command = Command::new("sh");
    let limited = "ulimit -n 4; exec \"$0\" prove --quick --contract jpay-search --fault isac-text-accepted --jobs 1";
    command.current_dir(folder("proven-survivor")).args(["-c", limited, env!("CARGO_BIN_EXE_tekigo")]);
    let ended = ended({
        command.stdin(Stdio::null());
        command
    });
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
    assert!(ended.err.contains("Too many open files") && !ended.err.contains("survived"), "{}", ended.err);
}

/// Proves two faults and keeps the matrix in `km.json`.
fn proven(folder: &Path) -> Value {
    let faults = ["--fault", "isac-text-accepted", "--fault", "order-status-201"];
    let prove = ["prove", "--quick", "--contract", "jpay-search", "--json", "--out", "km.json"];
    let ended = tekigo(folder, &[&prove[..], &faults].concat());
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{ended:?}");
    assert_eq!(
        fs::read_to_string(folder.join("km.json")).expect("the matrix"),
        ended.out,
        "what is printed is what is kept"
    );
    serde_json::from_str(&ended.out).expect("JSON alone is printed")
}

#[test]
fn the_kill_matrix_is_kept_and_travels_with_the_certificate() {
    let folder = folder("proven-kept");
    let matrix = proven(&folder);
    let proved = &matrix["contracts"][0];
    assert_eq!(
        (&matrix["extent"], &proved["contract"], &proved["seed"]),
        (&json!("first-catch"), &json!("jpay-search"), &json!(1))
    );
    let of = |name: &str| {
        let all = proved["faults"].as_array().expect("faults").iter();
        all.clone().find(|fault| fault["name"] == name).unwrap_or_else(|| panic!("no {name}: {proved}"))
    };
    let fault = of("isac-text-accepted");
    assert_eq!(
        (&fault["killed"], &fault["requirement"], &fault["checks"]),
        (&json!(true), &json!("JP-isac"), &json!(["outcome"]))
    );
    assert!(
        fault["shown_by"][0].as_str().is_some_and(|trial| trial.starts_with("jpay-search/order/rejects/isac/")),
        "{fault}"
    );

    let run = ["run", "--contract", "jpay-search", "--kill-matrix", "km.json", "--out", "r", "--evidence", "isac/type"];
    let ran = tekigo(&folder, &run);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let known = proved["known"].as_u64().expect("a count");
    let day = matrix["proved"].as_str().expect("a time").split('T').next().expect("a day");
    let hash = proved["plan_hash"].as_str().expect("a hash");
    let line = format!(
        "kill matrix: jpay-search 2 of 2 faults killed (of the {known} that the reference has), proved on {day}, seed 1, plan {hash}"
    );
    assert!(known > 100 && ran.out.contains(&line), "{}", ran.out);
    let told = report(&folder.join("r"));
    let brief = &told["kill_matrix"]["contracts"][0];
    assert_eq!(brief["digest"], told["contracts"][0]["digest"]);
    assert_eq!(
        (&brief["plan_hash"], &brief["faults"], &brief["killed"]),
        (&json!(told["plan_hash"]), &json!(2), &json!(2))
    );
    let page = fs::read_to_string(folder.join("r/report.html")).expect("the page");
    assert!(page.contains("isac-text-accepted") && page.contains("How do we know that this suite can fail?"));
    let markdown = fs::read_to_string(folder.join("r/summary.md")).expect("the summary");
    assert!(markdown.contains("2 of 2 faults killed"), "{markdown}");
    let mut workbook = unpacked(&fs::read(folder.join("r/evidence.xlsx")).expect("a workbook"));
    let strings = String::from_utf8(at(&mut workbook, "xl/sharedStrings.xml").clone()).expect("UTF-8");
    for cell in ["isac-text-accepted", "検出した検査", hash, "既知の欠陥 2件中2件を検出"] {
        assert!(strings.contains(cell), "{cell}");
    }

    // It lies in the folder of the run: who renders the run again need not name it.
    let packed_up = tekigo(&folder, &["report", "r", "--package", "p.zip"]);
    assert!(packed_up.code == Some(0) && packed_up.out.contains(&line), "{packed_up:?}");
    let whole = tekigo(&folder, &["verify", "p.zip"]);
    assert!(whole.code == Some(0), "{whole:?}");
    assert!(whole.out.contains("the suite was shown to find 2 of 2 faults, proved on 20"), "{}", whole.out);
    assert!(whole.out.ends_with("every report is what the journal comes to\n"), "{}", whole.out);

    let digest = proved["digest"].as_str().expect("a digest");
    for (from, to, problem) in [
        (
            digest,
            "sha256:00",
            "wrong: kill-matrix.json is about another run: it proves other files of jpay-search: sha256:00, and",
        ),
        ("\"killed\": true", "\"killed\": false", "wrong: report.json is not what the journal comes to"),
    ] {
        let mut files = unpacked(&fs::read(folder.join("p.zip")).expect("a package"));
        let content = at(&mut files, "kill-matrix.json");
        *content = String::from_utf8(content.clone()).expect("UTF-8").replace(from, to).into_bytes();
        covered_up(&mut files, "kill-matrix.json");
        fs::write(folder.join("changed.zip"), packed(&files)).expect("written");
        let changed = tekigo(&folder, &["verify", "changed.zip"]);
        assert!(changed.code == Some(1) && changed.out.contains(problem), "{problem}: {}", changed.out);
    }
}

#[test]
fn a_kill_matrix_of_other_files_is_refused_before_anything_is_sent() {
    let folder = folder("proven-other");
    let matrix = proven(&folder);
    let write = |name: &str, change: &dyn Fn(&mut Value)| {
        let mut other = matrix.clone();
        change(&mut other);
        fs::write(folder.join(name), other.to_string()).expect("written");
    };
    write("digest.json", &|other| other["contracts"][0]["digest"] = "sha256:00".into());
    write("version.json", &|other| other["tekigo"] = "0.0.1".into());
    write("form.json", &|other| other["kill_matrix"] = 2.into());
    write("broken.json", &|other| other["contracts"] = Value::Null);
    let silent = shell::Silent::start();
    for (contract, file, told) in [
        (
            "jpay-search",
            "digest.json",
            "digest.json: it proves other files of jpay-search: sha256:00, and the run has sha256:",
        ),
        ("jpay-search", "version.json", "version.json: it proves tekigo 0.0.1, and the run was made with "),
        ("jpay-search", "form.json", "form.json: it has form 2, and this version reads 1"),
        ("jpay-search", "broken.json", "broken.json is not a kill matrix: "),
        ("jpay-search", "none.json", "failed to read none.json: "),
        (
            "kanri-claim",
            "km.json",
            "km.json: it says nothing of kanri-claim; `tekigo prove --out km.json` writes the matrix again",
        ),
    ] {
        let url = silent.url();
        let run = ["run", "--contract", contract, "--url", &url, "--kill-matrix", file, "--out", "r"];
        let mut command = shell::command(&folder, &run);
        for name in ["TEKIGO_API_KEY", "TEKIGO_TOKEN"] {
            command.env(name, "k0FAKE");
        }
        let ended = ended(command);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{told}: {ended:?}");
        assert!(ended.err.contains(told), "{told}: {}", ended.err);
        assert!(!folder.join("r").exists() && !silent.was_called());
    }
}
