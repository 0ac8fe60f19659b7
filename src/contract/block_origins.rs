//! Where the parts of a file were really written, once its blocks are in their places.

use super::LoadError;

/// A part of a file that was written elsewhere.
#[derive(Debug, Clone)]
struct Origin {
    file: String,
    at: String,
    from: String,
    pointer: String,
}

/// The parts of files that were written elsewhere.
#[derive(Debug, Clone, Default)]
pub struct BlockOrigins(Vec<Origin>);

impl BlockOrigins {
    /// What is at `at` of a file was written at a pointer of `from`.
    pub(super) fn add(&mut self, file: &str, at: &str, from: &str, pointer: &str) {
        let [file, at, from, pointer] = [file, at, from, pointer].map(str::to_owned);
        self.0.push(Origin { file, at, from, pointer });
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Takes out those that were added after there were so many.
    pub(super) fn since(&mut self, count: usize) -> Self {
        Self(self.0.split_off(count))
    }

    /// Adds those of a list at `list`, whose items are in the list at `at` from `first` on.
    pub(super) fn spliced(&mut self, others: Self, list: &str, at: &str, first: usize) {
        let moved = others.0.into_iter().filter_map(|origin| {
            let below = origin.at.strip_prefix(list)?.strip_prefix('/')?;
            let (index, rest) = below.find('/').map_or((below, ""), |end| below.split_at(end));
            let index = first + index.parse::<usize>().ok()?;
            Some(Origin { at: format!("{at}/{index}{rest}"), ..origin })
        });
        self.0.extend(moved);
    }

    /// Those of another file as well.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// The same mistakes, each where it was written, once.
    pub fn located(&self, errors: Vec<LoadError>) -> Vec<LoadError> {
        LoadError::each_once(errors.into_iter().map(|error| self.locate(error)).collect())
    }

    fn locate(&self, error: LoadError) -> LoadError {
        let (file, pointer) = self.place(&error.file, &error.pointer);
        LoadError { file, pointer, ..error }
    }

    /// Where what is at a pointer of a file was written.
    pub fn place(&self, file: &str, pointer: &str) -> (String, String) {
        let rest = |origin: &Origin| {
            let rest = pointer.strip_prefix(&origin.at).filter(|_| file == origin.file)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| rest.to_owned())
        };
        let found = self.0.iter().filter_map(|origin| Some((origin, rest(origin)?)));
        match found.max_by_key(|(origin, _)| origin.at.len()) {
            Some((origin, rest)) => (origin.from.clone(), format!("{}{rest}", origin.pointer)),
            None => (file.to_owned(), pointer.to_owned()),
        }
    }
}
