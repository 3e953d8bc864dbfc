### Logga in med en kod via e-post, och skapa ett konto med den.

# Brevet. $host är appens, eller serverns egen.
mail-entry-subject = { $code } är din inloggningskod för { $host }
mail-entry-subject-new = { $code } – välkommen till { $service }
mail-entry-title = Din inloggningskod för { $host }
mail-entry-title-new = Välkommen till { $service }
mail-entry-intro-app = ange den här koden för att logga in i { $app } med ditt konto hos { $service }:
mail-entry-intro = ange den här koden för att logga in hos { $service }:
mail-entry-not-you = Om du inte bad om den kan du bortse från meddelandet: utan koden händer ingenting.
mail-entry-refuse = Om du inte vill ha fler sådana koder för { $app }:
mail-entry-refuse-link = Inga fler sådana koder för { $app }

# Att be om en kod.
code-email = E-postadress
code-email-hint = Vi skickar en kod till dig. Du behöver inget lösenord.
code-email-missing = Ange e-postadressen som koden ska skickas till.
code-send = Skicka en kod via e-post
code-send-to = Skicka en kod till { $email }
code-or = Eller:

# Sidan där den anges.
code-title = Ange din kod
code-lead = Vi har skickat en kod med åtta siffror till { $email }. Den gäller i tio minuter.
code-label = Kod
code-label-hint = Åtta siffror, från det senaste meddelandet
code-wrong = Det är inte koden. Ta den från det senaste meddelandet.
code-over = Koden har gått ut. Be om en ny.
code-tries = För många felaktiga koder. Be om en ny.
code-pause = En kod skickades alldeles nyss. Titta i din inkorg och försök sedan igen.
code-again = Skicka en ny kod
code-again-at = Om inget meddelande kommer kan du få ett nytt från { $time } UTC.
code-no-more = Inga fler koder skickas för den här inloggningen.
code-sent = En ny kod är på väg. Tidigare koder gäller inte längre.
code-other = Använd en annan adress
code-asks = { $app } kommer att kunna:
code-allow = Logga in och tillåt { $app }

# Det första användarnamnet.
code-handle-title = Välj ditt användarnamn
code-handle-lead = Så hittar andra dig. Du kan ändra det senare.
code-handle-hint = 5 till 20 bokstäver a–z, siffror och bindestreck
code-handle-short = Minst 5 tecken behövs.
code-handle-long = Högst 20 tecken får användas.
code-handle-suggestions = Lediga just nu:
code-create = Skapa konto
code-create-allow = Skapa konto och tillåt { $app }
code-pending-title = Nästan klart
code-pending-lead = Ditt konto förs in i identitetskatalogen, som inte svarar just nu. Sidan tittar efter igen av sig själv.

# Att slippa koder.
code-refuse-title = Slipp de här koderna
code-refuse-lead = Under 90 dagar skickas inga koder för den här appen till din adress. Ingen har loggat in med koden i meddelandet om den inte har förts vidare.
code-refuse-button = Slipp dem
code-refused-title = Det är ordnat
code-refused-lead = Under 90 dagar skickas inga koder för den här appen till din adress.

# När webbläsaren inte sparar något.
code-cookies-title = Din webbläsare sparar inga kakor
code-cookies-lead = Sidan måste känna igen din webbläsare för att släppa in dig. Tillåt kakor för den här adressen, gå tillbaka till appen och börja om.
