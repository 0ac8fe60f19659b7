//! Which constraints no case of a plan breaks alone, and which requirements have no others.

use std::collections::BTreeSet;

use super::{Subject, alone::Alone};
use crate::{
    contract::{Message, Operation, ReasonId, schema::Constraint},
    generate::Drawer,
    record::{Promises, Unbroken},
};

impl Subject {
    /// What no case breaks alone, and the requirements that have no other constraints.
    pub fn alone(&self) -> &Alone {
        self.alone.get_or_init(|| {
            let operations = || self.suite.contract.operations.iter().zip(&self.planned);
            let all: Vec<Unbroken> = operations().flat_map(|(operation, drawer)| unbroken(operation, drawer)).collect();
            let generated = operations().filter(|(operation, _)| operation.generated);
            let kept: BTreeSet<String> = generated.flat_map(|(_, drawer)| broken(drawer)).collect();
            // That good requests are accepted is seen by those that are.
            let of_success = |id: &str| self.suite.contract.operations.iter().any(|operation| operation.success == id);
            let partly: BTreeSet<String> =
                all.iter().map(|one| one.requirement.clone()).filter(|id| !of_success(id)).collect();
            let whole = partly.iter().filter(|id| !kept.contains(*id)).cloned().collect();
            Alone { all, partly, whole }
        })
    }

    /// What is promised, as far as a record describes it.
    pub(super) fn promises(&self) -> Promises {
        let Alone { all, partly, whole } = self.alone().clone();
        let promises = Promises::of(&self.suite.contract, &self.suite.scenarios);
        Promises { unbroken: all, in_part: partly, unbreakable: whole, ..promises }
    }
}

/// The constraints of a request schema that no case breaks alone.
pub fn unbroken(operation: &Operation, drawer: &Drawer) -> Vec<Unbroken> {
    let each = drawer.constraints().iter().filter_map(|constraint| {
        let requirement = constraint.requirement()?.into_owned();
        Some(Unbroken {
            operation: operation.id.clone(),
            place: constraint.place.to_string(),
            keyword: constraint.keyword.clone(),
            property: constraint.property.clone(),
            requirement,
            reason: if operation.generated {
                reason(operation, constraint, drawer.unbroken(constraint)?)
            } else {
                ReasonId::OnlyScenarios.into()
            },
        })
    });
    each.collect()
}

/// The reason in the words of the contract, where it is an `x-open` next to the keyword that leaves no room.
fn reason(operation: &Operation, constraint: &Constraint, reason: Message) -> Message {
    let beside = operation.request.pointer(&constraint.schema_object);
    if !reason.is(ReasonId::Crowded) || beside.is_none_or(|beside| beside.get("x-open").is_none()) {
        return reason;
    }
    let place = constraint.place.as_str();
    ReasonId::LeftOpen.with([if place.is_empty() { ReasonId::TheWhole.into() } else { place.into() }])
}

/// The requirements of which some constraint is broken alone.
fn broken(drawer: &Drawer) -> BTreeSet<String> {
    let kept = drawer.constraints().iter().enumerate().filter(|(index, _)| !drawer.kinds_of(*index).is_empty());
    kept.filter_map(|(_, constraint)| Some(constraint.requirement()?.into_owned())).collect()
}
