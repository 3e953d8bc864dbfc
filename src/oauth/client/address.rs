//! The addresses that clients name: which hosts may be asked for documents, and which may be sent to.

use url::{Host, Url};

/// Ends of names that lead nowhere on the public internet (RFC 6761, RFC 6762).
const LOCAL_ENDS: [&str; 5] = ["test", "local", "localhost", "invalid", "example"];
/// Hosts under which anybody can place anything, or nobody can: they say nothing of who an app is. With all names
/// below them.
const NOBODYS_HOSTS: [&str; 4] = ["example.com", "example.net", "example.org", "googleusercontent.com"];

/// Whether `text` is made of printable ASCII without blanks, quotes and backslashes: what is left of an address when
/// parsers that mend things, and headers that must not break, have had their say.
pub(super) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>'))
}

/// Whether a name has one label only, or one of [`LOCAL_ENDS`].
pub(super) fn is_local(host: &str) -> bool {
    host.rsplit_once('.')
        .is_none_or(|(_, end)| LOCAL_ENDS.iter().any(|local| local.eq_ignore_ascii_case(end)))
}

/// The host of an `https://` address when it is a name on the public internet. The URL standard lets names hold
/// characters that mean something elsewhere, such as `;` and `*` in content security policies: those are refused.
pub(super) fn public_host(url: &Url) -> Option<&str> {
    let is_name =
        |host: &str| host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
    match url.host() {
        Some(Host::Domain(host)) if url.scheme() == "https" && is_name(host) && !is_local(host) => Some(host),
        _ => None,
    }
}

/// Reads the `https://` address of a document that may be fetched: in its canonical form, at the usual port, without
/// credentials and fragment, on a host that tells whose it is.
pub(super) fn document(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let host = public_host(&url)?;
    let nobodys = NOBODYS_HOSTS.iter().any(|nobodys| {
        host.strip_suffix(nobodys).is_some_and(|front| front.is_empty() || front.ends_with('.'))
    });
    // What the parser writes back differs from what it read when it had to mend something.
    let canonical = url.as_str() == text && !url.path().contains("//") && !host.ends_with('.');
    let bare = url.port().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    (canonical && bare && !nobodys).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_lie_on_public_hosts_under_canonical_addresses() {
        for good in [
            "https://app.demo.social/client-metadata.json",
            "https://app.demo.social/a/b?version=2",
            "https://xn--bcher-kva.de/client",
            "https://app.demo.social/",
        ] {
            assert!(document(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "/client",
            "http://app.demo.social/client",
            "ftp://app.demo.social/client",
            "https://app.demo.social",
            "https://app.demo.social:443/client",
            "https://app.demo.social:8443/client",
            "https://me@app.demo.social/client",
            "https://:secret@app.demo.social/client",
            "https://@app.demo.social/client",
            "https://app.demo.social/client#part",
            "https://app.demo.social/client#",
            "https://app.demo.social/a/../client",
            "https://app.demo.social/a//client",
            "https://app.demo.social/a\\client",
            "https://app.demo.social/cli\tent",
            "https://app.demo.social/client ",
            "https://APP.demo.social/client",
            "https://app.demo.social./client",
            "https://bücher.de/client",
            "https:app.demo.social/client",
            "https:///app.demo.social/client",
            "https://app;script-src.social/client",
            "https://*.demo.social/client",
            "https://127.0.0.1/client",
            "https://2130706433/client",
            "https://0x7f.1/client",
            "https://[::1]/client",
            "https://[::ffff:10.0.0.1]/client",
            "https://localhost/client",
            "https://app.localhost/client",
            "https://router/client",
            "https://printer.local/client",
            "https://app.test/client",
            "https://app.invalid/client",
            "https://app.example/client",
            "https://example.com/client",
            "https://app.example.org/client",
            "https://googleusercontent.com/client",
            "https://any.googleusercontent.com/client",
        ] {
            assert!(document(bad).is_none(), "{bad}");
        }
        assert!(document("https://notexample.com/client").is_some());
    }
}
