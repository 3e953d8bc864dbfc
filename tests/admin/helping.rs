//! What the buttons of the pages about people do: accounts, invites, letters.

use hostplant::account::Hosted;
use hostplant::store::{Snapshot, StorageError};
use serde_json::json;

use super::*;
use crate::pages::letter;
use crate::server::accounts::PASSWORD;

async fn row(server: &TestServer, account: &TestAccount) -> Option<Hosted> {
    let did = account.did.clone();
    let read = move |db: &Snapshot| -> Result<_, StorageError> { Hosted::by_did(db, &did) };
    server.app().store.read(read).await.expect("a read")
}

/// Presses a button of the account's page, and sees that it is said and noted.
async fn act(admin: &Visitor<'_>, account: &TestAccount, fields: &[(&str, &str)]) -> Page {
    let page = press(admin, &path_of(account), fields).await;
    assert_eq!(page.status, 200, "{}", page.html);
    assert!(page.html.contains("notice success"), "{}", page.html);
    let overview = admin.open("/admin").await;
    assert!(overview.html.contains(account.did.as_str()), "{fields:?} is in the log");
    page
}

#[tokio::test]
async fn accounts_are_stopped_and_let_go_on() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let admin = administrator(&server).await;
    act(&admin, &alice, &[("act", "takedown")]).await;
    assert!(row(&server, &alice).await.expect("a row").account.takedown.is_some());
    let login = json!({ "identifier": alice.handle, "password": PASSWORD });
    let refused = server.post(&As::Nobody, "com.atproto.server.createSession", login.clone()).await;
    assert_eq!(refused.error().1, "AccountTakedown");
    act(&admin, &alice, &[("act", "restore")]).await;
    server.post(&As::Nobody, "com.atproto.server.createSession", login).await.ok();

    act(&admin, &alice, &[("act", "deactivate")]).await;
    assert!(row(&server, &alice).await.expect("a row").account.deactivated_at.is_some());
    act(&admin, &alice, &[("act", "activate")]).await;
    assert!(row(&server, &alice).await.expect("a row").account.deactivated_at.is_none());

    act(&admin, &alice, &[("act", "invites-off")]).await;
    assert!(row(&server, &alice).await.expect("a row").account.invites_disabled);
    act(&admin, &alice, &[("act", "invites-on")]).await;
    assert!(!row(&server, &alice).await.expect("a row").account.invites_disabled);
    assert_eq!(press(&admin, &path_of(&alice), &[("act", "nonsense")]).await.status, 404);
}

#[tokio::test]
async fn who_cannot_get_in_is_helped() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.account("alice").await, server.account("bob").await);
    let admin = administrator(&server).await;
    let opened = admin.open(&path_of(&alice)).await;
    let page = admin.submit(&opened, &path_of(&alice), &[("act", "account-password")]).await;
    assert_eq!((page.status, &page.location), (200, &None), "it is on the answer itself");
    assert_eq!(page.headers["cache-control"], "no-store");
    let password = between(&page, "class=\"secret\">", '<').to_owned();
    let cookies = format!("{:?}", page.headers.get_all("set-cookie").iter().collect::<Vec<_>>());
    assert!(password.len() == 20 && !cookies.contains(&password), "{cookies}");
    assert!(admin.open("/admin").await.html.contains("A new password was made"), "it is noted");
    server.session(&alice.handle, &password).await;
    assert!(!admin.open(&path_of(&alice)).await.html.contains(&password), "it is shown once");

    act(&admin, &alice, &[("act", "reset-code")]).await;
    letter(&server, "alice@example.test").await;

    for (address, fault) in
        [("no address", "cannot be used"), ("bob@example.test", "Another account"), ("", "cannot be used")]
    {
        let page = press(&admin, &path_of(&alice), &[("act", "email"), ("email", address)]).await;
        assert_eq!(page.status, 422);
        assert!(page.html.contains(fault) || page.html.contains("e-mail"), "{}", page.html);
    }
    act(&admin, &alice, &[("act", "email"), ("email", "new@example.test")]).await;
    let account = row(&server, &alice).await.expect("a row").account;
    assert_eq!((account.email.as_deref(), account.email_confirmed_at), (Some("new@example.test"), None));

    let taken = press(&admin, &path_of(&alice), &[("act", "handle"), ("handle", &bob.handle)]).await;
    assert_eq!(taken.status, 422);
    act(&admin, &alice, &[("act", "handle"), ("handle", "@Carol.test")]).await;
    let account = row(&server, &alice).await.expect("a row").account;
    assert_eq!(account.handle.expect("a handle").as_str(), "carol.test");
}

#[tokio::test]
async fn accounts_are_found_and_deleted_by_name() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    server.account("bob").await;
    let admin = administrator(&server).await;
    let all = admin.open("/admin/accounts").await;
    assert!(all.html.contains("alice.test") && all.html.contains("bob.test"));
    for query in ["alice.test", "@alice.test", alice.did.as_str(), "Alice@example.test"] {
        let found = admin.open(&format!("/admin/accounts?q={}", query.replace('@', "%40"))).await;
        assert!(found.html.contains(&path_of(&alice)) && !found.html.contains("bob.test"), "{query}");
    }
    assert_eq!(admin.open("/admin/accounts?after=x").await.status, 404);
    assert_eq!(admin.open("/admin/accounts/nobody.test").await.status, 404);

    let path = format!("{}/delete", path_of(&alice));
    let wrong = press(&admin, &path, &[("name", "bob.test")]).await;
    assert!(wrong.status == 422 && wrong.html.contains("not its name"));
    assert!(row(&server, &alice).await.is_some());
    let done = press(&admin, &path, &[("name", "alice.test")]).await;
    assert!(done.html.contains("was deleted") && !done.html.contains("alice.test"), "{}", done.html);
    assert!(row(&server, &alice).await.is_none());
    assert!(admin.open("/admin").await.html.contains(&format!("alice.test {}", alice.did)));
}

#[tokio::test]
async fn invites_are_made_and_ended() {
    let server = TestServer::with(&["accounts.invite_required=true"]).await;
    let admin = administrator(&server).await;
    let path = "/admin/invites";
    let made = press(&admin, path, &[("act", "make"), ("count", "2"), ("uses", "3")]).await;
    assert!(made.html.contains("Nobody makes an account without"), "{}", made.html);
    let codes = server.get(&As::Admin, "com.atproto.admin.getInviteCodes", "").await.ok();
    let codes = codes["codes"].as_array().expect("codes");
    assert_eq!((codes.len(), codes[0]["available"].as_u64()), (2, Some(3)));
    let code = codes[0]["code"].as_str().expect("a code");
    assert!(made.html.contains(code));
    press(&admin, path, &[("act", "disable"), ("code", code)]).await;
    let codes = server.get(&As::Admin, "com.atproto.admin.getInviteCodes", "").await.ok();
    let ended = codes["codes"].as_array().expect("codes").iter().find(|own| own["code"] == code);
    assert_eq!(ended.expect("the code")["disabled"], true);
    // Numbers that make no sense are brought into their bounds.
    press(&admin, path, &[("act", "make"), ("count", "9999"), ("uses", "-1")]).await;
    let codes = server.get(&As::Admin, "com.atproto.admin.getInviteCodes", "limit=500").await.ok();
    assert_eq!(codes["codes"].as_array().expect("codes").len(), 52);
    let first = admin.open(path).await;
    let count = |page: &Page| page.html.matches("class=\"copy\"").count();
    let next =
        first.html.split("href=\"/admin/invites?after=").nth(1).and_then(|rest| rest.split('"').next());
    let older = admin.open(&format!("/admin/invites?after={}", next.expect("a link"))).await;
    assert_eq!((count(&first), count(&older)), (40, 12));
}

/// The page of letters, once the worker has tried to send them.
async fn tried(admin: &Visitor<'_>) -> Page {
    for _ in 0..200 {
        let page = admin.open("/admin/mail").await;
        if page.html.contains("tried") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no letter was tried");
}

/// The text between `before` and the next `after`.
fn between<'a>(page: &'a Page, before: &str, after: char) -> &'a str {
    let rest = page.html.split(before).nth(1).expect("a place");
    rest.split(after).next().expect("an end")
}

#[tokio::test]
async fn codes_are_handed_on_and_letters_tried_again_or_thrown_away() {
    // Nobody listens on port 1.
    let mail = ["mail.smtp_url=smtp://127.0.0.1:1", "mail.from=pds@example.test"];
    let server = TestServer::with(&mail).await;
    let admin = administrator(&server).await;
    let alice = server.account("alice").await;
    act(&admin, &alice, &[("act", "reset-code")]).await;
    let page = tried(&admin).await;
    assert!(page.html.contains("alice@example.test"), "{}", page.html);
    let code = between(&page, "class=\"copy code\">", '<');
    let letters = server.get(&As::Admin, "local.hostplant.admin.listLetters", "").await.ok();
    assert!(code.len() == 11 && letters.to_string().contains(code), "{letters}");

    let key = between(&page, "name=\"letter\" value=\"", '"').to_owned();
    let again = press(&admin, "/admin/mail", &[("act", "retry"), ("letter", &key)]).await;
    assert!(again.html.contains("tried again"), "{}", again.html);
    let gone = press(&admin, "/admin/mail", &[("act", "drop"), ("letter", &key)]).await;
    assert!(gone.html.contains("not there any more"), "it has another place now: {}", gone.html);
    for _ in 0..20 {
        let page = tried(&admin).await;
        let key = between(&page, "name=\"letter\" value=\"", '"');
        let done = press(&admin, "/admin/mail", &[("act", "drop"), ("letter", key)]).await;
        // The worker may have had it in hand.
        if done.html.contains("thrown away") {
            assert!(done.html.contains("No letter waits"), "{}", done.html);
            return;
        }
    }
    panic!("the letter stays");
}
