### Las páginas de administración.

admin-name = Administración
admin-sections = Páginas de administración
admin-save = Guardar

## Entrada

admin-sign-in-title = Administración
admin-sign-in-lead = Para quien lleva { $service }.
admin-confirm-title = Tu contraseña, por favor
admin-confirm-lead = El paso siguiente la pide otra vez. Aún no ha cambiado nada.
admin-confirm-go = Continuar
admin-password = Contraseña de administración
admin-password-hint = La que elegiste al instalar, o la de la configuración.
admin-password-wrong = Esta no es la contraseña.
admin-password-wait = { $minutes ->
    [one] Demasiadas contraseñas erróneas. Espera un minuto.
   *[other] Demasiadas contraseñas erróneas. Espera { $minutes } minutos.
}
admin-signed-out = Has cerrado la sesión.

## Resumen

admin-overview = Resumen
admin-now = Ahora
admin-well = Todo va bien
admin-unwell = Te necesita
admin-unsound = No se puede escribir en la base de datos. Mira el examen y el registro.
admin-full = El disco está casi lleno. Haz sitio.
admin-short = Falta memoria. Las exportaciones e importaciones esperan.
admin-clock = El reloj aún no está en hora. Hasta entonces no se firma nada.
admin-mail-waiting = Cartas en espera
admin-mail-dead = { $count ->
    [one] Una abandonada
   *[other] { $count } abandonadas
}
admin-subscribers = Quién sigue los eventos
admin-database = Base de datos
admin-free = Libre en el disco
admin-memory = Memoria
admin-backup = Última copia de seguridad
admin-backup-none = Ninguna todavía
admin-version = Versión
admin-doctor-link = Examinar el servidor
admin-charts = Últimas horas
admin-charts-lead = { $minutes ->
    [one] El último minuto.
   *[other] Los últimos { $minutes } minutos.
}
admin-chart-memory = Memoria
admin-chart-requests = Peticiones por minuto
admin-chart-written = Escrito en el disco por minuto
admin-chart-now = { $latest } ahora, { $most } como máximo
admin-acts = Lo que has hecho
admin-acts-all = Mostrar todo
admin-acts-none = Nada todavía.

## Lo que se hizo

admin-act-sign-in = Entrada
admin-act-password = Se cambió la contraseña de administración
admin-act-takedown = Se suspendió la cuenta
admin-act-restore = Se restauró la cuenta
admin-act-deactivate = Se desactivó la cuenta
admin-act-activate = Se activó la cuenta
admin-act-invites-off = Se quitaron las invitaciones de la cuenta
admin-act-invites-on = Se devolvieron las invitaciones de la cuenta
admin-act-reset-code = Se envió un código para una contraseña nueva
admin-act-account-password = Se creó una contraseña nueva
admin-act-email = Se cambió la dirección de correo
admin-act-handle = Se cambió el handle
admin-act-delete = Se eliminó la cuenta
admin-act-invite = Se crearon códigos de invitación
admin-act-invite-end = Se anuló un código de invitación
admin-act-letter-retry = Se intenta enviar una carta de nuevo
admin-act-letter-drop = Se desechó una carta
admin-act-crawl = Se pidió a los relays que vengan
admin-act-renew = Se pidieron certificados nuevos
admin-act-settings = Se guardaron los ajustes
admin-act-restart = Se reinició el servidor

## Cuentas

admin-accounts = Cuentas
admin-search = Buscar una cuenta
admin-search-hint = Por handle, DID o dirección de correo.
admin-search-go = Buscar
admin-accounts-none = Todavía no hay cuentas.
admin-accounts-unknown = Aquí no hay tal cuenta.
admin-accounts-first = Desde el principio
admin-accounts-more = Más
admin-active = Activa
admin-taken-down = Suspendida
admin-account-facts = Lo que se sabe
admin-account-since = Aquí desde
admin-account-records = Registros
admin-account-blobs = Archivos
# $figure is a number or a size.
admin-more-than = más de { $figure }
admin-takedown-reference = Referencia
admin-account-standing = Estado
admin-account-standing-lead = Una cuenta suspendida no puede entrar y no se muestra nada de ella. Sus datos quedan.
admin-account-access = Acceso
admin-account-access-lead = Para quien no puede entrar. Con un código cada cual elige su contraseña.
admin-account-email = Nueva dirección de correo
admin-account-email-hint = Habrá que confirmarla de nuevo.
admin-account-handle = Nuevo handle
admin-email-bad = Esta dirección de correo no se puede usar.
admin-new-password = Entrégala; solo se muestra ahora.
admin-do-takedown = Suspender
admin-do-restore = Restaurar
admin-do-deactivate = Desactivar
admin-do-activate = Activar
admin-do-invites-off = Quitar las invitaciones
admin-do-invites-on = Devolver las invitaciones
admin-do-reset-code = Enviar un código para una contraseña nueva
admin-do-account-password = Crear una contraseña nueva
admin-do-delete = Eliminar
admin-delete-title = ¿Eliminar esta cuenta?
admin-delete-lead = Se borran sus publicaciones, archivos y ajustes. No se puede deshacer.
admin-delete-name = Escribe su nombre para confirmar
admin-delete-differs = Este no es su nombre.

## Invitaciones

admin-invites = Invitaciones
admin-invites-needed = Nadie crea una cuenta sin uno de estos códigos.
admin-invites-open = Cualquiera puede crear una cuenta sin código.
admin-invites-none = No hay códigos.
admin-invite-make = Crear códigos
admin-invite-count = Cuántos
admin-invite-uses = Usos de cada uno
admin-invite-go = Crear
admin-invite-codes = Códigos
admin-invite-used = { $used } de { $all } usados
admin-invite-end = Anular
admin-invite-ended = Anulado
admin-invite-spent = Agotado

## Correo

admin-mail = Correo
admin-mail-lead = Cartas que aún no han salido. Quien espera un código puede recibirlo de ti.
admin-mail-none-lead = No hay servidor de correo. Da estos códigos a las personas a las que van.
admin-mail-empty = No espera ninguna carta.
admin-letter-dead = Abandonada
admin-letter-attempts = { $count ->
    [one] intentada una vez
   *[other] intentada { $count } veces
}
admin-letter-again = Intentar ahora
admin-letter-drop = Desechar
admin-letter-gone = Esta carta ya no está.
admin-letter-kind-confirm-email = Código: confirmar la dirección
admin-letter-kind-update-email = Código: cambiar la dirección
admin-letter-kind-reset-password = Código: contraseña nueva
admin-letter-kind-delete-account = Código: eliminar la cuenta
admin-letter-kind-plc-operation = Código: cambiar la identidad
admin-letter-kind-sign-in-code = Código: segundo paso del inicio de sesión
admin-letter-kind-backup-email = Código: confirmar otra dirección
admin-letter-kind-address-code = Código: confirmar la dirección de una cuenta nueva
admin-letter-kind-entry-code = Código: iniciar sesión
admin-letter-kind-deletion-ahead = La eliminación está próxima
admin-letter-kind-new-sign-in = Nuevo inicio de sesión
admin-letter-kind-factor-added = Se añadió una forma de iniciar sesión
admin-letter-kind-factor-removed = Se quitó una forma de iniciar sesión
admin-letter-kind-factor-guessed = Alguien está probando códigos
admin-letter-kind-address-known = La dirección ya tiene una cuenta
admin-letter-kind-email-changed = Se cambió la dirección
admin-letter-kind-password-changed = Se cambió la contraseña
admin-letter-kind-backup-email-used = Inicio de sesión con otra dirección
admin-letter-kind-moderation = De la moderación

## Red

admin-network = Red
admin-relays = Relays
admin-relays-lead = Llevan a todos los demás lo que se publica aquí.
admin-relays-none = No hay ningún relay configurado.
admin-crawl = Pedirles que vengan
admin-crawl-asked = Se pidió a { $relay }.
admin-crawl-failed = No se pudo pedir a { $relay }: { $cause }
admin-followers = Quién sigue los eventos
admin-followers-lead = El último evento tiene el número { $seq }.
admin-followers-none = Nadie sigue los eventos.
admin-follower-since = Desde
admin-follower-current = Al día
admin-follower-behind = { $seconds ->
    [one] Un segundo de retraso
   *[other] { $seconds } segundos de retraso
}
admin-certificates = Certificados
admin-certificates-elsewhere = Un proxy o túnel delante del servidor tiene el certificado.
admin-certificates-own = El certificado está hecho aquí. Los navegadores avisan y los relays no vienen.
admin-certificate-until = Válido hasta
admin-certificate-retry = El próximo intento es el
admin-renew = Pedir nuevos ahora

## Examen

admin-doctor = Examen
admin-doctor-lead = Lo que pide atención va primero. Los textos están en inglés.
admin-doctor-again = Examinar de nuevo
admin-state-good = Bien
admin-state-note = Nota
admin-state-unknown = Desconocido
admin-state-warning = Aviso
admin-state-bad = Mal

## Ajustes

admin-settings = Ajustes
admin-settings-pending = Lo guardado vale después de reiniciar.
admin-branding = Nombre y aspecto
admin-branding-lead = Lo que se ve del servidor. Un campo vacío toma el valor predeterminado.
admin-setting-name = Nombre
admin-setting-primary = Color de botones y enlaces
admin-setting-logo = Dirección del logotipo
admin-setting-contact = Dirección de correo para preguntas
admin-setting-home = Página principal
admin-setting-support = Página de ayuda
admin-setting-terms = Condiciones de uso
admin-setting-privacy = Política de privacidad
admin-setting-fixed = Esto está fijado en:
admin-preview = Vista previa
admin-preview-title = Así se ve, de día y de noche
admin-preview-faint = Los botones de este color se ven mal sobre blanco.
admin-password-title = Contraseña de administración
admin-password-change-lead = Se cierra la sesión en los demás navegadores.
admin-password-first-lead = Hasta ahora solo vale la contraseña de la configuración.
admin-password-short = La contraseña debe tener de 8 a 256 caracteres.
admin-restart-title = Reinicio
admin-restart-lead = Tarda unos segundos. Nadie pierde su sesión.
admin-restart = Reiniciar el servidor
admin-restarting = El servidor se reinicia
admin-restarting-lead = Esta página sigue sola en un momento.
admin-sources = De dónde vienen los ajustes
admin-sources-lead = Todos los demás tienen su valor predeterminado.
admin-source-setting = Ajuste
admin-source-origin = Fijado en

## Logo

admin-logo-link = Subir un logotipo
admin-logo-instead = En su lugar se muestra un logotipo subido.
admin-logo = Logotipo
admin-logo-lead = Una imagen junto al nombre del servidor, en todas las páginas y encima de las cartas. Sustituye a la dirección de los ajustes y vale de inmediato.
admin-logo-shown = Lo que se muestra
admin-logo-none = No se ha subido ninguna imagen.
admin-logo-remove = Quitar
admin-logo-upload = Otra imagen
admin-logo-file = Imagen
admin-logo-hint = PNG, JPEG, WebP o SVG, de { $most } y { $side } píxeles de ancho o de alto como máximo. Las cartas no muestran SVG.
admin-logo-go = Subir
admin-logo-none-chosen = Elige primero un archivo.
admin-logo-too-large = El archivo ocupa más de { $most }.
admin-logo-kind = El archivo no es PNG, JPEG, WebP ni SVG.
admin-logo-side = La imagen tiene más de { $side } píxeles de ancho o de alto.
admin-logo-entities = Este SVG declara entidades. Guárdalo sin ellas, como SVG simple.
admin-act-logo = Se subió el logotipo
admin-act-logo-removed = Se quitó el logotipo

## Registro

admin-log = Registro
admin-log-lead = Las últimas líneas, la más nueva primero.
admin-log-empty = No hay líneas.
admin-log-again = Cargar de nuevo

## El aparato

admin-update = Actualizar
admin-update-runs = Lo que funciona
admin-update-trial = A prueba
admin-update-board = Placa
admin-update-slot = Ranura
admin-update-outcome = La última actualización
admin-update-new = Otra versión
admin-update-lead = El paquete se comprueba, se escribe junto a lo que funciona y se prueba. Si no responde, vuelve la versión actual.
admin-update-url = Dirección del paquete
admin-update-url-hint = Un archivo que acaba en .hpu, de quienes hicieron este sistema.
admin-update-go = Traer e instalar
admin-update-file = Enviar un paquete desde este dispositivo
admin-update-file-label = Paquete
admin-update-file-go = Enviar e instalar
admin-update-address = Esta dirección no se puede leer.
admin-update-comes = El paquete está llegando: { $size } hasta ahora.
admin-update-handed = La versión { $version } es correcta. La placa la toma ahora y se reinicia.
admin-update-failed = La actualización no funcionó:
admin-board = La placa
admin-board-lead = Ambas cosas tardan un momento. Nada de lo publicado se pierde.
admin-board-reboot = Reiniciar la placa
admin-board-poweroff = Apagarla
admin-poweroff-title = ¿Apagar la placa?
admin-poweroff-lead = Hasta que alguien vuelva a darle corriente, nadie podrá llegar al servidor.
admin-act-update = Se pidió una actualización
admin-act-reboot = La placa se reinicia
admin-act-poweroff = La placa se apaga

## Passkeys

admin-passkeys = Llaves de acceso
admin-passkeys-lead = Cada una vale lo mismo que la contraseña y pide tu huella, tu cara o tu PIN.
admin-passkey-remove = Quitar
admin-passkey-script = Hace falta JavaScript y un navegador que conozca las llaves de acceso.
admin-act-passkey-added = Se añadió una llave de acceso
admin-act-passkey-removed = Se quitó una llave de acceso
