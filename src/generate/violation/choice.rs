//! Not a member of an enumeration: near misses of every member, and every other type.

use serde_json::{Value, json};

use super::{Family, Spot, Way};
use crate::generate::violation::pattern::{full_width, other_case};

/// Neighbours that get a kind of their own.
const NEIGHBOURS: usize = 8;

pub(super) const FAMILY: Family = Family { keywords: &["enum", "const"], ways };

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    let operand = &spot.constraint.operand;
    let members: Vec<&Value> = match operand {
        Value::Array(members) if spot.constraint.keyword == "enum" => members.iter().collect(),
        operand => vec![operand],
    };
    let texts: Vec<&str> = members.iter().filter_map(|member| member.as_str()).collect();
    let edited = |edit: &dyn Fn(&str) -> Vec<String>| -> Vec<Value> {
        texts.iter().flat_map(|text| edit(text)).map(Value::from).filter(|value| !members.contains(&value)).collect()
    };
    let mut ways = Vec::new();
    if !texts.is_empty() {
        ways.push(spot.put("other-case", edited(&|text| other_case(text))));
        ways.push(spot.put("leading-space", edited(&|text| vec![format!(" {text}")])));
        ways.push(spot.put("trailing-space", edited(&|text| vec![format!("{text} ")])));
        ways.push(spot.put("trailing-newline", edited(&|text| vec![format!("{text}\n")])));
        ways.push(spot.put("full-width", edited(&|text| vec![full_width(text)])));
        ways.push(spot.put("prefix", edited(&prefixes)));
        ways.push(
            spot.put("one-char-more", edited(&|text| vec![format!("{text}x"), format!("{text}0"), format!("0{text}")])),
        );
        ways.push(spot.put(
            "joined",
            if texts.len() > 1 { edited(&|text| vec![format!("{},{text}", texts[0])]) } else { Vec::new() },
        ));
        ways.push(spot.put("empty", if texts.contains(&"") { vec![] } else { vec![json!("")] }));
        ways.push(spot.put("not-listed", [json!("unlisted"), json!("ZZZ"), json!("9"), json!("zz")]));
    }
    ways.extend(numbers(spot, &members));
    ways.extend(booleans(spot, &members));
    ways.extend(spot.each_type(&spot.negated));
    ways
}

/// Every proper prefix that is not empty, longest first.
fn prefixes(text: &str) -> Vec<String> {
    let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).collect();
    cuts.into_iter().rev().map(|at| text[..at].to_owned()).collect()
}

fn numbers(spot: &Spot<'_>, members: &[&Value]) -> Vec<Way> {
    let listed: Vec<i64> = members.iter().filter_map(|member| member.as_i64()).collect();
    if listed.is_empty() {
        return Vec::new();
    }
    let (low, high) = (listed.iter().min().copied().unwrap_or(0), listed.iter().max().copied().unwrap_or(0));
    let around = listed.iter().flat_map(|n| [n.saturating_add(1), n.saturating_sub(1)]);
    let mut near: Vec<i64> = around.filter(|n| !listed.contains(n)).collect();
    // A gap between members is the likeliest to be let through.
    near.sort_by_key(|n| (!(low..=high).contains(n), *n < low, *n));
    near.dedup();
    let mut ways = vec![spot.put("neighbour", near.first().map(|n| json!(n)))];
    let others = near.iter().skip(1).take(NEIGHBOURS);
    ways.extend(others.map(|n| spot.put(format!("neighbour:{n}"), [json!(n)])));
    ways.push(spot.put("far", [high.saturating_mul(10).saturating_add(99)].map(|n| json!(n))));
    ways.push(spot.put("numeric-string", listed.iter().map(|n| json!(n.to_string()))));
    ways.push(spot.put("half", listed.iter().map(|n| Value::from(format!("{n}.5").parse::<f64>().unwrap_or(0.5)))));
    ways.push(spot.put("boolean-for-number", [json!(true), json!(false)]));
    ways
}

fn booleans(spot: &Spot<'_>, members: &[&Value]) -> Vec<Way> {
    let Some(listed) = members.iter().find_map(|member| member.as_bool()) else { return Vec::new() };
    vec![
        spot.put("other-boolean", [json!(!listed)]),
        spot.put("boolean-string", [json!(listed.to_string())]),
        spot.put("zero-or-one", [json!(i32::from(listed))]),
    ]
}
