//! How commands reach a running server: its own XRPC methods over loopback, as the administrator.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use data_encoding::BASE64;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::{Method, Request};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{CliError, Place};
use crate::config::{Config, Secrets};
use crate::net::{self, FixedNames, Limits, Names, Network, public_roots};
use crate::setup::PLACEHOLDER;
use crate::syntax::{AtIdentifier, Did};
use crate::tls::{FilePair, TlsConfig};

/// How long the server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How long it may take with work that grows with the data.
const PATIENCE: Duration = Duration::from_secs(6 * 3_600);
/// Where encrypted connections are answered.
const HTTPS_PORT: u16 = 443;
/// Largest answer that is read, in bytes.
const MAX_ANSWER: u64 = 16 * 1024 * 1024;

/// A client of one server.
#[derive(Debug)]
pub(super) struct Client {
    http: net::Client,
    base: String,
    authorization: Option<String>,
    timeout: Duration,
}

impl Client {
    /// For the server that `place` describes: the secrets come from its data folder, the address from its settings.
    pub(super) fn new(place: &Place) -> Result<Self, CliError> {
        let config = Config::load(&place.sources(), Secrets::Existing)?;
        let pair = format!("admin:{}", config.secrets.admin_password.expose());
        let authorization = Some(format!("Basic {}", BASE64.encode(pair.as_bytes())));
        let client = match (&place.server, &config.tls) {
            (Some(base), _) => Self::anonymous(base)?,
            (None, Some(tls)) => Self::encrypted(&config, tls)?,
            (None, None) => {
                let listen = config.http.listen.first();
                let port = listen.map_or(config.settings.service.port, SocketAddr::port);
                Self::anonymous(&format!("http://127.0.0.1:{port}"))?
            }
        };
        Ok(Self { authorization, ..client })
    }

    /// For a server of this machine that encrypts: its own name leads to loopback, and what it shows is believed if
    /// a public authority vouches for it or if it is what lies in its own files.
    fn encrypted(config: &Config, tls: &TlsConfig) -> Result<Self, CliError> {
        Self::encrypted_as(&config.service.hostname, config, tls.own_roots())
    }

    /// For a server of this machine that is being set up: what its settings say is what the next start has, and until
    /// then it goes by its placeholder.
    pub(super) async fn for_setup(place: &Place) -> Result<Self, CliError> {
        let config = Config::load(&place.sources(), Secrets::Existing)?;
        for file in ["self-signed.pem", "setup.pem"] {
            let file = config.folders.data.join("tls").join(file);
            if place.server.is_none() && file.exists() {
                let before = Self::encrypted_as(PLACEHOLDER, &config, Some(&file))?;
                if before.reaches().await {
                    return Ok(before);
                }
            }
        }
        Self::new(place)
    }

    fn encrypted_as(host: &str, config: &Config, roots_file: Option<&Path>) -> Result<Self, CliError> {
        let port = config.tls_listen.first().map_or(HTTPS_PORT, SocketAddr::port);
        let names = Names::fixed(FixedNames::default().address(host, &[Ipv4Addr::LOCALHOST.into()]));
        let mut roots = public_roots();
        if let Some(file) = roots_file {
            let own = FilePair::roots(file).map_err(crate::app::StartError::Tls)?;
            roots.roots.extend(own.roots);
        }
        Ok(Self {
            http: net::client_with_roots(names, roots),
            base: format!("https://{host}:{port}"),
            authorization: None,
            timeout: TIMEOUT,
        })
    }

    /// For the server at `base`, as anybody.
    pub(super) fn anonymous(base: &str) -> Result<Self, CliError> {
        let names = Names::system().map_err(crate::app::StartError::from)?;
        Ok(Self {
            http: Network::new(names, false).trusted,
            base: base.trim_end_matches('/').to_owned(),
            authorization: None,
            timeout: TIMEOUT,
        })
    }

    /// Whether a server answers at all.
    pub(super) async fn reaches(&self) -> bool {
        let Ok(url) = format!("{}/xrpc/_health", self.base).parse() else { return false };
        let limits = Limits::lookup(self.timeout, MAX_ANSWER);
        self.http.get(url, "application/json", limits, 0).await.is_ok()
    }

    /// Calls a query.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        nsid: &str,
        params: &[(&str, &str)],
    ) -> Result<T, CliError> {
        let mut query = String::new();
        for (name, value) in params {
            let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
            query.push_str(&format!("{}{name}={value}", if query.is_empty() { '?' } else { '&' }));
        }
        self.call(Method::GET, &format!("/xrpc/{nsid}{query}"), net::empty()).await
    }

    /// Calls a procedure with a JSON body.
    pub(super) async fn post<T: DeserializeOwned>(&self, nsid: &str, body: &Value) -> Result<T, CliError> {
        self.call(Method::POST, &format!("/xrpc/{nsid}"), net::full(body.to_string())).await
    }

    /// Sends JSON to a path outside `/xrpc/`.
    pub(super) async fn post_at<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, CliError> {
        self.call(Method::POST, path, net::full(body.to_string())).await
    }

    /// Calls a procedure that answers nothing.
    pub(super) async fn tell(&self, nsid: &str, body: &Value) -> Result<(), CliError> {
        self.post::<Option<Value>>(nsid, body).await.map(drop)
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: net::Body,
    ) -> Result<T, CliError> {
        let unreachable = |reason: String| {
            CliError::Failed(format!("cannot reach the server at {}: {reason}; is it running?", self.base))
        };
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(CONTENT_TYPE, "application/json");
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let request = request.body(body).map_err(|error| unreachable(error.to_string()))?;
        let limits = Limits::lookup(self.timeout, MAX_ANSWER);
        let response = self.http.send(request, limits).await.map_err(|error| {
            unreachable(
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string),
            )
        })?;
        let status = response.status;
        let bytes = response.body.bytes().await.map_err(|error| unreachable(error.to_string()))?;
        if !status.is_success() {
            let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
            let message = answer["message"].as_str().unwrap_or("the server gave no reason");
            return Err(CliError::Failed(message.to_owned()));
        }
        // Methods without output answer nothing at all.
        let bytes: &[u8] = if bytes.is_empty() { b"null" } else { &bytes };
        serde_json::from_slice(bytes)
            .map_err(|error| CliError::Failed(format!("the server's answer is not understood: {error}")))
    }

    /// The DID of an account that is named by DID or handle.
    pub(super) async fn did(&self, account: &AtIdentifier) -> Result<Did, CliError> {
        #[derive(serde::Deserialize)]
        struct Found {
            did: Did,
        }
        let account = account.to_string();
        let found: Found = self.get("local.hostplant.admin.findAccount", &[("account", &account)]).await?;
        Ok(found.did)
    }

    /// The same server, as anybody: some methods take credentials of others only.
    pub(super) fn as_anybody(&self) -> Self {
        Self { authorization: None, base: self.base.clone(), http: self.http.clone(), timeout: self.timeout }
    }

    /// The same client, for what may take hours.
    pub(super) fn patient(self) -> Self {
        Self { timeout: PATIENCE, ..self }
    }

    /// A fresh invite code, so that commands work whether codes are required or not.
    pub(super) async fn invite(&self, uses: u32) -> Result<String, CliError> {
        #[derive(serde::Deserialize)]
        struct Created {
            code: String,
        }
        let created: Created =
            self.post("com.atproto.server.createInviteCode", &json!({ "useCount": uses })).await?;
        Ok(created.code)
    }
}

/// Writes a line to standard output; a reader that went away ends the command quietly.
pub(super) fn line(text: &str) -> Result<(), CliError> {
    match writeln!(io::stdout(), "{text}") {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(CliError::System { doing: "cannot write the answer", source })
        }
        _ => Ok(()),
    }
}
