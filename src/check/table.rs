//! What holds for the table of checks as a whole: its names are fixed, because kept reports rest on them.

use super::ALL;

/// Each name, whether the check also judges what is open, and whether its findings end a case.
const FIXED: [(&str, bool, bool); 16] = [
    ("server-error", true, false),
    ("secrets", true, false),
    ("leaks", true, false),
    ("foreign", true, false),
    ("content", false, false),
    ("readers", false, false),
    ("outcome", false, true),
    ("code", false, true),
    ("status", false, false),
    ("others", false, false),
    ("names", false, false),
    ("message", false, false),
    ("catalogue", true, false),
    ("shape", false, false),
    ("echo", false, false),
    ("invariant", false, false),
];

#[test]
fn the_names_of_checks_and_what_they_end_are_fixed() {
    let table: Vec<_> = ALL.0.iter().map(|check| (check.name, check.always, check.ends_case)).collect();
    assert_eq!(table[..FIXED.len()], FIXED, "a new check comes last, or has a row here");
}
