//! `tekigo check`: are the contract and scenario files right?

use std::path::PathBuf;

use clap::Args;

use super::{Exit, Told, print, target::lines};
use crate::{
    contract::{Files, Readings},
    run::{Subject, SubjectError},
    target::ContractProfile,
};

#[derive(Args)]
pub(super) struct Arguments {
    /// Folder that holds schemas/ and scenarios/ [default: those built in]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Told {
    let files = arguments.folder.as_ref().map_or_else(|| Ok(Files::embedded()), |folder| Files::folder(folder)).map_err(|error| error.to_string())?;
    let mut wrong = 0;
    for id in files.contracts() {
        match crate::scenario::load(&files, &id, &Readings::new()) {
            Ok(suite) => {
                let requirements = suite.contract.requirements.len();
                let line = format!("{id}: {} operations, {requirements} requirements, {} codes, {} scenarios", suite.contract.operations.len(), suite.contract.catalogue.codes.len(), suite.scenarios.len());
                // Requests must also be drawable; credentials are the profile's and any will do here.
                let credentials = suite.contract.credentials.keys().map(|name| (name.clone(), "x".to_owned())).collect();
                let given = ContractProfile { credentials, ..ContractProfile::default() };
                match Subject::url(&files, &id, given) {
                    Ok(_) => print(&format!("ok    {line}\n")),
                    Err(SubjectError::Draw(_, crate::generate::DrawError::Schema(error))) => {
                        wrong += 1;
                        print(&format!("wrong {id}\n  {error}\n"));
                    }
                    Err(_) => print(&format!("ok    {line}\n")),
                }
            }
            Err(errors) => {
                wrong += errors.len();
                print(&format!("wrong {id}\n{}\n", lines(&errors)));
            }
        }
    }
    if wrong == 0 { Ok(Exit::Conformant) } else { Ok(Exit::Inputs) }
}
