//! JSON Pointers (RFC 6901).

use std::borrow::Cow;

/// A key as a token of a pointer.
pub fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { key.replace('~', "~0").replace('/', "~1").into() } else { key.into() }
}

/// The key that a token of a pointer stands for.
pub fn unescape(token: &str) -> String {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~") } else { token.to_owned() }
}

/// A pointer with every array index replaced by `*`: the place, whichever element it was.
pub fn place_of(pointer: &str) -> String {
    let tokens = pointer
        .split('/')
        .map(|token| if !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit()) { "*" } else { token });
    tokens.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_and_tildes_survive() {
        for (key, token) in [("a/b~c", "a~1b~0c"), ("~1", "~01"), ("plain", "plain"), ("", "")] {
            assert_eq!(escape(key), token);
            assert_eq!(unescape(token), key);
        }
    }

    #[test]
    fn a_place_forgets_the_index() {
        assert_eq!(place_of("/rows/12/a1"), "/rows/*/a1");
    }
}
