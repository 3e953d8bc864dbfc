//! The `hostplant` binary.

fn main() {}
