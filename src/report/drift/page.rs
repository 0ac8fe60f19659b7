//! `drift.html`: what changed between two runs, before and after in two columns.

use super::{
    super::{
        compared::{Row, code, moment, page, part, stamp, table, text},
        summary::word,
    },
    notes::{idle, plans_differ, said},
};
use crate::{
    contract::{Language, Level},
    record::{ChangeKind, ChangedPlace, Drift, TargetRecord},
};

/// The most rows of a part; the JSON has all.
const MOST: usize = 300;

/// The comparison as a page.
pub(super) fn render(drift: &Drift, language: Language) -> String {
    let mut main = stamp(verdict(drift), &sentence(drift, language));
    main.push_str(&sides(drift, language));
    if let Some(note) = plans_differ(drift, language) {
        main.push_str(&format!("<p class=\"note warns\">{}</p>\n", text(note)));
    }
    for line in idle(drift, language) {
        main.push_str(&format!("<p class=\"note warns\">{}</p>\n", text(&line)));
    }
    for level in [Level::Must, Level::Should, Level::Open] {
        main.push_str(&changes(drift, level, language));
    }
    main.push_str(&latency(drift, language));
    main.push_str(&masked(drift, language));
    page(word(language, "2回の実行の比較", "What changed between two runs"), "drift.json", &main, language)
}

/// The verdict that lends its colour.
fn verdict(drift: &Drift) -> &'static str {
    match drift.changes.values().map(|met| met.level).max() {
        Some(Level::Must) => "fail",
        Some(Level::Should) => "warn",
        Some(Level::Open) => "info",
        None => "pass",
    }
}

fn sentence(drift: &Drift, language: Language) -> String {
    let of = |level| drift.places(level).len();
    let [must, should, open] = [Level::Must, Level::Should, Level::Open].map(of);
    let (compared, same) = (drift.compared, drift.same);
    match language {
        Language::Japanese if must + should + open == 0 => {
            format!("変化はありません。比較したリクエスト {compared}件の応答がすべて一致しました。")
        }
        Language::Japanese => format!(
            "変化: 必須 {must}種類、推奨 {should}種類、規定なし {open}種類。比較したリクエスト {compared}件のうち {same}件は同じ応答です。"
        ),
        Language::English if must + should + open == 0 => {
            format!("Nothing changed: all {compared} responses that were compared are the same.")
        }
        Language::English => format!(
            "Kinds of change: {must} must, {should} should, {open} open. Of {compared} responses that were compared, {same} are the same."
        ),
    }
}

/// The names of both runs, as columns are headed.
fn heads(language: Language) -> [&'static str; 2] {
    [word(language, "A（変更前）", "A (before)"), word(language, "B（変更後）", "B (after)")]
}

fn sides(drift: &Drift, language: Language) -> String {
    let of = |ja, en, [a, b]: [&str; 2]| Row { head: text(word(language, ja, en)), sides: [text(a), text(b)] };
    let only = [drift.only_a.to_string(), drift.only_b.to_string()];
    let shown = |name: &String| TargetRecord::shown(name, language);
    let rows = [
        of("試験対象", "Target", [&shown(&drift.a.target), &shown(&drift.b.target)]),
        of("開始日時", "Started", [&moment(&drift.a.started), &moment(&drift.b.started)]),
        of("フォルダ", "Folder", [&drift.a.folder, &drift.b.folder]),
        of("計画ハッシュ", "Plan hash", [&drift.a.plan_hash, &drift.b.plan_hash]),
        of("片方だけのリクエスト", "Requests of one run alone", [&only[0], &only[1]]),
    ];
    let [a, b] = heads(language);
    table(word(language, "比較した実行", "The runs"), [word(language, "項目", "Item"), a, b], &rows)
}

fn changes(drift: &Drift, level: Level, language: Language) -> String {
    let places = drift.places(level);
    if places.is_empty() {
        return String::new();
    }
    let rows: Vec<Row> = places.iter().take(MOST).map(|place| row(place, language)).collect();
    let name = match level {
        Level::Must => word(language, "必須 (must)", "must"),
        Level::Should => word(language, "推奨 (should)", "should"),
        Level::Open => word(language, "規定なし (open)", "open"),
    };
    let head = match language {
        Language::Japanese => format!("{name} の変化: {}種類", places.len()),
        Language::English => format!("{name}: {} kinds of change", places.len()),
    };
    let caption =
        word(language, "行は変化の種類、列は変更前と変更後", "A row for each kind of change, before and after");
    let [a, b] = heads(language);
    let mut markup = table(caption, [word(language, "箇所", "Place"), a, b], &rows);
    if places.len() > MOST {
        let rest = places.len() - MOST;
        let more = word(language, "件は drift.json を参照", "more: see drift.json");
        markup.push_str(&format!("<p>{rest} {more}</p>\n"));
    }
    part(&head, level > Level::Open, &markup)
}

fn row(place: &ChangedPlace<'_>, language: Language) -> Row {
    let (change, met) = place.first;
    let requirements = met.requirements.iter().map(String::as_str).take(6).collect::<Vec<_>>().join(" ");
    let cases = match language {
        Language::Japanese => format!("{}件", met.cases),
        Language::English if met.cases == 1 => "1 case".to_owned(),
        Language::English => format!("{} cases", met.cases),
    };
    let head = format!(
        "<span class=\"mark\">{}</span>{}<small>{} · {}<br>{} #{}</small>",
        kind(change.kind, language),
        text(&format!("{}/{} {}", change.contract, change.operation, place.shown())),
        text(&cases),
        text(&requirements),
        text(&met.trial),
        met.request
    );
    let side = |of: &str, example: &str| {
        let also = if of == example { String::new() } else { format!("<small>{}</small>", code(example)) };
        format!("{}{also}", code(of))
    };
    let (from, to) = (said(&change.from, language), said(&change.to, language));
    Row { head, sides: [side(from, said(&met.example.0, language)), side(to, said(&met.example.1, language))] }
}

/// What of a response changed, as people say it.
fn kind(kind: ChangeKind, language: Language) -> &'static str {
    let japanese = match kind {
        ChangeKind::Status => "ステータス",
        ChangeKind::Code => "業務コード",
        ChangeKind::Shape => "構造",
        ChangeKind::ValueClass => "値の種類",
        ChangeKind::Value => "値",
        ChangeKind::Order => "順序",
        ChangeKind::Latency => "応答時間",
    };
    word(language, japanese, kind.name())
}

fn latency(drift: &Drift, language: Language) -> String {
    let micros = |drift: Option<&crate::record::Latency>| {
        drift.map_or_else(|| "–".to_owned(), |latency| format!("{} µs", latency.within(500)))
    };
    let rows: Vec<Row> = drift
        .b
        .latency
        .iter()
        .map(|(operation, after)| Row {
            head: text(operation),
            sides: [text(&micros(drift.a.latency.get(operation))), text(&micros(Some(after)))],
        })
        .collect();
    let [a, b] = heads(language);
    let caption = word(language, "応答時間の中央値", "Median time of a response");
    part(caption, false, &table(caption, [word(language, "操作", "Operation"), a, b], &rows))
}

fn masked(drift: &Drift, language: Language) -> String {
    if drift.masked.is_empty() {
        return String::new();
    }
    let items: Vec<String> = drift
        .masked
        .iter()
        .take(MOST)
        .map(|(place, masked)| {
            format!("<li>{} – {} ×{}</li>\n", text(place), text(said(&masked.class, language)), masked.values)
        })
        .collect();
    let head = word(language, "比較しなかった値（ID、時刻、トークン）", "Values passed over (ids, times, tokens)");
    part(head, false, &format!("<ul>\n{}</ul>\n", items.concat()))
}
