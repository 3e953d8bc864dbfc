//! Who calls: the types that the `auth` column names. A handler takes one as its second parameter and so cannot be
//! reached without it.
//!
//! How credentials are checked is the business of [`crate::auth`]; here its answers become [`XrpcError`]s.

use std::future::Future;

use data_encoding::BASE64;
use subtle::ConstantTimeEq;

use super::{Call, XrpcError};
use crate::app::App;
use crate::syntax::Did;

/// A kind of caller.
pub trait Principal: Sized + Send {
    /// What tables of endpoints call it.
    const KIND: &'static str;
    /// Whether a call without credentials is refused.
    const REQUIRED: bool;
    /// Whether credentials are looked at: answers then say that they are for the caller alone.
    const PRIVATE: bool = true;

    /// Finds out who calls.
    fn authenticate(app: &App, call: &Call) -> impl Future<Output = Result<Self, XrpcError>> + Send;

    /// The account that the call acts for, which `Account` limits are keyed by.
    fn account(&self) -> Option<&Did> {
        None
    }
}

/// Anyone; credentials are not looked at.
#[derive(Clone, Copy, Debug)]
pub struct Public;

impl Principal for Public {
    const KIND: &'static str = "Public";
    const REQUIRED: bool = false;
    const PRIVATE: bool = false;

    async fn authenticate(_: &App, _: &Call) -> Result<Self, XrpcError> {
        Ok(Self)
    }
}

/// The operator: HTTP Basic as `admin` with the configured password.
#[derive(Clone, Copy, Debug)]
pub struct Admin;

impl Principal for Admin {
    const KIND: &'static str = "Admin";
    const REQUIRED: bool = true;

    async fn authenticate(app: &App, call: &Call) -> Result<Self, XrpcError> {
        let given = call.header("authorization").and_then(basic_credentials);
        let expected = format!("admin:{}", app.service.admin_password.expose());
        if given.is_some_and(|given| bool::from(given.as_slice().ct_eq(expected.as_bytes()))) {
            Ok(Self)
        } else {
            Err(XrpcError::unauthenticated("Authentication Required"))
        }
    }
}

fn basic_credentials(header: &str) -> Option<Vec<u8>> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    BASE64.decode(encoded.trim().as_bytes()).ok()
}
