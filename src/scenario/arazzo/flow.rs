//! What follows a step: `onSuccess` and `onFailure`, as steps that are played where something holds, or again until it does.

use serde_json::{Value, json};

use super::{
    condition::criterion,
    place::{Position, Reader},
    runtime::Scope,
};
use crate::contract::{ArazzoId, LoadError};

/// What follows one step.
#[derive(Debug, Default)]
pub(super) struct Edges {
    /// Its number among the steps of the scenario; `None` for a step that calls a workflow.
    pub(super) step: Option<usize>,
    /// Whether the step meets its criteria; `None` if it has none.
    success: Option<String>,
    /// Where it continues if it met them, and where if it did not: the condition, and the step (`None` ends the workflow).
    ways: Vec<(bool, String, Option<String>)>,
    /// How it is repeated.
    repeat: Option<Value>,
}

/// Reads the actions of a step.
pub(super) fn flowing(
    reader: &Reader<'_>,
    (at, step): (&Position, &Value),
    workflow: &Value,
    scope: &Scope,
) -> Result<Edges, LoadError> {
    let all = |at: &Position, value: &Value, key: &str| {
        let list = value[key].as_array().into_iter().flatten().enumerate();
        list.map(|(index, one)| criteria(reader, &at.child(&format!("{key}/{index}")), one, scope))
            .collect::<Result<Vec<_>, _>>()
    };
    let mut edges = Edges { success: joined(&all(at, step, "successCriteria")?), ..Edges::default() };
    for (key, of_workflow, kind, good) in [
        ("onSuccess", "successActions", "successActions", true),
        ("onFailure", "failureActions", "failureActions", false),
    ] {
        let own = step[key].as_array().or(workflow[of_workflow].as_array());
        for (index, action) in own.into_iter().flatten().enumerate() {
            let at = at.child(&format!("{key}/{index}"));
            let action = reader.resolved(&at, action, kind)?;
            let conditions = all(&at, &action, "criteria")?;
            let when = joined(&conditions).unwrap_or_else(|| "true".to_owned());
            match action["type"].as_str() {
                Some("end") => edges.ways.push((good, when, None)),
                Some("goto") => {
                    let target = action["stepId"].as_str().ok_or_else(|| {
                        let fix = ArazzoId::CallOwnStep;
                        reader.error(&at, ArazzoId::GoOnWithOther, fix)
                    })?;
                    edges.ways.push((good, when, Some(target.to_owned())));
                }
                Some("retry") if !good => edges.repeat = Some(retried(reader, &at, &action, (&edges, &conditions))?),
                other => {
                    let problem = ArazzoId::ActionType.with([other.unwrap_or("nothing").into()]);
                    return Err(reader.error(&at.child("type"), problem, ArazzoId::WriteEnd));
                }
            }
        }
    }
    Ok(edges)
}

fn criteria(reader: &Reader<'_>, at: &Position, one: &Value, scope: &Scope) -> Result<String, LoadError> {
    criterion(one, scope).map_err(|refused| reader.refused(at, refused))
}

fn joined(conditions: &[String]) -> Option<String> {
    (!conditions.is_empty()).then(|| conditions.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" && "))
}

/// `retry`: the step is played again until its criteria hold, or the condition for another try does not.
fn retried(
    reader: &Reader<'_>,
    at: &Position,
    action: &Value,
    (edges, conditions): (&Edges, &[String]),
) -> Result<Value, LoadError> {
    for key in ["stepId", "workflowId"] {
        if action.get(key).is_some() {
            let fix = ArazzoId::TakeOutPlayedAgain;
            return Err(reader.error(&at.child(key), ArazzoId::KeyOfRetry.with([key.into()]), fix));
        }
    }
    let Some(success) = &edges.success else {
        let fix = ArazzoId::SaySuccess;
        return Err(reader.error(at, ArazzoId::RetryNeeds, fix));
    };
    let until = match joined(conditions) {
        Some(again) => format!("({success}) || !({again})"),
        None => success.clone(),
    };
    let tries = action["retryLimit"].as_u64().unwrap_or(1) + 1;
    let pause = action["retryAfter"].as_f64().unwrap_or(0.0);
    let mut repeat = json!({"max": tries, "until": until});
    if pause > 0.0 {
        repeat["pause"] = json!(format!("{}ms", (pause * 1000.0).round()));
    }
    Ok(repeat)
}

/// Lays what follows the steps of a workflow on those of the scenario.
pub(super) fn laid(
    reader: &Reader<'_>,
    at: &Position,
    workflow: &Value,
    (steps, edges): (&mut [Value], Vec<Edges>),
) -> Result<(), LoadError> {
    let written: Vec<&Value> = workflow["steps"].as_array().into_iter().flatten().collect();
    let branches = edges.iter().any(|one| !one.ways.is_empty());
    if branches && edges.iter().any(|one| one.step.is_none()) {
        let fix = ArazzoId::OneOfBoth;
        return Err(reader.error(at, ArazzoId::CallsAndBranches, fix));
    }
    if edges.iter().all(|one| one.repeat.is_none()) && !branches {
        return Ok(());
    }
    let named = |target: &str| written.iter().position(|step| step["stepId"] == target);
    // By which ways each step is reached.
    let mut reached: Vec<Vec<String>> = vec![Vec::new(); written.len() + 1];
    reached[0].push("true".to_owned());
    for (number, one) in edges.iter().enumerate() {
        let own = any(&reached[number]);
        let success = one.success.as_deref().unwrap_or("true");
        let mut left = [format!("({success})"), format!("!({success})")];
        for (good, condition, target) in &one.ways {
            let side = &mut left[usize::from(!*good)];
            if let Some(target) = target {
                let at = at.child(&format!("steps/{number}"));
                let to = named(target).filter(|to| *to > number).ok_or_else(|| {
                    let fix = ArazzoId::LaterStep;
                    reader.error(&at, ArazzoId::GoBack.with([target.into()]), fix)
                })?;
                reached[to].push(format!("({own}) && {side} && ({condition})"));
            }
            *side = format!("{side} && !({condition})");
        }
        // A step that breaks its criteria ends the workflow, and so does the last one.
        let next = if one.ways.is_empty() { own.clone() } else { format!("({own}) && {}", left[0]) };
        reached[number + 1].push(next);
    }
    for (number, one) in edges.into_iter().enumerate() {
        let Some(step) = one.step.and_then(|at| steps.get_mut(at)) else { continue };
        if let Some(repeat) = one.repeat {
            step["repeat"] = repeat;
            // A response before the criteria hold is not the final one.
            step["expect"]["outcome"] = json!("any");
        }
        let goes_on = one.ways.iter().any(|(good, _, target)| !good && target.is_some());
        if goes_on {
            // The criteria choose the way, so none of them is due.
            step["expect"]["outcome"] = json!("any");
            step.as_object_mut().map(|step| step.remove("rules"));
        }
        let own = any(&reached[number]);
        if own != "true" {
            step["when"] = json!(own);
        }
    }
    Ok(())
}

fn any(ways: &[String]) -> String {
    match ways {
        [] => "false".to_owned(),
        [one] => one.clone(),
        several if several.iter().any(|one| one == "true") => "true".to_owned(),
        several => several.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" || "),
    }
}
