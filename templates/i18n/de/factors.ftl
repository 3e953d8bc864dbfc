### Wie sich Inhaber ausweisen, und die Seiten, auf denen sie das einrichten.

factors-title = Sicherheit
factors-on = An
factors-off = Aus
factors-waits = Wartet auf eine bestätigte Adresse
factors-state = Zustand
factors-since = Seit
factors-turn-on = Einschalten
factors-turn-off = Ausschalten
factors-remove = Entfernen
factors-cancel = Abbrechen
factors-back = Zurück zur Sicherheit
factors-last = Danach genügt dein Passwort allein, um sich anzumelden.

factors-password = Passwort
factors-password-text = Ändere es, und melde dich anderswo ab
factors-second = Zweiter Schritt beim Anmelden
factors-unguarded = Wer dein Passwort erfährt, kann sich anmelden. Ein zweiter Schritt verhindert das.
factors-guarded = Zum Anmelden braucht es außer deinem Passwort eines von diesen.
factors-apps = Apps

factors-confirm-lead = Was jetzt kommt, ist wichtig. Zeige noch einmal, dass dieses Konto dir gehört.
factors-confirm-code = Oder gib eines von diesen ein:
factors-password-wrong = Das Passwort ist falsch.

factors-totp = Authenticator-App
factors-totp-text = Sechs Ziffern aus einer App auf deinem Telefon oder Computer
factors-totp-lead = Nach dem Passwort gibst du sechs Ziffern ein, die dir die App zeigt. Sie wechseln alle 30 Sekunden.
factors-totp-apps = Jede App für Einmalcodes ist recht. Viele Passwortmanager haben eine eingebaut.
factors-totp-begin = Authenticator-App einrichten
factors-totp-replace = Andere App einrichten
factors-totp-replace-text = Wenn du eine andere App einrichtest, gilt diese, bis die neue ihre ersten Ziffern gezeigt hat.
factors-totp-scan = 1. Erfasse dieses Bild mit der App.
factors-totp-qr = QR-Code mit dem Schlüssel für die App
factors-totp-key = Oder tippe diesen Schlüssel in die App:
factors-totp-open = In einer App auf diesem Gerät öffnen
factors-totp-code = 2. Gib die sechs Ziffern ein, die die App zeigt
factors-totp-wrong = Diese Ziffern sind falsch. Prüfe die Uhr deines Geräts und gib dann die neuesten ein.
factors-totp-done = Die Authenticator-App ist eingerichtet.
factors-totp-remove-title = Authenticator-App entfernen?
factors-totp-remove-text = Nach ihren Ziffern wird nicht mehr gefragt. Den Eintrag in der App kannst du dann löschen.
factors-totp-removed = Die Authenticator-App ist entfernt.

factors-codes = Wiederherstellungs­codes
factors-codes-text = Falls Telefon oder Schlüssel verloren sind
factors-codes-lead = Jeder Code ersetzt einmal den zweiten Schritt, wenn du dein Telefon oder deinen Schlüssel verloren hast.
factors-codes-left = { $count ->
    [0] Keine
    [one] Einer übrig
   *[other] { $count } übrig
}
factors-codes-idle = Nach ihnen wird erst gefragt, wenn du einen anderen zweiten Schritt eingerichtet hast.
factors-codes-replaces = Wenn du neue Codes erstellst, gelten die bisherigen nicht mehr.
factors-codes-make = { $count } neue Codes erstellen
factors-codes-new-title = Sichere deine Wiederherstellungscodes
factors-codes-new-lead = Sie werden nur jetzt gezeigt, und jeder gilt einmal. Bewahre sie dort auf, wo du sie ohne dein Telefon findest: auf Papier oder in einem Passwortmanager.
factors-codes-download = Als Textdatei herunterladen
factors-codes-print = oder drucke diese Seite
factors-codes-file = Wiederherstellungscodes von { $name } bei { $host }. Jeder gilt einmal.
factors-codes-saved = Ich habe diese Codes gesichert
factors-codes-go = Weiter
factors-codes-not-saved = Sichere die Codes und setze dann das Häkchen. Sie können nicht noch einmal gezeigt werden.
factors-codes-done = Deine Wiederherstellungscodes sind bereit.

factors-email = Codes per E-Mail
factors-email-text = Ein Code, den du zugeschickt bekommst
factors-email-lead = Nach dem Passwort gibst du einen Code ein, den wir dir mailen. Eine App oder ein Passkey ist sicherer: Wer deine Mail lesen kann, könnte auch dein Passwort zurücksetzen.
factors-email-none = Dein Konto hat keine bestätigte E-Mail-Adresse. Bestätige sie zuerst, dann kannst du dies einschalten.
factors-email-done = Von jetzt an bekommst du beim Anmelden einen Code per E-Mail.
factors-email-undone = Es wird kein Code mehr gemailt.

factors-app-login = Apps dürfen dein Passwort verwenden
factors-app-login-text = Ältere Apps fragen nach deinem Passwort. Neuere schicken dich stattdessen hierher.
factors-app-login-lead = Ältere Apps fragen nach deinem Passwort und behalten es vielleicht. Wenn du dies ausschaltest, werden sie abgewiesen: Gib jeder ein eigenes App-Passwort. Apps, die dich zum Anmelden hierher schicken, sind nicht betroffen.
factors-app-login-done = Apps dürfen sich mit deinem Passwort anmelden.
factors-app-login-undone = Apps dürfen sich nicht mehr mit deinem Passwort anmelden.

factors-passkeys = Passkeys und Sicherheits­schlüssel
factors-passkeys-text = Fingerabdruck, Gesicht oder PIN, oder ein Schlüssel, den du berührst
factors-passkeys-lead = Ein Passkey liegt in deinem Telefon, Computer oder Passwortmanager und meldet dich ohne Passwort an. Ein Sicherheitsschlüssel ist ein kleines Gerät, das du nach der Eingabe des Passworts berührst.
factors-passkeys-count = { $count ->
    [0] Keine
   *[other] { $count }
}
factors-passkeys-none = Du hast noch keine.
factors-passkeys-full = Du hast so viele, wie ein Konto haben kann. Entferne einen, bevor du einen weiteren hinzufügst.
factors-passkey-kind = Passkey
factors-passkey-kind-synced = Passkey, zwischen Geräten abgeglichen
factors-passkey-kind-key = Sicherheitsschlüssel
factors-passkey-since = hinzugefügt
factors-passkey-used = zuletzt benutzt
factors-passkey-unused = nie benutzt
factors-passkey-change = Ändern
factors-passkey-add = Passkey hinzufügen
factors-passkey-add-lead = Gib ihm einen Namen. Dann fragt dein Browser nach Fingerabdruck, Gesicht oder PIN.
factors-key-add = Sicherheitsschlüssel hinzufügen
factors-key-add-lead = Gib ihm einen Namen. Dann stecke den Schlüssel ein oder halte ihn an dein Telefon und berühre ihn, wenn dein Browser darum bittet.
factors-passkey-name = Name
factors-passkey-name-hint = Woran du ihn erkennst, etwa das Gerät, auf dem er liegt
factors-passkey-name-wrong = Gib einen Namen von höchstens 64 Zeichen ein.
factors-passkey-script = Dies braucht JavaScript und einen Browser, der Passkeys kennt. Ohne sie kannst du eine Authenticator-App einrichten.
factors-passkey-refused = Es wurde nichts hinzugefügt. Du kannst es noch einmal versuchen.
factors-passkey-known = Dieser ist schon hinzugefügt.
factors-passkey-failed = Dein Browser konnte das hier nicht tun.
factors-passkey-not-taken = Was dein Browser geschickt hat, wurde nicht angenommen. Bitte versuche es noch einmal.
factors-passkey-done = „{ $name }“ ist hinzugefügt.
factors-passkey-rename = Namen speichern
factors-passkey-renamed = Der Name ist gespeichert.
factors-passkey-remove-title = „{ $name }“ entfernen?
factors-passkey-remove-text = Du kannst dich damit nicht mehr anmelden. Lösche ihn auch auf deinem Gerät oder im Passwortmanager; von hier aus geht das nicht.
factors-passkey-removed = „{ $name }“ ist entfernt.
factors-passkey-what = Art
factors-passkey-last = Zuletzt benutzt
factors-passkeys-back = Zurück zu allen Passkeys
