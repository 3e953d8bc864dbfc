### Le cadre de toutes les pages, et les pages par lesquelles on entre.

frame-skip = Aller au contenu
frame-home = Accueil
frame-terms = Conditions d’utilisation
frame-privacy = Confidentialité
frame-support = Aide
frame-about = À propos
frame-language = Langue
frame-language-change = Changer
frame-sign-in = Se connecter
frame-faults = Quelque chose demande votre attention

frame-month-1 = janvier
frame-month-2 = février
frame-month-3 = mars
frame-month-4 = avril
frame-month-5 = mai
frame-month-6 = juin
frame-month-7 = juillet
frame-month-8 = août
frame-month-9 = septembre
frame-month-10 = octobre
frame-month-11 = novembre
frame-month-12 = décembre
frame-date = { $day } { $month } { $year }
frame-date-time = { $date }, { $time } UTC

frame-error-again = Réessayer
frame-error-account = Vos comptes
frame-error-status = Erreur { $status }
frame-error-not-found = Page introuvable
frame-error-not-found-text = Il n’y a rien à cette adresse. Le lien est peut-être ancien ou mal saisi.
frame-error-forbidden = Non autorisé
frame-error-forbidden-text = Vous ne pouvez ni voir ni modifier cela.
frame-error-forged = Le formulaire a expiré
frame-error-forged-text = Pour votre sécurité, un formulaire ne fonctionne que sur sa propre page et pour un temps limité. Rien n’a été modifié. Rouvrez la page et recommencez.
frame-error-expired = Trop de temps a passé
frame-error-expired-text = Cette étape a expiré. Veuillez recommencer.
frame-error-malformed = Le formulaire est illisible
frame-error-malformed-text = Votre navigateur a envoyé quelque chose que cette page ne comprend pas. Revenez en arrière et réessayez.
frame-error-too-large = C’est trop volumineux
frame-error-too-large-text = Ce que vous avez envoyé dépasse ce que cette page accepte. Revenez en arrière et choisissez quelque chose de plus petit.
frame-error-too-many = Trop de tentatives
frame-error-too-many-text = Attendez quelques minutes, puis réessayez.
frame-error-busy = Le serveur est occupé
frame-error-busy-text = Réessayez dans un instant.
frame-error-failed = Une erreur s’est produite
frame-error-failed-text = C’est notre faute, pas la vôtre. Réessayez ; si cela se reproduit, prévenez les personnes qui gèrent ce serveur.

frame-looks-once = Cette page revérifie après { $secs } secondes. Si votre navigateur ne peut alors pas se connecter, attendez une minute et rechargez la page.

entry-sign-in-lead = Connectez-vous à votre compte sur { $service }.
entry-identifier = Handle ou adresse e-mail
entry-identifier-hint = Par exemple alice.example.com
entry-account = Compte
entry-password = Mot de passe
entry-remember = Rester connecté sur cet appareil
entry-forgot = Mot de passe oublié ?
entry-create = Créer un compte
entry-address-bar = Avant de saisir votre mot de passe, vérifiez que l’adresse de cette page commence par { $origin }
entry-wrong = Le nom ou le mot de passe est incorrect.
entry-missing-identifier = Saisissez votre handle ou votre adresse e-mail.
entry-missing-password = Saisissez votre mot de passe.
entry-password-long = Ce mot de passe est plus long que tous ceux qui ont jamais été acceptés.
entry-taken-down = Ce compte a été suspendu par les personnes qui gèrent ce serveur.
entry-confirm-title = Confirmez que c’est bien vous
entry-confirm-lead = Saisissez de nouveau votre mot de passe avant de continuer.

entry-picker-title = Choisir un compte
entry-picker-lead = Ces comptes sont connectés sur cet appareil.
entry-deactivated = Désactivé
entry-brief = Connecté pour un court moment
entry-add = Se connecter à un autre compte
entry-sign-out = Se déconnecter
entry-sign-out-all = Déconnecter tous les comptes
entry-signed-out = Vous êtes déconnecté.

entry-reset-title = Réinitialiser votre mot de passe
entry-reset-lead = Nous envoyons un code à l’adresse e-mail de votre compte.
entry-reset-send = Envoyer le code
entry-reset-have-code = J’ai un code
entry-reset-sent = Si ce compte existe, un code est en route vers son adresse e-mail. Il est valable 15 minutes.
entry-back-to-sign-in = Retour à la connexion
entry-code-title = Choisir un nouveau mot de passe
entry-code-lead = Saisissez le code reçu par e-mail et le mot de passe souhaité.
entry-code = Code
entry-code-hint = Dix lettres et chiffres, par exemple ABCDE-23456
entry-code-wrong = Ce code est incorrect, ou a été remplacé par un plus récent.
entry-code-over = Ce code a expiré. Demandez-en un nouveau.
entry-new-password = Nouveau mot de passe
entry-new-password-hint = Au moins 8 caractères. Plus c’est long, mieux c’est.
entry-password-short = Le mot de passe doit avoir au moins 8 caractères.
entry-password-too-long = Le mot de passe ne doit pas dépasser 256 caractères.
entry-code-save = Enregistrer le nouveau mot de passe
entry-code-effects = L’enregistrement vous déconnecte de tous les appareils et des applications qui utilisent votre mot de passe.
entry-code-again = Envoyer un autre code
entry-reset-done = Votre mot de passe est modifié. Vous pouvez maintenant vous connecter avec lui.

entry-about-title = À propos de ce serveur
entry-about-text = { $service } est un Personal Data Server de l’AT Protocol. Il garde les comptes et les données de ses utilisateurs.
entry-about-host = Adresse
entry-about-did = Identité
entry-about-software = Logiciel
entry-about-contact = Contact

entry-landing-title = Bienvenue
entry-landing-lead = Un foyer pour les comptes de l’AT Protocol, utilisé par Bluesky et bien d’autres applications.
entry-landing-invite = Il faut un code d’invitation pour créer un compte.
entry-landing-what = Qu’est-ce que c’est ?
entry-landing-what-text = Ceci est un Personal Data Server (PDS). Vos publications, mentions J’aime et abonnements vivent ici, sous votre contrôle, et vous pouvez les emporter avec vous.

entry-second-title = Encore une étape
entry-second-lead = Montrez que c’est bien vous, { $name }.
entry-second-ways = Saisissez l’un de ces codes :
entry-second-totp = les six chiffres de votre application d’authentification
entry-second-email = le code de l’e-mail envoyé à { $address }
entry-second-recovery = l’un de vos codes de récupération
entry-second-go = Continuer
entry-second-mail = M’envoyer un code par e-mail
entry-second-mailed = Un code est en route. Celui de la dernière minute reste valable.
entry-second-wrong = Ce code est incorrect, ou a déjà été utilisé.
entry-passkey-wrong = La clé d’accès n’a pas été acceptée. Réessayez.
entry-wait = { $minutes ->
    [one] Trop de tentatives. Attendez une minute, puis réessayez.
   *[other] Trop de tentatives. Attendez { $minutes } minutes, puis réessayez.
}

entry-passkey = Se connecter avec une clé d’accès
entry-passkey-second = Utiliser une clé d’accès ou de sécurité
entry-passkey-refused = Aucune clé d’accès n’a été utilisée. Vous pouvez réessayer.
entry-passkey-failed = Votre navigateur n’a pas pu utiliser de clé d’accès ici.
entry-passkey-script = Votre second facteur est une clé d’accès, qui a besoin de JavaScript. Activez-le pour cette page, ou utilisez un code de récupération.
