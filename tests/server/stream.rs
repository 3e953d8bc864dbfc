//! A follower of the firehose that trusts nothing: it checks every commit as relays do.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hostplant::cbor::{self, Map, Value};
use hostplant::crypto::PublicKey;
use hostplant::repo::car;
use hostplant::repo::commit::Signed;
use hostplant::repo::mst::{BlockSet, NetOp, invert};
use hostplant::syntax::{Cid, Did};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::TestServer;

/// Longer than anything takes that is going to happen at all.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open subscription.
pub struct Follower {
    socket: WebSocketStream<TcpStream>,
}

/// One frame.
#[derive(Clone, Debug)]
pub struct Frame {
    /// `#commit` and so on; `error` for an error frame.
    pub kind: String,
    pub payload: Map,
    pub bytes: Vec<u8>,
}

/// What a follower knows of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub rev: String,
    pub data: Cid,
    pub records: usize,
}

impl TestServer {
    /// Opens a subscription.
    pub async fn follow(&self, cursor: Option<i64>) -> Follower {
        self.try_follow(&cursor.map_or_else(String::new, |cursor| format!("cursor={cursor}")))
            .await
            .expect("a subscription")
    }

    /// Asks for a subscription with any query.
    pub async fn try_follow(&self, query: &str) -> Result<Follower, Error> {
        let url = format!("ws://{}/xrpc/com.atproto.sync.subscribeRepos?{query}", self.address());
        let stream = TcpStream::connect(self.address()).await.expect("a connection");
        let request = url.into_client_request().expect("a request");
        let (socket, _) = tokio_tungstenite::client_async(request, stream).await?;
        Ok(Follower { socket })
    }
}

impl Follower {
    async fn message(&mut self) -> Option<Message> {
        loop {
            let message =
                tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("something in time");
            match message?.ok()? {
                Message::Ping(_) | Message::Pong(_) => {}
                message => return Some(message),
            }
        }
    }

    /// The next frame.
    pub async fn frame(&mut self) -> Frame {
        match self.message().await {
            Some(Message::Binary(bytes)) => Frame::read(&bytes),
            other => panic!("{other:?} is no frame"),
        }
    }

    /// The next `count` frames.
    pub async fn frames(&mut self, count: usize) -> Vec<Frame> {
        let mut frames = Vec::with_capacity(count);
        while frames.len() < count {
            frames.push(self.frame().await);
        }
        frames
    }

    /// The reason of the close frame that comes next.
    pub async fn closed(&mut self) -> String {
        match self.message().await {
            Some(Message::Close(Some(frame))) => frame.reason.to_string(),
            other => panic!("{other:?} is no close frame"),
        }
    }

    /// Says something.
    pub async fn say(&mut self, message: Message) {
        self.socket.send(message).await.expect("a sent message");
    }
}

impl Frame {
    fn read(bytes: &[u8]) -> Self {
        // Headers have at most 30 bytes; the shortest prefix that is a value is the header.
        let header_bytes =
            (1..bytes.len()).find(|end| cbor::decode(&bytes[..*end]).is_ok()).expect("a header");
        let object = |bytes| match cbor::decode(bytes).expect("canonical DAG-CBOR") {
            Value::Map(map) => map,
            other => panic!("{other:?} is no object"),
        };
        let (header, payload) = (object(&bytes[..header_bytes]), object(&bytes[header_bytes..]));
        let kind = match header.get("op").and_then(Value::as_int) {
            Some(1) => header.text("t").expect("a type").to_owned(),
            Some(-1) => "error".to_owned(),
            other => panic!("{other:?} is no operation"),
        };
        Self { kind, payload, bytes: bytes.to_vec() }
    }

    pub fn seq(&self) -> i64 {
        self.payload.get("seq").and_then(Value::as_int).expect("a place")
    }

    pub fn text(&self, field: &str) -> &str {
        self.payload.text(field).unwrap_or_else(|| panic!("no {field} in {self:?}"))
    }

    pub fn link(&self, field: &str) -> Option<Cid> {
        self.payload.get(field).and_then(Value::as_link).copied()
    }

    fn blocks(&self) -> (Cid, BlockSet) {
        let bytes = self.payload.get("blocks").and_then(Value::as_bytes).expect("blocks");
        read_car(bytes)
    }

    /// Checks a `#commit` or `#sync` against what was known before, and gives what is known then.
    pub fn verify(&self, key: &PublicKey, before: Option<&Known>) -> Known {
        let (root, blocks) = self.blocks();
        let commit = Signed::parse(blocks[&root].clone()).expect("a commit");
        assert!(commit.verify(key), "signed by the account's key");
        let rev = self.text("rev").to_owned();
        assert_eq!(commit.content().rev.to_string(), rev);
        let data = commit.content().data;
        if self.kind == "#sync" {
            assert_eq!((blocks.len(), self.text("did")), (1, commit.content().did.as_str()));
            return Known { rev, data, records: before.map_or(0, |before| before.records) };
        }
        assert_eq!(self.link("commit"), Some(root));
        assert_eq!(self.text("repo"), commit.content().did.as_str());
        assert_eq!(self.payload.text("since"), before.map(|before| before.rev.as_str()));
        assert_eq!(self.link("prevData"), before.map(|before| before.data));
        let ops = self.ops();
        for op in ops.iter().filter_map(|op| op.cid) {
            assert!(blocks.contains_key(&op), "the record is in the blocks");
        }
        let Some(before) = before else {
            assert!(ops.is_empty());
            return Known { rev, data, records: 0 };
        };
        assert!(rev > before.rev);
        assert_eq!(invert(&blocks, data, &ops).expect("a sufficient proof"), before.data);
        let records = ops.iter().fold(before.records, |records, op| match (op.prev, op.cid) {
            (None, Some(_)) => records + 1,
            (Some(_), None) => records - 1,
            _ => records,
        });
        Known { rev, data, records }
    }

    fn ops(&self) -> Vec<NetOp> {
        let list = self.payload.get("ops").and_then(Value::as_list).expect("ops");
        list.iter()
            .map(|op| {
                let link = |field| op.get(field).and_then(Value::as_link).copied();
                let (cid, prev) = (link("cid"), link("prev"));
                let action = match (prev, cid) {
                    (None, Some(_)) => "create",
                    (Some(_), Some(_)) => "update",
                    _ => "delete",
                };
                assert_eq!(op.get("action").and_then(Value::as_text), Some(action));
                let path = op.get("path").and_then(Value::as_text).expect("a path");
                NetOp { path: path.parse().expect("a path"), cid, prev }
            })
            .collect()
    }
}

/// Root and blocks of an archive, each checked against its hash by the reader.
pub fn read_car(bytes: &[u8]) -> (Cid, BlockSet) {
    let reader = car::Reader::new(bytes, car::Limits::total(u64::MAX)).expect("an archive");
    let root = reader.root();
    let blocks: HashMap<_, _> = reader.map(|block| block.expect("a block")).collect();
    (root.unwrap_or_else(|| Cid::dag_cbor([0; 32])), blocks)
}

impl TestServer {
    /// The key by which the directory says that the account signs.
    pub async fn signing_key(&self, did: &Did) -> PublicKey {
        let data = self.fetch(&format!("{}/{did}/data", self.directory())).await.ok();
        let key = data["verificationMethods"]["atproto"].as_str().expect("a key");
        PublicKey::from_did_key(key).expect("a public key")
    }
}
