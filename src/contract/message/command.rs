//! What is wrong with a command line and with what it names.

messages! {
    /// An error of a command, or a part of one.
    CommandId {
        Error: "error: {0}" / "エラー: {0}",
        Warning: "warning: {0}" / "警告: {0}",
        Lines: "{0}:\n{1}" / "{0}:\n{1}",
        // Names.
        NoContract: "there is no contract `{0}`; {1}" / "契約 `{0}` はない。{1}",
        ThereAre: "there are {0}" / "指定できるのは {0}",
        NotInProfile: "the profile says nothing of `{0}`; add a table [{0}] with its url"
            / "プロファイルに `{0}` の記載がない。[{0}] に url を記載する",
        NoReference: "there is no reference for `{0}`; {1}" / "`{0}` の参照実装はない。{1}",
        NoFault: "there is no fault `{0}`; {1}" / "欠陥 `{0}` はない。{1}",
        ListFaults: "`tekigo list faults` names them" / "`tekigo list faults` で一覧を表示できる",
        NoReading: "there is no reading `{0}`; {1}" / "仕様解釈 `{0}` はない。{1}",
        ListReadings: "`tekigo list readings` names them" / "`tekigo list readings` で一覧を表示できる",
        NoRequirement: "there is no requirement `{0}`; {1}" / "要件 `{0}` はない。{1}",
        ListRequirements: "`tekigo list requirements` names them" / "`tekigo list requirements` で一覧を表示できる",
        NoSuchCommand: "there is no command `{0}`; there are {1}" / "コマンド `{0}` はない。あるのは {1}",
        NoTrialMatches: "no trial matches `{0}`" / "`{0}` に一致する試験がない",
        NoTrialMeant: "no trial matches `{0}`; did you mean {1}?" / "`{0}` に一致する試験がない。{1} の誤りではないか",
        NoTrialOfOwn: "no trial matches `{0}`: {1} is judged in the trials of other requirements and has none of its own"
            / "`{0}` に一致する試験がない。{1} はほかの要件の試験の中で判定され、固有の試験はない",
        ListTrials: "{0}; `tekigo list trials` names them" / "{0}。`tekigo list trials` で一覧を表示できる",
        NoTrialLeft: "no trial is left to run; `tekigo list trials` names those of the plan"
            / "実施する試験がない。`tekigo list trials` で計画の試験を表示できる",
        // Targets.
        OneContract: "--url is for one contract; name it with --contract: {0}" / "--url は契約 1 つに使う。--contract で指定する: {0}",
        SaidProduction: "{0} is said to be a target of real business, and a run sends it thousands of requests, most of them wrong; say production = false under [{1}] if it is not, or give --i-know-this-is-production"
            / "{0} は本番環境とされている。実行すると数千件のリクエストを送り、その多くは不正な内容である。本番でなければ [{1}] に production = false と記載し、本番で実行するなら --i-know-this-is-production を付ける",
        LooksProduction: "{0} looks like a target of real business, and a run sends it thousands of requests, most of them wrong; say production = false under [{1}] if it is not, or give --i-know-this-is-production"
            / "{0} は本番環境とみられる。実行すると数千件のリクエストを送り、その多くは不正な内容である。本番でなければ [{1}] に production = false と記載し、本番で実行するなら --i-know-this-is-production を付ける",
        NeedsCredential: "{0} needs the credential `{1}`: set {2}, or use a profile"
            / "{0} には認証情報 `{1}` が必要。{2} を設定するか、プロファイルを使う",
        MayBeOtherForm: "{0}; a credential or a state of {1} may be of another form than requests may have there"
            / "{0}。{1} の認証情報か状態の値が、リクエストで許される形ではない可能性がある",
        ReadContract: "failed to read the contract {0}" / "契約 {0} を読み取れない",
        DrawRequests: "failed to draw requests for {0}: {1}" / "{0} のリクエストを生成できない: {1}",
        StartReference: "failed to start the reference for {0}: {1}" / "{0} の参照実装を起動できない: {1}",
        AskWithout: "failed to send to {0}: the profile gives no credential `{1}`; add it under [{0}] credentials"
            / "{0} に送信できない: プロファイルに認証情報 `{1}` がない。[{0}] の credentials に記載する",
        FetchDescription: "failed to fetch the description: {0}" / "API 記述を取得できない: {0}",
        ReadDescription: "failed to read the description {0}" / "API 記述 {0} を読み取れない",
        ReadScenario: "failed to read the scenario" / "シナリオを読み取れない",
        ExportContract: "failed to export the contract {0}" / "契約 {0} を書き出せない",
        NameToExport: "name the contract to export: {0}" / "書き出す契約を指定する: {0}",
        FailedToDo: "failed to {0}" / "処理に失敗した: {0}",
        FailedToStart: "failed to start: {0}" / "起動できない: {0}",
        PortTaken: "port {0} is in use; give another one with --port, or --port 0 for any that is free"
            / "ポート {0} は使用中。--port で別のポートを指定するか、--port 0 で空きポートを使う",
        FailedToServe: "failed to serve on port {0}: {1}" / "ポート {0} で待ち受けられない: {1}",
        FailedToListen: "failed to listen for Ctrl-C: {0}" / "Ctrl-C を受け取れない: {0}",
        MostFiles: "failed to open {0} files at the same time: {1}; raise the limit (`ulimit -n {2}`)"
            / "ファイルを同時に {0} 個開けない: {1}。上限を上げる（`ulimit -n {2}`）",
        MostFilesJobs: "failed to open {0} files at the same time: {1}; raise the limit (`ulimit -n {2}`), or give fewer --jobs"
            / "ファイルを同時に {0} 個開けない: {1}。上限を上げる（`ulimit -n {2}`）か、--jobs を減らす",
        // Files and folders.
        ReadFile: "failed to read {0}: {1}" / "{0} を読み取れない: {1}",
        ReadProfileOfRun: "failed to read {0}: {1}; name the profile of the run" / "{0} を読み取れない: {1}。実行時のプロファイルを指定する",
        WriteFile: "failed to write {0}: {1}" / "{0} に書き込めない: {1}",
        WriteJournal: "failed to write the journal {0}: {1}" / "記録 {0} に書き込めない: {1}",
        WriteReport: "failed to write the report to {0}: {1}" / "報告書を {0} に書き込めない: {1}",
        WriteFolder: "failed to write to the folder {0}: {1}" / "フォルダー {0} に書き込めない: {1}",
        WritePackage: "failed to write the package {0}: {1}" / "証跡パッケージ {0} に書き込めない: {1}",
        WriteMatrix: "failed to write the kill matrix {0}: {1}" / "欠陥検出表 {0} に書き込めない: {1}",
        WriteOutput: "failed to write to standard output: {0}" / "標準出力に書き込めない: {0}",
        UseFolder: "failed to use the folder {0}: {1}" / "フォルダー {0} を使えない: {1}",
        ReplaceRun: "failed to replace the run in {0}: {1}" / "{0} の実行結果を置き換えられない: {1}",
        HoldsLikeRun: "the folder {0} holds files that are called as those of a run, and no run; name another with --out"
            / "フォルダー {0} には、実行結果ではないのに同名のファイルがある。--out で別のフォルダーを指定する",
        HoldsRun: "the folder {0} holds a run; name another with --out, or give --overwrite to replace that run"
            / "フォルダー {0} には実行結果がある。--out で別のフォルダーを指定するか、置き換えるなら --overwrite を付ける",
        HoldsOthers: "the folder {0} holds other files; name an empty or a new one with --out, or give --overwrite to write beside them"
            / "フォルダー {0} にはほかのファイルがある。空または新しいフォルダーを --out で指定するか、残したまま書き込むなら --overwrite を付ける",
        FileThere: "{0} is there already; name another file with --out" / "{0} はすでにある。--out で別のファイルを指定する",
        FolderThere: "{0} is there already; name another folder with --out" / "{0} はすでにある。--out で別のフォルダーを指定する",
        StandsThere: "{0} stands there already; move it away, so that nothing of it is lost" / "{0} はすでにある。失われないよう、別の場所へ移す",
        NameOut: "name the folder of the contract with --out DIR" / "契約のフォルダーを --out DIR で指定する",
        NotReport: "{0} is not a report: {1}; name the report.json of a run" / "{0} は報告書ではない: {1}。実行結果の report.json を指定する",
        NotReportContracts: "{0} is not a report: it has no `contracts`; name the report.json of a run"
            / "{0} は報告書ではない: `contracts` がない。実行結果の report.json を指定する",
        NotJsonFile: "{0} is not JSON: {1}; fix it at that line" / "{0} は JSON ではない: {1}。その行を直す",
        NamesNoContract: "{0} names no contract; add \"contract\": \"<id>\"" / "{0} に契約の指定がない。\"contract\": \"<ID>\" を加える",
        LeftOutByOption: "{0} is for {1}, which --contract leaves out" / "{0} は {1} のものだが、--contract の指定に含まれない",
        FormatWith: "--format {0} cannot be used with {1}; take `plain` or `quiet`, or leave it out"
            / "--format {0} は {1} と併用できない。`plain` か `quiet` にするか、--format を付けない",
        WriteName: "write NAME=CHOICE" / "名前=値 の形で書く",
        WriteCount: "write a number of 0 or more" / "0 以上の整数を書く",
        WritePositive: "write a number of 1 or more" / "1 以上の整数を書く",
        WritePortNumber: "write a number from 0 to 65535" / "0 から 65535 までの整数を書く",
        WriteShard: "write N/M with N from 1 to M, such as 2/5" / "2/5 のように N/M（N は 1 から M）の形で書く",
        // Resuming, replaying, waiving, showing.
        OtherVersion: "the run was made with tekigo {0}; go on with that version, or start it again"
            / "この実行は tekigo {0} によるもの。そのバージョンで再開するか、最初から実行する",
        OtherTarget: "the run sent to {0}, and this would send to {1}; give {2}, with which it was started"
            / "この実行の対象は {0} だが、指定では {1} になる。開始時と同じ {2} を指定する",
        TheTarget: "the target" / "対象",
        OtherSubject: "the run is about another subject than the profile names now; give the [subject] that it was started with, or start it again"
            / "プロファイルの [subject] が実行開始時と異なる。開始時の [subject] に戻すか、最初から実行する",
        ContractLeftOut: "the run tests {0}, and --contract leaves it out; leave out --contract"
            / "この実行は {0} を含むが、--contract の指定に含まれない。--contract を付けない",
        FilesChanged: "the files of {0} have changed since the run; start it again" / "{0} のファイルが実行後に変わっている。最初から実行する",
        OtherReadings: "other readings of {0} are in force than in the run; give those it was started with"
            / "{0} の仕様解釈が実行時と異なる。開始時と同じものを指定する",
        OtherPlan: "the plan is another one than that of the run, because what the profile gives has changed; give what it was started with, or start it again"
            / "プロファイルの内容が変わり、計画が実行時と異なる。開始時の内容に戻すか、最初から実行する",
        NoCounterexampleOf: "the run in {0} has no counterexample of {1}" / "{0} の実行結果に {1} の反例はない",
        NoCounterexampleMeant: "the run in {0} has no counterexample of {1}; did you mean {2}?" / "{0} の実行結果に {1} の反例はない。{2} の誤りではないか",
        OneCounterexample: "the run in {0} has one counterexample of {1}; write {1}.1" / "{0} の実行結果にある {1} の反例は 1 件である。{1}.1 と書く",
        Counterexamples: "the run in {0} has {2} counterexamples of {1}; write {1}.1 to {1}.{2}"
            / "{0} の実行結果にある {1} の反例は {2} 件である。{1}.1 から {1}.{2} で指定する",
        NoFindingOf: "the run in {0} has no finding of {1}" / "{0} の実行結果に {1} の指摘はない",
        NoFindingMeant: "the run in {0} has no finding of {1}; did you mean {2}?" / "{0} の実行結果に {1} の指摘はない。{2} の誤りではないか",
        OneFinding: "the run in {0} has one finding of {1}; write {1}.1" / "{0} の実行結果にある {1} の指摘は 1 件である。{1}.1 と書く",
        Findings: "the run in {0} has {2} findings of {1}; write {1}.1 to {1}.{2}"
            / "{0} の実行結果にある {1} の指摘は {2} 件である。{1}.1 から {1}.{2} で指定する",
        FolderAlone: "{0} is the folder of a run; name a requirement behind it, such as {1}.1 (it has counterexamples of {2})"
            / "{0} は実行結果のフォルダーである。続けて {1}.1 のように要件を指定する（反例があるのは {2}）",
        NoCounterexample: "the run in {0} has no counterexample" / "{0} の実行結果に反例はない",
        NoJournalTarget: "{0}; where the run kept no journal, name its target again (--target, --url or --fault)"
            / "{0}。記録のない実行では、対象を改めて指定する（--target、--url、--fault）",
        TargetUnnamed: "the target of the run in {0} cannot be named again: {1}" / "{0} の実行の対象を再現できない: {1}",
        EmptyReason: "it is empty; whoever reads the report asks for it" / "空である。報告書の読み手が必要とする",
        WriteDay: "write a day as year, month and day, such as 2027-01-31" / "2027-01-31 のように年月日を書く",
        DayOver: "that day is over; write the last day on which the finding is waived" / "過去の日付である。適用除外とする最終日を書く",
        FindingGone: "the finding is not there any more" / "その指摘はもうない",
        WaivedAlready: "this finding of {0} is waived already, until {1} by {2}" / "{0} のこの指摘はすでに適用除外である（{1} まで、承認者 {2}）",
        OpenRequirement: "{0} is open: what was observed fails nothing, so there is nothing to waive"
            / "{0} は open であり、観測結果は不合格にならないため、適用除外の必要がない",
        NoExchange: "no exchange of the run in {0} is of `{1}`; without a name its trials are listed"
            / "{0} の実行に `{1}` の送受信はない。名前を付けなければ試験の一覧を表示する",
        NoExchangeMeant: "no exchange of the run in {0} is of `{1}`; did you mean {2}?; without a name its trials are listed"
            / "{0} の実行に `{1}` の送受信はない。{2} の誤りではないか。名前を付けなければ試験の一覧を表示する",
        NothingAlike: "{0} and {1} have no request in common" / "{0} と {1} に共通するリクエストがない",
        ReadPackage: "failed to read the package {0}: {1}" / "証跡パッケージ {0} を読み取れない: {1}",
        OtherMatrix: "{0}: {1}; `tekigo prove --out {0}` writes the matrix again"
            / "{0}: {1}。`tekigo prove --out {0}` で作り直せる",
        NotMatrix: "{0} is not a kill matrix: {1}; `tekigo prove --out {0}` writes one"
            / "{0} は欠陥検出表ではない: {1}。`tekigo prove --out {0}` で作成できる",
        WriteComparison: "failed to write the comparison to {0}: {1}" / "比較結果を {0} に書き込めない: {1}",
        TakeLineOut: "take the line out, or name another folder" / "その行を削除するか、別のフォルダーを指定する",
        NotRun: "it is not a run: {0}" / "実行の記録ではない: {0}",
        OtherHistory: "it has form {0}, and this version reads {1}" / "形式は {0} だが、このバージョンで読めるのは {1}",
        NotHistory: "{0} is not a history: {1}; remove it" / "{0} は実行履歴ではない: {1}。削除する",
        LeftOutCall: "left out: {0}\n{1}" / "対象外: {0}\n{1}",
        NotDescription: "{0} responds with status {1}, not with a description" / "{0} の応答は API 記述ではなくステータス {1} である",
        NotTextBytes: "{0} responds with bytes that are not text" / "{0} の応答が文字列ではない",
        // Usage, as the parser of the command line finds it.
        UnknownArgument: "unexpected argument `{0}`" / "引数 `{0}` は使えない",
        UnknownCommand: "unrecognized subcommand `{0}`" / "コマンド `{0}` はない",
        InvalidValue: "invalid value `{0}` for `{1}`" / "`{1}` に値 `{0}` は指定できない",
        InvalidValueWhy: "invalid value `{0}` for `{1}`: {2}" / "`{1}` に値 `{0}` は指定できない: {2}",
        MissingValue: "a value is required for `{0}`" / "`{0}` に値がない",
        MissingArgument: "required arguments were not provided: {0}" / "必要な引数がない: {0}",
        Conflict: "`{0}` cannot be used with {1}" / "`{0}` は {1} と併用できない",
        GivenTwice: "`{0}` cannot be used multiple times" / "`{0}` は 1 回しか指定できない",
        NotUtf8Argument: "an argument is not UTF-8" / "引数が UTF-8 ではない",
        OtherUsage: "{0}" / "引数の誤り: {0}",
        PossibleValues: "possible values: {0}" / "指定できる値: {0}",
        Similar: "did you mean `{0}`?" / "`{0}` の誤りではないか",
        Usage: "Usage: {0}" / "使い方: {0}",
        TryHelp: "For more information, try '--help'." / "詳しくは --help を参照",
    }
}
