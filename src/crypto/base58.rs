//! base58btc, the text form of `did:key` and of `publicKeyMultibase`. Only for short inputs: the work is quadratic.

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// Longest text that is decoded; an uncompressed public key with its prefix needs 92 characters.
const MAX_TEXT: usize = 128;

pub(super) fn encode(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    // Least significant digit first.
    let mut digits: Vec<u8> = Vec::with_capacity(bytes.len() * 138 / 100 + 1);
    for &byte in bytes {
        let mut carry = u32::from(byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58) as u8);
            carry /= 58;
        }
    }
    let leading = std::iter::repeat_n('1', zeros);
    leading.chain(digits.iter().rev().map(|&digit| char::from(ALPHABET[usize::from(digit)]))).collect()
}

/// `None` when `text` is too long or holds a character outside the alphabet.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let zeros = text.bytes().take_while(|&c| c == b'1').count();
    // Least significant byte first.
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    for c in text.bytes() {
        let mut carry = u32::try_from(ALPHABET.iter().position(|&a| a == c)?).ok()?;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push((carry & 0xff) as u8);
            carry >>= 8;
        }
    }
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_pairs() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
            (b"\0\0\x28\x7f\xb4\xcd", "11233QC4"),
            (b"\0", "1"),
        ] {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Some(bytes));
        }
        assert_eq!(decode("0OIl"), None);
        assert_eq!(decode(&"z".repeat(MAX_TEXT + 1)), None);
    }

    proptest::proptest! {
        #[test]
        fn decoding_inverts(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..70)) {
            proptest::prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
    }
}
