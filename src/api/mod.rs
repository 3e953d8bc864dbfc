//! Layer 8: the methods, one file each, in one module per group of names. Each group exports its rows of the endpoint
//! table, and [`table`] joins them.
//!
//! A method is a file with a handler, `async fn(&App, who, params, body) -> Result<impl Output, XrpcError>`, and a row in
//! its group's `mod.rs`. `who` is the [`Principal`](crate::xrpc::Principal) of the row's `auth` column, `params` is
//! [`NoParams`](crate::xrpc::NoParams) or [`Query`](crate::xrpc::Query), and `body` one of the
//! [`Input`](crate::xrpc::Input)s that fit the `body` column.
//!
//! Knows nothing of sockets. Turns the errors of the layers below into what clients read.

mod admin;
mod bsky;
mod identity;
mod local;
mod moderation;
pub mod proxy;
mod repo;
mod server;
mod sync;
mod temp;

use crate::app::App;
use crate::xrpc::{Table, XrpcError};

/// When to try again what waits for memory, in seconds.
const MEMORY_RETRY_SECS: u32 = 60;

/// Puts off work that is large and can come later, while memory is short.
fn require_memory(app: &App) -> Result<(), XrpcError> {
    if app.memory.is_high() {
        return Err(XrpcError::busy("The server is short of memory", MEMORY_RETRY_SECS));
    }
    Ok(())
}

/// All methods of the server.
pub fn table() -> Table {
    let groups = [
        admin::ROWS,
        bsky::ROWS,
        identity::ROWS,
        local::ROWS,
        moderation::ROWS,
        repo::ROWS,
        server::ROWS,
        sync::ROWS,
        temp::ROWS,
    ];
    Table::new(&groups, proxy::forward)
}

#[cfg(test)]
mod apps;
