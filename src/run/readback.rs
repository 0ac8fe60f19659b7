//! Whether bytes read back as the value that they were written from, without building it a second time.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

/// Whether the bytes are the JSON of this value and of no other.
pub(super) fn is(bytes: &[u8], value: &Value) -> bool {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    Same(value).deserialize(&mut reader).and_then(|()| reader.end()).is_ok()
}

/// Reads a value that must be this one.
struct Same<'a>(&'a Value);

impl Same<'_> {
    fn only<E: Error>(same: bool) -> Result<(), E> {
        // Nobody reads why: the value is then read in full.
        if same { Ok(()) } else { Err(E::custom("another value")) }
    }
}

impl<'de> DeserializeSeed<'de> for Same<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Same<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value that was written")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Self::only(self.0.is_null())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        Self::only(self.0.as_bool() == Some(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        Self::only(self.0.as_u64() == Some(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        Self::only(self.0.as_i64() == Some(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        Self::only(self.0.is_f64() && self.0.as_f64() == Some(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        Self::only(self.0.as_str() == Some(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        for item in self.0.as_array().ok_or_else(|| A::Error::custom("a list"))? {
            if items.next_element_seed(Same(item))?.is_none() {
                return Self::only(false);
            }
        }
        Self::only(items.next_element::<serde::de::IgnoredAny>()?.is_none())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        if let Value::Number(due) = self.0 {
            // A number that fits no integer of 64 bits comes as its digits under a key of the reader's own.
            let digits = fields.next_entry::<String, String>()?.map(|(_, digits)| digits);
            return Self::only(digits.is_some_and(|digits| digits == due.to_string()));
        }
        let due = self.0.as_object().ok_or_else(|| A::Error::custom("an object"))?;
        // In the order in which they were written; each stands once, so as many as are due are all of them.
        for (key, value) in due {
            match fields.next_key_seed(Key(key))? {
                Some(()) => fields.next_value_seed(Same(value))?,
                None => return Self::only(false),
            }
        }
        Self::only(fields.next_key::<serde::de::IgnoredAny>()?.is_none())
    }
}

/// Reads a key that must be this one.
struct Key<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<(), E> {
        Same::only(key == self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_written_reads_back_and_nothing_else_does() {
        let value = json!({"id": 999_999_999_999_999_999_i64, "big": u64::MAX, "low": -5, "rate": 0.1, "text": "\u{0}\"\\é𠮷", "none": null, "rows": [true, {}, [], {"a": {"b": []}}]});
        let text = value.to_string();
        assert!(is(text.as_bytes(), &value));
        for (from, to) in [
            ("999999999999999999", "999999999999999998"),
            ("999999999999999999", "999999999999999999.0"),
            ("18446744073709551615", "18446744073709551616"),
            ("-5", "5"),
            ("0.1", "0.10000000000000001e0,\"more\":1"),
            ("0.1", "0.2"),
            ("𠮷", "吉"),
            ("null", "0"),
            ("null", "false"),
            ("true", "false"),
            ("true,", ""),
            ("true,", "true,true,"),
            ("[]", "[null]"),
            ("{}", "{\"a\":1}"),
            ("{}", "null"),
            ("\"low\"", "\"lo\""),
            ("\"b\":[]", "\"b\":[],\"b\":[]"),
            ("\"b\":[]", ""),
            ("{\"id\"", "{\"id\":1,\"id\""),
        ] {
            let other = text.replacen(from, to, 1);
            assert_ne!(other, text);
            assert!(!is(other.as_bytes(), &value), "{other}");
        }
        for bytes in [&text.as_bytes()[..text.len() - 1], b"", format!("{text} 1").as_bytes(), b"\xFF"] {
            assert!(!is(bytes, &value));
        }
        assert!(is(format!(" {text}\n").as_bytes(), &value));
    }
}
