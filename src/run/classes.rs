//! What boundary classes put to the test, and where in arrays constraints are broken.

use crate::{
    contract::{Level, Operation},
    generate::{At, Class, Drawer},
};

/// Where in arrays a constraint is broken.
pub(super) const ATS: [At; 3] = [At::First, At::Middle, At::Last];

/// The requirement that a boundary class puts to the test, and the level below it where the contract lowers it.
pub(super) fn class_requirement(operation: &Operation, drawer: &Drawer, class: &Class) -> (String, Option<Level>) {
    let here = |constraint: &&crate::contract::schema::Constraint| {
        let parent = constraint.property.as_ref().map(|property| constraint.place.property(property));
        constraint.annotations.contains_key("x-requirement")
            && (constraint.place == class.place || parent.as_ref() == Some(&class.place))
    };
    // A class at a limit speaks for the constraint that sets the limit; any other for the place as a whole.
    let of_limit =
        |constraint: &&crate::contract::schema::Constraint| class.name.starts_with(limit_class(&constraint.keyword));
    let candidates = || drawer.constraints().iter().filter(here);
    let of_kind = || candidates().find(|constraint| keywords_of(&class.name).contains(&constraint.keyword.as_str()));
    let of_place = || candidates().find(|constraint| constraint.place == class.place);
    let found = candidates().find(of_limit).or_else(of_kind).or_else(of_place).or_else(|| candidates().next());
    let Some(constraint) = found else { return (operation.success.clone(), None) };
    let requirement = constraint.annotations["x-requirement"].as_str().unwrap_or(&operation.success).to_owned();
    (requirement, crate::contract::kind_level(&constraint.annotations, "accepts", &class.name))
}

/// The keywords that a class speaks for where it stands at no limit.
fn keywords_of(class: &str) -> &'static [&'static str] {
    match class.split(':').next().unwrap_or_default() {
        "absent" | "present" => &["required", "dependentRequired"],
        "null" | "true" | "false" | "type" => &["type"],
        "enum" => &["enum", "const"],
        "class-edge" => &["x-charClass"],
        _ => &["pattern", "format", "x-charClass"],
    }
}

/// The beginning of the names of the classes that stand at the limit of a keyword.
fn limit_class(keyword: &str) -> &str {
    match keyword {
        "maxItems" => "items-max",
        "maxLength" => "length-max",
        "minLength" => "length-min",
        "minItems" => "items-min",
        other => other,
    }
}
