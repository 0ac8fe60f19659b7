//! Broken suites and what `tekigo check` says of each: which file, which place in it, what is wrong, how to fix it.
//!
//! `broken/good/` is a tiny suite without a mistake. Each `broken/<case>.json` changes one file of a copy of it and lists
//! every line that is then printed. A new case is a new file and its line in the table at the end.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde::Deserialize;
use serde_json::Value;

#[path = "language/english.rs"]
mod english;

use english::sentences;

/// One mistake, and every line that is printed for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The file that is changed, or made.
    file: String,
    /// The place in it; the file as a whole where there is none. A last step of `-` is the end of a list.
    pointer: Option<String>,
    /// What is put there.
    set: Option<Value>,
    /// Takes the place away; the file where no place is named.
    #[serde(default)]
    remove: bool,
    /// The whole file as text.
    text: Option<String>,
    /// Another file of the suite that becomes this one.
    copy: Option<String>,
    expected: Vec<String>,
}

impl Case {
    fn apply(&self, suite: &Path) {
        let path = suite.join(&self.file);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("the folder is made");
        match (&self.text, &self.copy, &self.pointer) {
            (Some(text), None, None) => fs::write(path, text).expect("the file is written"),
            (None, Some(other), None) => drop(fs::copy(suite.join(other), path).expect("the file is copied")),
            (None, None, None) if self.remove => fs::remove_file(path).expect("the file was there"),
            (None, None, Some(pointer)) => {
                let mut file: Value =
                    serde_json::from_str(&fs::read_to_string(&path).expect("the file is there")).expect("JSON");
                change(&mut file, pointer, self.set.clone().filter(|_| !self.remove));
                fs::write(path, file.to_string()).expect("the file is written");
            }
            _ => panic!("a case says one of: text, copy, remove, pointer with set or remove"),
        }
    }
}

/// Puts a value at a place of a file, or takes away what stands there.
fn change(file: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, last) = pointer.rsplit_once('/').expect("a pointer starts with a slash");
    let parent = file.pointer_mut(parent).unwrap_or_else(|| panic!("there is no place {parent}"));
    match (parent, value) {
        (Value::Object(fields), Some(value)) => drop(fields.insert(last.to_owned(), value)),
        (Value::Object(fields), None) => {
            drop(fields.shift_remove(last).unwrap_or_else(|| panic!("there is no key {last}")));
        }
        (Value::Array(items), Some(value)) if last == "-" => items.push(value),
        (Value::Array(items), Some(value)) => items[last.parse::<usize>().expect("an index")] = value,
        (parent, _) => panic!("nothing can be changed in {parent}"),
    }
}

/// A copy of the good suite for one test alone.
fn suite(name: &str) -> PathBuf {
    let suite = Path::new(env!("CARGO_TARGET_TMPDIR")).join("broken").join(name);
    if suite.exists() {
        fs::remove_dir_all(&suite).expect("the copy of an earlier run is removed");
    }
    copy(&home().join("good"), &suite);
    suite
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder is made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("the folder is read").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("the file is copied");
        }
    }
}

fn tekigo(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tekigo"));
    command.current_dir(folder).args(arguments).env("LC_ALL", "C.UTF-8").output().expect("tekigo starts")
}

fn lines(printed: &[u8]) -> Vec<String> {
    String::from_utf8(printed.to_vec()).expect("UTF-8").lines().map(str::to_owned).collect()
}

fn told(name: &str) {
    let text = fs::read_to_string(home().join(format!("{name}.json"))).expect("the case is there");
    let case: Case = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}.json: {error}"));
    let suite = suite(name);
    case.apply(&suite);
    let output = tekigo(&suite, &["check", "."]);
    let printed = lines(&output.stdout);
    assert!(
        printed == case.expected,
        "{name}: `expected` is not what is printed, which is\n{}",
        serde_json::to_string_pretty(&printed).unwrap()
    );
    assert_eq!(
        (output.status.code(), lines(&output.stderr)),
        (Some(2), Vec::new()),
        "{name}: a mistake of ours is exit code 2 and nothing on standard error"
    );
    let japanese = lines(&tekigo(&suite, &["check", ".", "--lang", "ja"]).stdout);
    assert_eq!(japanese.len(), printed.len(), "{name}: {japanese:#?}");
    assert_eq!(sentences(&japanese.join("\n")), Vec::<String>::new(), "{name} in Japanese");
}

#[test]
fn the_good_suite_has_no_mistake() {
    let output = tekigo(&suite("good"), &["check", "."]);
    assert_eq!(lines(&output.stdout), ["ok    tiny: 1 operations, 3 requirements, 2 codes, 1 scenarios"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_broken_suite_is_not_played() {
    let suite = suite("not-played");
    fs::remove_file(suite.join("schemas/tiny/codes.json")).unwrap();
    let output = tekigo(&suite, &["run", "--contracts", ".", "--url", "http://127.0.0.1:9", "--out", "report"]);
    assert_eq!(output.status.code(), Some(2));
    let expected =
        ["error: failed to read the contract tiny:", "  schemas/tiny/codes.json: the file is missing; add it"];
    assert_eq!(lines(&output.stderr), expected);
    assert!(!suite.join("report").exists());
}

#[test]
fn a_folder_without_a_suite_is_told_apart_from_a_good_one() {
    let output = tekigo(&suite("no-suite"), &["check", "scenarios"]);
    assert_eq!(output.status.code(), Some(2));
    let expected =
        "error: scenarios: no schemas/<api>/contract.json is there; name a folder that holds schemas/ and scenarios/";
    assert_eq!(lines(&output.stderr), [expected]);
}

/// A test for each case, and one that holds the table to the files.
macro_rules! cases {
    ($($name:ident)+) => {
        $(#[test]
        fn $name() {
            told(&stringify!($name).replace('_', "-"));
        })+

        #[test]
        fn every_case_has_a_test() {
            let mut there: Vec<String> = fs::read_dir(home()).unwrap().map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
                .map(|path| path.file_stem().unwrap().to_string_lossy().replace('-', "_"))
                .collect();
            there.sort_unstable();
            assert_eq!(there, [$(stringify!($name)),+]);
        }
    };
}

cases! {
    bad_character_range
    bad_method
    block_of_another_contract
    block_that_is_not_there
    block_that_nothing_refers_to
    broken_header
    broken_ref
    cel_syntax
    cel_syntax_in_a_scenario
    cel_unknown_function
    cel_unknown_function_in_a_scenario
    cel_unknown_variable
    cel_unknown_variable_in_a_scenario
    citation_of_no_requirement
    citation_of_no_requirement_in_a_scenario
    citation_of_no_requirement_in_a_schema
    code_listed_twice
    code_without_an_error_place
    constraint_without_requirement
    context_of_no_setup_step
    contract_missing_in_a_folder
    draw_in_two_ways
    draw_of_no_definition
    draw_of_no_operation
    draw_that_gives_nothing
    draw_that_nothing_takes
    draw_with_a_wrong_schema
    draw_with_an_unknown_format
    draw_with_an_unknown_key
    draw_without_a_way
    duplicate_error_place
    duplicate_key
    duplicate_key_in_a_scenario
    duplicate_requirement_id
    duplicate_scenario_name
    duplicate_setup_step
    duplicate_state
    duplicate_step
    echo_citation_of_no_requirement
    echo_place_without_slash
    empty_text
    file_of_no_kind
    folder_name
    folder_name_in_the_codes
    foreign_key_of_no_state
    kind_that_nothing_uses
    later_step
    message_of_no_code
    missing_file
    missing_key
    missing_schema_file
    mistake_in_a_block
    mistake_under_another_reading
    name_with_capitals
    no_schema
    not_a_regular_reference
    not_a_requirement_id
    not_an_integer
    not_json
    not_json_in_a_scenario
    own_step_in_its_body
    pointer_without_slash
    pointer_without_slash_in_a_scenario
    raw_code_of_no_catalogue
    raw_error_of_no_place
    raw_of_an_unknown_step
    request_that_cannot_be_drawn
    request_with_a_contradiction
    requirement_of_a_code_alone
    rule_with_an_unknown_reading
    rule_with_an_unknown_setup_step
    scenario_of_a_wrong_form
    scenario_outside_of_a_folder
    scenarios_of_no_contract
    schema_file_that_is_not_there
    schema_that_is_no_json
    setup_step_of_no_operation
    setup_step_reads_itself
    setup_step_with_an_unknown_code
    setup_step_with_an_unknown_key
    several_mistakes
    signal_of_no_code
    signal_of_two_meanings
    source_without_a_place
    star_missing_in_scope
    state_of_a_scenario_without_one
    status_of_no_code
    text_in_no_language
    text_without_words
    two_bodies_of_a_step
    uncited_requirement
    undeclared_draw
    undeclared_draw_in_a_header
    unknown_character_class
    unknown_choice
    unknown_code
    unknown_code_in_a_scenario
    unknown_credential
    unknown_credential_as_source_of_values
    unknown_error_place
    unknown_error_place_in_a_schema
    unknown_format
    unknown_key
    unknown_key_as_source_of_values
    unknown_key_in_a_schema
    unknown_key_of_a_state
    unknown_kind_of_answer
    unknown_level
    unknown_operation
    unknown_raw_kind
    unknown_reading
    unknown_reading_in_a_condition
    unknown_reading_in_the_contract
    unknown_reading_of_a_requirement
    unknown_setup_step_as_source_of_values
    unknown_source_of_values
    unknown_state
    unknown_state_in_an_expression
    unknown_state_of_a_requirement
    unknown_step
    unknown_value_of
    unused_schema
    wrong_contract
    wrong_pattern
    wrong_schema
    wrong_type_in_a_schema
}
