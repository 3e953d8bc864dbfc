//! Randomness from the operating system.

use data_encoding::BASE32_NOPAD;

/// Fills `buffer` with random bytes.
///
/// # Panics
/// When the operating system has no randomness to give: nothing that needs keys can go on.
pub fn fill_random(buffer: &mut [u8]) {
    getrandom::fill(buffer).expect("the operating system gives randomness");
}

/// `N` random bytes.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill_random(&mut bytes);
    bytes
}

/// `len` random characters of lower-case base32 (`a-z2-7`), five bits each.
pub fn base32_token(len: usize) -> String {
    let mut bytes = vec![0; len.div_ceil(8) * 5];
    fill_random(&mut bytes);
    let mut text = BASE32_NOPAD.encode(&bytes).to_ascii_lowercase();
    text.truncate(len);
    text
}
