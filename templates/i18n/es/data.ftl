### Actividad, llevarse los datos, deshacer, desactivar y eliminar.

checklist-title = Cuida tu cuenta
checklist-email = Tu dirección de correo está confirmada: podrás volver a entrar si olvidas la contraseña.
checklist-email-todo = Confirma tu dirección de correo: sin ella nadie puede ayudarte a volver a entrar.
checklist-factor = Al iniciar sesión se pide algo más que la contraseña.
checklist-factor-todo = Añade una llave de acceso o una aplicación de autenticación, para que no baste una contraseña robada.
checklist-recovery = Tienes códigos de recuperación.
checklist-recovery-todo = Crea códigos de recuperación para el día en que pierdas el teléfono.
checklist-done = Hecho
checklist-open = Pendiente
recent-title = Actividad reciente
recent-all = Toda la actividad

activity-title = Actividad
activity-lead = Lo que ha pasado con esta cuenta. Si no reconoces algo, cambia la contraseña y cierra todas las sesiones.
activity-none = Nada todavía.
activity-older = Anteriores
activity-newest = Más recientes
activity-times = { $count ->
    [one] una vez
   *[other] { $count } veces
}
activity-by-operator = por quien administra este servidor
activity-by-moderation = por el servicio de moderación
activity-factor-passkey = llave de acceso
activity-factor-totp = aplicación de autenticación
activity-factor-email = código por correo
activity-factor-recovery-code = códigos de recuperación
activity-account-made = Se creó la cuenta
activity-account-reclaimed = Se retomó una cuenta que se estaba mudando
activity-signed-in = Inicio de sesión
activity-signed-out = Cierre de sesión
activity-sessions-ended = Se cerraron todas las sesiones de aplicaciones
activity-password-changed = Se cambió la contraseña
activity-password-reset = Se sustituyó la contraseña con un código enviado por correo
activity-email-changed = Se cambió la dirección de correo
activity-email-confirmed = Se confirmó la dirección de correo
activity-handle-changed = Se cambió el handle
activity-app-password-made = Se creó una contraseña de aplicación
activity-app-password-revoked = Se revocó una contraseña de aplicación
activity-plc-operation-signed = Se firmó un cambio de la identidad
activity-plc-operation-submitted = Se publicó un cambio de la identidad
activity-deactivated = Se desactivó la cuenta
activity-activated = Se activó la cuenta
activity-deletion-requested = Se pidió un código para eliminar la cuenta
activity-taken-down = Se suspendió la cuenta
activity-restored = Se restableció la cuenta
activity-signing-key-rotated = La cuenta tiene una nueva clave de firma
activity-app-granted = Se dio acceso a una aplicación
activity-app-revoked = Una aplicación perdió el acceso
activity-app-writes-undone = Se deshizo lo que escribió una aplicación
activity-data-exported = Se descargaron los datos de la cuenta
activity-factor-added = Se añadió un segundo factor
activity-factor-removed = Se quitó un segundo factor
activity-recovery-codes-made = Se crearon nuevos códigos de recuperación
activity-recovery-code-used = Se usó un código de recuperación
activity-factor-refused = Tras la contraseña correcta llegó un código erróneo
activity-passkey-copied = Puede que se haya copiado una llave de acceso
activity-app-login-off = Las aplicaciones ya no pueden entrar con la contraseña
activity-app-login-on = Las aplicaciones pueden volver a entrar con la contraseña
activity-passkey-renamed = Se cambió el nombre de una llave de acceso
activity-backup-email-added = Se añadió una dirección de respaldo
activity-backup-email-removed = Se quitó una dirección de respaldo
activity-backup-email-used = Alguien entró por una dirección de respaldo

undo-link = Deshacer lo que escribió
undo-former = Aplicaciones sin acceso
undo-former-lead = Ya no tienen acceso, pero escribieron en esta cuenta en los últimos 30 días.
undo-title = Deshacer lo que escribió { $app }
undo-lead = Los registros que creó la aplicación se eliminan; los que cambió o eliminó vuelven a ser lo que eran. Lo que tú u otras aplicaciones habéis escrito después se queda.
undo-since = Desde cuándo
undo-since-hour = La última hora
undo-since-day = El último día
undo-since-week = Los últimos 7 días
undo-since-all = Los últimos 30 días
undo-show = Mostrar
undo-nothing = La aplicación no escribió nada en ese tiempo.
undo-count = { $count ->
    [one] Cambiaría un registro.
   *[other] Cambiarían { $count } registros.
}
undo-more = Solo se muestran los { $count } primeros.
undo-record = Registro
undo-fate = Qué pasa con él
undo-deleted = Se elimina
undo-restored = Vuelve a ser como antes
undo-unchanged = Se queda como está
undo-left-alone = Se queda: otros lo han escrito después
undo-lost = Se queda: ya no se conserva su forma anterior
undo-still = La aplicación todavía tiene acceso y podría volver a escribir.
undo-act = Deshacer
undo-done = { $count ->
    [0] No había nada que deshacer.
    [one] Se deshizo un registro.
   *[other] Se deshicieron { $count } registros.
}
undo-done-kept = { $count ->
    [one] Uno se quedó como estaba.
   *[other] { $count } se quedaron como estaban.
}

data-title = Datos
data-export = Llévate tus datos
data-export-lead = Tu cuenta es tuya: guarda una copia o múdate a otro servidor.
data-archive = Todo
data-archive-text = Un archivo (TAR) con todos los registros, imágenes y vídeos, y tus ajustes privados.
data-archive-get = Descargar todo
data-repository = Solo los registros
data-repository-text = Tu repositorio firmado como archivo CAR, tal como lo importan otros servidores. Sin imágenes ni vídeos.
data-repository-get = Descargar registros
data-standing-title = Tómate un descanso
data-standing-text = Nadie ve una cuenta desactivada. No se elimina nada y puedes volver cuando quieras.
data-deactivate = Desactivar
data-activate = Activar
data-activate-text = Esta cuenta está desactivada: nadie la ve.
data-delete-title = Eliminar la cuenta
data-delete-text = Todo lo que hay en este servidor desaparece para siempre.
data-delete = Eliminar…

standing-title-off = ¿Desactivar tu cuenta?
standing-title-on = ¿Activar tu cuenta?
standing-off-hidden = Nadie verá tu perfil, tus publicaciones ni tus imágenes hasta que vuelvas.
standing-off-apps = Todas las aplicaciones y contraseñas de aplicación pierden el acceso; después se lo vuelves a dar.
standing-off-time = No hay límite de tiempo y no se elimina nada.
standing-on-text = Tu perfil, tus publicaciones y tus imágenes volverán a verse.
standing-elsewhere = La identidad de esta cuenta apunta a otro servidor, así que no se puede activar aquí.
standing-cancel = Cancelar
standing-deactivated = La cuenta está desactivada.
standing-activated = La cuenta vuelve a estar activa.

delete-title = Eliminar tu cuenta
delete-what = Las publicaciones, las imágenes, los ajustes y el handle se eliminan de este servidor para siempre. No alcanza a las copias que hayan hecho otros.
delete-first = Quizá quieras descargar antes tus datos.
delete-instead = Si solo quieres ausentarte un tiempo, desactiva la cuenta.
delete-mail = Te enviamos un código que confirma la eliminación.
delete-send = Enviar el código
delete-no-mail = Esta cuenta no tiene una dirección de correo a la que enviar un código. Añade una o pregunta a quien administra este servidor.
delete-mailed = Un código va de camino.
delete-confirm-title = Eliminar para siempre
delete-sure = Sé que esto no se puede deshacer.
delete-not-sure = Marca la casilla si estás seguro.
delete-act = Eliminar la cuenta
delete-again = Enviar otro código
delete-wrong = La contraseña no es correcta.
delete-done = La cuenta se ha eliminado.
