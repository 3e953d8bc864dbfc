//! How letters leave: a mail server that takes one to try it, or none.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{Refused, progress, save, secret};
use crate::app::App;
use crate::base::{Secret, with_causes};
use crate::mail::{Rendered, Smtp, SmtpUrl};

/// Submission over TLS.
const TLS_PORT: u16 = 465;

/// A provider's mail server.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its word in forms.
    pub word: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The server.
    pub host: &'static str,
    /// The port: 465 is TLS from the first byte, others begin it (STARTTLS).
    pub port: u16,
}

const fn preset(word: &'static str, name: &'static str, host: &'static str, port: u16) -> Preset {
    Preset { word, name, host, port }
}

/// Providers that many people have.
pub const PRESETS: &[Preset] = &[
    preset("brevo", "Brevo", "smtp-relay.brevo.com", 587),
    preset("fastmail", "Fastmail", "smtp.fastmail.com", TLS_PORT),
    preset("gmail", "Gmail", "smtp.gmail.com", TLS_PORT),
    preset("gmx", "GMX", "mail.gmx.net", TLS_PORT),
    preset("icloud", "iCloud", "smtp.mail.me.com", 587),
    preset("infomaniak", "Infomaniak", "mail.infomaniak.com", TLS_PORT),
    preset("mailbox", "mailbox.org", "smtp.mailbox.org", TLS_PORT),
    preset("mailgun", "Mailgun", "smtp.mailgun.org", TLS_PORT),
    preset("migadu", "Migadu", "smtp.migadu.com", TLS_PORT),
    preset("posteo", "Posteo", "posteo.de", TLS_PORT),
    preset("postmark", "Postmark", "smtp.postmarkapp.com", 587),
    preset("proton", "Proton Mail", "smtp.protonmail.ch", 587),
    preset("resend", "Resend", "smtp.resend.com", TLS_PORT),
    preset("sendgrid", "SendGrid", "smtp.sendgrid.net", TLS_PORT),
    preset("webde", "WEB.DE", "smtp.web.de", 587),
    preset("yahoo", "Yahoo", "smtp.mail.yahoo.com", TLS_PORT),
];

/// A mail server as somebody describes it.
#[derive(Debug, Deserialize)]
pub struct MailServer {
    /// A provider's word; with none the next two count.
    #[serde(default)]
    pub provider: String,
    /// The server's name.
    #[serde(default)]
    pub host: String,
    /// Its port; empty for 465.
    #[serde(default)]
    pub port: String,
    /// Who signs in there; empty for nobody.
    #[serde(default)]
    pub user: String,
    /// With what.
    #[serde(default = "nothing", deserialize_with = "secret")]
    pub password: Secret<String>,
    /// The sender of letters.
    pub from: String,
    /// Who gets the letter that is sent to try it.
    pub to: String,
    /// The letter's subject and words, in the language of who reads it.
    pub letter: (String, String),
}

fn nothing() -> Secret<String> {
    Secret::new(String::new())
}

impl MailServer {
    /// The address as the setting has it.
    fn url(&self) -> Result<Secret<String>, Refused> {
        let preset = PRESETS.iter().find(|preset| preset.word == self.provider);
        let (host, port) = match preset {
            Some(preset) => (preset.host, preset.port),
            None if self.host.trim().is_empty() => {
                return Err(Refused::fault("host", "setup-mail-host-missing"));
            }
            None if self.port.trim().is_empty() => (self.host.trim(), TLS_PORT),
            None => {
                let port = self.port.trim().parse();
                (self.host.trim(), port.map_err(|_| Refused::fault("port", "setup-mail-port-wrong"))?)
            }
        };
        let (scheme, tls) = if port == TLS_PORT { ("smtps", "") } else { ("smtp", "?tls=required") };
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let user = match self.user.trim() {
            "" => String::new(),
            user => format!("{}:{}@", encode(user), encode(self.password.expose())),
        };
        // A server of one's own network, such as a relay on the same machine, may have no TLS.
        let tls = if user.is_empty() { "" } else { tls };
        Ok(Secret::new(format!("{scheme}://{user}{host}:{port}{tls}")))
    }
}

/// Saves a mail server if it takes a letter.
pub(super) async fn choose(app: &App, server: MailServer) -> Result<(), Refused> {
    for (field, address) in [("from", &server.from), ("to", &server.to)] {
        if app.accounts.emails().accept(address.trim()).is_err() {
            return Err(Refused::fault(field, "sign-up-email-unsupported"));
        }
    }
    let url = server.url()?;
    let refused = |field, error: &dyn std::error::Error| {
        Refused::because(field, "setup-mail-refused", with_causes(error))
    };
    let parsed = SmtpUrl::parse(url.expose()).map_err(|error| refused("host", &error))?;
    let host = super::chosen_name(app).unwrap_or_else(|| app.service.hostname.clone());
    let from = server.from.trim();
    let smtp = Smtp::new(&parsed, from, &host, &host).map_err(|error| refused("from", &error))?;
    let (subject, text) = server.letter;
    let html = format!("<p>{}</p>", text.replace('&', "&amp;").replace('<', "&lt;"));
    let letter = Rendered { subject, text, html, on_behalf: None };
    let now = app.clock.now();
    smtp.deliver(server.to.trim(), now.micros(), now, letter).await.map_err(|error| refused("", &error))?;
    let changes = vec![("mail.smtp_url", Some(url.expose().clone())), ("mail.from", Some(from.to_owned()))];
    save(app, "host", changes).await?;
    progress::change(app, |progress| progress.mail = true).await
}

/// No letters: codes wait for the administrator.
pub(super) async fn do_without(app: &App) -> Result<(), Refused> {
    if !super::is_fixed(app, "mail.smtp_url") {
        save(app, "", vec![("mail.smtp_url", None), ("mail.from", None)]).await?;
    }
    progress::change(app, |progress| progress.mail = true).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(provider: &str, host: &str, port: &str, user: &str) -> MailServer {
        let text = str::to_owned;
        MailServer {
            provider: text(provider),
            host: text(host),
            port: text(port),
            user: text(user),
            password: Secret::new("p@ss:w/rd".to_owned()),
            from: text("me@mail.example"),
            to: text("me@mail.example"),
            letter: (String::new(), String::new()),
        }
    }

    #[test]
    fn addresses_are_made_as_providers_want_them() {
        let url = |server: MailServer| server.url().map(|url| url.expose().clone()).unwrap_or_default();
        let made = url(server("gmail", "ignored", "1", "me@gmail.com"));
        assert_eq!(made, "smtps://me%40gmail%2Ecom:p%40ss%3Aw%2Frd@smtp.gmail.com:465");
        assert!(SmtpUrl::parse(&made).is_ok());
        assert!(url(server("icloud", "", "", "me")).ends_with("@smtp.mail.me.com:587?tls=required"));
        assert_eq!(url(server("", "mail.lan", "25", "")), "smtp://mail.lan:25");
        assert!(server("", "", "", "").url().is_err() && server("", "x.example", "many", "").url().is_err());
    }
}
