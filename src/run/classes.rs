//! What boundary classes put to the test, and where in arrays constraints are broken.

use std::borrow::Cow;

use crate::{
    contract::{Level, Operation, kind_level, schema::Constraint},
    generate::{At, Class, Drawer},
};

/// Where in arrays a constraint is broken.
pub(super) const ATS: [At; 3] = [At::First, At::Middle, At::Last];

/// Where a constraint is broken in one of its turns: a place in the middle is in every second one that of the second item of a few, and of
/// several arrays on the way each is in turn the one that has many.
pub(super) fn at_in_turn(place: &str, position: usize, turn: usize) -> At {
    let arrays = place.split('/').filter(|token| *token == "*").count();
    match ATS[position] {
        At::Middle if turn % 2 == 1 => At::Second,
        // Where all of them may be long, all are.
        At::Last if arrays > 2 && !turn.is_multiple_of(arrays) => At::LastOf(turn % arrays - 1),
        at => at,
    }
}

/// The requirement that a boundary class puts to the test, and the level below it where the contract lowers it.
pub(super) fn class_requirement(operation: &Operation, drawer: &Drawer, class: &Class) -> (String, Option<Level>) {
    let cites = |constraint: &&Constraint| constraint.has_requirement();
    // A class at a limit speaks for the constraint that sets the limit; any other for the place as a whole.
    let of_limit = class.of.map(|of| &drawer.constraints()[of]).filter(cites);
    let candidates = || drawer.constraints_at(&class.place).filter(cites);
    let of_place = || candidates().find(|constraint| constraint.place == class.place);
    let found = of_limit.or_else(of_place).or_else(|| candidates().next());
    let Some(constraint) = found else { return (operation.success.clone(), None) };
    let requirement = constraint.requirement().map_or_else(|| operation.success.clone(), Cow::into_owned);
    (requirement, kind_level(&constraint.annotations, "accepts", &class.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        contract::{Files, Language},
        generate::malformed::MALFORMED,
        record::{Intent, IntentKind},
        reference::Config,
        run::Subject,
    };

    #[test]
    fn the_second_of_a_few_and_each_of_several_arrays_have_their_turns() {
        let turns = |place: &str, position: usize| [0, 1, 2, 3].map(|turn| at_in_turn(place, position, turn));
        assert_eq!(turns("/rows/*/n", 0), [At::First; 4]);
        assert_eq!(turns("/rows/*/n", 1), [At::Middle, At::Second, At::Middle, At::Second]);
        assert_eq!(turns("/rows/*/n", 2), [At::Last; 4]);
        assert_eq!(turns("/a/*/b/*/c/*/n", 2), [At::Last, At::LastOf(0), At::LastOf(1), At::Last]);
    }

    #[test]
    fn a_class_is_credited_to_its_limit_at_the_level_that_the_contract_gives_it() {
        let credited = |contract: &str, operation: usize, place: &str, name: &str| {
            let subject = Subject::reference(&Files::embedded(), contract, &Config::default()).expect("a subject");
            let drawer = &subject.drawers[operation];
            let class = drawer.classes().iter().find(|class| class.place.as_str() == place && class.name == name);
            class_requirement(&subject.suite.contract.operations[operation], drawer, class.expect("a class"))
        };
        let array = "/payment_bank_transfer";
        assert_eq!(credited("robo-payment", 0, array, "items-1000"), ("RP-3628".into(), None));
        assert_eq!(credited("robo-payment", 0, array, "items-12"), ("RP-one-array".into(), None));
        assert_eq!(credited("robo-payment", 0, array, "absent"), ("RP-one-array".into(), Some(Level::Should)));
        let commission = "/transactionList/*/paymentBatchList/*/transferCommission";
        assert_eq!(credited("abs-status", 0, commission, "maximum"), ("AS-003".into(), None));
        assert_eq!(credited("abs-status", 0, commission, "minimum"), ("AS-types".into(), None));
    }

    #[test]
    fn every_way_that_the_contracts_are_tested_in_has_japanese_words() {
        // What is written so in Japanese too.
        const ALIKE: [&str; 5] = ["null", "true", "false", "zero", "one"];
        let files = Files::embedded();
        let mut silent = std::collections::BTreeSet::new();
        for id in files.contracts() {
            let subject = Subject::reference(&files, &id, &Config::default()).expect("a subject");
            for drawer in &subject.drawers {
                let kinds = drawer.constraints().iter().flat_map(|constraint| drawer.kinds(constraint));
                let ways = kinds.map(|kind| kind.name).chain(drawer.classes().iter().map(|class| class.name.clone()));
                let malformed = MALFORMED.iter().map(|row| row.name.to_owned());
                for way in ways.chain(malformed).filter(|way| !ALIKE.contains(&way.as_str())) {
                    let words = Intent::of(IntentKind::Valid, &way).in_words(Language::Japanese);
                    let own = words.trim_start_matches("正常: ").split('（').next().unwrap_or_default();
                    if own.is_ascii() {
                        silent.insert(way);
                    }
                }
            }
        }
        assert!(silent.is_empty(), "src/record/way.rs has no words for {silent:?}");
    }
}
