//! Listeners: accept, admit, and serve HTTP/1.1, or HTTP/2 where a handshake agreed on it, on each connection until it
//! ends or the server stops.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

use super::ConnectionLimits;
use super::connections::{Admission, Connections};
use super::pace::{AnswerBody, Paced, PacedBody, Phase};
use crate::base::{AddressRange, Stop};
use crate::tls::Acceptor;
use crate::xrpc::ReplyBody;

/// Largest request head in bytes; also what hyper buffers of a connection.
const HEAD_BYTES: usize = 16 * 1024;
/// Most headers of a request.
const HEADERS: usize = 100;
/// Most requests at once on one connection of HTTP/2.
const STREAMS: u32 = 32;
/// What each of them may send before it is read, and may be sent before it is taken, in bytes.
const STREAM_BYTES: u32 = 64 * 1024;
/// What all of them together may send before it is read, in bytes.
const CONNECTION_BYTES: u32 = 128 * 1024;
/// Bytes of answers that wait in one stream.
const SEND_BYTES: usize = 16 * 1024;
/// Largest head of a request in one of them, in bytes.
const HEADERS_BYTES: u32 = 16 * 1024;
/// Wait after an accept that failed, as it does when the process is out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What the listeners need to know.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// Where to listen.
    pub listen: Vec<SocketAddr>,
    /// How many connections there may be.
    pub connections: ConnectionLimits,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<AddressRange>,
}

/// Something that answers requests.
pub trait Answers: Send + Sync + 'static {
    /// Answers one request from `peer`.
    fn answer(
        &self,
        peer: IpAddr,
        request: Request<PacedBody>,
    ) -> impl Future<Output = Response<ReplyBody>> + Send;
}

/// Serves all `listeners` until `stop` is asked, encrypted where there is a `tls`. Connections finish their request; each
/// holds `stop` until it is gone.
pub async fn serve<A: Answers>(
    listeners: Vec<TcpListener>,
    site: Arc<A>,
    config: &HttpConfig,
    tls: Option<Acceptor>,
    stop: Stop,
) {
    let connections = Connections::new(config.connections.clone(), config.trusted_proxies.clone());
    let loops = listeners.into_iter().map(|listener| {
        let (site, connections, stop) = (Arc::clone(&site), connections.clone(), stop.clone());
        tokio::spawn(accept_loop(listener, site, connections, tls.clone(), stop))
    });
    for accept_loop in loops.collect::<Vec<_>>() {
        if let Err(error) = accept_loop.await {
            tracing::error!(%error, "a listener ended");
        }
    }
}

async fn accept_loop<A: Answers>(
    listener: TcpListener,
    site: Arc<A>,
    connections: Connections,
    tls: Option<Acceptor>,
    stop: Stop,
) {
    loop {
        let accepted = async {
            // Room first: what there is no room for waits in the kernel's queue.
            let permit = connections.room().await;
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            accepted = accepted => accepted,
            () = stop.asked() => return,
        };
        match accepted {
            Ok((socket, peer)) => {
                let Some(admission) = connections.admit(peer.ip(), permit) else {
                    tracing::debug!(%peer, "too many connections from one address");
                    continue;
                };
                if let Err(error) = socket.set_nodelay(true) {
                    tracing::debug!(%error, "cannot turn off delays of small packets");
                }
                let (site, connections, tls, stop) =
                    (Arc::clone(&site), connections.clone(), tls.clone(), stop.clone());
                tokio::spawn(async move {
                    let Some(tls) = tls else {
                        return serve_connection(socket, peer, site, connections, admission, stop).await;
                    };
                    match tls.accept(socket).await {
                        Ok((stream, false)) => {
                            serve_connection(stream, peer, site, connections, admission, stop).await;
                        }
                        Ok((stream, true)) => {
                            serve_streams(stream, peer, site, connections, admission, stop).await;
                        }
                        Err(error) => tracing::debug!(%peer, %error, "no handshake"),
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn serve_connection<S, A>(
    socket: S,
    peer: SocketAddr,
    site: Arc<A>,
    connections: Connections,
    admission: Admission,
    stop: Stop,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    A: Answers,
{
    let hold = stop.hold();
    let phase = Phase::new();
    let io = TokioIo::new(Paced::new(socket, Arc::clone(&phase), connections));
    let service = service_fn(|request| answer(&*site, peer.ip(), Arc::clone(&phase), request));
    let connection = http1::Builder::new()
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEADERS)
        // Paced has the deadlines: hyper's own would also end connections that are merely idle.
        .header_read_timeout(None)
        .serve_connection(io, service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.asked() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::trace!(%peer, %error, "connection ended");
    }
    drop((admission, hold));
}

/// As [`serve_connection`], with requests beside each other (RFC 9113).
async fn serve_streams<S, A>(
    socket: S,
    peer: SocketAddr,
    site: Arc<A>,
    connections: Connections,
    admission: Admission,
    stop: Stop,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    A: Answers,
{
    let hold = stop.hold();
    let phase = Phase::of_many();
    let io = TokioIo::new(Paced::new(socket, Arc::clone(&phase), connections));
    let own = Arc::clone(&phase);
    let service = service_fn(move |request| {
        let (site, phase) = (Arc::clone(&site), Arc::clone(&own));
        async move { answer(&*site, peer.ip(), phase, request).await }
    });
    let connection = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .initial_stream_window_size(STREAM_BYTES)
        .initial_connection_window_size(CONNECTION_BYTES)
        .max_send_buf_size(SEND_BYTES)
        .max_header_list_size(HEADERS_BYTES)
        .serve_connection(io, service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        // Whoever leaves an answer lying is not waited for, nor are the others on the same connection.
        () = phase.stalled() => Ok(()),
        () = stop.asked() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::trace!(%peer, %error, "connection ended");
    }
    drop((admission, hold));
}

async fn answer<A: Answers>(
    site: &A,
    peer: IpAddr,
    phase: Arc<Phase>,
    request: Request<Incoming>,
) -> Result<Response<AnswerBody>, Infallible> {
    let underway = phase.request();
    let response = site.answer(peer, request.map(PacedBody::new)).await;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        underway.upgraded();
    }
    Ok(response.map(|body| AnswerBody::new(body, underway)))
}

/// Binds the addresses of `config`.
///
/// # Errors
/// When an address is taken or not ours; names it.
pub async fn bind(addresses: &[SocketAddr]) -> io::Result<Vec<TcpListener>> {
    let mut listeners = Vec::new();
    for address in addresses {
        let listener = TcpListener::bind(address).await;
        let named =
            |error: io::Error| io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"));
        listeners.push(listener.map_err(named)?);
    }
    Ok(listeners)
}
