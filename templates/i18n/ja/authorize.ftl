### アプリにアクセスを許可するページ。

authorize-welcome = { $service } へようこそ
authorize-wants-in = { $app } に進みます
authorize-app-here = この端末のアプリ
authorize-app-here-first = この端末のアプリ
authorize-create = 新しいアカウントを作成
authorize-cancel = キャンセル
authorize-choose = アカウントを選択
authorize-sign-in-as = { $name } としてサインイン
authorize-other-account = 別のアカウントを使う

consent-title = アクセスの許可
consent-wants = { $app } が { $account } へのアクセスを求めています。
consent-only-profile = あなたが誰であるかだけがアプリに伝わります。
consent-known = このアプリは以前にも許可しています。
consent-how-long = 許可する期間
consent-for-day = 1日
consent-for-month = 30日間
consent-for-revoked = 取り消すまで
consent-public = この種類のアプリは、遅くとも2週間後にもう一度許可を求める必要があります。
consent-technical = 技術的な詳細
consent-returns = このあと { $place } に戻ります
consent-tokens = アプリが求めている内容（原文）：
consent-legal = このアプリの情報：
consent-allow = 許可する
consent-deny = 許可しない

consent-group-profile = あなたが誰であるか
consent-group-email = メールアドレス
consent-group-account = あなたのアカウント
consent-group-identity = あなたのアイデンティティ
consent-group-bluesky = 広い範囲のアクセス
consent-group-chat = ダイレクトメッセージ
consent-group-sets = 権限のセット
consent-group-records = あなたのレコード
consent-group-files = ファイル
consent-group-services = その他のサービス

# Shown above a permission that reaches far.
consent-care-email-manage = メールアドレスを管理できるアプリは、アカウントを乗っ取ることもできます。
consent-care-repo-manage = あなたがこれまでに書いたものを、アプリがすべて置き換えられるようになります。
consent-care-status-manage = アプリがあなたをネットワークから見えなくすることもできます。
consent-care-identity-handle = アプリがあなたの名前を変えることもできます。その場合、あなたは別の名前で表示されます。
consent-care-identity-all = ネットワークでのあなたのアイデンティティをアプリが変更し、アカウントを永久に奪うこともできます。
consent-care-generic = あなた自身にできることのほぼすべてです。信頼できるアプリにだけ許可してください。
consent-care-chat = アプリがあなたの非公開メッセージを読み書きできるようになります。
consent-care-records = ほかのアプリのものも含め、アプリがあなたのどのレコードでも変更できるようになります。
consent-care-files-any = アプリがあなたの名前で、あらゆる種類のファイルをアップロードできるようになります。
consent-care-calls = このサービスでできることすべてを、アプリがあなたの名前で行えるようになります。
consent-care-calls-anywhere = アプリがさまざまな場所で、あなたの名前で行動できるようになります。

consent-profile = あなたのハンドルとアカウントの公開情報を見る
consent-email-read = あなたのメールアドレスを見る
consent-email-manage = あなたのメールアドレスを見る、変更する
consent-repo-read = あなたのリポジトリの状態を見る
consent-repo-manage = インポートによってリポジトリ全体を置き換える
consent-status-read = あなたのアカウントが有効かどうかを見る
consent-status-manage = あなたのアカウントを無効化する、再有効化する
consent-identity-handle = あなたのハンドルを変更する
consent-identity-all = あなたのハンドル、鍵、所属するサーバーを変更する
consent-generic = すべてのレコードの作成・変更・削除、ファイルのアップロード、ほとんどのサービスの呼び出しをあなたの名前で行う
consent-chat = あなたのダイレクトメッセージを読み書きする
consent-set = { $name } に含まれる権限
consent-set-holds = 含まれる内容
consent-records-all = { $which ->
    [all] あらゆる種類のレコードを作成・変更・削除する
   *[some] 次の種類のレコードを作成・変更・削除する
}
consent-records-create-update = { $which ->
    [all] あらゆる種類のレコードを作成・変更する
   *[some] 次の種類のレコードを作成・変更する
}
consent-records-create-delete = { $which ->
    [all] あらゆる種類のレコードを作成・削除する
   *[some] 次の種類のレコードを作成・削除する
}
consent-records-update-delete = { $which ->
    [all] あらゆる種類のレコードを変更・削除する
   *[some] 次の種類のレコードを変更・削除する
}
consent-records-create = { $which ->
    [all] あらゆる種類のレコードを作成する
   *[some] 次の種類のレコードを作成する
}
consent-records-update = { $which ->
    [all] あらゆる種類のレコードを変更する
   *[some] 次の種類のレコードを変更する
}
consent-records-delete = { $which ->
    [all] あらゆる種類のレコードを削除する
   *[some] 次の種類のレコードを削除する
}
consent-files-any = あらゆる種類のファイルをアップロードする
consent-files-some = 次の種類のファイルをアップロードする
consent-calls = { $which ->
    [all] あなたの名前で { $service } を自由に呼び出す
   *[some] あなたの名前で { $service } の次のメソッドを呼び出す
}
consent-calls-anywhere = { $which ->
    [all] あなたの名前であらゆるサービスを呼び出す
   *[some] あなたの名前であらゆるサービスの次のメソッドを呼び出す
}

reactivate-title = アカウントの再有効化
reactivate-lead = アカウント { $account } は無効化されています。続けるには再有効化してください。ほかの人にも再び見えるようになります。
reactivate-elsewhere = このアカウントはここでは有効にできません。アイデンティティが別のサーバーを指しています。
moving-title = このアカウントはここでは有効ではありません
moving-where = { $account } のアイデンティティは { $host } を指しています。
moving-in = ここへ移行中の場合は、移行を始めたプログラムで最後まで進めてください。これまでに { $records } 件の記録と、{ $expected } 個のうち { $held } 個のファイルが届いています。
moving-away = 別のサーバーへ移行した場合は、{ $host } でサインインしてください。
moving-again = もう一度確認する
reactivate-go = 再有効化して続ける

done-title = 回答済みです
done-text = このリクエストには回答済みです。このページを閉じるか、{ $app } に戻ってください。
done-account = 連携アプリを見る

leave-title = アプリに戻ります
leave-text = 自動的に進まない場合は、ボタンを押してください。
leave-continue = 続ける

sign-up-title = アカウントを作成
sign-up-step = ステップ { $step } / { $total }
sign-up-handle-title = ハンドルを選択
sign-up-handle-lead = ハンドルはネットワークでのあなたの名前です。あとで変更できます。
sign-up-handle = ハンドル
sign-up-handle-hint = 英字、数字、ハイフンで3～18文字
sign-up-domain = 末尾
sign-up-next = 続ける
sign-up-check = 使えるかどうか確認
sign-up-have-account = すでにアカウントを持っています
sign-up-back = 別のハンドルを選ぶ
sign-up-free = { $handle } は使えます。
sign-up-taken = このハンドルはすでに使われています。
sign-up-short = ハンドルが短すぎます。3文字以上にしてください。
sign-up-long = ハンドルが長すぎます。18文字以内にしてください。
sign-up-reserved = このハンドルはここでは使えません。
sign-up-characters = 英字、数字、ハイフンだけを使ってください。先頭と末尾にハイフンは使えません。
sign-up-handle-gone = その間に、ほかの人がこのハンドルを取得しました。別のハンドルを選んでください。
sign-up-details-title = あなたのアカウント
sign-up-details-lead = あなたのハンドルは { $handle } になります。
sign-up-invite = 招待コード
sign-up-invite-hint = このサーバーの運営者から受け取れます。
sign-up-invite-missing = 招待コードを入力してください。
sign-up-invite-unavailable = この招待コードは存在しないか、すでに使われています。
sign-up-email = メールアドレス
sign-up-email-hint = コードの受け取りや、パスワードを忘れたときに使います。ほかの人には見えません。
sign-up-email-unsupported = このアドレスは使えません。別のアドレスを入力してください。
sign-up-email-ascii = このサーバーは、@ の前に a～z 以外の文字があるアドレスにメールを送れません。別のアドレスを入力してください。
sign-up-email-taken = このアドレスのアカウントがすでにあります。
sign-up-terms = アカウントを作成すると、次に同意したことになります：
sign-up-work = あなたが人間であることをブラウザーが確認しています。少々お待ちください。
sign-up-work-waiting = まもなく確認が終わります。少々お待ちください。
sign-up-work-done = ブラウザーでの確認が終わりました。
sign-up-work-script = この手順には JavaScript が必要です。プログラムによるアカウント作成を防ぐためです。
sign-up-work-missing = ブラウザーでの確認が終わりませんでした。JavaScript を有効にして、もう一度お試しください。
sign-up-work-expired = 確認の有効期限が切れました。もう一度お試しください。
sign-up-captcha = パズルを解いてください。
sign-up-directory = アイデンティティのディレクトリに接続できません。数分後にもう一度お試しください。
sign-up-welcome = ようこそ、{ $handle } さん！アドレスを確認するためのコードをお送りしました。
sign-up-work-mail = JavaScript が無効になっているため、コードで人間であることを確認します。続けると、あなたのアドレスにコードをお送りします。
sign-up-code-title = メールのコードを入力してください
sign-up-code-lead = { $email } にメールをお送りしました。このアドレスでアカウントを作成できる場合は、メールにコードが書かれています。コードは10分間有効です。
sign-up-code-back = 別のアドレスを使う
sign-up-code-sent = 新しいメールをお送りしました。以前のコードは使えなくなりました。
sign-up-code-pause = 先ほどメールをお送りしたばかりです。1分ほど待ってから、もう一度お試しください。
sign-up-code-letters = このアドレスにはすでに何度かメールをお送りしました。後でもう一度始めるか、別のアドレスをお使いください。
sign-up-code-tries = 間違ったコードが何度も入力されました。新しいコードを請求してください。
sign-up-welcome-confirmed = ようこそ、{ $handle } さん！
