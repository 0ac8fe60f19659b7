//! A budget of requests: what is cut from a plan that is larger, the cases that show least first, and never a requirement.

use super::{Plan, Trial, TrialKind, classes::class_requirement};
use crate::contract::{Message, ReasonId, Text};

impl Plan {
    /// Cuts the chosen trials down to what each target's owner allows. What was cut is reported in `cuts`; an error is that no cut
    /// is deep enough.
    pub fn fit(&mut self, chosen: &dyn Fn(&Trial) -> bool) -> Result<(), String> {
        for subject in 0..self.subjects.len() {
            let own = |trial: &&Trial| trial.subject == subject && chosen(trial) && trial.left_out.is_none();
            let numbers: Vec<usize> =
                self.trials.iter().enumerate().filter(|(_, trial)| own(trial)).map(|(number, _)| number).collect();
            let before = self.flown(subject, chosen);
            let whole = self.sum(&numbers) + before;
            if let Some(budget) = self.subjects[subject].given.limits.requests
                && whole > budget
            {
                let told = self.cut_around(&numbers, before, budget)?;
                let id = &self.subjects[subject].suite.contract.id;
                let Text { ja, en } = Text::joined(&told, "、", "; ");
                self.cuts.push(Text {
                    ja: format!("{id}: リクエスト {whole} 件のうち {budget} 件まで許可: {ja}"),
                    en: format!("{id}: of {whole} requests {budget} are allowed: {en}"),
                });
            }
            self.sessions[subject].gate.plan(self.sum(&numbers));
        }
        Ok(())
    }

    fn sum(&self, numbers: &[usize]) -> u64 {
        numbers.iter().map(|number| self.cost(&self.trials[*number])).sum()
    }

    /// Cuts trials so that the good requests before them fit as well; where they never do, they are what is left out.
    fn cut_around(&mut self, numbers: &[usize], before: u64, budget: u64) -> Result<Vec<Text>, String> {
        let uncut: Vec<Trial> = numbers.iter().map(|number| self.trials[*number].clone()).collect();
        if let Some(most) = budget.checked_sub(before)
            && let Ok(told) = self.cut(numbers, most, budget)
        {
            return Ok(told);
        }
        for (number, uncut) in numbers.iter().zip(uncut) {
            self.trials[*number] = uncut;
        }
        let mut told = if self.sum(numbers) > budget { self.cut(numbers, budget, budget)? } else { Vec::new() };
        told.push(text("計画前の正常なリクエストなし", "no good request before the plan"));
        Ok(told)
    }

    fn cut(&mut self, numbers: &[usize], most: u64, budget: u64) -> Result<Vec<Text>, String> {
        let mut told = Vec::new();
        let all = self.settings.cases;
        let whole: Vec<u32> = numbers.iter().map(|number| self.trials[*number].cases).collect();
        for draws in (0..all).rev() {
            for (number, whole) in numbers.iter().zip(&whole) {
                let trial = &mut self.trials[*number];
                trial.cases = match trial.kind {
                    TrialKind::Random(_) => {
                        trial.left_out = (draws == 0).then(|| out_of(budget));
                        draws * 10
                    }
                    TrialKind::Rejects { .. } => whole - all + draws,
                    _ => *whole,
                };
            }
            if self.sum(numbers) <= most {
                told.push(Text {
                    ja: format!("試験ごとの無作為な生成は {all} 件のうち {draws} 件"),
                    en: format!("{draws} of {all} random draws for each trial"),
                });
                return Ok(told);
            }
        }
        told.push(text("無作為な生成なし", "no random draws"));
        let largest = numbers.iter().map(|number| self.trials[*number].cases).max().unwrap_or(0);
        let uncut: Vec<Trial> = numbers.iter().map(|number| self.trials[*number].clone()).collect();
        for cap in (1..largest).rev() {
            for (number, uncut) in numbers.iter().zip(&uncut) {
                self.trials[*number] = self.capped(uncut, cap);
            }
            if self.sum(numbers) <= most {
                told.push(Text {
                    ja: format!("生成する試験のケースは最大 {cap} 件（要件ごとに最低 1 件）"),
                    en: format!("at most {cap} cases of a generated trial, one for each requirement at least"),
                });
                return Ok(told);
            }
        }
        told.push(text("生成する試験のケースは要件ごとに 1 件", "one case of a generated trial for each requirement"));
        let left_out = self.leave_out(numbers, most, budget)?;
        told.push(Text {
            ja: format!("ほかの試験が要件を確かめる試験 {left_out} 件を除外"),
            en: format!("{left_out} trials left out whose requirements others test"),
        });
        Ok(told)
    }

    /// A trial with fewer cases; valid requests keep one for each requirement.
    fn capped(&self, trial: &Trial, cap: u32) -> Trial {
        let mut trial = trial.clone();
        match &mut trial.kind {
            TrialKind::Accepts { operation, classes } => {
                let subject = &self.subjects[trial.subject];
                let form = &subject.suite.contract.operations[*operation];
                let drawer = &subject.drawers[*operation];
                let mut seen = Vec::new();
                let (first, again): (Vec<usize>, Vec<usize>) = classes.iter().partition(|class| {
                    let requirement = class_requirement(form, drawer, &drawer.classes()[**class]).0;
                    let fresh = !seen.contains(&requirement);
                    seen.push(requirement);
                    fresh
                });
                let more = (cap as usize).saturating_sub(first.len());
                let mut kept: Vec<usize> = first.into_iter().chain(again.into_iter().take(more)).collect();
                kept.sort_unstable();
                trial.cases = u32::try_from(kept.len()).unwrap_or(u32::MAX);
                *classes = kept;
            }
            TrialKind::Rejects { .. } | TrialKind::Random(_) => trial.cases = trial.cases.min(cap),
            TrialKind::Pairs(_)
            | TrialKind::Precedence(_)
            | TrialKind::Raw { .. }
            | TrialKind::Altered { .. }
            | TrialKind::Scenario(_) => {}
        }
        trial
    }

    /// Leaves out trials whose requirements other trials test, until the rest fits; how many.
    fn leave_out(&mut self, numbers: &[usize], most: u64, budget: u64) -> Result<usize, String> {
        let mut order: Vec<usize> = numbers.to_vec();
        order.sort_by_key(|number| {
            let trial = &self.trials[*number];
            (worth(&trial.kind), std::cmp::Reverse(self.cost(trial)), trial.name.clone())
        });
        let mut left_out = 0;
        for number in order {
            if self.sum(numbers) <= most {
                break;
            }
            let tested = |requirement: &String| {
                let others = numbers.iter().filter(|other| **other != number).map(|other| &self.trials[*other]);
                others.into_iter().any(|other| {
                    other.left_out.is_none() && other.cases > 0 && other.requirements.contains(requirement)
                })
            };
            if self.cost(&self.trials[number]) > 0 && self.trials[number].requirements.iter().all(tested) {
                self.trials[number].left_out = Some(out_of(budget));
                left_out += 1;
            }
        }
        let least = self.sum(numbers);
        if least <= most {
            return Ok(left_out);
        }
        let id = &self.subjects[self.trials[numbers[0]].subject].suite.contract.id;
        Err(format!(
            "the profile allows {budget} requests, and every requirement of {id} takes {least}; \
             raise `requests` under [{id}] limits, or choose fewer trials with a filter"
        ))
    }
}

fn text(ja: &str, en: &str) -> Text {
    Text { ja: ja.to_owned(), en: en.to_owned() }
}

fn out_of(budget: u64) -> Message {
    ReasonId::OverBudget.with([budget.into()])
}

/// What is left out first: trials that show least about single requirements.
fn worth(kind: &TrialKind) -> u8 {
    match kind {
        TrialKind::Precedence(_) => 0,
        TrialKind::Random(_) => 1,
        TrialKind::Pairs(_) => 2,
        TrialKind::Raw { .. } | TrialKind::Altered { .. } => 3,
        TrialKind::Accepts { .. } => 4,
        TrialKind::Rejects { .. } => 5,
        TrialKind::Scenario(_) => 6,
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::OnceLock};

    use serde_json::json;

    use super::*;
    use crate::{
        run::{
            Subject,
            testing::{files, order, plan, profile, scenario},
        },
        target::Limits,
    };

    /// The shop with a budget of requests, and a scenario that has no case, because its state is not given.
    fn with(requests: Option<u64>) -> Plan {
        static SHOP: OnceLock<Subject> = OnceLock::new();
        let shop = || {
            let steps = json!([order("a", &json!({}), "accepted", &[])]);
            let idle = json!({"steps": steps, "state": "order-known", "requirements": ["SH-note"]});
            let files = scenario(files(), "idle", &idle);
            Subject::url(&files, "shop", profile("http://127.0.0.1:1")).expect("a subject")
        };
        let mut subject = SHOP.get_or_init(shop).clone();
        subject.given.limits = Limits { requests, ..Limits::default() };
        plan(subject)
    }

    fn chosen(trial: &Trial) -> bool {
        !trial.name.starts_with("shop/find/") && !trial.name.starts_with("shop/cancel/")
    }

    /// The requirements that the chosen trials still test.
    fn tested(plan: &Plan) -> BTreeSet<String> {
        let played = plan.trials.iter().filter(|trial| chosen(trial) && trial.left_out.is_none() && trial.cases > 0);
        played.flat_map(|trial| trial.requirements.clone()).collect()
    }

    /// The cases of a trial of orders, unless it is left out.
    fn cases(plan: &Plan, name: &str) -> Option<u32> {
        let trial = plan.trials.iter().find(|trial| trial.name == format!("shop/order/{name}")).expect("it is there");
        trial.left_out.is_none().then_some(trial.cases)
    }

    fn sum(plan: &Plan) -> u64 {
        plan.trials.iter().filter(|trial| chosen(trial)).map(|trial| plan.cost(trial)).sum()
    }

    #[test]
    fn the_least_telling_cases_go_first_and_never_a_requirement() {
        let all = tested(&with(None));
        let at_most = |cap: u32| {
            format!("no random draws; at most {cap} cases of a generated trial, one for each requirement at least")
        };
        let left_out = |count: u32| {
            format!(
                "no random draws; one case of a generated trial for each requirement; {count} trials left out whose requirements others test"
            )
        };
        for (budget, told, left, [random, maximum, note, precedence]) in [
            (323, None, 322, [Some(30), Some(6), Some(39), Some(6)]),
            (322, Some("2 of 3 random draws for each trial".to_owned()), 294, [Some(20), Some(5), Some(39), Some(6)]),
            (295, Some("2 of 3 random draws for each trial".to_owned()), 294, [Some(20), Some(5), Some(39), Some(6)]),
            (266, Some("0 of 3 random draws for each trial".to_owned()), 238, [None, Some(3), Some(39), Some(6)]),
            (238, Some(at_most(38)), 237, [None, Some(3), Some(38), Some(6)]),
            (123, Some(at_most(4)), 108, [None, Some(3), Some(4), Some(6)]),
            (72, Some(at_most(1)), 52, [None, Some(1), Some(1), Some(6)]),
            (52, Some(left_out(1)), 46, [None, Some(1), Some(1), None]),
            (9, Some(left_out(39)), 8, [None, None, None, None]),
            (8, Some(left_out(39) + "; no good request before the plan"), 8, [None, None, None, None]),
        ] {
            let mut plan = with(Some(budget));
            assert_eq!(plan.fit(&chosen), Ok(()), "{budget}");
            let told: Vec<String> =
                told.into_iter().map(|told| format!("shop: of 323 requests {budget} are allowed: {told}")).collect();
            assert_eq!(english(&plan), told);
            assert_eq!(sum(&plan), left);
            let names = ["accepts/random", "rejects/count/maximum", "accepts/note", "precedence"];
            assert_eq!(names.map(|name| cases(&plan, name)), [random, maximum, note, precedence], "{budget}");
            assert_eq!(tested(&plan), all, "{budget}");
            let why = format!("the {budget} requests that the profile allows leave it out");
            assert!(
                plan.trials
                    .iter()
                    .filter(|trial| trial.untold.is_empty())
                    .filter_map(|trial| trial.left_out.as_ref())
                    .all(|told| told.english() == why),
                "{budget}"
            );
        }
    }

    fn english(plan: &Plan) -> Vec<&str> {
        plan.cuts.iter().map(|cut| cut.en.as_str()).collect()
    }

    #[test]
    fn what_is_cut_is_told_in_japanese_as_well() {
        for (budget, due) in [
            (322, "shop: リクエスト 323 件のうち 322 件まで許可: 試験ごとの無作為な生成は 3 件のうち 2 件"),
            (
                123,
                "shop: リクエスト 323 件のうち 123 件まで許可: 無作為な生成なし、生成する試験のケースは最大 4 件（要件ごとに最低 1 件）",
            ),
        ] {
            let mut plan = with(Some(budget));
            assert_eq!(plan.fit(&chosen), Ok(()));
            assert_eq!(plan.cuts[0].ja, due);
        }
    }

    #[test]
    fn every_budget_down_to_the_least_is_kept_and_tests_every_requirement() {
        let all = tested(&with(None));
        for budget in 8..60 {
            let mut plan = with(Some(budget));
            assert_eq!(plan.fit(&chosen), Ok(()), "{budget}");
            assert!(sum(&plan) <= budget && tested(&plan) == all, "{budget}");
        }
        let mut plan = with(Some(7));
        let told = "the profile allows 7 requests, and every requirement of shop takes 8; \
            raise `requests` under [shop] limits, or choose fewer trials with a filter";
        assert_eq!(plan.fit(&chosen), Err(told.to_owned()));
        let idle = plan.trials.iter().find(|trial| trial.name == "shop/scenario/idle").expect("it is there");
        assert_eq!(idle.left_out, None, "it costs nothing");
    }

    #[test]
    fn what_is_not_chosen_costs_nothing_and_stays_as_it_is() {
        let (mut plan, uncut) = (with(Some(300)), with(None));
        assert_eq!(plan.fit(&chosen), Ok(()));
        let others = |plan: &Plan| {
            let others = plan.trials.iter().filter(|trial| !chosen(trial));
            others.map(|trial| (trial.name.clone(), trial.cases, trial.left_out.clone())).collect::<Vec<_>>()
        };
        assert_eq!(others(&plan), others(&uncut));
        let mut unlimited = with(None);
        assert_eq!(unlimited.fit(&chosen), Ok(()));
        assert!(unlimited.cuts.is_empty() && sum(&unlimited) == 322);
        let mut small = with(Some(1));
        assert_eq!(small.fit(&|trial| trial.name == "shop/order/raw/empty"), Ok(()), "one request is enough for it");
        assert_eq!(english(&small), ["shop: of 2 requests 1 are allowed: no good request before the plan"]);
    }

    #[test]
    fn trials_that_tell_least_about_single_requirements_are_left_out_first() {
        let kinds = [
            TrialKind::Precedence(0),
            TrialKind::Random(0),
            TrialKind::Pairs(0),
            TrialKind::Raw { operation: 0, kind: 0 },
            TrialKind::Accepts { operation: 0, classes: Vec::new() },
            TrialKind::Rejects { operation: 0, constraint: 0 },
            TrialKind::Scenario(0),
        ];
        assert!(kinds.iter().map(worth).is_sorted_by(|one, other| one < other));
    }
}
