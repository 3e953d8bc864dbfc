//! Layer 4: dynamic DNS. Homes get new addresses now and then; whoever keeps the server's name in DNS is told of each: a
//! command of the operator's, or a provider with an update address, or both.
//!
//! Asks nobody for the public address but whom the operator named, and tells nobody else. Knows the name it keeps and
//! nothing of what runs under it.

mod command;
mod memory;
mod provider;
mod source;
#[cfg(test)]
mod tests;
mod updater;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use provider::is_update_url;
pub use updater::{DynDns, Standing, Trouble};

use crate::base::Secret;
use crate::net::is_public;

/// Whom to tell of which name, and how the public addresses are found.
#[derive(Clone, Debug)]
pub struct DynDnsConfig {
    /// The name.
    pub hostname: String,
    /// A command that is told.
    pub hook: Option<PathBuf>,
    /// A provider's update address.
    pub url: Option<Secret<String>>,
    /// Who says what our IPv4 address is where this machine does not have it itself.
    pub source: Option<String>,
}

/// The public addresses of a server, or those that were last told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addresses {
    /// The IPv4 address.
    pub v4: Option<Ipv4Addr>,
    /// The IPv6 address.
    pub v6: Option<Ipv6Addr>,
}

impl Addresses {
    /// The public ones of `list`; the first of each family.
    pub(crate) fn public(list: &[IpAddr]) -> Self {
        let mut found = Self::default();
        for address in list.iter().filter(|address| is_public(**address)) {
            match address {
                IpAddr::V4(address) => found.v4 = found.v4.or(Some(*address)),
                IpAddr::V6(address) => found.v6 = found.v6.or(Some(*address)),
            }
        }
        found
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether `before` has a family that is missing here.
    fn lost(&self, before: &Self) -> bool {
        before.v4.is_some() && self.v4.is_none() || before.v6.is_some() && self.v6.is_none()
    }
}

impl std::fmt::Display for Addresses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.v4, self.v6) {
            (Some(v4), Some(v6)) => write!(f, "{v4} and {v6}"),
            (Some(v4), None) => v4.fmt(f),
            (None, Some(v6)) => v6.fmt(f),
            (None, None) => f.write_str("none"),
        }
    }
}
