//! Providers with an update address. Most speak the protocol that dyndns.org began ("dyndns2"): the address names host and
//! IP address, name and password go along as in HTTP, and the answer is a word.

use std::time::Duration;

use data_encoding::BASE64;
use hyper::header::{AUTHORIZATION, HeaderValue};
use hyper::{Request, StatusCode, Uri};
use percent_encoding::percent_decode_str;
use url::Url;

use super::Addresses;
use super::updater::TellError;
use crate::net::{Client, Limits, empty};

/// What one update may cost.
const UPDATE: Limits = Limits::lookup(Duration::from_secs(30), 16 * 1024);
/// Longest part of an answer that is shown, in characters.
const MAX_SHOWN: usize = 120;
/// Words that say that the same update will fail again: the settings are wrong, or the provider has had enough.
const REFUSALS: &[&str] = &[
    "badauth", "badagent", "nohost", "notfqdn", "numhost", "abuse", "!donator", "!yours", "!active", "ko",
    "badip",
];
/// Words that say that something is wrong at the provider's.
const FAILURES: &[&str] = &["911", "dnserr", "error", "servererror"];

/// Whether `template` makes an `http://` or `https://` address once names and addresses are put in.
pub fn is_update_url(template: &str) -> bool {
    let known = Addresses { v4: Some([9, 9, 9, 9].into()), v6: Some([0x2a00, 0, 0, 0, 0, 0, 0, 1].into()) };
    parse(&fill(template, "pds.example.com", known)).is_some()
}

/// The families of addresses that `template` takes. One without places for them is called from the address itself.
pub(super) fn families(template: &str) -> (bool, bool) {
    let (v4, v6) = (template.contains("{ipv4}"), template.contains("{ipv6}"));
    if v4 || v6 { (v4, v6) } else { (true, true) }
}

fn fill(template: &str, hostname: &str, addresses: Addresses) -> String {
    let text = |address: Option<String>| address.unwrap_or_default();
    template
        .replace("{hostname}", hostname)
        .replace("{ipv4}", &text(addresses.v4.map(|address| address.to_string())))
        .replace("{ipv6}", &text(addresses.v6.map(|address| address.to_string())))
}

/// The address without name and password, and those as a header.
fn parse(text: &str) -> Option<(Uri, Option<HeaderValue>)> {
    let mut url =
        Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let credentials = format!("{}:{}", decode(url.username()), decode(url.password().unwrap_or_default()));
    let header = (credentials != ":").then(|| format!("Basic {}", BASE64.encode(credentials.as_bytes())));
    let mut header = header.and_then(|header| HeaderValue::try_from(header).ok());
    header.iter_mut().for_each(|header| header.set_sensitive(true));
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_fragment(None);
    Some((url.as_str().parse().ok()?, header))
}

/// Tells the provider.
pub(super) async fn tell(
    client: &Client,
    template: &str,
    hostname: &str,
    addresses: Addresses,
) -> Result<(), TellError> {
    let (uri, credentials) = parse(&fill(template, hostname, addresses)).ok_or(TellError::Url)?;
    let mut request = Request::new(empty());
    *request.uri_mut() = uri;
    if let Some(credentials) = credentials {
        request.headers_mut().insert(AUTHORIZATION, credentials);
    }
    let response = client.send(request, UPDATE).await.map_err(TellError::Request)?;
    let status = response.status;
    let body = response.body.bytes().await.map_err(|error| TellError::Request(error.into()))?;
    judge(status, &String::from_utf8_lossy(&body))
}

fn judge(status: StatusCode, body: &str) -> Result<(), TellError> {
    let line: String = body
        .trim()
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_SHOWN)
        .collect();
    let word = line.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    let said = if line.is_empty() { status.to_string() } else { format!("{status}: {line}") };
    let refuses = REFUSALS.contains(&word.as_str());
    if refuses || matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND) {
        Err(TellError::Refused(said))
    } else if !status.is_success() || FAILURES.contains(&word.as_str()) {
        Err(TellError::Failed(said))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: Addresses = Addresses {
        v4: Some(std::net::Ipv4Addr::new(9, 9, 9, 9)),
        v6: Some(std::net::Ipv6Addr::new(0x2a00, 0, 0, 0, 0, 0, 0, 1)),
    };

    #[test]
    fn addresses_go_to_their_places_and_credentials_to_a_header() {
        let template = "https://me:p%40ss@dyn.example/nic/update?hostname={hostname}&myip={ipv4},{ipv6}";
        let (uri, header) = parse(&fill(template, "pds.example.com", BOTH)).expect("an address");
        assert_eq!(uri, "https://dyn.example/nic/update?hostname=pds.example.com&myip=9.9.9.9,2a00::1");
        let header = header.expect("credentials");
        assert!(header.is_sensitive());
        assert_eq!(header.to_str().ok(), Some("Basic bWU6cEBzcw=="));
        let (uri, header) = parse("http://192.168.1.1/update?token=abc").expect("an address");
        assert_eq!((uri.to_string().as_str(), header), ("http://192.168.1.1/update?token=abc", None));
    }

    #[test]
    fn update_addresses_are_told_from_other_text() {
        for (text, valid) in [
            ("https://dyn.example/update?ip={ipv4}", true),
            ("https://{hostname}/update", true),
            ("ftp://dyn.example/", false),
            ("dyn.example/update", false),
            ("", false),
        ] {
            assert_eq!(is_update_url(text), valid, "{text}");
        }
    }

    #[test]
    fn what_providers_answer_is_understood() {
        let judged = |status: u16, body: &str| judge(StatusCode::from_u16(status).expect("a status"), body);
        for body in ["good 9.9.9.9", "nochg 9.9.9.9\n", "OK", "", "<html>done"] {
            assert!(judged(200, body).is_ok(), "{body}");
        }
        for (status, body) in
            [(200, "badauth"), (200, "KO"), (200, "abuse\n"), (401, ""), (200, "nohost a b")]
        {
            assert!(matches!(judged(status, body), Err(TellError::Refused(_))), "{status} {body}");
        }
        for (status, body) in [(200, "911"), (200, "dnserr"), (500, ""), (302, "moved")] {
            assert!(matches!(judged(status, body), Err(TellError::Failed(_))), "{status} {body}");
        }
    }
}
