### Las páginas de la cuenta.

account-switch = Tus cuentas
account-sections = Páginas de esta cuenta
account-overview = Resumen
account-facts = Tu cuenta
account-handle = Handle
account-email = Correo electrónico
account-confirmed = Confirmado
account-unconfirmed = Sin confirmar
account-state = Estado
account-password = Cambiar la contraseña

account-apps = Aplicaciones conectadas
account-no-apps = Ninguna aplicación tiene acceso a esta cuenta.
account-app-since = Desde
account-app-used = último uso
account-app-until = hasta
account-app-may = Qué puede hacer
account-app-writes = { $count ->
    [0] No ha escrito nada en los últimos 30 días
    [one] Ha escrito un registro en los últimos 30 días
   *[other] Ha escrito { $count } registros en los últimos 30 días
}
account-revoke = Revocar el acceso
account-revoke-title = ¿Revocar el acceso?
account-revoke-text = Se cerrará de inmediato la sesión de { $app }, que tendrá que volver a pedirte permiso. Lo que ha escrito se queda.
account-keep = Mantener
account-revoked = { $app } ya no tiene acceso.

account-devices = Dispositivos
account-no-devices = Ningún dispositivo tiene la sesión iniciada más allá de esta visita.
account-device-unknown = Un dispositivo
account-device-seen = visto por última vez
account-device-this = Este dispositivo
account-device-others = Cerrar sesión en todos los demás
account-device-ended = Sesión cerrada.
