//! What is wrong with an evidence package, and what its reader should know.

messages! {
    /// What `tekigo verify` reports of a package.
    PackageId {
        Whole: "{0}: whole" / "{0}: 改変なし",
        NotAsWritten: "{0}: not what was written" / "{0}: 作成時の内容と異なる",
        Wrong: "  wrong: {0}" / "  不一致: {0}",
        WrongMore: "  wrong: {0} more" / "  不一致: ほか {0} 件",
        PackageChanged: "the package was changed: {0}" / "パッケージが変更されている: {0}",
        NoSeal: "it has no seal at its end" / "末尾に封印がない",
        OtherBytes: "its bytes are not those that were sealed" / "封印時の内容と一致しない",
        CutShort: "it is cut short, or lists more files than a package has" / "途中で切れているか、ファイル数がパッケージの上限を超える",
        NoZip: "it is not a zip file that can be read: {0}" / "読み取れる zip ファイルではない: {0}",
        ZipTwice: "the zip holds a name twice, or something before its first file" / "zip に同名のファイルがあるか、先頭に余分な内容がある",
        ZipTwoThings: "the zip contradicts itself about one file: {0}" / "zip のファイル情報が食い違っている: {0}",
        ZipUnreadable: "file {0} of the zip cannot be read: {1}" / "zip の {0} 番目のファイルを読み取れない: {1}",
        ZipBeside: "something stands beside the file {0} of the zip" / "zip の {0} 番目のファイルに余分な内容がある",
        ZipBehind: "something stands behind the files of the zip" / "zip の末尾に余分な内容がある",
        TooLarge: "{0} is larger than is read: {1} bytes" / "{0} が読み取りの上限（{1} バイト）を超える",
        PartUnreadable: "{0} cannot be read: {1}" / "{0} を読み取れない: {1}",
        TooManyValues: "{0} has more values than are read" / "{0} の値の数が読み取りの上限を超える",
        PartBroken: "{0} is broken: {1}" / "{0} が壊れている: {1}",
        CompressedTwice: "{0} is compressed twice, as no package has it" / "{0} が二重に圧縮されている（パッケージではありえない）",
        PartNotAsWritten: "{0} is not as it was written" / "{0} が作成時の内容と異なる",
        OtherManifest: "{0} has form {1}, and this version reads {2}; verify it with tekigo {3}"
            / "{0} の形式は {1} だが、このバージョンで読めるのは {2}。tekigo {3} で検証する",
        ListedTwice: "{0}: the manifest lists it twice, or no package has a file of that name"
            / "{0}: 一覧に重複しているか、パッケージにない名前のファイルである",
        PartMissing: "{0}: the file is missing" / "{0}: ファイルがない",
        PartChanged: "{0}: the file was changed" / "{0}: ファイルが変更されている",
        PartChangedWhy: "{0}: the file was changed: {1}" / "{0}: ファイルが変更されている: {1}",
        PartAdded: "{0}: the file was added" / "{0}: ファイルが追加されている",
        TwoRuns: "{0} and report.json speak of two runs" / "{0} と report.json が別の実行に関するものである",
        OtherContracts: "{0} and report.json speak of other contracts" / "{0} と report.json の契約が異なる",
        ContractsTooLarge: "the contract files take more than {0} bytes" / "契約のファイルが {0} バイトを超える",
        OtherContractFiles: "the files of the contract {0} are not those of the run" / "契約 {0} のファイルが実行時と異なる",
        OtherStatement: "{0} speaks of another {1} or report.json" / "{0} が別の {1} または report.json に関するものである",
        NotSigned: "the package is not signed" / "パッケージに署名がない",
        OtherKey: "the package is not signed with this key, {0}; it names {1}" / "この鍵 {0} による署名ではない。署名の鍵は {1}",
        SignedWith: "signed with {0}" / "{0} による署名を確認",
        Unsigned: "not signed: anybody can have made it" / "署名なし: 作成者は確認できない",
        SignatureUnchecked: "the signature of {0} was not checked; give the key with --key"
            / "{0} の署名は未確認。--key で鍵を指定すると確認できる",
        NoManifest: "without a manifest nothing can be compared" / "一覧がないため照合できない",
        NoLanguage: "the manifest names no language: {0}" / "一覧に言語の指定がない: {0}",
        EveryReport: "every report is what the journal comes to" / "すべての報告書が記録と一致",
        OfOtherVersion: "made by tekigo {0}: verdicts, totals and findings were compared, and not the text of the reports"
            / "tekigo {0} で作成: 判定、集計、指摘を照合し、報告書の文面は照合していない",
        NotOfJournal: "{0} is not what the journal comes to" / "{0} が記録の内容と一致しない",
        NoFindingOfJournal: "{0} belongs to no finding of the journal" / "{0} は記録のどの指摘にも対応しない",
        CertifiesNothing: "{0} belongs to a run that certifies nothing" / "{0} は何も証明しない実行のものである",
        IsMissing: "{0} is missing" / "{0} がない",
        OtherHistoryTarget: "{0} is about another target, or has another form than this version reads"
            / "{0} が別の対象に関するものか、このバージョンで読めない形式である",
        MatrixOfOther: "{0} is about another run: {1}" / "{0} が別の実行に関するものである: {1}",
        ShownToFind: "the suite was shown to find {0} of {1} faults, proved on {2}" / "この試験は欠陥 {1} 件中 {0} 件の検出を確認済み（{2}）",
        NotRead: "`tekigo verify` would not read it: {0}; run fewer trials at a time (by contract or with --shard), and make a package of each"
            / "`tekigo verify` で読めない: {0}。試験を分け（契約別または --shard）、それぞれのパッケージを作る",
    }
}
