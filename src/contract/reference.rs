//! What expressions may name, for the reference of the language: functions with an example each, and variables.

/// A function that expressions may call.
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is called.
    pub form: &'static str,
    /// What it gives.
    pub text: &'static str,
    /// A call of it.
    pub example: &'static str,
    /// What that gives, as JSON.
    pub gives: &'static str,
}

const fn row(
    name: &'static str,
    form: &'static str,
    text: &'static str,
    example: &'static str,
    gives: &'static str,
) -> Function {
    Function { name, form, text, example, gives }
}

/// Our functions, in addition to those of CEL.
pub const FUNCTIONS: [Function; 35] = [
    row("min", "min(a, b)", "The smaller of two integers.", "min(3, 5)", "3"),
    row("max", "max(a, b)", "The larger of two integers.", "max(3, 5)", "5"),
    row(
        "seconds",
        "seconds(time)",
        "Seconds from 1970-01-01T00:00:00 to a local time.",
        "seconds('1970-01-02T00:00:01')",
        "86401",
    ),
    row(
        "shift",
        "shift(time, seconds)",
        "A local time moved by so many seconds.",
        "shift('2024-02-28T23:59:59', 1)",
        "\"2024-02-29T00:00:00\"",
    ),
    row(
        "real_time",
        "real_time(text)",
        "Whether a text is a real local time in the form yyyy-MM-ddTHH:mm:ss.",
        "real_time('2023-02-29T00:00:00')",
        "false",
    ),
    row(
        "now",
        "now(), now(seconds), now(seconds, format)",
        "The time at which the request is made, in UTC, moved by so many seconds, in a format of strftime.",
        "now(60, '%Y').size() == 4",
        "true",
    ),
    row("uuid", "uuid()", "A new id, a UUID of version 4.", "uuid().size()", "36"),
    row("repeat", "repeat(text, n)", "A text n times, up to 16 MiB.", "repeat('ab', 2)", "\"abab\""),
    row(
        "after",
        "after(text, mark)",
        "What follows the first `mark` in a text; nothing where there is none.",
        "after('Bearer abc', 'Bearer ')",
        "\"abc\"",
    ),
    row(
        "other_case",
        "other_case(text)",
        "A text with its ASCII letters in the other case.",
        "other_case('aB1')",
        "\"Ab1\"",
    ),
    row(
        "near_miss",
        "near_miss(text, way)",
        "What a careless comparison takes for the text: other-case, cut, cut-before, last-letter, first-letter, doubled, blank-before, blank-behind, newline-before, newline-behind.",
        "near_miss('key', 'cut')",
        "\"ke\"",
    ),
    row("distinct", "distinct(list)", "Whether no value is repeated in a list.", "distinct([1, 2, 1])", "false"),
    row("flatten", "flatten(list)", "The items of the lists in a list.", "flatten([[1], [2, 3]])", "[1,2,3]"),
    row("sum", "sum(list)", "The sum of a list of integers.", "sum([1, 2, 3])", "6"),
    row(
        "sorted",
        "sorted(list)",
        "Whether each value is at least the one before it; null comes first.",
        "sorted([null, 1, 2])",
        "true",
    ),
    row("reversed", "reversed(list)", "A list from its end.", "reversed([1, 2])", "[2,1]"),
    row(
        "first_index",
        "first_index(list, value)",
        "Where a value is first in a list, or -1.",
        "first_index(['a', 'b'], 'b')",
        "1",
    ),
    row(
        "link",
        "link(headers, relation)",
        "The address that a `Link` header gives for a relation; an empty text where it gives none.",
        "link({'link': '</p?page=2>; rel=\"next\"'}, 'next')",
        "\"/p?page=2\"",
    ),
    row(
        "jsonpath",
        "jsonpath(value, path)",
        "How many places of a value a JSONPath (RFC 9535) selects.",
        "jsonpath({'a': [1, 2]}, '$.a[?@ > 1]')",
        "1",
    ),
    row(
        "same_text",
        "same_text(value, text)",
        "Whether a value is a text, letters in whichever case.",
        "same_text('Paid', 'PAID')",
        "true",
    ),
    row(
        "sha1",
        "sha1(text or bytes)",
        "The hash, in hexadecimal.",
        "sha1('a')",
        "\"86f7e437faa5a7fce15d1ddcb9eaeaea377667b8\"",
    ),
    row(
        "sha256",
        "sha256(text or bytes)",
        "The hash, in hexadecimal.",
        "sha256('a')",
        "\"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb\"",
    ),
    row("sha512", "sha512(text or bytes)", "The hash, in hexadecimal.", "sha512('a').size()", "128"),
    row("md5", "md5(text or bytes)", "The hash, in hexadecimal.", "md5('a')", "\"0cc175b9c0f1b6a831c399e269772661\""),
    row(
        "hmac",
        "hmac(algorithm, key, text or bytes)",
        "The keyed hash, in hexadecimal: sha1, sha256, sha384 or sha512.",
        "hmac('sha256', 'key', 'a').size()",
        "64",
    ),
    row("hex", "hex(text or bytes)", "Bytes in hexadecimal.", "hex('ab')", "\"6162\""),
    row("from_hex", "from_hex(text)", "The bytes of hexadecimal text.", "text_of(from_hex('6162'))", "\"ab\""),
    row("base64", "base64(text or bytes)", "Bytes in base64.", "base64('ab')", "\"YWI=\""),
    row("from_base64", "from_base64(text)", "The bytes of base64 text.", "text_of(from_base64('YWI='))", "\"ab\""),
    row(
        "base64url",
        "base64url(text or bytes)",
        "Bytes in the base64 of addresses, without padding.",
        "base64url('ab')",
        "\"YWI\"",
    ),
    row(
        "from_base64url",
        "from_base64url(text)",
        "The bytes of text in the base64 of addresses.",
        "text_of(from_base64url('YWI'))",
        "\"ab\"",
    ),
    row("text_of", "text_of(bytes)", "The text that bytes are in UTF-8.", "text_of(from_hex('61'))", "\"a\""),
    row(
        "url_encode",
        "url_encode(text)",
        "A text as it is written in an address (RFC 3986).",
        "url_encode('a b/c')",
        "\"a%20b%2Fc\"",
    ),
    row("url_decode", "url_decode(text)", "The text that an escaped one means.", "url_decode('a%20b')", "\"a b\""),
    row(
        "matches",
        "text.matches(pattern)",
        "Whether a pattern is found anywhere in a text (the syntax of the crate `regex`).",
        "'abc'.matches('^a.c$')",
        "true",
    ),
];

/// The variables of expressions, with what each holds and where it is there.
pub const VARIABLES: [(&str, &str); 23] = [
    ("request", "The body of the request of the step or of the judged exchange."),
    ("response", "The body of its response, where it is JSON."),
    ("status", "The status of its response."),
    (
        "headers",
        "The headers of its response, by their names in small letters: a text, or a list where one was sent more than once.",
    ),
    ("text", "The body of its response as text."),
    ("body_size", "The length of the body of its response, in bytes."),
    ("digest", "The SHA-256 of the body of its response, in hexadecimal."),
    (
        "steps",
        "The results of the earlier steps of a scenario, by name: request, response, status, headers, text, body_size, digest; requests and responses of repeated steps.",
    ),
    ("setup", "The same of the set-up steps of an operation."),
    ("state", "The values that the profile gives for the state of a scenario."),
    ("states", "The values of its further states, by id."),
    ("credentials", "The credentials of the profile, by name; in templates only."),
    ("readings", "The choices in force, by reading."),
    ("draw", "The values generated for a case, by name."),
    ("row", "The entry of the `table` of a scenario."),
    ("i", "The number of the repetition, from 0; in a repeated step."),
    ("sent", "What is at the place in the request; in an invariant with `each`."),
    ("got", "What is at the place in the response; in an invariant with `each`."),
    (
        "body",
        "The body of the request that is being made, as it is sent; in headers alone: hmac('sha256', credentials.key, body).",
    ),
    ("cookies", "The cookies that are kept, by name; where `cookies` is true."),
    ("callbacks", "The addresses at which a target can reach tekigo."),
    ("method", "The method of a request that the target sent; in a step with `await`."),
    ("path", "The path of a request that the target sent; in a step with `await`."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::contract::{
        compile::RULE_VARIABLES,
        expression::{Expression, Scope},
        functions,
        moment::Moment,
    };

    #[test]
    fn every_function_is_told_with_an_example_that_holds() {
        let mut scope = Scope::default();
        scope.begin(Moment::new("reference", "2026-11-30T00:00:00Z".parse().expect("a time")));
        for function in &FUNCTIONS {
            let value = Expression::compile(function.example, &[]).and_then(|example| example.value(&scope));
            let due: Value = serde_json::from_str(function.gives).expect("JSON");
            assert_eq!(value, Ok(due), "{}", function.example);
            assert!(function.example.contains(&format!("{}(", function.name)), "{}", function.name);
        }
        let told: BTreeSet<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
        let ours: BTreeSet<&str> = functions::ours().chain(["matches"]).collect();
        assert_eq!(told, ours);
    }

    #[test]
    fn every_variable_of_a_rule_is_told() {
        let told: BTreeSet<&str> = VARIABLES.iter().map(|(name, _)| *name).collect();
        let missing: Vec<&&str> = RULE_VARIABLES.iter().filter(|name| !told.contains(**name)).collect();
        assert_eq!((told.len(), missing), (VARIABLES.len(), Vec::new()));
    }
}
