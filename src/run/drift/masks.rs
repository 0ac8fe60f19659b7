//! Fields and places whose values the owner wants to be passed over.

use std::collections::BTreeSet;

use crate::{contract::Pattern, record::IdleMask, target::nearest};

/// Names of fields, and JSON pointers in which `*` stands for any index or name.
#[derive(Debug, Default)]
pub(super) struct Masks(Vec<Mask>);

#[derive(Debug)]
struct Mask {
    text: String,
    /// What it is where it is a pointer.
    pointer: Option<Pattern>,
}

impl Masks {
    pub(super) fn new(texts: &[String]) -> Self {
        let pointer = |text: &String| text.starts_with('/').then(|| Pattern::new(text)).flatten();
        Self(texts.iter().map(|text| Mask { text: text.clone(), pointer: pointer(text) }).collect())
    }

    /// Whether the values at a place are passed over; its pointer has the indices that the place has as stars.
    pub(super) fn fit(&self, pointer: &str, place: &str) -> bool {
        self.0.iter().any(|mask| match &mask.pointer {
            Some(pattern) => pattern.fits(pointer),
            None => mask.text == name_of(place),
        })
    }

    /// The masks that fit none of these places, each with the nearest name there is.
    pub(super) fn idle(&self, places: &BTreeSet<String>) -> Vec<IdleMask> {
        let fits = |mask: &Mask, place: &String| match &mask.pointer {
            // An index of its own is one of those that the place has as a star.
            Some(_) => same_place(&mask.text, place),
            None => mask.text == name_of(place),
        };
        let idle = self.0.iter().filter(|mask| !places.iter().any(|place| fits(mask, place)));
        let told = |mask: &Mask| {
            let is_pointer = mask.text.contains('/');
            let known = places.iter().map(|place| if is_pointer { place.as_str() } else { name_of(place) });
            IdleMask { mask: mask.text.clone(), nearest: nearest(&mask.text, known).map(str::to_owned) }
        };
        idle.map(told).collect()
    }
}

fn same_place(mask: &str, place: &str) -> bool {
    let is_index = |step: &str| !step.is_empty() && step.bytes().all(|b| b.is_ascii_digit());
    mask.split('/').count() == place.split('/').count()
        && mask
            .split('/')
            .zip(place.split('/'))
            .all(|(own, step)| own == step || own == "*" || (step == "*" && is_index(own)))
}

/// The name of the field that a value at a place belongs to, as an item of its list or itself.
pub(super) fn name_of(place: &str) -> &str {
    place.rsplit('/').find(|step| *step != "*").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masks(texts: &[&str]) -> Masks {
        Masks::new(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_mask_is_a_name_or_a_pointer() {
        for (mask, pointer, place, due) in [
            ("ta", "/rows/1/ta", "/rows/*/ta", true),
            ("ta", "/rows/1/tax", "/rows/*/tax", false),
            ("shop", "/shop/0", "/shop/*", true),
            ("/rows/*/ta", "/rows/1/ta", "/rows/*/ta", true),
            ("/rows/1/ta", "/rows/1/ta", "/rows/*/ta", true),
            ("/rows/2/ta", "/rows/1/ta", "/rows/*/ta", false),
            ("/ta", "/rows/1/ta", "/rows/*/ta", false),
            ("/*", "/ta", "/ta", true),
        ] {
            assert_eq!(masks(&[mask]).fit(pointer, place), due, "{mask} {pointer}");
        }
    }

    #[test]
    fn a_mask_that_fits_nothing_is_told_with_the_nearest_name() {
        let places = ["/rows", "/rows/*", "/rows/*/amount", "/at"].map(str::to_owned).into();
        for (mask, due) in [
            ("amount", None),
            ("/rows/*/amount", None),
            ("/rows/3/amount", None),
            ("/*/*/amount", None),
            ("amout", Some(Some("amount"))),
            ("/rows/*/amout", Some(Some("/rows/*/amount"))),
            ("/row/*/amount", Some(Some("/rows/*/amount"))),
            ("rows/*/amount", Some(Some("/rows/*/amount"))),
            ("currency", Some(None)),
        ] {
            let idle = masks(&[mask]).idle(&places);
            let told = idle.first().map(|idle| idle.nearest.as_deref());
            assert_eq!(told, due, "{mask}");
        }
    }
}
