//! `com.atproto.identity.*`: one file per method.

use crate::xrpc::endpoints;

endpoints! {
    /// The rows of this group.
    pub static ROWS;
}
