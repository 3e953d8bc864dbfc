### メールのコードでのサインインと、アカウントの作成。

# メール。$host はアプリのもの、またはサーバーのもの。
mail-entry-subject = { $code } は { $host } のサインインコードです
mail-entry-subject-new = { $code } – { $service } へようこそ
mail-entry-title = { $host } のサインインコード
mail-entry-title-new = { $service } へようこそ
mail-entry-intro-app = { $service } のアカウントで { $app } にサインインするには、次のコードを入力してください。
mail-entry-intro = { $service } にサインインするには、次のコードを入力してください。
mail-entry-not-you = 心当たりがない場合は、このメールを無視してください。コードがなければ何も起こりません。
mail-entry-refuse = { $app } のコードを今後受け取りたくない場合:
mail-entry-refuse-link = { $app } のコードを受け取らない

# コードの依頼。
code-email = メールアドレス
code-email-hint = コードをメールで送ります。パスワードは要りません。
code-email-missing = コードの送り先のメールアドレスを入力してください。
code-send = コードをメールで受け取る
code-send-to = { $email } にコードを送る
code-or = または:

# コードを入力するページ。
code-title = コードを入力してください
code-lead = 8 桁のコードを { $email } に送りました。10 分間有効です。
code-label = コード
code-label-hint = 最新のメールにある 8 桁の数字
code-wrong = コードが違います。最新のメールのコードを入力してください。
code-over = このコードは期限切れです。新しいコードを送ってください。
code-tries = 間違ったコードが多すぎます。新しいコードを送ってください。
code-pause = コードを送ったばかりです。受信箱を確認してから、もう一度お試しください。
code-again = 別のコードを送る
code-again-at = メールが届かない場合は、{ $time } UTC 以降に別のコードを受け取れます。
code-no-more = このサインインのコードはこれ以上送られません。
code-sent = 別のコードを送りました。以前のコードは使えません。
code-other = 別のアドレスを使う
code-asks = { $app } は次のことができるようになります:
code-allow = サインインして { $app } を許可する

# 最初のハンドル。
code-handle-title = ハンドルを選んでください
code-handle-lead = ほかの人があなたを見つけるための名前です。あとで変更できます。
code-handle-hint = a–z の文字、数字、ハイフンで 5 ～ 20 文字
code-handle-short = 5 文字以上が必要です。
code-handle-long = 20 文字以内にしてください。
code-handle-suggestions = 今使えるもの:
code-create = アカウントを作成
code-create-allow = アカウントを作成して { $app } を許可する
code-pending-title = もう少しです
code-pending-lead = アカウントを ID の登録簿に登録していますが、登録簿が今応答していません。このページは自動的に確認を繰り返します。

# コードを受け取らない。
code-refuse-title = このコードを受け取らない
code-refuse-lead = 90 日間、このアプリのコードはあなたのアドレスに送られません。コードを渡していなければ、誰もサインインしていません。
code-refuse-button = 受け取らない
code-refused-title = 設定しました
code-refused-lead = 90 日間、このアプリのコードはあなたのアドレスに送られません。

# ブラウザーが何も保存しない場合。
code-cookies-title = ブラウザーが Cookie を保存していません
code-cookies-lead = サインインするには、このページがブラウザーを見分ける必要があります。このアドレスの Cookie を許可し、アプリに戻ってやり直してください。
