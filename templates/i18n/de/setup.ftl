### Der Assistent für einen neuen Server.

setup-title = Deinen Server einrichten
setup-lead = Nur wem er gehört, kann diesen Server einrichten. Er zeigt einen Code auf seinem Bildschirm, in seinem Protokoll und auf der Karte in der Datei SETUP-CODE.txt.
setup-code = Einrichtungscode
setup-code-hint = Acht Buchstaben und Ziffern. Großschreibung und Bindestrich sind egal.
setup-code-go = Anfangen
setup-code-wrong = Das ist nicht der Einrichtungscode.
setup-code-wait = Zu viele falsche Codes. Versuche es in { $minutes } Min. wieder.
setup-steps = Schritte
setup-step-of = Schritt { $number } von { $count }
setup-step-domain = Name
setup-step-reach = Der Weg zu deinem Server
setup-step-certificate = Zertifikat
setup-step-mail = E-Mail
setup-step-restart = Neustart
setup-step-administrator = Administrator
setup-step-account = Dein Konto
setup-step-network = Das Netzwerk
setup-step-hello = Erster Beitrag
setup-next = Weiter
setup-again = Noch einmal prüfen
setup-refused = Das kann nicht gespeichert werden: { $detail }
setup-not-yet = Vorher ist noch ein anderer Schritt zu tun.
setup-fixed = Das ist durch { $origin } vorgegeben und kann hier nicht geändert werden.
setup-clock = Die Uhr des Servers ist noch nicht gestellt. Er fragt das Netz nach der Zeit; versuche es in einer Minute wieder.
setup-busy = Der Server ist beschäftigt. Versuche es gleich noch einmal.

setup-domain-lead = Menschen und Apps finden deinen Server unter einem eigenen Namen. Du brauchst eine Domain wie example.com und nimmst einen Namen darin.
setup-domain-name = Name des Servers
setup-domain-hint = Zum Beispiel pds.example.com
setup-domain-save = Diesen Namen nehmen
setup-domain-wrong = Gib einen Namen in einer Domain ein, die dir gehört, zum Beispiel pds.example.com.
setup-domain-missing = Wähle zuerst einen Namen.
setup-records = Einträge für deine Domain
setup-records-lead = Füge dort, wo du deine Domain verwaltest, diese DNS-Einträge hinzu. Die mit * sind für die Handles von Konten.
setup-router = die öffentliche Adresse deines Routers
setup-router-hint = Dein Router zeigt seine öffentliche Adresse auf seiner Statusseite. Mit einem Tunnel nimm stattdessen die Einträge, die dessen Anbieter nennt.
setup-found = Was jetzt gefunden wird
setup-found-good = { $name } führt zu { $addresses }.
setup-found-elsewhere = { $name } führt zu { $addresses }, und das ist nicht hier. Richtig ist das nur, wenn dort ein Proxy oder Tunnel ist.
setup-found-private = { $name } führt zu { $addresses }. Diese Adresse gilt nur zu Hause; nimm die öffentliche.
setup-found-missing = Für { $name } gibt es noch keinen Eintrag.
setup-found-failed = { $name } konnte nicht nachgeschlagen werden. Ist dieses Gerät im Internet?
setup-found-hint = Neue Einträge können bis zu einer Stunde brauchen. Du kannst weitermachen und später zurückkommen.

setup-reach-lead = Wie erreichen andere im Internet dieses Gerät?
setup-reach-ports = Mein Router leitet die Ports 80 und 443 weiter
setup-reach-ports-hint = Üblich zu Hause. Richte in deinem Router eine Portweiterleitung auf dieses Gerät ein.
setup-reach-proxy = Ein anderer Server gibt Anfragen weiter
setup-reach-proxy-hint = Zum Beispiel Caddy oder nginx im selben Netz.
setup-reach-tunnel = Ein Tunnel
setup-reach-tunnel-hint = Zum Beispiel Cloudflare Tunnel oder Tailscale Funnel. Braucht keine offenen Ports und geht auch, wenn dein Anbieter dir keine eigene Adresse gibt.

setup-certificate-lead = Mit einem Zertifikat wissen Browser und Apps, dass sie wirklich mit deinem Server sprechen.
setup-certificate-acme = Eines von Let’s Encrypt holen
setup-certificate-acme-hint = Kostenlos, und erneuert sich selbst. Die Ports 80 und 443 müssen dieses Gerät erreichen.
setup-certificate-accept = Ich nehme die Bedingungen von Let’s Encrypt an
setup-certificate-terms = Bedingungen von Let’s Encrypt
setup-certificate-terms-missing = Für ein Zertifikat nimm die Bedingungen von Let’s Encrypt an.
setup-certificate-contact = E-Mail-Adresse für Let’s Encrypt (freiwillig)
setup-certificate-proxy = Der Proxy oder Tunnel hat eines
setup-certificate-proxy-hint = Er erreicht dieses Gerät dann unverschlüsselt auf Port { $port }.
setup-certificate-files = Ich habe eines in Dateien
setup-certificate-files-hint = Beide Dateien liegen auf diesem Gerät, im PEM-Format.
setup-certificate-file = Datei des Zertifikats
setup-certificate-key = Datei des Schlüssels
setup-certificate-file-missing = Gib den Pfad der Datei ein.
setup-certificate-file-wrong = Diese Dateien sind nicht brauchbar: { $detail }
setup-certificate-self = Hier eines machen
setup-certificate-self-hint = Browser warnen, und Apps verbinden sich nicht. Zum Ausprobieren.

setup-mail-lead = Dein Server verschickt Briefe mit Codes, zum Beispiel wenn jemand ein Passwort vergessen hat. Dafür braucht er ein Postfach, von dem er sendet.
setup-mail-set = Ein Mailserver ist eingerichtet und hat einen Brief angenommen.
setup-mail-provider = Anbieter
setup-mail-other = Ein anderer
setup-mail-host = Mailserver
setup-mail-host-hint = Nur bei einem anderen Anbieter
setup-mail-port = Port
setup-mail-port-hint = Meist 465 oder 587
setup-mail-user = Benutzername
setup-mail-password-hint = Viele Anbieter wollen hier ein App-Passwort, nicht dein eigenes.
setup-mail-from = Absender der Briefe
setup-mail-to = Deine eigene Adresse
setup-mail-to-hint = Dorthin geht jetzt ein Brief.
setup-mail-try = Brief senden und speichern
setup-mail-none = Ohne E-Mail auskommen
setup-mail-none-hint = Ohne E-Mail warten Codes auf den Administrator. E-Mail kannst du später hinzufügen.
setup-mail-host-missing = Wähle einen Anbieter, oder gib seinen Mailserver ein.
setup-mail-port-wrong = Ein Port ist eine Zahl, zum Beispiel 465.
setup-mail-refused = Der Brief konnte nicht gesendet werden: { $detail }
setup-letter-subject = Dein Server kann Briefe senden
setup-letter-text = Dieser Brief wurde gesendet, als dein Server eingerichtet wurde. Mehr ist nicht zu tun.

setup-restart-lead = Jetzt startet dein Server unter seinem Namen neu, { $name }. Das dauert ein paar Sekunden.
setup-restart-where = Wenn diese Seite nicht wiederkommt, mach hier weiter und gib den Code noch einmal ein:
# $port is a number.
setup-restart-proxy = Von da an verschlüsselt der Proxy oder Tunnel und erreicht dieses Gerät auf Port { $port }. Damit du nicht ausgesperrt bist, falls er es noch nicht tut, gilt diese Adresse weiter, bis du fertig bist.
setup-restart-where-proxy = Mach hier weiter oder über den Proxy, wo noch einmal nach dem Code gefragt wird:
setup-restart-go = Jetzt neu starten
setup-restarting = Dein Server startet neu
setup-restarting-text = Bitte warte. Diese Seite geht nach ein paar Sekunden von selbst weiter.
setup-restarting-here = Unter dieser Adresse weitermachen

setup-administrator-lead = Wähle ein Passwort, um deinen Server zu betreiben. Damit siehst du unter { $address }, wie es dem Server geht, hilfst Konten und änderst Einstellungen.
setup-administrator-set = Der Administrator hat ein Passwort.

setup-account-lead = Lege dein eigenes Konto an. Ein Rettungsblatt dafür kannst du später sichern.
setup-account-handle-hint = Wird dein Name im Netzwerk, mit { $domain } am Ende.
setup-account-made = Dein Konto ist da.

setup-network-lead = Konten hier können mit allen im Netzwerk sprechen.
setup-network-relay = Ein Relay soll Beiträge von hier zu anderen bringen
setup-network-relay-hint = { $host } wird gebeten, deinem Server zu folgen.
setup-network-app = Die Bluesky-App soll funktionieren
setup-network-app-hint = { $host } beantwortet Timelines und Suchen. Meldungen über schlechte Beiträge gehen an die dortige Moderation.
setup-network-refused = Das Relay hat nicht zugestimmt: { $detail }. Versuche es noch einmal, oder mach ohne es weiter.

setup-hello-lead = Sag dem Netzwerk hallo. Alle können es lesen.
setup-hello-text = Text
setup-hello-default = Hallo von meinem eigenen Server!
setup-hello-post = Veröffentlichen
setup-hello-none = Jetzt nicht
setup-hello-length = Schreib höchstens 300 Zeichen.
setup-hello-done = Das ist erledigt.

setup-done = Alles erledigt
setup-done-lead = { $name } ist bereit. Wenn du abschließt, verschwinden diese Seiten für immer.
setup-done-go = Abschließen
setup-finished = Dein Server ist bereit
setup-finished-text = Die Einrichtung ist vorbei, und ihr Code nützt nichts mehr. Melde dich mit deinem Konto an:
setup-finished-admin = Die Seiten des Administrators
