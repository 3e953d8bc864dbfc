//! What apps may be allowed to do: the scope language of atproto OAuth.
//!
//! A request for access is a [`ScopeSet`], a list of [`Scope`]s; an act is a [`Permission`], which a set
//! [permits](ScopeSet::permits) or not. Knows the language only: neither who asks nor what the methods of this server need.

mod account;
mod blob;
mod description;
mod include;
mod permission;
mod repo;
mod rpc;
mod set;
mod syntax;

pub use account::{AccountAction, AccountAttribute, AccountScope, IdentityScope};
pub use blob::{Accept, BlobScope};
pub use description::{Item, Kind, Level, describe};
pub use include::Include;
pub use permission::Permission;
pub use repo::{Action, Actions, Collections, RepoScope};
pub use rpc::{Audience, Methods, RpcScope, ServiceRef};
pub use set::{MAX_SCOPE_TEXT, ScopeSet, ScopeSetError};

use std::fmt;
use std::str::FromStr;

use syntax::Token;

/// One thing that an app may ask for. Two spellings of the same thing are equal, and `Display` writes the shortest one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// `atproto`: to learn who the account is. Part of every request.
    Atproto,
    /// `transition:…`: what apps were given before there were finer scopes.
    Transition(Transition),
    /// `repo:…`: writing records.
    Repo(RepoScope),
    /// `rpc:…`: calling other services in the account's name.
    Rpc(RpcScope),
    /// `blob:…`: uploading files.
    Blob(BlobScope),
    /// `account:…`: looking at or managing the account here.
    Account(AccountScope),
    /// `identity:…`: changing the handle or the whole identity.
    Identity(IdentityScope),
    /// `include:…`: what somebody published under a name.
    Include(Include),
}

/// A coarse scope from before the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transition {
    /// `transition:generic`: all records, files and calls except direct messages, as an app password had.
    Generic,
    /// `transition:email`: reading the address.
    Email,
    /// `transition:chat.bsky`: direct messages.
    Chat,
}

/// A token that is none of the scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid scope")]
pub struct ScopeError;

const ATPROTO: &str = "atproto";
const GENERIC: &str = "transition:generic";
const EMAIL: &str = "transition:email";
const CHAT: &str = "transition:chat.bsky";

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        match text {
            ATPROTO => return Ok(Self::Atproto),
            GENERIC => return Ok(Self::Transition(Transition::Generic)),
            EMAIL => return Ok(Self::Transition(Transition::Email)),
            CHAT => return Ok(Self::Transition(Transition::Chat)),
            _ => {}
        }
        let token = Token::parse(text).ok_or(ScopeError)?;
        let scope = match token.resource {
            RepoScope::RESOURCE => RepoScope::read(token).map(Self::Repo),
            RpcScope::RESOURCE => RpcScope::read(token).map(Self::Rpc),
            BlobScope::RESOURCE => BlobScope::read(token).map(Self::Blob),
            AccountScope::RESOURCE => AccountScope::read(token).map(Self::Account),
            IdentityScope::RESOURCE => IdentityScope::read(token).map(Self::Identity),
            Include::RESOURCE => Include::read(token).map(Self::Include),
            _ => None,
        };
        scope.ok_or(ScopeError)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Atproto => f.write_str(ATPROTO),
            Self::Transition(Transition::Generic) => f.write_str(GENERIC),
            Self::Transition(Transition::Email) => f.write_str(EMAIL),
            Self::Transition(Transition::Chat) => f.write_str(CHAT),
            Self::Repo(scope) => scope.fmt(f),
            Self::Rpc(scope) => scope.fmt(f),
            Self::Blob(scope) => scope.fmt(f),
            Self::Account(scope) => scope.fmt(f),
            Self::Identity(scope) => scope.fmt(f),
            Self::Include(scope) => scope.fmt(f),
        }
    }
}

impl Scope {
    /// Whether the scope alone allows the act. An `include:` allows nothing before it is replaced by what it stands for.
    pub fn permits(&self, permission: &Permission<'_>) -> bool {
        match (self, permission) {
            (Self::Transition(transition), permission) => transition.permits(permission),
            (Self::Repo(scope), Permission::Repo { collection, action }) => {
                scope.permits(collection, *action)
            }
            (Self::Rpc(scope), Permission::Rpc { aud, lxm }) => scope.permits(aud, *lxm),
            (Self::Blob(scope), Permission::Blob { mime }) => scope.permits(mime),
            (Self::Account(scope), Permission::Account { attribute, action }) => {
                scope.permits(*attribute, *action)
            }
            (Self::Identity(scope), Permission::Identity(asked)) => scope.permits(*asked),
            _ => false,
        }
    }
}

impl Transition {
    /// Calls of any method (`lxm` of `None`) are left to [`ScopeSet::permits`], which knows whether messages are allowed too.
    fn permits(self, permission: &Permission<'_>) -> bool {
        match (self, permission) {
            (Self::Generic, Permission::Repo { .. } | Permission::Blob { .. }) => true,
            (Self::Generic, Permission::Rpc { lxm: Some(lxm), .. }) => !is_direct_message(lxm),
            (Self::Chat, Permission::Rpc { lxm: Some(lxm), .. }) => is_direct_message(lxm),
            (
                Self::Email,
                Permission::Account { attribute: AccountAttribute::Email, action: AccountAction::Read },
            ) => true,
            _ => false,
        }
    }
}

/// Whether a method is about direct messages: every one under this name, also those that are yet to come.
fn is_direct_message(method: &crate::syntax::Nsid) -> bool {
    const DIRECT_MESSAGES: &str = "chat.bsky.";
    method
        .as_str()
        .get(..DIRECT_MESSAGES.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(DIRECT_MESSAGES))
}

#[cfg(test)]
mod tests;
