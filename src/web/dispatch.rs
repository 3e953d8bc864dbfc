//! From a request outside `/xrpc/` to its answer: the row, its limits, its guard, the handler, the headers.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ALLOW,
    AUTHORIZATION, COOKIE, HOST, HeaderValue, LOCATION, RETRY_AFTER, VARY,
};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, Request, StatusCode};

use super::machine::MachineCall;
use super::policy::Policy;
use super::table::{Guard, PageLimit, PageRow, PageTable};
use super::{Form, Language, PageError, Upload, Visit, csrf, setup};
use crate::account::devices::Device;
use crate::app::App;
use crate::xrpc::limits::{self, Meter};
use crate::xrpc::{BodyError, BodyStream, Buffered, Reply, RequestBody, XrpcError};

/// When to try again while the clock is not set, in seconds.
const CLOCK_RETRY_SECS: u32 = 10;
/// How long the body of a form may take: it is small, and whoever trickles it holds a connection.
const BODY_TIME: Duration = Duration::from_secs(60);
/// Headers that programs of other origins may read.
const EXPOSED_HEADERS: &str = "dpop-nonce, www-authenticate, retry-after, ratelimit-limit, ratelimit-remaining, \
     ratelimit-reset, ratelimit-policy, x-request-id";

/// What is answered where there is no row.
static NOWHERE: PageRow = PageRow {
    path: "",
    guard: Guard::Machine { get: None, post: None },
    limits: &[],
    body: super::table::NOTHING,
};

impl PageTable {
    /// Answers a request.
    pub async fn answer<B>(&self, app: &Arc<App>, client: IpAddr, request: Request<B>) -> Reply
    where
        B: hyper::body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BodyError>,
    {
        let (head, body) = request.into_parts();
        let body = RequestBody::new(body, None);
        if app.setup.is_pending() && !setup::is_answered_before(head.uri.path()) {
            // Nothing else is there yet; browsers that cache nothing of a redirect find it later.
            return Reply::empty(StatusCode::SEE_OTHER).header(LOCATION, HeaderValue::from_static("/setup"));
        }
        match self.find(head.uri.path()) {
            Some((row, params)) => match row.guard {
                Guard::Machine { .. } => answer_machine(app, client, row, params, head, body).await,
                Guard::Page { .. } | Guard::Form { .. } | Guard::Upload { .. } => {
                    answer_person(app, client, row, params, head, body).await
                }
            },
            None if reads_html(&head.headers) => {
                let visit = Visit::begin(app, client, &NOWHERE, Vec::new(), head);
                let error = visit.fail(&PageError::NotFound);
                visit.finish(error)
            }
            None => Reply::text(StatusCode::NOT_FOUND, "Not Found\n"),
        }
    }
}

/// Whether a client is a browser that shows pages, rather than a program that reads text.
pub(super) fn reads_html(headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepts.flat_map(|value| value.split(',')).any(|kind| kind.trim().starts_with("text/html"))
}

fn bypass(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-ratelimit-bypass").and_then(|value| value.to_str().ok())
}

/// Takes what the request costs from the limits.
fn charge(
    app: &App,
    client: IpAddr,
    row: &PageRow,
    method: &Method,
    meter: &mut Meter,
) -> Result<(), XrpcError> {
    let address = limits::subject_of(client);
    // Programs have the limits of their row and no other: health must be seen whatever else an address does.
    if !matches!(row.guard, Guard::Machine { .. }) {
        app.limits.charge(meter, &limits::GLOBAL, address, 1)?;
    }
    for limit in row.limits {
        match limit {
            PageLimit::Each(rule) => app.limits.charge(meter, rule, address, 1)?,
            PageLimit::Post(rule) if *method == Method::POST => {
                app.limits.charge(meter, rule, address, 1)?;
            }
            PageLimit::Post(_) => {}
        }
    }
    Ok(())
}

async fn read<'a>(
    app: &'a App,
    row: &PageRow,
    headers: &HeaderMap,
    body: RequestBody,
) -> Result<(Bytes, Buffered<'a>), XrpcError> {
    let stream = BodyStream::new(headers, body, row.body)?;
    let collecting = tokio::time::timeout(BODY_TIME, stream.collect(&app.buffers));
    let slow = || XrpcError::new(StatusCode::REQUEST_TIMEOUT, "the request took too long");
    Ok(collecting.await.map_err(|_| slow())??)
}

async fn answer_machine(
    app: &App,
    client: IpAddr,
    row: &'static PageRow,
    params: Vec<(&'static str, String)>,
    mut head: Parts,
    body: RequestBody,
) -> Reply {
    // What another origin's script can reach must not know whose browser it runs in.
    head.headers.remove(COOKIE);
    let Guard::Machine { get, post } = row.guard else { return Reply::empty(StatusCode::NOT_FOUND) };
    if head.method == Method::OPTIONS {
        return preflight(row, &head.headers);
    }
    let mut meter = app.limits.meter(client, bypass(&head.headers));
    let handler = match head.method {
        Method::GET | Method::HEAD => get,
        Method::POST => post,
        _ => None,
    };
    let mut reply = match (handler, charge(app, client, row, &head.method, &mut meter)) {
        (None, _) => Reply::text(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed\n")
            .header(ALLOW, HeaderValue::from_static(row.guard.allowed())),
        (_, Err(error)) => Reply::from(&error),
        (Some(handler), Ok(())) => match read(app, row, &head.headers, body).await {
            Ok((body, _held)) => {
                let Parts { method, uri, headers, .. } = head;
                handler(app, MachineCall { method, uri, headers, client, body, params }).await
            }
            Err(error) => Reply::from(&error),
        },
    };
    let headers = reply.headers_mut();
    meter.write(headers);
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED_HEADERS));
    reply
}

fn preflight(row: &PageRow, asked: &HeaderMap) -> Reply {
    let mut reply = Reply::empty(StatusCode::NO_CONTENT);
    let headers = reply.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(row.guard.allowed()));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    headers.insert(VARY, HeaderValue::from_static("Access-Control-Request-Headers"));
    if let Some(asked) = asked.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    reply
}

async fn answer_person(
    app: &Arc<App>,
    client: IpAddr,
    row: &'static PageRow,
    params: Vec<(&'static str, String)>,
    mut head: Parts,
    body: RequestBody,
) -> Reply {
    // Pages know people by their browser only; a token that a program sends along must not count for anything.
    head.headers.remove(AUTHORIZATION);
    let mut visit = Visit::begin(app, client, row, params, head);
    let result = visit.perform(body).await;
    let reply = result.unwrap_or_else(|error| visit.fail(&error));
    visit.finish(reply)
}

impl Visit {
    /// A visit of a browser that is not known yet.
    fn begin(
        app: &Arc<App>,
        client: IpAddr,
        row: &'static PageRow,
        params: Vec<(&'static str, String)>,
        head: Parts,
    ) -> Self {
        let chosen = app.web.cookies.language(&head.headers);
        let guessed = || Language::accepted(&head.headers).unwrap_or(app.web.language);
        Self {
            language: chosen.unwrap_or_else(guessed),
            language_chosen: chosen.is_some(),
            set_language: None,
            set_setup: None,
            policy: Policy::new(app.web.images.clone()),
            theme: None,
            meter: app.limits.meter(client, bypass(&head.headers)),
            device: Device::nobody(),
            app: Arc::clone(app),
            client,
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            row,
            params,
            query: Form::default(),
            accounts: None,
        }
    }

    /// The steps of a visit: method, limits, browser, form, handler.
    async fn perform(&mut self, body: RequestBody) -> Result<Reply, PageError> {
        let app = Arc::clone(&self.app);
        if !self.row.guard.accepts(&self.method) {
            return Err(PageError::Method);
        }
        charge(&app, self.client, self.row, &self.method, &mut self.meter).map_err(|_| PageError::TooMany)?;
        if self.is_at_a_handle() {
            // Nobody is known there: cookies are for our own host, and so are the forms of its pages.
            return match self.method {
                Method::POST => Err(PageError::Forged),
                _ => Ok(self.leave(&format!("{}{}", app.web.origin, self.path_and_query()))),
            };
        }
        self.query = Form::parse(self.uri.query().unwrap_or_default().as_bytes())?;
        let cookie = app.web.cookies.device(&self.headers);
        self.device = app.accounts.devices().open(cookie.as_ref(), &self.origin()).await?;
        if self.method != Method::POST {
            let (Guard::Page { get } | Guard::Form { get: Some(get), .. } | Guard::Upload { get, .. }) =
                self.row.guard
            else {
                return Err(PageError::Method);
            };
            return get(self).await;
        }
        if !app.clock.is_set() && !setup::needs_no_clock(self.row.path) {
            // Boards without a battery wake up in the past, where no code and no sign-in has its right age.
            return Err(PageError::Busy { retry_after: CLOCK_RETRY_SECS });
        }
        if !csrf::is_from(&self.own_origin(), &self.headers) {
            return Err(PageError::Forged);
        }
        match self.row.guard {
            Guard::Form { post, .. } => {
                let form = {
                    let (bytes, _held) = read(&app, self.row, &self.headers, body)
                        .await
                        .map_err(|error| PageError::of_body(&error))?;
                    Form::parse_body(&self.headers, &bytes)?
                };
                self.check_token(cookie.is_some(), &form)?;
                post(self, form).await
            }
            Guard::Upload { post, .. } => {
                let body = BodyStream::new(&self.headers, body, self.row.body)
                    .map_err(|error| PageError::of_body(&error))?;
                let upload = tokio::time::timeout(BODY_TIME, Upload::begin(&self.headers, body))
                    .await
                    .map_err(|_| PageError::Slow)??;
                self.check_token(cookie.is_some(), &upload.form)?;
                post(self, upload).await
            }
            Guard::Machine { .. } | Guard::Page { .. } => Err(PageError::Method),
        }
    }

    /// Whether a form has the token that our own page gave this browser, which has shown its cookie.
    fn check_token(&self, has_cookie: bool, form: &Form) -> Result<(), PageError> {
        let accepted = self.device.accepted_form_keys();
        if has_cookie && self.app.web.tokens.check(accepted, self.row.path, form.exact(csrf::FIELD)) {
            return Ok(());
        }
        Err(PageError::Forged)
    }

    /// Our origin, as this browser has it: while the server is set up, its pages for that are reached by whatever address
    /// the machine has in its network.
    fn own_origin(&self) -> Cow<'_, str> {
        let web = &self.app.web;
        if self.app.setup.is_open() && setup::is_reached_by_any_name(self.row.path) {
            let scheme = if web.cookies.secure { "https" } else { "http" };
            return Cow::Owned(format!("{scheme}://{}", self.asked_host()));
        }
        Cow::Borrowed(&web.origin)
    }

    /// The host that was asked, with its port.
    fn asked_host(&self) -> &str {
        let given = self.uri.authority().map(|authority| authority.as_str());
        given.or_else(|| self.headers.get(HOST)?.to_str().ok()).unwrap_or_default()
    }

    /// Whether the host that was asked is that of somebody's handle rather than the service's own.
    fn is_at_a_handle(&self) -> bool {
        let name = self.asked_host().split(':').next().unwrap_or_default().to_ascii_lowercase();
        let service = &self.app.service;
        name != service.hostname.to_ascii_lowercase() && service.gives_handle(&name)
    }

    /// The answer with its headers and cookies.
    fn finish(self, mut reply: Reply) -> Reply {
        let web = &self.app.web;
        let headers = reply.headers_mut();
        self.policy.write(web.cookies.secure, headers);
        // Limits are for programs to read, except when to come back.
        let mut limits = HeaderMap::new();
        self.meter.write(&mut limits);
        if let Some(after) = limits.remove(RETRY_AFTER) {
            headers.insert(RETRY_AFTER, after);
        }
        headers.append(VARY, HeaderValue::from_static("Cookie, Accept-Language"));
        web.cookies.set_device(&self.device, headers);
        if let Some(session) = &self.set_setup {
            web.cookies.set_setup(session, headers);
        }
        if let Some(language) = self.set_language {
            web.cookies.set_language(language, headers);
        }
        reply
    }
}
