//! Compiles what is refused of an operation besides what breaks the schema of its requests.

use super::{
    LoadError, LoadId, Refusal, RefusalForm, Response,
    compile::Compiler,
    escape,
    form::OperationForm,
    near::of_ids,
    openapi::{Described, StatusKey},
    refusal::ANOTHER,
};

/// Content types of requests and of responses; those that a description documents are left out.
const CONTENT_TYPES: [&str; 5] = [
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "application/json",
];
const ACCEPTABLE: [&str; 4] = ["application/xml", "text/csv", "image/png", "application/octet-stream"];

impl Compiler<'_> {
    /// What is refused of an operation besides what breaks the schema of its requests.
    pub(super) fn refusals(
        &mut self,
        at: &str,
        form: &OperationForm,
        described: &Described,
        responses: &[Response],
    ) -> Vec<Refusal> {
        let mut all = Vec::new();
        let documented = |status: u16, own: Option<&RefusalForm>| {
            let response = responses.iter().find(|response| response.status == StatusKey::Exactly(status));
            let of_response = || response.map(|response| RefusalForm::of(&response.requirement));
            let due = own.cloned().or_else(of_response).filter(|_| form.generated)?;
            let status = response.filter(|_| due.codes.is_empty()).map(|_| status).into_iter().collect();
            Some(RefusalForm { status, ..due })
        };
        let has_body = described.has_body();
        if let Some(due) = documented(415, form.unsupported_media_type.as_ref()).filter(|_| has_body) {
            let ways = CONTENT_TYPES.into_iter().filter(|media| !described.takes(media)).map(str::to_owned).collect();
            all.push(Refusal { at: "/headers/content-type".to_owned(), keyword: "unsupported-media-type", ways, due });
        }
        let bodies = || responses.iter().filter(|one| is_good(one.status)).flat_map(|one| &one.bodies);
        if let Some(due) = documented(406, form.not_acceptable.as_ref()).filter(|_| bodies().next().is_some()) {
            let served = |media: &&str| bodies().any(|body| body.is_of(media));
            let ways = ACCEPTABLE.into_iter().filter(|media| !served(media)).map(str::to_owned).collect();
            all.push(Refusal { at: "/headers/accept".to_owned(), keyword: "not-acceptable", ways, due });
        }
        let idle = [
            ("unsupportedMediaType", form.unsupported_media_type.is_some() && !has_body, LoadId::NoBodies),
            ("notAcceptable", form.not_acceptable.is_some() && bodies().next().is_none(), LoadId::NoGoodBodies),
        ];
        for (word, _, why) in idle.into_iter().filter(|(_, idle, _)| *idle) {
            let problem = why.with([word.into()]);
            self.contract_error(&format!("{at}/{word}"), problem, LoadId::DescribeBody);
        }
        all.extend(form.wrong_ids.iter().flat_map(|(place, due)| self.wrong_id(at, form, described, (place, due))));
        all.retain(|refusal| !refusal.ways.is_empty());
        all
    }

    /// What is wrong with an id in the path.
    fn wrong_id(
        &mut self,
        at: &str,
        form: &OperationForm,
        described: &Described,
        (place, due): (&str, &RefusalForm),
    ) -> Vec<Refusal> {
        let own = format!("{at}/wrongIds/{}", escape(place));
        let there = described.places();
        if !there.contains(&place) {
            let problem = LoadId::PathHasNo.with([(&described.entry.path).into(), place.into()]);
            self.errors.push(LoadError::unknown(&self.file("contract.json"), &own, problem, there));
            return Vec::new();
        }
        let spot = format!("/path/{place}");
        if !form.from.contains_key(&spot) {
            let fix = LoadId::SayUnderFrom.with([(&spot).into()]);
            self.contract_error(&own, LoadId::NoRightId, fix);
        }
        for (index, way) in due.except.iter().enumerate().filter(|(_, way)| !of_ids().any(|known| known == *way)) {
            let problem = LoadId::NotANearMiss.with([way.into()]);
            let file = self.file("contract.json");
            self.errors.push(LoadError::unknown(&file, &format!("{own}/except/{index}"), problem, of_ids()));
        }
        if let Some(source) = &due.another {
            let file = self.file("contract.json");
            self.errors.extend(self.known.source(&file, &format!("{own}/another"), source, &[]));
        }
        let ways = of_ids().filter(|way| !due.except.iter().any(|one| one == way)).map(str::to_owned).collect();
        let near = Refusal { at: spot.clone(), keyword: "near-miss", ways, due: due.clone() };
        let ways = due.another.iter().map(|_| ANOTHER.to_owned()).collect();
        let another = Refusal { at: spot, keyword: ANOTHER, ways, due: due.clone() };
        vec![near, another]
    }
}

fn is_good(status: StatusKey) -> bool {
    matches!(status, StatusKey::Exactly(200..=299) | StatusKey::Class(2))
}
