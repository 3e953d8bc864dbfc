//! Work that a browser does before it may make an account: finding a number that gives a hash with leading zero bits.
//!
//! A challenge is stateless: nonce, end, difficulty and their HMAC. Only challenges that were solved are remembered, so
//! that each works once. Costs a visitor about a second, a program that makes accounts a second of CPU for each.
//!
//! The script `templates/assets/work.js` does the work; a change here is one there.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;

use crate::base::{Clock, Secret, Timestamp, random_bytes};
use crate::crypto::{Sha256, constant_time_eq, hmac_sha256};

/// Leading zero bits by default: a quarter of a million hashes on average.
pub const DEFAULT_BITS: u8 = 18;
/// Most that may be asked for: minutes of work on a telephone.
pub const MAX_BITS: u8 = 26;
/// How long a challenge can be solved: as long as filling in a form may take.
const LIFETIME: Duration = Duration::from_secs(30 * 60);
/// Most solved challenges that are remembered. About 200 KiB; beyond it nobody gets in until some are over.
const MAX_SPENT: usize = 4_096;
/// Longest solution in decimal digits, which fits JavaScript's integers.
const MAX_DIGITS: usize = 16;

const NONCE_BYTES: usize = 16;
/// Nonce, end in seconds, difficulty.
const SIGNED_BYTES: usize = NONCE_BYTES + 8 + 1;
/// With the HMAC: as text more than one block of SHA-256, which the script hashes once.
const CHALLENGE_BYTES: usize = SIGNED_BYTES + 32;

/// What a browser has to work on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Its text: 76 characters of base64url.
    pub text: String,
    /// How many leading zero bits SHA-256 of `text`, a dot and the solution in decimal digits must have.
    pub bits: u8,
}

/// Why a solution does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkError {
    /// The challenge is not one of ours, or the solution does not solve it.
    #[error("the work was not done")]
    Wrong,
    /// The challenge's time is over.
    #[error("the work took too long")]
    Expired,
    /// It let somebody in already.
    #[error("the work was used already")]
    Spent,
    /// Too many accounts are made at once.
    #[error("too many sign-ups at once")]
    Busy,
}

/// Makes and checks challenges.
pub struct ProofOfWork {
    key: Secret<[u8; 32]>,
    bits: u8,
    clock: Clock,
    spent: Mutex<HashMap<[u8; NONCE_BYTES], Timestamp>>,
}

impl ProofOfWork {
    /// Challenges of `bits` leading zero bits, at most [`MAX_BITS`], under a key derived from one of the server.
    pub fn new(server_key: &[u8], bits: u8, clock: Clock) -> Self {
        let key = Secret::new(hmac_sha256(server_key, b"hostplant proof of work"));
        Self { key, bits: bits.min(MAX_BITS), clock, spent: Mutex::default() }
    }

    /// A new challenge.
    pub fn challenge(&self) -> Challenge {
        let until = self.clock.now().after(LIFETIME);
        let mut bytes = [0; CHALLENGE_BYTES];
        bytes[..NONCE_BYTES].copy_from_slice(&random_bytes::<NONCE_BYTES>());
        bytes[NONCE_BYTES..SIGNED_BYTES - 1].copy_from_slice(&until.secs().to_be_bytes());
        bytes[SIGNED_BYTES - 1] = self.bits;
        let tag = hmac_sha256(self.key.expose(), &bytes[..SIGNED_BYTES]);
        bytes[SIGNED_BYTES..].copy_from_slice(&tag);
        Challenge { text: BASE64URL_NOPAD.encode(&bytes), bits: self.bits }
    }

    /// Checks that `solution` solves `challenge`, and uses the challenge up.
    ///
    /// # Errors
    /// See [`WorkError`].
    pub fn spend(&self, challenge: &str, solution: &str) -> Result<(), WorkError> {
        let bytes = BASE64URL_NOPAD.decode(challenge.as_bytes()).map_err(|_| WorkError::Wrong)?;
        let bytes: [u8; CHALLENGE_BYTES] = bytes.try_into().map_err(|_| WorkError::Wrong)?;
        let (signed, tag) = bytes.split_at(SIGNED_BYTES);
        if !constant_time_eq(&hmac_sha256(self.key.expose(), signed), tag) {
            return Err(WorkError::Wrong);
        }
        let (nonce, rest) = signed.split_first_chunk::<NONCE_BYTES>().ok_or(WorkError::Wrong)?;
        let (until, bits) = rest.split_first_chunk::<8>().ok_or(WorkError::Wrong)?;
        let until = Timestamp::from_secs(u64::from_be_bytes(*until));
        let now = self.clock.now();
        if until <= now {
            return Err(WorkError::Expired);
        }
        let digits =
            (1..=MAX_DIGITS).contains(&solution.len()) && solution.bytes().all(|b| b.is_ascii_digit());
        if !digits || leading_zeros(challenge, solution) < u32::from(bits[0]) {
            return Err(WorkError::Wrong);
        }
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.contains_key(nonce) {
            return Err(WorkError::Spent);
        }
        if spent.len() >= MAX_SPENT {
            spent.retain(|_, until| *until > now);
        }
        if spent.len() >= MAX_SPENT {
            return Err(WorkError::Busy);
        }
        spent.insert(*nonce, until);
        Ok(())
    }
}

impl std::fmt::Debug for ProofOfWork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProofOfWork").field("bits", &self.bits).finish_non_exhaustive()
    }
}

fn leading_zeros(challenge: &str, solution: &str) -> u32 {
    let mut hash = Sha256::new();
    hash.update(challenge.as_bytes());
    hash.update(b".");
    hash.update(solution.as_bytes());
    let hash = hash.finish();
    // More than 64 is never asked for.
    hash.first_chunk::<8>().map_or(0, |head| u64::from_be_bytes(*head).leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(bits: u8) -> (ProofOfWork, Clock) {
        let clock = Clock::manual(Timestamp::from_secs(1_800_000_000));
        (ProofOfWork::new(&[7; 32], bits, clock.clone()), clock)
    }

    fn solve(challenge: &Challenge) -> String {
        let solved = |n: &u64| leading_zeros(&challenge.text, &n.to_string()) >= u32::from(challenge.bits);
        (0..).find(solved).expect("a solution").to_string()
    }

    #[test]
    fn a_solution_lets_in_once() {
        let (work, _) = work(8);
        let challenge = work.challenge();
        assert_eq!(challenge.text.len(), 76, "the script counts on it");
        let solution = solve(&challenge);
        assert_eq!(work.spend(&challenge.text, &solution), Ok(()));
        assert_eq!(work.spend(&challenge.text, &solution), Err(WorkError::Spent));
        assert_ne!(work.challenge().text, challenge.text);
    }

    #[test]
    fn work_that_was_not_done_does_not_count() {
        let (work, _) = work(16);
        let challenge = work.challenge();
        let wrong =
            (0_u64..).find(|n| leading_zeros(&challenge.text, &n.to_string()) < 16).expect("a number");
        assert_eq!(work.spend(&challenge.text, &wrong.to_string()), Err(WorkError::Wrong));
        for text in ["", "-1", "1 ", "12345678901234567", "x"] {
            assert_eq!(work.spend(&challenge.text, text), Err(WorkError::Wrong), "{text}");
        }
    }

    #[test]
    fn challenges_are_ours_and_as_hard_as_we_made_them() {
        let (work, _) = work(8);
        let challenge = work.challenge();
        let mut bytes = BASE64URL_NOPAD.decode(challenge.text.as_bytes()).expect("base64");
        bytes[SIGNED_BYTES - 1] = 0;
        let easy = Challenge { text: BASE64URL_NOPAD.encode(&bytes), bits: 0 };
        assert_eq!(work.spend(&easy.text, "0"), Err(WorkError::Wrong));
        let other = ProofOfWork::new(&[8; 32], 0, Clock::manual(Timestamp::from_secs(1_800_000_000)));
        assert_eq!(work.spend(&other.challenge().text, "0"), Err(WorkError::Wrong));
        assert_eq!(work.spend("", "0"), Err(WorkError::Wrong));
    }

    #[test]
    fn challenges_end_and_memory_is_bounded() {
        let (work, clock) = work(0);
        let old = work.challenge();
        for _ in 0..MAX_SPENT {
            assert_eq!(work.spend(&work.challenge().text, "1"), Ok(()));
        }
        assert_eq!(work.spend(&work.challenge().text, "1"), Err(WorkError::Busy));
        clock.advance(LIFETIME);
        assert_eq!(work.spend(&old.text, "1"), Err(WorkError::Expired));
        assert_eq!(work.spend(&work.challenge().text, "1"), Ok(()), "what is over makes room");
    }
}
