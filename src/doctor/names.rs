//! DNS: whether the host's name and those of handles lead here.

use std::net::IpAddr;

use super::{Line, Patient};
use crate::base::with_causes;
use crate::net::{is_public, own_addresses};
use crate::store::tables::ByHandle;
use crate::store::{Read, Snapshot, Span, StorageError};

/// Domains of handles that are looked at.
const MAX_DOMAINS: usize = 4;
/// Handles that are looked through for one of a domain.
const MAX_HANDLES: usize = 500;
/// What stands for any handle where there is none yet: a name that only a wildcard record covers.
const ANY_HANDLE: &str = "hostplant-doctor";

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    let config = patient.config;
    if config.is_local() {
        return vec![Line::note("name", "The server is called localhost.").so(
            "Only this machine reaches it: no relay, and no app elsewhere.",
            "Set service.hostname when it is to be on the network.",
        )];
    }
    let host = config.hostname.as_str();
    let subject = format!("name {host}");
    let found = match patient.network.names.addresses(host).await {
        Ok(found) if found.is_empty() => {
            return vec![Line::bad(subject, format!("There is no address record of {host}.")).so(
                "Nobody finds the server.",
                format!("Where your domain is managed, add an A record (and AAAA, if you have IPv6) of {host} with \
                         your public address. It can take an hour to be seen."),
            )];
        }
        Ok(found) => found,
        Err(error) => return vec![look_up_failed(subject, &error)],
    };
    let mut lines = vec![judge_host(subject, &found, &own_addresses(), patient.config.encrypts)];
    for domain in config.handle_domains.iter().take(MAX_DOMAINS) {
        lines.push(examine_handles(patient, domain, &found).await);
    }
    lines
}

fn look_up_failed(subject: String, error: &dyn std::error::Error) -> Line {
    Line::unknown(subject, format!("It cannot be looked up: {}.", with_causes(error))).so(
        "Without name look-ups the server finds neither accounts of others nor relays.",
        "Check that the machine is on the network and that /etc/resolv.conf names a server that answers.",
    )
}

fn list(addresses: &[IpAddr]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Whether two addresses are of one network as a home has it. Hosts have several IPv6 addresses of one /64.
pub fn is_same_place(a: IpAddr, b: IpAddr) -> bool {
    match (a, b) {
        (IpAddr::V6(a), IpAddr::V6(b)) => a.segments()[..4] == b.segments()[..4],
        (a, b) => a == b,
    }
}

fn judge_host(subject: String, found: &[IpAddr], own: &[IpAddr], encrypts: bool) -> Line {
    let what = format!("It leads to {}.", list(found));
    if let Some(inside) = found.iter().find(|address| !is_public(**address)) {
        return Line::bad(subject, what).so(
            format!("{inside} is not on the public internet: whoever gets that answer does not reach the server."),
            "Put your public address into the record: the one that your router shows as its own, or that of the tunnel.",
        );
    }
    // A machine with a public address is not behind a router that translates.
    for family in [IpAddr::is_ipv4, IpAddr::is_ipv6] {
        let here: Vec<IpAddr> = own.iter().copied().filter(|own| family(own) && is_public(*own)).collect();
        let there: Vec<IpAddr> = found.iter().copied().filter(family).collect();
        let kind = if there.iter().any(IpAddr::is_ipv6) { "AAAA" } else { "A" };
        let meets = there.iter().any(|there| here.iter().any(|here| is_same_place(*here, *there)));
        if !here.is_empty() && !there.is_empty() && !meets {
            let what = format!("{what} This machine is {}.", list(&here));
            let so = "The record leads to another machine.";
            return if encrypts {
                Line::warning(subject, what).so(
                    so,
                    format!("Change the {kind} record, unless what it names passes connections on to here."),
                )
            } else {
                Line::note(subject, what)
                    .so(so, "That is right if a proxy or tunnel there passes requests on to here.")
            };
        }
        if kind == "AAAA" && here.is_empty() && encrypts {
            return Line::warning(subject, format!("{what} This machine has no public IPv6 address.")).so(
                "Whoever has IPv6 tries that address first, and waits or fails.",
                "Remove the AAAA record, or give this machine an IPv6 address of its own.",
            );
        }
    }
    Line::good(subject, what)
}

/// Whether handles under `domain` (with its leading dot) lead to where the host does.
async fn examine_handles(patient: Patient<'_>, domain: &str, host: &[IpAddr]) -> Line {
    let subject = format!("handles {domain}");
    let handle = handle_of(patient, domain).await.unwrap_or_else(|| format!("{ANY_HANDLE}{domain}"));
    let record = format!("*{domain}");
    match patient.network.names.addresses(&handle).await {
        Err(error) => look_up_failed(subject, &error),
        Ok(found) if found.is_empty() => {
            Line::warning(subject, format!("There is no address record of {handle}.")).so(
                "Handles under the domain cannot be verified by others, and show as invalid.",
                format!("Add an A record of {record} with the same address as the host (or a CNAME record to it)."),
            )
        }
        Ok(found) if !found.iter().any(|found| host.contains(found)) => {
            Line::warning(subject, format!("{handle} leads to {}, and not to where the host is.", list(&found))).so(
                "Handles under the domain are asked for elsewhere, and show as invalid unless that place knows them.",
                format!("Give {record} the same address as the host."),
            )
        }
        Ok(_) => Line::good(subject, format!("{handle} leads to where the host is.")),
    }
}

/// Some account's handle under a domain.
async fn handle_of(patient: Patient<'_>, domain: &str) -> Option<String> {
    let domain = domain.to_owned();
    let find = move |db: &Snapshot| -> Result<Option<String>, StorageError> {
        for row in db.range::<ByHandle>(Span::all())?.take(MAX_HANDLES) {
            let (handle, _) = row?;
            if handle.as_str().ends_with(&domain) {
                return Ok(Some(handle.to_string()));
            }
        }
        Ok(None)
    };
    patient.app?.store.read(find).await.ok()?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    fn addresses(list: &[&str]) -> Vec<IpAddr> {
        list.iter().map(|text| text.parse().expect("an address")).collect()
    }

    #[test]
    fn records_are_compared_with_where_the_machine_is() {
        let judge = |found: &[&str], own: &[&str], encrypts| {
            judge_host("name".to_owned(), &addresses(found), &addresses(own), encrypts).state
        };
        for (found, own, encrypts, state) in [
            (&["9.9.9.9"][..], &["192.168.1.4"][..], true, State::Good),
            (&["9.9.9.9"], &["9.9.9.9"], true, State::Good),
            (&["9.9.9.9"], &["1.1.1.1"], true, State::Warning),
            (&["9.9.9.9"], &["1.1.1.1"], false, State::Note),
            (&["192.168.1.4"], &["192.168.1.4"], true, State::Bad),
            (&["9.9.9.9", "100.64.0.7"], &["192.168.1.4"], true, State::Bad),
            (&["9.9.9.9", "2a00:1450::1"], &["192.168.1.4"], true, State::Warning),
            (&["2a00:1450::1"], &["2a00:1450::7:8"], true, State::Good),
            (&["2a00:1450::1"], &["2a00:1450:0:9::1"], true, State::Warning),
        ] {
            assert_eq!(judge(found, own, encrypts), state, "{found:?} {own:?}");
        }
    }
}
