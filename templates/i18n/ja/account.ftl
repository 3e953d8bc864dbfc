### アカウントのページ。

account-switch = あなたのアカウント一覧
account-sections = このアカウントのページ
account-overview = 概要
account-facts = あなたのアカウント
account-handle = ハンドル
account-email = メールアドレス
account-confirmed = 確認済み
account-unconfirmed = 未確認
account-state = 状態
account-password = パスワードを変更

account-apps = 連携アプリ
account-no-apps = このアカウントにアクセスできるアプリはありません。
account-app-since = 許可した日：
account-app-used = 最終利用：
account-app-until = 期限：
account-app-may = アプリにできること
account-app-writes = { $count ->
    [0] 過去30日間に書き込みはありません
   *[other] 過去30日間に{ $count }件のレコードを書き込みました
}
account-revoke = アクセスを取り消す
account-revoke-title = アクセスを取り消しますか？
account-revoke-text = { $app } はすぐにサインアウトされ、もう一度あなたの許可を得る必要があります。これまでに書き込まれたものは残ります。
account-keep = 取り消さない
account-revoked = { $app } はアクセスできなくなりました。

account-devices = 端末
account-no-devices = 今回の利用のあともサインインしたままになる端末はありません。
account-device-unknown = 端末
account-device-seen = 最終利用：
account-device-this = この端末
account-device-others = ほかのすべての場所でサインアウト
account-device-ended = サインアウトしました。
