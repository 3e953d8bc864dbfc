//! Secrets at rest: ChaCha20-Poly1305 under a key of the server, with a random nonce, bound to a context.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::base::{Secret, random_bytes};

/// The key under which secrets are sealed. Losing it loses everything sealed.
pub struct SealKey(LessSafeKey);

/// Sealed bytes that this key and context did not make, or that were changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sealed secret does not open under this key and context")]
pub struct OpenError;

impl SealKey {
    /// From 32 bytes.
    pub fn new(key: &Secret<[u8; 32]>) -> Self {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key.expose()).expect("the key has 32 bytes");
        Self(LessSafeKey::new(key))
    }

    /// Seals `plain`: nonce (12 bytes), ciphertext, tag (16 bytes). Only the same `context` opens it, so that a row
    /// copied to another place is of no use there.
    ///
    /// Nonces are random: at 2^32 seals under one key two of them meet with a chance of 2^-32.
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = random_bytes();
        let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + CHACHA20_POLY1305.tag_len());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let tag = self
            .0
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context),
                &mut sealed[NONCE_LEN..],
            )
            .expect("the secret is shorter than 256 GiB");
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    /// Opens what [`SealKey::seal`] made.
    ///
    /// # Errors
    /// When key or context differ, or the bytes were changed.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(OpenError)?;
        let mut plain = Zeroizing::new(body.to_vec());
        let length = self
            .0
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(context), &mut plain)
            .map_err(|_| OpenError)?
            .len();
        plain.truncate(length);
        Ok(plain)
    }
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_context_open() {
        let key = SealKey::new(&Secret::new([1; 32]));
        let sealed = key.seal(b"account 1", b"secret");
        assert_eq!(key.open(b"account 1", &sealed).expect("opens").as_slice(), b"secret");
        assert_eq!(key.open(b"account 2", &sealed).err(), Some(OpenError));
        assert_eq!(SealKey::new(&Secret::new([2; 32])).open(b"account 1", &sealed).err(), Some(OpenError));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.open(b"account 1", &changed).err(), Some(OpenError), "byte {at}");
        }
        assert_eq!(key.open(b"account 1", &sealed[..5]).err(), Some(OpenError));
        assert_ne!(key.seal(b"account 1", b"secret"), sealed, "each seal draws its own nonce");
    }
}
