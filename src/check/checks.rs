//! A row of the table of checks, and judging by the whole table.

use super::{Evidence, Finding, Judgement};
use crate::contract::Outcome;

/// What a response gives away does not follow from what is wrong with it as a whole.
const OF_THEIR_OWN: [&str; 3] = ["secrets", "leaks", "foreign"];

/// One way in which a response is judged.
pub struct Check {
    /// Its name in findings, reports, baselines and waivers: fixed for ever.
    pub name: &'static str,
    /// Whether it also judges responses to requests whose treatment is open.
    pub always: bool,
    /// Whether what follows in a case rests on what it judges, so that the case is over with a finding of it.
    pub ends_case: bool,
    pub(super) judge: for<'a> fn(&Evidence<'a>, &mut Judgement<'a>),
}

/// The table of checks.
pub struct Checks(pub(super) &'static [Check]);

impl Checks {
    /// Judges one exchange by every check that applies.
    pub fn judgement<'a>(&self, evidence: &Evidence<'a>) -> Judgement<'a> {
        let mut judgement = Judgement::default();
        let due = evidence.expectation;
        for check in self.0.iter().filter(|check| check.always || due.outcome != Outcome::Any) {
            let before = judgement.findings.len();
            (check.judge)(evidence, &mut judgement);
            for finding in &mut judgement.findings[before..] {
                finding.check = check.name.into();
            }
        }
        if !judgement.findings.is_empty() {
            let flaw = evidence.flaw();
            let follow = judgement.findings.iter_mut().filter(|finding| !OF_THEIR_OWN.contains(&&*finding.check));
            follow.for_each(|finding| flaw.clone_into(&mut finding.flaw));
        }
        if !due.requirement.is_empty() {
            let accused = judgement.findings.iter().any(|finding| finding.requirement == due.requirement);
            if accused || (!judgement.unread && evidence.is_witness()) {
                judgement.asked.push(&due.requirement);
            } else {
                judgement.unseen = true;
            }
        }
        judgement
    }

    /// Whether a case is over with this finding: what would follow could only repeat it in other words.
    pub fn ends_case(&self, finding: &Finding) -> bool {
        self.0.iter().any(|check| check.ends_case && check.name == finding.check)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::Made;
    use super::*;

    fn finds<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
        judgement.asked.push("MU-rule");
        judgement.findings.push(evidence.finding("MU-rule", None, "", "".into(), "".into()));
    }

    const MADE_UP: Checks = Checks(&[
        Check { name: "first", always: true, ends_case: false, judge: finds },
        Check { name: "second", always: false, ends_case: true, judge: finds },
    ]);

    fn names(made: &Made) -> Vec<String> {
        made.evidence(|evidence| {
            MADE_UP.judgement(evidence).findings.iter().map(|finding| finding.check.to_string()).collect()
        })
    }

    #[test]
    fn each_finding_bears_the_name_of_its_check() {
        assert_eq!(names(&Made::new()), ["first", "second"]);
        assert_eq!(names(&Made::new().refused("", &[json!(1)])), ["first", "second"]);
    }

    #[test]
    fn where_the_treatment_is_open_only_some_checks_judge() {
        assert_eq!(names(&Made::new().open()), ["first"]);
    }

    #[test]
    fn the_requirement_that_is_due_is_asked_for_and_none_where_there_is_none() {
        let asked = |made: &Made| made.evidence(|evidence| MADE_UP.judgement(evidence).asked.join(" "));
        let mut made = Made::new();
        assert_eq!(asked(&made), "MU-rule MU-rule MU-served");
        made.due.requirement.clear();
        assert_eq!(asked(&made), "MU-rule MU-rule");
    }

    #[test]
    fn a_promise_is_kept_only_where_that_was_seen() {
        let by = |made: &Made, checks: &Checks| {
            let judged = |evidence: &Evidence<'_>| {
                let judgement = checks.judgement(evidence);
                (judgement.asked.contains(&evidence.expectation.requirement.as_str()), judgement.unseen)
            };
            made.evidence(judged)
        };
        let (kept, unseen) = ((true, false), (false, true));
        let (good, row) = (json!({"rows": [{"code": 0}]}), json!({"rows": [{"code": 3}]}));
        let accepted = |status: u16, body: &serde_json::Value| Made::new().answers(status, body);
        let refused =
            |status: u16, body: &serde_json::Value| Made::new().refused("", &[json!("E4")]).answers(status, body);
        let at_row = |body: &serde_json::Value| Made::new().refused("/rows/0/amount", &[json!(3)]).answers(200, body);
        for (made, due) in vec![
            (accepted(200, &good), kept),
            (accepted(404, &good), unseen),
            (accepted(200, &json!({})), unseen),
            (accepted(200, &row), unseen),
            (Made::new().answers_text(200, "application/json", ""), unseen),
            (refused(400, &json!({"error": {"code": "E4"}})), kept),
            (refused(400, &json!({"error": {"code": "E5"}})), unseen),
            (refused(404, &json!({})), unseen),
            (refused(200, &good), unseen),
            (Made::new().refused("", &[]).answers(404, &json!({})), unseen),
            (Made::new().refused("", &[]).answers_error(400, "E9"), kept),
            (at_row(&row), kept),
            (at_row(&json!({"rows": [{"code": 0}, {"code": 3}]})), unseen),
            (Made::new().open(), kept),
            (Made::new().open().answers(404, &json!({})), unseen),
        ] {
            assert_eq!(by(&made, &Checks(&[])), due, "{:?} {:?}", made.due, made.came);
        }
        let accused = Checks(&[Check {
            name: "first",
            always: true,
            ends_case: false,
            judge: |evidence, judgement| {
                let due = &evidence.expectation.requirement;
                judgement.findings.push(evidence.finding(due, None, "", "".into(), "".into()));
            },
        }]);
        assert_eq!(by(&accepted(404, &good), &accused), kept, "what is accused was put to the test");
    }

    #[test]
    fn a_case_is_over_with_a_finding_of_a_check_that_ends_it() {
        let findings = Made::new().evidence(|evidence| MADE_UP.judgement(evidence).findings);
        let ends: Vec<bool> = findings.iter().map(|finding| MADE_UP.ends_case(finding)).collect();
        assert_eq!(ends, [false, true]);
    }
}
