### Kontosidorna.

account-switch = Dina konton
account-sections = Kontots sidor
account-overview = Översikt
account-facts = Ditt konto
account-handle = Handle
account-email = E-postadress
account-confirmed = Bekräftad
account-unconfirmed = Inte bekräftad
account-state = Status
account-password = Ändra lösenordet

account-apps = Anslutna appar
account-no-apps = Ingen app har tillgång till det här kontot.
account-app-since = Sedan
account-app-used = senast använd
account-app-until = till
account-app-may = Vad den får göra
account-app-writes = { $count ->
    [0] Har inte skrivit något de senaste 30 dagarna
    [one] Har skrivit en post de senaste 30 dagarna
   *[other] Har skrivit { $count } poster de senaste 30 dagarna
}
account-revoke = Återkalla tillgången
account-revoke-title = Återkalla tillgången?
account-revoke-text = { $app } loggas ut genast och måste fråga dig igen. Det som appen har skrivit finns kvar.
account-keep = Behåll
account-revoked = { $app } har inte längre tillgång.

account-devices = Enheter
account-no-devices = Ingen enhet är inloggad längre än för det här besöket.
account-device-unknown = En enhet
account-device-seen = sågs senast
account-device-this = Den här enheten
account-device-others = Logga ut på alla andra ställen
account-device-ended = Utloggad.
