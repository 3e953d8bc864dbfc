//! Proof that a form was sent by our own page: a token in the form, and what the browser says about where it is.
//!
//! The token is an HMAC of what the form is for, under a key of the server and the hash of the browser's secret. It is
//! masked anew in each page, so that compressed pages do not tell it letter by letter.

use data_encoding::BASE64URL_NOPAD;
use hyper::HeaderMap;
use hyper::header::{HeaderName, ORIGIN};

use crate::base::{Secret, random_bytes};
use crate::crypto::{constant_time_eq, hmac_sha256};
use crate::store::keys::Digest;

/// Name of the field.
pub const FIELD: &str = "csrf";
/// Bytes of the HMAC that are used.
const TOKEN: usize = 18;

static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Makes and checks the tokens of forms.
#[derive(Clone, Debug)]
pub struct FormTokens(Secret<[u8; 32]>);

impl FormTokens {
    /// Derived from the server's key.
    pub fn derive(seal_key: &Secret<[u8; 32]>) -> Self {
        Self(Secret::new(hmac_sha256(seal_key.expose(), b"tokens of forms")))
    }

    /// A token for a browser's form. `purpose` is the path of the row that the form is sent to.
    pub fn make(&self, browser: &Digest, purpose: &str) -> String {
        let mask: [u8; TOKEN] = random_bytes();
        let plain = self.plain(browser, purpose);
        let mut bytes = mask.to_vec();
        bytes.extend(mask.iter().zip(plain).map(|(mask, byte)| mask ^ byte));
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// Whether `token` was made for one of these secrets of a browser.
    pub fn check(&self, browser: &[Digest], purpose: &str, token: &str) -> bool {
        let Ok(bytes) = BASE64URL_NOPAD.decode(token.as_bytes()) else { return false };
        let Some((mask, masked)) = bytes.split_first_chunk::<TOKEN>() else { return false };
        let given: Vec<u8> = mask.iter().zip(masked).map(|(mask, byte)| mask ^ byte).collect();
        masked.len() == TOKEN
            && browser.iter().any(|browser| constant_time_eq(&given, &self.plain(browser, purpose)))
    }

    fn plain(&self, browser: &Digest, purpose: &str) -> [u8; TOKEN] {
        let mut message = browser.0.to_vec();
        message.extend_from_slice(purpose.as_bytes());
        let whole = hmac_sha256(self.0.expose(), &message);
        *whole.first_chunk().expect("an HMAC is longer")
    }
}

/// Whether a browser says that a form comes from `origin`, which is ours. Handles are names under our own domain, so
/// that only the very same origin counts. Programs that say nothing pass: they hold no cookies of others.
pub fn is_from(origin: &str, headers: &HeaderMap) -> bool {
    let said = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    said(&ORIGIN).is_none_or(|said| said == origin)
        && said(&SEC_FETCH_SITE).is_none_or(|site| matches!(site, "same-origin" | "none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_hold_for_one_browser_and_purpose() {
        let tokens = FormTokens::derive(&Secret::new([7; 32]));
        let (ann, bob) = (Digest([1; 32]), Digest([2; 32]));
        let token = tokens.make(&ann, "/account/sign-in");
        assert!(tokens.check(&[bob, ann], "/account/sign-in", &token));
        assert!(!tokens.check(&[ann], "/account/sign-out", &token));
        assert!(!tokens.check(&[bob], "/account/sign-in", &token));
        assert!(!tokens.check(&[], "/account/sign-in", &token));
        assert_ne!(tokens.make(&ann, "/account/sign-in"), token, "masked anew");
        for wrong in ["", "x", &token[..20], &format!("{token}AAAA")] {
            assert!(!tokens.check(&[ann], "/account/sign-in", wrong), "{wrong}");
        }
        let other = FormTokens::derive(&Secret::new([8; 32]));
        assert!(!other.check(&[ann], "/account/sign-in", &token));
    }

    #[test]
    fn only_our_own_origin_sends_forms() {
        let check = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(HeaderName::from_static(name), value.parse().expect("a value"));
            }
            is_from("https://pds.example", &headers)
        };
        assert!(check(&[]));
        assert!(check(&[("origin", "https://pds.example"), ("sec-fetch-site", "same-origin")]));
        assert!(check(&[("sec-fetch-site", "none")]));
        for origin in
            ["null", "https://alice.pds.example", "http://pds.example", "https://pds.example.evil.example"]
        {
            assert!(!check(&[("origin", origin)]), "{origin}");
        }
        for site in ["same-site", "cross-site", ""] {
            assert!(!check(&[("sec-fetch-site", site)]), "{site}");
        }
    }
}
