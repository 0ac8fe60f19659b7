//! What a contract says of an operation besides its description, and whether each word of it has an effect.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Carries, Citation, Cited, LoadError, LoadId, Operation,
    compile::Compiler,
    derived_requirements::mark,
    form::OperationForm,
    openapi::{Described, Gathered, placeholders_of},
    schema::Document,
};
use crate::util::pointer::escape;

impl Compiler<'_> {
    /// The operation as the description has it.
    pub(super) fn described(&mut self, at: &str, form: &OperationForm) -> Option<Described> {
        let id = form.operation_id.as_deref().unwrap_or(&form.id);
        let Some(entry) = self.entries.iter().find(|entry| entry.id == id) else {
            let problem = LoadId::NoOperationIn.with([(&self.description.file).into(), id.into()]);
            let at = if form.operation_id.is_some() { format!("{at}/operationId") } else { at.to_owned() };
            let there = self.entries.iter().map(|entry| entry.id.as_str());
            self.errors.push(LoadError::unknown(&self.file("contract.json"), &at, problem, there));
            return None;
        };
        let credentials = self.known.credentials();
        let described = Described::read(self.description, entry, form.content_type.as_deref(), credentials);
        described.map_err(|errors| self.errors.extend(errors)).ok()
    }

    /// Words that have no effect next to what else is said of an operation.
    pub(super) fn idle_words(&mut self, at: &str, form: &OperationForm) {
        let of_generated = [
            ("setup", !form.setup.is_empty()),
            ("contexts", !form.contexts.is_empty()),
            ("distinct", form.distinct),
            ("raw", form.raw.is_some()),
            ("wrongIds", !form.wrong_ids.is_empty()),
            ("unsupportedMediaType", form.unsupported_media_type.is_some()),
            ("notAcceptable", form.not_acceptable.is_some()),
        ];
        for (word, _) in of_generated.into_iter().filter(|(_, said)| *said && !form.generated) {
            let problem = LoadId::NothingGenerated.with([word.into()]);
            self.contract_error(&format!("{at}/{word}"), problem, LoadId::TakeOutOrGenerated.with([word.into()]));
        }
        for (word, said) in [("cookies", form.cookies), ("draw", !form.draw.is_empty())] {
            if said && form.setup.is_empty() {
                let problem = LoadId::NoSetUpSteps.with([word.into()]);
                self.contract_error(&format!("{at}/{word}"), problem, LoadId::DeclareSetUp.with([word.into()]));
            }
        }
    }

    /// What the constraints of a description make is cited by them.
    pub(super) fn cite_derived(&mut self, request: &Gathered, described: &Described, cited: &BTreeMap<String, Cited>) {
        let (file, pointer) = (request.origins.file().to_owned(), described.entry.pointer.clone());
        let cite = |id: &String| Citation { file: file.clone(), pointer: pointer.clone(), id: id.clone() };
        self.citations.extend(cited.keys().filter(|_| self.derive).map(cite));
    }

    /// What removes a record is an operation that needs no more than its id, and the contract says where that is.
    pub(super) fn removals(&mut self, operations: &[Operation]) {
        for operation in operations {
            let Some(by) = &operation.removed_by else { continue };
            let at = format!("/operations/{}/removedBy", escape(&operation.id));
            if operation.makes.is_empty() {
                let fix = LoadId::SayUnderMakes;
                self.contract_error(&at, LoadId::NoRecordIds, fix);
            }
            match operations.iter().find(|one| one.id == by.operation) {
                // One that is there and cannot be compiled is reported already.
                None => {
                    let file = self.file("contract.json");
                    self.errors.extend(self.known.operation(&file, &format!("{at}/operation"), &by.operation));
                }
                Some(one) if one.places() != [by.place.as_str()] => {
                    let problem = LoadId::NotOnlyPlace.with([(&by.place).into(), (&one.id).into()]);
                    self.contract_error(&format!("{at}/place"), problem, LoadId::NameIdOperation);
                }
                Some(_) => {}
            }
        }
    }

    /// Codes that constraints earn need a place at which they are returned.
    pub(super) fn places_of_codes(&mut self, at: &str, form: &OperationForm, earns: &[(Value, String)]) {
        if let Some((code, _)) = earns.first().filter(|_| form.errors.is_empty()) {
            let problem = LoadId::NoPlaceOfErrors.with([(&form.id).into(), code.to_string().into()]);
            let fix = LoadId::DescribeErrors;
            self.contract_error(at, problem, fix);
        }
    }

    /// What of an operation is said here and nowhere heeded.
    pub(super) fn forms_of(&mut self, at: &str, form: &OperationForm) {
        if form.request.is_none() && form.carries != Carries::Body {
            let fix = LoadId::NameRequest;
            let problem = LoadId::CarriesNothing;
            self.contract_error(&format!("{at}/carries"), problem, fix);
        }
    }

    /// The schema of requests with what the contract adds to it: where values come from, and which requirements it makes by itself.
    pub(super) fn worked_out(&mut self, at: &str, form: &OperationForm, mut gathered: Gathered) -> Gathered {
        for (place, source) in &form.from {
            let steps = place.split('/').skip(1).map(|step| format!("/properties/{step}"));
            let spot = gathered.schema.pointer_mut(&steps.collect::<String>());
            if let Some(Value::Object(spot)) = spot {
                spot.insert("x-from".to_owned(), source.as_str().into());
            } else {
                let fix = LoadId::WritePlaceOfRequest;
                let problem = LoadId::RequestsHaveNo.with([(&form.id).into(), place.into()]);
                self.contract_error(&format!("{at}/from/{}", escape(place)), problem, fix);
            }
        }
        if self.derive {
            mark(&mut gathered.schema, &form.id);
        }
        gathered
    }

    /// Places of the path that the schema named for the requests gives no value to.
    pub(super) fn places(&mut self, at: &str, form: &OperationForm, described: &Described, schema: &Value) {
        if form.request.is_none() {
            return;
        }
        let document = Document::new(schema);
        let below = |at: String, name: &str| {
            let mut at = at;
            for _ in 0..8 {
                let next = format!("{at}/properties/{}", escape(name));
                if document.at(&next).is_some() {
                    return Some(next);
                }
                let reference = document.at(&at)?.get("$ref")?.as_str()?.to_owned();
                at = document.follow(&at, &reference)?;
            }
            None
        };
        let path = form.path.as_deref().unwrap_or(&described.entry.path);
        for name in placeholders_of(path) {
            if below(String::new(), "path").and_then(|at| below(at, name)).is_none() {
                let problem = LoadId::PathPartMissing.with([name.into(), path.into()]);
                let fix = LoadId::DescribePathPart;
                self.contract_error(&format!("{at}/request"), problem, fix);
            }
        }
    }

    /// Operations of the description that the contract says nothing of, by id.
    pub(super) fn unspoken_operations(&self, forms: &[OperationForm]) -> Vec<String> {
        let spoken = |id: &str| forms.iter().any(|form| form.operation_id.as_deref().unwrap_or(&form.id) == id);
        self.entries.iter().filter(|entry| !spoken(&entry.id)).map(|entry| entry.id.clone()).collect()
    }
}
