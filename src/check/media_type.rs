//! What a content type says besides the type: the charset, and whether the header occurs more than once.

/// The charset that a content type names.
pub(super) fn charset(content_type: &str) -> Option<String> {
    let parameters = content_type.split([';', ',']).filter_map(|part| part.split_once('='));
    let mut sets = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    sets.next().map(|(_, set)| set.trim().trim_matches('"').to_owned())
}

/// All that ASCII letters alone are written in is written in UTF-8 as well.
pub(super) fn is_utf8(set: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|name| name.eq_ignore_ascii_case(set))
}

/// Whether a header occurs more than once: then its values are joined by commas, which no content type holds but in quotes.
pub(super) fn several(content_type: &str) -> bool {
    let mut quoted = false;
    content_type.chars().any(|c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
}
