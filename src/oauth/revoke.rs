//! The revocation endpoint (RFC 7009): a client gives back what it holds.

use super::Provider;
use super::error::OAuthError;
use super::exchange::check_grant;
use super::fields::Fields;
use super::grant::{self, JOB_BYTES};
use super::token::Holder;
use crate::account::{Hosted, Origin};
use crate::store::rows::oauth;
use crate::store::{Lane, Tx};

impl Provider {
    /// Ends the grant of an access token, a refresh token or a code, if it is the client's. Whether that was so is
    /// nobody's business: the client gets the same answer in any case, also when it cannot prove who it is.
    ///
    /// Whoever shows a token and knows whose it is may end it, with or without the key that it is bound to: somebody
    /// who found a token does no harm by it. Confidential clients authenticate themselves nevertheless.
    ///
    /// # Errors
    /// When no token or no client is named, or the store fails.
    pub async fn revoke(&self, fields: &Fields) -> Result<(), OAuthError> {
        let token = fields.need("token")?.to_owned();
        fields.need("client_id")?;
        let (client, auth) = match self.authenticate(fields, None).await {
            Ok(found) => found,
            Err(error) if error.code().status() >= 500 => return Err(error),
            Err(error) => {
                tracing::debug!(%error, "a token was not revoked");
                return Ok(());
            }
        };
        let Some(Holder { aid, grant: id }) = self.holder_of(&token).await? else { return Ok(()) };
        let client = client.id.to_string();
        let job = move |tx: &mut Tx<'_>| -> Result<(), OAuthError> {
            let Some(row) = oauth::get(tx, aid, id)? else { return Ok(()) };
            if check_grant(&row, &client, &auth).is_ok() {
                grant::end(tx, aid, id, &row, &Origin::default())?;
            }
            Ok(())
        };
        self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await.map_err(OAuthError::from)
    }

    /// Which grant a token is of.
    async fn holder_of(&self, token: &str) -> Result<Option<Holder>, OAuthError> {
        let forge = &self.0.verifier.forge;
        if let Some((holder, _)) = forge.read_refresh(token) {
            return Ok(Some(holder));
        }
        if let Some(holder) = forge.read_code(token) {
            // One that was not exchanged yet cannot be from now on.
            drop(self.0.requests.spend(holder.grant, self.0.clock.now()));
            return Ok(Some(holder));
        }
        let Some(claims) = forge.read_access(token) else { return Ok(None) };
        let hosted = self.0.store.read(move |db| Hosted::by_did(db, &claims.did)).await?;
        Ok(hosted.map(|hosted| Holder { aid: hosted.aid, grant: claims.grant }))
    }
}
