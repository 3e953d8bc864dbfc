//! What a browser shows: its name and its secret.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;

use super::DeviceId;
use crate::base::{Secret, random_bytes};
use crate::crypto::sha256;
use crate::store::keys::Digest;

/// Name and secret of a browser: `<name>.<secret>`, both in base64url.
#[derive(Clone, Debug)]
pub struct DeviceCookie {
    pub(super) id: DeviceId,
    secret: Secret<[u8; 32]>,
}

/// Text that is no name and secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the cookie of a browser")]
pub struct MalformedCookie;

impl DeviceCookie {
    /// For a browser that nobody has seen before.
    pub(super) fn random() -> Self {
        Self::of(DeviceId(random_bytes()))
    }

    /// A new secret for a browser.
    pub(super) fn of(id: DeviceId) -> Self {
        Self { id, secret: Secret::new(random_bytes()) }
    }

    /// What is kept of the secret.
    pub(super) fn digest(&self) -> Digest {
        Digest(sha256(self.secret.expose()))
    }

    /// The text to be sent to the browser, and to nobody else.
    pub fn to_value(&self) -> Secret<String> {
        let id = BASE64URL_NOPAD.encode(&self.id.0);
        Secret::new(format!("{id}.{}", BASE64URL_NOPAD.encode(self.secret.expose())))
    }
}

impl FromStr for DeviceCookie {
    type Err = MalformedCookie;

    fn from_str(text: &str) -> Result<Self, MalformedCookie> {
        let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).ok();
        let parts = text
            .split_once('.')
            .and_then(|(id, secret)| Some((decode(id)?.try_into().ok()?, decode(secret)?.try_into().ok()?)));
        let (id, secret) = parts.ok_or(MalformedCookie)?;
        Ok(Self { id: DeviceId(id), secret: Secret::new(secret) })
    }
}

/// How a browser is named in forms and addresses.
impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        BASE64URL_NOPAD.encode_display(&self.0).fmt(f)
    }
}

impl FromStr for DeviceId {
    type Err = MalformedCookie;

    fn from_str(text: &str) -> Result<Self, MalformedCookie> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| MalformedCookie)?;
        bytes.try_into().map(Self).map_err(|_| MalformedCookie)
    }
}
