//! A contract that ships with us, as the runner draws from it: nothing of it may get lost.

use serde_json::{Value, json};

use crate::contract::schema::{Constraint, Options};
use crate::contract::{Contract, Files, Readings};
use crate::generate::{At, Class, Drawer, Mode, Rng};

/// Each position, plain and by chance.
const WAYS: [(At, Mode); 6] = [
    (At::First, Mode::Plain),
    (At::First, Mode::Random),
    (At::Middle, Mode::Plain),
    (At::Middle, Mode::Random),
    (At::Last, Mode::Plain),
    (At::Last, Mode::Random),
];

fn options(contract: &Contract) -> Options {
    let given = [
        ("credentials/user_id", json!("tester@example.com")),
        ("credentials/access_key", json!("k0FAKEkey0")),
        ("bank-code/bs_bank_transfer_code", json!("BK-001")),
        ("billing-pair/billing_code", json!("B-1")),
        ("billing-pair/billing_individual_number", json!(123_456)),
    ];
    let given = given.map(|(name, value)| (name.to_owned(), vec![value])).into();
    Options { classes: contract.classes.clone(), given, invent: false, strict: true, effort: None }
}

fn drawer_of(change: impl FnOnce(&mut Value)) -> Drawer {
    let contract = Contract::load(&Files::embedded(), "robo-payment", &Readings::new());
    let contract = contract.unwrap_or_else(|errors| panic!("{errors:?}"));
    let mut request = contract.operation("bulk_upsert").expect("the operation").request.clone();
    change(&mut request);
    Drawer::new(&request, &options(&contract)).unwrap_or_else(|error| panic!("{error}"))
}

fn drawer() -> Drawer {
    drawer_of(|_| {})
}

/// Every draw of a class, in the order of classes.
fn class_draws(drawer: &Drawer) -> Vec<(String, Value)> {
    let draw = |class: &Class| {
        let name = format!("{} {}", class.place, class.name);
        let value = drawer.class(class, &mut Rng::new(7, &class.name));
        (name.clone(), value.unwrap_or_else(|| panic!("the class {name} is lost")))
    };
    drawer.classes().iter().map(draw).collect()
}

#[test]
fn every_class_that_is_listed_is_drawn() {
    let drawer = drawer();
    for (name, value) in class_draws(&drawer) {
        assert!(drawer.validator().is_valid(&value), "{name}");
    }
    let names: Vec<_> = drawer.classes().iter().map(|class| format!("{} {}", class.place, class.name)).collect();
    assert!(names.len() > 180, "{}", names.len());
    // The document is silent about an empty text.
    assert!(!names.contains(&"/payment_other/*/memo length-min".to_owned()));
    for name in ["/payment_other/*/memo length-max", "/payment_other/*/clearing_key null", "/payment_other items-1000"]
    {
        assert!(names.contains(&name.to_owned()), "{name} is not listed: {names:?}");
    }
}

#[test]
fn every_constraint_is_broken_wherever_it_stands_and_whatever_surrounds_it() {
    let drawer = drawer();
    let (mut drawn, mut lost) = (0, Vec::new());
    let cited = |constraint: &&Constraint| constraint.annotations.contains_key("x-requirement");
    for constraint in drawer.constraints().iter().filter(cited) {
        let (kinds, before) = (drawer.kinds(constraint), drawn);
        for (kind, (at, mode)) in kinds.iter().flat_map(|kind| WAYS.map(|way| (kind, way))) {
            let name = format!("{} {} {:?} {at:?} {mode:?}", constraint.place, constraint.schema_path, kind.name);
            match drawer.broken_in(constraint, kind, at, mode, &mut Rng::new(7, &kind.name)) {
                Some(broken) => {
                    assert!(drawer.breaks(&broken.value, constraint).as_ref() == Some(&broken.pointer), "{name}");
                    drawn += 1;
                }
                None => lost.push(name),
            }
        }
        assert!(drawn > before, "nothing breaks {} {:?}", constraint.schema_path, constraint.property);
    }
    assert!(drawn > 2000 && lost.len() * 100 < drawn, "{drawn} drawn, {} lost:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn kinds_that_cannot_be_drawn_are_not_listed() {
    let drawer = drawer();
    let kinds = |path: &str| -> Vec<String> {
        let constraint = drawer.constraints().iter().find(|constraint| constraint.schema_path == path).expect(path);
        drawer.kinds(constraint).into_iter().map(|kind| kind.name).collect()
    };
    // An address is legal in either case.
    let address = kinds("/properties/user_id/pattern");
    assert!(!address.contains(&"other-case".to_owned()) && address.contains(&"trailing-newline".to_owned()));
}

#[test]
fn nothing_stands_where_nothing_is_given() {
    // An id as only a state of the target can give it: an empty text names none.
    let drawer = drawer_of(|request| {
        request["$defs"]["payment_id"]["x-from"] = "none/payment_id".into();
        request["$defs"]["payment_id"]["x-open"]["anyOf"][0] = json!({"type": "number", "maximum": 0});
    });
    let place = |class: &&Class| class.place.as_str() == "/payment_bank_transfer/*/payment_id";
    let names: Vec<_> = drawer.classes().iter().filter(place).map(|class| class.name.as_str()).collect();
    assert_eq!(names, ["absent", "null", "length-max"]);
    let mut values: Vec<Value> = class_draws(&drawer).into_iter().map(|(_, value)| value).collect();
    values.extend(drawer.pairs(&mut Rng::new(1, "pairs")));
    values.extend((0..200).filter_map(|case| drawer.random(&mut Rng::new(case, "random"))));
    for value in &values {
        let rows = ["payment_bank_transfer", "payment_other"].into_iter().filter_map(|name| value[name].as_array());
        for row in rows.flatten() {
            let id = row.get("payment_id");
            assert!(id.is_none_or(|id| id.is_null() || id == ""), "{value}");
        }
    }
    assert!(values.len() > 380, "{}", values.len());
}
