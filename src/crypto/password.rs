//! Password hashing with Argon2id on one dedicated thread.
//!
//! The thread owns the only arena and a queue of [`QUEUE`] requests. That is at once the bound on memory, on CPU and
//! on the rate of logins: when the queue is full the caller is told that the server is busy.

use std::fmt;
use std::str::FromStr;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Block, Version};
use data_encoding::BASE64_NOPAD;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::constant_time_eq;
use crate::base::{Secret, random_bytes};

/// Requests that may wait for the thread.
const QUEUE: usize = 8;
/// How long the thread keeps its arena after the last request.
const KEEP_ARENA: Duration = Duration::from_secs(10);
/// Stack of the thread in bytes.
const STACK: usize = 256 * 1024;
/// Bytes of salt and of output.
const SALT: usize = 16;
const OUTPUT: usize = 32;
/// Longest salt of a stored hash in bytes.
const MAX_SALT: usize = 64;
/// Most memory that a stored hash may ask for, in KiB: a row must not be able to exhaust a small board.
const MAX_MEMORY_KIB: u32 = 256 * 1024;

/// What OWASP names as the least for Argon2id: KiB of memory with the passes that go with them, each about as good.
const LEAST: [(u32, u32); 5] = [(7_168, 5), (9_216, 4), (12_288, 3), (19_456, 2), (47_104, 1)];

/// The cost of one Argon2id run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes; computed one after the other.
    pub lanes: u32,
}

impl Default for Params {
    /// 19 MiB and two passes, the OWASP minimum for Argon2id.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 }
    }
}

impl Params {
    /// Most passes that a hash may ask for: a row must not be able to keep the one thread for minutes either.
    pub const MOST_PASSES: u32 = 1_000;

    /// Whether they are at least what OWASP advises.
    pub fn is_enough(self) -> bool {
        LEAST.iter().any(|(memory_kib, passes)| self.memory_kib >= *memory_kib && self.passes >= *passes)
    }

    /// What OWASP advises for at most `memory_kib` of memory, the most memory first; `None` for less than it advises at all.
    pub fn least_within(memory_kib: u32) -> Option<Self> {
        let fits = LEAST.iter().rev().find(|(least, passes)| *least <= memory_kib && *passes > 1);
        fits.map(|(_, passes)| Self { memory_kib, passes: *passes, lanes: 1 })
    }

    /// Whether somebody who guesses has less work with these than with `other`.
    pub fn is_weaker_than(self, other: Self) -> bool {
        let work = |params: Self| u64::from(params.memory_kib) * u64::from(params.passes);
        work(self) < work(other)
    }

    fn argon2(self) -> Option<Argon2<'static>> {
        if self.memory_kib > MAX_MEMORY_KIB || self.passes > Self::MOST_PASSES {
            return None;
        }
        let params = argon2::Params::new(self.memory_kib, self.passes, self.lanes, Some(OUTPUT)).ok()?;
        Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// A stored password hash in PHC form: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash {
    params: Params,
    salt: Box<[u8]>,
    output: [u8; OUTPUT],
}

/// Text that is no Argon2id hash in PHC form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an Argon2id password hash")]
pub struct InvalidHash;

impl PasswordHash {
    /// What it cost to make.
    pub const fn params(&self) -> Params {
        self.params
    }
}

impl FromStr for PasswordHash {
    type Err = InvalidHash;

    fn from_str(text: &str) -> Result<Self, InvalidHash> {
        let parts: Vec<&str> = text.split('$').collect();
        let ["", "argon2id", "v=19", costs, salt, output] = parts[..] else { return Err(InvalidHash) };
        let costs: Vec<&str> = costs.split(',').collect();
        let [memory, passes, lanes] = costs[..] else { return Err(InvalidHash) };
        let cost = |text: &str, name: &str| text.strip_prefix(name)?.parse().ok();
        let params = Params {
            memory_kib: cost(memory, "m=").ok_or(InvalidHash)?,
            passes: cost(passes, "t=").ok_or(InvalidHash)?,
            lanes: cost(lanes, "p=").ok_or(InvalidHash)?,
        };
        let bytes = |text: &str| BASE64_NOPAD.decode(text.as_bytes()).map_err(|_| InvalidHash);
        let salt = bytes(salt)?;
        if params.argon2().is_none() || !(argon2::MIN_SALT_LEN..=MAX_SALT).contains(&salt.len()) {
            return Err(InvalidHash);
        }
        Ok(Self { params, salt: salt.into(), output: bytes(output)?.try_into().map_err(|_| InvalidHash)? })
    }
}

impl fmt::Display for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Params { memory_kib, passes, lanes } = self.params;
        write!(
            f,
            "$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${}${}",
            BASE64_NOPAD.encode(&self.salt),
            BASE64_NOPAD.encode(&self.output)
        )
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// The queue is full: answer with 503 and try again later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being checked")]
pub struct Busy;

struct Request {
    password: Zeroizing<Vec<u8>>,
    task: Task,
}

enum Task {
    Hash(oneshot::Sender<PasswordHash>),
    Verify(Option<Box<PasswordHash>>, oneshot::Sender<bool>),
}

/// The handle of the hashing thread. Clones share it; it ends when the last one is dropped.
#[derive(Clone)]
pub struct Passwords {
    queue: SyncSender<Request>,
    params: Params,
}

impl Passwords {
    /// Starts the thread. New hashes are made with `params`.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    ///
    /// # Panics
    /// When Argon2 does not allow `params`; configuration checks them first with [`Passwords::allows`].
    pub fn start(params: Params) -> std::io::Result<Self> {
        assert!(Self::allows(params), "password hashing parameters are allowed");
        let (queue, requests) = sync_channel(QUEUE);
        std::thread::Builder::new()
            .name("passwords".to_owned())
            .stack_size(STACK)
            .spawn(move || serve(&requests, params))?;
        Ok(Self { queue, params })
    }

    /// What new hashes cost.
    pub const fn params(&self) -> Params {
        self.params
    }

    /// Whether Argon2 and the memory bound allow these parameters.
    pub fn allows(params: Params) -> bool {
        params.argon2().is_some()
    }

    /// Hashes `password` with a fresh salt.
    ///
    /// # Errors
    /// When the queue is full.
    pub async fn hash(&self, password: Secret<String>) -> Result<PasswordHash, Busy> {
        let (reply, answer) = oneshot::channel();
        self.enqueue(password, Task::Hash(reply))?;
        answer.await.map_err(|_| Busy)
    }

    /// Whether `password` is the one of `hash`. Without a hash (no such account, no password set) the same work is
    /// done and the answer is no, so that time does not tell who exists.
    ///
    /// # Errors
    /// When the queue is full.
    pub async fn verify(&self, password: Secret<String>, hash: Option<PasswordHash>) -> Result<bool, Busy> {
        let (reply, answer) = oneshot::channel();
        self.enqueue(password, Task::Verify(hash.map(Box::new), reply))?;
        answer.await.map_err(|_| Busy)
    }

    fn enqueue(&self, password: Secret<String>, task: Task) -> Result<(), Busy> {
        let request = Request { password: Zeroizing::new(password.expose().as_bytes().to_vec()), task };
        match self.queue.try_send(request) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(Busy),
        }
    }
}

fn serve(requests: &Receiver<Request>, params: Params) {
    // An empty arena is no allocation; the first request fills it, idleness gives it back.
    let mut arena: Vec<Block> = Vec::new();
    loop {
        let request = if arena.is_empty() {
            requests.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            requests.recv_timeout(KEEP_ARENA)
        };
        match request {
            Ok(Request { password, task }) => answer(&password, task, params, &mut arena),
            Err(RecvTimeoutError::Timeout) => arena = Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn answer(password: &[u8], task: Task, params: Params, arena: &mut Vec<Block>) {
    // Whoever asked may have gone away; then nobody needs the work.
    match task {
        Task::Hash(reply) => {
            if !reply.is_closed() {
                let salt: [u8; SALT] = random_bytes();
                let output = run(password, &salt, params, arena);
                let _ = reply.send(PasswordHash { params, salt: salt.into(), output });
            }
        }
        Task::Verify(Some(hash), reply) => {
            if !reply.is_closed() {
                let output = run(password, &hash.salt, hash.params, arena);
                let _ = reply.send(constant_time_eq(&output, &hash.output));
            }
        }
        Task::Verify(None, reply) => {
            if !reply.is_closed() {
                run(password, &[0; SALT], params, arena);
                let _ = reply.send(false);
            }
        }
    }
}

fn run(password: &[u8], salt: &[u8], params: Params, arena: &mut Vec<Block>) -> [u8; OUTPUT] {
    let argon2 = params.argon2().expect("parameters are checked where they come in");
    let blocks = argon2.params().block_count();
    if arena.len() < blocks {
        arena.resize(blocks, Block::default());
    }
    let mut output = [0; OUTPUT];
    argon2
        .hash_password_into_with_memory(password, salt, &mut output, &mut arena[..blocks])
        .expect("lengths of password, salt and output are in range");
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Params = Params { memory_kib: 64, passes: 1, lanes: 1 };

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_password_verifies_against_its_own_hash_only() {
        let passwords = Passwords::start(CHEAP).expect("a thread");
        let hash = passwords.hash(secret("tea at four")).await.expect("a free queue");
        assert_eq!(passwords.verify(secret("tea at four"), Some(hash.clone())).await, Ok(true));
        assert_eq!(passwords.verify(secret("tea at five"), Some(hash.clone())).await, Ok(false));
        assert_eq!(passwords.verify(secret("tea at four"), None).await, Ok(false));
        let stored: PasswordHash = hash.to_string().parse().expect("its own text");
        assert_eq!(stored, hash);
        assert_ne!(passwords.hash(secret("tea at four")).await.expect("a free queue"), hash, "salts differ");
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_still_verifies() {
        let dear = Passwords::start(Params { memory_kib: 128, passes: 2, lanes: 1 }).expect("a thread");
        let hash = dear.hash(secret("p")).await.expect("a free queue");
        let cheap = Passwords::start(CHEAP).expect("a thread");
        assert_eq!(cheap.verify(secret("p"), Some(hash)).await, Ok(true));
    }

    #[test]
    fn parameters_are_ranked() {
        let params = |memory_mib: u32, passes| Params { memory_kib: memory_mib * 1024, passes, lanes: 1 };
        assert!(Params::default().is_enough());
        for (weak, strong) in [((19, 1), (19, 2)), ((12, 2), (12, 3)), ((6, 50), (7, 5)), ((46, 0), (46, 1))]
        {
            assert!(!params(weak.0, weak.1).is_enough(), "{weak:?}");
            assert!(params(strong.0, strong.1).is_enough(), "{strong:?}");
        }
        assert!(
            Params::default().is_weaker_than(params(19, 3))
                && Params::default().is_weaker_than(params(20, 2))
        );
        assert!(
            !params(19, 3).is_weaker_than(Params::default()) && !params(19, 2).is_weaker_than(params(19, 2))
        );
        assert_eq!(Params::least_within(19 * 1024), Some(Params::default()));
        assert_eq!(Params::least_within(64 * 1024), Some(params(64, 2)));
        assert_eq!(Params::least_within(8 * 1024), Some(params(8, 5)));
        assert_eq!(Params::least_within(6 * 1024), None);
    }

    /// Argon2id test vector made with the reference implementation's command line
    /// (`echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32`).
    #[tokio::test]
    async fn reference_hash() {
        let hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let passwords = Passwords::start(CHEAP).expect("a thread");
        let hash: PasswordHash = hash.parse().expect("a PHC text");
        assert_eq!(passwords.verify(secret("password"), Some(hash)).await, Ok(true));
    }

    #[tokio::test]
    async fn a_full_queue_is_busy() {
        // A closed stand-in for the thread: nothing takes requests out of this queue.
        let (queue, _requests) = sync_channel(0);
        let passwords = Passwords { queue, params: CHEAP };
        assert_eq!(passwords.hash(secret("p")).await, Err(Busy));
        assert_eq!(passwords.verify(secret("p"), None).await, Err(Busy));
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA",
            "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$AAAA",
            "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA",
            "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2id$v=19$m=64,t=1,p=1$c2hvcnQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2id$v=19$m=0,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        ] {
            assert_eq!(text.parse::<PasswordHash>(), Err(InvalidHash), "{text}");
        }
    }
}
