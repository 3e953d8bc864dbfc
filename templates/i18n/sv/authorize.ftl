### Sidorna där man släpper in en app.

authorize-welcome = Välkommen till { $service }
authorize-wants-in = För att fortsätta till { $app }
authorize-app-here = en app på den här enheten
authorize-app-here-first = En app på den här enheten
authorize-create = Skapa ett nytt konto
authorize-cancel = Avbryt
authorize-choose = Välj ett konto
authorize-sign-in-as = Logga in som { $name }
authorize-other-account = Använd ett annat konto

consent-title = Godkänn
consent-wants = { $app } vill ha tillgång till { $account }.
consent-only-profile = Den får bara veta vem du är.
consent-known = Du har släppt in den här appen tidigare.
consent-how-long = Hur länge
consent-for-day = En dag
consent-for-month = 30 dagar
consent-for-revoked = Tills jag återkallar det
consent-public = Appar av det här slaget måste fråga igen senast efter två veckor.
consent-technical = Tekniska detaljer
consent-returns = Efter detta kommer du tillbaka till { $place }
consent-tokens = Vad appen ber om, med dess egna ord:
consent-legal = Från appen:
consent-allow = Godkänn
consent-deny = Neka tillgång

consent-group-profile = Vem du är
consent-group-email = E-postadress
consent-group-account = Ditt konto
consent-group-identity = Din identitet
consent-group-bluesky = Omfattande tillgång
consent-group-chat = Direktmeddelanden
consent-group-sets = Behörighetspaket
consent-group-records = Dina poster
consent-group-files = Filer
consent-group-services = Andra tjänster

# Shown above a permission that reaches far.
consent-care-email-manage = Med din e-postadress i sin hand skulle appen kunna ta över ditt konto.
consent-care-repo-manage = Appen skulle kunna ersätta allt du någonsin har skrivit.
consent-care-status-manage = Appen skulle kunna få dig att försvinna från nätverket.
consent-care-identity-handle = Appen skulle kunna byta namn på dig. Då hittar folk dig under ett annat namn.
consent-care-identity-all = Appen skulle kunna ändra vem du är i nätverket och ta ifrån dig kontot för gott.
consent-care-generic = Det här är nästan allt som du själv kan göra. Godkänn det bara för appar som du litar på.
consent-care-chat = Appen skulle kunna läsa och skriva dina privata meddelanden.
consent-care-records = Appen skulle kunna ändra vilka som helst av dina poster, även andra appars.
consent-care-files-any = Appen skulle kunna ladda upp filer av alla slag i ditt namn.
consent-care-calls = Appen skulle kunna göra allt som tjänsten erbjuder i ditt namn.
consent-care-calls-anywhere = Appen skulle kunna agera i ditt namn på många ställen.

consent-profile = Se ditt handle och kontots offentliga uppgifter
consent-email-read = Se din e-postadress
consent-email-manage = Se och ändra din e-postadress
consent-repo-read = Se tillståndet för ditt repository
consent-repo-manage = Ersätta hela ditt repository med en import
consent-status-read = Se om ditt konto är aktivt
consent-status-manage = Inaktivera och återaktivera ditt konto
consent-identity-handle = Ändra ditt handle
consent-identity-all = Ändra ditt handle, dina nycklar och servern där du bor
consent-generic = Skriva, ändra och ta bort alla dina poster, ladda upp filer och anropa de flesta tjänster i ditt namn
consent-chat = Läsa och skriva dina direktmeddelanden
consent-set = Behörigheterna som { $name } står för
consent-set-holds = Vad det är
consent-records-all = { $which ->
    [all] Skapa, ändra och ta bort poster av alla slag
   *[some] Skapa, ändra och ta bort poster av dessa slag
}
consent-records-create-update = { $which ->
    [all] Skapa och ändra poster av alla slag
   *[some] Skapa och ändra poster av dessa slag
}
consent-records-create-delete = { $which ->
    [all] Skapa och ta bort poster av alla slag
   *[some] Skapa och ta bort poster av dessa slag
}
consent-records-update-delete = { $which ->
    [all] Ändra och ta bort poster av alla slag
   *[some] Ändra och ta bort poster av dessa slag
}
consent-records-create = { $which ->
    [all] Skapa poster av alla slag
   *[some] Skapa poster av dessa slag
}
consent-records-update = { $which ->
    [all] Ändra poster av alla slag
   *[some] Ändra poster av dessa slag
}
consent-records-delete = { $which ->
    [all] Ta bort poster av alla slag
   *[some] Ta bort poster av dessa slag
}
consent-files-any = Ladda upp filer av alla slag
consent-files-some = Ladda upp filer av dessa slag
consent-calls = { $which ->
    [all] Anropa { $service } i ditt namn, för vad som helst
   *[some] Anropa { $service } i ditt namn, för dessa metoder
}
consent-calls-anywhere = { $which ->
    [all] Anropa vilken tjänst som helst i ditt namn
   *[some] Anropa dessa metoder hos vilken tjänst som helst i ditt namn
}

reactivate-title = Återaktivera ditt konto
reactivate-lead = Kontot { $account } är inaktiverat. Återaktivera det för att fortsätta; då syns det igen.
reactivate-elsewhere = Kontot kan inte slås på här: dess identitet pekar på en annan server.
moving-title = Kontot är inte aktivt här
moving-where = Identiteten för { $account } pekar på { $host }.
moving-in = Om du flyttar hit, avsluta flytten i programmet du började den med. Hittills har { $records } poster och { $held } av { $expected } filer kommit fram.
moving-away = Om du har flyttat härifrån, logga in på { $host }.
moving-again = Titta igen
reactivate-go = Återaktivera och fortsätt

done-title = Redan besvarat
done-text = Du har besvarat den här förfrågan. Stäng sidan eller gå tillbaka till { $app }.
done-account = Se dina anslutna appar

leave-title = Tillbaka till appen
leave-text = Tryck på knappen om inget händer av sig självt.
leave-continue = Fortsätt

sign-up-title = Skapa ett konto
sign-up-step = Steg { $step } av { $total }
sign-up-handle-title = Välj ett handle
sign-up-handle-lead = Ditt handle är ditt namn i nätverket. Du kan ändra det senare.
sign-up-handle = Handle
sign-up-handle-hint = 3 till 18 bokstäver, siffror eller bindestreck
sign-up-domain = Ändelse
sign-up-next = Fortsätt
sign-up-check = Kontrollera om det är ledigt
sign-up-have-account = Jag har redan ett konto
sign-up-back = Välj ett annat handle
sign-up-free = { $handle } är ledigt.
sign-up-taken = Det här handlet är upptaget.
sign-up-short = Det här handlet är för kort. Det behöver minst 3 tecken.
sign-up-long = Det här handlet är för långt. Det får ha högst 18 tecken.
sign-up-reserved = Det här handlet går inte att använda här.
sign-up-characters = Använd bara bokstäver, siffror och bindestreck, utan bindestreck i början eller slutet.
sign-up-handle-gone = Någon annan hann ta det här handlet. Välj ett annat.
sign-up-details-title = Ditt konto
sign-up-details-lead = Du blir { $handle }.
sign-up-invite = Inbjudningskod
sign-up-invite-hint = Du får en av dem som sköter servern.
sign-up-invite-missing = Ange din inbjudningskod.
sign-up-invite-unavailable = Inbjudningskoden finns inte eller har redan använts.
sign-up-email = E-postadress
sign-up-email-hint = För koder och om du glömmer lösenordet. Ingen annan ser den.
sign-up-email-unsupported = Adressen går inte att använda. Ange en annan.
sign-up-email-ascii = Servern kan inte skicka e-post till adresser med andra bokstäver än a till z före @. Ange en annan.
sign-up-email-taken = Det finns redan ett konto med den här adressen.
sign-up-terms = När du skapar ett konto godkänner du:
sign-up-work = Din webbläsare kontrollerar att du är en människa. Det tar en liten stund.
sign-up-work-waiting = Ett ögonblick, kontrollen är nästan klar.
sign-up-work-done = Din webbläsare är klar med kontrollen.
sign-up-work-script = Det här steget behöver JavaScript, som hindrar program från att skapa konton.
sign-up-work-missing = Din webbläsare blev inte klar med kontrollen. Försök igen med JavaScript påslaget.
sign-up-work-expired = Kontrollen har gått ut. Försök igen.
sign-up-captcha = Lös uppgiften.
sign-up-directory = Identitetskatalogen går inte att nå. Försök igen om några minuter.
sign-up-welcome = Välkommen, { $handle }! Vi har skickat en kod så att du kan bekräfta din adress.
sign-up-work-mail = JavaScript är avstängt, så du visar med en kod att du är en människa. Vi skickar den till din adress när du fortsätter.
sign-up-code-title = Ange koden från e-postmeddelandet
sign-up-code-lead = Vi har skrivit till { $email }. Om det går att skapa ett konto med adressen finns en kod i meddelandet. Den gäller i 10 minuter.
sign-up-code-back = Använd en annan adress
sign-up-code-sent = Ett nytt meddelande är på väg. Tidigare koder gäller inte längre.
sign-up-code-pause = Ett meddelande skickades alldeles nyss. Vänta en minut innan du ber om ett till.
sign-up-code-letters = Vi har redan skrivit till adressen flera gånger. Börja om senare eller använd en annan adress.
sign-up-code-tries = För många felaktiga koder. Begär en ny.
sign-up-welcome-confirmed = Välkommen, { $handle }!
