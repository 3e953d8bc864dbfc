//! The challenges of WebAuthn ceremonies: made for one act of one account, good for a quarter of an hour and for one
//! answer.
//!
//! A challenge carries its own expiry and a MAC under a key of this run of the server, so that pages that are opened
//! and never used cost no memory and cannot push out the challenges of others. What is remembered are the challenges
//! that were answered: an answer has passed every check by then, so that nobody fills this memory who has no key.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::base::{Timestamp, random_bytes};
use crate::crypto::{constant_time_eq, hmac_sha256};
use crate::store::Aid;

/// How long a challenge can be answered.
const LIFETIME: Duration = Duration::from_secs(15 * 60);
/// Most answered challenges that are remembered; more within their lifetime are refused.
const MAX_SPENT: usize = 4_096;

/// Bytes of the expiry, of randomness, and of the MAC.
const EXPIRY: usize = 8;
const RANDOM: usize = 16;
const MAC: usize = 32;
/// Bytes of a challenge.
const LENGTH: usize = EXPIRY + RANDOM + MAC;

/// What a challenge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ceremony {
    /// An account gets another passkey.
    Register(Aid),
    /// The owner of an account, known by then, shows a passkey.
    Prove(Aid),
    /// Somebody signs in, and the passkey says who.
    SignIn,
    /// Whoever runs the server gets another passkey.
    RegisterOperator,
    /// Whoever runs the server shows a passkey.
    ProveOperator,
}

impl Ceremony {
    fn tag(self) -> [u8; 5] {
        let (kind, aid) = match self {
            Self::Register(aid) => (1, aid.to_u32()),
            Self::Prove(aid) => (2, aid.to_u32()),
            Self::SignIn => (3, 0),
            Self::RegisterOperator => (4, 0),
            Self::ProveOperator => (5, 0),
        };
        let [a, b, c, d] = aid.to_be_bytes();
        [kind, a, b, c, d]
    }
}

/// A challenge of ours, of the right kind, in time. Whether it was answered before is decided by
/// [`Challenges::spend`].
#[derive(Debug)]
pub(super) struct Timely {
    expires: Timestamp,
    random: [u8; RANDOM],
}

/// Makes and recognises challenges.
pub struct Challenges {
    key: [u8; 32],
    /// Those that were answered, oldest first.
    spent: Mutex<VecDeque<([u8; RANDOM], Timestamp)>>,
}

impl std::fmt::Debug for Challenges {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Challenges(…)")
    }
}

impl Challenges {
    pub(in crate::account) fn new() -> Self {
        Self { key: random_bytes(), spent: Mutex::default() }
    }

    pub(super) fn make(&self, ceremony: Ceremony, now: Timestamp) -> [u8; LENGTH] {
        let mut challenge = [0; LENGTH];
        let (head, mac) = challenge.split_at_mut(EXPIRY + RANDOM);
        let (expiry, random) = head.split_at_mut(EXPIRY);
        expiry.copy_from_slice(&now.after(LIFETIME).micros().to_be_bytes());
        random.copy_from_slice(&random_bytes::<RANDOM>());
        mac.copy_from_slice(&self.mac(ceremony, head));
        challenge
    }

    /// Recognises a challenge of ours; `None` for any other, or when its time is over.
    pub(super) fn recognise(&self, ceremony: Ceremony, challenge: &[u8], now: Timestamp) -> Option<Timely> {
        let (head, mac) = challenge.split_last_chunk::<MAC>()?;
        let (expiry, random) = head.split_first_chunk::<EXPIRY>()?;
        let random = random.try_into().ok()?;
        let expires = Timestamp::from_micros(u64::from_be_bytes(*expiry));
        let is_ours = constant_time_eq(mac, &self.mac(ceremony, head));
        (is_ours && now < expires).then_some(Timely { expires, random })
    }

    /// Uses a challenge up. Whether it was still unused.
    #[must_use]
    pub(super) fn spend(&self, challenge: &Timely, now: Timestamp) -> bool {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        while spent.front().is_some_and(|(_, expires)| *expires <= now) {
            spent.pop_front();
        }
        if spent.len() >= MAX_SPENT || spent.iter().any(|(random, _)| *random == challenge.random) {
            return false;
        }
        spent.push_back((challenge.random, challenge.expires));
        true
    }

    fn mac(&self, ceremony: Ceremony, head: &[u8]) -> [u8; MAC] {
        let mut message = ceremony.tag().to_vec();
        message.extend_from_slice(head);
        hmac_sha256(&self.key, &message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_good_for_one_act_of_one_account_once_and_for_a_while() {
        let challenges = Challenges::new();
        let now = Timestamp::from_secs(1_000_000);
        let (mine, other) = (Ceremony::Prove(Aid::from_u32(1)), Ceremony::Prove(Aid::from_u32(2)));
        let challenge = challenges.make(mine, now);
        for ceremony in [other, Ceremony::Register(Aid::from_u32(1)), Ceremony::SignIn] {
            assert!(challenges.recognise(ceremony, &challenge, now).is_none());
        }
        assert!(challenges.recognise(mine, &challenge, now.after(LIFETIME)).is_none());
        assert!(Challenges::new().recognise(mine, &challenge, now).is_none(), "another run of the server");
        for at in 0..LENGTH {
            let mut changed = challenge;
            changed[at] ^= 1;
            assert!(challenges.recognise(mine, &changed, now).is_none(), "byte {at}");
        }
        assert!(challenges.recognise(mine, &challenge[1..], now).is_none());

        let timely = challenges.recognise(mine, &challenge, now).expect("ours");
        let twice = challenges.recognise(mine, &challenge, now).expect("ours");
        assert!(challenges.spend(&timely, now));
        assert!(!challenges.spend(&twice, now), "an answer counts once");
    }

    #[test]
    fn memory_of_answers_is_bounded() {
        let challenges = Challenges::new();
        let now = Timestamp::from_secs(1_000_000);
        let answer = |now| {
            let challenge = challenges.make(Ceremony::SignIn, now);
            let timely = challenges.recognise(Ceremony::SignIn, &challenge, now).expect("ours");
            challenges.spend(&timely, now)
        };
        for _ in 0..MAX_SPENT {
            assert!(answer(now));
        }
        assert!(!answer(now), "rather refused than forgotten");
        assert!(answer(now.after(LIFETIME)));
    }
}
