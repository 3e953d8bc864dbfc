//! Sign-ins that a browser is not to remember: kept in memory, each for one purpose, a quarter of an hour after its last
//! use. A restart ends them.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::DeviceId;
use crate::base::{Clock, Timestamp};
use crate::store::Aid;
use crate::store::keys::Digest;
use crate::store::rows::devices::SignIn;

/// How long after its last use a sign-in ends.
const LIFETIME: Duration = Duration::from_secs(15 * 60);
/// Most browsers; the one unused longest goes. With [`MAX_SIGN_INS`] this is less than 1 MiB.
const MAX_BROWSERS: usize = 1_024;
/// Most sign-ins of one browser; the oldest goes.
const MAX_SIGN_INS: usize = 8;

/// What a sign-in that is not remembered is for: the account pages, or one request of an app.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Purpose(Box<str>);

impl Purpose {
    /// The account pages.
    pub fn account_pages() -> Self {
        Self(Box::default())
    }

    /// One request of an app, by its unguessable name, of which the first 100 bytes count.
    pub fn request(name: &str) -> Self {
        Self(name[..name.floor_char_boundary(100)].into())
    }
}

#[derive(Clone)]
struct Brief {
    sign_in: SignIn,
    purpose: Purpose,
    used_at: Timestamp,
}

struct Browser {
    secret: Digest,
    rotated_at: Timestamp,
    used_at: Timestamp,
    sign_ins: Vec<Brief>,
}

/// All of them. Cheap to clone.
#[derive(Clone)]
pub(super) struct BriefSignIns {
    clock: Clock,
    browsers: Arc<Mutex<HashMap<DeviceId, Browser>>>,
}

impl BriefSignIns {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, browsers: Arc::default() }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DeviceId, Browser>> {
        self.browsers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The hash of the secret that a browser was given last, and when.
    pub(super) fn secret_of(&self, id: &DeviceId) -> Option<(Digest, Timestamp)> {
        let now = self.clock.now();
        let browsers = self.lock();
        let browser = browsers.get(id).filter(|browser| now.since(browser.used_at) < LIFETIME)?;
        Some((browser.secret, browser.rotated_at))
    }

    /// Gives a browser that is known here a new secret.
    pub(super) fn rotate(&self, id: &DeviceId, secret: Digest) {
        let now = self.clock.now();
        if let Some(browser) = self.lock().get_mut(id) {
            browser.secret = secret;
            browser.rotated_at = now;
        }
    }

    /// Notes a sign-in.
    pub(super) fn begin(&self, id: DeviceId, secret: Digest, aid: Aid, purpose: Purpose) {
        let now = self.clock.now();
        let mut browsers = self.lock();
        browsers.retain(|_, browser| now.since(browser.used_at) < LIFETIME);
        if browsers.len() >= MAX_BROWSERS
            && !browsers.contains_key(&id)
            && let Some(oldest) =
                browsers.iter().min_by_key(|(_, browser)| browser.used_at).map(|(id, _)| *id)
        {
            browsers.remove(&oldest);
        }
        let browser = browsers.entry(id).or_insert_with(|| Browser {
            secret,
            rotated_at: now,
            used_at: now,
            sign_ins: Vec::new(),
        });
        browser.secret = secret;
        browser.rotated_at = now;
        browser.used_at = now;
        browser.sign_ins.retain(|known| {
            (known.sign_in.aid != aid || known.purpose != purpose) && now.since(known.used_at) < LIFETIME
        });
        if browser.sign_ins.len() >= MAX_SIGN_INS {
            browser.sign_ins.remove(0);
        }
        browser.sign_ins.push(Brief { sign_in: SignIn { aid, at: now }, purpose, used_at: now });
    }

    /// The sign-ins of a browser for a purpose. Counts as their use.
    pub(super) fn of(&self, id: &DeviceId, purpose: &Purpose) -> Vec<SignIn> {
        let now = self.clock.now();
        let mut browsers = self.lock();
        let Some(browser) = browsers.get_mut(id) else { return Vec::new() };
        browser.sign_ins.retain(|known| now.since(known.used_at) < LIFETIME);
        let mut found = Vec::new();
        for known in browser.sign_ins.iter_mut().filter(|known| known.purpose == *purpose) {
            known.used_at = now;
            browser.used_at = now;
            found.push(known.sign_in);
        }
        found
    }

    /// Ends the sign-ins of an account with a browser.
    pub(super) fn end(&self, id: &DeviceId, aid: Aid) {
        if let Some(browser) = self.lock().get_mut(id) {
            browser.sign_ins.retain(|known| known.sign_in.aid != aid);
        }
    }

    /// Ends the sign-ins of an account with every browser but `keep`.
    pub(super) fn end_all(&self, aid: Aid, keep: Option<&DeviceId>) {
        for (_, browser) in self.lock().iter_mut().filter(|(id, _)| Some(*id) != keep) {
            browser.sign_ins.retain(|known| known.sign_in.aid != aid);
        }
    }

    /// Forgets a browser.
    pub(super) fn forget(&self, id: &DeviceId) {
        self.lock().remove(id);
    }
}

impl fmt::Debug for BriefSignIns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BriefSignIns").field("browsers", &self.lock().len()).finish()
    }
}
