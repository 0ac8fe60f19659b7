//! The `tekigo` command.

use std::process::ExitCode;

/// Judging makes and drops many small values; this allocator does both in half the time of the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tekigo::cli::main()
}
