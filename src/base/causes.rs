//! Errors in one line.

use std::error::Error;

/// An error and what caused it, each after a colon: what logs and operators read.
pub fn with_causes(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        // Some errors repeat their causes themselves.
        if !line.ends_with(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
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

    #[derive(Debug, thiserror::Error)]
    #[error("cannot begin: {0}")]
    struct Twice(#[source] std::io::Error);

    #[test]
    fn causes_follow_their_effects() {
        let error = Outer(std::io::Error::other("no room"));
        assert_eq!(with_causes(&error), "cannot begin: no room");
        let twice = std::io::Error::other(Twice(std::io::Error::other("no room")));
        assert_eq!(with_causes(&twice), "cannot begin: no room");
        assert_eq!(with_causes(&std::io::Error::other("no room")), "no room");
    }
}
