//! Addresses of schemas, as far as `$id` and `$ref` need them.

/// Resolves a reference against a base URI, as RFC 3986 does it.
pub(super) fn join(base: &str, reference: &str) -> String {
    if has_scheme(reference) || base.is_empty() {
        return plain(reference);
    }
    let path = base.find("://").map_or(0, |at| base[at + 3..].find('/').map_or(base.len(), |end| at + 3 + end));
    if let Some(rest) = reference.strip_prefix("//") {
        return plain(&format!("{}//{rest}", &base[..base.find("//").unwrap_or(0)]));
    }
    if reference.starts_with('/') {
        return plain(&format!("{}{reference}", &base[..path]));
    }
    let folder = base.rfind('/').map_or(0, |at| at + 1);
    if folder < path {
        return plain(&format!("{base}/{reference}"));
    }
    plain(&format!("{}{reference}", &base[..folder]))
}

fn has_scheme(reference: &str) -> bool {
    let scheme = reference.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// The address without `.` and `..` in its path.
fn plain(uri: &str) -> String {
    let start = uri.find("://").map_or(0, |at| uri[at + 3..].find('/').map_or(uri.len(), |end| at + 3 + end));
    let (authority, path) = uri.split_at(start);
    if !path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return uri.to_owned();
    }
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            ".." if kept.last().is_some_and(|last| !last.is_empty()) => drop(kept.pop()),
            "." | ".." => {}
            segment => kept.push(segment),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        kept.push("");
    }
    format!("{authority}{}", kept.join("/"))
}

/// A reference as a URI may be written: characters that it may not hold are percent-encoded.
pub(super) fn encoded(reference: &str) -> Option<String> {
    let odd = |c: char| c.is_control() || " <>\"{}|\\^`".contains(c) || !c.is_ascii();
    if !reference.contains(odd) {
        return None;
    }
    let mut out = String::new();
    let mut buffer = [0; 4];
    for c in reference.chars() {
        if odd(c) {
            c.encode_utf8(&mut buffer).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        } else {
            out.push(c);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_as_the_standard_has_it() {
        let cases = [
            ("https://x.test/a/b.json", "c.json", "https://x.test/a/c.json"),
            ("https://x.test/a/b.json", "./c.json", "https://x.test/a/c.json"),
            ("https://x.test/a/b.json", "../c.json", "https://x.test/c.json"),
            ("https://x.test/a/b.json", "../../../c.json", "https://x.test/c.json"),
            ("https://x.test/a/b.json", "/c/./d.json", "https://x.test/c/d.json"),
            ("https://x.test/a/b.json", "//y.test/c", "https://y.test/c"),
            ("https://x.test", "c.json", "https://x.test/c.json"),
            ("sub/one.json", "two.json", "sub/two.json"),
            ("sub/one.json", "../two.json", "two.json"),
            ("one.json", "two.json", "two.json"),
            ("", "two.json", "two.json"),
            ("https://x.test/a", "urn:example:b", "urn:example:b"),
        ];
        for (base, reference, due) in cases {
            assert_eq!(join(base, reference), due, "{base} {reference}");
        }
    }

    #[test]
    fn only_what_a_uri_may_not_hold_is_encoded() {
        assert_eq!(encoded("#/$defs/List<a b>").as_deref(), Some("#/$defs/List%3Ca%20b%3E"));
        assert_eq!(encoded("#/$defs/a%20b"), None);
    }
}
