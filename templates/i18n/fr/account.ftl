### Les pages du compte.

account-switch = Vos comptes
account-sections = Pages de ce compte
account-overview = Vue d’ensemble
account-facts = Votre compte
account-handle = Handle
account-email = Adresse e-mail
account-confirmed = Confirmée
account-unconfirmed = Non confirmée
account-state = État
account-password = Changer le mot de passe

account-apps = Applications connectées
account-no-apps = Aucune application n’a accès à ce compte.
account-app-since = Depuis le
account-app-used = dernière utilisation
account-app-until = jusqu’au
account-app-may = Ce qu’elle peut faire
account-app-writes = { $count ->
    [0] N’a rien écrit ces 30 derniers jours
    [one] A écrit un enregistrement ces 30 derniers jours
   *[other] A écrit { $count } enregistrements ces 30 derniers jours
}
account-revoke = Révoquer l’accès
account-revoke-title = Révoquer l’accès ?
account-revoke-text = { $app } n’aura plus accès à votre compte dès maintenant et devra vous le redemander. Ce que l’application a écrit reste.
account-keep = Garder
account-revoked = { $app } n’a plus accès à votre compte.

account-devices = Appareils
account-no-devices = Aucun appareil n’est connecté au-delà de cette visite.
account-device-unknown = Un appareil
account-device-seen = vu pour la dernière fois le
account-device-this = Cet appareil
account-device-others = Se déconnecter partout ailleurs
account-device-ended = Appareil déconnecté.
