//! Wrong inputs where the language is Japanese: what is wrong, and how to fix it, in Japanese; what a library says stays as it is.

use std::fs;

use crate::shell::{command, ended, folder, tekigo};

/// Command lines, and what is told of each on standard error, from its beginning.
const LINES: &[(&[&str], &str)] = &[
    (&["run", "--colour"], "エラー: 引数 `--colour` は使えない\n"),
    (&["rnu"], "エラー: コマンド `rnu` はない\n"),
    (
        &["list", "colours"],
        "エラー: `<WHAT>` に値 `colours` は指定できない\n  指定できる値: requirements, trials, codes,",
    ),
    (&["run", "--seed", "x"], "エラー: `--seed <N>` に値 `x` は指定できない: "),
    (
        &["run", "--reading", "window"],
        "エラー: `--reading <NAME=CHOICE>` に値 `window` は指定できない: 名前=値 の形で書く\n",
    ),
    (
        &["run", "--shard", "3/2"],
        "エラー: `--shard <N/M>` に値 `3/2` は指定できない: 2/5 のように N/M（N は 1 から M）の形で書く\n",
    ),
    (
        &["run", "--url", "http://127.0.0.1:9", "--target", "x"],
        "エラー: `--url <URL>` は --target <PROFILE.toml> と併用できない\n",
    ),
    (&["explain"], "エラー: 必要な引数がない: <REQUIREMENT-ID>\n"),
    (
        &["run", "--contract", "robo"],
        "エラー: 契約 `robo` はない。指定できるのは abs-status, jpay-search, kanri-claim, robo-payment, saison-claim\n",
    ),
    (
        &["run", "--contract", "robo-payment", "RP-3650"],
        "エラー: `RP-3650` に一致する試験がない。RP-3605 の誤りではないか。`tekigo list trials` で一覧を表示できる\n",
    ),
    (&["run", "--fault", "nonsense"], "エラー: 欠陥 `nonsense` はない。`tekigo list faults` で一覧を表示できる\n"),
    (
        &["run", "--url", "127.0.0.1:9", "--contract", "jpay-search"],
        "エラー: `127.0.0.1:9` はアドレスではない。http:// または https:// から書く\n",
    ),
    (
        &["run", "--url", "http://127.0.0.1:9", "--contract", "jpay-search"],
        "エラー: jpay-search には認証情報 `api_key` が必要。TEKIGO_API_KEY を設定するか、プロファイルを使う\n",
    ),
    (&["run", "--target", "none.toml"], "エラー: none.toml: プロファイルを読み取れない: No such file"),
    (&["run", "--out", "."], "エラー: フォルダー . にはほかのファイルがある。"),
    (&["run", "--resume", "none"], "エラー: none/journal.jsonl"),
    (&["init", "--out", "kept.txt"], "エラー: kept.txt はすでにある。--out で別のファイルを指定する\n"),
    (&["explain", "RP-9999"], "エラー: 要件 `RP-9999` はない。`tekigo list requirements` で一覧を表示できる\n"),
    (&["explain", "rp-3605"], "エラー: 要件 `rp-3605` はない。RP-3605 の誤りではないか\n"),
    (&["serve", "--contract", "robo"], "エラー: `robo` の参照実装はない。指定できるのは robo-payment, "),
    (&["serve", "--url", "http://127.0.0.1:9"], "エラー: 引数 `--url` は使えない\n"),
    (&["replay", "none.json"], "エラー: none.json を読み取れない: No such file"),
    (&["report", "none"], "エラー: none/journal.jsonl"),
    (&["show", "none"], "エラー: none/journal.jsonl"),
    (&["verify", "none.zip"], "エラー: 証跡パッケージ none.zip を読み取れない: "),
];

/// Profiles, and what is told of each.
const PROFILES: &[(&str, &str)] = &[
    (
        "[jpay-search]\nurl = \"http://127.0.0.1:9\"\nuri = 1\n",
        "エラー: p.toml:3: [jpay-search] に `uri` というキーはない。url の誤りではないか\n",
    ),
    ("[jpay]\nurl = \"http://127.0.0.1:9\"\n", "エラー: p.toml:1: 契約 `jpay` はない。"),
    ("[jpay-search]\ncredentials = { api_key = \"k\" }\n", "エラー: p.toml:1: url がない。url = \"…\" を加える\n"),
    (
        "[jpay-search]\nurl = \"http://127.0.0.1:9\"\n",
        "エラー: p.toml:1: 認証情報 `api_key` がない。credentials に api_key = \"…\" を記載する\n",
    ),
    (
        "[jpay-search]\nurl = \"http://127.0.0.1:9\"\ncredentials = { api_key = \"${NO_SUCH_KEY}\" }\n",
        "エラー: p.toml:3: 環境変数 NO_SUCH_KEY が設定されていない。実行前に NO_SUCH_KEY を設定する\n",
    ),
    (
        "[robo-payment]\nurl = \"http://127.0.0.1:9\"\ncredentials = { user_id = \"nobody\", access_key = \"k0FAKE\" }\n",
        "エラー: p.toml:3: 認証情報 `user_id` は6 文字の文字列（英小文字）であり、/user_id の `pattern` に違反する（RP-user-id）。\
         その位置に送れる値を記載する\n",
    ),
    (
        "[jpay-search]\nurl = \"http://127.0.0.1:9\"\ntimeout = 10\n",
        "エラー: p.toml:3: `timeout` は文字列でなければならない。引用符で囲む\n",
    ),
    (
        "[jpay-search]\nurl = \"http://127.0.0.1:9\"\nproduction = true\ncredentials = { api_key = \"k0FAKE\" }\n",
        "エラー: http://127.0.0.1:9 は本番環境とされている。",
    ),
];

fn told(name: &str, arguments: &[&str], file: (&str, &str)) -> String {
    let folder = folder(name);
    fs::write(folder.join(file.0), file.1).expect("a file");
    let ended = ended(command(&folder, &[arguments, &["--lang", "ja"]].concat()));
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?} {ended:?}");
    ended.err
}

#[test]
fn a_wrong_command_line_is_told_in_japanese() {
    for (number, (arguments, due)) in LINES.iter().enumerate() {
        let told = told(&format!("japanese-{number}"), arguments, ("kept.txt", "kept\n"));
        assert!(told.starts_with(due), "{arguments:?} tells\n{told}");
    }
}

#[test]
fn a_wrong_profile_is_told_in_japanese_with_its_line() {
    for (number, (profile, due)) in PROFILES.iter().enumerate() {
        let told = told(&format!("japanese-profile-{number}"), &["run", "--target", "p.toml"], ("p.toml", profile));
        assert!(told.starts_with(due), "{profile}tells\n{told}");
    }
}

#[test]
fn a_wrong_file_of_a_contract_is_told_in_japanese_with_its_place() {
    let folder = folder("japanese-check");
    let name = folder.join("schemas/tiny");
    fs::create_dir_all(&name).expect("a folder");
    for (text, due) in [
        (
            "{}",
            "  schemas/tiny/contract.json: `$schema` がない。先頭に \"$schema\": \"../_meta/contract.schema.json\" と書く\n",
        ),
        (
            "{\"$schema\": \"../_meta/contract.schema.json\", \"idd\": 1}",
            "  schemas/tiny/contract.json /idd: キー `idd` はない。削除するか、つづりを直す。",
        ),
    ] {
        fs::write(name.join("contract.json"), text).expect("a file");
        let ended = tekigo(&folder, &["check", ".", "--lang", "ja"]);
        assert!(ended.code == Some(2) && ended.out.contains(due), "{text} tells\n{}", ended.out);
    }
}

#[test]
fn a_usage_error_says_how_the_command_is_used_and_english_keeps_the_words_of_the_parser() {
    let folder = folder("japanese-usage");
    let japanese = tekigo(&folder, &["run", "--contrct", "x", "--lang", "ja"]);
    let due = "エラー: 引数 `--contrct` は使えない\n  `--contract` の誤りではないか\n\n使い方: tekigo run ";
    assert!(japanese.err.starts_with(due) && japanese.err.ends_with("詳しくは --help を参照\n"), "{}", japanese.err);
    let english = tekigo(&folder, &["run", "--contrct", "x", "--lang", "en"]);
    assert!(english.err.starts_with("error: unexpected argument '--contrct' found\n"), "{}", english.err);
}
