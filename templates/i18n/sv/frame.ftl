### Ramen för alla sidor, och sidorna där man kommer in.

frame-skip = Hoppa till innehållet
frame-home = Start
frame-terms = Användarvillkor
frame-privacy = Integritet
frame-support = Hjälp
frame-about = Om servern
frame-language = Språk
frame-language-change = Byt
frame-sign-in = Logga in
frame-faults = Något behöver ses över

frame-month-1 = januari
frame-month-2 = februari
frame-month-3 = mars
frame-month-4 = april
frame-month-5 = maj
frame-month-6 = juni
frame-month-7 = juli
frame-month-8 = augusti
frame-month-9 = september
frame-month-10 = oktober
frame-month-11 = november
frame-month-12 = december
frame-date = { $day } { $month } { $year }
frame-date-time = { $date } kl. { $time } UTC

frame-error-again = Försök igen
frame-error-account = Dina konton
frame-error-status = Fel { $status }
frame-error-not-found = Sidan finns inte
frame-error-not-found-text = Det finns inget på den här adressen. Länken kan vara gammal eller felskriven.
frame-error-forbidden = Inte tillåtet
frame-error-forbidden-text = Det här får du varken se eller ändra.
frame-error-forged = Formuläret har gått ut
frame-error-forged-text = För din säkerhet fungerar formulär bara på sin egen sida och en begränsad tid. Inget har ändrats. Öppna sidan igen och gör om.
frame-error-expired = Det har gått för lång tid
frame-error-expired-text = Det här steget har gått ut. Börja om från början.
frame-error-malformed = Formuläret går inte att läsa
frame-error-malformed-text = Din webbläsare skickade något som sidan inte förstår. Gå tillbaka och försök igen.
frame-error-too-large = Det är för stort
frame-error-too-large-text = Det du skickade är större än vad sidan tar emot. Gå tillbaka och välj något mindre.
frame-error-too-many = För många försök
frame-error-too-many-text = Vänta några minuter och försök sedan igen.
frame-error-busy = Servern är upptagen
frame-error-busy-text = Försök igen om en stund.
frame-error-failed = Något gick fel
frame-error-failed-text = Det är vårt fel, inte ditt. Försök igen; händer det en gång till, säg det till dem som sköter servern.

frame-looks-once = Sidan tittar igen efter { $secs } sekunder. Om din webbläsare inte kan ansluta då, vänta en minut och ladda om sidan.

entry-sign-in-lead = Logga in på ditt konto hos { $service }.
entry-identifier = Handle eller e-postadress
entry-identifier-hint = Till exempel alice.example.com
entry-account = Konto
entry-password = Lösenord
entry-remember = Förbli inloggad på den här enheten
entry-forgot = Glömt lösenordet?
entry-create = Skapa ett konto
entry-address-bar = Innan du skriver ditt lösenord: kontrollera att sidans adress börjar med { $origin }
entry-wrong = Namnet eller lösenordet är fel.
entry-missing-identifier = Ange ditt handle eller din e-postadress.
entry-missing-password = Ange ditt lösenord.
entry-password-long = Lösenordet är längre än något som någonsin godtagits.
entry-taken-down = Kontot har stängts av av dem som sköter servern.
entry-confirm-title = Bekräfta att det är du
entry-confirm-lead = Ange ditt lösenord igen innan du går vidare.

entry-picker-title = Välj ett konto
entry-picker-lead = De här kontona är inloggade på enheten.
entry-deactivated = Inaktiverat
entry-brief = Inloggat en kort stund
entry-add = Logga in på ett annat konto
entry-sign-out = Logga ut
entry-sign-out-all = Logga ut från alla konton
entry-signed-out = Du är utloggad.

entry-reset-title = Återställ ditt lösenord
entry-reset-lead = Vi skickar en kod till kontots e-postadress.
entry-reset-send = Skicka koden
entry-reset-have-code = Jag har en kod
entry-reset-sent = Om kontot finns är en kod på väg till dess e-postadress. Den gäller i 15 minuter.
entry-back-to-sign-in = Tillbaka till inloggningen
entry-code-title = Välj ett nytt lösenord
entry-code-lead = Ange koden från e-postmeddelandet och det lösenord du vill ha.
entry-code = Kod
entry-code-hint = Tio bokstäver och siffror, som ABCDE-23456
entry-code-wrong = Koden är fel eller har ersatts av en nyare.
entry-code-over = Koden har gått ut. Begär en ny.
entry-new-password = Nytt lösenord
entry-new-password-hint = Minst 8 tecken. Längre är bättre.
entry-password-short = Lösenordet måste ha minst 8 tecken.
entry-password-too-long = Lösenordet får ha högst 256 tecken.
entry-code-save = Spara det nya lösenordet
entry-code-effects = När du sparar loggas du ut på alla enheter och i appar som använder ditt lösenord.
entry-code-again = Skicka en annan kod
entry-reset-done = Ditt lösenord är ändrat. Nu kan du logga in med det.

entry-about-title = Om den här servern
entry-about-text = { $service } är en Personal Data Server för AT Protocol. Den förvarar konton och data åt sina användare.
entry-about-host = Adress
entry-about-did = Identitet
entry-about-software = Programvara
entry-about-contact = Kontakt

entry-landing-title = Välkommen
entry-landing-lead = Ett hem för konton i AT Protocol, som används av Bluesky och många andra appar.
entry-landing-invite = Nya konton behöver en inbjudningskod.
entry-landing-what = Vad är det här?
entry-landing-what-text = Det här är en Personal Data Server (PDS). Dina inlägg, gillanden och följningar finns här, under din kontroll, och du kan ta dem med dig.

entry-second-title = Ett steg till
entry-second-lead = Visa att det är du, { $name }.
entry-second-ways = Ange något av följande:
entry-second-totp = de sex siffrorna från din autentiseringsapp
entry-second-email = koden från e-postmeddelandet till { $address }
entry-second-recovery = en av dina återställningskoder
entry-second-go = Fortsätt
entry-second-mail = Skicka en kod med e-post
entry-second-mailed = En kod är på väg. En som skickats den senaste minuten gäller fortfarande.
entry-second-wrong = Koden är fel eller har redan använts.
entry-passkey-wrong = Nyckeln godtogs inte. Försök igen.
entry-wait = { $minutes ->
    [one] För många försök. Vänta en minut och försök sedan igen.
   *[other] För många försök. Vänta { $minutes } minuter och försök sedan igen.
}

entry-passkey = Logga in med en nyckel (passkey)
entry-passkey-second = Använd en nyckel (passkey) eller säkerhetsnyckel
entry-passkey-refused = Ingen nyckel användes. Du kan försöka igen.
entry-passkey-failed = Din webbläsare kunde inte använda en nyckel här.
entry-passkey-script = Din andra faktor är en nyckel (passkey), som behöver JavaScript. Slå på det för den här sidan eller använd en återställningskod.
