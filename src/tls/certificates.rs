//! The certificates in force, and which of them a handshake gets.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::sync::{Notify, mpsc};

use super::Certificate;
use crate::base::Timestamp;

/// The protocol by which an authority asks whether a name is ours (RFC 8737).
pub(super) const ACME_TLS: &[u8] = b"acme-tls/1";
/// Names without a certificate that wait to be looked at; more are forgotten until somebody asks again.
const WANTED: usize = 16;

/// Names that somebody asked for and that have no certificate.
pub type WantedNames = mpsc::Receiver<String>;

#[derive(Default)]
struct InForce {
    /// By name, wildcards as `*.example.com`.
    by_name: HashMap<String, Certificate>,
    /// For every other name, where the operator's or our own certificate is for everything.
    for_all: Option<Certificate>,
    /// For whoever names no host.
    for_nameless: Option<Certificate>,
    /// By name: what proves to the authority that the name is ours.
    proofs: HashMap<String, Arc<CertifiedKey>>,
    /// The same over plain HTTP: by token, what is answered (RFC 8555, 8.3).
    answers: HashMap<String, String>,
}

/// The certificates in force. Cheap to clone; clones share them.
#[derive(Clone)]
pub struct Certificates {
    in_force: Arc<RwLock<InForce>>,
    wanted: mpsc::Sender<String>,
    /// Told when those of our own names are to be renewed before their time.
    renewal: Arc<Notify>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let in_force = self.read();
        f.debug_struct("Certificates").field("names", &in_force.by_name.keys()).finish_non_exhaustive()
    }
}

impl Certificates {
    pub(super) fn new() -> (Self, WantedNames) {
        let (wanted, names) = mpsc::channel(WANTED);
        (Self { in_force: Arc::default(), wanted, renewal: Arc::default() }, names)
    }

    /// Puts a certificate in force for every name that has none of its own.
    pub fn set_for_all(&self, certificate: Certificate) {
        let mut in_force = self.write();
        in_force.for_nameless = Some(certificate.clone());
        in_force.for_all = Some(certificate);
    }

    /// Puts a certificate in force for those who name no host.
    pub fn set_for_nameless(&self, certificate: Certificate) {
        self.write().for_nameless = Some(certificate);
    }

    /// The same, unless there is one.
    pub(super) fn set_for_nameless_if_none(&self, certificate: Certificate) {
        self.write().for_nameless.get_or_insert(certificate);
    }

    /// Puts a certificate in force for its names.
    pub fn add(&self, certificate: &Certificate) {
        let mut in_force = self.write();
        for name in certificate.names() {
            in_force.by_name.insert(name.clone(), certificate.clone());
        }
    }

    /// Takes what a name has out of force: it is nobody's any more.
    pub fn remove(&self, name: &str) {
        self.write().by_name.remove(name);
    }

    /// The certificate that a handshake for `name` gets.
    pub fn of(&self, name: &str) -> Option<Certificate> {
        let in_force = self.read();
        let name = name.to_ascii_lowercase();
        let wildcard = || Some(format!("*.{}", name.split_once('.')?.1));
        let found = in_force.by_name.get(&name);
        let found = found.or_else(|| in_force.by_name.get(&wildcard()?));
        found.or(in_force.for_all.as_ref()).cloned()
    }

    /// All names with until when their certificate is good.
    pub fn list(&self) -> Vec<(String, Timestamp)> {
        let in_force = self.read();
        let mut list: Vec<_> =
            in_force.by_name.iter().map(|(name, own)| (name.clone(), own.not_after())).collect();
        list.sort_unstable();
        list
    }

    pub(super) fn prove(&self, name: &str, key: Arc<CertifiedKey>) {
        self.write().proofs.insert(name.to_owned(), key);
    }

    pub(super) fn answer(&self, token: &str, text: String) {
        self.write().answers.insert(token.to_owned(), text);
    }

    pub(super) fn forget_proofs(&self) {
        let mut in_force = self.write();
        in_force.proofs.clear();
        in_force.answers.clear();
    }

    pub(super) fn ask_for_renewal(&self) {
        self.renewal.notify_one();
    }

    /// Waits until somebody asks for new certificates.
    pub(super) async fn renewal_asked(&self) {
        self.renewal.notified().await;
    }

    /// What is answered at `/.well-known/acme-challenge/<token>`, while an order is under way.
    pub fn challenge(&self, token: &str) -> Option<String> {
        self.read().answers.get(token).cloned()
    }

    fn read(&self) -> RwLockReadGuard<'_, InForce> {
        self.in_force.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, InForce> {
        self.in_force.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name();
        if hello.alpn().is_some_and(|mut protocols| protocols.any(|protocol| protocol == ACME_TLS)) {
            return self.read().proofs.get(name?).cloned();
        }
        let Some(name) = name else {
            return self.read().for_nameless.as_ref().map(|certificate| Arc::clone(certificate.key()));
        };
        let found = self.of(name).map(|certificate| Arc::clone(certificate.key()));
        if found.is_none() {
            // Full: others are being looked at, and whoever wants it asks again.
            drop(self.wanted.try_send(name.to_ascii_lowercase()));
        }
        found
    }
}
