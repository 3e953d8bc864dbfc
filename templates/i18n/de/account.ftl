### Die Kontoseiten.

account-switch = Deine Konten
account-sections = Seiten dieses Kontos
account-overview = Übersicht
account-facts = Dein Konto
account-handle = Handle
account-email = E-Mail-Adresse
account-confirmed = Bestätigt
account-unconfirmed = Nicht bestätigt
account-state = Zustand
account-password = Passwort ändern

account-apps = Verbundene Apps
account-no-apps = Keine App hat Zugriff auf dieses Konto.
account-app-since = Seit
account-app-used = zuletzt verwendet
account-app-until = bis
account-app-may = Was sie darf
account-app-writes = { $count ->
    [0] Hat in den letzten 30 Tagen nichts geschrieben
    [one] Hat in den letzten 30 Tagen einen Eintrag geschrieben
   *[other] Hat in den letzten 30 Tagen { $count } Einträge geschrieben
}
account-revoke = Zugriff widerrufen
account-revoke-title = Zugriff widerrufen?
account-revoke-text = { $app } wird sofort abgemeldet und muss dich neu fragen. Was die App geschrieben hat, bleibt.
account-keep = Behalten
account-revoked = { $app } hat keinen Zugriff mehr.

account-devices = Geräte
account-no-devices = Kein Gerät ist länger als für diesen Besuch angemeldet.
account-device-unknown = Ein Gerät
account-device-seen = zuletzt gesehen
account-device-this = Dieses Gerät
account-device-others = Überall sonst abmelden
account-device-ended = Abgemeldet.
