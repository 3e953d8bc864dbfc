//! Turns at looking up identities on the network. What anybody may name is asked of hosts of their choice, so that one
//! caller who names silent ones could take every place that there is; here each address has a share.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::XrpcError;
use super::limits::subject_of;

/// Calls of one address that may look up identities, or what apps publish, at once: a quarter of the places for the
/// former, half of those for the latter.
const PER_ADDRESS: usize = 4;
/// How long a call waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// When to try again, in seconds.
const RETRY_SECS: u32 = 5;

/// Who looks up identities now. Clones share it; it holds as many entries as calls are under way.
#[derive(Clone, Debug, Default)]
pub struct Lookups(Arc<Mutex<HashMap<IpAddr, Arc<Semaphore>>>>);

/// A turn. Over when it is dropped.
#[derive(Debug)]
pub struct Turn {
    lookups: Lookups,
    address: IpAddr,
    /// None while it waits, and for callers that need none.
    permit: Option<OwnedSemaphorePermit>,
}

impl Lookups {
    /// Waits for a turn of the caller at `client`. A proxy or a tool on this very machine speaks for many and need not
    /// wait.
    ///
    /// # Errors
    /// 503 when it takes too long.
    pub async fn turn(&self, client: IpAddr) -> Result<Turn, XrpcError> {
        let address = subject_of(client);
        let mut turn = Turn { lookups: self.clone(), address, permit: None };
        if address.is_loopback() {
            return Ok(turn);
        }
        let places =
            self.lock().entry(address).or_insert_with(|| Arc::new(Semaphore::new(PER_ADDRESS))).clone();
        match timeout(PATIENCE, places.acquire_owned()).await {
            Ok(Ok(permit)) => {
                turn.permit = Some(permit);
                Ok(turn)
            }
            Ok(Err(_)) | Err(_) => Err(XrpcError::busy("Too many look-ups at once", RETRY_SECS)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, Arc<Semaphore>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut all = self.lookups.lock();
        self.permit = None;
        // The map's own is the only one left: nobody of this address has a turn or waits for one.
        if all.get(&self.address).is_some_and(|places| Arc::strong_count(places) == 1) {
            all.remove(&self.address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[tokio::test(start_paused = true)]
    async fn one_address_does_not_take_the_turns_of_others() {
        let lookups = Lookups::default();
        let mut turns = Vec::new();
        for _ in 0..PER_ADDRESS {
            turns.push(lookups.turn(ip("2001:db8::1")).await.expect("a turn"));
        }
        let refused = lookups.turn(ip("2001:db8::2")).await.expect_err("its network has its share");
        assert_eq!(refused.status(), hyper::StatusCode::SERVICE_UNAVAILABLE);
        turns.push(lookups.turn(ip("192.0.2.1")).await.expect("another has its own"));
        let waiting = tokio::spawn({
            let lookups = lookups.clone();
            async move { lookups.turn(ip("2001:db8::3")).await.map(drop) }
        });
        tokio::task::yield_now().await;
        turns.remove(0);
        waiting.await.expect("a task").expect("a turn that was given back");
        for _ in 0..50 {
            turns.push(lookups.turn(ip("::ffff:127.0.0.1")).await.expect("this machine need not wait"));
        }
        assert_eq!(lookups.lock().len(), 2);
        drop(turns);
        assert!(lookups.lock().is_empty(), "who is done is forgotten");
    }
}
