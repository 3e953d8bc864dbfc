//! The pages of one account for its owner: what it is, the apps that have access, the devices that are signed in.
//!
//! Each page stands in a [`Section`](section::Section), is rendered by `Visit::account_page`, and belongs to the account
//! that its path names; whoever is not signed in to that is led to sign in and back.

mod app;
mod apps;
mod browser;
mod devices;
mod overview;
mod section;

use super::table::{FORM_BYTES, NOTHING, pages};
use super::templates::{Source, templates};
use section::Section;

pub(super) const TEMPLATES: &[Source] = templates![
    "account/layout.html",
    "account/overview.html",
    "account/apps.html",
    "account/revoke.html",
    "account/devices.html",
];

pages! {
    /// The rows.
    pub(super) static ROWS;
    "/account/u/{who}" Page, limit [], body NOTHING => get overview::show;
    "/account/u/{who}/apps" Page, limit [], body NOTHING => get apps::show;
    "/account/u/{who}/apps/{grant}" Form, limit [], body FORM_BYTES => get app::show, post app::act;
    "/account/u/{who}/devices" Form, limit [], body FORM_BYTES => get devices::show, post devices::act;
}
