//! The machine's name on the local network, where it is to have one.

use super::{Line, Patient};

const SUBJECT: &str = "local name";

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    let name = patient.app.and_then(|app| app.local_name.as_ref());
    name.map(|name| judge(name.wanted(), name.claimed().as_deref())).into_iter().collect()
}

fn judge(wanted: &str, claimed: Option<&str>) -> Line {
    match claimed {
        Some(claimed) if claimed == wanted => {
            Line::good(SUBJECT, format!("This machine is {claimed} on the local network."))
        }
        Some(claimed) => Line::warning(
            SUBJECT,
            format!("Another machine on the local network is called {wanted}; this one is {claimed}."),
        )
        .so(
            format!("Whoever opens {wanted} reaches the other one."),
            format!("Use {claimed}, or give one of the two another name (network.mdns)."),
        ),
        None => Line::warning(SUBJECT, format!("Nobody finds this machine as {wanted}.")).so(
            "On the local network it is reached by its address only.",
            "Look whether it is on a network, and whether its sandbox allows netlink (RestrictAddressFamilies).",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn a_name_is_ours_or_another_or_none() {
        for (claimed, state) in
            [(Some("a.local"), State::Good), (Some("a-2.local"), State::Warning), (None, State::Warning)]
        {
            assert_eq!(judge("a.local", claimed).state, state);
        }
    }
}
