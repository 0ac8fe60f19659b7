//! How wide the terminal is, and whether it takes colours.

use std::io::IsTerminal;

use console::Term;

use super::{colour::colours, output_format::OutputFormat};
use crate::report::Look;

/// The fewest columns that anything is laid out in.
const LEAST: usize = 40;

/// How a summary is laid out: in the width of the terminal that it goes to, whole lines elsewhere.
pub(super) fn look(format: Option<OutputFormat>) -> Look {
    let colours = format.is_none() && colours(std::io::stdout().is_terminal(), |name| std::env::var(name).ok());
    Look { colours, width: columns() }
}

/// The columns of the terminal that standard output goes to; none where it goes elsewhere.
pub(super) fn columns() -> Option<usize> {
    let (_, columns) = std::io::stdout().is_terminal().then(|| Term::stdout().size_checked()).flatten()?;
    Some(usize::from(columns).max(LEAST))
}
