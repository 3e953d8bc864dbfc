//! Decentralized identifiers (DID spec of AT Protocol, "at syntax").

use super::text_id::text_id;

/// Longest DID in bytes.
const MAX_DID: usize = 2_048;

text_id!(
    /// A DID: `did:<method>:<identifier>`, case-sensitive, at most 2,048 bytes.
    Did,
    "DID",
    is_did
);

impl Did {
    /// The method: `plc`, `web`, ….
    pub fn method(&self) -> &str {
        self.as_str().split(':').nth(1).unwrap_or_default()
    }

    /// The host of a `did:web` that AT Protocol accepts: a bare host name, or `localhost` with a port. `None` for
    /// other methods and for path-based `did:web`.
    pub fn web_host(&self) -> Option<String> {
        let encoded = self.as_str().strip_prefix("did:web:")?;
        if encoded.contains(':') {
            return None;
        }
        let host = percent_encoding::percent_decode_str(encoded).decode_utf8().ok()?.to_ascii_lowercase();
        let (name, port) = match host.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (host.as_str(), None),
        };
        let port_ok = match port {
            None => true,
            Some(port) => name == "localhost" && port.parse::<u16>().is_ok(),
        };
        let name_ok = name == "localhost" || super::handle::is_handle(name);
        (port_ok && name_ok).then_some(host)
    }
}

fn is_did(text: &str) -> bool {
    let Some((method, id)) = text.strip_prefix("did:").and_then(|rest| rest.split_once(':')) else {
        return false;
    };
    text.len() <= MAX_DID
        && !method.is_empty()
        && method.bytes().all(|b| b.is_ascii_lowercase())
        && !id.is_empty()
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:%-".contains(&b))
        && !id.ends_with([':', '%'])
}

#[cfg(test)]
mod tests {
    use super::Did;

    #[test]
    fn web_hosts() {
        let host = |did: &str| did.parse::<Did>().expect("a DID").web_host();
        assert_eq!(host("did:web:pds.example.com").as_deref(), Some("pds.example.com"));
        assert_eq!(host("did:web:localhost%3A2583").as_deref(), Some("localhost:2583"));
        assert_eq!(host("did:web:example.com%3A443"), None);
        assert_eq!(host("did:web:example.com:user"), None);
        assert_eq!(host("did:plc:asdf"), None);
    }
}
