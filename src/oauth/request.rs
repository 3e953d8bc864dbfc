//! Authorization requests on their way from a client's push to its code, in memory of a fixed size. What is lost when
//! the server ends is a page that somebody looks at: the client begins anew.
//!
//! A request belongs to the first browser that opens it. That is the defence against whoever knows its address, which
//! the client always does.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use data_encoding::HEXLOWER;

use super::authorization::Request;
use super::redirect::Redirect;
use super::scope::ScopeSet;
use super::token::Holder;
use crate::account::Origin;
use crate::base::{Timestamp, random_bytes};
use crate::store::keys::{DeviceId, GrantId};
use crate::store::rows::oauth::Lifetime;
use crate::syntax::Did;

/// How long a request waits to be opened.
pub const PUSHED_FOR: Duration = Duration::from_secs(10 * 60);
/// How long a request lives after each look at it: long enough to fetch a code from a mailbox.
const IDLE_FOR: Duration = Duration::from_secs(10 * 60);
/// How long it lives at most.
const OPEN_FOR: Duration = Duration::from_secs(60 * 60);
/// How long it lives after its owner has shown who they are and has more to choose.
const CHOOSING_FOR: Duration = Duration::from_secs(30 * 60);
/// How long a code can be exchanged.
pub const CODE_FOR: Duration = Duration::from_secs(60);
/// Most requests at once.
const MAX_REQUESTS: usize = 1_024;
/// Bytes that they may take together.
const MAX_BYTES: usize = 2 * 1024 * 1024;
/// What stands before the name of a request in its address (RFC 9126).
const URI_PREFIX: &str = "urn:ietf:params:oauth:request_uri:";
/// What a request's name begins with.
const ID_PREFIX: &str = "req-";

/// Random name of a request. Its text is `req-` and 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId([u8; 16]);

impl RequestId {
    /// Its address, by which the client sends a browser to it.
    pub fn uri(self) -> String {
        format!("{URI_PREFIX}{self}")
    }

    /// Reads an address.
    ///
    /// # Errors
    /// When it is not one of a request here.
    pub fn from_uri(uri: &str) -> Result<Self, BadRequestId> {
        uri.strip_prefix(URI_PREFIX).ok_or(BadRequestId)?.parse()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{ID_PREFIX}{}", HEXLOWER.encode_display(&self.0))
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{ID_PREFIX}{}", HEXLOWER.encode_display(&self.0[..4]))
    }
}

/// Text that names no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a request")]
pub struct BadRequestId;

impl FromStr for RequestId {
    type Err = BadRequestId;

    fn from_str(text: &str) -> Result<Self, BadRequestId> {
        let digits = text.strip_prefix(ID_PREFIX).ok_or(BadRequestId)?;
        let bytes = HEXLOWER.decode(digits.as_bytes()).map_err(|_| BadRequestId)?;
        bytes.try_into().map(Self).map_err(|_| BadRequestId)
    }
}

/// What the owner of an account decided about a request.
#[derive(Clone, Debug)]
pub struct Approval {
    /// What the client will hold.
    pub holder: Holder,
    /// Whose account it is.
    pub did: Did,
    /// What the client may do.
    pub granted: ScopeSet,
    /// For how long.
    pub lifetime: Lifetime,
    /// In which browser it was decided.
    pub device: DeviceId,
    /// Who decided, and from where.
    pub origin: Origin,
}

/// How far a request has come.
#[derive(Clone, Debug)]
enum State {
    /// Nothing is decided.
    Pending,
    /// It has a code that can be exchanged.
    Approved { approval: Box<Approval>, redirect: Redirect, until: Timestamp },
    /// Its code is used up. `replayed` once somebody tried to use it again.
    Spent { grant: GrantId, replayed: bool },
    /// It was turned down.
    Denied { redirect: Redirect },
}

struct Entry {
    request: Arc<Request>,
    device: Option<DeviceId>,
    pushed_at: Timestamp,
    until: Timestamp,
    weight: usize,
    state: State,
}

impl Entry {
    fn touch(&mut self, now: Timestamp) {
        self.until = now.after(IDLE_FOR).min(self.pushed_at.after(OPEN_FOR));
    }
}

/// There is no room for another request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full;

/// Why a request cannot be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    /// It never was, or is over for long.
    Unknown,
    /// Its time is over. It is gone now.
    Expired,
    /// Another browser opened it first. It is gone now.
    OtherDevice,
    /// It is another client's. It is gone now.
    OtherClient,
    /// It was decided already.
    Decided,
}

/// What became of an attempt to decide.
#[derive(Clone, Debug)]
pub(super) enum Decided {
    /// It is done, now or by an earlier press of the same button.
    Done(Redirect),
    /// It was decided otherwise, or the client has its tokens already.
    Already,
    /// It cannot be decided any more.
    Closed,
}

/// What became of a code.
#[derive(Debug)]
pub(super) enum Spend {
    /// It was good, and is used up now.
    Good(Arc<Request>, Box<Approval>),
    /// It came too late.
    Late,
    /// It is used up, or its request is forgotten.
    Gone,
}

/// The requests.
#[derive(Default)]
pub(super) struct Requests(Mutex<Table>);

#[derive(Default)]
struct Table {
    entries: HashMap<RequestId, Entry>,
    by_grant: HashMap<GrantId, RequestId>,
    bytes: usize,
}

impl Requests {
    /// Takes in a new request.
    pub fn push(&self, request: Request, now: Timestamp) -> Result<RequestId, Full> {
        let weight = request.weight();
        let id = RequestId(random_bytes());
        let mut table = self.lock();
        table.make_room(weight, now)?;
        table.bytes += weight;
        let entry = Entry {
            request: Arc::new(request),
            device: None,
            pushed_at: now,
            until: now.after(PUSHED_FOR),
            weight,
            state: State::Pending,
        };
        table.entries.insert(id, entry);
        Ok(id)
    }

    /// Looks at a request, which belongs to `device` from then on. `client` is the client that the browser named, on
    /// the page where it names one. With the error comes the request when it was there.
    pub fn open(
        &self,
        id: RequestId,
        client: Option<&str>,
        device: DeviceId,
        now: Timestamp,
    ) -> Result<Arc<Request>, (Closed, Option<Arc<Request>>)> {
        let mut table = self.lock();
        let Some(entry) = table.entries.get_mut(&id) else { return Err((Closed::Unknown, None)) };
        let request = Arc::clone(&entry.request);
        let fault = if !matches!(entry.state, State::Pending) {
            // The code of an approved request must survive a press of the back button, whoever presses it.
            return Err((Closed::Decided, Some(request).filter(|_| entry.device == Some(device))));
        } else if entry.until <= now {
            Closed::Expired
        } else if client.is_some_and(|client| client != request.client.id.as_str()) {
            Closed::OtherClient
        } else if entry.device.is_some_and(|owner| owner != device) {
            Closed::OtherDevice
        } else {
            entry.device = Some(device);
            entry.touch(now);
            return Ok(request);
        };
        table.remove(id);
        Err((fault, Some(request)))
    }

    /// Lets a request that is under way in the browser `device` live for half an hour more.
    pub fn keep_open(&self, id: RequestId, device: DeviceId, now: Timestamp) {
        let mut table = self.lock();
        let Some(entry) = table.entries.get_mut(&id) else { return };
        if entry.device == Some(device) && matches!(entry.state, State::Pending) && now < entry.until {
            entry.until = entry.until.max(now.after(CHOOSING_FOR));
        }
    }

    /// Gives the request a code.
    pub fn approve(
        &self,
        id: RequestId,
        approval: Approval,
        redirect: impl FnOnce(&Request) -> Redirect,
        now: Timestamp,
    ) -> Decided {
        let mut table = self.lock();
        let Some(entry) = table.entries.get_mut(&id) else { return Decided::Closed };
        if entry.device != Some(approval.device) {
            return Decided::Closed;
        }
        match &entry.state {
            State::Pending if entry.until <= now => Decided::Closed,
            State::Pending => {
                let redirect = redirect(&entry.request);
                let grant = approval.holder.grant;
                let (until, approval) = (now.after(CODE_FOR), Box::new(approval));
                entry.state = State::Approved { approval, redirect: redirect.clone(), until };
                entry.touch(now);
                table.by_grant.insert(grant, id);
                Decided::Done(redirect)
            }
            State::Approved { approval: earlier, redirect, until }
                if earlier.did == approval.did && now < *until =>
            {
                Decided::Done(redirect.clone())
            }
            State::Approved { .. } | State::Spent { .. } | State::Denied { .. } => Decided::Already,
        }
    }

    /// Turns the request down.
    pub fn deny(
        &self,
        id: RequestId,
        device: DeviceId,
        redirect: impl FnOnce(&Request) -> Redirect,
        now: Timestamp,
    ) -> Decided {
        let mut table = self.lock();
        let Some(entry) = table.entries.get_mut(&id) else { return Decided::Closed };
        if entry.device != Some(device) {
            return Decided::Closed;
        }
        match &entry.state {
            // One whose time is over can be turned down as well: the client gets its answer.
            State::Pending => {
                let redirect = redirect(&entry.request);
                entry.state = State::Denied { redirect: redirect.clone() };
                entry.touch(now);
                Decided::Done(redirect)
            }
            State::Denied { redirect } => Decided::Done(redirect.clone()),
            State::Approved { .. } | State::Spent { .. } => Decided::Already,
        }
    }

    /// Uses up the code of a grant, whatever comes of it.
    pub fn spend(&self, grant: GrantId, now: Timestamp) -> Spend {
        let mut table = self.lock();
        let Some(id) = table.by_grant.get(&grant).copied() else { return Spend::Gone };
        let Some(entry) = table.entries.get_mut(&id) else { return Spend::Gone };
        let spent = State::Spent { grant, replayed: false };
        match std::mem::replace(&mut entry.state, spent) {
            State::Approved { approval, until, .. } if now < until => {
                Spend::Good(Arc::clone(&entry.request), approval)
            }
            State::Approved { .. } => Spend::Late,
            other => {
                let State::Spent { replayed, .. } = &mut entry.state else { return Spend::Gone };
                *replayed = matches!(other, State::Spent { .. });
                Spend::Gone
            }
        }
    }

    /// Whether somebody tried to use the code of this grant again.
    pub fn was_replayed(&self, grant: GrantId) -> bool {
        let table = self.lock();
        let entry = table.by_grant.get(&grant).and_then(|id| table.entries.get(id));
        entry.is_some_and(|entry| matches!(entry.state, State::Spent { replayed: true, .. }))
    }

    /// Forgets what is over.
    pub fn sweep(&self, now: Timestamp) {
        self.lock().sweep(now);
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Makes room for `weight` more bytes: by what is over, then by the requests that nobody has opened for longest.
    fn make_room(&mut self, weight: usize, now: Timestamp) -> Result<(), Full> {
        let fits = |table: &Self| table.entries.len() < MAX_REQUESTS && table.bytes + weight <= MAX_BYTES;
        if fits(self) {
            return Ok(());
        }
        self.sweep(now);
        while !fits(self) {
            let unopened = self.entries.iter().filter(|(_, entry)| entry.device.is_none());
            let oldest = unopened.min_by_key(|(_, entry)| entry.pushed_at).map(|(id, _)| *id);
            self.remove(oldest.ok_or(Full)?);
        }
        Ok(())
    }

    fn sweep(&mut self, now: Timestamp) {
        // One that was not decided stays a while, so that the client is told when somebody comes back to it.
        let over = |entry: &Entry| entry.until.after(IDLE_FOR) <= now;
        let gone: Vec<RequestId> =
            self.entries.iter().filter(|(_, entry)| over(entry)).map(|(id, _)| *id).collect();
        gone.into_iter().for_each(|id| self.remove(id));
    }

    fn remove(&mut self, id: RequestId) {
        let Some(entry) = self.entries.remove(&id) else { return };
        self.bytes -= entry.weight;
        match entry.state {
            State::Approved { approval, .. } => drop(self.by_grant.remove(&approval.holder.grant)),
            State::Spent { grant, .. } => drop(self.by_grant.remove(&grant)),
            State::Pending | State::Denied { .. } => {}
        }
    }
}

impl fmt::Debug for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Requests").field("count", &self.lock().entries.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::oauth::client::{Client, ClientAuth};
    use crate::oauth::fields::Fields;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn request(state: &str) -> Request {
        let client = Client::for_tests(
            &json!({
                "client_id": "https://app.demo.social/client.json",
                "redirect_uris": ["https://app.demo.social/cb"],
                "scope": "atproto",
                "token_endpoint_auth_method": "none",
                "dpop_bound_access_tokens": true,
            }),
            false,
        );
        let mut fields = Fields::default();
        for (name, value) in [
            ("response_type", "code"),
            ("scope", "atproto"),
            ("state", state),
            ("code_challenge", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            ("code_challenge_method", "S256"),
        ] {
            fields.add(name, value).expect("a parameter");
        }
        Request::read(&fields, Arc::new(client), ClientAuth::None, None).expect("a request")
    }

    fn later(secs: u64) -> Timestamp {
        NOW.after(Duration::from_secs(secs))
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        let id = RequestId([0xcd; 16]);
        assert_eq!(RequestId::from_uri(&id.uri()), Ok(id));
        assert!(id.uri().starts_with("urn:ietf:params:oauth:request_uri:req-cdcd"));
        for text in ["", "req-", "urn:ietf:params:oauth:request_uri:", "https://app.test/request"] {
            assert_eq!(RequestId::from_uri(text), Err(BadRequestId));
        }
        assert!(
            !format!("{id:?}").contains(&id.to_string()),
            "a log line names no request that can be opened"
        );
    }

    /// A flood of requests drives out those that nobody looks at, never those that somebody does.
    #[test]
    fn memory_is_bounded_and_people_come_first() {
        let requests = Requests::default();
        let device = DeviceId([1; 16]);
        let opened = requests.push(request("s"), NOW).expect("room");
        requests.open(opened, None, device, NOW).expect("a request");
        let unopened = requests.push(request("s"), NOW).expect("room");
        let long = "s".repeat(2_000);
        for n in 0..2 * MAX_REQUESTS {
            let state = if n % 2 == 0 { "s" } else { &long };
            requests.push(request(state), later(1)).expect("room");
        }
        {
            let table = requests.lock();
            assert!(table.entries.len() <= MAX_REQUESTS && table.bytes <= MAX_BYTES);
            assert_eq!(table.bytes, table.entries.values().map(|entry| entry.weight).sum::<usize>());
        }
        assert!(requests.open(opened, None, device, later(2)).is_ok());
        assert!(matches!(requests.open(unopened, None, device, later(2)), Err((Closed::Unknown, None))));
        // When people look at all of them, there is no room for one more until they are over.
        let ids: Vec<RequestId> = requests.lock().entries.keys().copied().collect();
        for id in ids {
            requests.open(id, None, device, later(2)).expect("a request");
        }
        while requests.push(request("s"), later(2)).is_ok() {
            let id =
                requests.lock().entries.iter().find(|(_, entry)| entry.device.is_none()).map(|(id, _)| *id);
            requests.open(id.expect("the new one"), None, device, later(2)).expect("a request");
        }
        assert_eq!(requests.push(request("s"), later(3)).err(), Some(Full));
        assert!(requests.push(request("s"), later(2 * 3_600)).is_ok());
        assert_eq!(requests.lock().entries.len(), 1);
    }

    #[test]
    fn a_code_is_spent_once_and_its_second_use_is_noted() {
        let requests = Requests::default();
        let (id, device) = (requests.push(request("s"), NOW).expect("room"), DeviceId([1; 16]));
        requests.open(id, None, device, NOW).expect("a request");
        let grant = GrantId([7; 16]);
        let approval = Approval {
            holder: Holder { aid: crate::store::Aid::from_u32(1), grant },
            did: "did:plc:alice".parse().expect("a DID"),
            granted: ScopeSet::default(),
            lifetime: Lifetime::Day,
            device,
            origin: Origin::default(),
        };
        let redirect =
            |request: &Request| Redirect::with_code(request, "https://pds.test", "cod-x".to_owned());
        assert!(matches!(requests.approve(id, approval, redirect, NOW), Decided::Done(_)));
        assert!(matches!(requests.spend(GrantId([8; 16]), NOW), Spend::Gone));
        assert!(matches!(requests.spend(grant, NOW), Spend::Good(..)) && !requests.was_replayed(grant));
        assert!(matches!(requests.spend(grant, NOW), Spend::Gone) && requests.was_replayed(grant));
        requests.sweep(later(3 * 3_600));
        assert!(requests.lock().entries.is_empty() && requests.lock().by_grant.is_empty());
        assert!(matches!(requests.spend(grant, later(3 * 3_600)), Spend::Gone));
    }
}
