//! Checks that somebody who makes an account on our pages is not a program that makes many: work that a browser does
//! by itself, or a third party's puzzle where the operator chose one. Invite codes and mailed codes stand elsewhere.

mod hcaptcha;
mod proof_of_work;

pub use hcaptcha::{CaptchaError, ClientTokens, Hcaptcha, HcaptchaConfig};
pub use proof_of_work::{Challenge, DEFAULT_BITS, MAX_BITS, ProofOfWork, WorkError};

use std::sync::Arc;

/// The checks that are in force. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Admission {
    /// Work for the browser.
    pub work: Option<Arc<ProofOfWork>>,
    /// A puzzle of hCaptcha.
    pub captcha: Option<Arc<Hcaptcha>>,
}
