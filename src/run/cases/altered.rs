//! Good requests that are to be refused for one thing which no schema of theirs describes.

use super::{Aim, Case, Intent, Rng, Source};
use crate::{
    contract::{Expectation, Outcome, RefusalForm},
    run::altered::Altered,
};

impl<'a> Source<'a> {
    /// The request of a number among those of a refusal.
    pub(super) fn altered(self, refusal: usize, number: usize, rng: &mut Rng) -> Option<Case<'a>> {
        let refusal = self.form().refusals.get(refusal)?;
        let way = refusal.ways.get(number)?;
        let value = self.drawer.minimal(rng)?;
        let intent = Intent::violates(&refusal.at, refusal.keyword, way);
        let RefusalForm { requirement, codes, status, code_level, error, .. } = refusal.due.clone();
        let refused = Expectation::new(Outcome::Refused, &requirement);
        let due = Expectation { at: refusal.at.clone(), codes, status, code_level, error, ..refused };
        Some(self.case(intent, value, due, Aim::Altered(Altered { refusal, way })))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{
        contract::Files,
        record::IntentKind,
        run::{
            Subject,
            testing::{Reply, Server, edited, files, honest, plan, played, profile},
        },
    };

    /// The shop with a description that documents 415 and 406, and ids that may be nearly right.
    fn strict() -> Files {
        edited(files(), "schemas/shop/openapi.json", |description| {
            let refused = json!({"description": "refused", "x-requirement": "SH-same"});
            description["paths"]["/orders"]["post"]["responses"]["415"] = refused.clone();
            description["paths"]["/orders"]["post"]["responses"]["406"] = refused;
        })
    }

    #[test]
    fn what_is_documented_as_refused_for_its_form_is_asked_for_in_other_forms() {
        for (reads, verdicts) in [(true, 0), (false, 1)] {
            let server = Server::start(move |ask| {
                let wrong = ask.header("content-type") != Some("application/json")
                    || ask.header("accept").is_some_and(|text| text == "image/png");
                if reads && wrong { Reply::text(415, "") } else { honest(ask) }
            });
            let plan = plan(Subject::url(&strict(), "shop", profile(&server.url)).expect("a subject"));
            let record = played(&plan, "shop/order/rejects/headers.content-type/unsupported-media-type");
            assert_eq!((record.cases, record.findings.len()), (4, verdicts), "{record:?}");
            for found in &record.findings {
                assert_eq!((found.finding.requirement.as_str(), found.intent.kind), ("SH-same", IntentKind::Violates));
            }
        }
    }
}
