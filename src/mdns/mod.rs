//! Layer 4: a name on the local network without a name server: multicast DNS (RFC 6762), so that `hostplant.local` is
//! this machine, and DNS service discovery (RFC 6763), so that it is found by those who look for web servers.
//!
//! Only answers: it asks for nobody's name but its own, keeps nothing of what others say, and leaves other responders on
//! this machine their port. Knows nothing of HTTP or of what is served under the name. The form of messages is hickory's.

mod interfaces;
mod records;
mod responder;
mod socket;
mod speaker;
#[cfg(test)]
mod tests;

pub use interfaces::{Interface, interfaces};
pub use responder::{LocalName, Mdns, PORT};

/// Longest name, in bytes: there has to be room for a number behind it, should the name be taken.
pub const MAX_NAME_BYTES: usize = 56;

/// Something that is to be found by those who look for its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its kind, such as `_https` (RFC 6763, section 7).
    pub kind: &'static str,
    /// Its TCP port.
    pub port: u16,
}

/// Whether `name` can be a machine's name in `.local`: letters, digits and inner hyphens (RFC 1123).
pub fn is_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=MAX_NAME_BYTES).contains(&name.len())
        && name.bytes().all(inner)
        && !name.starts_with('-')
        && !name.ends_with('-')
}
