### Signing in with a code by e-mail, and making an account with one.

# The letter. $host is that of the app, or the server's own.
mail-entry-subject = { $code } is your sign-in code for { $host }
mail-entry-subject-new = { $code } – welcome to { $service }
mail-entry-title = Your sign-in code for { $host }
mail-entry-title-new = Welcome to { $service }
mail-entry-intro-app = enter this code to sign in to { $app } with your account on { $service }:
mail-entry-intro = enter this code to sign in on { $service }:
mail-entry-not-you = If you did not ask for it, ignore this letter: nothing happens without the code.
mail-entry-refuse = If you want no more such codes for { $app }:
mail-entry-refuse-link = No more such codes for { $app }

# Asking for a code.
code-email = E-mail address
code-email-hint = We mail you a code. You need no password.
code-email-missing = Enter the e-mail address that the code is to go to.
code-send = E-mail me a code
code-send-to = E-mail a code to { $email }
code-or = Or:

# The page where it is entered.
code-title = Enter your code
code-lead = We mailed a code of eight digits to { $email }. It works for ten minutes.
code-label = Code
code-label-hint = Eight digits, from the latest letter
code-wrong = This is not the code. Take the one from the latest letter.
code-over = This code has expired. Have another one mailed.
code-tries = Too many wrong codes. Have another one mailed.
code-pause = A code was mailed a moment ago. Look into your mailbox, then try again.
code-again = Mail another code
code-again-at = If no letter comes, you can have another one from { $time } UTC.
code-no-more = No more codes are mailed for this sign-in.
code-sent = Another code is on its way. Earlier ones no longer work.
code-other = Use a different address
code-asks = { $app } will be able to:
code-allow = Sign in and allow { $app }

# The first handle.
code-handle-title = Choose your handle
code-handle-lead = This is how others find you. You can change it later.
code-handle-hint = 5 to 20 letters a–z, digits and hyphens
code-handle-short = At least 5 characters are needed.
code-handle-long = At most 20 characters are possible.
code-handle-suggestions = Free at the moment:
code-create = Create account
code-create-allow = Create account and allow { $app }
code-pending-title = Almost there
code-pending-lead = Your account is being entered in the directory of identities, which does not answer at the moment. This page looks again by itself.

# Keeping codes away.
code-refuse-title = Keep these codes away
code-refuse-lead = For 90 days, no codes of this app will be mailed to your address. Nobody has signed in with the code of the letter unless it was passed on.
code-refuse-button = Keep them away
code-refused-title = That is settled
code-refused-lead = No codes of this app will be mailed to your address for 90 days.

# When the browser keeps nothing.
code-cookies-title = Your browser keeps no cookies
code-cookies-lead = This page must recognise your browser to let you in. Allow cookies for this address, go back to the app and begin again.
