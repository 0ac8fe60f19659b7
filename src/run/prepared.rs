//! Prepares what draws the requests of each operation. A description may have a thousand of them, and each is worked out by itself, so
//! every core takes the next one.

use std::sync::Arc;

use serde_json::Value;

use super::{
    given::drawer,
    request::wire,
    unfit::{Unfit, unfit},
};
use crate::{
    contract::{Contract, Message, Operation, ReasonId},
    generate::{DrawError, Drawer, Wire},
    target::ContractProfile,
    util::parallel::{cores, side_by_side},
};

/// Why the requests of an operation cannot be drawn.
pub(super) enum NotPrepared {
    /// What the target's owner gives cannot stand in them.
    Unfit(Box<Unfit>),
    /// There are none.
    Draw(DrawError),
}

/// What draws the requests of an operation, and why none may be sent.
pub(super) type Drawn = (Arc<Drawer>, Option<Message>);

/// What draws the requests of each operation, where it is not `known` already.
pub(super) fn prepared<'a>(
    contract: &'a Contract,
    given: &ContractProfile,
    known: &(dyn Fn(&Operation) -> Option<Drawn> + Sync),
) -> Vec<(&'a Operation, Result<Drawn, NotPrepared>)> {
    let of_operation = |operation: &Operation| of_operation(contract, operation, given, known);
    let made = side_by_side(cores(), &contract.operations, of_operation);
    contract.operations.iter().zip(made).collect()
}

fn of_operation(
    contract: &Contract,
    operation: &Operation,
    given: &ContractProfile,
    known: &(dyn Fn(&Operation) -> Option<Drawn> + Sync),
) -> Result<Drawn, NotPrepared> {
    if let Some(unfit) = unfit(contract, operation, given) {
        return Err(NotPrepared::Unfit(Box::new(unfit)));
    }
    if let Some(known) = known(operation) {
        return Ok(known);
    }
    let nothing = |wire: &Wire| drawer(contract, (&Value::Bool(true), wire), given);
    let drawn = match drawer(contract, (&operation.request, &wire(operation)), given) {
        // Where nothing is drawn, nothing need be possible.
        Err(_) if !operation.generated => nothing(&wire(operation)),
        // Nor does one operation of a description keep the others from being tested.
        Err(error) if contract.derive => {
            nothing(&Wire::Json).map(|(drawer, _)| (drawer, Some(ReasonId::FailedTo.with([error.message()]))))
        }
        drawn => drawn,
    };
    drawn.map(|(drawer, why)| (Arc::new(drawer), why)).map_err(NotPrepared::Draw)
}
