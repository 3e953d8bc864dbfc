//! Layer 0: time, randomness, secrets, addresses, a bounded cache, errors in one line, the last lines of the log, the signal
//! to stop, commands of the operator's, whether memory is short, and the numbers that bound the whole program.
//!
//! Knows nothing of AT Protocol, storage or HTTP.

mod address;
mod cache;
mod causes;
mod clock;
mod hook;
#[cfg(test)]
pub(crate) mod interop;
pub mod limits;
mod log_lines;
mod pressure;
mod private_file;
mod random;
mod secret;
mod stop;

pub use address::{AddressRange, RangeError, client_behind, subject_of};
pub use cache::{Age, Cache, Lifetime};
pub use causes::with_causes;
pub(crate) use clock::days_from_civil;
pub use clock::{Clock, EARLIEST, Timestamp};
pub use hook::{HookError, run_hook};
pub use log_lines::LogLines;
pub use pressure::MemoryPressure;
pub use private_file::write_private;
pub use random::{base32_token, fill_random, random_bytes};
pub use secret::Secret;
pub use stop::{Drained, Hold, Stop};
