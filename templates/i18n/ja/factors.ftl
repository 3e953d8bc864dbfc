### 本人であることを示す方法と、それを設定するページ。

factors-title = セキュリティ
factors-on = オン
factors-off = オフ
factors-waits = アドレスの確認待ち
factors-state = 状態
factors-since = 設定日
factors-turn-on = オンにする
factors-turn-off = オフにする
factors-remove = 削除
factors-cancel = キャンセル
factors-back = セキュリティに戻る
factors-last = この後は、パスワードだけでサインインできるようになります。

factors-password = パスワード
factors-password-text = 変更し、ほかの場所でサインアウトします
factors-second = サインイン時の二段階目
factors-unguarded = パスワードを知った人は誰でもサインインできます。二段階目があれば防げます。
factors-guarded = サインインには、パスワードのほかに次のいずれかが必要です。
factors-apps = アプリ

factors-confirm-lead = 次の操作は重要です。ご自身のアカウントであることをもう一度示してください。
factors-confirm-code = または、次のいずれかを入力してください：
factors-password-wrong = パスワードが正しくありません。

factors-totp = 認証アプリ
factors-totp-text = スマートフォンやパソコンのアプリが表示する6桁の数字
factors-totp-lead = パスワードの後に、アプリが表示する6桁の数字を入力します。数字は30秒ごとに変わります。
factors-totp-apps = ワンタイムコードのアプリならどれでも使えます。多くのパスワードマネージャーにも備わっています。
factors-totp-begin = 認証アプリを設定する
factors-totp-replace = 別のアプリを設定する
factors-totp-replace-text = 別のアプリを設定する場合、新しいアプリの最初の数字を入力するまでは今のアプリが有効です。
factors-totp-scan = 1. アプリでこの画像を読み取ってください。
factors-totp-qr = アプリ用のキーが入ったQRコード
factors-totp-key = または、このキーをアプリに入力してください：
factors-totp-open = この端末のアプリで開く
factors-totp-code = 2. アプリが表示する6桁の数字を入力してください
factors-totp-wrong = 数字が正しくありません。端末の時計を確かめて、最新の数字を入力してください。
factors-totp-done = 認証アプリを設定しました。
factors-totp-remove-title = 認証アプリを削除しますか？
factors-totp-remove-text = 今後、アプリの数字は求められません。その後、アプリの項目を消して構いません。
factors-totp-removed = 認証アプリを削除しました。

factors-codes = リカバリーコード
factors-codes-text = スマートフォンやキーをなくしたときのために
factors-codes-lead = スマートフォンやキーをなくしたとき、各コードは二段階目の代わりに一度だけ使えます。
factors-codes-left = { $count ->
    [0] なし
   *[other] 残り{ $count }個
}
factors-codes-idle = ほかの二段階目を設定するまで、リカバリーコードは求められません。
factors-codes-replaces = 新しいコードを作ると、今のコードは使えなくなります。
factors-codes-make = 新しいコードを{ $count }個作る
factors-codes-new-title = リカバリーコードを保存してください
factors-codes-new-lead = コードは今だけ表示され、それぞれ一度だけ使えます。紙やパスワードマネージャーなど、スマートフォンがなくても見つけられる場所に保管してください。
factors-codes-download = テキストファイルとしてダウンロード
factors-codes-print = またはこのページを印刷
factors-codes-file = { $host } の { $name } のリカバリーコード。それぞれ一度だけ使えます。
factors-codes-saved = コードを保存しました
factors-codes-go = 続ける
factors-codes-not-saved = コードを保存してから、チェックを入れてください。もう一度表示することはできません。
factors-codes-done = リカバリーコードの準備ができました。

factors-email = メールのコード
factors-email-text = メールで届くコード
factors-email-lead = パスワードの後に、メールで届くコードを入力します。アプリやパスキーのほうが安全です。メールを読める人は、パスワードの再設定もできてしまいます。
factors-email-none = 確認済みのメールアドレスがありません。先にアドレスを確認してから、オンにしてください。
factors-email-done = 今後、サインイン時にコードがメールで届きます。
factors-email-undone = 今後、コードはメールで届きません。

factors-app-login = アプリでのパスワードの使用
factors-app-login-text = 古いアプリはパスワードを尋ねます。新しいアプリはこのサーバーに移動します。
factors-app-login-lead = 古いアプリはパスワードを尋ね、保存することがあります。オフにすると、そうしたアプリは拒否されます。アプリごとにアプリパスワードを使ってください。サインインのためにここへ移動するアプリには影響しません。
factors-app-login-done = アプリはあなたのパスワードでサインインできます。
factors-app-login-undone = アプリはあなたのパスワードではサインインできなくなりました。

factors-passkeys = パスキーとセキュリティキー
factors-passkeys-text = 指紋、顔、PIN、または触れて使うキー
factors-passkeys-lead = パスキーはスマートフォン、パソコン、パスワードマネージャーに保存され、パスワードなしでサインインできます。セキュリティキーは、パスワードの入力後に触れる小さな機器です。
factors-passkeys-count = { $count ->
    [0] なし
   *[other] { $count }個
}
factors-passkeys-none = まだありません。
factors-passkeys-full = 登録できる上限に達しています。追加する前に、どれかを削除してください。
factors-passkey-kind = パスキー
factors-passkey-kind-synced = パスキー（端末間で同期）
factors-passkey-kind-key = セキュリティキー
factors-passkey-since = 追加
factors-passkey-used = 最終使用
factors-passkey-unused = 未使用
factors-passkey-change = 変更
factors-passkey-add = パスキーを追加
factors-passkey-add-lead = 名前を付けてください。その後、ブラウザーが指紋、顔、またはPINを求めます。
factors-key-add = セキュリティキーを追加
factors-key-add-lead = 名前を付けてください。その後、キーを差し込むかスマートフォンに近づけ、ブラウザーに求められたら触れてください。
factors-passkey-name = 名前
factors-passkey-name-hint = 保存した端末の名前など、見分けがつくもの
factors-passkey-name-wrong = 64文字以内の名前を入力してください。
factors-passkey-script = JavaScriptと、パスキーに対応したブラウザーが必要です。使えない場合は、認証アプリを設定してください。
factors-passkey-refused = 何も追加されませんでした。もう一度お試しください。
factors-passkey-known = これはすでに追加されています。
factors-passkey-failed = お使いのブラウザーではここで実行できませんでした。
factors-passkey-not-taken = ブラウザーから送られた内容を受け付けられませんでした。もう一度お試しください。
factors-passkey-done = 「{ $name }」を追加しました。
factors-passkey-rename = 名前を保存
factors-passkey-renamed = 名前を保存しました。
factors-passkey-remove-title = 「{ $name }」を削除しますか？
factors-passkey-remove-text = これではサインインできなくなります。ここからは消せないので、端末やパスワードマネージャーからも削除してください。
factors-passkey-removed = 「{ $name }」を削除しました。
factors-passkey-what = 種類
factors-passkey-last = 最終使用
factors-passkeys-back = パスキーの一覧に戻る
