//! The embedded PLC directory on a listener of its own, for development.

use std::net::IpAddr;

use hyper::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response};

use super::{Answers, PacedBody};
use crate::identity::directory::Directory;
use crate::xrpc::{BodyStream, Buffers, Reply, ReplyBody, RequestBody};

/// Largest operation taken from the network, in bytes; the directory's own rules are stricter.
const MAX_OPERATION: u64 = 16 * 1024;

/// Serves a [`Directory`].
#[derive(Debug)]
pub struct DirectorySite {
    directory: Directory,
    buffers: Buffers,
}

impl DirectorySite {
    /// A site over `directory`.
    pub fn new(directory: Directory) -> Self {
        Self { directory, buffers: Buffers::default() }
    }
}

impl Answers for DirectorySite {
    async fn answer(&self, _: IpAddr, request: Request<PacedBody>) -> Response<ReplyBody> {
        let (head, body) = request.into_parts();
        let body = if head.method == Method::POST {
            match BodyStream::new(&head.headers, RequestBody::new(body, None), MAX_OPERATION) {
                Ok(stream) => match stream.collect(&self.buffers).await {
                    Ok((bytes, _)) => bytes,
                    Err(error) => return Reply::from(&error.into()).into_response(),
                },
                Err(error) => return Reply::from(&error).into_response(),
            }
        } else {
            bytes::Bytes::new()
        };
        let answer = self.directory.answer(&head.method, head.uri.path(), &body).await;
        let content_type = HeaderValue::from_static(answer.content_type);
        Reply::bytes(answer.status, "application/json", answer.body)
            .header(CONTENT_TYPE, content_type)
            .header(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"))
            .into_response()
    }
}
