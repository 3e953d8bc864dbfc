//! Content encodings of answers that this server may have to read itself.

use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use hyper::HeaderMap;
use hyper::header::{ACCEPT_ENCODING, CONTENT_ENCODING};

use crate::xrpc::XrpcError;

/// The encodings that this server reads, with the weights by which they are asked for: first when plain text is
/// preferred, then when compression is.
const READABLE: [(&str, &str, &str); 3] =
    [("identity", "1", "0.1"), ("gzip", "0.3", "1"), ("deflate", "0.2", "0.9")];

/// The `Accept-Encoding` to send on: what the client accepts and this server can read.
///
/// # Errors
/// 406 when there is no such encoding, 400 when the header is malformed.
pub fn negotiate(headers: &HeaderMap, prefer_compressed: bool) -> Result<String, XrpcError> {
    let malformed = || XrpcError::invalid("Invalid accept-encoding header");
    let mut accepted: Vec<(String, bool)> = Vec::new();
    for value in headers.get_all(ACCEPT_ENCODING) {
        for item in value.to_str().map_err(|_| malformed())?.split(',').map(str::trim) {
            if item.is_empty() {
                continue;
            }
            let mut parts = item.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_ascii_lowercase();
            let mut wanted = true;
            for parameter in parts {
                let (key, weight) = parameter.split_once('=').ok_or_else(malformed)?;
                if !key.trim().eq_ignore_ascii_case("q") {
                    return Err(malformed());
                }
                let weight: f32 = weight.trim().parse().map_err(|_| malformed())?;
                if !(0.0..=1.0).contains(&weight) {
                    return Err(malformed());
                }
                wanted = weight > 0.0;
            }
            if name.is_empty() || name.contains(char::is_whitespace) {
                return Err(malformed());
            }
            accepted.push((name, wanted));
        }
    }
    let says = |name: &str| accepted.iter().find(|(known, _)| known == name).map(|(_, wanted)| *wanted);
    let offered: Vec<String> = READABLE
        .iter()
        .filter(|(name, ..)| says(name).or_else(|| says("*")).unwrap_or(*name == "identity"))
        .map(|(name, plain, compressed)| {
            format!("{name};q={}", if prefer_compressed { compressed } else { plain })
        })
        .collect();
    if offered.is_empty() {
        return Err(XrpcError::new(
            hyper::StatusCode::NOT_ACCEPTABLE,
            "this service does not support any of the requested encodings",
        ));
    }
    Ok(offered.join(", "))
}

/// An answer that cannot be decoded, or is too long when decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer cannot be decoded")]
pub struct Undecodable;

/// Undoes the encoding that an answer's headers name, up to `limit` bytes.
///
/// # Errors
/// When the encoding is not one that this server reads, the bytes are damaged, or there are too many of them.
pub fn decode(headers: &HeaderMap, body: &[u8], limit: usize) -> Result<Vec<u8>, Undecodable> {
    let encoding = match headers.get(CONTENT_ENCODING) {
        None => "identity".to_owned(),
        Some(value) => value.to_str().map_err(|_| Undecodable)?.trim().to_ascii_lowercase(),
    };
    let reader: Box<dyn Read + '_> = match encoding.as_str() {
        "identity" | "" => Box::new(body),
        "gzip" | "x-gzip" => Box::new(MultiGzDecoder::new(body)),
        "deflate" => Box::new(ZlibDecoder::new(body)),
        _ => return Err(Undecodable),
    };
    let mut decoded = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut decoded).map_err(|_| Undecodable)?;
    if decoded.len() > limit { Err(Undecodable) } else { Ok(decoded) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use hyper::header::HeaderValue;

    use super::*;

    fn accepting(text: &str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_str(text).unwrap())])
    }

    #[test]
    fn the_readable_part_is_asked_for() {
        let plain = |text: &str| negotiate(&accepting(text), false).map_err(|error| error.status().as_u16());
        assert_eq!(negotiate(&HeaderMap::new(), false).unwrap(), "identity;q=1");
        assert_eq!(plain("gzip, br").unwrap(), "identity;q=1, gzip;q=0.3");
        assert_eq!(plain("*").unwrap(), "identity;q=1, gzip;q=0.3, deflate;q=0.2");
        assert_eq!(plain("deflate;q=0, *;q=0.5").unwrap(), "identity;q=1, gzip;q=0.3");
        assert_eq!(plain("identity;q=0, gzip;q=0.1").unwrap(), "gzip;q=0.3");
        assert_eq!(negotiate(&accepting("gzip"), true).unwrap(), "identity;q=0.1, gzip;q=1");
        assert_eq!(plain("br, identity;q=0"), Err(406));
        assert_eq!(plain("*;q=0"), Err(406));
        for bad in ["gzip;q=x", "gzip;q=2", "gzip;level=1", "gz ip", ";q=1", "gzip;q"] {
            assert_eq!(plain(bad), Err(400), "{bad}");
        }
    }

    #[test]
    fn answers_are_decoded() {
        let text = b"{\"feed\":[]}".repeat(10);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(&text).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut deflate = ZlibEncoder::new(Vec::new(), Compression::fast());
        deflate.write_all(&text).unwrap();
        let deflate = deflate.finish().unwrap();
        let encoded =
            |name: &'static str| HeaderMap::from_iter([(CONTENT_ENCODING, HeaderValue::from_static(name))]);
        assert_eq!(decode(&HeaderMap::new(), &text, 110).as_deref(), Ok(&*text));
        assert_eq!(decode(&encoded("gzip"), &gzip, 110).as_deref(), Ok(&*text));
        assert_eq!(decode(&encoded("deflate"), &deflate, 110).as_deref(), Ok(&*text));
        assert_eq!(decode(&encoded("gzip"), &gzip, 109), Err(Undecodable));
        assert_eq!(decode(&encoded("gzip"), &gzip[..20], 110), Err(Undecodable));
        assert_eq!(decode(&encoded("br"), &text, 110), Err(Undecodable));
    }
}
