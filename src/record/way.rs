//! The ways in which a value is bad or at a limit, in the language of a report. Their names are ids and stay as they are in trials, keys
//! and waivers.

use crate::contract::Language;

/// Each way with its Japanese wording.
const WAYS: &[(&str, &str)] = &[
    // Types and presence.
    ("null", "null"),
    ("type-boolean", "真偽値"),
    ("type-integer", "整数"),
    ("type-fraction", "小数"),
    ("type-string", "文字列"),
    ("type-array", "配列"),
    ("type-object", "オブジェクト"),
    ("numeric-string", "数値を文字列で指定"),
    ("empty-string", "空文字列"),
    ("boolean-string", "真偽値を文字列で指定"),
    ("zero-or-one", "真偽値を 0/1 で指定"),
    ("array-of-object", "オブジェクトを配列で囲む"),
    ("object-with-indexes", "配列を添字キーのオブジェクトで指定"),
    ("simple-change", "単純な変更"),
    ("missing", "項目なし"),
    ("absent", "項目なし"),
    ("present", "項目あり"),
    // Sizes and bounds.
    ("one-over", "上限を 1 超過"),
    ("two-over", "上限を 2 超過"),
    ("far-over", "上限を大幅に超過"),
    ("farthest-over", "上限を極端に超過"),
    ("fraction-over", "上限を小数で超過"),
    ("one-under", "下限に 1 不足"),
    ("far-under", "下限を大幅に下回る"),
    ("farthest-under", "下限を極端に下回る"),
    ("fraction-under", "下限を小数で下回る"),
    ("one-over-nines", "桁数を 1 超過（すべて 9）"),
    ("one-over-negative", "桁数を 1 超過（負数）"),
    ("nines-19", "9 が 19 桁"),
    ("at-limit", "含まれない限界値ちょうど"),
    ("negative", "負数"),
    ("zero", "0"),
    ("one", "1"),
    ("half", "0.5 の端数"),
    ("half-step", "刻みの半分だけずれた値"),
    ("off-by-one", "刻みから 1 ずれた値"),
    ("tenth-of-a-step", "刻みの 10 分の 1 だけずれた値"),
    ("other-multiple", "倍数でない値"),
    ("fraction", "小数"),
    ("fraction-one-digit", "小数第 1 位まで"),
    ("minimum", "下限値"),
    ("minimum-inside", "下限値の 1 つ内側"),
    ("maximum", "上限値"),
    ("maximum-inside", "上限値の 1 つ内側"),
    ("fraction-minimum", "小数の下限値"),
    ("fraction-minimum-inside", "小数の下限値の 1 つ内側"),
    ("fraction-maximum", "小数の上限値"),
    ("fraction-maximum-inside", "小数の上限値の 1 つ内側"),
    ("int32-max", "符号付き 32 ビットの最大値"),
    ("int32-over", "符号付き 32 ビットの最大値 + 1"),
    ("uint32-over", "符号なし 32 ビットの最大値 + 1"),
    ("int64-max", "符号付き 64 ビットの最大値"),
    ("float-limit", "倍精度で表せない整数"),
    ("digits-18", "18 桁"),
    ("true", "true"),
    ("false", "false"),
    ("empty", "空"),
    ("items", "要素数"),
    ("properties", "項目数"),
    ("repeat", "隣り合う要素の重複"),
    ("repeat-apart", "離れた要素の重複"),
    ("length-min", "最短"),
    ("length-min-inside", "最短より 1 文字長い"),
    ("length-max", "最長"),
    ("length-max-inside", "最長より 1 文字短い"),
    // Choices and branches.
    ("enum", "列挙値"),
    ("given", "与えられた値"),
    ("type", "型"),
    ("name", "キー名"),
    ("branch", "分岐"),
    ("unlisted", "列挙にない値"),
    ("not-listed", "列挙にない値"),
    ("neighbour", "列挙値の隣の値"),
    ("joined", "列挙値を連結"),
    ("prefix", "列挙値の先頭部分"),
    ("one-char-more", "1 文字余分"),
    ("matches", "禁じられた条件に該当"),
    ("none-matches", "どの分岐にも該当しない"),
    ("two-match", "複数の分岐に該当"),
    ("none-contained", "必要な要素がない"),
    ("extra-property", "定義にない項目"),
    ("extra-property-null", "定義にない項目（null）"),
    ("property-in-other-case", "大文字小文字の異なる項目名"),
    ("extra-item", "余分な要素"),
    ("bad-name", "許されない項目名"),
    // Texts.
    ("other-case", "大文字小文字の違い"),
    ("upper-case", "大文字"),
    ("lower-case", "小文字"),
    ("leading-space", "先頭に空白"),
    ("trailing-space", "末尾に空白"),
    ("leading-newline", "先頭に改行"),
    ("trailing-newline", "末尾に改行"),
    ("space", "空白を含む"),
    ("full-width", "全角"),
    ("doubled", "2 回繰り返し"),
    ("char-dropped", "1 文字欠落"),
    ("char-added", "1 文字追加"),
    ("char-changed", "1 文字変更"),
    ("not-ascii", "ASCII 以外の文字"),
    ("no-match", "形式に合わない文字列"),
    ("other-form", "書式に合わない文字列"),
    ("repetition-over", "繰り返しの上限を 1 超過"),
    ("repetition-under", "繰り返しの下限に 1 不足"),
    ("edge", "文字クラスの境界外"),
    ("class", "許可外の文字"),
    ("class-edge", "文字クラスの境界"),
    ("anchor-start", "先頭に余分な文字"),
    ("anchor-end", "末尾に余分な文字"),
    ("text", "文字種"),
    // Dates, times and other formats.
    ("hour-24", "24 時"),
    ("hour-25", "25 時"),
    ("minute-60", "60 分"),
    ("second-60", "60 秒"),
    ("first-second", "1 日の最初の秒"),
    ("last-second", "1 日の最後の秒"),
    ("leap-day", "閏日"),
    ("leap-day-2000", "2000 年の閏日"),
    ("year-start", "年初"),
    ("year-end", "年末"),
    ("month-end", "月末"),
    ("february-28", "平年の 2 月 28 日"),
    ("last-of-april", "4 月 30 日"),
    ("far-past", "遠い過去"),
    ("far-future", "遠い未来"),
    ("separator-dot", "区切り文字がピリオド"),
    ("separator-mixed", "区切り文字の混在"),
    ("separator-none-in-time", "時刻の区切り文字なし"),
    ("one-digit-month", "1 桁の月"),
    ("one-digit-hour", "1 桁の時"),
    ("five-digits", "5 桁の年"),
    ("missing-day", "日がない"),
    ("wrong-order", "年月日の順序違い"),
    ("not-a-date", "日付でない文字列"),
    ("full-width-digits", "全角数字"),
    ("full-width-time", "全角の時刻"),
    ("epoch-seconds", "エポック秒"),
    ("date-alone", "日付のみ"),
    ("time-alone", "時刻のみ"),
    ("date-with-time", "日付に時刻が付く"),
    ("date-with-time-and-space", "日付と時刻を空白で区切る"),
    ("without-seconds", "秒なし"),
    ("with-zone", "タイムゾーン付き"),
    ("space-for-t", "T の代わりに空白"),
    ("lower-case-t", "小文字の t"),
    ("zone-missing", "タイムゾーンなし"),
    ("zone-z", "タイムゾーンが Z"),
    ("zone-25", "タイムゾーンが 25 時間"),
    ("zone-offset", "タイムゾーンが +09:00"),
    ("zone-negative", "負のタイムゾーン"),
    ("zone-without-colon", "コロンのないタイムゾーン"),
    ("boolean-for-number", "数値の代わりに真偽値"),
    ("far", "大きく外れた値"),
    ("day-00", "0 日"),
    ("day-32", "32 日"),
    ("day-0230", "2 月 30 日"),
    ("day-0431", "4 月 31 日"),
    ("day-0229-common-year", "平年の 2 月 29 日"),
    ("day-0229-year-1900", "1900 年の 2 月 29 日"),
    ("day-first", "日が先頭の日付"),
    ("month-00", "0 月"),
    ("month-13", "13 月"),
    ("five-digit-year", "5 桁の年"),
    ("two-digit-year", "2 桁の年"),
    ("one-digit-day", "1 桁の日"),
    ("separator-none", "区切り文字なし"),
    ("separator-slash", "区切り文字がスラッシュ"),
    ("separator-hyphen", "区切り文字がハイフン"),
    ("empty-local", "@ の前が空"),
    ("empty-domain", "@ の後が空"),
    ("no-at", "@ なし"),
    ("two-at", "@ が 2 つ"),
    ("second-at", "@ が 2 つ"),
    ("full-width-at", "全角の＠"),
    ("two-dots", "連続したピリオド"),
    ("leading-dot", "先頭のピリオド"),
    ("trailing-dot", "末尾のピリオド"),
    ("domain-leading-dot", "ドメインの先頭のピリオド"),
    ("domain-two-dots", "ドメインの連続したピリオド"),
    ("local-kanji", "@ の前に漢字"),
    ("leading-hyphen", "先頭のハイフン"),
    ("trailing-hyphen", "末尾のハイフン"),
    ("label-64", "64 文字のラベル"),
    ("underscore", "下線を含む"),
    ("no-scheme", "スキームなし"),
    ("no-dashes", "ハイフンなし"),
    ("dashes-elsewhere", "ハイフンの位置違い"),
    ("one-short", "1 文字不足"),
    ("one-long", "1 文字超過"),
    ("not-hexadecimal", "16 進数でない文字"),
    ("octet-256", "256 のオクテット"),
    ("three-octets", "オクテットが 3 つ"),
    ("five-octets", "オクテットが 5 つ"),
    ("leading-zero", "先頭のゼロ"),
    // Bodies that are not JSON, and cases without a place.
    ("blank", "空白のみの本文"),
    ("not-json", "JSON でない本文"),
    ("form-encoded", "フォーム形式の本文"),
    ("truncated", "途中で切れた本文"),
    ("trailing-comma", "末尾のカンマ"),
    ("trailing-text", "JSON の後の余分な文字"),
    ("single-quotes", "一重引用符"),
    ("comment", "コメント"),
    ("nan", "NaN を含む本文"),
    ("control-character", "制御文字"),
    ("invalid-utf8", "不正な UTF-8"),
    ("array", "配列で囲んだ本文"),
    ("string", "文字列の本文"),
    ("number", "数値の本文"),
    ("bom", "BOM 付きの本文"),
    ("duplicate-key", "重複したキー"),
    ("lone-surrogate", "孤立サロゲート"),
    ("deep-nesting", "深い入れ子"),
    ("random", "ランダム"),
    ("pair", "任意項目の組み合わせ"),
    ("without-the-breach", "違反を除いた同じリクエスト"),
    ("precedence", "優先順位"),
];

/// The scripts and kinds of letters that follow the colon of a way.
const LETTERS: &[(&str, &str)] = &[
    ("ascii", "ASCII"),
    ("ascii-letters", "英字"),
    ("digits", "数字"),
    ("symbols", "記号"),
    ("hiragana", "ひらがな"),
    ("katakana", "カタカナ"),
    ("kana", "カタカナ"),
    ("wide", "複数バイトの文字"),
    ("halfwidth-kana", "半角カナ"),
    ("halfwidth-long-mark", "半角長音"),
    ("kanji", "漢字"),
    ("vendor-characters", "機種依存文字"),
    ("vendor-kanji", "機種依存漢字"),
    ("fullwidth", "全角英数"),
    ("fullwidth-tilde", "全角チルダ"),
    ("wave-dash", "波ダッシュ"),
    ("minus-sign", "全角マイナス"),
    ("yen-and-backslash", "円記号とバックスラッシュ"),
    ("accents", "アクセント付き文字"),
    ("astral", "サロゲートペアの文字"),
    ("combining", "結合文字"),
    ("variation-selector", "異体字セレクタ"),
    ("emoji-family", "結合絵文字"),
    ("right-to-left", "右書きの文字"),
    ("nul", "NUL"),
    ("control", "制御文字"),
    ("newline", "改行（LF）"),
    ("crlf", "改行（CRLF）"),
    ("tab", "タブ"),
    ("leading-space", "先頭に空白"),
    ("trailing-space", "末尾に空白"),
    ("only-space", "空白のみ"),
    ("byte-order-mark", "BOM"),
];

/// A way in words: `one-over+pattern` as `上限を 1 超過、pattern も不適合`. What has no wording stays as it is.
pub fn way_in(way: &str, language: Language) -> String {
    if language == Language::English {
        return way.to_owned();
    }
    let (own, with) = way.split_once('+').filter(|(own, _)| !own.ends_with('U')).unwrap_or((way, ""));
    let mut text = worded(own);
    for keyword in with.split('+').filter(|keyword| !keyword.is_empty()) {
        text.push_str(&format!("、{keyword} も不適合"));
    }
    text
}

fn worded(way: &str) -> String {
    if let Some(words) = found(WAYS, way) {
        return words.to_owned();
    }
    if let Some((name, rest)) = way.split_once(':') {
        let rest = found(LETTERS, rest)
            .map_or_else(|| if name == "name" { worded(rest) } else { rest.to_owned() }, str::to_owned);
        return format!("{}（{rest}）", worded(name));
    }
    // `items-12`, or letters of a kind in front: `one-over-kana`.
    if let Some((name, rest)) = way.rsplit_once('-') {
        let rest = found(LETTERS, rest).or_else(|| rest.parse::<u64>().is_ok().then_some(rest));
        if let (Some(words), Some(rest)) = (found(WAYS, name), rest) {
            return format!("{words}（{rest}）");
        }
    }
    way.to_owned()
}

fn found(table: &'static [(&str, &str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == name).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_worded_with_what_stands_behind_it() {
        for (way, due) in [
            ("one-over", "上限を 1 超過"),
            ("one-over+pattern", "上限を 1 超過、pattern も不適合"),
            ("items-12", "要素数（12）"),
            ("text:kanji", "文字種（漢字）"),
            ("edge:U+0067", "文字クラスの境界外（U+0067）"),
            ("name:length-min", "キー名（最短）"),
            ("never-heard-of", "never-heard-of"),
        ] {
            assert_eq!((way_in(way, Language::Japanese).as_str(), way_in(way, Language::English).as_str()), (due, way));
        }
    }
}
