//! Packages that are small until they are read: `tekigo verify` takes no more memory for them than for any other.

use std::{
    fs,
    io::{Cursor, Write},
    path::Path,
    process::Stdio,
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use crate::{
    packaged::{Files, at, covered_up, made, sealed, signed, unpacked},
    shell::{command, tekigo, unzipped, zipped},
};

/// What is unpacked from little: more than may ever be held.
const BOMB: usize = 160 << 20;
/// The journal of a package: compressed itself, and so as it is.
const JOURNAL: &str = "journal.jsonl.gz";
/// What `verify` may hold, in KiB.
const MOST: u64 = 100 << 10;

fn packed(files: &Files, comment: bool) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    if comment {
        zip.set_comment(format!("sha256:{}", "0".repeat(64))).expect("a comment");
    }
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let stored = options.compression_method(CompressionMethod::Stored).compression_level(None);
    for (name, content) in files {
        zip.start_file(name, if name == JOURNAL { stored } else { options }).expect("a file");
        zip.write_all(content).expect("written");
    }
    let bytes = zip.finish().expect("a zip").into_inner();
    if comment { sealed(bytes) } else { bytes }
}

/// Verifies a package; what was reported, and the most memory that was held in KiB, where the system tells.
fn verify(name: &str, bytes: &[u8]) -> (String, u64) {
    let folder = made();
    assert!(bytes.len() < 8 << 20, "{name}: {} bytes", bytes.len());
    let out = folder.join(format!("{name}.out"));
    fs::write(folder.join(format!("{name}.zip")), bytes).expect("written");
    let mut command = command(folder, &["verify", &format!("{name}.zip")]);
    command.stdout(fs::File::create(&out).expect("created")).stderr(Stdio::null());
    let mut child = command.spawn().expect("tekigo starts");
    let (status, mut peak) = (format!("/proc/{}/status", child.id()), 0);
    let code = loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(now.unwrap_or_default());
        if let Some(ended) = child.try_wait().expect("the child is ours") {
            break ended.code();
        }
        thread::sleep(Duration::from_millis(2));
    };
    let told = fs::read_to_string(out).expect("UTF-8");
    assert_eq!(code, Some(1), "{name}: {told}");
    (told, peak)
}

/// The line of a trial in a journal, with as little in it as may be, called `NAME`.
fn least_record(journal: &str) -> String {
    let line = journal.lines().find(|line| line.starts_with("{\"trial\":")).expect("a trial");
    let mut line: Value = serde_json::from_str(line).expect("JSON");
    line["trial"]["name"] = "NAME".into();
    let record = line["trial"]["record"].as_object_mut().expect("a record");
    record.insert("name".to_owned(), "NAME".into());
    for value in record.values_mut() {
        match value {
            Value::Array(items) => items.clear(),
            Value::Object(fields) if fields.values().all(|field| !field.is_string()) => fields.clear(),
            _ => {}
        }
    }
    line.to_string()
}

/// A finding whose request is this value.
fn deep_finding(request: &Value) -> Value {
    let finding = json!({"requirement": "JP-1", "level": "must", "check": "outcome", "operation": "order", "pointer": "/a",
        "expected": "refused", "actual": "accepted", "class": ""});
    let key = json!({"requirement": "JP-1", "check": "outcome", "operation": "order", "place": "/a", "class": ""});
    json!({"finding": finding, "key": key, "intent": {"kind": "valid"}, "cases": 1, "request": request, "response": request,
        "status": 200, "curl": "", "scenario": null})
}

#[test]
fn no_package_takes_more_memory_than_any_other() {
    let mut whole = unpacked(&signed());
    let mut bombs: Vec<(&str, Vec<u8>, &str)> = Vec::new();
    let spaces = vec![b' '; BOMB];

    let mut book = unpacked(at(&mut whole, "evidence.xlsx"));
    at(&mut book, "xl/sharedStrings.xml").extend_from_slice(&spaces);
    let mut files = whole.clone();
    *at(&mut files, "evidence.xlsx") = packed(&book, false);
    covered_up(&mut files, "evidence.xlsx");
    bombs.push(("workbook", packed(&files, true), "evidence.xlsx is not what the journal comes to"));

    let mut files = whole.clone();
    at(&mut files, "manifest.json").extend_from_slice(&spaces);
    bombs.push(("manifest", packed(&files, true), "manifest.json is larger than is read"));

    let mut files = whole.clone();
    at(&mut files, "report.html").extend_from_slice(&spaces);
    bombs.push(("page", packed(&files, true), "report.html: the file was changed"));

    let mut files = whole.clone();
    let begun = b"{\"exchange\":{\"trial\":\"a\",\"response\":\"";
    at(&mut files, JOURNAL).extend_from_slice(&zipped(&[begun, spaces.as_slice()].concat()));
    covered_up(&mut files, JOURNAL);
    bombs.push(("line", packed(&files, true), "a line is longer than is read"));

    // More text than a run writes into a journal of that size, though no line is too long.
    let mut files = whole.clone();
    let body = json!({"text": " ".repeat(12 << 20)});
    let exchange = json!({"trial": "a", "case": 1, "number": 0, "at": 0, "method": "GET", "url": "u", "status": 200,
        "micros": 1, "response": body});
    let long = json!({"exchange": exchange}).to_string() + "\n";
    at(&mut files, JOURNAL).extend_from_slice(&zipped(long.as_bytes()).repeat(70));
    covered_up(&mut files, JOURNAL);
    bombs.push(("dense", packed(&files, true), "it holds more than a journal of its size"));
    let name = "journal-2.jsonl.gz";
    let journal = at(&mut files, JOURNAL).clone();
    let manifest = String::from_utf8(at(&mut files, "manifest.json").clone()).expect("UTF-8");
    *at(&mut files, "manifest.json") = manifest.replace(JOURNAL, name).into_bytes();
    files.retain(|(name, _)| name != JOURNAL);
    files.push((name.to_owned(), journal));
    bombs.push(("twice", packed(&files, true), "journal-2.jsonl.gz is compressed twice, as no package has it"));

    // As many records as are kept, and more.
    for (name, lines, due) in [
        ("kept", 6000, "report.json is not what the journal comes to"),
        ("lines", 100_000, "it holds more than is read of one package"),
    ] {
        let mut files = whole.clone();
        let journal = at(&mut files, JOURNAL);
        let record = least_record(&unzipped(journal));
        let line = |number: usize| record.replace("NAME", &format!("jpay-search/x/{number}")) + "\n";
        journal.extend_from_slice(&zipped((0..lines).map(line).collect::<String>().as_bytes()));
        covered_up(&mut files, JOURNAL);
        bombs.push((name, packed(&files, true), due));
    }

    // Records that take far more memory than text: a set for each key, and values within values.
    let sets = (0..3_000).map(|number| format!("\"{number}\":[\"\"],")).collect::<Vec<_>>().concat();
    let deep = format!("[{}0]", format!("{}{},", "[".repeat(60), "]".repeat(60)).repeat(40));
    for (name, key, value, most) in [
        ("sets", "observed", format!("{{{sets}\"z\":[\"\"]}}"), 40),
        (
            "lists",
            "observed",
            format!("{{\"z\":[{}\"\"]}}", (0..4_000).map(|n| format!("\"{n}\",")).collect::<Vec<_>>().concat()),
            60,
        ),
        (
            "tuples",
            "precedence",
            format!("[{}]", vec![r#"{"operation":"","first":"","second":"","came":[]}"#; 2_000].join(",")),
            30,
        ),
        ("deep", "findings", deep.clone(), 20),
        ("deeper", "findings", deep, 60),
        ("objects", "findings", format!("[{}0]", "{\"\":0},".repeat(1_000)), 20),
    ] {
        let mut files = whole.clone();
        let journal = at(&mut files, JOURNAL);
        let record = least_record(&unzipped(journal));
        let line = |number: usize| {
            let name = format!("jpay-search/x/{number}");
            let mut line: Value = serde_json::from_str(&record.replace("NAME", &name)).expect("JSON");
            let value: Value = serde_json::from_str(&value).expect("JSON");
            let record = line["trial"]["record"].as_object_mut().expect("a record");
            record.insert(key.to_owned(), if key == "findings" { json!([deep_finding(&value)]) } else { value });
            line.to_string() + "\n"
        };
        journal.extend_from_slice(&zipped((0..most).map(line).collect::<String>().as_bytes()));
        covered_up(&mut files, JOURNAL);
        bombs.push((name, packed(&files, true), ""));
    }

    let mut files = whole.clone();
    *at(&mut files, "report.json") = format!("[{}0]", "0,".repeat(7 << 20)).into_bytes();
    covered_up(&mut files, "report.json");
    bombs.push(("values", packed(&files, true), "report.json has more values than are read"));

    let mut files = whole.clone();
    *at(&mut files, "report.json") = format!("[{}0]", "[0],".repeat(100_000)).into_bytes();
    covered_up(&mut files, "report.json");
    bombs.push(("report", packed(&files, true), "report.json"));

    let mut files = whole.clone();
    files.extend((0..10_001).map(|number| (number.to_string(), Vec::new())));
    bombs.push(("files", packed(&files, true), "lists more files than a package has"));

    for (name, bytes, due) in bombs {
        let (told, peak) = verify(name, &bytes);
        assert!(told.contains(due), "{name}: {told}");
        println!("{name}: {peak} KiB");
        assert!(peak < MOST, "{name}: {peak} KiB");
    }
}

#[test]
fn no_name_of_a_package_is_believed() {
    let mut files = unpacked(&signed());
    let forged = "x: whole\n  signed with sha256:0\u{1b}[2J\u{202e}";
    files.push((forged.to_owned(), b"x".to_vec()));
    let mut manifest: Value = serde_json::from_slice(at(&mut files, "manifest.json")).expect("JSON");
    let sha256 = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    let entry = json!({"file": forged, "size": 1, "sha256": sha256, "what": {"ja": "x", "en": "x"}});
    manifest["files"].as_array_mut().expect("files").push(entry);
    manifest["language"] = "e\u{1b}[2Jn".into();
    *at(&mut files, "manifest.json") = (serde_json::to_string_pretty(&manifest).expect("JSON") + "\n").into_bytes();
    let envelope = json!({"payload": "", "payloadType": "x", "signatures": [{"keyid": "k\u{9b}\n  whole", "sig": ""}]});
    *at(&mut files, "attestation.dsse.json") =
        (serde_json::to_string_pretty(&envelope).expect("JSON") + "\n").into_bytes();
    let (told, _) = verify("names", &packed(&files, true));
    assert!(!told.contains(|c: char| c.is_control() && c != '\n') && !told.contains('\u{202e}'), "{told:?}");
    assert!(!told.contains("\n  signed with") && !told.contains("\n  whole"), "{told}");
    assert!(told.contains("no package has a file of that name"), "{told}");
}

#[test]
fn what_is_no_package_is_a_wrong_input() {
    let folder = made();
    for (name, bytes) in [("empty", &b""[..]), ("text", b"hello"), ("page", b"<html></html>")] {
        let file = format!("none-{name}.zip");
        fs::write(Path::new(folder).join(&file), bytes).expect("written");
        let ended = tekigo(folder, &["verify", &file]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
        assert!(ended.err.contains("it is not a package of tekigo; name a file that `tekigo report --package` wrote"));
    }
}
