//! Checks the names in a profile against those of the contract, before anything is sent.

use crate::{
    contract::{Also, Contract, Files, Message, MessageId, ProfileId, Reading, Readings, ScreenId},
    target::{Profile, ProfileError, nearest},
};

/// The first name under a contract that the contract does not know.
pub(super) fn wrong(profile: &Profile, files: &Files, id: &str) -> Option<ProfileError> {
    // The readings of the profile may be what is wrong; any others show the same names.
    let contract = Contract::load(files, id, &Readings::new()).ok()?;
    let given = profile.contracts.get(id)?;
    let names = Names { profile, id };
    names
        .unknown(
            (ProfileId::NoCredentialNamed, "credentials"),
            given.credentials.keys(),
            &contract.credentials.keys().map(String::as_str).collect::<Vec<_>>(),
        )
        .or_else(|| {
            names.unknown(
                (ProfileId::NoReadingNamed, "readings"),
                given.readings.keys(),
                &ids(&contract.readings, |reading| &reading.id),
            )
        })
        .or_else(|| {
            names.unknown(
                (ProfileId::NoStateNamed, "states"),
                given.states.keys().chain(given.hooks.keys()),
                &ids(&contract.states, |state| &state.id),
            )
        })
        .or_else(|| {
            names.unknown(
                (ProfileId::NoOperationNamed, "operations"),
                given.operations.keys(),
                &ids(&contract.operations, |operation| &operation.id),
            )
        })
        .or_else(|| choice(profile, &contract))
        .or_else(|| key(profile, &contract))
        .or_else(|| waiver(profile, &contract))
        .or_else(|| hidden(profile, &contract))
        .or_else(|| busy(profile, &contract))
}

fn ids<T>(all: &[T], id: impl Fn(&T) -> &String) -> Vec<&str> {
    all.iter().map(|one| id(one).as_str()).collect()
}

struct Names<'a> {
    profile: &'a Profile,
    id: &'a str,
}

impl Names<'_> {
    fn unknown<'n>(
        &self,
        (problem, table): (ProfileId, &str),
        mut given: impl Iterator<Item = &'n String>,
        known: &[&str],
    ) -> Option<ProfileError> {
        let name = given.find(|name| !known.contains(&name.as_str()))?;
        Some(self.profile.unknown_name(&format!("{}/{table}/{name}", self.id), problem.with([name.into()]), known))
    }
}

/// A reading with a choice that it does not have.
fn choice(profile: &Profile, contract: &Contract) -> Option<ProfileError> {
    let given = &profile.contracts[&contract.id].readings;
    let (reading, wanted) = contract.readings.iter().find_map(|reading| {
        let wanted = given.get(&reading.id)?;
        reading.choose(wanted).is_none().then_some((reading, wanted))
    })?;
    let path = format!("{}/readings/{}", contract.id, reading.id);
    let problem = ProfileId::ReadingCannotBe.with([(&reading.id).into(), wanted.to_string().into()]);
    Some(profile.error(&path, problem, ProfileId::ChooseOneOf.with([choices(reading)])))
}

/// What can be chosen for a reading, the default first.
pub(super) fn choices(reading: &Reading) -> Message {
    let listed = reading.choices.iter().map(|choice| choice.to_string().into());
    let also: Option<Message> = match reading.also {
        Also::Nothing => None,
        Also::Integer => Some(ScreenId::AnyInteger.into()),
        Also::Name => Some(ScreenId::AnyName.into()),
        Also::Path => Some(ScreenId::AnyPath.into()),
        Also::Header => Some("\"header:<name>\"".into()),
        Also::Parameter => Some("\"query:<name>\", \"header:<name>\"".into()),
        Also::Names => Some(ScreenId::AnyNames.into()),
    };
    Message::joined(MessageId::Comma, listed.chain(also))
}

/// A key in the table of a state that nothing reads.
fn key(profile: &Profile, contract: &Contract) -> Option<ProfileError> {
    let given = &profile.contracts[&contract.id].states;
    contract.states.iter().find_map(|state| {
        let provides = ids(&state.provides, |key| key);
        let tables = given.get(&state.id)?.iter().enumerate();
        tables.filter_map(|(number, table)| Some((number, table.as_object()?))).find_map(|(number, table)| {
            let stray = table.keys().find(|key| !provides.contains(&key.as_str()))?;
            let above = format!("{}/states/{}", contract.id, state.id);
            let listed = format!("{above}/{number}/{stray}");
            let path = if profile.lines.contains_key(&listed) { listed } else { format!("{above}/{stray}") };
            Some(profile.unknown_name(
                &path,
                ProfileId::StateHasNoKey.with([(&state.id).into(), stray.into()]),
                &provides,
            ))
        })
    })
}

/// Codes that request a pause, where no operation says where the code of a whole request is.
fn busy(profile: &Profile, contract: &Contract) -> Option<ProfileError> {
    let places = || contract.operations.iter().flat_map(|operation| &operation.errors);
    let codes = &profile.contracts[&contract.id].limits.busy_codes;
    if codes.is_empty() || places().any(|place| place.scope.stars() == 0) {
        return None;
    }
    let problem = ProfileId::NoWholeCode.with([(&contract.id).into()]);
    Some(profile.error(&format!("{}/limits/busy-codes", contract.id), problem, ProfileId::TakeOutBusyCodes))
}

/// A waiver of a requirement or of an operation that does not exist.
fn waiver(profile: &Profile, contract: &Contract) -> Option<ProfileError> {
    let requirements = ids(&contract.requirements, |requirement| &requirement.id);
    let operations = ids(&contract.operations, |operation| &operation.id);
    let waivers = profile.contracts[&contract.id].waivers.iter().enumerate();
    let unknown = |number: usize, (key, problem): (&str, ProfileId), name: &str, known: &[&str]| {
        let at = profile.error(&format!("{}/waivers/{number}/{key}", contract.id), "", "");
        let fix = nearest(name, known.iter().copied()).map_or_else(
            || ProfileId::ListNames.with([(&contract.id).into()]),
            |meant| ProfileId::DidYouMean.with([meant.into()]),
        );
        (!known.contains(&name)).then(|| ProfileError { problem: problem.with([name.into()]), fix, ..at })
    };
    waivers.into_iter().find_map(|(number, waiver)| {
        let operation = waiver.operation.as_deref();
        unknown(number, ("requirement", ProfileId::NoRequirementNamed), &waiver.requirement, &requirements)
            .or_else(|| unknown(number, ("operation", ProfileId::NoOperationNamed), operation?, &operations))
    })
}

/// A field that nothing could be tested without: a business code, or what a set-up step brings.
fn hidden(profile: &Profile, contract: &Contract) -> Option<ProfileError> {
    let places = || contract.operations.iter().flat_map(|operation| &operation.errors);
    let last = |place: &str| place.rsplit('/').next().unwrap_or_default().to_owned();
    let holds_codes = |field: &String| places().any(|place| last(&place.code.to_string()) == *field);
    // What a set-up step brings is sent again.
    let brought = |field: &String| {
        let requests = contract.operations.iter().map(|operation| operation.request.to_string());
        requests.into_iter().any(|request| {
            request
                .split("\"setup/")
                .skip(1)
                .any(|rest| rest.split('"').next().is_some_and(|from| last(from) == *field))
        })
    };
    let fields = &profile.contracts[&contract.id].redact;
    let (number, field) = fields.iter().enumerate().find(|(_, field)| holds_codes(field) || brought(field))?;
    let path = format!("{}/redact/{number}", contract.id);
    let problem = ProfileId::IsJudged.with([field.into(), (&contract.id).into()]);
    Some(profile.error(&path, problem, ProfileId::TakeOutHidden))
}
