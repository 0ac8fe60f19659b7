//! Why no value breaks a constraint alone.

use super::{
    broken::At,
    budget::Budget,
    confirm::Confirmer,
    drawer::Drawer,
    mode::Mode,
    prepare::{Prepared, Recipe},
    rng::Rng,
    sample::placement::Placement,
};
use crate::contract::{Message, ReasonId, schema::Constraint};

impl Drawer {
    /// Why no value that is drawn breaks the constraint alone; none where one does.
    pub fn unbroken(&self, constraint: &Constraint) -> Option<Message> {
        let Some(prepared) = self.prepared_of(constraint) else { return Some(ReasonId::Unreachable.into()) };
        match prepared {
            Prepared { kinds, .. } if !kinds.is_empty() => None,
            Prepared { spoiled: Some(recipe), .. } => Some(self.spoiled(constraint, recipe)),
            Prepared { is_found: true, .. } => Some(ReasonId::Crowded.into()),
            _ => Some(ReasonId::Unreachable.into()),
        }
    }

    /// What else is broken by a value that breaks the constraint.
    fn spoiled(&self, constraint: &Constraint, recipe: &Recipe) -> Message {
        let mut rng = Rng::new(0, "try-out");
        let mut confirmer = self.confirmer(&mut rng, Budget::of_one_draw());
        let others = [Mode::Plain, Mode::Random].into_iter().find_map(|mode| {
            let value = confirmer.of_recipe(recipe, mode)?;
            let breaches = self.validator().breaches_beside(&value, constraint);
            let is_own = breaches.iter().any(|breach| constraint.is_itself(breach));
            let other = breaches.into_iter().find(|breach| !constraint.is_itself(breach));
            other.filter(|_| is_own)
        });
        match others {
            Some(breach) if breach.keyword == "x-open" => ReasonId::LeftOpen.with([place(&breach.pointer)]),
            Some(breach) => ReasonId::BreaksToo.with([(&breach.keyword).into(), place(&breach.pointer)]),
            None => ReasonId::NoneFound.into(),
        }
    }
}

fn place(pointer: &str) -> Message {
    if pointer.is_empty() { ReasonId::TheWhole.into() } else { pointer.into() }
}

impl Confirmer<'_> {
    /// A value that a recipe makes, confirmed or not.
    fn of_recipe(&mut self, recipe: &Recipe, mode: Mode) -> Option<serde_json::Value> {
        self.placed(&Placement { path: &recipe.path, edit: &recipe.edit, at: At::First, attempt: 0 }, mode)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::contract::schema::Options;

    fn why(schema: &Value, keyword: &str) -> Option<String> {
        let drawer = Drawer::new(schema, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
        let constraint = drawer.constraints().iter().find(|one| one.keyword == keyword).expect("it is there");
        drawer.unbroken(constraint).map(|why| why.english())
    }

    #[test]
    fn what_cannot_be_broken_alone_says_why() {
        for (schema, keyword, due) in [
            (json!({"type": "integer", "maximum": 5}), "maximum", None),
            (json!({"type": "string", "enum": ["a"]}), "type", Some("leaves no value that breaks it")),
            (
                json!({"type": "integer", "minimum": 1, "x-open": {"maximum": 0}}),
                "minimum",
                Some("leaves no value that breaks it"),
            ),
        ] {
            let why = why(&schema, keyword);
            assert_eq!(why.is_some(), due.is_some(), "{schema} {keyword}: {why:?}");
            assert!(due.is_none_or(|due| why.as_ref().is_some_and(|why| why.contains(due))), "{schema}: {why:?}");
        }
    }
}
