### As páginas da conta.

account-switch = Suas contas
account-sections = Páginas desta conta
account-overview = Visão geral
account-facts = Sua conta
account-handle = Handle
account-email = E-mail
account-confirmed = Confirmado
account-unconfirmed = Não confirmado
account-state = Estado
account-password = Mudar a senha

account-apps = Aplicativos conectados
account-no-apps = Nenhum aplicativo tem acesso a esta conta.
account-app-since = Desde
account-app-used = último uso
account-app-until = até
account-app-may = O que ele pode fazer
account-app-writes = { $count ->
    [0] Não escreveu nada nos últimos 30 dias
    [one] Escreveu um registro nos últimos 30 dias
   *[other] Escreveu { $count } registros nos últimos 30 dias
}
account-revoke = Revogar acesso
account-revoke-title = Revogar o acesso?
account-revoke-text = { $app } perderá o acesso na hora e terá que pedir a você de novo. O que já escreveu continua.
account-keep = Manter
account-revoked = { $app } não tem mais acesso.

account-devices = Dispositivos
account-no-devices = Nenhum dispositivo está conectado além desta visita.
account-device-unknown = Um dispositivo
account-device-seen = visto pela última vez em
account-device-this = Este dispositivo
account-device-others = Sair em todos os outros lugares
account-device-ended = Dispositivo desconectado.
