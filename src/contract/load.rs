//! Loads a contract from its files, or reports every mistake in them at once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    BlockOrigins, Catalogue, Citation, Code, Contract, Files, Language, Level, LoadError, LoadId, Operation, Reading,
    Readings, Requirement, Whole,
    check_names::{Paths, duplicates, other_folder, unknown_names},
    citations,
    compile::Compiler,
    form::{CatalogueForm, CodesForm, ContractForm, OperationForm, RequirementsForm},
    holds_blocks, idle, in_language,
    known::Known,
    lines,
    merged::wrong_merges,
    migrate::old_form,
    openapi::{Description, Entry},
    read::{decided, form, read_whole},
    schema::{CharClass, Options},
    strict_json::parse,
};

impl Contract {
    /// Reads `schemas/<id>/` with the readings chosen; what a profile leaves out is at its default.
    pub fn load(files: &Files, id: &str, chosen: &Readings) -> Result<Self, Vec<LoadError>> {
        let (contract, left_out) = Self::workable(files, id, chosen)?;
        if left_out.is_empty() {
            return Ok(contract);
        }
        Err(LoadError::each_once(left_out.into_iter().flat_map(|(_, errors)| errors).collect()))
    }

    /// The same; of a contract that a description makes by itself, with the operations that can be compiled, and why each other cannot.
    pub(super) fn workable(files: &Files, id: &str, chosen: &Readings) -> Result<(Self, LeftOut), Vec<LoadError>> {
        let paths = Paths::of(id);
        let written = parse(files, &paths.contract).ok();
        if let Some(old) = written.and_then(|written| old_form(&paths.contract, &written)) {
            return Err(vec![old]);
        }
        let contract = read_whole(files, &paths.contract, "contract");
        let requirements = read_whole(files, &paths.requirements, "requirements");
        let codes = read_whole(files, &paths.codes, "codes");
        let (contract, requirements, codes) = all3(contract, requirements, codes)?;
        let mut origins = BlockOrigins::default();
        let mut used = BTreeSet::new();
        let [contract, requirements, codes] = [contract, requirements, codes].map(|whole| {
            origins.extend(whole.origins);
            used.extend(whole.used);
            whole.value
        });
        let loaded = Self::of_files(files, &paths, [contract, requirements, codes], chosen, (&mut origins, &used));
        match loaded {
            Ok((contract, left_out)) => {
                let located = left_out.into_iter().map(|(id, errors)| (id, origins.located(errors)));
                let left_out = located.collect();
                Ok((Self { blocks: origins, ..contract }, left_out))
            }
            Err(errors) => Err(origins.located(errors)),
        }
    }

    fn of_files(
        files: &Files,
        paths: &Paths,
        [written, requirements, codes]: [Value; 3],
        chosen: &Readings,
        (blocks, used): (&mut BlockOrigins, &BTreeSet<(String, String)>),
    ) -> Result<(Self, LeftOut), Vec<LoadError>> {
        let id = paths.id.as_str();
        let language = written.get("language").and_then(|language| serde_json::from_value(language.clone()).ok());
        let [written, requirements, codes] = worded(files, paths, [written, requirements, codes], language)?;
        let mut cited = citations(&paths.contract, &written);
        cited.extend(citations(&paths.codes, &codes));
        let mut requirements: RequirementsForm = form(&paths.requirements, requirements)?;
        lines::mark(files.text(&paths.requirements).unwrap_or_default(), &mut requirements.requirements);
        let codes: CodesForm = form(&paths.codes, codes)?;
        let readings = readings_of(&paths.contract, &written)?;
        let in_force = choose(&paths.contract, &readings, chosen)?;
        let contract = contract_form(files, &paths.contract, &written, (&readings, &in_force), language)?;
        let mut errors = duplicates(paths, &contract, &requirements.requirements, &codes.codes);
        errors.extend(other_folder(paths, id, &contract.id, &requirements.contract, &codes.contract));
        let classes = classes(&paths.contract, &contract.character_classes, &mut errors);
        let options = Options { classes: classes.clone(), strict: true, ..Options::default() };
        let known = Known::of_form(id, &contract, &codes.codes);
        errors.extend(unknown_names(paths, &contract, &requirements.requirements, &known));
        let (description, entries) = described(files, id, &readings, &in_force, contract.derive)?;
        let mut compiler =
            Compiler::new(files, (&description, &entries), (&readings, &in_force), &options, &known, blocks);
        compiler.derive = contract.derive;
        let (operations, left_out) = operations(&mut compiler, &contract.operations);
        let unspoken = compiler.unspoken_operations(&contract.operations);
        compiler.idle_schemas(&written);
        errors.extend(further_files(files, &description, id, used).into_iter().chain(compiler.errors));
        cited.extend(compiler.citations.into_iter().chain(description.citations()));
        cited.extend(of_left_out(paths, &requirements.requirements).filter(|_| contract.derive));
        if !errors.is_empty() {
            return Err(LoadError::each_once(errors));
        }
        let loaded = Self {
            digest: files.digest(id),
            id: contract.id,
            title: contract.title,
            language: contract.language,
            document: contract.source.document,
            document_title: contract.source.title,
            requirements: requirements.requirements,
            readings,
            in_force,
            states: contract.states,
            credentials: contract.credentials.into_iter().map(|(name, form)| (name, form.secret)).collect(),
            classes,
            catalogue: catalogue(contract.catalogue, codes.codes),
            operations,
            unspoken,
            citations: cited,
            derive: contract.derive,
            blocks: BlockOrigins::default(),
        };
        Ok((loaded, left_out))
    }
}

/// What the contract says with the readings in force; what it would say under others is of the right form as well.
fn contract_form(
    files: &Files,
    file: &str,
    written: &Value,
    (readings, in_force): (&[Reading], &Readings),
    language: Option<Language>,
) -> Result<ContractForm, Vec<LoadError>> {
    let decided = decided(file, written.clone(), readings, in_force)?;
    let wrong = wrong_merges(files, file, (written, "contract"), readings);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    form(file, in_language(files, file, decided, "contract", language)?)
}

/// The description of the operations, and where each is in it.
fn described(
    files: &Files,
    id: &str,
    readings: &[Reading],
    in_force: &Readings,
    derive: bool,
) -> Result<(Description, Vec<Entry>), Vec<LoadError>> {
    let description = Description::load(files, id, readings, in_force)?.of_derived(derive);
    let entries = description.entries()?;
    Ok((description, entries))
}

/// Operations that cannot be compiled, and why.
pub(super) type LeftOut = Vec<(String, Vec<LoadError>)>;

/// Compiles every operation. In a contract that a description makes by itself, one that cannot be compiled does not keep the others from it.
fn operations(compiler: &mut Compiler<'_>, forms: &[OperationForm]) -> (Vec<Operation>, LeftOut) {
    let (mut operations, mut left_out) = (Vec::new(), Vec::new());
    for form in forms {
        let before = compiler.errors.len();
        let operation = compiler.operation(form.clone());
        if compiler.derive && compiler.errors.len() > before {
            left_out.push((form.id.clone(), compiler.errors.split_off(before)));
        } else {
            operations.extend(operation);
        }
    }
    compiler.removals(&operations);
    (operations, left_out)
}

/// Cites the requirements that say which operations were left out: nothing else is about those.
fn of_left_out(paths: &Paths, requirements: &[Requirement]) -> impl Iterator<Item = Citation> {
    let all = requirements.iter().filter(|one| one.level == Level::Open && one.id.ends_with(".left-out"));
    let cite =
        |one: &Requirement| Citation { file: paths.requirements.clone(), pointer: String::new(), id: one.id.clone() };
    all.map(cite)
}

type Loaded = Result<Whole, Vec<LoadError>>;

/// The files with the language of each plain text in them.
fn worded(
    files: &Files,
    paths: &Paths,
    [contract, requirements, codes]: [Value; 3],
    language: Option<Language>,
) -> Result<[Value; 3], Vec<LoadError>> {
    let worded = |file: &str, value: Value, form: &str| in_language(files, file, value, form, language);
    Ok([
        worded(&paths.contract, contract, "contract")?,
        worded(&paths.requirements, requirements, "requirements")?,
        worded(&paths.codes, codes, "codes")?,
    ])
}

fn catalogue(form: CatalogueForm, codes: Vec<Code>) -> Catalogue {
    Catalogue {
        codes,
        requirement: form.requirement,
        outside: form.outside,
        credentials: form.credentials,
        busy: form.busy,
    }
}

/// Files of a contract's folder that nothing reads: blocks that nobody refers to, and files of no known kind.
fn further_files(
    files: &Files,
    description: &Description,
    id: &str,
    used: &BTreeSet<(String, String)>,
) -> Vec<LoadError> {
    let folder = format!("schemas/{id}/");
    let further = |path: &&str| {
        let name = path.strip_prefix(&folder).unwrap_or(path);
        !["contract.json", "requirements.json", "codes.json"].contains(&name)
            && !name.ends_with(".schema.json")
            && !description.is_read(path)
    };
    let of_file = |path: &str| match parse(files, path) {
        Ok(value) if holds_blocks(&value) => idle(path, &value, used),
        Err(error) if files.text(path).is_some_and(|text| text.trim_start().starts_with('{')) => vec![error],
        _ => {
            vec![LoadError::new(path, "", LoadId::NothingReads, LoadId::ReferToFile)]
        }
    };
    files.below(&folder).filter(further).flat_map(of_file).collect()
}

fn all3(a: Loaded, b: Loaded, c: Loaded) -> Result<(Whole, Whole, Whole), Vec<LoadError>> {
    match (a, b, c) {
        (Ok(a), Ok(b), Ok(c)) => Ok((a, b, c)),
        (a, b, c) => Err([a.err(), b.err(), c.err()].into_iter().flatten().flatten().collect()),
    }
}

fn readings_of(file: &str, contract: &Value) -> Result<Vec<Reading>, Vec<LoadError>> {
    contract.get("readings").map_or(Ok(Vec::new()), |readings| form(file, readings.clone()))
}

fn choose(file: &str, readings: &[Reading], chosen: &Readings) -> Result<Readings, Vec<LoadError>> {
    let known = || readings.iter().map(|reading| reading.id.as_str()).collect::<Vec<_>>().join(", ");
    let mut errors = Vec::new();
    for name in chosen.keys().filter(|name| !readings.iter().any(|reading| reading.id == **name)) {
        errors.push(LoadError::new(
            file,
            "/readings",
            LoadId::NoReadingToChoose.with([name.into()]),
            LoadId::ChooseOne.with([known().into()]),
        ));
    }
    let mut in_force = Readings::new();
    for reading in readings {
        let choice = chosen.get(&reading.id).or(reading.choices.first()).and_then(|wanted| reading.choose(wanted));
        if let Some(choice) = choice {
            in_force.insert(reading.id.clone(), choice);
        } else {
            let choices = reading.choices.iter().map(Value::to_string).collect::<Vec<_>>().join(", ");
            let problem = LoadId::CannotBe.with([(&reading.id).into(), chosen[&reading.id].to_string().into()]);
            errors.push(LoadError::new(file, "/readings", problem, LoadId::ChooseOne.with([choices.into()])));
        }
    }
    if errors.is_empty() { Ok(in_force) } else { Err(errors) }
}

fn classes(
    file: &str,
    forms: &BTreeMap<String, Vec<String>>,
    errors: &mut Vec<LoadError>,
) -> BTreeMap<String, CharClass> {
    let mut classes = BTreeMap::new();
    for (name, ranges) in forms {
        let mut read = Vec::new();
        for (index, range) in ranges.iter().enumerate() {
            if let Some(range) = scalar_range(range) {
                read.push(range);
            } else {
                let fix = LoadId::WriteRange;
                errors.push(LoadError::new(
                    file,
                    &format!("/characterClasses/{name}/{index}"),
                    LoadId::NotARange.with([range.into()]),
                    fix,
                ));
            }
        }
        classes.insert(name.clone(), CharClass(read));
    }
    classes
}

fn scalar_range(text: &str) -> Option<(char, char)> {
    if text.chars().count() == 1 {
        return text.chars().next().map(|only| (only, only));
    }
    let scalar = |text: &str| match text.strip_prefix("U+") {
        Some(hex) => u32::from_str_radix(hex, 16).ok().and_then(char::from_u32),
        None => text.chars().next().filter(|only| only.len_utf8() == text.len()),
    };
    match text.split_once('-') {
        Some((first, last)) => Some((scalar(first)?, scalar(last)?)).filter(|(first, last)| first <= last),
        None => scalar(text).map(|only| (only, only)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_an_operation_that_is_no_part_of_its_form_is_the_rule_of_a_check() {
        let files = Files::embedded();
        let path = "schemas/robo-payment/contract.json";
        let text = files.text(path).expect("it ships").to_owned();
        let rule = |text: String| {
            let contract = Contract::load(&files.clone().with(path, text), "robo-payment", &Readings::new())?;
            let rule = contract.operations[0].rules.plain.get("secrets").expect("a rule");
            Ok::<_, Vec<LoadError>>((rule.requirement.clone(), rule.level))
        };
        assert_eq!(rule(text.clone()), Ok(("RP-no-leak".to_owned(), None)));
        let errors =
            rule(text.replace("\"secrets\": {", "\"secrtes\": {")).expect_err("the meta-schema has no such key");
        assert!(errors[0].to_string().contains("unknown key `secrtes`"), "{errors:?}");
    }

    #[test]
    fn character_ranges() {
        assert_eq!(scalar_range("A-Z"), Some(('A', 'Z')));
        assert_eq!(scalar_range("-"), Some(('-', '-')));
        assert_eq!(scalar_range("U+FF66-U+FF6F"), Some(('\u{FF66}', '\u{FF6F}')));
        assert_eq!(scalar_range("U+0020"), Some((' ', ' ')));
        assert_eq!(scalar_range("Z-A"), None);
        assert_eq!(scalar_range("AB"), None);
    }
}
