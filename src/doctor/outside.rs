//! What a helper on the internet sees of the server. What it is asked and answers is in `docs/doctor.md`.

use std::net::IpAddr;

use hyper::Uri;
use serde::Deserialize;

use super::{Line, Patient, QUESTION};
use crate::base::with_causes;
use crate::net::Error;

const SUBJECT: &str = "outside";
/// Ports that are listened to in an answer.
const MAX_PORTS: usize = 8;
/// Longest reason of a helper's that is shown, in characters.
const MAX_REASON: usize = 200;

/// A helper's answer.
#[derive(Deserialize)]
struct Seen {
    /// The address that the question came from.
    #[serde(default)]
    you: Option<IpAddr>,
    /// Where the host's name leads, as the helper looks it up.
    #[serde(default)]
    addresses: Vec<IpAddr>,
    ports: Vec<Port>,
}

#[derive(Deserialize)]
struct Port {
    port: u16,
    open: bool,
    #[serde(default)]
    why: String,
}

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    let config = patient.config;
    let Some(helper) = &config.outside_url else {
        if config.is_local() {
            return Vec::new();
        }
        return vec![
            Line::note(SUBJECT, "Nobody looks at the server from outside.").so(
                "Whether its ports are open to the internet is not known for certain.",
                "Set doctor.outside_url to a helper (docs/doctor.md), or open the server on a phone with Wi-Fi off.",
            ),
        ];
    };
    match ask(patient, helper).await {
        Ok(seen) => judge(config.encrypts, &config.hostname, seen),
        Err(cause) => {
            vec![Line::unknown(SUBJECT, format!("The helper at {helper} did not help: {cause}.")).so(
                "Whether the server's ports are open to the internet is not known for certain.",
                "Try again later, or set doctor.outside_url to another helper.",
            )]
        }
    }
}

async fn ask(patient: Patient<'_>, helper: &str) -> Result<Seen, String> {
    let ports: &[u16] = if patient.config.encrypts { &[443, 80] } else { &[443] };
    let mut url = helper.to_owned();
    url.push(if helper.contains('?') { '&' } else { '?' });
    url.push_str(&format!("host={}", patient.config.hostname));
    for port in ports {
        url.push_str(&format!("&port={port}"));
    }
    let url: Uri = url.parse().map_err(|_| Error::Url.to_string())?;
    let answer = patient.network.guarded.get(url, "application/json", QUESTION, 0).await;
    let (status, _, body) = answer.map_err(|error| with_causes(&error))?;
    if !status.is_success() {
        return Err(format!("it answered {status}"));
    }
    serde_json::from_slice(&body).map_err(|_| "its answer is not understood".to_owned())
}

fn judge(encrypts: bool, host: &str, seen: Seen) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(you) = seen.you {
        let there: Vec<&IpAddr> =
            seen.addresses.iter().filter(|there| there.is_ipv4() == you.is_ipv4()).collect();
        // The addresses of a machine with IPv6 change, and any of them may be used to call.
        if you.is_ipv4() && !there.is_empty() && !there.contains(&&you) && encrypts {
            let there = there.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            lines.push(
                Line::bad(SUBJECT, format!("{host} leads to {there}, but your public address is {you}.")).so(
                    "Nobody reaches the server. Many providers give homes a new address now and then.",
                    "Change the A record, and let network.address_url or network.address_hook keep it from now on \
                     (docs/reach/dynamic-dns.md).",
                ),
            );
        }
    }
    for Port { port, open, why } in seen.ports.into_iter().take(MAX_PORTS) {
        let subject = format!("{SUBJECT} port {port}");
        if open {
            lines.push(Line::good(subject, format!("Port {port} of {host} is open to the internet.")));
            continue;
        }
        let why: String = why.chars().filter(|c| !c.is_control()).take(MAX_REASON).collect();
        let why = if why.is_empty() { why } else { format!(" ({why})") };
        let what = format!("Port {port} of {host} is not reached from outside{why}.");
        lines.push(if port == 80 {
            Line::warning(subject, what).so(
                "Certificates cannot be had the second way (HTTP-01), and addresses typed without https fail.",
                "Forward port 80 to this machine too.",
            )
        } else {
            Line::bad(subject, what).so(
                "Neither apps nor relays reach the server.",
                "Forward the port to this machine in the router, and let its firewall pass it. Where the provider \
                 shares one address among many homes (CGNAT), use a tunnel (docs/reach/cgnat.md).",
            )
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn an_address_that_changed_is_noticed() {
        let judged = |answer: &str| -> Vec<(String, State)> {
            let seen = serde_json::from_str(answer).expect("an answer");
            judge(true, "pds.example.com", seen).into_iter().map(|line| (line.subject, line.state)).collect()
        };
        let open = r#"{"you": "9.9.9.9", "addresses": ["9.9.9.9"], "ports": [{"port": 443, "open": true}]}"#;
        assert_eq!(judged(open), [("outside port 443".to_owned(), State::Good)]);
        let moved = r#"{"you": "9.9.9.8", "addresses": ["9.9.9.9", "2a00::1"],
            "ports": [{"port": 443, "open": false, "why": "timed\nout"}, {"port": 80, "open": false}]}"#;
        let states: Vec<State> = judged(moved).into_iter().map(|(_, state)| state).collect();
        assert_eq!(states, [State::Bad, State::Bad, State::Warning]);
        let lean = r#"{"ports": []}"#;
        assert!(judged(lean).is_empty());
    }
}
