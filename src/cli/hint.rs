//! What follows the message that a name is not known: the name that was probably meant, else where the known names are.

use crate::{
    contract::{CommandId, Message, ProfileId},
    target::nearest,
};

/// "did you mean …?", or the message that says where the known names are.
pub(super) fn near<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: impl Into<Message>,
) -> Message {
    let meant = nearest(wrong, known);
    meant.map_or_else(|| otherwise.into(), |meant| ProfileId::DidYouMean.with([meant.into()]))
}

/// The same for names that are few enough to list.
pub(super) fn near_or_all(wrong: &str, known: &[String]) -> Message {
    near(wrong, known.iter().map(String::as_str), CommandId::ThereAre.with([known.join(", ").into()]))
}
