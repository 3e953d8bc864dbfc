//! Where calls go when the client does not say.

use super::config::{ProxyConfig, ServiceAddress};
use crate::syntax::Nsid;

/// Fragment of an AppView in its DID document.
pub const APP_VIEW: &str = "bsky_appview";
/// Fragment of a moderation service in its DID document.
pub const LABELER: &str = "atproto_labeler";

/// Where calls of a method go when the client names no service: the service's fragment and address.
pub fn default_service<'a>(
    config: &'a ProxyConfig,
    method: &Nsid,
) -> (&'static str, Option<&'a ServiceAddress>) {
    if method.as_str().starts_with("tools.ozone.") {
        (LABELER, config.mod_service.as_ref())
    } else if method.as_str() == "com.atproto.moderation.createReport" {
        (LABELER, config.report_service.as_ref())
    } else {
        (APP_VIEW, config.app_view.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nsid(text: &str) -> Nsid {
        text.parse().expect("an NSID")
    }

    #[test]
    fn methods_have_default_services() {
        let address = |did: &str| ServiceAddress { did: did.parse().unwrap(), url: "http://x".into() };
        let config = ProxyConfig {
            app_view: Some(address("did:web:app")),
            mod_service: Some(address("did:web:mod")),
            report_service: Some(address("did:web:report")),
            ..ProxyConfig::default()
        };
        let service = |method: &str| {
            let (id, address) = default_service(&config, &nsid(method));
            (id, address.map(|address| address.did.as_str()))
        };
        assert_eq!(service("app.bsky.feed.getFeed"), (APP_VIEW, Some("did:web:app")));
        assert_eq!(service("tools.ozone.team.addMember"), (LABELER, Some("did:web:mod")));
        assert_eq!(service("com.atproto.moderation.createReport"), (LABELER, Some("did:web:report")));
    }
}
