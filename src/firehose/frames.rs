//! The bytes of subscribeRepos frames (event stream spec; `com.atproto.sync.subscribeRepos`).
//!
//! A frame is two DAG-CBOR objects on end: a header that names the type, and the payload. Map keys are written in
//! canonical order, shorter first, then by bytes. A frame is built once, inside the job that makes its event, stored as
//! it is, and sent to every subscriber as it is.

use crate::base::Timestamp;
use crate::cbor::Writer;
use crate::repo::mst::NetOp;
use crate::store::Seq;
use crate::syntax::{Cid, Did, Handle, Tid};

/// Bytes of a frame beside its blocks and ops, generously.
const FIXED_BYTES: usize = 512;
/// Bytes of an op beside its path: two links, the action, the keys.
const OP_BYTES: usize = 128;

/// `#commit`: a change of a repository that subscribers can apply to the state before it.
#[derive(Clone, Copy, Debug)]
pub struct Commit<'a> {
    /// Whose repository.
    pub repo: &'a Did,
    /// The commit object.
    pub commit: Cid,
    /// Its revision.
    pub rev: Tid,
    /// The revision before; none for the first commit.
    pub since: Option<Tid>,
    /// Root of the tree before; none for the first commit.
    pub prev_data: Option<Cid>,
    /// A CAR whose root is the commit: new blocks and the covering proof of all ops.
    pub blocks: &'a [u8],
    /// What changed: one op per path.
    pub ops: &'a [NetOp],
}

impl Commit<'_> {
    /// The frame of this event in place `seq`.
    pub fn frame(&self, seq: Seq, at: Timestamp) -> Vec<u8> {
        let ops_bytes: usize = self.ops.iter().map(|op| op.path.as_str().len() + OP_BYTES).sum();
        let mut out = header("#commit", FIXED_BYTES + self.blocks.len() + ops_bytes);
        out.map(11 + usize::from(self.prev_data.is_some()));
        out.text("ops").list(self.ops.len());
        for op in self.ops {
            write_op(&mut out, op);
        }
        out.text("rev").text(&self.rev.to_string());
        out.text("seq");
        write_seq(&mut out, seq);
        out.text("repo").text(self.repo.as_str());
        out.text("time").text(&at.to_string());
        out.text("blobs").list(0);
        out.text("since");
        match self.since {
            Some(since) => out.text(&since.to_string()),
            None => out.null(),
        };
        out.text("blocks").bytes(self.blocks);
        out.text("commit").link(&self.commit);
        out.text("rebase").bool(false);
        out.text("tooBig").bool(false);
        if let Some(prev_data) = &self.prev_data {
            out.text("prevData").link(prev_data);
        }
        out.finish()
    }
}

fn write_op(out: &mut Writer, op: &NetOp) {
    let action = match (&op.prev, &op.cid) {
        (None, _) => "create",
        (Some(_), Some(_)) => "update",
        (Some(_), None) => "delete",
    };
    out.map(3 + usize::from(op.prev.is_some()));
    out.text("cid").optional_link(op.cid.as_ref());
    out.text("path").text(op.path.as_str());
    if let Some(prev) = &op.prev {
        out.text("prev").link(prev);
    }
    out.text("action").text(action);
}

/// `#sync`: the state of a repository without the way to it; subscribers that hold another fetch it anew.
#[derive(Clone, Copy, Debug)]
pub struct Sync<'a> {
    /// Whose repository.
    pub did: &'a Did,
    /// Revision of the commit.
    pub rev: Tid,
    /// A CAR with the commit and nothing else.
    pub blocks: &'a [u8],
}

impl Sync<'_> {
    /// The frame of this event in place `seq`.
    pub fn frame(&self, seq: Seq, at: Timestamp) -> Vec<u8> {
        let mut out = header("#sync", FIXED_BYTES + self.blocks.len());
        out.map(5);
        out.text("did").text(self.did.as_str());
        out.text("rev").text(&self.rev.to_string());
        out.text("seq");
        write_seq(&mut out, seq);
        out.text("time").text(&at.to_string());
        out.text("blocks").bytes(self.blocks);
        out.finish()
    }
}

/// `#identity`: the handle, keys or host of an account may have changed; caches of its DID document must go.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    /// Whose identity.
    pub did: &'a Did,
    /// The handle as this server knows it, a hint.
    pub handle: Option<&'a Handle>,
}

impl Identity<'_> {
    /// The frame of this event in place `seq`.
    pub fn frame(&self, seq: Seq, at: Timestamp) -> Vec<u8> {
        let mut out = header("#identity", FIXED_BYTES);
        out.map(3 + usize::from(self.handle.is_some()));
        out.text("did").text(self.did.as_str());
        out.text("seq");
        write_seq(&mut out, seq);
        out.text("time").text(&at.to_string());
        if let Some(handle) = self.handle {
            out.text("handle").text(handle.as_str());
        }
        out.finish()
    }
}

/// Whether an account is served, and if not, why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// It is.
    Active,
    /// The administrator hides it.
    Takendown,
    /// The administrator hides it for a while.
    Suspended,
    /// It is gone for good.
    Deleted,
    /// Its owner switched it off.
    Deactivated,
}

impl Status {
    /// The word for it in events and replies; none while active.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::Active => None,
            Self::Takendown => Some("takendown"),
            Self::Suspended => Some("suspended"),
            Self::Deleted => Some("deleted"),
            Self::Deactivated => Some("deactivated"),
        }
    }
}

/// `#account`: whether this server serves the account.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// Which account.
    pub did: &'a Did,
    /// Its status from now on.
    pub status: Status,
}

impl Account<'_> {
    /// The frame of this event in place `seq`.
    pub fn frame(&self, seq: Seq, at: Timestamp) -> Vec<u8> {
        let word = self.status.word();
        let mut out = header("#account", FIXED_BYTES);
        out.map(4 + usize::from(word.is_some()));
        out.text("did").text(self.did.as_str());
        out.text("seq");
        write_seq(&mut out, seq);
        out.text("time").text(&at.to_string());
        out.text("active").bool(word.is_none());
        if let Some(word) = word {
            out.text("status").text(word);
        }
        out.finish()
    }
}

/// The one `#info` frame: the cursor lies before the oldest event that is still served.
pub fn outdated_cursor() -> Vec<u8> {
    let mut out = header("#info", FIXED_BYTES);
    out.map(2);
    out.text("name").text("OutdatedCursor");
    out.text("message").text("Requested cursor exceeded limit. Possibly missing events");
    out.finish()
}

/// Why the server ends a subscription.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StreamError {
    /// The cursor lies after the newest event.
    FutureCursor,
    /// The subscriber does not read as fast as events come.
    ConsumerTooSlow,
    /// The server cannot read its own events.
    Internal,
}

impl StreamError {
    /// Its name, in the frame and as the reason of the close frame.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FutureCursor => "FutureCursor",
            Self::ConsumerTooSlow => "ConsumerTooSlow",
            Self::Internal => "InternalServerError",
        }
    }

    /// The error frame, after which the connection is closed.
    pub fn frame(self) -> Vec<u8> {
        let message = match self {
            Self::FutureCursor => "Cursor in the future.",
            Self::ConsumerTooSlow => "Stream consumer too slow",
            Self::Internal => "Internal Server Error",
        };
        let mut out = Writer::with_capacity(FIXED_BYTES);
        out.map(1).text("op").int(-1);
        out.map(2).text("error").text(self.name()).text("message").text(message);
        out.finish()
    }
}

fn header(kind: &str, capacity: usize) -> Writer {
    let mut out = Writer::with_capacity(capacity);
    out.map(2).text("t").text(kind).text("op").int(1);
    out
}

fn write_seq(out: &mut Writer, seq: Seq) {
    // Below 2^53 until the year 2255; a larger one could not be written as an integer of the data model.
    out.int(i64::try_from(seq.to_u64()).unwrap_or(i64::MAX));
}

#[cfg(test)]
mod tests;
