//! The certificate that visitors are shown: for which names, from whom, for how much longer, and what keeps it from
//! being renewed.

use std::net::SocketAddr;
use std::time::Duration;

use super::{Line, Patient};
use crate::base::{Timestamp, with_causes};
use crate::net::presented;
use crate::tls::{CertificateFacts, Setback, Tls};

const SUBJECT: &str = "certificate";
const DAY: Duration = Duration::from_secs(24 * 3_600);
/// With less time left than this, and less than a quarter of its life, somebody has to look.
const SOON: Duration = Duration::from_secs(21 * 24 * 3_600);
/// Handles without a certificate that are named.
const MAX_NAMES: usize = 5;

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    match patient.app.and_then(|app| app.tls.as_ref()) {
        Some(tls) => examine_own(patient, tls).await,
        None if patient.config.public_url.starts_with("https://") => vec![examine_shown(patient).await],
        None => Vec::new(),
    }
}

/// The certificate of a server that encrypts itself.
async fn examine_own(patient: Patient<'_>, tls: &Tls) -> Vec<Line> {
    let host = &patient.config.hostname;
    let reading = tls.clone();
    let setbacks = tokio::task::spawn_blocking(move || reading.setbacks()).await.unwrap_or_default();
    let now = patient.clock.now();
    let trouble = |setback: &Setback| {
        let reason = if setback.reason.is_empty() { "see the log" } else { &setback.reason };
        format!(
            "{} orders in a row failed, the last because: {reason}. The next is at {}.",
            setback.count, setback.retry_at
        )
    };
    let own = setbacks.iter().find(|setback| setback.name == *host);
    let mut lines = vec![match tls.certificates().of(host) {
        None => Line::bad(SUBJECT, format!("There is no certificate for {host}.")).so(
            "Nobody can connect.",
            own.map_or_else(
                || "It is being ordered if tls.mode is acme. Look again in a minute.".to_owned(),
                |setback| format!("{} Ports 443 or 80 must be reached from outside.", trouble(setback)),
            ),
        ),
        Some(_) if tls.is_self_signed() => Line::warning(SUBJECT, "The certificate is self-signed.").so(
            "Browsers warn, and apps and relays refuse the server.",
            "Set tls.mode to acme once the host's name leads here and ports 443 and 80 are open.",
        ),
        Some(certificate) => judge(certificate.facts(), host, now),
    }];
    if let Some(setback) = own
        && lines[0].what_to_do.is_empty()
    {
        lines.push(
            Line::warning(SUBJECT, format!("The certificate is not renewed: {}", trouble(setback)))
                .so("It runs out at the date above.", "Ports 443 or 80 must be reached from outside."),
        );
    }
    let others: Vec<&str> = setbacks
        .iter()
        .filter(|setback| setback.name != *host)
        .map(|setback| setback.name.as_str())
        .collect();
    if let Some(first) = setbacks.iter().find(|setback| setback.name != *host) {
        let more = others.len().saturating_sub(MAX_NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let named = others.iter().take(MAX_NAMES).copied().collect::<Vec<_>>().join(", ");
        lines.push(Line::warning(SUBJECT, format!("There is no certificate for {named}{more}: {}", trouble(first))).so(
            "These handles cannot be verified over HTTPS.",
            "Their DNS records must lead here (a wildcard record). Handles verified by a TXT record are not concerned.",
        ));
    }
    lines
}

/// The certificate that a proxy or tunnel in front of the server shows.
async fn examine_shown(patient: Patient<'_>) -> Line {
    let host = &patient.config.hostname;
    let unknown = |cause: String| Line::unknown(SUBJECT, format!("It is not seen from here: {cause}."));
    let address = match patient.network.names.addresses(host).await {
        Ok(found) => found.first().copied(),
        Err(error) => return unknown(with_causes(&error)),
    };
    let Some(address) = address else { return unknown(format!("{host} has no address")) };
    let shown = match presented(SocketAddr::new(address, 443), host).await {
        Ok(shown) => shown,
        Err(error) => return unknown(with_causes(&error)),
    };
    let Ok(facts) = CertificateFacts::of_der(&shown.certificate) else {
        return unknown("it cannot be read".to_owned());
    };
    let line = judge(&facts, host, patient.clock.now());
    match shown.fault {
        Some(fault) if line.what_to_do.is_empty() => {
            Line::bad(SUBJECT, format!("The certificate of {host} is not believed: {fault}.")).so(
                "Browsers warn, and apps and relays refuse the server.",
                "Give the proxy a certificate of a public authority, with its whole chain.",
            )
        }
        _ => line,
    }
}

fn judge(facts: &CertificateFacts, host: &str, now: Timestamp) -> Line {
    if !facts.is_for(host) {
        return Line::bad(
            SUBJECT,
            format!("The certificate is for {}, not for {host}.", facts.names.join(", ")),
        )
        .so("Browsers, apps and relays refuse the server.", "Get one for the host's name.");
    }
    if now < facts.not_before {
        return Line::bad(SUBJECT, format!("The certificate is good from {} on only.", facts.not_before)).so(
            "Browsers, apps and relays refuse the server.",
            "Look whether the clock of this machine is right.",
        );
    }
    if now >= facts.not_after {
        return Line::bad(SUBJECT, format!("The certificate ran out at {}.", facts.not_after)).so(
            "Browsers, apps and relays refuse the server.",
            "Renew it; the log says why that did not happen.",
        );
    }
    let left = facts.not_after.since(now);
    let lifetime = facts.not_after.since(facts.not_before);
    let days = left.as_secs() / DAY.as_secs();
    let what = format!(
        "For {}, from {}, good for {days} more days (until {}).",
        facts.names.join(", "),
        if facts.issuer.is_empty() { "an unnamed issuer" } else { &facts.issuer },
        facts.not_after
    );
    if left < (lifetime / 4).min(SOON) {
        return Line::warning(SUBJECT, what)
            .so("It should have been renewed by now.", "Look into the log for why it was not.");
    }
    Line::good(SUBJECT, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Clock;
    use crate::doctor::State;
    use crate::tls::{Source, TlsConfig};

    #[tokio::test]
    async fn what_nobody_vouches_for_is_seen_and_not_believed() {
        let folder = tempfile::tempdir().expect("a folder");
        let source = Source::SelfSigned { file: folder.path().join("self-signed.pem") };
        let config = TlsConfig { source, names: vec!["pds.test".to_owned()], http2: true };
        let (tls, _wanted) = Tls::open(config, &Clock::system()).expect("TLS");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                drop(tls.acceptor().accept(stream).await);
            }
        });
        let shown = presented(address, "pds.test").await.expect("a certificate");
        assert!(shown.fault.is_some());
        let facts = CertificateFacts::of_der(&shown.certificate).expect("readable");
        assert_eq!((facts.issuer.as_str(), facts.is_for("pds.test")), ("hostplant", true));
        assert!(presented(address, "not a name").await.is_err());
    }

    #[test]
    fn certificates_are_judged_by_name_and_time() {
        let from = Timestamp::from_secs(1_795_000_000);
        let facts = CertificateFacts {
            names: vec!["pds.example.com".to_owned(), "*.pds.example.com".to_owned()],
            issuer: "Some Authority".to_owned(),
            not_before: from,
            not_after: from.after(DAY * 90),
        };
        for (host, at, state) in [
            ("pds.example.com", from.after(DAY * 40), State::Good),
            ("alice.pds.example.com", from.after(DAY * 68), State::Good),
            ("pds.example.com", from.after(DAY * 70), State::Warning),
            ("pds.example.com", from.after(DAY * 90), State::Bad),
            ("pds.example.com", from.before(DAY), State::Bad),
            ("a.alice.pds.example.com", from.after(DAY), State::Bad),
            ("example.com", from.after(DAY), State::Bad),
        ] {
            assert_eq!(judge(&facts, host, at).state, state, "{host} {at}");
        }
        assert!(
            judge(&facts, "pds.example.com", from).what.contains("Some Authority, good for 90 more days")
        );
    }
}
