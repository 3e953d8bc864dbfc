//! A form whose last part is one file, which is handed on while it comes and never held as a whole.

use bytes::{Bytes, BytesMut};
use hyper::HeaderMap;

use super::form::{self, Form, FormError};
use super::{PageError, multipart};
use crate::xrpc::{BodyStream, ReadError};

/// Longest start of a form, before its file, in bytes: there are few fields, and they are held by whoever sends any.
const START_BYTES: usize = 8 * 1024;

/// Why a file did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The body cannot be read on: too large, or the connection broke.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The form ends within the file.
    #[error("the form ends within the file")]
    End,
}

/// The fields of such a form, and its file.
#[derive(Debug)]
pub struct Upload {
    /// What comes before the file.
    pub(super) form: Form,
    /// The file.
    pub file: UploadedFile,
}

/// A file that comes.
#[derive(Debug)]
pub struct UploadedFile {
    body: BodyStream,
    /// What has come and was not handed on yet: it may be the form's end.
    held: BytesMut,
    /// What the form ends with.
    end: Vec<u8>,
    is_over: bool,
}

impl Upload {
    /// Reads the form up to its file.
    ///
    /// # Errors
    /// [`PageError::Malformed`] when it is no such form, [`PageError::TooLarge`] when its fields are longer than
    /// [`START_BYTES`], and what reading it meets.
    pub(super) async fn begin(headers: &HeaderMap, mut body: BodyStream) -> Result<Self, PageError> {
        let boundary = multipart::boundary(form::content_type(headers)).ok_or(FormError::Type)?;
        let mut start = BytesMut::new();
        // Looked at only when it has become twice as long: whoever sends it in crumbs must not have it read for each.
        let mut enough = 1;
        loop {
            let piece = body.next().await.map_err(|error| PageError::of_body(&error.into()))?;
            start.extend_from_slice(piece.as_deref().unwrap_or_default());
            if piece.is_some() && start.len() < enough {
                continue;
            }
            enough = 2 * start.len();
            let begun = start.clone().freeze();
            if let Some((parts, content)) = multipart::begin(&begun, boundary, form::MAX_FIELDS)? {
                let form = Form::of_parts(parts)?;
                let end = format!("\r\n--{boundary}--\r\n").into_bytes();
                let file = UploadedFile { body, held: begun[content..].into(), end, is_over: false };
                return Ok(Self { form, file });
            }
            if piece.is_none() {
                return Err(FormError::Parts.into());
            }
            if start.len() > START_BYTES {
                return Err(PageError::TooLarge);
            }
        }
    }
}

impl UploadedFile {
    /// The next piece of the file, never empty, or `None` at its end.
    ///
    /// # Errors
    /// See [`UploadError`].
    pub async fn next(&mut self) -> Result<Option<Bytes>, UploadError> {
        while !self.is_over {
            if self.held.len() > self.end.len() {
                let sure = self.held.len() - self.end.len();
                return Ok(Some(self.held.split_to(sure).freeze()));
            }
            let Some(piece) = self.body.next().await? else {
                self.is_over = true;
                // The last line's own end may be left out.
                let short = &self.end[..self.end.len() - 2];
                let content =
                    self.held.strip_suffix(self.end.as_slice()).or_else(|| self.held.strip_suffix(short));
                let content = content.ok_or(UploadError::End)?.len();
                self.held.truncate(content);
                break;
            };
            self.held.extend_from_slice(&piece);
        }
        let rest = self.held.split().freeze();
        Ok((!rest.is_empty()).then_some(rest))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use http_body_util::StreamBody;
    use hyper::body::Frame;
    use hyper::header::CONTENT_TYPE;

    use super::*;
    use crate::xrpc::{BodyError, RequestBody};

    /// A form with these fields before its file.
    fn form(fields: &str, file: &str) -> String {
        let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
        format!("{fields}{head}{file}\r\n--x--\r\n")
    }

    fn field(value: &str) -> String {
        format!("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{value}\r\n")
    }

    /// Reads a form that comes in pieces of so many bytes: its field, and its file.
    async fn read(body: &str, size: usize) -> Result<(String, Result<Vec<u8>, UploadError>), PageError> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, "multipart/form-data; boundary=x".parse().expect("a value"));
        let pieces: Vec<Result<_, BodyError>> = body
            .as_bytes()
            .chunks(size)
            .map(|piece| Ok(Frame::data(Bytes::copy_from_slice(piece))))
            .collect();
        let body = RequestBody::new(StreamBody::new(stream::iter(pieces)), None);
        let body = BodyStream::new(&headers, body, 1 << 20).expect("a body");
        let mut upload = Upload::begin(&headers, body).await?;
        let mut file = Vec::new();
        let read = loop {
            match upload.file.next().await {
                Ok(Some(piece)) => file.extend_from_slice(&piece),
                Ok(None) => break Ok(file),
                Err(error) => break Err(error),
            }
        };
        Ok((upload.form.exact("a").to_owned(), read))
    }

    #[tokio::test]
    async fn forms_may_come_in_any_pieces() {
        for file in ["", "\r\n", "a\r\n--x\r\n", &"bytes ".repeat(2_000)] {
            let body = form(&field("one"), file);
            for size in [1, 2, 7, 100, 4_096, usize::MAX] {
                let (value, read) = read(&body, size).await.expect("a form");
                assert_eq!(
                    (value.as_str(), read.expect("a file")),
                    ("one", file.as_bytes().to_vec()),
                    "{size}"
                );
            }
        }
        let (_, short) = read(form(&field("one"), "bytes").trim_end(), 5).await.expect("a form");
        assert_eq!(short.expect("a file"), b"bytes", "the last line need not end");
    }

    #[tokio::test]
    async fn what_does_not_end_and_what_is_too_long_is_refused() {
        let body = form(&field("one"), "bytes");
        for end in [body.len() - 3, body.len() - 9] {
            let (_, cut) = read(&body[..end], 5).await.expect("a form");
            assert!(matches!(cut, Err(UploadError::End)), "{end}");
        }
        assert!(matches!(read(&body[..40], 5).await, Err(PageError::Malformed(FormError::Parts))));
        let long = form(&field(&"a".repeat(40_000)), "bytes");
        assert!(matches!(read(&long, 1_000).await, Err(PageError::TooLarge)));
        assert!(matches!(read(&long, 1).await, Err(PageError::TooLarge)));
    }
}
