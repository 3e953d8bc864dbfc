//! The lexicons in the binary: the record types that this server checks and what they refer to.

use std::sync::OnceLock;

use super::{Document, compile};

macro_rules! embedded {
    ($($id:literal),* $(,)?) => {
        /// Name and JSON of each, sorted by name.
        const EMBEDDED: &[(&str, &[u8])] =
            &[$(($id, include_bytes!(concat!("schemas/", $id, ".json")))),*];
    };
}

embedded![
    "app.bsky.actor.profile",
    "app.bsky.actor.status",
    "app.bsky.embed.defs",
    "app.bsky.embed.external",
    "app.bsky.embed.gallery",
    "app.bsky.embed.images",
    "app.bsky.embed.record",
    "app.bsky.embed.recordWithMedia",
    "app.bsky.embed.video",
    "app.bsky.feed.generator",
    "app.bsky.feed.like",
    "app.bsky.feed.post",
    "app.bsky.feed.postgate",
    "app.bsky.feed.repost",
    "app.bsky.feed.threadgate",
    "app.bsky.graph.block",
    "app.bsky.graph.defs",
    "app.bsky.graph.follow",
    "app.bsky.graph.list",
    "app.bsky.graph.listblock",
    "app.bsky.graph.listitem",
    "app.bsky.graph.starterpack",
    "app.bsky.graph.verification",
    "app.bsky.labeler.defs",
    "app.bsky.labeler.service",
    "app.bsky.notification.declaration",
    "app.bsky.richtext.facet",
    "chat.bsky.actor.declaration",
    "com.atproto.label.defs",
    "com.atproto.lexicon.schema",
    "com.atproto.moderation.defs",
    "com.atproto.repo.strongRef",
    "com.germnetwork.declaration",
];

static DOCUMENTS: [OnceLock<Document>; EMBEDDED.len()] = [const { OnceLock::new() }; EMBEDDED.len()];

/// The embedded document of this name, parsed at its first use.
pub(super) fn document(id: &str) -> Option<&'static Document> {
    let at = EMBEDDED.binary_search_by(|(name, _)| (*name).cmp(id)).ok()?;
    let (_, json) = EMBEDDED.get(at)?;
    Some(DOCUMENTS.get(at)?.get_or_init(|| compile(json).expect("embedded lexicons compile")))
}

/// Names of all embedded documents.
#[cfg(test)]
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    EMBEDDED.iter().map(|(name, _)| *name)
}
