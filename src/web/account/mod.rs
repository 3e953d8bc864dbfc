//! The pages of one account for its owner: the apps that have access, the devices that are signed in.

mod apps;
mod browser;
mod devices;
mod overview;

use super::table::{FORM_BYTES, NOTHING, pages};
use super::templates::{Source, templates};

pub(super) const TEMPLATES: &[Source] = templates!["account/overview.html", "account/revoke.html"];

pages! {
    /// The rows.
    pub(super) static ROWS;
    "/account/u/{who}" Page, limit [], body NOTHING => get overview::show;
    "/account/u/{who}/apps/{grant}" Form, limit [], body FORM_BYTES => get apps::show, post apps::act;
    "/account/u/{who}/devices" Form, limit [], body FORM_BYTES => post devices::act;
}
