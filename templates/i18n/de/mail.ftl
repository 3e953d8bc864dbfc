### The letters.

mail-hello = Hallo,
mail-hello-name = Hallo { $name },
mail-minutes =
    { $minutes ->
        [one] Der Code gilt 1 Minute.
       *[other] Der Code gilt { $minutes } Minuten.
    }
mail-never-asked = Niemand von { $service } wird dich je danach fragen.
mail-asked-from = Die Anfrage kam von der Netzadresse { $address }.
mail-not-you = Wenn du es nicht warst, gib den Code nicht weiter: Ohne ihn passiert nichts.
mail-questions = Fragen? { $support }
mail-when = Wann: { $date }, { $time } UTC
mail-from = Von der Netzadresse: { $address }
mail-with = Mit: { $agent }
mail-what = Was: { $factor }
mail-factor-passkey = ein Passkey
mail-factor-passkey-named = der Passkey „{ $name }“
mail-factor-totp = eine Authenticator-App
mail-factor-recovery-codes = die Wiederherstellungscodes
mail-factor-email = ein Code per E-Mail
mail-factor-backup-email = eine Ersatzadresse
mail-for-app = für { $app }

mail-confirm-email-subject = Bestätige deine E-Mail-Adresse
mail-confirm-email-intro = diese Adresse wurde für dein Konto bei { $service } angegeben. Um zu zeigen, dass du sie liest, gib diesen Code ein, wo danach gefragt wird:
mail-confirm-email-link = Oder öffne diese Seite, die vor dem Bestätigen nachfragt:
mail-update-email-subject = Änderung deiner E-Mail-Adresse
mail-update-email-intro = jemand möchte die E-Mail-Adresse deines Kontos bei { $service } ändern. Wenn du das warst, gib diesen Code zusammen mit der neuen Adresse ein:
mail-reset-password-subject = Dein Code für ein neues Passwort
mail-reset-password-intro = jemand möchte ein neues Passwort für dein Konto bei { $service }. Wenn du das warst, gib diesen Code ein und wähle das neue Passwort:
mail-reset-password-outro = Bis dahin gilt dein altes Passwort weiter.
mail-delete-account-subject = Bestätige das Löschen deines Kontos
mail-delete-account-intro = jemand möchte dein Konto bei { $service } löschen, mit allen Beiträgen, Likes, Abos und Dateien. Das lässt sich nicht rückgängig machen. Wenn du das willst, gib diesen Code zusammen mit deinem Passwort ein:
mail-plc-operation-subject = Bestätige eine Änderung deiner Identität
mail-plc-operation-intro = jemand möchte deinen Eintrag im Identitätsverzeichnis (PLC) ändern, das sagt, wo dein Konto liegt und welche Schlüssel es kontrollieren. Wer so eine Änderung macht, kann das Konto übernehmen. Wenn du das warst, zum Beispiel weil du zu einem anderen Server umziehst, gib diesen Code ein:
mail-sign-in-code-subject = Dein Anmeldecode
mail-sign-in-code-intro = jemand meldet sich bei deinem Konto bei { $service } an und kennt das Passwort. Wenn du das bist, gib diesen Code ein:
mail-sign-in-code-outro = Wenn du das nicht bist, ändere dein Passwort: Jemand anderes kennt es.
mail-address-code-subject = Dein Code für ein neues Konto
mail-address-code-intro = jemand legt bei { $service } mit dieser Adresse ein Konto an. Wenn du das bist, gib diesen Code ein, um fertig zu werden:

mail-address-known-subject = Du hast schon ein Konto
mail-address-known-intro = jemand wollte bei { $service } mit dieser Adresse ein Konto anlegen. Du hast hier schon eins, deshalb wurde kein weiteres angelegt.
mail-address-known-advice = Wenn du das warst, melde dich bei deinem Konto an; wenn du das Passwort vergessen hast, schickt dir die Anmeldeseite einen Code für ein neues. Wenn nicht, musst du nichts tun.
mail-deletion-ahead-subject = Dein Konto wird am { $date } gelöscht
mail-deletion-ahead-intro = dein Konto bei { $service } ist ausgeschaltet. Am { $date } wird es endgültig gelöscht, mit allen Beiträgen, Likes, Abos und Dateien hier.
mail-deletion-ahead-advice = Wenn du es behalten willst, schalte es vorher wieder ein, mit dem Programm, mit dem du es ausgeschaltet oder den Umzug begonnen hast. Wenn nicht, musst du nichts tun.
mail-new-sign-in-subject = Neue Anmeldung bei deinem Konto
mail-new-sign-in-intro = jemand hat sich bei deinem Konto bei { $service } von einem Ort angemeldet, der bisher nicht vorkam.
mail-new-sign-in-advice = Wenn du das warst, musst du nichts tun. Wenn nicht, ändere jetzt dein Passwort: Das beendet alle Sitzungen.
mail-factor-added-subject = Deinem Konto wurde eine Anmeldemöglichkeit hinzugefügt
mail-factor-added-intro = deinem Konto bei { $service } wurde eine Anmeldemöglichkeit hinzugefügt.
mail-factor-added-advice = Wenn du das warst, musst du nichts tun. Wenn nicht, entferne sie auf deiner Kontoseite und ändere jetzt dein Passwort.
mail-factor-removed-subject = Eine Anmeldemöglichkeit wurde von deinem Konto entfernt
mail-factor-removed-intro = eine Möglichkeit, dich bei deinem Konto bei { $service } anzumelden, gilt nicht mehr.
mail-factor-removed-advice = Wenn du das warst, musst du nichts tun. Wenn nicht, ändere jetzt dein Passwort und schreib denen, die den Server betreiben.
mail-factor-guessed-subject = Jemand kennt dein Passwort
mail-factor-guessed-intro = jemand hat versucht, sich bei deinem Konto bei { $service } anzumelden, mit dem richtigen Passwort und vielen falschen Codes. Die Anmeldung ist nicht gelungen.
mail-factor-guessed-advice = Wenn du das warst, warte eine Weile, bevor du es wieder versuchst. Wenn nicht, ändere jetzt dein Passwort: Jemand anderes kennt es.
mail-email-changed-subject = Die E-Mail-Adresse deines Kontos wurde geändert
mail-email-changed-intro = die E-Mail-Adresse deines Kontos bei { $service } wurde durch eine andere ersetzt.
mail-email-changed-undo = Wenn du das nicht warst, öffne innerhalb von drei Tagen diese Seite: Sie gibt dir deine Adresse zurück und meldet alle ab.
mail-email-changed-advice = Wenn du es warst, ist nichts zu tun.
mail-password-changed-subject = Dein Passwort wurde geändert
mail-password-changed-intro = das Passwort deines Kontos bei { $service } wurde geändert.
mail-password-changed-advice = Wenn du es warst, ist nichts zu tun. Wenn nicht, benutze jetzt „Vergessen?“ auf der Anmeldeseite: Damit bekommst du einen Code für ein neues Passwort.
mail-backup-email-subject = Bestätige deine Ersatzadresse
mail-backup-email-intro = diese Adresse wurde als Ersatz für ein Konto bei { $service } angegeben. Um zu zeigen, dass du sie liest, gib diesen Code ein, wo danach gefragt wird:
mail-backup-email-outro = Wenn du davon nichts weißt, ist nichts zu tun.
mail-backup-email-used-subject = Jemand kam über deine Ersatzadresse herein
mail-backup-email-used-intro = jemand hat sich bei deinem Konto bei { $service } mit einem Code angemeldet, der an die Ersatzadresse { $email } ging.
mail-backup-email-used-advice = Wenn du das warst, ist nichts zu tun. Wenn nicht, melde dich jetzt an, entferne diese Adresse auf der E-Mail-Seite deines Kontos und melde dich überall ab.
