//! What an image is, by its bytes: its kind and how large it is. Nothing is decoded: that is done by those who look at it.

/// Largest image in bytes: it is in the database, and in every copy of it.
pub const MAX_IMAGE_BYTES: usize = 256 * 1024;
/// Most pixels of each side: whoever opens a page has to hold them all.
pub const MAX_IMAGE_SIDE: u32 = 2_048;

/// Kinds of images that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
    /// SVG: a document, which only becomes a picture by how it is served and where it is shown.
    Svg,
}

impl Kind {
    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Svg => "image/svg+xml",
        }
    }

    /// The end of its file names.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Svg => "svg",
        }
    }
}

/// What is known of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What it is.
    pub kind: Kind,
    /// Width and height in pixels; of a drawing what it says of its proportions, if it does.
    pub size: Option<(u32, u32)>,
}

/// Why bytes are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageRefused {
    /// There are none.
    #[error("no image")]
    Empty,
    /// More than [`MAX_IMAGE_BYTES`].
    #[error("an image of more than {MAX_IMAGE_BYTES} bytes")]
    TooLarge,
    /// They are no PNG, JPEG, WebP or SVG.
    #[error("not PNG, JPEG, WebP or SVG")]
    Kind,
    /// A side has more than [`MAX_IMAGE_SIDE`] pixels, or none.
    #[error("an image with a side of more than {MAX_IMAGE_SIDE} pixels")]
    Side,
    /// A drawing that makes up words of its own, which can be made to mean more text than any reader can hold.
    #[error("an SVG that declares entities")]
    Entities,
}

/// Looks what `bytes` are.
///
/// # Errors
/// See [`ImageRefused`].
pub fn inspect(bytes: &[u8]) -> Result<Facts, ImageRefused> {
    if bytes.is_empty() {
        return Err(ImageRefused::Empty);
    }
    if bytes.len() > MAX_IMAGE_BYTES {
        return Err(ImageRefused::TooLarge);
    }
    let found = png(bytes)
        .map(|size| (Kind::Png, size))
        .or_else(|| jpeg(bytes).map(|size| (Kind::Jpeg, size)))
        .or_else(|| webp(bytes).map(|size| (Kind::WebP, size)));
    if let Some((kind, size @ (width, height))) = found {
        let fits = |side| (1..=MAX_IMAGE_SIDE).contains(&side);
        return match fits(width) && fits(height) {
            true => Ok(Facts { kind, size: Some(size) }),
            false => Err(ImageRefused::Side),
        };
    }
    Ok(Facts { kind: Kind::Svg, size: svg(bytes)? })
}

/// The bytes of an unsigned number, the most significant first.
fn big(bytes: Option<&[u8]>) -> Option<u32> {
    Some(bytes?.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// The same, the least significant first.
fn little(bytes: Option<&[u8]>) -> Option<u32> {
    Some(bytes?.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// The first chunk of a PNG says how large it is.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")?;
    Some((big(rest.get(..4))?, big(rest.get(4..8))?))
}

/// A JPEG says it where its frame begins, after any number of other segments.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8\xff")?;
    loop {
        // Any number of 0xff stand before a marker.
        let (marker, after) = rest.split_first()?;
        rest = after;
        match marker {
            0xff | 0x01 | 0xd0..=0xd7 => continue,
            0xc4 | 0xc8 | 0xcc => {}
            0xc0..=0xcf => return Some((big(rest.get(5..7))?, big(rest.get(3..5))?)),
            // The picture begins or ends without its size having been told.
            0x00 | 0xd8..=0xda => return None,
            _ => {}
        }
        let length = usize::try_from(big(rest.get(..2))?).ok()?;
        rest = rest.get(length.max(2)..)?.strip_prefix(b"\xff")?;
    }
}

/// A WebP says it at the head of its first chunk, of which there are three kinds.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    let (kind, chunk) = (rest.get(..4)?, rest.get(8..)?);
    match kind {
        b"VP8X" => Some((little(chunk.get(4..7))? + 1, little(chunk.get(7..10))? + 1)),
        b"VP8L" => {
            let bits = little(chunk.strip_prefix(b"\x2f")?.get(..4))?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => {
            let sizes = chunk.get(3..)?.strip_prefix(b"\x9d\x01\x2a")?;
            Some((little(sizes.get(..2))? & 0x3fff, little(sizes.get(2..4))? & 0x3fff))
        }
        _ => None,
    }
}

/// Whether the first element of a text is that of an SVG. What else is in it is not looked at: no list of what is bad
/// would be complete, so that safety comes from how it is served.
fn svg(bytes: &[u8]) -> Result<Option<(u32, u32)>, ImageRefused> {
    let text = std::str::from_utf8(bytes).map_err(|_| ImageRefused::Kind)?;
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let (opens, closes) = if rest.starts_with("<?") {
            ("<?", "?>")
        } else if rest.starts_with("<!--") {
            ("<!--", "-->")
        } else if rest.starts_with("<!DOCTYPE") {
            ("<!DOCTYPE", ">")
        } else {
            break;
        };
        let (inside, after) = rest[opens.len()..].split_once(closes).ok_or(ImageRefused::Kind)?;
        if opens == "<!DOCTYPE" && inside.contains('[') {
            return Err(ImageRefused::Entities);
        }
        rest = after.trim_start();
    }
    let element = rest.strip_prefix("<svg").filter(|rest| rest.starts_with([' ', '\t', '\r', '\n', '>']));
    // Without its name space a browser shows none.
    match element.filter(|element| element.contains("http://www.w3.org/2000/svg")) {
        Some(element) => Ok(proportions(element.split('>').next().unwrap_or_default())),
        None => Err(ImageRefused::Kind),
    }
}

/// The width and height of a drawing, by the attributes of its first element.
fn proportions(attributes: &str) -> Option<(u32, u32)> {
    let value = |name: &str| {
        let (_, rest) = attributes.split_once(name)?;
        rest.strip_prefix("=\"").or_else(|| rest.strip_prefix("='"))?.split(['"', '\'']).next()
    };
    let length = |text: &str| {
        let whole: u16 = text.trim().split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
        (whole > 0).then(|| u32::from(whole))
    };
    if let Some(view) = value(" viewBox") {
        let mut lengths = view.split([' ', ',']).filter(|text| !text.is_empty()).skip(2);
        return Some((length(lengths.next()?)?, length(lengths.next()?)?));
    }
    Some((length(value(" width")?)?, length(value(" height")?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(bytes: &[u8]) -> Option<(u32, u32)> {
        inspect(bytes).ok().and_then(|facts| facts.size)
    }

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn webp_of(kind: &[u8; 4], chunk: &[u8]) -> Vec<u8> {
        [b"RIFF\0\0\0\0WEBP", &kind[..], b"\0\0\0\0", chunk].concat()
    }

    #[test]
    fn sizes_are_read_from_the_bytes() {
        assert_eq!(size(&png_of(300, 40)), Some((300, 40)));
        let head = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc4\0\x03x";
        let jpeg = [&head[..], b"\xff\xc2\0\x11\x08\0\x28\x01\x2c\x03"].concat();
        assert_eq!(inspect(&jpeg), Ok(Facts { kind: Kind::Jpeg, size: Some((300, 40)) }));
        assert_eq!(size(&webp_of(b"VP8X", b"\x10\0\0\0\x2b\x01\0\x27\0\0")), Some((300, 40)));
        let bits = (299_u32 | 39 << 14).to_le_bytes();
        assert_eq!(size(&webp_of(b"VP8L", &[&b"\x2f"[..], &bits].concat())), Some((300, 40)));
        assert_eq!(size(&webp_of(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x2c\x01\x28\0")), Some((300, 40)));
    }

    #[test]
    fn what_is_cut_off_is_no_image() {
        let whole = [b"\xff\xd8\xff\xe0\0\x04ab".as_slice(), b"\xff\xc0\0\x11\x08\0\x28\x01\x2c"].concat();
        for bytes in [png_of(3, 4), whole, webp_of(b"VP8X", b"\x10\0\0\0\x2b\x01\0\x27\0\0")] {
            assert!(inspect(&bytes).is_ok());
            for end in 0..bytes.len() {
                assert!(inspect(&bytes[..end]).is_err(), "{end} of {bytes:?}");
            }
        }
        for other in
            [&b"\xff\xd8\xff\xda\0\x02"[..], b"\xff\xd8\xff\xe0\0\0\0\0", b"GIF89a", b"<html></html>"]
        {
            assert_eq!(inspect(other), Err(ImageRefused::Kind), "{other:?}");
        }
    }

    #[test]
    fn images_are_bounded() {
        assert_eq!(inspect(b""), Err(ImageRefused::Empty));
        assert_eq!(inspect(&vec![0; MAX_IMAGE_BYTES + 1]), Err(ImageRefused::TooLarge));
        assert!(inspect(&png_of(2_048, 1)).is_ok());
        for (width, height) in [(2_049, 1), (1, u32::MAX), (0, 1), (1, 0)] {
            assert_eq!(inspect(&png_of(width, height)), Err(ImageRefused::Side), "{width} {height}");
        }
    }

    #[test]
    fn drawings_begin_with_their_element() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        let doctype = "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/svg11.dtd\">";
        for text in [
            svg.to_owned(),
            format!("\u{feff}<?xml version=\"1.0\"?>\n<!-- <html> -->{doctype}\n{svg}"),
            svg.replace("<svg ", "<svg\n\t"),
        ] {
            assert_eq!(inspect(text.as_bytes()), Ok(Facts { kind: Kind::Svg, size: None }), "{text}");
        }
        for text in [
            "<svg>".to_owned(),
            format!("<html>{svg}</html>"),
            format!("x{svg}"),
            svg.replace("<svg", "<svgs"),
            format!("<!-- {svg}"),
        ] {
            assert_eq!(inspect(text.as_bytes()), Err(ImageRefused::Kind), "{text}");
        }
        for (attributes, expected) in [
            (" width=\"120px\" height='40'", Some((120, 40))),
            (" viewBox=\"0 0 300.5,60\" width=\"1\" height=\"1\"", Some((300, 60))),
            (" viewBox=\"0 0 0 60\"", None),
            (" width=\"100%\"", None),
            (" viewBox=\"0 0 99999999 1\"", None),
        ] {
            let text = svg.replace("<svg", &format!("<svg{attributes}"));
            assert_eq!(inspect(text.as_bytes()).expect("a drawing").size, expected, "{text}");
        }
        let entities = format!("<!DOCTYPE svg [<!ENTITY a \"b\">]>{svg}");
        assert_eq!(inspect(entities.as_bytes()), Err(ImageRefused::Entities));
    }
}
