//! What is wrong with contract and scenario files, and what would fix it, as far as it has words of its own.

messages! {
    /// A mistake in a file of a contract, or its fix.
    LoadId {
        WithChoice: "{0} (with {1} = {2})" / "{0}（{1} = {2} の場合）",
        ListOnce: "list it once" / "1 回だけ記載する",
        NothingDrawn: "nothing can be drawn from the schema: {0}" / "スキーマから値を生成できない: {0}",
        LoosenKeyword: "loosen one of the keywords there" / "いずれかのキーワードを緩める",
        AsksForMore: "the schema asks for more than tekigo draws: {0}" / "スキーマが生成の上限を超える値を求めている: {0}",
        AskForLess: "ask for less there" / "求める大きさを減らす",
        NoValueFound: "no value of the schema was found, though there may be one: {0}"
            / "スキーマに合う値が見つからない（存在する可能性はある）: {0}",
        SimplerKeywords: "say the same in simpler keywords there" / "より単純なキーワードで書き直す",
    }
}
