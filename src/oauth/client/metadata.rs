//! What an app says about itself (OAuth Client ID Metadata Document, RFC 7591) and the rules that it must keep.

use serde_json::{Map, Value};
use url::Url;

use super::address;
use super::branding::Branding;
use super::id::ClientId;
use super::redirect_uri::{self, RedirectKind, RedirectUri, RedirectUriError};
use crate::oauth::jwk::{Algorithm, JwkError, JwkSet};

/// Longest name that is shown, in characters.
const MAX_NAME: usize = 100;
/// Most redirect URIs.
const MAX_REDIRECT_URIS: usize = 64;
/// The scope that every app has.
const ATPROTO: &str = "atproto";
/// Parameters of OpenID Connect that ask for what is not done here.
const OPENID: [&str; 7] = [
    "default_max_age",
    "userinfo_signed_response_alg",
    "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc",
    "id_token_signed_response_alg",
    "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc",
];
/// Parameters of mutual TLS and of encrypted answers, which are not done either.
const UNSUPPORTED: [&str; 8] = [
    "authorization_encrypted_response_alg",
    "authorization_encrypted_response_enc",
    "tls_client_certificate_bound_access_tokens",
    "tls_client_auth_subject_dn",
    "tls_client_auth_san_dns",
    "tls_client_auth_san_uri",
    "tls_client_auth_san_ip",
    "tls_client_auth_san_email",
];

/// Metadata that was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Metadata {
    /// What the app calls itself. To be shown for trusted clients only: anybody can call themselves anything.
    pub name: Option<String>,
    /// The app's home page.
    pub client_uri: Option<Url>,
    /// The app's logo, for trusted clients only and never fetched by the server.
    pub logo_uri: Option<Url>,
    /// The app's terms.
    pub tos_uri: Option<Url>,
    /// The app's privacy policy.
    pub policy_uri: Option<Url>,
    /// Whether it runs on the user's device.
    pub native: bool,
    /// Where users may be sent back to; at least one.
    pub redirect_uris: Vec<RedirectUri>,
    /// The scope tokens that it may ask for, as it wrote them.
    pub scopes: Vec<Box<str>>,
    /// Whether it may refresh tokens.
    pub refreshes: bool,
    /// How it proves who it is.
    pub authentication: Authentication,
    /// Its wishes for letters and pages.
    pub branding: Branding,
}

/// How a client proves who it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Authentication {
    /// Not at all: a public client.
    None,
    /// By tokens signed with its own key: a confidential client.
    PrivateKeyJwt {
        /// The algorithm that it says it uses.
        algorithm: Algorithm,
        /// Its keys.
        keys: ClientKeys,
    },
}

/// Where the keys of a confidential client are.
#[derive(Clone, Debug, PartialEq)]
pub enum ClientKeys {
    /// In its metadata.
    Inline(JwkSet),
    /// In a document of their own.
    Remote(Url),
}

/// A rule that metadata break.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMetadata {
    /// Not a JSON object.
    #[error("the client metadata is not a JSON object")]
    NotAnObject,
    /// A member that breaks a rule.
    #[error("the client metadata is invalid: \"{member}\" {rule}")]
    Member {
        /// The member.
        member: &'static str,
        /// What it should be, as the rest of a sentence.
        rule: &'static str,
    },
    /// A redirect URI that is not allowed.
    #[error("the client metadata is invalid: {0}")]
    RedirectUri(#[from] RedirectUriError),
    /// A key set that is no good.
    #[error("the client metadata is invalid: \"jwks\": {0}")]
    Keys(#[from] JwkError),
}

fn member(member: &'static str, rule: &'static str) -> InvalidMetadata {
    InvalidMetadata::Member { member, rule }
}

impl Metadata {
    /// Reads the document of `id`.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn parse(id: &ClientId, document: &[u8]) -> Result<Self, InvalidMetadata> {
        let document: Map<String, Value> =
            serde_json::from_slice(document).map_err(|_| InvalidMetadata::NotAnObject)?;
        let document = Document(document);
        if document.text("client_id")? != Some(id.as_str()) {
            return Err(member("client_id", "must be the address of the document"));
        }
        document.refuse_unsupported()?;
        let native = match document.text("application_type")? {
            None | Some("web") => false,
            Some("native") => true,
            Some(_) => return Err(member("application_type", "must be web or native")),
        };
        let metadata = Self {
            name: document.text("client_name")?.and_then(shown_name),
            client_uri: document.client_uri(id)?,
            logo_uri: document.web_address("logo_uri")?,
            tos_uri: document.web_address("tos_uri")?,
            policy_uri: document.web_address("policy_uri")?,
            native,
            redirect_uris: document.redirect_uris(id, native)?,
            scopes: scopes(document.text("scope")?.ok_or(member("scope", "is required"))?)?,
            refreshes: document.grants()?,
            authentication: document.authentication(native)?,
            branding: Branding::read(&document.0),
        };
        Ok(metadata)
    }

    /// What a loopback client's name says.
    pub(super) fn of_loopback(redirect_uris: Vec<RedirectUri>, scopes: Vec<Box<str>>) -> Self {
        Self {
            name: None,
            client_uri: None,
            logo_uri: None,
            tos_uri: None,
            policy_uri: None,
            native: true,
            redirect_uris,
            scopes,
            refreshes: true,
            authentication: Authentication::None,
            branding: Branding::default(),
        }
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        let urls = [&self.client_uri, &self.logo_uri, &self.tos_uri, &self.policy_uri];
        let texts = urls.iter().filter_map(|url| url.as_ref().map(|url| url.as_str().len())).sum::<usize>()
            + self.name.as_ref().map_or(0, String::len)
            + self.redirect_uris.iter().map(|uri| uri.as_str().len() + 16).sum::<usize>()
            + self.scopes.iter().map(|scope| scope.len() + 16).sum::<usize>()
            + self.branding.weight();
        let keys = match &self.authentication {
            Authentication::PrivateKeyJwt { keys: ClientKeys::Inline(keys), .. } => keys.weight(),
            Authentication::PrivateKeyJwt { keys: ClientKeys::Remote(url), .. } => url.as_str().len(),
            Authentication::None => 0,
        };
        size_of::<Self>() + texts + keys
    }
}

/// Scope tokens of an app: at least `atproto`, none twice.
///
/// # Errors
/// When the text is not a list of tokens separated by single blanks, or breaks these rules.
pub(super) fn scopes(text: &str) -> Result<Vec<Box<str>>, InvalidMetadata> {
    let is_token = |token: &str| {
        !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\\'))
    };
    let mut scopes: Vec<Box<str>> = text.split(' ').map(Box::from).collect();
    if !scopes.iter().all(|token| is_token(token)) {
        return Err(member("scope", "must be a list of tokens separated by single spaces"));
    }
    if !scopes.iter().any(|token| **token == *ATPROTO) {
        return Err(member("scope", "must contain atproto"));
    }
    scopes.sort_unstable();
    if scopes.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(member("scope", "must not name a scope twice"));
    }
    Ok(scopes)
}

/// A name without control characters and without those that change the direction of text, cut to what fits a line.
fn shown_name(name: &str) -> Option<String> {
    let misleads =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    let name: String = name.chars().filter(|c| !c.is_control() && !misleads(*c)).take(MAX_NAME).collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// The document as it came. Members that are `null` count as absent.
struct Document(Map<String, Value>);

impl Document {
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn text(&self, name: &'static str) -> Result<Option<&str>, InvalidMetadata> {
        self.get(name).map(|value| value.as_str().ok_or(member(name, "must be a text"))).transpose()
    }

    fn texts(&self, name: &'static str) -> Result<Option<Vec<&str>>, InvalidMetadata> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let texts = value.as_array().and_then(|list| list.iter().map(Value::as_str).collect());
        texts.map(Some).ok_or(member(name, "must be a list of texts"))
    }

    /// An address that is shown.
    fn web_address(&self, name: &'static str) -> Result<Option<Url>, InvalidMetadata> {
        let Some(text) = self.text(name)?.filter(|text| !text.is_empty()) else { return Ok(None) };
        let url = Url::parse(text).ok().filter(|url| address::public_host(url).is_some());
        url.map(Some).ok_or(member(name, "must be an https URL on a public host"))
    }

    /// The home page: on the origin of the document, at or above it.
    fn client_uri(&self, id: &ClientId) -> Result<Option<Url>, InvalidMetadata> {
        let Some(home) = self.web_address("client_uri")? else { return Ok(None) };
        let document = Url::parse(id.as_str()).map_err(|_| member("client_id", "must be a URL"))?;
        if home.origin() != document.origin() {
            return Err(member("client_uri", "must have the origin of the client_id"));
        }
        let above = document.path() == home.path()
            || document
                .path()
                .strip_prefix(home.path().trim_end_matches('/'))
                .is_some_and(|rest| rest.starts_with('/'));
        if above { Ok(Some(home)) } else { Err(member("client_uri", "must be a parent of the client_id")) }
    }

    fn refuse_unsupported(&self) -> Result<(), InvalidMetadata> {
        if let Some(name) = OPENID.into_iter().find(|name| self.get(name).is_some()) {
            return Err(member(name, "is not supported"));
        }
        // `false` asks for nothing.
        let asks = |name: &str| self.get(name).is_some_and(|value| *value != Value::Bool(false));
        if let Some(name) = UNSUPPORTED.into_iter().find(|name| asks(name)) {
            return Err(member(name, "is not supported"));
        }
        if self.text("subject_type")?.is_some_and(|kind| kind != "public") {
            return Err(member("subject_type", "must be public"));
        }
        if self.get("dpop_bound_access_tokens") != Some(&Value::Bool(true)) {
            return Err(member("dpop_bound_access_tokens", "must be true"));
        }
        if self.texts("authorization_details_types")?.is_some_and(|types| !types.is_empty()) {
            return Err(member("authorization_details_types", "are not supported"));
        }
        if !self.texts("response_types")?.is_none_or(|types| types.contains(&"code")) {
            return Err(member("response_types", "must include code"));
        }
        Ok(())
    }

    /// Whether it has the refresh grant besides the one for codes.
    fn grants(&self) -> Result<bool, InvalidMetadata> {
        const NAME: &str = "grant_types";
        let grants = self.texts(NAME)?.unwrap_or_else(|| vec!["authorization_code"]);
        let count = |grant: &str| grants.iter().filter(|other| **other == grant).count();
        let (codes, refreshes) = (count("authorization_code"), count("refresh_token"));
        if codes + refreshes != grants.len() {
            return Err(member(NAME, "must not contain anything but authorization_code and refresh_token"));
        }
        if codes != 1 {
            return Err(member(NAME, "must contain authorization_code once"));
        }
        if refreshes > 1 {
            return Err(member(NAME, "must not contain a grant twice"));
        }
        Ok(refreshes == 1)
    }

    fn redirect_uris(&self, id: &ClientId, native: bool) -> Result<Vec<RedirectUri>, InvalidMetadata> {
        const NAME: &str = "redirect_uris";
        let texts = self.texts(NAME)?.filter(|uris| !uris.is_empty()).ok_or(member(NAME, "is required"))?;
        if texts.len() > MAX_REDIRECT_URIS {
            return Err(member(NAME, "has too many entries"));
        }
        let own_origin = Url::parse(id.as_str()).ok().map(|url| url.origin());
        let own_scheme = id.host().rsplit('.').collect::<Vec<_>>().join(".");
        let mut uris = Vec::with_capacity(texts.len());
        // What stands for many hosts elsewhere stands for none here, and is no reason to refuse the other addresses.
        for text in texts.into_iter().filter(|text| !redirect_uri::is_pattern(text)) {
            let uri: RedirectUri = text.parse()?;
            match uri.kind() {
                RedirectKind::Web if native && uri.web_origin() != own_origin => {
                    return Err(member(NAME, "of native clients must be on the origin of the client_id"));
                }
                RedirectKind::Loopback | RedirectKind::Private if !native => {
                    return Err(member(NAME, "of web clients must use https"));
                }
                RedirectKind::Private if uri.scheme() != own_scheme => {
                    return Err(member(
                        NAME,
                        "with a scheme of their own must use the reversed host of the client_id",
                    ));
                }
                RedirectKind::Web | RedirectKind::Loopback | RedirectKind::Private => uris.push(uri),
            }
        }
        if uris.is_empty() { Err(member(NAME, "has patterns only")) } else { Ok(uris) }
    }

    fn authentication(&self, native: bool) -> Result<Authentication, InvalidMetadata> {
        const METHOD: &str = "token_endpoint_auth_method";
        const ALGORITHM: &str = "token_endpoint_auth_signing_alg";
        let algorithm = self.text(ALGORITHM)?;
        let keys = self.keys()?;
        match self.text(METHOD)? {
            Some("none") if algorithm.is_some() => Err(member(ALGORITHM, "goes with private_key_jwt only")),
            Some("none") => Ok(Authentication::None),
            Some("private_key_jwt") if native => Err(member(METHOD, "of native clients must be none")),
            Some("private_key_jwt") => {
                let algorithm = algorithm.ok_or(member(ALGORITHM, "is required with private_key_jwt"))?;
                let algorithm = algorithm.parse().map_err(|_| member(ALGORITHM, "is not supported"))?;
                let keys = keys.ok_or(member("jwks", "or jwks_uri is required with private_key_jwt"))?;
                if matches!(&keys, ClientKeys::Inline(keys) if keys.is_empty()) {
                    return Err(member("jwks", "must hold a public key with a kid"));
                }
                Ok(Authentication::PrivateKeyJwt { algorithm, keys })
            }
            // Left out, it means client_secret_basic.
            None | Some(_) => Err(member(METHOD, "must be none or private_key_jwt")),
        }
    }

    fn keys(&self) -> Result<Option<ClientKeys>, InvalidMetadata> {
        const ADDRESS: &str = "jwks_uri";
        match (self.get("jwks"), self.text(ADDRESS)?) {
            (Some(_), Some(_)) => Err(member("jwks", "and jwks_uri exclude each other")),
            (Some(keys), None) => Ok(Some(ClientKeys::Inline(JwkSet::from_json(keys)?))),
            (None, Some(text)) => {
                let url = address::document(text)
                    .ok_or(member(ADDRESS, "must be a canonical https URL on a public host"))?;
                Ok(Some(ClientKeys::Remote(url)))
            }
            (None, None) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests;
