//! Name lookups: addresses and TXT records.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hickory_resolver::config::{LookupIpStrategy, NameServerConfig, ResolverConfig, ResolverOpts};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData};
use hickory_resolver::{Resolver, ResolverBuilder, TokioResolver};

/// Answers kept, each a few hundred bytes.
const CACHED_ANSWERS: u64 = 256;
/// How long one name server may take before the next is asked.
const SERVER_TIMEOUT: Duration = Duration::from_secs(2);
/// Longest that an answer is believed, whatever its owner says.
const MAX_TTL: Duration = Duration::from_secs(3_600);
/// Longest that the absence of an answer is believed: people look at names that they are just setting up.
const MAX_NEGATIVE_TTL: Duration = Duration::from_secs(60);

/// A lookup that gave no answer, neither yes nor no.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LookupError {
    /// Not a name that DNS could know.
    #[error("not a DNS name")]
    NotAName,
    /// No server answered, or none in order.
    #[error("name lookup failed")]
    Failed(#[source] NetError),
    /// The fixed answers say that this lookup fails.
    #[error("name lookup is made to fail")]
    MadeToFail,
}

/// Answers fixed beforehand, for tests and for networks without DNS.
#[derive(Clone, Debug, Default)]
pub struct FixedNames {
    addresses: HashMap<String, Vec<IpAddr>>,
    /// Of names that have been looked up once.
    later_addresses: HashMap<String, Vec<IpAddr>>,
    looked_up: Arc<Mutex<HashSet<String>>>,
    txt: HashMap<String, Vec<String>>,
    failing: Vec<String>,
}

impl FixedNames {
    /// Adds addresses of `name`.
    #[must_use]
    pub fn address(mut self, name: &str, addresses: &[IpAddr]) -> Self {
        self.addresses.entry(name.to_owned()).or_default().extend(addresses);
        self
    }

    /// Lets `name` have other addresses after the first lookup, as names have whose owners mean harm.
    #[must_use]
    pub fn later_address(mut self, name: &str, addresses: &[IpAddr]) -> Self {
        self.later_addresses.entry(name.to_owned()).or_default().extend(addresses);
        self
    }

    /// Adds one TXT record of `name`.
    #[must_use]
    pub fn txt(mut self, name: &str, value: &str) -> Self {
        self.txt.entry(name.to_owned()).or_default().push(value.to_owned());
        self
    }

    /// Lets every lookup of `name` fail, as if no server answered.
    #[must_use]
    pub fn failing(mut self, name: &str) -> Self {
        self.failing.push(name.to_owned());
        self
    }

    fn look_up_addresses(&self, name: &str) -> Result<Vec<IpAddr>, LookupError> {
        let mut looked_up = self.looked_up.lock().unwrap_or_else(PoisonError::into_inner);
        let again = !looked_up.insert(name.to_owned()) && self.later_addresses.contains_key(name);
        self.look_up(name, if again { &self.later_addresses } else { &self.addresses })
    }

    fn look_up<T: Clone>(&self, name: &str, table: &HashMap<String, Vec<T>>) -> Result<Vec<T>, LookupError> {
        if self.failing.iter().any(|failing| failing == name) {
            return Err(LookupError::MadeToFail);
        }
        Ok(table.get(name).cloned().unwrap_or_default())
    }
}

/// Where names are looked up. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Names(Source);

#[derive(Clone)]
enum Source {
    Dns(Arc<TokioResolver>),
    Fixed(Arc<FixedNames>),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dns(_) => f.write_str("Dns"),
            Self::Fixed(fixed) => fixed.fmt(f),
        }
    }
}

impl Names {
    /// The system's name servers (`/etc/resolv.conf`, `/etc/hosts`). Where that file is missing or names none, the
    /// server on this machine is asked, as resolv.conf(5) has it.
    ///
    /// # Errors
    /// When no resolver can be set up.
    pub fn system() -> Result<Self, LookupError> {
        match TokioResolver::builder_tokio() {
            Ok(builder) => Self::dns(builder),
            Err(_) => Self::servers(&[IpAddr::from([127, 0, 0, 1])]),
        }
    }

    /// Name servers by address.
    ///
    /// # Errors
    /// When no resolver can be set up.
    pub fn servers(servers: &[IpAddr]) -> Result<Self, LookupError> {
        let servers = servers.iter().copied().map(NameServerConfig::udp_and_tcp).collect();
        let config = ResolverConfig::from_name_servers(servers);
        Self::dns(Resolver::builder_with_config(config, TokioRuntimeProvider::default()))
    }

    /// Answers fixed beforehand.
    pub fn fixed(names: FixedNames) -> Self {
        Self(Source::Fixed(Arc::new(names)))
    }

    fn dns(mut builder: ResolverBuilder<TokioRuntimeProvider>) -> Result<Self, LookupError> {
        let options: &mut ResolverOpts = builder.options_mut();
        options.cache_size = CACHED_ANSWERS;
        options.timeout = SERVER_TIMEOUT;
        options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
        options.positive_max_ttl = Some(MAX_TTL);
        options.negative_max_ttl = Some(MAX_NEGATIVE_TTL);
        let resolver = builder.build().map_err(LookupError::Failed)?;
        Ok(Self(Source::Dns(Arc::new(resolver))))
    }

    /// The addresses of a host, none when there is no such host.
    ///
    /// # Errors
    /// When the name is malformed or no server gave an answer.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, LookupError> {
        if host == "localhost" {
            // Never asked of a name server (RFC 6761).
            return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
        }
        match &self.0 {
            Source::Fixed(fixed) => fixed.look_up_addresses(host),
            Source::Dns(resolver) => match resolver.lookup_ip(dns_name(host)?).await {
                Ok(found) => Ok(found.iter().collect()),
                Err(error) if error.is_no_records_found() => Ok(Vec::new()),
                Err(error) => Err(LookupError::Failed(error)),
            },
        }
    }

    /// The TXT records of a name, each joined from its parts, none when there are none. Records that are not UTF-8 are
    /// left out.
    ///
    /// # Errors
    /// When the name is malformed or no server gave an answer.
    pub async fn txt(&self, name: &str) -> Result<Vec<String>, LookupError> {
        match &self.0 {
            Source::Fixed(fixed) => fixed.look_up(name, &fixed.txt),
            Source::Dns(resolver) => match resolver.txt_lookup(dns_name(name)?).await {
                Ok(found) => Ok(found.answers().iter().filter_map(|record| txt_text(&record.data)).collect()),
                Err(error) if error.is_no_records_found() => Ok(Vec::new()),
                Err(error) => Err(LookupError::Failed(error)),
            },
        }
    }
}

/// A name with a dot is absolute: the system's search domains are for single labels only.
fn dns_name(text: &str) -> Result<Name, LookupError> {
    let mut name = Name::from_ascii(text).map_err(|_| LookupError::NotAName)?;
    if text.contains('.') {
        name.set_fqdn(true);
    }
    Ok(name)
}

fn txt_text(data: &RData) -> Option<String> {
    let RData::TXT(txt) = data else { return None };
    String::from_utf8(txt.txt_data.concat()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_absolute_unless_they_are_one_label() {
        for (text, absolute) in [("_atproto.example.com", true), ("example.com.", true), ("router", false)] {
            assert_eq!(dns_name(text).expect("a name").is_fqdn(), absolute, "{text}");
        }
        for text in ["a..b", &"a".repeat(64), &"a.".repeat(200)] {
            assert!(matches!(dns_name(text), Err(LookupError::NotAName)), "{text}");
        }
    }

    #[test]
    fn parts_of_a_text_record_are_joined() {
        let txt = |parts: &[&str]| {
            let parts = parts.iter().map(|part| (*part).to_owned()).collect();
            txt_text(&RData::TXT(hickory_resolver::proto::rr::rdata::TXT::new(parts)))
        };
        assert_eq!(txt(&["did=did:plc:", "abc"]).as_deref(), Some("did=did:plc:abc"));
        assert_eq!(txt(&[]).as_deref(), Some(""));
    }
}
