//! gzip for answers of more than 1 KiB whose type gains by it, streamed ones included.
//!
//! An encoder holds about 300 KiB, so that only a few work at once; further answers go out as they are.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, SizeHint};
use hyper::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, VARY};
use hyper::{HeaderMap, Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::xrpc::ReplyBody;

/// Bodies up to this many bytes are not worth it.
const MIN_BYTES: u64 = 1_024;
/// Encoders at work at once.
const ENCODERS: usize = 4;
/// Types that gain, besides `text/*`.
const TYPES: [&str; 5] = [
    "application/json",
    "application/vnd.ipld.car",
    "application/did+ld+json",
    "image/svg+xml",
    "text/javascript",
];

/// Hands out encoders.
#[derive(Clone, Debug)]
pub(super) struct Compressor(Arc<Semaphore>);

impl Compressor {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(ENCODERS)))
    }

    /// Compresses the body of `response` when the client takes gzip and it is worth it.
    pub(super) fn apply(&self, accepts: bool, response: Response<ReplyBody>) -> Response<ReplyBody> {
        if !gains(&response) {
            return response;
        }
        let (mut head, body) = response.into_parts();
        head.headers.append(VARY, HeaderValue::from_static("Accept-Encoding"));
        let permit = if accepts { Arc::clone(&self.0).try_acquire_owned().ok() } else { None };
        let Some(permit) = permit else { return Response::from_parts(head, body) };
        head.headers.remove(CONTENT_LENGTH);
        head.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        let encoder = GzEncoder::new(Vec::new(), Compression::fast());
        let body = Gzipped { body, encoder: Some(encoder), _permit: permit };
        Response::from_parts(head, body.boxed_unsync())
    }
}

/// Whether a client takes gzip: it says so, and not with a weight of zero.
pub(super) fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').any(|offer| {
            let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
            let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse::<f32>() == Ok(0.0));
            name.trim().eq_ignore_ascii_case("gzip") && !refused
        })
    })
}

fn gains(response: &Response<ReplyBody>) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let whole = response.status() != StatusCode::PARTIAL_CONTENT;
    let length = response.body().size_hint().exact();
    whole
        && length.is_none_or(|length| length > MIN_BYTES)
        && !response.headers().contains_key(CONTENT_ENCODING)
        && (kind.starts_with("text/") || TYPES.contains(&kind))
}

struct Gzipped {
    body: ReplyBody,
    /// `None` once the trailer is out.
    encoder: Option<GzEncoder<Vec<u8>>>,
    _permit: OwnedSemaphorePermit,
}

impl Body for Gzipped {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = &mut *self;
        loop {
            let Some(encoder) = &mut this.encoder else { return Poll::Ready(None) };
            match ready!(Pin::new(&mut this.body).poll_frame(cx)?) {
                Some(frame) => {
                    // Trailers do not exist in answers of ours.
                    let Ok(data) = frame.into_data() else { continue };
                    encoder.write_all(&data)?;
                    let out = std::mem::take(encoder.get_mut());
                    if !out.is_empty() {
                        return Poll::Ready(Some(Ok(Frame::data(out.into()))));
                    }
                }
                None => {
                    let rest = this.encoder.take().map(GzEncoder::finish).transpose()?.unwrap_or_default();
                    return Poll::Ready(Some(Ok(Frame::data(rest.into()))));
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.encoder.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::xrpc::Reply;

    #[tokio::test]
    async fn long_text_is_compressed_for_those_who_take_it() {
        let compressor = Compressor::new();
        let text = "abcdefgh".repeat(10_000);
        let answer =
            || Reply::bytes(StatusCode::OK, "application/json; charset=utf-8", text.clone()).into_response();
        let plain = compressor.apply(false, answer());
        assert_eq!(plain.body().size_hint().exact(), Some(80_000));
        assert_eq!(plain.headers()["vary"], "Accept-Encoding");
        let gzipped = compressor.apply(true, answer());
        assert_eq!(gzipped.headers()["content-encoding"], "gzip");
        let bytes = gzipped.into_body().collect().await.expect("a body").to_bytes();
        assert!(bytes.len() < 2_000);
        let mut back = String::new();
        flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut back).expect("gzip");
        assert_eq!(back, text);
        let short = Reply::bytes(StatusCode::OK, "application/json", "{}").into_response();
        assert!(!compressor.apply(true, short).headers().contains_key("content-encoding"));
        let image = Reply::bytes(StatusCode::OK, "image/png", text.clone()).into_response();
        assert!(!compressor.apply(true, image).headers().contains_key("content-encoding"));
    }

    #[test]
    fn offers_are_read() {
        let accepts = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
            accepts_gzip(&headers)
        };
        assert!(accepts("gzip, deflate, br") && accepts("br;q=1.0, GZIP;q=0.5"));
        assert!(!accepts("br") && !accepts("gzip;q=0") && !accepts("identity"));
    }
}
