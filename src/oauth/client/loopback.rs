//! Apps in development: what their name says is all that is known of them, and nothing of it is proven.

use url::form_urlencoded;

use super::id::ClientId;
use super::metadata::{InvalidMetadata, Metadata, scopes};
use super::redirect_uri::{RedirectKind, RedirectUri, RedirectUriError};

/// Scope of an app that names none.
const DEFAULT_SCOPE: &str = "atproto";
/// Redirect URIs of an app that names none.
const DEFAULT_REDIRECT_URIS: [&str; 2] = ["http://127.0.0.1/", "http://[::1]/"];

/// The metadata of a loopback client.
///
/// # Errors
/// When its name holds anything but one scope parameter and loopback addresses.
pub(super) fn metadata(id: &ClientId) -> Result<Metadata, InvalidMetadata> {
    let mut scope = None;
    let mut redirect_uris: Vec<RedirectUri> = Vec::new();
    for (name, value) in form_urlencoded::parse(id.loopback_query().as_bytes()) {
        match &*name {
            "scope" if scope.is_none() => scope = Some(scopes(&value)?),
            "scope" => return Err(parameter("must not be given twice")),
            "redirect_uri" => {
                let uri: RedirectUri = value.parse()?;
                if uri.kind() != RedirectKind::Loopback {
                    return Err(RedirectUriError::NotPublic.into());
                }
                redirect_uris.push(uri);
            }
            _ => return Err(parameter("of a loopback client holds scope and redirect_uri only")),
        }
    }
    if redirect_uris.is_empty() {
        redirect_uris = DEFAULT_REDIRECT_URIS.iter().map(|uri| uri.parse()).collect::<Result<_, _>>()?;
    }
    let scopes = match scope {
        Some(scopes) => scopes,
        None => scopes(DEFAULT_SCOPE)?,
    };
    Ok(Metadata::of_loopback(redirect_uris, scopes))
}

fn parameter(rule: &'static str) -> InvalidMetadata {
    InvalidMetadata::Member { member: "client_id", rule }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::client::metadata::Authentication;

    fn of(id: &str) -> Result<Metadata, InvalidMetadata> {
        metadata(&id.parse().expect("a loopback client"))
    }

    fn texts(metadata: &Metadata) -> (Vec<&str>, Vec<&str>) {
        let uris = metadata.redirect_uris.iter().map(RedirectUri::as_str).collect();
        (uris, metadata.scopes.iter().map(|scope| &**scope).collect())
    }

    #[test]
    fn the_name_says_everything() {
        for bare in ["http://localhost", "http://localhost/", "http://localhost/?"] {
            let metadata = of(bare).expect(bare);
            assert_eq!(texts(&metadata), (vec!["http://127.0.0.1/", "http://[::1]/"], vec!["atproto"]));
            assert!(metadata.native && metadata.refreshes);
            assert_eq!(metadata.authentication, Authentication::None);
        }
        let full = of("http://localhost?scope=atproto+transition:generic&redirect_uri=http%3A%2F%2F127.0.0.1%3A5173%2Fcb\
             &redirect_uri=http://[::1]/cb")
        .expect("two redirect URIs");
        assert_eq!(
            texts(&full),
            (vec!["http://127.0.0.1:5173/cb", "http://[::1]/cb"], vec!["atproto", "transition:generic"])
        );
    }

    #[test]
    fn nothing_else_is_believed() {
        for bad in [
            "http://localhost?scope=transition:generic",
            "http://localhost?scope=",
            "http://localhost?scope=atproto&scope=atproto",
            "http://localhost?scope=atproto++transition:generic",
            "http://localhost?client_name=Trust%20me",
            "http://localhost?redirect_uri=",
            "http://localhost?redirect_uri=http://localhost/cb",
            "http://localhost?redirect_uri=https://evil.social/cb",
            "http://localhost?redirect_uri=http://127.0.0.1%40evil.social/",
            "http://localhost?redirect_uri=social.evil:/cb",
            "http://localhost?a",
        ] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }
}
