//! URLs of images: at the AppView's CDN when its pattern is known, else at this server.

use crate::syntax::Did;

/// The sizes that views show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Preset {
    Avatar,
    Banner,
    Thumbnail,
    Full,
}

impl Preset {
    const fn name(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Banner => "banner",
            Self::Thumbnail => "feed_thumbnail",
            Self::Full => "feed_fullsize",
        }
    }
}

/// Makes URLs of the images of one account.
#[derive(Clone, Debug)]
pub(super) struct Images<'a> {
    pub did: &'a Did,
    /// With three `%s`: preset, DID, CID.
    pub pattern: Option<&'a str>,
    /// Where this server is reached.
    pub public_url: &'a str,
}

impl Images<'_> {
    /// The URL of the image in the blob reference `blob`; `None` when it is no such reference.
    pub fn url(&self, preset: Preset, blob: &serde_json::Value) -> Option<String> {
        let cid = blob.get("ref").and_then(|link| link.get("$link")).or_else(|| blob.get("cid"))?.as_str()?;
        let Some(pattern) = self.pattern else {
            return Some(format!(
                "{}/xrpc/com.atproto.sync.getBlob?did={}&cid={cid}",
                self.public_url, self.did
            ));
        };
        let url = [preset.name(), self.did.as_str(), cid]
            .iter()
            .fold(pattern.to_owned(), |url, part| url.replacen("%s", part, 1));
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn images_have_urls() {
        let did: Did = "did:plc:abc".parse().unwrap();
        let blob = json!({ "$type": "blob", "ref": { "$link": "bafk" }, "mimeType": "image/png", "size": 1 });
        let own = Images { did: &did, pattern: None, public_url: "https://pds.test" };
        assert_eq!(
            own.url(Preset::Avatar, &blob).as_deref(),
            Some("https://pds.test/xrpc/com.atproto.sync.getBlob?did=did:plc:abc&cid=bafk")
        );
        let cdn = Images { pattern: Some("https://cdn.test/img/%s/plain/%s/%s@jpeg"), ..own };
        assert_eq!(
            cdn.url(Preset::Full, &json!({ "cid": "bafo", "mimeType": "image/png" })).as_deref(),
            Some("https://cdn.test/img/feed_fullsize/plain/did:plc:abc/bafo@jpeg")
        );
        assert_eq!(cdn.url(Preset::Full, &json!("bafo")), None);
    }
}
