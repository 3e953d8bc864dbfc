//! What methods ask of a session that an app holds: the `auth` column says it by a type, so that none can leave it out.

use crate::oauth::scope::{AccountAction, AccountAttribute, IdentityScope, Permission};

/// What a method asks of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppRule {
    /// The method looks at no sessions, or at none that an app could hold.
    Unseen,
    /// No app may call it.
    Refused,
    /// Any app that the account let in may call it.
    Admitted,
    /// The app needs this permission.
    Needs(Permission<'static>),
    /// It depends on the call: the handler gets the session only in exchange for the permission that the call needs,
    /// see [`Unpermitted`](super::Unpermitted).
    ByCall,
}

/// What a method asks of apps, where it does not depend on the call.
pub trait Apps: Send + Sync + 'static {
    /// The rule.
    const RULE: AppRule;
}

macro_rules! apps {
    ($($(#[$doc:meta])* $name:ident = $rule:expr;)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl Apps for $name {
                const RULE: AppRule = $rule;
            }
        )+
    };
}

const fn manage(attribute: AccountAttribute) -> AppRule {
    AppRule::Needs(Permission::Account { attribute, action: AccountAction::Manage })
}

apps! {
    /// None: only who has the password may do it.
    NoApps = AppRule::Refused;
    /// Any that the account let in.
    AnyApp = AppRule::Admitted;
    /// Those that may manage the e-mail address.
    EmailApps = manage(AccountAttribute::Email);
    /// Those that may replace the repository as a whole.
    RepoApps = manage(AccountAttribute::Repo);
    /// Those that may switch the account on and off.
    StatusApps = manage(AccountAttribute::Status);
    /// Those that may change the handle.
    HandleApps = AppRule::Needs(Permission::Identity(IdentityScope::Handle));
    /// Those that may change who the account is.
    IdentityApps = AppRule::Needs(Permission::Identity(IdentityScope::All));
}
