### Anmelden mit einem Code per E-Mail, und ein Konto damit anlegen.

# Der Brief. $host ist der der App, oder der des Servers.
mail-entry-subject = { $code } ist dein Anmeldecode für { $host }
mail-entry-subject-new = { $code } – willkommen bei { $service }
mail-entry-title = Dein Anmeldecode für { $host }
mail-entry-title-new = Willkommen bei { $service }
mail-entry-intro-app = gib diesen Code ein, um dich bei { $app } mit deinem Konto bei { $service } anzumelden:
mail-entry-intro = gib diesen Code ein, um dich bei { $service } anzumelden:
mail-entry-not-you = Wenn du ihn nicht angefordert hast, beachte diese Nachricht nicht: ohne den Code geschieht nichts.
mail-entry-refuse = Wenn du keine solchen Codes für { $app } mehr möchtest:
mail-entry-refuse-link = Keine solchen Codes mehr für { $app }

# Einen Code anfordern.
code-email = E-Mail-Adresse
code-email-hint = Wir schicken dir einen Code. Du brauchst kein Passwort.
code-email-missing = Gib die E-Mail-Adresse ein, an die der Code gehen soll.
code-send = Code per E-Mail schicken
code-send-to = Code an { $email } schicken
code-or = Oder:

# Die Seite, auf der man ihn eingibt.
code-title = Code eingeben
code-lead = Wir haben einen Code aus acht Ziffern an { $email } geschickt. Er gilt zehn Minuten.
code-label = Code
code-label-hint = Acht Ziffern, aus der neuesten Nachricht
code-wrong = Das ist nicht der Code. Nimm den aus der neuesten Nachricht.
code-over = Dieser Code ist abgelaufen. Lass dir einen neuen schicken.
code-tries = Zu viele falsche Codes. Lass dir einen neuen schicken.
code-pause = Gerade wurde ein Code geschickt. Sieh in dein Postfach und versuche es dann noch einmal.
code-again = Neuen Code schicken
code-again-at = Wenn keine Nachricht kommt, kannst du ab { $time } UTC eine neue bekommen.
code-no-more = Für diese Anmeldung werden keine Codes mehr geschickt.
code-sent = Ein neuer Code ist unterwegs. Frühere gelten nicht mehr.
code-other = Andere Adresse verwenden
code-asks = { $app } darf dann:
code-allow = Anmelden und { $app } zulassen

# Das erste Handle.
code-handle-title = Wähle dein Handle
code-handle-lead = So finden dich andere. Du kannst es später ändern.
code-handle-hint = 5 bis 20 Buchstaben a–z, Ziffern und Bindestriche
code-handle-short = Es müssen mindestens 5 Zeichen sein.
code-handle-long = Es dürfen höchstens 20 Zeichen sein.
code-handle-suggestions = Im Moment frei:
code-create = Konto anlegen
code-create-allow = Konto anlegen und { $app } zulassen
code-pending-title = Gleich geschafft
code-pending-lead = Dein Konto wird im Verzeichnis der Identitäten eingetragen, das gerade nicht antwortet. Diese Seite sieht von selbst wieder nach.

# Codes fernhalten.
code-refuse-title = Diese Codes fernhalten
code-refuse-lead = 90 Tage lang werden keine Codes dieser App an deine Adresse geschickt. Mit dem Code aus der Nachricht hat sich niemand angemeldet, wenn er nicht weitergegeben wurde.
code-refuse-button = Fernhalten
code-refused-title = Erledigt
code-refused-lead = 90 Tage lang werden keine Codes dieser App an deine Adresse geschickt.

# Wenn der Browser nichts behält.
code-cookies-title = Dein Browser behält keine Cookies
code-cookies-lead = Diese Seite muss deinen Browser wiedererkennen, um dich einzulassen. Erlaube Cookies für diese Adresse, geh zurück zur App und beginne von vorn.
