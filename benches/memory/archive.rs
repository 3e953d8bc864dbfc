//! An archive of a made-up repository of a given size.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use hostplant::base::Timestamp;
use hostplant::crypto::{Curve, SigningKey, sha256};
use hostplant::repo::car;
use hostplant::repo::commit::Unsigned;
use hostplant::repo::export::Preorder;
use hostplant::repo::mst::{Builder, NodeKey};
use hostplant::syntax::{Cid, RepoPath, Tid};
use hostplant::{cbor, json};

/// What the records are.
#[derive(Clone, Copy)]
pub enum Mix {
    /// By number: 6 likes, 3 posts, 1 follow, and an article of 30 to 90 KB for every fifty of them.
    Mixed,
    /// Likes only.
    Small,
}

/// In which order the blocks stand.
#[derive(Clone, Copy)]
pub enum Order {
    /// By their hashes, which tells nothing of the tree: as bad as it can be.
    Hash,
    /// As the tree is walked.
    Streamable,
}

/// An archive in a file.
pub struct Made {
    pub path: PathBuf,
    pub bytes: u64,
    pub records: u64,
    pub blocks: usize,
}

fn like(n: u64) -> String {
    format!(
        r#"{{"$type":"app.bsky.feed.like","subject":{{"uri":"at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3k{n:011}","cid":"bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae"}},"createdAt":"2026-11-22T10:00:00.000Z"}}"#
    )
}

fn post(n: u64) -> String {
    let words = usize::try_from(n % 5).expect("a digit");
    let text = format!("{n} {}", "what people write is about so long, give or take a word ".repeat(words));
    format!(
        r#"{{"$type":"app.bsky.feed.post","text":"{text}","langs":["en"],"createdAt":"2026-11-22T10:00:00.000Z"}}"#
    )
}

fn follow(n: u64) -> String {
    format!(
        r#"{{"$type":"app.bsky.graph.follow","subject":"did:plc:{n:024}","createdAt":"2026-11-22T10:00:00.000Z"}}"#
    )
}

fn article(n: u64) -> String {
    let paragraphs = usize::try_from(100 + n % 7 * 33).expect("a small number");
    let text =
        "A long article has many paragraphs, and each of them says about as much as this one does here, \
                which is not a lot, but it adds up to what an import has to carry from one place to another. "
            .repeat(paragraphs);
    format!(
        r#"{{"$type":"com.example.article","title":"{n}","content":"{n} {text}","createdAt":"2026-11-22T10:00:00.000Z"}}"#
    )
}

/// A collection: its name, how many records it has, and what the nth of them is.
type Collection = (&'static str, u64, fn(u64) -> String);

/// The collections of a mix, in key order, for `units` of the mix.
fn collections(mix: Mix, units: u64) -> Vec<Collection> {
    match mix {
        Mix::Small => vec![("app.bsky.feed.like", units, like)],
        Mix::Mixed => vec![
            ("app.bsky.feed.like", 6 * units, like as fn(u64) -> String),
            ("app.bsky.feed.post", 3 * units, post),
            ("app.bsky.graph.follow", units, follow),
            ("com.example.article", units / 5, article),
        ],
    }
}

/// Bytes that one unit of the mix takes in an archive, with its part of the tree.
fn unit_bytes(mix: Mix) -> usize {
    match mix {
        Mix::Small => 370,
        Mix::Mixed => 10_770,
    }
}

/// Writes an archive of about `bytes` to `path`.
pub fn write(path: &Path, bytes: usize, mix: Mix, order: Order) -> Made {
    let mut nodes: Vec<(NodeKey, Cid, Vec<u8>)> = Vec::new();
    let mut tree = Builder::new(|at, cid, bytes: Vec<u8>| {
        nodes.push((at, cid, bytes));
        Ok::<(), std::convert::Infallible>(())
    });
    let units = (bytes / unit_bytes(mix)) as u64;
    let mut records: Vec<(RepoPath, Cid, Vec<u8>)> = Vec::new();
    for (collection, count, text) in collections(mix, units) {
        for n in 0..count {
            let bytes = cbor::encode(&json::decode(text(n).as_bytes()).expect("JSON"));
            let cid = Cid::dag_cbor(sha256(&bytes));
            let rkey = Tid::new(Timestamp::from_secs(1_700_000_000 + n), 0);
            let path = format!("{collection}/{rkey}");
            tree.push(&path, cid).expect("in order");
            records.push((path.parse().expect("a path"), cid, bytes));
        }
    }
    let data = tree.finish().expect("a tree").cid;
    let did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz".parse().expect("a DID");
    let rev = Tid::new(Timestamp::from_secs(1_700_000_000), 0);
    let (root, commit) = Unsigned { did, data, rev }.sign(&SigningKey::generate(Curve::P256)).into_block();

    let count = records.len() as u64;
    let mut blocks = vec![(root, commit)];
    match order {
        Order::Hash => {
            blocks.extend(nodes.into_iter().map(|(_, cid, bytes)| (cid, bytes)));
            blocks.extend(records.into_iter().map(|(_, cid, bytes)| (cid, bytes)));
            blocks.sort_by_key(|(cid, _)| *cid);
        }
        Order::Streamable => {
            nodes.sort_by(|a, b| a.0.cmp(&b.0));
            let nodes =
                nodes.into_iter().map(|(at, _, bytes)| Ok::<_, std::convert::Infallible>((at, bytes)));
            blocks.extend(
                Preorder::new(nodes, records.into_iter().map(Ok)).map(|block| block.expect("a tree")),
            );
        }
    }
    let mut out = Vec::new();
    car::write_header(Some(&root), &mut out);
    let mut file = BufWriter::new(File::create(path).expect("a file"));
    let mut written = 0;
    for (cid, bytes) in &blocks {
        car::write_block(cid, bytes, &mut out);
        file.write_all(&out).expect("room");
        written += out.len() as u64;
        out.clear();
    }
    file.flush().expect("room");
    Made { path: path.to_owned(), bytes: written, records: count, blocks: blocks.len() }
}
