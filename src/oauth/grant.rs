//! What apps hold: how long, and how an owner takes it back.

use std::time::Duration;

use super::Provider;
use super::scope::ScopeSet;
use crate::account::Origin;
use crate::account::activity::{self, Act};
use crate::base::Timestamp;
use crate::store::keys::{DeviceId, GrantId};
use crate::store::rows::oauth::{self, Grant};
use crate::store::{Aid, Lane, StorageError, Tx, WriteError};

/// How long an access token is good for. It is looked up on every call, so that this bounds nothing but the life of a
/// token that its owner forgot.
pub const ACCESS_FOR: Duration = Duration::from_secs(15 * 60);
/// How long the replaced tokens of a grant still work, and how long a lost answer can be asked for again.
pub const GRACE: Duration = Duration::from_secs(10);
/// Bytes that a small job holds while it waits.
pub(super) const JOB_BYTES: usize = 2_048;

const DAY: u64 = 24 * 60 * 60;
/// Sessions and refresh tokens of clients that cannot keep a secret.
const PUBLIC: [Duration; 2] = [Duration::from_secs(14 * DAY), Duration::from_secs(14 * DAY)];
/// Sessions (two years) and refresh tokens (a quarter) of clients that prove with each refresh who they are.
const CONFIDENTIAL: [Duration; 2] =
    [Duration::from_secs(730 * DAY + DAY / 2), Duration::from_secs(91 * DAY + DAY * 5 / 16)];

/// An app with access, as its owner sees it.
#[derive(Clone, Debug)]
pub struct GrantView {
    /// The grant's name.
    pub id: GrantId,
    /// The app's `client_id`.
    pub client: String,
    /// When the owner let it in.
    pub created_at: Timestamp,
    /// When it last got tokens: it was used at most a quarter of an hour later.
    pub used_at: Timestamp,
    /// What it may do, permission sets by name.
    pub granted: ScopeSet,
    /// When its access ends unless it is used before.
    pub lapses_at: Timestamp,
    /// When its access ends in any case.
    pub ends_at: Timestamp,
    /// Whether it is a confidential client.
    pub is_confidential: bool,
    /// The browser in which the owner let it in.
    pub device: Option<DeviceId>,
}

impl GrantView {
    fn of(id: GrantId, grant: Grant) -> Self {
        Self {
            id,
            lapses_at: grant.over_at(),
            client: grant.client,
            created_at: grant.created_at,
            used_at: grant.issued_at,
            granted: stored(&grant.granted),
            ends_at: grant.ends_at,
            is_confidential: grant.client_key.is_some(),
            device: grant.device,
        }
    }
}

impl Provider {
    /// The apps that have access to an account, the one used last first.
    ///
    /// # Errors
    /// As every read.
    pub async fn grants(&self, aid: Aid) -> Result<Vec<GrantView>, StorageError> {
        let grants = self.0.store.read(move |db| oauth::of_account(db, aid)).await?;
        let now = self.0.clock.now();
        let live = grants.into_iter().filter(|(_, grant)| grant.over_at() > now);
        let mut views: Vec<GrantView> = live.map(|(id, grant)| GrantView::of(id, grant)).collect();
        views.sort_by_key(|view| std::cmp::Reverse(view.used_at));
        Ok(views)
    }

    /// Takes one grant back, and forgets what the owner decided about its app. Whether it was there.
    ///
    /// # Errors
    /// As every write.
    pub async fn revoke_grant(
        &self,
        aid: Aid,
        grant: GrantId,
        origin: Origin,
    ) -> Result<bool, WriteError<StorageError>> {
        let job = move |tx: &mut Tx<'_>| {
            let Some(row) = oauth::get(tx, aid, grant)? else { return Ok(false) };
            oauth::forget_consent(tx, aid, &row.client)?;
            end(tx, aid, grant, &row, &origin)?;
            Ok(true)
        };
        self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await
    }

    /// Takes everything back that an app holds, and forgets what the owner decided about it. How many grants it had.
    ///
    /// # Errors
    /// As every write.
    pub async fn revoke_app(
        &self,
        aid: Aid,
        client: &str,
        origin: Origin,
    ) -> Result<usize, WriteError<StorageError>> {
        let client = client.to_owned();
        let job = move |tx: &mut Tx<'_>| {
            oauth::forget_consent(tx, aid, &client)?;
            let mut grants = oauth::of_account(tx, aid)?;
            grants.retain(|(_, row)| row.client == client);
            for (grant, row) in &grants {
                end(tx, aid, *grant, row, &origin)?;
            }
            Ok(grants.len())
        };
        self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await
    }

    /// Takes back what all apps hold but those in `keep`. How many grants were ended.
    ///
    /// # Errors
    /// As every write.
    pub async fn revoke_all(
        &self,
        aid: Aid,
        keep: Vec<GrantId>,
        origin: Origin,
    ) -> Result<usize, WriteError<StorageError>> {
        let job = move |tx: &mut Tx<'_>| revoke_all(tx, aid, &keep, &origin);
        self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await
    }
}

/// Takes back what all apps hold but those in `keep`, and forgets what the owner decided about them. How many grants
/// were ended.
///
/// # Errors
/// As every write.
pub fn revoke_all(
    tx: &mut Tx<'_>,
    aid: Aid,
    keep: &[GrantId],
    origin: &Origin,
) -> Result<usize, StorageError> {
    let (kept, ended): (Vec<_>, Vec<_>) =
        oauth::of_account(tx, aid)?.into_iter().partition(|(grant, _)| keep.contains(grant));
    if kept.is_empty() {
        oauth::forget_consents(tx, aid)?;
    }
    for (grant, row) in &ended {
        oauth::forget_consent(tx, aid, &row.client)?;
        end(tx, aid, *grant, row, origin)?;
    }
    Ok(ended.len())
}

/// Ends a grant and notes it.
pub(super) fn end(
    tx: &mut Tx<'_>,
    aid: Aid,
    grant: GrantId,
    row: &Grant,
    origin: &Origin,
) -> Result<(), StorageError> {
    if oauth::end(tx, aid, grant)? {
        activity::note(tx, aid, Act::AppRevoked, origin, Some(&row.client))?;
    }
    Ok(())
}

/// Scopes as a row has them: checked before they were written, and longer than an app may ask for when permission sets
/// were opened.
pub(super) fn stored(text: &str) -> ScopeSet {
    let parsed = ScopeSet::parse_lenient(text);
    parsed.unwrap_or_else(|_| text.split(' ').filter_map(|scope| scope.parse().ok()).collect())
}

/// Sets the times of a grant whose next tokens are issued at `now`. False when its time is over.
pub(super) fn renew(grant: &mut Grant, now: Timestamp) -> bool {
    let [session, refresh] = if grant.client_key.is_some() { CONFIDENTIAL } else { PUBLIC };
    let session = grant.lifetime.limit().map_or(session, |limit| limit.min(session));
    grant.ends_at = grant.created_at.after(session);
    grant.issued_at = now;
    grant.access_until = now.after(ACCESS_FOR).min(grant.ends_at);
    grant.refresh_until = now.after(refresh).min(grant.ends_at);
    // An access token of no full second is none.
    grant.access_until.secs() > now.secs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::keys::Digest;
    use crate::store::rows::oauth::{ClientKey, Lifetime};

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn grant(lifetime: Lifetime, confidential: bool) -> Grant {
        let key = ClientKey { alg: "ES256".to_owned(), kid: "k".to_owned(), jkt: Digest([1; 32]) };
        Grant {
            client: "https://app.test/client.json".to_owned(),
            created_at: NOW,
            issued_at: NOW,
            generation: 1,
            asked: "atproto".to_owned(),
            granted: "atproto".to_owned(),
            scope: "atproto".to_owned(),
            jkt: Digest([5; 32]),
            client_key: confidential.then_some(key),
            device: None,
            lifetime,
            refreshable: true,
            access_until: NOW,
            refresh_until: NOW,
            ends_at: NOW,
        }
    }

    #[test]
    fn lifetimes_by_kind_and_by_choice() {
        for (lifetime, confidential, ends, refresh) in [
            (Lifetime::UntilRevoked, false, 14 * DAY, 14 * DAY),
            (Lifetime::Month, false, 14 * DAY, 14 * DAY),
            (Lifetime::Day, false, DAY, DAY),
            (Lifetime::UntilRevoked, true, 63_115_200, 7_889_400),
            (Lifetime::Month, true, 30 * DAY, 30 * DAY),
            (Lifetime::Day, true, DAY, DAY),
        ] {
            let mut grant = grant(lifetime, confidential);
            assert!(renew(&mut grant, NOW));
            assert_eq!(grant.ends_at.since(NOW).as_secs(), ends, "{lifetime:?} {confidential}");
            assert_eq!(grant.refresh_until.since(NOW).as_secs(), refresh, "{lifetime:?} {confidential}");
            assert_eq!(grant.access_until, NOW.after(ACCESS_FOR));
        }
    }

    #[test]
    fn tokens_do_not_outlive_the_session() {
        let mut grant = grant(Lifetime::Day, false);
        let almost = NOW.after(Duration::from_secs(DAY - 60));
        assert!(renew(&mut grant, almost));
        assert_eq!(grant.access_until.since(almost), Duration::from_secs(60));
        assert_eq!(grant.over_at(), NOW.after(Duration::from_secs(DAY)));
        assert!(!renew(&mut grant, NOW.after(Duration::from_secs(DAY))));
        grant.refreshable = false;
        assert!(renew(&mut grant, NOW));
        assert_eq!(
            grant.over_at(),
            NOW.after(ACCESS_FOR),
            "without a refresh token it ends with the access token"
        );
    }
}
