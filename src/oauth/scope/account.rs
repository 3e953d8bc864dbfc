//! `account:` and `identity:`: the account here, and who it is on the network.

use std::fmt;

use super::syntax::{Token, TokenWriter, single};

/// A side of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountAttribute {
    /// The e-mail address.
    Email,
    /// The repository as a whole.
    Repo,
    /// Whether it is switched on.
    Status,
}

impl AccountAttribute {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Email, Self::Repo, Self::Status];

    /// As scopes write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Repo => "repo",
            Self::Status => "status",
        }
    }
}

/// What is done with a side of the account. The later includes the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountAction {
    /// It is looked at.
    Read,
    /// It is changed.
    Manage,
}

impl AccountAction {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Manage => "manage",
        }
    }

    fn named(text: &str) -> Option<Self> {
        [Self::Read, Self::Manage].into_iter().find(|action| action.as_str() == text)
    }
}

/// Looking at or managing the account here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AccountScope {
    /// Which side of it.
    pub attribute: AccountAttribute,
    /// The most that may be done.
    pub action: AccountAction,
}

impl AccountScope {
    pub(super) const RESOURCE: &str = "account";

    /// Whether the act is within it.
    pub fn permits(self, attribute: AccountAttribute, action: AccountAction) -> bool {
        self.attribute == attribute && self.action >= action
    }

    pub(super) fn read(mut token: Token<'_>) -> Option<Self> {
        let attribute = single(token.take_main("attr")?)?;
        let attribute = AccountAttribute::ALL.into_iter().find(|known| known.as_str() == attribute)?;
        let actions: Option<Vec<AccountAction>> =
            token.take("action").iter().map(|value| AccountAction::named(value)).collect();
        let action = actions?.into_iter().max().unwrap_or(AccountAction::Read);
        token.is_spent().then_some(Self { attribute, action })
    }
}

impl fmt::Display for AccountScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut token = TokenWriter::start(f, Self::RESOURCE, "attr", [self.attribute.as_str()])?;
        match self.action {
            AccountAction::Read => Ok(()),
            AccountAction::Manage => token.param("action", self.action.as_str()),
        }
    }
}

/// Changing who the account is. The later includes the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityScope {
    /// Its handle.
    Handle,
    /// Everything: its keys and its server too.
    All,
}

impl IdentityScope {
    pub(super) const RESOURCE: &str = "identity";

    const fn as_str(self) -> &'static str {
        match self {
            Self::Handle => "handle",
            Self::All => "*",
        }
    }

    /// Whether `asked` is within it.
    pub fn permits(self, asked: Self) -> bool {
        self >= asked
    }

    pub(super) fn read(mut token: Token<'_>) -> Option<Self> {
        let attribute = single(token.take_main("attr")?)?;
        let scope = [Self::Handle, Self::All].into_iter().find(|known| known.as_str() == attribute)?;
        token.is_spent().then_some(scope)
    }
}

impl fmt::Display for IdentityScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        TokenWriter::start(f, Self::RESOURCE, "attr", [self.as_str()]).map(drop)
    }
}
