//! A budget of requests: what is cut from a plan that is larger, the least telling cases first, and never a requirement.

use super::{Plan, Trial, TrialKind, classes::class_requirement};

impl Plan {
    /// Cuts the chosen trials down to what each target's owner allows. What was cut is told in `cuts`; an error is that no cut
    /// is deep enough.
    pub fn fit(&mut self, chosen: &dyn Fn(&Trial) -> bool) -> Result<(), String> {
        for subject in 0..self.subjects.len() {
            let own = |trial: &&Trial| trial.subject == subject && chosen(trial) && trial.left_out.is_none();
            let numbers: Vec<usize> =
                self.trials.iter().enumerate().filter(|(_, trial)| own(trial)).map(|(number, _)| number).collect();
            let whole = self.sum(&numbers);
            if let Some(budget) = self.subjects[subject].given.limits.requests
                && whole > budget
            {
                let told = self.cut(&numbers, budget)?;
                let id = &self.subjects[subject].suite.contract.id;
                self.cuts.push(format!("{id}: of {whole} requests {budget} are allowed: {}", told.join("; ")));
            }
            self.sessions[subject].gate.plan(self.sum(&numbers));
        }
        Ok(())
    }

    fn sum(&self, numbers: &[usize]) -> u64 {
        numbers.iter().map(|number| self.cost(&self.trials[*number])).sum()
    }

    fn cut(&mut self, numbers: &[usize], budget: u64) -> Result<Vec<String>, String> {
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
            if self.sum(numbers) <= budget {
                told.push(format!("{draws} of {all} random draws for each trial"));
                return Ok(told);
            }
        }
        told.push("no random draws".to_owned());
        let most = numbers.iter().map(|number| self.trials[*number].cases).max().unwrap_or(0);
        let uncut: Vec<Trial> = numbers.iter().map(|number| self.trials[*number].clone()).collect();
        for cap in (1..most).rev() {
            for (number, uncut) in numbers.iter().zip(&uncut) {
                self.trials[*number] = self.capped(uncut, cap);
            }
            if self.sum(numbers) <= budget {
                told.push(format!("at most {cap} cases of a generated trial, one for each requirement at least"));
                return Ok(told);
            }
        }
        told.push("one case of a generated trial for each requirement".to_owned());
        let left_out = self.leave_out(numbers, budget)?;
        told.push(format!("{left_out} trials left out whose requirements others test"));
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
            TrialKind::Pairs(_) | TrialKind::Precedence(_) | TrialKind::Raw { .. } | TrialKind::Scenario(_) => {}
        }
        trial
    }

    /// Leaves out trials whose requirements other trials test, until the rest fits; how many.
    fn leave_out(&mut self, numbers: &[usize], budget: u64) -> Result<usize, String> {
        let mut order: Vec<usize> = numbers.to_vec();
        order.sort_by_key(|number| {
            let trial = &self.trials[*number];
            (worth(&trial.kind), std::cmp::Reverse(self.cost(trial)), trial.name.clone())
        });
        let mut left_out = 0;
        for number in order {
            if self.sum(numbers) <= budget {
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
        if least <= budget {
            return Ok(left_out);
        }
        let id = &self.subjects[self.trials[numbers[0]].subject].suite.contract.id;
        Err(format!(
            "the profile allows {budget} requests, and every requirement of {id} takes {least}; \
             raise `requests` under [{id}] limits, or choose fewer trials with a filter"
        ))
    }
}

fn out_of(budget: u64) -> String {
    format!("the {budget} requests that the profile allows leave it out")
}

/// What is left out first: trials that tell least about single requirements.
fn worth(kind: &TrialKind) -> u8 {
    match kind {
        TrialKind::Precedence(_) => 0,
        TrialKind::Random(_) => 1,
        TrialKind::Pairs(_) => 2,
        TrialKind::Raw { .. } => 3,
        TrialKind::Accepts { .. } => 4,
        TrialKind::Rejects { .. } => 5,
        TrialKind::Scenario(_) => 6,
    }
}
