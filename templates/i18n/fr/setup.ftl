### L’assistant pour un nouveau serveur.

setup-title = Configurer votre serveur
setup-lead = Seul son propriétaire peut configurer ce serveur. Il montre un code sur son écran, dans son journal et sur la carte, dans le fichier SETUP-CODE.txt.
setup-code = Code de configuration
setup-code-hint = Huit lettres et chiffres. Les majuscules et le tiret ne comptent pas.
setup-code-go = Commencer
setup-code-wrong = Ce n’est pas le code de configuration.
setup-code-wait = Trop de codes faux. Réessayez dans { $minutes } min.
setup-steps = Étapes
setup-step-of = Étape { $number } sur { $count }
setup-step-domain = Nom
setup-step-reach = Le chemin vers votre serveur
setup-step-certificate = Certificat
setup-step-mail = E-mail
setup-step-restart = Redémarrage
setup-step-administrator = Administrateur
setup-step-account = Votre compte
setup-step-network = Le réseau
setup-step-hello = Premier message
setup-next = Suivant
setup-again = Vérifier à nouveau
setup-refused = Impossible d’enregistrer : { $detail }
setup-not-yet = Il y a d’abord une autre étape à faire.
setup-fixed = Ceci est fixé par { $origin } et ne peut pas être changé ici.
setup-clock = L’horloge du serveur n’est pas encore à l’heure. Il demande l’heure au réseau ; réessayez dans une minute.
setup-busy = Le serveur est occupé. Réessayez dans un instant.

setup-domain-lead = Les personnes et les applications trouvent votre serveur sous un nom à lui. Il vous faut un domaine, comme example.com, et un nom dans ce domaine.
setup-domain-name = Nom du serveur
setup-domain-hint = Par exemple pds.example.com
setup-domain-save = Utiliser ce nom
setup-domain-wrong = Saisissez un nom dans un domaine qui vous appartient, comme pds.example.com.
setup-domain-missing = Choisissez d’abord un nom.
setup-records = Enregistrements pour votre domaine
setup-records-lead = Là où vous gérez votre domaine, ajoutez ces enregistrements DNS. Ceux avec * sont pour les identifiants des comptes.
setup-router = l’adresse publique de votre routeur
setup-router-hint = Votre routeur montre son adresse publique sur sa page d’état. Avec un tunnel, ajoutez plutôt les enregistrements que son fournisseur indique.
setup-found = Ce qui est trouvé maintenant
setup-found-good = { $name } mène à { $addresses }.
setup-found-elsewhere = { $name } mène à { $addresses }, qui n’est pas ici. C’est juste seulement si un proxy ou un tunnel s’y trouve.
setup-found-private = { $name } mène à { $addresses }. Cette adresse ne vaut que chez vous ; prenez l’adresse publique.
setup-found-missing = Il n’y a pas encore d’enregistrement pour { $name }.
setup-found-failed = { $name } n’a pas pu être recherché. Cette machine est-elle sur internet ?
setup-found-hint = Les nouveaux enregistrements peuvent prendre une heure. Vous pouvez continuer et revenir plus tard.

setup-reach-lead = Comment les autres sur internet atteignent-ils cette machine ?
setup-reach-ports = Mon routeur transmet les ports 80 et 443
setup-reach-ports-hint = Habituel à la maison. Configurez dans votre routeur une redirection de ports vers cette machine.
setup-reach-proxy = Un autre serveur transmet les requêtes
setup-reach-proxy-hint = Comme Caddy ou nginx dans le même réseau.
setup-reach-tunnel = Un tunnel
setup-reach-tunnel-hint = Comme Cloudflare Tunnel ou Tailscale Funnel. Pas besoin de ports ouverts, et cela marche même si votre fournisseur ne vous donne pas d’adresse à vous.

setup-certificate-lead = Avec un certificat, les navigateurs et les applications savent qu’ils parlent vraiment à votre serveur.
setup-certificate-acme = En obtenir un de Let’s Encrypt
setup-certificate-acme-hint = Gratuit, et se renouvelle tout seul. Les ports 80 et 443 doivent atteindre cette machine.
setup-certificate-accept = J’accepte les conditions de Let’s Encrypt
setup-certificate-terms = Conditions de Let’s Encrypt
setup-certificate-terms-missing = Pour obtenir un certificat, acceptez les conditions de Let’s Encrypt.
setup-certificate-contact = Adresse e-mail pour Let’s Encrypt (facultatif)
setup-certificate-proxy = Le proxy ou le tunnel en a un
setup-certificate-proxy-hint = Il atteint alors cette machine sans chiffrement, sur le port { $port }.
setup-certificate-files = J’en ai un dans des fichiers
setup-certificate-files-hint = Les deux fichiers sont sur cette machine, au format PEM.
setup-certificate-file = Fichier du certificat
setup-certificate-key = Fichier de la clé
setup-certificate-file-missing = Saisissez le chemin du fichier.
setup-certificate-file-wrong = Ces fichiers sont inutilisables : { $detail }
setup-certificate-self = En fabriquer un ici
setup-certificate-self-hint = Les navigateurs avertissent et les applications ne se connectent pas. Pour essayer.

setup-mail-lead = Votre serveur envoie des lettres avec des codes, par exemple quand quelqu’un a oublié un mot de passe. Il lui faut une boîte pour les envoyer.
setup-mail-set = Un serveur de courrier est configuré et a accepté une lettre.
setup-mail-provider = Fournisseur
setup-mail-other = Un autre
setup-mail-host = Serveur de courrier
setup-mail-host-hint = Seulement pour un autre fournisseur
setup-mail-port = Port
setup-mail-port-hint = En général 465 ou 587
setup-mail-user = Nom d’utilisateur
setup-mail-password-hint = Beaucoup de fournisseurs veulent ici un mot de passe d’application, pas le vôtre.
setup-mail-from = Expéditeur des lettres
setup-mail-to = Votre propre adresse
setup-mail-to-hint = Une lettre y est envoyée maintenant.
setup-mail-try = Envoyer une lettre et enregistrer
setup-mail-none = Se passer d’e-mail
setup-mail-none-hint = Sans e-mail, les codes attendent l’administrateur. Vous pouvez ajouter l’e-mail plus tard.
setup-mail-host-missing = Choisissez un fournisseur, ou saisissez son serveur de courrier.
setup-mail-port-wrong = Un port est un nombre, comme 465.
setup-mail-refused = La lettre n’a pas pu être envoyée : { $detail }
setup-letter-subject = Votre serveur peut envoyer des lettres
setup-letter-text = Cette lettre a été envoyée pendant la configuration de votre serveur. Il n’y a rien d’autre à faire.

setup-restart-lead = Maintenant votre serveur redémarre sous son nom, { $name }. Cela prend quelques secondes.
setup-restart-where = Si cette page ne revient pas, continuez ici et saisissez à nouveau le code :
# $port is a number.
setup-restart-proxy = Dès lors, c’est le proxy ou le tunnel qui chiffre, et il atteint cette machine sur le port { $port }. Pour que vous ne restiez pas dehors s’il ne le fait pas encore, cette adresse reste valable jusqu’à la fin.
setup-restart-where-proxy = Continuez ici, ou par le proxy, où le code est demandé à nouveau :
setup-restart-go = Redémarrer maintenant
setup-restarting = Votre serveur redémarre
setup-restarting-text = Veuillez patienter. Cette page continue toute seule après quelques secondes.
setup-restarting-here = Continuer à cette adresse

setup-administrator-lead = Choisissez un mot de passe pour gérer votre serveur. Avec lui, vous voyez à l’adresse { $address } comment il se porte, aidez les comptes et changez les réglages.
setup-administrator-set = L’administrateur a un mot de passe.

setup-account-lead = Créez votre propre compte. Vous pourrez enregistrer plus tard un kit de récupération.
setup-account-handle-hint = Devient votre nom sur le réseau, avec { $domain } à la fin.
setup-account-made = Votre compte est là.

setup-network-lead = Les comptes d’ici peuvent parler avec tout le réseau.
setup-network-relay = Qu’un relais porte à d’autres ce qui est publié ici
setup-network-relay-hint = On demande à { $host } de suivre votre serveur.
setup-network-app = Que l’application Bluesky fonctionne
setup-network-app-hint = { $host } répond aux fils et aux recherches. Les signalements vont à ses modérateurs.
setup-network-refused = Le relais n’a pas accepté : { $detail }. Réessayez, ou continuez sans lui.

setup-hello-lead = Dites bonjour au réseau. Tout le monde peut le lire.
setup-hello-text = Texte
setup-hello-default = Bonjour depuis mon propre serveur !
setup-hello-post = Publier
setup-hello-none = Pas maintenant
setup-hello-length = Écrivez 300 caractères au plus.
setup-hello-done = C’est fait.

setup-done = Tout est fait
setup-done-lead = { $name } est prêt. Quand vous terminez, ces pages disparaissent pour de bon.
setup-done-go = Terminer
setup-finished = Votre serveur est prêt
setup-finished-text = La configuration est finie, et son code ne sert plus. Connectez-vous avec votre compte :
setup-finished-admin = Les pages de l’administrateur
