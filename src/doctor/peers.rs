//! The services that the server needs or serves: the PLC directory, the AppView, relays.

use hyper::{StatusCode, Uri};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Line, Patient, QUESTION};
use crate::base::with_causes;
use crate::net::Error;
use crate::store::Seq;

/// A relay that is this many microseconds of events behind has lost the server.
const LOST_MICROS: u64 = 10 * 60 * 1_000_000;

/// GETs JSON. What is no JSON comes as its default.
async fn ask<T: DeserializeOwned + Default>(
    patient: Patient<'_>,
    url: &str,
) -> Result<(StatusCode, T), Error> {
    let url: Uri = url.parse().map_err(|_| Error::Url)?;
    let (status, _, body) = patient.network.trusted.get(url, "application/json", QUESTION, 0).await?;
    Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
}

fn host_of(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/')
}

/// What a service says of itself.
#[derive(Default, Deserialize)]
struct Version {
    #[serde(default)]
    version: String,
}

/// Asks whether a service is there.
async fn health(patient: Patient<'_>, url: &str) -> Result<String, String> {
    match ask::<Version>(patient, url).await {
        Ok((status, said)) if status.is_success() && said.version.is_empty() => Ok("answers".to_owned()),
        Ok((status, said)) if status.is_success() => Ok(format!("answers (version {})", said.version)),
        Ok((status, _)) => Err(format!("it answered {status}")),
        Err(error) => Err(with_causes(&error)),
    }
}

pub(super) async fn examine_directory(patient: Patient<'_>) -> Vec<Line> {
    let url = patient.config.plc_url.trim_end_matches('/');
    let subject = format!("directory {}", host_of(url));
    vec![match health(patient, &format!("{url}/_health")).await {
        Ok(said) => Line::good(subject, format!("The PLC directory {said}.")),
        Err(cause) => Line::bad(subject, format!("The PLC directory is not reached: {cause}.")).so(
            "No account can be made or change its handle, and accounts that were not looked up before are not found.",
            "Check the machine's way to the internet (names, firewall). If others have the trouble too, wait.",
        ),
    }]
}

pub(super) async fn examine_app_view(patient: Patient<'_>) -> Vec<Line> {
    let Some(url) = &patient.config.app_view_url else { return Vec::new() };
    let url = url.trim_end_matches('/');
    let subject = format!("appview {}", host_of(url));
    vec![match health(patient, &format!("{url}/xrpc/_health")).await {
        Ok(said) => Line::good(subject, format!("The AppView {said}.")),
        Err(cause) => Line::warning(subject, format!("The AppView is not reached: {cause}.")).so(
            "Timelines, search and profiles of others do not load. Posting works.",
            "Check the machine's way to the internet. If others have the trouble too, wait.",
        ),
    }]
}

/// What `com.atproto.sync.getHostStatus` answers, or its error.
#[derive(Default, Deserialize)]
struct HostStatus {
    #[serde(default)]
    status: String,
    #[serde(default)]
    seq: Option<u64>,
    #[serde(default)]
    error: String,
    #[serde(default)]
    message: String,
}

pub(super) async fn examine_relays(patient: Patient<'_>) -> Vec<Line> {
    let config = patient.config;
    if config.crawlers.is_empty() {
        if config.is_local() {
            return Vec::new();
        }
        return vec![Line::warning("relay", "No relay is told of the server.").so(
            "What is posted here is not seen elsewhere.",
            "Set firehose.crawlers, for example to https://bsky.network.",
        )];
    }
    let subscribers = patient.app.map_or(0, |app| app.firehose.subscribers());
    let newest = patient.app.map(|app| app.store.last_seq());
    let asking = config.crawlers.iter().map(|relay| examine_relay(patient, relay, newest, subscribers));
    futures_util::future::join_all(asking).await
}

async fn examine_relay(patient: Patient<'_>, relay: &str, newest: Option<Seq>, subscribers: usize) -> Line {
    let relay = relay.trim_end_matches('/');
    let subject = format!("relay {}", host_of(relay));
    let own = host_of(&patient.config.public_url);
    let url = format!("{relay}/xrpc/com.atproto.sync.getHostStatus?hostname={own}");
    match ask::<HostStatus>(patient, &url).await {
        Err(error) => Line::unknown(subject, format!("It is not reached: {}.", with_causes(&error))).so(
            "Whether it follows the server is not known.",
            "Check the machine's way to the internet, and the address in firehose.crawlers.",
        ),
        Ok((status, said)) => judge_relay(subject, status, &said, newest.map(Seq::to_u64), subscribers),
    }
}

fn judge_relay(
    subject: String,
    status: StatusCode,
    said: &HostStatus,
    newest: Option<u64>,
    subscribers: usize,
) -> Line {
    let ask_it =
        "Ask it: hostplant request-crawl. Port 443 must be open, with a good certificate and WebSockets.";
    if said.error == "HostNotFound" {
        return Line::bad(subject, "It does not know this server.")
            .so("What is posted here is not seen through it.", ask_it);
    }
    if !status.is_success() {
        let message: String = said.message.chars().filter(|c| !c.is_control()).take(200).collect();
        let line = if matches!(status, StatusCode::NOT_FOUND | StatusCode::NOT_IMPLEMENTED) {
            // An older relay that has no such method.
            Line::note
        } else {
            Line::unknown
        };
        return line(subject, format!("It does not tell how it follows this server: {status} {message}")).so(
            format!("{subscribers} subscribers follow the server now, one of which should be the relay."),
            "",
        );
    }
    let behind = newest.zip(said.seq).map(|(newest, seq)| newest.saturating_sub(seq));
    let position = match (said.seq, behind) {
        (Some(seq), Some(0)) => format!("It has all events (cursor {seq})."),
        (Some(seq), Some(micros)) => {
            format!("Its cursor is {seq}, {} s of events behind.", micros / 1_000_000)
        }
        (Some(seq), None) => format!("Its cursor is {seq}."),
        (None, _) => "It has read no event yet.".to_owned(),
    };
    match said.status.as_str() {
        "banned" => Line::bad(subject, format!("It refuses this server. {position}"))
            .so("What is posted here is not seen through it.", "Write to those who run it."),
        "throttled" => Line::warning(subject, format!("It slows this server down. {position}")).so(
            "What is posted here is seen late through it.",
            "Wait; if that lasts, write to those who run it. New servers may have few accounts there at first.",
        ),
        "offline" => Line::bad(subject, format!("It takes this server for offline. {position}"))
            .so("What is posted here is not seen through it.", ask_it),
        _ if behind.is_some_and(|micros| micros > LOST_MICROS) => {
            Line::warning(subject, position).so("What was posted since then is not seen through it yet.", ask_it)
        }
        "idle" => Line::note(subject, format!("It knows this server, and waits for events. {position}")),
        _ => Line::good(subject, format!("It follows this server. {position}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn relays_are_judged_by_what_they_say() {
        let judge = |status: u16, body: &str, newest| {
            let said = serde_json::from_str(body).expect("an answer");
            let status = StatusCode::from_u16(status).expect("a status");
            judge_relay("relay".to_owned(), status, &said, newest, 1).state
        };
        let newest = Some(1_795_000_000_000_000);
        for (status, body, state) in [
            (200, r#"{"hostname": "h", "seq": 1795000000000000, "status": "active"}"#, State::Good),
            (200, r#"{"hostname": "h", "seq": 1794999990000000, "status": "active"}"#, State::Good),
            (200, r#"{"hostname": "h", "seq": 1794000000000000, "status": "active"}"#, State::Warning),
            (200, r#"{"hostname": "h", "seq": 1795000000000000, "status": "idle"}"#, State::Note),
            (200, r#"{"hostname": "h", "status": "offline"}"#, State::Bad),
            (200, r#"{"hostname": "h", "status": "banned"}"#, State::Bad),
            (200, r#"{"hostname": "h", "status": "throttled"}"#, State::Warning),
            (400, r#"{"error": "HostNotFound", "message": "no"}"#, State::Bad),
            (501, r#"{"error": "MethodNotImplemented"}"#, State::Note),
            (500, "{}", State::Unknown),
        ] {
            assert_eq!(judge(status, body, newest), state, "{status} {body}");
        }
    }
}
