//! The setup code, by which the owner of a machine is known before anybody has an account: it is printed on the console
//! and lies in the data folder. Guessing is slow, and stays slow across restarts.

use std::io;
use std::path::Path;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;

use super::Setup;
use super::progress::{self, progress};
use crate::app::App;
use crate::base::{Secret, Timestamp, fill_random, write_private};
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
/// Wrong codes without a pause.
const FREE: u32 = 5;
/// The pause after one more; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(60);
/// The longest pause: 96 guesses a day at 40 bits.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
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

/// How long no code is looked at; `None` when one is.
fn pause(wrong: u32, last: Timestamp, now: Timestamp) -> Option<Duration> {
    let over = wrong.checked_sub(FREE)?;
    let pause = FIRST_PAUSE.saturating_mul(1 << over.min(16)).min(LONGEST_PAUSE);
    let left = last.after(pause).since(now);
    (!left.is_zero()).then_some(left)
}

impl Setup {
    /// Judges a code that somebody typed.
    ///
    /// # Errors
    /// See [`CodeRefused`]. A wrong one is counted before this says so.
    pub async fn check_code(&self, app: &App, typed: &str) -> Result<(), CodeRefused> {
        let Some(code) = self.code() else { return Err(CodeRefused::Wrong) };
        let right = constant_time_eq(plain(typed).as_bytes(), plain(code.expose()).as_bytes());
        let judge = move |tx: &mut Tx<'_>| {
            let now = tx.now();
            let mut progress = progress(tx)?;
            let last = Timestamp::from_secs(progress.last_wrong_code);
            if now.since(last) >= FORGET {
                progress.wrong_codes = 0;
            }
            if let Some(left) = pause(progress.wrong_codes, last, now) {
                return Ok(Err(CodeRefused::Wait(left)));
            }
            let wrong_before = progress.wrong_codes;
            progress.wrong_codes = if right { 0 } else { wrong_before.saturating_add(1) };
            progress.last_wrong_code = if right { 0 } else { now.secs() };
            if !right || wrong_before > 0 {
                progress::put(tx, &progress)?;
            }
            Ok(if right { Ok(()) } else { Err(CodeRefused::Wrong) })
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

    #[test]
    fn pauses_grow_and_end() {
        let last = Timestamp::from_secs(1_000_000);
        let wait = |wrong| pause(wrong, last, last).map_or(0, |left| left.as_secs());
        assert_eq!([4, 5, 6, 7, 8, 9, 60].map(wait), [0, 60, 120, 240, 480, 900, 900]);
        assert_eq!(pause(5, last, last.after(FIRST_PAUSE)), None);
    }
}
