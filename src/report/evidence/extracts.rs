//! Extracts of the evidence (証跡抜粋): request and response of each defect, and of one exchange that shows each requirement kept.

use super::{
    book::Book,
    cell::bounded,
    defects::{Defect, name},
    item::{broken, touching},
    sheet::{Cell, Column, Shade, column},
    wording,
};
use crate::{
    contract::{Level, Outcome},
    record::{RequirementRecord, Sample, TrialRecord},
};

/// What a cell shows of the body of a defect, and of one that is as it should be; the journal has the whole of it.
const MOST_NG: usize = 240;
const MOST_OK: usize = 120;

pub(super) const COLUMNS: [Column; 8] = [
    column("エビデンスNo", "Evidence no.", 13),
    column("要件ID", "Requirement", 13),
    column("区分", "Kind", 9),
    column("試験", "Trial", 30),
    column("期待結果", "Expected", 26),
    column("リクエスト", "Request", 56),
    column("ステータス・コード", "Status and code", 14),
    column("レスポンス", "Response", 49),
];

/// The extracts of each requirement in the order of the documents: what breaks it, then one exchange that keeps it.
pub(super) fn rows<'a>(book: &'a Book<'_>, defects: &'a [Defect<'_>]) -> impl Iterator<Item = Vec<Cell>> + 'a {
    book.run.contracts.iter().flat_map(move |contract| {
        let touching = touching(book.run, contract);
        let of = |requirement: &RequirementRecord| {
            // One of each kind: the list of defects has the others, with their evidence.
            let mut own = (1..).zip(defects).filter(|(_, defect)| defect.is_of(&contract.id, &requirement.id));
            let broken = own.next().map(|(number, defect)| of_defect(book, (number, defect), own.count()));
            let trials = touching.get(requirement.id.as_str()).map(Vec::as_slice).unwrap_or_default();
            broken.into_iter().chain(of_kept(book, requirement, trials)).collect::<Vec<_>>()
        };
        contract.requirements.iter().flat_map(of).collect::<Vec<_>>()
    })
}

/// The request and the response of a defect; how many more break the same requirement.
fn of_defect(book: &Book<'_>, (number, defect): (usize, &Defect<'_>), more: usize) -> Vec<Cell> {
    let (trial, found) = defect.findings[0];
    let line = trial.lines.found.get(&found.case).copied().unwrap_or_default();
    let evidence = book.line(trial, line);
    let body = |value: &serde_json::Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        cut(book, &text, MOST_NG, &evidence)
    };
    let others = match more {
        0 => String::new(),
        more => {
            book.word(&format!("\nほか{more}件は不具合一覧"), &format!("\n{more} more: see the defects")).to_owned()
        }
    };
    vec![
        Cell::Id(evidence.clone()),
        Cell::Id(found.finding.requirement.clone()),
        Cell::Mark("NG", Shade::Bad),
        Cell::Id(format!("{}\n{}{others}", name(number), trial.name)),
        Cell::Text(bounded(&found.finding.expected_in(book.language), MOST_OK)),
        Cell::Text(format!("{}\n{}", bounded(&found.finding.operation, MOST_OK), body(&found.request))),
        Cell::Text(bounded(&format!("HTTP {}\n{}", found.status, found.finding.actual_in(book.language)), MOST_OK)),
        Cell::Text(body(&found.response)),
    ]
}

/// A body, or its start and where the whole of it is.
fn cut(book: &Book<'_>, body: &str, most: usize, evidence: &str) -> String {
    let shown = bounded(body, most);
    if body.chars().count() <= most {
        return shown;
    }
    let (ja, en) = (format!("{shown}\n（全文は {evidence}）"), format!("{shown}\n(whole in {evidence})"));
    book.word(&ja, &en).to_owned()
}

/// One exchange of a trial that found nothing against the requirement: first one that is there for it.
fn of_kept(book: &Book<'_>, requirement: &RequirementRecord, trials: &[&TrialRecord]) -> Option<Vec<Cell>> {
    let id = requirement.id.as_str();
    let kept = || trials.iter().filter(|trial| trial.asked.contains_key(id) && broken(trial, id).next().is_none());
    let is_own = |sample: &&Sample| sample.due.requirement == id;
    // A request that is rightly refused says more of a limit than one that is accepted.
    let is_refused = |sample: &&Sample| is_own(sample) && sample.due.outcome == Outcome::Refused;
    let refused = kept().find_map(|trial| Some((trial, trial.samples.iter().find(is_refused)?)));
    let own = refused.or_else(|| kept().find_map(|trial| Some((trial, trial.samples.iter().find(is_own)?))));
    let (trial, sample) = own.or_else(|| kept().find_map(|trial| Some((trial, trial.samples.first()?))))?;
    let line = trial.lines.asked.get(&sample.due.requirement).copied().unwrap_or(trial.lines.first);
    let evidence = book.line(trial, line);
    Some(vec![
        Cell::Id(evidence.clone()),
        Cell::Id(id.to_owned()),
        if requirement.level > Level::Open {
            Cell::Mark("OK", Shade::Good)
        } else {
            Cell::Mark("対象外", Shade::Grey)
        },
        Cell::Id(trial.name.clone()),
        Cell::Text(wording::due(book, &sample.due)),
        Cell::Text(wording::request(sample, MOST_OK)),
        Cell::Text(wording::outcome(sample.status, &sample.codes)),
        Cell::Text(cut(book, &sample.response, MOST_OK, &evidence)),
    ])
}
