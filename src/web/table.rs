//! The table of everything outside `/xrpc/`: what a row says, and which row a path leads to.
//!
//! A row has a path, a guard, limits, a bound for bodies and handlers; none can be left out, and the guard decides what
//! handlers may be: one of a `Machine` row never sees a cookie, and one of a `Form` row that takes a form cannot be
//! reached without the proofs that our own page sent it.

use hyper::Method;
use percent_encoding::percent_decode_str;

use super::machine::{Answer, MachineCall};
use super::{Form, PageError, Upload, Visit};
use crate::app::App;
use crate::xrpc::limits::Rule;
use crate::xrpc::{BoxFuture, Reply};

/// Largest body of an ordinary form, in bytes.
pub const FORM_BYTES: u64 = 64 * 1024;
/// The bound of rows that take no body.
pub const NOTHING: u64 = 0;

/// Answers programs of any origin.
pub type MachineHandler = for<'a> fn(&'a App, MachineCall) -> BoxFuture<'a, Reply>;
/// Shows a page.
pub type PageHandler = for<'a> fn(&'a mut Visit) -> BoxFuture<'a, Result<Reply, PageError>>;
/// Takes a form.
pub type FormHandler = for<'a> fn(&'a mut Visit, Form) -> BoxFuture<'a, Result<Reply, PageError>>;
/// Takes a form with a file that is still to come.
pub type UploadHandler = for<'a> fn(&'a mut Visit, Upload) -> BoxFuture<'a, Result<Reply, PageError>>;

/// Who is answered, and how.
#[derive(Clone, Copy)]
pub enum Guard {
    /// Programs: any origin may read the answer, and cookies are never looked at.
    Machine {
        /// Answers `GET`.
        get: Option<MachineHandler>,
        /// Answers `POST`.
        post: Option<MachineHandler>,
    },
    /// People with a browser, which shows its cookie; nothing is sent but the address.
    Page {
        /// Answers `GET`.
        get: PageHandler,
    },
    /// The same, and forms of our own pages.
    Form {
        /// Answers `GET`.
        get: Option<PageHandler>,
        /// Answers `POST`.
        post: FormHandler,
    },
    /// The same, where the form ends with a file that is too large to be held.
    Upload {
        /// Answers `GET`.
        get: PageHandler,
        /// Answers `POST`.
        post: UploadHandler,
    },
}

impl Guard {
    /// A row for programs.
    pub const fn machine(get: Option<MachineHandler>, post: Option<MachineHandler>) -> Self {
        Self::Machine { get, post }
    }

    /// Whether `method` is answered.
    pub fn accepts(&self, method: &Method) -> bool {
        let (get, post) = match self {
            Self::Machine { get, post } => (get.is_some(), post.is_some()),
            Self::Page { .. } => (true, false),
            Self::Form { get, .. } => (get.is_some(), true),
            Self::Upload { .. } => (true, true),
        };
        match *method {
            Method::GET | Method::HEAD => get,
            Method::POST => post,
            _ => false,
        }
    }

    /// The value of an `Allow` header.
    pub fn allowed(&self) -> &'static str {
        match (self.accepts(&Method::GET), self.accepts(&Method::POST)) {
            (true, true) => "GET, HEAD, POST",
            (false, true) => "POST",
            _ => "GET, HEAD",
        }
    }
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self {
            Self::Machine { .. } => "Machine",
            Self::Page { .. } => "Page",
            Self::Form { .. } => "Form",
            Self::Upload { .. } => "Upload",
        };
        write!(f, "{name} {}", self.allowed())
    }
}

/// One limit of a row, by the visitor's address. What counts by account is charged in handlers.
#[derive(Clone, Copy, Debug)]
pub enum PageLimit {
    /// On every request.
    Each(Rule),
    /// On what is sent only.
    Post(Rule),
}

/// One path.
#[derive(Debug)]
pub struct PageRow {
    /// Its pattern: `{name}` stands for one segment.
    pub path: &'static str,
    /// Who is answered, and by what.
    pub guard: Guard,
    /// Its limits.
    pub limits: &'static [PageLimit],
    /// Largest body in bytes.
    pub body: u64,
}

impl PageRow {
    /// What the segments of `path` stand for, if the row is for it.
    fn matches(&self, path: &str) -> Option<Vec<(&'static str, String)>> {
        let mut found = Vec::new();
        let (mut own, mut given) = (self.path.split('/'), path.split('/'));
        loop {
            match (own.next(), given.next()) {
                (None, None) => return Some(found),
                (Some(own), Some(given)) => {
                    match own.strip_prefix('{').and_then(|own| own.strip_suffix('}')) {
                        Some(name) if !given.is_empty() => {
                            let value = percent_decode_str(given).decode_utf8().ok()?;
                            found.push((name, value.into_owned()));
                        }
                        None if own == given => {}
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
    }

    const fn is_pattern(&self) -> bool {
        let bytes = self.path.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] == b'{' {
                return true;
            }
            at += 1;
        }
        false
    }
}

/// All rows.
#[derive(Debug)]
pub struct PageTable {
    /// Plain paths, sorted.
    plain: Vec<&'static PageRow>,
    /// Patterns, in the order of their groups.
    patterns: Vec<&'static PageRow>,
}

impl PageTable {
    /// Joins the rows of all groups.
    ///
    /// # Panics
    /// When two rows have one path: a fault of the program that the first test finds.
    pub fn new(groups: &[&'static [PageRow]]) -> Self {
        let rows = groups.iter().flat_map(|group| group.iter());
        let (patterns, mut plain): (Vec<_>, Vec<_>) = rows.partition(|row| row.is_pattern());
        plain.sort_unstable_by_key(|row| row.path);
        assert!(plain.windows(2).all(|pair| pair[0].path != pair[1].path), "every path has one row");
        Self { plain, patterns }
    }

    /// The row for a path, with what its segments stand for.
    pub fn find(&self, path: &str) -> Option<(&'static PageRow, Vec<(&'static str, String)>)> {
        if let Ok(index) = self.plain.binary_search_by_key(&path, |row| row.path) {
            return self.plain.get(index).map(|row| (*row, Vec::new()));
        }
        self.patterns.iter().find_map(|row| Some((*row, row.matches(path)?)))
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = &'static PageRow> {
        self.plain.iter().chain(&self.patterns).copied()
    }
}

/// Boxes what a machine handler answers.
pub fn answered<'a, A: Answer + 'a>(answer: impl Future<Output = A> + Send + 'a) -> BoxFuture<'a, Reply> {
    Box::pin(async { answer.await.into_reply() })
}

/// Declares rows of the table:
///
/// ```text
/// pages! {
///     pub static ROWS;
///     "/account/about" Page, limit [], body NOTHING => get about::show;
///     "/account/u/{who}/apps" Form, limit [Post(limits::ACCOUNT_FORM)], body FORM_BYTES => get apps::show, post apps::act;
///     "/oauth/token" Machine, limit [Each(limits::OAUTH_TOKEN)], body FORM_BYTES => post token::answer;
/// }
/// ```
///
/// Handlers of `Machine` rows are `async fn(&App, MachineCall) -> impl Answer`; those that show pages are
/// `async fn(&mut Visit) -> Result<Reply, PageError>`; those that take forms have the [`Form`] as second parameter, those of
/// `Upload` rows the [`Upload`].
macro_rules! pages {
    (@option) => { None };
    (@option $value:expr) => { Some($value) };
    (@guard Machine [$($get:path)?] [$($post:path)?]) => {
        $crate::web::table::Guard::machine(
            pages!(@option $(|app, call| $crate::web::table::answered($get(app, call)))?),
            pages!(@option $(|app, call| $crate::web::table::answered($post(app, call)))?),
        )
    };
    (@guard Page [$get:path] []) => {
        $crate::web::table::Guard::Page { get: |visit| Box::pin($get(visit)) }
    };
    (@guard Form [$($get:path)?] [$post:path]) => {
        $crate::web::table::Guard::Form {
            get: pages!(@option $(|visit| Box::pin($get(visit)))?),
            post: |visit, form| Box::pin($post(visit, form)),
        }
    };
    (@guard Upload [$get:path] [$post:path]) => {
        $crate::web::table::Guard::Upload {
            get: |visit| Box::pin($get(visit)),
            post: |visit, upload| Box::pin($post(visit, upload)),
        }
    };
    (@row $guard:ident get $get:path) => { pages!(@guard $guard [$get] []) };
    (@row $guard:ident post $post:path) => { pages!(@guard $guard [] [$post]) };
    (@row $guard:ident get $get:path, post $post:path) => { pages!(@guard $guard [$get] [$post]) };
    (
        $(#[$doc:meta])* $vis:vis static $name:ident;
        $($path:literal $guard:ident, limit [$($limit:ident($rule:expr)),*], body $body:expr
            => $($verb:ident $handler:path),+;)*
    ) => {
        $(#[$doc])*
        $vis static $name: &[$crate::web::table::PageRow] = &[$($crate::web::table::PageRow {
            path: $path,
            guard: pages!(@row $guard $($verb $handler),+),
            limits: &[$($crate::web::table::PageLimit::$limit($rule)),*],
            body: $body,
        }),*];
    };
}
pub(crate) use pages;

#[cfg(test)]
mod tests {
    use super::*;

    async fn shown(_: &mut Visit) -> Result<Reply, PageError> {
        Err(PageError::NotFound)
    }

    async fn taken(_: &mut Visit, _: Form) -> Result<Reply, PageError> {
        Err(PageError::NotFound)
    }

    async fn answer(_: &App, _: MachineCall) -> Reply {
        Reply::empty(hyper::StatusCode::OK)
    }

    pages! {
        static ROWS;
        "/a" Page, limit [], body NOTHING => get shown;
        "/a/{who}/b" Form, limit [], body FORM_BYTES => get shown, post taken;
        "/a/{who}/{what}" Form, limit [], body FORM_BYTES => post taken;
        "/m" Machine, limit [], body FORM_BYTES => post answer;
    }

    #[test]
    fn paths_lead_to_rows() {
        let table = PageTable::new(&[ROWS]);
        let find = |path| table.find(path).map(|(row, params)| (row.path, params));
        assert_eq!(find("/a"), Some(("/a", vec![])));
        assert_eq!(find("/a/did%3Aplc%3Ax/b"), Some(("/a/{who}/b", vec![("who", "did:plc:x".to_owned())])));
        assert_eq!(find("/a/x/c").map(|(path, _)| path), Some("/a/{who}/{what}"));
        for nothing in ["", "/", "/a/", "/a//b", "/a/x/b/", "/a/x", "/A", "/a/%ff/b"] {
            assert_eq!(find(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn guards_know_their_methods() {
        let allowed: Vec<_> = ROWS.iter().map(|row| row.guard.allowed()).collect();
        assert_eq!(allowed, ["GET, HEAD", "GET, HEAD, POST", "POST", "POST"]);
        assert!(
            !ROWS.iter().any(|row| row.guard.accepts(&Method::PUT) || row.guard.accepts(&Method::OPTIONS))
        );
    }
}
