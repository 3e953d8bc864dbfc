### Atividade, levar os dados, desfazer, desativar e excluir.

checklist-title = Cuidando da sua conta
checklist-email = Seu endereço de e-mail está confirmado: você consegue voltar se esquecer a senha.
checklist-email-todo = Confirme seu endereço de e-mail: sem ele ninguém pode ajudar você a voltar.
checklist-factor = Para entrar é pedido mais do que a senha.
checklist-factor-todo = Adicione uma chave de acesso ou um aplicativo autenticador, para que uma senha roubada não baste.
checklist-recovery = Você tem códigos de recuperação.
checklist-recovery-todo = Crie códigos de recuperação para o dia em que perder o celular.
checklist-done = Feito
checklist-open = A fazer
recent-title = Atividade recente
recent-all = Toda a atividade

activity-title = Atividade
activity-lead = O que aconteceu com esta conta. Se não reconhecer algo, mude a senha e saia de todos os lugares.
activity-none = Nada ainda.
activity-older = Mais antigas
activity-newest = Mais recentes
activity-times = { $count ->
    [one] uma vez
   *[other] { $count } vezes
}
activity-by-operator = por quem opera este servidor
activity-by-moderation = pelo serviço de moderação
activity-factor-passkey = chave de acesso
activity-factor-totp = aplicativo autenticador
activity-factor-email = código por e-mail
activity-factor-recovery-code = códigos de recuperação
activity-account-made = A conta foi criada
activity-account-reclaimed = Uma conta em mudança foi retomada
activity-signed-in = Entrada
activity-signed-out = Saída
activity-sessions-ended = Todas as sessões de aplicativos foram encerradas
activity-password-changed = A senha foi alterada
activity-password-reset = A senha foi trocada com um código enviado por e-mail
activity-email-changed = O endereço de e-mail foi alterado
activity-email-confirmed = O endereço de e-mail foi confirmado
activity-handle-changed = O handle foi alterado
activity-app-password-made = Uma senha de aplicativo foi criada
activity-app-password-revoked = Uma senha de aplicativo foi revogada
activity-plc-operation-signed = Uma mudança da identidade foi assinada
activity-plc-operation-submitted = Uma mudança da identidade foi publicada
activity-deactivated = A conta foi desativada
activity-activated = A conta foi ativada
activity-deletion-requested = Foi pedido um código para excluir a conta
activity-taken-down = A conta foi suspensa
activity-restored = A conta foi restaurada
activity-signing-key-rotated = A conta tem uma nova chave de assinatura
activity-app-granted = Um aplicativo recebeu acesso
activity-app-revoked = Um aplicativo perdeu o acesso
activity-app-writes-undone = O que um aplicativo escreveu foi desfeito
activity-data-exported = Os dados da conta foram baixados
activity-factor-added = Um segundo fator foi adicionado
activity-factor-removed = Um segundo fator foi removido
activity-recovery-codes-made = Novos códigos de recuperação foram criados
activity-recovery-code-used = Um código de recuperação foi usado
activity-factor-refused = Depois da senha certa veio um código errado
activity-passkey-copied = Uma chave de acesso pode ter sido copiada
activity-app-login-off = Aplicativos não podem mais entrar com a senha
activity-app-login-on = Aplicativos podem entrar com a senha de novo
activity-passkey-renamed = Uma chave de acesso foi renomeada
activity-backup-email-added = Um endereço reserva foi adicionado
activity-backup-email-removed = Um endereço reserva foi removido
activity-backup-email-used = Alguém entrou por um endereço reserva

undo-link = Desfazer o que ele escreveu
undo-former = Aplicativos sem acesso
undo-former-lead = Eles não têm mais acesso, mas escreveram nesta conta nos últimos 30 dias.
undo-title = Desfazer o que { $app } escreveu
undo-lead = Os registros que o aplicativo criou são excluídos; os que ele alterou ou excluiu voltam a ser o que eram. O que você ou outros aplicativos escreveram depois fica.
undo-since = Desde quando
undo-since-hour = A última hora
undo-since-day = O último dia
undo-since-week = Os últimos 7 dias
undo-since-all = Os últimos 30 dias
undo-show = Mostrar
undo-nothing = O aplicativo não escreveu nada nesse tempo.
undo-count = { $count ->
    [one] Um registro mudaria.
   *[other] { $count } registros mudariam.
}
undo-more = Só os primeiros { $count } aparecem na lista.
undo-record = Registro
undo-fate = O que acontece com ele
undo-deleted = Excluído
undo-restored = Como era antes
undo-unchanged = Fica como está
undo-left-alone = Fica: outros escreveram depois
undo-lost = Fica: a forma anterior não está mais guardada
undo-still = O aplicativo ainda tem acesso e poderia escrever de novo.
undo-act = Desfazer
undo-done = { $count ->
    [0] Não havia nada a desfazer.
    [one] Um registro foi desfeito.
   *[other] { $count } registros foram desfeitos.
}
undo-done-kept = { $count ->
    [one] Um ficou como estava.
   *[other] { $count } ficaram como estavam.
}

data-title = Dados
data-export = Leve seus dados com você
data-export-lead = Sua conta é sua: guarde uma cópia dela ou mude para outro servidor.
data-archive = Tudo
data-archive-text = Um arquivo (TAR) com todos os registros, imagens e vídeos, e suas configurações privadas.
data-archive-get = Baixar tudo
data-repository = Só os registros
data-repository-text = Seu repositório assinado como arquivo CAR, como outros servidores o importam. Sem imagens e vídeos.
data-repository-get = Baixar registros
data-standing-title = Dar um tempo
data-standing-text = Ninguém vê uma conta desativada. Nada é excluído, e você pode voltar quando quiser.
data-deactivate = Desativar
data-activate = Ativar
data-activate-text = Esta conta está desativada: ninguém a vê.
data-delete-title = Excluir a conta
data-delete-text = Tudo neste servidor some de vez.
data-delete = Excluir…

standing-title-off = Desativar sua conta?
standing-title-on = Ativar sua conta?
standing-off-hidden = Ninguém vê seu perfil, suas publicações e imagens até você voltar.
standing-off-apps = Todos os aplicativos e senhas de aplicativo perdem o acesso; depois você o dá de novo.
standing-off-time = Não há prazo, e nada é excluído.
standing-on-text = Seu perfil, suas publicações e imagens voltarão a ser visíveis.
standing-elsewhere = A identidade desta conta aponta para outro servidor, por isso ela não pode ser ativada aqui.
standing-cancel = Cancelar
standing-deactivated = A conta está desativada.
standing-activated = A conta está ativa de novo.

delete-title = Excluir sua conta
delete-what = Publicações, imagens, configurações e o handle são excluídos deste servidor de vez. Cópias que outros fizeram estão fora do alcance dele.
delete-first = Talvez você queira baixar seus dados antes.
delete-instead = Se só quer ficar fora por um tempo, desative a conta.
delete-mail = Enviamos um código que confirma a exclusão.
delete-send = Enviar o código
delete-no-mail = Esta conta não tem um endereço de e-mail para receber um código. Adicione um ou fale com quem opera este servidor.
delete-mailed = Um código está a caminho.
delete-confirm-title = Excluir de vez
delete-sure = Sei que isso não pode ser desfeito.
delete-not-sure = Marque a caixa se tiver certeza.
delete-act = Excluir a conta
delete-again = Enviar outro código
delete-wrong = A senha está errada.
delete-done = A conta foi excluída.
