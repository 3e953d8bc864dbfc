//! Layer 7: what an XRPC endpoint is. The table of rows, the codecs of parameters, bodies and replies, the errors and
//! the rate limits.
//!
//! Knows nothing of any one method (those are in `api`) nor of sockets (those are in `http`).

mod counts;
mod dispatch;
mod encoding;
mod endpoint;
mod error;
mod failure;
mod input;
pub mod limits;
mod lookups;
mod params;
mod principal;
mod reply;
mod request;
mod websocket;

pub use counts::Counts;
pub use dispatch::{Fallback, Table};
pub use encoding::{BodyStream, Buffered, Buffers, ReadError};
pub(crate) use endpoint::endpoints;
pub use endpoint::{BoxFuture, Handler, Limit, Perform, Row, Verb, perform};
pub use error::XrpcError;
pub use input::{BodyRule, Charge, Charged, Charges, Input, Json, NoBody, Stream, WithHead, rule};
pub use lookups::{Lookups, Turn};
pub use params::{Bounded, NoParams, Params, Query};
pub use principal::{Admin, DidOwner, ExpiredRefresh, Principal, Public, SessionOrModeration, Viewing};
pub use reply::{Output, Reply, ReplyBody};
pub use request::{BodyError, Call, RequestBody, RequestId};
pub use websocket::{Handshake, Socket};

#[cfg(test)]
mod tests;
