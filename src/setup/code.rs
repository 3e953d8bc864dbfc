//! The setup code, by which the owner of a machine is known before anybody has an account: it is printed on the console
//! and lies in the data folder. Guessing is slow, and stays slow across restarts; whoever guesses keeps nobody else out.

use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;

use super::Setup;
use super::progress::{self, Progress, WrongCodes, progress};
use crate::app::App;
use crate::base::{Secret, Timestamp, fill_random, subject_of, write_private};
use crate::crypto::{constant_time_eq, hmac_sha256};
use crate::store::{StorageError, Tx, WriteError};

/// Name of the file in the data folder.
pub const FILE: &str = "setup-code";
/// What codes are made of: no letter or digit that looks like another. 32 of them, five bits each.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Characters of a code: 40 bits.
const LENGTH: usize = 8;
/// How long a session lasts.
pub const SESSION_TTL: Duration = Duration::from_secs(12 * 60 * 60);
/// Wrong codes from one network without a pause.
const FREE: u32 = 5;
/// The pause after one more; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(60);
/// The longest pause: about 100 guesses a day.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
/// Networks whose wrong codes are counted. The one that was quiet the longest makes room for another.
const NETWORKS: usize = 64;
/// Wrong codes from everywhere without a pause: more than [`NETWORKS`] networks must guess for so many in a day. Then all
/// but the machine itself wait [`FIRST_PAUSE`] after each one, which leaves some 2,500 guesses a day of 2^40 codes.
const FREE_FOR_ALL: u32 = 1_000;
/// After so long without a wrong one all is forgotten.
const FORGET: Duration = Duration::from_secs(24 * 60 * 60);

/// Why a code does not open the wizard.
#[derive(Debug)]
pub enum CodeRefused {
    /// It is not the code.
    Wrong,
    /// There were too many wrong ones: for how long none is looked at.
    Wait(Duration),
    /// The store failed.
    Store(WriteError<StorageError>),
}

/// The code of the file, or a new one.
pub(super) fn load_or_make(path: &Path) -> io::Result<Secret<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) if plain(&text).len() == LENGTH => return Ok(Secret::new(text.trim().to_owned())),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut bytes = [0; LENGTH];
    fill_random(&mut bytes);
    let letters: String = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    let (front, back) = letters.split_at(LENGTH / 2);
    let code = format!("{front}-{back}");
    write_private(path, format!("{code}\n").as_bytes())?;
    Ok(Secret::new(code))
}

/// The code is no use any more.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A code without what people put between its letters.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

impl WrongCodes {
    /// How long no code of a network is looked at, after its wrong ones.
    fn pause(self) -> Duration {
        let Some(over) = self.count.checked_sub(FREE) else { return Duration::ZERO };
        FIRST_PAUSE.saturating_mul(1 << over.min(16)).min(LONGEST_PAUSE)
    }

    /// How long none of anybody is, after those from everywhere.
    const fn pause_for_all(self) -> Duration {
        if self.count < FREE_FOR_ALL { Duration::ZERO } else { FIRST_PAUSE }
    }

    /// What is left of a pause; never more than all of it, wherever the clock was put.
    fn left(self, pause: Duration, now: Timestamp) -> Duration {
        self.ended().after(pause).since(now).min(pause)
    }

    fn ended(self) -> Timestamp {
        Timestamp::from_secs(self.last)
    }

    fn is_forgotten(self, now: Timestamp) -> bool {
        now.since(self.ended()) >= FORGET
    }

    fn count(&mut self, now: Timestamp) {
        *self = Self { count: self.count.saturating_add(1), last: now.secs() };
    }
}

impl Progress {
    /// Judges a code that came from an address, and counts it for its network if it was wrong. Who is on the machine itself
    /// waits for its own wrong ones only: so whoever guesses from many networks leaves its owner the terminal.
    fn judge(&mut self, right: bool, client: IpAddr, now: Timestamp) -> Result<(), CodeRefused> {
        let network = subject_of(client);
        let mut all = self.wrong_everywhere;
        if all.is_forgotten(now) {
            all = WrongCodes::default();
        }
        let known = self.wrong_from.iter().find(|(from, wrong)| *from == network && !wrong.is_forgotten(now));
        let mut own = known.map_or_else(WrongCodes::default, |(_, wrong)| *wrong);
        let mut left = own.left(own.pause(), now);
        if !client.to_canonical().is_loopback() {
            left = left.max(all.left(all.pause_for_all(), now));
        }
        if !left.is_zero() {
            return Err(CodeRefused::Wait(left));
        }
        self.wrong_from.retain(|(from, wrong)| *from != network && !wrong.is_forgotten(now));
        if right {
            return Ok(());
        }
        if self.wrong_from.len() >= NETWORKS {
            let quietest = (0..NETWORKS).min_by_key(|at| self.wrong_from[*at].1.last);
            quietest.map(|at| self.wrong_from.swap_remove(at));
        }
        own.count(now);
        all.count(now);
        self.wrong_from.push((network, own));
        self.wrong_everywhere = all;
        Err(CodeRefused::Wrong)
    }
}

impl Setup {
    /// Judges a code that somebody typed at an address.
    ///
    /// # Errors
    /// See [`CodeRefused`]. A wrong one is counted before this says so.
    pub async fn check_code(&self, app: &App, typed: &str, client: IpAddr) -> Result<(), CodeRefused> {
        let Some(code) = self.code() else { return Err(CodeRefused::Wrong) };
        let right = constant_time_eq(plain(typed).as_bytes(), plain(code.expose()).as_bytes());
        let judge = move |tx: &mut Tx<'_>| {
            let mut progress = progress(tx)?;
            let known = progress.wrong_from.len();
            let judged = progress.judge(right, client, tx.now());
            if matches!(judged, Err(CodeRefused::Wrong)) || progress.wrong_from.len() != known {
                progress::put(tx, &progress)?;
            }
            Ok(judged)
        };
        app.store.write::<_, StorageError, _>(judge).await.map_err(CodeRefused::Store)?
    }

    /// What a browser shows that gave the right code: good for [`SESSION_TTL`], for this code alone.
    pub fn session(&self, now: Timestamp) -> Option<String> {
        let until = now.after(SESSION_TTL).secs();
        Some(format!("{until}.{}", self.mark(until)?))
    }

    /// Whether a browser gave the right code before.
    pub fn knows(&self, session: &str, now: Timestamp) -> bool {
        let Some((until, mark)) = session.split_once('.') else { return false };
        let Ok(until) = until.parse() else { return false };
        now < Timestamp::from_secs(until)
            && self.mark(until).is_some_and(|own| constant_time_eq(own.as_bytes(), mark.as_bytes()))
    }

    fn mark(&self, until: u64) -> Option<String> {
        let message = format!("{until}.{}", self.code()?.expose());
        Some(BASE64URL_NOPAD.encode(&hmac_sha256(self.key.expose(), message.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_kept_and_have_nothing_to_mistake() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(FILE);
        let first = load_or_make(&file).expect("made");
        assert_eq!(load_or_make(&file).expect("kept"), first);
        assert!(plain(first.expose()).bytes().all(|letter| ALPHABET.contains(&letter)));
        assert!(!first.expose().contains(['0', 'O', '1', 'I']));
        std::fs::write(&file, "torn").expect("written");
        assert_ne!(load_or_make(&file).expect("made anew"), first);
        remove(&file).and_then(|()| remove(&file)).expect("gone, and gone");
    }

    /// Judges a code, and for how long one waits.
    fn judge(progress: &mut Progress, right: bool, client: &str, at: u64) -> Result<(), u64> {
        let client = client.parse().expect("an address");
        progress.judge(right, client, Timestamp::from_secs(at)).map_err(|refused| match refused {
            CodeRefused::Wait(left) => left.as_secs(),
            _ => 0,
        })
    }

    #[test]
    fn pauses_grow_and_end() {
        let pause = |count| WrongCodes { count, last: 0 }.pause().as_secs();
        assert_eq!([4, 5, 6, 7, 8, 9, 60].map(pause), [0, 60, 120, 240, 480, 900, 900]);
        let (mut progress, start) = (Progress::default(), 1_000_000);
        for _ in 0..FREE {
            assert_eq!(judge(&mut progress, false, "192.0.2.1", start), Err(0));
        }
        assert_eq!(judge(&mut progress, true, "192.0.2.1", start + 20), Err(40), "the right one waits too");
        assert_eq!(judge(&mut progress, true, "192.0.2.2", start + 20), Ok(()), "others do not");
        assert_eq!(judge(&mut progress, false, "192.0.2.1", start + 60), Err(0));
        assert_eq!(judge(&mut progress, false, "192.0.2.1", start + 61), Err(119));
        assert_eq!(judge(&mut progress, true, "192.0.2.1", start + 180), Ok(()));
        assert!(progress.wrong_from.is_empty(), "the right one ends it");
        let day = FORGET.as_secs();
        assert_eq!(judge(&mut progress, false, "192.0.2.1", start), Err(0));
        assert_eq!(judge(&mut progress, false, "192.0.2.2", start + day), Err(0));
        assert_eq!((progress.wrong_everywhere.count, progress.wrong_from.len()), (1, 1), "and so does a day");
    }

    #[test]
    fn many_networks_have_no_more_guesses() {
        let (mut progress, start) = (Progress::default(), 1_000_000);
        for n in 0..FREE_FOR_ALL {
            let network = format!("10.0.{}.{}", n / 256, n % 256);
            assert_eq!(judge(&mut progress, false, &network, start + u64::from(n)), Err(0));
            assert!(progress.wrong_from.len() <= NETWORKS);
        }
        let now = start + u64::from(FREE_FOR_ALL);
        assert_eq!(judge(&mut progress, true, "192.0.2.1", now), Err(59));
        for own in ["127.0.0.1", "::ffff:127.0.0.1", "::1"] {
            assert_eq!(judge(&mut progress, true, own, now), Ok(()), "not on the machine itself");
        }
        assert_eq!(judge(&mut progress, true, "192.0.2.1", now + 59), Ok(()));
        assert_eq!(judge(&mut progress, false, "192.0.2.1", now + 59), Err(0));
        assert_eq!(judge(&mut progress, true, "192.0.2.2", now + 60), Err(59), "one more, one more pause");
    }
}
