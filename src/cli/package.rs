//! The evidence package, for `tekigo report`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::target::files;
use crate::{
    contract::{CommandId, Language, Message},
    record::Run,
    report::{Packed, SigningKey, write_package},
};

/// The name of a package where none is given.
const FILE: &str = "package.zip";

/// Whether a package is wanted, and what it is made from besides the run.
#[derive(Args, Default, Clone)]
pub(super) struct PackageArguments {
    /// Put everything into one file that `tekigo verify` checks [default: package.zip in the folder of the reports]
    #[arg(long, value_name = "FILE.zip")]
    #[expect(clippy::option_option, reason = "the option may stand without a file")]
    package: Option<Option<PathBuf>>,
    /// Sign the package with this private key: Ed25519, in PEM
    #[arg(long, value_name = "KEY.pem", requires = "package")]
    key: Option<PathBuf>,
    /// The folder with the contract files of the run, for the package [default: that of the run, else those built in]
    #[arg(long, value_name = "DIR", requires = "package")]
    contracts: Option<PathBuf>,
}

impl PackageArguments {
    /// Whether a package is to be written.
    pub(super) fn wanted(&self) -> bool {
        self.package.is_some()
    }

    /// What it is signed with.
    pub(super) fn key(&self) -> Result<Option<SigningKey>, Message> {
        self.key
            .as_deref()
            .map(SigningKey::read)
            .transpose()
            .map_err(|error| CommandId::FailedToDo.with([Message::library(&error)]))
    }

    /// Writes the package, if it is wanted; its path.
    pub(super) fn write(
        &self,
        run: &Run,
        out: &Path,
        language: Language,
        tester: &str,
        journals: &[PathBuf],
    ) -> Result<Option<PathBuf>, Message> {
        let Some(to) = &self.package else { return Ok(None) };
        let to = to.clone().unwrap_or_else(|| out.join(FILE));
        let mut words = run.arguments.iter();
        let of_run = words.find(|word| *word == "--contracts").and_then(|_| words.next()).map(PathBuf::from);
        let contracts = files(self.contracts.clone().or(of_run).as_deref())?;
        let key = self.key()?;
        let packed = Packed { folder: out, language, tester, journals, contracts: &contracts, key: key.as_ref() };
        write_package(run, &packed, &to)
            .map_err(|error| CommandId::WritePackage.with([to.display().into(), Message::library(&error)]))?;
        Ok(Some(to))
    }
}
