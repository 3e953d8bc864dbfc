//! A client whose metadata were read.

use bytes::Bytes;

use super::branding::Branding;
use super::config::Regard;
use super::id::{ClientId, ClientKind};
use super::loopback;
use super::metadata::{Authentication, InvalidMetadata, Metadata};
use super::redirect_uri::{RedirectUri, RedirectUriError};
use super::shelf::Dated;
use crate::base::Timestamp;

/// An app that asks for access.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its name.
    pub id: ClientId,
    /// What it says about itself.
    pub metadata: Metadata,
    /// Whether the operator vouches for it.
    pub trusted: bool,
    /// Whether its wishes for letters and pages are granted.
    branded: bool,
    /// The document as it came, for the store; empty for a loopback client.
    pub(super) document: Bytes,
    pub(super) fetched_at: Timestamp,
}

impl Client {
    /// Reads the document of `id`.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub(super) fn discoverable(
        id: &ClientId,
        document: Bytes,
        regard: Regard,
        fetched_at: Timestamp,
    ) -> Result<Self, InvalidMetadata> {
        let metadata = Metadata::parse(id, &document)?;
        let Regard { trusted, branded } = regard;
        Ok(Self { id: id.clone(), metadata, trusted, branded, document, fetched_at })
    }

    /// The client that a loopback name describes.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub(super) fn loopback(id: &ClientId, regard: Regard, now: Timestamp) -> Result<Self, InvalidMetadata> {
        let metadata = loopback::metadata(id)?;
        let Regard { trusted, branded } = regard;
        Ok(Self { id: id.clone(), metadata, trusted, branded, document: Bytes::new(), fetched_at: now })
    }

    /// Whether it is an app in development.
    pub fn is_loopback(&self) -> bool {
        self.id.kind() == ClientKind::Loopback
    }

    /// Whether it proves who it is.
    pub fn is_confidential(&self) -> bool {
        matches!(self.metadata.authentication, Authentication::PrivateKeyJwt { .. })
    }

    /// Whether a decision of the user about it is remembered, and may be acted on without asking again: only when
    /// nobody else can take its name.
    pub fn may_be_silent(&self) -> bool {
        self.trusted || self.is_confidential()
    }

    /// The host to show for it.
    pub fn display_host(&self) -> &str {
        self.id.host()
    }

    /// The name to show for it: none unless the operator vouches for it.
    pub fn display_name(&self) -> Option<&str> {
        self.metadata.name.as_deref().filter(|_| self.trusted)
    }

    /// The address of the logo to show for it: none unless the operator vouches for it.
    pub fn display_logo(&self) -> Option<&str> {
        self.metadata.logo_uri.as_ref().filter(|_| self.trusted).map(url::Url::as_str)
    }

    /// Its wishes for letters and pages: none unless the operator grants them.
    pub fn branding(&self) -> Option<&Branding> {
        self.branded.then_some(&self.metadata.branding)
    }

    /// Whether it may ask for a scope token, which it must have written in exactly this way.
    pub fn declares(&self, scope: &str) -> bool {
        self.metadata.scopes.binary_search_by(|known| (**known).cmp(scope)).is_ok()
    }

    /// Where the user is sent back to when a request asks for `asked`. May be left out by a client that registered
    /// just one.
    ///
    /// # Errors
    /// When it is not registered, or left out by a client with several.
    pub fn redirect_uri(&self, asked: Option<&str>) -> Result<RedirectUri, RedirectUriError> {
        let registered = &self.metadata.redirect_uris;
        let Some(asked) = asked else {
            return match &registered[..] {
                [only] => Ok(only.clone()),
                _ => Err(RedirectUriError::Required),
            };
        };
        let asked: RedirectUri = asked.parse()?;
        if registered.iter().any(|uri| uri.allows(&asked)) {
            Ok(asked)
        } else {
            Err(RedirectUriError::Unregistered)
        }
    }
}

impl Dated for Client {
    fn fetched_at(&self) -> Timestamp {
        self.fetched_at
    }

    fn weight(&self) -> usize {
        size_of::<Self>() + self.id.as_str().len() + self.metadata.weight() + self.document.len()
    }
}

#[cfg(test)]
impl Client {
    /// A client with this document.
    pub(crate) fn for_tests(document: &serde_json::Value, trusted: bool) -> Self {
        let regard = Regard { trusted, branded: trusted };
        let id: ClientId = document["client_id"].as_str().expect("a name").parse().expect("a client");
        Self::discoverable(&id, document.to_string().into(), regard, Timestamp::default())
            .expect("valid metadata")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn client(redirect_uris: &[&str], trusted: bool) -> Client {
        let document = json!({
            "client_id": "https://app.demo.social/client.json",
            "client_name": "Demo",
            "logo_uri": "https://app.demo.social/logo.png",
            "redirect_uris": redirect_uris,
            "scope": "transition:generic atproto",
            "token_endpoint_auth_method": "none",
            "dpop_bound_access_tokens": true,
        });
        Client::for_tests(&document, trusted)
    }

    #[test]
    fn names_and_logos_are_those_of_trusted_clients_only() {
        let client = |trusted| client(&["https://app.demo.social/cb"], trusted);
        let (stranger, friend) = (client(false), client(true));
        assert_eq!((stranger.display_name(), stranger.display_logo()), (None, None));
        assert_eq!(friend.display_name(), Some("Demo"));
        assert_eq!(friend.display_logo(), Some("https://app.demo.social/logo.png"));
        assert_eq!(stranger.display_host(), "app.demo.social");
        assert!(!stranger.may_be_silent() && friend.may_be_silent());
    }

    #[test]
    fn scopes_are_compared_as_they_are_written() {
        let client = client(&["https://app.demo.social/cb"], false);
        assert!(client.declares("atproto") && client.declares("transition:generic"));
        for other in ["", "Atproto", "transition", "transition:generic ", "transition%3Ageneric"] {
            assert!(!client.declares(other), "{other}");
        }
    }

    #[test]
    fn a_redirect_uri_may_be_left_out_when_there_is_one() {
        let (one, two) = ("https://app.demo.social/cb", "https://app.demo.social/other");
        let only = client(&[one], false);
        assert_eq!(only.redirect_uri(None).map(|uri| uri.to_string()), Ok(one.to_owned()));
        assert_eq!(only.redirect_uri(Some(two)), Err(RedirectUriError::Unregistered));
        assert_eq!(only.redirect_uri(Some("")), Err(RedirectUriError::Malformed));
        let several = client(&[one, two], false);
        assert_eq!(several.redirect_uri(None), Err(RedirectUriError::Required));
        assert!(several.redirect_uri(Some(two)).is_ok());
    }
}
