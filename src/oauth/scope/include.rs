//! `include:`: a set of permissions that somebody published as a lexicon.

use std::fmt;

use super::rpc::ServiceRef;
use super::syntax::{Token, TokenWriter, single};
use crate::syntax::Nsid;

/// A permission set by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Include {
    /// Name of its lexicon.
    pub nsid: Nsid,
    /// The service that its calls go to, where it leaves that open.
    pub audience: Option<ServiceRef>,
}

impl Include {
    pub(super) const RESOURCE: &str = "include";

    /// Whether the set may speak of `name`: what its publisher's group of names holds, or what is deeper.
    pub fn covers(&self, name: &Nsid) -> bool {
        name.as_str().strip_prefix(self.nsid.group()).is_some_and(|rest| rest.starts_with('.'))
    }

    pub(super) fn read(mut token: Token<'_>) -> Option<Self> {
        let nsid = single(token.take_main("nsid")?)?.parse().ok()?;
        let audience = token.take("aud");
        let audience = match audience.is_empty() {
            true => None,
            false => Some(single(audience)?.parse().ok()?),
        };
        token.is_spent().then_some(Self { nsid, audience })
    }
}

impl fmt::Display for Include {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut token = TokenWriter::start(f, Self::RESOURCE, "nsid", [&self.nsid])?;
        match &self.audience {
            Some(audience) => token.param("aud", audience),
            None => Ok(()),
        }
    }
}
