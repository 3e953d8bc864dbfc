### Se connecter avec un code par e-mail, et créer un compte avec.

# La lettre. $host est celui de l'application, ou du serveur.
mail-entry-subject = { $code } est votre code de connexion pour { $host }
mail-entry-subject-new = { $code } – bienvenue sur { $service }
mail-entry-title = Votre code de connexion pour { $host }
mail-entry-title-new = Bienvenue sur { $service }
mail-entry-intro-app = saisissez ce code pour vous connecter à { $app } avec votre compte sur { $service } :
mail-entry-intro = saisissez ce code pour vous connecter sur { $service } :
mail-entry-not-you = Si vous ne l’avez pas demandé, ignorez ce message : sans le code, rien ne se passe.
mail-entry-refuse = Si vous ne voulez plus de tels codes pour { $app } :
mail-entry-refuse-link = Plus de tels codes pour { $app }

# Demander un code.
code-email = Adresse e-mail
code-email-hint = Nous vous envoyons un code. Aucun mot de passe n’est nécessaire.
code-email-missing = Saisissez l’adresse e-mail à laquelle le code doit aller.
code-send = M’envoyer un code
code-send-to = Envoyer un code à { $email }
code-or = Ou bien :

# La page où on le saisit.
code-title = Saisissez votre code
code-lead = Nous avons envoyé un code de huit chiffres à { $email }. Il est valable dix minutes.
code-label = Code
code-label-hint = Huit chiffres, du message le plus récent
code-wrong = Ce n’est pas le bon code. Prenez celui du message le plus récent.
code-over = Ce code a expiré. Demandez-en un autre.
code-tries = Trop de codes erronés. Demandez-en un autre.
code-pause = Un code vient d’être envoyé. Regardez dans votre boîte, puis réessayez.
code-again = Envoyer un autre code
code-again-at = Si aucun message n’arrive, vous pourrez en demander un autre à partir de { $time } UTC.
code-no-more = Plus aucun code n’est envoyé pour cette connexion.
code-sent = Un autre code est en route. Les précédents ne sont plus valables.
code-other = Utiliser une autre adresse
code-asks = { $app } pourra :
code-allow = Se connecter et autoriser { $app }

# Le premier pseudo.
code-handle-title = Choisissez votre pseudo
code-handle-lead = C’est ainsi que les autres vous trouvent. Vous pourrez le changer plus tard.
code-handle-hint = De 5 à 20 lettres a–z, chiffres et tirets
code-handle-short = Il faut au moins 5 caractères.
code-handle-long = 20 caractères au plus sont possibles.
code-handle-suggestions = Libres en ce moment :
code-create = Créer le compte
code-create-allow = Créer le compte et autoriser { $app }
code-pending-title = Presque terminé
code-pending-lead = Votre compte est en cours d’inscription dans l’annuaire des identités, qui ne répond pas pour le moment. Cette page regarde à nouveau d’elle-même.

# Ne plus recevoir de codes.
code-refuse-title = Ne plus recevoir ces codes
code-refuse-lead = Pendant 90 jours, aucun code de cette application ne sera envoyé à votre adresse. Personne ne s’est connecté avec le code du message, sauf s’il a été transmis.
code-refuse-button = Ne plus en recevoir
code-refused-title = C’est fait
code-refused-lead = Pendant 90 jours, aucun code de cette application ne sera envoyé à votre adresse.

# Quand le navigateur ne garde rien.
code-cookies-title = Votre navigateur ne garde pas de cookies
code-cookies-lead = Cette page doit reconnaître votre navigateur pour vous laisser entrer. Autorisez les cookies pour cette adresse, revenez à l’application et recommencez.
