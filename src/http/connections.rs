//! How many connections there may be, in all and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::base::AddressRange;
use crate::xrpc::limits::subject_of;

/// The bounds.
#[derive(Clone, Debug)]
pub struct ConnectionLimits {
    /// Connections in all; more wait in the kernel's queue.
    pub total: usize,
    /// Connections from one address (one /64 of IPv6); more are closed at once. Trusted proxies are exempt.
    pub per_address: u32,
}

/// Counts the connections that are open.
#[derive(Clone, Debug)]
pub(super) struct Connections {
    total: Arc<Semaphore>,
    limits: ConnectionLimits,
    exempt: Vec<AddressRange>,
    /// As many entries as there are connections at most.
    by_address: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

/// The right to one connection, given back when dropped.
#[derive(Debug)]
pub(super) struct Admission {
    counted: Option<IpAddr>,
    by_address: Arc<Mutex<HashMap<IpAddr, u32>>>,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    pub(super) fn new(limits: ConnectionLimits, exempt: Vec<AddressRange>) -> Self {
        Self { total: Arc::new(Semaphore::new(limits.total)), limits, exempt, by_address: Arc::default() }
    }

    /// Waits until there is room for one connection more.
    pub(super) async fn room(&self) -> OwnedSemaphorePermit {
        Arc::clone(&self.total).acquire_owned().await.expect("the semaphore is never closed")
    }

    /// Counts a connection from `peer`, or refuses it.
    pub(super) fn admit(&self, peer: IpAddr, permit: OwnedSemaphorePermit) -> Option<Admission> {
        let mut counted = None;
        if !self.exempt.iter().any(|range| range.contains(peer)) {
            let subject = subject_of(peer);
            let mut open = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
            let count = open.entry(subject).or_default();
            if *count >= self.limits.per_address {
                return None;
            }
            *count += 1;
            counted = Some(subject);
        }
        Some(Admission { counted, by_address: Arc::clone(&self.by_address), _permit: permit })
    }

    /// Whether less than a quarter of the room is left, so that idle connections should go sooner.
    pub(super) fn is_crowded(&self) -> bool {
        self.total.available_permits() < self.limits.total / 4
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        let Some(subject) = self.counted else { return };
        let mut open = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&subject) {
            *count -= 1;
            if *count == 0 {
                open.remove(&subject);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_address_is_bounded_and_the_whole_too() {
        let limits = ConnectionLimits { total: 4, per_address: 1 };
        let connections = Connections::new(limits, AddressRange::local_networks());
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let first = connections.admit(ip("192.0.2.1"), connections.room().await);
        assert!(first.is_some() && !connections.is_crowded());
        assert!(connections.admit(ip("192.0.2.1"), connections.room().await).is_none());
        let other = connections.admit(ip("192.0.2.2"), connections.room().await);
        let proxies = [
            connections.admit(ip("127.0.0.1"), connections.room().await),
            connections.admit(ip("127.0.0.1"), connections.room().await),
        ];
        assert!(other.is_some() && proxies.iter().all(Option::is_some));
        assert!(connections.is_crowded());
        drop(first);
        assert!(connections.admit(ip("192.0.2.1"), connections.room().await).is_some());
    }
}
