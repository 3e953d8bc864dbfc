### The wizard for a new server.

setup-title = Set up your server
setup-lead = Only its owner can set up this server. It shows a code on its screen, in its log, and on the card in the file SETUP-CODE.txt.
setup-code = Setup code
setup-code-hint = Eight letters and digits. Capitals and the hyphen do not matter.
setup-code-go = Begin
setup-code-wrong = This is not the setup code.
# $minutes is a number of at least 1.
setup-code-wait = Too many wrong codes. Try again in { $minutes } min.
setup-steps = Steps
# Numbers from 1.
setup-step-of = Step { $number } of { $count }
setup-step-domain = Name
setup-step-reach = The way to your server
setup-step-certificate = Certificate
setup-step-mail = E-mail
setup-step-restart = Restart
setup-step-administrator = Administrator
setup-step-account = Your account
setup-step-network = The network
setup-step-hello = First post
setup-next = Next
setup-again = Check again
# $detail is an English sentence.
setup-refused = This cannot be saved: { $detail }
setup-not-yet = There is an earlier step to do first.
# $origin is a file or a variable.
setup-fixed = This is given by { $origin } and cannot be changed here.
setup-clock = The server’s clock is not set yet. It asks the network for the time; try again in a minute.
setup-busy = The server is busy. Try again in a moment.

setup-domain-lead = People and apps find your server by a name of its own. You need a domain, such as example.com, and use a name in it.
setup-domain-name = Name of the server
setup-domain-hint = For example pds.example.com
setup-domain-save = Use this name
setup-domain-wrong = Enter a name in a domain that you own, such as pds.example.com.
setup-domain-missing = Choose a name first.
setup-records = Records for your domain
setup-records-lead = Where you manage your domain, add these DNS records. The ones with * are for the handles of accounts.
setup-router = the public address of your router
setup-router-hint = Your router shows its public address on its status page. If you use a tunnel, add the records that its provider tells you instead.
setup-found = What is found now
setup-found-good = { $name } leads to { $addresses }.
setup-found-elsewhere = { $name } leads to { $addresses }, which is not here. That is right only if a proxy or a tunnel is there.
setup-found-private = { $name } leads to { $addresses }. That address works at home only; use the public one.
setup-found-missing = There is no record for { $name } yet.
setup-found-failed = { $name } could not be looked up. Is this machine on the internet?
setup-found-hint = New records can take up to an hour. You can go on and come back later.

setup-reach-lead = How do others on the internet reach this machine?
setup-reach-ports = My router passes on ports 80 and 443
setup-reach-ports-hint = Usual at home. Set up port forwarding to this machine in your router.
setup-reach-proxy = Another server passes requests on
setup-reach-proxy-hint = Such as Caddy or nginx in the same network.
setup-reach-tunnel = A tunnel
setup-reach-tunnel-hint = Such as Cloudflare Tunnel or Tailscale Funnel. Needs no open ports, and works where the provider gives you no address of your own.

setup-certificate-lead = With a certificate, browsers and apps know that they really talk to your server.
setup-certificate-acme = Get one from Let’s Encrypt
setup-certificate-acme-hint = Free, and renewed by itself. Ports 80 and 443 must reach this machine.
setup-certificate-accept = I accept the terms of Let’s Encrypt
setup-certificate-terms = Terms of Let’s Encrypt
setup-certificate-terms-missing = To get a certificate, accept the terms of Let’s Encrypt.
setup-certificate-contact = E-mail address for Let’s Encrypt (optional)
setup-certificate-proxy = The proxy or tunnel has one
# $port is a number.
setup-certificate-proxy-hint = Then it reaches this machine without encryption, on port { $port }.
setup-certificate-files = I have one in files
setup-certificate-files-hint = Both files are on this machine, in PEM form.
setup-certificate-file = File of the certificate
setup-certificate-key = File of the key
setup-certificate-file-missing = Enter the path of the file.
setup-certificate-file-wrong = These files cannot be used: { $detail }
setup-certificate-self = Make one here
setup-certificate-self-hint = Browsers warn and apps do not connect. For trying things out.

setup-mail-lead = Your server sends letters with codes, for example when somebody forgot a password. It needs a mailbox to send them from.
setup-mail-set = A mail server is set up, and took a letter.
setup-mail-provider = Provider
setup-mail-other = Another one
setup-mail-host = Mail server
setup-mail-host-hint = Only for another provider
setup-mail-port = Port
setup-mail-port-hint = Usually 465 or 587
setup-mail-user = User name
setup-mail-password-hint = Many providers want an app password here, not your own.
setup-mail-from = Sender of the letters
setup-mail-to = Your own address
setup-mail-to-hint = A letter is sent there now.
setup-mail-try = Send a letter and save
setup-mail-none = Do without e-mail
setup-mail-none-hint = Without e-mail, codes wait for the administrator. You can add e-mail later.
setup-mail-host-missing = Choose a provider, or enter its mail server.
setup-mail-port-wrong = A port is a number, such as 465.
# $detail is what the mail server said, in English.
setup-mail-refused = The letter could not be sent: { $detail }
setup-letter-subject = Your server can send letters
setup-letter-text = This letter was sent while your server was set up. Nothing else is to be done.

setup-restart-lead = Now your server starts anew under its name, { $name }. This takes a few seconds.
setup-restart-where = If this page does not come back, go on here and enter the code again:
# $port is a number.
setup-restart-proxy = From then on the proxy or tunnel encrypts, and reaches this machine on port { $port }. So that you are not locked out if it does not do so yet, this address goes on working until you finish.
setup-restart-where-proxy = Go on here, or through the proxy, where the code is asked for again:
setup-restart-go = Restart now
setup-restarting = Your server starts anew
setup-restarting-text = Please wait. This page goes on by itself after a few seconds.
setup-restarting-here = Go on at this address

setup-administrator-lead = Choose a password for running your server. With it you see at { $address } how the server does, help accounts and change settings.
setup-administrator-set = The administrator has a password.

setup-account-lead = Make your own account. You can save a recovery kit for it later.
setup-account-handle-hint = Becomes your name on the network, with { $domain } at its end.
setup-account-made = Your account is there.

setup-network-lead = Accounts here can talk with everybody on the network.
setup-network-relay = Let a relay carry what is posted here to others
setup-network-relay-hint = { $host } is asked to follow your server.
setup-network-app = Make the Bluesky app work
setup-network-app-hint = { $host } answers timelines and searches. Reports of bad posts go to its moderators.
setup-network-refused = The relay did not agree: { $detail }. Try again, or go on without it.

setup-hello-lead = Say hello to the network. Everybody can read it.
setup-hello-text = Text
setup-hello-default = Hello from my own server!
setup-hello-post = Post
setup-hello-none = Not now
setup-hello-length = Write up to 300 characters.
setup-hello-done = That is done.

setup-done = All done
setup-done-lead = { $name } is ready. When you finish, these pages go away for good.
setup-done-go = Finish
setup-finished = Your server is ready
setup-finished-text = The setup is over, and its code is no use any more. Sign in with your account:
setup-finished-admin = The administrator’s pages
