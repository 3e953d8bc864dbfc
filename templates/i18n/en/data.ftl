### Activity, taking data away, undoing what an app wrote, switching off and deleting.

## What an account holds, and what is good to have.
checklist-title = Looking after your account
checklist-email = Your e-mail address is confirmed, so you can get back in if you forget your password.
checklist-email-todo = Confirm your e-mail address: without it nobody can help you back in.
checklist-factor = Signing in asks for more than the password.
checklist-factor-todo = Add a passkey or an authenticator app, so that a stolen password is not enough.
checklist-recovery = You have recovery codes.
checklist-recovery-todo = Make recovery codes for the day your phone is lost.
checklist-done = Done
checklist-open = To do
recent-title = Recent activity
recent-all = All activity

## Activity.
activity-title = Activity
activity-lead = What happened to this account. If you do not recognise something, change your password and sign out everywhere.
activity-none = Nothing yet.
activity-older = Older
activity-newest = Newest
activity-times = { $count ->
    [one] once
   *[other] { $count } times
}
activity-by-operator = by the operator of this server
activity-by-moderation = by the moderation service
activity-factor-passkey = passkey
activity-factor-totp = authenticator app
activity-factor-email = code by e-mail
activity-factor-recovery-code = recovery codes
activity-account-made = The account was made
activity-account-reclaimed = An account that was moving in was taken up again
activity-signed-in = Signed in
activity-signed-out = Signed out
activity-sessions-ended = All sessions of apps were ended
activity-password-changed = The password was changed
activity-password-reset = The password was replaced with a mailed code
activity-email-changed = The e-mail address was changed
activity-email-confirmed = The e-mail address was confirmed
activity-handle-changed = The handle was changed
activity-app-password-made = An app password was made
activity-app-password-revoked = An app password was revoked
activity-plc-operation-signed = A change of the identity was signed
activity-plc-operation-submitted = A change of the identity was published
activity-deactivated = The account was deactivated
activity-activated = The account was activated
activity-deletion-requested = A code to delete the account was asked for
activity-taken-down = The account was taken down
activity-restored = The account was restored
activity-signing-key-rotated = The account got a new signing key
activity-app-granted = An app was given access
activity-app-revoked = An app lost its access
activity-app-writes-undone = What an app wrote was undone
activity-data-exported = The account’s data was downloaded
activity-factor-added = A second factor was added
activity-factor-removed = A second factor was removed
activity-recovery-codes-made = New recovery codes were made
activity-recovery-code-used = A recovery code was used
activity-factor-refused = After the right password, a wrong code was given
activity-passkey-copied = A passkey may have been copied
activity-app-login-off = Apps may no longer sign in with the password
activity-app-login-on = Apps may sign in with the password again
activity-passkey-renamed = A passkey was renamed
activity-backup-email-added = A backup address was added
activity-backup-email-removed = A backup address was removed
activity-backup-email-used = Somebody came in by a backup address

## Undoing what an app wrote.
undo-link = Undo what it wrote
undo-former = Apps without access
undo-former-lead = They have no access any more, but wrote to this account in the last 30 days.
undo-title = Undo what { $app } wrote
undo-lead = Records that the app made are deleted; records that it changed or deleted become what they were. What you or other apps have written since stays.
undo-since = How far back
undo-since-hour = The last hour
undo-since-day = The last day
undo-since-week = The last 7 days
undo-since-all = The last 30 days
undo-show = Show
undo-nothing = The app wrote nothing in this time.
undo-count = { $count ->
    [one] One record would change.
   *[other] { $count } records would change.
}
undo-more = Only the first { $count } are listed.
undo-record = Record
undo-fate = What becomes of it
undo-deleted = Deleted
undo-restored = As it was before
undo-unchanged = Stays as it is
undo-left-alone = Stays: written by others since
undo-lost = Stays: its earlier form is not kept any more
undo-still = The app still has access and could write again.
undo-act = Undo
undo-done = { $count ->
    [0] Nothing had to be undone.
    [one] One record was undone.
   *[other] { $count } records were undone.
}
undo-done-kept = { $count ->
    [one] One was left as it is.
   *[other] { $count } were left as they are.
}

## Taking data away.
data-title = Data
data-export = Take your data with you
data-export-lead = Your account is yours: keep a copy of it, or move to another server.
data-archive = Everything
data-archive-text = One archive (TAR) with all records, pictures and videos, and your private settings.
data-archive-get = Download everything
data-repository = Records only
data-repository-text = Your signed repository as a CAR file, as other servers import it. Without pictures and videos.
data-repository-get = Download records
data-standing-title = Take a break
data-standing-text = Nobody sees a deactivated account. Nothing is deleted, and you can come back at any time.
data-deactivate = Deactivate
data-activate = Activate
data-activate-text = This account is deactivated: nobody sees it.
data-delete-title = Delete the account
data-delete-text = Everything on this server goes for good.
data-delete = Delete …

## Switching off and on.
standing-title-off = Deactivate your account?
standing-title-on = Activate your account?
standing-off-hidden = Nobody sees your profile, posts and pictures until you come back.
standing-off-apps = All apps and app passwords lose their access; you let them in again afterwards.
standing-off-time = There is no time limit, and nothing is deleted.
standing-on-text = Your profile, posts and pictures will be visible again.
standing-elsewhere = The identity of this account points to another server, so it cannot be activated here.
standing-cancel = Cancel
standing-deactivated = The account is deactivated.
standing-activated = The account is active again.

## Deleting.
delete-title = Delete your account
delete-what = Posts, pictures, settings and the handle are deleted from this server for good. Copies that others made are beyond its reach.
delete-first = You may want to download your data first.
delete-instead = If you only want to be away for a while, deactivate the account instead.
delete-mail = We mail you a code that confirms the deletion.
delete-send = Send the code
delete-no-mail = This account has no e-mail address to which a code could be sent. Add one, or ask the operator of this server.
delete-mailed = A code is on its way to you.
delete-confirm-title = Delete for good
delete-sure = I know that this cannot be undone.
delete-not-sure = Tick the box if you are sure.
delete-act = Delete the account
delete-again = Send another code
delete-wrong = The password is wrong.
delete-done = The account is deleted.
