//! The endpoint table: what a row says, and the steps that every call goes through in the same order.
//!
//! A row has a verb, a kind of caller, limits, a body and a handler; none can be left out. The handler's types must be
//! those that the columns name, else the row does not compile, so that no handler is reached without its checks.

use std::pin::Pin;

use super::input::{BodyRule, Input};
use super::limits::{self, Meter, Rule};
use super::{Call, Output, Params, Principal, Reply, RequestBody, XrpcError};
use crate::app::App;
use crate::auth::AppRule;

/// A boxed future that may move between workers.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// How a method is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// `GET` and `HEAD`.
    Query,
    /// `POST`.
    Procedure,
    /// `GET` with a WebSocket handshake.
    Subscription,
}

impl Verb {
    /// The HTTP method that clients are told to use.
    pub fn method(self) -> hyper::Method {
        match self {
            Self::Query | Self::Subscription => hyper::Method::GET,
            Self::Procedure => hyper::Method::POST,
        }
    }

    /// Whether calls with `method` are for it.
    pub fn accepts(self, method: &hyper::Method) -> bool {
        *method == self.method() || (self == Self::Query && *method == hyper::Method::HEAD)
    }
}

/// One limit of a row.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    /// By address, besides the global limit.
    Ip(Rule),
    /// By address, in place of the global limit.
    IpAlone(Rule),
    /// By the account that calls; by address where there is none.
    Account(Rule),
    /// By address and the key that the body gives.
    IpAndKey(Rule),
}

impl Limit {
    /// The rule itself.
    pub fn rule(&self) -> &Rule {
        match self {
            Self::Ip(rule) | Self::IpAlone(rule) | Self::Account(rule) | Self::IpAndKey(rule) => rule,
        }
    }
}

/// One method.
pub struct Row {
    /// Its name.
    pub nsid: &'static str,
    /// How it is called.
    pub verb: Verb,
    /// Who may call it, for documentation.
    pub auth: &'static str,
    /// Whether callers without credentials are refused.
    pub auth_required: bool,
    /// Whether credentials are looked at at all: answers are then private to the caller.
    pub private: bool,
    /// What is asked of apps.
    pub apps: AppRule,
    /// Its limits besides the global one.
    pub limits: &'static [Limit],
    /// Its body.
    pub body: BodyRule,
    /// Runs the steps and the handler.
    pub perform: Perform,
}

/// The function behind a row. Puts the limits met into the meter, whatever comes out.
pub type Perform = for<'a> fn(
    &'static Row,
    &'a App,
    &'a Call,
    RequestBody,
    &'a mut Meter,
) -> BoxFuture<'a, Result<Reply, XrpcError>>;

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?} {} {:?} {:?}", self.nsid, self.verb, self.auth, self.limits, self.body)
    }
}

impl Row {
    /// Whether it shows what there is to callers without credentials: nothing of that is signed, dated or compared with
    /// the time. Subscriptions are: what they may still see depends on its age.
    pub fn shows_to_anybody(&self) -> bool {
        self.verb == Verb::Query && !self.auth_required
    }

    /// Whether calls count against the global limit.
    pub fn counts_globally(&self) -> bool {
        !self.limits.iter().any(|limit| matches!(limit, Limit::IpAlone(_)))
    }
}

/// A handler whose future is boxed; the macro writes the closure.
pub type Handler<W, P, B, O> = for<'a> fn(&'a App, W, P, B) -> BoxFuture<'a, Result<O, XrpcError>>;

/// The steps of a call, in the order that clients see: parameters, caller, body, limits, handler.
///
/// # Errors
/// Whatever the first failing step says.
pub async fn perform<W, P, B, O>(
    row: &'static Row,
    rule: &B::Rule,
    app: &App,
    call: &Call,
    body: RequestBody,
    meter: &mut Meter,
    handler: Handler<W, P, B, O>,
) -> Result<Reply, XrpcError>
where
    W: Principal,
    P: Params,
    B: Input,
    O: Output,
{
    let params = P::parse(call.query())?;
    let who = W::authenticate(app, call).await?;
    let body = B::read(app, rule, call, body).await?;
    let address = limits::subject_of(call.client);
    let charge = body.charge();
    let limits = if who.is_moving_in(app.clock.now()) { &[] } else { row.limits };
    for limit in limits {
        let points = charge.points;
        match limit {
            Limit::Ip(rule) | Limit::IpAlone(rule) => app.limits.charge(meter, rule, address, points)?,
            Limit::Account(rule) => match who.account() {
                Some(did) => app.limits.charge(meter, rule, did, points)?,
                None => app.limits.charge(meter, rule, address, points)?,
            },
            Limit::IpAndKey(rule) => app.limits.charge(meter, rule, (address, &charge.key), points)?,
        }
    }
    drop(charge);
    handler(app, who, params, body).await?.into_reply()
}

/// Declares rows of the endpoint table:
///
/// ```text
/// endpoints! {
///     pub static ROWS;
///     "com.example.doThing" Procedure auth Admin, limit [Ip(limits::GLOBAL)], body Json(JSON) => do_thing::do_thing;
/// }
/// ```
///
/// The columns are a [`Verb`], a [`Principal`] type, a list of [`Limit`]s, a [`rule`](super::rule), and a path to an
/// `async fn(&App, who, params, body) -> Result<impl Output, XrpcError>`.
macro_rules! endpoints {
    (
        $(#[$doc:meta])* $vis:vis static $name:ident;
        $($nsid:literal $verb:ident auth $auth:ty, limit [$($limit:ident($rule:expr)),*],
            body $body:ident $(($($arg:expr),+))? => $handler:path;)*
    ) => {
        $(#[$doc])*
        $vis static $name: &[$crate::xrpc::Row] = &[$($crate::xrpc::Row {
            nsid: $nsid,
            verb: $crate::xrpc::Verb::$verb,
            auth: <$auth as $crate::xrpc::Principal>::KIND,
            auth_required: <$auth as $crate::xrpc::Principal>::REQUIRED,
            private: <$auth as $crate::xrpc::Principal>::PRIVATE,
            apps: <$auth as $crate::xrpc::Principal>::APPS,
            limits: &[$($crate::xrpc::Limit::$limit($rule)),*],
            body: $crate::xrpc::rule::$body $(($($arg),+))?.describe(),
            perform: |row, app, call, body, meter| Box::pin($crate::xrpc::perform::<$auth, _, _, _>(
                row,
                &$crate::xrpc::rule::$body $(($($arg),+))?,
                app,
                call,
                body,
                meter,
                |app, who, params, body| Box::pin($handler(app, who, params, body)),
            )),
        }),*];
    };
}
pub(crate) use endpoints;
