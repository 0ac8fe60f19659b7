//! Which of two targets breaks what.

use std::collections::BTreeMap;

use crate::{
    check::FindingKey,
    contract::Language,
    record::{Found, Run, Verdict},
};

/// Which of two targets break something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Which {
    Both,
    OnlyA,
    OnlyB,
    Neither,
}

impl Which {
    fn of(a: bool, b: bool) -> Self {
        match (a, b) {
            (true, true) => Self::Both,
            (true, false) => Self::OnlyA,
            (false, true) => Self::OnlyB,
            (false, false) => Self::Neither,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Both => "both wrong",
            Self::OnlyA => "only A",
            Self::OnlyB => "only B",
            Self::Neither => "same",
        }
    }

    pub(super) fn label(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Both, Language::Japanese) => "両方が違反",
            (Self::OnlyA, Language::Japanese) => "Aだけが違反",
            (Self::OnlyB, Language::Japanese) => "Bだけが違反",
            (Self::Neither, Language::Japanese) => "同じ",
            (which, Language::English) => which.name(),
        }
    }
}

fn wrong(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Fail | Verdict::Warn)
}

/// Every requirement with its verdict on either side.
pub(super) fn requirements<'a>(a: &'a Run, b: &'a Run) -> Vec<(Which, &'a str, Verdict, Verdict)> {
    let verdicts = |run: &'a Run| {
        let all = run.contracts.iter().flat_map(|contract| &contract.requirements);
        all.map(|requirement| (requirement.id.as_str(), requirement.verdict)).collect::<BTreeMap<_, _>>()
    };
    let (of_a, of_b) = (verdicts(a), verdicts(b));
    let both = of_a.iter().filter_map(|(id, a)| Some((*id, *a, *of_b.get(id)?)));
    both.map(|(id, a, b)| (Which::of(wrong(a), wrong(b)), id, a, b)).collect()
}

/// One finding, with what each side shows of it.
pub(super) struct Compared<'a> {
    pub(super) which: Which,
    pub(super) trial: &'a str,
    pub(super) a: Option<&'a Found>,
    pub(super) b: Option<&'a Found>,
}

impl<'a> Compared<'a> {
    /// What the first side shows that shows it.
    pub(super) fn any(&self) -> &'a Found {
        self.a.or(self.b).expect("a side shows it")
    }
}

/// Every finding by its key, with the side that shows it.
pub(super) fn findings<'a>(a: &'a Run, b: &'a Run) -> Vec<Compared<'a>> {
    let keyed = |run: &'a Run| {
        let mut all: BTreeMap<(&str, &FindingKey), &Found> = BTreeMap::new();
        for (trial, found) in run.findings() {
            all.entry((trial.name.as_str(), &found.key)).or_insert(found);
        }
        all
    };
    let (of_a, of_b) = (keyed(a), keyed(b));
    let first = of_a.iter().map(|(key, found)| {
        let b = of_b.get(key).copied();
        Compared { which: Which::of(true, b.is_some()), trial: key.0, a: Some(*found), b }
    });
    let second = of_b.iter().filter(|(key, _)| !of_a.contains_key(*key));
    let second = second.map(|(key, found)| Compared { which: Which::OnlyB, trial: key.0, a: None, b: Some(*found) });
    let mut all: Vec<_> = first.chain(second).collect();
    all.sort_by_key(|compared| compared.which);
    all
}
