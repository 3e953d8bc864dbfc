//! Deadlines of a connection: for the first byte, for a whole request head, for each piece of a body, and for each
//! write. Slow clients lose their connection; long uploads and downloads that move go on for as long as they like.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::connections::Connections;
use crate::xrpc::{BodyError, ReplyBody};

/// A kept-alive connection may wait so long for the next request.
const IDLE: Duration = Duration::from_secs(90);
/// How often an idle connection looks whether others need its place; it goes then.
const GLANCE: Duration = Duration::from_secs(10);
/// A request head must be complete so long after its first byte, and after the connection began.
const HEAD: Duration = Duration::from_secs(15);
/// A body or an answer may stand still so long.
const STALL: Duration = Duration::from_secs(60);

/// How much of an unread body is taken in, in bytes, before its connection is closed.
const DRAIN_BYTES: usize = 16 * 1024 * 1024;
/// For how long.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// Where a connection is. Shared between the socket and the bodies that it carries.
#[derive(Debug)]
pub(super) struct Phase {
    now: AtomicU8,
    /// What is under way at once, where that can be more than one.
    many: Option<Mutex<Many>>,
}

/// The requests of a connection that carries several beside each other.
#[derive(Debug, Default)]
struct Many {
    /// Requests that have not been answered to the end.
    open: usize,
    /// When each answer that has begun was last asked for more. As many as there may be requests at once.
    moved: Vec<Weak<Mutex<Instant>>>,
}

impl Phase {
    const IDLE: u8 = 0;
    const HEAD: u8 = 1;
    const BUSY: u8 = 2;
    const UPGRADED: u8 = 3;

    /// A connection that has just begun.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { now: AtomicU8::new(Self::HEAD), many: None })
    }

    /// The same, of one that carries several requests beside each other. What comes in on it may be no request, so that
    /// only its idle time is bounded; and an answer is bounded by itself, because the others move on.
    pub(super) fn of_many() -> Arc<Self> {
        Arc::new(Self { now: AtomicU8::new(Self::IDLE), many: Some(Mutex::default()) })
    }

    /// A head is complete: a request is under way for as long as what is given lives.
    pub(super) fn request(self: &Arc<Self>) -> Underway {
        self.busy();
        Underway(Arc::clone(self))
    }

    fn busy(&self) {
        if let Some(mut many) = self.many() {
            many.open += 1;
        }
        self.now.store(Self::BUSY, Ordering::Relaxed);
    }

    fn many(&self) -> Option<MutexGuard<'_, Many>> {
        self.many.as_ref().map(|many| many.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes that an answer begins. What it says when it moves.
    fn begins(&self) -> Option<Arc<Mutex<Instant>>> {
        let mut many = self.many()?;
        let moved = Arc::new(Mutex::new(Instant::now()));
        many.moved.retain(|known| known.strong_count() > 0);
        many.moved.push(Arc::downgrade(&moved));
        Some(moved)
    }

    /// Comes when an answer was not taken for too long.
    pub(super) async fn stalled(&self) {
        loop {
            tokio::time::sleep(GLANCE).await;
            let Some(many) = self.many() else { return std::future::pending().await };
            let stands = |moved: &Arc<Mutex<Instant>>| {
                moved.lock().unwrap_or_else(PoisonError::into_inner).elapsed() >= STALL
            };
            if many.moved.iter().filter_map(Weak::upgrade).any(|moved| stands(&moved)) {
                return;
            }
        }
    }

    /// The connection belongs to another protocol now, which has deadlines of its own.
    fn upgraded(&self) {
        self.now.store(Self::UPGRADED, Ordering::Relaxed);
    }

    /// The answer is complete.
    fn idle(&self) {
        if let Some(mut many) = self.many() {
            many.open = many.open.saturating_sub(1);
            if many.open > 0 {
                return;
            }
        }
        let _ = self.now.compare_exchange(Self::BUSY, Self::IDLE, Ordering::Relaxed, Ordering::Relaxed);
    }

    fn get(&self) -> u8 {
        self.now.load(Ordering::Relaxed)
    }
}

/// A request that was not answered to the end.
#[derive(Debug)]
pub(super) struct Underway(Arc<Phase>);

impl Underway {
    /// The connection belongs to another protocol now.
    pub(super) fn upgraded(&self) {
        self.0.upgraded();
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.0.idle();
    }
}

/// A socket with deadlines.
#[derive(Debug)]
pub(super) struct Paced<S> {
    socket: S,
    phase: Arc<Phase>,
    connections: Connections,
    read_timer: Pin<Box<Sleep>>,
    /// The phase that the read timer was set for.
    timed: Option<u8>,
    /// When the connection became idle.
    idle_since: Instant,
    write_timer: Pin<Box<Sleep>>,
    writing_since: bool,
}

impl<S> Paced<S> {
    pub(super) fn new(socket: S, phase: Arc<Phase>, connections: Connections) -> Self {
        let timer = || Box::pin(tokio::time::sleep(HEAD));
        Self {
            socket,
            phase,
            connections,
            read_timer: timer(),
            timed: None,
            idle_since: Instant::now(),
            write_timer: timer(),
            writing_since: false,
        }
    }

    fn poll_read_deadline(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let phase = self.phase.get();
        let allowed = match phase {
            Phase::IDLE => GLANCE,
            Phase::HEAD => HEAD,
            _ => {
                self.timed = None;
                return Poll::Pending;
            }
        };
        if self.timed != Some(phase) {
            self.timed = Some(phase);
            self.idle_since = Instant::now();
            self.read_timer.as_mut().reset(self.idle_since + allowed);
        }
        loop {
            ready!(self.read_timer.as_mut().poll(cx));
            let now = Instant::now();
            let over = now >= self.idle_since + IDLE || self.connections.is_crowded();
            if phase != Phase::IDLE || over {
                return Poll::Ready(());
            }
            self.read_timer.as_mut().reset((now + GLANCE).min(self.idle_since + IDLE));
        }
    }

    /// Turns a write that has stood still for too long into an error.
    fn pace_write<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() || self.phase.get() == Phase::UPGRADED {
            self.writing_since = false;
            return written;
        }
        if !self.writing_since {
            self.writing_since = true;
            self.write_timer.as_mut().reset(Instant::now() + STALL);
        }
        ready!(self.write_timer.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if let Poll::Ready(result) = Pin::new(&mut self.socket).poll_read(cx, buffer) {
            let is_head = self.phase.many.is_none() && self.phase.get() == Phase::IDLE;
            if buffer.filled().len() > before && is_head {
                self.phase.now.store(Phase::HEAD, Ordering::Relaxed);
            }
            return Poll::Ready(result);
        }
        ready!(self.poll_read_deadline(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(cx, bytes);
        self.pace_write(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(cx, slices);
        self.pace_write(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.socket).poll_flush(cx);
        self.pace_write(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

/// The client stopped sending in the middle of a body.
#[derive(Debug, thiserror::Error)]
#[error("the client stopped sending")]
struct Stalled;

/// A request body that fails when the client stops sending. What a handler leaves unread is taken in for a while, as
/// many clients look for the answer only after the last byte, and a connection that is closed before loses it.
#[derive(Debug)]
pub struct PacedBody {
    /// `None` once it is left to be drained.
    body: Option<Incoming>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl PacedBody {
    pub(super) fn new(body: Incoming) -> Self {
        Self { body: Some(body), timer: None }
    }
}

impl Drop for PacedBody {
    fn drop(&mut self) {
        let Some(mut body) = self.body.take().filter(|body| !body.is_end_stream()) else { return };
        // Without a runtime everything ends anyway.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            let drain = async {
                let mut left = DRAIN_BYTES;
                while let Some(Ok(frame)) = body.frame().await {
                    let taken = frame.data_ref().map_or(0, Bytes::len);
                    let Some(rest) = left.checked_sub(taken) else { return };
                    left = rest;
                }
            };
            // Time that runs out is an end like any other.
            let _ = tokio::time::timeout(DRAIN_TIME, drain).await;
        });
    }
}

impl Body for PacedBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        if let Poll::Ready(frame) = Pin::new(body).poll_frame(cx) {
            self.timer = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(STALL)));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Some(Err(Box::new(Stalled))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(SizeHint::default, Body::size_hint)
    }
}

/// An answer's body. Its request is over when it is dropped, which hyper does at its end.
#[derive(Debug)]
pub(super) struct AnswerBody {
    body: ReplyBody,
    _request: Underway,
    moved: Option<Arc<Mutex<Instant>>>,
}

impl AnswerBody {
    pub(super) fn new(body: ReplyBody, request: Underway) -> Self {
        let moved = request.0.begins();
        Self { body, _request: request, moved }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(moved) = &self.moved {
            *moved.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        }
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use hyper::StatusCode;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::base::AddressRange;
    use crate::http::ConnectionLimits;
    use crate::xrpc::Reply;

    fn paced() -> (Paced<tokio::io::DuplexStream>, tokio::io::DuplexStream, Arc<Phase>) {
        let limits = ConnectionLimits { total: 8, per_address: 8 };
        let connections = Connections::new(limits, AddressRange::local_networks());
        let (near, far) = tokio::io::duplex(16);
        let phase = Phase::new();
        (Paced::new(near, Arc::clone(&phase), connections), far, phase)
    }

    async fn read_error(paced: &mut Paced<tokio::io::DuplexStream>) -> io::ErrorKind {
        paced.read(&mut [0; 8]).await.expect_err("a deadline").kind()
    }

    #[tokio::test(start_paused = true)]
    async fn a_trickled_head_runs_out_of_time() {
        let (mut paced, mut far, _) = paced();
        let start = Instant::now();
        let trickle = tokio::spawn(async move {
            while far.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        let kind = loop {
            match paced.read(&mut [0; 8]).await {
                Ok(_) => {}
                Err(error) => break error.kind(),
            }
        };
        assert_eq!(kind, io::ErrorKind::TimedOut);
        assert!(start.elapsed() >= HEAD && start.elapsed() < HEAD * 2);
        drop(paced);
        trickle.await.expect("the client ends");
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_connection_ends_and_a_busy_one_does_not() {
        let (mut paced, _far, phase) = paced();
        phase.busy();
        let waited = tokio::time::timeout(IDLE * 10, paced.read(&mut [0; 8])).await;
        assert!(waited.is_err(), "a request in progress is not hurried");
        phase.idle();
        let start = Instant::now();
        assert_eq!(read_error(&mut paced).await, io::ErrorKind::TimedOut);
        assert!(start.elapsed() >= IDLE);
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_connection_makes_room_when_others_wait() {
        let (mut paced, _far, phase) = paced();
        let mut others = Vec::new();
        for _ in 0..7 {
            let permit = paced.connections.room().await;
            others.push(paced.connections.admit([127, 0, 0, 1].into(), permit));
        }
        phase.busy();
        phase.idle();
        let start = Instant::now();
        assert_eq!(read_error(&mut paced).await, io::ErrorKind::TimedOut);
        assert!(start.elapsed() <= GLANCE * 2);
    }

    #[tokio::test(start_paused = true)]
    async fn many_requests_are_idle_when_the_last_is_over() {
        let limits = ConnectionLimits { total: 8, per_address: 8 };
        let connections = Connections::new(limits, AddressRange::local_networks());
        let (near, mut far) = tokio::io::duplex(16);
        let phase = Phase::of_many();
        let mut paced = Paced::new(near, Arc::clone(&phase), connections);
        let (first, second) = (phase.request(), phase.request());
        drop(first);
        assert!(tokio::time::timeout(IDLE * 2, paced.read(&mut [0; 8])).await.is_err(), "one is under way");
        drop(second);
        // What comes in meanwhile is no request, and hurries nobody.
        far.write_all(b"ping").await.expect("room");
        assert_eq!(paced.read(&mut [0; 8]).await.expect("bytes"), 4);
        let start = Instant::now();
        assert_eq!(read_error(&mut paced).await, io::ErrorKind::TimedOut);
        assert!(start.elapsed() > HEAD);
    }

    #[tokio::test(start_paused = true)]
    async fn one_answer_that_is_left_lying_ends_them_all() {
        let phase = Phase::of_many();
        let answer =
            AnswerBody::new(Reply::text(StatusCode::OK, "").into_response().into_body(), phase.request());
        let start = Instant::now();
        phase.stalled().await;
        assert!(start.elapsed() >= STALL && start.elapsed() < STALL * 2);
        drop(answer);
        assert!(tokio::time::timeout(STALL * 3, phase.stalled()).await.is_err(), "nothing is lying about");
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_stands_still_loses_its_connection() {
        let (mut paced, _far, phase) = paced();
        phase.busy();
        let start = Instant::now();
        let error = paced.write_all(&[0; 64]).await.expect_err("nobody reads");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(start.elapsed() >= STALL);
    }
}
