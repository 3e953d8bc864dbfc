### The letters.

mail-hello = Bonjour,
mail-hello-name = Bonjour { $name },
mail-minutes =
    { $minutes ->
        [one] Le code est valable { $minutes } minute.
       *[other] Le code est valable { $minutes } minutes.
    }
mail-never-asked = Personne de { $service } ne vous le demandera jamais.
mail-asked-from = La demande venait de l’adresse réseau { $address }.
mail-not-you = Si ce n’était pas vous, ne transmettez le code à personne : sans lui, rien ne se passe.
mail-questions = Des questions ? { $support }
mail-when = Quand : { $date }, { $time } UTC
mail-from = Depuis l’adresse réseau : { $address }
mail-with = Avec : { $agent }
mail-what = Quoi : { $factor }
mail-factor-passkey = une clé d’accès
mail-factor-passkey-named = la clé d’accès « { $name } »
mail-factor-totp = une application d’authentification
mail-factor-recovery-codes = les codes de récupération
mail-factor-email = un code par e-mail
mail-factor-backup-email = une adresse de secours
mail-for-app = pour { $app }

mail-confirm-email-subject = Confirmez votre adresse e-mail
mail-confirm-email-intro = cette adresse a été indiquée pour votre compte sur { $service }. Pour montrer que vous la lisez, saisissez ce code là où il vous est demandé :
mail-confirm-email-link = Ou ouvrez cette page, qui demande avant de confirmer :
mail-update-email-subject = Changement de votre adresse e-mail
mail-update-email-intro = quelqu’un a demandé à changer l’adresse e-mail de votre compte sur { $service }. Si c’était vous, saisissez ce code avec la nouvelle adresse :
mail-reset-password-subject = Votre code pour un nouveau mot de passe
mail-reset-password-intro = quelqu’un a demandé un nouveau mot de passe pour votre compte sur { $service }. Si c’était vous, saisissez ce code et choisissez le nouveau mot de passe :
mail-reset-password-outro = D’ici là, votre ancien mot de passe reste valable.
mail-delete-account-subject = Confirmez la suppression de votre compte
mail-delete-account-intro = quelqu’un a demandé à supprimer votre compte sur { $service }, avec toutes ses publications, mentions « J’aime », abonnements et fichiers. C’est irréversible. Si c’est ce que vous voulez, saisissez ce code avec votre mot de passe :
mail-plc-operation-subject = Confirmez un changement de votre identité
mail-plc-operation-intro = quelqu’un a demandé à modifier votre entrée dans l’annuaire d’identités (PLC), qui dit où se trouve votre compte et quelles clés le contrôlent. Qui fait une telle modification peut prendre le contrôle du compte. Si c’était vous, par exemple parce que vous changez de serveur, saisissez ce code :
mail-sign-in-code-subject = Votre code de connexion
mail-sign-in-code-intro = quelqu’un se connecte à votre compte sur { $service } et connaît son mot de passe. Si c’est vous, saisissez ce code :
mail-sign-in-code-outro = Si ce n’est pas vous, changez votre mot de passe : quelqu’un d’autre le connaît.
mail-address-code-subject = Votre code pour un nouveau compte
mail-address-code-intro = quelqu’un crée un compte sur { $service } avec cette adresse. Si c’est vous, saisissez ce code pour terminer :

mail-address-known-subject = Vous avez déjà un compte
mail-address-known-intro = quelqu’un a essayé de créer un compte sur { $service } avec cette adresse. Vous en avez déjà un ici ; aucun autre n’a donc été créé.
mail-address-known-advice = Si c’était vous, connectez-vous à votre compte ; si vous avez oublié le mot de passe, la page de connexion vous envoie un code pour en choisir un autre. Sinon, vous n’avez rien à faire.
mail-deletion-ahead-subject = Votre compte sera supprimé le { $date }
mail-deletion-ahead-intro = votre compte sur { $service } est désactivé. Le { $date }, il sera supprimé définitivement, avec toutes ses publications, mentions « J’aime », abonnements et fichiers ici.
mail-deletion-ahead-advice = Si vous voulez le garder, réactivez-le d’ici là, avec le programme qui a servi à le désactiver ou à commencer le déménagement. Sinon, vous n’avez rien à faire.
mail-new-sign-in-subject = Nouvelle connexion à votre compte
mail-new-sign-in-intro = quelqu’un s’est connecté à votre compte sur { $service } depuis un lieu jamais vu auparavant.
mail-new-sign-in-advice = Si c’était vous, vous n’avez rien à faire. Sinon, changez votre mot de passe maintenant : cela met fin à toutes les sessions.
mail-factor-added-subject = Un moyen de connexion a été ajouté à votre compte
mail-factor-added-intro = un moyen de connexion a été ajouté à votre compte sur { $service }.
mail-factor-added-advice = Si c’était vous, vous n’avez rien à faire. Sinon, retirez-le sur la page de votre compte et changez votre mot de passe maintenant.
mail-factor-removed-subject = Un moyen de connexion a été retiré de votre compte
mail-factor-removed-intro = un moyen de se connecter à votre compte sur { $service } ne fonctionne plus.
mail-factor-removed-advice = Si c’était vous, vous n’avez rien à faire. Sinon, changez votre mot de passe maintenant et écrivez aux responsables du serveur.
mail-factor-guessed-subject = Quelqu’un connaît votre mot de passe
mail-factor-guessed-intro = quelqu’un a essayé de se connecter à votre compte sur { $service }, avec le bon mot de passe et beaucoup de codes incorrects. La connexion a été refusée.
mail-factor-guessed-advice = Si c’était vous, attendez un moment avant de réessayer. Sinon, changez votre mot de passe maintenant : quelqu’un d’autre le connaît.
mail-email-changed-subject = L’adresse e-mail de votre compte a été changée
mail-email-changed-intro = l’adresse e-mail de votre compte sur { $service } a été remplacée par une autre.
mail-email-changed-undo = Si ce n’était pas vous, ouvrez cette page dans les trois jours : elle vous rend votre adresse et déconnecte tout le monde.
mail-email-changed-advice = Si c’était vous, il n’y a rien à faire.
mail-password-changed-subject = Votre mot de passe a été changé
mail-password-changed-intro = le mot de passe de votre compte sur { $service } a été changé.
mail-password-changed-advice = Si c’était vous, il n’y a rien à faire. Sinon, utilisez maintenant « Oublié ? » sur la page de connexion : elle vous envoie un code pour un nouveau mot de passe.
mail-backup-email-subject = Confirmez votre adresse de secours
mail-backup-email-intro = cette adresse a été indiquée comme secours pour un compte sur { $service }. Pour montrer que vous la lisez, saisissez ce code là où il vous est demandé :
mail-backup-email-outro = Si vous n’en savez rien, il n’y a rien à faire.
mail-backup-email-used-subject = Quelqu’un est entré par votre adresse de secours
mail-backup-email-used-intro = quelqu’un s’est connecté à votre compte sur { $service } avec un code envoyé à l’adresse de secours { $email }.
mail-backup-email-used-advice = Si c’était vous, il n’y a rien à faire. Sinon, connectez-vous maintenant, retirez cette adresse sur la page e-mail de votre compte et déconnectez-vous partout.
