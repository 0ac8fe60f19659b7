//! How texts of contract files must be written.

messages! {
    /// What a text is not, or how to write it.
    FormId {
        TextEmpty: "the text is empty" / "テキストが空である",
        WriteInWords: "write what belongs here, in words" / "内容を文章で書く",
        NotSlash: "`{0}` does not start with `/`" / "`{0}` が `/` で始まっていない",
        WriteSlash: "write `/` and what follows, such as `/rows`" / "`/rows` のように `/` から書く",
        NoPointer: "`{0}` is not a JSON pointer" / "`{0}` は JSON ポインターではない",
        StartOrEmpty: "start it with `/`, or leave it empty for the whole" / "`/` から書く。全体を指すなら空にする",
        NotHttpMethod: "`{0}` is not an HTTP method" / "`{0}` は HTTP メソッドではない",
        InCapitals: "write it in capital letters, such as `POST`" / "`POST` のように英大文字で書く",
        NotName: "`{0}` is not a name" / "`{0}` は名前として使えない",
        NoSpaces: "write at least one letter, and no spaces" / "空白を含めず 1 文字以上で書く",
        WithDashes: "write small letters and digits, words joined by `-`" / "英小文字と数字で書き、単語は `-` でつなぐ",
        WithUnderscores: "write small letters and digits, words joined by `_`" / "英小文字と数字で書き、単語は `_` でつなぐ",
        MixedUnderscores: "write letters and digits, a small letter first, words joined by `_`"
            / "英小文字で始め、英数字で書き、単語は `_` でつなぐ",
        NeitherPointer: "`{0}` is neither a JSON pointer nor a header" / "`{0}` は JSON ポインターでもヘッダーでもない",
        PointerOrHeader: "start it with `/`, leave it empty for the whole, or write `header:` and a name"
            / "`/` から書く（全体なら空）か、`header:` に続けてヘッダー名を書く",
        NotSpan: "`{0}` is not a duration" / "`{0}` は時間ではない",
        WriteSpan: "write milliseconds, seconds or minutes: `200ms`, `5s`, `2m`" / "`200ms`、`5s`、`2m` のように単位を付けて書く",
        NotRequirementId: "`{0}` is not the id of a requirement" / "`{0}` は要件 ID として使えない",
        WriteRequirementId: "write letters, digits, `-`, `_` and `.`, a letter or a digit first, such as `AB-amount`"
            / "`AB-amount` のように、英数字で始め、英数字と `-`、`_`、`.` で書く",
        NotAnchor: "`{0}` is not an anchor" / "`{0}` はアンカーではない",
        WriteAnchorName: "write `#` and the name of a place in the document, such as `#section-4.2`"
            / "`#section-4.2` のように `#` に続けて文書内の位置の名前を書く",
        NotUrl: "`{0}` is not a URL" / "`{0}` は URL ではない",
        WriteUrl: "write it whole, with `https://` before it and in ASCII" / "`https://` から始まる完全な URL を ASCII で書く",
        NoLines: "`{0}` is not a range of lines" / "`{0}` は行番号ではない",
        WriteLines: "write a line (`33`) or the first and the last of several (`26-28`)" / "行番号（`33`）か範囲（`26-28`）で書く",
        NotRequestFile: "`{0}` is not a file of a request schema" / "`{0}` はリクエストスキーマのファイルではない",
        WriteRequestFile: "write a name that ends in `.request.schema.json`" / "`.request.schema.json` で終わる名前を書く",
        NotSchemaPlace: "`{0}` is not the place of a schema" / "`{0}` はスキーマの位置ではない",
        WriteSchemaPlace: "name a file that ends in `.schema.json`, or a place in the description, such as `#/components/schemas/Error`"
            / "`.schema.json` で終わるファイルか、`#/components/schemas/Error` のような API 記述内の位置を書く",
        NotOperationId: "`{0}` is not the id of an operation" / "`{0}` は操作の ID として使えない",
        WriteOperationId: "write letters, digits, `_`, `.` and `-`; with `operationId` beside it the description may call it otherwise"
            / "英数字と `_`、`.`、`-` で書く。API 記述での名前が異なる場合は `operationId` を併記する",
        NotMedia: "`{0}` is not a content type" / "`{0}` は Content-Type ではない",
        WriteMedia: "write it as `application/json`" / "`application/json` の形で書く",
        NotBlocksForm: "`{0}` is not the form of blocks" / "`{0}` はブロックの形式ではない",
        NameBlocksForm: "name `_meta/blocks.schema.json`" / "`_meta/blocks.schema.json` を指定する",
        NotBlockName: "`{0}` is not the name of a block" / "`{0}` はブロック名として使えない",
        WriteBlockName: "write letters, digits, `-` and `_`, a small letter first" / "英小文字で始め、英数字と `-`、`_` で書く",
        NotScenarioForm: "`{0}` is not the form of a scenario" / "`{0}` はシナリオの形式ではない",
        NameScenarioForm: "name `_meta/scenario.schema.json`" / "`_meta/scenario.schema.json` を指定する",
        NotHex: "`{0}` is not hexadecimal" / "`{0}` は16進数ではない",
        WriteHex: "write two digits of 0-9 and a-f for each byte" / "1 バイトを 0-9 と a-f の 2 桁で書く",
        NamesNoSchema: "`{0}` names no schema" / "`{0}` はスキーマを指していない",
        NameSchema: "write `#/$defs/` and a name that is defined there, or a file beside this one, such as `money.schema.json#/$defs/yen`"
            / "`#/$defs/` に続けて定義済みの名前を書くか、`money.schema.json#/$defs/yen` のように同じフォルダーのファイルを書く",
        NoSourceOfValues: "`{0}` is not a source of values" / "`{0}` は値の取得元ではない",
        WriteSourceOfValues: "write `<state>/<key>`, `credentials/<name>` or `setup/<step>/<key>`"
            / "`<状態>/<キー>`、`credentials/<名前>`、`setup/<ステップ>/<キー>` のいずれかで書く",
    }
}
