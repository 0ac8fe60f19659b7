//! What is wrong with an expression.

messages! {
    /// A mistake in an expression, or why it has no value.
    ExpressionId {
        NotAVariable: "`{0}` is not a variable here; there are {1}" / "ここで変数 `{0}` は使えない。使えるのは {1}",
        NotAFunction: "`{0}` is not a function of CEL nor one of tekigo" / "`{0}` という関数は CEL にも tekigo にもない",
        NotCel: "{0}" / "CEL の構文エラー: {0}",
        NoJsonValue: "`{0}` gives a value that JSON cannot hold" / "`{0}` の値は JSON で表せない",
        NotTrueOrFalse: "`{0}` gives {1}, not true or false" / "`{0}` の値が真偽値ではなく {1} である",
        NotEvaluated: "{0}" / "式を評価できない: {0}",
    }
}
