//! The addresses that this machine calls the internet from.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

/// Those of each family, by the system's own choice of route. Nothing is sent to find out.
pub fn own_addresses() -> Vec<IpAddr> {
    let towards = |any: IpAddr, public: IpAddr| {
        let socket = UdpSocket::bind((any, 0)).ok()?;
        socket.connect((public, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    };
    // Addresses of the root name servers: any public ones would do.
    let v4 = towards(Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(198, 41, 0, 4).into());
    let v6 =
        towards(Ipv6Addr::UNSPECIFIED.into(), Ipv6Addr::new(0x2001, 0x503, 0xba3e, 0, 0, 0, 2, 0x30).into());
    v4.into_iter().chain(v6).collect()
}
