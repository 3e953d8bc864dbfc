//! The machine's name on the local network: who answers for it, and what is said to run there.

use std::net::SocketAddr;

use super::Listening;
use crate::base::Stop;
use crate::mdns::{self, LocalName, Mdns, Service};

/// Answers for `label` until the server stops; nobody does if it is empty.
pub(super) fn tell(label: &str, listening: &Listening, stop: Stop) -> Option<LocalName> {
    if label.is_empty() {
        return None;
    }
    let (mdns, name) = Mdns::new(label, services(listening), mdns::PORT, mdns::interfaces);
    tokio::spawn(mdns.run(stop));
    Some(name)
}

/// What browsers find: the encrypted side where there is one, as the other only leads there.
fn services(listening: &Listening) -> Vec<Service> {
    let reachable = |addresses: &[SocketAddr]| {
        addresses.iter().find(|address| !address.ip().is_loopback()).map(SocketAddr::port)
    };
    let encrypted = reachable(&listening.encrypted).map(|port| Service { kind: "_https", port });
    let plain = || reachable(&listening.plain).map(|port| Service { kind: "_http", port });
    encrypted.or_else(plain).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encrypted_is_told_before_what_is_not_and_what_nobody_reaches_is_not() {
        let told = |plain: &str, encrypted: &str| {
            let list =
                |text: &str| text.split_whitespace().map(|one| one.parse().expect("an address")).collect();
            let listening = Listening { plain: list(plain), encrypted: list(encrypted) };
            services(&listening).first().map(|service| (service.kind, service.port))
        };
        assert_eq!(told("[::]:80", "[::]:443"), Some(("_https", 443)));
        assert_eq!(told("0.0.0.0:2583", ""), Some(("_http", 2583)));
        assert_eq!(told("127.0.0.1:2583", ""), None);
    }
}
