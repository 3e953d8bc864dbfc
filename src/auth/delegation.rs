//! Which methods an account may have done by other services in its name.

use crate::syntax::Nsid;

/// Methods that manage the account itself: never proxied, and no service token is made for them.
const PROTECTED: [&str; 16] = [
    "com.atproto.admin.sendEmail",
    "com.atproto.identity.requestPlcOperationSignature",
    "com.atproto.identity.signPlcOperation",
    "com.atproto.identity.updateHandle",
    "com.atproto.server.activateAccount",
    "com.atproto.server.confirmEmail",
    "com.atproto.server.createAppPassword",
    "com.atproto.server.deactivateAccount",
    "com.atproto.server.getAccountInviteCodes",
    "com.atproto.server.getSession",
    "com.atproto.server.listAppPasswords",
    "com.atproto.server.requestAccountDelete",
    "com.atproto.server.requestEmailConfirmation",
    "com.atproto.server.requestEmailUpdate",
    "com.atproto.server.revokeAppPassword",
    "com.atproto.server.updateEmail",
];
/// Direct messages: every method under this name, also those that are yet to come.
const DIRECT_MESSAGES: &str = "chat.bsky.";
/// The method by which an account moves away.
const MOVE_AWAY: &str = "com.atproto.server.createAccount";

/// Whether only the account itself may call the method, here.
pub fn is_protected(method: &Nsid) -> bool {
    PROTECTED.iter().any(|protected| method.as_str().eq_ignore_ascii_case(protected))
}

/// Whether the method is closed to app passwords that are not privileged.
pub fn is_privileged(method: &Nsid) -> bool {
    let is_message = method
        .as_str()
        .get(..DIRECT_MESSAGES.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(DIRECT_MESSAGES));
    is_message || is_move_away(method)
}

/// Whether the method makes the account somewhere else, which even an account that was taken down may do.
pub fn is_move_away(method: &Nsid) -> bool {
    method.as_str().eq_ignore_ascii_case(MOVE_AWAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_compared_in_any_case() {
        let nsid = |text: &str| text.parse::<Nsid>().expect("an NSID");
        assert!(is_protected(&nsid("com.atproto.server.updateEmail")));
        assert!(is_protected(&nsid("com.atproto.server.UPDATEEMAIL")));
        assert!(!is_protected(&nsid("com.atproto.server.createSession")));
        assert!(is_privileged(&nsid("chat.bsky.convo.sendMessage")));
        assert!(is_privileged(&nsid("chat.bsky.convo.addReaction")));
        assert!(is_privileged(&nsid("com.atproto.server.createAccount")));
        assert!(!is_privileged(&nsid("app.bsky.feed.getTimeline")));
        assert!(!is_privileged(&nsid("com.chat.bsky")));
    }
}
