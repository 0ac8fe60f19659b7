//! Why something was not tested, or why a trial or a run ended.

messages! {
    /// A reason; journals keep its name.
    ReasonId {
        // What a verdict says.
        Unasked: "no trial that was played tests it" / "実施した試験に、この要件を対象とするものがない",
        Unshown: "no response showed it: checks on the responses of all trials evaluate it"
            / "確認できる応答がない（すべての試験の応答で検査する要件）",
        UnshownFirst: "no response showed it: checks on the responses of all trials evaluate it; the first that the contract does not describe: {0}"
            / "確認できる応答がない（すべての試験の応答で検査する要件）。仕様に定めのない最初の応答: {0}",
        CodeUnseen: "no response to the trials that were played has it" / "実施した試験の応答に、このコードは含まれていない",
        Outside: "outside the filter: no trial that was chosen tests it"
            / "フィルターの対象外: 選択した試験に、この要件を対象とするものがない",
        Unreached: "its trial ended before this was reached: {0} ({1})" / "この要件に至る前に試験が終了した: {0}（{1}）",
        OurError: "an error on our side" / "試験側のエラー",
        EndedEarly: "the trial ended early" / "試験が途中で終了した",
        LeftOut: "the readings in force leave it out ({0})" / "適用した仕様解釈では対象外（{0}）",
        Interrupted: "the run was interrupted" / "実行が中断された",
        ShardMissing: "shard {0} of {1} is missing" / "分割実行 {0}/{1} の結果がない",
        InPart: "in part: {0}" / "一部のみ実施: {0}",
        Observed: "observed: {0}" / "観測結果: {0}",
        ObservedStatus: "{0}: status {1}" / "{0}: ステータス {1}",
        ObservedCode: "{0}: status {1}, code {2}" / "{0}: ステータス {1}、コード {2}",
        Flaky: "flaky: the same bytes, two verdicts" / "再現性なし: 同一のリクエストで判定が異なる",
        Waived: "waived until {0} by {1}: {2}" / "{0} まで適用除外（承認者 {1}）: {2}",
        // What nothing breaks alone.
        Unbroken: "no case breaks `{0}` of {1} {2} alone: {3}" / "{1} {2} の `{0}` だけに違反するケースがない: {3}",
        UnbrokenAt: "{0} {1}: `{2}` of {3}: {4}" / "{0} {1}: {3} の `{2}`: {4}",
        UnbrokenProperty: "{0} {1}: `{2}` ({3}) of {4}: {5}" / "{0} {1}: {4} の `{2}`（{3}）: {5}",
        AndMore: "{0} (and {1} more)" / "{0}（ほか {1} 件）",
        OnlyScenarios: "`generated` is false, and only scenarios test it"
            / "`generated` が false のため、シナリオだけが対象とする",
        Crowded: "what else is said there leaves no value that breaks it"
            / "同じ項目のほかの制約を守ったまま違反できる値がない",
        Unreachable: "no value reaches its place" / "その位置に至る値がない",
        LeftOpen: "what breaks it is left open by `x-open` of {0}" / "違反した場合の扱いは `x-open`（{0}）で規定なしとされている",
        BreaksToo: "what breaks it breaks `{0}` of {1} as well" / "違反する値は {1} の `{0}` にも違反する",
        NoneFound: "no value that breaks it was found" / "違反する値が見つからない",
        TheWhole: "the whole" / "全体",
        // The profile.
        NoState: "the profile gives no state `{0}`; add it under [{1}.states] with {2}"
            / "プロファイルに状態 `{0}` の値がない。[{1}.states] に {2} を記載する",
        NoKeyOfState: "the profile gives no `{0}` of the state `{1}`; add it under [{2}.states] with {3}"
            / "プロファイルに状態 `{1}` の `{0}` がない。[{2}.states] に {3} を記載する",
        TheCredential: "the credential `{0}`" / "認証情報 `{0}`",
        KeyOfState: "`{0}` of the state `{1}`" / "状態 `{1}` の `{0}`",
        Breaks: "{0} is {1}, which breaks `{2}` of {3}" / "{0} は{1}であり、{3} の `{2}` に違反する",
        TheRequest: "the request" / "リクエスト",
        ABoolean: "a boolean" / "真偽値",
        AFraction: "a fraction" / "小数",
        AnInteger: "an integer of {0} digits" / "{0} 桁の整数",
        AList: "a list of {0} items" / "{0} 要素の配列",
        AnObject: "an object" / "オブジェクト",
        AnEmptyText: "an empty text" / "空文字列",
        AText: "a text of {0} characters ({1})" / "{0} 文字の文字列（{1}）",
        SmallLetters: "small letters" / "英小文字",
        Capitals: "capitals" / "英大文字",
        Digits: "digits" / "数字",
        Signs: "signs" / "記号",
        BeyondAscii: "spaces or letters beyond ASCII" / "空白または ASCII 以外の文字",
        ReadOnly: "read-only: `{0}` writes" / "読み取り専用（read-only）: `{0}` は書き込む操作である",
        ReadOnlyHook: "read-only: the hook of the state `{0}` is not run; give the values, or add writes = false where it only looks them up"
            / "読み取り専用（read-only）: 状態 `{0}` のフックは実行しない。値を記載するか、参照だけのフックなら writes = false を加える",
        HookFailed: "the hook of the state `{0}` failed: {1}" / "状態 `{0}` のフックが失敗した: {1}",
        HookEnded: "it ended with {0}: {1}" / "{0} で終了した: {1}",
        HookAnswered: "the response of {0} is {1}: {2}" / "{0} の応答は {1}: {2}",
        HookNoObject: "it printed neither a JSON object nor a list of them: {0}"
            / "出力が JSON オブジェクトでもその配列でもない: {0}",
        TogetherMost: "its step `{0}` sends {1} requests at the same time, and the profile allows {2} (limits.jobs)"
            / "ステップ `{0}` は {1} 件のリクエストを同時に送るが、プロファイルの上限は {2} 件（limits.jobs）",
        NoCallbacks: "the profile gives no address to which the target can send requests; add [{0}.callbacks] with listen = \"127.0.0.1:0\""
            / "対象からの通知を受けるアドレスがプロファイルにない。[{0}.callbacks] に listen = \"127.0.0.1:0\" を記載する",
        SendsHidden: "the profile hides `{0}`, which a step takes from a response to send it again"
            / "プロファイルが秘匿する `{0}` を、ステップが応答から取り出して送信する",
        Hides: "the profile hides `{0}`" / "プロファイルが `{0}` を秘匿している",
        // Limits, and what the target requests.
        TimeOver: "the time of {0} that the profile gives to a run is over" / "プロファイルの実行時間の上限 {0} に達した",
        RequestsSpent: "the {0} requests that the profile gives to a run are spent"
            / "プロファイルのリクエスト数の上限 {0} 件に達した",
        OverBudget: "the {0} requests that the profile allows leave it out"
            / "プロファイルのリクエスト数の上限 {0} 件のため計画から除外",
        KeptForPlan: "every request that is left is for the plan" / "残りのリクエストはすべて計画の分である",
        PausesWithoutEnd: "the target asks for pauses without end: {0}" / "対象が待機を求め続けている: {0}",
        LongPause: "the target asks for a pause of {0} seconds: {1}" / "対象が {0} 秒の待機を求めている: {1}",
        PutOff: "the response is {0} (requests sent: {1})" / "{1} 回送信し、応答は {0}",
        RetryAfter: "{0} with retry-after: {1}" / "{0}（retry-after: {1}）",
        RequestTimeout: "the response is 408, as if the request had not arrived whole"
            / "リクエストが届いていないかのように 408 を返す",
        // What lies in the way of every request.
        Fix: "{0}; {1}" / "{0}。{1}",
        CredentialsRefused: "the target does not take the credentials of the profile: {0}"
            / "プロファイルの認証情報が対象に受け付けられない: {0}",
        CredentialsNoLonger: "the target no longer takes the credentials of the profile: {0}"
            / "プロファイルの認証情報が途中から受け付けられなくなった: {0}",
        RefusedInARow: "{0} requests in a row were refused, the first of them to `{1}` with {2}"
            / "{0} 件のリクエストが続けて拒否された。最初は `{1}` で {2}",
        FixCredentials: "correct them, {0}" / "認証情報を直す（{0}）",
        FixAddress: "correct the address, {0}" / "アドレスを直す（{0}）",
        FixMethod: "give the method that the target takes under operations, or correct the address, {0}"
            / "operations に対象のメソッドを記載するか、アドレスを直す（{0}）",
        Resume: "and go on with --resume or start again" / "再開は --resume、または最初から実行",
        NoPreflight: "or go on with --no-preflight" / "続けるには --no-preflight",
        MethodRefused: "the target does not take the method: {0}" / "対象がメソッドを受け付けない: {0}",
        NotServed: "nothing of this API is served at the address: {0}" / "このアドレスでは対象のAPIが提供されていない: {0}",
        LeadsToPage: "the address leads to a page and not to this API: {0}" / "このアドレスはAPIではなくHTMLページを返す: {0}",
        SpeaksTls: "the target speaks TLS there, and the address says http: {0} is not understood"
            / "対象はTLSで待ち受けているが、アドレスが http である: {0} が解釈されない",
        SpeaksPlain: "the target speaks plain HTTP at {0}, and the address says https"
            / "対象 {0} は平文のHTTPだが、アドレスが https である",
        GoodRequest: "a good request to `{0}` ({1})" / "正常なリクエスト `{0}`（{1}）",
        RequestTo: "a request to {0}" / "{0} へのリクエスト",
        IsRefused: "{0} is refused with {1}" / "{0}が {1} で拒否された",
        GetsHtml: "{0} gets HTML under status {1}" / "{0}にステータス {1} でHTMLが返る",
        GetsStatus: "{0} gets status {1}" / "{0}にステータス {1} が返る",
        StatusAndCode: "status {0} and code {1}" / "ステータス {0}、コード {1}",
        // What became of cases and steps.
        Untold: "cannot be told apart on the wire: {0}" / "送信される形では区別できない: {0}",
        WentOutBefore: "its request went out before the run was interrupted and may have been carried out, so it is not sent again"
            / "中断前に送信済みで、処理された可能性があるため再送しない",
        AllSent: "every body that was drawn for it went to `{0}` before" / "生成した本文はすべて `{0}` に送信済みである",
        NoNewValue: "no new value was found for {0} that does what the case is for"
            / "{0} に、ケースの目的に合う新しい値が見つからない",
        NoneCanBeNew: "no value at {0} can be new" / "{0} には新しい値を作れない",
        TooFewNew: "{0} has {1} values of this class, too few for a new one in each run"
            / "{0} のこの区分の値は {1} 個しかなく、実行ごとに新しい値を作れない",
        NewUsedUp: "the {0} values of {1} that can be sent are used up in this run"
            / "{1} に送れる {0} 個の値をこの実行で使い切った",
        StepNotPlayed: "step `{0}` was not played, because {1}" / "ステップ `{0}` は実施していない: {1}",
        RuleNotEvaluated: "a rule of step `{0}` was not evaluated, because {1}" / "ステップ `{0}` の規則は評価していない: {1}",
        StepFailed: "step `{0}` could not be played: {1}" / "ステップ `{0}` を実施できない: {1}",
        StepCondition: "step `{0}` is played only if {1}, and that did not hold" / "ステップ `{0}` の実施条件 {1} が成り立たない",
        StepCameTo: "step `{0}` got: {1}" / "ステップ `{0}` の結果: {1}",
        OwnStepCameTo: "the step got: {0}" / "ステップの結果: {0}",
        RuleCondition: "it counts only if {0}, and that did not hold" / "判定の条件 {0} が成り立たない",
        StatusBodyNotJson: "status {0} and a body that is not JSON" / "ステータス {0}、本文がJSONではない",
        StatusUndescribed: "status {0} and nothing that the contract describes"
            / "ステータス {0}、応答が仕様に定められた形ではない",
        SentToInterrupted: "what it waits for was sent to a run that was interrupted"
            / "待っている通知は、中断された実行に送られた",
        NoWitness: "no request that puts it to the test was {0}; the first response: {1}"
            / "確認に必要な応答（{0}）がない。最初の応答: {1}",
        WasAccepted: "accepted" / "受理",
        WasRefused: "refused with an error at its place" / "所定の位置のエラーによる拒否",
        WasRefusedCode: "refused with code {0} at its place" / "所定の位置のコード {0} による拒否",
        Explained: "what should show it got a code of another field, which a control explains: {0}"
            / "確認するケースに別の項目のコードが返り、対照リクエストで原因が判明した: {0}",
        SetUpExpired: "what the set-up steps got is no longer accepted" / "準備ステップで得た値が受け付けられなくなった",
        NotDrawn: "draw `{0}`: failed to {1}" / "`{0}` の値を生成できない: {1}",
        // Errors of ours in a trial.
        Panicked: "the trial panicked: {0}" / "試験の処理が異常終了した: {0}",
        HeadersAndQuery: "headers and query: failed to {0}" / "ヘッダーとクエリーを作れない: {0}",
        StepError: "step {0}: {1}" / "ステップ {0}: {1}",
        SetUpError: "set-up of {0}: {1}" / "{0} の準備: {1}",
        ValuesNotDrawn: "its values could not be drawn" / "値を生成できない",
        DidNotHold: "`{0}` did not hold: {1}" / "`{0}` が成り立たない: {1}",
        FailedTo: "failed to {0}" / "処理に失敗した: {0}",
    }
}

#[cfg(test)]
mod tests {
    use super::ReasonId as Id;
    use crate::contract::{Language, Message, MessageId};

    #[test]
    fn reasons_stand_in_reasons_and_behind_a_place() {
        let step = |id: Id, name: &str, what: Message| id.with([name.into(), what]);
        let came = step(Id::StepCameTo, "order", Id::StatusBodyNotJson.with([404_u16.into()]));
        let status = MessageId::Status.with([401_u16.into()]);
        let refused = Id::IsRefused.with([Id::GoodRequest.with(["order".into(), "POST /orders".into()]), status]);
        let fix = Id::FixCredentials.with([Id::NoPreflight.into()]);
        let obstacle = Id::Fix.with([Id::CredentialsRefused.with([refused]), fix]);
        for (message, english, japanese) in [
            (
                Id::InPart.with([step(Id::StepNotPlayed, "pay", came)]),
                "in part: step `pay` was not played, because step `order` got: status 404 and a body that is not JSON",
                "一部のみ実施: ステップ `pay` は実施していない: ステップ `order` の結果: ステータス 404、本文がJSONではない",
            ),
            (
                MessageId::Named.with(["p.toml:3".into(), obstacle]),
                "p.toml:3: the target does not take the credentials of the profile: a good request to `order` (POST /orders) \
                 is refused with status 401; correct them, or go on with --no-preflight",
                "p.toml:3: プロファイルの認証情報が対象に受け付けられない: 正常なリクエスト `order`（POST /orders）が ステータス 401 で拒否された。\
                 認証情報を直す（続けるには --no-preflight）",
            ),
        ] {
            assert_eq!(message.english(), english);
            assert_eq!(message.in_language(Language::Japanese), japanese);
            assert_eq!((message.both().en.as_str(), message.both().ja.as_str()), (english, japanese));
        }
    }
}
