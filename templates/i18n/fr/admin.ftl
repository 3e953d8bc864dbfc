### Les pages d’administration.

admin-name = Administration
admin-sections = Pages d’administration
admin-save = Enregistrer

## Connexion

admin-sign-in-title = Administration
admin-sign-in-lead = Pour qui gère { $service }.
admin-confirm-title = Votre mot de passe, s’il vous plaît
admin-confirm-lead = L’étape suivante le demande encore une fois. Rien n’a encore changé.
admin-confirm-go = Continuer
admin-password = Mot de passe d’administration
admin-password-hint = Celui choisi à l’installation, ou celui de la configuration.
admin-password-wrong = Ce n’est pas le mot de passe.
admin-password-wait = { $minutes ->
    [one] Trop de mots de passe erronés. Attendez une minute.
   *[other] Trop de mots de passe erronés. Attendez { $minutes } minutes.
}
admin-signed-out = Vous êtes déconnecté.

## Vue d’ensemble

admin-overview = Vue d’ensemble
admin-now = Maintenant
admin-well = Tout va bien
admin-unwell = Demande votre attention
admin-unsound = La base de données n’accepte plus d’écriture. Consultez l’examen et le journal.
admin-full = Le disque est presque plein. Faites de la place.
admin-short = La mémoire manque. Exports et imports attendent.
admin-clock = L’horloge n’est pas encore réglée. D’ici là, rien n’est signé.
admin-mail-waiting = Lettres en attente
admin-mail-dead = { $count ->
    [one] Une abandonnée
   *[other] { $count } abandonnées
}
admin-subscribers = Abonnés aux événements
admin-database = Base de données
admin-free = Libre sur le disque
admin-memory = Mémoire
admin-backup = Dernière sauvegarde
admin-backup-none = Aucune encore
admin-version = Version
admin-doctor-link = Examiner le serveur
admin-charts = Dernières heures
admin-charts-lead = { $minutes ->
    [one] La dernière minute.
   *[other] Les { $minutes } dernières minutes.
}
admin-chart-memory = Mémoire
admin-chart-requests = Requêtes par minute
admin-chart-written = Écrit sur le disque par minute
admin-chart-now = { $latest } maintenant, { $most } au plus
admin-acts = Ce que vous avez fait
admin-acts-all = Tout afficher
admin-acts-none = Rien encore.

## Ce qui a été fait

admin-act-sign-in = Connexion
admin-act-password = Le mot de passe d’administration a été changé
admin-act-takedown = Le compte a été suspendu
admin-act-restore = Le compte a été rétabli
admin-act-deactivate = Le compte a été désactivé
admin-act-activate = Le compte a été activé
admin-act-invites-off = Les invitations du compte ont été coupées
admin-act-invites-on = Les invitations du compte ont été rétablies
admin-act-reset-code = Un code pour un nouveau mot de passe a été envoyé
admin-act-account-password = Un nouveau mot de passe a été créé
admin-act-email = L’adresse e-mail a été changée
admin-act-handle = Le handle a été changé
admin-act-delete = Le compte a été supprimé
admin-act-invite = Des codes d’invitation ont été créés
admin-act-invite-end = Un code d’invitation a été arrêté
admin-act-letter-retry = L’envoi d’une lettre est retenté
admin-act-letter-drop = Une lettre a été jetée
admin-act-crawl = Les relais ont été invités à venir
admin-act-renew = De nouveaux certificats ont été demandés
admin-act-settings = Les réglages ont été enregistrés
admin-act-restart = Le serveur a été redémarré

## Comptes

admin-accounts = Comptes
admin-search = Chercher un compte
admin-search-hint = Par handle, DID ou adresse e-mail.
admin-search-go = Chercher
admin-accounts-none = Il n’y a pas encore de compte.
admin-accounts-unknown = Il n’y a pas de tel compte ici.
admin-accounts-first = Depuis le début
admin-accounts-more = Plus
admin-active = Actif
admin-taken-down = Suspendu
admin-account-facts = Ce que l’on sait
admin-account-since = Ici depuis
admin-account-records = Enregistrements
admin-account-blobs = Fichiers
# $figure is a number or a size.
admin-more-than = plus de { $figure }
admin-takedown-reference = Référence
admin-account-standing = État
admin-account-standing-lead = Un compte suspendu ne peut plus se connecter et rien n’en est montré. Ses données restent.
admin-account-access = Accès
admin-account-access-lead = Pour quelqu’un qui ne peut plus entrer. Avec un code, on choisit soi-même son mot de passe.
admin-account-email = Nouvelle adresse e-mail
admin-account-email-hint = Elle devra être confirmée de nouveau.
admin-account-handle = Nouveau handle
admin-email-bad = Cette adresse e-mail ne peut pas être utilisée.
admin-new-password = Transmettez-le ; il n’est affiché que maintenant.
admin-do-takedown = Suspendre
admin-do-restore = Rétablir
admin-do-deactivate = Désactiver
admin-do-activate = Activer
admin-do-invites-off = Couper les invitations
admin-do-invites-on = Rétablir les invitations
admin-do-reset-code = Envoyer un code pour un nouveau mot de passe
admin-do-account-password = Créer un nouveau mot de passe
admin-do-delete = Supprimer
admin-delete-title = Supprimer ce compte ?
admin-delete-lead = Ses messages, fichiers et réglages sont effacés. C’est irréversible.
admin-delete-name = Tapez son nom pour confirmer
admin-delete-differs = Ce n’est pas son nom.

## Invitations

admin-invites = Invitations
admin-invites-needed = Personne ne crée de compte sans l’un de ces codes.
admin-invites-open = Tout le monde peut créer un compte sans code.
admin-invites-none = Il n’y a pas de code.
admin-invite-make = Créer des codes
admin-invite-count = Combien
admin-invite-uses = Usages de chacun
admin-invite-go = Créer
admin-invite-codes = Codes
admin-invite-used = { $used } sur { $all } utilisés
admin-invite-end = Arrêter
admin-invite-ended = Arrêté
admin-invite-spent = Épuisé

## Courrier

admin-mail = Courrier
admin-mail-lead = Lettres qui ne sont pas encore parties. Qui attend un code peut l’obtenir de vous.
admin-mail-none-lead = Aucun serveur de courrier n’est configuré. Remettez ces codes à leurs destinataires.
admin-mail-empty = Aucune lettre n’attend.
admin-letter-dead = Abandonnée
admin-letter-attempts = { $count ->
    [one] essayée une fois
   *[other] essayée { $count } fois
}
admin-letter-again = Essayer maintenant
admin-letter-drop = Jeter
admin-letter-gone = Cette lettre n’est plus là.
admin-letter-kind-confirm-email = Code : confirmer l’adresse
admin-letter-kind-update-email = Code : changer l’adresse
admin-letter-kind-reset-password = Code : nouveau mot de passe
admin-letter-kind-delete-account = Code : supprimer le compte
admin-letter-kind-plc-operation = Code : modifier l’identité
admin-letter-kind-sign-in-code = Code : deuxième étape de la connexion
admin-letter-kind-backup-email = Code : confirmer une autre adresse
admin-letter-kind-address-code = Code : confirmer l’adresse d’un nouveau compte
admin-letter-kind-entry-code = Code : connexion
admin-letter-kind-deletion-ahead = La suppression approche
admin-letter-kind-new-sign-in = Nouvelle connexion
admin-letter-kind-factor-added = Un moyen de connexion a été ajouté
admin-letter-kind-factor-removed = Un moyen de connexion a été retiré
admin-letter-kind-factor-guessed = Quelqu’un essaie des codes
admin-letter-kind-address-known = L’adresse a déjà un compte
admin-letter-kind-email-changed = L’adresse a été changée
admin-letter-kind-password-changed = Le mot de passe a été changé
admin-letter-kind-backup-email-used = Connexion par une autre adresse
admin-letter-kind-moderation = De la modération

## Réseau

admin-network = Réseau
admin-relays = Relais
admin-relays-lead = Ils portent à tous les autres ce qui est publié ici.
admin-relays-none = Aucun relais n’est configuré.
admin-crawl = Leur demander de venir
admin-crawl-asked = { $relay } a été invité.
admin-crawl-failed = { $relay } n’a pas pu être invité : { $cause }
admin-followers = Abonnés aux événements
admin-followers-lead = Le dernier événement porte le numéro { $seq }.
admin-followers-none = Personne ne suit les événements.
admin-follower-since = Depuis
admin-follower-current = À jour
admin-follower-behind = { $seconds ->
    [one] Une seconde de retard
   *[other] { $seconds } secondes de retard
}
admin-certificates = Certificats
admin-certificates-elsewhere = Un proxy ou un tunnel devant le serveur a le certificat.
admin-certificates-own = Le certificat est fait ici même. Les navigateurs avertissent et les relais ne viennent pas.
admin-certificate-until = Valable jusqu’au
admin-certificate-retry = Le prochain essai est prévu le
admin-renew = En demander de nouveaux

## Examen

admin-doctor = Examen
admin-doctor-lead = Ce qui demande attention vient d’abord. Les textes sont en anglais.
admin-doctor-again = Examiner de nouveau
admin-state-good = Bon
admin-state-note = Note
admin-state-unknown = Inconnu
admin-state-warning = Attention
admin-state-bad = Mauvais

## Réglages

admin-settings = Réglages
admin-settings-pending = Ce qui a été enregistré vaut après un redémarrage.
admin-branding = Nom et apparence
admin-branding-lead = Ce que l’on voit du serveur. Un champ vide prend la valeur par défaut.
admin-setting-name = Nom
admin-setting-primary = Couleur des boutons et des liens
admin-setting-logo = Adresse du logo
admin-setting-contact = Adresse e-mail pour les questions
admin-setting-home = Page d’accueil
admin-setting-support = Page d’aide
admin-setting-terms = Conditions d’utilisation
admin-setting-privacy = Politique de confidentialité
admin-setting-fixed = C’est fixé dans :
admin-preview = Aperçu
admin-preview-title = L’apparence, de jour et de nuit
admin-preview-faint = Les boutons de cette couleur se voient mal sur du blanc.
admin-password-title = Mot de passe d’administration
admin-password-change-lead = Tous les autres navigateurs sont déconnectés.
admin-password-first-lead = Seul le mot de passe de la configuration vaut jusqu’ici.
admin-password-short = Le mot de passe doit avoir de 8 à 256 caractères.
admin-restart-title = Redémarrage
admin-restart-lead = Il prend quelques secondes. Personne n’est déconnecté.
admin-restart = Redémarrer le serveur
admin-restarting = Le serveur redémarre
admin-restarting-lead = Cette page continue d’elle-même dans un instant.
admin-sources = D’où viennent les réglages
admin-sources-lead = Tous les autres ont leur valeur par défaut.
admin-source-setting = Réglage
admin-source-origin = Fixé dans

## Logo

admin-logo-link = Envoyer un logo
admin-logo-instead = Un logo envoyé est affiché à sa place.
admin-logo = Logo
admin-logo-lead = Une image à côté du nom du serveur, sur toutes les pages et en tête des lettres. Elle remplace l’adresse donnée dans les réglages et vaut tout de suite.
admin-logo-shown = Ce qui est affiché
admin-logo-none = Aucune image n’a été envoyée.
admin-logo-remove = Retirer
admin-logo-upload = Une autre image
admin-logo-file = Image
admin-logo-hint = PNG, JPEG, WebP ou SVG, { $most } et { $side } pixels de large ou de haut au plus. Les lettres n’affichent pas de SVG.
admin-logo-go = Envoyer
admin-logo-none-chosen = Choisissez d’abord un fichier.
admin-logo-too-large = Le fichier dépasse { $most }.
admin-logo-kind = Le fichier n’est ni PNG, ni JPEG, ni WebP, ni SVG.
admin-logo-side = L’image fait plus de { $side } pixels de large ou de haut.
admin-logo-entities = Ce SVG déclare des entités. Enregistrez-le sans elles, en SVG simple.
admin-act-logo = Le logo a été envoyé
admin-act-logo-removed = Le logo a été retiré

## Journal

admin-log = Journal
admin-log-lead = Les dernières lignes, la plus récente d’abord.
admin-log-empty = Il n’y a pas de ligne.
admin-log-again = Recharger

## L’appareil

admin-update = Mise à jour
admin-update-runs = Ce qui tourne
admin-update-trial = À l’essai
admin-update-board = Carte
admin-update-slot = Emplacement
admin-update-outcome = La dernière mise à jour
admin-update-new = Une autre version
admin-update-lead = Le paquet est vérifié, écrit à côté de ce qui tourne, puis essayé. S’il ne répond pas, la version actuelle redémarre.
admin-update-url = Adresse du paquet
admin-update-url-hint = Un fichier en .hpu, de ceux qui ont fait ce système.
admin-update-go = Récupérer et installer
admin-update-file = Envoyer un paquet depuis cet appareil
admin-update-file-label = Paquet
admin-update-file-go = Envoyer et installer
admin-update-address = Cette adresse ne peut pas être lue.
admin-update-comes = Le paquet arrive : { $size } pour l’instant.
admin-update-handed = La version { $version } est bonne. La carte la prend maintenant et redémarre.
admin-update-failed = La mise à jour n’a pas marché :
admin-board = La carte
admin-board-lead = Les deux prennent un moment. Rien de ce qui a été publié n’est perdu.
admin-board-reboot = Redémarrer la carte
admin-board-poweroff = L’éteindre
admin-poweroff-title = Éteindre la carte ?
admin-poweroff-lead = Tant que personne ne la remet sous tension, le serveur reste injoignable.
admin-act-update = Une mise à jour a été demandée
admin-act-reboot = La carte redémarre
admin-act-poweroff = La carte s’éteint

## Passkeys

admin-passkeys = Clés d’accès
admin-passkeys-lead = Chacune vaut le mot de passe et demande votre empreinte, votre visage ou votre code.
admin-passkey-remove = Retirer
admin-passkey-script = Il faut JavaScript et un navigateur qui connaît les clés d’accès.
admin-act-passkey-added = Une clé d’accès a été ajoutée
admin-act-passkey-removed = Une clé d’accès a été retirée
