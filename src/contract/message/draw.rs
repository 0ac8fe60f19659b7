//! Why no value can be generated from a schema.

messages! {
    /// Why there is no value.
    DrawId {
        NoneCanKeep: "draw any value: none can keep the schema, see `{0}`: {1}; loosen one of the keywords there"
            / "スキーマに合う値がない（`{0}`）: {1}。いずれかのキーワードを緩める",
        MoreThanDrawn: "draw a value: the schema asks for more than tekigo draws, see `{0}`: {1}; ask for less there"
            / "スキーマが生成の上限を超える値を求めている（`{0}`）: {1}。求める大きさを減らす",
        NotFound: "find a value that keeps the schema, though there may be one, see `{0}`: {1}; say the same in simpler keywords there"
            / "スキーマに合う値が見つからない（存在する可能性はある、`{0}`）: {1}。より単純なキーワードで書き直す",
        NoValueGiven: "draw any value: the profile gives no value for `{0}`, which every value needs"
            / "どの値にも必要な `{0}` の値がプロファイルにない",
        // What contradicts what.
        GivenBreaks: "no value given for `{0}` keeps the schema" / "`{0}` に与えられた値がスキーマに合わない",
        LeavesNoType: "`{0}` leaves no type that the rest allows" / "`{0}` とほかの指定の両方を満たす型がない",
        NoMemberLeft: "no member of the enumeration is left" / "列挙値が 1 つも残らない",
        NoneKeeps: "no value was found that keeps it: {0}" / "これに合う値が見つからない: {0}",
        NoneFoundAtAll: "no value was found; patterns, formats and lengths may contradict each other"
            / "値が見つからない（正規表現、形式、長さが矛盾している可能性がある）",
        NoneFoundHere: "no value was found" / "値が見つからない",
        FalseAllowsNothing: "the schema `false` allows nothing" / "スキーマ `false` はどの値も許さない",
        NumberFiner: "the bounds are finer than any number that is drawn" / "上限または下限が生成できる数より細かい",
        NoNumber: "the bounds leave no number" / "上限と下限の間に数値がない",
        MoreItemsThan: "more items are required than are allowed" / "必要な要素数が上限を超えている",
        ItemsBeyond: "`minItems` {0} is beyond the longest array that is drawn, {1}"
            / "`minItems` {0} が生成できる配列の上限 {1} を超えている",
        PropertiesBeyond: "`minProperties` {0} is beyond the largest object that is drawn, {1}"
            / "`minProperties` {0} が生成できるオブジェクトの上限 {1} を超えている",
        BothRequiredAndOut: "the property `{0}` is both required and ruled out" / "プロパティ `{0}` が必須であり、かつ禁止されている",
        MorePropertiesThan: "more properties are required than `maxProperties` allows"
            / "必須のプロパティの数が `maxProperties` を超えている",
        NoValueLeft: "no value is left for the property `{0}`" / "プロパティ `{0}` に値が残らない",
        NumberBeyond: "the bound is beyond the largest number that is drawn, a double's"
            / "上限または下限が生成できる最大の数（倍精度）を超えている",
        KeepsEveryValue: "what keeps every value cannot be broken" / "どの値も許すスキーマには違反できない",
        NoWayToBreak: "there is no way to break it" / "違反する方法がない",
        LeavesDocument: "the reference leaves the document" / "参照先がこの文書の外にある",
        BoundBeyond: "the bound is beyond what can be drawn" / "上限または下限が生成できる範囲を超えている",
        NoShorterText: "no text is shorter than nothing" / "空より短い文字列はない",
        NoShorterArray: "no array is shorter than empty" / "空より短い配列はない",
        NoneContained: "nothing contains less than nothing" / "0 件より少なくはできない",
        NoSmallerObject: "no object is smaller than empty" / "空より小さいオブジェクトはない",
        NoKnownWay: "there is no known way to break `{0}`" / "`{0}` に違反する方法がない",
        ContainsItself: "a value would have to contain itself without end" / "値が自分自身を際限なく含むことになる",
        TextBeyond: "`minLength` {0} is beyond the longest text that is drawn, {1}"
            / "`minLength` {0} が生成できる文字列の上限 {1} を超えている",
        MinAboveMax: "`minLength` is above `maxLength`" / "`minLength` が `maxLength` を超えている",
        NoCharacter: "the character classes share no character" / "文字クラスに共通する文字がない",
        PatternMayHaveNone: "`pattern` seems to allow no text of the allowed length"
            / "`pattern` に合う文字列で、許される長さのものがないと思われる",
        PatternNoLength: "`pattern` allows no text of the allowed length" / "`pattern` に合う文字列で、許される長さのものがない",
        FormatNoLength: "`format` `{0}` allows no text of the allowed length" / "形式 `{0}` の文字列で、許される長さのものがない",
        TooFewDifferent: "`uniqueItems` and `minItems` require {0} different items, and there are only {1}"
            / "`uniqueItems` と `minItems` により互いに異なる要素が {0} 個必要だが、{1} 個しかない",
        NameNotAllowed: "the required property `{0}` is not allowed by `propertyNames`"
            / "必須プロパティ `{0}` の名前が `propertyNames` で許されていない",
        LimitBeyond: "its limit is beyond the longest text that is drawn, {0}" / "上限が生成できる文字列の最大長 {0} を超えている",
        NoOperationHas: "no operation has it" / "該当する操作がない",
    }
}
