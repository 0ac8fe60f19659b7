//! What is wrong with a journal, and what would fix it.

messages! {
    /// A mistake in a journal, or its fix.
    JournalId {
        JournalUnreadable: "the journal cannot be read: {0}" / "記録（journal）を読み取れない: {0}",
        NameFolder: "name the folder that a run was written to" / "実行結果のフォルダーを指定する",
        LineBroken: "the line is broken: {0}" / "行が壊れている: {0}",
        NamesOther: "it names {0} and is about {1}" / "名前は {0} だが、内容は {1} に関するもの",
        LineChanged: "the line has changed meanwhile" / "読み取り中に行が変わった",
        TakeCopy: "take it from a copy" / "控えから復元する",
        OtherForm: "the journal has form {0}, and this version reads {1} and {2}"
            / "記録の形式は {0} だが、このバージョンで読めるのは {1} と {2}",
        ReadWith: "read it with tekigo {0}" / "tekigo {0} で読み取る",
        HeadMissing: "the head is missing" / "先頭行がない",
        SecondHead: "a second head" / "先頭行が 2 つある",
        PartJournals: "part the two journals" / "2 つの記録を分ける",
        NothingWritten: "nothing was written to it before the run ended" / "何も書かれないまま実行が終わっている",
        StartAgain: "start the run again" / "実行をやり直す",
        BodyMissing: "a body that stands there is missing: {0}" / "そこにあるはずの本文がない: {0}",
        BodyElsewhere: "another line names a body that does not stand here" / "別の行が示す本文がここにない",
        // Several journals.
        NoJournal: "there is no journal to read" / "読み取る記録がない",
        DifferentPlans: "the runs have different plans; only shards of one plan can be merged"
            / "計画が異なる。統合できるのは同じ計画の分割実行だけである",
        DifferentTargets: "the runs have different targets; only shards of one plan can be merged"
            / "試験対象が異なる。統合できるのは同じ計画の分割実行だけである",
        DifferentSubjects: "the runs have different subjects; only shards of one plan can be merged"
            / "[subject] が異なる。統合できるのは同じ計画の分割実行だけである",
        DifferentSettings: "the runs have different settings; only shards of one plan can be merged"
            / "設定が異なる。統合できるのは同じ計画の分割実行だけである",
        DifferentFilters: "the runs have different filters; only shards of one plan can be merged"
            / "絞り込みが異なる。統合できるのは同じ計画の分割実行だけである",
        TrialTwice: "the trial {0} stands in more than one of the runs; name each shard once"
            / "試験 {0} が複数の実行にある。分割実行はそれぞれ 1 回だけ指定する",
        ShardTwice: "shard {0} of {1} was run twice, and {2} has other results; name the run that counts"
            / "分割実行 {0}/{1} が 2 回あり、{2} の結果が異なる。有効なほうを指定する",
    }
}
