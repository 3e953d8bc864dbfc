### 新しいサーバーのウィザード。

setup-title = サーバーの設定
setup-lead = このサーバーを設定できるのは持ち主だけです。コードはサーバーの画面、ログ、カードの SETUP-CODE.txt ファイルに表示されます。
setup-code = 設定コード
setup-code-hint = 英数字8文字です。大文字・小文字とハイフンは区別しません。
setup-code-go = 始める
setup-code-wrong = 設定コードが違います。
setup-code-wait = 間違ったコードが多すぎます。{ $minutes } 分後にもう一度お試しください。
setup-steps = 手順
setup-step-of = ステップ { $number } / { $count }
setup-step-domain = 名前
setup-step-reach = サーバーへの経路
setup-step-certificate = 証明書
setup-step-mail = メール
setup-step-restart = 再起動
setup-step-administrator = 管理者
setup-step-account = あなたのアカウント
setup-step-network = ネットワーク
setup-step-hello = 最初の投稿
setup-next = 次へ
setup-again = もう一度確認する
setup-refused = 保存できません: { $detail }
setup-not-yet = 先に済ませる手順があります。
setup-fixed = これは { $origin } で指定されており、ここでは変更できません。
setup-clock = サーバーの時計がまだ合っていません。ネットワークに時刻を問い合わせています。1 分後にもう一度試してください。
setup-busy = サーバーが混み合っています。少し待ってからもう一度試してください。

setup-domain-lead = 人やアプリは、サーバーの名前でサーバーを見つけます。example.com のようなドメインを用意し、その中の名前を使います。
setup-domain-name = サーバーの名前
setup-domain-hint = 例: pds.example.com
setup-domain-save = この名前を使う
setup-domain-wrong = pds.example.com のように、ご自分のドメインの中の名前を入力してください。
setup-domain-missing = 先に名前を選んでください。
setup-records = ドメインのレコード
setup-records-lead = ドメインの管理画面で、次の DNS レコードを追加してください。* の付いたものはアカウントのハンドル用です。
setup-router = ルーターのグローバルアドレス
setup-router-hint = グローバルアドレスはルーターの状態ページに表示されます。トンネルを使う場合は、代わりに提供元が示すレコードを追加してください。
setup-found = 現在の結果
setup-found-good = { $name } は { $addresses } につながります。
setup-found-elsewhere = { $name } は { $addresses } につながりますが、ここではありません。そこにプロキシかトンネルがある場合だけ正しい設定です。
setup-found-private = { $name } は { $addresses } につながります。このアドレスは家の中でしか使えません。グローバルアドレスを使ってください。
setup-found-missing = { $name } のレコードはまだありません。
setup-found-failed = { $name } を調べられませんでした。この機器はインターネットにつながっていますか。
setup-found-hint = 新しいレコードは反映に1時間ほどかかることがあります。先に進んで、後で戻れます。

setup-reach-lead = インターネットからこの機器へ、どのように届きますか。
setup-reach-ports = ルーターがポート80と443を転送する
setup-reach-ports-hint = 家庭では普通の方法です。ルーターでこの機器へのポート転送を設定してください。
setup-reach-proxy = 別のサーバーがリクエストを渡す
setup-reach-proxy-hint = 同じネットワークの Caddy や nginx などです。
setup-reach-tunnel = トンネル
setup-reach-tunnel-hint = Cloudflare Tunnel や Tailscale Funnel などです。ポートを開く必要がなく、固有のアドレスがない回線でも使えます。

setup-certificate-lead = 証明書があると、ブラウザーやアプリは本当にあなたのサーバーと話していると分かります。
setup-certificate-acme = Let’s Encrypt から取得する
setup-certificate-acme-hint = 無料で、自動的に更新されます。ポート80と443がこの機器に届く必要があります。
setup-certificate-accept = Let’s Encrypt の規約に同意します
setup-certificate-terms = Let’s Encrypt の規約
setup-certificate-terms-missing = 証明書を取得するには、Let’s Encrypt の規約に同意してください。
setup-certificate-contact = Let’s Encrypt に伝えるメールアドレス（任意）
setup-certificate-proxy = プロキシかトンネルが持っている
setup-certificate-proxy-hint = その場合、この機器のポート{ $port }へ暗号化なしで届きます。
setup-certificate-files = ファイルで持っている
setup-certificate-files-hint = 両方のファイルがこの機器に PEM 形式であります。
setup-certificate-file = 証明書のファイル
setup-certificate-key = 鍵のファイル
setup-certificate-file-missing = ファイルのパスを入力してください。
setup-certificate-file-wrong = これらのファイルは使えません: { $detail }
setup-certificate-self = ここで作る
setup-certificate-self-hint = ブラウザーは警告を出し、アプリはつながりません。試すためのものです。

setup-mail-lead = パスワードを忘れたときなどに、サーバーはコードをメールで送ります。送信元のメールボックスが必要です。
setup-mail-set = メールサーバーは設定済みで、メールを受け付けました。
setup-mail-provider = プロバイダー
setup-mail-other = その他
setup-mail-host = メールサーバー
setup-mail-host-hint = その他のプロバイダーの場合だけ
setup-mail-port = ポート
setup-mail-port-hint = 普通は465か587
setup-mail-user = ユーザー名
setup-mail-password-hint = 多くのプロバイダーでは、ご自分のパスワードではなくアプリパスワードが必要です。
setup-mail-from = 送信者のアドレス
setup-mail-to = ご自分のアドレス
setup-mail-to-hint = 今ここへメールを送ります。
setup-mail-try = メールを送って保存する
setup-mail-none = メールなしで進む
setup-mail-none-hint = メールがないと、コードは管理者が渡すまで待つことになります。メールは後で追加できます。
setup-mail-host-missing = プロバイダーを選ぶか、メールサーバーを入力してください。
setup-mail-port-wrong = ポートは465のような数字です。
setup-mail-refused = メールを送れませんでした: { $detail }
setup-letter-subject = サーバーからメールを送れます
setup-letter-text = このメールはサーバーの設定中に送られました。ほかにすることはありません。

setup-restart-lead = これからサーバーは { $name } という名前で再起動します。数秒かかります。
setup-restart-where = このページが戻らないときは、次のアドレスで続け、コードをもう一度入力してください:
# $port is a number.
setup-restart-proxy = 以後の暗号化はプロキシまたはトンネルが行い、この機器にはポート { $port } で接続します。まだ接続できない場合に備えて、このアドレスはセットアップが終わるまで使えます。
setup-restart-where-proxy = このまま続けるか、プロキシ経由で続けてください。プロキシ経由ではもう一度コードを入力します。
setup-restart-go = 今すぐ再起動する
setup-restarting = サーバーを再起動しています
setup-restarting-text = お待ちください。数秒後にこのページは自動的に進みます。
setup-restarting-here = このアドレスで続ける

setup-administrator-lead = サーバーを管理するためのパスワードを決めてください。{ $address } で、サーバーの様子を見たり、アカウントを助けたり、設定を変えたりできます。
setup-administrator-set = 管理者のパスワードは設定済みです。

setup-account-lead = ご自分のアカウントを作ってください。復旧キットは後で保存できます。
setup-account-handle-hint = 末尾に { $domain } が付いて、ネットワークでの名前になります。
setup-account-made = アカウントができました。

setup-network-lead = ここのアカウントは、ネットワークのすべての人と話せます。
setup-network-relay = ここの投稿をリレーでほかの人に届ける
setup-network-relay-hint = { $host } に、このサーバーをフォローするよう頼みます。
setup-network-app = Bluesky アプリを使えるようにする
setup-network-app-hint = タイムラインや検索には { $host } が答えます。投稿の報告はそのモデレーターに届きます。
setup-network-refused = リレーが応じませんでした: { $detail }。もう一度試すか、リレーなしで進んでください。

setup-hello-lead = ネットワークにあいさつしましょう。誰でも読めます。
setup-hello-text = 本文
setup-hello-default = 自分のサーバーからこんにちは！
setup-hello-post = 投稿する
setup-hello-none = 今はしない
setup-hello-length = 300文字以内で書いてください。
setup-hello-done = 済みました。

setup-done = すべて完了
setup-done-lead = { $name } の準備ができました。終了すると、これらのページはなくなります。
setup-done-go = 終了する
setup-finished = サーバーの準備ができました
setup-finished-text = 設定は終わり、コードはもう使えません。アカウントでサインインしてください:
setup-finished-admin = 管理者のページ
