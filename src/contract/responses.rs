//! Compiles what a description says of responses, and what an operation sends by itself.

use super::{
    Citation, HeaderPromise, Response, ResponseBody, Shape,
    compile::Compiler,
    form::{ErrorForm, OperationForm},
    openapi::{Answer, Described, Gathered, HeaderForm, StatusKey},
};
use crate::contract::LoadId;

impl Compiler<'_> {
    /// The responses that the description documents.
    pub(super) fn responses(&mut self, described: &Described, form: &OperationForm) -> Vec<Response> {
        let mut all = Vec::new();
        for answer in &described.answers {
            let requirement = self.of_response(answer, form);
            let bodies = self.bodies(answer, &requirement);
            let headers = answer.headers.iter().filter_map(|header| self.header(header, &requirement)).collect();
            all.push(Response { status: answer.status, bodies, headers, requirement });
        }
        all
    }

    fn bodies(&mut self, answer: &Answer, requirement: &str) -> Vec<ResponseBody> {
        let mut bodies = Vec::new();
        for content in &answer.contents {
            let shape = content.schema.as_ref().and_then(|schema| self.shape(schema, requirement));
            bodies.push(ResponseBody { media: content.media.clone(), shape });
        }
        bodies
    }

    fn header(&mut self, header: &HeaderForm, requirement: &str) -> Option<HeaderPromise> {
        let derived = format!("{requirement}.header.{}", header.name);
        let own = if self.derive { &derived } else { requirement };
        let requirement = header.requirement.as_deref().unwrap_or(own);
        if self.derive && header.requirement.is_none() {
            let file = self.description.file.clone();
            self.citations.push(Citation { file, pointer: String::new(), id: derived.clone() });
        }
        let shape = match &header.schema {
            Some(schema) => Some(self.shape(schema, requirement)?),
            None => None,
        };
        let requirement = requirement.to_owned();
        Some(HeaderPromise { name: header.name.clone(), required: header.required, shape, requirement })
    }

    /// The statuses of success: those of the contract, else those that the description documents.
    pub(super) fn statuses(&mut self, at: &str, form: &OperationForm, responses: &[Response]) -> Option<Vec<u16>> {
        if let Some(own) = &form.success.status {
            return Some(own.clone());
        }
        let each = responses.iter().filter_map(|response| match response.status {
            StatusKey::Exactly(status @ 200..=299) => Some(status..=status),
            StatusKey::Class(2) => Some(200..=299),
            _ => None,
        });
        let statuses: Vec<u16> = each.flatten().collect();
        if statuses.is_empty() {
            let problem = LoadId::NoSuccess.with([(&form.id).into()]);
            self.contract_error(&format!("{at}/success"), problem, LoadId::AddSuccess);
            return None;
        }
        Some(statuses)
    }

    /// The body of an error as the description has it: of the first status that the place names, else of every error.
    pub(super) fn described_error(
        &mut self,
        at: &str,
        form: &ErrorForm,
        described: &Described,
        requirement: &str,
    ) -> Option<Shape> {
        let named =
            form.rules.status.iter().flat_map(|status| status.any.iter().chain(status.by_code.values().flatten()));
        // An error under a status of success has the body of errors all the same.
        let is_good = |answer: &Answer| matches!(answer.status, StatusKey::Exactly(..=399) | StatusKey::Class(1..=3));
        let of = |wanted: u16| described.answers.iter().find(|answer| !is_good(answer) && answer.status.holds(wanted));
        let errors = || {
            let is_error = |answer: &&Answer| {
                matches!(answer.status, StatusKey::Default | StatusKey::Class(4 | 5) | StatusKey::Exactly(400..))
            };
            described.answers.iter().find(is_error)
        };
        let answer = named.copied().find_map(of).or_else(errors);
        let schema: Option<&Gathered> =
            answer.and_then(|answer| answer.contents.iter().find_map(|body| body.schema.as_ref()));
        let Some(schema) = schema else {
            let problem = LoadId::NoErrorBody.with([(&described.entry.id).into()]);
            self.contract_error(at, problem, LoadId::DescribeErrorBody);
            return None;
        };
        self.shape(schema, requirement)
    }

    /// The requirement of a response that names none.
    fn of_response(&mut self, answer: &Answer, form: &OperationForm) -> String {
        if self.derive && answer.requirement.is_none() {
            let id = format!("{}.response.{}", form.id, answer.status);
            self.citations.push(Citation {
                file: answer.file.clone(),
                pointer: answer.pointer.clone(),
                id: id.clone(),
            });
            return id;
        }
        let of_success = form.success.shape.as_ref().map_or(&form.success.requirement, |shape| &shape.requirement);
        let said = |status: u16| form.success.status.as_ref().is_some_and(|own| own.contains(&status));
        let is_good = match answer.status {
            StatusKey::Exactly(status) => (200..300).contains(&status) || said(status),
            other => other == StatusKey::Class(2),
        };
        let own = if is_good { of_success } else { &form.rules.content.requirement };
        answer.requirement.as_ref().unwrap_or(own).clone()
    }
}
