//! The folder of `--out`: what lies in it is not lost by accident.

use std::{collections::BTreeMap, fs, path::Path};

use crate::shell::{folder, tekigo};

const RUN: [&str; 7] = ["run", "--contract", "jpay-search", "order/raw/empty", "--out", "r", "--format=quiet"];

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            all.extend(files(&entry.path()).into_iter().map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            all.insert(name, fs::read(entry.path()).expect("read"));
        }
    }
    all
}

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&RUN[..], more].concat()
}

#[test]
fn a_folder_that_holds_anything_is_left_as_it_is() {
    let folder = folder("kept");
    fs::create_dir_all(folder.join("r")).expect("a folder");
    let ended = tekigo(&folder, &with(&[]));
    assert_eq!(ended.code, Some(0), "an empty one will do: {ended:?}");
    fs::create_dir_all(folder.join("f")).expect("a folder");
    fs::write(folder.join("f/notes.txt"), "mine").expect("written");
    let before = files(&folder);
    for (out, told) in [
        ("r", "the folder r holds a run; name another with --out, or give --overwrite to replace that run"),
        ("f", "the folder f holds other files; name an empty or a new one with --out, or give --overwrite"),
    ] {
        let run = ["run", "--contract", "jpay-search", "order/raw/empty", "--out", out];
        let compare = ["run", "--contract", "jpay-search", "--against", "none.toml", "--out", out];
        let report = ["report", "r", "--out", out];
        for arguments in [&run[..], &[&run[..], &["--no-journal"]].concat(), &compare, &report] {
            if arguments == report && out == "r" {
                continue;
            }
            let ended = tekigo(&folder, arguments);
            assert_eq!(ended.code, Some(2), "{arguments:?}: {ended:?}");
            assert!(ended.err.contains(told) || arguments == compare, "{arguments:?}: {}", ended.err);
            assert!(files(&folder) == before, "{arguments:?} touched something");
        }
    }
    let ended = tekigo(&folder, &["report", "r", "--out", "again"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let ended = tekigo(&folder, &["report", "r", "--out", "again"]);
    assert!(ended.code == Some(2) && ended.err.contains("the folder again holds a run"), "{ended:?}");
    assert_eq!(tekigo(&folder, &["report", "r", "--out", "again", "--overwrite"]).code, Some(0));
    assert_eq!(tekigo(&folder, &["report", "r", "--out", "r"]).code, Some(0), "a run is rendered where it lies");
    assert_eq!(tekigo(&folder, &["run", "--resume", "r"]).code, Some(0));
    let unsaid = tekigo(&folder, &["run", "--overwrite", "order/raw/empty"]);
    assert!(unsaid.code == Some(2) && unsaid.err.contains("--out"), "{unsaid:?}");
}

#[test]
fn what_is_replaced_is_the_run_and_nothing_else() {
    let folder = folder("kept-overwritten");
    let first = with(&["isac/type", "--fault", "isac-text-accepted", "--evidence"]);
    assert_eq!(tekigo(&folder, &first).code, Some(1));
    let out = folder.join("r");
    for file in ["notes.txt", "counterexamples/notes.txt", "sub/report.json"] {
        fs::create_dir_all(out.join(file).parent().expect("a folder")).expect("made");
        fs::write(out.join(file), "mine").expect("written");
    }
    let ended = tekigo(&folder, &with(&["--overwrite", "--no-journal"]));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let left = files(&out);
    let names: Vec<&str> = left.keys().map(String::as_str).collect();
    for mine in ["notes.txt", "counterexamples/notes.txt", "sub/report.json"] {
        assert_eq!(left[mine], b"mine", "{mine}");
    }
    assert!(!names.contains(&"journal.jsonl.gz") && !names.contains(&"evidence.xlsx"), "{names:?}");
    assert!(!names.iter().any(|name| name.starts_with("counterexamples/jpay")), "{names:?}");
    assert!(String::from_utf8_lossy(&left["report.json"]).contains("\"conformant\""));
    // A wrong filter is reported before anything is taken away.
    let none = ["run", "--contract", "jpay-search", "no/such/trial", "--out", "r", "--overwrite"];
    assert_eq!(tekigo(&folder, &none).code, Some(2));
    assert!(files(&out) == left);
}

#[test]
fn a_file_that_only_has_the_name_of_one_of_a_run_is_never_replaced() {
    let folder = folder("kept-foreign");
    fs::create_dir_all(folder.join("r")).expect("a folder");
    fs::write(folder.join("r/report.json"), "{\"mine\": true}").expect("written");
    let ended = tekigo(&folder, &with(&["--overwrite"]));
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.err.contains("holds files that are called as those of a run, and no run"), "{}", ended.err);
    assert_eq!(files(&folder.join("r")).len(), 1);
    fs::rename(folder.join("r/report.json"), folder.join("r/mine.json")).expect("renamed");
    assert_eq!(tekigo(&folder, &with(&["--overwrite"])).code, Some(0), "beside other files it may be written");
    assert!(folder.join("r/mine.json").exists() && folder.join("r/report.json").exists());
}
