### The letters.

mail-hello = Olá,
mail-hello-name = Olá, { $name },
mail-minutes =
    { $minutes ->
        [one] O código vale por { $minutes } minuto.
       *[other] O código vale por { $minutes } minutos.
    }
mail-never-asked = Ninguém do { $service } vai pedir esse código a você.
mail-asked-from = O pedido veio do endereço de rede { $address }.
mail-not-you = Se não foi você, não passe o código adiante: sem ele, nada acontece.
mail-questions = Dúvidas? { $support }
mail-when = Quando: { $date }, { $time } UTC
mail-from = Do endereço de rede: { $address }
mail-with = Com: { $agent }
mail-what = O quê: { $factor }
mail-factor-passkey = uma chave de acesso
mail-factor-passkey-named = a chave de acesso “{ $name }”
mail-factor-totp = um aplicativo autenticador
mail-factor-recovery-codes = os códigos de recuperação
mail-factor-email = um código por e-mail
mail-factor-backup-email = um endereço reserva
mail-for-app = para { $app }

mail-confirm-email-subject = Confirme seu endereço de e-mail
mail-confirm-email-intro = este endereço foi informado para sua conta no { $service }. Para mostrar que você o lê, digite este código onde ele for pedido:
mail-confirm-email-link = Ou abra esta página, que pergunta antes de confirmar:
mail-update-email-subject = Mudança do seu endereço de e-mail
mail-update-email-intro = alguém pediu para mudar o endereço de e-mail da sua conta no { $service }. Se foi você, digite este código junto com o novo endereço:
mail-reset-password-subject = Seu código para redefinir a senha
mail-reset-password-intro = alguém pediu uma nova senha para sua conta no { $service }. Se foi você, digite este código e escolha a nova senha:
mail-reset-password-outro = Até lá, sua senha antiga continua valendo.
mail-delete-account-subject = Confirme a exclusão da sua conta
mail-delete-account-intro = alguém pediu para excluir sua conta no { $service }, com todas as publicações, curtidas, pessoas seguidas e arquivos. Isso não pode ser desfeito. Se é o que você quer, digite este código junto com sua senha:
mail-plc-operation-subject = Confirme uma mudança na sua identidade
mail-plc-operation-intro = alguém pediu para mudar seu registro no diretório de identidades (PLC), que diz onde sua conta está e quais chaves a controlam. Quem faz uma mudança dessas pode tomar a conta. Se foi você, por exemplo porque está mudando de servidor, digite este código:
mail-sign-in-code-subject = Seu código de acesso
mail-sign-in-code-intro = alguém está entrando na sua conta no { $service } e sabe a senha. Se é você, digite este código:
mail-sign-in-code-outro = Se não é você, mude sua senha: outra pessoa a conhece.
mail-address-code-subject = Seu código para uma nova conta
mail-address-code-intro = alguém está criando uma conta no { $service } com este endereço. Se é você, digite este código para terminar:

mail-address-known-subject = Você já tem uma conta
mail-address-known-intro = alguém tentou criar uma conta no { $service } com este endereço. Você já tem uma aqui, por isso nenhuma outra foi criada.
mail-address-known-advice = Se foi você, entre na sua conta; se esqueceu a senha, a página de entrada envia um código para criar outra. Se não foi, não é preciso fazer nada.
mail-deletion-ahead-subject = Sua conta será excluída em { $date }
mail-deletion-ahead-intro = sua conta no { $service } está desativada. Em { $date } ela será excluída de vez, com todas as publicações, curtidas, pessoas seguidas e arquivos que tem aqui.
mail-deletion-ahead-advice = Se quiser mantê-la, reative-a antes disso, com o programa que você usou para desativá-la ou começar a mudança. Se não quiser, não é preciso fazer nada.
mail-new-sign-in-subject = Nova entrada na sua conta
mail-new-sign-in-intro = alguém entrou na sua conta no { $service } de um lugar que ainda não tinha sido visto.
mail-new-sign-in-advice = Se foi você, não é preciso fazer nada. Se não foi, mude sua senha agora: isso encerra todas as sessões.
mail-factor-added-subject = Uma forma de entrar foi adicionada à sua conta
mail-factor-added-intro = uma forma de entrar foi adicionada à sua conta no { $service }.
mail-factor-added-advice = Se foi você, não é preciso fazer nada. Se não foi, remova-a na página da sua conta e mude sua senha agora.
mail-factor-removed-subject = Uma forma de entrar foi removida da sua conta
mail-factor-removed-intro = uma forma de entrar na sua conta no { $service } não funciona mais.
mail-factor-removed-advice = Se foi você, não é preciso fazer nada. Se não foi, mude sua senha agora e escreva para quem cuida do servidor.
mail-factor-guessed-subject = Alguém sabe sua senha
mail-factor-guessed-intro = alguém tentou entrar na sua conta no { $service }, com a senha certa e muitos códigos errados. Não conseguiu entrar.
mail-factor-guessed-advice = Se foi você, espere um pouco antes de tentar de novo. Se não foi, mude sua senha agora: outra pessoa a conhece.
mail-email-changed-subject = O endereço de e-mail da sua conta foi alterado
mail-email-changed-intro = o endereço de e-mail da sua conta em { $service } foi trocado por outro.
mail-email-changed-undo = Se não foi você, abra esta página dentro de três dias: ela devolve o seu endereço e encerra todas as sessões.
mail-email-changed-advice = Se foi você, não há nada a fazer.
mail-password-changed-subject = Sua senha foi alterada
mail-password-changed-intro = a senha da sua conta em { $service } foi alterada.
mail-password-changed-advice = Se foi você, não há nada a fazer. Se não foi, use agora “Esqueceu?” na página de entrada: ela envia um código para uma nova senha.
mail-backup-email-subject = Confirme seu endereço reserva
mail-backup-email-intro = este endereço foi informado como reserva de uma conta no { $service }. Para mostrar que você o lê, digite este código onde ele for pedido:
mail-backup-email-outro = Se você não sabe disso, não é preciso fazer nada.
mail-backup-email-used-subject = Alguém entrou pelo seu endereço reserva
mail-backup-email-used-intro = alguém entrou na sua conta em { $service } com um código enviado ao endereço reserva { $email }.
mail-backup-email-used-advice = Se foi você, não há nada a fazer. Se não foi, entre agora, remova esse endereço na página de e-mail da sua conta e saia de todos os lugares.
