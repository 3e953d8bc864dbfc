//! A whole server in this process: real sockets, a clock that tests move, names that tests give out.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hostplant::app::{App, Server, Surroundings};
use hostplant::base::{Clock, Timestamp};
use hostplant::config::{Config, Secrets, Sources};
use hostplant::doctor::System;
use hostplant::net::{FixedNames, Names};
use hostplant::store::{Read, Seq, StorageError};
use http_body_util::{BodyExt, Full};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::{HeaderMap, Method, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

mod account_methods;
pub mod accounts;
mod admin;
mod chores;
mod doctor;
mod firehose;
mod framework;
mod http2;
mod identity;
mod local;
mod preferences;
mod proxy;
mod rate_limits;
mod read_after_write;
mod repo;
mod stream;
mod sync;
pub mod upstream;

/// The administrator's password on every test server.
pub const ADMIN_PASSWORD: &str = "correct horse battery staple";
/// When time begins: 2026-01-01, the earliest time that a server believes.
pub const START: Timestamp = Timestamp::from_secs(1_767_225_600);

/// A running server and a client for it. Stops when it is dropped, and its data goes too.
pub struct TestServer {
    server: Option<Server>,
    clock: Clock,
    client: Client<HttpConnector, Full<Bytes>>,
    address: SocketAddr,
    settings: Vec<String>,
    folder: tempfile::TempDir,
}

/// What a server answered.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("not JSON: {} {:?}", self.status, String::from_utf8_lossy(&self.body)))
    }

    /// The body of a call that must have succeeded.
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.body));
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// Status and name of a call that must have failed.
    pub fn error(&self) -> (u16, String) {
        assert!(!self.status.is_success(), "succeeded: {}", String::from_utf8_lossy(&self.body));
        (self.status.as_u16(), self.json()["error"].as_str().expect("an error name").to_owned())
    }

    /// The sentence of a call that must have failed.
    pub fn message(&self) -> String {
        self.error();
        self.json()["message"].as_str().expect("a message").to_owned()
    }
}

/// Who calls.
#[derive(Clone, Debug)]
pub enum As {
    Nobody,
    Admin,
    /// With an access or refresh token.
    Bearer(String),
}

impl TestServer {
    /// A server with the given settings besides those that tests need.
    pub async fn with(settings: &[&str]) -> Self {
        Self::with_names(settings, FixedNames::default()).await
    }

    /// A server with the given settings, for which `names` is all that DNS knows.
    pub async fn with_names(settings: &[&str], names: FixedNames) -> Self {
        Self::with_clock(settings, names, START).await
    }

    /// A server whose clock stands at `start`.
    pub async fn with_clock(settings: &[&str], names: FixedNames, start: Timestamp) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = settings.iter().map(|&setting| setting.to_owned()).collect();
        Self::start_in(folder, settings, names, Clock::manual(start)).await
    }

    async fn start_in(
        folder: tempfile::TempDir,
        settings: Vec<String>,
        names: FixedNames,
        clock: Clock,
    ) -> Self {
        let mut flags = vec![
            format!("storage.directory={}", folder.path().display()),
            "http.listen=127.0.0.1:0".to_owned(),
            "service.port=0".to_owned(),
            "service.dev_mode=true".to_owned(),
            "accounts.invite_required=false".to_owned(),
        ];
        if !settings.iter().any(|setting| setting.starts_with("identity.plc_url=")) {
            flags.push("identity.directory=127.0.0.1:0".to_owned());
        }
        if !settings.iter().any(|setting| setting == "setup.enabled=true") {
            // There, it is chosen on the way.
            flags.push(format!("secrets.admin_password={ADMIN_PASSWORD}"));
        }
        flags.extend(settings.iter().cloned());
        let config = Config::load(&Sources { flags, ..Sources::default() }, Secrets::Make).expect("settings");
        let names = Names::fixed(names);
        let around = Surroundings {
            clock: clock.clone(),
            names,
            listeners: Vec::new(),
            watch_memory: false,
            tell_neighbours: false,
            system: System::at(folder.path().join("system")),
        };
        let server = Server::start(config, around).await.expect("a server");
        let address = server.addresses()[0];
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { server: Some(server), clock, client, address, settings, folder }
    }

    /// A server with the settings that tests need.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The folder of its data.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// The folder from which it reads what the kernel tells; empty at first.
    pub fn system(&self) -> PathBuf {
        self.data().join("system")
    }

    /// Where its data lies.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The newest event of its firehose.
    pub async fn newest_event(&self) -> Option<Seq> {
        let read = self.app().store.read(Read::newest_event);
        read.await.map_err(|error: StorageError| error).expect("a read")
    }

    /// The server itself.
    pub fn server(&self) -> &Server {
        self.server.as_ref().expect("a running server")
    }

    /// The address of its PLC directory.
    pub fn directory(&self) -> String {
        let address = self.server.as_ref().and_then(Server::directory_address).expect("a directory");
        format!("http://{address}")
    }

    /// Asks for any address.
    pub async fn fetch(&self, url: &str) -> Answer {
        self.request(Request::get(url).body(Full::default()).expect("a request")).await
    }

    /// Its parts.
    pub fn app(&self) -> &Arc<App> {
        self.server.as_ref().expect("a running server").app()
    }

    /// Lets time pass for the server.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Sends a request with any headers and body.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.request(request.body(Full::new(body.into())).expect("a request")).await
    }

    async fn request(&self, request: Request<Full<Bytes>>) -> Answer {
        let response = self.client.request(request).await.expect("an answer");
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }

    /// Calls a query; `query` is its query string.
    pub async fn get(&self, who: &As, nsid: &str, query: &str) -> Answer {
        let path = if query.is_empty() { format!("/xrpc/{nsid}") } else { format!("/xrpc/{nsid}?{query}") };
        let credentials = credentials(who);
        let headers: Vec<_> =
            credentials.iter().map(|text| (AUTHORIZATION.as_str(), text.as_str())).collect();
        self.send(Method::GET, &path, &headers, Bytes::new()).await
    }

    /// Calls a procedure with a JSON body, or with none for `Value::Null`.
    pub async fn post(&self, who: &As, nsid: &str, body: Value) -> Answer {
        let credentials = credentials(who);
        let mut headers: Vec<_> =
            credentials.iter().map(|text| (AUTHORIZATION.as_str(), text.as_str())).collect();
        let mut bytes = Bytes::new();
        if !body.is_null() {
            headers.push((CONTENT_TYPE.as_str(), "application/json"));
            bytes = body.to_string().into();
        }
        self.send(Method::POST, &format!("/xrpc/{nsid}"), &headers, bytes).await
    }

    /// Stops it and starts it again with the same data, at the same time of day. The address is another one.
    pub async fn restart(&mut self) {
        self.restart_with(self.clock.clone()).await;
    }

    /// The same with another clock, as a board without a battery has after its power was cut.
    pub async fn restart_with(&mut self, clock: Clock) {
        let server = self.server.take().expect("a running server");
        server.stop().await;
        let empty = tempfile::tempdir().expect("a folder");
        let folder = std::mem::replace(&mut self.folder, empty);
        let settings = std::mem::take(&mut self.settings);
        *self = Self::start_in(folder, settings, FixedNames::default(), clock).await;
    }

    /// Stops it and waits until it is gone.
    pub async fn stop(mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.app().stop.ask();
        }
    }
}

fn credentials(who: &As) -> Option<String> {
    match who {
        As::Nobody => None,
        As::Admin => {
            let pair = format!("admin:{ADMIN_PASSWORD}");
            Some(format!("Basic {}", data_encoding::BASE64.encode(pair.as_bytes())))
        }
        As::Bearer(token) => Some(format!("Bearer {token}")),
    }
}
