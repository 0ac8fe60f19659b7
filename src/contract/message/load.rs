//! What is wrong with contract and scenario files, and what would fix it, as far as it has words of its own.

messages! {
    /// A mistake in a file of a contract, or its fix.
    LoadId {
        WithChoice: "{0} (with {1} = {2})" / "{0}（{1} = {2} の場合）",
        ListOnce: "list it once" / "1 回だけ記載する",
        // The folder and the form of a file.
        NoContractFile: "no schemas/<api>/contract.json is there" / "schemas/<api>/contract.json がない",
        NameSchemas: "name a folder that holds schemas/ and scenarios/" / "schemas/ と scenarios/ のあるフォルダーを指定する",
        InNoFolder: "the file stands in no folder of a contract" / "コントラクトのフォルダーにないファイルである",
        MoveIntoOne: "move it into one" / "いずれかのフォルダーへ移す",
        NoContractNamed: "there is no contract `{0}`" / "コントラクト `{0}` はない",
        AddContractFile: "add schemas/{0}/contract.json, or correct the name of the folder"
            / "schemas/{0}/contract.json を追加するか、フォルダー名を直す",
        OtherFolder: "`{0}` is not the name of the folder" / "`{0}` はフォルダー名と一致しない",
        WriteId: "write `{0}`" / "`{0}` と書く",
        SchemaMissing: "`$schema` is missing" / "`$schema` がない",
        OtherSchema: "`{0}` is not the form of this file" / "`{0}` はこのファイルの形式ではない",
        WriteSchema: "write \"$schema\": \"../_meta/{0}.schema.json\" first" / "先頭に \"$schema\": \"../_meta/{0}.schema.json\" と書く",
        NoMeta: "the meta-schema is missing or no JSON" / "メタスキーマがないか、JSON ではない",
        RestoreIt: "restore it" / "元に戻す",
        AsMetaSays: "write it as its meta-schema says" / "メタスキーマのとおりに書く",
        UnknownKey: "unknown key `{0}`" / "キー `{0}` はない",
        RemoveKey: "remove it or correct its spelling; {0} lists the keys" / "削除するか、つづりを直す。キーの一覧は {0}",
        KeyNotHere: "the key `{0}` may not stand here" / "ここにキー `{0}` は書けない",
        KeyNeeded: "`{0}` is missing, and something beside it says nothing without it" / "`{0}` がない。併記したキーに必要である",
        AddOrSee: "add it, or see in {0} what needs it" / "追加する。何に必要かは {0} を参照",
        KeyMissing: "`{0}` is missing" / "`{0}` がない",
        AddIt: "add it" / "追加する",
        NotOneOfValues: "{0} is not one of the values that may stand here" / "{0} はここに書ける値ではない",
        ChoiceSee: "{0}, see {1}" / "{0}（{1} を参照）",
        WriteValue: "write {0}" / "{0} と書く",
        WriteOneOfValues: "write one of {0}" / "{0} のいずれかを書く",
        ObjectEmpty: "the object is empty" / "オブジェクトが空である",
        GiveOneOf: "give at least one of {0}" / "{0} の少なくとも 1 つを書く",
        NotExactlyOne: "not exactly one of {0} is there" / "{0} はちょうど 1 つだけ必要である",
        GiveOne: "give one of them" / "どれか 1 つを書く",
        NoneThere: "none of {0} is there" / "{0} のどれもない",
        GiveAtLeastOne: "give at least one of them" / "少なくとも 1 つを書く",
        NotHere: "{0} may not stand here" / "ここに {0} は書けない",
        AsPathSays: "write it as {0} says" / "{0} のとおりに書く",
        NoRegex: "{0} is not a regular expression" / "{0} は正規表現ではない",
        CorrectRegex: "correct it; ECMA-262 says how they are written" / "直す。書き方は ECMA-262 を参照",
        // Names and citations.
        NoRequirementOf: "`{0}` is not a requirement of this contract" / "`{0}` はこのコントラクトの要件ではない",
        NameOrAdd: "name one of {0}, or add it there" / "{0} にある要件を書くか、そこに追加する",
        CitedByNothing: "`{0}` is cited by no schema, code, invariant or scenario"
            / "`{0}` を引用するスキーマ、コード、不変条件、シナリオがない",
        CitedByCode: "`{0}` is cited by a code alone, and no trial puts that to the test"
            / "`{0}` を引用するのはコードだけで、確認する試験がない",
        CiteIt: "cite it where it is tested" / "確認する箇所で引用する",
        SecondTime: "`{0}` stands here a second time" / "`{0}` が重複している",
        OwnId: "give each its own id" / "それぞれ固有の ID にする",
        NoSuchName: "this contract has no {0} `{1}`" / "このコントラクトに {0} `{1}` はない",
        NothingDrawn: "nothing can be drawn from the schema: {0}" / "スキーマから値を生成できない: {0}",
        LoosenKeyword: "loosen one of the keywords there" / "いずれかのキーワードを緩める",
        AsksForMore: "the schema asks for more than tekigo draws: {0}" / "スキーマが生成の上限を超える値を求めている: {0}",
        AskForLess: "ask for less there" / "求める大きさを減らす",
        NoValueFound: "no value of the schema was found, though there may be one: {0}"
            / "スキーマに合う値が見つからない（存在する可能性はある）: {0}",
        SimplerKeywords: "say the same in simpler keywords there" / "より単純なキーワードで書き直す",
    }
}
