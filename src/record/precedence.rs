//! In which order a target judges: what was returned for requests that break two constraints at once.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The response to a request that breaks two constraints at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Precedence {
    /// The operation.
    pub operation: String,
    /// The one constraint: its place and what it earns alone, the code and the parameter that the error names, if it names one.
    pub one: (String, String),
    /// The other.
    pub other: (String, String),
    /// The codes that was returned, in the same form; never empty, because a response without a code shows no order.
    pub came: Vec<String>,
}

impl Precedence {
    /// The code that was returned in place of the other, where one of the two did and the other did not.
    fn order(&self) -> Option<(&str, &str)> {
        let came = |code: &String| self.came.contains(code);
        match (came(&self.one.1), came(&self.other.1)) {
            (true, false) => Some((&self.one.1, &self.other.1)),
            (false, true) => Some((&self.other.1, &self.one.1)),
            _ => None,
        }
    }
}

/// For each operation the codes in the order in which they were seen to come, as chains: of each two neighbours the first one came where
/// both were due. Codes that were returned before each other in turn have no order.
pub fn orders(pairs: &[Precedence]) -> BTreeMap<&str, Vec<Vec<String>>> {
    let mut before: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for pair in pairs {
        if let Some(order) = pair.order() {
            before.entry(&pair.operation).or_default().insert(order);
        }
    }
    let chained = before.into_iter().map(|(operation, before)| (operation, chains(&before)));
    chained.filter(|(_, chains)| !chains.is_empty()).collect()
}

/// The fewest chains that are easily found, and say all of it.
fn chains(before: &BTreeSet<(&str, &str)>) -> Vec<Vec<String>> {
    let after = closure(before);
    let is_firm = |(first, second): &(&str, &str)| !after.contains(&(*second, *first));
    let firm: BTreeSet<(&str, &str)> = before.iter().copied().filter(is_firm).collect();
    // What follows from two others need not be said.
    let follows = |(first, second): (&str, &str)| {
        firm.iter().any(|(of, between)| *of == first && *between != second && after.contains(&(*between, second)))
    };
    let mut left: BTreeSet<(&str, &str)> = firm.iter().copied().filter(|order| !follows(*order)).collect();
    let mut chains = Vec::new();
    while let Some(&(first, _)) =
        left.iter().find(|(first, _)| !left.iter().any(|(_, second)| second == first)).or(left.first())
    {
        let mut chain = vec![first.to_owned()];
        let mut last = first;
        // Of several that follow, the one with the most behind it first.
        while let Some(next) = left
            .iter()
            .filter(|(from, _)| *from == last)
            .max_by_key(|(_, to)| after.iter().filter(|(from, _)| from == to).count())
            .copied()
        {
            left.remove(&next);
            last = next.1;
            chain.push(last.to_owned());
        }
        chains.push(chain);
    }
    chains
}

/// Every order that follows from some.
fn closure<'a>(before: &BTreeSet<(&'a str, &'a str)>) -> BTreeSet<(&'a str, &'a str)> {
    let mut all = before.clone();
    loop {
        let more: Vec<(&str, &str)> = all
            .iter()
            .flat_map(|(first, between)| {
                before.iter().filter(move |(from, _)| from == between).map(move |(_, to)| (*first, *to))
            })
            .filter(|order| !all.contains(order))
            .collect();
        if more.is_empty() {
            return all;
        }
        all.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs of one letter each with what was returned: `ab:a`.
    fn told(pairs: &str) -> Vec<String> {
        let pair = |text: &str| {
            let (of, came) = text.split_once(':').expect("a pair");
            let side = |at: usize| (format!("/{}", &of[at..=at]), of[at..=at].to_owned());
            let came = came.chars().map(String::from).collect();
            Precedence { operation: "o".to_owned(), one: side(0), other: side(1), came }
        };
        let pairs: Vec<Precedence> = pairs.split_whitespace().map(pair).collect();
        orders(&pairs).into_values().flatten().map(|chain| chain.join(">")).collect()
    }

    #[test]
    fn an_order_is_stated_only_where_it_was_seen() {
        for (pairs, due) in [
            ("ab:a", &["a>b"][..]),
            ("ab:b", &["b>a"]),
            ("ab:", &[]),
            ("ab:x", &[]),
            // Both came: neither before the other.
            ("ab:ab", &[]),
            ("ab:a bc:b", &["a>b>c"]),
            ("ab:a bc:b ac:a", &["a>b>c"]),
            // No two of the one and the other were ever due together.
            ("ab:a cd:c", &["a>b", "c>d"]),
            ("ab:a ac:a", &["a>c", "a>b"]),
            ("ab:a ac:a cd:c", &["a>c>d", "a>b"]),
            ("ab:a ab:b", &[]),
            ("ab:a bc:b ca:c", &[]),
            ("ab:a ab:b ac:a bc:b", &["a>c", "b>c"]),
            ("", &[]),
        ] {
            assert_eq!(told(pairs), due, "{pairs}");
        }
    }
}
