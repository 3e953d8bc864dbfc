//! The clock: sessions, signatures and the order of events hang on it, and small boards have no battery for one.

use std::net::SocketAddr;
use std::time::Duration;

use super::{Line, Patient, System};
use crate::base::with_causes;
use crate::net::{NTP_PORT, ask_time};

const SUBJECT: &str = "clock";
/// Off by less than this harms nothing.
const EXACT: Duration = Duration::from_secs(2);
/// Other services refuse tokens that are off by more than this.
const TOLERABLE: Duration = Duration::from_secs(30);

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    let now = patient.clock.now();
    if !patient.clock.is_set() {
        return vec![Line::bad(SUBJECT, format!("The clock is not set: it says {now}.")).so(
            "Calls, sign-ins and tokens are refused until it is.",
            "Connect the machine to the network so that it can ask a time server, or set the clock by hand.",
        )];
    }
    let mut lines = Vec::new();
    if !patient.config.time_server.is_empty() {
        lines.push(compare(patient).await);
    }
    lines.extend(examine_keeper(&patient.config.system));
    lines
}

/// The clock against a time server's.
async fn compare(patient: Patient<'_>) -> Line {
    let server = &patient.config.time_server;
    let unknown = |cause: String| {
        Line::unknown(SUBJECT, format!("{server} was not asked for the time: {cause}.")).so(
            "A clock that is off by half a minute makes other services refuse this server's tokens.",
            "Compare it with a watch, or set doctor.time_server to a server that is reached from here.",
        )
    };
    let (host, port) = match server.rsplit_once(':') {
        Some((host, port)) => match port.parse() {
            Ok(port) => (host, port),
            Err(_) => return unknown("its port is no number".to_owned()),
        },
        None => (server.as_str(), NTP_PORT),
    };
    let address = match host.parse() {
        Ok(address) => Some(address),
        Err(_) => match patient.network.names.addresses(host).await {
            Ok(found) => found.first().copied(),
            Err(error) => return unknown(with_causes(&error)),
        },
    };
    let Some(address) = address else { return unknown("its name has no address".to_owned()) };
    let reply = match ask_time(SocketAddr::new(address, port), patient.clock).await {
        Ok(reply) => reply,
        Err(error) => return unknown(with_causes(&error)),
    };
    let off = Duration::from_micros(reply.offset_micros.unsigned_abs());
    let direction = if reply.offset_micros > 0 { "behind" } else { "ahead" };
    let what = format!("The clock is {:.3} s {direction}, by {server}.", off.as_secs_f64());
    if off < EXACT {
        return Line::good(SUBJECT, what);
    }
    let line = if off < TOLERABLE { Line::warning(SUBJECT, what) } else { Line::bad(SUBJECT, what) };
    line.so(
        "Other services refuse tokens that come too early or too late, and codes of authenticator apps do not fit.",
        "Switch time synchronisation on: timedatectl set-ntp true.",
    )
}

/// Who keeps the clock, where that can be seen.
fn examine_keeper(system: &System) -> Option<Line> {
    let synchronised = system.path("run/systemd/timesync/synchronized").exists();
    synchronised.then(|| Line::good(SUBJECT, "systemd-timesyncd keeps the clock, and has the time."))
}
