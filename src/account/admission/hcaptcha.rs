//! hCaptcha, for operators who chose it: the answer of the visitor's puzzle is shown to the service that set it.
//! <https://docs.hcaptcha.com/#verify-the-user-response-server-side>

use std::net::IpAddr;
use std::time::Duration;

use data_encoding::BASE64;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::base::Secret;
use crate::crypto::Sha256;
use crate::net::{self, Client, Limits, full};
use crate::syntax::Handle;

/// Who is asked.
const VERIFY: &str = "https://api.hcaptcha.com/siteverify";
/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Largest answer in bytes.
const MAX_ANSWER: u64 = 32 * 1024;
/// Longest token of a visitor in bytes.
const MAX_TOKEN: usize = 8 * 1024;
const FORM: &AsciiSet = NON_ALPHANUMERIC;

/// The operator's account there.
#[derive(Clone, Debug)]
pub struct HcaptchaConfig {
    /// Public name of the site; pages show it.
    pub site_key: String,
    /// Proves that this server asks.
    pub secret_key: Secret<String>,
    /// Mixed into what is told about visitors, which are hashes.
    pub token_salt: Secret<String>,
}

/// Asks hCaptcha whether visitors solved its puzzle.
#[derive(Clone, Debug)]
pub struct Hcaptcha {
    config: HcaptchaConfig,
    client: Client,
    verify: Uri,
}

/// Why a visitor does not count as human.
#[derive(Debug, thiserror::Error)]
pub enum CaptchaError {
    /// The puzzle was not solved, or too long ago.
    #[error("the puzzle was not solved")]
    Unsolved,
    /// The service cannot be asked.
    #[error("hCaptcha cannot be reached")]
    Unreachable(#[source] net::Error),
    /// The service's answer cannot be read.
    #[error("hCaptcha's answer cannot be read")]
    Unreadable,
}

/// What tells attempts apart, as hashes that mean nothing to anybody else.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientTokens {
    hashed_ip: String,
    hashed_handle: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hashed_user_agent: Option<String>,
}

impl Hcaptcha {
    /// Asks through `client`, which must reach the internet.
    pub fn new(config: HcaptchaConfig, client: Client) -> Self {
        Self { config, client, verify: Uri::from_static(VERIFY) }
    }

    /// The key that pages show.
    pub fn site_key(&self) -> &str {
        &self.config.site_key
    }

    /// Whether `token`, which the widget gave a visitor who wants `handle`, stands for a solved puzzle.
    ///
    /// # Errors
    /// See [`CaptchaError`].
    pub async fn check(
        &self,
        token: &str,
        address: IpAddr,
        handle: &Handle,
        user_agent: Option<&str>,
    ) -> Result<(), CaptchaError> {
        #[derive(Deserialize)]
        struct Answer {
            success: bool,
        }
        if token.is_empty() || token.len() > MAX_TOKEN {
            return Err(CaptchaError::Unsolved);
        }
        let address = address.to_string();
        let tokens = ClientTokens {
            hashed_ip: self.hash(&address),
            hashed_handle: self.hash(handle.as_str()),
            hashed_user_agent: user_agent.map(|agent| self.hash(agent)),
        };
        let tokens = serde_json::to_string(&tokens).expect("strings become JSON");
        let body = form(&[
            ("secret", self.config.secret_key.expose()),
            ("sitekey", &self.config.site_key),
            ("behavior_type", "signup"),
            ("response", token),
            ("remoteip", &address),
            ("client_tokens", &tokens),
        ]);
        let mut request = Request::new(full(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.verify.clone();
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, kind);
        let limits = Limits::lookup(PATIENCE, MAX_ANSWER);
        let response = self.client.send(request, limits).await.map_err(CaptchaError::Unreachable)?;
        if !response.status.is_success() {
            return Err(CaptchaError::Unreadable);
        }
        let bytes = response.body.bytes().await.map_err(|error| CaptchaError::Unreachable(error.into()))?;
        let answer: Answer = serde_json::from_slice(&bytes).map_err(|_| CaptchaError::Unreadable)?;
        if answer.success { Ok(()) } else { Err(CaptchaError::Unsolved) }
    }

    fn hash(&self, value: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(self.config.token_salt.expose().as_bytes());
        hash.update(value.as_bytes());
        BASE64.encode(&hash.finish())
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, FORM));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio::sync::oneshot;

    use super::*;
    use crate::net::{FixedNames, Names, Network};

    /// A service that answers one request with `answer`; gives what it was asked.
    async fn service(answer: &'static str) -> (Hcaptcha, oneshot::Receiver<String>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (tell, asked) = oneshot::channel();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut text = String::new();
            while !text.contains("client_tokens") {
                let mut buffer = [0; 4096];
                let read = stream.read(&mut buffer).await.expect("bytes");
                text.push_str(std::str::from_utf8(&buffer[..read]).expect("text"));
            }
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{answer}", answer.len());
            stream.write_all(head.as_bytes()).await.expect("written");
            let _ = tell.send(text);
        });
        let config = HcaptchaConfig {
            site_key: "site".to_owned(),
            secret_key: Secret::new("hush&".to_owned()),
            token_salt: Secret::new("salt".to_owned()),
        };
        let client = Network::new(Names::fixed(FixedNames::default()), true).trusted;
        let verify = format!("http://{address}/siteverify").parse().expect("a URL");
        (Hcaptcha { verify, ..Hcaptcha::new(config, client) }, asked)
    }

    async fn ask(captcha: &Hcaptcha, token: &str) -> Result<(), CaptchaError> {
        let handle = "alice.test".parse().expect("a handle");
        captcha.check(token, Ipv4Addr::LOCALHOST.into(), &handle, Some("browser")).await
    }

    #[tokio::test]
    async fn a_solved_puzzle_counts() {
        let (captcha, asked) = service(r#"{"success":true,"hostname":"x"}"#).await;
        ask(&captcha, "a token").await.expect("solved");
        let asked = asked.await.expect("a request");
        assert!(
            asked.contains("secret=hush%26&sitekey=site&behavior_type=signup&response=a%20token"),
            "{asked}"
        );
        assert!(!asked.contains("alice"), "who it is stays here");
    }

    #[tokio::test]
    async fn anything_else_does_not() {
        let (captcha, _asked) =
            service(r#"{"success":false,"error-codes":["expired-input-response"]}"#).await;
        assert!(matches!(ask(&captcha, "t").await, Err(CaptchaError::Unsolved)));
        let (captcha, _asked) = service("<html>").await;
        assert!(matches!(ask(&captcha, "t").await, Err(CaptchaError::Unreadable)));
        assert!(matches!(ask(&captcha, "").await, Err(CaptchaError::Unsolved)), "nothing is asked");
        let long = "t".repeat(MAX_TOKEN + 1);
        assert!(matches!(ask(&captcha, &long).await, Err(CaptchaError::Unsolved)));
    }
}
