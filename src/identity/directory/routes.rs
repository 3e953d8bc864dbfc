//! The directory as others see it: paths, statuses and JSON, without sockets.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Directory, DirectoryError};
use crate::identity::document::DidDocument;
use crate::identity::plc::{AuditEntry, LogEntry, Operation, PlcData};
use crate::syntax::Did;

/// An answer: a status and JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The content type.
    pub content_type: &'static str,
    /// The JSON.
    pub body: String,
}

impl Answer {
    fn json(status: StatusCode, body: &Value) -> Self {
        Self { status, content_type: "application/json", body: body.to_string() }
    }

    fn error(status: StatusCode, message: impl std::fmt::Display) -> Self {
        Self::json(status, &json!({ "message": message.to_string() }))
    }
}

impl From<DirectoryError> for Answer {
    fn from(error: DirectoryError) -> Self {
        let status = match &error {
            DirectoryError::NotRegistered(_) => StatusCode::NOT_FOUND,
            DirectoryError::Tombstoned(_) => StatusCode::GONE,
            DirectoryError::Rule(_) | DirectoryError::Refused(_) | DirectoryError::TooMany(_) => {
                StatusCode::BAD_REQUEST
            }
            DirectoryError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            DirectoryError::Damaged | DirectoryError::Storage(_) => {
                tracing::error!(%error, "the development directory failed");
                return Self::error(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
            }
        };
        Self::error(status, error)
    }
}

impl Directory {
    /// Answers one request for `path` (`/did:plc:…`, `/did:plc:…/data`, `/log`, `/log/last`, `/log/audit`, `/_health`).
    pub async fn answer(&self, method: &Method, path: &str, body: &[u8]) -> Answer {
        let path = path.trim_matches('/');
        if path == "_health" {
            return Answer::json(StatusCode::OK, &json!({ "version": env!("CARGO_PKG_VERSION") }));
        }
        let (did, part) = path.split_once('/').unwrap_or((path, ""));
        let did = percent_encoding::percent_decode_str(did).decode_utf8_lossy();
        let did = match did.parse::<Did>() {
            Ok(did) if did.method() == "plc" => did,
            _ => return Answer::error(StatusCode::NOT_FOUND, "Not Found"),
        };
        let found = match (method, part) {
            (&Method::POST, "") => self.publish(&did, body).await,
            (&Method::GET | &Method::HEAD, "") => self.document(&did).await,
            (&Method::GET | &Method::HEAD, "data") => self.data(&did).await,
            (&Method::GET | &Method::HEAD, "log") => self.log(&did).await.map(|log| {
                let operations: Vec<Value> = log.iter().map(|entry| entry.operation.to_json()).collect();
                Answer::json(StatusCode::OK, &operations.into())
            }),
            (&Method::GET | &Method::HEAD, "log/last") => self.last(&did).await,
            (&Method::GET | &Method::HEAD, "log/audit") => self.audit_log(&did).await.map(|log| {
                let entries: Vec<AuditEntry> =
                    log.into_iter().map(|entry| audit_entry(did.clone(), entry)).collect();
                Answer::json(StatusCode::OK, &json!(entries))
            }),
            _ => return Answer::error(StatusCode::NOT_FOUND, "Not Found"),
        };
        found.unwrap_or_else(Answer::from)
    }

    async fn publish(&self, did: &Did, body: &[u8]) -> Result<Answer, DirectoryError> {
        let operation = serde_json::from_slice::<Value>(body)
            .map_err(|error| error.to_string())
            .and_then(|json| Operation::from_json(json).map_err(|error| error.to_string()));
        match operation {
            Ok(operation) => {
                self.submit(did, operation).await?;
                Ok(Answer { status: StatusCode::OK, content_type: "text/plain", body: "OK".into() })
            }
            Err(message) => Ok(Answer::error(StatusCode::BAD_REQUEST, message)),
        }
    }

    async fn document(&self, did: &Did) -> Result<Answer, DirectoryError> {
        let document = DidDocument::of_data(did, &self.present(did).await?);
        Ok(Answer { content_type: "application/did+ld+json", ..Answer::json(StatusCode::OK, &document) })
    }

    async fn data(&self, did: &Did) -> Result<Answer, DirectoryError> {
        let mut data = json!(self.present(did).await?);
        data["did"] = json!(did);
        Ok(Answer::json(StatusCode::OK, &data))
    }

    async fn last(&self, did: &Did) -> Result<Answer, DirectoryError> {
        let log = self.log(did).await?;
        let last = log.last().ok_or_else(|| DirectoryError::NotRegistered(did.clone()))?;
        Ok(Answer::json(StatusCode::OK, &last.operation.to_json()))
    }

    /// The state now.
    async fn present(&self, did: &Did) -> Result<PlcData, DirectoryError> {
        let log = self.log(did).await?;
        let data = log.last().and_then(|entry| entry.operation.data());
        data.ok_or_else(|| DirectoryError::Tombstoned(did.clone()))
    }
}

fn audit_entry(did: Did, entry: LogEntry) -> AuditEntry {
    AuditEntry {
        did,
        operation: entry.operation,
        cid: entry.cid,
        nullified: entry.nullified,
        created_at: entry.created_at.to_string(),
    }
}
