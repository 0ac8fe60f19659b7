//! What generates from the schemas that are checked. Most choices of a reading leave most schemas as they are, and several checks look at the
//! same one, so each is prepared once.

use std::{collections::BTreeMap, rc::Rc};

use serde_json::Value;

use crate::{
    contract::{Contract, schema::Options},
    generate::{DrawError, Drawer},
};

/// The drawers of one contract's schemas, by the text of each schema.
pub(super) struct Drawers {
    /// How the schemas are generated from: values that a profile gives are made up.
    pub(super) options: Options,
    known: BTreeMap<String, Rc<Result<Drawer, DrawError>>>,
}

impl Drawers {
    /// None yet, for schemas with the classes of characters of a contract.
    pub(super) fn new(contract: &Contract) -> Self {
        let classes = contract.classes.clone();
        Self { options: Options { classes, invent: true, strict: true, ..Options::default() }, known: BTreeMap::new() }
    }

    /// What generates from a schema, or why nothing can.
    pub(super) fn of(&mut self, schema: &Value) -> Rc<Result<Drawer, DrawError>> {
        let text = schema.to_string();
        if let Some(known) = self.known.get(&text) {
            return Rc::clone(known);
        }
        let drawer = Rc::new(Drawer::new(schema, &self.options));
        self.known.insert(text, Rc::clone(&drawer));
        drawer
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::{Files, Readings};

    #[test]
    fn each_schema_is_prepared_once() {
        let contract = Contract::load(&Files::embedded(), "abs-status", &Readings::new()).expect("a contract");
        let mut drawers = Drawers::new(&contract);
        let (text, number) = (json!({"type": "string"}), json!({"type": "integer"}));
        let first = drawers.of(&text);
        assert!(first.is_ok() && Rc::ptr_eq(&first, &drawers.of(&text)) && !Rc::ptr_eq(&first, &drawers.of(&number)));
        let never = json!({"type": "string", "minLength": 2, "maxLength": 1});
        assert!(matches!(&*drawers.of(&never), Err(DrawError::Unsatisfiable { .. })));
    }
}
