//! Exact numbers: decimals as schemas write them, and the lattice of values that a set of bounds leaves.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// The integers that JSON values hold exactly here.
pub(super) const INTEGERS: (i128, i128) = (i64::MIN as i128, u64::MAX as i128);
/// Digits after the point that are kept; what is finer counts as no bound.
const MAX_SCALE: u32 = 15;

/// `mantissa / 10^scale`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decimal {
    mantissa: i128,
    scale: u32,
}

impl Decimal {
    pub(super) fn integer(value: i128) -> Self {
        Self { mantissa: value, scale: 0 }
    }

    /// The exact decimal that a number was written as; none where it is too fine or too large to matter.
    pub(super) fn of(value: &Value) -> Option<Self> {
        let Value::Number(number) = value else { return None };
        let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        if let Some(whole) = whole {
            return Some(Self::integer(whole));
        }
        let text = number.to_string();
        let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let mantissa: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()? - exponent.parse::<i32>().ok()?;
        if scale > MAX_SCALE.cast_signed() || scale < -30 {
            return None;
        }
        let lifted = mantissa.checked_mul(10_i128.pow(scale.min(0).unsigned_abs()))?;
        Some(Self { mantissa: lifted, scale: scale.max(0).unsigned_abs() })
    }

    pub(super) fn scale(self) -> u32 {
        self.scale
    }

    /// The number in units of `10^-scale`, when it is a whole number of them.
    pub(super) fn units(self, scale: u32) -> Option<i128> {
        if scale >= self.scale {
            self.mantissa.checked_mul(10_i128.checked_pow(scale - self.scale)?)
        } else {
            let unit = 10_i128.pow(self.scale - scale);
            (self.mantissa % unit == 0).then_some(self.mantissa / unit)
        }
    }

    /// The largest whole number of units of `10^-scale` that is not above it.
    pub(super) fn floor(self, scale: u32) -> Option<i128> {
        if scale >= self.scale {
            return self.units(scale);
        }
        Some(self.mantissa.div_euclid(10_i128.pow(self.scale - scale)))
    }

    pub(super) fn is_zero(self) -> bool {
        self.mantissa == 0
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.units(scale), other.units(scale)) {
            (Some(ours), Some(theirs)) => ours.cmp(&theirs),
            _ => self.mantissa.signum().cmp(&other.mantissa.signum()),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

/// A bound and whether the bound itself is excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    /// The bound.
    pub(super) at: Decimal,
    /// Whether the bound itself is excluded.
    pub(super) open: bool,
}

/// The values `k * step * 10^-scale` between two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lattice {
    /// The least member, in units of `10^-scale`; none where there is no end.
    pub(super) low: Option<i128>,
    /// The greatest member.
    pub(super) high: Option<i128>,
    /// From one member to the next.
    pub(super) step: i128,
    /// Digits after the point.
    pub(super) scale: u32,
}

impl Lattice {
    /// The multiples of all `multiples` between the bounds: integers, or fractions of at least so many digits.
    pub(super) fn new(
        low: Option<Bound>,
        high: Option<Bound>,
        multiples: &[Decimal],
        fine: Option<u32>,
    ) -> Option<Self> {
        let ends = low.iter().chain(high.iter()).map(|bound| bound.at.scale());
        let finest = multiples.iter().map(|dec| dec.scale()).chain(ends).max().unwrap_or(0);
        let (whole, scale) = (fine.is_none(), finest.max(fine.unwrap_or(0)));
        let unit = 10_i128.checked_pow(scale)?;
        let mut step = if whole { unit } else { 1 };
        for multiple in multiples.iter().filter(|dec| !dec.is_zero()) {
            step = lcm(step, multiple.units(scale)?.abs())?;
        }
        let mut lattice = Self { low: None, high: None, step, scale };
        if let Some(bound) = low {
            let units = bound.at.units(scale)?;
            lattice.low = Some(lattice.at_or_above(if bound.open { units + 1 } else { units }));
        }
        if let Some(bound) = high {
            let units = bound.at.units(scale)?;
            lattice.high = Some(lattice.at_or_below(if bound.open { units - 1 } else { units }));
        }
        lattice.is_inhabited().then_some(lattice)
    }

    fn is_inhabited(&self) -> bool {
        !matches!((self.low, self.high), (Some(low), Some(high)) if low > high)
    }

    fn at_or_above(&self, units: i128) -> i128 {
        units.div_euclid(self.step) * self.step + if units.rem_euclid(self.step) == 0 { 0 } else { self.step }
    }

    fn at_or_below(&self, units: i128) -> i128 {
        units.div_euclid(self.step) * self.step
    }

    /// The smallest member above a number, or not below it.
    pub(super) fn above(&self, dec: Decimal, or_equal: bool) -> Option<i128> {
        let floor = dec.floor(self.scale)?;
        let exact = dec.units(self.scale) == Some(floor);
        let from = if exact && or_equal { floor } else { floor + 1 };
        let member = self.at_or_above(from.max(self.low.unwrap_or(from)));
        self.high.is_none_or(|high| member <= high).then_some(member)
    }

    /// The largest member below a number, or not above it.
    pub(super) fn below(&self, dec: Decimal, or_equal: bool) -> Option<i128> {
        let floor = dec.floor(self.scale)?;
        let exact = dec.units(self.scale) == Some(floor);
        let from = if exact && !or_equal { floor - 1 } else { floor };
        let member = self.at_or_below(from.min(self.high.unwrap_or(from)));
        self.low.is_none_or(|low| member >= low).then_some(member)
    }

    /// The member nearest to a wish, if any.
    pub(super) fn nearest(&self, wish: i128) -> i128 {
        let clamped = wish.max(self.low.unwrap_or(wish)).min(self.high.unwrap_or(wish));
        let below = self.at_or_below(clamped);
        if self.low.is_some_and(|low| below < low) { self.at_or_above(clamped) } else { below }
    }

    /// The JSON number of a member: an integer where it is one.
    pub(super) fn value(&self, units: i128) -> Option<Value> {
        value_of(units, self.scale)
    }
}

/// The JSON number `units / 10^scale`.
pub(super) fn value_of(units: i128, scale: u32) -> Option<Value> {
    let unit = 10_i128.checked_pow(scale)?;
    if units % unit == 0 {
        let whole = units / unit;
        let signed = i64::try_from(whole).ok().map(Value::from);
        return signed.or_else(|| u64::try_from(whole).ok().map(Value::from));
    }
    let (sign, size) = (if units < 0 { "-" } else { "" }, units.unsigned_abs());
    let text =
        format!("{sign}{}.{:0width$}", size / unit.unsigned_abs(), size % unit.unsigned_abs(), width = scale as usize);
    Number::from_f64(text.parse().ok()?).map(Value::Number)
}

fn lcm(a: i128, b: i128) -> Option<i128> {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    if x == 0 { None } else { (a / x).checked_mul(b) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bound(value: &Value, open: bool) -> Option<Bound> {
        Decimal::of(value).map(|at| Bound { at, open })
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(Decimal::of(&json!(0.1)).and_then(|d| d.units(1)), Some(1));
        assert_eq!(Decimal::of(&json!(1e3)).and_then(|d| d.units(0)), Some(1000));
        assert_eq!(Decimal::of(&json!(u64::MAX)).and_then(|d| d.units(0)), Some(i128::from(u64::MAX)));
        assert!(Decimal::of(&json!(1e-30)).is_none());
        assert!(
            Decimal::of(&json!(0.30)) == Decimal::of(&json!(0.3))
                && Decimal::of(&json!(0.31)) > Decimal::of(&json!(0.3))
        );
    }

    #[test]
    fn a_lattice_holds_the_multiples_between_its_ends() {
        let lattice = Lattice::new(
            bound(&json!(0), true),
            bound(&json!(1), true),
            &[Decimal { mantissa: 25, scale: 2 }],
            Some(2),
        );
        let lattice = lattice.expect("a lattice");
        assert_eq!((lattice.low, lattice.high), (Some(25), Some(75)));
        assert_eq!(lattice.value(25), Some(json!(0.25)));
        assert_eq!(lattice.nearest(1000), 75);
        assert_eq!(Lattice::new(bound(&json!(5), false), bound(&json!(3), false), &[], None), None);
        assert_eq!(Lattice::new(bound(&json!(1), false), bound(&json!(2), false), &[Decimal::integer(5)], None), None);
    }

    #[test]
    fn integers_of_nineteen_digits_keep_every_digit() {
        assert_eq!(value_of(9_999_999_999_999_999_999, 0), Some(json!(9_999_999_999_999_999_999_u64)));
        assert_eq!(value_of(-999_999_999_999_999_999, 0), Some(json!(-999_999_999_999_999_999_i64)));
        assert_eq!(value_of(i128::from(u64::MAX) + 1, 0), None);
        assert_eq!(value_of(-5, 1), Some(json!(-0.5)));
    }

    #[test]
    fn neighbours_of_a_limit_are_the_next_members() {
        let lattice = Lattice::new(None, None, &[Decimal::integer(5)], None).expect("a lattice");
        let limit = Decimal::of(&json!(10.5)).expect("a decimal");
        assert_eq!((lattice.above(limit, false), lattice.below(limit, false)), (Some(15), Some(10)));
        let exact = Decimal::integer(10);
        assert_eq!((lattice.above(exact, false), lattice.below(exact, false)), (Some(15), Some(5)));
        assert_eq!((lattice.above(exact, true), lattice.below(exact, true)), (Some(10), Some(10)));
    }

    #[test]
    fn multiples_combine() {
        let lattice = Lattice::new(None, bound(&json!(100), false), &[Decimal::integer(4), Decimal::integer(6)], None);
        assert_eq!(lattice.map(|l| (l.step, l.high)), Some((12, Some(96))));
    }
}
