//! Mail: whether the mail server lets us in, and what waits for it.

use std::time::Duration;

use super::{Line, Patient};
use crate::base::{Timestamp, with_causes};
use crate::mail::{Backlog, Smtp, SmtpConfig, SmtpUrl, backlog};

const SUBJECT: &str = "mail";
/// Letters leave within seconds; one that waited this long had trouble.
const LATE: Duration = Duration::from_secs(5 * 60);

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    match &patient.config.smtp {
        Some(smtp) => lines.push(knock(smtp, &patient.config.hostname).await),
        None if patient.app.is_some_and(|app| app.mail.sink().is_some()) => {
            lines.push(Line::note(SUBJECT, "Letters stay here, at /dev/mail: this is a development server."));
        }
        None => lines.push(Line::note(SUBJECT, "No mail server is set.").so(
            "Codes for forgotten passwords and the like do not leave the server.",
            "Read them out with `hostplant codes`, or set mail.smtp_url and mail.from.",
        )),
    }
    if let Some(app) = patient.app {
        let now = patient.clock.now();
        match app.store.read(backlog).await {
            Ok(found) => lines.extend(judge(&found, now)),
            Err(error) => lines.push(Line::unknown("letters", format!("The queue cannot be read: {error}."))),
        }
    }
    lines
}

/// Connects, greets and signs in, and leaves without handing in anything.
async fn knock(config: &SmtpConfig, host: &str) -> Line {
    let so_what = "Codes and notices do not leave the server. They wait, and codes run out.";
    let fix = "Correct mail.smtp_url: host, port, user and password, as the mail provider gives them.";
    let url = match SmtpUrl::parse(config.url.expose()) {
        Ok(url) => url,
        Err(error) => return Line::bad(SUBJECT, format!("{error}.")).so(so_what, fix),
    };
    let server = url.server();
    let smtp = match Smtp::new(&url, &config.from, host, host) {
        Ok(smtp) => smtp,
        Err(error) => return Line::bad(SUBJECT, format!("{}.", with_causes(&error))).so(so_what, fix),
    };
    match smtp.check().await {
        Ok(()) => Line::good(SUBJECT, format!("{server} takes letters from this server.")),
        Err(error) => Line::bad(SUBJECT, format!("{server} takes no letters: {}.", with_causes(&error))).so(
            so_what,
            format!("{fix} Some providers of homes block port 25 and 587: try smtps:// on port 465."),
        ),
    }
}

fn judge(found: &Backlog, now: Timestamp) -> Vec<Line> {
    let mut lines = Vec::new();
    let subject = "letters";
    let last =
        found.last_error.as_ref().map_or_else(String::new, |error| format!(" The last failure: {error}."));
    match found.oldest {
        Some(oldest) if now.since(oldest) >= LATE => {
            let minutes = now.since(oldest).as_secs() / 60;
            lines.push(
                Line::warning(
                    subject,
                    format!("{} letters wait, the oldest for {minutes} minutes.{last}", found.waiting),
                )
                .so("Codes reach people late, or run out before they do.", "See the line on mail."),
            );
        }
        _ => lines.push(Line::good(subject, format!("{} letters wait to be sent.", found.waiting))),
    }
    if found.given_up > 0 {
        lines.push(
            Line::warning(
                subject,
                format!("{} letters of the last week were given up.{last}", found.given_up),
            )
            .so("Those people did not get them.", "`hostplant codes` shows them; codes can be read out."),
        );
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn letters_that_wait_too_long_are_told_of() {
        let now = Timestamp::from_secs(1_795_000_000);
        let states =
            |found: Backlog| judge(&found, now).into_iter().map(|line| line.state).collect::<Vec<_>>();
        assert_eq!(states(Backlog::default()), [State::Good]);
        let fresh = Backlog { waiting: 1, oldest: Some(now.before(LATE / 2)), ..Backlog::default() };
        assert_eq!(states(fresh), [State::Good]);
        let late = Backlog { waiting: 1, oldest: Some(now.before(LATE)), given_up: 2, last_error: None };
        assert_eq!(states(late), [State::Warning, State::Warning]);
    }
}
