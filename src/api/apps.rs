//! What apps need for each method, stated once more and compared with the table: whoever adds a row, or changes one,
//! says here too what an app may do by it.

use crate::auth::AppRule::{self, Admitted, ByCall, Refused, Unseen};

/// What an app needs, by scope; `None` for what is said by the rule alone.
fn rule_of(text: &str) -> Result<AppRule, &str> {
    match text {
        "nobody" => Ok(Refused),
        "anybody" => Ok(Admitted),
        "by call" => Ok(ByCall),
        "unseen" => Ok(Unseen),
        scope => Err(scope),
    }
}

/// Every method, in the order of the table.
const EXPECTED: &[(&str, &str)] = &[
    ("app.bsky.actor.getPreferences", "by call"),
    ("app.bsky.actor.getProfile", "by call"),
    ("app.bsky.actor.getProfiles", "by call"),
    ("app.bsky.actor.putPreferences", "by call"),
    ("app.bsky.feed.getActorLikes", "by call"),
    ("app.bsky.feed.getAuthorFeed", "by call"),
    ("app.bsky.feed.getFeed", "by call"),
    ("app.bsky.feed.getPostThread", "by call"),
    ("app.bsky.feed.getTimeline", "by call"),
    ("app.bsky.notification.registerPush", "by call"),
    ("app.bsky.notification.unregisterPush", "by call"),
    ("com.atproto.identity.getRecommendedDidCredentials", "anybody"),
    ("com.atproto.identity.refreshIdentity", "anybody"),
    ("com.atproto.identity.requestPlcOperationSignature", "identity:*"),
    ("com.atproto.identity.signPlcOperation", "identity:*"),
    ("com.atproto.identity.submitPlcOperation", "identity:*"),
    ("com.atproto.identity.updateHandle", "identity:handle"),
    ("com.atproto.moderation.createReport", "by call"),
    ("com.atproto.repo.applyWrites", "by call"),
    ("com.atproto.repo.createRecord", "by call"),
    ("com.atproto.repo.deleteRecord", "by call"),
    ("com.atproto.repo.importRepo", "account:repo?action=manage"),
    ("com.atproto.repo.listMissingBlobs", "anybody"),
    ("com.atproto.repo.putRecord", "by call"),
    ("com.atproto.repo.uploadBlob", "by call"),
    ("com.atproto.server.activateAccount", "account:status?action=manage"),
    ("com.atproto.server.checkAccountStatus", "anybody"),
    ("com.atproto.server.confirmEmail", "account:email?action=manage"),
    ("com.atproto.server.createAppPassword", "nobody"),
    ("com.atproto.server.deactivateAccount", "account:status?action=manage"),
    ("com.atproto.server.getAccountInviteCodes", "nobody"),
    ("com.atproto.server.getServiceAuth", "by call"),
    ("com.atproto.server.getSession", "anybody"),
    ("com.atproto.server.listAppPasswords", "nobody"),
    ("com.atproto.server.requestAccountDelete", "nobody"),
    ("com.atproto.server.requestEmailConfirmation", "account:email?action=manage"),
    ("com.atproto.server.requestEmailUpdate", "nobody"),
    ("com.atproto.server.revokeAppPassword", "nobody"),
    ("com.atproto.server.updateEmail", "nobody"),
    ("com.atproto.sync.getBlob", "anybody"),
    ("com.atproto.sync.getBlocks", "anybody"),
    ("com.atproto.sync.getCheckout", "anybody"),
    ("com.atproto.sync.getHead", "anybody"),
    ("com.atproto.sync.getLatestCommit", "anybody"),
    ("com.atproto.sync.getRecord", "anybody"),
    ("com.atproto.sync.getRepo", "anybody"),
    ("com.atproto.sync.listBlobs", "anybody"),
    ("com.atproto.temp.checkSignupQueue", "nobody"),
];

#[test]
fn every_method_says_what_an_app_needs() {
    let table = super::table();
    let stated = |nsid: &str| EXPECTED.iter().find(|(name, _)| *name == nsid).map(|(_, needs)| *needs);
    for row in table.rows() {
        let needs = stated(row.nsid).unwrap_or("unseen");
        let agrees = match (rule_of(needs), row.apps) {
            (Ok(rule), found) => rule == found,
            (Err(scope), AppRule::Needs(permission)) => permission.to_string() == scope,
            (Err(_), _) => false,
        };
        assert!(agrees, "{} has {:?} instead of {needs:?}", row.nsid, row.apps);
    }
    for (nsid, _) in EXPECTED {
        assert!(table.row(nsid).is_some(), "{nsid} is a method");
    }
}

/// The methods that look at no session are those of the public, the operator, other servers, and logins themselves.
#[test]
fn rows_without_sessions_have_no_rule() {
    for row in super::table().rows() {
        let sessions = row.auth.starts_with("Session") || row.auth == "Viewing";
        assert_eq!(sessions, row.apps != Unseen, "{row:?}");
    }
}
