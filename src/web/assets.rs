//! Style sheets and scripts: few, small, our own, each under a path with a hash of its content, so that browsers keep
//! them for ever.

use bytes::Bytes;
use data_encoding::HEXLOWER;
use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue};

use super::Branding;
use super::theme::Theme;
use crate::crypto::sha256;
use crate::logo::Kind;
use crate::xrpc::Reply;

/// Where they are served.
const FOLDER: &str = "/-/";
/// Hexadecimal digits of the hash that are in the path.
const HASH_DIGITS: usize = 12;

/// The media type of style sheets.
const STYLE_KIND: &str = "text/css; charset=utf-8";

/// What an image may do: be drawn, with the styles that it brings.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

const STYLE: &str = include_str!("../../templates/assets/style.css");
const ICON: &str = include_str!("../../templates/assets/icon.svg");

/// Scripts that pages may ask for by name; each page works without them.
const SCRIPTS: &[(&str, &str)] = &[
    ("continue.js", include_str!("../../templates/assets/continue.js")),
    ("handle.js", include_str!("../../templates/assets/handle.js")),
    ("passkey.js", include_str!("../../templates/assets/passkey.js")),
    ("wait.js", include_str!("../../templates/assets/wait.js")),
    ("work.js", include_str!("../../templates/assets/work.js")),
];

/// One file.
struct Asset {
    /// How templates call it.
    name: &'static str,
    path: String,
    kind: &'static str,
    content: Bytes,
}

/// All files.
pub struct Assets(Vec<Asset>);

impl std::fmt::Debug for Assets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|asset| &asset.path)).finish()
    }
}

impl Assets {
    /// The built-in files, the style sheet with the operator's colours and rules.
    pub fn new(branding: &Branding, custom_style: Option<&str>) -> Self {
        let style = format!("{STYLE}\n{}{}", branding.style(), custom_style.unwrap_or_default());
        let mut assets = vec![
            Asset::new("style.css", STYLE_KIND, style),
            Asset::new("icon.svg", "image/svg+xml", ICON.to_owned()),
        ];
        for (name, source) in SCRIPTS {
            assets.push(Asset::new(name, "text/javascript; charset=utf-8", (*source).to_owned()));
        }
        Self(assets)
    }

    /// The path of a file by its name.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|asset| asset.name == name).map(|asset| asset.path.as_str())
    }

    /// The path of an app's colours.
    pub(super) fn theme_path(theme: &Theme) -> String {
        format!("{FOLDER}{}", theme.file())
    }

    /// The logo itself. An SVG is a document that could run scripts, were it opened as one: it is told not to, and to be of
    /// no origin, so that it is a picture and nothing else. Those who show letters are of other origins, and may show it.
    pub(super) fn logo(kind: Kind, content: Bytes) -> Reply {
        kept(kind.media_type(), content, "cross-origin")
            .header(CONTENT_SECURITY_POLICY, HeaderValue::from_static(PICTURE_POLICY))
    }

    /// The file at a path below [`FOLDER`].
    pub(super) fn reply(&self, file: &str) -> Option<Reply> {
        let known = self.0.iter().find(|asset| asset.path.strip_prefix(FOLDER) == Some(file));
        let (kind, content) = match known {
            Some(asset) => (asset.kind, asset.content.clone()),
            None => (STYLE_KIND, Theme::of_file(file)?.style().into()),
        };
        Some(kept(kind, content, "same-origin"))
    }
}

/// A file that browsers keep for ever, and that pages of `readers` may use.
fn kept(kind: &'static str, content: Bytes, readers: &'static str) -> Reply {
    Reply::bytes(StatusCode::OK, kind, content)
        .header(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"))
        .header(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static(readers))
}

impl Asset {
    fn new(name: &'static str, kind: &'static str, content: String) -> Self {
        let hash = HEXLOWER.encode(&sha256(content.as_bytes()));
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let path = format!("{FOLDER}{stem}.{}.{extension}", &hash[..HASH_DIGITS]);
        Self { name, path, kind, content: content.into() }
    }
}
