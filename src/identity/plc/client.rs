//! The client of a PLC directory.

use std::time::Duration;

use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, StatusCode, Uri};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::data::PlcData;
use super::operation::Operation;
use crate::crypto::SigningKey;
use crate::identity::document::{DidDocument, InvalidDocument};
use crate::net::{self, Client, Limits};
use crate::syntax::{Cid, Did};

/// Largest answer of a directory in bytes; audit logs of old subjects are the longest.
const MAX_ANSWER: u64 = 1024 * 1024;
/// How long the directory may take to accept an operation. It may be busy, and giving up leaves us in doubt.
const SUBMIT_TIMEOUT: Duration = Duration::from_secs(10);
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Why a directory did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum PlcError {
    /// There is no such DID.
    #[error("DID not registered")]
    NotFound,
    /// The DID was ended by a tombstone.
    #[error("Did is tombstoned")]
    Tombstoned,
    /// The directory refuses, for this reason if it gave one.
    #[error("{}", .0.as_deref().unwrap_or("Unable to perform PLC operation"))]
    Refused(Option<String>),
    /// The directory cannot be reached, or fails.
    #[error("the PLC directory cannot be reached")]
    Unreachable(#[source] net::Error),
    /// The directory failed with this status.
    #[error("the PLC directory failed with status {0}")]
    Failed(StatusCode),
    /// The answer is not what a directory answers.
    #[error("the PLC directory's answer cannot be read")]
    Malformed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl PlcError {
    /// Whether asking again later may help; otherwise the answer is final.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Failed(_))
    }
}

impl From<InvalidDocument> for PlcError {
    fn from(error: InvalidDocument) -> Self {
        Self::Malformed(Box::new(error))
    }
}

/// One entry of an audit log.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// The subject.
    pub did: Did,
    /// The operation.
    pub operation: Operation,
    /// Its address.
    pub cid: Cid,
    /// Whether a later operation undid it.
    pub nullified: bool,
    /// When the directory accepted it, as it says.
    pub created_at: String,
}

/// A directory, over the client for configured peers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PlcClient {
    http: Client,
    base: String,
    timeout: Duration,
}

impl PlcClient {
    /// The directory at `base` (scheme and authority); look-ups give up after `timeout`.
    pub fn new(http: Client, base: &str, timeout: Duration) -> Self {
        Self { http, base: base.trim_end_matches('/').to_owned(), timeout }
    }

    /// The DID document.
    ///
    /// # Errors
    /// When the directory has none or does not answer.
    pub async fn document(&self, did: &Did) -> Result<DidDocument, PlcError> {
        let body = self.get(did.as_str()).await?;
        Ok(DidDocument::parse(did, &body)?)
    }

    /// The state of the subject.
    ///
    /// # Errors
    /// When the directory has none or does not answer.
    pub async fn data(&self, did: &Did) -> Result<PlcData, PlcError> {
        self.read(&format!("{did}/data")).await
    }

    /// The last operation in force.
    ///
    /// # Errors
    /// When the directory has none or does not answer.
    pub async fn last(&self, did: &Did) -> Result<Operation, PlcError> {
        self.read(&format!("{did}/log/last")).await
    }

    /// Every operation ever accepted, oldest first.
    ///
    /// # Errors
    /// When the directory has none or does not answer.
    pub async fn audit(&self, did: &Did) -> Result<Vec<AuditEntry>, PlcError> {
        self.read(&format!("{did}/log/audit")).await
    }

    /// Publishes an operation.
    ///
    /// # Errors
    /// When the directory refuses it or does not answer.
    pub async fn submit(&self, did: &Did, operation: &Operation) -> Result<(), PlcError> {
        let mut request = Request::new(net::full(operation.to_json().to_string()));
        *request.method_mut() = Method::POST;
        request.headers_mut().insert(CONTENT_TYPE, JSON);
        self.send(did.as_str(), request, SUBMIT_TIMEOUT).await.map(|_| ())
    }

    /// The operation that makes `change` to the subject's present state, signed with `key` but not published.
    ///
    /// # Errors
    /// [`PlcError::Tombstoned`], or when the directory has no such subject or does not answer.
    pub async fn prepare_update(
        &self,
        did: &Did,
        key: &SigningKey,
        change: impl FnOnce(&mut PlcData) + Send,
    ) -> Result<Operation, PlcError> {
        let last = self.last(did).await?;
        let mut data = last.data().ok_or(PlcError::Tombstoned)?;
        change(&mut data);
        Ok(Operation::sign(data, Some(last.cid()), key))
    }

    /// Makes `change` to the subject's present state.
    ///
    /// # Errors
    /// As [`PlcClient::prepare_update`] and [`PlcClient::submit`].
    pub async fn update(
        &self,
        did: &Did,
        key: &SigningKey,
        change: impl FnOnce(&mut PlcData) + Send,
    ) -> Result<(), PlcError> {
        let operation = self.prepare_update(did, key, change).await?;
        self.submit(did, &operation).await
    }

    async fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, PlcError> {
        let body = self.get(path).await?;
        serde_json::from_slice(&body).map_err(|error| PlcError::Malformed(Box::new(error)))
    }

    async fn get(&self, path: &str) -> Result<bytes::Bytes, PlcError> {
        self.send(path, Request::new(net::empty()), self.timeout).await
    }

    async fn send(
        &self,
        path: &str,
        mut request: Request<net::Body>,
        timeout: Duration,
    ) -> Result<bytes::Bytes, PlcError> {
        let url: Uri =
            format!("{}/{path}", self.base).parse().map_err(|_| PlcError::Unreachable(net::Error::Url))?;
        *request.uri_mut() = url;
        request.headers_mut().insert(ACCEPT, JSON);
        let limits = Limits::lookup(timeout, MAX_ANSWER);
        let response = self.http.send(request, limits).await.map_err(PlcError::Unreachable)?;
        let status = response.status;
        let body =
            response.body.bytes().await.map_err(|error| PlcError::Unreachable(net::Error::Body(error)))?;
        match status {
            status if status.is_success() => Ok(body),
            StatusCode::NOT_FOUND => Err(PlcError::NotFound),
            StatusCode::GONE => Err(PlcError::Tombstoned),
            status if status.is_client_error() => Err(PlcError::Refused(refusal(&body))),
            status => Err(PlcError::Failed(status)),
        }
    }
}

/// The reason in an error answer.
fn refusal(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Reason {
        message: String,
    }
    serde_json::from_slice::<Reason>(body).ok().map(|reason| reason.message)
}
