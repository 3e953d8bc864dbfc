//! The service manager's side: readiness, progress, the watchdog, inherited sockets. Without systemd all of it does
//! nothing.

use std::io;
use std::net::TcpListener as StdListener;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rustix::io::{FdFlags, fcntl_setfd};
use sd_notify::NotifyState;
use tokio::net::TcpListener;

fn notify(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "cannot notify the service manager");
    }
}

/// The server answers requests from now on.
pub fn ready(status: &str) {
    notify(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// The server is ending.
pub fn stopping() {
    notify(&[NotifyState::Stopping]);
}

/// The server starts anew, as the same process.
pub fn restarting() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => notify(&[NotifyState::Reloading, now, NotifyState::Status("starting anew")]),
        Err(error) => tracing::debug!(%error, "cannot tell the time since the machine started"),
    }
}

/// The start takes longer, and why; it may go on for `more` from now.
pub fn starting(status: &str, more: Duration) {
    let micros = u32::try_from(more.as_micros()).unwrap_or(u32::MAX);
    notify(&[NotifyState::Status(status), NotifyState::ExtendTimeoutUsec(micros)]);
}

/// The server is well.
pub fn alive() {
    notify(&[NotifyState::Watchdog]);
}

/// How often [`alive`] is expected, if at all.
pub fn watchdog() -> Option<Duration> {
    sd_notify::watchdog_enabled()
}

/// The sockets that the service manager opened, at the numbers that it gave them: a program that takes our place finds
/// them there.
static INHERITED: Mutex<Vec<StdListener>> = Mutex::new(Vec::new());

/// The sockets that the service manager opened for us.
///
/// # Errors
/// When one of them is no TCP listener.
pub fn inherited_listeners() -> io::Result<Vec<TcpListener>> {
    let mut inherited = listenfd::ListenFd::from_env();
    let mut listeners = Vec::new();
    for index in 0..inherited.len() {
        if let Some(listener) = inherited.take_tcp_listener(index)? {
            listener.set_nonblocking(true)?;
            listeners.push(TcpListener::from_std(listener.try_clone()?)?);
            INHERITED.lock().unwrap_or_else(PoisonError::into_inner).push(listener);
        }
    }
    Ok(listeners)
}

/// Leaves the service manager's sockets open for the program that takes our place in this process.
///
/// # Errors
/// When the system refuses.
pub fn hand_on_listeners() -> io::Result<()> {
    let inherited = INHERITED.lock().unwrap_or_else(PoisonError::into_inner);
    inherited.iter().try_for_each(|listener| Ok(fcntl_setfd(listener, FdFlags::empty())?))
}
