### 管理者のページ

admin-name = 管理
admin-sections = 管理者のページ
admin-save = 保存

## サインイン

admin-sign-in-title = 管理
admin-sign-in-lead = { $service } を運営する方のためのページです。
admin-confirm-title = パスワードを入力してください
admin-confirm-lead = 次の操作にはもう一度パスワードが必要です。まだ何も変更されていません。
admin-confirm-go = 続ける
admin-password = 管理者のパスワード
admin-password-hint = セットアップのときに決めたもの、または設定ファイルにあるものです。
admin-password-wrong = パスワードが違います。
admin-password-wait = { $minutes ->
   *[other] パスワードの間違いが多すぎます。{ $minutes } 分お待ちください。
}
admin-signed-out = サインアウトしました。

## 概要

admin-overview = 概要
admin-now = 現在
admin-well = 問題ありません
admin-unwell = 対応が必要です
admin-unsound = データベースに書き込めません。診断とログをご確認ください。
admin-full = ディスクの空きがほとんどありません。空きを作ってください。
admin-short = メモリが不足しています。エクスポートとインポートは待機中です。
admin-clock = 時計がまだ合っていません。それまで署名は行われません。
admin-mail-waiting = 送信待ちのメール
admin-mail-dead = { $count ->
   *[other] { $count } 通は送信を断念
}
admin-subscribers = イベントの購読者
admin-database = データベース
admin-free = ディスクの空き
admin-memory = メモリ
admin-backup = 最後のバックアップ
admin-backup-none = まだありません
admin-version = バージョン
admin-doctor-link = サーバーを診断する
admin-charts = この数時間
admin-charts-lead = { $minutes ->
   *[other] 直近 { $minutes } 分間。
}
admin-chart-memory = メモリ
admin-chart-requests = 1 分あたりのリクエスト
admin-chart-written = 1 分あたりの書き込み
admin-chart-now = 現在 { $latest }、最大 { $most }
admin-acts = 操作の記録
admin-acts-all = すべて表示
admin-acts-none = まだありません。

## 行った操作

admin-act-sign-in = サインインしました
admin-act-password = 管理者のパスワードを変更しました
admin-act-takedown = アカウントを停止しました
admin-act-restore = アカウントの停止を解除しました
admin-act-deactivate = アカウントを無効にしました
admin-act-activate = アカウントを有効にしました
admin-act-invites-off = アカウントの招待を止めました
admin-act-invites-on = アカウントの招待を再開しました
admin-act-reset-code = 新しいパスワードのためのコードを送りました
admin-act-account-password = 新しいパスワードを作りました
admin-act-email = メールアドレスを変更しました
admin-act-handle = ハンドルを変更しました
admin-act-delete = アカウントを削除しました
admin-act-invite = 招待コードを作りました
admin-act-invite-end = 招待コードを無効にしました
admin-act-letter-retry = メールを再送します
admin-act-letter-drop = メールを破棄しました
admin-act-crawl = リレーに巡回を依頼しました
admin-act-renew = 新しい証明書を申請しました
admin-act-settings = 設定を保存しました
admin-act-restart = サーバーを再起動しました

## アカウント

admin-accounts = アカウント
admin-search = アカウントを探す
admin-search-hint = ハンドル、DID、メールアドレスで探せます。
admin-search-go = 探す
admin-accounts-none = アカウントはまだありません。
admin-accounts-unknown = そのようなアカウントはここにありません。
admin-accounts-first = 最初から
admin-accounts-more = 続き
admin-active = 有効
admin-taken-down = 停止中
admin-account-facts = 基本情報
admin-account-since = 登録日
admin-account-records = レコード
admin-account-blobs = ファイル
# $figure is a number or a size.
admin-more-than = { $figure } 以上
admin-takedown-reference = 参照番号
admin-account-standing = 状態
admin-account-standing-lead = 停止したアカウントはサインインできず、何も表示されません。データは残ります。
admin-account-access = アクセス
admin-account-access-lead = サインインできない方のためのものです。コードを送ると、ご本人がパスワードを決められます。
admin-account-email = 新しいメールアドレス
admin-account-email-hint = もう一度確認が必要になります。
admin-account-handle = 新しいハンドル
admin-email-bad = このメールアドレスは使えません。
admin-new-password = ご本人に伝えてください。表示されるのは今だけです。
admin-do-takedown = 停止する
admin-do-restore = 停止を解除する
admin-do-deactivate = 無効にする
admin-do-activate = 有効にする
admin-do-invites-off = 招待を止める
admin-do-invites-on = 招待を再開する
admin-do-reset-code = 新しいパスワードのためのコードを送る
admin-do-account-password = 新しいパスワードを作る
admin-do-delete = 削除する
admin-delete-title = このアカウントを削除しますか？
admin-delete-lead = 投稿、ファイル、設定が消えます。元に戻すことはできません。
admin-delete-name = 確認のため名前を入力してください
admin-delete-differs = 名前が違います。

## 招待

admin-invites = 招待
admin-invites-needed = アカウントを作るにはこのコードが必要です。
admin-invites-open = 誰でもコードなしでアカウントを作れます。
admin-invites-none = コードはありません。
admin-invite-make = コードを作る
admin-invite-count = 個数
admin-invite-uses = 使える回数
admin-invite-go = 作る
admin-invite-codes = コード
admin-invite-used = { $all } 回のうち { $used } 回使用
admin-invite-end = 無効にする
admin-invite-ended = 無効
admin-invite-spent = 使用済み

## メール

admin-mail = メール
admin-mail-lead = まだ送られていないメールです。コードをお待ちの方に、あなたから伝えられます。
admin-mail-none-lead = メールサーバーが設定されていません。コードは宛先の方に直接お伝えください。
admin-mail-empty = 待っているメールはありません。
admin-letter-dead = 送信を断念
admin-letter-attempts = { $count ->
   *[other] { $count } 回試行
}
admin-letter-again = 今すぐ試す
admin-letter-drop = 破棄する
admin-letter-gone = このメールはもうありません。
admin-letter-kind-confirm-email = コード: アドレスの確認
admin-letter-kind-update-email = コード: アドレスの変更
admin-letter-kind-reset-password = コード: 新しいパスワード
admin-letter-kind-delete-account = コード: アカウントの削除
admin-letter-kind-plc-operation = コード: アイデンティティの変更
admin-letter-kind-sign-in-code = コード: サインインの 2 段階目
admin-letter-kind-backup-email = コード: 追加のアドレスの確認
admin-letter-kind-address-code = コード: 新しいアカウントのアドレスの確認
admin-letter-kind-entry-code = コード: サインイン
admin-letter-kind-deletion-ahead = まもなく削除されます
admin-letter-kind-new-sign-in = 新しいサインイン
admin-letter-kind-factor-added = サインイン方法が追加されました
admin-letter-kind-factor-removed = サインイン方法が削除されました
admin-letter-kind-factor-guessed = コードを推測しようとする人がいます
admin-letter-kind-address-known = このアドレスにはすでにアカウントがあります
admin-letter-kind-email-changed = アドレスが変更されました
admin-letter-kind-password-changed = パスワードが変更されました
admin-letter-kind-backup-email-used = 追加のアドレスによるサインイン
admin-letter-kind-moderation = モデレーターからのメール

## ネットワーク

admin-network = ネットワーク
admin-relays = リレー
admin-relays-lead = ここに投稿されたものを、ほかのすべての人に届けます。
admin-relays-none = リレーは設定されていません。
admin-crawl = 巡回を依頼する
admin-crawl-asked = { $relay } に依頼しました。
admin-crawl-failed = { $relay } に依頼できませんでした: { $cause }
admin-followers = イベントの購読者
admin-followers-lead = 最新のイベントの番号は { $seq } です。
admin-followers-none = 購読者はいません。
admin-follower-since = 接続
admin-follower-current = 最新
admin-follower-behind = { $seconds ->
   *[other] { $seconds } 秒の遅れ
}
admin-certificates = 証明書
admin-certificates-elsewhere = 証明書は、サーバーの手前のプロキシまたはトンネルにあります。
admin-certificates-own = 証明書はこのサーバーが自分で作ったものです。ブラウザーは警告し、リレーは来ません。
admin-certificate-until = 有効期限
admin-certificate-retry = 次の試行
admin-renew = 新しい証明書を申請する

## 診断

admin-doctor = 診断
admin-doctor-lead = 対応が必要なものから並べています。文章は英語です。
admin-doctor-again = もう一度診断する
admin-state-good = 良好
admin-state-note = 参考
admin-state-unknown = 不明
admin-state-warning = 注意
admin-state-bad = 異常

## 設定

admin-settings = 設定
admin-settings-pending = 保存した内容は再起動後に有効になります。
admin-branding = 名前と外観
admin-branding-lead = 利用者から見えるサーバーの姿です。空欄は既定値になります。
admin-setting-name = 名前
admin-setting-primary = ボタンとリンクの色
admin-setting-logo = ロゴのアドレス
admin-setting-contact = お問い合わせのメールアドレス
admin-setting-home = ホームページ
admin-setting-support = ヘルプページ
admin-setting-terms = 利用規約
admin-setting-privacy = プライバシーポリシー
admin-setting-fixed = 次の場所で設定されています:
admin-preview = プレビュー
admin-preview-title = 昼と夜の見え方
admin-preview-faint = この色のボタンは白の上では見えにくいです。
admin-password-title = 管理者のパスワード
admin-password-change-lead = ほかのブラウザーはすべてサインアウトされます。
admin-password-first-lead = 今のところ、設定ファイルのパスワードだけが使えます。
admin-password-short = パスワードは 8 文字以上 256 文字以内にしてください。
admin-restart-title = 再起動
admin-restart-lead = 数秒かかります。サインアウトされる人はいません。
admin-restart = サーバーを再起動する
admin-restarting = サーバーを再起動しています
admin-restarting-lead = このページはまもなく自動的に切り替わります。
admin-sources = 設定の出どころ
admin-sources-lead = ほかの設定はすべて既定値です。
admin-source-setting = 設定
admin-source-origin = 設定された場所

## Logo

admin-logo-link = ロゴをアップロード
admin-logo-instead = 代わりに、アップロードされたロゴが表示されます。
admin-logo = ロゴ
admin-logo-lead = すべてのページとメールの上部で、サーバー名の横に表示される画像です。設定のアドレスの代わりに使われ、すぐに反映されます。
admin-logo-shown = 現在の表示
admin-logo-none = 画像はアップロードされていません。
admin-logo-remove = 削除
admin-logo-upload = 別の画像
admin-logo-file = 画像
admin-logo-hint = PNG、JPEG、WebP、SVG。{ $most } 以下、幅と高さは { $side } ピクセルまで。SVG はメールには表示されません。
admin-logo-go = アップロード
admin-logo-none-chosen = 先にファイルを選んでください。
admin-logo-too-large = ファイルが { $most } を超えています。
admin-logo-kind = PNG、JPEG、WebP、SVG のいずれでもないファイルです。
admin-logo-side = 画像の幅または高さが { $side } ピクセルを超えています。
admin-logo-entities = この SVG はエンティティを宣言しています。プレーン SVG として保存し直してください。
admin-act-logo = ロゴがアップロードされました
admin-act-logo-removed = ロゴが削除されました

## ログ

admin-log = ログ
admin-log-lead = 最後の数行を、新しい順に示します。
admin-log-empty = 行はありません。
admin-log-again = 読み込み直す

## 専用機

admin-update = 更新
admin-update-runs = 現在のシステム
admin-update-trial = 試用中
admin-update-board = ボード
admin-update-slot = スロット
admin-update-outcome = 前回の更新
admin-update-new = 別のバージョン
admin-update-lead = 更新ファイルは検査され、現在のシステムとは別の場所に書き込まれ、試されます。応答がなければ今のバージョンに戻ります。
admin-update-url = 更新ファイルのアドレス
admin-update-url-hint = このシステムの提供元による、.hpu で終わるファイルです。
admin-update-go = 取得して導入する
admin-update-file = この端末から更新ファイルを送る
admin-update-file-label = 更新ファイル
admin-update-file-go = 送って導入する
admin-update-address = このアドレスからは取得できません。
admin-update-comes = 更新ファイルを取得しています。現在 { $size } です。
admin-update-handed = バージョン { $version } は正常です。これから導入され、ボードが再起動します。
admin-update-failed = 更新できませんでした:
admin-board = ボード
admin-board-lead = どちらも少し時間がかかります。投稿されたものは失われません。
admin-board-reboot = ボードを再起動する
admin-board-poweroff = 電源を切る
admin-poweroff-title = ボードの電源を切りますか？
admin-poweroff-lead = 誰かが電源を入れ直すまで、サーバーには誰も接続できません。
admin-act-update = 更新を依頼しました
admin-act-reboot = ボードを再起動します
admin-act-poweroff = ボードの電源を切ります

## Passkeys

admin-passkeys = パスキー
admin-passkeys-lead = どのパスキーもパスワードと同じように使え、指紋、顔、または PIN で確認されます。
admin-passkey-remove = 削除する
admin-passkey-script = JavaScript と、パスキーに対応したブラウザーが必要です。
admin-act-passkey-added = パスキーを追加しました
admin-act-passkey-removed = パスキーを削除しました
