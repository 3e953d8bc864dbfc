//! The pages of one account for its owner: what it is, the apps that have access, the devices that are signed in, what
//! happened to it, taking its data away, switching it off and deleting it.
//!
//! Each page stands in a [`Section`], is rendered by `Visit::account_page`, and belongs to the account
//! that its path names; whoever is not signed in to that is led to sign in and back.

mod access;
mod activity;
mod app;
mod apps;
mod archive;
mod data;
mod delete;
mod devices;
mod factors;
mod overview;
mod section;
mod standing;
mod undo;

use super::table::{FORM_BYTES, NOTHING, pages};
use super::templates::{Source, templates};
use crate::xrpc::limits;
pub(super) use access::{ROWS as ACCESS_ROWS, TEMPLATES as ACCESS_TEMPLATES, change_fault};
pub(super) use activity::entries as activity_values;
pub(super) use factors::{ROWS as FACTOR_ROWS, TEMPLATES as FACTOR_TEMPLATES};
use section::Section;

pub(super) const TEMPLATES: &[Source] = templates![
    "account/layout.html",
    "account/overview.html",
    "account/apps.html",
    "account/revoke.html",
    "account/undo.html",
    "account/devices.html",
    "account/activity.html",
    "account/happened.html",
    "account/data.html",
    "account/standing.html",
    "account/delete.html",
    "account/delete_confirm.html",
];

pages! {
    /// The rows.
    pub(super) static ROWS;
    "/account/u/{who}" Page, limit [], body NOTHING => get overview::show;
    "/account/u/{who}/apps" Page, limit [], body NOTHING => get apps::show;
    "/account/u/{who}/apps/{grant}" Form, limit [], body FORM_BYTES => get app::show, post app::act;
    "/account/u/{who}/undo" Form, limit [], body FORM_BYTES => get undo::show, post undo::act;
    "/account/u/{who}/activity" Page, limit [], body NOTHING => get activity::show;
    "/account/u/{who}/data" Page, limit [], body NOTHING => get data::show;
    "/account/u/{who}/repository.car" Page, limit [Each(limits::DOWNLOAD)], body NOTHING => get data::repository;
    "/account/u/{who}/archive.tar" Page, limit [Each(limits::DOWNLOAD)], body NOTHING => get data::archive;
    "/account/u/{who}/deactivate" Form, limit [], body FORM_BYTES => get standing::show, post standing::deactivate;
    "/account/u/{who}/activate" Form, limit [], body FORM_BYTES => get standing::show, post standing::activate;
    "/account/u/{who}/delete" Form, limit [], body FORM_BYTES => get delete::show, post delete::ask;
    "/account/u/{who}/delete/confirm" Form, limit [Post(limits::TOKEN_ATTEMPT)], body FORM_BYTES
        => get delete::show_confirm, post delete::confirm;
    "/account/u/{who}/devices" Form, limit [], body FORM_BYTES => get devices::show, post devices::act;
}
