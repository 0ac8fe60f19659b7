//! `summary.md`, read back by a reader of Markdown: bounded, and made of our own markup alone.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};
use tekigo::{
    contract::Language,
    record::{ContractRecord, Run, TrialError, TrialRecord},
    target::ErrorKind,
};

use crate::{file, hidden, hostile, made, unwaived};

fn summary(run: &Run, language: Language) -> String {
    file(run, language, "summary.md")
}

/// What a document is made of.
#[derive(Debug, Default, PartialEq)]
struct Made {
    headings: usize,
    tables: usize,
    blocks: usize,
    items: usize,
    links: usize,
    emphasis: usize,
    html: Vec<String>,
    code: String,
}

fn read(text: &str) -> Made {
    let mut made = Made::default();
    let mut inside = false;
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_MATH;
    for event in TextMergeStream::new(Parser::new_ext(text, options)) {
        match event {
            Event::Start(Tag::Heading { .. }) => made.headings += 1,
            Event::Start(Tag::Table(_)) => made.tables += 1,
            Event::Start(Tag::Item) => made.items += 1,
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::FootnoteReference(_) => made.links += 1,
            Event::Start(Tag::Emphasis | Tag::Strikethrough) | Event::TaskListMarker(_) | Event::InlineMath(_) => {
                made.emphasis += 1;
            }
            Event::Start(Tag::CodeBlock(_)) => (made.blocks, inside) = (made.blocks + 1, true),
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Html(html) | Event::InlineHtml(html) => made.html.push(html.trim().to_owned()),
            Event::Code(code) => made.code.push_str(&code),
            Event::Text(text) if inside => made.code.push_str(&text),
            _ => {}
        }
    }
    made
}

/// The small run with a reason that several requirements share, and errors.
fn run(spell: &dyn Fn(&str) -> String) -> Run {
    let mut run = made::spelled(spell);
    run.cuts = vec![spell("cut").as_str().into()];
    run.ended = Some(spell("ended").into());
    run
}

#[test]
fn no_answer_becomes_markup() {
    let (tame, wild) = (summary(&run(&str::to_owned), Language::English), summary(&run(&hostile), Language::English));
    assert_eq!(hidden(&wild), None);
    let (tame, wild) = (read(&tame), read(&wild));
    let shape = |made: &Made| (made.headings, made.tables, made.blocks, made.items, made.links, made.emphasis);
    assert_eq!(shape(&wild), shape(&tame), "{wild:?}");
    assert!(tame.headings >= 7 && tame.tables == 1 && tame.blocks >= 9 && tame.links + tame.emphasis == 0, "{tame:?}");
    // A line of raw HTML holds a tag of ours, and in it nothing but letters and numbered signs.
    for html in &wild.html {
        let own = ["<details>", "</details>", "<summary>", "</summary>", "<code>", "</code>", "<span>", "</span>"];
        let rest = own.iter().fold(html.clone(), |rest, tag| rest.replace(tag, ""));
        assert!(!rest.contains(['<', '>', '@', '`', '"', '\'']), "{html}");
    }
    for sign in ["@octocat", "#1", "https://", "www."] {
        assert!(wild.code.contains(sign), "{sign} is told to the letter in code");
    }
}

/// What a site makes links of is looked for within one piece of text outside of code: each sign of it must be a piece of its own.
#[test]
fn nobody_is_called_by_what_a_target_answers() {
    let text = summary(&run(&hostile), Language::English);
    let mut inside = false;
    let mut signs = 0;
    for event in TextMergeStream::new(Parser::new_ext(&text, Options::ENABLE_TABLES)) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => inside = true,
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if !inside => {
                assert!(text.chars().count() == 1 || !text.contains(['@', '#']), "{text}");
                assert!(!text.contains("://") && !text.contains("www."), "{text}");
                signs += usize::from(["@", "#", ":", "."].contains(&&*text));
            }
            _ => {}
        }
    }
    assert!(signs > 20, "the clause is told in words: {signs}");
}

#[test]
fn the_whole_fits_a_comment_whatever_the_run() {
    let mut wide = made::large(5_000);
    let many = wide.contracts[0].requirements.clone();
    wide.contracts = (0..200)
        .map(|number| ContractRecord {
            id: format!("acme-{number}"),
            requirements: many.clone(),
            ..wide.contracts[0].clone()
        })
        .collect();
    for trial in &mut wide.trials {
        trial.errors = vec![TrialError::Target { kind: ErrorKind::Refused, text: hostile(&trial.name).into() }];
    }
    for contract in &mut wide.contracts {
        for record in contract.requirements.iter_mut().step_by(2) {
            record.verdict = tekigo::record::Verdict::NotTested;
            record.reason = hostile(&format!("{} {}", contract.id, record.id)).into();
        }
    }
    wide.cuts = (0..500).map(|number| format!("cut {number} {}", "@".repeat(400)).as_str().into()).collect();
    for (name, run) in [("md-large", made::large(5_000)), ("md-few", made::large(5)), ("md-wide", wide)] {
        let text = summary(&run, Language::Japanese);
        assert!(text.len() < 60_000 && text.len() > 5_000, "{name}: {} bytes", text.len());
        assert!(name == "md-few" || text.contains("report.json"), "{name}: what is left out is counted");
        let made = read(&text);
        assert_eq!(
            made.html.iter().filter(|html| html.contains("<details>")).count(),
            made.html.iter().filter(|html| html.contains("</details>")).count()
        );
        assert!(made.tables == 1 && made.links == 0, "{name}");
    }
}

#[test]
fn a_reader_learns_verdict_counts_findings_and_what_was_not_tested() {
    let mut run = unwaived(made::small());
    run.trials.push(TrialRecord {
        name: "acme/update/accepts/amount".into(),
        contract: "acme".into(),
        cases: 3,
        ..TrialRecord::default()
    });
    let (en, ja) = (summary(&run, Language::English), summary(&run, Language::Japanese));
    let row = "| acme | 0 | 1 | 0 | 1 | 1 | 1 | 1 |\n";
    assert!(en.starts_with("## ❌ tekigo: not conformant\n") && en.contains(row), "{en}");
    assert!(ja.starts_with("## ❌ tekigo: 不適合\n") && ja.contains(row), "{ja}");
    assert!(en.contains("#### fail AC-0 (must)\n\nClause 0 (acme.txt lines 0)\n"), "{en}");
    assert!(ja.contains("条文 0") && ja.contains("#### 不合格 AC-0"), "{ja}");
    let heads = "| 契約 | 合格 | 不合格 | 警告 | 参考 | 未実施 | 適用除外 | 実施不能 |\n";
    assert!(ja.contains(heads), "{ja}");
    for part in ["-  \"b\": 2\n+  \"b\": 3", "\"bank\": \"0013\"", "curl -i -X POST"] {
        assert!(read(&en).code.contains(part), "{part}: {en}");
    }
    assert!(en.contains("### Not tested (1)\n\n- AC-1: reason\n") && ja.contains("### 未実施の要件 (1)\n"), "{en}");
    assert!(en.contains("### Errors (2)\n") && en.contains("2 trials, 12 cases, 3 requests, 3 findings"), "{en}");
}

#[test]
fn a_kept_contract_is_told_in_a_few_lines() {
    let mut run = unwaived(made::small());
    run.trials =
        vec![TrialRecord { name: "acme/x/y".into(), contract: "acme".into(), cases: 3, ..TrialRecord::default() }];
    for record in &mut run.contracts[0].requirements {
        record.verdict = tekigo::record::Verdict::Pass;
        record.reason = tekigo::contract::Message::default();
    }
    (run.complete, run.cuts, run.ended) = (true, Vec::new(), None);
    let text = summary(&run, Language::English);
    assert!(text.starts_with("## ✅ tekigo: conformant\n") && text.lines().count() < 12, "{text}");
}
