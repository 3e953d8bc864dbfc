//! The sections of an account's pages, and the frame that leads from one to the next.

use minijinja::context;
use minijinja::value::{Value, merge_maps};

use crate::account::devices::SignedIn;
use crate::web::visit::{account_path, name_of};
use crate::web::{PageError, Visit, account_value};
use crate::xrpc::Reply;
use hyper::StatusCode;

/// A section: what the links at the top of every page lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Overview,
    Apps,
    Devices,
    Security,
    Email,
    Handle,
    Activity,
    Data,
}

impl Section {
    /// In the order in which they are shown.
    const ALL: [Self; 8] = [
        Self::Overview,
        Self::Apps,
        Self::Devices,
        Self::Security,
        Self::Email,
        Self::Handle,
        Self::Activity,
        Self::Data,
    ];

    /// What follows the path of the account.
    const fn path(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Apps => "/apps",
            Self::Devices => "/devices",
            Self::Security => "/security",
            Self::Email => "/email",
            Self::Handle => "/handle",
            Self::Activity => "/activity",
            Self::Data => "/data",
        }
    }

    /// The name of its text.
    const fn text(self) -> &'static str {
        match self {
            Self::Overview => "account-overview",
            Self::Apps => "account-apps",
            Self::Devices => "account-devices",
            Self::Security => "factors-title",
            Self::Email => "access-email-title",
            Self::Handle => "access-handle-title",
            Self::Activity => "activity-title",
            Self::Data => "data-title",
        }
    }
}

impl Visit {
    /// A page of `account`, below the links to all sections. The template extends `account/layout.html`.
    ///
    /// # Errors
    /// As [`Visit::render`].
    pub(super) fn account_page(
        &self,
        account: &SignedIn,
        section: Section,
        template: &str,
        values: Value,
    ) -> Result<Reply, PageError> {
        self.account_page_as(StatusCode::OK, account, section, template, values)
    }

    /// The same with another status: 422 for a form that is shown again.
    ///
    /// # Errors
    /// As [`Visit::render`].
    pub(super) fn account_page_as(
        &self,
        status: StatusCode,
        account: &SignedIn,
        section: Section,
        template: &str,
        values: Value,
    ) -> Result<Reply, PageError> {
        let base = account_path(name_of(account));
        let account = account_value(account);
        let sections: Vec<Value> = Section::ALL
            .into_iter()
            .map(|other| {
                let path = format!("{base}{}", other.path());
                // The page itself, or one below it.
                let current =
                    (other == section).then(|| if self.uri.path() == path { "page" } else { "true" });
                context! { path, text => self.text(other.text()), current }
            })
            .collect();
        self.render_as(status, template, merge_maps([values, context! { account, sections }]))
    }
}
