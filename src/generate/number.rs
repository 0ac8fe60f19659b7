//! Exact numbers: decimals as schemas write them, and the lattice of values that a set of bounds leaves.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// The integers that a value without bounds roams in: those that every implementation may be expected to read.
pub(super) const INTEGERS: (i128, i128) = (i64::MIN as i128, u64::MAX as i128);
/// Digits after the point that are kept; what is finer counts as no bound.
const MAX_SCALE: i32 = 34;
/// The largest number has so many digits, as in a double.
const MAX_DIGITS: i32 = 309;
/// Digits by which a number and its neighbour still differ where implementations read doubles.
const DOUBLE: i32 = 15;

/// `mantissa / 10^scale`; of numbers too large to be written out the scale is negative.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decimal {
    mantissa: i128,
    scale: i32,
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
        let mut scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent.parse::<i32>().ok()?)?;
        let all = format!("{whole}{fraction}");
        let kept = all.trim_end_matches('0');
        let Ok(mut mantissa) = kept.parse::<i128>() else {
            return kept.trim_start_matches('-').is_empty().then(|| Self::integer(0));
        };
        scale = scale.checked_sub(i32::try_from(all.len() - kept.len()).ok()?)?;
        if scale > MAX_SCALE || digits_of(mantissa).checked_sub(scale)? > MAX_DIGITS {
            return None;
        }
        // What is written as a double is mostly read as one, and beyond 53 bits its digits are not those that it is written with.
        let exact = |lifted: &i128| text.len() == all.len() || lifted.unsigned_abs() <= 1 << 53;
        if let Some(lifted) = power(-scale).and_then(|power| mantissa.checked_mul(power)).filter(exact) {
            (mantissa, scale) = (lifted, 0);
        }
        Some(Self { mantissa, scale })
    }

    pub(super) fn scale(self) -> u32 {
        self.scale.max(0).unsigned_abs()
    }

    /// Whether it cannot be written out: it has more digits than are counted with.
    pub(super) fn is_vast(self) -> bool {
        self.scale < 0
    }

    /// The number in units of `10^-scale`, when it is a whole number of them.
    pub(super) fn units(self, scale: i32) -> Option<i128> {
        if scale >= self.scale {
            self.mantissa.checked_mul(power(scale - self.scale)?)
        } else {
            let unit = power(self.scale - scale)?;
            (self.mantissa % unit == 0).then_some(self.mantissa / unit)
        }
    }

    /// The largest whole number of units of `10^-scale` that is not above it.
    pub(super) fn floor(self, scale: i32) -> Option<i128> {
        if scale >= self.scale {
            return self.units(scale);
        }
        let unit = power(self.scale - scale);
        Some(unit.map_or(if self.mantissa < 0 { -1 } else { 0 }, |unit| self.mantissa.div_euclid(unit)))
    }

    pub(super) fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The number before or after it that implementations with doubles still distinguish from it.
    pub(super) fn beside(self, up: bool) -> Option<Self> {
        let spare = DOUBLE - digits_of(self.mantissa);
        let (mantissa, scale, step) = if spare >= 0 {
            (self.mantissa.checked_mul(power(spare)?)?, self.scale + spare, 1)
        } else {
            (self.mantissa, self.scale, power(-spare)?)
        };
        Some(Self { mantissa: if up { mantissa.checked_add(step)? } else { mantissa.checked_sub(step)? }, scale })
    }

    /// The finest scale of a lattice that holds it and its neighbours.
    fn coarse(self) -> i32 {
        self.scale + DOUBLE - digits_of(self.mantissa)
    }

    /// The JSON number, where a double could hold one of its size.
    pub(super) fn value(self) -> Option<Value> {
        value_of(self.mantissa, self.scale)
    }
}

/// How many digits a number has.
fn digits_of(mantissa: i128) -> i32 {
    mantissa.unsigned_abs().checked_ilog10().map_or(0, |log| log.cast_signed() + 1)
}

fn power(of_ten: i32) -> Option<i128> {
    10_i128.checked_pow(u32::try_from(of_ten).ok()?)
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        if let (Some(ours), Some(theirs)) = (self.units(scale), other.units(scale)) {
            return ours.cmp(&theirs);
        }
        let sign = self.mantissa.signum();
        // Too far apart to be written with the same unit: the number of digits before the point decides.
        let size = |dec: &Self| digits_of(dec.mantissa) - dec.scale;
        let larger = size(self).cmp(&size(other));
        sign.cmp(&other.mantissa.signum()).then(if sign < 0 { larger.reverse() } else { larger })
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
    /// The least member, in units of `10^-scale`; none where there is no lower end.
    pub(super) low: Option<i128>,
    /// The greatest member.
    pub(super) high: Option<i128>,
    /// From one member to the next.
    pub(super) step: i128,
    /// Digits after the point; negative where the members are too large to be written out.
    pub(super) scale: i32,
}

impl Lattice {
    /// The multiples of all `multiples` between the bounds: integers, or fractions of at least so many digits.
    pub(super) fn new(
        low: Option<Bound>,
        high: Option<Bound>,
        multiples: &[Decimal],
        fine: Option<u32>,
    ) -> Option<Self> {
        let vast = |bound: Option<Bound>, positive: bool| {
            bound.map(|bound| bound.at).filter(|at| at.is_vast() && (at.mantissa > 0) == positive)
        };
        if let Some(inner) = vast(low, true).or_else(|| vast(high, false)) {
            // Every member is vast: they are those that doubles distinguish.
            return if fine.is_none() { Self::between(low, high, 1, inner.coarse()) } else { None };
        }
        // A vast end far outside does not count as an end.
        let near = |bound: Option<Bound>| bound.filter(|bound| !bound.at.is_vast());
        let (low, high) = (near(low), near(high));
        let ends = low.iter().chain(high.iter()).map(|bound| bound.at.scale());
        let finest = multiples.iter().map(|dec| dec.scale()).chain(ends).max().unwrap_or(0);
        let scale = finest.max(fine.unwrap_or(0));
        let (unit, coarse) = (10_i128.checked_pow(scale)?, scale.cast_signed());
        let mut step = if fine.is_none() { unit } else { 1 };
        for multiple in multiples.iter().filter(|dec| !dec.is_zero()) {
            step = lcm(step, multiple.units(coarse)?.abs())?;
        }
        let found = Self::between(low, high, step, coarse);
        // Between two bounds there are always finer fractions.
        let finer = fine.is_some() && step == 1 && found.is_none() && coarse < MAX_SCALE;
        if finer { Self::between(low, high, step, coarse + 1) } else { found }
    }

    fn between(low: Option<Bound>, high: Option<Bound>, step: i128, scale: i32) -> Option<Self> {
        let mut lattice = Self { low: None, high: None, step, scale };
        if let Some(bound) = low {
            let (floor, exact) = (bound.at.floor(scale)?, bound.at.units(scale).is_some());
            lattice.low = Some(lattice.at_or_above(if bound.open || !exact { floor + 1 } else { floor }));
        }
        if let Some(bound) = high {
            let (floor, exact) = (bound.at.floor(scale)?, bound.at.units(scale).is_some());
            lattice.high = Some(lattice.at_or_below(if bound.open && exact { floor - 1 } else { floor }));
        }
        lattice.is_inhabited().then_some(lattice)
    }

    /// One, in units of the lattice; of vast members their own unit.
    pub(super) fn unit(&self) -> i128 {
        power(self.scale.max(0)).unwrap_or(1)
    }

    /// Whether every member is an integer too large to be written out.
    pub(super) fn is_vast(&self) -> bool {
        self.scale < 0
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
        let Some(floor) = dec.floor(self.scale) else { return if dec.mantissa < 0 { self.low } else { None } };
        let exact = dec.units(self.scale) == Some(floor);
        let from = if exact && or_equal { floor } else { floor + 1 };
        let member = self.at_or_above(from.max(self.low.unwrap_or(from)));
        self.high.is_none_or(|high| member <= high).then_some(member)
    }

    /// The largest member below a number, or not above it.
    pub(super) fn below(&self, dec: Decimal, or_equal: bool) -> Option<i128> {
        let Some(floor) = dec.floor(self.scale) else { return if dec.mantissa > 0 { self.high } else { None } };
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

/// The JSON number `units / 10^scale`, digit for digit.
pub(super) fn value_of(units: i128, scale: i32) -> Option<Value> {
    if scale <= 0 {
        // A vast number that no double reaches is left to nobody's reading.
        let text = if scale == 0 { units.to_string() } else { format!("{units}e{}", -scale) };
        return text.parse::<Number>().ok().filter(|number| number.as_f64().is_some()).map(Value::Number);
    }
    let unit = power(scale)?;
    if units % unit == 0 {
        return Number::from_i128(units / unit).map(Value::Number);
    }
    let (sign, size) = (if units < 0 { "-" } else { "" }, units.unsigned_abs());
    let (whole, rest, width) = (size / unit.unsigned_abs(), size % unit.unsigned_abs(), scale.unsigned_abs() as usize);
    let text = format!("{sign}{whole}.{rest:0width$}");
    let number: Number = text.trim_end_matches('0').parse().ok()?;
    // A fraction that a double rounds is another number to most who read it.
    let read = Decimal::of(&Value::Number(Number::from_f64(number.as_f64()?)?))?;
    (read.units(scale) == Some(units)).then_some(Value::Number(number))
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
        assert!(Decimal::of(&json!(1e-40)).is_none() && Decimal::of(&number("1e400")).is_none());
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
        assert_eq!(
            value_of(i128::from(u64::MAX) + 1, 0).map(|n| n.to_string()).as_deref(),
            Some("18446744073709551616")
        );
        assert_eq!(value_of(-5, 1), Some(json!(-0.5)));
        assert_eq!(value_of(1_844_674_407_370_955_161_599, 2), None, "a double makes an integer of it");
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

    fn number(text: &str) -> Value {
        serde_json::from_str(text).expect(text)
    }

    #[test]
    fn numbers_beyond_doubles_are_compared_digit_by_digit() {
        let of = |text: &str| Decimal::of(&number(text)).expect(text);
        assert!(of("123456789012345678901234567890") < of("123456789012345678901234567891"));
        assert!(of("18446744073709551616") > of("18446744073709551615") && of("1e308") > of("9.9e307"));
        assert!(of("-1e308") < of("-1e307") && of("1e308") > of("0.5") && of("1e308") == of("10e307"));
        assert_eq!(
            of("-18446744073709551616").value().map(|n| n.to_string()).as_deref(),
            Some("-18446744073709551616")
        );
        assert!(of("9.727837981879871e26").is_vast() && !of("972783798187987123879878123").is_vast());
        let before = of("1e308").beside(false).expect("a neighbour");
        assert!(before < of("1e308") && before.value().and_then(|n| n.as_f64()) < Some(1e308));
        assert_eq!(
            of("1.7e308").beside(true).and_then(Decimal::value).and_then(|n| n.as_f64()).map(f64::is_finite),
            Some(true)
        );
    }

    #[test]
    fn a_narrow_range_holds_finer_fractions_and_a_vast_one_those_that_doubles_tell_apart() {
        let narrow =
            Lattice::new(bound(&json!(0), true), bound(&number("0.001"), true), &[], Some(2)).expect("a lattice");
        assert_eq!((narrow.low, narrow.high, narrow.scale), (Some(1), Some(9), 4));
        let vast = Lattice::new(bound(&number("1e308"), false), None, &[], None).expect("a lattice");
        assert!(vast.is_vast() && vast.low.and_then(|low| vast.value(low)).and_then(|n| n.as_f64()) == Some(1e308));
        let wide = Lattice::new(bound(&json!(1), false), bound(&number("1e308"), false), &[], None).expect("a lattice");
        assert_eq!((wide.low, wide.high), (Some(1), None));
    }
}
