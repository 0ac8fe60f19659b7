//! Why a target could not be reached.

messages! {
    /// What prevented the response to a request. In English each completes "failed to …".
    TransportId {
        FailedKind: "failed to {0} [{1}]" / "{0} [{1}]",
        Dns: "find the host of {0}: {1}" / "{0} のホスト名を解決できない: {1}",
        Connect: "connect to {0}: {1}" / "{0} に接続できない: {1}",
        Secure: "make a secure connection to {0}: {1}" / "{0} に TLS で接続できない: {1}",
        Proxy: "reach {0} through the proxy: {1}" / "プロキシ経由で {0} に到達できない: {1}",
        ProxyCredentials: "it asks for other credentials (status 407)" / "プロキシが別の認証情報を求めている（ステータス 407）",
        Request: "make a request for {0}: {1}" / "{0} へのリクエストを作れない: {1}",
        Read: "read the response of {0}: {1}" / "{0} の応答を読み取れない: {1}",
        HeadTooLarge: "its head is too large" / "ヘッダーが大きすぎる",
        BodyTooLarge: "its body is larger than {0} {1}" / "本文が {0} {1}を超える",
        Bytes: "bytes" / "バイト",
        MebibytesRead: "MiB once it is read" / "MiB（読み込み後のサイズ）",
        Secrets: "it shows secrets of the profile at more than {0} places" / "プロファイルの秘密の値が {0} か所を超えて含まれる",
        ConnectWithin: "connect to {0} within {1}" / "{0} に {1} 以内に接続できない",
        HearWithin: "hear from {0} within {1}" / "{0} から {1} 以内に応答がない",
        ReadWithin: "read the whole response of {0} within {1}" / "{0} の応答を {1} 以内に最後まで読み取れない",
        Busy: "hear from {0}: {1}" / "{0} から応答を得られない: {1}",
        GoOn: "go on: the run was interrupted" / "続行できない: 実行が中断された",
        Unanswered: "send a request to {0} again: it went out before the run was interrupted and may have been carried out"
            / "{0} へのリクエストを再送できない: 中断前に送信済みで、処理された可能性がある",
        Stopped: "send any more: {0}" / "これ以上送信できない: {0}",
        Gone: "reach the target: {0} trials in a row could not send to it; the rest is left out; the last of them {1}"
            / "対象に到達できない: {0} 件の試験で続けて送信できず、残りは実施しない。最後のエラー: {1}",
        Sign: "sign a request with {0}: {1}" / "{0} でリクエストに署名できない: {1}",
        Token: "get a token from {0}: {1}" / "{0} からトークンを取得できない: {1}",
        ProgramEnded: "it ended with {0}" / "{0} で終了した",
        NoHeaders: "it did not print a JSON object of headers ({0})" / "出力がヘッダーの JSON オブジェクトではない（{0}）",
        NotCarried: "the value of `{0}` is not text that HTTP can carry" / "`{0}` の値は HTTP で送れる文字列ではない",
        NoToken: "no access_token" / "access_token がない",
        StatusAnd: "status {0}, {1}" / "ステータス {0}、{1}",
        NoCommand: "no command is given" / "コマンドの指定がない",
        NotStarted: "it cannot be started: {0}" / "起動できない: {0}",
        NotEnded: "it did not end within {0}" / "{0} 以内に終了しない",
        HostNotNamed: "the profile does not name its host, and nothing is sent to any other"
            / "プロファイルにないホストには送信しない",
        AnyTarget: "any target" / "対象",
        TheReference: "the reference" / "参照実装",
    }
}
