### The letters.

mail-hello = Hola:
mail-hello-name = Hola, { $name }:
mail-minutes =
    { $minutes ->
        [one] El código vale durante 1 minuto.
       *[other] El código vale durante { $minutes } minutos.
    }
mail-never-asked = Nadie de { $service } te lo pedirá nunca.
mail-asked-from = La petición llegó desde la dirección de red { $address }.
mail-not-you = Si no has sido tú, no des el código a nadie: sin él no pasa nada.
mail-questions = ¿Preguntas? { $support }
mail-when = Cuándo: { $date }, { $time } UTC
mail-from = Desde la dirección de red: { $address }
mail-with = Con: { $agent }
mail-what = Qué: { $factor }
mail-factor-passkey = una clave de acceso
mail-factor-passkey-named = la clave de acceso «{ $name }»
mail-factor-totp = una aplicación de autenticación
mail-factor-recovery-codes = los códigos de recuperación
mail-factor-email = un código por correo
mail-factor-backup-email = una dirección de respaldo
mail-for-app = para { $app }

mail-confirm-email-subject = Confirma tu dirección de correo
mail-confirm-email-intro = esta dirección se indicó para tu cuenta en { $service }. Para mostrar que la lees, escribe este código donde te lo pidan:
mail-confirm-email-link = O abre esta página, que pregunta antes de confirmar:
mail-update-email-subject = Cambio de tu dirección de correo
mail-update-email-intro = alguien ha pedido cambiar la dirección de correo de tu cuenta en { $service }. Si has sido tú, escribe este código junto con la dirección nueva:
mail-reset-password-subject = Tu código para cambiar la contraseña
mail-reset-password-intro = alguien ha pedido una contraseña nueva para tu cuenta en { $service }. Si has sido tú, escribe este código y elige la contraseña nueva:
mail-reset-password-outro = Hasta entonces sigue valiendo la contraseña anterior.
mail-delete-account-subject = Confirma la eliminación de tu cuenta
mail-delete-account-intro = alguien ha pedido eliminar tu cuenta en { $service }, con todas sus publicaciones, «me gusta», seguimientos y archivos. No se puede deshacer. Si es lo que quieres, escribe este código junto con tu contraseña:
mail-plc-operation-subject = Confirma un cambio en tu identidad
mail-plc-operation-intro = alguien ha pedido cambiar tu entrada en el directorio de identidades (PLC), que dice dónde está tu cuenta y qué claves la controlan. Quien hace un cambio así puede quedarse con la cuenta. Si has sido tú, por ejemplo porque te mudas a otro servidor, escribe este código:
mail-sign-in-code-subject = Tu código para entrar
mail-sign-in-code-intro = alguien está entrando en tu cuenta de { $service } y conoce la contraseña. Si eres tú, escribe este código:
mail-sign-in-code-outro = Si no eres tú, cambia la contraseña: otra persona la conoce.
mail-address-code-subject = Tu código para una cuenta nueva
mail-address-code-intro = alguien está creando una cuenta en { $service } con esta dirección. Si eres tú, escribe este código para terminar:

mail-address-known-subject = Ya tienes una cuenta
mail-address-known-intro = alguien ha intentado crear una cuenta en { $service } con esta dirección. Ya tienes una aquí, así que no se ha creado otra.
mail-address-known-advice = Si has sido tú, entra en tu cuenta; si has olvidado la contraseña, la página para entrar te envía un código para cambiarla. Si no, no tienes que hacer nada.
mail-deletion-ahead-subject = Tu cuenta se eliminará el { $date }
mail-deletion-ahead-intro = tu cuenta en { $service } está desactivada. El { $date } se eliminará para siempre, con todas las publicaciones, «me gusta», seguimientos y archivos que tiene aquí.
mail-deletion-ahead-advice = Si quieres conservarla, actívala antes con el programa con el que la desactivaste o empezaste la mudanza. Si no, no tienes que hacer nada.
mail-new-sign-in-subject = Nueva entrada en tu cuenta
mail-new-sign-in-intro = alguien ha entrado en tu cuenta de { $service } desde un lugar que no se había visto antes.
mail-new-sign-in-advice = Si has sido tú, no tienes que hacer nada. Si no, cambia la contraseña ahora: eso cierra todas las sesiones.
mail-factor-added-subject = Se añadió una forma de entrar a tu cuenta
mail-factor-added-intro = se ha añadido una forma de entrar a tu cuenta en { $service }.
mail-factor-added-advice = Si has sido tú, no tienes que hacer nada. Si no, quítala en la página de tu cuenta y cambia la contraseña ahora.
mail-factor-removed-subject = Se quitó una forma de entrar de tu cuenta
mail-factor-removed-intro = una forma de entrar en tu cuenta de { $service } ya no funciona.
mail-factor-removed-advice = Si has sido tú, no tienes que hacer nada. Si no, cambia la contraseña ahora y escribe a quienes llevan el servidor.
mail-factor-guessed-subject = Alguien conoce tu contraseña
mail-factor-guessed-intro = alguien ha intentado entrar en tu cuenta de { $service } con la contraseña correcta y muchos códigos incorrectos. No ha podido entrar.
mail-factor-guessed-advice = Si has sido tú, espera un rato antes de volver a intentarlo. Si no, cambia la contraseña ahora: otra persona la conoce.
mail-email-changed-subject = Se cambió la dirección de correo de tu cuenta
mail-email-changed-intro = la dirección de correo de tu cuenta en { $service } se cambió por otra.
mail-email-changed-undo = Si no fuiste tú, abre esta página en los próximos tres días: te devuelve tu dirección y cierra todas las sesiones.
mail-email-changed-advice = Si fuiste tú, no hay nada que hacer.
mail-password-changed-subject = Se cambió tu contraseña
mail-password-changed-intro = la contraseña de tu cuenta en { $service } se ha cambiado.
mail-password-changed-advice = Si fuiste tú, no hay nada que hacer. Si no, usa ahora «¿La olvidaste?» en la página de inicio de sesión: te envía un código para una contraseña nueva.
mail-backup-email-subject = Confirma tu dirección de respaldo
mail-backup-email-intro = esta dirección se indicó como respaldo de una cuenta en { $service }. Para mostrar que la lees, escribe este código donde te lo pidan:
mail-backup-email-outro = Si no sabes nada de eso, no hay nada que hacer.
mail-backup-email-used-subject = Alguien entró por tu dirección de respaldo
mail-backup-email-used-intro = alguien ha entrado en tu cuenta en { $service } con un código enviado a la dirección de respaldo { $email }.
mail-backup-email-used-advice = Si fuiste tú, no hay nada que hacer. Si no, entra ahora, quita esa dirección en la página de correo de tu cuenta y cierra la sesión en todas partes.
