//! The in-toto statement of a package: predicate test-result, made from the report alone.

use serde_json::{Value, json};

use super::layout::MANIFEST;

/// The statement on a report, about the manifest with this digest.
pub(super) fn statement(report: &Value, manifest: &str) -> String {
    let requirements = || list(&report["contracts"]).flat_map(|contract| list(&contract["requirements"]));
    let of = |verdicts: &[&str]| -> Vec<&Value> {
        let fits = requirements().filter(|record| record["verdict"].as_str().is_some_and(|v| verdicts.contains(&v)));
        fits.map(|record| &record["id"]).collect()
    };
    let (passed, warned, failed) = (of(&["pass"]), of(&["warn", "waived"]), of(&["fail", "error"]));
    let result = match report["verdict"].as_str() {
        Some("conformant") if warned.is_empty() => "PASSED",
        Some("conformant" | "conformant-with-waivers") => "WARNED",
        _ => "FAILED",
    };
    let configuration = list(&report["contracts"]).map(|contract| {
        let digest = contract["digest"].as_str().unwrap_or_default();
        json!({"name": contract["id"], "digest": {"sha256": digest.trim_start_matches("sha256:")}})
    });
    let mut subject = json!({"name": MANIFEST, "digest": {"sha256": manifest}});
    if report["subject"].as_object().is_some_and(|product| !product.is_empty()) {
        subject["annotations"] = report["subject"].clone();
    }
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [subject],
        "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
        "predicate": {
            "result": result,
            "configuration": configuration.collect::<Vec<_>>(),
            "passedTests": passed,
            "warnedTests": warned,
            "failedTests": failed,
        },
    });
    statement.to_string()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(verdict: &str, requirements: &[(&str, &str)]) -> Value {
        let requirements: Vec<Value> =
            requirements.iter().map(|(id, verdict)| json!({"id": id, "verdict": verdict})).collect();
        let contract = json!({"id": "acme", "digest": "sha256:0a", "requirements": requirements});
        let text = statement(&json!({"verdict": verdict, "contracts": [contract]}), "0b");
        let mut statement: Value = serde_json::from_str(&text).expect("JSON");
        statement["predicate"].take()
    }

    #[test]
    fn each_requirement_stands_where_it_belongs() {
        let all = [("A", "pass"), ("B", "fail"), ("C", "warn"), ("D", "waived"), ("E", "error"), ("F", "not-tested")];
        let expected = json!({
            "result": "FAILED",
            "configuration": [{"name": "acme", "digest": {"sha256": "0a"}}],
            "passedTests": ["A"], "warnedTests": ["C", "D"], "failedTests": ["B", "E"],
        });
        assert_eq!(result("not-conformant", &all), expected);
    }

    #[test]
    fn the_subject_is_the_manifest_with_what_is_certified() {
        let product = json!({"product": "Payment API", "version": "2.3"});
        for (subject, due) in [(product.clone(), product), (json!({}), Value::Null), (Value::Null, Value::Null)] {
            let text = statement(&json!({"verdict": "conformant", "contracts": [], "subject": subject}), "0b");
            let statement: Value = serde_json::from_str(&text).expect("JSON");
            let [only] = statement["subject"].as_array().expect("subjects").as_slice() else { panic!("{statement}") };
            assert_eq!((&only["name"], &only["digest"]), (&json!("manifest.json"), &json!({"sha256": "0b"})));
            assert_eq!(only["annotations"], due);
        }
    }

    #[test]
    fn only_a_conformant_run_without_a_warning_has_passed() {
        assert_eq!(result("conformant", &[("A", "pass"), ("F", "not-tested")])["result"], "PASSED");
        assert_eq!(result("conformant", &[("A", "warn")])["result"], "WARNED");
        assert_eq!(result("conformant-with-waivers", &[("A", "waived")])["result"], "WARNED");
        assert_eq!(result("untested", &[("A", "pass")])["result"], "FAILED");
    }
}
