//! The encodings in which a secret may appear: JSON escapes, percent-encoding, hexadecimal, Base64.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};

use crate::util::hex::hex;

/// Shorter secrets are looked for as they are and as JSON and addresses write them: their other forms would be met by chance.
const LEAST: usize = 5;

/// Every encoding of a secret, itself first, none twice.
pub(super) fn encodings(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned()];
    let json = Vec::from([json(secret, |_| false), json(secret, |c| c == '/'), json(secret, |c| !c.is_ascii())]);
    let address = [percent(secret, b"-._~"), percent(secret, b"-._~!$&'()*+,;=:@/?"), form(secret)];
    let mut more = [json, address.to_vec()].concat();
    if secret.len() >= LEAST {
        more.extend(encoded(secret));
        more.push(hex(secret.as_bytes()));
    }
    for form in more {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// The text as it stands between the quotes of a JSON string; some characters are escaped though they need not be.
fn json(text: &str, also: impl Fn(char) -> bool) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if !also(c) {
            let quoted = serde_json::Value::from(c.to_string()).to_string();
            escaped.push_str(&quoted[1..quoted.len() - 1]);
        } else if c == '/' {
            escaped.push_str("\\/");
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| escaped.push_str(&format!("\\u{unit:04x}")));
        }
    }
    escaped
}

/// The text in an address, with every byte escaped but letters, digits and those that are safe.
fn percent(text: &str, safe: &[u8]) -> String {
    let escaped = |byte: u8| {
        if byte.is_ascii_alphanumeric() || safe.contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(escaped).collect()
}

fn form(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// What is left of the secret in Base64 whatever stands before and behind it, as in `user:secret`: at each of the three places that it
/// can have among the groups of three bytes, the letters that hold nothing but its own bits.
fn encoded(secret: &str) -> Vec<String> {
    let mut cores = Vec::new();
    for before in 0..3 {
        let bytes = [vec![0; before], secret.as_bytes().to_vec()].concat();
        let whole = bytes.len() * 8 / 6;
        for text in [BASE64_NOPAD.encode(&bytes), BASE64URL_NOPAD.encode(&bytes)] {
            let core = &text[(before * 8).div_ceil(6)..whole];
            cores.push(core.to_owned());
        }
    }
    cores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_base64_is_met_whatever_stands_around_it() {
        let secret = "k0FAKE/+?>\u{ff}z";
        let cores = encoded(secret);
        for before in ["", "u", "us", "use", "user:", "ci@example.com:"] {
            for behind in ["", "!", "!!", "!!!"] {
                let text = format!("{before}{secret}{behind}");
                for whole in [BASE64_NOPAD.encode(text.as_bytes()), BASE64URL_NOPAD.encode(text.as_bytes())] {
                    assert!(cores.iter().any(|core| whole.contains(core.as_str())), "{text}: {whole}");
                }
            }
        }
        assert!(cores.iter().all(|core| core.len() >= secret.len()), "{cores:?}");
    }

    #[test]
    fn a_plain_secret_has_few_forms_and_a_short_one_fewer() {
        assert_eq!(encodings("a1"), ["a1"]);
        assert_eq!(encodings("k0FAKE").len(), 5, "{:?}", encodings("k0FAKE"));
        let forms = encodings("a \"é/");
        for form in ["a \\\"é/", "a \\\"é\\/", "a \\\"\\u00e9/", "a%20%22%C3%A9%2F", "a%20%22%C3%A9/", "a+%22%C3%A9%2F"]
        {
            assert!(forms.iter().any(|known| known == form), "{form}: {forms:?}");
        }
    }
}
