//! Where the nodes of trees lie.

use crate::repo::mst::NodeKey;
use crate::store::codec::{KeyCodec, KeyReader};
use crate::store::ids::RepoId;
use crate::store::span::Span;

/// Bands into which the layers of a tree are put. See [`NodePlace`].
pub const BANDS: usize = 3;
/// Layers of a band; the last band has all that are left.
const BAND_LAYERS: u8 = 4;

/// Position of a node in a repository's tree: `repository | band | left key | 00 | 255 - layer`.
///
/// Within a band nodes sort as a walk over the tree in preorder meets them. Bands keep a write's nodes together: those
/// near the leaves lie beside their neighbours, and the few of the upper layers, whose left keys are far apart, share
/// a few pages of their own instead of dirtying one each. Upper bands come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodePlace {
    /// The repository.
    pub repo: RepoId,
    /// Where in its tree.
    pub at: NodeKey,
}

impl NodePlace {
    /// Every node of the repository, band by band. In preorder they come from [`crate::store::nodes_in_preorder`].
    pub fn of(repo: RepoId) -> Span<Self> {
        Span::prefix(repo.to_bytes())
    }

    /// Every node of one band, in preorder.
    pub fn of_band(repo: RepoId, band: usize) -> Span<Self> {
        Span::prefix(Self::prefix(repo, band))
    }

    /// The nodes of one band that come after `at` in preorder, whatever band that is in itself.
    pub(in crate::store) fn of_band_after(repo: RepoId, band: usize, at: &NodeKey) -> Span<Self> {
        let mut past = Self::prefix(repo, band);
        Self::put_rest(at, &mut past);
        let mut span = Self::of_band(repo, band);
        span.from = std::ops::Bound::Excluded(past);
        span
    }

    /// The band that the node is in.
    pub fn band(&self) -> usize {
        usize::from(self.at.layer / BAND_LAYERS).min(BANDS - 1)
    }

    fn prefix(repo: RepoId, band: usize) -> Vec<u8> {
        let mut prefix = Vec::with_capacity(64);
        repo.encode(&mut prefix);
        prefix.push(u8::try_from(BANDS - 1 - band).expect("there are few bands"));
        prefix
    }

    fn put_rest(at: &NodeKey, out: &mut Vec<u8>) {
        out.extend_from_slice(at.left.as_bytes());
        out.extend_from_slice(&[0, 255 - at.layer]);
    }
}

impl KeyCodec for NodePlace {
    const OF_REPO: bool = true;

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&Self::prefix(self.repo, self.band()));
        Self::put_rest(&self.at, out);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = KeyReader(bytes);
        let repo = RepoId(reader.u32()?);
        let [band] = reader.array()?;
        let (left, [0, depth]) = reader.rest().split_last_chunk::<2>()? else { return None };
        let at = NodeKey { left: std::str::from_utf8(left).ok()?.into(), layer: 255 - depth };
        let place = Self { repo, at };
        (usize::from(band) == BANDS - 1 - place.band()).then_some(place)
    }
}
