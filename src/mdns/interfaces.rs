//! The networks that this machine is on.

use std::io;
use std::net::{IpAddr, Ipv6Addr};

/// Interfaces that are used; a machine with more has virtual ones.
const MAX_INTERFACES: usize = 8;
/// Addresses of one interface that are told.
const MAX_ADDRESSES: usize = 8;

/// A network that this machine is on, and its addresses there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// The system's number of it.
    pub index: u32,
    /// The system's name of it, such as `eth0`.
    pub name: String,
    /// Addresses, each with the length of its network's prefix in bits. Never empty.
    pub addresses: Vec<(IpAddr, u8)>,
}

impl Interface {
    /// Whether `other` is an address of the same network, and so nobody from elsewhere.
    pub(super) fn reaches(&self, other: IpAddr) -> bool {
        is_link_local(other)
            || self.addresses.iter().any(|(own, prefix)| match (own, other) {
                (IpAddr::V4(own), IpAddr::V4(other)) => {
                    (own.to_bits() ^ other.to_bits()).leading_zeros() >= u32::from(*prefix)
                }
                (IpAddr::V6(own), IpAddr::V6(other)) => {
                    (own.to_bits() ^ other.to_bits()).leading_zeros() >= u32::from(*prefix)
                }
                _ => false,
            })
    }

    /// The addresses to tell. Link-local ones only where their family has no others: outside of this network they mean
    /// nothing, and browsers cannot use IPv6 ones at all.
    pub(super) fn told(&self) -> Vec<IpAddr> {
        let is_better =
            |other: &(IpAddr, u8), own: IpAddr| other.0.is_ipv4() == own.is_ipv4() && !is_link_local(other.0);
        let mut told: Vec<IpAddr> = self
            .addresses
            .iter()
            .map(|(own, _)| *own)
            .filter(|own| !is_link_local(*own) || !self.addresses.iter().any(|other| is_better(other, *own)))
            .take(MAX_ADDRESSES)
            .collect();
        told.sort_unstable();
        told
    }
}

fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => is_link_local_v6(address),
    }
}

const fn is_link_local_v6(address: Ipv6Addr) -> bool {
    address.segments()[0] & 0xffc0 == 0xfe80
}

/// The networks that this machine shares with others: neither loopback nor links to a single other machine. Asks the
/// kernel over netlink, and blocks for that moment.
///
/// # Errors
/// When the kernel is not asked: a sandbox may forbid netlink.
pub fn interfaces() -> io::Result<Vec<Interface>> {
    let mut found: Vec<Interface> = Vec::new();
    for own in if_addrs::get_if_addrs()? {
        let Some(index) = own.index.filter(|_| !own.is_loopback() && !own.is_p2p()) else { continue };
        let address = match &own.addr {
            if_addrs::IfAddr::V4(own) => (IpAddr::V4(own.ip), own.prefixlen),
            if_addrs::IfAddr::V6(own) => (IpAddr::V6(own.ip), own.prefixlen),
        };
        match found.iter_mut().find(|interface| interface.index == index) {
            Some(interface) => interface.addresses.push(address),
            None => found.push(Interface { index, name: own.name, addresses: vec![address] }),
        }
    }
    found.sort_by_key(|interface| interface.index);
    found.truncate(MAX_INTERFACES);
    // The kernel's order is nobody's promise, and a change is looked for by comparing.
    found.iter_mut().for_each(|interface| interface.addresses.sort_unstable());
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(addresses: &[(&str, u8)]) -> Interface {
        let address = |(text, prefix): &(&str, u8)| (text.parse().expect("an address"), *prefix);
        Interface { index: 2, name: "eth0".into(), addresses: addresses.iter().map(address).collect() }
    }

    #[test]
    fn link_local_addresses_are_told_where_there_are_no_others() {
        let told = |addresses: &[(&str, u8)]| -> Vec<String> {
            interface(addresses).told().iter().map(ToString::to_string).collect()
        };
        assert_eq!(told(&[("169.254.3.4", 16), ("fe80::1", 64)]), ["169.254.3.4", "fe80::1"]);
        assert_eq!(told(&[("fe80::1", 64), ("192.168.1.4", 24)]), ["192.168.1.4", "fe80::1"]);
        assert_eq!(
            told(&[("fe80::1", 64), ("fd00::1", 64), ("192.168.1.4", 24)]),
            ["192.168.1.4", "fd00::1"]
        );
    }

    #[test]
    fn neighbours_are_told_from_strangers() {
        let own = interface(&[("192.168.1.4", 24), ("2a00:1450::7", 64)]);
        for (other, near) in [
            ("192.168.1.200", true),
            ("192.168.2.1", false),
            ("169.254.9.9", true),
            ("9.9.9.9", false),
            ("fe80::9", true),
            ("2a00:1450::9:9", true),
            ("2a00:1450:0:1::9", false),
        ] {
            assert_eq!(own.reaches(other.parse().expect("an address")), near, "{other}");
        }
    }

    #[test]
    fn the_kernel_is_asked() {
        for interface in interfaces().expect("netlink answers") {
            assert!(interface.index > 0 && !interface.addresses.is_empty(), "{interface:?}");
        }
    }
}
