//! Suggestions for a name that is not known: "did you mean …?".

use crate::contract::{Message, ProfileId};
/// The known name that is nearest, if it is near enough to be what was meant.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (wrong.chars().count() / 3).clamp(1, 4);
    let near = known.into_iter().map(|name| (distance(wrong, name), name)).filter(|(distance, _)| *distance <= most);
    near.min().map(|(_, name)| name)
}

/// The fix for a wrong name: the one that was meant, else all that there are.
pub(super) fn fix<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Message {
    let known: Vec<&str> = known.into_iter().collect();
    match (nearest(wrong, known.iter().copied()), known.as_slice()) {
        (Some(meant), _) => ProfileId::DidYouMean.with([meant.into()]),
        (None, []) => ProfileId::TakeOutNone.into(),
        (None, [only]) => ProfileId::WriteOnly.with([(*only).into()]),
        (None, several) => ProfileId::WriteOneOf.with([several.join(", ").into()]),
    }
}

/// Edits between two names, a swap of neighbours counting once; case and the choice of dash count nothing.
fn distance(one: &str, other: &str) -> usize {
    let folded = |text: &str| text.to_ascii_lowercase().replace('_', "-");
    strsim::osa_distance(&folded(one), &folded(other))
}

#[cfg(test)]
mod tests {
    use super::{fix, nearest};

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        let known = ["url", "credentials", "read-only", "states"];
        for (wrong, meant) in [
            ("uri", Some("url")),
            ("credentails", Some("credentials")),
            ("read_only", Some("read-only")),
            ("State", Some("states")),
            ("proxy", None),
        ] {
            assert_eq!(nearest(wrong, known), meant, "{wrong}");
        }
        assert_eq!(fix("x", ["url", "states"]).english(), "write one of url, states");
        assert_eq!(fix("x", []).english(), "take it out; there are none");
    }
}
