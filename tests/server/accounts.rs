//! Accounts to act as.

use hostplant::account::SignUp;
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
        let handle = format!("{name}.test");
        let request = SignUp {
            handle: handle.clone(),
            email: Some(format!("{name}@example.test")),
            password: Some(Secret::new(PASSWORD.to_owned())),
            invite: None,
            did: None,
            recovery_key: None,
            caller: None,
        };
        let made = self.app().accounts.sign_up(request).await.expect("an account");
        let owner = As::Bearer(made.session.access);
        TestAccount { did: made.did, handle, owner }
    }
}
