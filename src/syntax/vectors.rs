//! The published syntax vectors, where the folder with them is at hand.

use std::str::FromStr;

use super::*;
use crate::base::interop;

fn vectors(file: &str) -> Vec<String> {
    let Some(text) = interop::read(&format!("syntax/{file}")) else { return Vec::new() };
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

fn check(name: &str, valid: impl Fn(&str) -> bool) {
    for line in vectors(&format!("{name}_syntax_valid.txt")) {
        assert!(valid(&line), "{name} should be valid: {line}");
    }
    for line in vectors(&format!("{name}_syntax_invalid.txt")) {
        assert!(!valid(&line), "{name} should be invalid: {line}");
    }
}

fn parses<T: FromStr>(text: &str) -> bool {
    text.parse::<T>().is_ok()
}

#[test]
fn published_vectors() {
    check("did", parses::<Did>);
    check("handle", parses::<Handle>);
    check("atidentifier", parses::<AtIdentifier>);
    check("nsid", parses::<Nsid>);
    check("recordkey", parses::<Rkey>);
    check("tid", parses::<Tid>);
    check("aturi", parses::<AtUri>);
    check("datetime", parses::<Datetime>);
    check("language", parses::<Language>);
    check("cid", is_cid_syntax);
    for line in vectors("datetime_parse_invalid.txt") {
        assert!(!parses::<Datetime>(&line), "datetime should be refused: {line}");
    }
}
