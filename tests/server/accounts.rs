//! Accounts to act as.

use hostplant::account::{Origin, SignUp};
use hostplant::base::Secret;
use hostplant::syntax::Did;

use super::{As, TestServer};

/// The password of every test account.
pub const PASSWORD: &str = "a password";

/// An account with a session.
#[derive(Clone, Debug)]
pub struct TestAccount {
    pub did: Did,
    pub handle: String,
    /// By the main password.
    pub owner: As,
}

impl TestServer {
    /// Makes an account; its handle is `name` under `.test`, its address `name` at `example.test`.
    pub async fn account(&self, name: &str) -> TestAccount {
        self.account_under(name, "test").await
    }

    /// Makes an account with a handle under one of the server's domains.
    pub async fn account_under(&self, name: &str, domain: &str) -> TestAccount {
        let handle = format!("{name}.{domain}");
        let request = SignUp {
            handle: handle.clone(),
            email: Some(format!("{name}@example.test").into()),
            password: Some(Secret::new(PASSWORD.to_owned()).into()),
            invite: None,
            did: None,
            recovery_key: None,
            caller: None,
            origin: Origin::default(),
        };
        let made = self.app().accounts.sign_up(request).await.expect("an account");
        let owner = As::Bearer(made.session.access);
        TestAccount { did: made.did, handle, owner }
    }

    /// A session of the account by an app password without privileges.
    pub async fn app_session(&self, account: &TestAccount) -> As {
        let accounts = &self.app().accounts;
        let id = account.did.as_str().parse().expect("a DID");
        let aid = accounts.find(id).await.expect("a read").expect("an account").aid;
        let made = accounts.create_app_password(aid, "app".to_owned(), false, Origin::default()).await;
        let (password, _) = made.expect("an app password");
        let login = accounts.log_in(account.did.as_str(), password, None, false, Origin::default()).await;
        As::Bearer(login.expect("a login").session.access)
    }

    /// A session by `password`, the main one or an app password.
    pub async fn session(&self, handle: &str, password: &str) -> As {
        let password = Secret::new(password.to_owned());
        let session = self
            .app()
            .accounts
            .log_in(handle, password, None, false, Origin::default())
            .await
            .expect("a session");
        As::Bearer(session.session.access)
    }
}
