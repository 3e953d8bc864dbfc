//! Handle resolution: a TXT record, or a file at a well-known place of the host (handle specification).

use std::net::IpAddr;
use std::time::Duration;

use hyper::Uri;
use tokio::time::timeout;

use crate::net::{self, Client, Limits, Names};
use crate::syntax::{Did, Handle, Nsid};

/// Largest answer over HTTPS in bytes: a DID and white space.
const MAX_ANSWER: u64 = 4 * 1024;
/// Redirects that are followed over HTTPS.
const MAX_REDIRECTS: usize = 5;
/// Backup name servers that are asked.
const MAX_BACKUPS: usize = 4;

/// Why a handle has no DID.
#[derive(Debug, thiserror::Error)]
pub enum HandleError {
    /// Nobody publishes one, or several that contradict each other.
    #[error("Unable to resolve handle")]
    NotFound,
    /// Neither DNS nor the host could be asked.
    #[error("Unable to resolve handle")]
    Unreachable(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
}

/// Asks the network who a handle is.
#[derive(Clone, Debug)]
pub(super) struct HandleLookup {
    names: Names,
    http: Client,
    backups: Vec<String>,
    timeout: Duration,
}

impl HandleLookup {
    pub fn new(names: Names, http: Client, backups: &[String], timeout: Duration) -> Self {
        let backups = backups.iter().take(MAX_BACKUPS).cloned().collect();
        Self { names, http, backups, timeout }
    }

    /// DNS and HTTPS are asked at once and DNS is preferred; the backup name servers come last.
    pub async fn resolve(&self, handle: &Handle) -> Result<Did, HandleError> {
        let (dns, https) = tokio::join!(self.by_dns(&self.names, handle), self.by_https(handle));
        let mut found = match (dns, https) {
            (Ok(did), _) | (_, Ok(did)) => return Ok(did),
            (Err(error @ HandleError::Unreachable(_)), _) | (_, Err(error)) => Err(error),
        };
        for server in &self.backups {
            let Some(names) = self.backup(server).await else { continue };
            match self.by_dns(&names, handle).await {
                Ok(did) => return Ok(did),
                Err(HandleError::NotFound) => found = Err(HandleError::NotFound),
                Err(HandleError::Unreachable(_)) => {}
            }
        }
        found
    }

    /// The DID that publishes the lexicons of a name's group, by the domain that the group's name is the reverse of.
    pub async fn publisher(&self, nsid: &Nsid) -> Result<Did, HandleError> {
        let domain: Vec<&str> = nsid.group().rsplit('.').collect();
        self.by_record(&self.names, &format!("_lexicon.{}", domain.join("."))).await
    }

    async fn by_dns(&self, names: &Names, handle: &Handle) -> Result<Did, HandleError> {
        self.by_record(names, &format!("_atproto.{handle}")).await
    }

    async fn by_record(&self, names: &Names, name: &str) -> Result<Did, HandleError> {
        match timeout(self.timeout, names.txt(name)).await {
            Ok(Ok(records)) => did_of_records(&records).ok_or(HandleError::NotFound),
            Ok(Err(error)) => Err(HandleError::Unreachable(Some(Box::new(error)))),
            Err(_) => Err(HandleError::Unreachable(None)),
        }
    }

    async fn by_https(&self, handle: &Handle) -> Result<Did, HandleError> {
        let url: Uri =
            format!("https://{handle}/.well-known/atproto-did").parse().map_err(|_| HandleError::NotFound)?;
        let limits = Limits::lookup(self.timeout, MAX_ANSWER);
        match self.http.get(url, "text/plain", limits, MAX_REDIRECTS).await {
            Ok((status, _, body)) if status.is_success() => did_of_file(&body).ok_or(HandleError::NotFound),
            // Everything but silence says that nothing is published there.
            Err(error @ (net::Error::Timeout | net::Error::Busy)) => {
                Err(HandleError::Unreachable(Some(Box::new(error))))
            }
            Ok(_) | Err(_) => Err(HandleError::NotFound),
        }
    }

    /// A backup name server given by address or by name.
    async fn backup(&self, server: &str) -> Option<Names> {
        let addresses = match server.parse::<IpAddr>() {
            Ok(address) => vec![address],
            Err(_) => timeout(self.timeout, self.names.addresses(server)).await.ok()?.ok()?,
        };
        if addresses.is_empty() { None } else { Names::servers(&addresses).ok() }
    }
}

/// The DID of the one record of the form `did=…`. Several such records are no answer.
fn did_of_records(records: &[String]) -> Option<Did> {
    let mut dids = records.iter().filter_map(|record| record.strip_prefix("did="));
    let did = dids.next()?;
    if dids.next().is_some() { None } else { did.trim().parse().ok() }
}

/// The DID on the first line of a file.
fn did_of_file(body: &[u8]) -> Option<Did> {
    std::str::from_utf8(body).ok()?.lines().next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_record_is_an_answer() {
        let records =
            |texts: &[&str]| did_of_records(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        let did: Did = "did:plc:abc".parse().unwrap();
        assert_eq!(records(&["v=spf1 -all", "did=did:plc:abc"]), Some(did));
        assert_eq!(records(&["did=did:plc:abc", "did=did:plc:abd"]), None);
        assert_eq!(records(&["did=did:plc:abc", "did=did:plc:abc"]), None);
        assert_eq!(records(&["did=nonsense"]), None);
        assert_eq!(records(&["did:plc:abc"]), None);
        assert_eq!(records(&[]), None);
    }

    #[test]
    fn the_first_line_is_an_answer() {
        let did: Did = "did:plc:abc".parse().unwrap();
        assert_eq!(did_of_file(b"did:plc:abc"), Some(did.clone()));
        assert_eq!(did_of_file(b"  did:plc:abc \r\nmore"), Some(did));
        assert_eq!(did_of_file(b"\ndid:plc:abc"), None);
        assert_eq!(did_of_file(b"<html>"), None);
        assert_eq!(did_of_file(b"\xff"), None);
    }
}
