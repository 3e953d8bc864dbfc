//! Rate limits: the generic cell rate algorithm over a table of fixed size.
//!
//! A slot remembers one subject of one window: a 64-bit fingerprint under a key drawn at start and the time at which
//! its allowance will be whole again. Slots form sets of four; a full set forgets the subject that is nearest to a
//! whole allowance. Memory is 128 KiB for ever, and a flood can only make the limiter forgive, never block others.

use std::hash::{BuildHasher, Hash, RandomState};
use std::net::IpAddr;
use std::sync::Mutex;

use hyper::header::{HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{HeaderMap, StatusCode};
use subtle::ConstantTimeEq;

use super::XrpcError;
pub use crate::base::subject_of;
use crate::base::{AddressRange, Clock, Secret, Timestamp};

/// Number of slots, 16 bytes each.
const SLOTS: usize = 8_192;
/// Slots that one subject may lie in.
const WAYS: usize = 4;

/// So many points in so many seconds.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Points that may be spent at once.
    pub points: u32,
    /// Seconds in which they come back.
    pub secs: u32,
}

/// A named limit of one or more windows, each kept apart.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Keeps the subjects of different rules apart.
    pub name: &'static str,
    /// All must have room.
    pub windows: &'static [Window],
}

const MINUTE: u32 = 60;
const HOUR: u32 = 3_600;
const DAY: u32 = 86_400;

macro_rules! rules {
    ($($(#[$doc:meta])* $id:ident = $name:literal [$($points:literal per $secs:expr),+];)+) => {
        $($(#[$doc])*
        pub const $id: Rule =
            Rule { name: $name, windows: &[$(Window { points: $points, secs: $secs }),+] };)+
    };
}

rules! {
    /// Every XRPC call but `sync.getRepo`, by address.
    GLOBAL = "global-ip" [3_000 per 5 * MINUTE];
    /// Record writes by account: create 3, update 2, delete 1.
    REPO_WRITE = "repo-write" [5_000 per HOUR, 35_000 per DAY];
    /// Attempts to log in, by identifier and address.
    CREATE_SESSION = "create-session" [30 per 5 * MINUTE, 300 per DAY];
    /// New accounts by address.
    CREATE_ACCOUNT = "create-account" [100 per 5 * MINUTE];
    /// Mailed tokens tried, by address.
    TOKEN_ATTEMPT = "token-attempt" [50 per 5 * MINUTE];
    /// Password reset mails by address.
    PASSWORD_RESET_MAIL = "password-reset-mail" [15 per HOUR, 50 per DAY];
    /// Mails that an account asks for itself.
    ACCOUNT_MAIL = "account-mail" [5 per HOUR, 15 per DAY];
    /// Forms with a password, by address.
    SIGN_IN = "sign-in" [10 per MINUTE, 200 per DAY];
    /// The same by name and address: a slow trickle after the first few.
    SIGN_IN_NAME = "sign-in-name" [8 per 15 * MINUTE];
    /// New accounts made on pages, by address.
    SIGN_UP = "sign-up" [10 per 5 * MINUTE, 50 per DAY];
    /// What is sent to the wizard for a new server, by address.
    SETUP = "setup" [60 per MINUTE];
    /// Letters to one address on the way to an account.
    SIGN_UP_MAIL = "sign-up-mail" [5 per HOUR, 10 per DAY];
    /// Handles looked up on the way to an account, by address.
    HANDLE_CHECK = "handle-check" [30 per MINUTE];
    /// Everything that an account holds, for its owner, by address.
    DOWNLOAD = "download" [20 per HOUR];
    /// Handle changes by account.
    UPDATE_HANDLE = "update-handle" [10 per 5 * MINUTE, 50 per DAY];
    /// Uploads by address.
    UPLOAD_BLOB = "upload-blob" [1_000 per DAY];
    /// Authorization requests that apps push, by address.
    OAUTH_PAR = "oauth-par" [60 per MINUTE];
    /// Tokens that apps ask for or give back, by address.
    OAUTH_TOKEN = "oauth-token" [300 per MINUTE];
    /// Blocks by hash, for which a whole repository is walked over, by address.
    GET_BLOCKS = "get-blocks" [300 per 5 * MINUTE];
    /// Whole repositories by address.
    GET_REPO = "get-repo" [6_000 per 5 * MINUTE];
}

/// Whom the rules spare, and whether they hold at all.
#[derive(Clone, Debug)]
pub struct LimitsConfig {
    /// Off: nothing is counted and no headers are sent.
    pub enabled: bool,
    /// A request whose `x-ratelimit-bypass` header says this is not counted.
    pub bypass_key: Option<Secret<String>>,
    /// Callers from here are not counted.
    pub bypass: Vec<AddressRange>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    /// Zero for a slot never used.
    fingerprint: u64,
    /// When the allowance is whole again, in µs since the epoch.
    whole_at: u64,
}

/// The table.
pub struct Limits {
    config: LimitsConfig,
    clock: Clock,
    hasher: RandomState,
    slots: Mutex<Box<[Slot]>>,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").field("enabled", &self.config.enabled).finish_non_exhaustive()
    }
}

/// How much of a window is left, for the `RateLimit-*` headers.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    window: Window,
    remaining: u32,
    whole_at: Timestamp,
    /// How long until the call that was refused would be let through; zero when it was let through.
    wait_micros: u64,
}

impl Standing {
    /// The stricter of two: a refusal that lasts longer, else the smaller remainder.
    fn stricter(self, other: Self) -> Self {
        let rank = |standing: &Self| (u64::MAX - standing.wait_micros, standing.remaining);
        if rank(&other) < rank(&self) { other } else { self }
    }

    /// Adds the headers that tell a client where it stands.
    pub fn write(&self, headers: &mut HeaderMap) {
        let number = |value: u64| HeaderValue::from(value);
        headers.insert(HeaderName::from_static("ratelimit-limit"), number(u64::from(self.window.points)));
        headers.insert(HeaderName::from_static("ratelimit-remaining"), number(u64::from(self.remaining)));
        let reset = self.whole_at.micros().div_ceil(1_000_000);
        headers.insert(HeaderName::from_static("ratelimit-reset"), number(reset));
        let policy = format!("{};w={}", self.window.points, self.window.secs);
        let policy = HeaderValue::from_str(&policy).expect("digits and punctuation");
        headers.insert(HeaderName::from_static("ratelimit-policy"), policy);
        if self.wait_micros > 0 {
            headers.insert(RETRY_AFTER, number(self.wait_micros.div_ceil(1_000_000)));
        }
    }
}

/// Collects where one call stands with all the limits that apply to it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Meter {
    strictest: Option<Standing>,
    spared: bool,
}

impl Meter {
    /// Adds the headers of the strictest limit met, if any was.
    pub fn write(&self, headers: &mut HeaderMap) {
        if let Some(standing) = &self.strictest {
            standing.write(headers);
        }
    }
}

impl Limits {
    /// An empty table.
    pub fn new(config: LimitsConfig, clock: Clock) -> Self {
        let slots = Mutex::new(vec![Slot::default(); SLOTS].into_boxed_slice());
        Self { config, clock, hasher: RandomState::new(), slots }
    }

    /// Begins a call from `client`; `bypass` is its `x-ratelimit-bypass` header.
    pub fn meter(&self, client: IpAddr, bypass: Option<&str>) -> Meter {
        let has_key = match (&self.config.bypass_key, bypass) {
            (Some(key), Some(given)) => bool::from(key.expose().as_bytes().ct_eq(given.as_bytes())),
            _ => false,
        };
        let spared =
            !self.config.enabled || has_key || self.config.bypass.iter().any(|range| range.contains(client));
        Meter { strictest: None, spared }
    }

    /// Takes `points` from every window of `rule` for `subject`.
    ///
    /// # Errors
    /// 429 when a window has no room; the points already taken from the rule's other windows stay taken.
    pub fn charge(
        &self,
        meter: &mut Meter,
        rule: &Rule,
        subject: impl Hash,
        points: u32,
    ) -> Result<(), XrpcError> {
        if meter.spared {
            return Ok(());
        }
        let mut refused = false;
        for (index, window) in rule.windows.iter().enumerate() {
            let fingerprint = self.hasher.hash_one((rule.name, index, &subject)).max(1);
            let standing = self.take(fingerprint, *window, points);
            refused |= standing.wait_micros > 0;
            meter.strictest =
                Some(meter.strictest.map_or(standing, |strictest| strictest.stricter(standing)));
        }
        if refused {
            return Err(XrpcError::new(StatusCode::TOO_MANY_REQUESTS, "Rate Limit Exceeded"));
        }
        Ok(())
    }

    fn take(&self, fingerprint: u64, window: Window, points: u32) -> Standing {
        let now = self.clock.now().micros();
        let span = u64::from(window.secs) * 1_000_000;
        let per_point = span / u64::from(window.points);
        let cost = per_point * u64::from(points);
        let mut slots = self.slots.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let sets = SLOTS / WAYS;
        let set = usize::try_from(fingerprint % sets as u64).unwrap_or_default() * WAYS;
        let ways = &mut slots[set..set + WAYS];
        let index = ways.iter().position(|slot| slot.fingerprint == fingerprint).unwrap_or_else(|| {
            let forgotten = (0..WAYS).min_by_key(|way| ways[*way].whole_at).unwrap_or_default();
            ways[forgotten] = Slot { fingerprint, whole_at: 0 };
            forgotten
        });
        let slot = &mut ways[index];
        let owed = slot.whole_at.saturating_sub(now);
        // A call that costs more than the whole window is let through when the allowance is whole, else it could
        // never succeed.
        let fits = owed == 0 || owed.saturating_add(cost) <= span;
        if fits {
            slot.whole_at = now + owed.saturating_add(cost).min(span);
        }
        let owed = slot.whole_at.saturating_sub(now);
        let remaining = u32::try_from(span.saturating_sub(owed) / per_point).unwrap_or(u32::MAX);
        let wait_micros =
            if fits { 0 } else { owed.saturating_add(cost).saturating_sub(span).clamp(1, span) };
        Standing { window, remaining, whole_at: Timestamp::from_micros(slot.whole_at), wait_micros }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const RULE: Rule = Rule { name: "test", windows: &[Window { points: 3, secs: 30 }] };

    fn limits(clock: &Clock) -> Limits {
        let config = LimitsConfig {
            enabled: true,
            bypass_key: Some(Secret::new("let-me-in".into())),
            bypass: vec!["10.0.0.0/8".parse().expect("a range")],
        };
        Limits::new(config, clock.clone())
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_window_empties_and_refills_point_by_point() {
        let clock = Clock::manual(Timestamp::from_secs(1_000));
        let limits = limits(&clock);
        let charge = |points| {
            let mut meter = limits.meter(ip("192.0.2.1"), None);
            let result = limits.charge(&mut meter, &RULE, "who", points);
            let mut headers = HeaderMap::new();
            meter.write(&mut headers);
            (result, headers)
        };
        for left in ["2", "1", "0"] {
            let (result, headers) = charge(1);
            assert!(result.is_ok());
            assert_eq!(headers["ratelimit-remaining"], left);
        }
        let (result, headers) = charge(1);
        assert_eq!(result.expect_err("empty").status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(headers["retry-after"], "10");
        assert_eq!(headers["ratelimit-policy"], "3;w=30");
        assert_eq!(headers["ratelimit-limit"], "3");
        assert_eq!(headers["ratelimit-reset"], "1030");
        clock.advance(Duration::from_secs(10));
        assert!(charge(1).0.is_ok());
        assert!(charge(1).0.is_err());
        clock.advance(Duration::from_secs(20));
        assert!(charge(3).0.is_err(), "two points have come back");
        assert!(charge(2).0.is_ok());
        clock.advance(Duration::from_secs(30));
        assert!(charge(50).0.is_ok(), "a call dearer than the window passes when the allowance is whole");
        assert!(charge(1).0.is_err());
    }

    #[test]
    fn subjects_and_bypasses_are_apart() {
        let clock = Clock::manual(Timestamp::from_secs(1_000));
        let limits = limits(&clock);
        let try_as = |client: &str, key| {
            let mut meter = limits.meter(ip(client), key);
            limits.charge(&mut meter, &RULE, subject_of(ip(client)), 3).is_ok()
        };
        assert!(try_as("192.0.2.1", None) && try_as("192.0.2.2", None));
        assert!(!try_as("192.0.2.1", None) && !try_as("192.0.2.1", Some("let-me")));
        assert!(try_as("192.0.2.1", Some("let-me-in")));
        assert!(try_as("10.1.2.3", None) && try_as("10.1.2.3", None));
        assert!(
            try_as("2001:db8::1", None) && !try_as("2001:db8::2", None) && try_as("2001:db8:0:1::2", None)
        );
        assert!(!try_as("::ffff:192.0.2.1", None), "a mapped address is the same caller");
    }

    #[test]
    fn a_flood_never_blocks_others() {
        let clock = Clock::manual(Timestamp::from_secs(1_000));
        let limits = limits(&clock);
        for subject in 0..100_000_u32 {
            let mut meter = limits.meter(ip("192.0.2.1"), None);
            assert!(limits.charge(&mut meter, &RULE, subject, 1).is_ok());
        }
    }
}
