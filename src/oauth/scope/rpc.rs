//! `rpc:`: calling other services in the account's name.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::syntax::{Token, TokenWriter, single};
use crate::syntax::{Did, Nsid, SyntaxError};

/// A service that a DID publishes: `did:web:example.com#service`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceRef(Box<str>);

/// Length of the identifier of a `did:plc`.
const PLC_LENGTH: usize = 24;

impl ServiceRef {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The DID that publishes it.
    pub fn did(&self) -> &str {
        self.0.split_once('#').map_or(&self.0, |(did, _)| did)
    }

    /// Its name in the DID's document.
    pub fn service(&self) -> &str {
        self.0.split_once('#').map_or("", |(_, service)| service)
    }
}

impl FromStr for ServiceRef {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let error = SyntaxError("service of a DID");
        let (did, service) = text.split_once('#').ok_or(error)?;
        let did: Did = did.parse().map_err(|_| error)?;
        let on_the_network = match did.as_str().strip_prefix("did:plc:") {
            Some(id) => id.len() == PLC_LENGTH && id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7')),
            None => did.web_host().is_some(),
        };
        let named = !service.is_empty()
            && service.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&b));
        if on_the_network && named { Ok(Self(text.into())) } else { Err(error) }
    }
}

impl fmt::Display for ServiceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ServiceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which service is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Any.
    Any,
    /// This one.
    Service(ServiceRef),
}

/// Which of its methods.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Methods {
    /// All.
    Any,
    /// These, at least one.
    Only(BTreeSet<Nsid>),
}

/// Calling other services. Never any method of any service.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RpcScope {
    audience: Audience,
    methods: Methods,
}

impl RpcScope {
    pub(super) const RESOURCE: &str = "rpc";

    /// `None` for any method of any service, and for none.
    pub fn new(audience: Audience, methods: Methods) -> Option<Self> {
        let fits = match &methods {
            Methods::Any => audience != Audience::Any,
            Methods::Only(names) => !names.is_empty(),
        };
        fits.then_some(Self { audience, methods })
    }

    /// Which service.
    pub fn audience(&self) -> &Audience {
        &self.audience
    }

    /// Which methods.
    pub fn methods(&self) -> &Methods {
        &self.methods
    }

    /// Whether a call of `method`, or one that names none, is within it. A DID without a service is only within a scope
    /// for any service.
    pub fn permits(&self, audience: &str, method: Option<&Nsid>) -> bool {
        let in_reach = match &self.audience {
            Audience::Any => true,
            Audience::Service(service) => service.as_str() == audience,
        };
        let listed = match (&self.methods, method) {
            (Methods::Any, _) => true,
            (Methods::Only(names), Some(method)) => names.contains(method),
            (Methods::Only(_), None) => false,
        };
        in_reach && listed
    }

    pub(super) fn read(mut token: Token<'_>) -> Option<Self> {
        let names = token.take_main("lxm")?;
        let audience = single(token.take("aud"))?;
        if !token.is_spent() {
            return None;
        }
        let audience =
            if audience == "*" { Audience::Any } else { Audience::Service(audience.parse().ok()?) };
        let mut any = false;
        let mut only = BTreeSet::new();
        for name in names {
            if name == "*" {
                any = true;
            } else {
                only.insert(name.parse().ok()?);
            }
        }
        Self::new(audience, if any { Methods::Any } else { Methods::Only(only) })
    }
}

impl fmt::Display for RpcScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut token = match &self.methods {
            Methods::Any => TokenWriter::start(f, Self::RESOURCE, "lxm", ["*"])?,
            Methods::Only(names) => TokenWriter::start(f, Self::RESOURCE, "lxm", names)?,
        };
        match &self.audience {
            Audience::Any => token.param("aud", "*"),
            Audience::Service(service) => token.param("aud", service),
        }
    }
}
