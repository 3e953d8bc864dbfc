### A moldura de todas as páginas e as páginas de entrada.

frame-skip = Ir para o conteúdo
frame-home = Início
frame-terms = Termos de serviço
frame-privacy = Privacidade
frame-support = Ajuda
frame-about = Sobre
frame-language = Idioma
frame-language-change = Mudar
frame-sign-in = Entrar
frame-faults = Algo precisa da sua atenção

frame-month-1 = janeiro
frame-month-2 = fevereiro
frame-month-3 = março
frame-month-4 = abril
frame-month-5 = maio
frame-month-6 = junho
frame-month-7 = julho
frame-month-8 = agosto
frame-month-9 = setembro
frame-month-10 = outubro
frame-month-11 = novembro
frame-month-12 = dezembro
frame-date = { $day } de { $month } de { $year }
frame-date-time = { $date }, { $time } UTC

frame-error-again = Tentar de novo
frame-error-account = Suas contas
frame-error-status = Erro { $status }
frame-error-not-found = Página não encontrada
frame-error-not-found-text = Não há nada neste endereço. O link pode ser antigo ou ter sido digitado errado.
frame-error-forbidden = Não permitido
frame-error-forbidden-text = Você não pode ver nem mudar isto.
frame-error-forged = O formulário expirou
frame-error-forged-text = Para sua segurança, formulários só funcionam na própria página e por tempo limitado. Nada foi alterado. Abra a página de novo e repita.
frame-error-expired = Passou tempo demais
frame-error-expired-text = Esta etapa expirou. Comece de novo.
frame-error-malformed = Não foi possível ler o formulário
frame-error-malformed-text = Seu navegador enviou algo que esta página não entende. Volte e tente de novo.
frame-error-too-large = Grande demais
frame-error-too-large-text = O que você enviou é maior do que esta página aceita. Volte e escolha algo menor.
frame-error-too-many = Tentativas demais
frame-error-too-many-text = Espere alguns minutos e tente de novo.
frame-error-busy = O servidor está ocupado
frame-error-busy-text = Tente de novo daqui a pouco.
frame-error-failed = Algo deu errado
frame-error-failed-text = A culpa é nossa, não sua. Tente de novo; se acontecer outra vez, avise quem cuida deste servidor.

frame-looks-once = Esta página verifica de novo depois de { $secs } segundos. Se seu navegador não conseguir se conectar, espere um minuto e recarregue a página.

entry-sign-in-lead = Entre na sua conta em { $service }.
entry-identifier = Handle ou e-mail
entry-identifier-hint = Por exemplo, alice.example.com
entry-account = Conta
entry-password = Senha
entry-remember = Continuar conectado neste dispositivo
entry-forgot = Esqueceu a senha?
entry-create = Criar uma conta
entry-address-bar = Antes de digitar sua senha, confira se o endereço desta página começa com { $origin }
entry-wrong = O nome ou a senha está errado.
entry-missing-identifier = Digite seu handle ou e-mail.
entry-missing-password = Digite sua senha.
entry-password-long = Esta senha é mais longa do que qualquer uma já aceita.
entry-taken-down = Esta conta foi suspensa por quem cuida deste servidor.
entry-confirm-title = Confirme que é você
entry-confirm-lead = Digite sua senha de novo antes de continuar.

entry-picker-title = Escolha uma conta
entry-picker-lead = Estas contas estão conectadas neste dispositivo.
entry-deactivated = Desativada
entry-brief = Conectada por pouco tempo
entry-add = Entrar em outra conta
entry-sign-out = Sair
entry-sign-out-all = Sair de todas as contas
entry-signed-out = Você saiu.

entry-reset-title = Redefinir sua senha
entry-reset-lead = Enviamos um código para o e-mail da sua conta.
entry-reset-send = Enviar o código
entry-reset-have-code = Tenho um código
entry-reset-sent = Se essa conta existe, um código está a caminho do e-mail dela. Ele vale por 15 minutos.
entry-back-to-sign-in = Voltar para entrar
entry-code-title = Escolha uma nova senha
entry-code-lead = Digite o código do e-mail e a senha que você quer.
entry-code = Código
entry-code-hint = Dez letras e números, como ABCDE-23456
entry-code-wrong = Este código está errado ou foi trocado por um mais novo.
entry-code-over = Este código expirou. Peça um novo.
entry-new-password = Nova senha
entry-new-password-hint = Pelo menos 8 caracteres. Quanto mais longa, melhor.
entry-password-short = A senha precisa ter pelo menos 8 caracteres.
entry-password-too-long = A senha não pode ter mais de 256 caracteres.
entry-code-save = Salvar a nova senha
entry-code-effects = Ao salvar, você sai em todos os dispositivos e nos aplicativos que usam sua senha.
entry-code-again = Enviar outro código
entry-reset-done = Sua senha foi alterada. Você já pode entrar com ela.

entry-about-title = Sobre este servidor
entry-about-text = { $service } é um Personal Data Server do AT Protocol. Ele guarda as contas e os dados de sua gente.
entry-about-host = Endereço
entry-about-did = Identidade
entry-about-software = Software
entry-about-contact = Contato

entry-landing-title = Boas-vindas
entry-landing-lead = Uma casa para contas do AT Protocol, usado pelo Bluesky e por muitos outros aplicativos.
entry-landing-invite = Contas novas precisam de um código de convite.
entry-landing-what = O que é isto?
entry-landing-what-text = Este é um Personal Data Server (PDS). Suas publicações, curtidas e seguidos moram aqui, sob seu controle, e você pode levá-los com você.

entry-second-title = Mais uma etapa
entry-second-lead = Mostre que é você, { $name }.
entry-second-ways = Digite um destes:
entry-second-totp = os seis dígitos do seu aplicativo autenticador
entry-second-email = o código do e-mail enviado para { $address }
entry-second-recovery = um dos seus códigos de recuperação
entry-second-go = Continuar
entry-second-mail = Enviar um código por e-mail
entry-second-mailed = Um código está a caminho. O do último minuto ainda vale.
entry-second-wrong = Este código está errado ou já foi usado.
entry-passkey-wrong = A chave de acesso não foi aceita. Tente de novo.
entry-wait = { $minutes ->
    [one] Tentativas demais. Espere um minuto e tente de novo.
   *[other] Tentativas demais. Espere { $minutes } minutos e tente de novo.
}

entry-passkey = Entrar com uma chave de acesso
entry-passkey-second = Usar uma chave de acesso ou de segurança
entry-passkey-refused = Nenhuma chave de acesso foi usada. Você pode tentar de novo.
entry-passkey-failed = Seu navegador não conseguiu usar uma chave de acesso aqui.
entry-passkey-script = Seu segundo fator é uma chave de acesso, que precisa de JavaScript. Ative-o para esta página ou use um código de recuperação.
