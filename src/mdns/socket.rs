//! The socket for one family of addresses on one interface.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6, UdpSocket as StdSocket};

use socket2::{Domain, InterfaceIndexOrAddress, Protocol, Socket, Type};
use tokio::net::UdpSocket;

use super::Interface;

/// Where everybody listens (RFC 6762, section 3).
const GROUP_V4: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
const GROUP_V6: Ipv6Addr = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 0xfb);
/// Of all that is sent (section 11).
const HOPS: u32 = 255;

/// A family of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    V4,
    V6,
}

impl Family {
    /// Those in which `interface` has addresses.
    pub(super) fn of(interface: &Interface) -> impl Iterator<Item = Self> {
        let has_v4 = interface.addresses.iter().any(|(own, _)| own.is_ipv4());
        let has_v6 = interface.addresses.iter().any(|(own, _)| own.is_ipv6());
        has_v4.then_some(Self::V4).into_iter().chain(has_v6.then_some(Self::V6))
    }
}

/// Where everybody on `interface` hears what is sent.
pub(super) fn group(family: Family, interface: &Interface, port: u16) -> SocketAddr {
    match family {
        Family::V4 => SocketAddrV4::new(GROUP_V4, port).into(),
        Family::V6 => SocketAddrV6::new(GROUP_V6, port, 0, interface.index).into(),
    }
}

/// Joins the group on `interface`.
///
/// The socket is bound to the group's own address, so that it hears what is sent to everybody and nothing else: what is
/// sent to this machine alone belongs to other responders with the same port, such as avahi, which may ask questions.
pub(super) fn open(family: Family, interface: &Interface, port: u16) -> io::Result<UdpSocket> {
    let domain = if family == Family::V4 { Domain::IPV4 } else { Domain::IPV6 };
    let socket = Socket::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
    // Not SO_REUSEPORT: Linux then gives a message to one socket of the group's address, on whichever network it came.
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    let index = interface.index;
    match family {
        Family::V4 => {
            let own = interface.addresses.iter().find_map(|(own, _)| match own {
                IpAddr::V4(own) => Some(*own),
                IpAddr::V6(_) => None,
            });
            let own = own.ok_or(io::ErrorKind::AddrNotAvailable)?;
            // Not what other sockets of this machine joined on other interfaces.
            socket.set_multicast_all_v4(false)?;
            socket.bind(&group(family, interface, port).into())?;
            socket.join_multicast_v4_n(&GROUP_V4, &InterfaceIndexOrAddress::Index(index))?;
            socket.set_multicast_if_v4(&own)?;
            socket.set_multicast_ttl_v4(HOPS)?;
            socket.set_ttl_v4(HOPS)?;
        }
        Family::V6 => {
            socket.set_only_v6(true)?;
            socket.set_multicast_all_v6(false)?;
            socket.bind(&group(family, interface, port).into())?;
            socket.join_multicast_v6(&GROUP_V6, index)?;
            socket.set_multicast_if_v6(index)?;
            socket.set_multicast_hops_v6(HOPS)?;
            socket.set_unicast_hops_v6(HOPS)?;
        }
    }
    UdpSocket::from_std(StdSocket::from(socket))
}
