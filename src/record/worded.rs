//! Why something was not tested or a run ended, in both languages.
//!
//! A record has each reason in English, whole, and so does `report.json`. What it is made of is the table here: every row is one
//! reason with places for what differs from case to case, which may be reasons themselves.

use std::borrow::Cow;

use crate::contract::{Language, Text};

/// Reasons in English and in Japanese. `{0}` stands for the first of what differs.
const REASONS: &[[&str; 2]] = &[
    ["no trial that was played asks it", "実施した試験に、この要件を対象とするものがない"],
    ["no trial that was played was answered with it", "実施した試験の応答に、このコードは含まれていない"],
    [
        "outside the filter: no trial that was chosen asks it",
        "フィルターの対象外: 選択した試験に、この要件を対象とするものがない",
    ],
    ["its trial ended before this was reached: {0} ({1})", "この要件に至る前に試験が終了した: {0}（{1}）"],
    ["an error on our side", "試験側のエラー"],
    ["the trial ended early", "試験が途中で終了した"],
    ["the readings in force leave it out ({0})", "適用した仕様解釈では対象外（{0}）"],
    ["the run was interrupted", "実行が中断された"],
    ["shard {0} of {1} is missing", "分割実行 {0}/{1} の結果がない"],
    ["in part: {0}", "一部のみ実施: {0}"],
    ["observed: {0}", "観測結果: {0}"],
    ["flaky: the same bytes, two verdicts", "再現性なし: 同一のリクエストで判定が異なる"],
    ["waived until {0} by {1}: {2}", "{0} まで適用除外（承認者 {1}）: {2}"],
    ["no case breaks `{0}` of {1} {2} alone: {3}", "{1} {2} の `{0}` だけに違反するケースがない: {3}"],
    // The profile.
    [
        "the profile gives no state `{0}`; add it under [{1}.states] with {2}",
        "プロファイルに状態 `{0}` の値がない。[{1}.states] に {2} を記載する",
    ],
    [
        "the profile gives no `{0}` of the state `{1}`; add it under [{2}.states] with {3}",
        "プロファイルに状態 `{1}` の `{0}` がない。[{2}.states] に {3} を記載する",
    ],
    ["read-only: `{0}` writes", "読み取り専用（read-only）: `{0}` は書き込む操作である"],
    [
        "read-only: the hook of the state `{0}` is not run; give the values, or add writes = false where it only looks them up",
        "読み取り専用（read-only）: 状態 `{0}` のフックは実行しない。値を記載するか、参照だけのフックなら writes = false を加える",
    ],
    ["the hook of the state `{0}` failed: {1}", "状態 `{0}` のフックが失敗した: {1}"],
    [
        "its step `{0}` sends {1} requests at the same time, and the profile allows {2} (limits.jobs)",
        "ステップ `{0}` は {1} 件のリクエストを同時に送るが、プロファイルの上限は {2} 件（limits.jobs）",
    ],
    [
        "the profile gives no address to which the target can send requests; add [{0}.callbacks] with listen = \"127.0.0.1:0\"",
        "対象からの通知を受けるアドレスがプロファイルにない。[{0}.callbacks] に listen = \"127.0.0.1:0\" を記載する",
    ],
    [
        "the profile hides `{0}`, which a step takes from an answer to send it again",
        "プロファイルが秘匿する `{0}` を、ステップが応答から取り出して送信する",
    ],
    // Limits and what the target asks for.
    ["the time of {0} that the profile gives to a run is over", "プロファイルの実行時間の上限 {0} に達した"],
    ["the {0} requests that the profile gives to a run are spent", "プロファイルのリクエスト数の上限 {0} 件に達した"],
    [
        "the {0} requests that the profile allows leave it out",
        "プロファイルのリクエスト数の上限 {0} 件のため計画から除外",
    ],
    ["every request that is left is for the plan", "残りのリクエストはすべて計画の分である"],
    ["the target asks for pauses without end: {0}", "対象が待機を求め続けている: {0}"],
    ["the target asks for a pause of {0} seconds: {1}", "対象が {0} 秒の待機を求めている: {1}"],
    ["it answers {0} and was asked {1} times", "{1} 回送信し、応答は {0}"],
    // What lies in the way of every request.
    [
        "the target does not take the credentials of the profile: {0}; correct them, {1}",
        "プロファイルの認証情報が対象に受け付けられない: {0}。認証情報を直す（{1}）",
    ],
    [
        "the target no longer takes the credentials of the profile: {0}; correct them, {1}",
        "プロファイルの認証情報が途中から受け付けられなくなった: {0}。認証情報を直す（{1}）",
    ],
    ["and go on with --resume or start again", "再開は --resume、または最初から実行"],
    ["or go on with --no-preflight", "続けるには --no-preflight"],
    [
        "{0} requests in a row were refused, the first of them to `{1}` with {2}",
        "{0} 件のリクエストが続けて拒否された。最初は `{1}` で {2}",
    ],
    ["the target does not take the method: {0}; {1}", "対象がメソッドを受け付けない: {0}。{1}"],
    ["nothing of this API is served at the address: {0}; {1}", "このアドレスでは対象のAPIが提供されていない: {0}。{1}"],
    [
        "the address leads to a page and not to this API: {0}; {1}",
        "このアドレスはAPIではなくHTMLページを返す: {0}。{1}",
    ],
    [
        "the target speaks TLS there, and the address says http: {0} is not understood; {1}",
        "対象はTLSで待ち受けているが、アドレスが http である: {0} が解釈されない。{1}",
    ],
    [
        "the target speaks plain HTTP at {0}, and the address says https; {1}",
        "対象 {0} は平文のHTTPだが、アドレスが https である。{1}",
    ],
    ["a good request to `{0}` ({1}) is refused with {2}", "正常なリクエスト `{0}`（{1}）が {2} で拒否された"],
    [
        "a good request to `{0}` ({1}) gets HTML under status {2}",
        "正常なリクエスト `{0}`（{1}）にステータス {2} でHTMLが返る",
    ],
    ["a good request to `{0}` ({1}) gets status {2}", "正常なリクエスト `{0}`（{1}）にステータス {2} が返る"],
    ["correct the address, {0}", "アドレスを直す（{0}）"],
    [
        "give the method that the target takes under operations, or correct the address, {0}",
        "operations に対象のメソッドを記載するか、アドレスを直す（{0}）",
    ],
    // What became of cases and steps.
    ["cannot be told apart on the wire: {0}", "送信される形では区別できない: {0}"],
    ["every body that was drawn for it went to `{0}` before", "生成した本文はすべて `{0}` に送信済みである"],
    ["step `{0}` was not played, because {1}", "ステップ `{0}` は実施していない: {1}"],
    ["a rule of step `{0}` was not evaluated, because {1}", "ステップ `{0}` の規則は評価していない: {1}"],
    ["step `{0}` could not be played: {1}", "ステップ `{0}` を実施できない: {1}"],
    ["step `{0}` is played only if {1}, and that did not hold", "ステップ `{0}` の実施条件 {1} が成り立たない"],
    ["step `{0}` came to: {1}", "ステップ `{0}` の結果: {1}"],
    ["it counts only if {0}, and that did not hold", "判定の条件 {0} が成り立たない"],
    ["status {0} and a body that is not JSON", "ステータス {0}、本文がJSONではない"],
    ["status {0} and nothing that the contract describes", "ステータス {0}、応答が仕様に定められた形ではない"],
    ["status {0} and code {1}", "ステータス {0}、コード {1}"],
    [
        "no request that puts it to the test was {0}; the first response: {1}",
        "確認に必要な応答（{0}）がない。最初の応答: {1}",
    ],
    ["accepted", "受理"],
    ["refused with an error at its place", "所定の位置のエラーによる拒否"],
    ["refused with code {0} at its place", "所定の位置のコード {0} による拒否"],
    [
        "what should show it came to a code of another field, which a control explains: {0}",
        "確認するケースに別の項目のコードが返り、対照リクエストで原因が判明した: {0}",
    ],
    ["draw `{0}`: failed to {1}", "`{0}` の値を生成できない: {1}"],
];

/// A reason in a language; one that is not in the table, such as the words of an error, stays as it is.
pub fn worded(reason: &str, language: Language) -> Cow<'_, str> {
    match language {
        Language::English => Cow::Borrowed(reason),
        Language::Japanese => japanese(reason).map_or(Cow::Borrowed(reason), Cow::Owned),
    }
}

/// A reason in both languages.
pub fn both(reason: &str) -> Text {
    Text { ja: worded(reason, Language::Japanese).into_owned(), en: reason.to_owned() }
}

fn japanese(reason: &str) -> Option<String> {
    for [english, japanese] in REASONS {
        if let Some(parts) = parts(english, reason) {
            return Some(filled(japanese, &parts));
        }
    }
    // A place stands before what it is about: a line of the profile, a requirement.
    let (place, rest) = reason.split_once(": ").filter(|(place, _)| !place.contains(' '))?;
    Some(format!("{place}: {}", japanese(rest)?))
}

/// A row with what differs at its places.
fn filled(row: &str, parts: &[&str]) -> String {
    let (mut text, mut row) = (String::new(), row);
    while let Some((before, after)) = row.split_once('{') {
        let (number, rest) = after.split_once('}').unwrap_or((after, ""));
        let part = number.parse().ok().and_then(|number: usize| parts.get(number)).copied().unwrap_or_default();
        text.push_str(before);
        text.push_str(&worded(part, Language::Japanese));
        row = rest;
    }
    text + row
}

/// What stands at the places of a row; none where a reason is not made of it.
fn parts<'a>(row: &str, reason: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = Vec::new();
    let (mut rest, mut row) = (reason, row);
    while let Some((before, after)) = row.split_once('{') {
        rest = rest.strip_prefix(before)?;
        row = after.split_once('}')?.1;
        let next = row.split('{').next().unwrap_or_default();
        let end = if row.is_empty() {
            rest.len()
        } else if next == row {
            // The last words of a row are the last of a reason.
            rest.len().checked_sub(next.len()).filter(|end| rest.ends_with(next) && *end > 0)?
        } else {
            rest.find(next)?
        };
        parts.push(&rest[..end]);
        rest = &rest[end..];
    }
    (rest == row).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_found_again_with_what_differs_and_says_as_much_in_japanese() {
        for [english, japanese] in REASONS {
            let count = english.matches('{').count();
            let filled = (0..count).fold((*english).to_owned(), |text, number| {
                text.replace(&format!("{{{number}}}"), &format!("v{number}"))
            });
            let due = (0..count).fold((*japanese).to_owned(), |text, number| {
                assert!(text.contains(&format!("{{{number}}}")), "{japanese}");
                text.replace(&format!("{{{number}}}"), &format!("v{number}"))
            });
            assert_eq!(worded(&filled, Language::Japanese), due);
            assert_eq!(worded(&filled, Language::English), filled);
            assert!(!japanese.is_ascii(), "{japanese}");
        }
    }

    #[test]
    fn reasons_stand_in_reasons_and_behind_a_place() {
        for (english, japanese) in [
            (
                "in part: step `pay` was not played, because step `order` came to: status 404 and a body that is not JSON",
                "一部のみ実施: ステップ `pay` は実施していない: ステップ `order` の結果: ステータス 404、本文がJSONではない",
            ),
            ("RP-1: the run was interrupted", "RP-1: 実行が中断された"),
            (
                "p.toml:3: the target does not take the credentials of the profile: a good request to `order` (POST /orders) \
                 is refused with status 401; correct them, or go on with --no-preflight",
                "p.toml:3: プロファイルの認証情報が対象に受け付けられない: 正常なリクエスト `order`（POST /orders）が status 401 で拒否された。\
                 認証情報を直す（続けるには --no-preflight）",
            ),
            ("failed to reach it", "failed to reach it"),
            ("", ""),
        ] {
            assert_eq!(worded(english, Language::Japanese), japanese);
        }
        assert_eq!(both("in part: x"), Text { ja: "一部のみ実施: x".to_owned(), en: "in part: x".to_owned() });
    }
}
