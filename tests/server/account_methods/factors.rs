//! Second factors where apps sign in with the password.

use std::time::Duration;

use data_encoding::BASE32_NOPAD;
use hostplant::account::Origin;
use hostplant::store::Aid;
use hostplant::syntax::AtIdentifier;
use totp_rs::Builder;

use super::*;

const CREATE_SESSION: &str = "com.atproto.server.createSession";

impl TestServer {
    async fn aid(&self, account: &TestAccount) -> Aid {
        let id: AtIdentifier = account.did.parse().expect("a DID");
        self.app().accounts.find(id).await.expect("a read").expect("an account").aid
    }

    /// Sets up an authenticator app. Its secret and the recovery codes.
    async fn set_up_totp(&self, account: &TestAccount) -> (String, Vec<String>) {
        let (accounts, aid) = (&self.app().accounts, self.aid(account).await);
        let secret = accounts.begin_totp(aid).await.expect("begun").secret.expose().clone();
        let codes = accounts.confirm_totp(aid, &self.totp_code(&secret), Origin::default()).await;
        let codes = codes.expect("confirmed").expect("recovery codes");
        self.advance(Duration::from_secs(30));
        (secret, codes.iter().map(|code| code.expose().clone()).collect())
    }

    fn totp_code(&self, secret: &str) -> String {
        let secret = BASE32_NOPAD.decode(secret.as_bytes()).expect("base32");
        let secret: [u8; 20] = secret.try_into().expect("20 bytes");
        let totp = Builder::new().with_secret(secret).build().expect("parameters");
        totp.generate(self.app().clock.now().secs()).to_string()
    }

    async fn log_in_with(&self, password: &str, token: &str) -> super::super::Answer {
        let body = json!({ "identifier": "alice.test", "password": password, "authFactorToken": token });
        self.post(&As::Nobody, CREATE_SESSION, body).await
    }

    async fn confirm_address(&self, account: &TestAccount) {
        self.post(&account.access, "com.atproto.server.requestEmailConfirmation", Value::Null).await.ok();
        let code = self.mailed_code("alice@example.com").await;
        let body = json!({ "email": "alice@example.com", "token": code });
        self.post(&account.access, "com.atproto.server.confirmEmail", body).await.ok();
    }
}

fn required() -> (u16, String) {
    (401, "AuthFactorTokenRequired".to_owned())
}

#[tokio::test]
async fn the_code_of_an_authenticator_app_is_asked_for() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    let (secret, codes) = server.set_up_totp(&alice).await;
    assert_eq!(server.log_in("alice.test", "alice-password").await.error(), required());
    for blank in ["", "  "] {
        assert_eq!(server.log_in_with("alice-password", blank).await.error(), required());
    }
    let failure = (401, "AuthenticationRequired".to_owned());
    assert_eq!(server.log_in("alice.test", "wrong").await.error(), failure, "nothing is asked of strangers");
    let refused = server.log_in_with("alice-password", "000000x").await;
    assert_eq!((refused.message(), refused.error()), ("Token is invalid".to_owned(), failure.clone()));
    let code = server.totp_code(&secret);
    assert_eq!(server.log_in_with("wrong", &code).await.error(), failure);
    let session = server.log_in_with("alice-password", &code).await.ok();
    assert_eq!((&session["did"], &session["emailAuthFactor"]), (&json!(alice.did), &json!(false)));
    assert_eq!(server.log_in_with("alice-password", &code).await.error(), failure, "twice");
    server.log_in_with("alice-password", &codes[0]).await.ok();

    let made = server
        .post(&alice.access, "com.atproto.server.createAppPassword", json!({ "name": "app" }))
        .await
        .ok();
    server.log_in("alice.test", made["password"].as_str().expect("a password")).await.ok();

    for _ in 0..5 {
        server.log_in_with("alice-password", "aaaa-aaaa-aaaa").await;
    }
    let refused = server.log_in_with("alice-password", &codes[1]).await;
    assert_eq!(refused.error(), (429, "RateLimitExceeded".to_owned()));
    assert_eq!(refused.headers["retry-after"], "60");
    server.advance(Duration::from_secs(60));
    server.log_in_with("alice-password", &codes[1]).await.ok();
}

#[tokio::test]
async fn a_mailed_code_is_asked_for_and_switched_by_update_email() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    let update = async |token: Option<String>, factor: bool| {
        let body = json!({ "email": "alice@example.com", "token": token, "emailAuthFactor": factor });
        server.post(&alice.access, "com.atproto.server.updateEmail", body).await
    };
    assert_eq!(update(None, true).await.message(), "Confirm your email address first");
    server.confirm_address(&alice).await;
    update(None, true).await.ok();
    let letter = server.letter("alice@example.com").await;
    assert!(
        letter.contains("was added to your account") && letter.contains("What: a code by e-mail"),
        "{letter}"
    );
    let session = server.get(&alice.access, "com.atproto.server.getSession", "").await.ok();
    assert_eq!((&session["emailAuthFactor"], &session["emailConfirmed"]), (&json!(true), &json!(true)));

    let asked = server.log_in("alice.test", "alice-password").await;
    assert_eq!(asked.message(), "A sign in code has been sent to your email address");
    assert_eq!(asked.error(), required());
    let code = server.mailed_code("alice@example.com").await;
    let session = server.log_in_with("alice-password", &code).await.ok();
    assert_eq!(session["emailAuthFactor"], true);

    assert_eq!(update(None, false).await.error(), (400, "TokenRequired".to_owned()));
    server.advance(Duration::from_secs(1));
    server.post(&alice.access, "com.atproto.server.requestEmailUpdate", Value::Null).await.ok();
    let code = server.mailed_code("alice@example.com").await;
    update(Some(code), false).await.ok();
    let session = server.log_in("alice.test", "alice-password").await.ok();
    assert_eq!(session["emailAuthFactor"], false);
}

#[tokio::test]
async fn the_operator_helps_who_lost_a_factor() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    server.set_up_totp(&alice).await;
    let did = format!("did={}", alice.did);
    let factors = async || server.get(&As::Admin, "local.hostplant.admin.getFactors", &did).await.ok();
    assert_eq!(factors().await["second"], json!(["totp", "recovery-code"]));
    let remove = async |kind: &str| {
        let body = json!({ "did": alice.did, "kind": kind });
        server.post(&As::Admin, "local.hostplant.admin.removeFactor", body).await
    };
    assert_eq!(remove("hope").await.status, 400);
    assert_eq!(remove("passkey").await.ok(), json!({ "removed": false }));
    assert_eq!(remove("totp").await.ok(), json!({ "removed": true }));
    let letter = server.letter("alice@example.com").await;
    assert!(
        letter.contains("does not work any more") && letter.contains("What: an authenticator app"),
        "{letter}"
    );
    assert_eq!(factors().await["second"], json!([]));
    server.log_in("alice.test", "alice-password").await.ok();
    let log = server.get(&As::Admin, "local.hostplant.admin.listActivity", &did).await.ok();
    let acts = log["activity"].as_array().expect("a list");
    let removed = acts.iter().find(|entry| entry["act"] == "factor-removed").expect("an entry");
    assert_eq!((&removed["actor"], &removed["detail"]), (&json!("operator"), &json!("totp")));
}
