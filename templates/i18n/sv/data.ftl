### Aktivitet, ta med sina data, ångra, inaktivera och radera.

checklist-title = Ta hand om ditt konto
checklist-email = Din e-postadress är bekräftad, så du kommer in igen om du glömmer lösenordet.
checklist-email-todo = Bekräfta din e-postadress: utan den kan ingen hjälpa dig in igen.
checklist-factor = Vid inloggning krävs mer än lösenordet.
checklist-factor-todo = Lägg till en nyckel eller en autentiseringsapp, så att ett stulet lösenord inte räcker.
checklist-recovery = Du har återställningskoder.
checklist-recovery-todo = Skapa återställningskoder till den dag då telefonen är borta.
checklist-done = Klart
checklist-open = Att göra
recent-title = Senaste aktivitet
recent-all = All aktivitet

activity-title = Aktivitet
activity-lead = Vad som har hänt med kontot. Om du inte känner igen något, byt lösenord och logga ut överallt.
activity-none = Ingenting än.
activity-older = Äldre
activity-newest = Senaste
activity-times = { $count ->
    [one] en gång
   *[other] { $count } gånger
}
activity-by-operator = av den som driver servern
activity-by-moderation = av modereringstjänsten
activity-factor-passkey = nyckel
activity-factor-totp = autentiseringsapp
activity-factor-email = kod via e-post
activity-factor-recovery-code = återställningskoder
activity-account-made = Kontot skapades
activity-account-reclaimed = Ett konto som höll på att flytta in togs upp igen
activity-signed-in = Inloggning
activity-signed-out = Utloggning
activity-sessions-ended = Alla appars sessioner avslutades
activity-password-changed = Lösenordet byttes
activity-password-reset = Lösenordet ersattes med en kod via e-post
activity-email-changed = E-postadressen ändrades
activity-email-confirmed = E-postadressen bekräftades
activity-handle-changed = Handlet ändrades
activity-app-password-made = Ett applösenord skapades
activity-app-password-revoked = Ett applösenord återkallades
activity-plc-operation-signed = En ändring av identiteten signerades
activity-plc-operation-submitted = En ändring av identiteten publicerades
activity-deactivated = Kontot inaktiverades
activity-activated = Kontot aktiverades
activity-deletion-requested = En kod för att radera kontot begärdes
activity-taken-down = Kontot stängdes av
activity-restored = Kontot återställdes
activity-signing-key-rotated = Kontot fick en ny signeringsnyckel
activity-app-granted = En app fick tillgång
activity-app-revoked = En app förlorade sin tillgång
activity-app-writes-undone = Det som en app skrev ångrades
activity-data-exported = Kontots data laddades ner
activity-factor-added = En andra faktor lades till
activity-factor-removed = En andra faktor togs bort
activity-recovery-codes-made = Nya återställningskoder skapades
activity-recovery-code-used = En återställningskod användes
activity-factor-refused = Efter rätt lösenord kom en felaktig kod
activity-passkey-copied = En nyckel kan ha kopierats
activity-app-login-off = Appar får inte längre logga in med lösenordet
activity-app-login-on = Appar får logga in med lösenordet igen
activity-passkey-renamed = En nyckel fick ett nytt namn
activity-backup-email-added = En reservadress lades till
activity-backup-email-removed = En reservadress togs bort
activity-backup-email-used = Någon kom in via en reservadress

undo-link = Ångra det den skrev
undo-former = Appar utan tillgång
undo-former-lead = De har inte längre tillgång, men skrev till kontot under de senaste 30 dagarna.
undo-title = Ångra det som { $app } skrev
undo-lead = Poster som appen skapade raderas; poster som den ändrade eller raderade blir som de var. Det som du eller andra appar har skrivit sedan dess står kvar.
undo-since = Hur långt tillbaka
undo-since-hour = Den senaste timmen
undo-since-day = Det senaste dygnet
undo-since-week = De senaste 7 dagarna
undo-since-all = De senaste 30 dagarna
undo-show = Visa
undo-nothing = Appen skrev ingenting under den tiden.
undo-count = { $count ->
    [one] En post skulle ändras.
   *[other] { $count } poster skulle ändras.
}
undo-more = Bara de { $count } första visas.
undo-record = Post
undo-fate = Vad som händer med den
undo-deleted = Raderas
undo-restored = Blir som förut
undo-unchanged = Förblir som den är
undo-left-alone = Står kvar: skriven av andra sedan dess
undo-lost = Står kvar: den tidigare versionen finns inte längre
undo-still = Appen har fortfarande tillgång och kan skriva igen.
undo-act = Ångra
undo-done = { $count ->
    [0] Det fanns inget att ångra.
    [one] En post ångrades.
   *[other] { $count } poster ångrades.
}
undo-done-kept = { $count ->
    [one] En lämnades som den var.
   *[other] { $count } lämnades som de var.
}

data-title = Data
data-export = Ta med dina data
data-export-lead = Ditt konto är ditt: spara en kopia av det, eller flytta till en annan server.
data-archive = Allt
data-archive-text = Ett arkiv (TAR) med alla poster, bilder och videor, och dina privata inställningar.
data-archive-get = Ladda ner allt
data-repository = Bara posterna
data-repository-text = Ditt signerade repository som en CAR-fil, så som andra servrar läser in det. Utan bilder och videor.
data-repository-get = Ladda ner posterna
data-standing-title = Ta en paus
data-standing-text = Ingen ser ett inaktiverat konto. Inget raderas, och du kan komma tillbaka när som helst.
data-deactivate = Inaktivera
data-activate = Aktivera
data-activate-text = Kontot är inaktiverat: ingen ser det.
data-delete-title = Radera kontot
data-delete-text = Allt på den här servern försvinner för gott.
data-delete = Radera …

standing-title-off = Inaktivera ditt konto?
standing-title-on = Aktivera ditt konto?
standing-off-hidden = Ingen ser din profil, dina inlägg och bilder förrän du kommer tillbaka.
standing-off-apps = Alla appar och applösenord förlorar sin tillgång; du släpper in dem igen efteråt.
standing-off-time = Det finns ingen tidsgräns, och inget raderas.
standing-on-text = Din profil, dina inlägg och bilder blir synliga igen.
standing-elsewhere = Kontots identitet pekar på en annan server, så det kan inte aktiveras här.
standing-cancel = Avbryt
standing-deactivated = Kontot är inaktiverat.
standing-activated = Kontot är aktivt igen.

delete-title = Radera ditt konto
delete-what = Inlägg, bilder, inställningar och ditt handle raderas från servern för gott. Kopior som andra har gjort når den inte.
delete-first = Du kanske vill ladda ner dina data först.
delete-instead = Om du bara vill vara borta ett tag, inaktivera kontot i stället.
delete-mail = Vi mejlar dig en kod som bekräftar raderingen.
delete-send = Skicka koden
delete-no-mail = Kontot har ingen e-postadress att skicka en kod till. Lägg till en, eller fråga den som driver servern.
delete-mailed = En kod är på väg till dig.
delete-confirm-title = Radera för gott
delete-sure = Jag vet att det här inte går att ångra.
delete-not-sure = Kryssa i rutan om du är säker.
delete-act = Radera kontot
delete-again = Skicka en ny kod
delete-wrong = Lösenordet är fel.
delete-done = Kontot är raderat.
