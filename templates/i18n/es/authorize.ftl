### Las páginas en las que se deja entrar a una aplicación.

authorize-welcome = Te damos la bienvenida a { $service }
authorize-wants-in = Para continuar en { $app }
authorize-app-here = una aplicación de este dispositivo
authorize-app-here-first = Una aplicación de este dispositivo
authorize-create = Crear una cuenta nueva
authorize-cancel = Cancelar
authorize-choose = Elige una cuenta
authorize-sign-in-as = Iniciar sesión como { $name }
authorize-other-account = Usar otra cuenta

consent-title = Autorizar
consent-wants = { $app } quiere acceder a { $account }.
consent-only-profile = Solo sabrá quién eres.
consent-known = Ya has autorizado esta aplicación antes.
consent-how-long = Por cuánto tiempo
consent-for-day = Un día
consent-for-month = 30 días
consent-for-revoked = Hasta que yo lo revoque
consent-public = Las aplicaciones de este tipo deben volver a preguntar a las dos semanas como máximo.
consent-technical = Detalles técnicos
consent-returns = Después vuelves a { $place }
consent-tokens = Lo que pide la aplicación, en sus propias palabras:
consent-legal = De esta aplicación:
consent-allow = Autorizar
consent-deny = Denegar el acceso

consent-group-profile = Quién eres
consent-group-email = Correo electrónico
consent-group-account = Tu cuenta
consent-group-identity = Tu identidad
consent-group-bluesky = Acceso amplio
consent-group-chat = Mensajes directos
consent-group-sets = Conjuntos de permisos
consent-group-records = Tus registros
consent-group-files = Archivos
consent-group-services = Otros servicios

# Shown above a permission that reaches far.
consent-care-email-manage = Con tu correo electrónico en sus manos, la aplicación podría apoderarse de tu cuenta.
consent-care-repo-manage = La aplicación podría reemplazar todo lo que has escrito.
consent-care-status-manage = La aplicación podría hacerte desaparecer de la red.
consent-care-identity-handle = La aplicación podría cambiarte el nombre. Te encontrarían con otro distinto.
consent-care-identity-all = La aplicación podría cambiar quién eres en la red y quitarte la cuenta para siempre.
consent-care-generic = Esto es casi todo lo que puedes hacer tú. Permítelo solo a aplicaciones en las que confíes.
consent-care-chat = La aplicación podría leer y escribir tus mensajes privados.
consent-care-records = La aplicación podría cambiar cualquiera de tus registros, también los de otras aplicaciones.
consent-care-files-any = La aplicación podría subir archivos de cualquier tipo en tu nombre.
consent-care-calls = La aplicación podría hacer en tu nombre todo lo que ofrece este servicio.
consent-care-calls-anywhere = La aplicación podría actuar en tu nombre en muchos lugares.

consent-profile = Ver tu handle y los datos públicos de tu cuenta
consent-email-read = Ver tu correo electrónico
consent-email-manage = Ver y cambiar tu correo electrónico
consent-repo-read = Ver el estado de tu repositorio
consent-repo-manage = Reemplazar todo tu repositorio con una importación
consent-status-read = Ver si tu cuenta está activa
consent-status-manage = Desactivar y reactivar tu cuenta
consent-identity-handle = Cambiar tu handle
consent-identity-all = Cambiar tu handle, tus claves y el servidor en el que vives
consent-generic = Escribir, cambiar y eliminar todos tus registros, subir archivos y llamar a la mayoría de los servicios en tu nombre
consent-chat = Leer y escribir tus mensajes directos
consent-set = Los permisos que reúne { $name }
consent-set-holds = Qué incluye
consent-records-all = { $which ->
    [all] Crear, cambiar y eliminar registros de cualquier tipo
   *[some] Crear, cambiar y eliminar registros de estos tipos
}
consent-records-create-update = { $which ->
    [all] Crear y cambiar registros de cualquier tipo
   *[some] Crear y cambiar registros de estos tipos
}
consent-records-create-delete = { $which ->
    [all] Crear y eliminar registros de cualquier tipo
   *[some] Crear y eliminar registros de estos tipos
}
consent-records-update-delete = { $which ->
    [all] Cambiar y eliminar registros de cualquier tipo
   *[some] Cambiar y eliminar registros de estos tipos
}
consent-records-create = { $which ->
    [all] Crear registros de cualquier tipo
   *[some] Crear registros de estos tipos
}
consent-records-update = { $which ->
    [all] Cambiar registros de cualquier tipo
   *[some] Cambiar registros de estos tipos
}
consent-records-delete = { $which ->
    [all] Eliminar registros de cualquier tipo
   *[some] Eliminar registros de estos tipos
}
consent-files-any = Subir archivos de cualquier tipo
consent-files-some = Subir archivos de estos tipos
consent-calls = { $which ->
    [all] Llamar a { $service } en tu nombre, para cualquier cosa
   *[some] Llamar a { $service } en tu nombre, para estos métodos
}
consent-calls-anywhere = { $which ->
    [all] Llamar a cualquier servicio en tu nombre
   *[some] Llamar a estos métodos de cualquier servicio en tu nombre
}

reactivate-title = Reactiva tu cuenta
reactivate-lead = La cuenta { $account } está desactivada. Reactívala para continuar; volverá a ser visible.
reactivate-elsewhere = Esta cuenta no se puede activar aquí: su identidad apunta a otro servidor.
moving-title = Esta cuenta no está activa aquí
moving-where = La identidad de { $account } apunta a { $host }.
moving-in = Si te mudas aquí, termina la mudanza en el programa con el que la empezaste. Hasta ahora han llegado { $records } registros y { $held } de { $expected } archivos.
moving-away = Si te mudaste a otro sitio, entra en { $host }.
moving-again = Mirar de nuevo
reactivate-go = Reactivar y continuar

done-title = Ya respondida
done-text = Has respondido a esta solicitud. Cierra esta página o vuelve a { $app }.
done-account = Ver tus aplicaciones conectadas

leave-title = De vuelta a la aplicación
leave-text = Si no ocurre nada por sí solo, pulsa el botón.
leave-continue = Continuar

sign-up-title = Crear una cuenta
sign-up-step = Paso { $step } de { $total }
sign-up-handle-title = Elige un handle
sign-up-handle-lead = Tu handle es tu nombre en la red. Puedes cambiarlo más adelante.
sign-up-handle = Handle
sign-up-handle-hint = De 3 a 18 letras, números o guiones
sign-up-domain = Terminación
sign-up-next = Continuar
sign-up-check = Comprobar si está libre
sign-up-have-account = Ya tengo una cuenta
sign-up-back = Elegir otro handle
sign-up-free = { $handle } está libre.
sign-up-taken = Este handle ya está en uso.
sign-up-short = Este handle es demasiado corto. Necesita al menos 3 caracteres.
sign-up-long = Este handle es demasiado largo. Puede tener 18 caracteres como máximo.
sign-up-reserved = Este handle no se puede usar aquí.
sign-up-characters = Usa solo letras, números y guiones, sin guion al principio ni al final.
sign-up-handle-gone = Mientras tanto, otra persona se ha quedado con este handle. Elige otro.
sign-up-details-title = Tu cuenta
sign-up-details-lead = Serás { $handle }.
sign-up-invite = Código de invitación
sign-up-invite-hint = Te lo dan quienes gestionan este servidor.
sign-up-invite-missing = Escribe tu código de invitación.
sign-up-invite-unavailable = Este código de invitación no existe o ya se ha usado.
sign-up-email = Correo electrónico
sign-up-email-hint = Para los códigos y por si olvidas la contraseña. Nadie más lo ve.
sign-up-email-unsupported = No se puede usar esta dirección. Escribe otra.
sign-up-email-ascii = Este servidor no puede enviar correo a direcciones con letras distintas de a a z antes de la @. Escribe otra.
sign-up-email-taken = Ya hay una cuenta con esta dirección.
sign-up-terms = Al crear una cuenta, aceptas:
sign-up-work = Tu navegador está comprobando que eres una persona. Tarda un momento.
sign-up-work-waiting = Un momento, la comprobación casi ha terminado.
sign-up-work-done = Tu navegador ha terminado la comprobación.
sign-up-work-script = Este paso necesita JavaScript, que impide que los programas creen cuentas.
sign-up-work-missing = Tu navegador no terminó la comprobación. Inténtalo de nuevo con JavaScript activado.
sign-up-work-expired = La comprobación ha caducado. Inténtalo de nuevo.
sign-up-captcha = Resuelve el acertijo.
sign-up-directory = No se puede acceder al directorio de identidades. Inténtalo de nuevo en unos minutos.
sign-up-welcome = ¡Te damos la bienvenida, { $handle }! Te hemos enviado un código para confirmar tu dirección.
sign-up-work-mail = JavaScript está desactivado, así que demuestras con un código que eres una persona: te lo enviamos a tu dirección cuando continúes.
sign-up-code-title = Escribe el código del correo
sign-up-code-lead = Hemos escrito a { $email }. Si se puede crear una cuenta con esta dirección, el correo contiene un código. Vale durante 10 minutos.
sign-up-code-back = Usar otra dirección
sign-up-code-sent = Otro correo está en camino. Los códigos anteriores ya no valen.
sign-up-code-pause = Acabamos de enviar un correo. Espera un minuto antes de pedir otro.
sign-up-code-letters = Hemos escrito varias veces a esta dirección. Empieza de nuevo más tarde o usa otra dirección.
sign-up-code-tries = Demasiados códigos incorrectos. Pide uno nuevo.
sign-up-welcome-confirmed = ¡Te damos la bienvenida, { $handle }!
