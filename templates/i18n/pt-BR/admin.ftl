### As páginas de administração.

admin-name = Administração
admin-sections = Páginas de administração
admin-save = Salvar

## Entrada

admin-sign-in-title = Administração
admin-sign-in-lead = Para quem cuida de { $service }.
admin-confirm-title = Sua senha, por favor
admin-confirm-lead = O próximo passo pede a senha mais uma vez. Nada mudou ainda.
admin-confirm-go = Continuar
admin-password = Senha de administração
admin-password-hint = A que você escolheu na instalação, ou a da configuração.
admin-password-wrong = Esta não é a senha.
admin-password-wait = { $minutes ->
    [one] Senhas erradas demais. Espere um minuto.
   *[other] Senhas erradas demais. Espere { $minutes } minutos.
}
admin-signed-out = Você saiu.

## Visão geral

admin-overview = Visão geral
admin-now = Agora
admin-well = Tudo bem
admin-unwell = Precisa de você
admin-unsound = Não é possível escrever no banco de dados. Veja o exame e o registro.
admin-full = O disco está quase cheio. Libere espaço.
admin-short = Falta memória. Exportações e importações esperam.
admin-clock = O relógio ainda não está certo. Até lá, nada é assinado.
admin-mail-waiting = Cartas à espera
admin-mail-dead = { $count ->
    [one] Uma abandonada
   *[other] { $count } abandonadas
}
admin-subscribers = Quem segue os eventos
admin-database = Banco de dados
admin-free = Livre no disco
admin-memory = Memória
admin-backup = Último backup
admin-backup-none = Nenhum ainda
admin-version = Versão
admin-doctor-link = Examinar o servidor
admin-charts = Últimas horas
admin-charts-lead = { $minutes ->
    [one] O último minuto.
   *[other] Os últimos { $minutes } minutos.
}
admin-chart-memory = Memória
admin-chart-requests = Pedidos por minuto
admin-chart-written = Escrito no disco por minuto
admin-chart-now = { $latest } agora, { $most } no máximo
admin-acts = O que você fez
admin-acts-all = Mostrar tudo
admin-acts-none = Nada ainda.

## O que foi feito

admin-act-sign-in = Entrada
admin-act-password = A senha de administração foi trocada
admin-act-takedown = A conta foi suspensa
admin-act-restore = A conta foi restaurada
admin-act-deactivate = A conta foi desativada
admin-act-activate = A conta foi ativada
admin-act-invites-off = Os convites da conta foram desligados
admin-act-invites-on = Os convites da conta foram ligados
admin-act-reset-code = Um código para uma nova senha foi enviado
admin-act-account-password = Uma nova senha foi criada
admin-act-email = O e-mail foi trocado
admin-act-handle = O handle foi trocado
admin-act-delete = A conta foi excluída
admin-act-invite = Códigos de convite foram criados
admin-act-invite-end = Um código de convite foi encerrado
admin-act-letter-retry = O envio de uma carta é tentado de novo
admin-act-letter-drop = Uma carta foi jogada fora
admin-act-crawl = Os relays foram chamados
admin-act-renew = Novos certificados foram pedidos
admin-act-settings = As configurações foram salvas
admin-act-restart = O servidor foi reiniciado

## Contas

admin-accounts = Contas
admin-search = Procurar uma conta
admin-search-hint = Por handle, DID ou e-mail.
admin-search-go = Procurar
admin-accounts-none = Ainda não há contas.
admin-accounts-unknown = Não há tal conta aqui.
admin-accounts-first = Do começo
admin-accounts-more = Mais
admin-active = Ativa
admin-taken-down = Suspensa
admin-account-facts = O que se sabe
admin-account-since = Aqui desde
admin-account-records = Registros
admin-account-blobs = Arquivos
# $figure is a number or a size.
admin-more-than = mais de { $figure }
admin-takedown-reference = Referência
admin-account-standing = Situação
admin-account-standing-lead = Uma conta suspensa não consegue entrar e nada dela é mostrado. Seus dados ficam.
admin-account-access = Acesso
admin-account-access-lead = Para quem não consegue entrar. Com um código, a pessoa escolhe a própria senha.
admin-account-email = Novo e-mail
admin-account-email-hint = Precisa ser confirmado de novo.
admin-account-handle = Novo handle
admin-email-bad = Este e-mail não pode ser usado.
admin-new-password = Entregue-a à pessoa; ela só aparece agora.
admin-do-takedown = Suspender
admin-do-restore = Restaurar
admin-do-deactivate = Desativar
admin-do-activate = Ativar
admin-do-invites-off = Desligar convites
admin-do-invites-on = Ligar convites
admin-do-reset-code = Enviar um código para uma nova senha
admin-do-account-password = Criar uma nova senha
admin-do-delete = Excluir
admin-delete-title = Excluir esta conta?
admin-delete-lead = Suas publicações, arquivos e configurações são apagados. Não há volta.
admin-delete-name = Digite o nome dela para confirmar
admin-delete-differs = Este não é o nome dela.

## Convites

admin-invites = Convites
admin-invites-needed = Ninguém cria uma conta sem um destes códigos.
admin-invites-open = Qualquer pessoa pode criar uma conta sem código.
admin-invites-none = Não há códigos.
admin-invite-make = Criar códigos
admin-invite-count = Quantos
admin-invite-uses = Usos de cada um
admin-invite-go = Criar
admin-invite-codes = Códigos
admin-invite-used = { $used } de { $all } usados
admin-invite-end = Encerrar
admin-invite-ended = Encerrado
admin-invite-spent = Esgotado

## Correio

admin-mail = Correio
admin-mail-lead = Cartas que ainda não saíram. Quem espera um código pode recebê-lo de você.
admin-mail-none-lead = Não há servidor de e-mail. Entregue estes códigos às pessoas a quem se destinam.
admin-mail-empty = Nenhuma carta espera.
admin-letter-dead = Abandonada
admin-letter-attempts = { $count ->
    [one] tentada uma vez
   *[other] tentada { $count } vezes
}
admin-letter-again = Tentar agora
admin-letter-drop = Jogar fora
admin-letter-gone = Esta carta não está mais aqui.
admin-letter-kind-confirm-email = Código: confirmar o endereço
admin-letter-kind-update-email = Código: mudar o endereço
admin-letter-kind-reset-password = Código: nova senha
admin-letter-kind-delete-account = Código: excluir a conta
admin-letter-kind-plc-operation = Código: mudar a identidade
admin-letter-kind-sign-in-code = Código: segunda etapa da entrada
admin-letter-kind-backup-email = Código: confirmar outro endereço
admin-letter-kind-address-code = Código: confirmar o endereço de uma conta nova
admin-letter-kind-entry-code = Código: entrar
admin-letter-kind-deletion-ahead = A exclusão está próxima
admin-letter-kind-new-sign-in = Nova entrada na conta
admin-letter-kind-factor-added = Uma forma de entrar foi adicionada
admin-letter-kind-factor-removed = Uma forma de entrar foi removida
admin-letter-kind-factor-guessed = Alguém está tentando adivinhar códigos
admin-letter-kind-address-known = O endereço já tem uma conta
admin-letter-kind-email-changed = O endereço foi mudado
admin-letter-kind-password-changed = A senha foi mudada
admin-letter-kind-backup-email-used = Entrada por outro endereço
admin-letter-kind-moderation = Da moderação

## Rede

admin-network = Rede
admin-relays = Relays
admin-relays-lead = Eles levam a todos os outros o que se publica aqui.
admin-relays-none = Nenhum relay está configurado.
admin-crawl = Chamá-los
admin-crawl-asked = { $relay } foi chamado.
admin-crawl-failed = Não foi possível chamar { $relay }: { $cause }
admin-followers = Quem segue os eventos
admin-followers-lead = O evento mais novo tem o número { $seq }.
admin-followers-none = Ninguém segue os eventos.
admin-follower-since = Desde
admin-follower-current = Em dia
admin-follower-behind = { $seconds ->
    [one] Um segundo atrás
   *[other] { $seconds } segundos atrás
}
admin-certificates = Certificados
admin-certificates-elsewhere = Um proxy ou túnel na frente do servidor tem o certificado.
admin-certificates-own = O certificado foi feito aqui mesmo. Os navegadores avisam e os relays não vêm.
admin-certificate-until = Válido até
admin-certificate-retry = A próxima tentativa é em
admin-renew = Pedir novos agora

## Exame

admin-doctor = Exame
admin-doctor-lead = O que precisa de atenção vem primeiro. Os textos estão em inglês.
admin-doctor-again = Examinar de novo
admin-state-good = Bom
admin-state-note = Nota
admin-state-unknown = Desconhecido
admin-state-warning = Aviso
admin-state-bad = Ruim

## Configurações

admin-settings = Configurações
admin-settings-pending = O que foi salvo vale depois de reiniciar.
admin-branding = Nome e aparência
admin-branding-lead = O que as pessoas veem do servidor. Um campo vazio fica com o padrão.
admin-setting-name = Nome
admin-setting-primary = Cor de botões e links
admin-setting-logo = Endereço do logotipo
admin-setting-contact = E-mail para perguntas
admin-setting-home = Página inicial
admin-setting-support = Página de ajuda
admin-setting-terms = Termos de uso
admin-setting-privacy = Política de privacidade
admin-setting-fixed = Isto está fixado em:
admin-preview = Prévia
admin-preview-title = Como fica, de dia e de noite
admin-preview-faint = Botões desta cor são difíceis de ver no branco.
admin-password-title = Senha de administração
admin-password-change-lead = Todos os outros navegadores saem.
admin-password-first-lead = Até agora só vale a senha da configuração.
admin-password-short = A senha precisa ter de 8 a 256 caracteres.
admin-restart-title = Reinício
admin-restart-lead = Leva alguns segundos. Ninguém precisa entrar de novo.
admin-restart = Reiniciar o servidor
admin-restarting = O servidor está reiniciando
admin-restarting-lead = Esta página segue sozinha em um instante.
admin-sources = De onde vêm as configurações
admin-sources-lead = Todas as outras têm o valor padrão.
admin-source-setting = Configuração
admin-source-origin = Fixada em

## Logo

admin-logo-link = Enviar um logotipo
admin-logo-instead = No lugar dele aparece um logotipo enviado.
admin-logo = Logotipo
admin-logo-lead = Uma imagem ao lado do nome do servidor, em todas as páginas e no alto das cartas. Ela substitui o endereço das configurações e vale imediatamente.
admin-logo-shown = O que é mostrado
admin-logo-none = Nenhuma imagem foi enviada.
admin-logo-remove = Remover
admin-logo-upload = Outra imagem
admin-logo-file = Imagem
admin-logo-hint = PNG, JPEG, WebP ou SVG, com no máximo { $most } e { $side } pixels de largura ou altura. As cartas não mostram SVG.
admin-logo-go = Enviar
admin-logo-none-chosen = Escolha primeiro um arquivo.
admin-logo-too-large = O arquivo é maior que { $most }.
admin-logo-kind = O arquivo não é PNG, JPEG, WebP nem SVG.
admin-logo-side = A imagem tem mais de { $side } pixels de largura ou altura.
admin-logo-entities = Este SVG declara entidades. Salve-o sem elas, como SVG simples.
admin-act-logo = O logotipo foi enviado
admin-act-logo-removed = O logotipo foi removido

## Registro

admin-log = Registro
admin-log-lead = As últimas linhas, a mais nova primeiro.
admin-log-empty = Não há linhas.
admin-log-again = Carregar de novo

## O aparelho

admin-update = Atualizar
admin-update-runs = O que está rodando
admin-update-trial = Em teste
admin-update-board = Placa
admin-update-slot = Posição
admin-update-outcome = A última atualização
admin-update-new = Outra versão
admin-update-lead = O pacote é verificado, gravado ao lado do que está rodando e testado. Se não responder, a versão atual volta.
admin-update-url = Endereço do pacote
admin-update-url-hint = Um arquivo que termina em .hpu, de quem fez este sistema.
admin-update-go = Buscar e instalar
admin-update-file = Enviar um pacote deste dispositivo
admin-update-file-label = Pacote
admin-update-file-go = Enviar e instalar
admin-update-address = Este endereço não pode ser lido.
admin-update-comes = O pacote está chegando: { $size } até agora.
admin-update-handed = A versão { $version } está certa. A placa a assume agora e reinicia.
admin-update-failed = A atualização não funcionou:
admin-board = A placa
admin-board-lead = As duas coisas levam um momento. Nada do que foi publicado se perde.
admin-board-reboot = Reiniciar a placa
admin-board-poweroff = Desligar
admin-poweroff-title = Desligar a placa?
admin-poweroff-lead = Até que alguém volte a ligá-la, ninguém consegue chegar ao servidor.
admin-act-update = Uma atualização foi pedida
admin-act-reboot = A placa está reiniciando
admin-act-poweroff = A placa está desligando

## Passkeys

admin-passkeys = Chaves de acesso
admin-passkeys-lead = Cada uma vale o mesmo que a senha e pede sua digital, seu rosto ou seu PIN.
admin-passkey-remove = Remover
admin-passkey-script = É preciso JavaScript e um navegador que conheça chaves de acesso.
admin-act-passkey-added = Uma chave de acesso foi adicionada
admin-act-passkey-removed = Uma chave de acesso foi removida
