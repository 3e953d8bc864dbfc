//! Whether the listeners answer here, and whether the public address leads back to this server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use hyper::Uri;
use serde::Deserialize;

use super::{Line, Patient, QUESTION};
use crate::base::with_causes;
use crate::net::{Error, presented};

pub(super) async fn examine_ports(patient: Patient<'_>) -> Vec<Line> {
    let Some(app) = patient.app else { return Vec::new() };
    let mut lines = Vec::new();
    for address in &app.listening.encrypted {
        let answer = presented(from_here(*address), &patient.config.hostname).await;
        lines.push(judge_port(*address, answer.map(drop).map_err(|error| with_causes(&error))));
    }
    for address in &app.listening.plain {
        let url = format!("http://{}/xrpc/_health", from_here(*address));
        let answer = match url.parse::<Uri>() {
            Ok(url) => patient.network.trusted.get(url, "application/json", QUESTION, 0).await,
            Err(_) => Err(Error::Url),
        };
        lines.push(judge_port(*address, answer.map(drop).map_err(|error| with_causes(&error))));
    }
    lines
}

/// Where a listener is reached from this machine.
fn from_here(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        // Also where only IPv4 is there: the socket takes both.
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn judge_port(address: SocketAddr, answer: Result<(), String>) -> Line {
    let subject = format!("port {}", address.port());
    match answer {
        Ok(()) => Line::good(subject, format!("The server answers at {address}.")),
        Err(cause) => Line::bad(subject, format!("The server does not answer at {address}: {cause}.")).so(
            "What comes in there is not served.",
            "Look whether all connections are taken (/metrics, http.max_connections), and into the log.",
        ),
    }
}

/// What a server says of itself.
#[derive(Deserialize)]
struct Description {
    did: String,
}

pub(super) async fn examine_public_address(patient: Patient<'_>) -> Vec<Line> {
    let config = patient.config;
    let subject = "public address";
    let url = format!("{}/xrpc/com.atproto.server.describeServer", config.public_url);
    let answer = match url.parse::<Uri>() {
        Ok(url) => patient.network.trusted.get(url, "application/json", QUESTION, 0).await,
        Err(_) => Err(Error::Url),
    };
    let (status, body) = match answer {
        Ok((status, _, body)) => (status, body),
        Err(error) => return vec![judge_failure(patient, &error)],
    };
    let described = serde_json::from_slice::<Description>(&body).ok().filter(|_| status.is_success());
    vec![match described {
        Some(described) if described.did == config.did.as_str() => {
            Line::good(subject, format!("{} leads to this server.", config.public_url))
        }
        Some(described) => {
            Line::bad(subject, format!("{} leads to another server: {}.", config.public_url, described.did)).so(
                "Apps and relays talk to that one.",
                "Correct the DNS record, the forwarded port or the proxy's target; or service.did, if it was changed.",
            )
        }
        None => Line::bad(subject, format!("{} is answered with {status}, not by this server.", config.public_url))
            .so(
                "Something before the server (the router's own page, a proxy, a tunnel) answers in its place.",
                "Forward port 443 to this machine, or let the proxy pass all paths on to it.",
            ),
    }]
}

fn judge_failure(patient: Patient<'_>, error: &Error) -> Line {
    let config = patient.config;
    let what = format!("{} is not reached from here: {}.", config.public_url, with_causes(error));
    let line = if config.outside_url.is_some() { Line::note } else { Line::warning };
    match error {
        Error::Name(_) => Line::bad("public address", what).so("See the line on its name.", "Set the DNS records first."),
        _ => line("public address", what).so(
            "Either nobody reaches it, or the router does not lead its own public address back inside, which many do not.",
            "Open it on a phone with Wi-Fi switched off. If that fails too, forward ports 443 and 80 to this machine.",
        ),
    }
}
