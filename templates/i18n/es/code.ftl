### Iniciar sesión con un código por correo, y crear una cuenta con él.

# La carta. $host es el de la aplicación, o el del servidor.
mail-entry-subject = { $code } es tu código de acceso para { $host }
mail-entry-subject-new = { $code } – te damos la bienvenida a { $service }
mail-entry-title = Tu código de acceso para { $host }
mail-entry-title-new = Te damos la bienvenida a { $service }
mail-entry-intro-app = escribe este código para entrar en { $app } con tu cuenta en { $service }:
mail-entry-intro = escribe este código para entrar en { $service }:
mail-entry-not-you = Si no lo pediste, no hagas caso de este mensaje: sin el código no pasa nada.
mail-entry-refuse = Si no quieres más códigos de { $app }:
mail-entry-refuse-link = No más códigos de { $app }

# Pedir un código.
code-email = Dirección de correo
code-email-hint = Te enviamos un código. No necesitas contraseña.
code-email-missing = Escribe la dirección de correo a la que debe ir el código.
code-send = Enviarme un código
code-send-to = Enviar un código a { $email }
code-or = O bien:

# La página donde se escribe.
code-title = Escribe tu código
code-lead = Hemos enviado un código de ocho cifras a { $email }. Vale diez minutos.
code-label = Código
code-label-hint = Ocho cifras, del mensaje más reciente
code-wrong = Ese no es el código. Toma el del mensaje más reciente.
code-over = Este código ha caducado. Pide otro.
code-tries = Demasiados códigos equivocados. Pide otro.
code-pause = Se envió un código hace un momento. Mira tu buzón y vuelve a intentarlo.
code-again = Enviar otro código
code-again-at = Si no llega ningún mensaje, puedes pedir otro a partir de las { $time } UTC.
code-no-more = No se envían más códigos para este inicio de sesión.
code-sent = Otro código está en camino. Los anteriores ya no valen.
code-other = Usar otra dirección
code-asks = { $app } podrá:
code-allow = Entrar y permitir { $app }

# El primer identificador.
code-handle-title = Elige tu identificador
code-handle-lead = Así te encuentran los demás. Puedes cambiarlo más tarde.
code-handle-hint = De 5 a 20 letras a–z, cifras y guiones
code-handle-short = Hacen falta al menos 5 caracteres.
code-handle-long = Caben como mucho 20 caracteres.
code-handle-suggestions = Libres en este momento:
code-create = Crear cuenta
code-create-allow = Crear cuenta y permitir { $app }
code-pending-title = Ya casi está
code-pending-lead = Tu cuenta se está inscribiendo en el directorio de identidades, que ahora mismo no responde. Esta página vuelve a mirar sola.

# No recibir códigos.
code-refuse-title = No recibir estos códigos
code-refuse-lead = Durante 90 días no se enviarán códigos de esta aplicación a tu dirección. Nadie ha entrado con el código del mensaje, a no ser que se lo hayan pasado.
code-refuse-button = No recibirlos
code-refused-title = Hecho
code-refused-lead = Durante 90 días no se enviarán códigos de esta aplicación a tu dirección.

# Cuando el navegador no guarda nada.
code-cookies-title = Tu navegador no guarda cookies
code-cookies-lead = Esta página tiene que reconocer tu navegador para dejarte entrar. Permite las cookies para esta dirección, vuelve a la aplicación y empieza de nuevo.
