//! Who is accused: the clause that the target breaks, and no other one of the same place.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::shell::{folder, report, tekigo};

#[test]
fn an_array_at_its_limit_speaks_for_the_clause_of_the_limit() {
    let folder = folder("accused-limit");
    let listed = tekigo(&folder, &["list", "trials", "--contract", "robo-payment", "--json"]);
    let trials: Vec<Value> = serde_json::from_str(&listed.out).expect("JSON");
    let cites = |name: &str| {
        let trial = trials.iter().find(|trial| trial["name"] == format!("robo-payment/bulk_upsert/accepts/{name}"));
        let cited = trial.and_then(|trial| trial["requirements"].as_array()).into_iter().flatten();
        cited.filter_map(|id| id.as_str().map(str::to_owned)).collect::<BTreeSet<String>>()
    };
    for array in ["payment_bank_transfer", "payment_other"] {
        assert_eq!(cites(array), ["RP-3601", "RP-3628", "RP-one-array"].map(str::to_owned).into());
    }
    // The fault refuses exactly as many rows as the limit allows.
    let run =
        ["run", "--contract", "robo-payment", "--fault", "row-limit-refused", "--out", "report", "accepts/payment_"];
    let ended = tekigo(&folder, &run);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let report = report(&folder.join("report"));
    let of = |verdict: &str| -> Vec<&str> {
        let all = report["contracts"][0]["requirements"].as_array().expect("requirements").iter();
        all.filter(|one| one["verdict"] == verdict).filter_map(|one| one["id"].as_str()).collect()
    };
    assert_eq!((of("fail"), of("warn")), (vec!["RP-3628"], vec![]));
    assert!(of("pass").contains(&"RP-one-array"), "{:?}", of("pass"));
}
