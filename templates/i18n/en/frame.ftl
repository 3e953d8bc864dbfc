### The frame of all pages, and the pages on which people come in.

frame-skip = Skip to the content
frame-home = Home
frame-terms = Terms of service
frame-privacy = Privacy policy
frame-support = Help
frame-about = About
frame-language = Language
frame-language-change = Change
frame-sign-in = Sign in
frame-faults = Something needs your attention

frame-month-1 = January
frame-month-2 = February
frame-month-3 = March
frame-month-4 = April
frame-month-5 = May
frame-month-6 = June
frame-month-7 = July
frame-month-8 = August
frame-month-9 = September
frame-month-10 = October
frame-month-11 = November
frame-month-12 = December
# $day and $year are numbers, $month is a name.
frame-date = { $day } { $month } { $year }
frame-date-time = { $date }, { $time } UTC

frame-error-again = Try again
frame-error-account = Your accounts
frame-error-status = Error { $status }
frame-error-not-found = Page not found
frame-error-not-found-text = There is nothing at this address. The link may be old, or mistyped.
frame-error-forbidden = Not allowed
frame-error-forbidden-text = This is not yours to see or change.
frame-error-forged = The form has expired
frame-error-forged-text = For your safety, forms only work on the page they belong to, and for a limited time. Nothing was changed. Please open the page again and repeat.
frame-error-expired = Too much time has passed
frame-error-expired-text = This step has expired. Please begin again.
frame-error-malformed = The form cannot be read
frame-error-malformed-text = Your browser sent something that this page does not understand. Please go back and try again.
frame-error-too-large = That is too large
frame-error-too-large-text = What you sent is larger than this page takes. Please go back and choose something smaller.
frame-error-too-many = Too many attempts
frame-error-too-many-text = Please wait a few minutes, then try again.
frame-error-busy = The server is busy
frame-error-busy-text = Please try again in a moment.
frame-error-failed = Something went wrong
frame-error-failed-text = It is our fault, not yours. Please try again; if it happens again, tell whoever runs this server.

frame-looks-once = This page looks again after { $secs } seconds. If your browser cannot connect then, wait a minute and load the page again.

entry-sign-in-lead = Sign in to your account at { $service }.
entry-identifier = Handle or e-mail address
entry-identifier-hint = For example alice.example.com
entry-account = Account
entry-password = Password
entry-remember = Stay signed in on this device
entry-forgot = Forgot your password?
entry-create = Create an account
entry-address-bar = Before you type your password, check that the address of this page begins with { $origin }
entry-wrong = The name or the password is wrong.
entry-missing-identifier = Enter your handle or e-mail address.
entry-missing-password = Enter your password.
entry-password-long = This password is longer than any that was ever accepted.
entry-taken-down = This account was suspended by the people who run this server.
entry-confirm-title = Confirm that it is you
entry-confirm-lead = Please enter your password again before you go on.

entry-picker-title = Choose an account
entry-picker-lead = These accounts are signed in on this device.
entry-deactivated = Deactivated
entry-brief = Signed in for a short time
entry-add = Sign in to another account
entry-sign-out = Sign out
entry-sign-out-all = Sign out of all accounts
entry-signed-out = You are signed out.

entry-reset-title = Reset your password
entry-reset-lead = We send a code to the e-mail address of your account.
entry-reset-send = Send the code
entry-reset-have-code = I have a code
entry-reset-sent = If there is such an account, a code is on its way to its e-mail address. It works for 15 minutes.
entry-back-to-sign-in = Back to sign in
entry-code-title = Choose a new password
entry-code-lead = Enter the code from the e-mail, and the password you want.
entry-code = Code
entry-code-hint = Ten letters and digits, such as ABCDE-23456
entry-code-wrong = This code is wrong, or was replaced by a newer one.
entry-code-over = This code has expired. Ask for a new one.
entry-new-password = New password
entry-new-password-hint = At least 8 characters. Longer is better.
entry-password-short = The password must have at least 8 characters.
entry-password-too-long = The password must not have more than 256 characters.
entry-code-save = Save the new password
entry-code-effects = Saving signs you out on all devices and in apps that use your password.
entry-code-again = Send another code
entry-reset-done = Your password is changed. You can sign in with it now.

entry-about-title = About this server
entry-about-text = { $service } is a Personal Data Server of the AT Protocol. It keeps the accounts and the data of its people.
entry-about-host = Address
entry-about-did = Identity
entry-about-software = Software
entry-about-contact = Contact

entry-landing-title = Welcome
entry-landing-lead = A home for accounts of the AT Protocol, used by Bluesky and many other apps.
entry-landing-invite = New accounts need an invite code.
entry-landing-what = What is this?
entry-landing-what-text = This is a Personal Data Server (PDS). Your posts, likes and follows live here, under your control, and you can take them with you.

entry-second-title = One more step
entry-second-lead = Show that it is you, { $name }.
entry-second-ways = Enter one of these:
entry-second-totp = the six digits from your authenticator app
entry-second-email = the code from the e-mail to { $address }
entry-second-recovery = one of your recovery codes
entry-second-go = Continue
entry-second-mail = Send me a code by e-mail
entry-second-mailed = A code is on its way. One that was sent in the last minute still works.
entry-second-wrong = This code is wrong, or was used already.
entry-passkey-wrong = The passkey was not accepted. Please try again.
entry-wait = { $minutes ->
    [one] Too many attempts. Please wait a minute, then try again.
   *[other] Too many attempts. Please wait { $minutes } minutes, then try again.
}

entry-passkey = Sign in with a passkey
entry-passkey-second = Use a passkey or security key
entry-passkey-refused = No passkey was used. You can try again.
entry-passkey-failed = Your browser could not use a passkey here.
entry-passkey-script = Your second factor is a passkey, which needs JavaScript. Please turn it on for this page, or use a recovery code.
