//! Why requirements are not tested, in the words that others ask for.

/// Why a requirement is not tested where nothing more is known.
pub const UNASKED: &str = "no trial that was played asks it";
/// The beginning of the reason where a trial that is there for a requirement ended before it came to it.
pub const UNREACHED: &str = "its trial ended before this was reached";
/// Why a requirement is not tested where only a part of the plan was chosen.
pub const OUTSIDE: &str = "outside the filter: no trial that was chosen asks it";
/// The beginning of the reason where the readings in force make a trial pointless.
pub const LEFT_OUT: &str = "the readings in force leave it out";
