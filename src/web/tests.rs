//! That what templates name exists.

use std::collections::BTreeSet;

use super::*;

fn sources() -> impl Iterator<Item = &'static Source> {
    TEMPLATES.iter().copied().flatten()
}

/// First arguments of calls of `function` with a literal text.
fn literals(source: &str, function: &str) -> BTreeSet<String> {
    let call = format!("{function}(\"");
    source
        .match_indices(&call)
        .filter(|(at, _)| !source[..*at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
        .filter_map(|(at, _)| source[at + call.len()..].split('"').next())
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_text_that_a_template_names_exists() {
    let catalogue = Catalogue::load().expect("English parses");
    let none = fluent_bundle::FluentArgs::new();
    for (name, source) in sources() {
        for key in literals(source, "t").into_iter().chain(literals(source, "t_html")) {
            // The rest of `"frame-error-" ~ word` is known when the page is made.
            if !key.ends_with('-') {
                assert!(catalogue.text(Language::English, &key, &none).is_some(), "{name}: {key}");
            }
        }
    }
}

#[test]
fn every_text_that_code_names_exists() {
    let catalogue = Catalogue::load().expect("English parses");
    let none = fluent_bundle::FluentArgs::new();
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/web")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("a source file");
            for key in literals(&source, ".text").into_iter().chain(literals(&source, ".text_with")) {
                if key.contains('-') {
                    assert!(
                        catalogue.text(Language::English, &key, &none).is_some(),
                        "{}: {key}",
                        path.display()
                    );
                }
            }
        }
    }
}

/// Templates whose form goes to somebody else's server.
const LEAVING: [&str; 1] = ["authorize/post.html"];
/// The one script that comes from elsewhere, where the operator chose that service's puzzles; the page's policy names it.
const PUZZLE: (&str, &str) =
    ("sign_up/details.html", "<script src=\"https://hcaptcha.com/1/api.js\" async defer></script>");

#[test]
fn every_form_has_its_token_and_a_row() {
    let table = table();
    for (name, source) in sources() {
        for form in source.split("<form ").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            if form.starts_with("method=\"get\"") {
                continue;
            }
            assert!(form.starts_with("method=\"post\""), "{name}: {form}");
            // What goes to an app is none of our forms: a token in it would be told to the app.
            let leaves = LEAVING.contains(name);
            assert!(
                leaves != (form.contains("{{ csrf(") || form.contains("{{ token }}")),
                "{name} has a form without a token: {form}"
            );
        }
        for purpose in literals(source, "csrf") {
            let known =
                table.rows().any(|row| row.path == purpose && row.guard.accepts(&hyper::Method::POST));
            assert!(known, "{name}: no row takes forms at {purpose}");
        }
    }
}

#[test]
fn every_template_of_the_folder_is_embedded() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates");
    let known: BTreeSet<_> = sources().map(|(name, _)| *name).collect();
    for area in std::fs::read_dir(&root).expect("a folder") {
        let area = area.expect("an entry").path();
        let skipped = ["mail", "i18n", "assets"].iter().any(|other| area.ends_with(other));
        if !area.is_dir() || skipped {
            continue;
        }
        for file in std::fs::read_dir(&area).expect("a folder") {
            let path = file.expect("an entry").path();
            let name = path.strip_prefix(&root).expect("below").to_str().expect("ASCII").to_owned();
            assert!(known.contains(name.as_str()), "{name} is not listed");
        }
    }
}

#[test]
fn pages_load_nothing_from_elsewhere() {
    for (name, source) in sources() {
        let source = if *name == PUZZLE.0 { source.replacen(PUZZLE.1, "", 1) } else { (*source).to_owned() };
        for forbidden in ["style=\"", "<style", "onclick", "src=\"http", "<script>", " src=\"/"] {
            assert!(!source.contains(forbidden), "{name} has {forbidden}");
        }
    }
}

/// A body of which a part comes, and then nothing for ever.
struct Trickle(Option<bytes::Bytes>);

impl hyper::body::Body for Trickle {
    type Data = bytes::Bytes;
    type Error = crate::xrpc::BodyError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<bytes::Bytes>, Self::Error>>> {
        match self.0.take() {
            Some(piece) => std::task::Poll::Ready(Some(Ok(hyper::body::Frame::data(piece)))),
            None => std::task::Poll::Pending,
        }
    }
}

#[tokio::test]
async fn a_form_that_never_ends_is_given_up() {
    let (app, _folder) = crate::app::App::for_tests().await;
    let app = std::sync::Arc::new(app);
    tokio::time::pause();
    let request = hyper::Request::post("/account/sign-in")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Trickle(Some(bytes::Bytes::from_static(b"username=al"))))
        .expect("a request");
    let begun = tokio::time::Instant::now();
    let table = table();
    let answering = table.answer(&app, [192, 0, 2, 1].into(), request);
    let reply = tokio::time::timeout(std::time::Duration::from_secs(600), answering).await;
    assert_eq!(reply.expect("an answer").status(), hyper::StatusCode::REQUEST_TIMEOUT);
    assert!(begun.elapsed() >= std::time::Duration::from_secs(60));
}
