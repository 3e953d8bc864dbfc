### Aktivität, Daten mitnehmen, Rückgängigmachen, Deaktivieren und Löschen.

checklist-title = Dein Konto im Blick
checklist-email = Deine E-Mail-Adresse ist bestätigt, du kommst also auch ohne Passwort wieder hinein.
checklist-email-todo = Bestätige deine E-Mail-Adresse: Ohne sie kann dir niemand wieder hineinhelfen.
checklist-factor = Beim Anmelden wird mehr als das Passwort verlangt.
checklist-factor-todo = Richte einen Passkey oder eine Authenticator-App ein, damit ein gestohlenes Passwort nicht genügt.
checklist-recovery = Du hast Wiederherstellungscodes.
checklist-recovery-todo = Erstelle Wiederherstellungscodes für den Tag, an dem dein Telefon weg ist.
checklist-done = Erledigt
checklist-open = Offen
recent-title = Letzte Aktivität
recent-all = Alle Aktivitäten

activity-title = Aktivität
activity-lead = Was mit diesem Konto geschehen ist. Wenn du etwas nicht kennst, ändere dein Passwort und melde dich überall ab.
activity-none = Noch nichts.
activity-older = Ältere
activity-newest = Neueste
activity-times = { $count ->
    [one] einmal
   *[other] { $count }-mal
}
activity-by-operator = durch den Betreiber dieses Servers
activity-by-moderation = durch die Moderation
activity-factor-passkey = Passkey
activity-factor-totp = Authenticator-App
activity-factor-email = Code per E-Mail
activity-factor-recovery-code = Wiederherstellungscodes
activity-account-made = Das Konto wurde erstellt
activity-account-reclaimed = Ein Konto, das gerade umzieht, wurde wieder aufgenommen
activity-signed-in = Angemeldet
activity-signed-out = Abgemeldet
activity-sessions-ended = Alle Sitzungen von Apps wurden beendet
activity-password-changed = Das Passwort wurde geändert
activity-password-reset = Das Passwort wurde mit einem Code aus der E-Mail ersetzt
activity-email-changed = Die E-Mail-Adresse wurde geändert
activity-email-confirmed = Die E-Mail-Adresse wurde bestätigt
activity-handle-changed = Das Handle wurde geändert
activity-app-password-made = Ein App-Passwort wurde erstellt
activity-app-password-revoked = Ein App-Passwort wurde widerrufen
activity-plc-operation-signed = Eine Änderung der Identität wurde signiert
activity-plc-operation-submitted = Eine Änderung der Identität wurde veröffentlicht
activity-deactivated = Das Konto wurde deaktiviert
activity-activated = Das Konto wurde aktiviert
activity-deletion-requested = Ein Code zum Löschen des Kontos wurde angefordert
activity-taken-down = Das Konto wurde gesperrt
activity-restored = Das Konto wurde wieder freigegeben
activity-signing-key-rotated = Das Konto hat einen neuen Signaturschlüssel
activity-app-granted = Eine App hat Zugriff erhalten
activity-app-revoked = Eine App hat ihren Zugriff verloren
activity-app-writes-undone = Was eine App geschrieben hat, wurde rückgängig gemacht
activity-data-exported = Die Daten des Kontos wurden heruntergeladen
activity-factor-added = Ein zweiter Faktor wurde eingerichtet
activity-factor-removed = Ein zweiter Faktor wurde entfernt
activity-recovery-codes-made = Neue Wiederherstellungscodes wurden erstellt
activity-recovery-code-used = Ein Wiederherstellungscode wurde verwendet
activity-factor-refused = Nach dem richtigen Passwort kam ein falscher Code
activity-passkey-copied = Ein Passkey wurde womöglich kopiert
activity-app-login-off = Apps dürfen sich nicht mehr mit dem Passwort anmelden
activity-app-login-on = Apps dürfen sich wieder mit dem Passwort anmelden
activity-passkey-renamed = Ein Passkey wurde umbenannt
activity-backup-email-added = Eine Ersatzadresse wurde hinzugefügt
activity-backup-email-removed = Eine Ersatzadresse wurde entfernt
activity-backup-email-used = Jemand kam über eine Ersatzadresse herein

undo-link = Geschriebenes rückgängig machen
undo-former = Apps ohne Zugriff
undo-former-lead = Sie haben keinen Zugriff mehr, haben aber in den letzten 30 Tagen in dieses Konto geschrieben.
undo-title = Rückgängig machen, was { $app } geschrieben hat
undo-lead = Einträge, die die App erstellt hat, werden gelöscht; was sie geändert oder gelöscht hat, wird wieder wie zuvor. Was du oder andere Apps seither geschrieben haben, bleibt.
undo-since = Wie weit zurück
undo-since-hour = Die letzte Stunde
undo-since-day = Der letzte Tag
undo-since-week = Die letzten 7 Tage
undo-since-all = Die letzten 30 Tage
undo-show = Anzeigen
undo-nothing = Die App hat in dieser Zeit nichts geschrieben.
undo-count = { $count ->
    [one] Ein Eintrag würde sich ändern.
   *[other] { $count } Einträge würden sich ändern.
}
undo-more = Nur die ersten { $count } sind aufgeführt.
undo-record = Eintrag
undo-fate = Was damit geschieht
undo-deleted = Wird gelöscht
undo-restored = Wird wie zuvor
undo-unchanged = Bleibt, wie er ist
undo-left-alone = Bleibt: seither von anderen geschrieben
undo-lost = Bleibt: Die frühere Fassung gibt es nicht mehr
undo-still = Die App hat noch Zugriff und könnte wieder schreiben.
undo-act = Rückgängig machen
undo-done = { $count ->
    [0] Es gab nichts rückgängig zu machen.
    [one] Ein Eintrag wurde rückgängig gemacht.
   *[other] { $count } Einträge wurden rückgängig gemacht.
}
undo-done-kept = { $count ->
    [one] Einer blieb, wie er ist.
   *[other] { $count } blieben, wie sie sind.
}

data-title = Daten
data-export = Nimm deine Daten mit
data-export-lead = Dein Konto gehört dir: Behalte eine Kopie davon oder zieh auf einen anderen Server um.
data-archive = Alles
data-archive-text = Ein Archiv (TAR) mit allen Einträgen, Bildern und Videos und deinen privaten Einstellungen.
data-archive-get = Alles herunterladen
data-repository = Nur die Einträge
data-repository-text = Dein signiertes Repository als CAR-Datei, wie andere Server es einlesen. Ohne Bilder und Videos.
data-repository-get = Einträge herunterladen
data-standing-title = Pause machen
data-standing-text = Ein deaktiviertes Konto sieht niemand. Nichts wird gelöscht, und du kannst jederzeit zurückkommen.
data-deactivate = Deaktivieren
data-activate = Aktivieren
data-activate-text = Dieses Konto ist deaktiviert: Niemand sieht es.
data-delete-title = Das Konto löschen
data-delete-text = Alles auf diesem Server verschwindet endgültig.
data-delete = Löschen …

standing-title-off = Dein Konto deaktivieren?
standing-title-on = Dein Konto aktivieren?
standing-off-hidden = Niemand sieht dein Profil, deine Beiträge und Bilder, bis du zurückkommst.
standing-off-apps = Alle Apps und App-Passwörter verlieren ihren Zugriff; du lässt sie danach wieder zu.
standing-off-time = Es gibt keine Frist, und nichts wird gelöscht.
standing-on-text = Dein Profil, deine Beiträge und Bilder werden wieder sichtbar.
standing-elsewhere = Die Identität dieses Kontos verweist auf einen anderen Server, deshalb kann es hier nicht aktiviert werden.
standing-cancel = Abbrechen
standing-deactivated = Das Konto ist deaktiviert.
standing-activated = Das Konto ist wieder aktiv.

delete-title = Dein Konto löschen
delete-what = Beiträge, Bilder, Einstellungen und das Handle werden auf diesem Server endgültig gelöscht. Kopien, die andere gemacht haben, erreicht er nicht.
delete-first = Vielleicht möchtest du vorher deine Daten herunterladen.
delete-instead = Wenn du nur eine Weile weg sein willst, deaktiviere das Konto stattdessen.
delete-mail = Wir schicken dir einen Code, der das Löschen bestätigt.
delete-send = Code senden
delete-no-mail = Dieses Konto hat keine E-Mail-Adresse, an die ein Code gehen könnte. Füge eine hinzu oder frag den Betreiber dieses Servers.
delete-mailed = Ein Code ist zu dir unterwegs.
delete-confirm-title = Endgültig löschen
delete-sure = Mir ist klar, dass das nicht rückgängig zu machen ist.
delete-not-sure = Setze das Häkchen, wenn du sicher bist.
delete-act = Konto löschen
delete-again = Noch einen Code senden
delete-wrong = Das Passwort ist falsch.
delete-done = Das Konto ist gelöscht.
