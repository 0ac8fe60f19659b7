//! Beyond a numeric limit, off a step, one digit too many.

use serde_json::Value;

use super::{Family, Spot, Way};
use crate::generate::conjunct::Conjunct;
use crate::generate::number::{Decimal, INTEGERS, Lattice, value_of};

pub(super) const FAMILY: Family = Family {
    keywords: &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "x-maxDigits"],
    ways,
};

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    let Some(limit) = Decimal::of(&spot.constraint.operand) else { return Vec::new() };
    match spot.constraint.keyword.as_str() {
        "multipleOf" => steps(spot, limit),
        "x-maxDigits" => digits(spot),
        keyword => beyond(spot, limit, keyword.ends_with("aximum"), keyword.starts_with("exclusive")),
    }
}

/// The members of what is left without the limit, of integers or of fractions.
fn members(spot: &Spot<'_>, whole: bool, choose: impl Fn(&Lattice) -> Option<i128>) -> Vec<Value> {
    let lattice =
        |conjunct: &std::sync::Arc<Conjunct>| if whole { conjunct.numbers.whole } else { conjunct.numbers.fraction };
    let lattices = spot.relaxed.iter().filter_map(lattice);
    lattices.filter_map(|lattice| lattice.value(choose(&lattice)?)).collect()
}

fn beyond(spot: &Spot<'_>, limit: Decimal, upper: bool, exclusive: bool) -> Vec<Way> {
    let next = |lattice: &Lattice| if upper { lattice.above(limit, false) } else { lattice.below(limit, false) };
    let past = |by: i128| {
        move |lattice: &Lattice| {
            let unit = lattice.unit();
            let base = limit.floor(lattice.scale)?;
            let wish = if upper {
                base.saturating_add(by.saturating_mul(unit))
            } else {
                base.saturating_sub(by.saturating_mul(unit))
            };
            let member = lattice.nearest(wish);
            (if upper { member > base } else { member < base }).then_some(member)
        }
    };
    let tenfold = |lattice: &Lattice| {
        let base = limit.floor(lattice.scale)?;
        let away = if upper { base > 0 } else { base < 0 };
        if away { Some(lattice.nearest(base.checked_mul(10)?)) } else { past(1000)(lattice) }
    };
    let far_end = |lattice: &Lattice| if upper { lattice.high } else { lattice.low };
    let name = |word: &str| format!("{word}-{}", if upper { "over" } else { "under" });
    let mut ways = Vec::new();
    if exclusive {
        let at = |lattice: &Lattice| limit.units(lattice.scale);
        let both = std::iter::once(spot.constraint.operand.clone())
            .chain(members(spot, true, at))
            .chain(members(spot, false, at));
        ways.push(spot.put("at-limit", both));
    }
    // Of a bound too large to count from, the number next to it that doubles distinguish from it.
    let beside = limit.beside(upper).filter(|_| limit.is_vast()).and_then(Decimal::value);
    let wide = wide_neighbour(limit, upper);
    ways.push(spot.put(name("one"), beside.into_iter().chain(members(spot, true, next)).chain(wide)));
    ways.push(spot.put(name("fraction"), members(spot, false, next)));
    ways.push(spot.put(name("far"), members(spot, true, tenfold).into_iter().chain(members(spot, false, tenfold))));
    ways.push(spot.put(name("farthest"), members(spot, true, far_end)));
    if !upper && limit > Decimal::integer(0) {
        ways.push(spot.put("zero", [Value::from(0)]));
    }
    if !upper && limit >= Decimal::integer(0) {
        ways.push(spot.put("negative", [Value::from(-1)]));
    }
    ways
}

/// The integer next to a limit, where it lies outside of those that values without bounds roam in.
fn wide_neighbour(limit: Decimal, upper: bool) -> Option<Value> {
    let floor = limit.floor(0)?;
    let below = if limit.units(0) == Some(floor) { floor.checked_sub(1)? } else { floor };
    let next = if upper { floor.checked_add(1)? } else { below };
    if (INTEGERS.0..=INTEGERS.1).contains(&next) { None } else { value_of(next, 0) }
}

fn steps(spot: &Spot<'_>, step: Decimal) -> Vec<Way> {
    let scale = step.scale().cast_signed() + 1;
    let Some(units) = step.units(scale) else { return Vec::new() };
    // A legal number to step off from, of each alternative.
    let legal = spot.kept.iter().filter_map(|conjunct| {
        let lattice = conjunct.numbers.whole.or(conjunct.numbers.fraction)?;
        let base = lattice.nearest(0);
        base.checked_mul(10_i128.checked_pow(u32::try_from(scale - lattice.scale).ok()?)?)
    });
    let bases: Vec<i128> = legal.flat_map(|base| [base, base + units, base - units]).collect();
    let off = |by: i128| {
        let shifted = bases.iter().flat_map(move |base| [base + by, base - by]);
        shifted.filter_map(|at| value_of(at, scale)).collect::<Vec<_>>()
    };
    let one = 10_i128.pow(scale.unsigned_abs());
    vec![
        spot.put("half-step", off(units / 2)),
        spot.put("off-by-one", off(one)),
        spot.put("tenth-of-a-step", off(units / 10)),
        spot.negation("other-multiple", |_| true),
    ]
}

fn digits(spot: &Spot<'_>) -> Vec<Way> {
    let power = u32::try_from(spot.count()).unwrap_or(19);
    let Some(over) = 10_i128.checked_pow(power) else { return Vec::new() };
    let values = |units: i128| value_of(units, 0);
    vec![
        spot.put("one-over", values(over)),
        spot.put("one-over-nines", values(over * 10 - 1)),
        spot.put("one-over-negative", values(-over)),
        spot.put("nines-19", values(9_999_999_999_999_999_999)),
        spot.put("farthest-over", values(i128::from(u64::MAX))),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::contract::schema::Options;
    use crate::generate::{At, Drawer, Rng};

    #[test]
    fn a_limit_beyond_64_bits_is_passed_by_one() {
        for (keyword, limit, due) in [
            ("maximum", "99999999999999999999", "100000000000000000000"),
            ("maximum", "18446744073709551615", "18446744073709551616"),
            ("minimum", "-99999999999999999999", "-100000000000000000000"),
            ("maximum", "10000000000000000007", "10000000000000000008"),
        ] {
            let mut schema = json!({"type": "integer"});
            schema[keyword] = serde_json::from_str(limit).expect("a number");
            let drawer = Drawer::new(&schema, &Options::default()).expect("a drawer");
            let constraint = drawer.constraints().iter().find(|one| one.keyword == keyword).expect("it is there");
            let kinds = drawer.kinds(constraint);
            let kind = kinds.iter().find(|kind| kind.name.starts_with("one-")).unwrap_or_else(|| panic!("{kinds:?}"));
            let broken =
                drawer.broken(constraint, kind, At::First, &mut Rng::new(1, "wide")).expect("it was tried out");
            assert_eq!(broken.value, serde_json::from_str::<Value>(due).expect("a number"), "{limit}");
        }
    }
}
