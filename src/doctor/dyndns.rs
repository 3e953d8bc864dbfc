//! Dynamic DNS: whether those who keep the name know where the server is.

use super::{Line, Patient};
use crate::base::Timestamp;
use crate::dyndns::Standing;

const SUBJECT: &str = "dynamic dns";
/// Failures in a row that a provider's bad hour explains.
const PASSING: u32 = 2;

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    let Some(app) = patient.app else { return Vec::new() };
    app.dyndns.iter().map(|dyndns| judge(&dyndns.standing(), patient.clock.now())).collect()
}

fn judge(standing: &Standing, now: Timestamp) -> Line {
    let told = match &standing.told {
        Some((told, at)) => format!("Last told, {at}: {told}."),
        None => "Nobody was told of the server's addresses yet.".to_owned(),
    };
    let Some(trouble) = &standing.trouble else {
        return match standing.told {
            Some(_) => Line::good(SUBJECT, told),
            None => Line::note(SUBJECT, told)
                .so("That happens within a minute after the start.", "Look again soon."),
        };
    };
    let minutes = trouble.retry_at.since(now).as_secs().div_ceil(60);
    let what = format!("{told} Then: {}. The next try is in {minutes} minutes.", trouble.reason);
    if trouble.is_shared_address {
        return Line::bad(SUBJECT, what).so(
            "The provider of internet access lets many homes share one address (CGNAT): nobody can call this one.",
            "Ask the provider for an address of your own, use IPv6 alone, or use a tunnel (docs/reach/cgnat.md).",
        );
    }
    let line = if trouble.count > PASSING { Line::bad } else { Line::warning };
    line(SUBJECT, what).so(
        "If the addresses have changed, nobody finds the server.",
        "Compare network.address_hook, network.address_url and network.address_source with what the provider \
         asks for (docs/reach/dynamic-dns.md).",
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::doctor::State;
    use crate::dyndns::{Addresses, Trouble};

    #[test]
    fn what_was_told_and_what_failed_is_judged() {
        let now = Timestamp::from_secs(1_800_000_000);
        let state = |told: bool, trouble: Option<(u32, bool)>| {
            let trouble = trouble.map(|(count, is_shared_address)| Trouble {
                reason: "the provider refuses (badauth)".to_owned(),
                count,
                retry_at: now.after(Duration::from_secs(90)),
                is_shared_address,
            });
            let told = told.then_some((Addresses::default(), now));
            judge(&Standing { found: None, told, trouble }, now)
        };
        assert_eq!(state(true, None).state, State::Good);
        assert_eq!(state(false, None).state, State::Note);
        assert_eq!(state(true, Some((1, false))).state, State::Warning);
        assert_eq!(state(true, Some((3, false))).state, State::Bad);
        let shared = state(false, Some((1, true)));
        assert_eq!(shared.state, State::Bad);
        assert!(shared.what.contains("in 2 minutes") && shared.so_what.contains("CGNAT"), "{shared:?}");
    }
}
