//! A program that a profile names: `"./make.sh"`, or a list of the program and its arguments.

use std::{path::PathBuf, time::Duration};

use super::{Node, ProfileError};
use crate::{contract::ProfileId, target::Program};

/// Reads a program with its arguments; `example` is the name of one, for messages. One of the profile's own folder is meant wherever
/// tekigo is started; one without a path is looked for as usual.
pub(in crate::target) fn read_program(
    field: &Node<'_>,
    timeout: Duration,
    example: &str,
) -> Result<Program, ProfileError> {
    let mut command = if field.is_text() {
        vec![field.text()?]
    } else {
        field.items()?.iter().map(Node::text).collect::<Result<Vec<_>, _>>()?
    };
    if command.first().is_none_or(String::is_empty) {
        let fix = ProfileId::WriteProgram.with([example.into()]);
        return Err(field.error(ProfileId::NoProgram.with([field.key().into()]), fix));
    }
    let absolute = |path: PathBuf| {
        std::path::absolute(path).map_err(|error| field.error(error.to_string(), ProfileId::NameAnother))
    };
    let folder = absolute(field.folder())?;
    if command[0].contains('/') {
        command[0] = folder.join(&command[0]).display().to_string();
    }
    Ok(Program { command, folder, timeout })
}
