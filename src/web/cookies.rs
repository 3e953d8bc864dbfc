//! The cookies of pages: that of the browser, and that of its language. Host-only by their prefix, so that no handle
//! under our domain can set or read them.

use std::fmt::Write as _;

use hyper::HeaderMap;
use hyper::header::{COOKIE, HeaderValue, SET_COOKIE};

use super::Language;
use crate::account::devices::{DEVICE_TTL, Device, DeviceCookie};
use crate::administrator::AdminCookie;
use crate::setup::SESSION_TTL;

/// How long browsers keep cookies at most, in seconds.
const LONGEST_SECS: u64 = DEVICE_TTL.as_secs();
/// The cookie of the administrator's pages: that of no account.
const ADMIN: &str = "hp_admin";
/// Longest `Cookie` header that is looked at, in bytes.
const MAX_HEADER: usize = 8 * 1024;

/// Which cookies there are, and how they are sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cookies {
    /// Whether we are reached by HTTPS, which the prefix needs.
    pub(super) secure: bool,
}

impl Cookies {
    fn name(self, plain: &str) -> String {
        if self.secure { format!("__Host-{plain}") } else { plain.to_owned() }
    }

    /// What the browser shows of itself.
    pub(super) fn device(self, headers: &HeaderMap) -> Option<DeviceCookie> {
        self.get(headers, "device")?.parse().ok()
    }

    /// The language that was chosen with this browser.
    pub(super) fn language(self, headers: &HeaderMap) -> Option<Language> {
        self.get(headers, "lang")?.parse().ok()
    }

    /// Sends what the browser is to show next, if that changed.
    pub(super) fn set_device(self, device: &Device, headers: &mut HeaderMap) {
        if let Some(cookie) = device.cookie() {
            let age = device.is_remembered().then_some(LONGEST_SECS);
            self.set("device", cookie.to_value().expose(), age, headers);
        }
    }

    /// What the administrator's browser shows.
    pub(super) fn admin(self, headers: &HeaderMap) -> Option<AdminCookie> {
        self.get(headers, ADMIN)?.parse().ok()
    }

    /// Sends what the administrator's browser is to show; forgotten when it is closed.
    pub(super) fn set_admin(self, cookie: &AdminCookie, headers: &mut HeaderMap) {
        self.set(ADMIN, cookie.to_value().expose(), None, headers);
    }

    /// Has the browser forget it.
    pub(super) fn forget_admin(self, headers: &mut HeaderMap) {
        self.set(ADMIN, "", Some(0), headers);
    }

    /// What the browser shows the wizard of a new server.
    pub(super) fn setup(self, headers: &HeaderMap) -> Option<&str> {
        self.get(headers, "setup")
    }

    /// Sends what it is to show.
    pub(super) fn set_setup(self, session: &str, headers: &mut HeaderMap) {
        self.set("setup", session, Some(SESSION_TTL.as_secs()), headers);
    }

    /// Sends a chosen language.
    pub(super) fn set_language(self, language: Language, headers: &mut HeaderMap) {
        self.set("lang", language.tag(), Some(LONGEST_SECS), headers);
    }

    fn set(self, name: &str, value: &str, max_age: Option<u64>, headers: &mut HeaderMap) {
        let mut cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", self.name(name));
        if self.secure {
            cookie.push_str("; Secure");
        }
        if let Some(secs) = max_age {
            write!(cookie, "; Max-Age={secs}").expect("writing to a string");
        }
        let mut value = HeaderValue::from_str(&cookie).expect("names and values are visible ASCII");
        value.set_sensitive(true);
        headers.append(SET_COOKIE, value);
    }

    /// The value of a cookie. One that comes twice is not believed.
    fn get<'h>(self, headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
        let name = self.name(name);
        let mut values = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok().filter(|value| value.len() <= MAX_HEADER))
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(known, _)| *known == name)
            .map(|(_, value)| value);
        let value = values.next()?;
        values.next().is_none().then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_by_their_full_name() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("lang=de; __Host-lang=fr; other=1"));
        assert_eq!(Cookies { secure: true }.language(&headers), Some(Language::French));
        assert_eq!(Cookies { secure: false }.language(&headers), Some(Language::German));
        headers.append(COOKIE, HeaderValue::from_static("__Host-lang=sv"));
        assert_eq!(Cookies { secure: true }.language(&headers), None, "it comes twice");
    }

    #[test]
    fn cookies_are_set_for_this_host_only() {
        let mut headers = HeaderMap::new();
        Cookies { secure: true }.set_language(Language::Portuguese, &mut headers);
        assert_eq!(
            headers[SET_COOKIE],
            "__Host-lang=pt-BR; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=34560000"
        );
        let mut headers = HeaderMap::new();
        Cookies { secure: false }.set_language(Language::Swedish, &mut headers);
        assert_eq!(headers[SET_COOKIE], "lang=sv; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000");
    }
}
