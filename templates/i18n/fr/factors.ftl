### Comment les titulaires prouvent qui ils sont, et les pages où ils le règlent.

factors-title = Sécurité
factors-on = Activé
factors-off = Désactivé
factors-waits = Attend une adresse confirmée
factors-state = État
factors-since = Depuis
factors-turn-on = Activer
factors-turn-off = Désactiver
factors-remove = Retirer
factors-cancel = Annuler
factors-back = Retour à la sécurité
factors-last = Ensuite, votre mot de passe suffira pour se connecter.

factors-password = Mot de passe
factors-password-text = Changez-le, et déconnectez-vous ailleurs
factors-second = Deuxième étape à la connexion
factors-unguarded = Quiconque apprend votre mot de passe peut se connecter. Une deuxième étape l’en empêche.
factors-guarded = En plus de votre mot de passe, la connexion demande l’un de ces moyens.
factors-apps = Applications

factors-confirm-lead = La suite est importante. Montrez encore une fois que ce compte est le vôtre.
factors-confirm-code = Ou saisissez l’un de ces codes :
factors-password-wrong = Le mot de passe est incorrect.

factors-totp = Application d’authentification
factors-totp-text = Six chiffres d’une application de votre téléphone ou ordinateur
factors-totp-lead = Après le mot de passe, vous saisissez six chiffres affichés par l’application. Ils changent toutes les 30 secondes.
factors-totp-apps = Toute application de codes à usage unique convient. Beaucoup de gestionnaires de mots de passe en contiennent une.
factors-totp-begin = Configurer une application d’authentification
factors-totp-replace = Configurer une autre application
factors-totp-replace-text = Si vous configurez une autre application, celle-ci reste valable jusqu’à ce que la nouvelle ait affiché ses premiers chiffres.
factors-totp-scan = 1. Scannez cette image avec l’application.
factors-totp-qr = Code QR contenant la clé pour l’application
factors-totp-key = Ou saisissez cette clé dans l’application :
factors-totp-open = Ouvrir dans une application de cet appareil
factors-totp-code = 2. Saisissez les six chiffres affichés par l’application
factors-totp-wrong = Ces chiffres sont incorrects. Vérifiez l’heure de votre appareil, puis saisissez les plus récents.
factors-totp-done = L’application d’authentification est configurée.
factors-totp-remove-title = Retirer l’application d’authentification ?
factors-totp-remove-text = Ses chiffres ne seront plus demandés. Vous pourrez ensuite supprimer l’entrée dans l’application.
factors-totp-removed = L’application d’authentification est retirée.

factors-codes = Codes de récupération
factors-codes-text = Si vous perdez votre téléphone ou votre clé
factors-codes-lead = Chaque code sert une fois, à la place de la deuxième étape, si vous avez perdu votre téléphone ou votre clé.
factors-codes-left = { $count ->
    [0] Aucun
    [one] Un restant
   *[other] { $count } restants
}
factors-codes-idle = Ils ne sont demandés que si vous avez configuré une autre deuxième étape.
factors-codes-replaces = Si vous créez de nouveaux codes, les codes actuels ne fonctionneront plus.
factors-codes-make = Créer { $count } nouveaux codes
factors-codes-new-title = Conservez vos codes de récupération
factors-codes-new-lead = Ils ne sont affichés que maintenant, et chacun sert une fois. Gardez-les là où vous les trouverez sans votre téléphone : sur papier ou dans un gestionnaire de mots de passe.
factors-codes-download = Télécharger en fichier texte
factors-codes-print = ou imprimez cette page
factors-codes-file = Codes de récupération de { $name } chez { $host }. Chacun sert une fois.
factors-codes-saved = J’ai conservé ces codes
factors-codes-go = Continuer
factors-codes-not-saved = Conservez les codes, puis cochez la case. Ils ne pourront plus être affichés.
factors-codes-done = Vos codes de récupération sont prêts.

factors-email = Codes par e-mail
factors-email-text = Un code qui vous est envoyé
factors-email-lead = Après le mot de passe, vous saisissez un code que nous vous envoyons par e-mail. Une application ou une clé d’accès est plus sûre : quiconque peut lire votre courrier pourrait aussi réinitialiser votre mot de passe.
factors-email-none = Votre compte n’a pas d’adresse e-mail confirmée. Confirmez-la d’abord, puis activez ceci.
factors-email-done = Désormais, un code vous est envoyé à la connexion.
factors-email-undone = Plus aucun code n’est envoyé.

factors-app-login = Les applications peuvent utiliser votre mot de passe
factors-app-login-text = Les anciennes applications demandent votre mot de passe. Les nouvelles vous envoient ici.
factors-app-login-lead = Les anciennes applications demandent votre mot de passe et le gardent peut-être. Si vous désactivez ceci, elles sont refusées : donnez à chacune son propre mot de passe d’application. Celles qui vous envoient ici pour vous connecter ne sont pas concernées.
factors-app-login-done = Les applications peuvent se connecter avec votre mot de passe.
factors-app-login-undone = Les applications ne peuvent plus se connecter avec votre mot de passe.

factors-passkeys = Clés d’accès et clés de sécurité
factors-passkeys-text = Votre empreinte, votre visage ou un code, ou une clé que vous touchez
factors-passkeys-lead = Une clé d’accès est gardée par votre téléphone, ordinateur ou gestionnaire de mots de passe et vous connecte sans mot de passe. Une clé de sécurité est un petit appareil que vous touchez après avoir saisi votre mot de passe.
factors-passkeys-count = { $count ->
    [0] Aucune
   *[other] { $count }
}
factors-passkeys-none = Vous n’en avez pas encore.
factors-passkeys-full = Vous en avez autant qu’un compte peut en avoir. Retirez-en une avant d’en ajouter une autre.
factors-passkey-kind = Clé d’accès
factors-passkey-kind-synced = Clé d’accès, synchronisée entre appareils
factors-passkey-kind-key = Clé de sécurité
factors-passkey-since = ajoutée le
factors-passkey-used = dernière utilisation
factors-passkey-unused = jamais utilisée
factors-passkey-change = Modifier
factors-passkey-add = Ajouter une clé d’accès
factors-passkey-add-lead = Donnez-lui un nom. Votre navigateur demande ensuite votre empreinte, votre visage ou votre code.
factors-key-add = Ajouter une clé de sécurité
factors-key-add-lead = Donnez-lui un nom. Branchez ensuite la clé, ou approchez-la de votre téléphone, et touchez-la quand le navigateur le demande.
factors-passkey-name = Nom
factors-passkey-name-hint = Pour la reconnaître, par exemple l’appareil qui la garde
factors-passkey-name-wrong = Saisissez un nom de 64 caractères au plus.
factors-passkey-script = Ceci demande JavaScript et un navigateur qui connaît les clés d’accès. Sinon, configurez une application d’authentification.
factors-passkey-refused = Rien n’a été ajouté. Vous pouvez réessayer.
factors-passkey-known = Celle-ci est déjà ajoutée.
factors-passkey-failed = Votre navigateur n’a pas pu le faire ici.
factors-passkey-not-taken = Ce que votre navigateur a envoyé n’a pas été accepté. Veuillez réessayer.
factors-passkey-done = « { $name } » est ajoutée.
factors-passkey-rename = Enregistrer le nom
factors-passkey-renamed = Le nom est enregistré.
factors-passkey-remove-title = Retirer « { $name } » ?
factors-passkey-remove-text = Vous ne pourrez plus vous connecter avec elle. Supprimez-la aussi de votre appareil ou gestionnaire de mots de passe : ce n’est pas possible d’ici.
factors-passkey-removed = « { $name } » est retirée.
factors-passkey-what = Type
factors-passkey-last = Dernière utilisation
factors-passkeys-back = Retour à toutes les clés
