### How owners prove who they are, and the pages on which they set that up.

factors-title = Security
factors-on = On
factors-off = Off
factors-waits = Waits for a confirmed address
factors-state = State
factors-since = Since
factors-turn-on = Turn on
factors-turn-off = Turn off
factors-remove = Remove
factors-cancel = Cancel
factors-back = Back to security
factors-last = After this, your password alone is enough to sign in.

factors-password = Password
factors-password-text = Change it, and sign out elsewhere
factors-second = Second step at sign-in
factors-unguarded = Whoever learns your password can sign in. A second step keeps them out.
factors-guarded = Besides your password, signing in takes one of these.
factors-apps = Apps

factors-confirm-lead = What comes next is important. Show once more that this account is yours.
factors-confirm-code = Or enter one of these:
factors-password-wrong = The password is wrong.

factors-totp = Authenticator app
factors-totp-text = Six digits from an app on your phone or computer
factors-totp-lead = After your password you type in six digits that the app shows. They change every 30 seconds.
factors-totp-apps = Any app for one-time codes will do. Many password managers have one built in.
factors-totp-begin = Set up an authenticator app
factors-totp-replace = Set up another app
factors-totp-replace-text = If you set up another app, this one counts until the new one has shown its first digits.
factors-totp-scan = 1. Scan this picture with the app.
factors-totp-qr = QR code with the key for the app
factors-totp-key = Or type this key into the app:
factors-totp-open = Open in an app on this device
factors-totp-code = 2. Enter the six digits that the app shows
factors-totp-wrong = These digits are wrong. Check the clock of your device, then enter the newest ones.
factors-totp-done = The authenticator app is set up.
factors-totp-remove-title = Remove the authenticator app?
factors-totp-remove-text = Its digits will no longer be asked for. You can then delete the entry in the app.
factors-totp-removed = The authenticator app is removed.

factors-codes = Recovery codes
factors-codes-text = For when your phone or key is lost
factors-codes-lead = Each code works once, in place of the second step, when you have lost your phone or your key.
factors-codes-left = { $count ->
    [0] None
    [one] One left
   *[other] { $count } left
}
factors-codes-idle = They are asked for only once you have set up another second step.
factors-codes-replaces = When you make new codes, the ones you have now stop working.
factors-codes-make = Make { $count } new codes
factors-codes-new-title = Save your recovery codes
factors-codes-new-lead = They are shown only now, and each works once. Keep them where you find them without your phone: on paper, or in a password manager.
factors-codes-download = Download as a text file
factors-codes-print = or print this page
factors-codes-file = Recovery codes of { $name } at { $host }. Each works once.
factors-codes-saved = I have saved these codes
factors-codes-go = Continue
factors-codes-not-saved = Save the codes, then tick the box. They cannot be shown again.
factors-codes-done = Your recovery codes are ready.

factors-email = Codes by e-mail
factors-email-text = A code that is mailed to you
factors-email-lead = After your password you type in a code that we mail to you. An app or a passkey is safer: whoever can read your mail could also reset your password.
factors-email-none = Your account has no confirmed e-mail address. Confirm it first, then turn this on.
factors-email-done = From now on you are mailed a code at sign-in.
factors-email-undone = No code is mailed any more.

factors-app-login = Apps may use your password
factors-app-login-text = Older apps ask for your password. Newer ones send you here instead.
factors-app-login-lead = Older apps ask for your password and may keep it. Turn this off and they are refused: give each an app password of its own. Apps that send you here to sign in are not concerned.
factors-app-login-done = Apps may sign in with your password.
factors-app-login-undone = Apps may no longer sign in with your password.

factors-passkeys = Passkeys and security keys
factors-passkeys-text = Your fingerprint, face or PIN, or a key that you touch
factors-passkeys-lead = A passkey is kept by your phone, computer or password manager and signs you in without a password. A security key is a small device that you touch after typing your password.
factors-passkeys-count = { $count ->
    [0] None
   *[other] { $count }
}
factors-passkeys-none = You have none yet.
factors-passkeys-full = You have as many as an account can have. Remove one before you add another.
factors-passkey-kind = Passkey
factors-passkey-kind-synced = Passkey, synced between devices
factors-passkey-kind-key = Security key
factors-passkey-since = added
factors-passkey-used = last used
factors-passkey-unused = never used
factors-passkey-change = Change
factors-passkey-add = Add a passkey
factors-passkey-add-lead = Give it a name. Then your browser asks for your fingerprint, face or PIN.
factors-key-add = Add a security key
factors-key-add-lead = Give it a name. Then plug the key in, or hold it to your phone, and touch it when your browser asks.
factors-passkey-name = Name
factors-passkey-name-hint = So that you recognise it, such as the device that keeps it
factors-passkey-name-wrong = Enter a name of at most 64 characters.
factors-passkey-script = This needs JavaScript and a browser that knows passkeys. Without them, set up an authenticator app.
factors-passkey-refused = Nothing was added. You can try again.
factors-passkey-known = This one is added already.
factors-passkey-failed = Your browser could not do this here.
factors-passkey-not-taken = What your browser sent was not accepted. Please try again.
factors-passkey-done = “{ $name }” is added.
factors-passkey-rename = Save the name
factors-passkey-renamed = The name is saved.
factors-passkey-remove-title = Remove “{ $name }”?
factors-passkey-remove-text = You can no longer sign in with it. Delete it from your device or password manager as well, which cannot be done from here.
factors-passkey-removed = “{ $name }” is removed.
factors-passkey-what = Kind
factors-passkey-last = Last used
factors-passkeys-back = Back to all passkeys
