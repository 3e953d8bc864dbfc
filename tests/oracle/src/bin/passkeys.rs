//! A browser's WebAuthn client and an authenticator that hostplant did not write: they must understand what its accounts
//! ask for, its accounts must accept what they answer, and refuse it on another page, a second time and from a copy.

use std::sync::Arc;

use hostplant::account::factors::{Assertion, CeremonyError, FactorError, PasskeyKind};
use hostplant::account::{Accounts, AccountsConfig, Attempt, EmailVerification, InvitePolicy, Origin};
use hostplant::base::{Clock, Secret, Timestamp};
use hostplant::crypto::{Curve, PasswordParams, Passwords, SealKey, SigningKey};
use hostplant::identity::{IdentityConfig, Resolver};
use hostplant::logo::Logo;
use hostplant::mail::{Branding, MailConfig, Mailer};
use hostplant::net::{Names, Network};
use hostplant::records::Signers;
use hostplant::store::rows::accounts::{self, Account, PutAccountError};
use hostplant::store::{Aid, Store, StoreConfig, Tx};
use hostplant::syntax::Did;
use hostplant::texts::{Catalogue, Language};
use passkey::authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData};
use passkey::crypto::rust_crypto::RustCryptoBackend;
use passkey::types::Passkey;
use passkey::types::ctap2::{Aaguid, Ctap2Error};
use passkey::types::webauthn::{CredentialCreationOptions, CredentialRequestOptions};
use serde_json::{Value, json};
use url::Url;

const HOST: &str = "pds.example.com";

/// Somebody who touches and unlocks the authenticator whenever asked.
struct Owner;

#[async_trait::async_trait]
impl UserValidationMethod for Owner {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _: UiHint<'a, Passkey>,
        presence: bool,
        verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence, verification })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

type Browser = Client<Option<Passkey>, Owner, RustCryptoBackend, public_suffix::PublicSuffixList, ()>;

fn browser(has_counter: bool) -> Browser {
    let mut authenticator = Authenticator::new(Aaguid::new_empty(), None, Owner, RustCryptoBackend);
    authenticator.set_make_credentials_with_signature_counter(has_counter);
    Client::new(authenticator).user_verification_when_preferred(true)
}

fn page() -> Url {
    Url::parse(&format!("https://{HOST}")).expect("a URL")
}

/// What our script sends: the JSON form of the credential.
fn sent(credential: impl serde::Serialize) -> String {
    serde_json::to_string(&credential).expect("JSON")
}

async fn register(
    accounts: &Accounts,
    aid: Aid,
    browser: &mut Browser,
    kind: PasskeyKind,
) -> Result<(), FactorError> {
    let options: Value = serde_json::from_str(&accounts.begin_passkey(aid, kind).await?).expect("JSON");
    let request: CredentialCreationOptions =
        serde_json::from_value(json!({ "publicKey": options })).expect("options that a client understands");
    let made = browser.register(&page(), request, DefaultClientData).await.expect("a credential");
    let answer = sent(made).parse().expect("an answer that we understand");
    accounts.add_passkey(aid, kind, &answer, "Key", Origin::default()).await.map(drop)
}

async fn answer(accounts: &Accounts, aid: Option<Aid>, browser: &mut Browser, page: &Url) -> Assertion {
    let options = accounts.passkey_challenge(aid).await.expect("options");
    let options: Value = serde_json::from_str(&options).expect("JSON");
    let request: CredentialRequestOptions =
        serde_json::from_value(json!({ "publicKey": options })).expect("options that a client understands");
    let used = browser.authenticate(page, request, DefaultClientData).await.expect("an assertion");
    sent(used).parse().expect("an answer that we understand")
}

fn accounts(store: &Store, clock: &Clock) -> Accounts {
    let seal_key = Secret::new([7; 32]);
    let branding = Branding {
        service: HOST.to_owned(),
        host: HOST.to_owned(),
        home_url: None,
        logo_url: None,
        logo: Logo::default(),
        color: "#000".to_owned(),
        support: None,
        language: Language::English,
        url: format!("https://{HOST}"),
        confirm_link: None,
    };
    let mail = MailConfig { smtp: None, moderation: None, sink: false, templates: None, branding };
    let texts = Arc::new(Catalogue::load().expect("English parses"));
    let network = Network::new(Names::system().expect("a resolver"), true);
    let config = AccountsConfig {
        hostname: HOST.to_owned(),
        public_url: format!("https://{HOST}"),
        service: format!("did:web:{HOST}").parse().expect("a DID"),
        handle_domains: vec![format!(".{HOST}")],
        jwt_secret: Secret::new("secret".to_owned()),
        seal_key: seal_key.clone(),
        rotation_key: SigningKey::generate(Curve::P256),
        recovery_key: None,
        curve: Curve::P256,
        invites: InvitePolicy { required: false, interval: None, epoch: Timestamp::default() },
        disposable_domains: Vec::new(),
        document_with_session: false,
        sign_in_notices: true,
        email_verification: EmailVerification::Afterwards,
        codes_per_minute: 30,
        international_mail: false,
    };
    Accounts::new(
        config,
        store.clone(),
        clock.clone(),
        Passwords::start(PasswordParams::default()).expect("a thread"),
        Signers::new(SealKey::new(&seal_key)),
        Resolver::new(network, IdentityConfig::default(), clock.clone()),
        Mailer::new(&mail, texts, store.clone(), clock.clone()).expect("mail"),
    )
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::manual(Timestamp::from_secs(1_780_000_000));
    let config = StoreConfig::at(&folder.path().join("hostplant.redb"));
    let store = Store::open(config, clock.clone(), Box::new(|_| {})).expect("a store");
    let accounts = accounts(&store, &clock);
    let did: Did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz".parse().expect("a DID");
    let made = did.clone();
    let make = move |tx: &mut Tx<'_>| -> Result<Aid, PutAccountError> {
        let aid = tx.next_aid()?;
        accounts::put(tx, aid, &Account::new(made, tx.now()))?;
        Ok(aid)
    };
    let aid = store.write(make).await.expect("an account");
    let here = Origin::default();

    for (has_counter, kind) in
        [(false, PasskeyKind::Passkey), (true, PasskeyKind::Passkey), (true, PasskeyKind::SecurityKey)]
    {
        let mut browser = browser(has_counter);
        register(&accounts, aid, &mut browser, kind).await.expect("registered");
        for _ in 0..3 {
            let shown = Attempt::Passkey(Box::new(answer(&accounts, Some(aid), &mut browser, &page()).await));
            accounts.second_factor(aid, shown, &here).await.expect("a second factor");
        }
        if kind == PasskeyKind::SecurityKey {
            continue;
        }
        let assertion = answer(&accounts, None, &mut browser, &page()).await;
        let hosted = accounts.sign_in_with_passkey(assertion.clone(), &here).await.expect("signed in");
        assert_eq!(hosted.account.did, did);
        let refusal = async |assertion| match accounts.sign_in_with_passkey(assertion, &here).await {
            Err(FactorError::Passkey(error)) => error,
            other => panic!("{other:?}"),
        };
        assert_ne!(refusal(assertion).await, CeremonyError::Signature, "an answer counts once");

        // The client lets a page of a subdomain ask for the credential; the account does not.
        let elsewhere = Url::parse(&format!("https://evil.{HOST}/")).expect("a URL");
        let assertion = answer(&accounts, None, &mut browser, &elsewhere).await;
        assert_eq!(refusal(assertion).await, CeremonyError::Origin);

        if has_counter {
            let copy = browser.authenticator().store().clone();
            let assertion = answer(&accounts, None, &mut browser, &page()).await;
            accounts.sign_in_with_passkey(assertion, &here).await.expect("signed in");
            *browser.authenticator_mut().store_mut() = copy;
            let assertion = answer(&accounts, None, &mut browser, &page()).await;
            assert_eq!(refusal(assertion).await, CeremonyError::Copied);
        }
    }
    println!("passkeys of an independent authenticator are registered and used");
}
