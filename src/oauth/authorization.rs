//! What a client asks for when it begins: the parameters of a pushed authorization request (RFC 9126) and the rules for
//! them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;

use super::client::{Client, ClientAuth, RedirectUri};
use super::error::{ErrorCode, OAuthError};
use super::fields::Fields;
use super::jwk::Thumbprint;
use super::redirect::ResponseMode;
use super::scope::ScopeSet;
use crate::syntax::{Did, Handle};

/// Longest `state`, in bytes: it is kept and comes back in an address.
const MAX_STATE: usize = 2_048;
/// Longest `scope`, in bytes.
const MAX_SCOPE: usize = 8_192;
/// Longest `login_hint`: an e-mail address or a DID.
const MAX_HINT: usize = 320;
/// Longest `ui_locales`.
const MAX_LOCALES: usize = 256;

/// How the owner is to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Not at all.
    None,
    /// For the password, whoever is signed in.
    Login,
    /// For consent, whatever was given before.
    Consent,
    /// Which account it shall be.
    SelectAccount,
    /// To make an account.
    Create,
}

impl Prompt {
    /// The values that the metadata document lists.
    pub const NAMES: [&str; 5] = ["none", "login", "consent", "select_account", "create"];
}

/// Text that names no prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a prompt")]
pub struct BadPrompt;

impl FromStr for Prompt {
    type Err = BadPrompt;

    fn from_str(text: &str) -> Result<Self, BadPrompt> {
        Ok(match text {
            "none" => Self::None,
            "login" => Self::Login,
            "consent" => Self::Consent,
            "select_account" => Self::SelectAccount,
            "create" => Self::Create,
            _ => return Err(BadPrompt),
        })
    }
}

/// Whom the client thinks that it deals with.
#[derive(Clone, PartialEq, Eq)]
pub enum LoginHint {
    /// By DID.
    Did(Did),
    /// By handle.
    Handle(Handle),
    /// By e-mail address in lower case. Never shown to anybody who did not type it.
    Email(Box<str>),
}

/// Text that names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a DID, a handle or an e-mail address")]
pub struct BadHint;

impl FromStr for LoginHint {
    type Err = BadHint;

    fn from_str(text: &str) -> Result<Self, BadHint> {
        if text.len() > MAX_HINT {
            return Err(BadHint);
        }
        let text = text.trim().to_lowercase();
        let text = text.strip_prefix('@').unwrap_or(&text);
        if text.starts_with("did:") {
            return text.parse().map(Self::Did).map_err(|_| BadHint);
        }
        if let Some((local, domain)) = text.split_once('@') {
            let plain = !local.is_empty()
                && domain.contains('.')
                && !domain.contains('@')
                && !text.contains(|c: char| c.is_whitespace() || c.is_control());
            return if plain { Ok(Self::Email(text.into())) } else { Err(BadHint) };
        }
        text.parse().map(Self::Handle).map_err(|_| BadHint)
    }
}

impl fmt::Debug for LoginHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Did(did) => write!(f, "{did}"),
            Self::Handle(handle) => write!(f, "{handle}"),
            Self::Email(_) => f.write_str("an e-mail address"),
        }
    }
}

/// What a client asks an account's owner for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who asks.
    pub client: Arc<Client>,
    /// How the client proved who it is.
    pub client_auth: ClientAuth,
    /// What it asks for: scopes that are known here, permission sets by name.
    pub scope: ScopeSet,
    /// Where the answer goes.
    pub redirect_uri: RedirectUri,
    /// How the answer goes there.
    pub response_mode: ResponseMode,
    /// What comes back with the answer.
    pub state: Option<Box<str>>,
    /// How the owner is to be asked.
    pub prompt: Option<Prompt>,
    /// Whether the client itself wants its owner to be asked for consent, on a page for nothing else.
    pub wants_consent: bool,
    /// Whom the client thinks that it deals with.
    pub login_hint: Option<LoginHint>,
    /// Languages that the client prefers, the best first.
    pub ui_locales: Vec<Box<str>>,
    /// How old a sign-in may be.
    pub max_age: Option<Duration>,
    /// SHA-256 of the secret with which the client will fetch its tokens (RFC 7636).
    pub challenge: [u8; 32],
    /// The key that the client has bound its tokens to already.
    pub jkt: Option<Thumbprint>,
}

impl Request {
    /// Reads and checks parameters. `proof` is the key of the client's DPoP proof, if it sent one.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn read(
        fields: &Fields,
        client: Arc<Client>,
        client_auth: ClientAuth,
        proof: Option<Thumbprint>,
    ) -> Result<Self, OAuthError> {
        for name in ["claims", "id_token_hint", "nonce"] {
            if fields.get(name).is_some() {
                return Err(OAuthError::invalid(format!("Unsupported \"{name}\" parameter")));
            }
        }
        for name in ["request", "request_uri"] {
            if fields.get(name).is_some() {
                return Err(OAuthError::invalid(format!("\"{name}\" is not allowed in a pushed request")));
            }
        }
        if fields.get("authorization_details").is_some() {
            return Err(OAuthError::new(
                ErrorCode::InvalidAuthorizationDetails,
                "No type of authorization_details is supported",
            ));
        }
        match fields.need("response_type")? {
            "code" => {}
            _ => {
                return Err(OAuthError::new(
                    ErrorCode::UnsupportedResponseType,
                    "Only the \"code\" response type is supported",
                ));
            }
        }
        let redirect_uri = client.redirect_uri(fields.get("redirect_uri"))?;
        let challenge = challenge(fields)?;
        let scope = scope(fields, &client)?;
        let jkt = jkt(fields, proof)?;
        let response_mode = match fields.get("response_mode") {
            None => ResponseMode::Query,
            Some(text) => text.parse().map_err(|_| OAuthError::invalid("Unsupported \"response_mode\""))?,
        };
        let state = fields.get("state");
        if state.is_some_and(|state| state.len() > MAX_STATE) {
            return Err(OAuthError::invalid("\"state\" is too long"));
        }
        let login_hint = fields
            .get("login_hint")
            .map(|hint| hint.parse().map_err(|_| OAuthError::invalid("Invalid \"login_hint\"")))
            .transpose()?;
        let max_age = fields
            .get("max_age")
            .map(|secs| secs.parse().map_err(|_| OAuthError::invalid("Invalid \"max_age\"")))
            .transpose()?;
        if let Some(display) = fields.get("display")
            && !["page", "popup", "touch", "wap"].contains(&display)
        {
            return Err(OAuthError::invalid("Unsupported \"display\""));
        }
        Ok(Self {
            prompt: prompt(fields, &client)?,
            wants_consent: fields.get("prompt") == Some("consent"),
            ui_locales: locales(fields)?,
            redirect_uri,
            response_mode,
            state: state.map(Box::from),
            login_hint,
            max_age: max_age.map(Duration::from_secs),
            scope,
            challenge,
            jkt,
            client,
            client_auth,
        })
    }

    /// About how much memory it takes beside the client, which others share, in bytes.
    pub(super) fn weight(&self) -> usize {
        let locales: usize = self.ui_locales.iter().map(|locale| locale.len() + size_of::<Box<str>>()).sum();
        // A parsed scope takes several times its text.
        size_of::<Self>()
            + 4 * self.scope.to_string().len()
            + self.redirect_uri.as_str().len()
            + self.state.as_ref().map_or(0, |state| state.len())
            + locales
            + MAX_HINT
    }
}

/// The hash of the code verifier, by the one method that the profile allows.
fn challenge(fields: &Fields) -> Result<[u8; 32], OAuthError> {
    let text = fields.get("code_challenge").ok_or_else(|| OAuthError::invalid("Use of PKCE is required"))?;
    if fields.get("code_challenge_method") != Some("S256") {
        return Err(OAuthError::invalid("atproto requires use of the \"S256\" code_challenge_method"));
    }
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| OAuthError::invalid("Invalid \"code_challenge\""))
}

/// What may be asked for: only scopes that the client has published, of which those that are unknown here fall away.
fn scope(fields: &Fields, client: &Client) -> Result<ScopeSet, OAuthError> {
    let refused = |text: String| Err(OAuthError::new(ErrorCode::InvalidScope, text));
    let Some(text) = fields.get("scope") else {
        return refused("The \"atproto\" scope is required".to_owned());
    };
    if text.len() > MAX_SCOPE {
        return refused("\"scope\" is too long".to_owned());
    }
    let tokens: Vec<&str> = text.split(' ').collect();
    if tokens.iter().any(|token| token.is_empty()) {
        return refused("\"scope\" must be separated by single spaces".to_owned());
    }
    if tokens.contains(&"openid") {
        return refused("OpenID Connect is not compatible with atproto".to_owned());
    }
    if !tokens.contains(&"atproto") {
        return refused("The \"atproto\" scope is required".to_owned());
    }
    if let Some(token) = tokens.iter().find(|token| !client.declares(token)) {
        return refused(format!("Scope \"{token}\" is not declared in the client metadata"));
    }
    ScopeSet::parse_lenient(text).map_err(|error| OAuthError::new(ErrorCode::InvalidScope, error.to_string()))
}

/// The key that tokens are to be bound to. A client may name it, prove it, or both.
fn jkt(fields: &Fields, proof: Option<Thumbprint>) -> Result<Option<Thumbprint>, OAuthError> {
    let Some(named) = fields.get("dpop_jkt") else { return Ok(proof) };
    let named: Thumbprint = named.parse().map_err(|_| OAuthError::invalid("Invalid \"dpop_jkt\""))?;
    if proof.is_some_and(|proof| proof != named) {
        return Err(OAuthError::new(
            ErrorCode::InvalidDpopProof,
            "\"dpop_jkt\" does not match the key of the DPoP proof",
        ));
    }
    Ok(Some(named))
}

/// How the owner is to be asked. Anybody can claim to be a public client, so that its owner is always asked.
fn prompt(fields: &Fields, client: &Client) -> Result<Option<Prompt>, OAuthError> {
    let asked = fields
        .get("prompt")
        .map(|text| text.parse().map_err(|_| OAuthError::invalid("Unsupported \"prompt\"")))
        .transpose()?;
    if client.may_be_silent() {
        return Ok(asked);
    }
    match asked {
        // RFC 9126 has no `consent_required` at this point.
        Some(Prompt::None) => Err(OAuthError::invalid(
            "Public clients are not allowed to use silent-sign-on (consent_required)",
        )),
        Some(Prompt::Create) => Ok(asked),
        _ => Ok(Some(Prompt::Consent)),
    }
}

fn locales(fields: &Fields) -> Result<Vec<Box<str>>, OAuthError> {
    let Some(text) = fields.get("ui_locales") else { return Ok(Vec::new()) };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ' ';
    if text.len() > MAX_LOCALES || !text.chars().all(plain) {
        return Err(OAuthError::invalid("Invalid \"ui_locales\""));
    }
    Ok(text.split(' ').filter(|locale| !locale.is_empty()).map(Box::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_name_accounts_in_any_case() {
        let hint = |text: &str| text.parse::<LoginHint>();
        assert!(matches!(hint("did:plc:ABC"), Ok(LoginHint::Did(did)) if did.as_str() == "did:plc:abc"));
        assert!(
            matches!(hint("Alice.Test"), Ok(LoginHint::Handle(handle)) if handle.as_str() == "alice.test")
        );
        assert!(matches!(hint("@alice.test"), Ok(LoginHint::Handle(_))));
        assert!(
            matches!(hint("Alice@Mail.Test"), Ok(LoginHint::Email(email)) if &*email == "alice@mail.test")
        );
        for text in ["", "alice", "did:", "a@b", "a b@c.d", "a@b@c.d", "@", &"a".repeat(400)] {
            assert_eq!(hint(text), Err(BadHint), "{text}");
        }
        let shown = format!("{:?}", hint("alice@mail.test"));
        assert!(!shown.contains("alice"), "{shown}");
    }

    #[test]
    fn prompts_are_read_by_name() {
        assert!(Prompt::NAMES.iter().all(|name| name.parse::<Prompt>().is_ok()));
        assert_eq!("login consent".parse::<Prompt>(), Err(BadPrompt));
    }
}
