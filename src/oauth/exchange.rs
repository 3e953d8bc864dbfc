//! The token endpoint: codes and refresh tokens become tokens.
//!
//! A code is used up by the first attempt, whatever comes of it. A refresh token that fits in every way but one ends
//! the grant: either the client is broken or the token is stolen. What can be repaired by trying again (nonces, a
//! client document that cannot be fetched, a full queue) is found out before anything is used up.

use serde::Serialize;

use super::Provider;
use super::authorization::Request;
use super::client::{Client, ClientAuth};
use super::consent;
use super::dpop::Proof;
use super::error::{ErrorCode, OAuthError};
use super::fields::Fields;
use super::grant::{self, GRACE, JOB_BYTES, stored};
use super::jwk::Thumbprint;
use super::request::{Approval, Spend};
use super::scope::ScopeSet;
use super::token::Holder;
use crate::account::activity::{self, Act};
use crate::account::{Hosted, Origin};
use crate::crypto::{constant_time_eq, sha256};
use crate::store::keys::{DeviceId, Digest};
use crate::store::rows::accounts::Standing;
use crate::store::rows::oauth::{self, ClientKey, Grant};
use crate::store::{Lane, Tx};
use crate::syntax::Did;

/// Lengths of a code verifier (RFC 7636, section 4.1).
const VERIFIER: std::ops::RangeInclusive<usize> = 43..=128;

/// What a client gets.
#[derive(Clone, Serialize)]
pub struct Tokens {
    access_token: String,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    scope: String,
    expires_in: u64,
    sub: Did,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tokens({}, {:?})", self.sub, self.scope)
    }
}

impl Provider {
    /// Answers a request to the token endpoint, whose proof of possession was checked already.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub async fn exchange(&self, fields: &Fields, proof: Proof) -> Result<Tokens, OAuthError> {
        let (client, auth) = self.authenticate(fields, Some(proof)).await?;
        let tokens = match fields.need("grant_type")? {
            "authorization_code" => self.exchange_code(fields, &client, &auth, proof).await,
            "refresh_token" if client.metadata.refreshes => self.refresh(fields, &client, &auth, proof).await,
            "refresh_token" => Err(OAuthError::new(
                ErrorCode::UnauthorizedClient,
                "The client metadata does not list the \"refresh_token\" grant",
            )),
            _ => Err(OAuthError::new(ErrorCode::UnsupportedGrantType, "Grant type is not supported")),
        }?;
        // A spare for the day on which the client cannot be asked who it is.
        if let Err(error) = self.0.clients.remember(&client).await {
            tracing::warn!(%error, "a client is not kept in the store");
        }
        Ok(tokens)
    }

    async fn exchange_code(
        &self,
        fields: &Fields,
        client: &Client,
        auth: &ClientAuth,
        proof: Proof,
    ) -> Result<Tokens, OAuthError> {
        let code = fields.need("code")?;
        let holder =
            self.0.verifier.forge.read_code(code).ok_or_else(|| OAuthError::grant("Invalid code"))?;
        let now = self.0.clock.now();
        let (request, approval) = match self.0.requests.spend(holder.grant, now) {
            Spend::Good(request, approval) => (request, approval),
            Spend::Late => return Err(OAuthError::grant("This code has expired")),
            Spend::Gone => {
                self.end_replayed(holder).await?;
                return Err(OAuthError::grant("Invalid code"));
            }
        };
        if request.client.id != client.id {
            return Err(OAuthError::grant("This code was not issued to this client"));
        }
        check_auth(auth, &request.client_auth)?;
        if request.jkt.is_some_and(|jkt| jkt != proof.jkt) {
            return Err(OAuthError::grant(
                "The DPoP proof does not match the key of the authorization request",
            ));
        }
        if fields.get("redirect_uri") != Some(request.redirect_uri.as_str()) {
            return Err(OAuthError::grant(
                "The redirect_uri parameter must match the one used in the authorization request",
            ));
        }
        check_verifier(fields, &request)?;
        if !self.0.challenges.spend(&request.challenge, now) {
            return Err(OAuthError::grant("Code challenge already used"));
        }
        let scope = self.opened(&approval.granted).await?;
        let includes = approval.granted.clone();
        let grant = Grant {
            client: client.id.to_string(),
            created_at: now,
            issued_at: now,
            generation: 1,
            asked: request.scope.to_string(),
            granted: approval.granted.to_string(),
            scope: scope.to_string(),
            jkt: Digest(*proof.jkt.as_bytes()),
            client_key: client_key(auth),
            device: Some(approval.device),
            lifetime: approval.lifetime,
            refreshable: client.metadata.refreshes,
            access_until: now,
            refresh_until: now,
            ends_at: now,
        };
        let remember = client.may_be_silent();
        let provider = self.clone();
        let job = move |tx: &mut Tx<'_>| provider.begin(tx, &request, &approval, grant, remember);
        let tokens = self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
        if let Err(error) = self.0.permission_sets.remember(&includes).await {
            tracing::warn!(%error, "a permission set is not kept in the store");
        }
        Ok(tokens)
    }

    /// Makes the grant of a code and its first tokens.
    fn begin(
        &self,
        tx: &mut Tx<'_>,
        request: &Request,
        approval: &Approval,
        mut grant: Grant,
        remember: bool,
    ) -> Result<Tokens, OAuthError> {
        let Approval { holder, did, granted, lifetime, origin, .. } = approval;
        let hosted = Hosted::by_aid(tx, holder.aid)?;
        if !hosted.is_some_and(|hosted| hosted.account.standing() == Standing::Active) {
            return Err(OAuthError::grant("This account cannot be used"));
        }
        // Whoever holds the code a second time marks it before ending its grant, so that one of the two jobs knows.
        if self.0.requests.was_replayed(holder.grant) {
            return Err(OAuthError::grant("Invalid code"));
        }
        if !grant::renew(&mut grant, tx.now()) {
            return Err(OAuthError::grant("Session expired"));
        }
        oauth::add(tx, holder.aid, holder.grant, &grant)?;
        if remember {
            consent::remember(tx, holder.aid, &grant.client, &request.scope, granted, *lifetime)?;
        }
        activity::note(tx, holder.aid, Act::AppGranted, origin, Some(&grant.client))?;
        Ok(self.tokens(did.clone(), *holder, &grant))
    }

    /// Somebody used a code again: whoever got tokens for it loses them, and whoever let the app in signs in again.
    async fn end_replayed(&self, holder: Holder) -> Result<(), OAuthError> {
        let job = move |tx: &mut Tx<'_>| -> Result<Option<DeviceId>, OAuthError> {
            let Some(grant) = oauth::get(tx, holder.aid, holder.grant)? else { return Ok(None) };
            grant::end(tx, holder.aid, holder.grant, &grant, &Origin::default())?;
            Ok(grant.device)
        };
        if let Some(device) = self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await? {
            self.0.devices.end(holder.aid, device).await.map_err(|error| error.map_job(OAuthError::from))?;
        }
        tracing::warn!(grant = %holder.grant, "an authorization code was used again");
        Ok(())
    }

    async fn refresh(
        &self,
        fields: &Fields,
        client: &Client,
        auth: &ClientAuth,
        proof: Proof,
    ) -> Result<Tokens, OAuthError> {
        let invalid = || OAuthError::grant("Invalid refresh token");
        let token = fields.need("refresh_token")?;
        let (holder, generation) = self.0.verifier.forge.read_refresh(token).ok_or_else(invalid)?;
        let found = self.0.store.read(move |db| oauth::get(db, holder.aid, holder.grant)).await?;
        let found = found.ok_or_else(invalid)?;
        let refresher = Refresher {
            client: client.id.to_string(),
            auth: auth.clone(),
            jkt: Digest(*proof.jkt.as_bytes()),
        };
        // What permission sets mean may have changed since; when that cannot be found out, it has not.
        let scope = match refresher.check(&found) {
            Ok(()) => self.opened(&stored(&found.granted)).await.ok().map(|scope| scope.to_string()),
            Err(_) => None,
        };
        let provider = self.clone();
        let job = move |tx: &mut Tx<'_>| provider.rotate(tx, holder, generation, &refresher, scope);
        match self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await? {
            Rotated::Tokens(tokens) => Ok(*tokens),
            Rotated::Ended(error) => Err(error),
        }
    }

    /// Replaces the tokens of a grant, or ends it.
    fn rotate(
        &self,
        tx: &mut Tx<'_>,
        holder: Holder,
        generation: u32,
        refresher: &Refresher,
        scope: Option<String>,
    ) -> Result<Rotated, OAuthError> {
        let Holder { aid, grant: id } = holder;
        let now = tx.now();
        let Some(mut grant) = oauth::get(tx, aid, id)? else {
            return Err(OAuthError::grant("Invalid refresh token"));
        };
        let hosted = Hosted::by_aid(tx, aid)?;
        let did = hosted.filter(|hosted| hosted.account.standing() != Standing::TakenDown);
        let Some(did) = did.map(|hosted| hosted.account.did) else {
            return Err(OAuthError::grant("This account cannot be used"));
        };
        let fault = match refresher.check(&grant) {
            Err(error) => Some(error),
            // The answer to an earlier request was lost: the same tokens again, to the same key and client.
            Ok(()) if generation + 1 == grant.generation && now.since(grant.issued_at) < GRACE => {
                return Ok(Rotated::Tokens(Box::new(self.tokens(did, holder, &grant))));
            }
            // A newer one than the last is good as well: the database is a backup that was made before it.
            Ok(()) if generation < grant.generation => Some(OAuthError::grant("Refresh token replayed")),
            Ok(()) if grant.refresh_until <= now => Some(OAuthError::grant("Refresh token expired")),
            Ok(()) => None,
        };
        // A client that had no key may begin to use one, and gets the longer times then.
        grant.client_key = grant.client_key.or_else(|| client_key(&refresher.auth));
        let fault =
            fault.or_else(|| (!grant::renew(&mut grant, now)).then(|| OAuthError::grant("Session expired")));
        if let Some(error) = fault {
            tracing::info!(grant = %id, %error, "a grant was ended");
            grant::end(tx, aid, id, &grant, &Origin::default())?;
            return Ok(Rotated::Ended(error));
        }
        grant.generation = generation + 1;
        if let Some(scope) = scope {
            grant.scope = scope;
        }
        oauth::replace(tx, aid, id, &grant)?;
        Ok(Rotated::Tokens(Box::new(self.tokens(did, holder, &grant))))
    }

    fn tokens(&self, did: Did, holder: Holder, grant: &Grant) -> Tokens {
        let now = self.0.clock.now();
        Tokens {
            access_token: self.0.verifier.forge.access(&did, holder.grant, grant),
            token_type: "DPoP",
            refresh_token: grant.refreshable.then(|| self.0.verifier.forge.refresh(holder, grant.generation)),
            scope: grant.scope.clone(),
            expires_in: grant.access_until.since(now).as_secs(),
            sub: did,
        }
    }

    /// A set of scopes with permission sets opened.
    pub(super) async fn opened(&self, scopes: &ScopeSet) -> Result<ScopeSet, OAuthError> {
        let opened = self.0.permission_sets.open(scopes).await;
        opened.map_err(|error| OAuthError::new(ErrorCode::InvalidScope, error.to_string()))
    }
}

/// Who wants to refresh.
struct Refresher {
    client: String,
    auth: ClientAuth,
    jkt: Digest,
}

impl Refresher {
    /// Whether it is the one that the grant was made for.
    fn check(&self, grant: &Grant) -> Result<(), OAuthError> {
        check_grant(grant, &self.client, &self.auth)?;
        if grant.jkt != self.jkt {
            return Err(OAuthError::grant("The DPoP proof does not match the key of the session"));
        }
        Ok(())
    }
}

enum Rotated {
    Tokens(Box<Tokens>),
    /// The grant is gone, which is kept although the client gets an error.
    Ended(OAuthError),
}

/// How a client authenticated itself, as a row keeps it.
fn client_key(auth: &ClientAuth) -> Option<ClientKey> {
    match auth {
        ClientAuth::None => None,
        ClientAuth::PrivateKeyJwt { alg, kid, jkt } => {
            Some(ClientKey { alg: alg.as_str().to_owned(), kid: kid.clone(), jkt: Digest(*jkt.as_bytes()) })
        }
    }
}

/// How the client of a grant authenticated itself; `None` for a row that says it in words that are not known here.
fn begun(grant: &Grant) -> Option<ClientAuth> {
    let Some(ClientKey { alg, kid, jkt }) = &grant.client_key else { return Some(ClientAuth::None) };
    let (alg, kid) = (alg.parse().ok()?, kid.clone());
    Some(ClientAuth::PrivateKeyJwt { alg, kid, jkt: Thumbprint::from_bytes(jkt.0) })
}

/// What was begun with a key goes on with that key; what was begun without one may get one.
fn check_auth(auth: &ClientAuth, begun: &ClientAuth) -> Result<(), OAuthError> {
    if auth.continues(begun) { Ok(()) } else { Err(other_key()) }
}

fn other_key() -> OAuthError {
    OAuthError::grant(
        "The session was initiated with a different key than the client assertion currently used",
    )
}

/// Whether a client may go on with a grant.
pub(super) fn check_grant(grant: &Grant, client: &str, auth: &ClientAuth) -> Result<(), OAuthError> {
    if grant.client != client {
        return Err(OAuthError::grant("Token was not issued to this client"));
    }
    check_auth(auth, &begun(grant).ok_or_else(other_key)?)
}

/// The secret behind the challenge (RFC 7636, section 4.6).
fn check_verifier(fields: &Fields, request: &Request) -> Result<(), OAuthError> {
    let verifier =
        fields.get("code_verifier").ok_or_else(|| OAuthError::grant("code_verifier is required"))?;
    if !VERIFIER.contains(&verifier.len()) {
        return Err(OAuthError::grant("code_verifier has a wrong length"));
    }
    if !constant_time_eq(&sha256(verifier.as_bytes()), &request.challenge) {
        return Err(OAuthError::grant("Invalid code_verifier"));
    }
    Ok(())
}
