//! The evidence package: made again to the byte, signed, and checked so that no changed byte goes unseen.

use std::{
    fs,
    io::{Cursor, Read, Write},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use tekigo::{
    contract::{Message, hex},
    report::{Package, VerifyingKey},
};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::shell::{folder, put_journal, tekigo, unzipped, zipped};

/// The first key of RFC 8032, in the forms in which OpenSSL writes its halves, and the public half of the second.
const PRIVATE: &str = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";
const PUBLIC: &str = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const OTHER: &str = "MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";

pub(crate) type Files = Vec<(String, Vec<u8>)>;

/// A folder with a small run that finds something, the keys, and `signed.zip` of it.
pub(crate) fn made() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = folder("packaged");
        for (file, kind, key) in
            [("key.pem", "PRIVATE", PRIVATE), ("public.pem", "PUBLIC", PUBLIC), ("other.pem", "PUBLIC", OTHER)]
        {
            let pem = format!("-----BEGIN {kind} KEY-----\n{key}\n-----END {kind} KEY-----\n");
            fs::write(folder.join(file), pem).expect("written");
        }
        let run = ["run", "--contract", "jpay-search", "--fault", "isac-text-accepted", "--out", "r", "isac/type"];
        assert_eq!(tekigo(&folder, &run).code, Some(1));
        let report =
            ["report", "r", "--package", "signed.zip", "--key", "key.pem", "--tester", "試験 太郎", "--lang", "ja"];
        let ended = tekigo(&folder, &report);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        folder
    })
}

fn public() -> VerifyingKey {
    VerifyingKey::read(&made().join("public.pem")).expect("a key")
}

/// What is wrong with a package, the journal left aside.
fn wrong(name: &str, bytes: &[u8], key: Option<&VerifyingKey>) -> Vec<String> {
    let path = made().join(format!("{name}.zip"));
    fs::write(&path, bytes).expect("written");
    let checked = match Package::open(&path) {
        Ok(Ok(mut package)) => package.check(key),
        Ok(Err(checked)) => checked,
        Err(none) => return vec![none.to_string()],
    };
    checked.problems.iter().map(Message::english).collect()
}

pub(crate) fn signed() -> Vec<u8> {
    fs::read(made().join("signed.zip")).expect("a package")
}

pub(crate) fn unpacked(bytes: &[u8]) -> Files {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let files = (0..archive.len()).map(|number| {
        let mut entry = archive.by_index(number).expect("a file");
        let (name, mut content) = (entry.name().expect("a name").into_owned(), Vec::new());
        entry.read_to_end(&mut content).expect("bytes");
        (name, content)
    });
    files.collect()
}

/// A zip of these files, made with as much care as that of the program, and sealed.
pub(crate) fn packed(files: &Files) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.set_comment(format!("sha256:{}", "0".repeat(64))).expect("a comment");
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    // What is compressed itself is taken as it is.
    let stored = options.compression_method(CompressionMethod::Stored).compression_level(None);
    for (name, content) in files {
        zip.start_file(name, if name.as_bytes().ends_with(b".gz") { stored } else { options }).expect("a file");
        zip.write_all(content).expect("written");
    }
    sealed(zip.finish().expect("a zip").into_inner())
}

pub(crate) fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 64;
    let seal = hex(&Sha256::digest(&bytes[..end]));
    bytes[end..].copy_from_slice(seal.as_bytes());
    bytes
}

pub(crate) fn at<'a>(files: &'a mut Files, name: &str) -> &'a mut Vec<u8> {
    files.iter_mut().find(|(file, _)| file == name).map(|(_, content)| content).expect(name)
}

/// The manifest and the statement put right after a file was changed, as somebody without the key can.
pub(crate) fn covered_up(files: &mut Files, changed: &str) {
    let (content, manifest) = (at(files, changed).clone(), at(files, "manifest.json").clone());
    let mut listed: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    let entry = listed["files"].as_array_mut().expect("files").iter_mut().find(|entry| entry["file"] == changed);
    let entry = entry.expect("an entry");
    entry["size"] = content.len().into();
    entry["sha256"] = hex(&Sha256::digest(&content)).into();
    let after = serde_json::to_string_pretty(&listed).expect("JSON") + "\n";
    let envelope: serde_json::Value = serde_json::from_slice(at(files, "attestation.dsse.json")).expect("JSON");
    let payload = STANDARD.decode(envelope["payload"].as_str().expect("a payload")).expect("Base64");
    let payload = String::from_utf8(payload).expect("UTF-8");
    let [before, now] = [&manifest[..], after.as_bytes()].map(|text| hex(&Sha256::digest(text)));
    assert!(payload.contains(&before));
    let payload = STANDARD.encode(payload.replace(&before, &now));
    let envelope = serde_json::json!({"payload": payload, "payloadType": envelope["payloadType"], "signatures": []});
    *at(files, "manifest.json") = after.into_bytes();
    *at(files, "attestation.dsse.json") = (serde_json::to_string_pretty(&envelope).expect("JSON") + "\n").into_bytes();
}

#[test]
fn a_package_is_made_again_to_the_byte_and_is_whole() {
    let folder = made();
    let report = ["report", "r", "--package", "again.zip", "--key", "key.pem", "--tester", "試験 太郎", "--lang", "ja"];
    assert_eq!(tekigo(folder, &report).code, Some(1));
    assert!(fs::read(folder.join("again.zip")).expect("a package") == signed());
    let ended = tekigo(folder, &["verify", "signed.zip", "--key", "public.pem"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.starts_with("signed.zip: whole\n  signed with sha256:"), "{}", ended.out);
    assert!(ended.out.ends_with("every report is what the journal comes to\n"), "{}", ended.out);
    let ended = tekigo(folder, &["verify", "signed.zip"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("was not checked; give the key with --key"), "{}", ended.out);
}

#[test]
fn everything_that_is_needed_is_in_it() {
    let files = unpacked(&signed());
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    for needed in [
        "report.json",
        "report.html",
        "summary.txt",
        "evidence.xlsx",
        "journal.jsonl.gz",
        "counterexamples/jpay-search_order_rejects_isac_type-1.json",
        "contracts/schemas/jpay-search/contract.json",
        "contracts/scenarios/jpay-search/isac-default.json",
        "manifest.json",
        "attestation.dsse.json",
    ] {
        assert!(names.contains(&needed), "{needed}: {names:?}");
    }
    for (name, content) in &files {
        let there = fs::read(made().join("r").join(name));
        assert!(there.is_err() || there.is_ok_and(|there| there == *content), "{name}");
    }
    assert!(packed(&files) == signed(), "the forgeries of these tests are made as the package is");
}

#[test]
fn any_other_key_and_none_is_told() {
    let folder = made();
    let ended = tekigo(folder, &["verify", "signed.zip", "--key", "other.pem"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.out.contains("wrong: the package is not signed with this key, sha256:"), "{}", ended.out);
    let ended = tekigo(folder, &["report", "r", "--out", "unsigned", "--package"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.out.contains("\nunsigned/package.zip\n"), "{}", ended.out);
    let ended = tekigo(folder, &["verify", "unsigned/package.zip"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("not signed: anybody can have made it"), "{}", ended.out);
    let ended = tekigo(folder, &["verify", "unsigned/package.zip", "--key", "public.pem"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.out.contains("wrong: the package is not signed\n"), "{}", ended.out);
    let ended = tekigo(folder, &["verify", "unsigned/package.zip", "--key", "public.pem", "--lang", "ja"]);
    let due =
        "unsigned/package.zip: 作成時の内容と異なる\n  不一致: パッケージに署名がない\n  すべての報告書が記録と一致\n";
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), due));
}

#[test]
fn what_cannot_be_read_is_a_wrong_input() {
    let folder = made();
    for (arguments, told) in [
        (&["verify", "nowhere.zip"][..], "failed to read the package nowhere.zip: No such file"),
        (
            &["verify", "signed.zip", "--key", "key.pem"],
            "it is a private key, which only who signs may have; give the public one",
        ),
        (
            &["report", "r", "--package", "x.zip", "--key", "public.pem"],
            "it is a public key, and what signs is the private one",
        ),
        (&["verify", "key.pem"], "failed to read the package key.pem: it is not a package of tekigo; name a file that"),
        (&["report", "r", "--package", "key.pem", "--key", "key.pem"], "there is another file, which is not a package"),
        (&["report", "r", "--key", "key.pem"], "--package"),
        (&["report", "r", "--package", "none/x.zip"], "failed to write the package none/x.zip: No such file"),
        (&["report", "r", "--package", "x.zip", "--contracts", "."], "no schemas/<api>/contract.json is there"),
    ] {
        let ended = tekigo(folder, arguments);
        assert_eq!(ended.code, Some(2), "{arguments:?}: {ended:?}");
        assert!(ended.err.contains(told), "{told}: {}", ended.err);
    }
    assert!(fs::read_to_string(folder.join("key.pem")).is_ok_and(|key| key.contains(PRIVATE)), "the key is kept");
    assert!(!folder.join("x.zip").exists() && !folder.join("x.zip.part").exists());
}

/// One byte in the middle of every file, every byte of what stands around the first, and every byte of the directory and the end.
#[test]
fn any_changed_byte_is_found() {
    let whole = signed();
    assert_eq!(wrong("flipped", &whole, Some(&public())), [""; 0]);
    let mut archive = ZipArchive::new(Cursor::new(&whole)).expect("a zip");
    let mut places: Vec<usize> = Vec::new();
    for number in 0..archive.len() {
        let entry = archive.by_index_raw(number).expect("a file");
        let start = usize::try_from(entry.data_start().expect("a place")).expect("small");
        let header = usize::try_from(entry.header_start()).expect("small");
        let length = usize::try_from(entry.compressed_size()).expect("small");
        places.extend([start, start + length / 2, start + length - 1, header + 30]);
        places.extend(if number == 0 { header..start } else { 0..0 });
    }
    let directory = usize::try_from(archive.central_directory_start()).expect("small");
    places.extend((directory..directory + 200).chain(whole.len() - 22 - 71..whole.len()));
    assert!(places.len() > 500, "{}", places.len());
    for place in places {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        assert!(!wrong("flipped", &changed, None).is_empty(), "byte {place} of {}", whole.len());
    }
    for cut in [0, 21, 70, whole.len() / 2, whole.len() - 1] {
        assert!(!wrong("flipped", &whole[..cut], None).is_empty(), "the first {cut} bytes");
    }
}

/// The zip itself is right, and so is its seal.
#[test]
fn a_file_that_is_changed_added_or_taken_away_is_named() {
    let files = unpacked(&signed());
    for (number, (name, _)) in files.iter().enumerate() {
        let mut changed = files.clone();
        let content = &mut changed[number].1;
        let middle = content.len() / 2;
        content[middle] ^= 1;
        let problems = wrong("changed", &packed(&changed), Some(&public()));
        assert!(problems.iter().any(|problem| problem.contains(name.as_str())), "{name}: {problems:?}");
        let mut missing = files.clone();
        missing.remove(number);
        let problems = wrong("changed", &packed(&missing), Some(&public()));
        assert!(problems.iter().any(|problem| problem.contains(name.as_str())), "{name}: {problems:?}");
    }
    let mut more = files;
    more.push(("notes.txt".to_owned(), b"all is well".to_vec()));
    assert_eq!(wrong("changed", &packed(&more), None), ["notes.txt: the file was added"]);
}

#[test]
fn what_hides_in_the_zip_is_found() {
    let whole = signed();
    let before = sealed([b"#!/bin/sh\n", &whole[..]].concat());
    assert!(wrong("hidden", &before, None).iter().any(|problem| problem.contains("before its first file")));
    let mut archive = ZipArchive::new(Cursor::new(&whole)).expect("a zip");
    let directory = usize::try_from(archive.central_directory_start()).expect("small");
    // Something between the files and the directory, with the end of the zip saying where the directory stands now.
    let mut between = [&whole[..directory], b"hidden", &whole[directory..]].concat();
    let end = between.len() - 71 - 22;
    let start = u32::try_from(directory + 6).expect("small").to_le_bytes();
    between[end + 16..end + 20].copy_from_slice(&start);
    let problems = wrong("hidden", &sealed(between), None);
    assert!(problems.iter().any(|problem| problem.contains("behind the files")), "{problems:?}");
    // Another name at the file than in the directory.
    let entry = archive.by_index_raw(0).expect("a file");
    let name = usize::try_from(entry.header_start()).expect("small") + 30;
    let mut renamed = whole.clone();
    renamed[name] = b'R';
    assert!(!wrong("hidden", &sealed(renamed), None).is_empty());
}

/// Manifest and statement put right by somebody without the key: the key tells, and for what the journal decides so does the journal.
#[test]
fn a_forgery_without_the_key_is_found() {
    let folder = made();
    let files = unpacked(&signed());
    let texts = [
        ("report.json", "\"not-conformant\"", "\"conformant\"", "report.json is not what the journal comes to"),
        ("report.json", "\"fail\"", "\"pass\"", "attestation.dsse.json speaks of another"),
        ("report.html", "</html>", "<!-- --></html>", "report.html is not what the journal comes to"),
        ("summary.txt", "不適合", "適合", "summary.txt is not what the journal comes to"),
        ("journal.jsonl.gz", "status 200, no error", "status 400", "report.json is not what the journal comes to"),
        (
            "contracts/schemas/jpay-search/codes.json",
            "ER400",
            "ER401",
            "the files of the contract jpay-search are not those",
        ),
        (
            "counterexamples/jpay-search_order_rejects_isac_type-1.json",
            "true",
            "false",
            "is not what the journal comes to",
        ),
    ];
    for (name, from, to, told) in texts {
        let mut forged = files.clone();
        let bytes = at(&mut forged, name);
        let packed_itself = name.as_bytes().ends_with(b".gz");
        let text = if packed_itself { unzipped(bytes) } else { String::from_utf8(bytes.clone()).expect("UTF-8") };
        assert!(text.contains(from), "{name} has no {from}");
        let text = text.replace(from, to).into_bytes();
        *bytes = if packed_itself { zipped(&text) } else { text };
        covered_up(&mut forged, name);
        let forged = packed(&forged);
        assert_eq!(
            wrong("forged", &forged, Some(&public())).last().map(String::as_str),
            Some("the package is not signed")
        );
        let ended = tekigo(folder, &["verify", "forged.zip"]);
        assert_eq!(ended.code, Some(1), "{name}: {ended:?}");
        assert!(ended.out.contains(told), "{name}: {}", ended.out);
    }
    let mut forged = files;
    let mut book = unpacked(at(&mut forged, "evidence.xlsx"));
    let strings = at(&mut book, "xl/sharedStrings.xml");
    *strings = String::from_utf8(strings.clone()).expect("UTF-8").replace(">NG<", ">OK<").into_bytes();
    *at(&mut forged, "evidence.xlsx") = packed(&book);
    covered_up(&mut forged, "evidence.xlsx");
    fs::write(folder.join("forged.zip"), packed(&forged)).expect("written");
    let ended = tekigo(folder, &["verify", "forged.zip"]);
    assert!(ended.code == Some(1) && ended.out.contains("evidence.xlsx is not what the journal"), "{ended:?}");
}

#[test]
fn a_statement_signed_for_another_package_does_not_fit() {
    let folder = made();
    let report = ["report", "r", "--out", "en", "--package", "--key", "key.pem", "--lang", "en"];
    assert_eq!(tekigo(folder, &report).code, Some(1));
    let other = fs::read(folder.join("en/package.zip")).expect("a package");
    let (mut files, mut others) = (unpacked(&signed()), unpacked(&other));
    *at(&mut files, "attestation.dsse.json") = at(&mut others, "attestation.dsse.json").clone();
    let problems = wrong("swapped", &packed(&files), Some(&public()));
    assert_eq!(problems, ["attestation.dsse.json speaks of another manifest.json or report.json"]);
}

#[test]
fn no_package_is_written_that_nobody_would_read() {
    let folder = made();
    copy(&folder.join("r"), &folder.join("long"));
    let journal = unzipped(&fs::read(folder.join("r/journal.jsonl.gz")).expect("a journal"));
    let exchange = journal.lines().find(|line| line.starts_with("{\"exchange\":")).expect("an exchange");
    let (start, end) = exchange.rsplit_once("\"status\"").expect("a status");
    let long = format!("{start}\"request_left_out\":{}17,\"status\"{end}\n", " ".repeat(17 << 20));
    put_journal(&folder.join("long"), &(journal.clone() + &long));
    let ended = tekigo(folder, &["report", "long", "--package", "long.zip"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    let due =
        "`tekigo verify` would not read it: journal.jsonl: a line is longer than is read; run fewer trials at a time";
    assert!(ended.err.contains(due) && !folder.join("long.zip").exists(), "{}", ended.err);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("copied");
        }
    }
}

#[test]
fn shards_go_into_one_package() {
    let folder = folder("packaged-shards");
    for shard in ["1/2", "2/2"] {
        let out = format!("s{}", &shard[..1]);
        let run = ["run", "--contract", "jpay-search", "--shard", shard, "--out", &out, "order/raw/"];
        assert!(tekigo(&folder, &run).code.is_some_and(|code| code != 2));
    }
    let ended = tekigo(&folder, &["report", "s1", "s2", "--out", "all", "--package"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let names: Vec<String> = unpacked(&fs::read(folder.join("all/package.zip")).expect("a package"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert!(
        names.contains(&"journal-1.jsonl.gz".to_owned()) && names.contains(&"journal-2.jsonl.gz".to_owned()),
        "{names:?}"
    );
    let ended = tekigo(&folder, &["verify", "all/package.zip"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
}
