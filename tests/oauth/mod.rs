//! The OAuth provider as apps meet it, over HTTP. Tests are named by the numbers of the acceptance list that they stand
//! for. What people do on pages is done on the provider itself: pages have tests of their own.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, Ordering};

use data_encoding::BASE64URL_NOPAD;
use hostplant::account::Origin;
use hostplant::crypto::{Curve, SigningKey, jwt, sha256};
use hostplant::oauth::scope::ScopeSet;
use hostplant::oauth::{Consenting, Lifetime, Redirect, RequestId, dpop, jwk};
use hostplant::store::Aid;
use hostplant::store::keys::DeviceId;
use hyper::Method;
use serde_json::{Value, json};

use crate::server::accounts::TestAccount;
use crate::server::upstream::{FakeService, Told};
use crate::server::{Answer, TestServer};

mod access;
mod calls;
mod codes;
mod documents;
mod effects;
mod mistakes;
mod push;
mod refresh;
mod requests;
mod revocation;
mod scopes;
pub(crate) mod visitor;

/// The host of an app that publishes metadata.
pub(crate) const HOST: &str = "app.demo.social";
/// Its name.
const CLIENT_ID: &str = "https://app.demo.social/client.json";
/// Where it sends people back to.
const REDIRECT_URI: &str = "https://app.demo.social/callback";
/// How it calls its key.
const KID: &str = "key-1";
/// What apps ask for where it does not matter.
const SCOPE: &str = "atproto transition:generic";

/// An app with its keys.
pub(crate) struct App<'s> {
    server: &'s TestServer,
    id: String,
    redirect_uri: String,
    /// What its proofs are signed with.
    key: SigningKey,
    /// What its assertions are signed with, if it is confidential.
    own_key: Option<SigningKey>,
    /// The nonce of the last answer.
    nonce: Mutex<Option<String>>,
}

/// What an app holds.
#[derive(Clone, Debug)]
struct Held {
    access: String,
    refresh: String,
    scope: String,
}

impl Held {
    fn of(answer: &Value) -> Self {
        let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(answer["token_type"], "DPoP");
        Self { access: text("access_token"), refresh: text("refresh_token"), scope: text("scope") }
    }
}

/// A server that fetches the documents of [`HOST`] from the second part.
pub(crate) async fn with_published(settings: &[&str]) -> (TestServer, FakeService) {
    let host = FakeService::start().await;
    let address = host.url().replace("http://", "");
    let setting = format!("oauth.development_hosts={HOST}={address}");
    let mut settings = settings.to_vec();
    settings.push(&setting);
    (TestServer::with(&settings).await, host)
}

/// What a confidential app publishes, its keys included.
fn confidential(keys: &[(&str, &SigningKey)]) -> Value {
    let keys: Vec<Value> = keys
        .iter()
        .map(|(kid, key)| {
            let mut jwk = jwk::of_public_key(key.public());
            jwk["kid"] = (*kid).into();
            jwk
        })
        .collect();
    json!({
        "client_id": CLIENT_ID,
        "client_name": "Demo",
        "redirect_uris": [REDIRECT_URI],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": format!("{SCOPE} transition:email repo:com.example.thing unheard:of"),
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks": { "keys": keys },
        "dpop_bound_access_tokens": true,
    })
}

/// What a public app publishes.
pub(crate) fn public() -> Value {
    let mut metadata = confidential(&[]);
    let members = metadata.as_object_mut().expect("an object");
    members.remove("jwks");
    members.remove("token_endpoint_auth_signing_alg");
    members.insert("token_endpoint_auth_method".to_owned(), "none".into());
    metadata
}

fn publish(host: &FakeService, metadata: Value) {
    host.answers(move |_| Told::ok(&metadata));
}

/// A browser that no other test has.
fn browser() -> DeviceId {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    DeviceId([NEXT.fetch_add(1, Ordering::Relaxed); 16])
}

/// A secret for PKCE and its challenge.
pub(crate) fn pkce() -> (String, String) {
    let verifier = BASE64URL_NOPAD.encode(&hostplant::base::random_bytes::<32>());
    let challenge = BASE64URL_NOPAD.encode(&sha256(verifier.as_bytes()));
    (verifier, challenge)
}

impl<'s> App<'s> {
    /// An app in development.
    pub(crate) fn loopback(server: &'s TestServer) -> Self {
        let redirect_uri = "http://127.0.0.1/cb".to_owned();
        let query = form(&[("redirect_uri", &redirect_uri), ("scope", &format!("{SCOPE} transition:email"))]);
        Self::named(server, format!("http://localhost?{query}"), redirect_uri, None)
    }

    /// An app that publishes metadata; confidential when it has a key of its own.
    pub(crate) fn published(server: &'s TestServer, own_key: Option<SigningKey>) -> Self {
        Self::named(server, CLIENT_ID.to_owned(), REDIRECT_URI.to_owned(), own_key)
    }

    fn named(server: &'s TestServer, id: String, redirect_uri: String, own_key: Option<SigningKey>) -> Self {
        let key = SigningKey::generate(Curve::P256);
        Self { server, id, redirect_uri, key, own_key, nonce: Mutex::default() }
    }

    /// The same app on another machine: another key.
    fn elsewhere(&self) -> Self {
        Self::named(self.server, self.id.clone(), self.redirect_uri.clone(), self.own_key.clone())
    }

    fn issuer(&self) -> &str {
        self.server.app().oauth.issuer()
    }

    fn now(&self) -> hostplant::base::Timestamp {
        self.server.app().clock.now()
    }

    fn proof(&self, method: &str, path: &str, token: Option<&str>) -> String {
        let url = format!("{}{path}", self.issuer());
        let nonce = self.nonce.lock().expect("a lock").clone();
        dpop::specimen(&self.key, method, &url, nonce.as_deref(), token, self.now())
    }

    /// The assertion that a confidential app sends.
    fn assertion(&self, changes: &Value) -> Option<String> {
        let key = self.own_key.as_ref()?;
        let mut claims = json!({
            "iss": self.id, "sub": self.id, "aud": self.issuer(), "iat": self.now().secs(),
            "jti": BASE64URL_NOPAD.encode(&hostplant::base::random_bytes::<16>()),
        });
        for (name, value) in changes.as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
        Some(jwt::sign(key, "JWT", Some(KID), &claims))
    }

    /// Sends fields with one proof, whatever the nonce.
    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let proof = self.proof("POST", path, None);
        self.send_with(path, fields, &[("dpop", &proof)]).await
    }

    async fn send_with(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/x-www-form-urlencoded"));
        let answer = self.server.send(Method::POST, path, &headers, form(fields)).await;
        self.learn(&answer);
        answer
    }

    fn learn(&self, answer: &Answer) {
        if let Some(nonce) = answer.headers.get("dpop-nonce") {
            *self.nonce.lock().expect("a lock") = Some(nonce.to_str().expect("text").to_owned());
        }
    }

    /// Sends fields as the app that it is, once more with a nonce when it had none.
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_as(path, fields, &Value::Null).await
    }

    /// The same with an assertion of changed claims.
    async fn post_as(&self, path: &str, fields: &[(&str, &str)], claims: &Value) -> Answer {
        let mut answer = None;
        for _ in 0..2 {
            let assertion = self.assertion(claims);
            let mut all = fields.to_vec();
            if !fields.iter().any(|(name, _)| *name == "client_id") {
                all.push(("client_id", &self.id));
            }
            if let Some(assertion) = &assertion {
                all.push(("client_assertion", assertion));
                let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                all.push(("client_assertion_type", kind));
            }
            let sent = self.send(path, &all).await;
            if sent.json()["error"] != "use_dpop_nonce" {
                return sent;
            }
            answer = Some(sent);
        }
        answer.expect("two attempts were made")
    }

    /// Pushes a request for [`SCOPE`]; `changes` replace parameters, or with an empty value leave them out.
    pub(crate) async fn push(&self, challenge: &str, changes: &[(&str, &str)]) -> Answer {
        let mut fields = vec![
            ("response_type", "code"),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("scope", SCOPE),
            ("state", "the state"),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ];
        fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        fields.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
        self.post("/oauth/par", &fields).await
    }

    /// Pushes a request that must be taken.
    pub(crate) async fn pushed(&self, challenge: &str, changes: &[(&str, &str)]) -> RequestId {
        let answer = self.push(challenge, changes).await;
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
        RequestId::from_uri(answer.json()["request_uri"].as_str().expect("an address")).expect("a request")
    }

    /// What happens when the account's owner lets the app in with everything that it asks for.
    async fn approve(&self, id: RequestId, account: &TestAccount, device: DeviceId) -> Redirect {
        self.approve_some(id, account, device, &format!("{SCOPE} transition:email"), Lifetime::UntilRevoked)
            .await
    }

    async fn approve_some(
        &self,
        id: RequestId,
        account: &TestAccount,
        device: DeviceId,
        granted: &str,
        lifetime: Lifetime,
    ) -> Redirect {
        let oauth = &self.server.app().oauth;
        oauth.open(id, Some(&self.id), device).expect("an open request");
        let consenting = Consenting {
            aid: aid(self.server, account).await,
            device,
            granted: ScopeSet::parse_lenient(granted).expect("scopes"),
            lifetime,
            origin: Origin::default(),
        };
        oauth.approve(id, consenting).await.expect("an answer")
    }

    /// Exchanges a code.
    pub(crate) async fn exchange(&self, code: &str, verifier: &str) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", verifier),
        ];
        self.post("/oauth/token", &fields).await
    }

    /// Exchanges a refresh token.
    async fn refresh(&self, token: &str) -> Answer {
        self.post("/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// From a push to tokens.
    async fn sign_in(&self, account: &TestAccount) -> Held {
        self.sign_in_for(account, SCOPE, Lifetime::UntilRevoked).await
    }

    async fn sign_in_for(&self, account: &TestAccount, scope: &str, lifetime: Lifetime) -> Held {
        let (verifier, challenge) = pkce();
        let id = self.pushed(&challenge, &[("scope", scope)]).await;
        let redirect = self.approve_some(id, account, browser(), scope, lifetime).await;
        let answer = self.exchange(redirect.param("code").expect("a code"), &verifier).await.ok();
        assert_eq!(answer["sub"], account.did.as_str());
        Held::of(&answer)
    }

    /// Calls a query with a token, once more with a nonce when it had none.
    async fn call(&self, nsid: &str, token: &str) -> Answer {
        let path = format!("/xrpc/{nsid}");
        let mut answer = self.call_with(&path, token, &self.proof("GET", &path, Some(token))).await;
        if answer.status == 401 && answer.json()["error"] == "use_dpop_nonce" {
            answer = self.call_with(&path, token, &self.proof("GET", &path, Some(token))).await;
        }
        answer
    }

    async fn call_with(&self, path: &str, token: &str, proof: &str) -> Answer {
        let authorization = format!("DPoP {token}");
        let headers = [("authorization", authorization.as_str()), ("dpop", proof)];
        let answer = self.server.send(Method::GET, path, &headers, "").await;
        self.learn(&answer);
        answer
    }

    /// Whether a token still opens the account.
    async fn works(&self, token: &str) -> bool {
        let answer = self.call(GET_SESSION, token).await;
        if !answer.status.is_success() {
            assert_eq!(answer.error(), (401, "invalid_token".to_owned()));
        }
        answer.status.is_success()
    }
}

/// A method that any app may call.
const GET_SESSION: &str = "com.atproto.server.getSession";

/// Status and word of an OAuth error, which must have a sentence too.
fn oauth_error(answer: &Answer) -> (u16, String) {
    assert!(answer.json()["error_description"].is_string(), "{}", String::from_utf8_lossy(&answer.body));
    answer.error()
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!(oauth_error(answer), (status, error.to_owned()), "{}", String::from_utf8_lossy(&answer.body));
}

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

async fn aid(server: &TestServer, account: &TestAccount) -> Aid {
    let id = account.did.as_str().parse().expect("a DID");
    server.app().accounts.find(id).await.expect("a read").expect("an account").aid
}
