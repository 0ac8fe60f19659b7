//! What is wrong with a schema, and what would fix it.

messages! {
    /// A mistake in a schema, or its fix.
    SchemaId {
        UseSchema: "use the schema at `{0}`: {1}" / "`{0}` のスキーマを使えない: {1}",
        CorrectSchema: "correct the schema" / "スキーマを直す",
        AsDraft: "write the keyword as JSON Schema 2020-12 has it" / "JSON Schema 2020-12 に従って書く",
        NotASchema: "a schema is an object or a boolean" / "スキーマはオブジェクトか真偽値でなければならない",
        UnknownDialect: "the dialect `{0}` is not known" / "方言 `{0}` には対応していない",
        GiveDialect: "write https://json-schema.org/draft/2020-12/schema, or one of draft-04, 06, 07 and 2019-09"
            / "https://json-schema.org/draft/2020-12/schema か、draft-04、06、07、2019-09 のいずれかを書く",
        PassesOver: "it is beside `{0}`, which {1} ignores" / "併記した `{0}` は {1} では無視される",
        TakeOutOr2020: "take it out, or write 2020-12 in $schema, where both hold"
            / "削除するか、両方が有効な 2020-12 を $schema に書く",
        UnknownToDraft: "it is a keyword that {0} does not have, and is ignored there"
            / "{0} にはないキーワードで、そこでは無視される",
        TakeOutOrNewest: "take it out, or write 2020-12 in $schema, where it applies"
            / "削除するか、これが有効な 2020-12 を $schema に書く",
        NotReadAs: "it is not read as in {0}" / "{0} としては解釈できない",
        WriteDependent: "write dependentRequired for names and dependentSchemas for schemas, with 2020-12 in $schema"
            / "$schema を 2020-12 にして、名前は dependentRequired、スキーマは dependentSchemas に書く",
        WritePrefixItemsAnd: "write prefixItems and items, with 2020-12 in $schema"
            / "$schema を 2020-12 にして、prefixItems と items で書く",
        WritePrefixItems: "write prefixItems for a list of schemas" / "スキーマの配列は prefixItems に書く",
        WriteDynamic: "write $dynamicRef and $dynamicAnchor, with 2020-12 in $schema"
            / "$schema を 2020-12 にして、$dynamicRef と $dynamicAnchor で書く",
        CountsContains: "2019-09 counts items that match `contains` as not evaluated; write 2020-12 in $schema if the other is meant"
            / "2019-09 では `contains` に合う要素は評価済みにならない。そうでなければ $schema を 2020-12 にする",
        WriteDollarId: "write $id, with 2020-12 in $schema, or take it out" / "$schema を 2020-12 にして $id と書くか、削除する",
        WriteAnchor: "write $anchor, with 2020-12 in $schema" / "$schema を 2020-12 にして、$anchor で書く",
        IsOfOpenApi30: "it is a keyword of OpenAPI 3.0, which JSON Schema does not have"
            / "OpenAPI 3.0 のキーワードであり、JSON Schema にはない",
        AddNull: "add \"null\" to `type`" / "`type` に \"null\" を加える",
        NotEcma: "it is not a regular expression of ECMA-262: `{0}` belongs to another dialect"
            / "ECMA-262 の正規表現ではない（`{0}` は別の方言の記法）",
        WriteMeaning: "write what it means, such as [Aa] for a letter in either case"
            / "大文字小文字の区別をしない文字は [Aa] のように、意味する内容を書く",
        TooManyPlaces: "it applies to more than {0} places of a value" / "値の {0} か所を超える位置に当たる",
        ShareLess: "let fewer definitions share it" / "共有する定義を減らす",
        MustBeClass: "it must be the name of a character class" / "文字クラスの名前でなければならない",
        NoClass: "there is no character class `{0}`; there are {1}" / "文字クラス `{0}` はない。使えるのは {1}",
        MustBeUnit: "it must be \"scalars\", \"utf16\", \"utf8\" or \"cp932\""
            / "\"scalars\"、\"utf16\"、\"utf8\"、\"cp932\" のいずれかでなければならない",
        MustBeDigits: "it must be an integer from 1 to 19" / "1 から 19 までの整数でなければならない",
        MustBeNameKey: "it must be written as \"name/key\"" / "\"名前/キー\" の形でなければならない",
        MustBeFlag: "it must be true or false" / "true か false でなければならない",
        MustBeSchema: "it must be a schema" / "スキーマでなければならない",
        UnknownFormat: "unknown format `{0}`" / "形式（format）`{0}` はない",
        GiveFormat: "write one of JSON Schema 2020-12, or one of {0}" / "JSON Schema 2020-12 の形式か、{0} のいずれかを書く",
        WrittenOtherwise: "the name `{0}` must be written as `{1}`" / "名前 `{0}` は `{1}` と書かなければならない",
        NameIs: "the name `{0}`: {1}" / "名前 `{0}`: {1}",
        RefLeadsNowhere: "it leads nowhere: `{0}` is not in this document" / "参照先がない: `{0}` はこの文書にない",
        RefComesBack: "it leads back to itself, so that no value can be judged by it: {0}"
            / "参照が一巡して自分自身に戻るため、値を判定できない: {0}",
        EndTheRing: "let one schema of the ring say what a value is" / "循環している参照の 1 つを、値を定めるスキーマに置き換える",
        DefineUnderDefs: "define it under $defs" / "$defs に定義する",
        UniqueBeside: "it cannot be used with `{0}`, which leaves no new value" / "`{0}` と併用すると新しい値を作れない",
        UniqueOfText: "it works for texts and numbers only" / "文字列か数値にだけ使える",
        AtTheField: "write it at the field whose value must be new" / "新しい値にする項目に書く",
        TooLargePattern: "the pattern is too large to be compiled" / "正規表現が大きすぎて処理できない",
        SmallerPattern: "write fewer or smaller repetitions, or limit the length by maxLength"
            / "繰り返しを減らすか、長さを maxLength で指定する",
    }
}
