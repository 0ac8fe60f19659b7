//! What is wrong with an Arazzo workflow, and what would fix it.

messages! {
    /// A mistake in a workflow, or its fix.
    ArazzoId {
        WriteOperationPath: "write `{$sourceDescriptions.name.url}#/paths/~1pets/get`, of an operation that the contract has"
            / "契約にある操作を `{$sourceDescriptions.name.url}#/paths/~1pets/get` の形で書く",
        NoOperationAtPath: "`operationPath` leads to no operation of the contract" / "`operationPath` の指す操作が契約にない",
        CallsNothing: "a step calls nothing" / "ステップが何も呼び出さない",
        WriteCall: "write `operationId`, `operationPath` or `workflowId`"
            / "`operationId`、`operationPath`、`workflowId` のいずれかを書く",
        ParameterIn: "a parameter in `{0}` is not supported" / "`{0}` のパラメーターには対応していない",
        WritePlaceOfParameter: "write `in: path`, `query` or `header`; a cookie as the header `cookie`"
            / "`in` に path、query、header のいずれかを書く（Cookie はヘッダー `cookie` に書く）",
        WriteComponent: "write `$components.{0}.<name>`, with a name that is there"
            / "`$components.{0}.<名前>` の形で、実在する名前を書く",
        ReferenceNowhere: "`{0}` leads nowhere" / "`{0}` の参照先がない",
        SendsOther: "`{0}` sends `{1}`, not `{2}`" / "`{0}` が送るのは `{1}` で、`{2}` ではない",
        NameContentType: "name the other one as `contentType` of the operation in contract.json"
            / "contract.json の操作の `contentType` にその形式を指定する",
        AsObjectOrText: "write it as an object, or as the text of one" / "オブジェクトか、その JSON 文字列を書く",
        PayloadNotJson: "the payload is not JSON" / "payload が JSON ではない",
        TargetNoPointer: "the target of a replacement is not a JSON pointer"
            / "replacements の target が JSON ポインターではない",
        WriteTargetPointer: "write `target: /pets/0/id`" / "`target: /pets/0/id` のように書く",
        ConditionAsText: "write the condition as a text" / "条件を文字列で書く",
        NoCondition: "`condition` is missing" / "`condition` がない",
        CriterionNoContext: "a criterion of the type `{0}` has no `context`" / "type が `{0}` の条件に `context` がない",
        NameContext: "name what it is about: $response.body" / "$response.body のように対象を書く",
        RegexSyntax: "write it in the syntax of the crate `regex`" / "Rust の `regex` クレートの構文で書く",
        NoRegularExpression: "`{0}` is not a regular expression" / "`{0}` は正規表現ではない",
        NoJsonPathHere: "`{0}` is not a JSONPath: {1}" / "`{0}` は JSONPath ではない: {1}",
        WriteJsonPath: "write it as RFC 9535 says: $.pets[?@.id == 1]" / "RFC 9535 に従って $.pets[?@.id == 1] のように書く",
        NoXpath: "criteria of the type `xpath` are not supported" / "type が `xpath` の条件には対応していない",
        WriteOtherType: "write it as simple, regex or jsonpath" / "simple、regex、jsonpath のいずれかで書く",
        NoCriterionType: "there is no type of criteria `{0}`" / "条件の type `{0}` はない",
        WriteComparisons: "write comparisons of runtime expressions, numbers and 'texts', joined by && and ||"
            / "ランタイム式、数値、'文字列' の比較を && と || でつないで書く",
        NotSimple: "`{0}` is not a simple condition" / "`{0}` は simple 形式の条件ではない",
        CallOwnStep: "call the workflow by a step of its own, with `workflowId`"
            / "`workflowId` を持つ別のステップでワークフローを呼び出す",
        GoOnWithOther: "to go on with another workflow is not supported" / "別のワークフローへの移動には対応していない",
        ActionType: "an action of the type `{0}` is not supported here" / "ここで type が `{0}` のアクションには対応していない",
        WriteEnd: "write end or goto, or retry after a failure" / "end か goto（失敗時は retry も可）を書く",
        TakeOutPlayedAgain: "take it out: the step itself is repeated" / "削除する（このステップ自体を繰り返す）",
        KeyOfRetry: "`{0}` of a retry is not supported" / "retry の `{0}` には対応していない",
        SaySuccess: "say by `successCriteria` what the step waits for" / "待つ条件を `successCriteria` に書く",
        RetryNeeds: "a retry needs criteria that end it" / "retry に終了条件がない",
        OneOfBoth: "let one workflow do one of the two" / "1 つのワークフローではどちらか一方にする",
        CallsAndBranches: "a workflow that calls others and branches is not supported"
            / "ほかのワークフローの呼び出しと分岐の併用には対応していない",
        LaterStep: "go on with a later step; a step is repeated by `retry`" / "後のステップへ進む。繰り返しには `retry` を使う",
        GoBack: "to go back to `{0}` is not supported" / "`{0}` へ戻ることには対応していない",
        NotArazzo: "the file does not say that it is Arazzo 1.0" / "Arazzo 1.0 の宣言がない",
        WriteArazzo: "write `arazzo: 1.0.1` first" / "先頭に `arazzo: 1.0.1` と書く",
        IntoThisFile: "write the workflows into this file" / "ワークフローをこのファイルに書く",
        OtherDocument: "workflows of another document are not supported" / "別の文書のワークフローには対応していない",
        NoWorkflows: "`workflows` is missing" / "`workflows` がない",
        ListWorkflows: "list the workflows there" / "ワークフローを列挙する",
        NoWorkflowId: "a workflow has no `workflowId`" / "ワークフローに `workflowId` がない",
        GiveWorkflowId: "give it an id without blanks" / "空白を含まない ID を付ける",
        NoSteps: "a workflow has no steps" / "ワークフローにステップがない",
        ListSteps: "list its steps" / "ステップを列挙する",
        NoStepId: "a step has no `stepId`" / "ステップに `stepId` がない",
        OwnStepId: "give each step of a workflow its own" / "ステップごとに固有の ID を付ける",
        SameStepName: "a step has the name of another one" / "ステップ名がほかと重複している",
        OwnLetters: "give each step its own; letters in small and in capitals count as the same"
            / "ステップごとに固有の名前を付ける（大文字と小文字は区別しない）",
        WithinItself: "a workflow calls itself" / "ワークフローが自分自身を呼び出している",
        TakeOutOfSteps: "take it out of `dependsOn` or of its steps" / "`dependsOn` かステップから削除する",
        AtCalledSteps: "write it at the steps of the workflow that is called" / "呼び出すワークフローのステップに書く",
        KeyOfCall: "`{0}` of a step that calls a workflow is not supported" / "ワークフローを呼び出すステップの `{0}` には対応していない",
        NoWorkflow: "there is no workflow {0}" / "ワークフロー {0} はない",
        InputsAsProperties: "write the inputs as `properties` of an object" / "inputs をオブジェクトの `properties` として書く",
        NoInputProperties: "the inputs have no `properties`" / "inputs に `properties` がない",
        WriteRuntime: "write a runtime expression, such as $response.body#/id" / "$response.body#/id のようなランタイム式を書く",
        OutputNoText: "an output is not a text" / "outputs の値が文字列ではない",
        NameInput: "name the input or the constant that the request is made of" / "リクエストの元になる入力か定数を書く",
        WriteInputs: "write `$inputs.<name>`" / "`$inputs.<名前>` の形で書く",
        DeclareInput: "declare it under `inputs` of the workflow, with its schema" / "ワークフローの `inputs` にスキーマとともに宣言する",
        NoInput: "there is no input `{0}`" / "入力 `{0}` はない",
        WriteOutputs: "write `$outputs.<name>`" / "`$outputs.<名前>` の形で書く",
        NameCalledOutput: "name an output of the workflow that the step calls" / "ステップが呼び出すワークフローの出力を書く",
        NoOutput: "there is no output `{0}`" / "出力 `{0}` はない",
        WriteValueItself: "write the value itself, or take it from `$inputs`, `$steps`, `$response` or `$statusCode`"
            / "値を直接書くか、`$inputs`、`$steps`、`$response`、`$statusCode` から取る",
        IntoCriteria: "write it into the criteria or the outputs of a step" / "ステップの条件か outputs に書く",
        NoStepHere: "`{0}` is about no step here" / "ここには `{0}` の対象となるステップがない",
        WriteResponse: "write `$response.body#/pointer` or `$response.header.Name`"
            / "`$response.body#/ポインター` か `$response.header.名前` の形で書く",
        CloseBrace: "close it by `}`" / "`}` で閉じる",
        NoEnd: "`{${0}` has no end" / "`{${0}` が閉じられていない",
        HashPointer: "write `#/` and a JSON pointer behind it" / "`#/` に続けて JSON ポインターを書く",
        WriteOutputOf: "write `${0}s.<{0}Id>.outputs.<name>`" / "`${0}s.<{0}Id>.outputs.<名前>` の形で書く",
        NameStepBefore: "name a step that runs before, and one of its `outputs`" / "前に実行するステップとその `outputs` を書く",
        NameDependsOn: "name a workflow under `dependsOn`, and one of its `outputs`"
            / "`dependsOn` のワークフローとその `outputs` を書く",
        NoOutputBefore: "no {0} before has the output of `{1}`" / "`{1}` の出力を持つ {0} が前にない",
        RuntimeNotHere: "the runtime expression `{0}` is not supported here" / "ここでランタイム式 `{0}` には対応していない",
    }
}
