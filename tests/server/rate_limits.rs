//! Every row's own limits, through HTTP: what they are, whom they count, and what they say.

use std::borrow::Cow;
use std::net::IpAddr;
use std::time::Duration;

use hostplant::account::Scope;
use hostplant::api;
use hostplant::syntax::Did;
use hostplant::xrpc::limits::{self, Rule, Window};
use hostplant::xrpc::{Limit, Row, Verb};
use hyper::{HeaderMap, Method};
use serde_json::{Value, json};

use super::accounts::TestAccount;
use super::{Answer, As, TestServer};

/// A method with limits of its own.
struct Case {
    nsid: &'static str,
    /// By what callers are told apart.
    by: By,
    /// Points and seconds of each window.
    windows: &'static [(u32, u32)],
    /// What one call costs.
    cost: u32,
    input: Input,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Address,
    /// By address, and not by the limit of all methods besides.
    AddressAlone,
    Account,
    AddressAndName,
}

enum Input {
    None,
    Query(&'static str),
    /// A JSON body; `DID` stands for the caller's.
    Json(&'static str),
    Text(&'static str),
}

const MINUTES: u32 = 5 * 60;
const HOUR: u32 = 60 * 60;
const DAY: u32 = 24 * HOUR;
const WRITES: &[(u32, u32)] = &[(5_000, HOUR), (35_000, DAY)];
const LETTERS: &[(u32, u32)] = &[(5, HOUR), (15, DAY)];
const ATTEMPTS: &[(u32, u32)] = &[(50, MINUTES)];
const NEW_ACCOUNTS: &[(u32, u32)] = &[(100, MINUTES)];
const REPOSITORIES: &[(u32, u32)] = &[(6_000, MINUTES)];

const RECORD: &str = r#"{"repo":"DID","collection":"com.example.thing","rkey":"a","record":{}}"#;
const CODE: &str = r#"{"email":"alice@example.test","token":"x"}"#;

#[rustfmt::skip]
const CASES: &[Case] = &[
    case("com.atproto.identity.requestPlcOperationSignature", By::Account, LETTERS, 1, Input::None),
    case("com.atproto.identity.updateHandle", By::Account, &[(10, MINUTES), (50, DAY)], 1, Input::Json(r#"{"handle":"alice.test"}"#)),
    case("com.atproto.repo.applyWrites", By::Account, WRITES, 6, Input::Json(r#"{"repo":"DID","writes":[
        {"$type":"com.atproto.repo.applyWrites#create","collection":"com.example.thing","rkey":"a","value":{}},
        {"$type":"com.atproto.repo.applyWrites#update","collection":"com.example.thing","rkey":"a","value":{}},
        {"$type":"com.atproto.repo.applyWrites#delete","collection":"com.example.thing","rkey":"a"}]}"#)),
    case("com.atproto.repo.createRecord", By::Account, WRITES, 3, Input::Json(RECORD)),
    case("com.atproto.repo.deleteRecord", By::Account, WRITES, 1, Input::Json(RECORD)),
    case("com.atproto.repo.putRecord", By::Account, WRITES, 2, Input::Json(RECORD)),
    case("com.atproto.repo.uploadBlob", By::Address, &[(1_000, DAY)], 1, Input::Text("x")),
    case("com.atproto.server.confirmEmail", By::Address, ATTEMPTS, 1, Input::Json(CODE)),
    case("com.atproto.server.createAccount", By::Address, NEW_ACCOUNTS, 1, Input::Json(r#"{"handle":"bob.test"}"#)),
    case("com.atproto.server.createSession", By::AddressAndName, &[(30, MINUTES), (300, DAY)], 1, Input::Json(r#"{"identifier":"Alice.test ","password":"x"}"#)),
    case("com.atproto.server.deleteAccount", By::Address, ATTEMPTS, 1, Input::Json(r#"{"did":"DID","password":"x","token":"x"}"#)),
    case("com.atproto.server.requestAccountDelete", By::Account, LETTERS, 1, Input::None),
    case("com.atproto.server.requestEmailConfirmation", By::Account, LETTERS, 1, Input::None),
    case("com.atproto.server.requestEmailUpdate", By::Account, LETTERS, 1, Input::None),
    case("com.atproto.server.requestPasswordReset", By::Address, &[(15, HOUR), (50, DAY)], 1, Input::Json(CODE)),
    case("com.atproto.server.reserveSigningKey", By::Address, NEW_ACCOUNTS, 1, Input::Json("{}")),
    case("com.atproto.server.resetPassword", By::Address, ATTEMPTS, 1, Input::Json(r#"{"token":"x","password":"x"}"#)),
    case("com.atproto.server.updateEmail", By::Address, ATTEMPTS, 1, Input::Json(CODE)),
    case("com.atproto.sync.getBlocks", By::Address, &[(300, MINUTES)], 1, Input::Query("did=DID&cids=bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq")),
    case("com.atproto.sync.getCheckout", By::AddressAlone, REPOSITORIES, 1, Input::Query("did=DID")),
    case("com.atproto.sync.getRepo", By::AddressAlone, REPOSITORIES, 1, Input::Query("did=DID")),
];

const fn case(nsid: &'static str, by: By, windows: &'static [(u32, u32)], cost: u32, input: Input) -> Case {
    Case { nsid, by, windows, cost, input }
}

impl Case {
    async fn call(&self, server: &TestServer, who: &TestAccount, from: &str) -> Answer {
        let row = self.row();
        let credentials = super::credentials(&who.owner).expect("a token");
        let mut headers = vec![("x-forwarded-for", from)];
        if row.auth_required {
            headers.push(("authorization", &credentials));
        }
        let mut path = format!("/xrpc/{}", self.nsid);
        let fill = |text: &str| text.replace("DID", who.did.as_str());
        let body = match self.input {
            Input::None => String::new(),
            Input::Query(query) => {
                path = format!("{path}?{}", fill(query));
                String::new()
            }
            Input::Json(body) => {
                headers.push(("content-type", "application/json"));
                fill(body)
            }
            Input::Text(body) => {
                headers.push(("content-type", "text/plain"));
                body.to_owned()
            }
        };
        let method = if row.verb == Verb::Procedure { Method::POST } else { Method::GET };
        server.send(method, &path, &headers, body).await
    }

    fn row(&self) -> &'static Row {
        api::table().row(self.nsid).expect("a row")
    }

    fn limit(&self) -> Limit {
        let [limit] = self.row().limits else { panic!("{} has one limit", self.nsid) };
        *limit
    }
}

/// Where somebody stands with the limit of a case.
fn charge(server: &TestServer, case: &Case, who: &Did, from: &str, points: u32) -> (bool, HeaderMap) {
    let address = limits::subject_of(from.parse::<IpAddr>().expect("an address"));
    let limit = case.limit();
    let rule: &Rule = limit.rule();
    let limits = &server.app().limits;
    let name = Some(Cow::Borrowed("alice.test"));
    let mut meter = limits.meter(address, None);
    let charged = match case.by {
        By::Address | By::AddressAlone => limits.charge(&mut meter, rule, address, points),
        By::Account => limits.charge(&mut meter, rule, who, points),
        By::AddressAndName => limits.charge(&mut meter, rule, (address, &name), points),
    };
    let mut headers = HeaderMap::new();
    meter.write(&mut headers);
    (charged.is_ok(), headers)
}

/// Spends what a window holds, waiting for shorter ones to become whole again.
fn exhaust(server: &TestServer, case: &Case, who: &Did, from: &str, policy: &str) {
    loop {
        let (charged, headers) = charge(server, case, who, from, case.cost);
        if !charged {
            if headers["ratelimit-policy"] == policy {
                return;
            }
            let wait = headers["ratelimit-policy"].to_str().expect("text").rsplit('=').next();
            let wait = wait.and_then(|wait| wait.parse().ok()).expect("seconds");
            server.advance(Duration::from_secs(wait));
        }
    }
}

/// An access token of the account's owner.
fn fresh_token(server: &TestServer, did: &Did) -> As {
    let app = server.app();
    As::Bearer(app.accounts.tokens().access(did, Scope::Full, app.clock.now()))
}

#[test]
fn every_row_with_a_limit_has_a_case() {
    let limited: Vec<&str> =
        api::table().rows().iter().filter(|row| !row.limits.is_empty()).map(|row| row.nsid).collect();
    assert_eq!(CASES.iter().map(|case| case.nsid).collect::<Vec<_>>(), limited);
    for case in CASES {
        let by = match case.limit() {
            Limit::Ip(_) => By::Address,
            Limit::IpAlone(_) => By::AddressAlone,
            Limit::Account(_) => By::Account,
            Limit::IpAndKey(_) => By::AddressAndName,
        };
        let windows: Vec<(u32, u32)> =
            case.limit().rule().windows.iter().map(|Window { points, secs }| (*points, *secs)).collect();
        assert_eq!((by, windows.as_slice()), (case.by, case.windows), "{}", case.nsid);
    }
}

/// Who has spent a window is refused and told which; whoever is counted apart is not.
#[tokio::test]
async fn every_row_limit_holds_in_each_window() {
    let server = TestServer::with(&["limits.enabled=true"]).await;
    let (mut alice, mut bob) = (server.account("alice").await, server.account("bob").await);
    for (nth, case) in CASES.iter().enumerate() {
        let (here, elsewhere) = (format!("198.51.{nth}.1"), format!("198.51.{nth}.2"));
        for (points, secs) in case.windows {
            let policy = format!("{points};w={secs}");
            exhaust(&server, case, &alice.did, &here, &policy);
            // Time went on, and tokens ran out.
            for account in [&mut alice, &mut bob] {
                account.owner = fresh_token(&server, &account.did);
            }
            let refused = case.call(&server, &alice, &here).await;
            assert_eq!(refused.error(), (429, "RateLimitExceeded".to_owned()), "{}", case.nsid);
            let header = |name: &str| refused.headers[name].to_str().expect("text").to_owned();
            assert_eq!(header("ratelimit-policy"), policy, "{}", case.nsid);
            assert_eq!(header("ratelimit-limit"), points.to_string(), "{}", case.nsid);
            let wait: u32 = header("retry-after").parse().expect("seconds");
            assert!((1..=*secs).contains(&wait), "{} {wait}", case.nsid);

            let (other, from) = match case.by {
                By::Account => (&bob, &here),
                _ => (&alice, &elsewhere),
            };
            assert_ne!(case.call(&server, other, from).await.status, 429, "{} counts apart", case.nsid);
            let (same, from) = match case.by {
                By::Account => (&alice, &elsewhere),
                _ => (&bob, &here),
            };
            assert_eq!(case.call(&server, same, from).await.status, 429, "{} counts together", case.nsid);
        }
        server.advance(Duration::from_secs(u64::from(DAY)));
        alice.owner = fresh_token(&server, &alice.did);
        assert_ne!(case.call(&server, &alice, &here).await.status, 429, "{} forgets", case.nsid);
    }
}

#[tokio::test]
async fn every_row_takes_what_it_costs() {
    let server = TestServer::with(&["limits.enabled=true"]).await;
    let mut alice = server.account("alice").await;
    for (nth, case) in CASES.iter().enumerate() {
        alice.owner = fresh_token(&server, &alice.did);
        let from = format!("198.51.{nth}.1");
        let answer = case.call(&server, &alice, &from).await;
        assert!(answer.headers.contains_key("ratelimit-policy"), "{} tells where one stands", case.nsid);
        let (_, standing) = charge(&server, case, &alice.did, &from, 0);
        let left = case.windows[0].0 - case.cost;
        assert_eq!(standing["ratelimit-remaining"], left.to_string().as_str(), "{}", case.nsid);
        server.advance(Duration::from_secs(u64::from(DAY)));
    }
}

#[tokio::test]
async fn logins_count_by_the_name_that_they_mean() {
    let server = TestServer::with(&["limits.enabled=true"]).await;
    let case = CASES.iter().find(|case| case.by == By::AddressAndName).expect("the case");
    let alice = server.account("alice").await;
    exhaust(&server, case, &alice.did, "127.0.0.1", "30;w=300");
    let log_in = async |name: &str| {
        let body: Value = json!({ "identifier": name, "password": "wrong" });
        server.post(&As::Nobody, case.nsid, body).await
    };
    assert_eq!(log_in(" ALICE.test").await.error().0, 429);
    assert_eq!(log_in("bob.test").await.error().0, 401);
}
