### Guiden för en ny server.

setup-title = Ställ in din server
setup-lead = Bara ägaren kan ställa in den här servern. Den visar en kod på sin skärm, i sin logg och på kortet i filen SETUP-CODE.txt.
setup-code = Installationskod
setup-code-hint = Åtta bokstäver och siffror. Versaler och bindestreck spelar ingen roll.
setup-code-go = Börja
setup-code-wrong = Det är inte installationskoden.
setup-code-wait = För många felaktiga koder. Försök igen om { $minutes } min.
setup-steps = Steg
setup-step-of = Steg { $number } av { $count }
setup-step-domain = Namn
setup-step-reach = Vägen till din server
setup-step-certificate = Certifikat
setup-step-mail = E-post
setup-step-restart = Omstart
setup-step-administrator = Administratör
setup-step-account = Ditt konto
setup-step-network = Nätverket
setup-step-hello = Första inlägget
setup-next = Nästa
setup-again = Kontrollera igen
setup-refused = Det går inte att spara: { $detail }
setup-not-yet = Ett annat steg ska göras först.
setup-fixed = Det här ges av { $origin } och kan inte ändras här.
setup-clock = Serverns klocka är inte ställd än. Den frågar nätet om tiden; försök igen om en minut.
setup-busy = Servern är upptagen. Försök igen om en stund.

setup-domain-lead = Människor och appar hittar din server under ett eget namn. Du behöver en domän, till exempel example.com, och använder ett namn i den.
setup-domain-name = Serverns namn
setup-domain-hint = Till exempel pds.example.com
setup-domain-save = Använd det här namnet
setup-domain-wrong = Ange ett namn i en domän som du äger, till exempel pds.example.com.
setup-domain-missing = Välj ett namn först.
setup-records = Poster för din domän
setup-records-lead = Lägg till de här DNS-posterna där du sköter din domän. De med * är för kontonas användarnamn.
setup-router = din routers publika adress
setup-router-hint = Din router visar sin publika adress på sin statussida. Använder du en tunnel lägger du i stället till de poster som leverantören anger.
setup-found = Vad som hittas nu
setup-found-good = { $name } leder till { $addresses }.
setup-found-elsewhere = { $name } leder till { $addresses }, som inte är här. Det är rätt bara om det finns en proxy eller tunnel där.
setup-found-private = { $name } leder till { $addresses }. Den adressen fungerar bara hemma; använd den publika.
setup-found-missing = Det finns ingen post för { $name } än.
setup-found-failed = Det gick inte att slå upp { $name }. Är den här enheten på internet?
setup-found-hint = Nya poster kan ta upp till en timme. Du kan fortsätta och komma tillbaka senare.

setup-reach-lead = Hur når andra på internet den här enheten?
setup-reach-ports = Min router skickar vidare portarna 80 och 443
setup-reach-ports-hint = Vanligt hemma. Ställ in vidarebefordran av portar till den här enheten i routern.
setup-reach-proxy = En annan server skickar vidare anrop
setup-reach-proxy-hint = Till exempel Caddy eller nginx i samma nät.
setup-reach-tunnel = En tunnel
setup-reach-tunnel-hint = Till exempel Cloudflare Tunnel eller Tailscale Funnel. Kräver inga öppna portar och fungerar även utan en egen adress från leverantören.

setup-certificate-lead = Med ett certifikat vet webbläsare och appar att de verkligen talar med din server.
setup-certificate-acme = Hämta ett från Let’s Encrypt
setup-certificate-acme-hint = Gratis, och förnyas av sig självt. Portarna 80 och 443 måste nå den här enheten.
setup-certificate-accept = Jag godtar villkoren från Let’s Encrypt
setup-certificate-terms = Villkor från Let’s Encrypt
setup-certificate-terms-missing = Godta villkoren från Let’s Encrypt för att få ett certifikat.
setup-certificate-contact = E-postadress för Let’s Encrypt (valfritt)
setup-certificate-proxy = Proxyn eller tunneln har ett
setup-certificate-proxy-hint = Då når den enheten utan kryptering, på port { $port }.
setup-certificate-files = Jag har ett i filer
setup-certificate-files-hint = Båda filerna finns på den här enheten, i PEM-format.
setup-certificate-file = Certifikatets fil
setup-certificate-key = Nyckelns fil
setup-certificate-file-missing = Ange filens sökväg.
setup-certificate-file-wrong = De här filerna går inte att använda: { $detail }
setup-certificate-self = Gör ett här
setup-certificate-self-hint = Webbläsare varnar och appar ansluter inte. För att prova.

setup-mail-lead = Din server skickar brev med koder, till exempel när någon har glömt ett lösenord. Den behöver en brevlåda att skicka från.
setup-mail-set = En e-postserver är inställd och har tagit emot ett brev.
setup-mail-provider = Leverantör
setup-mail-other = En annan
setup-mail-host = E-postserver
setup-mail-host-hint = Bara för en annan leverantör
setup-mail-port = Port
setup-mail-port-hint = Oftast 465 eller 587
setup-mail-user = Användarnamn
setup-mail-password-hint = Många leverantörer vill ha ett applösenord här, inte ditt eget.
setup-mail-from = Brevens avsändare
setup-mail-to = Din egen adress
setup-mail-to-hint = Ett brev skickas dit nu.
setup-mail-try = Skicka ett brev och spara
setup-mail-none = Klara sig utan e-post
setup-mail-none-hint = Utan e-post väntar koder på administratören. Du kan lägga till e-post senare.
setup-mail-host-missing = Välj en leverantör, eller ange dess e-postserver.
setup-mail-port-wrong = En port är ett tal, till exempel 465.
setup-mail-refused = Brevet kunde inte skickas: { $detail }
setup-letter-subject = Din server kan skicka brev
setup-letter-text = Det här brevet skickades när din server ställdes in. Inget mer behöver göras.

setup-restart-lead = Nu startar din server om under sitt namn, { $name }. Det tar några sekunder.
setup-restart-where = Om den här sidan inte kommer tillbaka, fortsätt här och ange koden igen:
# $port is a number.
setup-restart-proxy = Från och med då krypterar proxyn eller tunneln, och når den här enheten på port { $port }. För att du inte ska bli utelåst om den inte gör det än fortsätter den här adressen att fungera tills du är klar.
setup-restart-where-proxy = Fortsätt här, eller genom proxyn, där koden efterfrågas igen:
setup-restart-go = Starta om nu
setup-restarting = Din server startar om
setup-restarting-text = Vänta. Sidan går vidare av sig själv efter några sekunder.
setup-restarting-here = Fortsätt på den här adressen

setup-administrator-lead = Välj ett lösenord för att sköta din server. Med det ser du på { $address } hur servern mår, hjälper konton och ändrar inställningar.
setup-administrator-set = Administratören har ett lösenord.

setup-account-lead = Skapa ditt eget konto. En återställningssats kan du spara senare.
setup-account-handle-hint = Blir ditt namn på nätverket, med { $domain } på slutet.
setup-account-made = Ditt konto finns.

setup-network-lead = Konton här kan tala med alla på nätverket.
setup-network-relay = Låt ett relä föra vidare det som skrivs här
setup-network-relay-hint = { $host } ombeds att följa din server.
setup-network-app = Få Bluesky-appen att fungera
setup-network-app-hint = { $host } svarar på flöden och sökningar. Anmälningar av inlägg går till moderatorerna där.
setup-network-refused = Reläet gick inte med på det: { $detail }. Försök igen, eller fortsätt utan det.

setup-hello-lead = Säg hej till nätverket. Alla kan läsa det.
setup-hello-text = Text
setup-hello-default = Hej från min egen server!
setup-hello-post = Publicera
setup-hello-none = Inte nu
setup-hello-length = Skriv högst 300 tecken.
setup-hello-done = Det är gjort.

setup-done = Allt är klart
setup-done-lead = { $name } är redo. När du avslutar försvinner de här sidorna för gott.
setup-done-go = Avsluta
setup-finished = Din server är redo
setup-finished-text = Inställningen är över, och koden går inte längre att använda. Logga in med ditt konto:
setup-finished-admin = Administratörens sidor
