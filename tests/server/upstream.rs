//! A service of somebody else: answers what a test says and remembers what it was asked.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};

/// A request that the service was sent.
#[derive(Clone, Debug)]
pub struct Asked {
    pub head: Parts,
    pub body: Bytes,
}

impl Asked {
    /// Path and query.
    pub fn path(&self) -> &str {
        self.head.uri.path_and_query().map_or("", |path| path.as_str())
    }

    /// The method called.
    pub fn method(&self) -> &str {
        self.head.uri.path().trim_start_matches("/xrpc/")
    }

    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }
}

/// What the service answers.
pub struct Told {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

impl Told {
    /// JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::bytes(status, body.to_string()).header("content-type", "application/json")
    }

    pub fn ok(body: &Value) -> Self {
        Self::json(200, body)
    }

    /// An XRPC error.
    pub fn error(status: u16, name: &str, message: &str) -> Self {
        Self::json(status, &json!({ "error": name, "message": message }))
    }

    /// Anything.
    pub fn bytes(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::builder().status(StatusCode::from_u16(self.status).expect("a status"));
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        response.body(Full::new(self.body)).expect("a response")
    }
}

type Script = Box<dyn Fn(&Asked) -> Told + Send + Sync>;

/// The service, on loopback until the test ends.
pub struct FakeService {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    script: Arc<Mutex<Script>>,
}

impl FakeService {
    /// A service that answers `{}` until it is told otherwise.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let script: Script = Box::new(|_| Told::ok(&json!({})));
        let script = Arc::new(Mutex::new(script));
        let (log, play) = (Arc::clone(&asked), Arc::clone(&script));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, play) = (Arc::clone(&log), Arc::clone(&play));
                let service = service_fn(move |request: Request<Incoming>| {
                    let (log, play) = (Arc::clone(&log), Arc::clone(&play));
                    async move {
                        let (head, body) = request.into_parts();
                        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
                        let asked = Asked { head, body };
                        let told = (play.lock().expect("a lock"))(&asked);
                        log.lock().expect("a lock").push(asked);
                        Ok::<_, Infallible>(told.into_response())
                    }
                });
                let connection = hyper::server::conn::http1::Builder::new();
                tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { address, asked, script }
    }

    /// What it answers from now on.
    pub fn answers(&self, script: impl Fn(&Asked) -> Told + Send + Sync + 'static) {
        *self.script.lock().expect("a lock") = Box::new(script);
    }

    /// What it was asked since the last time.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().expect("a lock"))
    }

    /// The one thing that it was asked since the last time.
    pub fn asked_once(&self) -> Asked {
        let mut asked = self.asked();
        assert_eq!(asked.len(), 1, "{asked:#?}");
        asked.remove(0)
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A did:web that leads here.
    pub fn did(&self) -> String {
        format!("did:web:localhost%3A{}", self.address.port())
    }

    /// Its DID document, with one service at this address.
    pub fn document(&self, service: &str) -> Value {
        json!({
            "id": self.did(),
            "service": [{ "id": format!("#{service}"), "type": "Fake", "serviceEndpoint": self.url() }],
        })
    }
}
