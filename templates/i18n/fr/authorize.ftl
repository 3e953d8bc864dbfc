### Les pages sur lesquelles on laisse entrer une application.

authorize-welcome = Bienvenue sur { $service }
authorize-wants-in = Pour continuer vers { $app }
authorize-app-here = une application sur cet appareil
authorize-app-here-first = Une application sur cet appareil
authorize-create = Créer un nouveau compte
authorize-cancel = Annuler
authorize-choose = Choisir un compte
authorize-sign-in-as = Se connecter en tant que { $name }
authorize-other-account = Utiliser un autre compte

consent-title = Autoriser
consent-wants = { $app } demande l’accès à { $account }.
consent-only-profile = Elle apprend seulement qui vous êtes.
consent-known = Vous avez déjà autorisé cette application.
consent-how-long = Pour combien de temps
consent-for-day = Un jour
consent-for-month = 30 jours
consent-for-revoked = Jusqu’à ce que je révoque l’accès
consent-public = Les applications de ce type doivent redemander au plus tard après deux semaines.
consent-technical = Détails techniques
consent-returns = Vous revenez ensuite à { $place }
consent-tokens = Ce que l’application demande, dans ses propres termes :
consent-legal = De cette application :
consent-allow = Autoriser
consent-deny = Refuser l’accès

consent-group-profile = Qui vous êtes
consent-group-email = Adresse e-mail
consent-group-account = Votre compte
consent-group-identity = Votre identité
consent-group-bluesky = Accès étendu
consent-group-chat = Messages privés
consent-group-sets = Ensembles d’autorisations
consent-group-records = Vos enregistrements
consent-group-files = Fichiers
consent-group-services = Autres services

# Shown above a permission that reaches far.
consent-care-email-manage = En contrôlant votre adresse e-mail, l’application pourrait prendre possession de votre compte.
consent-care-repo-manage = L’application pourrait remplacer tout ce que vous avez écrit.
consent-care-status-manage = L’application pourrait vous faire disparaître du réseau.
consent-care-identity-handle = L’application pourrait vous renommer. On vous trouverait alors sous un autre nom.
consent-care-identity-all = L’application pourrait changer qui vous êtes sur le réseau et vous prendre votre compte pour de bon.
consent-care-generic = C’est presque tout ce que vous pouvez faire vous-même. Ne l’autorisez qu’aux applications en qui vous avez confiance.
consent-care-chat = L’application pourrait lire et écrire vos messages privés.
consent-care-records = L’application pourrait modifier tous vos enregistrements, y compris ceux d’autres applications.
consent-care-files-any = L’application pourrait envoyer des fichiers de tout type en votre nom.
consent-care-calls = L’application pourrait faire en votre nom tout ce que propose ce service.
consent-care-calls-anywhere = L’application pourrait agir en votre nom à de nombreux endroits.

consent-profile = Voir votre handle et les informations publiques de votre compte
consent-email-read = Voir votre adresse e-mail
consent-email-manage = Voir et modifier votre adresse e-mail
consent-repo-read = Voir l’état de votre dépôt
consent-repo-manage = Remplacer tout votre dépôt par une importation
consent-status-read = Voir si votre compte est actif
consent-status-manage = Désactiver et réactiver votre compte
consent-identity-handle = Changer votre handle
consent-identity-all = Changer votre handle, vos clés et le serveur qui vous héberge
consent-generic = Écrire, modifier et supprimer tous vos enregistrements, envoyer des fichiers et appeler la plupart des services en votre nom
consent-chat = Lire et écrire vos messages privés
consent-set = Les autorisations que { $name } regroupe
consent-set-holds = Ce que cela comprend
consent-records-all = { $which ->
    [all] Créer, modifier et supprimer des enregistrements de tout type
   *[some] Créer, modifier et supprimer des enregistrements de ces types
}
consent-records-create-update = { $which ->
    [all] Créer et modifier des enregistrements de tout type
   *[some] Créer et modifier des enregistrements de ces types
}
consent-records-create-delete = { $which ->
    [all] Créer et supprimer des enregistrements de tout type
   *[some] Créer et supprimer des enregistrements de ces types
}
consent-records-update-delete = { $which ->
    [all] Modifier et supprimer des enregistrements de tout type
   *[some] Modifier et supprimer des enregistrements de ces types
}
consent-records-create = { $which ->
    [all] Créer des enregistrements de tout type
   *[some] Créer des enregistrements de ces types
}
consent-records-update = { $which ->
    [all] Modifier des enregistrements de tout type
   *[some] Modifier des enregistrements de ces types
}
consent-records-delete = { $which ->
    [all] Supprimer des enregistrements de tout type
   *[some] Supprimer des enregistrements de ces types
}
consent-files-any = Envoyer des fichiers de tout type
consent-files-some = Envoyer des fichiers de ces types
consent-calls = { $which ->
    [all] Appeler { $service } en votre nom, pour tout
   *[some] Appeler { $service } en votre nom, pour ces méthodes
}
consent-calls-anywhere = { $which ->
    [all] Appeler n’importe quel service en votre nom
   *[some] Appeler ces méthodes de n’importe quel service en votre nom
}

reactivate-title = Réactiver votre compte
reactivate-lead = Le compte { $account } est désactivé. Réactivez-le pour continuer ; il sera de nouveau visible.
reactivate-elsewhere = Ce compte ne peut pas être activé ici : son identité renvoie à un autre serveur.
moving-title = Ce compte n’est pas actif ici
moving-where = L’identité de { $account } renvoie à { $host }.
moving-in = Si vous emménagez ici, terminez le transfert dans le programme avec lequel vous l’avez commencé. Jusqu’ici, { $records } enregistrements et { $held } fichiers sur { $expected } sont arrivés.
moving-away = Si vous avez déménagé, connectez-vous à { $host }.
moving-again = Regarder à nouveau
reactivate-go = Réactiver et continuer

done-title = Déjà répondu
done-text = Vous avez répondu à cette demande. Fermez cette page, ou revenez à { $app }.
done-account = Voir vos applications connectées

leave-title = Retour à l’application
leave-text = Si rien ne se passe, appuyez sur le bouton.
leave-continue = Continuer

sign-up-title = Créer un compte
sign-up-step = Étape { $step } sur { $total }
sign-up-handle-title = Choisissez un handle
sign-up-handle-lead = Votre handle est votre nom sur le réseau. Vous pourrez le changer plus tard.
sign-up-handle = Handle
sign-up-handle-hint = De 3 à 18 lettres, chiffres ou traits d’union
sign-up-domain = Terminaison
sign-up-next = Continuer
sign-up-check = Vérifier s’il est libre
sign-up-have-account = J’ai déjà un compte
sign-up-back = Choisir un autre handle
sign-up-free = { $handle } est libre.
sign-up-taken = Ce handle est déjà pris.
sign-up-short = Ce handle est trop court. Il lui faut au moins 3 caractères.
sign-up-long = Ce handle est trop long. Il peut avoir 18 caractères au plus.
sign-up-reserved = Ce handle ne peut pas être utilisé ici.
sign-up-characters = Utilisez uniquement des lettres, des chiffres et des traits d’union, sans trait d’union au début ni à la fin.
sign-up-handle-gone = Quelqu’un d’autre a pris ce handle entre-temps. Veuillez en choisir un autre.
sign-up-details-title = Votre compte
sign-up-details-lead = Vous serez { $handle }.
sign-up-invite = Code d’invitation
sign-up-invite-hint = Les personnes qui gèrent ce serveur vous en donnent un.
sign-up-invite-missing = Saisissez votre code d’invitation.
sign-up-invite-unavailable = Ce code d’invitation n’existe pas ou a déjà été utilisé.
sign-up-email = Adresse e-mail
sign-up-email-hint = Pour les codes et en cas d’oubli du mot de passe. Personne d’autre ne la voit.
sign-up-email-unsupported = Cette adresse ne peut pas être utilisée. Veuillez en saisir une autre.
sign-up-email-ascii = Ce serveur ne peut pas écrire aux adresses qui ont d’autres lettres que a à z avant le @. Veuillez en saisir une autre.
sign-up-email-taken = Il existe déjà un compte avec cette adresse.
sign-up-terms = En créant un compte, vous acceptez :
sign-up-work = Votre navigateur vérifie que vous êtes une personne. Cela prend un instant.
sign-up-work-waiting = Un instant, la vérification est presque terminée.
sign-up-work-done = Votre navigateur a terminé la vérification.
sign-up-work-script = Cette étape a besoin de JavaScript, qui empêche des programmes de créer des comptes.
sign-up-work-missing = Votre navigateur n’a pas terminé la vérification. Réessayez avec JavaScript activé.
sign-up-work-expired = La vérification a expiré. Réessayez.
sign-up-captcha = Veuillez résoudre l’énigme.
sign-up-directory = L’annuaire des identités est injoignable. Réessayez dans quelques minutes.
sign-up-welcome = Bienvenue, { $handle } ! Nous vous avons envoyé un code pour confirmer votre adresse.
sign-up-work-mail = JavaScript est désactivé : vous montrez donc avec un code que vous êtes une personne. Nous l’envoyons à votre adresse lorsque vous continuez.
sign-up-code-title = Saisissez le code reçu par e-mail
sign-up-code-lead = Nous avons écrit à { $email }. Si un compte peut être créé avec cette adresse, l’e-mail contient un code. Il est valable 10 minutes.
sign-up-code-back = Utiliser une autre adresse
sign-up-code-sent = Un autre e-mail est en route. Les codes précédents ne sont plus valables.
sign-up-code-pause = Un e-mail vient d’être envoyé. Attendez une minute avant d’en demander un autre.
sign-up-code-letters = Nous avons déjà écrit plusieurs fois à cette adresse. Recommencez plus tard ou utilisez une autre adresse.
sign-up-code-tries = Trop de codes incorrects. Demandez-en un nouveau.
sign-up-welcome-confirmed = Bienvenue, { $handle } !
