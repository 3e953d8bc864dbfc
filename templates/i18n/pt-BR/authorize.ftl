### As páginas em que se deixa um aplicativo entrar.

authorize-welcome = Boas-vindas a { $service }
authorize-wants-in = Para continuar em { $app }
authorize-app-here = um aplicativo neste dispositivo
authorize-app-here-first = Um aplicativo neste dispositivo
authorize-create = Criar uma nova conta
authorize-cancel = Cancelar
authorize-choose = Escolha uma conta
authorize-sign-in-as = Entrar como { $name }
authorize-other-account = Usar outra conta

consent-title = Autorizar
consent-wants = { $app } quer acesso a { $account }.
consent-only-profile = Ele só fica sabendo quem você é.
consent-known = Você já autorizou este aplicativo antes.
consent-how-long = Por quanto tempo
consent-for-day = Um dia
consent-for-month = 30 dias
consent-for-revoked = Até eu revogar
consent-public = Aplicativos deste tipo precisam pedir de novo depois de no máximo duas semanas.
consent-technical = Detalhes técnicos
consent-returns = Depois disso você volta para { $place }
consent-tokens = O que o aplicativo pede, nas palavras dele:
consent-legal = Deste aplicativo:
consent-allow = Autorizar
consent-deny = Negar acesso

consent-group-profile = Quem você é
consent-group-email = E-mail
consent-group-account = Sua conta
consent-group-identity = Sua identidade
consent-group-bluesky = Acesso amplo
consent-group-chat = Mensagens diretas
consent-group-sets = Conjuntos de permissões
consent-group-records = Seus registros
consent-group-files = Arquivos
consent-group-services = Outros serviços

# Shown above a permission that reaches far.
consent-care-email-manage = Com seu e-mail nas mãos, o aplicativo poderia tomar sua conta.
consent-care-repo-manage = O aplicativo poderia substituir tudo o que você já escreveu.
consent-care-status-manage = O aplicativo poderia fazer você desaparecer da rede.
consent-care-identity-handle = O aplicativo poderia mudar seu nome. As pessoas encontrariam você com outro.
consent-care-identity-all = O aplicativo poderia mudar quem você é na rede e tirar sua conta de você para sempre.
consent-care-generic = Isto é quase tudo o que você mesmo pode fazer. Permita só a aplicativos em que você confia.
consent-care-chat = O aplicativo poderia ler e escrever suas mensagens privadas.
consent-care-records = O aplicativo poderia mudar qualquer um dos seus registros, inclusive os de outros aplicativos.
consent-care-files-any = O aplicativo poderia enviar arquivos de qualquer tipo em seu nome.
consent-care-calls = O aplicativo poderia fazer em seu nome tudo o que este serviço oferece.
consent-care-calls-anywhere = O aplicativo poderia agir em seu nome em muitos lugares.

consent-profile = Ver seu handle e os dados públicos da sua conta
consent-email-read = Ver seu e-mail
consent-email-manage = Ver e mudar seu e-mail
consent-repo-read = Ver o estado do seu repositório
consent-repo-manage = Substituir todo o seu repositório por uma importação
consent-status-read = Ver se sua conta está ativa
consent-status-manage = Desativar e reativar sua conta
consent-identity-handle = Mudar seu handle
consent-identity-all = Mudar seu handle, suas chaves e o servidor em que você mora
consent-generic = Escrever, mudar e excluir todos os seus registros, enviar arquivos e chamar a maioria dos serviços em seu nome
consent-chat = Ler e escrever suas mensagens diretas
consent-set = As permissões que { $name } reúne
consent-set-holds = O que isso inclui
consent-records-all = { $which ->
    [all] Criar, mudar e excluir registros de qualquer tipo
   *[some] Criar, mudar e excluir registros destes tipos
}
consent-records-create-update = { $which ->
    [all] Criar e mudar registros de qualquer tipo
   *[some] Criar e mudar registros destes tipos
}
consent-records-create-delete = { $which ->
    [all] Criar e excluir registros de qualquer tipo
   *[some] Criar e excluir registros destes tipos
}
consent-records-update-delete = { $which ->
    [all] Mudar e excluir registros de qualquer tipo
   *[some] Mudar e excluir registros destes tipos
}
consent-records-create = { $which ->
    [all] Criar registros de qualquer tipo
   *[some] Criar registros destes tipos
}
consent-records-update = { $which ->
    [all] Mudar registros de qualquer tipo
   *[some] Mudar registros destes tipos
}
consent-records-delete = { $which ->
    [all] Excluir registros de qualquer tipo
   *[some] Excluir registros destes tipos
}
consent-files-any = Enviar arquivos de qualquer tipo
consent-files-some = Enviar arquivos destes tipos
consent-calls = { $which ->
    [all] Chamar { $service } em seu nome, para qualquer coisa
   *[some] Chamar { $service } em seu nome, para estes métodos
}
consent-calls-anywhere = { $which ->
    [all] Chamar qualquer serviço em seu nome
   *[some] Chamar estes métodos de qualquer serviço em seu nome
}

reactivate-title = Reative sua conta
reactivate-lead = A conta { $account } está desativada. Reative-a para continuar; ela voltará a ser vista.
reactivate-elsewhere = Esta conta não pode ser ativada aqui: a identidade dela aponta para outro servidor.
moving-title = Esta conta não está ativa aqui
moving-where = A identidade de { $account } aponta para { $host }.
moving-in = Se você está se mudando para cá, termine a mudança no programa em que a começou. Até agora chegaram { $records } registros e { $held } de { $expected } arquivos.
moving-away = Se você se mudou para outro lugar, entre em { $host }.
moving-again = Olhar de novo
reactivate-go = Reativar e continuar

done-title = Já respondido
done-text = Você respondeu a este pedido. Feche esta página ou volte para { $app }.
done-account = Ver seus aplicativos conectados

leave-title = De volta ao aplicativo
leave-text = Se nada acontecer sozinho, aperte o botão.
leave-continue = Continuar

sign-up-title = Criar uma conta
sign-up-step = Etapa { $step } de { $total }
sign-up-handle-title = Escolha um handle
sign-up-handle-lead = Seu handle é o seu nome na rede. Você pode mudá-lo depois.
sign-up-handle = Handle
sign-up-handle-hint = De 3 a 18 letras, números ou hifens
sign-up-domain = Final
sign-up-next = Continuar
sign-up-check = Ver se está livre
sign-up-have-account = Já tenho uma conta
sign-up-back = Escolher outro handle
sign-up-free = { $handle } está livre.
sign-up-taken = Este handle já está em uso.
sign-up-short = Este handle é curto demais. Ele precisa de pelo menos 3 caracteres.
sign-up-long = Este handle é longo demais. Ele pode ter no máximo 18 caracteres.
sign-up-reserved = Este handle não pode ser usado aqui.
sign-up-characters = Use só letras, números e hifens, sem hífen no começo nem no fim.
sign-up-handle-gone = Enquanto isso, outra pessoa ficou com este handle. Escolha outro.
sign-up-details-title = Sua conta
sign-up-details-lead = Você será { $handle }.
sign-up-invite = Código de convite
sign-up-invite-hint = Quem cuida deste servidor dá um a você.
sign-up-invite-missing = Digite seu código de convite.
sign-up-invite-unavailable = Este código de convite não existe ou já foi usado.
sign-up-email = E-mail
sign-up-email-hint = Para códigos e para quando você esquecer a senha. Ninguém mais o vê.
sign-up-email-unsupported = Este endereço não pode ser usado. Digite outro.
sign-up-email-ascii = Este servidor não consegue enviar e-mail a endereços com letras além de a a z antes do @. Digite outro.
sign-up-email-taken = Já existe uma conta com este endereço.
sign-up-terms = Ao criar uma conta, você aceita:
sign-up-work = Seu navegador está conferindo se você é uma pessoa. Leva só um momento.
sign-up-work-waiting = Um momento, a verificação está quase pronta.
sign-up-work-done = Seu navegador terminou a verificação.
sign-up-work-script = Esta etapa precisa de JavaScript, que impede programas de criar contas.
sign-up-work-missing = Seu navegador não terminou a verificação. Tente de novo com o JavaScript ativado.
sign-up-work-expired = A verificação expirou. Tente de novo.
sign-up-captcha = Resolva o desafio.
sign-up-directory = Não foi possível acessar o diretório de identidades. Tente de novo em alguns minutos.
sign-up-welcome = Boas-vindas, { $handle }! Enviamos um código para você confirmar seu endereço.
sign-up-work-mail = O JavaScript está desativado; por isso, você mostra com um código que é uma pessoa. Nós o enviamos para o seu endereço quando você continuar.
sign-up-code-title = Digite o código do e-mail
sign-up-code-lead = Escrevemos para { $email }. Se for possível criar uma conta com este endereço, o e-mail traz um código. Ele vale por 10 minutos.
sign-up-code-back = Usar outro endereço
sign-up-code-sent = Outro e-mail está a caminho. Os códigos anteriores não valem mais.
sign-up-code-pause = Um e-mail acabou de ser enviado. Espere um minuto antes de pedir outro.
sign-up-code-letters = Já escrevemos várias vezes para este endereço. Comece de novo mais tarde ou use outro endereço.
sign-up-code-tries = Códigos errados demais. Peça um novo.
sign-up-welcome-confirmed = Boas-vindas, { $handle }!
