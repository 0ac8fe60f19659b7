//! What is wrong with a scenario, and what would fix it.

messages! {
    /// A mistake in a scenario, or its fix.
    ScenarioId {
        // Names and steps.
        NotThisContract: "`{0}` is not this contract" / "`{0}` はこの契約ではない",
        TwoSteps: "two steps are called `{0}`" / "ステップ名 `{0}` が重複している",
        OwnStepName: "give each step its own name" / "ステップごとに固有の名前を付ける",
        RepeatedOrTogether: "a step is either repeated or sent together" / "`repeat` と `together` は併用できない",
        TakeOneWayOut: "take `together` or `repeat` out" / "`together` か `repeat` を削除する",
        SeveralBodies: "{0} are bodies of one and the same request" / "{0} が同じリクエストの本文を重複して定めている",
        KeepOneBody: "keep one of them" / "どれか 1 つを残す",
        NothingFills: "nothing fills `{{0}}` of the path {1}" / "パス {1} の `{{0}}` に入る値がない",
        WritePathValue: "write \"path\": {\"{0}\": …} in the step" / "ステップに \"path\": {\"{0}\": …} と書く",
        AwaitSends: "a step with `await` sends nothing, so `{0}` has no effect"
            / "`await` のステップは送信しないため、`{0}` は効果がない",
        TakeOutOrOwnStep: "take `{0}` out, or send it in a step of its own" / "`{0}` を削除するか、別のステップで送信する",
        AwaitRefused: "a step with `await` has nothing to be refused" / "`await` のステップに拒否される対象はない",
        WriteAccepted: "write `accepted` as its outcome, without codes" / "outcome を `accepted` とし、codes は書かない",
        CodesAreSeveral: "`codesAre` is about several codes" / "`codesAre` は複数のコードの指定である",
        ListTwoCodes: "list two codes or more, or take it out" / "コードを 2 つ以上書くか、削除する",
        HoldsOneCode: "`{0}` holds one code" / "`{0}` のコードは 1 つである",
        NameListPlace: "name an error place that is a list, such as /errors/*/code, or take it out"
            / "/errors/*/code のような配列のエラー位置を指定するか、削除する",
        NumberInHeader: "`{0}` is a number, and a header holds text" / "`{0}` は数値だが、ヘッダーの値は文字列である",
        QuoteHereAndThere: "write it in quotes, here and in codes.json" / "ここと codes.json で引用符で囲む",
        MarksNoPlace: "{0} marks no place `{1}` with x-unique" / "{0} に、位置 `{1}` の x-unique がない",
        NotDefinedIn: "`{0}` is not defined in {1}" / "`{0}` が {1} に定義されていない",
        NoDrawnValue: "no value `{0}` is generated" / "生成する値 `{0}` はない",
        NoCallback: "callbacks have no `{0}`" / "callbacks に `{0}` はない",
        NoSetUpOfScenario: "a scenario has no set-up, so it has no step `{0}` of one" / "シナリオに準備はなく、そのステップ `{0}` もない",
        NoStateGives: "the scenario has no state that gives `{0}`" / "シナリオに `{0}` を与える状態がない",
        StateGivesNone: "its state gives no `{0}`" / "状態に `{0}` はない",
        OnlyScenarioCallbacks: "only a scenario has an address for callbacks, so there is no `{0}` here"
            / "callbacks のアドレスはシナリオだけで使え、`{0}` はない",
        NothingTakes: "nothing uses the generated value `{0}`" / "生成した値 `{0}` を使う箇所がない",
        WriteDraw: "write {\"$draw\": \"{0}\"} where it belongs, or take it out"
            / "使う箇所に {\"$draw\": \"{0}\"} と書くか、削除する",
        NothingYet: "`{0}` has no value yet where this is evaluated: before any response"
            / "`{0}` は応答を受ける前に評価されるため、まだ値がない",
        ReadEarlier: "use the result of an earlier step, as `steps.<name>.response`, or write a rule"
            / "`steps.<名前>.response` のように前のステップの結果を使うか、rules に書く",
        BodyForHeaders: "`body` is the body of the request that is being made, and only headers are made after it"
            / "`body` は作成中のリクエストの本文であり、使えるのはヘッダーだけである",
        ReadRequest: "use `request` in a rule, or compute a header" / "rules で `request` を使うか、ヘッダーで計算する",
        NotAnsweredYet: "the step `{0}` has no response yet" / "ステップ `{0}` の応答はまだない",
        ReadBefore: "use a step that runs before, or move this one" / "前に実行するステップを使うか、順序を入れ替える",
        NoStep: "there is no step `{0}`" / "ステップ `{0}` はない",
        StepHasNo: "a step has no `{0}`" / "ステップに `{0}` はない",
        NotInBase: "`{0}` is not a place in the base" / "`{0}` は base 内の位置ではない",
        WritePointer: "write a JSON pointer, such as `/rows/0/amount`" / "`/rows/0/amount` のように JSON ポインターを書く",
        NotATemplateWord: "`{0}` is not a keyword of templates" / "`{0}` はテンプレートのキーワードではない",
        WriteWordOrCel: "write `{0}`, or compute the object by `$cel`" / "`{0}` と書くか、オブジェクトを `$cel` で計算する",
        NoEffectBeside: "`{0}` has no effect beside `{1}`" / "`{1}` と併記した `{0}` は効果がない",
        WriteTrue: "write true, or leave the key out" / "true と書くか、キーを省く",
        ExpressionAsText: "write the expression as a text" / "式を文字列で書く",
        NameOfDrawn: "write the name of a generated value" / "生成する値の名前を書く",
        CannotBeValue: "`{0}` cannot be {1}" / "`{0}` は {1} にできない",
        NameTaken: "a scenario `{0}` is there already" / "シナリオ `{0}` はすでにある",
        OwnScenarioName: "give each scenario of a contract its own name" / "契約内のシナリオごとに固有の名前を付ける",
        LikeAStep: "write it like a step of a scenario" / "シナリオのステップと同じ形で書く",
        LikeDraw: "write it like `draw` of a scenario" / "シナリオの `draw` と同じ形で書く",
        NeverCompiled: "`{0}` was never compiled" / "式 `{0}` が準備されていない",
        NoPlaceInBase: "there is no place `{0}` in the base" / "base に位置 `{0}` がない",
        FillPlace: "fill {0}: {1}" / "{0} の値を作れない: {1}",
        NotAnObject: "{0} is not an object" / "{0} はオブジェクトではない",
        FindOperation: "find operation {0}" / "操作 {0} がない",
        SendAs: "send its body as {0}" / "本文を {0} で送れない",
        PathNotFilled: "send it: nothing fills `{0}` of its path" / "パスの `{0}` に入る値がなく、送信できない",
        HeaderNotCarried: "send it: HTTP cannot carry one of its headers" / "HTTP で送れないヘッダーがあり、送信できない",
        ReadRawHex: "read rawHex" / "rawHex を読み取れない",
        NoDeliveryAddress: "the case has no address" / "ケースに通知先のアドレスがない",
        NothingSent: "nothing was sent before it" / "その前に送信がない",
        RuleError: "rule `{0}`: {1}" / "規則 `{0}`: {1}",
        BodyNotText: "its headers are computed from the body as text, and it is not UTF-8"
            / "ヘッダーを本文の文字列から計算するが、本文が UTF-8 ではない",
    }
}
