//! Pursuing a finding within its trial: the case that shows it is repeated, and saved.
//!
//! A finding is called flaky only where a case that is repeated keeps every promise. One with another finding may rest on what the
//! first request left behind (a record that is there now), and says nothing of the kind.
//!
//! Shrinking comes after the trials, in `causes`: what lies behind a finding is known only when all of them are.

use super::{Target, case::Case, lane::Lane, play::play, stage::Stage};
use crate::{check::Finding, contract::Level, record::Found, target::Purpose};

/// How often the same bytes are sent again, at most.
pub const ONCE_MORE: u32 = 2;

/// Pursues a finding that a case has shown, after it sent what `sent` stands for.
pub(super) async fn pursue(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    case: &Case<'_>,
    mut found: Found,
    sent: Vec<u64>,
) -> Found {
    lane.scribe.found(&found);
    lane.purpose = Purpose::Again;
    found.flaky = is_flaky(lane, stage, case, &found.finding, &sent).await;
    lane.purpose = Purpose::Case;
    found.scenario = case.to_scenario(stage, &found.finding);
    found
}

/// Whether it is worth repeating a case: not against the embedded reference, whose responses follow from the requests, and never
/// where nothing is made small either. A case that uses up a state of the target's owner may rightly end otherwise.
fn is_worth_repeating(stage: &Stage<'_>, case: &Case<'_>, finding: &Finding) -> bool {
    finding.level > Level::Open
        && stage.settings.shrink > 0
        && matches!(stage.subject.target, Target::Url)
        && !case.uses_state()
}

/// Whether the same bytes, sent again, keep every promise.
async fn is_flaky(lane: &mut Lane<'_>, stage: &Stage<'_>, case: &Case<'_>, finding: &Finding, sent: &[u64]) -> bool {
    if !is_worth_repeating(stage, case, finding) {
        return false;
    }
    let mut kept = false;
    for _ in 0..ONCE_MORE {
        if !lane.spend(case.cost()) {
            break;
        }
        let Some(again) = play(lane, stage, case, None).await else { break };
        // One call is the same bytes each time; a scenario may build on what earlier steps were answered.
        if again.error.is_some() || (case.cost() > 1 && !again.starts_with(sent)) {
            break;
        }
        kept |= again.findings.iter().all(|(finding, _)| finding.level == Level::Open);
    }
    kept
}
