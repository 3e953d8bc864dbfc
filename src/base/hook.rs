//! Commands of the operator's: run with little in their environment, for a bounded time, and with a bounded part of what
//! they say.
//!
//! Knows nothing of what a command is for.

use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::net::unix::pipe;
use tokio::time::{Instant, sleep, timeout};

/// What commands get of our own environment, which may hold the server's secrets.
const PASSED: &[&str] = &["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "CREDENTIALS_DIRECTORY"];
/// How often is looked whether a command has ended.
const LOOK: Duration = Duration::from_millis(100);
/// How long a command that was killed may take to go.
const LAST_LOOKS: u32 = 20;
/// How much is kept of what a command says, in bytes; the newest counts.
const MAX_SAID: usize = 512;
/// How much of its last line is shown, in characters.
const MAX_SHOWN: usize = 200;

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// It cannot be run.
    #[error("it cannot be run")]
    Start(#[source] io::Error),
    /// It says so itself.
    #[error("it ended with {status}{}", after_colon(said))]
    Failed {
        /// How it ended.
        status: ExitStatus,
        /// The last line that it wrote to its standard error, shortened.
        said: String,
    },
    /// It was ended, with all that it had started.
    #[error("it took more than {} s", .0.as_secs())]
    TooLong(Duration),
}

fn after_colon(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!(": {said}") }
}

/// Runs the command at `program` with `arguments`, and with `facts` in its environment beside some harmless variables of
/// ours, and waits until it ends, for `patience` at most. It reads nothing; what it writes to its standard output is
/// dropped. Whoever stops waiting ends it, and all that it has started.
///
/// # Errors
/// When it cannot be run, fails, or takes too long.
pub async fn run_hook(
    program: &Path,
    arguments: &[&str],
    facts: &[(&str, String)],
    patience: Duration,
) -> Result<(), HookError> {
    let mut command = Command::new(program);
    command.args(arguments).env_clear().process_group(0);
    command.envs(PASSED.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.envs(facts.iter().map(|(name, value)| (name, value)));
    let (theirs, said) = io::pipe().map_err(HookError::Start).map(|(ours, theirs)| (theirs, ours))?;
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(theirs);
    // Starting a program copies the tables of this one's memory. The command and its end of the pipe go at once.
    let started = tokio::task::spawn_blocking(move || command.spawn().map(|child| Running { child })).await;
    let mut running =
        started.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(HookError::Start)?;
    let mut said = Said::new(pipe::Receiver::from_owned_fd(said.into()).map_err(HookError::Start)?);
    let deadline = Instant::now() + patience;
    loop {
        if let Some(status) = running.child.try_wait().map_err(HookError::Start)? {
            if status.success() {
                return Ok(());
            }
            // What it left running may hold the pipe open.
            let _ = timeout(LOOK, said.all()).await;
            return Err(HookError::Failed { status, said: said.last_line() });
        }
        if Instant::now() >= deadline {
            running.kill().await;
            return Err(HookError::TooLong(patience));
        }
        let _ = timeout(LOOK, said.all()).await;
        if said.is_over {
            sleep(LOOK).await;
        }
    }
}

/// A command that runs.
struct Running {
    child: Child,
}

impl Running {
    /// Ends it and what it has started, and takes leave of it, or the system keeps its number.
    async fn kill(mut self) {
        self.signal();
        for _ in 0..LAST_LOOKS {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            sleep(LOOK).await;
        }
    }

    fn signal(&self) {
        // The group has the number of its first process, which is kept until that was waited for.
        if let Err(error) = kill_process_group(Pid::from_child(&self.child), Signal::KILL) {
            tracing::debug!(%error, "a command cannot be ended");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.signal();
        }
    }
}

/// The end of what a command says.
struct Said<R> {
    pipe: R,
    tail: Vec<u8>,
    is_over: bool,
}

impl<R: AsyncRead + Unpin> Said<R> {
    const fn new(pipe: R) -> Self {
        Self { pipe, tail: Vec::new(), is_over: false }
    }

    /// Reads until nobody can say any more. May be given up at any time.
    async fn all(&mut self) {
        let mut part = [0; MAX_SAID];
        while !self.is_over {
            match self.pipe.read(&mut part).await {
                Ok(0) | Err(_) => self.is_over = true,
                Ok(length) => {
                    self.tail.extend_from_slice(&part[..length]);
                    self.tail.drain(..self.tail.len().saturating_sub(MAX_SAID));
                }
            }
        }
    }

    fn last_line(&self) -> String {
        let text = String::from_utf8_lossy(&self.tail);
        let line = text.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        line.chars().filter(|c| !c.is_control()).take(MAX_SHOWN).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn script(folder: &Path, text: &str) -> PathBuf {
        let path = folder.join("hook");
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("a script");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("it may be run");
        path
    }

    #[tokio::test]
    async fn arguments_and_facts_arrive_and_little_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let text = format!("{{ echo \"$1 $2 $FACT\"; env; }} >{}; echo dropped", out.display());
        let hook = script(folder.path(), &text);
        run_hook(&hook, &["set", "two words"], &[("FACT", "known".to_owned())], LONG)
            .await
            .expect("it works");
        let written = std::fs::read_to_string(&out).expect("it ran");
        assert_eq!(written.lines().next(), Some("set two words known"));
        // The shell adds some of its own.
        let own = ["FACT", "PWD", "OLDPWD", "SHLVL", "_"];
        for name in written.lines().skip(1).filter_map(|line| Some(line.split_once('=')?.0)) {
            assert!(own.contains(&name) || PASSED.contains(&name), "{name}");
        }
        assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some(), "we have more than that");
    }

    #[tokio::test]
    async fn failures_show_the_last_line_and_no_flood() {
        let folder = tempfile::tempdir().expect("a folder");
        let flood = "i=0; while [ $i -lt 20000 ]; do echo aaaaaaaaaa >&2; i=$((i+1)); done; echo 'no \x07route' >&2; exit 3";
        let error = run_hook(&script(folder.path(), flood), &[], &[], LONG).await.expect_err("it fails");
        assert_eq!(error.to_string(), "it ended with exit status: 3: no route");
        let error = run_hook(&script(folder.path(), "exit 1"), &[], &[], LONG).await.expect_err("it fails");
        assert_eq!(error.to_string(), "it ended with exit status: 1");
        let error = run_hook(&folder.path().join("none"), &[], &[], LONG).await.expect_err("it is not there");
        assert!(matches!(error, HookError::Start(_)), "{error}");
    }

    /// Whether a process is there and not merely waiting to be taken leave of.
    fn is_running(pid: &str) -> bool {
        let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
        state.is_ok_and(|state| !state.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z')))
    }

    async fn wait_until_gone(pid: &str) {
        while is_running(pid) {
            sleep(Duration::from_millis(10)).await;
        }
    }

    async fn read_when_there(path: &Path) -> String {
        loop {
            match std::fs::read_to_string(path) {
                Ok(text) if text.ends_with('\n') => return text,
                _ => sleep(Duration::from_millis(10)).await,
            }
        }
    }

    #[tokio::test]
    async fn what_takes_too_long_is_ended_with_all_that_it_started() {
        let folder = tempfile::tempdir().expect("a folder");
        let pid = folder.path().join("pid");
        let text = format!("sleep 600 & echo $! >{}; wait", pid.display());
        let hook = script(folder.path(), &text);
        let ran = run_hook(&hook, &[], &[], Duration::from_secs(2)).await;
        assert!(matches!(ran, Err(HookError::TooLong(_))), "{ran:?}");
        wait_until_gone(&read_when_there(&pid).await).await;
    }

    #[tokio::test]
    async fn who_stops_waiting_ends_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let pid = folder.path().join("pid");
        let text = format!("sleep 600 & echo $! >{}; wait", pid.display());
        let hook = script(folder.path(), &text);
        let started = tokio::select! {
            ran = run_hook(&hook, &[], &[], LONG) => panic!("{ran:?}"),
            started = read_when_there(&pid) => started,
        };
        wait_until_gone(&started).await;
    }
}
