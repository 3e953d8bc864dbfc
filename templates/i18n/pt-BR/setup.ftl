### O assistente de um servidor novo.

setup-title = Configure seu servidor
setup-lead = Só quem é dono pode configurar este servidor. Ele mostra um código na tela, no registro e no cartão, no arquivo SETUP-CODE.txt.
setup-code = Código de configuração
setup-code-hint = Oito letras e números. Maiúsculas e hífen não fazem diferença.
setup-code-go = Começar
setup-code-wrong = Este não é o código de configuração.
setup-code-wait = Códigos errados demais. Tente de novo em { $minutes } min.
setup-steps = Passos
setup-step-of = Passo { $number } de { $count }
setup-step-domain = Nome
setup-step-reach = O caminho até seu servidor
setup-step-certificate = Certificado
setup-step-mail = E-mail
setup-step-restart = Reinício
setup-step-administrator = Administrador
setup-step-account = Sua conta
setup-step-network = A rede
setup-step-hello = Primeira publicação
setup-next = Avançar
setup-again = Verificar de novo
setup-refused = Não dá para salvar: { $detail }
setup-not-yet = Há um passo a fazer antes.
setup-fixed = Isto é definido por { $origin } e não pode ser mudado aqui.
setup-clock = O relógio do servidor ainda não está certo. Ele pergunta a hora à rede; tente de novo em um minuto.
setup-busy = O servidor está ocupado. Tente de novo em instantes.

setup-domain-lead = Pessoas e aplicativos encontram seu servidor por um nome próprio. Você precisa de um domínio, como example.com, e usa um nome dentro dele.
setup-domain-name = Nome do servidor
setup-domain-hint = Por exemplo, pds.example.com
setup-domain-save = Usar este nome
setup-domain-wrong = Digite um nome em um domínio seu, como pds.example.com.
setup-domain-missing = Escolha um nome primeiro.
setup-records = Registros do seu domínio
setup-records-lead = Onde você gerencia seu domínio, adicione estes registros DNS. Os que têm * são para os identificadores das contas.
setup-router = o endereço público do seu roteador
setup-router-hint = Seu roteador mostra o endereço público na página de status. Se você usa um túnel, adicione os registros que o provedor dele indicar.
setup-found = O que é encontrado agora
setup-found-good = { $name } leva a { $addresses }.
setup-found-elsewhere = { $name } leva a { $addresses }, que não é aqui. Isso só está certo se houver lá um proxy ou um túnel.
setup-found-private = { $name } leva a { $addresses }. Esse endereço só funciona em casa; use o público.
setup-found-missing = Ainda não há registro para { $name }.
setup-found-failed = Não foi possível consultar { $name }. Este aparelho está na internet?
setup-found-hint = Registros novos podem levar até uma hora. Você pode continuar e voltar depois.

setup-reach-lead = Como os outros na internet chegam a este aparelho?
setup-reach-ports = Meu roteador encaminha as portas 80 e 443
setup-reach-ports-hint = O comum em casa. Configure no roteador o encaminhamento de portas para este aparelho.
setup-reach-proxy = Outro servidor repassa as requisições
setup-reach-proxy-hint = Como Caddy ou nginx na mesma rede.
setup-reach-tunnel = Um túnel
setup-reach-tunnel-hint = Como Cloudflare Tunnel ou Tailscale Funnel. Não precisa de portas abertas e funciona mesmo sem um endereço só seu.

setup-certificate-lead = Com um certificado, navegadores e aplicativos sabem que falam mesmo com seu servidor.
setup-certificate-acme = Obter um da Let’s Encrypt
setup-certificate-acme-hint = De graça, e se renova sozinho. As portas 80 e 443 precisam chegar a este aparelho.
setup-certificate-accept = Aceito os termos da Let’s Encrypt
setup-certificate-terms = Termos da Let’s Encrypt
setup-certificate-terms-missing = Para obter um certificado, aceite os termos da Let’s Encrypt.
setup-certificate-contact = E-mail para a Let’s Encrypt (opcional)
setup-certificate-proxy = O proxy ou túnel tem um
setup-certificate-proxy-hint = Ele então chega a este aparelho sem criptografia, na porta { $port }.
setup-certificate-files = Tenho um em arquivos
setup-certificate-files-hint = Os dois arquivos estão neste aparelho, no formato PEM.
setup-certificate-file = Arquivo do certificado
setup-certificate-key = Arquivo da chave
setup-certificate-file-missing = Digite o caminho do arquivo.
setup-certificate-file-wrong = Estes arquivos não servem: { $detail }
setup-certificate-self = Criar um aqui
setup-certificate-self-hint = Navegadores avisam e aplicativos não se conectam. Para experimentar.

setup-mail-lead = Seu servidor envia cartas com códigos, por exemplo quando alguém esquece a senha. Ele precisa de uma caixa de correio para enviá-las.
setup-mail-set = Um servidor de e-mail está configurado e aceitou uma carta.
setup-mail-provider = Provedor
setup-mail-other = Outro
setup-mail-host = Servidor de e-mail
setup-mail-host-hint = Só para outro provedor
setup-mail-port = Porta
setup-mail-port-hint = Em geral 465 ou 587
setup-mail-user = Nome de usuário
setup-mail-password-hint = Muitos provedores pedem aqui uma senha de aplicativo, não a sua.
setup-mail-from = Remetente das cartas
setup-mail-to = Seu próprio endereço
setup-mail-to-hint = Uma carta é enviada para lá agora.
setup-mail-try = Enviar uma carta e salvar
setup-mail-none = Ficar sem e-mail
setup-mail-none-hint = Sem e-mail, os códigos esperam pelo administrador. Você pode adicionar o e-mail depois.
setup-mail-host-missing = Escolha um provedor ou digite o servidor de e-mail dele.
setup-mail-port-wrong = Uma porta é um número, como 465.
setup-mail-refused = Não foi possível enviar a carta: { $detail }
setup-letter-subject = Seu servidor pode enviar cartas
setup-letter-text = Esta carta foi enviada enquanto seu servidor era configurado. Não há mais nada a fazer.

setup-restart-lead = Agora seu servidor reinicia com o nome dele, { $name }. Leva alguns segundos.
setup-restart-where = Se esta página não voltar, continue aqui e digite o código de novo:
# $port is a number.
setup-restart-proxy = A partir daí quem criptografa é o proxy ou o túnel, que chega a este aparelho pela porta { $port }. Para que você não fique de fora se ele ainda não fizer isso, este endereço continua funcionando até você terminar.
setup-restart-where-proxy = Continue aqui ou pelo proxy, onde o código é pedido de novo:
setup-restart-go = Reiniciar agora
setup-restarting = Seu servidor está reiniciando
setup-restarting-text = Aguarde. Esta página continua sozinha depois de alguns segundos.
setup-restarting-here = Continuar neste endereço

setup-administrator-lead = Escolha uma senha para cuidar do seu servidor. Com ela você vê em { $address } como o servidor está, ajuda contas e muda configurações.
setup-administrator-set = O administrador tem uma senha.

setup-account-lead = Crie sua própria conta. Depois você pode guardar um kit de recuperação.
setup-account-handle-hint = Será seu nome na rede, com { $domain } no fim.
setup-account-made = Sua conta está pronta.

setup-network-lead = As contas daqui podem falar com toda a rede.
setup-network-relay = Deixar um relay levar a outros o que é publicado aqui
setup-network-relay-hint = { $host } é convidado a seguir seu servidor.
setup-network-app = Fazer o aplicativo Bluesky funcionar
setup-network-app-hint = { $host } responde a linhas do tempo e buscas. Denúncias de publicações vão para os moderadores de lá.
setup-network-refused = O relay não aceitou: { $detail }. Tente de novo ou continue sem ele.

setup-hello-lead = Diga olá à rede. Todo mundo pode ler.
setup-hello-text = Texto
setup-hello-default = Olá do meu próprio servidor!
setup-hello-post = Publicar
setup-hello-none = Agora não
setup-hello-length = Escreva no máximo 300 caracteres.
setup-hello-done = Feito.

setup-done = Tudo pronto
setup-done-lead = { $name } está pronto. Quando você concluir, estas páginas somem de vez.
setup-done-go = Concluir
setup-finished = Seu servidor está pronto
setup-finished-text = A configuração acabou, e o código não serve mais. Entre com sua conta:
setup-finished-admin = As páginas do administrador
