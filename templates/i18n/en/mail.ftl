### The letters.

# What every letter has. $name is a handle.
mail-hello = Hello,
mail-hello-name = Hello { $name },
mail-minutes =
    { $minutes ->
        [one] The code works for 1 minute.
       *[other] The code works for { $minutes } minutes.
    }
mail-never-asked = Nobody from { $service } will ever ask you for it.
mail-asked-from = The request came from the network address { $address }.
mail-not-you = If it was not you, do not pass the code on: nothing happens without it.
mail-questions = Questions? { $support }
mail-when = When: { $date }, { $time } UTC
mail-from = From the network address: { $address }
mail-with = With: { $agent }
mail-what = What: { $factor }
mail-factor-passkey = a passkey
mail-factor-passkey-named = the passkey “{ $name }”
mail-factor-totp = an authenticator app
mail-factor-recovery-codes = the recovery codes
mail-factor-email = a code by e-mail
mail-factor-backup-email = a backup address
mail-for-app = for { $app }

# Codes.
mail-confirm-email-subject = Confirm your e-mail address
mail-confirm-email-intro = this address was given for your account on { $service }. To show that you read it, enter this code where you are asked for it:
mail-confirm-email-link = Or open this page, which asks before it confirms:
mail-update-email-subject = Change of your e-mail address
mail-update-email-intro = somebody asked to change the e-mail address of your account on { $service }. If that was you, enter this code together with the new address:
mail-reset-password-subject = Your password reset code
mail-reset-password-intro = somebody asked for a new password for your account on { $service }. If that was you, enter this code and choose the new password:
mail-reset-password-outro = Your old password keeps working until then.
mail-delete-account-subject = Confirm the deletion of your account
mail-delete-account-intro = somebody asked to delete your account on { $service }, with all its posts, likes, follows and files. This cannot be undone. If that is what you want, enter this code together with your password:
mail-plc-operation-subject = Confirm a change of your identity
mail-plc-operation-intro = somebody asked to change your entry in the identity directory (PLC), which says where your account lives and which keys control it. Whoever makes such a change can take the account over. If that was you, for example because you are moving to another server, enter this code:
mail-sign-in-code-subject = Your sign-in code
mail-sign-in-code-intro = somebody signs in to your account on { $service } and knows its password. If that is you, enter this code:
mail-sign-in-code-outro = If it was not you, change your password: somebody else knows it.
mail-address-code-subject = Your code for a new account
mail-address-code-intro = somebody makes an account on { $service } with this address. If that is you, enter this code to finish:

# Notices.
mail-address-known-subject = You have an account already
mail-address-known-intro = somebody tried to make an account on { $service } with this address. You have one here already, so no other was made.
mail-address-known-advice = If that was you, sign in to your account; if you forgot the password, the sign-in page sends you a code for a new one. If it was not, there is nothing to do.
mail-deletion-ahead-subject = Your account will be deleted on { $date }
mail-deletion-ahead-intro = your account on { $service } is switched off. On { $date } it will be deleted for good, with all its posts, likes, follows and files here.
mail-deletion-ahead-advice = If you want to keep it, switch it on before then, with the program with which you switched it off or began to move. If you do not, there is nothing to do.
mail-new-sign-in-subject = New sign-in to your account
mail-new-sign-in-intro = somebody signed in to your account on { $service } from a place that was not seen before.
mail-new-sign-in-advice = If that was you, there is nothing to do. If it was not, change your password now: that ends all sessions.
mail-factor-added-subject = A way to sign in was added to your account
mail-factor-added-intro = a way to sign in was added to your account on { $service }.
mail-factor-added-advice = If that was you, there is nothing to do. If it was not, remove it on your account page and change your password now.
mail-factor-removed-subject = A way to sign in was removed from your account
mail-factor-removed-intro = a way to sign in to your account on { $service } does not work any more.
mail-factor-removed-advice = If that was you, there is nothing to do. If it was not, change your password now and write to those who run the server.
mail-factor-guessed-subject = Somebody knows your password
mail-factor-guessed-intro = somebody tried to sign in to your account on { $service }, with the right password and many wrong codes. They were not let in.
mail-factor-guessed-advice = If that was you, wait a while before you try again. If it was not, change your password now: somebody else knows it.
mail-email-changed-subject = The e-mail address of your account was changed
mail-email-changed-intro = the e-mail address of your account on { $service } was changed to another one.
mail-email-changed-undo = If that was not you, open this page within three days: it gives you your address back and signs everybody out.
mail-email-changed-advice = If that was you, there is nothing to do.
mail-password-changed-subject = Your password was changed
mail-password-changed-intro = the password of your account on { $service } was changed.
mail-password-changed-advice = If that was you, there is nothing to do. If it was not, use “Forgot?” on the sign-in page now: it sends you a code for a new password.
mail-backup-email-subject = Confirm your backup address
mail-backup-email-intro = this address was given as a backup for an account on { $service }. To show that you read it, enter this code where you are asked for it:
mail-backup-email-outro = If you do not know of that, there is nothing to do.
mail-backup-email-used-subject = Somebody came in by your backup address
mail-backup-email-used-intro = somebody signed in to your account on { $service } with a code that was mailed to the backup address { $email }.
mail-backup-email-used-advice = If that was you, there is nothing to do. If it was not, sign in now, remove that address on the e-mail page of your account and sign out everywhere.
