//! Where each part of a schema is written that was put together from several places.

use super::super::LoadError;

/// Pointers into a schema, each with the file and the pointer that it was taken from.
#[derive(Debug, Clone, Default)]
pub struct Origins(Vec<(String, String, String)>);

impl Origins {
    /// Of a schema that is written as it is in one file.
    pub fn of_file(file: &str) -> Self {
        Self(vec![(String::new(), file.to_owned(), String::new())])
    }

    pub(super) fn add(&mut self, at: &str, file: &str, pointer: &str) {
        self.0.push((at.to_owned(), file.to_owned(), pointer.to_owned()));
    }

    /// The file and the pointer at which a place of the schema is written.
    pub fn written(&self, pointer: &str) -> (&str, String) {
        let below = |origin: &&(String, String, String)| {
            pointer.strip_prefix(&origin.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let nearest = self.0.iter().filter(below).max_by_key(|origin| origin.0.len());
        nearest.map_or(("", pointer.to_owned()), |(at, file, place)| (file, format!("{place}{}", &pointer[at.len()..])))
    }

    /// The file of the schema as a whole.
    pub fn file(&self) -> &str {
        self.written("").0
    }

    /// A mistake at a place of the schema, named where it is written.
    pub fn place(&self, mut error: LoadError) -> LoadError {
        let (file, pointer) = self.written(&error.pointer);
        (error.file, error.pointer) = (file.to_owned(), pointer);
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_where_its_nearest_part_is_written() {
        let mut origins = Origins::of_file("a.json");
        origins.add("/properties/body", "b.json", "/$defs/x");
        for (pointer, written) in [
            ("/type", ("a.json", "/type")),
            ("/properties/body/type", ("b.json", "/$defs/x/type")),
            ("/properties/bodyguard", ("a.json", "/properties/bodyguard")),
        ] {
            let (file, place) = origins.written(pointer);
            assert_eq!((file, place.as_str()), written);
        }
        assert_eq!(origins.file(), "a.json");
        let placed = origins.place(LoadError::new("", "/properties/body", "p", "f"));
        assert_eq!((placed.file.as_str(), placed.pointer.as_str()), ("b.json", "/$defs/x"));
    }
}
