//! A form whose last part is one file, which is handed on while it comes and never held as a whole.

use bytes::{Bytes, BytesMut};
use hyper::HeaderMap;

use super::form::{self, Form, FormError};
use super::{FORM_BYTES, PageError, multipart};
use crate::xrpc::{BodyStream, ReadError};

/// Why a file did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The body cannot be read on: too large, or the connection broke.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The form ends within the file, or goes on after it.
    #[error("the form does not end with the file")]
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
    /// [`FORM_BYTES`], and what reading it meets.
    pub(super) async fn begin(headers: &HeaderMap, mut body: BodyStream) -> Result<Self, PageError> {
        let boundary = multipart::boundary(form::content_type(headers)).ok_or(FormError::Type)?;
        let mut start = Bytes::new();
        loop {
            let piece = body.next().await.map_err(|error| PageError::of_body(&error.into()))?;
            start = [start, piece.ok_or(FormError::Parts)?].concat().into();
            if let Some((parts, content)) = multipart::begin(&start, boundary, form::MAX_FIELDS)? {
                let form = Form::of_parts(parts)?;
                let end = format!("\r\n--{boundary}--\r\n").into_bytes();
                let file = UploadedFile { body, held: start[content..].into(), end, is_over: false };
                return Ok(Self { form, file });
            }
            if start.len() as u64 > FORM_BYTES {
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
