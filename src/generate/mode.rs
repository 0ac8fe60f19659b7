//! How the places of a value that nothing decides are filled.

/// How the free places of a value are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As simple as possible, optional parts absent.
    Plain,
    /// As simple as possible, every optional part there that has room.
    Full,
    /// By chance.
    Random,
}
