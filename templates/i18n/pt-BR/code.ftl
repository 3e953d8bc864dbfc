### Entrar com um código por e-mail, e criar uma conta com ele.

# A carta. $host é o do aplicativo, ou o do servidor.
mail-entry-subject = { $code } é o seu código de acesso para { $host }
mail-entry-subject-new = { $code } – boas-vindas a { $service }
mail-entry-title = Seu código de acesso para { $host }
mail-entry-title-new = Boas-vindas a { $service }
mail-entry-intro-app = digite este código para entrar em { $app } com a sua conta em { $service }:
mail-entry-intro = digite este código para entrar em { $service }:
mail-entry-not-you = Se você não pediu, ignore esta mensagem: sem o código nada acontece.
mail-entry-refuse = Se você não quiser mais códigos de { $app }:
mail-entry-refuse-link = Não receber mais códigos de { $app }

# Pedir um código.
code-email = Endereço de e-mail
code-email-hint = Enviamos um código para você. Não é preciso ter senha.
code-email-missing = Digite o endereço de e-mail para o qual o código deve ir.
code-send = Enviar um código por e-mail
code-send-to = Enviar um código para { $email }
code-or = Ou:

# A página em que ele é digitado.
code-title = Digite o seu código
code-lead = Enviamos um código de oito dígitos para { $email }. Ele vale por dez minutos.
code-label = Código
code-label-hint = Oito dígitos, da mensagem mais recente
code-wrong = Esse não é o código. Use o da mensagem mais recente.
code-over = Este código expirou. Peça outro.
code-tries = Códigos errados demais. Peça outro.
code-pause = Um código foi enviado há pouco. Olhe a sua caixa de entrada e tente de novo.
code-again = Enviar outro código
code-again-at = Se nenhuma mensagem chegar, você pode pedir outra a partir de { $time } UTC.
code-no-more = Não são enviados mais códigos para este acesso.
code-sent = Outro código está a caminho. Os anteriores não valem mais.
code-other = Usar outro endereço
code-asks = { $app } poderá:
code-allow = Entrar e permitir { $app }

# O primeiro identificador.
code-handle-title = Escolha o seu identificador
code-handle-lead = É assim que as pessoas encontram você. Dá para mudar depois.
code-handle-hint = De 5 a 20 letras a–z, dígitos e hifens
code-handle-short = São necessários pelo menos 5 caracteres.
code-handle-long = São permitidos no máximo 20 caracteres.
code-handle-suggestions = Livres neste momento:
code-create = Criar conta
code-create-allow = Criar conta e permitir { $app }
code-pending-title = Quase lá
code-pending-lead = A sua conta está sendo registrada no diretório de identidades, que não responde no momento. Esta página verifica de novo sozinha.

# Não receber códigos.
code-refuse-title = Não receber estes códigos
code-refuse-lead = Por 90 dias, nenhum código deste aplicativo será enviado para o seu endereço. Ninguém entrou com o código da mensagem, a não ser que ele tenha sido passado adiante.
code-refuse-button = Não receber
code-refused-title = Pronto
code-refused-lead = Por 90 dias, nenhum código deste aplicativo será enviado para o seu endereço.

# Quando o navegador não guarda nada.
code-cookies-title = O seu navegador não guarda cookies
code-cookies-lead = Esta página precisa reconhecer o seu navegador para deixar você entrar. Permita cookies para este endereço, volte ao aplicativo e comece de novo.
