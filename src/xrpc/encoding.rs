//! Content encodings of request bodies: bytes come out decoded, counted and in small steps.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::{GzDecoder, ZlibDecoder};
use http_body_util::BodyExt;
use hyper::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, HeaderValue};
use hyper::{HeaderMap, StatusCode};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::{RequestBody, XrpcError};

/// Compressed bytes handed to a decoder at once. Deflate expands at most 1,032 times, so that one step yields at
/// most about 530 KiB whatever the client sends.
const DECODE_STEP: usize = 512;

/// Bytes of bodies that are read at once: a score of the largest ones, hundreds of ordinary ones.
const BUFFER_BYTES: usize = 24 * 1024 * 1024;
/// When to try again a request that found no memory for its body, in seconds.
const BUSY_RETRY_SECS: u32 = 5;

/// Why a body could not be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// More bytes than the endpoint takes, by `Content-Length` or by count after decoding.
    #[error("request entity too large")]
    TooLarge,
    /// The connection broke, or the client stalled.
    #[error("the request body ended early")]
    Broken(#[source] super::request::BodyError),
    /// Other bodies fill the memory that there is for them.
    #[error("too many request bodies at once")]
    Busy,
    /// The compressed bytes are damaged.
    #[error("the request body is not valid in its content encoding")]
    Encoding(#[source] io::Error),
}

impl From<ReadError> for XrpcError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "request entity too large"),
            ReadError::Busy => Self::busy("Too many requests at once", BUSY_RETRY_SECS),
            ReadError::Broken(_) | ReadError::Encoding(_) => Self::invalid(error.to_string()),
        }
    }
}

/// The memory that request bodies may fill together while they are read. Only bytes that have arrived count, so that
/// a place is not to be had for a promise.
#[derive(Debug)]
pub struct Buffers(Semaphore);

/// Bytes of a body that count against [`Buffers`].
pub type Buffered<'a> = SemaphorePermit<'a>;

impl Default for Buffers {
    fn default() -> Self {
        Self(Semaphore::new(BUFFER_BYTES))
    }
}

impl Buffers {
    fn take(&self, bytes: usize) -> Result<Buffered<'_>, ReadError> {
        let places = u32::try_from(bytes).map_err(|_| ReadError::Busy)?;
        self.0.try_acquire_many(places).map_err(|_| ReadError::Busy)
    }
}

enum Decoder {
    Identity,
    Gzip(GzDecoder<Vec<u8>>),
    Deflate(ZlibDecoder<Vec<u8>>),
}

impl Decoder {
    /// The decoder for the encodings that a request names; `None` for more than one, and for unknown ones.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let mut decoder = Self::Identity;
        for value in headers.get_all(CONTENT_ENCODING) {
            for name in value.to_str().ok()?.split(',').map(|name| name.trim().to_ascii_lowercase()) {
                match (name.as_str(), &decoder) {
                    ("" | "identity", _) => {}
                    ("gzip" | "x-gzip", Self::Identity) => decoder = Self::Gzip(GzDecoder::new(Vec::new())),
                    ("deflate", Self::Identity) => decoder = Self::Deflate(ZlibDecoder::new(Vec::new())),
                    _ => return None,
                }
            }
        }
        Some(decoder)
    }
}

/// A request body in pieces, decoded and never longer than its limit.
pub struct BodyStream {
    body: RequestBody,
    decoder: Decoder,
    pending: Bytes,
    left: u64,
    finished: bool,
}

impl std::fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BodyStream").field("left", &self.left).finish_non_exhaustive()
    }
}

impl BodyStream {
    /// Starts to read `body`, of which at most `max` decoded bytes are taken.
    ///
    /// # Errors
    /// 413 when `Content-Length` says already that it is too long, 415 for encodings other than gzip and deflate, and for
    /// several at once. Brotli is not among them: it lets the sender choose a window of 16 MiB, which the server would
    /// have to hold for each request.
    pub fn new(headers: &HeaderMap, body: RequestBody, max: u64) -> Result<Self, XrpcError> {
        let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > max) {
            return Err(ReadError::TooLarge.into());
        }
        let decoder = Decoder::of(headers).ok_or_else(|| {
            XrpcError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported content-encoding")
                .with_header(ACCEPT_ENCODING, HeaderValue::from_static("gzip, deflate"))
        })?;
        Ok(Self { body, decoder, pending: Bytes::new(), left: max, finished: false })
    }

    /// The next piece, never empty, or `None` at the end.
    ///
    /// # Errors
    /// When the limit is passed, the connection breaks or the compression is damaged.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ReadError> {
        loop {
            if self.pending.is_empty() && !self.finished {
                match self.body.bytes.frame().await {
                    Some(frame) => {
                        let frame = frame.map_err(ReadError::Broken)?;
                        self.pending = frame.into_data().unwrap_or_default();
                    }
                    None => {
                        self.finished = true;
                        let rest = self.decode_rest().map_err(ReadError::Encoding)?;
                        if !rest.is_empty() {
                            return self.count(rest).map(Some);
                        }
                    }
                }
            }
            if self.pending.is_empty() {
                if self.finished {
                    return Ok(None);
                }
                continue;
            }
            let piece = self.decode_step().map_err(ReadError::Encoding)?;
            if !piece.is_empty() {
                return self.count(piece).map(Some);
            }
        }
    }

    /// The whole body at once. It counts against `buffers` as it arrives, until the second part is dropped.
    ///
    /// # Errors
    /// As [`BodyStream::next`], and when there is no memory for it.
    pub async fn collect(mut self, buffers: &Buffers) -> Result<(Bytes, Buffered<'_>), ReadError> {
        let mut counted = buffers.take(0)?;
        let Some(first) = self.next().await? else { return Ok((Bytes::new(), counted)) };
        counted.merge(buffers.take(first.len())?);
        let Some(second) = self.next().await? else { return Ok((first, counted)) };
        counted.merge(buffers.take(second.len())?);
        let mut all = Vec::with_capacity(first.len() + second.len());
        all.extend_from_slice(&first);
        all.extend_from_slice(&second);
        while let Some(piece) = self.next().await? {
            counted.merge(buffers.take(piece.len())?);
            all.extend_from_slice(&piece);
        }
        Ok((all.into(), counted))
    }

    fn count(&mut self, piece: Bytes) -> Result<Bytes, ReadError> {
        self.left = self.left.checked_sub(piece.len() as u64).ok_or(ReadError::TooLarge)?;
        Ok(piece)
    }

    fn decode_step(&mut self) -> io::Result<Bytes> {
        if matches!(self.decoder, Decoder::Identity) {
            return Ok(std::mem::take(&mut self.pending));
        }
        let step = self.pending.split_to(self.pending.len().min(DECODE_STEP));
        let out = match &mut self.decoder {
            Decoder::Identity => return Ok(step),
            Decoder::Gzip(gzip) => {
                gzip.write_all(&step)?;
                gzip.flush()?;
                gzip.get_mut()
            }
            Decoder::Deflate(deflate) => {
                deflate.write_all(&step)?;
                deflate.flush()?;
                deflate.get_mut()
            }
        };
        Ok(std::mem::take(out).into())
    }

    /// What the decoder still held back; fails when the compressed stream is cut short.
    fn decode_rest(&mut self) -> io::Result<Bytes> {
        match std::mem::replace(&mut self.decoder, Decoder::Identity) {
            Decoder::Identity => Ok(Bytes::new()),
            Decoder::Gzip(gzip) => gzip.finish().map(Bytes::from),
            Decoder::Deflate(deflate) => deflate.finish().map(Bytes::from),
        }
    }
}
