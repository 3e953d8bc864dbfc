### The administrator's pages.

admin-name = Administration
admin-sections = Pages of the administrator
admin-save = Save

## Signing in

admin-sign-in-title = Administration
admin-sign-in-lead = For whoever runs { $service }.
admin-confirm-title = Your password, please
admin-confirm-lead = The next step needs it once more. Nothing has been changed yet.
admin-confirm-go = Continue
admin-password = Administrator’s password
admin-password-hint = The one that was chosen when the server was set up, or the one in its configuration.
admin-password-wrong = This is not the password.
admin-password-wait = { $minutes ->
    [one] Too many wrong passwords. Please wait a minute.
   *[other] Too many wrong passwords. Please wait { $minutes } minutes.
}
admin-signed-out = You are signed out.

## Overview

admin-overview = Overview
admin-now = Now
admin-well = All is well
admin-unwell = Needs you
admin-unsound = The database cannot be written to. Look at the examination and the log.
admin-full = The disk is nearly full. Make room.
admin-short = Memory is short. Exports and imports wait.
admin-clock = The clock is not set yet. Nothing is signed until it is.
admin-mail-waiting = Letters waiting
admin-mail-dead = { $count ->
    [one] One given up
   *[other] { $count } given up
}
admin-subscribers = Followers of the events
admin-database = Database
admin-free = Free on the disk
admin-memory = Memory
admin-backup = Last backup
admin-backup-none = None yet
admin-version = Version
admin-doctor-link = Examine the server
admin-charts = Last hours
admin-charts-lead = { $minutes ->
    [one] The last minute.
   *[other] The last { $minutes } minutes.
}
admin-chart-memory = Memory
admin-chart-requests = Requests a minute
admin-chart-written = Written to the disk a minute
admin-chart-now = { $latest } now, { $most } at most
admin-acts = What you did
admin-acts-all = Show all
admin-acts-none = Nothing yet.

## What was done: said right afterwards, and in the list

admin-act-sign-in = Signed in
admin-act-password = The administrator’s password was changed
admin-act-takedown = The account was taken down
admin-act-restore = The account was restored
admin-act-deactivate = The account was deactivated
admin-act-activate = The account was activated
admin-act-invites-off = The account’s invites were turned off
admin-act-invites-on = The account’s invites were turned on
admin-act-reset-code = A code for a new password was sent
admin-act-account-password = A new password was made
admin-act-email = The e-mail address was changed
admin-act-handle = The handle was changed
admin-act-delete = The account was deleted
admin-act-invite = Invite codes were made
admin-act-invite-end = An invite code was ended
admin-act-letter-retry = A letter is tried again
admin-act-letter-drop = A letter was thrown away
admin-act-crawl = The relays were asked to come
admin-act-renew = New certificates were ordered
admin-act-settings = The settings were saved
admin-act-restart = The server was restarted

## Accounts

admin-accounts = Accounts
admin-search = Find an account
admin-search-hint = By handle, DID or e-mail address.
admin-search-go = Find
admin-accounts-none = There are no accounts yet.
admin-accounts-unknown = There is no such account here.
admin-accounts-first = From the beginning
admin-accounts-more = More
admin-active = Active
admin-taken-down = Taken down
admin-account-facts = What is known
admin-account-since = Here since
admin-account-records = Records
admin-account-blobs = Files
# $figure is a number or a size.
admin-more-than = more than { $figure }
admin-takedown-reference = Reference
admin-account-standing = Standing
admin-account-standing-lead = An account that is taken down cannot sign in, and nothing of it is shown. Its data stays.
admin-account-access = Access
admin-account-access-lead = For somebody who cannot get in. A code lets them choose a password themselves.
admin-account-email = New e-mail address
admin-account-email-hint = It has to be confirmed again.
admin-account-handle = New handle
admin-email-bad = This is not an e-mail address that can be used.
admin-new-password = Hand it on; it is shown only now.
admin-do-takedown = Take down
admin-do-restore = Restore
admin-do-deactivate = Deactivate
admin-do-activate = Activate
admin-do-invites-off = Turn invites off
admin-do-invites-on = Turn invites on
admin-do-reset-code = Send a code for a new password
admin-do-account-password = Make a new password
admin-do-delete = Delete
admin-delete-title = Delete this account?
admin-delete-lead = Its posts, files and settings are removed. This cannot be undone.
admin-delete-name = Type its name to confirm
admin-delete-differs = This is not its name.

## Invites

admin-invites = Invites
admin-invites-needed = Nobody makes an account without one of these codes.
admin-invites-open = Anybody can make an account without a code.
admin-invites-none = There are no codes.
admin-invite-make = Make codes
admin-invite-count = How many
admin-invite-uses = Uses of each
admin-invite-go = Make
admin-invite-codes = Codes
admin-invite-used = { $used } of { $all } used
admin-invite-end = End
admin-invite-ended = Ended
admin-invite-spent = Used up

## Mail

admin-mail = Mail
admin-mail-lead = Letters that have not left yet. Who waits for a code can get it from you.
admin-mail-none-lead = No mail server is set up. Hand these codes to the people they are for.
admin-mail-empty = No letter waits.
admin-letter-dead = Given up
admin-letter-attempts = { $count ->
    [one] tried once
   *[other] tried { $count } times
}
admin-letter-again = Try now
admin-letter-drop = Throw away
admin-letter-gone = This letter is not there any more.
admin-letter-kind-confirm-email = Code: confirm the address
admin-letter-kind-update-email = Code: change the address
admin-letter-kind-reset-password = Code: new password
admin-letter-kind-delete-account = Code: delete the account
admin-letter-kind-plc-operation = Code: change the identity
admin-letter-kind-sign-in-code = Code: second step of signing in
admin-letter-kind-backup-email = Code: confirm a further address
admin-letter-kind-address-code = Code: confirm the address of a new account
admin-letter-kind-entry-code = Code: sign in
admin-letter-kind-deletion-ahead = Deletion is near
admin-letter-kind-new-sign-in = New sign-in
admin-letter-kind-factor-added = A way to sign in was added
admin-letter-kind-factor-removed = A way to sign in was removed
admin-letter-kind-factor-guessed = Somebody is guessing codes
admin-letter-kind-address-known = The address has an account already
admin-letter-kind-email-changed = The address was changed
admin-letter-kind-password-changed = The password was changed
admin-letter-kind-backup-email-used = Signed in by a further address
admin-letter-kind-moderation = From the moderators

## Network

admin-network = Network
admin-relays = Relays
admin-relays-lead = They carry what is posted here to everybody else.
admin-relays-none = No relay is set up.
admin-crawl = Ask them to come
admin-crawl-asked = { $relay } was asked.
admin-crawl-failed = { $relay } could not be asked: { $cause }
admin-followers = Followers of the events
admin-followers-lead = The newest event has the number { $seq }.
admin-followers-none = Nobody follows the events.
admin-follower-since = Since
admin-follower-current = Up to date
admin-follower-behind = { $seconds ->
    [one] One second behind
   *[other] { $seconds } seconds behind
}
admin-certificates = Certificates
admin-certificates-elsewhere = A proxy or tunnel in front of the server has the certificate.
admin-certificates-own = The certificate is one of our own. Browsers warn, and relays do not come.
admin-certificate-until = Good until
admin-certificate-retry = The next try is at
admin-renew = Order new ones now

## Examination

admin-doctor = Examination
admin-doctor-lead = What needs care comes first. The words are in English.
admin-doctor-again = Examine again
admin-state-good = Good
admin-state-note = Note
admin-state-unknown = Unknown
admin-state-warning = Warning
admin-state-bad = Bad

## Settings

admin-settings = Settings
admin-settings-pending = What was saved holds after a restart.
admin-branding = Name and looks
admin-branding-lead = What people see of the server. An empty field takes the default.
admin-setting-name = Name
admin-setting-primary = Colour of buttons and links
admin-setting-logo = Address of the logo
admin-setting-contact = E-mail address for questions
admin-setting-home = Home page
admin-setting-support = Help page
admin-setting-terms = Terms of service
admin-setting-privacy = Privacy policy
admin-setting-fixed = This is set in:
admin-preview = Preview
admin-preview-title = How it looks, by day and by night
admin-preview-faint = Buttons of this colour are hard to see on white.
admin-password-title = Administrator’s password
admin-password-change-lead = All other browsers are signed out.
admin-password-first-lead = Only the password in the configuration works so far.
admin-password-short = The password must have 8 to 256 characters.
admin-restart-title = Restart
admin-restart-lead = It takes a few seconds. Nobody is signed out.
admin-restart = Restart the server
admin-restarting = The server restarts
admin-restarting-lead = This page goes on by itself in a moment.
admin-sources = Where settings come from
admin-sources-lead = All others have their defaults.
admin-source-setting = Setting
admin-source-origin = Set in

## Logo

admin-logo-link = Upload a logo
admin-logo-instead = An uploaded logo is shown instead.
admin-logo = Logo
admin-logo-lead = An image beside the name of the server, on all pages and above letters. It takes the place of an address in the settings, and holds at once.
admin-logo-shown = What is shown
admin-logo-none = No image was uploaded.
admin-logo-remove = Remove
admin-logo-upload = Another image
admin-logo-file = Image
admin-logo-hint = PNG, JPEG, WebP or SVG, at most { $most } and { $side } pixels wide or high. Letters show no SVG.
admin-logo-go = Upload
admin-logo-none-chosen = Choose a file first.
admin-logo-too-large = The file is larger than { $most }.
admin-logo-kind = The file is no PNG, JPEG, WebP or SVG.
admin-logo-side = The image is more than { $side } pixels wide or high.
admin-logo-entities = This SVG declares entities. Save it without them, as plain SVG.
admin-act-logo = The logo was uploaded
admin-act-logo-removed = The logo was removed

## Log

admin-log = Log
admin-log-lead = The last lines, the newest first.
admin-log-empty = There are no lines.
admin-log-again = Load again

## The appliance

admin-update = Update
admin-update-runs = What runs
admin-update-trial = On trial
admin-update-board = Board
admin-update-slot = Slot
admin-update-outcome = The last update
admin-update-new = Another version
admin-update-lead = The bundle is checked, written beside what runs, and tried. If it does not answer, the present version starts again.
admin-update-url = Address of the bundle
admin-update-url-hint = A file that ends in .hpu, from those who made this system.
admin-update-go = Fetch and install
admin-update-file = Send a bundle from this device
admin-update-file-label = Bundle
admin-update-file-go = Send and install
admin-update-address = This is not an address that can be fetched.
admin-update-comes = The bundle is being fetched: { $size } so far.
admin-update-handed = Version { $version } is right. The board takes it up now and starts again.
admin-update-failed = The update did not work:
admin-board = The board
admin-board-lead = Both take a moment. Nothing that was posted is lost.
admin-board-reboot = Start the board again
admin-board-poweroff = Switch it off
admin-poweroff-title = Switch the board off?
admin-poweroff-lead = Until somebody gives it power again, nobody reaches the server.
admin-act-update = An update was asked for
admin-act-reboot = The board starts again
admin-act-poweroff = The board switches itself off

## Passkeys

admin-passkeys = Passkeys
admin-passkeys-lead = Each is as good as the password, and is asked of your fingerprint, face or PIN.
admin-passkey-remove = Remove
admin-passkey-script = This needs JavaScript and a browser that knows passkeys.
admin-act-passkey-added = A passkey was added
admin-act-passkey-removed = A passkey was removed
