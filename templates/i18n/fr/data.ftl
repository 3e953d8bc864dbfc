### Activité, emporter ses données, annuler, désactiver et supprimer.

checklist-title = Veiller sur votre compte
checklist-email = Votre adresse e-mail est confirmée : vous pourrez revenir si vous oubliez votre mot de passe.
checklist-email-todo = Confirmez votre adresse e-mail : sans elle, personne ne peut vous aider à revenir.
checklist-factor = La connexion demande plus que le mot de passe.
checklist-factor-todo = Ajoutez une clé d’accès ou une application d’authentification, pour qu’un mot de passe volé ne suffise pas.
checklist-recovery = Vous avez des codes de récupération.
checklist-recovery-todo = Créez des codes de récupération pour le jour où votre téléphone sera perdu.
checklist-done = Fait
checklist-open = À faire
recent-title = Activité récente
recent-all = Toute l’activité

activity-title = Activité
activity-lead = Ce qui s’est passé sur ce compte. Si quelque chose vous est inconnu, changez votre mot de passe et déconnectez-vous partout.
activity-none = Rien pour l’instant.
activity-older = Plus ancien
activity-newest = Le plus récent
activity-times = { $count ->
    [one] une fois
   *[other] { $count } fois
}
activity-by-operator = par l’opérateur de ce serveur
activity-by-moderation = par le service de modération
activity-factor-passkey = clé d’accès
activity-factor-totp = application d’authentification
activity-factor-email = code par e-mail
activity-factor-recovery-code = codes de récupération
activity-account-made = Le compte a été créé
activity-account-reclaimed = Un compte en cours de déménagement a été repris
activity-signed-in = Connexion
activity-signed-out = Déconnexion
activity-sessions-ended = Toutes les sessions d’applications ont été fermées
activity-password-changed = Le mot de passe a été changé
activity-password-reset = Le mot de passe a été remplacé avec un code reçu par e-mail
activity-email-changed = L’adresse e-mail a été changée
activity-email-confirmed = L’adresse e-mail a été confirmée
activity-handle-changed = Le handle a été changé
activity-app-password-made = Un mot de passe d’application a été créé
activity-app-password-revoked = Un mot de passe d’application a été révoqué
activity-plc-operation-signed = Un changement d’identité a été signé
activity-plc-operation-submitted = Un changement d’identité a été publié
activity-deactivated = Le compte a été désactivé
activity-activated = Le compte a été activé
activity-deletion-requested = Un code pour supprimer le compte a été demandé
activity-taken-down = Le compte a été suspendu
activity-restored = Le compte a été rétabli
activity-signing-key-rotated = Le compte a une nouvelle clé de signature
activity-app-granted = Une application a reçu l’accès
activity-app-revoked = Une application a perdu son accès
activity-app-writes-undone = Ce qu’une application avait écrit a été annulé
activity-data-exported = Les données du compte ont été téléchargées
activity-factor-added = Un second facteur a été ajouté
activity-factor-removed = Un second facteur a été retiré
activity-recovery-codes-made = De nouveaux codes de récupération ont été créés
activity-recovery-code-used = Un code de récupération a été utilisé
activity-factor-refused = Après le bon mot de passe, un mauvais code a été donné
activity-passkey-copied = Une clé d’accès a peut-être été copiée
activity-app-login-off = Les applications ne peuvent plus se connecter avec le mot de passe
activity-app-login-on = Les applications peuvent de nouveau se connecter avec le mot de passe
activity-passkey-renamed = Une clé d’accès a été renommée
activity-backup-email-added = Une adresse de secours a été ajoutée
activity-backup-email-removed = Une adresse de secours a été retirée
activity-backup-email-used = Quelqu’un est entré par une adresse de secours

undo-link = Annuler ce qu’elle a écrit
undo-former = Applications sans accès
undo-former-lead = Elles n’ont plus d’accès, mais ont écrit sur ce compte au cours des 30 derniers jours.
undo-title = Annuler ce que { $app } a écrit
undo-lead = Les enregistrements créés par l’application sont supprimés ; ceux qu’elle a modifiés ou supprimés redeviennent ce qu’ils étaient. Ce que vous ou d’autres applications avez écrit depuis reste.
undo-since = Jusqu’à quand remonter
undo-since-hour = La dernière heure
undo-since-day = Le dernier jour
undo-since-week = Les 7 derniers jours
undo-since-all = Les 30 derniers jours
undo-show = Afficher
undo-nothing = L’application n’a rien écrit pendant ce temps.
undo-count = { $count ->
    [one] Un enregistrement changerait.
   *[other] { $count } enregistrements changeraient.
}
undo-more = Seuls les { $count } premiers sont listés.
undo-record = Enregistrement
undo-fate = Ce qu’il devient
undo-deleted = Supprimé
undo-restored = Comme avant
undo-unchanged = Reste tel quel
undo-left-alone = Reste : écrit par d’autres depuis
undo-lost = Reste : sa forme précédente n’est plus conservée
undo-still = L’application a toujours accès et pourrait écrire de nouveau.
undo-act = Annuler les écritures
undo-done = { $count ->
    [0] Il n’y avait rien à annuler.
    [one] Un enregistrement a été annulé.
   *[other] { $count } enregistrements ont été annulés.
}
undo-done-kept = { $count ->
    [one] Un est resté tel quel.
   *[other] { $count } sont restés tels quels.
}

data-title = Données
data-export = Emportez vos données
data-export-lead = Votre compte est à vous : gardez-en une copie, ou passez à un autre serveur.
data-archive = Tout
data-archive-text = Une archive (TAR) avec tous les enregistrements, images et vidéos, et vos réglages privés.
data-archive-get = Tout télécharger
data-repository = Les enregistrements seulement
data-repository-text = Votre dépôt signé, en fichier CAR, tel que d’autres serveurs l’importent. Sans images ni vidéos.
data-repository-get = Télécharger les enregistrements
data-standing-title = Faire une pause
data-standing-text = Personne ne voit un compte désactivé. Rien n’est supprimé, et vous pouvez revenir à tout moment.
data-deactivate = Désactiver
data-activate = Activer
data-activate-text = Ce compte est désactivé : personne ne le voit.
data-delete-title = Supprimer le compte
data-delete-text = Tout ce qui est sur ce serveur disparaît pour de bon.
data-delete = Supprimer…

standing-title-off = Désactiver votre compte ?
standing-title-on = Activer votre compte ?
standing-off-hidden = Personne ne voit votre profil, vos publications ni vos images jusqu’à votre retour.
standing-off-apps = Toutes les applications et tous les mots de passe d’application perdent leur accès ; vous les autoriserez de nouveau ensuite.
standing-off-time = Il n’y a pas de délai, et rien n’est supprimé.
standing-on-text = Votre profil, vos publications et vos images seront de nouveau visibles.
standing-elsewhere = L’identité de ce compte désigne un autre serveur : il ne peut pas être activé ici.
standing-cancel = Annuler
standing-deactivated = Le compte est désactivé.
standing-activated = Le compte est de nouveau actif.

delete-title = Supprimer votre compte
delete-what = Les publications, les images, les réglages et le handle sont supprimés de ce serveur pour de bon. Les copies faites par d’autres sont hors de sa portée.
delete-first = Vous voudrez peut-être d’abord télécharger vos données.
delete-instead = Si vous voulez seulement vous absenter un temps, désactivez plutôt le compte.
delete-mail = Nous vous envoyons un code qui confirme la suppression.
delete-send = Envoyer le code
delete-no-mail = Ce compte n’a pas d’adresse e-mail où envoyer un code. Ajoutez-en une, ou demandez à l’opérateur de ce serveur.
delete-mailed = Un code est en route vers vous.
delete-confirm-title = Supprimer pour de bon
delete-sure = Je sais que c’est irréversible.
delete-not-sure = Cochez la case si vous êtes sûr.
delete-act = Supprimer le compte
delete-again = Envoyer un autre code
delete-wrong = Le mot de passe est incorrect.
delete-done = Le compte est supprimé.
