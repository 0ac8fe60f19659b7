//! Text too long or too short, also in alphabets in which bytes, UTF-16 units and characters differ.

use serde_json::{Value, json};

use super::{Family, Spot, Way};
use crate::generate::alphabet::{ASTRAL, Alphabet, KANA};
use crate::generate::pattern::PatternSampler;
use crate::generate::text::TextAsk;

/// The longest text that is drawn at all.
pub(in crate::generate) const LONGEST: usize = 150_000;
/// Characters that a text far over its limit has at most.
const FAR: usize = 20_000;

pub(super) const FAMILY: Family = Family { keywords: &["minLength", "maxLength"], ways };

/// Texts of this length of the patterns that may fail with the length, of letters that are good.
fn stretched(spot: &Spot<'_>, length: usize) -> Vec<Value> {
    let patterns = spot.with.iter().filter(|constraint| constraint.keyword == "pattern");
    let samplers = patterns.filter_map(|constraint| PatternSampler::new(constraint.operand.as_str()?));
    let texts = samplers.flat_map(|sampler| sampler.twisted()).flat_map(|(_, texts)| texts);
    texts.filter(|text| text.chars().count() == length).map(Value::from).collect()
}

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    let limit = spot.count();
    if limit >= LONGEST && spot.constraint.keyword == "maxLength" {
        return Vec::new();
    }
    let plans = || spot.relaxed.iter().filter_map(|conjunct| conjunct.text.plan.as_ref());
    let in_alphabets = |kind: &str, length: usize| {
        let written = [("kana", &KANA), ("astral", &ASTRAL)];
        let fitting =
            written.into_iter().filter(move |(_, alphabet)| plans().any(|plan| plan.writes(alphabet, length)));
        fitting.map(|(name, alphabet)| (format!("{kind}:{name}"), length, Some(alphabet))).collect::<Vec<_>>()
    };
    let of = |kind: &str, length: usize, alphabet: Option<&'static Alphabet>| {
        if length > LONGEST {
            return Way::new(kind, Vec::new());
        }
        let mut way = spot.ask(kind, &TextAsk { length: Some(length), alphabet, ..TextAsk::default() });
        if alphabet.is_none() {
            // First what only its length parts from a pattern that fails with it.
            way.edits.splice(..0, spot.put(kind, stretched(spot, length)).edits);
        }
        way
    };
    // Beside a class its own letters of several bytes: whoever counts the wrong unit is wrong by them.
    let wide = |kind: &str, length: usize| {
        let texts = plans().filter_map(|plan| plan.wide(length)).filter(|_| length <= LONGEST).map(Value::from);
        Some(spot.put(kind, texts.collect::<Vec<_>>())).filter(|way| !way.edits.is_empty())
    };
    let mut ways = Vec::new();
    if spot.constraint.keyword == "maxLength" {
        ways.push(of("one-over", limit + 1, None));
        ways.extend(wide("one-over:wide", limit + 1));
        ways.extend(
            in_alphabets("one-over", limit + 1).iter().map(|(kind, length, alphabet)| of(kind, *length, *alphabet)),
        );
        ways.push(of("two-over", limit + 2, None));
        // Some forms end before ten times the limit.
        let far = [10, 5, 2].map(|times| limit.saturating_mul(times).clamp(limit + 3, limit + FAR));
        let edits = far.into_iter().flat_map(|length| of("far-over", length, None).edits);
        ways.push(Way::new("far-over", edits.collect()));
        return ways;
    }
    if limit > 1 {
        ways.push(of("one-under", limit - 1, None));
        ways.extend(wide("one-under:wide", limit - 1));
        ways.extend(
            in_alphabets("one-under", limit - 1).iter().map(|(kind, length, alphabet)| of(kind, *length, *alphabet)),
        );
    }
    ways.push(spot.put("empty", [json!("")]));
    ways
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{
        contract::schema::{CharClass, LengthUnit, Options},
        generate::{At, Drawer, Rng},
    };

    /// A limit in bytes is overstepped by its bytes, also where each letter has several of them.
    #[test]
    fn a_limit_is_overstepped_by_one_of_its_own_units() {
        let schema = json!({"type": "string", "maxLength": 20, "x-lengthUnit": "utf8"});
        let drawer = Drawer::new(&schema, &Options::default()).expect("a drawer");
        let limit = drawer.constraints().iter().find(|one| one.keyword == "maxLength").expect("it is there");
        let over = |kind: &str| {
            let kinds = drawer.kinds(limit);
            let kind = kinds.iter().find(|known| known.name == kind).expect("a kind");
            let broken = drawer.broken(limit, kind, At::First, &mut Rng::new(1, "t")).expect("a value");
            let text = broken.value.as_str().map(str::to_owned).unwrap_or_default();
            (text.len(), text.chars().count())
        };
        assert_eq!(over("one-over"), (21, 21));
        assert_eq!(over("one-over:kana"), (21, 7));
        assert_eq!(Value::from(over("two-over").0), json!(22));
    }
    /// Beside a class the letters are those of the class.
    #[test]
    fn a_limit_beside_a_class_is_overstepped_in_its_letters_of_several_bytes() {
        let classes = [
            ("mixed".to_owned(), CharClass(vec![('0', '9'), ('\u{30A1}', '\u{30F6}')])),
            ("kana".to_owned(), CharClass(vec![('\u{30A1}', '\u{30F6}')])),
        ];
        let options = Options { classes: classes.into(), ..Options::default() };
        for (unit, class, keyword, due) in [
            ("cp932", "mixed", "maxLength", Some((11, 6))),
            ("cp932", "kana", "maxLength", Some((12, 6))),
            ("utf8", "mixed", "maxLength", Some((11, 5))),
            ("scalars", "mixed", "maxLength", Some((11, 11))),
            ("cp932", "mixed", "minLength", Some((9, 5))),
            ("cp932", "kana", "minLength", None),
        ] {
            let schema = json!({"type": "string", keyword: 10, "x-lengthUnit": unit, "x-charClass": class});
            let drawer = Drawer::new(&schema, &options).expect("a drawer");
            let limit = drawer.constraints().iter().find(|one| one.keyword == keyword).expect("it is there");
            let kinds = drawer.kinds(limit);
            let Some(kind) = kinds.iter().find(|kind| kind.name.ends_with(":wide")) else {
                assert_eq!(due, None, "{unit} {class} {keyword}");
                continue;
            };
            let broken = drawer.broken(limit, kind, At::First, &mut Rng::new(1, "t")).expect("a value");
            let text = broken.value.as_str().unwrap_or_default().to_owned();
            let length = LengthUnit::named(unit).and_then(|unit| unit.measure(&text)).expect("it has one");
            assert_eq!(Some((length, text.chars().count())), due, "{unit} {class} {keyword} {text}");
        }
    }
}
