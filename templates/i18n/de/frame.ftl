### Der Rahmen aller Seiten und die Seiten, auf denen man hereinkommt.

frame-skip = Zum Inhalt springen
frame-home = Startseite
frame-terms = Nutzungsbedingungen
frame-privacy = Datenschutz
frame-support = Hilfe
frame-about = Über diesen Server
frame-language = Sprache
frame-language-change = Ändern
frame-sign-in = Anmelden
frame-faults = Bitte sieh dir das noch einmal an

frame-month-1 = Januar
frame-month-2 = Februar
frame-month-3 = März
frame-month-4 = April
frame-month-5 = Mai
frame-month-6 = Juni
frame-month-7 = Juli
frame-month-8 = August
frame-month-9 = September
frame-month-10 = Oktober
frame-month-11 = November
frame-month-12 = Dezember
frame-date = { $day }. { $month } { $year }
frame-date-time = { $date }, { $time } UTC

frame-error-again = Noch einmal versuchen
frame-error-account = Deine Konten
frame-error-status = Fehler { $status }
frame-error-not-found = Seite nicht gefunden
frame-error-not-found-text = Unter dieser Adresse gibt es nichts. Vielleicht ist der Link veraltet oder vertippt.
frame-error-forbidden = Nicht erlaubt
frame-error-forbidden-text = Das darfst du weder sehen noch ändern.
frame-error-forged = Das Formular ist abgelaufen
frame-error-forged-text = Zu deiner Sicherheit gelten Formulare nur auf der Seite, zu der sie gehören, und nur eine Zeit lang. Es wurde nichts geändert. Bitte öffne die Seite neu und wiederhole die Eingabe.
frame-error-expired = Es ist zu viel Zeit vergangen
frame-error-expired-text = Dieser Schritt ist abgelaufen. Bitte fang von vorn an.
frame-error-malformed = Das Formular ist nicht lesbar
frame-error-malformed-text = Dein Browser hat etwas gesendet, das diese Seite nicht versteht. Bitte geh zurück und versuch es noch einmal.
frame-error-too-large = Das ist zu groß
frame-error-too-large-text = Was du gesendet hast, ist größer, als diese Seite annimmt. Bitte geh zurück und wähle etwas Kleineres.
frame-error-too-many = Zu viele Versuche
frame-error-too-many-text = Bitte warte einige Minuten und versuch es dann noch einmal.
frame-error-busy = Der Server ist ausgelastet
frame-error-busy-text = Bitte versuch es gleich noch einmal.
frame-error-failed = Etwas ist schiefgegangen
frame-error-failed-text = Das liegt an uns, nicht an dir. Bitte versuch es noch einmal; wenn es wieder geschieht, sag es denen, die diesen Server betreiben.

frame-looks-once = Diese Seite sieht nach { $secs } Sekunden wieder nach. Wenn dein Browser dann keine Verbindung bekommt, warte eine Minute und lade die Seite neu.

entry-sign-in-lead = Melde dich bei deinem Konto auf { $service } an.
entry-identifier = Handle oder E-Mail-Adresse
entry-identifier-hint = Zum Beispiel alice.example.com
entry-account = Konto
entry-password = Passwort
entry-remember = Auf diesem Gerät angemeldet bleiben
entry-forgot = Passwort vergessen?
entry-create = Konto anlegen
entry-address-bar = Bevor du dein Passwort eingibst: Prüf, dass die Adresse dieser Seite mit { $origin } beginnt
entry-wrong = Der Name oder das Passwort ist falsch.
entry-missing-identifier = Gib dein Handle oder deine E-Mail-Adresse ein.
entry-missing-password = Gib dein Passwort ein.
entry-password-long = Dieses Passwort ist länger als jedes, das je angenommen wurde.
entry-taken-down = Dieses Konto wurde von den Betreibern des Servers gesperrt.
entry-confirm-title = Bestätige, dass du es bist
entry-confirm-lead = Bitte gib dein Passwort noch einmal ein, bevor es weitergeht.

entry-picker-title = Konto wählen
entry-picker-lead = Diese Konten sind auf diesem Gerät angemeldet.
entry-deactivated = Deaktiviert
entry-brief = Nur kurz angemeldet
entry-add = Mit einem anderen Konto anmelden
entry-sign-out = Abmelden
entry-sign-out-all = Alle Konten abmelden
entry-signed-out = Du bist abgemeldet.

entry-reset-title = Passwort zurücksetzen
entry-reset-lead = Wir senden einen Code an die E-Mail-Adresse deines Kontos.
entry-reset-send = Code senden
entry-reset-have-code = Ich habe einen Code
entry-reset-sent = Wenn es ein solches Konto gibt, ist ein Code an seine E-Mail-Adresse unterwegs. Er gilt 15 Minuten.
entry-back-to-sign-in = Zurück zur Anmeldung
entry-code-title = Neues Passwort wählen
entry-code-lead = Gib den Code aus der E-Mail und das gewünschte Passwort ein.
entry-code = Code
entry-code-hint = Zehn Buchstaben und Ziffern, etwa ABCDE-23456
entry-code-wrong = Dieser Code ist falsch oder wurde durch einen neueren ersetzt.
entry-code-over = Dieser Code ist abgelaufen. Fordere einen neuen an.
entry-new-password = Neues Passwort
entry-new-password-hint = Mindestens 8 Zeichen. Länger ist besser.
entry-password-short = Das Passwort muss mindestens 8 Zeichen haben.
entry-password-too-long = Das Passwort darf höchstens 256 Zeichen haben.
entry-code-save = Neues Passwort speichern
entry-code-effects = Mit dem Speichern wirst du auf allen Geräten und in Apps, die dein Passwort verwenden, abgemeldet.
entry-code-again = Einen anderen Code senden
entry-reset-done = Dein Passwort ist geändert. Du kannst dich jetzt damit anmelden.

entry-about-title = Über diesen Server
entry-about-text = { $service } ist ein Personal Data Server des AT Protocol. Er bewahrt die Konten und Daten seiner Leute.
entry-about-host = Adresse
entry-about-did = Identität
entry-about-software = Software
entry-about-contact = Kontakt

entry-landing-title = Willkommen
entry-landing-lead = Ein Zuhause für Konten des AT Protocol, das Bluesky und viele andere Apps verwenden.
entry-landing-invite = Für neue Konten braucht man einen Einladungscode.
entry-landing-what = Was ist das?
entry-landing-what-text = Das ist ein Personal Data Server (PDS). Deine Beiträge, Likes und Follows liegen hier, unter deiner Kontrolle, und du kannst sie mitnehmen.

entry-second-title = Noch ein Schritt
entry-second-lead = Zeig, dass du es bist, { $name }.
entry-second-ways = Gib eines davon ein:
entry-second-totp = die sechs Ziffern aus deiner Authenticator-App
entry-second-email = den Code aus der E-Mail an { $address }
entry-second-recovery = einen deiner Wiederherstellungscodes
entry-second-go = Weiter
entry-second-mail = Code per E-Mail senden
entry-second-mailed = Ein Code ist unterwegs. Einer aus der letzten Minute gilt noch.
entry-second-wrong = Dieser Code ist falsch oder wurde schon verwendet.
entry-passkey-wrong = Der Passkey wurde nicht angenommen. Bitte versuch es noch einmal.
entry-wait = { $minutes ->
    [one] Zu viele Versuche. Bitte warte eine Minute und versuch es dann noch einmal.
   *[other] Zu viele Versuche. Bitte warte { $minutes } Minuten und versuch es dann noch einmal.
}

entry-passkey = Mit einem Passkey anmelden
entry-passkey-second = Passkey oder Sicherheitsschlüssel verwenden
entry-passkey-refused = Es wurde kein Passkey verwendet. Du kannst es noch einmal versuchen.
entry-passkey-failed = Dein Browser konnte hier keinen Passkey verwenden.
entry-passkey-script = Dein zweiter Faktor ist ein Passkey, und der braucht JavaScript. Bitte schalte es für diese Seite ein oder verwende einen Wiederherstellungscode.
