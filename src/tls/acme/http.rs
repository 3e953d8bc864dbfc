//! The authority's server, asked with our own client.

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use http_body_util::Full;
use hyper::{Request, Response};
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};

use crate::net::{Client, Limits};

/// What one question may cost.
const LIMITS: Limits = Limits::lookup(Duration::from_secs(30), 256 * 1024);

/// Our client in the form that the library wants.
pub(super) struct Authority(pub Client);

impl HttpClient for Authority {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let client = self.0.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.map_err(|never| match never {}).boxed_unsync();
            let response = client.send(Request::from_parts(head, body), LIMITS).await;
            let response = response.map_err(|error| Error::Other(Box::new(error)))?;
            let bytes = response.body.bytes().await.map_err(|error| Error::Other(Box::new(error)))?;
            let mut answer = Response::new(Full::new(bytes));
            *answer.status_mut() = response.status;
            *answer.headers_mut() = response.headers;
            Ok(answer.into())
        })
    }
}
