//! Browsers that the administrator is signed in with. Only the hash of what a browser shows is kept.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;

use super::log::AdminAct;
use super::password::sessions;
use super::{Administrator, ProofError, log};
use crate::account::factors::Assertion;
use crate::base::{Secret, Timestamp, random_bytes, subject_of};
use crate::crypto::sha256;
use crate::store::keys::Digest;
use crate::store::rows::administrator::AdminSession;
use crate::store::tables::AdminSessions;
use crate::store::{Read, StorageError, Tx, WriteError};

const HOUR: Duration = Duration::from_secs(60 * 60);
/// A session that was not used for so long is over.
const IDLE: Duration = HOUR.saturating_mul(12);
/// A session is over after so long, however much it is used.
const LONGEST: Duration = HOUR.saturating_mul(7 * 24);
/// How long a proof is recent enough for dangerous acts.
const RECENT: Duration = Duration::from_secs(15 * 60);
/// A use is written down when the last one noted was so long ago.
const NOTED_EVERY: Duration = Duration::from_secs(5 * 60);
/// Browsers at a time; the one that was signed in with first makes room.
const MAX_SESSIONS: usize = 16;
/// Longest name of a browser that is kept, in bytes.
const MAX_AGENT_BYTES: usize = 200;

/// What a browser shows: 32 random bytes.
#[derive(Clone, Debug)]
pub struct AdminCookie(Secret<[u8; 32]>);

/// What the administrator shows.
#[derive(Debug)]
pub enum AdminProof {
    /// The password.
    Password(Secret<String>),
    /// What a passkey signed.
    Passkey(Box<Assertion>),
}

/// Text that is no session of the administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a session of the administrator")]
pub struct MalformedCookie;

impl AdminCookie {
    fn digest(&self) -> Digest {
        Digest(sha256(self.0.expose()))
    }

    /// The text to be sent to the browser, and to nobody else.
    pub fn to_value(&self) -> Secret<String> {
        Secret::new(BASE64URL_NOPAD.encode(self.0.expose()))
    }
}

impl FromStr for AdminCookie {
    type Err = MalformedCookie;

    fn from_str(text: &str) -> Result<Self, MalformedCookie> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| MalformedCookie)?;
        Ok(Self(Secret::new(bytes.try_into().map_err(|_| MalformedCookie)?)))
    }
}

/// A browser that the administrator is signed in with.
#[derive(Clone, Copy, Debug)]
pub struct SignedInAdmin {
    /// Its name, which is no secret.
    pub id: Digest,
    /// Whether the password or a passkey was shown a moment ago.
    pub recent: bool,
}

impl Administrator {
    /// Signs a browser at `from` in, by what it shows.
    ///
    /// # Errors
    /// See [`ProofError`].
    pub async fn sign_in(
        &self,
        proof: AdminProof,
        from: IpAddr,
        agent: Option<&str>,
    ) -> Result<AdminCookie, ProofError> {
        self.check(proof, from).await?;
        let agent = agent.map(|agent| agent[..agent.floor_char_boundary(MAX_AGENT_BYTES)].to_owned());
        let cookie = AdminCookie(Secret::new(random_bytes()));
        let id = cookie.digest();
        let job = move |tx: &mut Tx<'_>| {
            make_room(tx)?;
            let now = tx.now();
            let session =
                AdminSession { created_at: now, seen_at: now, proved_at: now, from: subject_of(from), agent };
            tx.put::<AdminSessions>(&id, &session)?;
            log::note(tx, AdminAct::SignIn, "", from)
        };
        self.0.store.write(job).await?;
        Ok(cookie)
    }

    /// The session of a browser, if it is not over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open(
        &self,
        cookie: &AdminCookie,
    ) -> Result<Option<SignedInAdmin>, WriteError<StorageError>> {
        let (id, now) = (cookie.digest(), self.0.clock.now());
        let found: Result<_, StorageError> = self.0.store.read(move |db| db.get::<AdminSessions>(&id)).await;
        let Some(session) = found.map_err(WriteError::Job)?.filter(|session| !is_over(session, now)) else {
            return Ok(None);
        };
        if now.since(session.seen_at) >= NOTED_EVERY {
            let job = move |tx: &mut Tx<'_>| match tx.get::<AdminSessions>(&id)? {
                Some(session) => tx.put::<AdminSessions>(&id, &AdminSession { seen_at: tx.now(), ..session }),
                None => Ok(()),
            };
            self.0.store.write(job).await?;
        }
        Ok(Some(SignedInAdmin { id, recent: now.since(session.proved_at) < RECENT }))
    }

    /// Takes a proof once more, for a session that asks for something dangerous.
    ///
    /// # Errors
    /// See [`ProofError`].
    pub async fn confirm(&self, id: Digest, proof: AdminProof, from: IpAddr) -> Result<(), ProofError> {
        self.check(proof, from).await?;
        let job = move |tx: &mut Tx<'_>| match tx.get::<AdminSessions>(&id)? {
            Some(session) => tx.put::<AdminSessions>(&id, &AdminSession { proved_at: tx.now(), ..session }),
            None => Ok(()),
        };
        Ok(self.0.store.write(job).await?)
    }

    async fn check(&self, proof: AdminProof, from: IpAddr) -> Result<(), ProofError> {
        match proof {
            AdminProof::Password(password) => self.check_password(password, from).await,
            AdminProof::Passkey(answer) => self.check_passkey(*answer).await,
        }
    }

    /// Ends a session.
    ///
    /// # Errors
    /// As every write.
    pub async fn sign_out(&self, id: Digest) -> Result<(), WriteError<StorageError>> {
        self.0.store.write(move |tx: &mut Tx<'_>| tx.delete::<AdminSessions>(&id).map(drop)).await
    }
}

fn is_over(session: &AdminSession, now: Timestamp) -> bool {
    now.since(session.seen_at) >= IDLE || now.since(session.created_at) >= LONGEST
}

/// Removes sessions that are over, and the oldest when there are too many.
fn make_room(tx: &mut Tx<'_>) -> Result<(), StorageError> {
    let now = tx.now();
    let mut live = Vec::new();
    for id in sessions(tx)? {
        match tx.get::<AdminSessions>(&id)? {
            Some(session) if !is_over(&session, now) => live.push((session.created_at, id)),
            _ => drop(tx.delete::<AdminSessions>(&id)?),
        }
    }
    live.sort_unstable_by_key(|(at, _)| *at);
    let surplus = (live.len() + 1).saturating_sub(MAX_SESSIONS);
    for (_, id) in live.into_iter().take(surplus) {
        tx.delete::<AdminSessions>(&id)?;
    }
    Ok(())
}
