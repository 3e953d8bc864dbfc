//! The operator's command.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::Addresses;

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(100);

/// Runs `hook` with the name and the addresses in its environment, and waits until it ends.
pub(super) async fn run(hook: &Path, hostname: &str, addresses: Addresses) -> io::Result<()> {
    let mut command = Command::new(hook);
    command.stdin(Stdio::null()).env("HOSTPLANT_HOSTNAME", hostname);
    for (name, value) in [
        ("HOSTPLANT_IPV4", addresses.v4.map(|address| address.to_string())),
        ("HOSTPLANT_IPV6", addresses.v6.map(|address| address.to_string())),
    ] {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    // Starting a program copies the tables of this one's memory.
    let started = tokio::task::spawn_blocking(move || command.spawn()).await;
    let mut child = started.unwrap_or_else(|error| Err(io::Error::other(error)))?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait()? {
            return if status.success() {
                Ok(())
            } else {
                Err(io::Error::other(format!("it ended with {status}")))
            };
        }
        if Instant::now() >= deadline {
            child.kill()?;
            // Gone at once, and to be taken leave of, or the system keeps its number.
            child.wait()?;
            return Err(io::Error::new(
                io::ErrorKind::TimedOut,
                format!("it took more than {} s", PATIENCE.as_secs()),
            ));
        }
        sleep(LOOK).await;
    }
}
