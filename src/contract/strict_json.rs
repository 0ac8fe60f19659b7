//! Reads JSON strictly: a duplicate key is an error.

use std::{cell::RefCell, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

use super::{Files, LoadError, LoadId, Message};
use crate::util::pointer::escape;

/// Reads a file as JSON.
pub fn parse(files: &Files, file: &str) -> Result<Value, LoadError> {
    let text = files.text(file).ok_or_else(|| LoadError::new(file, "", LoadId::FileMissing, LoadId::AddIt))?;
    read(file, text)
}

/// Reads the text of a file as JSON.
pub fn read(file: &str, text: &str) -> Result<Value, LoadError> {
    let twice = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Once { pointer: String::new(), twice: &twice }.deserialize(&mut reader);
    value.and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        if let Some((pointer, key)) = twice.take() {
            let problem = LoadId::KeyRepeated.with([key.into(), error.line().into()]);
            return LoadError::new(file, &pointer, problem, LoadId::KeepOneOfTwo);
        }
        let fix = LoadId::CorrectJson.with([error.line().into(), error.column().into()]);
        LoadError::new(file, "", LoadId::FileNotJson.with([Message::library(&error)]), fix)
    })
}

/// The key under which the reader hands over a number that fits no integer of 64 bits, as it is written.
const NUMBER: &str = "$serde_json::private::Number";

/// Reads a value in which every key is there once.
struct Once<'a> {
    pointer: String,
    /// The place and the key that ended the reading.
    twice: &'a RefCell<Option<(String, String)>>,
}

impl Once<'_> {
    fn below(&self, step: &str) -> Self {
        Self { pointer: format!("{}/{}", self.pointer, escape(step)), twice: self.twice }
    }
}

impl<'de> DeserializeSeed<'de> for Once<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        while let Some(item) = items.next_element_seed(self.below(&read.len().to_string()))? {
            read.push(item);
        }
        Ok(Value::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            if read.is_empty() && key == NUMBER {
                let digits = fields.next_value::<String>()?;
                return digits.parse().map(Value::Number).map_err(|_| A::Error::custom("the text is not a number"));
            }
            let below = self.below(&key);
            if read.contains_key(&key) {
                self.twice.replace(Some((below.pointer, key)));
                return Err(A::Error::custom("a key stands twice"));
            }
            let value = fields.next_value_seed(below)?;
            read.insert(key, value);
        }
        Ok(Value::Object(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_ever() {
        let text = r#"{"a": [1, -2, 18446744073709551615, 123456789012345678901234567890, 0.50, 1e3, "0013", true, null, {}], "b": {"a": "\u3042"}}"#;
        assert_eq!(read("f", text), Ok(serde_json::from_str(text).unwrap()));
    }

    #[test]
    fn a_key_that_stands_twice_is_named_with_its_place_and_line() {
        let error =
            read("f", "{\n  \"rows\": [\n    {},\n    {\"a/b\": 1, \"c\": 2,\n     \"a/b\": 3}\n  ]\n}").unwrap_err();
        let expected = "f /rows/1/a~1b: the key `a/b` is repeated in its object, at line 5; keep one of the two";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn what_follows_the_value_and_what_breaks_off_is_no_json() {
        for text in ["{} {}", "[1,", "", "{\"a\": 1,}"] {
            assert!(read("f", text).unwrap_err().problem.english().starts_with("the file is not JSON"), "{text}");
        }
    }
}
