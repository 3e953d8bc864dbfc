### Como os titulares provam quem são, e as páginas em que configuram isso.

factors-title = Segurança
factors-on = Ativado
factors-off = Desativado
factors-waits = Aguarda um endereço confirmado
factors-state = Estado
factors-since = Desde
factors-turn-on = Ativar
factors-turn-off = Desativar
factors-remove = Remover
factors-cancel = Cancelar
factors-back = Voltar à segurança
factors-last = Depois disso, sua senha sozinha bastará para entrar.

factors-password = Senha
factors-password-text = Mude-a e saia dos outros lugares
factors-second = Segunda etapa ao entrar
factors-unguarded = Quem descobrir sua senha pode entrar. Uma segunda etapa impede isso.
factors-guarded = Além da sua senha, entrar exige um destes.
factors-apps = Aplicativos

factors-confirm-lead = O que vem a seguir é importante. Mostre mais uma vez que esta conta é sua.
factors-confirm-code = Ou digite um destes:
factors-password-wrong = A senha está errada.

factors-totp = Aplicativo autenticador
factors-totp-text = Seis dígitos de um aplicativo no seu celular ou computador
factors-totp-lead = Depois da senha, você digita seis dígitos que o aplicativo mostra. Eles mudam a cada 30 segundos.
factors-totp-apps = Qualquer aplicativo de códigos de uso único serve. Muitos gerenciadores de senhas têm um embutido.
factors-totp-begin = Configurar um aplicativo autenticador
factors-totp-replace = Configurar outro aplicativo
factors-totp-replace-text = Se você configurar outro aplicativo, este continua valendo até que o novo mostre seus primeiros dígitos.
factors-totp-scan = 1. Leia esta imagem com o aplicativo.
factors-totp-qr = Código QR com a chave para o aplicativo
factors-totp-key = Ou digite esta chave no aplicativo:
factors-totp-open = Abrir em um aplicativo deste dispositivo
factors-totp-code = 2. Digite os seis dígitos que o aplicativo mostra
factors-totp-wrong = Estes dígitos estão errados. Confira o relógio do seu dispositivo e digite os mais recentes.
factors-totp-done = O aplicativo autenticador está configurado.
factors-totp-remove-title = Remover o aplicativo autenticador?
factors-totp-remove-text = Os dígitos dele não serão mais pedidos. Depois você pode apagar a entrada no aplicativo.
factors-totp-removed = O aplicativo autenticador foi removido.

factors-codes = Códigos de recuperação
factors-codes-text = Para quando você perder o celular ou a chave
factors-codes-lead = Cada código vale uma vez, no lugar da segunda etapa, quando você perdeu o celular ou a chave.
factors-codes-left = { $count ->
    [0] Nenhum
    [one] Um restante
   *[other] { $count } restantes
}
factors-codes-idle = Eles só são pedidos quando você configurou outra segunda etapa.
factors-codes-replaces = Quando você cria códigos novos, os atuais deixam de valer.
factors-codes-make = Criar { $count } códigos novos
factors-codes-new-title = Guarde seus códigos de recuperação
factors-codes-new-lead = Eles só são mostrados agora, e cada um vale uma vez. Guarde-os onde você os encontre sem o celular: no papel ou em um gerenciador de senhas.
factors-codes-download = Baixar como arquivo de texto
factors-codes-print = ou imprima esta página
factors-codes-file = Códigos de recuperação de { $name } em { $host }. Cada um vale uma vez.
factors-codes-saved = Guardei estes códigos
factors-codes-go = Continuar
factors-codes-not-saved = Guarde os códigos e depois marque a caixa. Eles não podem ser mostrados de novo.
factors-codes-done = Seus códigos de recuperação estão prontos.

factors-email = Códigos por e-mail
factors-email-text = Um código que enviamos a você
factors-email-lead = Depois da senha, você digita um código que enviamos por e-mail. Um aplicativo ou uma chave de acesso é mais seguro: quem consegue ler seu e-mail também poderia redefinir sua senha.
factors-email-none = Sua conta não tem um endereço de e-mail confirmado. Confirme-o primeiro e depois ative isto.
factors-email-done = A partir de agora você recebe um código por e-mail ao entrar.
factors-email-undone = Nenhum código é mais enviado por e-mail.

factors-app-login = Aplicativos podem usar sua senha
factors-app-login-text = Aplicativos mais antigos pedem sua senha. Os mais novos trazem você para cá.
factors-app-login-lead = Aplicativos mais antigos pedem sua senha e talvez a guardem. Se você desativar isto, eles são recusados: dê a cada um a sua própria senha de aplicativo. Os que trazem você para cá ao entrar não são afetados.
factors-app-login-done = Aplicativos podem entrar com sua senha.
factors-app-login-undone = Aplicativos não podem mais entrar com sua senha.

factors-passkeys = Chaves de acesso e chaves de segurança
factors-passkeys-text = Sua digital, seu rosto ou um PIN, ou uma chave que você toca
factors-passkeys-lead = Uma chave de acesso fica no seu celular, computador ou gerenciador de senhas e permite entrar sem senha. Uma chave de segurança é um pequeno dispositivo que você toca depois de digitar a senha.
factors-passkeys-count = { $count ->
    [0] Nenhuma
   *[other] { $count }
}
factors-passkeys-none = Você ainda não tem nenhuma.
factors-passkeys-full = Você tem tantas quantas uma conta pode ter. Remova uma antes de adicionar outra.
factors-passkey-kind = Chave de acesso
factors-passkey-kind-synced = Chave de acesso, sincronizada entre dispositivos
factors-passkey-kind-key = Chave de segurança
factors-passkey-since = adicionada em
factors-passkey-used = último uso
factors-passkey-unused = nunca usada
factors-passkey-change = Alterar
factors-passkey-add = Adicionar uma chave de acesso
factors-passkey-add-lead = Dê um nome a ela. Depois seu navegador pede sua digital, seu rosto ou seu PIN.
factors-key-add = Adicionar uma chave de segurança
factors-key-add-lead = Dê um nome a ela. Depois conecte a chave, ou aproxime-a do celular, e toque nela quando o navegador pedir.
factors-passkey-name = Nome
factors-passkey-name-hint = Para você reconhecê-la, como o dispositivo que a guarda
factors-passkey-name-wrong = Digite um nome de no máximo 64 caracteres.
factors-passkey-script = Isto precisa de JavaScript e de um navegador que conheça chaves de acesso. Sem eles, configure um aplicativo autenticador.
factors-passkey-refused = Nada foi adicionado. Você pode tentar de novo.
factors-passkey-known = Esta já foi adicionada.
factors-passkey-failed = Seu navegador não conseguiu fazer isso aqui.
factors-passkey-not-taken = O que seu navegador enviou não foi aceito. Tente de novo.
factors-passkey-done = “{ $name }” foi adicionada.
factors-passkey-rename = Salvar o nome
factors-passkey-renamed = O nome foi salvo.
factors-passkey-remove-title = Remover “{ $name }”?
factors-passkey-remove-text = Você não poderá mais entrar com ela. Apague-a também do seu dispositivo ou gerenciador de senhas, o que não é possível fazer daqui.
factors-passkey-removed = “{ $name }” foi removida.
factors-passkey-what = Tipo
factors-passkey-last = Último uso
factors-passkeys-back = Voltar a todas as chaves
