### Hur ägare visar vilka de är, och sidorna där de ställer in det.

factors-title = Säkerhet
factors-on = På
factors-off = Av
factors-waits = Väntar på en bekräftad adress
factors-state = Läge
factors-since = Sedan
factors-turn-on = Slå på
factors-turn-off = Slå av
factors-remove = Ta bort
factors-cancel = Avbryt
factors-back = Tillbaka till säkerhet
factors-last = Därefter räcker ditt lösenord för att logga in.

factors-password = Lösenord
factors-password-text = Byt det, och logga ut på andra ställen
factors-second = Andra steget vid inloggning
factors-unguarded = Den som får veta ditt lösenord kan logga in. Ett andra steg hindrar det.
factors-guarded = Utöver ditt lösenord krävs något av dessa för att logga in.
factors-apps = Appar

factors-confirm-lead = Det som följer är viktigt. Visa en gång till att det här kontot är ditt.
factors-confirm-code = Eller skriv in något av dessa:
factors-password-wrong = Lösenordet är fel.

factors-totp = Autentiseringsapp
factors-totp-text = Sex siffror från en app i din telefon eller dator
factors-totp-lead = Efter lösenordet skriver du in sex siffror som appen visar. De byts var 30:e sekund.
factors-totp-apps = Vilken app för engångskoder som helst duger. Många lösenordshanterare har en inbyggd.
factors-totp-begin = Ställ in en autentiseringsapp
factors-totp-replace = Ställ in en annan app
factors-totp-replace-text = Om du ställer in en annan app gäller den här tills den nya har visat sina första siffror.
factors-totp-scan = 1. Läs av bilden med appen.
factors-totp-qr = QR-kod med nyckeln för appen
factors-totp-key = Eller skriv in den här nyckeln i appen:
factors-totp-open = Öppna i en app på den här enheten
factors-totp-code = 2. Skriv in de sex siffror som appen visar
factors-totp-wrong = Siffrorna är fel. Kontrollera enhetens klocka och skriv sedan in de senaste.
factors-totp-done = Autentiseringsappen är inställd.
factors-totp-remove-title = Ta bort autentiseringsappen?
factors-totp-remove-text = Dess siffror kommer inte längre att efterfrågas. Sedan kan du radera posten i appen.
factors-totp-removed = Autentiseringsappen är borttagen.

factors-codes = Återställningskoder
factors-codes-text = När telefonen eller nyckeln är borta
factors-codes-lead = Varje kod gäller en gång, i stället för det andra steget, när du har förlorat din telefon eller nyckel.
factors-codes-left = { $count ->
    [0] Inga
    [one] En kvar
   *[other] { $count } kvar
}
factors-codes-idle = De efterfrågas först när du har ställt in ett annat andra steg.
factors-codes-replaces = När du skapar nya koder slutar de nuvarande att gälla.
factors-codes-make = Skapa { $count } nya koder
factors-codes-new-title = Spara dina återställningskoder
factors-codes-new-lead = De visas bara nu, och var och en gäller en gång. Förvara dem där du hittar dem utan din telefon: på papper eller i en lösenordshanterare.
factors-codes-download = Ladda ner som textfil
factors-codes-print = eller skriv ut sidan
factors-codes-file = Återställningskoder för { $name } hos { $host }. Var och en gäller en gång.
factors-codes-saved = Jag har sparat koderna
factors-codes-go = Fortsätt
factors-codes-not-saved = Spara koderna och kryssa sedan i rutan. De kan inte visas igen.
factors-codes-done = Dina återställningskoder är klara.

factors-email = Koder via e-post
factors-email-text = En kod som mejlas till dig
factors-email-lead = Efter lösenordet skriver du in en kod som vi mejlar till dig. En app eller nyckel är säkrare: den som kan läsa din e-post kan också återställa ditt lösenord.
factors-email-none = Kontot har ingen bekräftad e-postadress. Bekräfta den först och slå sedan på det här.
factors-email-done = Från och med nu mejlas en kod till dig vid inloggning.
factors-email-undone = Ingen kod mejlas längre.

factors-app-login = Appar får använda ditt lösenord
factors-app-login-text = Äldre appar frågar efter ditt lösenord. Nyare skickar dig hit i stället.
factors-app-login-lead = Äldre appar frågar efter ditt lösenord och sparar det kanske. Slår du av det här nekas de: ge var och en ett eget applösenord. Appar som skickar dig hit för att logga in berörs inte.
factors-app-login-done = Appar får logga in med ditt lösenord.
factors-app-login-undone = Appar får inte längre logga in med ditt lösenord.

factors-passkeys = Nycklar och säkerhetsnycklar
factors-passkeys-text = Fingeravtryck, ansikte eller PIN-kod, eller en nyckel som du rör vid
factors-passkeys-lead = En nyckel (passkey) finns i din telefon, dator eller lösenordshanterare och loggar in dig utan lösenord. En säkerhetsnyckel är en liten enhet som du rör vid efter att ha skrivit lösenordet.
factors-passkeys-count = { $count ->
    [0] Inga
   *[other] { $count }
}
factors-passkeys-none = Du har inga än.
factors-passkeys-full = Du har så många som ett konto kan ha. Ta bort en innan du lägger till en ny.
factors-passkey-kind = Nyckel
factors-passkey-kind-synced = Nyckel, synkroniserad mellan enheter
factors-passkey-kind-key = Säkerhetsnyckel
factors-passkey-since = tillagd
factors-passkey-used = senast använd
factors-passkey-unused = aldrig använd
factors-passkey-change = Ändra
factors-passkey-add = Lägg till en nyckel
factors-passkey-add-lead = Ge den ett namn. Sedan frågar webbläsaren efter fingeravtryck, ansikte eller PIN-kod.
factors-key-add = Lägg till en säkerhetsnyckel
factors-key-add-lead = Ge den ett namn. Sätt sedan i nyckeln, eller håll den mot telefonen, och rör vid den när webbläsaren ber om det.
factors-passkey-name = Namn
factors-passkey-name-hint = Så att du känner igen den, till exempel enheten som har den
factors-passkey-name-wrong = Skriv in ett namn på högst 64 tecken.
factors-passkey-script = Det här kräver JavaScript och en webbläsare som kan hantera nycklar. Utan dem kan du ställa in en autentiseringsapp.
factors-passkey-refused = Inget lades till. Du kan försöka igen.
factors-passkey-known = Den här är redan tillagd.
factors-passkey-failed = Din webbläsare kunde inte göra det här.
factors-passkey-not-taken = Det som webbläsaren skickade godtogs inte. Försök igen.
factors-passkey-done = ”{ $name }” är tillagd.
factors-passkey-rename = Spara namnet
factors-passkey-renamed = Namnet är sparat.
factors-passkey-remove-title = Ta bort ”{ $name }”?
factors-passkey-remove-text = Du kan inte längre logga in med den. Radera den också från din enhet eller lösenordshanterare, vilket inte går att göra härifrån.
factors-passkey-removed = ”{ $name }” är borttagen.
factors-passkey-what = Typ
factors-passkey-last = Senast använd
factors-passkeys-back = Tillbaka till alla nycklar
