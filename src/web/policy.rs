//! The security headers of pages.

use std::fmt::Write as _;

use hyper::HeaderMap;
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_FRAME_OPTIONS,
};

/// Two years: what browsers ask for to be told by their vendors.
const HSTS: &str = "max-age=63072000";

/// What one page may do beyond what all pages may: be shown, be styled by our sheet, and send forms to us.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    form_targets: Vec<String>,
    images: Vec<String>,
    scripts: bool,
    third_parties: Vec<String>,
}

impl Policy {
    /// A page with images from `images`.
    pub fn new(images: Vec<String>) -> Self {
        Self { images, ..Self::default() }
    }

    /// Lets the answer to a form of this page lead to `origin`, which is `https://host` or `scheme:`: Chromium holds
    /// the rule against every redirect that follows. What is no origin is left out.
    pub fn allow_form_target(&mut self, origin: &str) {
        if is_source(origin) {
            self.form_targets.push(origin.to_owned());
        }
    }

    /// Lets the page show images from `origin`.
    pub fn allow_images(&mut self, origin: &str) {
        if is_source(origin) {
            self.images.push(origin.to_owned());
        }
    }

    /// Lets the page run our own scripts, and those call us.
    pub fn allow_scripts(&mut self) {
        self.scripts = true;
    }

    /// Lets the page run scripts and frames of a third party, such as a captcha that the operator configured.
    pub fn allow_third_party(&mut self, origin: &str) {
        if is_source(origin) {
            self.scripts = true;
            self.third_parties.push(origin.to_owned());
        }
    }

    /// Adds the headers. `secure` is whether we are reached by HTTPS.
    pub fn write(&self, secure: bool, headers: &mut HeaderMap) {
        let mut csp = String::from(
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'self'; img-src 'self' data:",
        );
        let add = |csp: &mut String, sources: &[String]| {
            for source in sources {
                write!(csp, " {source}").expect("writing to a string");
            }
        };
        add(&mut csp, &self.images);
        csp.push_str("; form-action 'self'");
        add(&mut csp, &self.form_targets);
        if self.scripts {
            csp.push_str("; script-src 'self'");
            add(&mut csp, &self.third_parties);
            csp.push_str("; connect-src 'self'");
            add(&mut csp, &self.third_parties);
        }
        if !self.third_parties.is_empty() {
            csp.push_str("; frame-src");
            add(&mut csp, &self.third_parties);
        }
        if secure {
            csp.push_str("; upgrade-insecure-requests");
            headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
        }
        if let Ok(value) = HeaderValue::from_str(&csp) {
            headers.insert(CONTENT_SECURITY_POLICY, value);
        }
        // With a captcha in a frame the page cannot ask frames to be embeddable.
        let embedder = if self.third_parties.is_empty() { "credentialless" } else { "unsafe-none" };
        for (name, value) in [
            ("cross-origin-embedder-policy", embedder),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            ("x-xss-protection", "0"),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        // Not no-referrer: with it browsers send `Origin: null` with forms.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Whether text is one source of a policy: a scheme or an origin, without anything that could end it.
fn is_source(text: &str) -> bool {
    text.contains(':') && text.bytes().all(|b| b.is_ascii_alphanumeric() || b":/.-+[]*_".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csp(policy: &Policy) -> String {
        let mut headers = HeaderMap::new();
        policy.write(true, &mut headers);
        headers[CONTENT_SECURITY_POLICY].to_str().expect("ASCII").to_owned()
    }

    #[test]
    fn pages_run_nothing_unless_they_ask() {
        let mut policy = Policy::default();
        let plain = csp(&policy);
        assert!(plain.starts_with("default-src 'none'"));
        assert!(!plain.contains("script-src") && plain.contains("form-action 'self'; upgrade"), "{plain}");
        policy.allow_scripts();
        assert!(csp(&policy).contains("script-src 'self'; connect-src 'self'"));
    }

    #[test]
    fn form_targets_cannot_add_directives() {
        let mut policy = Policy::default();
        policy.allow_form_target("https://app.example:8443");
        policy.allow_form_target("com.example.app:");
        policy.allow_form_target("https://x; script-src *");
        policy.allow_form_target("'unsafe-inline'");
        let csp = csp(&policy);
        assert!(csp.contains("form-action 'self' https://app.example:8443 com.example.app:;"), "{csp}");
    }
}
