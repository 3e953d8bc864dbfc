//! Second factors through a real store.

use std::time::Duration;

use super::*;
use crate::account::factors::{FactorError, FactorKind, totp_code_at};

impl Bench {
    async fn password(&self, token: Option<&str>) -> Result<LoggedIn, LoginError> {
        self.accounts.log_in("alice.test", secret("alice-password"), token, false, Origin::default()).await
    }
}

#[tokio::test]
async fn an_authenticator_app_counts_once_it_showed_a_code() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    let accounts = &bench.accounts;
    assert!(matches!(
        accounts.confirm_totp(aid, "000000", Origin::default()).await,
        Err(FactorError::NotSet)
    ));
    let setup = accounts.begin_totp(aid).await.expect("begun");
    assert!(matches!(accounts.confirm_totp(aid, "00000", Origin::default()).await, Err(FactorError::Wrong)));
    bench.password(None).await.expect("nothing is asked for yet");
    let code = totp_code_at(&setup, bench.clock.now());
    let codes = accounts.confirm_totp(aid, &code, Origin::default()).await.expect("confirmed");
    assert_eq!(codes.expect("recovery codes").len(), 10);

    let first = accounts.first_factor("alice.test", secret("alice-password"), &Origin::default()).await;
    assert_eq!(first.expect("the password").second, [FactorKind::Totp, FactorKind::RecoveryCode]);
    assert!(matches!(bench.password(None).await, Err(LoginError::FactorRequired { .. })));
    let again = bench.password(Some(&code)).await;
    assert!(matches!(again, Err(LoginError::Factor(FactorError::Wrong))), "the code that confirmed is used");
    bench.clock.advance(Duration::from_secs(30));
    let code = totp_code_at(&setup, bench.clock.now());
    bench.password(Some(&code)).await.expect("logged in");
    assert!(matches!(bench.password(Some(&code)).await, Err(LoginError::Factor(FactorError::Wrong))));
}
