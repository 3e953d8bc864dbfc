//! `com.atproto.temp.*`: one file per method.

mod check_signup_queue;

use crate::auth::{NoApps, Session, StandardOrQueued};
use crate::xrpc::endpoints;

endpoints! {
    /// The rows of this group.
    pub static ROWS;
    "com.atproto.temp.checkSignupQueue" Query auth Session<StandardOrQueued, NoApps>,
        limit [], body None => check_signup_queue::check_signup_queue;
}
