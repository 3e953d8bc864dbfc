//! `com.atproto.server.*` over HTTP.

use hostplant::auth::issue_service_token;
use hostplant::base::Timestamp;
use hostplant::crypto::{Curve, SigningKey};
use hostplant::identity::plc::{Operation, PlcData};
use hostplant::mail;
use hostplant::syntax::{Did, Nsid};
use http_body_util::Full;
use hyper::Request;
use serde_json::{Value, json};

use super::{As, TestServer};

mod activity;
mod app_passwords;
mod errors;
mod factors;
mod invites;
mod letters;
mod life;
mod moving;
mod sessions;
mod sign_up;

/// An account of a test server with a session by its password, `<name>-password`.
#[derive(Clone, Debug)]
pub struct TestAccount {
    pub did: String,
    pub access: As,
    pub refresh: As,
}

impl TestAccount {
    fn of(session: &Value) -> Self {
        let text = |name: &str| session[name].as_str().expect("text").to_owned();
        Self {
            did: text("did"),
            access: As::Bearer(text("accessJwt")),
            refresh: As::Bearer(text("refreshJwt")),
        }
    }
}

impl TestServer {
    /// Makes the account `<name>.test` with the address `<name>@example.com`.
    pub async fn sign_up(&self, name: &str) -> TestAccount {
        let answer = self.post(&As::Nobody, "com.atproto.server.createAccount", wanted(name)).await;
        TestAccount::of(&answer.ok())
    }

    async fn log_in(&self, identifier: &str, password: &str) -> super::Answer {
        let body = json!({ "identifier": identifier, "password": password });
        self.post(&As::Nobody, "com.atproto.server.createSession", body).await
    }

    /// The code in the newest letter to `address`, once it has arrived.
    pub async fn mailed_code(&self, address: &str) -> String {
        let letter = self.letter(address).await;
        let is_code = |word: &&str| word.len() == 11 && word.as_bytes()[5] == b'-';
        letter.split_whitespace().find(is_code).expect("a code").to_owned()
    }

    /// The text of the newest letter to `address`, once none is under way.
    pub async fn letter(&self, address: &str) -> String {
        loop {
            let waiting =
                self.app().store.read(|snapshot| mail::undelivered(snapshot, 1)).await.expect("letters");
            if waiting.is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let messages = self.app().mail.sink().expect("a sink").messages();
        messages.into_iter().rfind(|message| message.to == address).expect("a letter").content.text
    }
}

fn wanted(name: &str) -> Value {
    json!({
        "handle": format!("{name}.test"),
        "email": format!("{name}@example.com"),
        "password": format!("{name}-password"),
    })
}

/// Somebody who has a DID and lives elsewhere.
struct Stranger {
    did: Did,
    key: SigningKey,
    operation: Operation,
}

impl Stranger {
    /// Publishes a DID in the server's directory.
    async fn publish(server: &TestServer, handle: &str) -> Self {
        let stranger = Self::new(handle);
        stranger.submit(server, &stranger.operation).await;
        stranger
    }

    /// A DID that is not published yet; its key signs for its labeler, too.
    fn new(handle: &str) -> Self {
        let key = SigningKey::generate(Curve::K256);
        let handle = handle.parse().expect("a handle");
        let mut data =
            PlcData::hosted(&handle, "https://elsewhere.test", key.public(), [key.public().did_key()]);
        data.verification_methods.insert("atproto_label".to_owned(), key.public().did_key());
        let operation = Operation::sign(data, None, &key);
        Self { did: operation.new_did(), key, operation }
    }

    async fn submit(&self, server: &TestServer, operation: &Operation) {
        let url = format!("{}/{}", server.directory(), self.did);
        let request = Request::post(url)
            .header("content-type", "application/json")
            .body(Full::from(operation.to_json().to_string()))
            .expect("a request");
        let answer = server.request(request).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    }

    /// A service token for a call of `method`, good for a minute.
    fn token(&self, audience: &str, method: &str, now: Timestamp) -> As {
        let method: Nsid = method.parse().expect("an NSID");
        let expires = now.after(std::time::Duration::from_secs(60));
        As::Bearer(issue_service_token(&self.key, &self.did, audience, Some(&method), expires, now))
    }
}
