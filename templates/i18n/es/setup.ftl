### El asistente para un servidor nuevo.

setup-title = Configura tu servidor
setup-lead = Solo su dueño puede configurar este servidor. Muestra un código en su pantalla, en su registro y en la tarjeta, en el archivo SETUP-CODE.txt.
setup-code = Código de configuración
setup-code-hint = Ocho letras y cifras. Las mayúsculas y el guion no importan.
setup-code-go = Empezar
setup-code-wrong = Este no es el código de configuración.
setup-code-wait = Demasiados códigos incorrectos. Inténtalo de nuevo en { $minutes } min.
setup-steps = Pasos
setup-step-of = Paso { $number } de { $count }
setup-step-domain = Nombre
setup-step-reach = El camino a tu servidor
setup-step-certificate = Certificado
setup-step-mail = Correo
setup-step-restart = Reinicio
setup-step-administrator = Administrador
setup-step-account = Tu cuenta
setup-step-network = La red
setup-step-hello = Primera publicación
setup-next = Siguiente
setup-again = Comprobar de nuevo
setup-refused = No se puede guardar: { $detail }
setup-not-yet = Antes hay que hacer otro paso.
setup-fixed = Esto lo fija { $origin } y no se puede cambiar aquí.
setup-clock = El reloj del servidor aún no está en hora. Pregunta la hora a la red; inténtalo de nuevo en un minuto.
setup-busy = El servidor está ocupado. Inténtalo de nuevo en un momento.

setup-domain-lead = Las personas y las aplicaciones encuentran tu servidor por un nombre propio. Necesitas un dominio, como example.com, y usas un nombre dentro de él.
setup-domain-name = Nombre del servidor
setup-domain-hint = Por ejemplo, pds.example.com
setup-domain-save = Usar este nombre
setup-domain-wrong = Escribe un nombre de un dominio tuyo, como pds.example.com.
setup-domain-missing = Elige primero un nombre.
setup-records = Registros para tu dominio
setup-records-lead = Donde gestionas tu dominio, añade estos registros DNS. Los que llevan * son para los identificadores de las cuentas.
setup-router = la dirección pública de tu router
setup-router-hint = Tu router muestra su dirección pública en su página de estado. Si usas un túnel, añade en su lugar los registros que indique su proveedor.
setup-found = Lo que se encuentra ahora
setup-found-good = { $name } lleva a { $addresses }.
setup-found-elsewhere = { $name } lleva a { $addresses }, que no es aquí. Solo es correcto si allí hay un proxy o un túnel.
setup-found-private = { $name } lleva a { $addresses }. Esa dirección solo vale en casa; usa la pública.
setup-found-missing = Todavía no hay ningún registro para { $name }.
setup-found-failed = No se pudo consultar { $name }. ¿Está este equipo en internet?
setup-found-hint = Los registros nuevos pueden tardar hasta una hora. Puedes seguir y volver más tarde.

setup-reach-lead = ¿Cómo llegan otros de internet a este equipo?
setup-reach-ports = Mi router reenvía los puertos 80 y 443
setup-reach-ports-hint = Lo habitual en casa. Configura en tu router la redirección de puertos a este equipo.
setup-reach-proxy = Otro servidor reenvía las peticiones
setup-reach-proxy-hint = Como Caddy o nginx en la misma red.
setup-reach-tunnel = Un túnel
setup-reach-tunnel-hint = Como Cloudflare Tunnel o Tailscale Funnel. No necesita puertos abiertos y funciona aunque tu proveedor no te dé una dirección propia.

setup-certificate-lead = Con un certificado, los navegadores y las aplicaciones saben que de verdad hablan con tu servidor.
setup-certificate-acme = Obtener uno de Let’s Encrypt
setup-certificate-acme-hint = Gratis, y se renueva solo. Los puertos 80 y 443 deben llegar a este equipo.
setup-certificate-accept = Acepto las condiciones de Let’s Encrypt
setup-certificate-terms = Condiciones de Let’s Encrypt
setup-certificate-terms-missing = Para obtener un certificado, acepta las condiciones de Let’s Encrypt.
setup-certificate-contact = Correo electrónico para Let’s Encrypt (opcional)
setup-certificate-proxy = El proxy o el túnel tiene uno
setup-certificate-proxy-hint = Entonces llega a este equipo sin cifrado, por el puerto { $port }.
setup-certificate-files = Tengo uno en archivos
setup-certificate-files-hint = Los dos archivos están en este equipo, en formato PEM.
setup-certificate-file = Archivo del certificado
setup-certificate-key = Archivo de la clave
setup-certificate-file-missing = Escribe la ruta del archivo.
setup-certificate-file-wrong = No se pueden usar estos archivos: { $detail }
setup-certificate-self = Crear uno aquí
setup-certificate-self-hint = Los navegadores avisan y las aplicaciones no se conectan. Para hacer pruebas.

setup-mail-lead = Tu servidor envía cartas con códigos, por ejemplo cuando alguien olvida una contraseña. Necesita un buzón desde el que enviarlas.
setup-mail-set = Hay un servidor de correo configurado, y aceptó una carta.
setup-mail-provider = Proveedor
setup-mail-other = Otro
setup-mail-host = Servidor de correo
setup-mail-host-hint = Solo para otro proveedor
setup-mail-port = Puerto
setup-mail-port-hint = Normalmente 465 o 587
setup-mail-user = Nombre de usuario
setup-mail-password-hint = Muchos proveedores piden aquí una contraseña de aplicación, no la tuya.
setup-mail-from = Remitente de las cartas
setup-mail-to = Tu propia dirección
setup-mail-to-hint = Ahora se envía allí una carta.
setup-mail-try = Enviar una carta y guardar
setup-mail-none = Seguir sin correo
setup-mail-none-hint = Sin correo, los códigos esperan al administrador. Puedes añadir el correo más tarde.
setup-mail-host-missing = Elige un proveedor o escribe su servidor de correo.
setup-mail-port-wrong = Un puerto es un número, como 465.
setup-mail-refused = No se pudo enviar la carta: { $detail }
setup-letter-subject = Tu servidor puede enviar cartas
setup-letter-text = Esta carta se envió mientras se configuraba tu servidor. No hay que hacer nada más.

setup-restart-lead = Ahora tu servidor se reinicia con su nombre, { $name }. Tarda unos segundos.
setup-restart-where = Si esta página no vuelve, sigue aquí y escribe otra vez el código:
# $port is a number.
setup-restart-proxy = A partir de entonces cifra el proxy o el túnel, que llega a este equipo por el puerto { $port }. Para que no te quedes fuera si todavía no lo hace, esta dirección sigue funcionando hasta que termines.
setup-restart-where-proxy = Continúa aquí o a través del proxy, donde se vuelve a pedir el código:
setup-restart-go = Reiniciar ahora
setup-restarting = Tu servidor se reinicia
setup-restarting-text = Espera, por favor. Esta página sigue sola tras unos segundos.
setup-restarting-here = Seguir en esta dirección

setup-administrator-lead = Elige una contraseña para administrar tu servidor. Con ella ves en { $address } cómo está el servidor, ayudas a las cuentas y cambias los ajustes.
setup-administrator-set = El administrador tiene una contraseña.

setup-account-lead = Crea tu propia cuenta. Más tarde puedes guardar un kit de recuperación.
setup-account-handle-hint = Será tu nombre en la red, con { $domain } al final.
setup-account-made = Tu cuenta está lista.

setup-network-lead = Las cuentas de aquí pueden hablar con toda la red.
setup-network-relay = Que un relay lleve a otros lo que se publica aquí
setup-network-relay-hint = Se pide a { $host } que siga a tu servidor.
setup-network-app = Que funcione la aplicación de Bluesky
setup-network-app-hint = { $host } responde a cronologías y búsquedas. Las denuncias de publicaciones van a sus moderadores.
setup-network-refused = El relay no aceptó: { $detail }. Inténtalo de nuevo o sigue sin él.

setup-hello-lead = Saluda a la red. Todo el mundo puede leerlo.
setup-hello-text = Texto
setup-hello-default = ¡Hola desde mi propio servidor!
setup-hello-post = Publicar
setup-hello-none = Ahora no
setup-hello-length = Escribe como máximo 300 caracteres.
setup-hello-done = Hecho.

setup-done = Todo listo
setup-done-lead = { $name } está listo. Cuando termines, estas páginas desaparecen para siempre.
setup-done-go = Terminar
setup-finished = Tu servidor está listo
setup-finished-text = La configuración ha terminado y su código ya no sirve. Inicia sesión con tu cuenta:
setup-finished-admin = Las páginas del administrador
