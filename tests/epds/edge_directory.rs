//! Edge cases of what is not here: the directory of identities, the app's own documents, another server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::*;
use crate::server::upstream::{FakeService, Told};

/// A directory that can be switched off, and told to say that accounts live elsewhere.
struct Directory {
    service: FakeService,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    is_down: bool,
    /// Where accounts live, other than their operations say.
    elsewhere: Option<&'static str>,
    /// The newest operation of each DID.
    operations: HashMap<String, Value>,
}

impl Directory {
    async fn start() -> Self {
        let service = FakeService::start().await;
        let state: Arc<Mutex<State>> = Arc::default();
        let own = Arc::clone(&state);
        service.answers(move |asked| {
            let mut state = own.lock().expect("a lock");
            if state.is_down {
                return Told::bytes(503, "later");
            }
            let path = asked.path().trim_start_matches('/').to_owned();
            if asked.head.method == Method::POST {
                let operation = serde_json::from_slice(&asked.body).expect("JSON");
                state.operations.insert(path, operation);
                return Told::ok(&json!({}));
            }
            let did = path.trim_end_matches("/data");
            let Some(operation) = state.operations.get(did) else {
                return Told::json(404, &json!({ "message": format!("DID not registered: {did}") }));
            };
            let mut data = operation.clone();
            data["did"] = did.into();
            if let Some(host) = state.elsewhere {
                data["services"]["atproto_pds"]["endpoint"] = host.into();
            }
            Told::ok(&if path.ends_with("/data") { data } else { document(did, &data) })
        });
        Self { service, state }
    }

    async fn server(&self) -> TestServer {
        TestServer::with(&[&format!("identity.plc_url={}", self.service.url())]).await
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().expect("a lock"));
    }
}

/// The DID document of what a directory knows.
fn document(did: &str, data: &Value) -> Value {
    let key = data["verificationMethods"]["atproto"].as_str().expect("a key");
    json!({
        "id": did,
        "alsoKnownAs": data["alsoKnownAs"],
        "verificationMethod": [{
            "id": format!("{did}#atproto"),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key.trim_start_matches("did:key:"),
        }],
        "service": [{
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": data["services"]["atproto_pds"]["endpoint"],
        }],
    })
}

/// Up to the page that waits for a directory that is down: the app's request and that page's address.
async fn wait_for_directory(
    server: &TestServer,
    directory: &Directory,
    app: &App<'_>,
    visitor: &Visitor<'_>,
) -> (RequestId, String) {
    let (id, page) = begin(visitor, app, "carol@example.test").await;
    let entered = enter(visitor, &page, Some(id), &newest(server, "carol@example.test").await).await;
    let picker = visitor.open(entered.leads_to()).await;
    directory.change(|state| state.is_down = true);
    let fields = [("request", &*id.to_string()), ("handle", "carol-garden")];
    let waits = visitor.submit(&picker, HANDLE, &fields).await;
    assert_eq!(waits.leads_to(), format!("/account/code/wait?request={id}"));
    (id, waits.leads_to().to_owned())
}

/// Row "PLC directory down during sign-up": the page waits and looks again; when the directory is back the account is
/// made and the app gets its answer.
#[tokio::test]
async fn directory_down_during_sign_up() {
    let directory = Directory::start().await;
    let server = directory.server().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (_, waits) = wait_for_directory(&server, &directory, &app, &visitor).await;
    for _ in 0..2 {
        let waiting = visitor.open(&waits).await;
        assert!(waiting.status == 200 && waiting.html.contains("Almost there"), "{}", waiting.html);
        assert_eq!(waiting.headers["refresh"], "5");
        server.advance(Duration::from_secs(40));
    }
    directory.change(|state| state.is_down = false);
    let left = visitor.open(&waits).await;
    assert!(param(&left, "code").is_some());
    let published = directory.state.lock().expect("a lock").operations.len();
    assert_eq!(published, 1, "one identity was made");
}

/// The same row: who turns back leaves nothing.
#[tokio::test]
async fn directory_down_and_the_person_turns_back() {
    let directory = Directory::start().await;
    let server = directory.server().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, waits) = wait_for_directory(&server, &directory, &app, &visitor).await;
    let waiting = visitor.open(&waits).await;
    assert!(has_account(&server, "carol@example.test").await, "half made");
    let left = visitor.submit(&waiting, "/oauth/authorize/cancel", &[("request", &id.to_string())]).await;
    assert_eq!(param(&left, "error").as_deref(), Some("access_denied"));
    assert!(!has_account(&server, "carol@example.test").await);
    directory.change(|state| state.is_down = false);
    server.advance(Duration::from_secs(3_600));
    assert!(!has_account(&server, "carol@example.test").await, "and nothing comes of it later");
}

/// Row "account created by migration, not activated yet": a page that says how far the move has come.
#[tokio::test]
async fn account_that_is_still_moving_in() {
    let directory = Directory::start().await;
    let server = directory.server().await;
    let alice = server.account("alice").await;
    server.post(&alice.owner, "com.atproto.server.deactivateAccount", json!({})).await.ok();
    directory.change(|state| state.elsewhere = Some("https://old.example.com"));
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "alice@example.test").await;
    let entered = enter(&visitor, &page, Some(id), &newest(&server, "alice@example.test").await).await;
    let moving = visitor.follow(entered.leads_to()).await;
    assert_eq!(moving.status, 200);
    assert!(
        moving.html.contains("old.example.com") && moving.html.contains("records and"),
        "{}",
        moving.html
    );
    assert!(!moving.html.contains("Reactivate and continue"), "there is nothing to switch on yet");
    let left = visitor.submit(&moving, "/oauth/authorize/cancel", &[("request", &id.to_string())]).await;
    assert_eq!(param(&left, "error").as_deref(), Some("access_denied"));
    // When the move is done, the same page goes on.
    directory.change(|state| state.elsewhere = None);
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "alice@example.test").await;
    let entered = enter(&visitor, &page, Some(id), &newest(&server, "alice@example.test").await).await;
    let ready = visitor.follow(entered.leads_to()).await;
    assert!(ready.html.contains("Reactivate and continue"), "{}", ready.html);
}

/// Row "client metadata unreachable": once an app is known it goes on when its documents cannot be had, and a template
/// that cannot be had leaves the letter as it is by itself.
#[tokio::test]
async fn app_whose_documents_cannot_be_had() {
    let (server, host) = crate::oauth::with_published(&["oauth.branding=all"]).await;
    let mut metadata = crate::oauth::public();
    metadata["email_template_uri"] = format!("https://{}/mail.html", crate::oauth::HOST).into();
    metadata["email_subject_template"] = "{{code}} of Demo".into();
    host.answers(move |_| Told::ok(&metadata));
    let app = App::published(&server, None);
    let (_, challenge) = pkce();
    let id = app.pushed(&challenge, &[("login_hint", "carol@example.test")]).await;
    host.answers(|_| Told::bytes(500, "down"));
    let visitor = Visitor::new(&server);
    let page = visitor.follow(&authorize_with(&app, id, "carol@example.test")).await;
    assert!(page.status == 200 && page.html.contains(CODE), "{}", page.html);
    let letter = letter(&server, "carol@example.test").await;
    let (code, html) = (digits(&letter), letter["html"].as_str().expect("HTML"));
    assert!(html.contains(&code) && letter["subject"].as_str().is_some_and(|line| line.ends_with("of Demo")));
}
