//! A description as it is in its file, with the overlays laid on it.

use std::{cell::RefCell, collections::BTreeMap};

use serde_json::Value;

use super::{
    super::{
        DescribedId, Files, LoadError, LoadId, Message, MessageId, Reading, Readings,
        citation::citations_of_description, read::decided, schema::percent_decode,
    },
    overlay, words, yaml,
};
use crate::{contract::Citation, util::plain::plain};

/// A part of a file, with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Located {
    pub(crate) file: String,
    pub(crate) pointer: String,
    pub(crate) value: Value,
}

/// The names under which a description is in the folder of a contract.
const NAMES: [&str; 3] = ["openapi.json", "openapi.yaml", "openapi.yml"];
/// The names of overlays, laid on it in the order of their names.
const OVERLAY: &str = "overlay";

/// An OpenAPI description, readings decided.
pub(crate) struct Description {
    pub(crate) file: String,
    pub(crate) root: Value,
    version: String,
    /// Whether what its maker got wrong is read as it is meant, and costs no more than the operation that it is in.
    derived: bool,
    /// Keys that are almost words of ours.
    pub(super) slips: Vec<LoadError>,
    /// The folder that other files are looked up in.
    folder: String,
    others: RefCell<BTreeMap<String, Result<Value, Message>>>,
    texts: Files,
    readings: Vec<Reading>,
    in_force: Readings,
    /// What the description, its overlays and the files that they refer to cite.
    citations: RefCell<Vec<Citation>>,
}

impl Description {
    /// Reads the description in the folder of a contract.
    pub(crate) fn load(
        files: &Files,
        id: &str,
        readings: &[Reading],
        in_force: &Readings,
    ) -> Result<Self, Vec<LoadError>> {
        let folder = format!("schemas/{id}/");
        let there: Vec<String> =
            NAMES.iter().map(|name| format!("{folder}{name}")).filter(|path| files.text(path).is_some()).collect();
        let file = match there.as_slice() {
            [] => {
                let fix = DescribedId::DescribeThere;
                return Err(vec![LoadError::new(&format!("{folder}openapi.json"), "", LoadId::FileMissing, fix)]);
            }
            [only] => only.clone(),
            [_, second, ..] => {
                let problem = DescribedId::SecondDescription.with([there[0].as_str().into()]);
                return Err(vec![LoadError::new(second, "", problem, LoadId::KeepOneOfTwo)]);
            }
        };
        let mut root = yaml::read(&file, files.text(&file).unwrap_or_default()).map_err(|error| vec![error])?;
        let version = version(&file, &root).map_err(|error| vec![error])?;
        let mut citations = citations_of_description(&file, &root);
        let overlays: Vec<&str> = files.below(&folder).filter(|path| is_overlay(path, &folder)).collect();
        let mut errors = Vec::new();
        for path in overlays {
            let overlay = yaml::read(path, files.text(path).unwrap_or_default()).map_err(|error| vec![error])?;
            citations.extend(citations_of_description(path, &overlay));
            errors.extend(overlay::apply(&mut root, path, &overlay));
        }
        let slips = words::slips(&file, &root);
        if !errors.is_empty() {
            return Err(errors);
        }
        let root = decided(&file, root, readings, in_force)?;
        Ok(Self {
            file,
            root,
            version,
            derived: false,
            slips,
            folder,
            others: RefCell::default(),
            texts: files.clone(),
            readings: readings.to_vec(),
            in_force: in_force.clone(),
            citations: RefCell::new(citations),
        })
    }

    /// The description as it is read for a contract that nobody wrote.
    pub(crate) fn of_derived(mut self, derived: bool) -> Self {
        self.derived = derived;
        if derived {
            // What an overlay says is ours, right or wrong.
            let of_overlays = |one: &Citation| one.file != self.file;
            let mut citations: Vec<Citation> = self.citations.take().into_iter().filter(of_overlays).collect();
            let ours = citations.iter().map(|one| one.id.clone()).collect();
            words::drop_foreign(&mut self.root, &ours);
            citations.extend(citations_of_description(&self.file, &self.root));
            self.citations = RefCell::new(citations);
        }
        self
    }

    /// Whether it is read for a contract that nobody wrote: whoever tests with it did not write it, and cannot correct it.
    pub(crate) fn is_derived(&self) -> bool {
        self.derived
    }

    /// Whether schemas are those of OpenAPI 3.0, which differ from JSON Schema.
    pub(crate) fn is_3_0(&self) -> bool {
        self.version.starts_with("3.0")
    }

    /// What a reference in a file leads to.
    pub(crate) fn follow(&self, file: &str, reference: &str) -> Result<Located, Message> {
        let (target, pointer) = self.place_of(file, reference)?;
        let found = if target == self.file {
            self.root.pointer(&pointer).cloned()
        } else {
            self.other(&target)
                .map_err(|problem| DescribedId::LeadsNowhereWhy.with([reference.into(), problem]))?
                .pointer(&pointer)
                .cloned()
        };
        let value = found
            .ok_or_else(|| DescribedId::LeadsNowhere.with([reference.into(), (&target).into(), (&pointer).into()]))?;
        Ok(Located { file: target, pointer, value })
    }

    /// The file and the pointer that a reference in a file names.
    pub(crate) fn place_of(&self, file: &str, reference: &str) -> Result<(String, String), Message> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let pointer = percent_decode(fragment);
        let target = if path.is_empty() { file.to_owned() } else { self.beside(file, path)? };
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return Err(DescribedId::NamesAnchor.with([reference.into()]));
        }
        Ok((target, pointer))
    }

    /// A part of the description itself, references followed.
    pub(super) fn part(&self, at: &str, value: &Value) -> Result<Located, LoadError> {
        self.resolved(Located { file: self.file.clone(), pointer: at.to_owned(), value: value.clone() })
    }

    /// What is at the end of a chain of references.
    pub(super) fn resolved(&self, located: Located) -> Result<Located, LoadError> {
        self.resolved_while(located, |_| true)
    }

    /// The same, for as long as what is there is to be followed.
    pub(super) fn resolved_while(
        &self,
        located: Located,
        follows: impl Fn(&Located) -> bool,
    ) -> Result<Located, LoadError> {
        let mut at = located;
        for _ in 0..32 {
            if !follows(&at) {
                return Ok(at);
            }
            let Some(reference) = at.value.get("$ref").and_then(Value::as_str) else { return Ok(at) };
            let next = self.follow(&at.file, reference);
            let wrong = |problem: Message| {
                LoadError::new(&at.file, &format!("{}/$ref", at.pointer), problem, DescribedId::CorrectReference)
            };
            at = next.map_err(wrong)?;
        }
        Err(LoadError::new(&at.file, &at.pointer, DescribedId::InACircle, DescribedId::LeadToValue))
    }

    /// The path of a file that is next to another.
    fn beside(&self, file: &str, path: &str) -> Result<String, Message> {
        if path.contains("://") {
            return Err(DescribedId::IsAnAddress.with([path.into()]));
        }
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
        for step in path.split('/') {
            match step {
                "" | "." => {}
                ".." => drop(steps.pop()),
                step => steps.push(step),
            }
        }
        let path = steps.join("/");
        if path.starts_with(&self.folder) { Ok(path) } else { Err(DescribedId::OutsideFolder.with([path.into()])) }
    }

    fn other(&self, path: &str) -> Result<Value, Message> {
        let mut others = self.others.borrow_mut();
        let read = others.entry(path.to_owned()).or_insert_with(|| {
            let text = self.texts.text(path).ok_or_else(|| LoadId::NoFile.with([path.into()]))?;
            let value = yaml::read(path, text).map_err(|error| error.problem)?;
            self.citations.borrow_mut().extend(citations_of_description(path, &value));
            decided(path, value, &self.readings, &self.in_force)
                .map_err(|errors| Message::joined(MessageId::Semicolon, errors.iter().map(LoadError::message)))
        });
        read.clone()
    }

    /// Every requirement that is cited in what was read so far.
    pub(crate) fn citations(&self) -> Vec<Citation> {
        self.citations.borrow().clone()
    }

    /// Whether a file is the description, an overlay of it, or was read because they refer to it.
    pub(crate) fn is_read(&self, path: &str) -> bool {
        path == self.file || is_overlay(path, &self.folder) || self.others.borrow().contains_key(path)
    }

    /// The other files that were read so far.
    pub(crate) fn others(&self) -> Vec<String> {
        self.others.borrow().keys().cloned().collect()
    }
}

fn is_overlay(path: &str, folder: &str) -> bool {
    let name = path.strip_prefix(folder).unwrap_or_default();
    let stem = name.strip_suffix(".json").or_else(|| name.strip_suffix(".yaml")).or_else(|| name.strip_suffix(".yml"));
    stem.is_some_and(|stem| stem == OVERLAY || stem.starts_with("overlay.") || stem.ends_with(".overlay"))
}

/// The version of OpenAPI that a description is written in.
fn version(file: &str, root: &Value) -> Result<String, LoadError> {
    if let Some(old) = root.get("swagger") {
        let fix = DescribedId::ConvertSwagger;
        return Err(LoadError::new(file, "/swagger", DescribedId::SwaggerNotRead.with([plain(old).into()]), fix));
    }
    match root.get("openapi").and_then(Value::as_str) {
        Some(version) if ["3.0.", "3.1.", "3.2."].iter().any(|known| version.starts_with(known)) => {
            Ok(version.to_owned())
        }
        Some(version) => {
            let fix = DescribedId::WriteOpenApi3;
            Err(LoadError::new(file, "/openapi", DescribedId::OpenApiNotRead.with([version.into()]), fix))
        }
        None => {
            let fix = DescribedId::WriteOpenApiFirst;
            Err(LoadError::new(file, "", DescribedId::NoVersion, fix))
        }
    }
}
