//! What a setting's text may be: one type per kind of value, each with the name that documentation gives it.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crate::base::{AddressRange, Secret, Timestamp};
use crate::crypto::PublicKey;
use crate::mdns;
use crate::oauth::client::{ClientId, DevelopmentHost, InvalidClientId, InvalidHost};
use crate::syntax::Did;
use crate::texts::Language;
use crate::web::Color;

/// A value as a source gives it: text, or a list of texts from a TOML array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// One value. Lists are comma-separated in it.
    Text(String),
    /// An array.
    List(Vec<String>),
}

/// A kind of value.
pub trait Value: Sized {
    /// What documentation calls it.
    const KIND: &'static str;
    /// Whether the value must not be shown.
    const SECRET: bool = false;

    /// Reads one text.
    ///
    /// # Errors
    /// A sentence part that says what was expected, never what was given.
    fn parse(text: &str) -> Result<Self, String>;

    /// Reads what a source gives.
    ///
    /// # Errors
    /// As [`Value::parse`].
    fn read(given: &Given) -> Result<Self, String> {
        match given {
            Given::Text(text) => Self::parse(text.trim()),
            Given::List(_) => Err(format!("expected {}, not a list", Self::KIND)),
        }
    }
}

macro_rules! from_str {
    ($($type:ty, $kind:literal;)+) => {
        $(impl Value for $type {
            const KIND: &'static str = $kind;

            fn parse(text: &str) -> Result<Self, String> {
                <$type>::from_str(text).map_err(|_| concat!("expected ", $kind).to_owned())
            }
        })+
    };
}

from_str! {
    u16, "a port number";
    u32, "a whole number";
    u64, "a whole number";
    Did, "a DID";
    SocketAddr, "an address with a port";
    IpAddr, "an IP address";
    AddressRange, "an IP address or a CIDR range";
    Language, "a language such as en or pt-BR";
    Color, "a colour such as #2458c4 or rgb(36, 88, 196)";
}

impl Value for String {
    const KIND: &'static str = "text";

    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Value for PathBuf {
    const KIND: &'static str = "a path";

    fn parse(text: &str) -> Result<Self, String> {
        Ok(Self::from(text))
    }
}

impl Value for bool {
    const KIND: &'static str = "true or false";

    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err("expected true or false".to_owned()),
        }
    }
}

impl Value for Secret<String> {
    const KIND: &'static str = "a secret";
    const SECRET: bool = true;

    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            Err("expected a secret, not nothing".to_owned())
        } else {
            Ok(Self::new(text.to_owned()))
        }
    }
}

impl<T: Value> Value for Vec<T> {
    const KIND: &'static str = "a list";
    const SECRET: bool = T::SECRET;

    fn parse(text: &str) -> Result<Self, String> {
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(T::parse).collect()
    }

    fn read(given: &Given) -> Result<Self, String> {
        match given {
            Given::Text(text) => Self::parse(text),
            Given::List(texts) => texts.iter().map(|text| T::parse(text.trim())).collect(),
        }
    }
}

/// A time span: a number of milliseconds, or a number with `ms`, `s`, `m`, `h` or `d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub Duration);

impl Value for Span {
    const KIND: &'static str = "a time span such as 30s (plain numbers are milliseconds)";

    fn parse(text: &str) -> Result<Self, String> {
        let (number, millis) = with_unit(
            text,
            &[("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)],
            1,
        )
        .ok_or("expected a time span such as 500ms, 30s, 5m, 12h or 3d")?;
        Ok(Self(Duration::from_millis(number.saturating_mul(millis))))
    }
}

/// A number of bytes: plain, or with `KiB`, `MiB` or `GiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

impl Value for Size {
    const KIND: &'static str = "a size such as 100 MiB (plain numbers are bytes)";

    fn parse(text: &str) -> Result<Self, String> {
        let (number, bytes) = with_unit(text, &[("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)], 1)
            .ok_or("expected a size such as 5242880 or 100 MiB")?;
        Ok(Self(number.saturating_mul(bytes)))
    }
}

fn with_unit(text: &str, units: &[(&str, u64)], plain: u64) -> Option<(u64, u64)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = unit.trim();
    let factor = if unit.is_empty() {
        plain
    } else {
        units.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit))?.1
    };
    Some((number.parse().ok()?, factor))
}

/// An `http://` or `https://` address without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(pub String);

impl Value for Url {
    const KIND: &'static str = "an http:// or https:// address";

    fn parse(text: &str) -> Result<Self, String> {
        let uri: hyper::Uri = text.parse().map_err(|_| "expected an http:// or https:// address")?;
        match uri.scheme_str() {
            Some("http" | "https") if uri.host().is_some_and(|host| !host.is_empty()) => {
                Ok(Self(text.trim_end_matches('/').to_owned()))
            }
            _ => Err("expected an http:// or https:// address".to_owned()),
        }
    }
}

/// A point in time as milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnixMillis(pub Timestamp);

impl Value for UnixMillis {
    const KIND: &'static str = "milliseconds since 1970";

    fn parse(text: &str) -> Result<Self, String> {
        let millis: u64 = text.parse().map_err(|_| "expected milliseconds since 1970")?;
        Ok(Self(Timestamp::from_micros(millis.saturating_mul(1_000))))
    }
}

impl Value for ClientId {
    const KIND: &'static str = "a client_id";

    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|error: InvalidClientId| error.to_string())
    }
}

impl Value for DevelopmentHost {
    const KIND: &'static str = "a host name, = and a loopback address with a port";

    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|error: InvalidHost| error.to_string())
    }
}

impl Value for PublicKey {
    const KIND: &'static str = "a did:key";

    fn parse(text: &str) -> Result<Self, String> {
        Self::from_did_key(text).map_err(|_| "expected a did:key on P-256 or secp256k1".to_owned())
    }
}

/// A domain under which handles are given out, with its leading dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandleDomain(pub String);

impl Value for HandleDomain {
    const KIND: &'static str = "a domain with a leading dot";

    fn parse(text: &str) -> Result<Self, String> {
        let domain = text.to_ascii_lowercase();
        let valid = domain.starts_with('.') && format!("a{domain}").parse::<crate::syntax::Handle>().is_ok();
        if valid {
            Ok(Self(domain))
        } else {
            Err("expected a domain that begins with a dot, such as .example.com".to_owned())
        }
    }
}

/// A machine's name on the local network, in front of `.local`; empty for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalLabel(pub String);

impl Value for LocalLabel {
    const KIND: &'static str = "a host name without dots";

    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() || mdns::is_name(text) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err("expected a host name without dots, such as hostplant: letters, digits and inner hyphens"
                .to_owned())
        }
    }
}

/// One of a few words.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$vdoc])* $variant),+
        }

        impl Value for $name {
            const KIND: &'static str = concat!("one of", $(" ", $word),+);

            fn parse(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("expected {}", Self::KIND)),
                }
            }
        }
    };
}

choice! {
    /// How much is logged.
    Level {
        /// What is broken.
        Error = "error",
        /// And what may become so.
        Warn = "warn",
        /// And what an operator wants to know.
        Info = "info",
        /// And every request.
        Debug = "debug",
        /// And what connections do.
        Trace = "trace",
    }
}

choice! {
    /// How log lines look.
    LogFormat {
        /// For people.
        Text = "text",
        /// One JSON object per line.
        Json = "json",
    }
}

choice! {
    /// Who encrypts.
    TlsMode {
        /// Somebody in front of the server.
        Off = "off",
        /// The server, with a certificate that it gets from an authority.
        Acme = "acme",
        /// The server, with files that the operator keeps up to date.
        Files = "files",
        /// The server, with a certificate that it makes itself.
        SelfSigned = "self-signed",
    }
}

choice! {
    /// The curve of new keys.
    KeyType {
        /// NIST P-256: fast on small boards.
        P256 = "p256",
        /// secp256k1, as the reference has it.
        K256 = "k256",
    }
}

choice! {
    /// When the e-mail address of a new account is verified.
    Verification {
        /// Before there is an account.
        Before = "before",
        /// The owner is asked once the account is there.
        Afterwards = "afterwards",
        /// Never.
        Off = "off",
    }
}

choice! {
    /// How certain a commit is.
    CommitMode {
        /// One sync per commit.
        Standard = "standard",
        /// Two syncs per commit and an instant start after any power cut, at several times the bytes written.
        Strict = "strict",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_understood() {
        assert_eq!(Span::parse("3000"), Ok(Span(Duration::from_secs(3))));
        assert_eq!(Span::parse("12h"), Ok(Span(Duration::from_secs(43_200))));
        assert_eq!(Size::parse("100 MiB"), Ok(Size(104_857_600)));
        assert_eq!(Size::parse("5242880"), Ok(Size(5_242_880)));
        for bad in ["", "h", "5 parsecs", "-1"] {
            assert!(Span::parse(bad).is_err() && Size::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn lists_are_arrays_or_text_with_commas() {
        let expected = Ok(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(Vec::read(&Given::Text("a, b,".into())), expected);
        assert_eq!(Vec::read(&Given::List(vec!["a".into(), "b".into()])), expected);
        assert_eq!(Vec::<String>::read(&Given::Text(String::new())), Ok(vec![]));
        assert!(bool::read(&Given::List(vec![])).is_err());
    }

    #[test]
    fn addresses_lose_their_slash_and_need_a_scheme() {
        assert_eq!(Url::parse("https://a.example/"), Ok(Url("https://a.example".into())));
        assert!(Url::parse("a.example").is_err() && Url::parse("ftp://a.example").is_err());
        for (name, valid) in
            [("", true), ("hostplant", true), ("a-1", true), ("a.b", false), ("-a", false), ("a b", false)]
        {
            assert_eq!(LocalLabel::parse(name).is_ok(), valid, "{name}");
        }
        assert!(HandleDomain::parse(".test").is_ok() && HandleDomain::parse("test").is_err());
    }
}

choice! {
    /// Whose wishes for letters and pages are granted.
    AppBranding {
        /// Those of apps that the operator vouches for.
        Trusted = "trusted",
        /// Those of every app.
        All = "all",
        /// Nobody's.
        Nobody = "nobody",
    }
}
