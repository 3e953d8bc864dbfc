//! Outbound clients against real TLS: a certificate authority of our own, servers on loopback, names that are given out.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

use super::super::connector::{connector, tls_config};
use super::*;

const HOST: &str = "peer.test";
const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const HOUR: Duration = Duration::from_secs(3_600);
const SHORT: Duration = Duration::from_millis(200);

/// A certificate authority that nobody else trusts.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(
            CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a certificate"),
        )
    }

    /// Serves `reply` to every connection with a certificate for `host`, which `change` may spoil.
    async fn serve(
        &self,
        host: &str,
        reply: String,
        linger: Duration,
        change: impl FnOnce(&mut CertificateParams),
    ) -> SocketAddr {
        let mut params = CertificateParams::new(vec![host.to_owned()]).expect("a name");
        change(&mut params);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let chain: Vec<CertificateDer<'static>> = vec![certificate.der().clone()];
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("a key that fits");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else { return };
                let (acceptor, reply) = (acceptor.clone(), reply.clone());
                tokio::spawn(async move {
                    // A client that does not like the certificate goes away here.
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut request = [0; 4_096];
                    let _ = stream.read(&mut request).await;
                    let _ = stream.write_all(reply.as_bytes()).await;
                    let _ = stream.flush().await;
                    tokio::time::sleep(linger).await;
                });
            }
        });
        address
    }

    /// A client that trusts this authority alone. Names may lead to loopback unless `guarded_names`; schemes and literal
    /// addresses are always judged as a guarded client does.
    fn client(&self, names: FixedNames, guarded_names: bool) -> Client {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.0.der().clone()).expect("a root");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Client::new(connector(Names::fixed(names), guarded_names, tls), true, 4, 0)
    }
}

fn names() -> FixedNames {
    FixedNames::default().address(HOST, &[LOOPBACK]).address("other.test", &[LOOPBACK])
}

fn https(host: &str, at: SocketAddr) -> Uri {
    url(&format!("https://{host}:{}/", at.port()))
}

async fn ask(client: &Client, target: Uri, limits: Limits, redirects: usize) -> Result<Bytes, Error> {
    client.get(target, "*/*", limits, redirects).await.map(|(_, _, body)| body)
}

#[tokio::test]
async fn a_certificate_must_be_trusted_be_for_the_host_and_be_of_today() {
    let authority = Authority::new();
    let client = authority.client(names(), false);
    let limits = Limits::lookup(PATIENCE, 100);
    let good = authority.serve(HOST, ok("hello"), Duration::ZERO, |_| {}).await;
    assert_eq!(ask(&client, https(HOST, good), limits, 0).await.expect("an answer"), "hello");

    let refused = async |target: Uri, client: &Client| {
        let error = ask(client, target, limits, 0).await.expect_err("refused");
        let Error::Failed(error) = error else { panic!("{error:?}") };
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(inner) = cause {
            if let Some(rustls::Error::InvalidCertificate(why)) = inner.downcast_ref::<rustls::Error>() {
                return format!("{why:?}");
            }
            let io = inner.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref());
            cause = io.map(|io| io as &(dyn std::error::Error + 'static)).or_else(|| inner.source());
        }
        panic!("not for the certificate: {error:?}")
    };
    assert!(refused(https("other.test", good), &client).await.starts_with("NotValidForName"));
    let expired = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    };
    let expired = authority.serve(HOST, ok("old"), Duration::ZERO, expired).await;
    assert!(refused(https(HOST, expired), &client).await.starts_with("Expired"));
    let early = |params: &mut CertificateParams| params.not_before = date_time_ymd(2400, 1, 1);
    let early = authority.serve(HOST, ok("new"), Duration::ZERO, early).await;
    assert!(refused(https(HOST, early), &client).await.starts_with("NotValidYet"));
    let stranger = Authority::new();
    let strange = stranger.serve(HOST, ok("who"), Duration::ZERO, |_| {}).await;
    assert_eq!(
        refused(https(HOST, strange), &client).await,
        "BadSignature",
        "another authority of that name"
    );
    let of_the_web = Client::new(connector(Names::fixed(names()), false, tls_config()), true, 4, 0);
    assert_eq!(refused(https(HOST, good), &of_the_web).await, "UnknownIssuer");
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_connected_to() {
    let authority = Authority::new();
    let inside = authority.serve(HOST, ok("secret"), Duration::ZERO, |_| {}).await;
    let client = authority.client(names(), true);
    let refused = ask(&client, https(HOST, inside), Limits::lookup(PATIENCE, 100), 0).await;
    assert!(matches!(refused, Err(Error::NotPublic)));
}

#[tokio::test]
async fn every_hop_is_judged_like_the_first() {
    let authority = Authority::new();
    let client = authority.client(names(), false);
    let limits = Limits::lookup(PATIENCE, 100);
    let end = authority.serve("other.test", ok("there"), Duration::ZERO, |_| {}).await;
    let follow = async |location: &str| {
        let reply = format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        let start = authority.serve(HOST, reply, Duration::ZERO, |_| {}).await;
        ask(&client, https(HOST, start), limits, 2).await
    };
    assert_eq!(follow(&https("other.test", end).to_string()).await.expect("an answer"), "there");
    assert!(
        matches!(follow(&https(HOST, end).to_string()).await, Err(Error::Failed(_))),
        "another's certificate"
    );
    assert!(matches!(follow(&format!("http://other.test:{}/", end.port())).await, Err(Error::Url)));
    assert!(matches!(follow("https://127.0.0.1/").await, Err(Error::NotPublic)));
    assert!(matches!(follow("https://[fd00::1]/").await, Err(Error::NotPublic)));
    assert!(matches!(follow("file:///etc/passwd").await, Err(Error::Url | Error::Redirects)));
    assert!(matches!(follow("/again").await, Err(Error::Redirects)));
}

#[tokio::test]
async fn bodies_are_bounded_in_size_and_silence() {
    let authority = Authority::new();
    let client = authority.client(names(), false);
    let get = async |reply: String, linger: Duration, limits: Limits| {
        let address = authority.serve(HOST, reply, linger, |_| {}).await;
        ask(&client, https(HOST, address), limits, 0).await
    };
    let large = get(ok(&"x".repeat(101)), Duration::ZERO, Limits::lookup(PATIENCE, 100)).await;
    assert!(matches!(large, Err(Error::Body(BodyError::TooLarge))));
    let endless = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(100_000));
    let counted = get(endless, HOUR, Limits::lookup(PATIENCE, 100)).await;
    assert!(matches!(counted, Err(Error::Body(BodyError::TooLarge))));
    let stalls = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab".to_owned();
    let limits = Limits { head: PATIENCE, idle: SHORT, total: None, body: 100 };
    assert!(matches!(get(stalls, HOUR, limits).await, Err(Error::Body(BodyError::Timeout))));
    let mute = get(String::new(), HOUR, Limits::lookup(SHORT, 100)).await;
    assert!(matches!(mute, Err(Error::Timeout)));
    let headers = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(64 * 1024));
    assert!(matches!(get(headers, HOUR, Limits::lookup(PATIENCE, 100)).await, Err(Error::Failed(_))));
}

#[tokio::test]
async fn a_handshake_that_stalls_ends() {
    // Takes the connection and never says a word.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let client = Authority::new().client(names(), false);
    let stalled = ask(&client, https(HOST, address), Limits::lookup(SHORT, 100), 0).await;
    assert!(matches!(stalled, Err(Error::Timeout)));
}
