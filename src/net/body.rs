//! Bodies of requests and responses, streamed piece by piece.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Full};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::upgrade::{OnUpgrade, Upgraded};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep};

use super::client::Limits;

/// Any body that is sent.
pub type Body = UnsyncBoxBody<Bytes, BodyError>;

/// Why a body ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// It is longer than allowed.
    #[error("the body is too large")]
    TooLarge,
    /// The peer went silent, or took too long as a whole.
    #[error("the body took too long")]
    Timeout,
    /// The connection broke or the framing is wrong.
    #[error("the body broke off")]
    Broken(#[source] hyper::Error),
    /// What produced a body that we send failed.
    #[error("the source of the body failed")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// No body.
pub fn empty() -> Body {
    Empty::new().map_err(|never| match never {}).boxed_unsync()
}

/// A body held in memory.
pub fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

/// The body of a response: bounded in length, in silence and, if asked for, in total time. It holds the request's place
/// among those in flight until it is dropped.
#[derive(Debug)]
pub struct ResponseBody {
    inner: Incoming,
    upgrade: OnUpgrade,
    left: u64,
    idle: Duration,
    deadline: Option<Instant>,
    timer: Pin<Box<Sleep>>,
    _place: OwnedSemaphorePermit,
}

impl ResponseBody {
    pub(super) fn new(
        inner: Incoming,
        upgrade: OnUpgrade,
        limits: Limits,
        deadline: Option<Instant>,
        place: OwnedSemaphorePermit,
    ) -> Self {
        let Limits { idle, body: left, .. } = limits;
        let timer = Box::pin(tokio::time::sleep(idle));
        let mut body = Self { inner, upgrade, left, idle, deadline, timer, _place: place };
        body.wind();
        body
    }

    /// Starts the time that the next piece may take.
    fn wind(&mut self) {
        let silence = Instant::now() + self.idle;
        let until = self.deadline.map_or(silence, |deadline| deadline.min(silence));
        self.timer.as_mut().reset(until);
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// When it is too long, too slow or breaks off.
    pub async fn bytes(mut self) -> Result<Bytes, BodyError> {
        let mut all = bytes::BytesMut::new();
        while let Some(frame) = self.frame().await {
            if let Ok(piece) = frame?.into_data() {
                all.extend_from_slice(&piece);
            }
        }
        Ok(all.freeze())
    }

    /// The connection itself, where the answer was 101 (Switching Protocols). Its limits no longer hold then.
    ///
    /// # Errors
    /// When the answer was another.
    pub async fn upgraded(self) -> Result<Upgraded, BodyError> {
        self.upgrade.await.map_err(BodyError::Broken)
    }

    /// The same body for sending on.
    pub fn boxed(self) -> Body {
        self.boxed_unsync()
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = &mut *self;
        match Pin::new(&mut this.inner).poll_frame(context) {
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(BodyError::Broken(error)))),
            Poll::Ready(Some(Ok(frame))) => {
                let len = frame.data_ref().map_or(0, |data| data.len() as u64);
                let Some(left) = this.left.checked_sub(len) else {
                    return Poll::Ready(Some(Err(BodyError::TooLarge)));
                };
                this.left = left;
                this.wind();
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Pending => {
                ready!(this.timer.as_mut().poll(context));
                Poll::Ready(Some(Err(BodyError::Timeout)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
