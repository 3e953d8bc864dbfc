//! The operator's command.

use std::path::Path;
use std::time::Duration;

use super::Addresses;
use crate::base::{HookError, run_hook};

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs `hook` with the name and the addresses in its environment, and waits until it ends.
pub(super) async fn run(hook: &Path, hostname: &str, addresses: Addresses) -> Result<(), HookError> {
    let mut facts = vec![("HOSTPLANT_HOSTNAME", hostname.to_owned())];
    facts.extend(addresses.v4.map(|address| ("HOSTPLANT_IPV4", address.to_string())));
    facts.extend(addresses.v6.map(|address| ("HOSTPLANT_IPV6", address.to_string())));
    run_hook(hook, &[], &facts, PATIENCE).await
}
