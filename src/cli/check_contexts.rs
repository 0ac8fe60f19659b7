//! Contexts of an operation that can never be met: kinds of breach that do not exist, rows that no request has.

use std::collections::BTreeSet;

use super::check_drawers::Drawers;
use crate::{
    contract::{Contract, LoadError, Operation, Pattern, ScreenId, schema::Place},
    generate::Drawer,
    util::pointer::escape,
};

/// What is wrong with the contexts of a contract, whose requests can all be generated.
pub(super) fn contexts(contract: &Contract, drawers: &mut Drawers) -> Vec<LoadError> {
    let file = format!("schemas/{}/contract.json", contract.id);
    let mut errors = Vec::new();
    for operation in contract.operations.iter().filter(|one| !one.contexts.is_empty()) {
        if let Ok(drawer) = &*drawers.of(&operation.request) {
            let at = format!("/operations/{}/contexts", escape(&operation.id));
            errors.extend(of_operation(&file, &at, operation, drawer));
        }
    }
    errors
}

fn of_operation(file: &str, at: &str, operation: &Operation, drawer: &Drawer) -> Vec<LoadError> {
    let (kinds, places) = (kinds(drawer), places(drawer));
    let mut errors = Vec::new();
    for (number, context) in operation.contexts.iter().enumerate() {
        let unknown = context.except.iter().enumerate().filter(|(_, kind)| !kinds.contains(*kind));
        errors.extend(unknown.map(|(index, kind)| {
            let problem = ScreenId::NotBreachKind.with([kind.into()]);
            let pointer = format!("{at}/{number}/except/{index}");
            let short = kinds.iter().map(String::as_str).filter(|kind| !kind.contains([':', '+']));
            LoadError::unknown(file, &pointer, problem, short)
        }));
        let rows_of = |rows: &Pattern| places.iter().any(|place| place.ends_with("/*") && rows.fits(place));
        let stray = |rows: &&String| Pattern::new(rows).is_some_and(|rows| !rows_of(&rows));
        errors.extend(context.rows.keys().filter(stray).map(|rows| {
            let problem = ScreenId::NoRowsAt.with([rows.into()]);
            let pointer = format!("{at}/{number}/rows/{}", escape(rows));
            let lists = places.iter().filter(|place| place.ends_with("/*")).map(String::as_str);
            LoadError::unknown(file, &pointer, problem, lists)
        }));
    }
    errors
}

/// Every kind of breach, also by what it is called before what fails with it is named.
fn kinds(drawer: &Drawer) -> BTreeSet<String> {
    let all = drawer.constraints().iter().flat_map(|constraint| drawer.kinds(constraint)).map(|kind| kind.name);
    all.flat_map(|name| [name.split('+').next().unwrap_or_default().to_owned(), name]).collect()
}

/// Every place of a request that its schema is about, and those around it.
fn places(drawer: &Drawer) -> BTreeSet<String> {
    let own = drawer.constraints().iter().map(|constraint| &constraint.place);
    let mut all = BTreeSet::new();
    for place in own.chain(drawer.classes().iter().map(|class| &class.place)).map(Place::as_str) {
        all.extend(place.match_indices('/').map(|(end, _)| place[..end].to_owned()));
        all.insert(place.to_owned());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Files, Readings};

    fn lines(change: impl FnOnce(&mut Operation)) -> Vec<String> {
        let mut contract = Contract::load(&Files::embedded(), "robo-payment", &Readings::new()).expect("a contract");
        change(&mut contract.operations[0]);
        let mut drawers = Drawers::new(&contract);
        contexts(&contract, &mut drawers)
            .iter()
            .map(|error| format!("{} {}", error.pointer, error.problem.english()))
            .collect()
    }

    #[test]
    fn a_context_names_kinds_and_rows_that_there_are() {
        assert_eq!(lines(|_| {}), Vec::<String>::new());
        let wrong = lines(|operation| {
            let context = &mut operation.contexts[0];
            context.except = ["missing", "mising", "one-over"].map(str::to_owned).to_vec();
            let with = context.rows.values().next().cloned().expect("rows");
            context.rows.insert("/payment_bank/*".to_owned(), with.clone());
            context.rows.insert("/payment_other".to_owned(), with);
        });
        let at = "/operations/bulk_upsert/contexts/0";
        assert_eq!(
            wrong,
            [
                format!("{at}/except/1 `mising` is not a kind of breach of this request"),
                format!("{at}/rows/~1payment_bank~1* no request has rows at `/payment_bank/*`"),
                format!("{at}/rows/~1payment_other no request has rows at `/payment_other`"),
            ]
        );
    }
}
