//! One subscription on one WebSocket: frames out, pings, and every way it can end.
//!
//! Takes a connection that has been upgraded already; how it was is not known here.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::frames::StreamError;
use super::subscriber::{BATCH_BYTES, Subscriber};

/// Largest message that a subscriber may send, in bytes. It has nothing to say but pings and pongs.
const MAX_INPUT_BYTES: usize = 64 * 1024;
/// Bytes read at once.
const READ_BYTES: usize = 4 * 1024;
/// A send that takes longer than this was waiting for the other side to read.
const BLOCKED: Duration = Duration::from_secs(1);
/// How long the last frames and the closing handshake may take.
const FAREWELL: Duration = Duration::from_secs(3);

/// How patient the server is with a subscriber.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Time between pings.
    pub ping: Duration,
    /// How long a subscriber may go without a sign of life: a pong, any other message, or room for what was stuck.
    pub silence: Duration,
    /// How long the connection may take nothing at all of what is to be sent.
    pub stall: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            ping: Duration::from_secs(20),
            // A subscriber that holds its reading back answers a ping only when it comes to it in its buffers.
            silence: Duration::from_secs(300),
            stall: Duration::from_secs(30),
        }
    }
}

/// How a subscription ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// The subscriber closed the connection, or it broke.
    Left,
    /// The server said why it ends, by an error frame.
    Error(StreamError),
    /// The subscriber sent something that is no control frame.
    Spoke,
    /// The subscriber gave no sign of life.
    Silent,
    /// The server stops.
    Shutdown,
}

/// Sends the frames of the subscriber that `start` makes to `io`, an upgraded connection, until something ends it: at once
/// if `start` fails. `shutdown` resolves when the server stops.
pub async fn serve<S>(
    io: S,
    start: impl Future<Output = Result<Subscriber, StreamError>>,
    pace: Pace,
    shutdown: impl Future<Output = ()>,
) -> End
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let written = Arc::new(AtomicU64::new(0));
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BYTES)
        .write_buffer_size(BATCH_BYTES)
        .max_message_size(Some(MAX_INPUT_BYTES))
        .max_frame_size(Some(MAX_INPUT_BYTES));
    let counted = Counted { io, written: written.clone() };
    let socket = WebSocketStream::from_raw_socket(counted, Role::Server, Some(config)).await;
    let (mut sink, mut source) = socket.split();
    let end = match start.await {
        Ok(mut subscriber) => {
            converse(&mut sink, &mut source, &mut subscriber, &written, pace, shutdown).await
        }
        Err(error) => End::Error(error),
    };
    // Whatever happens now, the subscriber learns of it or is gone: the result does not matter.
    let _ = timeout(FAREWELL, part(&mut sink, &mut source, end)).await;
    end
}

type Outgoing<S> = SplitSink<WebSocketStream<Counted<S>>, Message>;
type Incoming<S> = SplitStream<WebSocketStream<Counted<S>>>;

async fn converse<S>(
    sink: &mut Outgoing<S>,
    source: &mut Incoming<S>,
    subscriber: &mut Subscriber,
    written: &AtomicU64,
    pace: Pace,
    shutdown: impl Future<Output = ()>,
) -> End
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut shutdown = pin!(shutdown);
    let now = Instant::now();
    let (mut heard, mut next_ping) = (now, now + pace.ping);
    let mut outgoing = VecDeque::new();
    // While something is being sent: since when the connection has taken nothing, and how much it had taken by then.
    let mut sending: Option<(Instant, u64)> = None;
    let mut alarm = pin!(tokio::time::sleep_until(next_ping));
    loop {
        let wake_at = sending.map_or(next_ping, |(since, _)| next_ping.min(since + pace.stall));
        if alarm.deadline() != wake_at {
            alarm.as_mut().reset(wake_at);
        }
        tokio::select! {
            () = &mut shutdown => return End::Shutdown,
            input = source.next() => match input {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => heard = Instant::now(),
                Some(Ok(Message::Text(_) | Message::Binary(_)) | Err(Error::Capacity(_))) => return End::Spoke,
                Some(Ok(Message::Close(_) | Message::Frame(_)) | Err(_)) | None => return End::Left,
            },
            sent = push(sink, &mut outgoing), if sending.is_some() => {
                if sent.is_err() {
                    return End::Left;
                }
                let now = Instant::now();
                // Room where there was none: somebody reads at the other end.
                if sending.take().is_some_and(|(since, _)| now > since + BLOCKED) {
                    heard = now;
                }
            }
            batch = subscriber.next_batch(), if sending.is_none() => match batch {
                Ok(frames) => {
                    outgoing.extend(frames.into_iter().map(Message::Binary));
                    sending = Some((Instant::now(), written.load(Ordering::Relaxed)));
                }
                Err(error) => return End::Error(error),
            },
            () = &mut alarm => {
                let now = Instant::now();
                if let Some((since, before)) = &mut sending {
                    let total = written.load(Ordering::Relaxed);
                    if total != *before {
                        (*since, *before) = (now, total);
                    } else if now >= *since + pace.stall {
                        return End::Error(StreamError::ConsumerTooSlow);
                    }
                }
                if now >= next_ping {
                    next_ping = now + pace.ping;
                    if sending.is_none() {
                        if now >= heard + pace.silence {
                            return End::Silent;
                        }
                        outgoing.push_back(Message::Ping(Bytes::new()));
                        sending = Some((now, written.load(Ordering::Relaxed)));
                    }
                }
            }
        }
    }
}

/// Sends everything in `outgoing`. May be dropped at any time and begun again: a message is taken out only when the
/// socket has room for it.
async fn push<S>(sink: &mut Outgoing<S>, outgoing: &mut VecDeque<Message>) -> Result<(), Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    while !outgoing.is_empty() {
        poll_fn(|cx| sink.poll_ready_unpin(cx)).await?;
        if let Some(message) = outgoing.pop_front() {
            sink.start_send_unpin(message)?;
        }
    }
    sink.flush().await
}

/// Says why, closes, and waits for the other side to do so.
async fn part<S>(sink: &mut Outgoing<S>, source: &mut Incoming<S>, end: End) -> Result<(), Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (code, reason) = match end {
        End::Left => (CloseCode::Normal, ""),
        End::Error(error) => (CloseCode::Policy, error.name()),
        End::Spoke => (CloseCode::Policy, "this stream takes no messages"),
        End::Silent => (CloseCode::Policy, "no answer to pings"),
        End::Shutdown => (CloseCode::Away, "the server stops"),
    };
    if let End::Error(error) = end {
        sink.send(Message::Binary(error.frame().into())).await?;
    }
    if end != End::Left {
        sink.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await?;
    }
    while source.next().await.is_some_and(|message| message.is_ok()) {}
    Ok(())
}

/// A connection that counts what it has taken.
struct Counted<S> {
    io: S,
    written: Arc<AtomicU64>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let taken = Pin::new(&mut self.io).poll_write(cx, bytes);
        if let Poll::Ready(Ok(taken)) = &taken {
            self.written.fetch_add(*taken as u64, Ordering::Relaxed);
        }
        taken
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
