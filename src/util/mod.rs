//! Small helpers that know nothing of contracts, targets or runs.

pub mod columns;
pub mod excerpt;
pub mod glob;
pub mod hex;
pub mod parallel;
pub mod plain;
pub mod pointer;
pub mod shell;
pub mod span;
pub mod sync;
pub mod text_file;
pub mod visible;
