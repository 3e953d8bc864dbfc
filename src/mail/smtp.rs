//! Delivery by SMTP: the server's address as operators write it, and one message on one connection.

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use percent_encoding::percent_decode_str;

use super::render::Rendered;
use crate::base::{Secret, Timestamp};

/// How long one command may take.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);
/// How long one delivery may take from connecting to the last answer.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(120);
/// Port of `smtp://` without one: submission.
const SUBMISSION_PORT: u16 = 587;
/// Port of `smtps://` without one: submission over TLS.
const SUBMISSIONS_PORT: u16 = 465;

/// Where and how to hand in mail: `smtp://` or `smtps://`, `user:password@` (percent-encoded where needed), host,
/// port, and `?tls=required|opportunistic|none` for `smtp://`.
///
/// Without `tls`, `smtp://` takes STARTTLS when the server offers it, and insists on it when a password would
/// otherwise cross the network in the clear.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<(String, Secret<String>)>,
    hello: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Security {
    None,
    Opportunistic,
    StartTls,
    Tls,
}

/// Why an SMTP address is refused. Never repeats the address, which may hold a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SmtpUrlError {
    /// Neither `smtp://` nor `smtps://`.
    #[error("an SMTP address begins with smtp:// or smtps://")]
    Scheme,
    /// No host, or one that is none.
    #[error("the SMTP address names no host")]
    Host,
    /// A port that is no number from 1 to 65535.
    #[error("the SMTP address has a wrong port")]
    Port,
    /// A user or password that is not UTF-8 after percent-decoding.
    #[error("the SMTP address has a user or password that is not UTF-8")]
    Credentials,
    /// An unknown query parameter.
    #[error("the SMTP address may only be followed by ?tls=required, ?tls=opportunistic or ?tls=none")]
    Parameter,
}

impl SmtpUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// When it has no such form.
    pub fn parse(text: &str) -> Result<Self, SmtpUrlError> {
        let text = text.trim();
        let (tls, rest) = match text.split_once("://") {
            Some(("smtp", rest)) => (false, rest),
            Some(("smtps", rest)) => (true, rest),
            _ => return Err(SmtpUrlError::Scheme),
        };
        // Passwords are pasted unencoded often enough: the host begins after the last `@`.
        let (user, rest) = rest.rsplit_once('@').map_or((None, rest), |(user, rest)| (Some(user), rest));
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = split_port(authority)?;
        let decode = |text: &str| {
            let decoded = percent_decode_str(text).decode_utf8().map_err(|_| SmtpUrlError::Credentials)?;
            Ok(decoded.into_owned())
        };
        let credentials = match user.and_then(|user| user.split_once(':')) {
            Some((user, password)) => Some((decode(user)?, Secret::new(decode(password)?))),
            None => None,
        };
        let loopback = matches!(host, "localhost" | "127.0.0.1" | "::1");
        let security = match (tls, query) {
            (true, None) => Security::Tls,
            (false, None) if credentials.is_some() && !loopback => Security::StartTls,
            (false, None | Some("tls=opportunistic")) => Security::Opportunistic,
            (false, Some("tls=required")) => Security::StartTls,
            (false, Some("tls=none")) => Security::None,
            _ => return Err(SmtpUrlError::Parameter),
        };
        let port = port.unwrap_or(if tls { SUBMISSIONS_PORT } else { SUBMISSION_PORT });
        let hello = Some(path.trim_matches('/')).filter(|name| !name.is_empty()).map(str::to_owned);
        Ok(Self { host: host.to_owned(), port, security, credentials, hello })
    }

    /// Host and port, fit for a log.
    pub fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), SmtpUrlError> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(bracketed) => {
            let (host, rest) = bracketed.split_once(']').ok_or(SmtpUrlError::Host)?;
            (host, rest.strip_prefix(':'))
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    if host.is_empty() || !host.chars().all(known) {
        return Err(SmtpUrlError::Host);
    }
    let port = port.map(|port| port.parse().ok().filter(|port| *port != 0).ok_or(SmtpUrlError::Port));
    Ok((host, port.transpose()?))
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpUrl({}, {:?})", self.server(), self.security)
    }
}

/// Why a delivery failed.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The recipient or the sender is no mail address, or the message cannot be put together. Trying again is no use.
    #[error("the message cannot be built: {0}")]
    Message(String),
    /// The server refused for good (a 5xx reply). Trying again is no use.
    #[error("the mail server refused the message")]
    Refused(#[source] lettre::transport::smtp::Error),
    /// The server could not be reached, or refused for now.
    #[error("the mail server could not take the message now")]
    Later(#[source] lettre::transport::smtp::Error),
    /// The server did not finish in time.
    #[error("the mail server did not answer in time")]
    Slow,
}

impl DeliveryError {
    /// Whether another attempt may succeed.
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::Later(_) | Self::Slow)
    }
}

/// A way to one mail server, with the sender that its messages bear. Connects anew for each message: a household
/// sends a few a week.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    message_host: String,
}

/// Why SMTP cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum SmtpSetupError {
    /// The sender is no mail address.
    #[error("the sender {0:?} is no e-mail address")]
    From(String),
    /// The server's name cannot be used for TLS.
    #[error("TLS cannot be set up for the mail server")]
    Tls(#[source] lettre::transport::smtp::Error),
}

impl Smtp {
    /// A way to the server at `url`. `from` is an address, with or without a name (`Name <address>`); `service` stands
    /// in for a missing name. `host` is the server's public name, used in message ids and in the greeting.
    ///
    /// # Errors
    /// When `from` is no address or the server's name is none.
    pub fn new(url: &SmtpUrl, from: &str, service: &str, host: &str) -> Result<Self, SmtpSetupError> {
        let mut from: Mailbox = from.parse().map_err(|_| SmtpSetupError::From(from.to_owned()))?;
        from.name.get_or_insert_with(|| service.to_owned());
        let tls = || TlsParameters::new(url.host.clone()).map_err(SmtpSetupError::Tls);
        let security = match url.security {
            Security::None => Tls::None,
            Security::Opportunistic => Tls::Opportunistic(tls()?),
            Security::StartTls => Tls::Required(tls()?),
            Security::Tls => Tls::Wrapper(tls()?),
        };
        let hello = url.hello.clone().unwrap_or_else(|| host.to_owned());
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(url.host.clone())
            .port(url.port)
            .tls(security)
            .hello_name(ClientId::Domain(hello))
            .timeout(Some(COMMAND_TIMEOUT));
        if let Some((user, password)) = &url.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose().clone()));
        }
        Ok(Self { transport: builder.build(), from, message_host: host.to_owned() })
    }

    /// Hands in one message. `id` names the letter: every attempt bears the same Message-ID, so that a mailbox can
    /// tell a repetition after a crash.
    ///
    /// # Errors
    /// Says whether another attempt may succeed.
    pub async fn deliver(
        &self,
        to: &str,
        id: u64,
        queued_at: Timestamp,
        letter: Rendered,
    ) -> Result<(), DeliveryError> {
        let message = self.message(to, id, queued_at, letter)?;
        match tokio::time::timeout(DELIVERY_TIMEOUT, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => Err(DeliveryError::Refused(error)),
            Ok(Err(error)) => Err(DeliveryError::Later(error)),
            Err(_) => Err(DeliveryError::Slow),
        }
    }

    /// Connects, greets, signs in where there is a password, and leaves without handing in anything.
    ///
    /// # Errors
    /// Why a message would not be taken.
    pub async fn check(&self) -> Result<(), DeliveryError> {
        match tokio::time::timeout(COMMAND_TIMEOUT, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            // It takes no commands once we are in: the greeting was all that it had.
            Ok(Ok(false)) | Err(_) => Err(DeliveryError::Slow),
            Ok(Err(error)) if error.is_permanent() => Err(DeliveryError::Refused(error)),
            Ok(Err(error)) => Err(DeliveryError::Later(error)),
        }
    }

    fn message(
        &self,
        to: &str,
        id: u64,
        queued_at: Timestamp,
        letter: Rendered,
    ) -> Result<Message, DeliveryError> {
        let to = to.parse().map_err(|_| DeliveryError::Message("the recipient is no address".to_owned()))?;
        let mut from = self.from.clone();
        if let (Some(name), Some(app)) = (&mut from.name, &letter.on_behalf) {
            *name = format!("{name} ({app})");
        }
        Message::builder()
            .from(from)
            .to(Mailbox::new(None, to))
            .subject(letter.subject)
            .date(UNIX_EPOCH + Duration::from_secs(queued_at.secs()))
            .message_id(Some(format!("<{id:016x}@{}>", self.message_host)))
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
            .map_err(|error| DeliveryError::Message(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;

    fn url(text: &str) -> SmtpUrl {
        SmtpUrl::parse(text).expect("an SMTP address")
    }

    #[test]
    fn addresses_are_read_as_operators_write_them() {
        let read = url("smtps://resend:re_p@ss%2Fw@smtp.resend.com:465/");
        assert_eq!((read.host.as_str(), read.port, read.security), ("smtp.resend.com", 465, Security::Tls));
        let (user, password) = read.credentials.expect("credentials");
        assert_eq!((user.as_str(), password.expose().as_str()), ("resend", "re_p@ss/w"));

        assert_eq!(url("smtp://mail.example").port, 587);
        assert_eq!(url("smtps://mail.example").port, 465);
        assert_eq!(url("smtp://[::1]:2525").server(), "::1:2525");
        assert_eq!(url("smtp://mail.example/pds.example").hello.as_deref(), Some("pds.example"));
    }

    #[test]
    fn a_password_never_crosses_the_network_in_the_clear_unless_told_so() {
        assert_eq!(url("smtp://mail.example").security, Security::Opportunistic);
        assert_eq!(url("smtp://u:p@mail.example").security, Security::StartTls);
        assert_eq!(url("smtp://u:p@localhost:1025").security, Security::Opportunistic);
        assert_eq!(url("smtp://u:p@mail.example?tls=none").security, Security::None);
        assert_eq!(url("smtp://mail.example?tls=required").security, Security::StartTls);
    }

    #[test]
    fn other_addresses_are_refused_without_repeating_them() {
        for (text, error) in [
            ("https://mail.example", SmtpUrlError::Scheme),
            ("mail.example", SmtpUrlError::Scheme),
            ("smtp://", SmtpUrlError::Host),
            ("smtp://u:p@", SmtpUrlError::Host),
            ("smtp://mail example", SmtpUrlError::Host),
            ("smtp://mail.example:0", SmtpUrlError::Port),
            ("smtp://mail.example:99999", SmtpUrlError::Port),
            ("smtp://u:%ff@mail.example", SmtpUrlError::Credentials),
            ("smtp://mail.example?pool=true", SmtpUrlError::Parameter),
        ] {
            assert_eq!(SmtpUrl::parse(text), Err(error), "{text}");
        }
        assert_eq!(
            format!("{:?}", url("smtp://u:hunter2@mail.example")),
            "SmtpUrl(mail.example:587, StartTls)"
        );
    }

    #[test]
    fn messages_have_both_parts_and_a_steady_id() {
        let smtp = Smtp::new(&url("smtp://127.0.0.1:1"), "pds@example.com", "Home PDS", "pds.example")
            .expect("a way to a server");
        let letter = Rendered {
            subject: "Grüße".to_owned(),
            text: "plain words".to_owned(),
            html: "<p>rich words</p>".to_owned(),
            on_behalf: None,
        };
        let at = Timestamp::from_secs(1_700_000_000);
        let build = || smtp.message("alice@example.org", 7, at, letter.clone()).expect("a message");
        let text = String::from_utf8(build().formatted()).expect("mail is ASCII");
        for needed in [
            "Message-ID: <0000000000000007@pds.example>",
            "From: \"Home PDS\" <pds@example.com>",
            "To: alice@example.org",
            "Date: Tue, 14 Nov 2023 22:13:20 +0000",
            "text/plain",
            "text/html",
            "plain words",
            "<p>rich words</p>",
        ] {
            assert!(text.contains(needed), "{needed} is missing in\n{text}");
        }
        let for_app = Rendered { on_behalf: Some("for app.demo".to_owned()), ..letter.clone() };
        let message = smtp.message("alice@example.org", 7, at, for_app).expect("a message");
        let text = String::from_utf8(message.formatted()).expect("mail is ASCII");
        assert!(
            text.contains(&format!("From: =?utf-8?b?{}?= <pds@", BASE64.encode(b"Home PDS (for app.demo)"))),
            "{text}"
        );
        assert!(matches!(
            smtp.message("no address\r\nBcc: x@y.z", 7, at, letter),
            Err(DeliveryError::Message(_))
        ));
    }
}
