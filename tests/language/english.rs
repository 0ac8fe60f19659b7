//! Finds English sentences in what was printed for a Japanese reader. Names, code and quoted input are not sentences, and what a library or
//! the system says has one language and stands behind a Japanese frame.

/// Japanese frames behind which a library or the system speaks, up to the next `。`.
const FRAMES: [&str; 14] = [
    "JSON ではない: ",
    "YAML ではない: ",
    "CEL の構文エラー: ",
    "式を評価できない: ",
    "JSONPath ではない: ",
    "を読み取れない: ",
    "に書き込めない: ",
    "を使えない: ",
    "待ち受けられない: ",
    "TOML の構文エラー: ",
    "起動できない: ",
    "報告書ではない: ",
    "指定できない: ",
    "接続できない: ",
];

/// Words without which English has no sentence.
const SMALL: [&str; 44] = [
    "a", "an", "the", "is", "are", "was", "were", "be", "been", "has", "have", "had", "not", "no", "of", "to", "in",
    "on", "at", "by", "for", "from", "with", "without", "and", "or", "but", "that", "which", "this", "it", "its", "as",
    "than", "where", "when", "while", "if", "does", "do", "can", "must", "may", "all",
];

/// The English sentences in a text, or pieces of them.
pub(crate) fn sentences(text: &str) -> Vec<String> {
    text.lines().flat_map(|line| of_line(&spoken(line))).collect()
}

/// A line without what is quoted, and without what libraries say.
fn spoken(line: &str) -> String {
    let mut line = line.to_owned();
    for frame in FRAMES {
        while let Some(at) = line.find(frame) {
            let rest = at + frame.len();
            let end = line[rest..].find('。').map_or(line.len(), |end| rest + end);
            line.replace_range(at..end, " ※ ");
        }
    }
    for quote in ['`', '"', '\''] {
        let parts: Vec<&str> = line.split(quote).collect();
        line = parts.iter().step_by(2).copied().collect::<Vec<_>>().join(" ※ ");
    }
    line
}

/// Runs of three plain words and more, at least one of them small.
fn of_line(line: &str) -> Vec<String> {
    let is_plain = |word: &str| {
        let word = word.trim_matches(|c: char| ",.:;!?()".contains(c));
        !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()) || word == "A"
    };
    let (mut found, mut run): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
    for word in line.split_whitespace().chain(["※"]) {
        if is_plain(word) {
            run.push(word);
            continue;
        }
        let small = |word: &&str| SMALL.contains(&word.trim_matches(|c: char| !c.is_ascii_lowercase()));
        if run.len() >= 3 && run.iter().any(small) {
            found.push(run.join(" "));
        }
        run.clear();
    }
    found
}

#[test]
fn a_sentence_is_found_and_names_code_and_frames_are_not() {
    assert_eq!(
        sentences("  f.json /a: the text is empty; write what belongs here"),
        ["the text is empty; write what belongs here"]
    );
    assert_eq!(sentences("対象に the host has no address と出た"), ["the host has no address"]);
    for line in [
        "  f.json /a: `a key of the body` がない。\"the value is not here\" と書く",
        "schemas/x/contract.json /: JSON ではない: expected value at line 1 column 1。JSON の 1 行 1 列を直す",
        "tekigo run --target p.toml --seed 1",
        "robo-payment/bulk_upsert/rejects/amount/maximum",
        "正常  tiny: 操作 1件、要件 9件",
    ] {
        assert_eq!(sentences(line), Vec::<String>::new(), "{line}");
    }
}
