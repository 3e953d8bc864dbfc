### Die Seiten für die Verwaltung.

admin-name = Verwaltung
admin-sections = Seiten der Verwaltung
admin-save = Speichern

## Anmeldung

admin-sign-in-title = Verwaltung
admin-sign-in-lead = Für alle, die { $service } betreiben.
admin-confirm-title = Dein Passwort, bitte
admin-confirm-lead = Der nächste Schritt braucht es noch einmal. Noch ist nichts geändert.
admin-confirm-go = Weiter
admin-password = Passwort der Verwaltung
admin-password-hint = Das bei der Einrichtung gewählte, oder das aus der Konfiguration.
admin-password-wrong = Das ist nicht das Passwort.
admin-password-wait = { $minutes ->
    [one] Zu viele falsche Passwörter. Bitte warte eine Minute.
   *[other] Zu viele falsche Passwörter. Bitte warte { $minutes } Minuten.
}
admin-signed-out = Du bist abgemeldet.

## Übersicht

admin-overview = Übersicht
admin-now = Jetzt
admin-well = Alles in Ordnung
admin-unwell = Braucht dich
admin-unsound = Die Datenbank kann nicht beschrieben werden. Sieh in die Untersuchung und ins Protokoll.
admin-full = Der Datenträger ist fast voll. Schaffe Platz.
admin-short = Der Speicher ist knapp. Exporte und Importe warten.
admin-clock = Die Uhr ist noch nicht gestellt. Bis dahin wird nichts signiert.
admin-mail-waiting = Wartende Briefe
admin-mail-dead = { $count ->
    [one] Einer aufgegeben
   *[other] { $count } aufgegeben
}
admin-subscribers = Wer den Ereignissen folgt
admin-database = Datenbank
admin-free = Frei auf dem Datenträger
admin-memory = Arbeitsspeicher
admin-backup = Letzte Sicherung
admin-backup-none = Noch keine
admin-version = Version
admin-doctor-link = Den Server untersuchen
admin-charts = Letzte Stunden
admin-charts-lead = { $minutes ->
    [one] Die letzte Minute.
   *[other] Die letzten { $minutes } Minuten.
}
admin-chart-memory = Arbeitsspeicher
admin-chart-requests = Anfragen je Minute
admin-chart-written = Geschrieben je Minute
admin-chart-now = jetzt { $latest }, höchstens { $most }
admin-acts = Was du getan hast
admin-acts-all = Alles zeigen
admin-acts-none = Noch nichts.

## Was getan wurde

admin-act-sign-in = Angemeldet
admin-act-password = Das Passwort der Verwaltung wurde geändert
admin-act-takedown = Das Konto wurde gesperrt
admin-act-restore = Die Sperre wurde aufgehoben
admin-act-deactivate = Das Konto wurde deaktiviert
admin-act-activate = Das Konto wurde aktiviert
admin-act-invites-off = Einladungen des Kontos wurden abgeschaltet
admin-act-invites-on = Einladungen des Kontos wurden angeschaltet
admin-act-reset-code = Ein Code für ein neues Passwort wurde verschickt
admin-act-account-password = Ein neues Passwort wurde gemacht
admin-act-email = Die E-Mail-Adresse wurde geändert
admin-act-handle = Das Handle wurde geändert
admin-act-delete = Das Konto wurde gelöscht
admin-act-invite = Einladungscodes wurden gemacht
admin-act-invite-end = Ein Einladungscode wurde beendet
admin-act-letter-retry = Ein Brief wird noch einmal versucht
admin-act-letter-drop = Ein Brief wurde verworfen
admin-act-crawl = Die Relays wurden gebeten zu kommen
admin-act-renew = Neue Zertifikate wurden bestellt
admin-act-settings = Die Einstellungen wurden gespeichert
admin-act-restart = Der Server wurde neu gestartet

## Konten

admin-accounts = Konten
admin-search = Ein Konto suchen
admin-search-hint = Nach Handle, DID oder E-Mail-Adresse.
admin-search-go = Suchen
admin-accounts-none = Es gibt noch keine Konten.
admin-accounts-unknown = Ein solches Konto gibt es hier nicht.
admin-accounts-first = Von Anfang an
admin-accounts-more = Mehr
admin-active = Aktiv
admin-taken-down = Gesperrt
admin-account-facts = Was bekannt ist
admin-account-since = Hier seit
admin-account-records = Einträge
admin-account-blobs = Dateien
# $figure is a number or a size.
admin-more-than = mehr als { $figure }
admin-takedown-reference = Aktenzeichen
admin-account-standing = Zustand
admin-account-standing-lead = Ein gesperrtes Konto kann sich nicht anmelden, und nichts davon wird gezeigt. Seine Daten bleiben.
admin-account-access = Zugang
admin-account-access-lead = Für jemanden, der nicht hineinkommt. Mit einem Code wählt man sein Passwort selbst.
admin-account-email = Neue E-Mail-Adresse
admin-account-email-hint = Sie muss neu bestätigt werden.
admin-account-handle = Neues Handle
admin-email-bad = Diese E-Mail-Adresse kann nicht verwendet werden.
admin-new-password = Gib es weiter; es wird nur jetzt gezeigt.
admin-do-takedown = Sperren
admin-do-restore = Sperre aufheben
admin-do-deactivate = Deaktivieren
admin-do-activate = Aktivieren
admin-do-invites-off = Einladungen abschalten
admin-do-invites-on = Einladungen anschalten
admin-do-reset-code = Code für ein neues Passwort schicken
admin-do-account-password = Neues Passwort machen
admin-do-delete = Löschen
admin-delete-title = Dieses Konto löschen?
admin-delete-lead = Seine Beiträge, Dateien und Einstellungen werden entfernt. Das lässt sich nicht rückgängig machen.
admin-delete-name = Gib zur Bestätigung seinen Namen ein
admin-delete-differs = Das ist nicht sein Name.

## Einladungen

admin-invites = Einladungen
admin-invites-needed = Ohne einen dieser Codes macht niemand ein Konto.
admin-invites-open = Alle können ohne Code ein Konto machen.
admin-invites-none = Es gibt keine Codes.
admin-invite-make = Codes machen
admin-invite-count = Wie viele
admin-invite-uses = Verwendungen je Code
admin-invite-go = Machen
admin-invite-codes = Codes
admin-invite-used = { $used } von { $all } verwendet
admin-invite-end = Beenden
admin-invite-ended = Beendet
admin-invite-spent = Verbraucht

## Post

admin-mail = Post
admin-mail-lead = Briefe, die noch nicht weg sind. Wer auf einen Code wartet, kann ihn von dir bekommen.
admin-mail-none-lead = Es ist kein Mailserver eingerichtet. Gib diese Codes denen, für die sie sind.
admin-mail-empty = Kein Brief wartet.
admin-letter-dead = Aufgegeben
admin-letter-attempts = { $count ->
    [one] einmal versucht
   *[other] { $count }-mal versucht
}
admin-letter-again = Jetzt versuchen
admin-letter-drop = Verwerfen
admin-letter-gone = Diesen Brief gibt es nicht mehr.
admin-letter-kind-confirm-email = Code: Adresse bestätigen
admin-letter-kind-update-email = Code: Adresse ändern
admin-letter-kind-reset-password = Code: neues Passwort
admin-letter-kind-delete-account = Code: Konto löschen
admin-letter-kind-plc-operation = Code: Identität ändern
admin-letter-kind-sign-in-code = Code: zweiter Schritt der Anmeldung
admin-letter-kind-backup-email = Code: weitere Adresse bestätigen
admin-letter-kind-address-code = Code: Adresse eines neuen Kontos bestätigen
admin-letter-kind-entry-code = Code: Anmeldung
admin-letter-kind-deletion-ahead = Löschung steht bevor
admin-letter-kind-new-sign-in = Neue Anmeldung
admin-letter-kind-factor-added = Eine Anmeldeart kam hinzu
admin-letter-kind-factor-removed = Eine Anmeldeart wurde entfernt
admin-letter-kind-factor-guessed = Jemand rät Codes
admin-letter-kind-address-known = Die Adresse hat schon ein Konto
admin-letter-kind-email-changed = Die Adresse wurde geändert
admin-letter-kind-password-changed = Das Passwort wurde geändert
admin-letter-kind-backup-email-used = Anmeldung über eine weitere Adresse
admin-letter-kind-moderation = Von der Moderation

## Netz

admin-network = Netz
admin-relays = Relays
admin-relays-lead = Sie bringen zu allen anderen, was hier geschrieben wird.
admin-relays-none = Es ist kein Relay eingerichtet.
admin-crawl = Bitten zu kommen
admin-crawl-asked = { $relay } wurde gebeten.
admin-crawl-failed = { $relay } konnte nicht gebeten werden: { $cause }
admin-followers = Wer den Ereignissen folgt
admin-followers-lead = Das neueste Ereignis hat die Nummer { $seq }.
admin-followers-none = Niemand folgt den Ereignissen.
admin-follower-since = Seit
admin-follower-current = Auf dem Stand
admin-follower-behind = { $seconds ->
    [one] Eine Sekunde zurück
   *[other] { $seconds } Sekunden zurück
}
admin-certificates = Zertifikate
admin-certificates-elsewhere = Ein Proxy oder Tunnel vor dem Server hat das Zertifikat.
admin-certificates-own = Das Zertifikat ist selbst gemacht. Browser warnen, und Relays kommen nicht.
admin-certificate-until = Gültig bis
admin-certificate-retry = Der nächste Versuch ist am
admin-renew = Jetzt neue bestellen

## Untersuchung

admin-doctor = Untersuchung
admin-doctor-lead = Was Aufmerksamkeit braucht, steht oben. Die Texte sind auf Englisch.
admin-doctor-again = Noch einmal untersuchen
admin-state-good = Gut
admin-state-note = Hinweis
admin-state-unknown = Unbekannt
admin-state-warning = Warnung
admin-state-bad = Schlecht

## Einstellungen

admin-settings = Einstellungen
admin-settings-pending = Was gespeichert wurde, gilt nach einem Neustart.
admin-branding = Name und Aussehen
admin-branding-lead = Was andere vom Server sehen. Ein leeres Feld nimmt die Vorgabe.
admin-setting-name = Name
admin-setting-primary = Farbe von Knöpfen und Links
admin-setting-logo = Adresse des Logos
admin-setting-contact = E-Mail-Adresse für Fragen
admin-setting-home = Startseite
admin-setting-support = Hilfeseite
admin-setting-terms = Nutzungsbedingungen
admin-setting-privacy = Datenschutzerklärung
admin-setting-fixed = Dies ist festgelegt in:
admin-preview = Vorschau
admin-preview-title = So sieht es aus, bei Tag und bei Nacht
admin-preview-faint = Knöpfe dieser Farbe sind auf Weiß schlecht zu sehen.
admin-password-title = Passwort der Verwaltung
admin-password-change-lead = Alle anderen Browser werden abgemeldet.
admin-password-first-lead = Bisher gilt nur das Passwort aus der Konfiguration.
admin-password-short = Das Passwort muss 8 bis 256 Zeichen haben.
admin-restart-title = Neustart
admin-restart-lead = Er dauert ein paar Sekunden. Niemand wird abgemeldet.
admin-restart = Server neu starten
admin-restarting = Der Server startet neu
admin-restarting-lead = Diese Seite geht gleich von selbst weiter.
admin-sources = Woher Einstellungen kommen
admin-sources-lead = Alle anderen haben ihre Vorgabe.
admin-source-setting = Einstellung
admin-source-origin = Festgelegt in

## Logo

admin-logo-link = Logo hochladen
admin-logo-instead = Stattdessen wird ein hochgeladenes Logo gezeigt.
admin-logo = Logo
admin-logo-lead = Ein Bild neben dem Namen des Servers, auf allen Seiten und über Briefen. Es tritt an die Stelle einer Adresse in den Einstellungen und gilt sofort.
admin-logo-shown = Was gezeigt wird
admin-logo-none = Es wurde kein Bild hochgeladen.
admin-logo-remove = Entfernen
admin-logo-upload = Ein anderes Bild
admin-logo-file = Bild
admin-logo-hint = PNG, JPEG, WebP oder SVG, höchstens { $most } und { $side } Pixel breit oder hoch. Briefe zeigen kein SVG.
admin-logo-go = Hochladen
admin-logo-none-chosen = Wähle zuerst eine Datei.
admin-logo-too-large = Die Datei ist größer als { $most }.
admin-logo-kind = Die Datei ist kein PNG, JPEG, WebP oder SVG.
admin-logo-side = Das Bild ist mehr als { $side } Pixel breit oder hoch.
admin-logo-entities = Dieses SVG vereinbart Entitäten. Speichere es ohne sie, als einfaches SVG.
admin-act-logo = Das Logo wurde hochgeladen
admin-act-logo-removed = Das Logo wurde entfernt

## Protokoll

admin-log = Protokoll
admin-log-lead = Die letzten Zeilen, die neueste zuerst.
admin-log-empty = Es gibt keine Zeilen.
admin-log-again = Neu laden

## Das Gerät

admin-update = Aktualisieren
admin-update-runs = Was läuft
admin-update-trial = Auf Probe
admin-update-board = Platine
admin-update-slot = Platz
admin-update-outcome = Die letzte Aktualisierung
admin-update-new = Eine andere Version
admin-update-lead = Das Paket wird geprüft, neben das Laufende geschrieben und erprobt. Antwortet es nicht, startet wieder die jetzige Version.
admin-update-url = Adresse des Pakets
admin-update-url-hint = Eine Datei mit der Endung .hpu, von denen, die dieses System gemacht haben.
admin-update-go = Holen und einspielen
admin-update-file = Ein Paket von diesem Gerät schicken
admin-update-file-label = Paket
admin-update-file-go = Schicken und einspielen
admin-update-address = Diese Adresse kann nicht abgerufen werden.
admin-update-comes = Das Paket wird geholt: bisher { $size }.
admin-update-handed = Version { $version } ist in Ordnung. Die Platine übernimmt sie jetzt und startet neu.
admin-update-failed = Die Aktualisierung ging nicht:
admin-board = Die Platine
admin-board-lead = Beides dauert einen Moment. Nichts Geschriebenes geht verloren.
admin-board-reboot = Platine neu starten
admin-board-poweroff = Ausschalten
admin-poweroff-title = Die Platine ausschalten?
admin-poweroff-lead = Bis ihr jemand wieder Strom gibt, erreicht niemand den Server.
admin-act-update = Eine Aktualisierung wurde verlangt
admin-act-reboot = Die Platine startet neu
admin-act-poweroff = Die Platine schaltet sich aus

## Passkeys

admin-passkeys = Passkeys
admin-passkeys-lead = Jeder gilt so viel wie das Passwort und fragt nach Fingerabdruck, Gesicht oder PIN.
admin-passkey-remove = Entfernen
admin-passkey-script = Das braucht JavaScript und einen Browser, der Passkeys kennt.
admin-act-passkey-added = Ein Passkey wurde hinzugefügt
admin-act-passkey-removed = Ein Passkey wurde entfernt
