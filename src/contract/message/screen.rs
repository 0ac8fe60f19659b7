//! What commands print, besides what reports say.

messages! {
    /// A line of a command, or a part of one.
    ScreenId {
        // Plans.
        PlanHead: "target {0}  seed {1}  plan {2}" / "対象 {0}  シード {1}  計画 {2}",
        PlanTrial: "{0} requests  {1}  [{2}]" / "リクエスト {0}件  {1}  [{2}]",
        NotSent: "        not sent  {0}" / "        未送信  {0}",
        PlanTotals: "{0} trials, {1} cases, at most {2} requests; where requirements are broken, about as many again, for repeats, smaller requests and other choices of readings (for a part of the plan, up to 2,000 more)"
            / "試験 {0}件、ケース {1}件、リクエスト最大 {2}件。要件違反があると、再実行、最小化、別の仕様解釈での確認にほぼ同数が加わる（計画の一部なら最大 2,000件）",
        TriedInPart: "{0} operations are so large that not all of their cases were tried out: cases that turn out to have no value are dropped, and the report says so"
            / "{0} 個の操作は大きく、一部のケースは値を生成できるか確認していない。生成できないケースは除外し、レポートに記載する",
        OneFlight: "before the plan: 1 good request to {0}/{1}; --no-preflight leaves it out"
            / "計画の前に {0}/{1} へ正常なリクエスト 1件（--no-preflight で省略）",
        FlightAfter: "before the plan: 1 good request to {0}/{1}, after {2} of its set-up steps; --no-preflight leaves it out"
            / "計画の前に {0}/{1} へ正常なリクエスト 1件（準備ステップ {2}件の後。--no-preflight で省略）",
        NotAlone: "no case breaks alone  {0}" / "単独で違反するケースがない  {0}",
        Cut: "cut {0}" / "削減  {0}",
        LeastTime: "{0}: {1} requests take at least {2} at the rate of the profile"
            / "{0}: プロファイルの頻度では、リクエスト {1}件に少なくとも {2} かかる",
        Seconds: "{0} seconds" / "{0} 秒",
        Minutes: "{0} minutes" / "{0} 分",
        // Explanations.
        HowTested: "how it is tested" / "試験方法",
        ByChecks: "  by checks on the responses of every trial" / "  すべての試験の応答を検査",
        CasesOf: "  {0} ({1} cases)" / "  {0}（{1} ケース）",
        SourceLine: "  source: {0}" / "  出典: {0}",
        NoteLine: "  note: {0}" / "  注記: {0}",
        ReadingLine: "  reading: {0} = {1}" / "  仕様解釈: {0} = {1}",
        Given: "given" / "値あり",
        NotGivenByTarget: "not given by this target" / "この対象には値なし",
        StateLine: "  state: {0} ({1})" / "  状態: {0}（{1}）",
        ForExample: "for example: {0} breaks {1} ({2})" / "例: {0} が {1} に違反（{2}）",
        DueRefused: "due: refused" / "期待: 拒否",
        DueCode: "due: code {0}" / "期待: コード {0}",
        DueCodeAt: "due: code {0} at {1}" / "期待: コード {0}（位置 {1}）",
        StatusLine: "     status {0}" / "     ステータス {0}",
        NamingLine: "     naming {0}" / "     項目名 {0}",
        // Contract files that were checked.
        WrongStrays: "wrong files that belong to no contract\n{0}" / "誤り  どの契約にも属さないファイル\n{0}",
        OkLine: "ok    {0}: {1}" / "正常  {0}: {1}",
        WrongLine: "wrong {0}\n{1}" / "誤り  {0}\n{1}",
        WrongOld: "wrong\n{0}" / "誤り\n{0}",
        Wrote: "wrote {0}" / "作成  {0}",
        NoOldForm: "there is no contract of the old form" / "旧形式の契約はない",
        UnspokenNote: "  note: {0} operations of the description are not in contract.json, so nothing of them is tested: {1}"
            / "  注記  API 記述の操作 {0}件が contract.json になく、試験の対象外: {1}",
        OpenWarning: "  warning {0} {1}: it also leaves open every value that breaks {2}, so none of them is sent; narrow it, such as by a `type`"
            / "  警告  {0} {1}: {2} に違反する値もすべて未規定となり、送信しない。`type` などで範囲を狭める",
        NotAloneAny: "  no case breaks alone  {0}" / "  単独で違反するケースがない  {0}",
        NotAloneAll: "  no case breaks alone  {0}: {1} constraints: {2}" / "  単独で違反するケースがない  {0}: 制約 {1}件: {2}",
        CheckSummary: "{0} operations, {1} requirements, {2} codes, {3} scenarios"
            / "操作 {0}件、要件 {1}件、コード {2}件、シナリオ {3}件",
        NotRawKind: "`{0}` is not a kind of raw body" / "`{0}` は不正な本文の種類ではない",
        TooFewUnique: "`x-unique` needs a new value at {0} each time, and no form of its values has more than {1}; {2} are needed"
            / "`x-unique` により {0} には毎回新しい値が必要だが、値は最大 {1} 個しか作れない（{2} 個必要）",
        LetLonger: "let the value be longer, or take `x-unique` out" / "値を長くできるようにするか、`x-unique` を削除する",
        NotBreachKind: "`{0}` is not a kind of breach of this request" / "`{0}` はこのリクエストの違反の種類ではない",
        NoRowsAt: "no request has rows at `{0}`" / "`{0}` に明細のあるリクエストはない",
        NothingUses: "nothing uses the {0} `{1}`" / "{0} `{1}` を使う箇所がない",
        UseOrTakeOut: "use it, or take it out" / "使うか、削除する",
        AnyInteger: "any other integer of at least 1" / "ほかの 1 以上の整数",
        AnyName: "any other name" / "ほかの任意の名前",
        AnyPath: "any other path" / "ほかの任意のパス",
        AnyNames: "any list of names" / "名前の任意の配列",
        // Values, exchanges, references.
        ReadSchemaFolder: "read the folder {0}: {1}; give a folder of JSON Schema files"
            / "フォルダー {0} を読み取れない: {1}。JSON Schema ファイルのフォルダーを指定する",
        ReadSchema: "read {0}: {1}; give the path of a JSON Schema file" / "{0} を読み取れない: {1}。JSON Schema のファイルを指定する",
        ReadSchemaJson: "read {0} as JSON: {1}; fix the file there" / "{0} は JSON ではない: {1}。その箇所を直す",
        FormatNotKnown: "warning: {0}: the format `{1}` is not known: values are generated as if it were not there"
            / "警告: {0}: 形式（format）`{1}` には対応していない。指定がないものとして値を生成する",
        InFile: "{0} (in {1})" / "{0}（{1}）",
        FailedLine: "error: failed to {0}" / "エラー: {0}",
        ByChance: "valid values by chance" / "無作為な正常値",
        NotDrawnWhy: "not generated: {0}: {1}" / "生成対象外: {0}: {1}",
        ValidAt: "valid {0}" / "正常値 {0}",
        NotExercised: "not exercised: {0}: {1}" / "未実施: {0}: {1}",
        NoneConfirmed: "not generated: {0}: no value could be confirmed for {1}" / "生成できない: {0}: {1} の値を確認できない",
        ExercisedAlone: "not exercised alone: {0}: it is in a place such as `not` or `if`, where it cannot be broken by itself"
            / "単独では未実施: {0}: `not` や `if` の中などにあり、単独では違反にならない",
        LeftPlaces: "left out: the schema has too many places; of definitions that are shared, only the nearest places are exercised"
            / "対象外: スキーマの位置が多すぎるため、共有された定義は近い位置だけを実施した",
        LeftCostly: "left out: {0} more values in unions of so many branches that judging each takes long"
            / "対象外: 選択肢の多い anyOf/oneOf の値 {0}件（判定に時間がかかるため）",
        LeftBeyond: "left out: {0} more values, beyond --most" / "対象外: --most を超える値 {0}件",
        NothingBreaks: "no value breaks it alone" / "単独で違反する値がない",
        NoneFoundAlone: "no value that breaks it alone was found" / "単独で違反する値が見つからない",
        WholeValue: "the whole value" / "値全体",
        MoreExchanges: "{0} more; --most 0 shows all" / "ほか {0}件。--most 0 ですべて表示",
        ShownHead: "# {0}#{1}  {2}  line {3}  {4} ms" / "# {0}#{1}  {2}  {3} 行目  {4} ミリ秒",
        BytesNotText: "({0} bytes that are not UTF-8)" / "（UTF-8 ではない {0} バイト）",
        ShownList: "EXCHANGES  TRIAL" / "送受信件数  試験",
        ServedCredentials: "{0} credentials {1}; `tekigo list states --contract {0}` names the rest"
            / "{0} の認証情報 {1}。ほかの値は `tekigo list states --contract {0}` で表示できる",
        CannotTell: "note: the waiver fits another finding as well: {0} at `{1}` in {2}"
            / "注記: この適用除外は別の指摘にも該当する: {0}（位置 `{1}`、{2}）",
        IsWaived: "{0}: {1} in {2} is waived" / "{0}: {2} の {1} を適用除外とした",
        NotPlayed: "not run: {0}" / "未実施: {0}",
        Survived: "survived: {0} {1} (seed {2})" / "未検出: {0} {1}（シード {2}）",
        TooManyRequests: "too many requests: {0} {1} sends {2}, the sound reference {3} (seed {4})"
            / "リクエスト過多: {0} {1} は {2}件、欠陥のない参照実装は {3}件（シード {4}）",
        WronglyAccused: "wrongly accused: {0} {1} under {2} (seed {3})" / "誤検出: {0} {1}（欠陥 {2}、シード {3}）",
        FaultsKilled: "{0}  seed {1}: {2} of {3} faults killed" / "{0}  シード {1}: 欠陥 {3}件中 {2}件を検出",
        FaultsMisjudged: "{0}  seed {1}: {2} of {3} faults killed, {4} of them with a requirement that is wrongly accused"
            / "{0}  シード {1}: 欠陥 {3}件中 {2}件を検出、うち {4}件に誤検出の要件",
        MostRequests: "  requests: {0} without a fault, at most {1} with one ({2}); {3} faults take more than twice as many"
            / "  リクエスト: 欠陥なし {0}件、欠陥あり最大 {1}件（{2}）。2 倍を超える欠陥 {3}件",
        SaysSo: "      {0} is not broken, yet {1} says so {2} times; in {3}: expected {4}, got {5}"
            / "      {0} に違反はないが、{1} が {2}回違反とした（{3}: 期待 {4}、実際 {5}）",
        Ending: "ending: the report covers what was done; once more to end at once"
            / "終了処理中: 実施済みの内容をレポートに書く。もう一度押すとすぐに終了する",
        InternalError: "internal error at {0}: {1}" / "内部エラー（{0}）: {1}",
        JobSummary: "the summary of the job could not be written to {0}: {1}" / "ジョブの要約を {0} に書き込めない: {1}",
        ScenariosOf: "failed to write the scenarios of {0}: {1}" / "{0} のシナリオを書き出せない: {1}",
        OldForm: "note: {0}: the operations are in contract.json, the form of tekigo before OpenAPI; `tekigo check --migrate {1}` moves them into openapi.json"
            / "注記: {0}: 操作が contract.json に記述されている（OpenAPI 対応前の形式）。`tekigo check --migrate {1}` で openapi.json に移せる",
        // Progress.
        SentNone: "{0} requests sent, no response" / "リクエスト {0}件を送信、応答なし",
        RequestsFindings: "{0} requests, {1} findings" / "リクエスト {0}件、指摘 {1}件",
        PerSecond: "{0}, {1} requests/s" / "{0}、{1} 件/秒",
        AboutLeft: "{0}, about {1} left" / "{0}、残り約 {1}",
        TrialsEnded: "{0}/{1} trials, {2}" / "試験 {0}/{1}、{2}",
        Trials: "trials" / "試験",
        PlaceAndPath: "{0} {1}" / "{0} {1}",
        InSeconds: "{0} s" / "{0} 秒",
        InMinutes: "{0} min" / "{0} 分",
        InHours: "{0} h" / "{0} 時間",
    }
}
