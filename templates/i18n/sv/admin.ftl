### Administrationens sidor.

admin-name = Administration
admin-sections = Administrationens sidor
admin-save = Spara

## Inloggning

admin-sign-in-title = Administration
admin-sign-in-lead = För dig som driver { $service }.
admin-confirm-title = Ditt lösenord, tack
admin-confirm-lead = Nästa steg behöver det en gång till. Inget har ändrats än.
admin-confirm-go = Fortsätt
admin-password = Administrationens lösenord
admin-password-hint = Det som valdes vid installationen, eller det i konfigurationen.
admin-password-wrong = Det är inte lösenordet.
admin-password-wait = { $minutes ->
    [one] För många fel lösenord. Vänta en minut.
   *[other] För många fel lösenord. Vänta { $minutes } minuter.
}
admin-signed-out = Du är utloggad.

## Översikt

admin-overview = Översikt
admin-now = Nu
admin-well = Allt är bra
admin-unwell = Behöver dig
admin-unsound = Det går inte att skriva till databasen. Se på undersökningen och loggen.
admin-full = Disken är nästan full. Gör plats.
admin-short = Minnet är knappt. Exporter och importer väntar.
admin-clock = Klockan är inte ställd än. Till dess signeras inget.
admin-mail-waiting = Brev som väntar
admin-mail-dead = { $count ->
    [one] Ett uppgivet
   *[other] { $count } uppgivna
}
admin-subscribers = Följer händelserna
admin-database = Databas
admin-free = Ledigt på disken
admin-memory = Minne
admin-backup = Senaste säkerhetskopia
admin-backup-none = Ingen än
admin-version = Version
admin-doctor-link = Undersök servern
admin-charts = Senaste timmarna
admin-charts-lead = { $minutes ->
    [one] Den senaste minuten.
   *[other] De senaste { $minutes } minuterna.
}
admin-chart-memory = Minne
admin-chart-requests = Förfrågningar per minut
admin-chart-written = Skrivet till disken per minut
admin-chart-now = { $latest } nu, högst { $most }
admin-acts = Vad du har gjort
admin-acts-all = Visa allt
admin-acts-none = Inget än.

## Vad som gjordes

admin-act-sign-in = Inloggad
admin-act-password = Administrationens lösenord byttes
admin-act-takedown = Kontot stängdes av
admin-act-restore = Kontot öppnades igen
admin-act-deactivate = Kontot inaktiverades
admin-act-activate = Kontot aktiverades
admin-act-invites-off = Kontots inbjudningar slogs av
admin-act-invites-on = Kontots inbjudningar slogs på
admin-act-reset-code = En kod för ett nytt lösenord skickades
admin-act-account-password = Ett nytt lösenord gjordes
admin-act-email = E-postadressen ändrades
admin-act-handle = Handlet ändrades
admin-act-delete = Kontot raderades
admin-act-invite = Inbjudningskoder gjordes
admin-act-invite-end = En inbjudningskod avslutades
admin-act-letter-retry = Ett brev provas igen
admin-act-letter-drop = Ett brev slängdes
admin-act-crawl = Reläerna ombads komma
admin-act-renew = Nya certifikat beställdes
admin-act-settings = Inställningarna sparades
admin-act-restart = Servern startades om

## Konton

admin-accounts = Konton
admin-search = Sök ett konto
admin-search-hint = Efter handle, DID eller e-postadress.
admin-search-go = Sök
admin-accounts-none = Det finns inga konton än.
admin-accounts-unknown = Något sådant konto finns inte här.
admin-accounts-first = Från början
admin-accounts-more = Fler
admin-active = Aktivt
admin-taken-down = Avstängt
admin-account-facts = Vad som är känt
admin-account-since = Här sedan
admin-account-records = Poster
admin-account-blobs = Filer
# $figure is a number or a size.
admin-more-than = mer än { $figure }
admin-takedown-reference = Referens
admin-account-standing = Tillstånd
admin-account-standing-lead = Ett avstängt konto kan inte logga in, och inget av det visas. Dess data finns kvar.
admin-account-access = Åtkomst
admin-account-access-lead = För den som inte kommer in. Med en kod väljer man lösenordet själv.
admin-account-email = Ny e-postadress
admin-account-email-hint = Den måste bekräftas på nytt.
admin-account-handle = Nytt handle
admin-email-bad = Den e-postadressen går inte att använda.
admin-new-password = Lämna det vidare; det visas bara nu.
admin-do-takedown = Stäng av
admin-do-restore = Öppna igen
admin-do-deactivate = Inaktivera
admin-do-activate = Aktivera
admin-do-invites-off = Slå av inbjudningar
admin-do-invites-on = Slå på inbjudningar
admin-do-reset-code = Skicka en kod för ett nytt lösenord
admin-do-account-password = Gör ett nytt lösenord
admin-do-delete = Radera
admin-delete-title = Radera det här kontot?
admin-delete-lead = Dess inlägg, filer och inställningar tas bort. Det går inte att ångra.
admin-delete-name = Skriv dess namn för att bekräfta
admin-delete-differs = Det är inte dess namn.

## Inbjudningar

admin-invites = Inbjudningar
admin-invites-needed = Ingen skapar ett konto utan någon av de här koderna.
admin-invites-open = Vem som helst kan skapa ett konto utan kod.
admin-invites-none = Det finns inga koder.
admin-invite-make = Gör koder
admin-invite-count = Hur många
admin-invite-uses = Gånger var och en gäller
admin-invite-go = Gör
admin-invite-codes = Koder
admin-invite-used = { $used } av { $all } använda
admin-invite-end = Avsluta
admin-invite-ended = Avslutad
admin-invite-spent = Förbrukad

## Post

admin-mail = Post
admin-mail-lead = Brev som inte har gått än. Den som väntar på en kod kan få den av dig.
admin-mail-none-lead = Ingen e-postserver är inställd. Ge de här koderna till dem de är för.
admin-mail-empty = Inget brev väntar.
admin-letter-dead = Uppgivet
admin-letter-attempts = { $count ->
    [one] provat en gång
   *[other] provat { $count } gånger
}
admin-letter-again = Prova nu
admin-letter-drop = Släng
admin-letter-gone = Det brevet finns inte längre.
admin-letter-kind-confirm-email = Kod: bekräfta adressen
admin-letter-kind-update-email = Kod: byta adress
admin-letter-kind-reset-password = Kod: nytt lösenord
admin-letter-kind-delete-account = Kod: radera kontot
admin-letter-kind-plc-operation = Kod: ändra identiteten
admin-letter-kind-sign-in-code = Kod: andra steget i inloggningen
admin-letter-kind-backup-email = Kod: bekräfta ytterligare en adress
admin-letter-kind-address-code = Kod: bekräfta adressen till ett nytt konto
admin-letter-kind-entry-code = Kod: logga in
admin-letter-kind-deletion-ahead = Radering närmar sig
admin-letter-kind-new-sign-in = Ny inloggning
admin-letter-kind-factor-added = Ett inloggningssätt lades till
admin-letter-kind-factor-removed = Ett inloggningssätt togs bort
admin-letter-kind-factor-guessed = Någon gissar koder
admin-letter-kind-address-known = Adressen har redan ett konto
admin-letter-kind-email-changed = Adressen ändrades
admin-letter-kind-password-changed = Lösenordet ändrades
admin-letter-kind-backup-email-used = Inloggning med ytterligare en adress
admin-letter-kind-moderation = Från moderatorerna

## Nät

admin-network = Nät
admin-relays = Reläer
admin-relays-lead = De för det som skrivs här vidare till alla andra.
admin-relays-none = Inget relä är inställt.
admin-crawl = Be dem komma
admin-crawl-asked = { $relay } ombads komma.
admin-crawl-failed = { $relay } kunde inte tillfrågas: { $cause }
admin-followers = Följer händelserna
admin-followers-lead = Den nyaste händelsen har nummer { $seq }.
admin-followers-none = Ingen följer händelserna.
admin-follower-since = Sedan
admin-follower-current = I fas
admin-follower-behind = { $seconds ->
    [one] En sekund efter
   *[other] { $seconds } sekunder efter
}
admin-certificates = Certifikat
admin-certificates-elsewhere = En proxy eller tunnel framför servern har certifikatet.
admin-certificates-own = Certifikatet är gjort här. Webbläsare varnar och reläer kommer inte.
admin-certificate-until = Gäller till
admin-certificate-retry = Nästa försök är
admin-renew = Beställ nya nu

## Undersökning

admin-doctor = Undersökning
admin-doctor-lead = Det som behöver omsorg står först. Texterna är på engelska.
admin-doctor-again = Undersök igen
admin-state-good = Bra
admin-state-note = Notera
admin-state-unknown = Okänt
admin-state-warning = Varning
admin-state-bad = Dåligt

## Inställningar

admin-settings = Inställningar
admin-settings-pending = Det som sparats gäller efter en omstart.
admin-branding = Namn och utseende
admin-branding-lead = Det som andra ser av servern. Ett tomt fält tar standardvärdet.
admin-setting-name = Namn
admin-setting-primary = Färg på knappar och länkar
admin-setting-logo = Logotypens adress
admin-setting-contact = E-postadress för frågor
admin-setting-home = Startsida
admin-setting-support = Hjälpsida
admin-setting-terms = Användarvillkor
admin-setting-privacy = Integritetspolicy
admin-setting-fixed = Det här är bestämt i:
admin-preview = Förhandsvisa
admin-preview-title = Så ser det ut, på dagen och på natten
admin-preview-faint = Knappar i den här färgen syns dåligt på vitt.
admin-password-title = Administrationens lösenord
admin-password-change-lead = Alla andra webbläsare loggas ut.
admin-password-first-lead = Hittills gäller bara lösenordet i konfigurationen.
admin-password-short = Lösenordet måste ha 8 till 256 tecken.
admin-restart-title = Omstart
admin-restart-lead = Den tar några sekunder. Ingen loggas ut.
admin-restart = Starta om servern
admin-restarting = Servern startar om
admin-restarting-lead = Den här sidan går vidare av sig själv om ett ögonblick.
admin-sources = Var inställningar kommer ifrån
admin-sources-lead = Alla andra har sitt standardvärde.
admin-source-setting = Inställning
admin-source-origin = Bestämd i

## Logo

admin-logo-link = Ladda upp en logotyp
admin-logo-instead = I stället visas en uppladdad logotyp.
admin-logo = Logotyp
admin-logo-lead = En bild bredvid serverns namn, på alla sidor och överst i brev. Den ersätter adressen i inställningarna och gäller genast.
admin-logo-shown = Det som visas
admin-logo-none = Ingen bild har laddats upp.
admin-logo-remove = Ta bort
admin-logo-upload = En annan bild
admin-logo-file = Bild
admin-logo-hint = PNG, JPEG, WebP eller SVG, högst { $most } och { $side } pixlar bred eller hög. Brev visar inte SVG.
admin-logo-go = Ladda upp
admin-logo-none-chosen = Välj en fil först.
admin-logo-too-large = Filen är större än { $most }.
admin-logo-kind = Filen är varken PNG, JPEG, WebP eller SVG.
admin-logo-side = Bilden är mer än { $side } pixlar bred eller hög.
admin-logo-entities = Den här SVG-filen deklarerar entiteter. Spara den utan dem, som enkel SVG.
admin-act-logo = Logotypen laddades upp
admin-act-logo-removed = Logotypen togs bort

## Logg

admin-log = Logg
admin-log-lead = De sista raderna, den nyaste först.
admin-log-empty = Det finns inga rader.
admin-log-again = Ladda igen

## Apparaten

admin-update = Uppdatera
admin-update-runs = Det som körs
admin-update-trial = På prov
admin-update-board = Kort
admin-update-slot = Plats
admin-update-outcome = Senaste uppdateringen
admin-update-new = En annan version
admin-update-lead = Paketet kontrolleras, skrivs bredvid det som körs och provas. Svarar det inte startar nuvarande version igen.
admin-update-url = Paketets adress
admin-update-url-hint = En fil som slutar på .hpu, från dem som gjort det här systemet.
admin-update-go = Hämta och installera
admin-update-file = Skicka ett paket från den här enheten
admin-update-file-label = Paket
admin-update-file-go = Skicka och installera
admin-update-address = Den adressen går inte att hämta.
admin-update-comes = Paketet hämtas: { $size } hittills.
admin-update-handed = Version { $version } är rätt. Kortet tar den nu och startar om.
admin-update-failed = Uppdateringen gick inte:
admin-board = Kortet
admin-board-lead = Båda tar en stund. Inget som skrivits går förlorat.
admin-board-reboot = Starta om kortet
admin-board-poweroff = Stäng av det
admin-poweroff-title = Stänga av kortet?
admin-poweroff-lead = Tills någon ger det ström igen når ingen servern.
admin-act-update = En uppdatering begärdes
admin-act-reboot = Kortet startar om
admin-act-poweroff = Kortet stänger av sig

## Passkeys

admin-passkeys = Nycklar
admin-passkeys-lead = Var och en gäller lika mycket som lösenordet och frågar efter fingeravtryck, ansikte eller PIN.
admin-passkey-remove = Ta bort
admin-passkey-script = Det behövs JavaScript och en webbläsare som kan nycklar.
admin-act-passkey-added = En nyckel lades till
admin-act-passkey-removed = En nyckel togs bort
