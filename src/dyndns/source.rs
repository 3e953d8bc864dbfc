//! Where the public addresses come from: the machine itself, or whom the operator named.

use std::net::IpAddr;
use std::time::Duration;

use hyper::Uri;

use super::Addresses;
use crate::net::{Client, Error, Limits};

/// What one question may cost.
const QUESTION: Limits = Limits::lookup(Duration::from_secs(15), 4 * 1024);

/// Why the addresses are not known.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Whoever was asked does not answer.
    #[error("network.address_source does not answer")]
    Request(#[source] Error),
    /// It answers, but not with an address.
    #[error("network.address_source answers without an address")]
    NoAddress,
    /// It names an address that the internet does not know.
    #[error("network.address_source says {0}, which is not on the public internet")]
    NotPublic(IpAddr),
    /// Nothing is public, and nobody is asked.
    #[error(
        "this machine has no public address itself, and network.address_source names nobody who could tell"
    )]
    Nobody,
}

/// The public ones of the machine's `own` addresses. An IPv4 address that it does not have itself comes from `source`.
pub(super) async fn find(
    own: &[IpAddr],
    client: &Client,
    source: Option<&str>,
) -> Result<Addresses, SourceError> {
    let mut found = Addresses::public(own);
    if let Some(source) = source.filter(|_| found.v4.is_none()) {
        match ask(client, source).await? {
            IpAddr::V4(address) => found.v4 = Some(address),
            IpAddr::V6(address) => found.v6 = Some(address),
        }
    }
    Ok(found)
}

async fn ask(client: &Client, source: &str) -> Result<IpAddr, SourceError> {
    let url: Uri = source.parse().map_err(|_| SourceError::Request(Error::Url))?;
    let answer = client.get(url, "text/plain, */*", QUESTION, 0).await;
    let (status, _, body) = answer.map_err(SourceError::Request)?;
    let found = read(&String::from_utf8_lossy(&body)).filter(|_| status.is_success());
    let found = found.ok_or(SourceError::NoAddress)?;
    if Addresses::public(&[found]).is_empty() { Err(SourceError::NotPublic(found)) } else { Ok(found) }
}

/// The first address in a text: bare, in a sentence, or in JSON.
fn read(text: &str) -> Option<IpAddr> {
    let part_of_address = |c: char| c.is_ascii_hexdigit() || c == '.' || c == ':';
    let mut words = text.split(|c: char| !part_of_address(c));
    words.find_map(|word| word.trim_end_matches('.').trim_start_matches(':').parse().ok())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn addresses_are_found_in_what_services_answer() {
        for (text, found) in [
            ("9.9.9.9\n", Some("9.9.9.9")),
            ("<html><body>Current IP Address: 9.9.9.9</body></html>", Some("9.9.9.9")),
            (r#"{"ip":"9.9.9.9"}"#, Some("9.9.9.9")),
            ("2a00:1450::1", Some("2a00:1450::1")),
            ("Your address is 9.9.9.9.", Some("9.9.9.9")),
            ("no", None),
            ("", None),
        ] {
            assert_eq!(read(text), found.map(|text| text.parse().expect("an address")), "{text}");
        }
    }
}
