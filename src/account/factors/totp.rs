//! Authenticator apps: time-based one-time passwords (RFC 6238) with SHA-1, six digits and 30 seconds, which every such
//! app knows. A code counts one step early or late, and once.

use data_encoding::BASE32_NOPAD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use super::{FactorError, FactorKind, note_added, recovery, rows};
use crate::account::activity::Origin;
use crate::account::{Accounts, Hosted};
use crate::base::{Secret, Timestamp, random_bytes};
use crate::crypto::SealKey;
use crate::store::{Aid, StorageError, Tx};

/// Bytes of a secret: those of a SHA-1 (RFC 4226, section 4).
const SECRET: usize = 20;
/// How long a secret waits for its first code.
const SETUP_TIME: std::time::Duration = std::time::Duration::from_secs(30 * 60);

/// What an owner gives to an authenticator app.
#[derive(Clone, Debug)]
pub struct TotpSetup {
    /// The secret in base32, for typing.
    pub secret: Secret<String>,
    /// The same as an `otpauth:` link, for a QR code.
    pub uri: Secret<String>,
}

/// Seals the secrets of authenticator apps.
#[derive(Debug)]
pub struct TotpSeal(SealKey);

impl TotpSeal {
    pub(in crate::account) fn new(key: &Secret<[u8; 32]>) -> Self {
        Self(SealKey::new(key))
    }

    fn context(aid: Aid) -> [u8; 8] {
        let [a, b, c, d] = aid.to_u32().to_be_bytes();
        [b't', b'o', b't', b'p', a, b, c, d]
    }

    fn seal(&self, aid: Aid, secret: &[u8; SECRET]) -> Vec<u8> {
        self.0.seal(&Self::context(aid), secret)
    }

    /// The secret in a row; an error when it is not one that this server sealed for this account.
    fn open(&self, aid: Aid, sealed: &[u8]) -> Result<Zeroizing<[u8; SECRET]>, StorageError> {
        let damaged = StorageError::Corrupt(crate::store::CorruptRow { table: "factors", part: "row" });
        let Ok(plain) = self.0.open(&Self::context(aid), sealed) else { return Err(damaged) };
        match plain.as_slice().try_into() {
            Ok(secret) => Ok(Zeroizing::new(secret)),
            Err(_) => Err(damaged),
        }
    }
}

impl Accounts {
    /// Begins to set up an authenticator app, in place of any that was begun before. One that is in use stays so until
    /// the new one shows a code.
    ///
    /// # Errors
    /// [`FactorError::NoAccount`], or when the store fails.
    pub async fn begin_totp(&self, aid: Aid) -> Result<TotpSetup, FactorError> {
        let secret = Zeroizing::new(random_bytes::<SECRET>());
        let sealed = self.0.totp_seal.seal(aid, &secret);
        let job = move |tx: &mut Tx<'_>| {
            let hosted = Hosted::by_aid(tx, aid)?.ok_or(FactorError::NoAccount)?;
            let mut factors = rows::get(tx, aid)?;
            factors.totp_begun = Some(rows::TotpBegun { sealed, at: tx.now() });
            rows::put(tx, aid, &factors)?;
            Ok::<_, FactorError>(hosted.account)
        };
        let account = self.0.store.write(job).await?;
        let name = account.handle.as_ref().map_or(account.did.as_str(), |handle| handle.as_str());
        Ok(setup(&secret, &self.0.config.hostname, name))
    }

    /// Ends setting up: the app shows a code, and counts from now on. Gives recovery codes if the account had none:
    /// the only copy of them.
    ///
    /// # Errors
    /// [`FactorError::NotSet`] when none was begun in the last half hour, [`FactorError::Wrong`], or when the store
    /// fails.
    pub async fn confirm_totp(
        &self,
        aid: Aid,
        code: &str,
        origin: Origin,
    ) -> Result<Option<Vec<Secret<String>>>, FactorError> {
        let (parts, code) = (std::sync::Arc::clone(&self.0), digits(code));
        let job = move |tx: &mut Tx<'_>| {
            let hosted = Hosted::by_aid(tx, aid)?.ok_or(FactorError::NoAccount)?;
            let now = tx.now();
            let mut factors = rows::get(tx, aid)?;
            let begun = factors.totp_begun.take().filter(|begun| now.since(begun.at) <= SETUP_TIME);
            let begun = begun.ok_or(FactorError::NotSet)?;
            let secret = parts.totp_seal.open(aid, &begun.sealed)?;
            let last_step = step_of(&secret, &code, now).ok_or(FactorError::Wrong)?;
            factors.totp = Some(rows::Totp { sealed: begun.sealed, since: now, last_step });
            let codes = recovery::make_if_none(&mut factors, &parts.recovery, aid);
            rows::put(tx, aid, &factors)?;
            note_added(tx, &hosted, FactorKind::Totp, None, &origin)?;
            Ok::<_, FactorError>(codes)
        };
        let codes = self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(codes)
    }
}

/// Uses up a code of the account's app. Whether it was right, and newer than the last one.
pub(in crate::account) fn accept(
    factors: &mut rows::Factors,
    seal: &TotpSeal,
    aid: Aid,
    code: &str,
    now: Timestamp,
) -> Result<bool, FactorError> {
    let totp = factors.totp.as_mut().ok_or(FactorError::NotSet)?;
    let secret = seal.open(aid, &totp.sealed)?;
    match step_of(&secret, &digits(code), now) {
        Some(step) if step > totp.last_step => {
            totp.last_step = step;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// The step whose code this is, among those around `now`.
fn step_of(secret: &[u8; SECRET], code: &str, now: Timestamp) -> Option<u64> {
    generator(secret).check(code, now.secs())
}

fn generator(secret: &[u8; SECRET]) -> Totp {
    Builder::new().with_secret(*secret).build().expect("the parameters are those of RFC 6238")
}

/// People and password managers put spaces between digits.
fn digits(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

/// The secret as apps take it. The label begins with the issuer, as apps show it.
fn setup(secret: &[u8; SECRET], issuer: &str, name: &str) -> TotpSetup {
    let secret = BASE32_NOPAD.encode(secret);
    let issuer = utf8_percent_encode(issuer, NON_ALPHANUMERIC);
    let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
    let uri = format!(
        "otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
    );
    TotpSetup { secret: Secret::new(secret), uri: Secret::new(uri) }
}

#[cfg(test)]
pub(in crate::account) fn code_at(setup: &TotpSetup, now: Timestamp) -> String {
    let secret = BASE32_NOPAD.decode(setup.secret.expose().as_bytes()).expect("base32");
    generator(secret.as_slice().try_into().expect("20 bytes")).generate(now.secs()).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// RFC 6238, appendix B, SHA-1: the last six of the eight digits.
    const VECTORS: [(u64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    fn with(secret: &[u8; SECRET]) -> (rows::Factors, TotpSeal, Aid) {
        let (seal, aid) = (TotpSeal::new(&Secret::new([3; 32])), Aid::from_u32(7));
        let totp = rows::Totp { sealed: seal.seal(aid, secret), since: Timestamp::default(), last_step: 0 };
        (rows::Factors { totp: Some(totp), ..rows::Factors::default() }, seal, aid)
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let secret = b"12345678901234567890";
        for (secs, code) in VECTORS {
            let now = Timestamp::from_secs(secs);
            assert_eq!(step_of(secret, code, now), Some(secs / 30), "{secs}");
            let (mut factors, seal, aid) = with(secret);
            let spaced = format!(" {} {}", &code[..3], &code[3..]);
            assert!(accept(&mut factors, &seal, aid, &spaced, now).expect("a secret"), "{secs}");
            assert!(!accept(&mut factors, &seal, aid, code, now).expect("a secret"), "twice at {secs}");
            assert!(
                accept(&mut factors, &seal, Aid::from_u32(8), code, now).is_err(),
                "another account's row"
            );
        }
        for wrong in ["", "28708", "2870822", "94287082", "28708a", "٢٨٧٠٨٢"] {
            assert_eq!(step_of(secret, wrong, Timestamp::from_secs(59)), None, "{wrong}");
        }
    }

    #[test]
    fn a_code_counts_one_step_early_and_late() {
        let secret = b"12345678901234567890";
        let at = |secs| step_of(secret, "050471", Timestamp::from_secs(secs));
        assert_eq!(at(1_111_111_080), Some(1_111_111_111 / 30));
        assert_eq!(at(1_111_111_169), Some(1_111_111_111 / 30));
        assert_eq!(at(1_111_111_079), None);
        assert_eq!(at(1_111_111_170), None);
    }

    #[test]
    fn the_link_names_server_and_account() {
        let setup = setup(b"12345678901234567890", "pds.example", "alice.pds.example");
        assert_eq!(setup.secret.expose(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(
            setup.uri.expose(),
            "otpauth://totp/pds%2Eexample:alice%2Epds%2Eexample?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=pds%2Eexample&algorithm=SHA1&digits=6&period=30"
        );
        assert!(!format!("{setup:?}").contains("GEZDG"));
    }

    proptest! {
        /// Whatever the order in which codes around now are shown, none counts twice, nor after a newer one.
        #[test]
        fn a_code_never_counts_twice(
            secret: [u8; SECRET],
            start in 1_700_000_000_u64..1_800_000_000,
            tries in prop::collection::vec((0_u64..40, -3_i64..4), 1..40),
        ) {
            let (mut factors, seal, aid) = with(&secret);
            let generator = generator(&secret);
            let mut now = start;
            let mut newest = 0;
            for (later, step) in tries {
                now += later;
                let shown = (now / 30).saturating_add_signed(step);
                let code = generator.generate(shown * 30).to_string();
                if accept(&mut factors, &seal, aid, &code, Timestamp::from_secs(now)).expect("a secret") {
                    let step = factors.totp.as_ref().expect("set").last_step;
                    prop_assert!(step > newest);
                    prop_assert!(step.abs_diff(now / 30) <= 1);
                    newest = step;
                }
            }
        }
    }
}
