//! The runs against a target one after the other: what is new since the last one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Run, RunVerdict, TargetRecord, Verdict};
use crate::target::TestedProduct;

/// The version of the form; a reader refuses another one.
pub const HISTORY_FORM: u32 = 1;

/// One run, in as few words as possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastRun {
    /// The version of the form.
    pub history: u32,
    /// When it started, UTC, RFC 3339.
    pub started: String,
    /// The version of the program.
    pub tekigo: String,
    /// The target.
    pub target: TargetRecord,
    /// What was certified.
    #[serde(default, rename = "subject", skip_serializing_if = "TestedProduct::is_empty")]
    pub product: TestedProduct,
    /// The hash of the plan.
    pub plan_hash: String,
    /// The seed.
    pub seed: u64,
    /// Whether `should` counted as `must`.
    pub strict: bool,
    /// Whether every trial that was chosen was played to its end.
    pub complete: bool,
    /// Its verdict.
    pub verdict: RunVerdict,
    /// Its findings, without observations.
    pub findings: u64,
    /// Its requests.
    pub exchanges: u64,
    /// How long it took.
    pub milliseconds: u64,
    /// The results of its contracts.
    pub contracts: Vec<PastContract>,
}

/// A contract of such a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastContract {
    /// Its id.
    pub id: String,
    /// The digest of its files.
    pub digest: String,
    /// Its requirements by verdict.
    pub verdicts: BTreeMap<Verdict, Vec<String>>,
}

/// The runs before one, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// The version of the form.
    pub history: u32,
    /// The runs.
    pub runs: Vec<PastRun>,
}

/// A requirement by its contract and its id.
type Named<'a> = (&'a str, &'a str);

impl PastRun {
    /// A run in short.
    pub fn of(run: &Run) -> Self {
        let contract = |contract: &super::ContractRecord| {
            let mut verdicts: BTreeMap<Verdict, Vec<String>> = BTreeMap::new();
            for requirement in &contract.requirements {
                verdicts.entry(requirement.verdict).or_default().push(requirement.id.clone());
            }
            PastContract { id: contract.id.clone(), digest: contract.digest.clone(), verdicts }
        };
        let spent = std::time::Duration::try_from_secs_f64(run.seconds).unwrap_or_default();
        Self {
            history: HISTORY_FORM,
            started: run.started.clone(),
            tekigo: env!("CARGO_PKG_VERSION").to_owned(),
            target: run.target.clone(),
            product: run.product.clone(),
            plan_hash: run.plan_hash.clone(),
            seed: run.seed,
            strict: run.strict,
            complete: run.complete,
            verdict: run.verdict(),
            findings: run.total(|trial| trial.findings.len() as u64).saturating_sub(run.observations()),
            exchanges: run.total(|trial| trial.exchanges),
            milliseconds: u64::try_from(spent.as_millis()).unwrap_or(u64::MAX),
            contracts: run.contracts.iter().map(contract).collect(),
        }
    }

    /// How many requirements have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.contracts.iter().filter_map(|contract| contract.verdicts.get(&verdict)).map(Vec::len).sum()
    }

    /// What it says of a requirement, where it tested it.
    fn tested(&self, (contract, id): Named<'_>) -> Option<Verdict> {
        let own = self.contracts.iter().find(|own| own.id == contract)?;
        let said = own.verdicts.iter().find(|(_, ids)| ids.iter().any(|known| known == id));
        said.map(|(verdict, _)| *verdict).filter(|verdict| !matches!(verdict, Verdict::NotTested | Verdict::Error))
    }
}

impl History {
    /// The requirements that fail and did not when they were last tested.
    pub fn failed_anew<'a>(&self, run: &'a Run) -> Vec<Named<'a>> {
        if self.runs.is_empty() {
            return Vec::new();
        }
        of(run, |now| now == Verdict::Fail).filter(|named| self.last(*named) != Some(Verdict::Fail)).collect()
    }

    /// The requirements that are kept and failed when they were last tested.
    pub fn fixed<'a>(&self, run: &'a Run) -> Vec<Named<'a>> {
        let kept = |now| matches!(now, Verdict::Pass | Verdict::Info);
        of(run, kept).filter(|named| self.last(*named) == Some(Verdict::Fail)).collect()
    }

    /// The verdict on a requirement when it was last tested.
    fn last(&self, named: Named<'_>) -> Option<Verdict> {
        self.runs.iter().rev().find_map(|run| run.tested(named))
    }

    /// Its text.
    pub fn written(&self) -> String {
        // Strings and numbers always have a text.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// The requirements of a run whose verdict is one of some.
fn of<'a>(run: &'a Run, is: impl Fn(Verdict) -> bool + 'a) -> impl Iterator<Item = Named<'a>> {
    let all = run.contracts.iter().flat_map(|contract| contract.requirements.iter().map(move |one| (contract, one)));
    all.filter(move |(_, one)| is(one.verdict)).map(|(contract, one)| (contract.id.as_str(), one.id.as_str()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A run of one contract in which requirements have verdicts.
    fn run(started: &str, verdicts: &[(&str, &str)]) -> Run {
        let requirements: Vec<_> = verdicts
            .iter()
            .map(|(id, verdict)| {
                json!({"id": id, "level": "must", "text": {"ja": "", "en": ""}, "source": {}, "readings": [], "states": [],
                    "verdict": verdict, "cases": 1, "trials": [], "reason": ""})
            })
            .collect();
        let contract = json!({"id": "shop", "title": {"ja": "", "en": ""}, "digest": "sha256:0a", "readings": {}, "choices": [],
            "states": {}, "requirements": requirements, "codes": [], "precedence": [], "latency": {}, "likely": [], "unbroken": []});
        let target = json!({"name": "acme", "kind": "url", "url": "http://127.0.0.1:1"});
        let run = json!({"seed": 7, "plan_hash": "0b", "started": started, "seconds": 1.5, "target": target, "arguments": [],
            "strict": false, "complete": true, "contracts": [contract], "trials": [], "cuts": [], "ended": null});
        serde_json::from_value(run).expect("a run")
    }

    fn history(runs: &[&[(&str, &str)]]) -> History {
        let each = runs.iter().zip(1..).map(|(verdicts, day)| PastRun::of(&run(&format!("2027-01-0{day}"), verdicts)));
        History { history: HISTORY_FORM, runs: each.collect() }
    }

    #[test]
    fn what_is_new_is_what_failed_not_when_it_was_last_tested() {
        let now = run("2027-01-09", &[("A", "fail"), ("B", "pass"), ("C", "fail"), ("D", "not-tested"), ("E", "pass")]);
        let ids = |named: Vec<Named<'_>>| named.iter().map(|(_, id)| *id).collect::<String>();
        for (earlier, anew, fixed) in [
            (&[][..], "", ""),
            (&[&[("A", "pass"), ("B", "fail"), ("C", "fail"), ("D", "fail"), ("E", "pass")][..]], "A", "B"),
            // What a run left out, or could not test, is compared with the run before it.
            (&[&[("A", "fail"), ("B", "fail")], &[("A", "not-tested"), ("B", "error"), ("C", "pass")]], "C", "B"),
            (&[&[("A", "fail"), ("B", "fail")], &[("A", "warn"), ("B", "waived"), ("C", "info")]], "AC", ""),
            // A requirement that was never tested before is new as well.
            (&[&[("E", "pass")]], "AC", ""),
        ] {
            let history = history(earlier);
            let told = (ids(history.failed_anew(&now)), ids(history.fixed(&now)));
            assert_eq!(told, (anew.to_owned(), fixed.to_owned()), "{earlier:?}");
        }
    }

    #[test]
    fn a_requirement_of_another_contract_is_another_one() {
        let mut history = history(&[&[("A", "fail")]]);
        history.runs[0].contracts[0].id = "other".to_owned();
        assert_eq!(history.failed_anew(&run("2027-01-09", &[("A", "fail")])), [("shop", "A")]);
    }

    #[test]
    fn a_run_in_short_is_read_as_it_was_written() {
        let past = PastRun::of(&run("2027-01-01", &[("A", "fail"), ("B", "pass"), ("C", "pass")]));
        assert_eq!((past.count(Verdict::Pass), past.count(Verdict::Fail), past.count(Verdict::Warn)), (2, 1, 0));
        assert_eq!((past.verdict, past.milliseconds, past.seed), (RunVerdict::NotConformant, 1_500, 7));
        let line = serde_json::to_string(&past).expect("JSON");
        assert_eq!(serde_json::from_str::<PastRun>(&line).expect("what was written"), past);
        let all = history(&[&[("A", "fail")], &[]]);
        assert_eq!(serde_json::from_str::<History>(&all.written()).expect("what was written"), all);
    }
}
