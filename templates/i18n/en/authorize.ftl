### The pages on which people let an app in.

authorize-welcome = Welcome to { $service }
authorize-wants-in = To continue to { $app }
authorize-app-here = an app on this device
authorize-app-here-first = An app on this device
authorize-create = Create a new account
authorize-cancel = Cancel
authorize-choose = Choose an account
authorize-sign-in-as = Sign in as { $name }
authorize-other-account = Use another account

consent-title = Authorize
consent-wants = { $app } wants access to { $account }.
consent-only-profile = It only learns who you are.
consent-known = You have let this app in before.
consent-how-long = For how long
consent-for-day = One day
consent-for-month = 30 days
consent-for-revoked = Until I revoke it
consent-public = Apps of this kind must ask again after two weeks at the latest.
consent-technical = Technical details
consent-returns = After this you go back to { $place }
consent-tokens = What the app asks for, in its own words:
consent-legal = From this app:
consent-allow = Authorize
consent-deny = Deny access

consent-group-profile = Who you are
consent-group-email = E-mail address
consent-group-account = Your account
consent-group-identity = Your identity
consent-group-bluesky = Broad access
consent-group-chat = Direct messages
consent-group-sets = Sets of permissions
consent-group-records = Your records
consent-group-files = Files
consent-group-services = Other services

# Shown above a permission that reaches far.
consent-care-email-manage = With your e-mail address in its hands the app could take over your account.
consent-care-repo-manage = The app could replace everything that you ever wrote.
consent-care-status-manage = The app could make you disappear from the network.
consent-care-identity-handle = The app could rename you. People would find you under another name.
consent-care-identity-all = The app could change who you are on the network, and take your account away for good.
consent-care-generic = This is nearly everything that you can do yourself. Only allow it to apps that you trust.
consent-care-chat = The app could read and write your private messages.
consent-care-records = The app could change any of your records, also those of other apps.
consent-care-files-any = The app could upload files of any kind in your name.
consent-care-calls = The app could do anything in your name that this service offers.
consent-care-calls-anywhere = The app could act in your name in many places.

consent-profile = See your handle and the public facts of your account
consent-email-read = See your e-mail address
consent-email-manage = See and change your e-mail address
consent-repo-read = See the state of your repository
consent-repo-manage = Replace your whole repository with an import
consent-status-read = See whether your account is active
consent-status-manage = Deactivate and reactivate your account
consent-identity-handle = Change your handle
consent-identity-all = Change your handle, your keys and the server that you live on
consent-generic = Write, change and delete all your records, upload files, and call most services in your name
consent-chat = Read and write your direct messages
consent-set = The permissions that { $name } stands for
consent-set-holds = What that is
consent-records-all = { $which ->
    [all] Create, change and delete records of every kind
   *[some] Create, change and delete records of these kinds
}
consent-records-create-update = { $which ->
    [all] Create and change records of every kind
   *[some] Create and change records of these kinds
}
consent-records-create-delete = { $which ->
    [all] Create and delete records of every kind
   *[some] Create and delete records of these kinds
}
consent-records-update-delete = { $which ->
    [all] Change and delete records of every kind
   *[some] Change and delete records of these kinds
}
consent-records-create = { $which ->
    [all] Create records of every kind
   *[some] Create records of these kinds
}
consent-records-update = { $which ->
    [all] Change records of every kind
   *[some] Change records of these kinds
}
consent-records-delete = { $which ->
    [all] Delete records of every kind
   *[some] Delete records of these kinds
}
consent-files-any = Upload files of any kind
consent-files-some = Upload files of these kinds
consent-calls = { $which ->
    [all] Call { $service } in your name, for anything
   *[some] Call { $service } in your name, for these methods
}
consent-calls-anywhere = { $which ->
    [all] Call any service in your name
   *[some] Call these methods of any service in your name
}

reactivate-title = Reactivate your account
reactivate-lead = The account { $account } is deactivated. Reactivate it to go on; people will see it again.
reactivate-elsewhere = This account cannot be switched on here: its identity points to another server.
moving-title = This account is not active here
moving-where = The identity of { $account } points to { $host }.
moving-in = If you are moving here, finish the move in the program that you began it with. So far, { $records } records and { $held } of { $expected } files have arrived.
moving-away = If you moved away, sign in at { $host }.
moving-again = Look again
reactivate-go = Reactivate and continue

done-title = Already answered
done-text = You have answered this request. Close this page, or go back to { $app }.
done-account = See your connected apps

leave-title = Back to the app
leave-text = If nothing happens by itself, press the button.
leave-continue = Continue

sign-up-title = Create an account
sign-up-step = Step { $step } of { $total }
sign-up-handle-title = Choose a handle
sign-up-handle-lead = Your handle is your name on the network. You can change it later.
sign-up-handle = Handle
sign-up-handle-hint = 3 to 18 letters, digits or hyphens
sign-up-domain = Ending
sign-up-next = Continue
sign-up-check = Check whether it is free
sign-up-have-account = I have an account already
sign-up-back = Choose another handle
sign-up-free = { $handle } is free.
sign-up-taken = This handle is taken.
sign-up-short = This handle is too short. It needs at least 3 characters.
sign-up-long = This handle is too long. It may have 18 characters at most.
sign-up-reserved = This handle cannot be used here.
sign-up-characters = Use letters, digits and hyphens only, with no hyphen at the beginning or the end.
sign-up-handle-gone = Somebody else has taken this handle in the meantime. Please choose another one.
sign-up-details-title = Your account
sign-up-details-lead = You will be { $handle }.
sign-up-invite = Invite code
sign-up-invite-hint = You get one from the people who run this server.
sign-up-invite-missing = Enter your invite code.
sign-up-invite-unavailable = This invite code does not exist or has been used.
sign-up-email = E-mail address
sign-up-email-hint = For codes and when you forget your password. Nobody else sees it.
sign-up-email-unsupported = This address cannot be used. Please enter another one.
sign-up-email-ascii = This server cannot send mail to addresses with letters other than a to z before the @. Please enter another one.
sign-up-email-taken = There is an account with this address already.
sign-up-terms = By creating an account you agree to:
sign-up-work = Your browser is checking that you are a person. This takes a moment.
sign-up-work-waiting = One moment, the check is nearly finished.
sign-up-work-done = Your browser has finished its check.
sign-up-work-script = This step needs JavaScript, which keeps programs from making accounts.
sign-up-work-missing = Your browser did not finish its check. Please try again with JavaScript switched on.
sign-up-work-expired = The check has expired. Please try again.
sign-up-captcha = Please solve the puzzle.
sign-up-directory = The directory of identities cannot be reached. Please try again in a few minutes.
sign-up-welcome = Welcome, { $handle }! We have sent you a code to confirm your address.
sign-up-work-mail = JavaScript is off, so you prove with a code that you are a person: we send it to your address when you continue.
sign-up-code-title = Enter the code from the e-mail
sign-up-code-lead = We have written to { $email }. If an account can be made with this address, the letter holds a code. It works for 10 minutes.
sign-up-code-back = Use another address
sign-up-code-sent = Another letter is on its way. Earlier codes do not work any more.
sign-up-code-pause = A letter was sent a moment ago. Wait a minute before you ask for another.
sign-up-code-letters = We have written to this address several times. Please begin again later, or use another address.
sign-up-code-tries = Too many wrong codes. Ask for a new one.
sign-up-welcome-confirmed = Welcome, { $handle }!
