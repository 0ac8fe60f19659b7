//! The encodings in which a secret may appear whose letters stand for themselves: Base64, Base32, hexadecimal, UTF-16.

use data_encoding::{BASE32_NOPAD, BASE64_NOPAD, BASE64URL_NOPAD};

use crate::util::hex::hex;

/// Shorter secrets are looked for as they are: their other forms would be met by chance.
const LEAST: usize = 5;

/// Every encoding of a secret in which letters stand for themselves, itself first, none twice. Escapes are undone before it is looked
/// for, so they are not encodings.
pub(super) fn encodings(secret: &str) -> Vec<String> {
    // A form writes a space so; what is escaped in it is undone as everywhere.
    let mut forms = vec![secret.to_owned(), secret.replace(' ', "+")];
    if secret.len() >= LEAST {
        forms.extend(encoded(secret));
    }
    distinct(forms)
}

/// A secret in hexadecimal, in small letters: bare, and with what tools set between the bytes.
pub(super) fn hexadecimal(secret: &str) -> Vec<String> {
    if secret.len() < LEAST {
        return Vec::new();
    }
    let bytes: Vec<String> = secret.bytes().map(|byte| hex(&[byte])).collect();
    distinct(["", ":", "-", " ", ","].map(|between| bytes.join(between)).to_vec())
}

/// A secret in UTF-16, of either order of bytes.
pub(super) fn utf16(secret: &str) -> Vec<Vec<u8>> {
    if secret.len() < LEAST {
        return Vec::new();
    }
    let bytes = |order: fn(u16) -> [u8; 2]| secret.encode_utf16().flat_map(order).collect();
    vec![bytes(u16::to_le_bytes), bytes(u16::to_be_bytes)]
}

/// The same in hexadecimal, in small letters: bare, with what tools set between the bytes, and between the units of two.
pub(super) fn utf16_hexadecimal(secret: &str) -> Vec<String> {
    let of = |bytes: &Vec<u8>| {
        let pairs: Vec<String> = bytes.iter().map(|byte| hex(&[*byte])).collect();
        let units: Vec<String> = bytes.chunks(2).map(hex).collect();
        ["", ":", "-", " ", ","].map(|between| pairs.join(between)).into_iter().chain([units.join(" ")])
    };
    distinct(utf16(secret).iter().flat_map(of).collect())
}

/// What is left of the secret in Base32 whatever is before and behind it, in small letters: at each of the five places that it can
/// have among the groups of five bytes.
pub(super) fn base32(secret: &str) -> Vec<String> {
    if secret.len() < LEAST {
        return Vec::new();
    }
    let core = |before: usize| {
        let bytes = [vec![0; before], secret.as_bytes().to_vec()].concat();
        let text = BASE32_NOPAD.encode(&bytes);
        text[(before * 8).div_ceil(5)..bytes.len() * 8 / 5].to_ascii_lowercase()
    };
    distinct((0..5).map(core).collect())
}

fn distinct(forms: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for form in forms {
        if !kept.contains(&form) {
            kept.push(form);
        }
    }
    kept
}

/// What is left of the secret in Base64 whatever is before and behind it, as in `user:secret`: at each of the three places that it
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
        assert_eq!(encodings("k0FAKE").len(), 4, "{:?}", encodings("k0FAKE"));
        assert_eq!(encodings("a b/")[..2], ["a b/", "a+b/"]);
        assert_eq!(hexadecimal("a1b2"), [""; 0]);
        let hex = ["5a712f2b7a", "5a:71:2f:2b:7a", "5a-71-2f-2b-7a", "5a 71 2f 2b 7a", "5a,71,2f,2b,7a"];
        assert_eq!(hexadecimal("Zq/+z"), hex);
        assert_eq!((utf16("a1b2").len(), utf16_hexadecimal("a1b2").len(), base32("a1b2").len()), (0, 0, 0));
        assert_eq!(utf16("k0FAK")[1], b"\0k\x000\0F\0A\0K");
        let wide = utf16_hexadecimal("k0FAK");
        assert!(
            wide.contains(&"6b003000460041004b00".to_owned()) && wide.contains(&"006b 0030 0046 0041 004b".to_owned())
        );
    }

    #[test]
    fn a_secret_in_base32_is_met_whatever_stands_around_it() {
        let secret = "k0FAKE/+?z";
        let cores = base32(secret);
        for before in ["", "u", "us", "use", "user", "user:"] {
            for behind in ["", "!", "!!", "!!!", "!!!!"] {
                let text = format!("{before}{secret}{behind}");
                let whole = BASE32_NOPAD.encode(text.as_bytes()).to_ascii_lowercase();
                assert!(cores.iter().any(|core| whole.contains(core.as_str())), "{text}: {whole}");
            }
        }
        assert!(cores.iter().all(|core| core.len() > secret.len()), "{cores:?}");
    }
}
