//! What is wrong with an OpenAPI description, an overlay or what they refer to, and what would fix it.

messages! {
    /// A mistake in a description, or its fix.
    DescribedId {
        // The description and its references.
        DescribeOne: "describe at least one operation under `paths`" / "`paths` に操作を 1 つ以上記載する",
        NoOperations: "the description has no operation" / "API 記述に操作がない",
        SameLetters: "in the letters that an id may have, `{0}` is the id of another operation as well"
            / "ID に使える文字にすると、`{0}` がほかの操作と同じになる",
        GiveOtherId: "give it another `operationId`" / "別の `operationId` を付ける",
        NotAnErrorPlace: "`id` is a name in small letters, `scope` and `code` are places such as /error/code"
            / "`id` は英小文字の名前、`scope` と `code` は /error/code のような位置でなければならない",
        AsErrorPlace: "write it as an error place of contract.json: docs/reference.md"
            / "contract.json のエラー位置と同じ形で書く（docs/reference.md を参照）",
        NoMethodIn: "OpenAPI 3.1 has no method {0}" / "OpenAPI 3.1 にメソッド {0} はない",
        ExportWithout: "export a contract without the operation" / "この操作のない契約を書き出す",
        CorrectReference: "correct the reference" / "参照を直す",
        WriteStatus: "write a status such as 200, a class such as 2XX, or default"
            / "200 のようなステータス、2XX のような区分、または default を書く",
        NotAStatus: "`{0}` is not a status" / "`{0}` はステータスではない",
        GiveContent: "give it `content` by content type, or take `requestBody` out"
            / "Content-Type ごとの `content` を書くか、`requestBody` を削除する",
        NoContent: "the body has no `content`" / "本文に `content` がない",
        NoMedia: "the body has no content type `{0}`" / "本文に Content-Type `{0}` がない",
        SendRaw: "leave the operation out with `generated`: false, and send it from scenarios by `raw`"
            / "`generated`: false で生成の対象から外し、シナリオの `raw` で送信する",
        NotGenerated: "a body of {0} is not generated" / "{0} の本文は生成できない",
        NotFieldStyle: "`{0}` is not a style of a field" / "`{0}` はフィールドの style ではない",
        WriteFieldStyle: "write form, spaceDelimited, pipeDelimited or deepObject"
            / "form、spaceDelimited、pipeDelimited、deepObject のいずれかを書く",
        DescribeThere: "describe the operations there in OpenAPI 3; `tekigo check --migrate DIR` writes it from a contract of the old form"
            / "操作を OpenAPI 3 で記述する。旧形式の契約からは `tekigo check --migrate DIR` で作成できる",
        SecondDescription: "there is a second description besides {0}" / "{0} のほかにも API 記述がある",
        LeadsNowhereWhy: "`{0}` leads nowhere: {1}" / "`{0}` の参照先がない: {1}",
        LeadsNowhere: "`{0}` leads nowhere: {1} has no place {2}" / "`{0}` の参照先がない: {1} に {2} がない",
        NamesAnchor: "`{0}` names an anchor; refer to the place by a JSON pointer"
            / "`{0}` はアンカーを指している。JSON ポインターで参照する",
        InACircle: "the references lead in a circle" / "参照が循環している",
        LeadToValue: "let one of them lead to a value" / "いずれかの参照先を値にする",
        IsAnAddress: "`{0}` is an address; put the file beside the description and name it by its path"
            / "`{0}` は URL である。ファイルを API 記述と同じフォルダーに置き、パスで指定する",
        OutsideFolder: "`{0}` is outside the folder of the contract" / "`{0}` は契約のフォルダーの外にある",
        ConvertSwagger: "convert it to OpenAPI 3, such as with `npx swagger2openapi`"
            / "`npx swagger2openapi` などで OpenAPI 3 に変換する",
        SwaggerNotRead: "Swagger {0} is not supported" / "Swagger {0} には対応していない",
        WriteOpenApi3: "write it in OpenAPI 3.0, 3.1 or 3.2" / "OpenAPI 3.0、3.1、3.2 のいずれかで書く",
        OpenApiNotRead: "OpenAPI {0} is not supported" / "OpenAPI {0} には対応していない",
        NoVersion: "the file does not say which version of OpenAPI it is written in" / "OpenAPI のバージョンが書かれていない",
        WriteOpenApiFirst: "write \"openapi\": \"3.1.0\" first" / "先頭に \"openapi\": \"3.1.0\" と書く",
        DefineThere: "define it there, or correct the reference" / "参照先に定義するか、参照を直す",
        NoSlash: "`{0}` does not start with `/`" / "`{0}` が `/` で始まっていない",
        PathFromRoot: "write the path from its root" / "`/` から始まるパスを書く",
        OwnOperationId: "give each operation its own id" / "操作ごとに固有の ID を付ける",
        PlaceUndescribed: "`{{0}}` is in the path `{1}`, and no parameter describes it"
            / "パス `{1}` の `{{0}}` に対応するパラメーターがない",
        AddParameter: "add a parameter `{0}` with \"in\": \"path\"" / "\"in\": \"path\" のパラメーター `{0}` を加える",
        PathLacks: "the path `{0}` has no place `{{1}}`" / "パス `{0}` に `{{1}}` がない",
        WriteIntoPath: "write it into the path, or take the parameter out" / "パスに書くか、パラメーターを削除する",
        WriteOverlay: "write \"overlay\": \"1.0.0\" first" / "先頭に \"overlay\": \"1.0.0\" と書く",
        NotAnOverlay: "the file does not say that it is an Overlay 1.x" / "Overlay 1.x の宣言がない",
        NoActions: "`actions` is missing" / "`actions` がない",
        ListActions: "list what is to be changed there" / "変更内容を列挙する",
        NoTarget: "`target` is missing" / "`target` がない",
        NameByJsonPath: "name the place as a JSONPath (RFC 9535)" / "位置を JSONPath（RFC 9535）で書く",
        NotAJsonPath: "`{0}` is not a JSONPath: {1}" / "`{0}` は JSONPath ではない: {1}",
        AsRfc9535: "write it as RFC 9535 says" / "RFC 9535 に従って書く",
        NamePlaceThere: "name a place that the description has in this edition, or take the action out"
            / "この版の API 記述にある位置を指定するか、このアクションを削除する",
        MatchesNothing: "`{0}` matches nothing in the description" / "`{0}` に一致する箇所が API 記述にない",
        WriteUpdate: "write what belongs there under `update`" / "そこに置く内容を `update` に書く",
        CopyNotRead: "`copy` of Overlay 1.1 is not supported" / "Overlay 1.1 の `copy` には対応していない",
        ChangesNothing: "the action changes nothing" / "変更内容のないアクションである",
        GiveUpdate: "give it `update`, or `remove`: true" / "`update` または `remove`: true を書く",
        AimAtObject: "aim at the object or the list that holds it" / "それを含むオブジェクトか配列を指定する",
        LeadsToPlain: "`{0}` leads to a plain value, which an update cannot be merged into"
            / "`{0}` が指すのは単純な値であり、update を統合できない",
        NoName: "the parameter has no `name`" / "パラメーターに `name` がない",
        GiveName: "give it one" / "`name` を付ける",
        WriteIn: "write path, query, querystring, header or cookie" / "path、query、querystring、header、cookie のいずれかを書く",
        NoIn: "the parameter `{0}` does not say where it is (`in`)" / "パラメーター `{0}` の位置（`in`）が指定されていない",
        NotParameterStyle: "`{0}` is not a style of a parameter in {1}" / "`{0}` は {1} のパラメーターの style ではない",
        TakeStyle: "take one that OpenAPI lists for it" / "OpenAPI の定める style を書く",
        BySchema: "describe the parameter by `schema`, or as application/json"
            / "パラメーターを `schema` か application/json で記述する",
        ParameterMedia: "the parameter `{0}` as {1} is not supported" / "{1} のパラメーター `{0}` には対応していない",
        SchemaAndContent: "the parameter `{0}` has both `schema` and `content`"
            / "パラメーター `{0}` に `schema` と `content` の両方がある",
        NoScheme: "there is no security scheme `{0}`" / "セキュリティスキーム `{0}` はない",
        NotOurs: "`{0}` is not a keyword of tekigo" / "`{0}` は tekigo のキーワードではない",
        WriteOurs: "write `{0}`, or take it out" / "`{0}` と書くか、削除する",
        NotYaml: "the file is not YAML: {0}" / "YAML ではない: {0}",
        CorrectYamlAt: "correct the YAML at line {0}, column {1}" / "YAML の {0} 行 {1} 列を直す",
        CorrectYaml: "correct the YAML" / "YAML を直す",
    }
}
