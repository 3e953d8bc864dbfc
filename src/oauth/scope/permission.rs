//! Acts that need a scope.

use std::fmt;

use super::account::{AccountAction, AccountAttribute, AccountScope, IdentityScope};
use super::repo::{Action, Actions, Collections, RepoScope};
use super::syntax::encode;
use crate::syntax::Nsid;

/// One act of an app. `Display` writes the smallest scope that allows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission<'a> {
    /// Writing a record.
    Repo {
        /// Of this type.
        collection: &'a Nsid,
        /// In this way.
        action: Action,
    },
    /// Uploading a file of this media type.
    Blob {
        /// The media type; its parameters do not count.
        mime: &'a str,
    },
    /// Calling another service in the account's name.
    Rpc {
        /// `did#service`, or a DID alone.
        aud: &'a str,
        /// The method; `None` is any.
        lxm: Option<&'a Nsid>,
    },
    /// Looking at or managing the account here.
    Account {
        /// Which side of it.
        attribute: AccountAttribute,
        /// What is done.
        action: AccountAction,
    },
    /// Changing who the account is.
    Identity(IdentityScope),
}

impl fmt::Display for Permission<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Repo { collection, action } => {
                let collections = Collections::Only([collection.clone()].into());
                let actions = Actions::of([action]).unwrap_or(Actions::ALL);
                RepoScope { collections, actions }.fmt(f)
            }
            Self::Blob { mime } => {
                let essence = mime.split(';').next().unwrap_or_default().trim();
                write!(f, "blob:{}", encode(&essence.to_ascii_lowercase()))
            }
            Self::Rpc { aud, lxm } => {
                // A DID without a service is in no scope but those for any service.
                let aud = if aud.contains('#') { aud } else { "*" };
                write!(f, "rpc:{}?aud={}", encode(lxm.map_or("*", Nsid::as_str)), encode(aud))
            }
            Self::Account { attribute, action } => AccountScope { attribute, action }.fmt(f),
            Self::Identity(asked) => asked.fmt(f),
        }
    }
}
