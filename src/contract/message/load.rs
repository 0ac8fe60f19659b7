//! What is wrong with contract and scenario files, and what would fix it, as far as it has words of its own.

messages! {
    /// A mistake in a file of a contract, or its fix.
    LoadId {
        WithChoice: "{0} (with {1} = {2})" / "{0}（{1} = {2} の場合）",
        ListOnce: "list it once" / "1 回だけ記載する",
        // The folder and the form of a file.
        NoContractFile: "no schemas/<api>/contract.json is there" / "schemas/<api>/contract.json がない",
        NameSchemas: "name a folder that holds schemas/ and scenarios/" / "schemas/ と scenarios/ のあるフォルダーを指定する",
        InNoFolder: "the file stands in no folder of a contract" / "契約のフォルダーにないファイルである",
        MoveIntoOne: "move it into one" / "いずれかのフォルダーへ移す",
        NoContractNamed: "there is no contract `{0}`" / "契約 `{0}` はない",
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
        NoRequirementOf: "`{0}` is not a requirement of this contract" / "`{0}` はこの契約の要件ではない",
        NameOrAdd: "name one of {0}, or add it there" / "{0} にある要件を書くか、そこに追加する",
        CitedByNothing: "`{0}` is cited by no schema, code, invariant or scenario"
            / "`{0}` を引用するスキーマ、コード、不変条件、シナリオがない",
        CitedByCode: "`{0}` is cited by a code alone, and no trial puts that to the test"
            / "`{0}` を引用するのはコードだけで、確認する試験がない",
        CiteIt: "cite it where it is tested" / "確認する箇所で引用する",
        SecondTime: "`{0}` stands here a second time" / "`{0}` が重複している",
        OwnId: "give each its own id" / "それぞれ固有の ID にする",
        NoSuchName: "this contract has no {0} `{1}`" / "この契約に{0} `{1}` はない",
        NothingDrawn: "nothing can be drawn from the schema: {0}" / "スキーマから値を生成できない: {0}",
        LoosenKeyword: "loosen one of the keywords there" / "いずれかのキーワードを緩める",
        AsksForMore: "the schema asks for more than tekigo draws: {0}" / "スキーマが生成の上限を超える値を求めている: {0}",
        AskForLess: "ask for less there" / "求める大きさを減らす",
        NoValueFound: "no value of the schema was found, though there may be one: {0}"
            / "スキーマに合う値が見つからない（存在する可能性はある）: {0}",
        SimplerKeywords: "say the same in simpler keywords there" / "より単純なキーワードで書き直す",
        // Names of what contracts declare.
        ThingOperation: "operation" / "操作",
        ThingState: "state" / "状態",
        ThingCredential: "credential" / "認証情報",
        ThingReading: "reading" / "仕様解釈",
        ThingSetUpStep: "set-up step" / "準備ステップ",
        ThingClass: "class of characters" / "文字クラス",
        ThingKey: "key of a state" / "状態のキー",
        // What many mistakes have in common.
        TakeItOut: "take it out" / "削除する",
        KeepOneOfTwo: "keep one of the two" / "どちらか一方を残す",
        TakeOneOfTwoOut: "take one of the two out" / "どちらか一方を削除する",
        AddOrFixName: "add it, or fix the name" / "追加するか、名前を直す",
        NoFile: "there is no file {0}" / "ファイル {0} がない",
        FileMissing: "the file is missing" / "ファイルがない",
        HasNo: "{0} has no `#{1}`" / "{0} に `#{1}` がない",
        // Blocks.
        WriteRef: "write {\"$ref\": \"…#/{0}\"} where it belongs, or take it out"
            / "使う箇所に {\"$ref\": \"…#/{0}\"} と書くか、削除する",
        NoReferenceTo: "no file refers to the block `{0}`" / "ブロック `{0}` を参照するファイルがない",
        TooManyBlocks: "there are more than {0} blocks, or {1} values in them" / "ブロックが {0} 個、またはその中の値が {1} 個を超えている",
        ReferToLess: "refer to less in one file" / "1 つのファイルでの参照を減らす",
        GiveUnderWith: "write one of those, or give it under `with` or in `kinds`"
            / "そのいずれかを書くか、`with` または `kinds` で値を与える",
        KeyBecomes: "the key `{0}` becomes {1}" / "キー `{0}` が文字列ではなく {1} になる",
        GiveText: "give a text for it" / "文字列を与える",
        NamesNoBlock: "`{0}` names no block" / "`{0}` はブロックを指していない",
        WriteBlockPlace: "write a file and a place in it, such as `errors.json#/common`"
            / "`errors.json#/common` のようにファイルとその中の位置を書く",
        LeadsOut: "`{0}` leads out of the folder" / "`{0}` はフォルダーの外を指している",
        LeadsBack: "`{0}` leads back to itself" / "`{0}` が自分自身に戻る",
        TakeReferenceOut: "take one of the references out" / "参照のどれかを削除する",
        GivesNoValues: "{0} gives no values by name" / "{0} は名前と値の組ではない",
        WriteObject: "write an object, such as {\"rows\": \"payment_other\"}"
            / "{\"rows\": \"payment_other\"} のようにオブジェクトを書く",
        WriteParameterName: "write letters, digits and `_`, a small letter first" / "英小文字で始め、英数字と `_` で書く",
        NotParameterName: "`{0}` is not the name of a parameter" / "`{0}` はパラメーター名ではない",
        NothingHolds: "nothing there holds `${{0}}`" / "参照先に `${{0}}` がない",
        TakeOutOrUse: "take it out, or write it where it belongs" / "削除するか、使う箇所に書く",
        BlockNoObject: "the block is not an object, and nothing can be laid over it" / "ブロックがオブジェクトではないため、上書きできない",
        TakeOutOrInBlock: "take it out, or write it in the block" / "削除するか、ブロックの中に書く",
        TheFolder: "the folder" / "フォルダー",
        NameBelow: "name a file in {0} or below it" / "{0} 以下にあるファイルを指定する",
        IsListOrObject: "`{0}` is a list or an object, which cannot be a part of a text"
            / "`{0}` は配列またはオブジェクトであり、文字列の一部にできない",
        NotGivenHere: "`${{0}}` is not given here; there are {1}" / "ここに `${{0}}` の値はない。使えるのは {1}",
        // Names within a contract.
        OnlyReads: "an operation that only reads takes the same body as often as it comes"
            / "読み取りだけの操作は、同じ本文を何度でも受け付ける",
        StateGivesNo: "the state `{0}` gives no `{1}`" / "状態 `{0}` にキー `{1}` はない",
        CredentialsToo: "`{0}` is listed under `credentials` as well" / "`{0}` は `credentials` にもある",
        OneOfTheTwo: "list it under one of the two" / "どちらか一方に記載する",
        GivePlace: "give an operation an error place whose scope has no `*`, or take the code out here"
            / "いずれかの操作に、scope に `*` を含まないエラー位置を定めるか、ここからコードを削除する",
        NoPlaceOfWhole: "`{0}` has no place: no operation says where the code of a whole request is"
            / "リクエスト全体のコードの位置を定めた操作がないため、`{0}` は現れない",
        MeansSuccess: "`{0}` means success at an error place" / "`{0}` はエラー位置で成功を表すとされている",
        TakeOutHereOrThere: "take it out here or there" / "どちらか一方から削除する",
        NotFromSetUp: "`{0}` is not what a set-up step returns" / "`{0}` は準備ステップの結果ではない",
        WriteSetUpWay: "write `setup/<step>/<way>`" / "`setup/<ステップ>/<パス>` の形で書く",
        StandsForNothing: "`{{0}}` stands for nothing: there are {1} `*` in `scope`"
            / "`{{0}}` に当たるものがない（`scope` の `*` は {1} 個）",
        WriteOneThere: "write one for it there; they are counted from 0" / "番号は 0 から数える。`scope` に `*` を書く",
        NotRefused: "`{0}` is about a refusal, and none is expected" / "`{0}` は拒否の場合の指定だが、拒否を期待していない",
        WriteRefused: "write `refused` as the outcome, or take it out" / "outcome を `refused` にするか、削除する",
        NotAList: "`{0}` is not a list, so {1} is not in it" / "`{0}` は配列ではないため、{1} は含まれない",
        AskWithIs: "test it with `is` or `isNot`" / "`is` または `isNot` で判定する",
        NotAChoice: "{0} is not a choice of the reading `{1}`" / "仕様解釈 `{1}` に {0} という選択肢はない",
        NotAKindOfResponse: "`{0}` is not a kind of response" / "`{0}` は応答の種類ではない",
        WriteKind2: "write `success`, `any`, or the id of an error with a shape of its own"
            / "`success`、`any`、または shape を持つエラーの id を書く",
        CorrectCel: "correct the expression (CEL)" / "式（CEL）を直す",
        ThereIsNo: "there is no {0} `{1}`" / "{0} `{1}` はない",
        NotErrorPlace: "`{0}` is not an error place of `{1}`" / "`{0}` は `{1}` のエラー位置ではない",
        ListCode: "list it in schemas/{0}/codes.json, or under catalogue.outside of contract.json"
            / "schemas/{0}/codes.json、または contract.json の catalogue.outside に記載する",
        NotACode: "`{0}` is not a code of this contract" / "`{0}` はこの契約のコードではない",
        NoSetUpStep: "no set-up step of this operation is called `{0}`" / "この操作に準備ステップ `{0}` はない",
        NamesNoKey: "`{0}` names no key of a response" / "`{0}` に応答のキーがない",
        WriteSetUpKey: "write `setup/<step>/<key>`" / "`setup/<ステップ>/<キー>` の形で書く",
        NothingReads: "nothing reads the file" / "このファイルを読み込む箇所がない",
        ChooseOne: "choose one of {0}" / "{0} から選ぶ",
        NoReadingToChoose: "there is no reading `{0}` to choose" / "仕様解釈 `{0}` はない",
        CannotBe: "reading `{0}` cannot be {1}" / "仕様解釈 `{0}` に {1} は選べない",
        WriteRange: "write a character (`A`), a range (`A-Z`), or code points (`U+FF66-U+FF6F`)"
            / "1 文字（`A`）、範囲（`A-Z`）、コードポイント（`U+FF66-U+FF6F`）のいずれかで書く",
        NotARange: "`{0}` is not a range of characters" / "`{0}` は文字の範囲ではない",
        DescribesItself: "the contract describes its operations itself, which is the form of tekigo before OpenAPI"
            / "契約自体に操作が記述されている（OpenAPI 対応前の形式）",
        RunMigrate: "run `tekigo check --migrate DIR` once; it writes openapi.json and keeps here what OpenAPI cannot say"
            / "`tekigo check --migrate DIR` を 1 回実行する。openapi.json を作り、OpenAPI で表せない内容だけを残す",
        NoOperationIn: "{0} has no operation `{1}`" / "{0} に操作 `{1}` はない",
        NothingGenerated: "`generated` is false, so nothing is generated that `{0}` could be about"
            / "`generated` が false のため、`{0}` の対象がない",
        TakeOutOrGenerated: "take `{0}` or `generated` out" / "`{0}` か `generated` を削除する",
        NoSetUpSteps: "`{0}` is about set-up steps, and there are none" / "`{0}` は準備ステップに関する指定だが、準備ステップがない",
        DeclareSetUp: "declare `setup`, or take `{0}` out" / "`setup` を宣言するか、`{0}` を削除する",
        SayUnderMakes: "say under `makes` where the ids of records are, or take it out"
            / "`makes` にレコードの ID の位置を記載するか、削除する",
        NoRecordIds: "`removedBy` is about records, and nothing says where their ids are"
            / "`removedBy` があるが、レコードの ID の位置が定められていない",
        NotOnlyPlace: "`{0}` is not the only place of the path of `{1}`" / "`{0}` は `{1}` のパスの唯一のパラメーターではない",
        NameIdOperation: "name an operation whose path takes the id and nothing else" / "パスのパラメーターが ID だけの操作を指定する",
        NoPlaceOfErrors: "`{0}` responds with the code {1}, and nothing says where errors are"
            / "`{0}` はコード {1} を返すが、エラーの位置が定められていない",
        DescribeErrors: "describe them under `errors`, or take `x-code` out of the request schema"
            / "`errors` に記載するか、リクエストスキーマから `x-code` を削除する",
        NameRequest: "name the file under `request`, or take it out: parameters are those of the description"
            / "`request` にファイルを指定するか、削除する（パラメーターは API 記述のものを使う）",
        CarriesNothing: "`carries` says what a schema of requests describes, and none is named"
            / "`carries` があるが、リクエストスキーマが指定されていない",
        WritePlaceOfRequest: "write a place of the request, such as /path/id" / "/path/id のようにリクエスト内の位置を書く",
        RequestsHaveNo: "the requests of `{0}` have no place `{1}`" / "`{0}` のリクエストに位置 `{1}` はない",
        PathPartMissing: "`{{0}}` is in the path `{1}`, and the schema has no part `path` with it"
            / "パス `{1}` の `{{0}}` が、スキーマの `path` にない",
        DescribePathPart: "describe it under properties/path/properties, with \"carries\": \"parts\""
            / "\"carries\": \"parts\" を付け、properties/path/properties に記載する",
        MergeNoObject: "`merge` is not an object" / "`merge` がオブジェクトではない",
        NoBodies: "`{0}` is about a content type, and the requests have no body"
            / "`{0}` は Content-Type に関する指定だが、リクエストに本文がない",
        NoGoodBodies: "`{0}` is about a content type, and no response of success has a body"
            / "`{0}` は Content-Type に関する指定だが、成功応答に本文がない",
        DescribeBody: "describe the body, or take it out" / "本文を記述するか、削除する",
        PathHasNo: "the path {0} has no place `{{1}}`" / "パス {0} に `{{1}}` はない",
        SayUnderFrom: "say it under `from`: {\"{0}\": \"setup/<step>/<way>\"}"
            / "`from` に {\"{0}\": \"setup/<ステップ>/<パス>\"} と記載する",
        NoRightId: "nothing says where a valid id comes from, from which wrong ones are made"
            / "誤った ID の元になる正しい ID の取得元が定められていない",
        NotANearMiss: "`{0}` is not a way to make an id slightly wrong" / "`{0}` は ID を誤らせる方法ではない",
        WriteRequirement: "write `x-requirement` beside or around; without one they are never broken on purpose"
            / "その位置か外側に `x-requirement` を書く。ないと違反を試験しない",
        NoRequirementSpeaks: "no requirement covers {0}" / "{0} に対応する要件がない",
        NoSuccess: "the description documents no response of success for `{0}`" / "API 記述に `{0}` の成功応答がない",
        AddSuccess: "add one under `responses`, or write `status` here" / "`responses` に追加するか、ここに `status` を書く",
        NoErrorBody: "the description gives no body for the errors of `{0}`" / "API 記述に `{0}` のエラー応答の本文がない",
        DescribeErrorBody: "describe it under `responses`, or name its schema here"
            / "`responses` に記載するか、ここでスキーマを指定する",
        WriteThere: "write a place that is there, such as `#/$defs/<name>`" / "`#/$defs/<名前>` のように実在する位置を書く",
        SaysNothingOfResponse: "`{0}` has no effect in a response" / "応答のスキーマで `{0}` は効果がない",
        TakeOutOrRequest: "take it out, or write it in the schema of a request" / "削除するか、リクエストのスキーマに書く",
        ReferOrTakeAway: "refer to it in the description or in contract.json, or take the file away"
            / "API 記述か contract.json から参照するか、ファイルを削除する",
        UnusedFile: "no operation uses the file" / "このファイルを使う操作がない",
        KeyRepeated: "the key `{0}` is repeated in its object, at line {1}" / "キー `{0}` が同じオブジェクトで重複している（{1} 行目）",
        CorrectJson: "correct the JSON at line {0}, column {1}" / "JSON の {0} 行 {1} 列を直す",
        FileNotJson: "the file is not JSON: {0}" / "JSON ではない: {0}",
        TextNoLanguage: "the text is in no language" / "テキストの言語が指定されていない",
        GiveLanguage: "write {\"en\": …} or {\"ja\": …}, or name the `language` of plain texts in contract.json"
            / "{\"en\": …} か {\"ja\": …} と書くか、contract.json の `language` で既定の言語を指定する",
        FileUnreadable2: "the file cannot be read: {0}" / "ファイルを読み取れない: {0}",
        MakeReadable: "make it readable, in UTF-8" / "UTF-8 で保存し、読み取れるようにする",
        ReferToFile: "refer to it in the description, write blocks for others in it (\"$schema\": \"../_meta/blocks.schema.json\"), or take it away"
            / "API 記述から参照するか、共有するブロックを書く（\"$schema\": \"../_meta/blocks.schema.json\"）か、削除する",
    }
}
