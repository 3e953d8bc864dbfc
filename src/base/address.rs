//! Ranges of IP addresses, and who is behind a reverse proxy.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A CIDR range, or one address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AddressRange {
    network: u128,
    /// Bits of the 128 (IPv4 is counted as mapped into IPv6) that must agree.
    prefix: u32,
}

/// Text that is neither an address nor an address with a prefix length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an IP address or a CIDR range")]
pub struct RangeError;

fn bits_of(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

impl AddressRange {
    /// Whether `address` lies in it; IPv4 and its mapped IPv6 form are the same.
    pub fn contains(&self, address: IpAddr) -> bool {
        (bits_of(address) ^ self.network).leading_zeros() >= self.prefix
    }

    /// Where reverse proxies on the same machine or network connect from: loopback, link-local and unique-local
    /// addresses, and the private ranges of IPv4.
    pub fn local_networks() -> Vec<Self> {
        [
            "127.0.0.0/8",
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "169.254.0.0/16",
            "::1",
            "fe80::/10",
            "fc00::/7",
        ]
        .iter()
        .map(|text| text.parse().expect("written correctly above"))
        .collect()
    }
}

impl FromStr for AddressRange {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().map_err(|_| RangeError)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| RangeError)?;
        let (width, offset) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
        let length = length.unwrap_or(width);
        if length > width {
            return Err(RangeError);
        }
        Ok(Self { network: bits_of(address), prefix: offset + length })
    }
}

impl fmt::Debug for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = std::net::Ipv6Addr::from_bits(self.network).to_canonical();
        let length = if address.is_ipv4() { self.prefix.saturating_sub(96) } else { self.prefix };
        write!(f, "{address}/{length}")
    }
}

/// The address that a request comes from. `forwarded` are the values of `X-Forwarded-For`; they are believed from
/// the right, as far as trusted proxies reach.
pub fn client_behind<'a>(
    peer: IpAddr,
    trusted: &[AddressRange],
    forwarded: impl DoubleEndedIterator<Item = &'a str>,
) -> IpAddr {
    let is_trusted = |address| trusted.iter().any(|range| range.contains(address));
    let mut client = peer.to_canonical();
    for hop in forwarded.flat_map(|value| value.split(',')).rev() {
        if !is_trusted(client) {
            break;
        }
        let Some(hop) = parse_hop(hop.trim()) else { break };
        client = hop;
    }
    client
}

/// An address as proxies write it: bare, bracketed, with or without a port.
fn parse_hop(text: &str) -> Option<IpAddr> {
    let address = text
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<std::net::SocketAddr>().map(|socket| socket.ip()))
        .or_else(|_| text.trim_start_matches('[').trim_end_matches(']').parse());
    address.ok().map(|address| address.to_canonical())
}

/// What an address is counted as: IPv6 callers own at least a /64, and IPv4 is the same in its mapped form.
pub fn subject_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => std::net::Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn ranges_contain() {
        let range = |text: &str| text.parse::<AddressRange>();
        assert!(range("10.0.0.0/8").expect("valid").contains(ip("10.255.0.1")));
        assert!(range("10.0.0.0/8").expect("valid").contains(ip("::ffff:10.0.0.1")));
        assert!(!range("10.0.0.0/8").expect("valid").contains(ip("11.0.0.1")));
        assert!(range("fc00::/7").expect("valid").contains(ip("fd12::1")));
        assert!(range("192.0.2.1").expect("valid").contains(ip("192.0.2.1")));
        assert!(range("0.0.0.0/0").expect("valid").contains(ip("192.0.2.1")));
        assert!(!range("0.0.0.0/0").expect("valid").contains(ip("2001:db8::1")));
        for bad in ["", "10.0.0.0/33", "example.com", "::/129", "10.0.0.0/-1"] {
            assert_eq!(range(bad), Err(RangeError), "{bad}");
        }
        assert_eq!(format!("{:?}", range("10.0.0.0/8").expect("valid")), "10.0.0.0/8");
    }

    #[test]
    fn forwarded_headers_are_believed_as_far_as_proxies_are_trusted() {
        let trusted = AddressRange::local_networks();
        let client =
            |peer: &str, forwarded: &[&str]| client_behind(ip(peer), &trusted, forwarded.iter().copied());
        assert_eq!(client("203.0.113.9", &["198.51.100.1"]), ip("203.0.113.9"));
        assert_eq!(client("127.0.0.1", &[]), ip("127.0.0.1"));
        assert_eq!(client("127.0.0.1", &["198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(client("::1", &["6.6.6.6, 198.51.100.1", "10.0.0.7"]), ip("198.51.100.1"));
        assert_eq!(client("127.0.0.1", &["[2001:db8::7]:443"]), ip("2001:db8::7"));
        assert_eq!(client("127.0.0.1", &["garbage"]), ip("127.0.0.1"));
    }
}
