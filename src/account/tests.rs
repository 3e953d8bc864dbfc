//! Accounts through a real store and a directory on loopback, with a clock that the tests move.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;

use super::*;
use crate::base::{Secret, Timestamp};
use crate::crypto::{Curve, PasswordParams, SealKey, SigningKey};
use crate::identity::IdentityConfig;
use crate::identity::directory::Directory;
use crate::logo::Logo;
use crate::mail::{Branding, MailConfig};
use crate::net::{FixedNames, Names, Network};
use crate::store::rows::accounts::Stage;
use crate::store::tables::{Accounts as AccountTable, DueTasks};
use crate::store::{Aid, EventKind, Read, Seq, Snapshot, Span, StorageError, StoreConfig};
use crate::syntax::Did;
use crate::texts::{Catalogue, Language};

mod address_check;
pub(crate) mod authenticator;
mod factors;
mod key_rotation;
mod life;
mod passkeys;
mod sessions;
mod sign_up;

/// How the directory behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Mood {
    /// As it should.
    Works,
    /// Refuses operations.
    Refuses,
    /// Takes operations and then answers with a failure.
    LosesAnswers,
    /// Fails, whatever it is asked.
    Fails,
}

pub(super) struct Bench {
    pub(super) accounts: Accounts,
    store: Store,
    pub(super) clock: Clock,
    seen: Mutex<Seq>,
    mood: Arc<AtomicU8>,
    folder: tempfile::TempDir,
}

const EXTERNAL: &str = "alice.garden.net";
const MOVER: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

impl Bench {
    pub(super) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(super) async fn with(change: impl FnOnce(&mut AccountsConfig)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(Timestamp::from_secs(1_780_000_000));
        let config = StoreConfig::at(&folder.path().join("hostplant.redb"));
        let store = Store::open(config, clock.clone(), Box::new(|_| {})).expect("a store");

        let mood = Arc::new(AtomicU8::new(Mood::Works as u8));
        let plc_url = directory(Directory::new(store.clone()), Arc::clone(&mood)).await;
        let names = FixedNames::default().txt(&format!("_atproto.{EXTERNAL}"), &format!("did={MOVER}"));
        let network = Network::new(Names::fixed(names), false);
        let identity = IdentityConfig { plc_url, dev: true, ..IdentityConfig::default() };
        let resolver = Resolver::new(network, identity, clock.clone());

        let seal_key = Secret::new([7; 32]);
        let mut config = AccountsConfig {
            hostname: "pds.test".to_owned(),
            public_url: "https://pds.test".to_owned(),
            service: "did:web:pds.test".parse().expect("a DID"),
            handle_domains: vec![".test".to_owned()],
            jwt_secret: Secret::new("secret".to_owned()),
            seal_key: seal_key.clone(),
            rotation_key: SigningKey::generate(Curve::P256),
            recovery_key: None,
            curve: Curve::P256,
            invites: InvitePolicy { required: false, interval: None, epoch: Timestamp::default() },
            disposable_domains: Vec::new(),
            document_with_session: false,
            sign_in_notices: true,
            codes_per_minute: 30,
            international_mail: false,
            email_verification: EmailVerification::Afterwards,
        };
        change(&mut config);
        let texts = Arc::new(Catalogue::load().expect("English parses"));
        let mailer =
            Mailer::new(&mail(), texts, store.clone(), clock.clone()).expect("mail without a server");
        let cheap = PasswordParams { memory_kib: 64, passes: 1, lanes: 1 };
        let accounts = Accounts::new(
            config,
            store.clone(),
            clock.clone(),
            Passwords::start(cheap).expect("a thread"),
            Signers::new(SealKey::new(&seal_key)),
            resolver,
            mailer,
        );
        Self { accounts, store, clock, seen: Mutex::default(), mood, folder }
    }

    fn set_mood(&self, mood: Mood) {
        self.mood.store(mood as u8, Ordering::Release);
    }

    pub(super) async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Snapshot) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.store.read(look).await.expect("a read")
    }

    /// Signs up and gives the account's number.
    pub(super) async fn alice(&self) -> (Aid, SignedUp) {
        let signed_up = self.accounts.sign_up(request("alice")).await.expect("an account");
        let hosted = self.hosted(&signed_up.did).await.expect("hosted");
        (hosted.aid, signed_up)
    }

    async fn hosted(&self, did: &Did) -> Option<Hosted> {
        let did = did.clone();
        self.look(move |snapshot| Hosted::by_did(snapshot, &did)).await
    }

    /// Rows of accounts in whatever stage.
    async fn stages(&self) -> Vec<Stage> {
        let rows = |snapshot: &Snapshot| {
            snapshot.range::<AccountTable>(Span::all())?.map(|row| row.map(|(_, row)| row.stage)).collect()
        };
        self.look(rows).await
    }

    async fn tasks(&self) -> usize {
        self.look(|snapshot| Ok(snapshot.range::<DueTasks>(Span::all())?.count())).await
    }

    /// The kinds of the events since this was last asked.
    async fn events(&self) -> Vec<EventKind> {
        let seen = *self.seen.lock().expect("a lock");
        let events = self.look(move |snapshot| snapshot.events_after(seen, 100, usize::MAX)).await;
        if let Some(last) = events.last() {
            *self.seen.lock().expect("a lock") = last.seq;
        }
        events.iter().map(|event| event.kind).collect()
    }

    /// The code of the last letter in the queue.
    async fn mailed_code(&self) -> String {
        let letters = self.look(|snapshot| crate::mail::undelivered(snapshot, 100)).await;
        match &letters.last().expect("a letter").letter {
            crate::mail::Letter::Code { code, .. } => code.expose().clone(),
            letter => panic!("{} has no code", letter.name()),
        }
    }
}

/// A request for `<name>.test` with the address `<name>@example.com` and the password `<name>-password`.
fn request(name: &str) -> SignUp {
    SignUp {
        handle: format!("{name}.test"),
        email: Some(format!("{name}@example.com").into()),
        password: Some(Secret::new(format!("{name}-password")).into()),
        invite: None,
        did: None,
        recovery_key: None,
        caller: None,
        origin: Origin::default(),
    }
}

/// A request of somebody who moves in and has proven the DID.
fn move_in() -> SignUp {
    let did: Did = MOVER.parse().expect("a DID");
    SignUp { handle: EXTERNAL.to_owned(), did: Some(did.clone()), caller: Some(did), ..request("alice") }
}

fn mail() -> MailConfig {
    let branding = Branding {
        service: "test".to_owned(),
        host: "pds.test".to_owned(),
        home_url: None,
        logo_url: None,
        logo: Logo::default(),
        color: "#000".to_owned(),
        support: None,
        language: Language::English,
        url: "https://pds.test".to_owned(),
        confirm_link: None,
    };
    MailConfig { smtp: None, moderation: None, sink: false, templates: None, branding }
}

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

/// Serves a directory on loopback. Its address.
async fn directory(directory: Directory, mood: Arc<AtomicU8>) -> String {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let directory = Arc::new(directory);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            let (directory, mood) = (Arc::clone(&directory), Arc::clone(&mood));
            let service = service_fn(move |request: Request<Incoming>| {
                let (directory, mood) = (Arc::clone(&directory), mood.load(Ordering::Acquire));
                async move { Ok::<_, hyper::Error>(directory_answer(&directory, mood, request).await) }
            });
            tokio::spawn(
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service),
            );
        }
    });
    format!("http://{address}")
}

async fn directory_answer(
    directory: &Directory,
    mood: u8,
    request: Request<Incoming>,
) -> Response<Full<Bytes>> {
    let plain = |status: StatusCode, body: &str| {
        let mut response = Response::new(Full::new(Bytes::from(body.to_owned())));
        *response.status_mut() = status;
        response
    };
    let is_post = request.method() == hyper::Method::POST;
    if mood == Mood::Fails as u8 {
        return plain(StatusCode::BAD_GATEWAY, "");
    }
    if is_post && mood == Mood::Refuses as u8 {
        return plain(StatusCode::BAD_REQUEST, r#"{"message":"not today"}"#);
    }
    let (head, body) = request.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let answer = directory.answer(&head.method, head.uri.path(), &body).await;
    if is_post && mood == Mood::LosesAnswers as u8 {
        return plain(StatusCode::GATEWAY_TIMEOUT, "");
    }
    plain(answer.status, &answer.body)
}
