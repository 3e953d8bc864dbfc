### El marco de todas las páginas y las páginas por las que se entra.

frame-skip = Ir al contenido
frame-home = Inicio
frame-terms = Condiciones del servicio
frame-privacy = Privacidad
frame-support = Ayuda
frame-about = Acerca de
frame-language = Idioma
frame-language-change = Cambiar
frame-sign-in = Iniciar sesión
frame-faults = Hay algo que revisar

frame-month-1 = enero
frame-month-2 = febrero
frame-month-3 = marzo
frame-month-4 = abril
frame-month-5 = mayo
frame-month-6 = junio
frame-month-7 = julio
frame-month-8 = agosto
frame-month-9 = septiembre
frame-month-10 = octubre
frame-month-11 = noviembre
frame-month-12 = diciembre
frame-date = { $day } de { $month } de { $year }
frame-date-time = { $date }, { $time } UTC

frame-error-again = Intentar de nuevo
frame-error-account = Tus cuentas
frame-error-status = Error { $status }
frame-error-not-found = Página no encontrada
frame-error-not-found-text = No hay nada en esta dirección. Puede que el enlace sea antiguo o esté mal escrito.
frame-error-forbidden = No permitido
frame-error-forbidden-text = No puedes ver ni cambiar esto.
frame-error-forged = El formulario ha caducado
frame-error-forged-text = Por tu seguridad, los formularios solo funcionan en su propia página y durante un tiempo limitado. No se ha cambiado nada. Abre la página de nuevo y repite.
frame-error-expired = Ha pasado demasiado tiempo
frame-error-expired-text = Este paso ha caducado. Empieza de nuevo.
frame-error-malformed = No se puede leer el formulario
frame-error-malformed-text = Tu navegador envió algo que esta página no entiende. Vuelve atrás e inténtalo de nuevo.
frame-error-too-large = Es demasiado grande
frame-error-too-large-text = Lo que enviaste es más grande de lo que admite esta página. Vuelve atrás y elige algo más pequeño.
frame-error-too-many = Demasiados intentos
frame-error-too-many-text = Espera unos minutos y vuelve a intentarlo.
frame-error-busy = El servidor está ocupado
frame-error-busy-text = Vuelve a intentarlo en un momento.
frame-error-failed = Algo salió mal
frame-error-failed-text = Es culpa nuestra, no tuya. Inténtalo de nuevo; si vuelve a ocurrir, avisa a quienes gestionan este servidor.

frame-looks-once = Esta página vuelve a mirar tras { $secs } segundos. Si entonces tu navegador no puede conectar, espera un minuto y vuelve a cargar la página.

entry-sign-in-lead = Inicia sesión en tu cuenta de { $service }.
entry-identifier = Handle o correo electrónico
entry-identifier-hint = Por ejemplo, alice.example.com
entry-account = Cuenta
entry-password = Contraseña
entry-remember = Mantener la sesión en este dispositivo
entry-forgot = ¿Olvidaste tu contraseña?
entry-create = Crear una cuenta
entry-address-bar = Antes de escribir tu contraseña, comprueba que la dirección de esta página empieza por { $origin }
entry-wrong = El nombre o la contraseña no son correctos.
entry-missing-identifier = Escribe tu handle o tu correo electrónico.
entry-missing-password = Escribe tu contraseña.
entry-password-long = Esta contraseña es más larga que cualquiera que se haya aceptado.
entry-taken-down = Quienes gestionan este servidor han suspendido esta cuenta.
entry-confirm-title = Confirma que eres tú
entry-confirm-lead = Vuelve a escribir tu contraseña antes de continuar.

entry-picker-title = Elige una cuenta
entry-picker-lead = Estas cuentas tienen la sesión iniciada en este dispositivo.
entry-deactivated = Desactivada
entry-brief = Sesión breve
entry-add = Iniciar sesión con otra cuenta
entry-sign-out = Cerrar sesión
entry-sign-out-all = Cerrar la sesión de todas las cuentas
entry-signed-out = Has cerrado la sesión.

entry-reset-title = Restablecer la contraseña
entry-reset-lead = Enviamos un código al correo electrónico de tu cuenta.
entry-reset-send = Enviar el código
entry-reset-have-code = Tengo un código
entry-reset-sent = Si existe esa cuenta, un código va camino de su correo electrónico. Sirve durante 15 minutos.
entry-back-to-sign-in = Volver a iniciar sesión
entry-code-title = Elige una contraseña nueva
entry-code-lead = Escribe el código del correo y la contraseña que quieras.
entry-code = Código
entry-code-hint = Diez letras y números, como ABCDE-23456
entry-code-wrong = Este código no es correcto o fue sustituido por otro más reciente.
entry-code-over = Este código ha caducado. Pide uno nuevo.
entry-new-password = Contraseña nueva
entry-new-password-hint = Al menos 8 caracteres. Cuanto más larga, mejor.
entry-password-short = La contraseña debe tener al menos 8 caracteres.
entry-password-too-long = La contraseña no debe tener más de 256 caracteres.
entry-code-save = Guardar la contraseña nueva
entry-code-effects = Al guardarla se cierra la sesión en todos los dispositivos y en las aplicaciones que usan tu contraseña.
entry-code-again = Enviar otro código
entry-reset-done = Tu contraseña ha cambiado. Ya puedes iniciar sesión con ella.

entry-about-title = Acerca de este servidor
entry-about-text = { $service } es un Personal Data Server del AT Protocol. Guarda las cuentas y los datos de su gente.
entry-about-host = Dirección
entry-about-did = Identidad
entry-about-software = Software
entry-about-contact = Contacto

entry-landing-title = Te damos la bienvenida
entry-landing-lead = Un hogar para cuentas del AT Protocol, que usan Bluesky y muchas otras aplicaciones.
entry-landing-invite = Las cuentas nuevas necesitan un código de invitación.
entry-landing-what = ¿Qué es esto?
entry-landing-what-text = Esto es un Personal Data Server (PDS). Tus publicaciones, «me gusta» y seguidos viven aquí, bajo tu control, y puedes llevártelos contigo.

entry-second-title = Un paso más
entry-second-lead = Demuestra que eres tú, { $name }.
entry-second-ways = Escribe uno de estos códigos:
entry-second-totp = los seis dígitos de tu aplicación de autenticación
entry-second-email = el código del correo enviado a { $address }
entry-second-recovery = uno de tus códigos de recuperación
entry-second-go = Continuar
entry-second-mail = Enviarme un código por correo
entry-second-mailed = Un código va en camino. El del último minuto sigue sirviendo.
entry-second-wrong = Este código no es correcto o ya se usó.
entry-passkey-wrong = No se aceptó la llave de acceso. Inténtalo de nuevo.
entry-wait = { $minutes ->
    [one] Demasiados intentos. Espera un minuto y vuelve a intentarlo.
   *[other] Demasiados intentos. Espera { $minutes } minutos y vuelve a intentarlo.
}

entry-passkey = Iniciar sesión con una llave de acceso
entry-passkey-second = Usar una llave de acceso o de seguridad
entry-passkey-refused = No se usó ninguna llave de acceso. Puedes intentarlo de nuevo.
entry-passkey-failed = Tu navegador no pudo usar aquí una llave de acceso.
entry-passkey-script = Tu segundo factor es una llave de acceso, que necesita JavaScript. Actívalo para esta página o usa un código de recuperación.
