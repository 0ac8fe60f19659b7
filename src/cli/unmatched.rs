//! The error where no trial of a plan fits the filters.

use crate::{run::Plan, target::nearest};

/// The filters that fit nothing, each with what was probably meant.
pub(super) fn unmatched(filters: &[String], plan: &Plan) -> String {
    let each = filters.iter().map(|filter| format!("no trial matches `{filter}`{}", meant(filter, plan)));
    let each: Vec<String> = each.collect();
    if each.is_empty() {
        return "no trial is left to run; `tekigo list trials` names those of the plan".to_owned();
    }
    format!("{}; `tekigo list trials` names them", each.join("; "))
}

fn meant(filter: &str, plan: &Plan) -> String {
    let requirements = || plan.subjects.iter().flat_map(|subject| &subject.suite.contract.requirements);
    let ids: Vec<&str> = requirements().map(|requirement| requirement.id.as_str()).collect();
    if let Some(id) = ids.iter().find(|id| id.eq_ignore_ascii_case(filter)) {
        return format!(": {id} is judged in the trials of other requirements and has none of its own");
    }
    // A slip is mostly in one part of a name: the last of a path, or the whole of an id.
    let parts = plan.trials.iter().flat_map(|trial| trial.name.split('/'));
    let names = plan.trials.iter().map(|trial| trial.name.as_str());
    let part = filter.rsplit('/').next().unwrap_or(filter);
    let near = nearest(filter, ids.iter().copied()).or_else(|| nearest(filter, names)).or_else(|| nearest(part, parts));
    near.map(|near| format!("; did you mean {near}?")).unwrap_or_default()
}
