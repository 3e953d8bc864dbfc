//! Browsers and who is signed in with them.
//!
//! A browser is known by a cookie of a random name and a secret. Nothing is kept of it until somebody signs in: then a
//! row, where they asked to be remembered, or a place in bounded memory for 15 minutes. At rest there are hashes only.
//!
//! The secret is replaced at once whenever somebody signs in or out, so that a cookie that was planted before gains
//! nothing. Besides, it is renewed daily: the browser is offered a new one, which takes effect when it is shown for
//! the first time, so that an answer that was lost signs nobody out. A secret that was replaced more than 30 s ago can
//! only come from a copy of the cookie; the browser is forgotten then, thief and owner alike.
//!
//! Knows nothing of HTTP: what a cookie is called and how it is sent is the business of the pages.

mod brief;
mod cookie;

use std::time::Duration;

pub use brief::Purpose;
pub use cookie::DeviceCookie;

use super::Hosted;
use super::activity::Origin;
use crate::base::{Clock, Timestamp};
use crate::crypto::constant_time_eq;
pub use crate::store::keys::DeviceId;
use crate::store::keys::Digest;
use crate::store::rows::accounts::{Account, Standing};
use crate::store::rows::audit::EXACT_ADDRESS;
use crate::store::rows::devices::{self as rows, SignIn};
use crate::store::tables::Devices as DeviceTable;
use crate::store::{Aid, Lane, Read, Snapshot, Span, StorageError, Store, Tx, WriteError};
use brief::BriefSignIns;

/// A browser that is not seen for so long is forgotten: the longest that browsers keep cookies.
pub const DEVICE_TTL: Duration = Duration::from_secs(400 * 86_400);
/// How long a sign-in counts as fresh; dangerous acts ask for the password again after that.
pub const FRESH: Duration = Duration::from_secs(7 * 86_400);
/// How long ago that may have been before the most dangerous acts.
pub const RECENT: Duration = Duration::from_secs(15 * 60);
/// How long a replaced secret is not taken for a stolen one: requests may be under way with it.
const TOLERANCE: Duration = Duration::from_secs(30);
/// How old the secret of a browser in use becomes.
const RENEWAL: Duration = Duration::from_secs(86_400);
/// Most accounts that one browser remembers; the one signed in longest ago goes.
const MAX_ACCOUNTS: usize = 10;
/// Most browsers that remember one account; the one unseen longest goes.
const MAX_DEVICES: usize = 50;
/// Bytes that a job holds while it waits.
const JOB_BYTES: usize = 1_024;
/// Rows that one step of the chore looks at.
const ROWS_PER_STEP: usize = 1_000;

/// How long a browser is to remember a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stay {
    /// Until it is signed out, or unused for [`DEVICE_TTL`].
    Remembered,
    /// For 15 minutes after its last use, and for one purpose only.
    Briefly(Purpose),
}

/// The browser that sent a request.
#[derive(Clone, Debug)]
pub struct Device {
    id: DeviceId,
    /// Hash of the secret that it will show next.
    secret: Digest,
    /// Hashes of the secrets that its open pages may have been made with.
    accepted: Vec<Digest>,
    /// What it must be sent, if anything.
    cookie: Option<DeviceCookie>,
    remembered: bool,
}

impl Device {
    /// Its name. Stays while its secrets change.
    pub const fn id(&self) -> &DeviceId {
        &self.id
    }

    /// The cookie that it must be sent.
    pub const fn cookie(&self) -> Option<&DeviceCookie> {
        self.cookie.as_ref()
    }

    /// Whether it remembers somebody: its cookie must outlive the browser's session then.
    pub const fn is_remembered(&self) -> bool {
        self.remembered
    }

    /// What the tokens in its forms are made from.
    pub const fn form_key(&self) -> &Digest {
        &self.secret
    }

    /// What tokens in forms that it sends may have been made from.
    pub fn accepted_form_keys(&self) -> &[Digest] {
        &self.accepted
    }

    /// A browser that nothing is known of and that is sent nothing.
    pub fn nobody() -> Self {
        Self { cookie: None, ..Self::new() }
    }

    fn new() -> Self {
        let cookie = DeviceCookie::random();
        let secret = cookie.digest();
        Self { id: cookie.id, secret, accepted: vec![secret], cookie: Some(cookie), remembered: false }
    }

    fn shown(cookie: &DeviceCookie, accepted: impl IntoIterator<Item = Digest>, remembered: bool) -> Self {
        let secret = cookie.digest();
        let mut accepted: Vec<Digest> = accepted.into_iter().collect();
        accepted.push(secret);
        Self { id: cookie.id, secret, accepted, cookie: None, remembered }
    }

    /// Gives it a new secret at once.
    fn rotate(&mut self) {
        let cookie = DeviceCookie::of(self.id);
        self.secret = cookie.digest();
        self.accepted = vec![self.secret];
        self.cookie = Some(cookie);
    }
}

/// An account that is signed in with a browser.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Its number.
    pub aid: Aid,
    /// Its row as it is now.
    pub account: Account,
    /// When its owner last proved who they are with this browser.
    pub signed_in_at: Timestamp,
    /// Whether that is less than [`FRESH`] ago.
    pub fresh: bool,
    /// Whether that is less than [`RECENT`] ago.
    pub recent: bool,
    /// Whether the browser remembers it.
    pub remembered: bool,
}

/// A browser as its account's owner is shown it.
#[derive(Clone, Debug)]
pub struct DeviceView {
    /// Its name.
    pub id: DeviceId,
    /// What it says it is.
    pub user_agent: Option<String>,
    /// Where it was last seen.
    pub address: Option<String>,
    /// When it was first seen.
    pub created_at: Timestamp,
    /// When it was last seen, to the day.
    pub seen_at: Timestamp,
    /// When the account signed in.
    pub signed_in_at: Timestamp,
}

/// All browsers. Cheap to clone.
#[derive(Clone)]
pub struct Devices {
    store: Store,
    clock: Clock,
    brief: BriefSignIns,
}

impl std::fmt::Debug for Devices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Devices").field("brief", &self.brief).finish_non_exhaustive()
    }
}

type Failed = WriteError<StorageError>;

/// What a cookie is worth.
enum Verdict {
    /// It is the browser's.
    Good(Device),
    /// The row must change: a new secret was taken up, or is to be offered.
    Renew(Device, Digest),
    /// Another request got a new one a moment ago.
    Late,
    /// It was copied.
    Stolen,
}

impl Devices {
    /// Browsers in `store`.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock: clock.clone(), brief: BriefSignIns::new(clock) }
    }

    /// The browser that showed `cookie`; a new one when the cookie is worth nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open(&self, cookie: Option<&DeviceCookie>, origin: &Origin) -> Result<Device, Failed> {
        let Some(cookie) = cookie else { return Ok(Device::new()) };
        let id = cookie.id;
        let row = self.store.read(move |db: &Snapshot| rows::get(db, &id)).await.map_err(WriteError::Job)?;
        let verdict = match row {
            Some(row) => judge(cookie, &row, self.clock.now()),
            None => match self.brief.secret_of(&id) {
                Some((secret, _)) if is_same(&secret, &cookie.digest()) => {
                    Verdict::Good(Device::shown(cookie, [], false))
                }
                Some((_, since)) if self.clock.now().since(since) <= TOLERANCE => Verdict::Late,
                Some(_) => Verdict::Stolen,
                None => Verdict::Good(Device::shown(cookie, [], false)),
            },
        };
        match verdict {
            Verdict::Good(device) => Ok(device),
            Verdict::Renew(mut device, shown) => {
                self.renew(id, shown, device.secret, origin.clone()).await?;
                // The page of this answer must work with either secret.
                device.accepted.push(shown);
                Ok(device)
            }
            Verdict::Late => Ok(Device::nobody()),
            Verdict::Stolen => {
                tracing::warn!(device = ?id, "a browser showed a secret that was replaced; it is signed out");
                self.brief.forget(&id);
                let job = move |tx: &mut Tx<'_>| rows::remove(tx, &id);
                self.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
                Ok(Device::new())
            }
        }
    }

    /// Takes up the secret that was shown if it was the one offered, and offers `next` if that is another one.
    async fn renew(&self, id: DeviceId, shown: Digest, next: Digest, origin: Origin) -> Result<(), Failed> {
        let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
            let Some(mut row) = rows::get(tx, &id)? else { return Ok(()) };
            let now = tx.now();
            if row.offered == Some(shown) {
                row.previous = Some(row.secret);
                row.secret = shown;
                row.offered = None;
                row.rotated_at = now;
            }
            if next != shown {
                row.offered = Some(next);
            }
            row.seen_at = now;
            row.user_agent = origin.agent().map(str::to_owned).or(row.user_agent);
            row.address = origin.address().map(|address| address.to_string());
            rows::put(tx, &id, &row)
        };
        self.store.write_in(Lane::Essential, JOB_BYTES, job).await
    }

    /// Notes that the owner of an account proved who they are. The browser gets a new secret: its cookie must be sent.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_in(
        &self,
        device: &mut Device,
        aid: Aid,
        stay: Stay,
        origin: &Origin,
    ) -> Result<(), Failed> {
        device.rotate();
        let (id, secret, origin) = (device.id, device.secret, origin.clone());
        let remember = stay == Stay::Remembered;
        let job = move |tx: &mut Tx<'_>| -> Result<bool, StorageError> {
            let now = tx.now();
            let row = match rows::get(tx, &id)? {
                Some(row) => row,
                None if !remember => return Ok(false),
                None => rows::Device {
                    secret,
                    offered: None,
                    previous: None,
                    rotated_at: now,
                    created_at: now,
                    seen_at: now,
                    user_agent: None,
                    address: None,
                    accounts: Vec::new(),
                },
            };
            let mut row = rotated(row, secret, now);
            row.seen_at = now;
            row.user_agent = origin.agent().map(str::to_owned);
            row.address = origin.address().map(|address| address.to_string());
            if remember {
                row.accounts.retain(|sign_in| sign_in.aid != aid);
                row.accounts.push(SignIn { aid, at: now });
                let surplus = row.accounts.len().saturating_sub(MAX_ACCOUNTS);
                row.accounts.drain(..surplus);
                make_room(tx, aid, &id)?;
            }
            rows::put(tx, &id, &row)?;
            Ok(true)
        };
        device.remembered = self.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
        self.brief.rotate(&id, secret);
        match stay {
            Stay::Remembered => self.brief.end(&id, aid),
            Stay::Briefly(purpose) => self.brief.begin(id, secret, aid, purpose),
        }
        Ok(())
    }

    /// Signs accounts out of a browser, which gets a new secret.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_out(&self, device: &mut Device, aids: Vec<Aid>) -> Result<(), Failed> {
        device.rotate();
        let (id, secret) = (device.id, device.secret);
        self.brief.rotate(&id, secret);
        for aid in &aids {
            self.brief.end(&id, *aid);
        }
        let job = move |tx: &mut Tx<'_>| -> Result<bool, StorageError> {
            let Some(row) = rows::get(tx, &id)? else { return Ok(false) };
            let now = tx.now();
            let mut row = rotated(row, secret, now);
            row.accounts.retain(|sign_in| !aids.contains(&sign_in.aid));
            rows::put(tx, &id, &row)?;
            Ok(!row.accounts.is_empty())
        };
        device.remembered = self.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
        Ok(())
    }

    /// Who is signed in with a browser, for `purpose` if it is no sign-in that is remembered. The latest comes first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn accounts_of(
        &self,
        device: &Device,
        purpose: &Purpose,
    ) -> Result<Vec<SignedIn>, StorageError> {
        let now = self.clock.now();
        let brief = self.brief.of(&device.id, purpose);
        let (id, remembered) = (device.id, device.remembered);
        if !remembered && brief.is_empty() {
            return Ok(Vec::new());
        }
        let read = move |db: &Snapshot| -> Result<_, StorageError> {
            let row = if remembered { rows::get(db, &id)? } else { None };
            let mut all: Vec<(SignIn, bool)> =
                row.into_iter().flat_map(|row| row.accounts).map(|sign_in| (sign_in, true)).collect();
            for sign_in in brief {
                all.retain(|(known, _)| known.aid != sign_in.aid || known.at >= sign_in.at);
                if !all.iter().any(|(known, _)| known.aid == sign_in.aid) {
                    all.push((sign_in, false));
                }
            }
            let mut accounts = Vec::with_capacity(all.len());
            for (SignIn { aid, at }, remembered) in all {
                let Some(Hosted { account, .. }) = Hosted::by_aid(db, aid)? else { continue };
                if account.standing() != Standing::TakenDown {
                    let age = now.since(at);
                    let (fresh, recent) = (age < FRESH, age < RECENT);
                    accounts.push(SignedIn { aid, account, signed_in_at: at, fresh, recent, remembered });
                }
            }
            accounts.sort_by_key(|account| std::cmp::Reverse(account.signed_in_at));
            Ok(accounts)
        };
        self.store.read(read).await
    }

    /// The browsers that remember an account, the one seen last first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn devices_of(&self, aid: Aid) -> Result<Vec<DeviceView>, StorageError> {
        let read = move |db: &Snapshot| -> Result<_, StorageError> {
            let mut views = Vec::new();
            for id in rows::of_account(db, aid)? {
                let Some(row) = rows::get(db, &id)? else { continue };
                let Some(sign_in) = row.accounts.iter().find(|sign_in| sign_in.aid == aid) else { continue };
                views.push(DeviceView {
                    id,
                    signed_in_at: sign_in.at,
                    user_agent: row.user_agent,
                    address: row.address,
                    created_at: row.created_at,
                    seen_at: row.seen_at,
                });
            }
            views.sort_by_key(|view| std::cmp::Reverse(view.seen_at));
            Ok(views)
        };
        self.store.read(read).await
    }

    /// Signs an account out of one browser. Whether it was signed in there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end(&self, aid: Aid, id: DeviceId) -> Result<bool, Failed> {
        self.brief.end(&id, aid);
        let job = move |tx: &mut Tx<'_>| -> Result<bool, StorageError> {
            let Some(mut row) = rows::get(tx, &id)? else { return Ok(false) };
            let before = row.accounts.len();
            row.accounts.retain(|sign_in| sign_in.aid != aid);
            rows::put(tx, &id, &row)?;
            Ok(row.accounts.len() < before)
        };
        self.store.write_in(Lane::Essential, JOB_BYTES, job).await
    }

    /// Signs an account out of every browser but `keep`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_others(&self, aid: Aid, keep: Option<DeviceId>) -> Result<(), Failed> {
        self.forget_brief(aid, keep.as_ref());
        let job = move |tx: &mut Tx<'_>| end_all(tx, aid, keep.as_ref());
        self.store.write_in(Lane::Essential, JOB_BYTES, job).await
    }

    /// Forgets the sign-ins of an account that are not in the store, other than those with `keep`. Goes with
    /// [`end_all`].
    pub fn forget_brief(&self, aid: Aid, keep: Option<&DeviceId>) {
        self.brief.end_all(aid, keep);
    }

    /// Forgets browsers that were not seen for [`DEVICE_TTL`], and of those that were not seen for [`EXACT_ADDRESS`] from
    /// where exactly they came.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn drop_expired(&self) -> Result<(), Failed> {
        let now = self.clock.now();
        let mut after: Option<DeviceId> = None;
        loop {
            let from = after.take();
            let read = move |db: &Snapshot| aged(db, from.as_ref(), now);
            let Aged { expired, exact, last } = self.store.read(read).await.map_err(WriteError::Job)?;
            if !expired.is_empty() || !exact.is_empty() {
                let job = move |tx: &mut Tx<'_>| {
                    expired.iter().try_for_each(|id| rows::remove(tx, id))?;
                    exact.iter().try_for_each(|id| rows::reduce_address(tx, id))
                };
                self.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
            }
            match last {
                Some(last) => after = Some(last),
                None => return Ok(()),
            }
        }
    }
}

/// Signs an account out of every browser that remembers it, but `keep`.
///
/// # Errors
/// As every write.
pub fn end_all(tx: &mut Tx<'_>, aid: Aid, keep: Option<&DeviceId>) -> Result<(), StorageError> {
    for id in rows::of_account(tx, aid)? {
        if Some(&id) == keep {
            continue;
        }
        if let Some(mut row) = rows::get(tx, &id)? {
            row.accounts.retain(|sign_in| sign_in.aid != aid);
            rows::put(tx, &id, &row)?;
        }
    }
    Ok(())
}

/// What `cookie` is worth for the browser of `row`.
fn judge(cookie: &DeviceCookie, row: &rows::Device, now: Timestamp) -> Verdict {
    let shown = cookie.digest();
    let is = |kept: Option<&Digest>| kept.is_some_and(|kept| is_same(kept, &shown));
    let known = [Some(row.secret), row.offered, row.previous].into_iter().flatten();
    let late = now.since(row.rotated_at) <= TOLERANCE;
    if now.since(row.seen_at) >= DEVICE_TTL {
        // Not stolen, but over: the chore will remove the row.
        return Verdict::Stolen;
    }
    if is(row.offered.as_ref()) {
        return Verdict::Renew(Device::shown(cookie, known, true), shown);
    }
    if is(Some(&row.secret)) {
        let mut device = Device::shown(cookie, known, true);
        if now.since(row.seen_at) < RENEWAL {
            return Verdict::Good(device);
        }
        let next = DeviceCookie::of(cookie.id);
        device.secret = next.digest();
        device.accepted.push(device.secret);
        device.cookie = Some(next);
        return Verdict::Renew(device, shown);
    }
    match (is(row.previous.as_ref()), late) {
        (true, true) => Verdict::Good(Device::shown(cookie, known, true)),
        (false, true) => Verdict::Late,
        (_, false) => Verdict::Stolen,
    }
}

/// A row whose browser has a new secret, without mercy for the old one.
fn rotated(mut row: rows::Device, secret: Digest, now: Timestamp) -> rows::Device {
    row.secret = secret;
    row.offered = None;
    row.previous = None;
    row.rotated_at = now;
    row
}

/// Makes room for one more browser of an account.
fn make_room(tx: &mut Tx<'_>, aid: Aid, but: &DeviceId) -> Result<(), StorageError> {
    let mut others = Vec::new();
    for id in rows::of_account(tx, aid)? {
        if id != *but
            && let Some(row) = rows::get(tx, &id)?
        {
            others.push((row.seen_at, id, row));
        }
    }
    let surplus = (others.len() + 1).saturating_sub(MAX_DEVICES);
    others.sort_by_key(|(seen_at, ..)| *seen_at);
    for (_, id, mut row) in others.into_iter().take(surplus) {
        row.accounts.retain(|sign_in| sign_in.aid != aid);
        rows::put(tx, &id, &row)?;
    }
    Ok(())
}

/// What one step of the chore found.
#[derive(Default)]
struct Aged {
    /// Browsers to be forgotten.
    expired: Vec<DeviceId>,
    /// Browsers of which it is no longer to be known from where exactly they came.
    exact: Vec<DeviceId>,
    /// Where the next step begins, if there is one.
    last: Option<DeviceId>,
}

fn aged(db: &impl Read, from: Option<&DeviceId>, now: Timestamp) -> Result<Aged, StorageError> {
    let span = Span::all();
    let span = if let Some(from) = from { span.after(from) } else { span };
    let mut aged = Aged::default();
    for (seen, row) in db.range::<DeviceTable>(span)?.enumerate() {
        let (id, row) = row?;
        let age = now.since(row.seen_at);
        if age >= DEVICE_TTL {
            aged.expired.push(id);
        } else if age >= EXACT_ADDRESS && row.has_exact_address() {
            aged.exact.push(id);
        }
        if seen + 1 == ROWS_PER_STEP {
            aged.last = Some(id);
            break;
        }
    }
    Ok(aged)
}

fn is_same(a: &Digest, b: &Digest) -> bool {
    constant_time_eq(&a.0, &b.0)
}

#[cfg(test)]
mod tests;
