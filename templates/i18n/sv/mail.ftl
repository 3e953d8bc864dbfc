### The letters.

mail-hello = Hej!
mail-hello-name = Hej { $name }!
mail-minutes =
    { $minutes ->
        [one] Koden gäller i 1 minut.
       *[other] Koden gäller i { $minutes } minuter.
    }
mail-never-asked = Ingen från { $service } kommer någonsin att fråga dig efter den.
mail-asked-from = Begäran kom från nätverksadressen { $address }.
mail-not-you = Om det inte var du ska du inte lämna koden vidare: utan den händer ingenting.
mail-questions = Frågor? { $support }
mail-when = När: { $date }, { $time } UTC
mail-from = Från nätverksadressen: { $address }
mail-with = Med: { $agent }
mail-what = Vad: { $factor }
mail-factor-passkey = en passkey
mail-factor-passkey-named = passkeyn ”{ $name }”
mail-factor-totp = en autentiseringsapp
mail-factor-recovery-codes = återställningskoderna
mail-factor-email = en kod via e-post
mail-factor-backup-email = en reservadress
mail-for-app = för { $app }

mail-confirm-email-subject = Bekräfta din e-postadress
mail-confirm-email-intro = Den här adressen har angetts för ditt konto på { $service }. Visa att du läser den genom att ange koden där du blir tillfrågad:
mail-confirm-email-link = Eller öppna den här sidan, som frågar innan den bekräftar:
mail-update-email-subject = Byte av din e-postadress
mail-update-email-intro = Någon har bett om att få byta e-postadress för ditt konto på { $service }. Om det var du anger du koden tillsammans med den nya adressen:
mail-reset-password-subject = Din kod för ett nytt lösenord
mail-reset-password-intro = Någon har bett om ett nytt lösenord för ditt konto på { $service }. Om det var du anger du koden och väljer det nya lösenordet:
mail-reset-password-outro = Ditt gamla lösenord gäller tills dess.
mail-delete-account-subject = Bekräfta att ditt konto ska raderas
mail-delete-account-intro = Någon har bett om att få radera ditt konto på { $service }, med alla inlägg, gillningar, följningar och filer. Det går inte att ångra. Om det är vad du vill anger du koden tillsammans med ditt lösenord:
mail-plc-operation-subject = Bekräfta en ändring av din identitet
mail-plc-operation-intro = Någon har bett om att få ändra din post i identitetskatalogen (PLC), som säger var ditt konto finns och vilka nycklar som styr det. Den som gör en sådan ändring kan ta över kontot. Om det var du, till exempel för att du flyttar till en annan server, anger du koden:
mail-sign-in-code-subject = Din inloggningskod
mail-sign-in-code-intro = Någon loggar in på ditt konto på { $service } och kan lösenordet. Om det är du anger du koden:
mail-sign-in-code-outro = Om det inte är du ska du byta lösenord: någon annan kan det.
mail-address-code-subject = Din kod för ett nytt konto
mail-address-code-intro = Någon skapar ett konto på { $service } med den här adressen. Om det är du anger du koden för att bli klar:

mail-address-known-subject = Du har redan ett konto
mail-address-known-intro = Någon försökte skapa ett konto på { $service } med den här adressen. Du har redan ett här, så inget nytt skapades.
mail-address-known-advice = Om det var du loggar du in på ditt konto; har du glömt lösenordet skickar inloggningssidan en kod för ett nytt. Om det inte var du behöver du inte göra något.
mail-deletion-ahead-subject = Ditt konto raderas den { $date }
mail-deletion-ahead-intro = Ditt konto på { $service } är avstängt. Den { $date } raderas det för gott, med alla inlägg, gillningar, följningar och filer här.
mail-deletion-ahead-advice = Om du vill behålla det slår du på det före dess, med programmet som du stängde av det eller började flytta med. Om inte behöver du inte göra något.
mail-new-sign-in-subject = Ny inloggning på ditt konto
mail-new-sign-in-intro = Någon loggade in på ditt konto på { $service } från en plats som inte setts förut.
mail-new-sign-in-advice = Om det var du behöver du inte göra något. Om inte ska du byta lösenord nu: då avslutas alla sessioner.
mail-factor-added-subject = Ett sätt att logga in lades till för ditt konto
mail-factor-added-intro = Ett sätt att logga in har lagts till för ditt konto på { $service }.
mail-factor-added-advice = Om det var du behöver du inte göra något. Om inte ska du ta bort det på din kontosida och byta lösenord nu.
mail-factor-removed-subject = Ett sätt att logga in togs bort från ditt konto
mail-factor-removed-intro = Ett sätt att logga in på ditt konto på { $service } fungerar inte längre.
mail-factor-removed-advice = Om det var du behöver du inte göra något. Om inte ska du byta lösenord nu och skriva till dem som driver servern.
mail-factor-guessed-subject = Någon kan ditt lösenord
mail-factor-guessed-intro = Någon försökte logga in på ditt konto på { $service }, med rätt lösenord och många felaktiga koder. Inloggningen lyckades inte.
mail-factor-guessed-advice = Om det var du väntar du en stund innan du försöker igen. Om inte ska du byta lösenord nu: någon annan kan det.
mail-email-changed-subject = E-postadressen för ditt konto ändrades
mail-email-changed-intro = e-postadressen för ditt konto på { $service } byttes mot en annan.
mail-email-changed-undo = Om det inte var du, öppna den här sidan inom tre dagar: den ger dig din adress tillbaka och loggar ut alla.
mail-email-changed-advice = Om det var du behöver du inte göra något.
mail-password-changed-subject = Ditt lösenord byttes
mail-password-changed-intro = lösenordet för ditt konto på { $service } byttes.
mail-password-changed-advice = Om det var du behöver du inte göra något. Om inte, använd ”Glömt?” på inloggningssidan nu: den skickar en kod för ett nytt lösenord.
mail-backup-email-subject = Bekräfta din reservadress
mail-backup-email-intro = Den här adressen har angetts som reserv för ett konto på { $service }. Visa att du läser den genom att ange koden där du blir tillfrågad:
mail-backup-email-outro = Om du inte känner till det behöver du inte göra något.
mail-backup-email-used-subject = Någon kom in via din reservadress
mail-backup-email-used-intro = någon loggade in på ditt konto på { $service } med en kod som skickades till reservadressen { $email }.
mail-backup-email-used-advice = Om det var du behöver du inte göra något. Om inte, logga in nu, ta bort adressen på e-postsidan för ditt konto och logga ut överallt.
