//! The options that every command with a target shares.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use clap::Args;
use clap_complete::ArgValueCandidates;

pub(super) use super::described::lines;
use super::{
    candidates::{contracts, faults},
    check_names,
    described::Kept,
    hint::{near, near_or_all},
    print::print_notice,
};
use crate::{
    cli::usage::{InvalidValue, count, positive},
    contract::{CommandId, Files, LoadId, Message, ProfileId, Readings, ScreenId, migrate::up_to_date},
    record::TargetRecord,
    reference::{self, Config},
    run::{Plan, Settings, Subject, SubjectError, drawn_from, make_states, needed_credentials},
    scenario::{self, Suite},
    target::{ContractProfile, Profile, TestedProduct, base_address, looks_like_production},
    util::parallel::{cores, side_by_side},
};

/// Options for a target and the contracts that it is tested against.
#[derive(Args, Default, Clone)]
pub(super) struct TargetArguments {
    /// Profile of the target: address, credentials, states, readings
    #[arg(long, value_name = "PROFILE.toml", conflicts_with = "url")]
    pub(super) target: Option<PathBuf>,
    /// Address of the target, for one contract; credentials come from TEKIGO_<NAME> in the environment
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,
    /// Allow a target whose URL does not look like a test environment
    #[arg(long)]
    i_know_this_is_production: bool,
    /// Only this contract (may be given again)
    #[arg(long, value_name = "ID", add = ArgValueCandidates::new(contracts))]
    pub(super) contract: Vec<String>,
    /// Read contracts from this folder in place of those built in
    #[arg(long, value_name = "DIR")]
    pub(super) contracts: Option<PathBuf>,
    /// Test what an OpenAPI description states (a file or an address), with no contract of ours
    #[arg(long, value_name = "FILE|URL", conflicts_with_all = ["contracts", "contract"])]
    pub(super) openapi: Option<String>,
    /// What was made of the description
    #[arg(skip)]
    kept: Kept,
    /// A defect of the embedded reference (may be given again)
    #[arg(long, value_name = "NAME", conflicts_with_all = ["target", "url"], add = ArgValueCandidates::new(faults))]
    pub(super) fault: Vec<String>,
    /// A reading other than the default, for the embedded reference and the suite alike
    #[arg(long, value_name = "NAME=CHOICE", conflicts_with = "target", value_parser = pair)]
    pub(super) reading: Vec<(String, String)>,
}

/// Options that shape the plan.
#[derive(Args, Clone)]
pub(super) struct PlanArguments {
    /// Seed of all generated values
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true, value_parser = count::<u64>)]
    pub(super) seed: u64,
    /// Random cases for each generated trial, besides the enumerated ones
    #[arg(long, value_name = "N", default_value_t = 20, allow_negative_numbers = true, value_parser = count::<u32>)]
    pub(super) cases: u32,
    /// Treat `should` as `must`
    #[arg(long)]
    pub(super) strict: bool,
    /// Number of the run, for values that are to be new each time [default: the profile's `run-number`, else the clock]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = positive::<u64>)]
    pub(super) run_number: Option<u64>,
}

impl Default for PlanArguments {
    fn default() -> Self {
        let settings = Settings::default();
        Self { seed: settings.seed, cases: settings.cases, strict: settings.strict, run_number: None }
    }
}

impl PlanArguments {
    pub(super) fn settings(&self) -> Settings {
        let run = self.run_number.unwrap_or_default();
        Settings { seed: self.seed, cases: self.cases, strict: self.strict, run, ..Settings::default() }
    }
}

pub(super) fn pair(text: &str) -> Result<(String, String), InvalidValue> {
    let (name, choice) = text.split_once('=').ok_or(InvalidValue(CommandId::WriteName))?;
    Ok((name.to_owned(), choice.to_owned()))
}

impl TargetArguments {
    /// The same contracts at the target of another profile.
    pub(super) fn at(&self, profile: &Path) -> Self {
        Self { target: Some(profile.to_owned()), url: None, fault: Vec::new(), reading: Vec::new(), ..self.clone() }
    }

    /// Where contracts come from, and no target.
    pub(super) fn of_files(contracts: Option<PathBuf>, openapi: Option<String>) -> Self {
        Self { contracts, openapi, ..Self::default() }
    }

    /// The contract files that are chosen.
    pub(super) fn files(&self) -> Result<Files, Message> {
        match &self.openapi {
            Some(place) => self.kept.files(place, self.address().as_deref()),
            None => files(self.contracts.as_deref()),
        }
    }

    /// The address of the target, where there is only one.
    fn address(&self) -> Option<String> {
        let of_profile = || {
            let profile = Profile::read(self.target.as_ref()?).ok()?;
            profile.contracts.into_values().next().map(|given| given.url)
        };
        self.url.clone().or_else(of_profile)
    }

    /// The options that name the same target again.
    pub(super) fn words(&self) -> Vec<String> {
        let path = |path: &PathBuf| path.display().to_string();
        let one = |name: &str, value: Option<String>| value.map(|value| [name.to_owned(), value]);
        let given = [
            one("--target", self.target.as_ref().map(path)),
            one("--url", self.url.clone()),
            one("--contracts", self.contracts.as_ref().map(path)),
            one("--openapi", self.openapi.clone()),
        ];
        let faults = self.fault.iter().map(|name| ["--fault".to_owned(), name.clone()]);
        let readings = self.reading.iter().map(|(name, choice)| ["--reading".to_owned(), format!("{name}={choice}")]);
        given.into_iter().flatten().chain(faults).chain(readings).flatten().collect()
    }

    /// The same contracts and consent, and the target that other options name.
    pub(super) fn named_by(self, other: Self) -> Self {
        let Self { i_know_this_is_production, contract, .. } = self;
        Self { i_know_this_is_production, contract, ..other }
    }

    /// The plan against the target, nothing sent yet.
    pub(super) fn plan(&self, settings: Settings) -> Result<Plan, Message> {
        self.plan_for(settings, true)
    }

    /// The plan for who only wants to look at it: a contract that has no reference needs no target either.
    pub(super) fn survey(&self, settings: Settings) -> Result<Plan, Message> {
        self.plan_for(settings, false)
    }

    fn plan_for(&self, mut settings: Settings, asks: bool) -> Result<Plan, Message> {
        let files = self.files()?;
        if settings.run == 0 {
            settings.run = self.run_number()?;
        }
        let mut product = TestedProduct::default();
        let (subjects, target) = if let Some(path) = &self.target {
            let profile = Profile::read(path).map_err(|error| error.message())?;
            let known = files.contracts();
            if let Some(unknown) = profile.contracts.keys().find(|id| !known.contains(id)) {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let problem = LoadId::NoContractNamed.with([unknown.into()]);
                return Err(profile.unknown_name(unknown, problem, &known).message());
            }
            let ids = self.chosen(&files, &profile.contracts.keys().cloned().collect::<Vec<_>>())?;
            let urls = ids.iter().map(|id| profile.contracts[id].url.clone()).collect::<Vec<_>>().join(" ");
            let places =
                ids.first().map(|id| TargetRecord::places_of(&profile.contracts[id].places)).unwrap_or_default();
            let target = TargetRecord { name: profile.name.clone(), kind: "url", url: urls, places };
            if asks {
                ids.iter().try_for_each(|id| self.practice(&profile.contracts[id], id))?;
            }
            product.clone_from(&profile.subject);
            (ids.iter().map(|id| of_profile(&profile, &files, id, asks)).collect::<Result<_, _>>()?, target)
        } else if let Some(url) = &self.url {
            let ids = self.chosen(&files, &files.contracts())?;
            let [id] = ids.as_slice() else {
                return Err(CommandId::OneContract.with([ids.join(", ").into()]));
            };
            let target = TargetRecord { name: url.clone(), kind: "url", url: url.clone(), places: BTreeMap::new() };
            let (suite, given) = self.environment(url, &files, id, asks)?;
            if asks {
                self.practice(&given, id)?;
            }
            (vec![Subject::of_suite(suite, given).map_err(message_of)?], target)
        } else {
            let known: Vec<String> = files.contracts();
            let ids = self.chosen(&files, &known)?;
            let unasked = !asks && ids.iter().any(|id| reference::find(id).is_none());
            let name = if unasked { "no target".to_owned() } else { TargetRecord::reference(&self.fault) };
            let target = TargetRecord { name, kind: "reference", url: String::new(), places: BTreeMap::new() };
            let configs = ids.iter().map(|id| self.config(id, ids.len() == 1)).collect::<Result<Vec<_>, _>>()?;
            let subject = |(id, config): &(String, Config)| {
                if asks || reference::find(id).is_some() {
                    Subject::reference(&files, id, config)
                } else {
                    Subject::unasked(&files, id)
                }
            };
            let each: Vec<(String, Config)> = ids.into_iter().zip(configs).collect();
            let subjects = side_by_side(cores(), &each, subject);
            (subjects.into_iter().collect::<Result<_, _>>().map_err(message_of)?, target)
        };
        let mut plan = Plan::new(subjects, target, settings);
        plan.product = product;
        Ok(plan)
    }

    /// The number of a run that is begun now: the profile's, else the clock's milliseconds, which no two runs share.
    pub(super) fn run_number(&self) -> Result<u64, Message> {
        let profile = self.target.as_ref().map(|path| Profile::read(path)).transpose();
        let given = profile.map_err(|error| error.message())?.and_then(|profile| profile.run_number);
        Ok(given.unwrap_or_else(|| u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or(1)))
    }

    /// Fails where real business may be done at the target and nobody has said that it may be tested.
    fn practice(&self, given: &ContractProfile, id: &str) -> Result<(), Message> {
        let production = given.production.unwrap_or_else(|| looks_like_production(&given.url));
        if !production || self.i_know_this_is_production || given.url.is_empty() {
            return Ok(());
        }
        let why = if given.production.is_some() { CommandId::SaidProduction } else { CommandId::LooksProduction };
        Err(why.with([(&given.url).into(), id.into()]))
    }

    /// The chosen contracts: those named, else all that exist.
    fn chosen(&self, files: &Files, there: &[String]) -> Result<Vec<String>, Message> {
        let known = files.contracts();
        if let Some(unknown) = self.contract.iter().chain(there).find(|id| !known.contains(id)) {
            return Err(CommandId::NoContract.with([unknown.into(), near_or_all(unknown, &known)]));
        }
        if let Some(left_out) = self.contract.iter().find(|id| !there.contains(id)) {
            return Err(CommandId::NotInProfile.with([left_out.into()]));
        }
        Ok(if self.contract.is_empty() { there.to_vec() } else { self.contract.clone() })
    }

    /// The embedded reference with these defects and readings.
    pub(super) fn of_reference(fault: &[String], reading: &[(String, String)]) -> Self {
        Self { fault: fault.to_vec(), reading: reading.to_vec(), ..Self::default() }
    }

    /// Faults and readings for one reference. With several contracts each takes those it knows; none may be left over.
    pub(super) fn config(&self, id: &str, only: bool) -> Result<Config, Message> {
        let Some(reference) = reference::find(id) else { return Ok(Config::default()) };
        let of_this = |name: &str| reference.faults.iter().any(|fault| fault.name == name);
        let of_any =
            |name: &str| !only && reference::all().iter().any(|r| r.faults.iter().any(|fault| fault.name == name));
        if let Some(unknown) = self.fault.iter().find(|name| !of_this(name) && !of_any(name)) {
            let known = reference::all().iter().filter(|r| !only || r.contract == id);
            let known = known.flat_map(|r| r.faults.iter().map(|fault| fault.name));
            return Err(CommandId::NoFault.with([unknown.into(), near(unknown, known, CommandId::ListFaults)]));
        }
        let reads =
            |reference: &reference::Reference, name: &str| reference.readings.iter().any(|(known, _)| *known == name);
        if let Some((unknown, _)) = self
            .reading
            .iter()
            .find(|(name, _)| !reads(reference, name) && (only || !reference::all().iter().any(|r| reads(r, name))))
        {
            let known = reference::all().iter().filter(|r| !only || r.contract == id);
            let known = known.flat_map(|r| r.readings.iter().map(|(name, _)| *name));
            return Err(CommandId::NoReading.with([unknown.into(), near(unknown, known, CommandId::ListReadings)]));
        }
        let faults = self.fault.iter().filter(|name| of_this(name)).cloned().collect();
        let readings: BTreeMap<String, String> =
            self.reading.iter().filter(|(name, _)| reads(reference, name)).cloned().collect();
        Ok(Config { faults, readings })
    }

    fn environment(&self, url: &str, files: &Files, id: &str, asks: bool) -> Result<(Suite, ContractProfile), Message> {
        let readings: Readings =
            self.reading.iter().map(|(name, choice)| (name.clone(), choice.as_str().into())).collect();
        let kept = if readings.is_empty() { self.kept.contract() } else { None };
        let loaded = match kept {
            Some(contract) => scenario::load_of(files, contract),
            None => scenario::load(files, id, &readings),
        };
        let suite = loaded.map_err(|errors| message_of(SubjectError::Files(id.to_owned(), errors)))?;
        let url = base_address(url).map_err(|error| error.message())?;
        let mut given = ContractProfile { url, ..ContractProfile::default() };
        let needed = needed_credentials(&suite);
        for name in suite.contract.credentials.keys() {
            let variable = format!("TEKIGO_{}", name.to_uppercase().replace('-', "_"));
            match std::env::var(&variable) {
                Ok(value) => drop(given.credentials.insert(name.clone(), value)),
                Err(_) if !needed.contains(name) => {}
                // Values of requests are made up where none are given.
                Err(_) if !asks && drawn_from(&suite, name) => {}
                // Nothing is sent: a stand-in shows what would be.
                Err(_) if !asks => drop(given.credentials.insert(name.clone(), format!("no-{variable}"))),
                Err(_) => {
                    return Err(CommandId::NeedsCredential.with([id.into(), name.into(), variable.into()]));
                }
            }
        }
        given.readings = readings;
        Ok((suite, given))
    }
}

/// Advises to rewrite contracts of the old form.
pub(super) fn notice_of_old_form(folder: &Path, old: &[String]) {
    if !old.is_empty() {
        let (ids, folder) = (old.join(", "), folder.display());
        print_notice(ScreenId::OldForm.with([ids.into(), folder.into()]));
    }
}

/// The contract files of a folder, else those built in.
pub(super) fn files(folder: Option<&Path>) -> Result<Files, Message> {
    let Some(folder) = folder else { return Ok(Files::embedded()) };
    let (files, old) = up_to_date(Files::folder(folder).map_err(|error| error.message())?);
    notice_of_old_form(folder, &old);
    Ok(files)
}

/// A contract against the target of a profile; a name in it that the contract does not know is an error before anything else.
fn of_profile(profile: &Profile, files: &Files, id: &str, asks: bool) -> Result<Subject, Message> {
    if let Some(error) = check_names::wrong(profile, files, id) {
        return Err(error.message());
    }
    let given = &profile.contracts[id];
    if given.url.is_empty() {
        return Err(profile.error(id, ProfileId::UrlMissing, ProfileId::AddUrl).message());
    }
    let mut given = given.clone();
    if asks {
        make_states(&mut given, id);
    }
    Subject::url(files, id, given).map_err(|error| match error {
        SubjectError::Unfit(_, unfit) => {
            let (table, key) = unfit.source.split_once('/').unwrap_or_default();
            let above = if table == "credentials" { format!("{id}/{table}") } else { format!("{id}/states/{table}") };
            let path = format!("{above}/{key}");
            let listed = format!("{above}/0/{key}");
            let path = if profile.lines.contains_key(&listed) { listed } else { path };
            profile.error(&path, unfit.message(), ProfileId::GiveFitting).message()
        }
        SubjectError::Credential(_, name) => {
            let path = format!("{id}/credentials");
            let (problem, fix) = (ProfileId::NoCredentialGiven, ProfileId::AddCredential);
            profile.error(&path, problem.with([(&name).into()]), fix.with([(&name).into()])).message()
        }
        SubjectError::Draw(..) => CommandId::MayBeOtherForm.with([message_of(error), (&profile.file).into()]),
        other => message_of(other),
    })
}

/// An error with everything under it, a line each.
pub(super) fn message_of(error: SubjectError) -> Message {
    let said = error.message();
    match error {
        SubjectError::Files(_, errors) => CommandId::Lines.with([said, lines(&errors)]),
        _ => said,
    }
}
