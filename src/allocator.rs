//! The allocator of the binary: mimalloc, told to give memory back at once. musl's own is many times slower, and
//! mimalloc's defaults keep an order of magnitude more than is used, which small boards do not have.
//!
//! The options are set here and not in the environment, so that they hold however the program is started.

#![expect(unsafe_code, reason = "options of the allocator are only reachable through its C interface")]

use std::ffi::{c_int, c_long};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// `mi_option_arena_eager_commit`: whether memory is taken from the system before it is used.
const ARENA_EAGER_COMMIT: c_int = 4;
/// `mi_option_purge_delay`: milliseconds until freed memory goes back to the system.
const PURGE_DELAY: c_int = 15;
/// `mi_option_generic_collect`: after how many calls that found no free block at hand a thread gives back what it does not
/// use. By default so many that a thread that rests between requests never does.
const GENERIC_COLLECT: c_int = 34;

unsafe extern "C" {
    fn mi_option_set(option: c_int, value: c_long);
}

/// Runs before `main`: Rust's runtime allocates, and the first allocation settles where memory comes from.
#[used]
#[unsafe(link_section = ".init_array")]
static CONFIGURE: extern "C" fn() = configure;

extern "C" fn configure() {
    // SAFETY: all are options of the linked version (v3 of `mimalloc.h`), which takes any value at any time.
    unsafe {
        mi_option_set(ARENA_EAGER_COMMIT, 0);
        mi_option_set(PURGE_DELAY, 0);
        mi_option_set(GENERIC_COLLECT, 100);
    }
}
