//! Errors in one line.

use std::error::Error;

/// An error and what caused it, each after a colon: what logs and operators read.
pub fn with_causes(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("cannot begin")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn causes_follow_their_effects() {
        let error = Outer(std::io::Error::other("no room"));
        assert_eq!(with_causes(&error), "cannot begin: no room");
        assert_eq!(with_causes(&std::io::Error::other("no room")), "no room");
    }
}
