### The account pages.

account-switch = Your accounts
account-sections = Pages of this account
account-overview = Overview
account-facts = Your account
account-handle = Handle
account-email = E-mail address
account-confirmed = Confirmed
account-unconfirmed = Not confirmed
account-state = State
account-password = Change the password

account-apps = Connected apps
account-no-apps = No app has access to this account.
account-app-since = Since
account-app-used = last used
account-app-until = until
account-app-may = What it may do
account-app-writes = { $count ->
    [0] Has written nothing in the last 30 days
    [one] Has written one record in the last 30 days
   *[other] Has written { $count } records in the last 30 days
}
account-revoke = Revoke access
account-revoke-title = Revoke access?
account-revoke-text = { $app } will be signed out at once and has to ask you again. What it has written stays.
account-keep = Keep it
account-revoked = { $app } has no access any more.

account-devices = Devices
account-no-devices = No device is signed in for longer than this visit.
account-device-unknown = A device
account-device-seen = last seen
account-device-this = This device
account-device-others = Sign out everywhere else
account-device-ended = Signed out.
