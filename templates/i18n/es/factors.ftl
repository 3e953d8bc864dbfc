### Cómo demuestran los titulares quiénes son, y las páginas donde lo configuran.

factors-title = Seguridad
factors-on = Activado
factors-off = Desactivado
factors-waits = Espera una dirección confirmada
factors-state = Estado
factors-since = Desde
factors-turn-on = Activar
factors-turn-off = Desactivar
factors-remove = Quitar
factors-cancel = Cancelar
factors-back = Volver a seguridad
factors-last = Después de esto, bastará tu contraseña para iniciar sesión.

factors-password = Contraseña
factors-password-text = Cámbiala y cierra sesión en los demás sitios
factors-second = Segundo paso al iniciar sesión
factors-unguarded = Quien averigüe tu contraseña puede entrar. Un segundo paso lo impide.
factors-guarded = Además de tu contraseña, para entrar hace falta uno de estos.
factors-apps = Aplicaciones

factors-confirm-lead = Lo que sigue es importante. Demuestra otra vez que esta cuenta es tuya.
factors-confirm-code = O introduce uno de estos:
factors-password-wrong = La contraseña no es correcta.

factors-totp = Aplicación de autenticación
factors-totp-text = Seis cifras de una aplicación de tu teléfono u ordenador
factors-totp-lead = Después de la contraseña escribes seis cifras que muestra la aplicación. Cambian cada 30 segundos.
factors-totp-apps = Sirve cualquier aplicación de códigos de un solo uso. Muchos gestores de contraseñas incluyen una.
factors-totp-begin = Configurar una aplicación de autenticación
factors-totp-replace = Configurar otra aplicación
factors-totp-replace-text = Si configuras otra aplicación, esta sigue valiendo hasta que la nueva haya mostrado sus primeras cifras.
factors-totp-scan = 1. Escanea esta imagen con la aplicación.
factors-totp-qr = Código QR con la clave para la aplicación
factors-totp-key = O escribe esta clave en la aplicación:
factors-totp-open = Abrir en una aplicación de este dispositivo
factors-totp-code = 2. Introduce las seis cifras que muestra la aplicación
factors-totp-wrong = Estas cifras no son correctas. Comprueba la hora de tu dispositivo e introduce las más recientes.
factors-totp-done = La aplicación de autenticación está configurada.
factors-totp-remove-title = ¿Quitar la aplicación de autenticación?
factors-totp-remove-text = Ya no se pedirán sus cifras. Después puedes borrar la entrada de la aplicación.
factors-totp-removed = Se ha quitado la aplicación de autenticación.

factors-codes = Códigos de recuperación
factors-codes-text = Para cuando pierdas el teléfono o la llave
factors-codes-lead = Cada código sirve una vez, en lugar del segundo paso, cuando has perdido el teléfono o la llave.
factors-codes-left = { $count ->
    [0] Ninguno
    [one] Queda uno
   *[other] Quedan { $count }
}
factors-codes-idle = Solo se piden cuando has configurado otro segundo paso.
factors-codes-replaces = Si creas códigos nuevos, los que tienes ahora dejan de valer.
factors-codes-make = Crear { $count } códigos nuevos
factors-codes-new-title = Guarda tus códigos de recuperación
factors-codes-new-lead = Solo se muestran ahora, y cada uno sirve una vez. Guárdalos donde los encuentres sin tu teléfono: en papel o en un gestor de contraseñas.
factors-codes-download = Descargar como archivo de texto
factors-codes-print = o imprime esta página
factors-codes-file = Códigos de recuperación de { $name } en { $host }. Cada uno sirve una vez.
factors-codes-saved = He guardado estos códigos
factors-codes-go = Continuar
factors-codes-not-saved = Guarda los códigos y luego marca la casilla. No se pueden volver a mostrar.
factors-codes-done = Tus códigos de recuperación están listos.

factors-email = Códigos por correo
factors-email-text = Un código que te enviamos por correo
factors-email-lead = Después de la contraseña escribes un código que te enviamos por correo. Una aplicación o una llave de acceso es más segura: quien pueda leer tu correo también podría restablecer tu contraseña.
factors-email-none = Tu cuenta no tiene una dirección de correo confirmada. Confírmala primero y luego activa esto.
factors-email-done = A partir de ahora recibirás un código por correo al iniciar sesión.
factors-email-undone = Ya no se envía ningún código por correo.

factors-app-login = Las aplicaciones pueden usar tu contraseña
factors-app-login-text = Las aplicaciones antiguas piden tu contraseña. Las nuevas te envían aquí.
factors-app-login-lead = Las aplicaciones antiguas piden tu contraseña y quizá la guardan. Si desactivas esto, se las rechaza: da a cada una su propia contraseña de aplicación. No afecta a las que te envían aquí para iniciar sesión.
factors-app-login-done = Las aplicaciones pueden iniciar sesión con tu contraseña.
factors-app-login-undone = Las aplicaciones ya no pueden iniciar sesión con tu contraseña.

factors-passkeys = Llaves de acceso y llaves de seguridad
factors-passkeys-text = Tu huella, tu cara o un PIN, o una llave que tocas
factors-passkeys-lead = Una llave de acceso se guarda en tu teléfono, ordenador o gestor de contraseñas y te permite entrar sin contraseña. Una llave de seguridad es un pequeño dispositivo que tocas después de escribir la contraseña.
factors-passkeys-count = { $count ->
    [0] Ninguna
   *[other] { $count }
}
factors-passkeys-none = Todavía no tienes ninguna.
factors-passkeys-full = Tienes tantas como puede tener una cuenta. Quita una antes de añadir otra.
factors-passkey-kind = Llave de acceso
factors-passkey-kind-synced = Llave de acceso, sincronizada entre dispositivos
factors-passkey-kind-key = Llave de seguridad
factors-passkey-since = añadida
factors-passkey-used = último uso
factors-passkey-unused = nunca usada
factors-passkey-change = Cambiar
factors-passkey-add = Añadir una llave de acceso
factors-passkey-add-lead = Ponle un nombre. Después tu navegador te pide la huella, la cara o el PIN.
factors-key-add = Añadir una llave de seguridad
factors-key-add-lead = Ponle un nombre. Después conecta la llave, o acércala al teléfono, y tócala cuando el navegador lo pida.
factors-passkey-name = Nombre
factors-passkey-name-hint = Para que la reconozcas, por ejemplo el dispositivo que la guarda
factors-passkey-name-wrong = Introduce un nombre de 64 caracteres como máximo.
factors-passkey-script = Esto necesita JavaScript y un navegador que admita llaves de acceso. Sin ellos, configura una aplicación de autenticación.
factors-passkey-refused = No se ha añadido nada. Puedes intentarlo de nuevo.
factors-passkey-known = Esta ya está añadida.
factors-passkey-failed = Tu navegador no ha podido hacerlo aquí.
factors-passkey-not-taken = No se ha aceptado lo que envió tu navegador. Inténtalo de nuevo.
factors-passkey-done = Se ha añadido «{ $name }».
factors-passkey-rename = Guardar el nombre
factors-passkey-renamed = Se ha guardado el nombre.
factors-passkey-remove-title = ¿Quitar «{ $name }»?
factors-passkey-remove-text = Ya no podrás iniciar sesión con ella. Bórrala también de tu dispositivo o gestor de contraseñas: desde aquí no se puede.
factors-passkey-removed = Se ha quitado «{ $name }».
factors-passkey-what = Tipo
factors-passkey-last = Último uso
factors-passkeys-back = Volver a todas las llaves
