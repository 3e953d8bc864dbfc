### すべてのページの枠と、入り口のページ。

frame-skip = 本文へ移動
frame-home = ホーム
frame-terms = 利用規約
frame-privacy = プライバシーポリシー
frame-support = ヘルプ
frame-about = このサーバーについて
frame-language = 言語
frame-language-change = 変更
frame-sign-in = サインイン
frame-faults = 確認が必要な項目があります

frame-month-1 = 1
frame-month-2 = 2
frame-month-3 = 3
frame-month-4 = 4
frame-month-5 = 5
frame-month-6 = 6
frame-month-7 = 7
frame-month-8 = 8
frame-month-9 = 9
frame-month-10 = 10
frame-month-11 = 11
frame-month-12 = 12
frame-date = { $year }年{ $month }月{ $day }日
frame-date-time = { $date } { $time } UTC

frame-error-again = もう一度試す
frame-error-account = あなたのアカウント
frame-error-status = エラー { $status }
frame-error-not-found = ページが見つかりません
frame-error-not-found-text = このアドレスには何もありません。リンクが古いか、入力が間違っている可能性があります。
frame-error-forbidden = 許可されていません
frame-error-forbidden-text = これを見たり変更したりすることはできません。
frame-error-forged = フォームの有効期限が切れました
frame-error-forged-text = 安全のため、フォームは元のページでのみ、一定時間だけ有効です。何も変更されていません。ページを開き直して、もう一度入力してください。
frame-error-expired = 時間が経ちすぎました
frame-error-expired-text = この手順の有効期限が切れました。最初からやり直してください。
frame-error-malformed = フォームを読み取れません
frame-error-malformed-text = ブラウザーから、このページが理解できないデータが送られました。戻ってもう一度お試しください。
frame-error-too-large = 大きすぎます
frame-error-too-large-text = 送られたものは、このページで受け付けられる大きさを超えています。戻って、より小さいものを選んでください。
frame-error-too-many = 試行回数が多すぎます
frame-error-too-many-text = 数分待ってから、もう一度お試しください。
frame-error-busy = サーバーが混み合っています
frame-error-busy-text = しばらくしてから、もう一度お試しください。
frame-error-failed = 問題が発生しました
frame-error-failed-text = これはサーバー側の問題です。もう一度お試しください。繰り返し起きる場合は、このサーバーの運営者に知らせてください。

frame-looks-once = このページは { $secs } 秒後にもう一度確認します。そのときブラウザーが接続できなければ、1 分ほど待ってからページを再読み込みしてください。

entry-sign-in-lead = { $service } のアカウントにサインインします。
entry-identifier = ハンドルまたはメールアドレス
entry-identifier-hint = 例：alice.example.com
entry-account = アカウント
entry-password = パスワード
entry-remember = この端末でサインインしたままにする
entry-forgot = パスワードをお忘れですか？
entry-create = アカウントを作成
entry-address-bar = パスワードを入力する前に、このページのアドレスが { $origin } で始まることを確認してください
entry-wrong = 名前またはパスワードが違います。
entry-missing-identifier = ハンドルまたはメールアドレスを入力してください。
entry-missing-password = パスワードを入力してください。
entry-password-long = パスワードが長すぎます。
entry-taken-down = このアカウントはサーバーの運営者によって停止されています。
entry-confirm-title = ご本人の確認
entry-confirm-lead = 続ける前に、もう一度パスワードを入力してください。

entry-picker-title = アカウントを選択
entry-picker-lead = この端末でサインインしているアカウントです。
entry-deactivated = 無効化されています
entry-brief = 一時的にサインイン中
entry-add = 別のアカウントでサインイン
entry-sign-out = サインアウト
entry-sign-out-all = すべてのアカウントからサインアウト
entry-signed-out = サインアウトしました。

entry-reset-title = パスワードの再設定
entry-reset-lead = アカウントのメールアドレスにコードを送ります。
entry-reset-send = コードを送る
entry-reset-have-code = コードを持っています
entry-reset-sent = アカウントが存在する場合は、そのメールアドレスにコードを送りました。15分間有効です。
entry-back-to-sign-in = サインインに戻る
entry-code-title = 新しいパスワードの設定
entry-code-lead = メールのコードと、新しいパスワードを入力してください。
entry-code = コード
entry-code-hint = 英数字10文字（例：ABCDE-23456）
entry-code-wrong = コードが違うか、新しいコードに置き換えられています。
entry-code-over = コードの有効期限が切れました。新しいコードを請求してください。
entry-new-password = 新しいパスワード
entry-new-password-hint = 8文字以上。長いほど安全です。
entry-password-short = パスワードは8文字以上にしてください。
entry-password-too-long = パスワードは256文字以内にしてください。
entry-code-save = 新しいパスワードを保存
entry-code-effects = 保存すると、すべての端末と、パスワードを使うアプリからサインアウトします。
entry-code-again = 別のコードを送る
entry-reset-done = パスワードを変更しました。新しいパスワードでサインインできます。

entry-about-title = このサーバーについて
entry-about-text = { $service } は AT Protocol の Personal Data Server です。利用者のアカウントとデータを預かっています。
entry-about-host = アドレス
entry-about-did = 識別子
entry-about-software = ソフトウェア
entry-about-contact = 連絡先

entry-landing-title = ようこそ
entry-landing-lead = Bluesky をはじめ多くのアプリで使われる AT Protocol のアカウントの家です。
entry-landing-invite = 新しいアカウントには招待コードが必要です。
entry-landing-what = これは何ですか？
entry-landing-what-text = ここは Personal Data Server（PDS）です。あなたの投稿、いいね、フォローはここにあり、あなたが管理し、いつでも持ち出せます。

entry-second-title = あと一歩です
entry-second-lead = { $name } さんご本人であることを確認します。
entry-second-ways = 次のいずれかを入力してください：
entry-second-totp = 認証アプリの6桁の数字
entry-second-email = { $address } に届いたメールのコード
entry-second-recovery = リカバリーコードの一つ
entry-second-go = 続ける
entry-second-mail = メールでコードを受け取る
entry-second-mailed = コードを送りました。直前1分以内のコードも有効です。
entry-second-wrong = コードが違うか、すでに使われています。
entry-passkey-wrong = パスキーを確認できませんでした。もう一度お試しください。
entry-wait = { $minutes ->
   *[other] 試行回数が多すぎます。{ $minutes } 分待ってから、もう一度お試しください。
}

entry-passkey = パスキーでサインイン
entry-passkey-second = パスキーまたはセキュリティキーを使う
entry-passkey-refused = パスキーは使われませんでした。もう一度試せます。
entry-passkey-failed = このブラウザーではパスキーを使えませんでした。
entry-passkey-script = 二つ目の要素であるパスキーには JavaScript が必要です。このページで有効にするか、リカバリーコードを使ってください。
