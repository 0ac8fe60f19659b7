//! The comments of a profile to start from, in both languages. Keys and values are the same in both.

use crate::contract::Language;

/// A text in one of both languages.
pub(super) fn word<'a>(language: Language, japanese: &'a str, english: &'a str) -> &'a str {
    match language {
        Language::Japanese => japanese,
        Language::English => english,
    }
}

/// The head of a profile.
pub(super) fn head(language: Language) -> &'static str {
    word(language, HEAD_IN_JAPANESE, HEAD)
}

/// What may be said of any target.
pub(super) fn any(language: Language) -> &'static str {
    word(language, ANY_IN_JAPANESE, ANY)
}

/// What a waiver looks like; `{id}` is the contract, `{requirement}` one of its requirements.
pub(super) fn waiver(language: Language) -> &'static str {
    word(language, WAIVER_IN_JAPANESE, WAIVER)
}

const HEAD: &str = "\
# A profile of a target for tekigo: where it is, and what only its owner can give.
# What is commented out is optional. Each key is explained in the comment above it; docs/real-target.md has the details.
#
# A text takes ${NAME} from the environment; a secret may also be in a file: \"file:PATH\", relative to the folder of this file.
# Numbers with leading zeros are texts: \"0013\".

# The name of the target in reports.
name = \"my sandbox\"

# What is certified: for the head of every report, the cover of the workbook and the evidence package.
# [subject]
# organisation = \"Example Bank\"
# product = \"Payment API\"
# version = \"2.3.1\"
# build = \"${BUILD_NUMBER}\"
# environment = \"sandbox\"
# document = \"Payment API specification\"   # what it is tested against, and its edition
# edition = \"3.2\"
";

const HEAD_IN_JAPANESE: &str = "\
# tekigo の対象プロファイル。対象のアドレスと、対象の所有者だけが知る値を書く。
# コメントになっている行は省略できる。各キーの意味は直前のコメントに、詳細は docs/ja/real-target.md にある。
#
# 文字列の ${NAME} は環境変数に置き換わる。秘密情報はファイルからも読める: \"file:PATH\"（このファイルのフォルダからの相対パス）。
# 先頭が 0 の番号は文字列で書く: \"0013\"

# レポートに載る対象の名前
name = \"my sandbox\"

# 試験対象製品。レポートの先頭、試験成績書の表紙、証跡パッケージに載る。
# [subject]
# organisation = \"例示銀行\"
# product = \"入金 API\"
# version = \"2.3.1\"
# build = \"${BUILD_NUMBER}\"
# environment = \"sandbox\"
# document = \"入金 API 仕様書\"   # 試験の基準とする仕様書とその版
# edition = \"3.2\"
";

const ANY: &str = r#"
# Real business is done at an address that does not say otherwise: then a run needs --i-know-this-is-production.
# production = false

# Leave out everything that writes.
# read-only = true

# Remove what the run created at its end, where the contract says how.
# remove-made = true

# Fields that must not be in any report, at any depth; they are not judged.
# redact = ["name_of_a_field"]

# How much a run may take: the rate for all requests together, requests and time in all, trials at the same time,
# the time of one exchange, and the most of a body that is read.
# limits = { rate = "5/1s", requests = 5000, time = "30m", jobs = 2, timeout = "10s", body = "8MiB", journal = "1GiB" }
"#;

const ANY_IN_JAPANESE: &str = r#"
# テスト環境と分からないアドレスは本番とみなす。その場合、実行には --i-know-this-is-production が要る。
# production = false

# 書き込みを伴う試験をすべて除外する。
# read-only = true

# 契約に削除方法があれば、実行で作成したデータを最後に削除する。
# remove-made = true

# レポートに載せないフィールド（深さを問わない）。判定の対象からも外れる。
# redact = ["name_of_a_field"]

# 実行の上限: 全リクエストの速度、総リクエスト数と総時間、同時に実行する試験数、1回の送受信の時間、読み取る本文の最大サイズ。
# limits = { rate = "5/1s", requests = 5000, time = "30m", jobs = 2, timeout = "10s", body = "8MiB", journal = "1GiB" }
"#;

const WAIVER: &str = r#"
# A finding that somebody answers for until a day (UTC). What narrows it may be left out: trial, check, operation,
# pointer, kind, expected-code, observed-code; without a kind it covers one constraint at a place. `tekigo run --allow-waivers` then ends with 0.
# [[{id}.waivers]]
# requirement = "{requirement}"
# until = 2099-12-31
# owner = "our team"
# reason = "fixed in the next release"
"#;

const WAIVER_IN_JAPANESE: &str = r#"
# 責任者が期限（UTC）まで認める指摘（適用除外）。対象を絞るキーは省略できる: trial、check、operation、pointer、kind、
# expected-code、observed-code。kind がなければ、その箇所の制約1つが対象となる。`tekigo run --allow-waivers` は 0 で終了する。
# [[{id}.waivers]]
# requirement = "{requirement}"
# until = 2099-12-31
# owner = "決済チーム"
# reason = "次のリリースで修正予定"
"#;
