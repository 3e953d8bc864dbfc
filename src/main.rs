//! The `hostplant` binary.

#[cfg(feature = "mimalloc")]
mod allocator;

fn main() -> std::process::ExitCode {
    hostplant::cli::run()
}
