//! Forms with files (`multipart/form-data`, RFC 7578) as browsers send them: over a body that is there as a whole, and the
//! fields before a file that is still to come.

use bytes::Bytes;

use super::form::FormError;

/// Longest boundary (RFC 2046, 5.1.1).
const MAX_BOUNDARY_BYTES: usize = 70;
/// Longest head of a part, in bytes.
const MAX_HEAD_BYTES: usize = 1_024;

/// One part of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The name of its input.
    pub(super) name: String,
    /// Whether it is a file; one that nobody chose has no bytes.
    pub(super) is_file: bool,
    /// What was entered, or what is in the file.
    pub(super) content: Bytes,
}

/// The boundary between the parts, if `content_type` is that of such a form.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let mut parameters = parameters.split(';').filter_map(|parameter| parameter.trim().split_once('='));
    let (_, boundary) = parameters.find(|(name, _)| name.eq_ignore_ascii_case("boundary"))?;
    let boundary = boundary.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(boundary);
    let fits = (1..=MAX_BOUNDARY_BYTES).contains(&boundary.len());
    (fits && boundary.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"')).then_some(boundary)
}

/// Takes a body apart at its boundary. More than `most` parts are refused.
///
/// # Errors
/// See [`FormError`].
pub(super) fn parse(body: &Bytes, boundary: &str, most: usize) -> Result<Vec<Part>, FormError> {
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    // The first one has no line before it.
    let mut rest = body.strip_prefix(&delimiter[2..]).ok_or(FormError::Parts)?;
    let mut parts = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        if parts.len() == most {
            return Err(FormError::TooMany);
        }
        let end = find(part, &delimiter).ok_or(FormError::Parts)?;
        let (part, after) = part.split_at(end);
        parts.push(read(body, part)?);
        rest = after.strip_prefix(delimiter.as_slice()).ok_or(FormError::Parts)?;
    }
    if matches!(rest, b"--" | b"--\r\n") { Ok(parts) } else { Err(FormError::Parts) }
}

/// The fields at the start of a body up to its first file, and where the content of that file begins; `None` when
/// `start` does not reach so far. More than `most` fields are refused.
///
/// # Errors
/// See [`FormError`].
pub(super) fn begin(
    start: &Bytes,
    boundary: &str,
    most: usize,
) -> Result<Option<(Vec<Part>, usize)>, FormError> {
    let delimiter = format!("\r\n--{boundary}\r\n").into_bytes();
    let (mut at, mut line, mut parts) = (0, &delimiter[2..], Vec::new());
    loop {
        let rest = &start[at..];
        if rest.len() < line.len() {
            return Ok(None);
        }
        let part = rest.strip_prefix(line).ok_or(FormError::Parts)?;
        let Some(head) = find(&part[..part.len().min(MAX_HEAD_BYTES)], b"\r\n\r\n") else {
            return if part.len() < MAX_HEAD_BYTES { Ok(None) } else { Err(FormError::Parts) };
        };
        if read(start, &part[..head + 4])?.is_file {
            return Ok(Some((parts, at + line.len() + head + 4)));
        }
        let Some(end) = find(part, &delimiter[..delimiter.len() - 2]) else { return Ok(None) };
        if parts.len() == most {
            return Err(FormError::TooMany);
        }
        parts.push(read(start, &part[..end])?);
        at += line.len() + end;
        line = &delimiter;
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// A part: its head, an empty line, its content, which is shared with `body`.
fn read(body: &Bytes, part: &[u8]) -> Result<Part, FormError> {
    let head = &part[..part.len().min(MAX_HEAD_BYTES)];
    let split = find(head, b"\r\n\r\n").ok_or(FormError::Parts)?;
    let head = std::str::from_utf8(&part[..split]).map_err(|_| FormError::Encoding)?;
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let mut dispositions =
        lines.by_ref().filter(|(name, _)| name.eq_ignore_ascii_case("content-disposition"));
    let (_, disposition) = dispositions.next().ok_or(FormError::Parts)?;
    let (name, is_file) = names(disposition).ok_or(FormError::Parts)?;
    if dispositions.next().is_some() {
        return Err(FormError::Parts);
    }
    Ok(Part { name, is_file, content: body.slice_ref(&part[split + 4..]) })
}

/// The name of the input, and whether there is one of a file. Values are quoted; browsers write a quotation mark within
/// them as `%22`.
fn names(disposition: &str) -> Option<(String, bool)> {
    let mut rest = disposition.trim().strip_prefix("form-data")?;
    let (mut name, mut is_file) = (None, false);
    while !rest.is_empty() {
        let (key, after) = rest.strip_prefix(';')?.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        match key.trim() {
            "name" if name.is_none() => name = Some(value.to_owned()),
            "filename" if !is_file => is_file = true,
            _ => return None,
        }
        rest = after;
    }
    Some((name?, is_file))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Chromium sends it.
    const BODY: &str = "--x1\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\ntoken\r\n\
        --x1\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"a; name=%22b%22.png\"\r\n\
        Content-Type: image/png\r\n\r\n\0\r\n--x\r\n\r\n--x1--\r\n";

    fn read(body: &[u8]) -> Result<Vec<Part>, FormError> {
        parse(&Bytes::copy_from_slice(body), "x1", 3)
    }

    #[test]
    fn fields_and_files_are_taken_apart() {
        let parts = read(BODY.as_bytes()).expect("a form");
        let [token, file] = &parts[..] else { panic!("{parts:?}") };
        assert_eq!((token.name.as_str(), token.is_file, &token.content[..]), ("csrf", false, &b"token"[..]));
        assert_eq!(
            (file.name.as_str(), file.is_file, &file.content[..]),
            ("logo", true, &b"\0\r\n--x\r\n"[..])
        );
        let none = "--x1\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"\"\r\n\
                    Content-Type: application/octet-stream\r\n\r\n\r\n--x1--";
        assert!(read(none.as_bytes()).is_ok_and(|parts| parts[0].is_file && parts[0].content.is_empty()));
        assert_eq!(read(b"--x1--"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_cut_off_or_doubtful_is_refused() {
        for end in 0..BODY.len() - 2 {
            assert!(read(&BODY.as_bytes()[..end]).is_err(), "{end}");
        }
        let with = |disposition: &str| read(format!("--x1\r\n{disposition}\r\n\r\na\r\n--x1--").as_bytes());
        assert!(with("Content-Disposition: form-data; name=\"a\"").is_ok());
        for wrong in [
            "Content-Type: text/plain",
            "Content-Disposition: form-data",
            "Content-Disposition: attachment; name=\"a\"",
            "Content-Disposition: form-data; name=a",
            "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
            "Content-Disposition: form-data; name=\"a\"; filename*=\"b\"",
            "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"",
        ] {
            assert!(with(wrong).is_err(), "{wrong}");
        }
        let long = format!("Content-Disposition: form-data; name=\"{}\"", "a".repeat(MAX_HEAD_BYTES));
        assert!(with(&long).is_err());
        let part = "--x1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n";
        assert_eq!(read(format!("{}--x1--", part.repeat(4)).as_bytes()), Err(FormError::TooMany));
    }

    #[test]
    fn fields_before_a_file_are_read_while_it_comes() {
        let content = find(BODY.as_bytes(), b"\0").expect("the file");
        for end in 0..BODY.len() {
            let begun = begin(&Bytes::copy_from_slice(&BODY.as_bytes()[..end]), "x1", 3);
            if end < content {
                assert_eq!(begun, Ok(None), "{end}");
                continue;
            }
            let (parts, at) = begun.expect("a form").expect("enough of it");
            assert_eq!(
                (parts.len(), parts[0].name.as_str(), &parts[0].content[..], at),
                (1, "csrf", &b"token"[..], content)
            );
        }
        let refused = |text: &str, most| begin(&Bytes::copy_from_slice(text.as_bytes()), "x1", most);
        assert_eq!(refused(BODY, 0), Err(FormError::TooMany));
        // Nothing but fields, another boundary, a head without an end.
        for wrong in ["--x1--\r\n", "--x2\r\n", &format!("--x1\r\n{}", "a".repeat(MAX_HEAD_BYTES))] {
            assert_eq!(refused(wrong, 3), Err(FormError::Parts), "{wrong}");
        }
    }

    #[test]
    fn boundaries_are_those_of_forms() {
        for (header, expected) in [
            ("multipart/form-data; boundary=----WebKitFormBoundaryA1", Some("----WebKitFormBoundaryA1")),
            ("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"", None),
            ("multipart/form-data; charset=utf-8; boundary=\"a:b\"", Some("a:b")),
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
            ("multipart/mixed; boundary=a", None),
        ] {
            assert_eq!(boundary(header), expected, "{header}");
        }
        assert_eq!(boundary(&format!("multipart/form-data; boundary={}", "a".repeat(71))), None);
    }
}
