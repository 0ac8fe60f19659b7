//! Answers of a target are hostile: none of them may become markup, code or a trick on the eye.

use std::fs;

use tekigo::contract::Language;

use super::{chromium, data, folder, made, page};

/// What an answer could hold to run something, to hide something, or to leave its place. Each tries to mark the page.
const ATTACKS: [&str; 12] = [
    "<script>document.documentElement.dataset.pwned=1;document.title='pwned'</script>",
    "</script><script>document.documentElement.dataset.pwned=2</script>",
    "<!--<script>",
    "-->",
    "</style></title></textarea></noscript>",
    "<img src=x onerror=\"document.documentElement.dataset.pwned=3\">",
    "<svg onload=document.documentElement.dataset.pwned=4><style>*{display:none}</style>",
    "\" autofocus onfocus=\"document.documentElement.dataset.pwned=5\" '",
    "javascript:document.documentElement.dataset.pwned=6",
    "<a href=\"javascript:document.documentElement.dataset.pwned=7\">x</a><base href=http://127.0.0.1:1/>",
    "{{run}}{{script}}${alert(1)}",
    "\u{202e}\u{2066}\u{200b}\u{feff}\u{ad}\u{2028}\u{2029}\u{0}\u{7}\u{1b}[31m\u{7f}\u{9b}\u{e0041}\r\n\t",
];

fn hostile(word: &str) -> String {
    format!("{word} {}", ATTACKS.join(" "))
}

fn hostile_page(name: &str) -> String {
    page(name, &made::whole(&hostile), Language::English)
}

#[test]
fn no_byte_of_an_answer_is_markup() {
    let (hostile, tame) = (hostile_page("hostile"), page("tame", &made::whole(&str::to_owned), Language::English));
    for markup in ["<script", "</script", "<style", "</style", "<!--", "<img", "<svg", "<a ", "<base", "</noscript"] {
        let counts = [&hostile, &tame].map(|page| page.to_lowercase().matches(markup).count());
        assert_eq!(counts[0], counts[1], "{markup} stands more often where answers are hostile");
    }
    let hidden = |c: char| {
        (c.is_control() && c != '\n') || "\u{202e}\u{2066}\u{200b}\u{feff}\u{ad}\u{2028}\u{2029}\u{e0041}".contains(c)
    };
    assert_eq!(hostile.find(hidden).map(|at| hostile[at..].chars().take(20).collect::<String>()), None);
}

#[test]
fn an_answer_is_still_told_to_the_letter() {
    let data = data(&hostile_page("letter"));
    for language in ["ja", "en"] {
        assert_eq!(data["target"]["name"][language], hostile("acme"));
    }
    assert_eq!(data["contracts"][0]["requirements"][0]["text"]["ja"], hostile("条文 0"));
    assert_eq!(data["contracts"][0]["codes"][0]["reason"]["en"], hostile("no trial"));
    let error = data["errors"]["ours"]["listed"][0][1]["en"].as_str().and_then(|error| error.strip_suffix('…'));
    assert!(error.is_some_and(|start| start.len() > 300 && hostile("draw").starts_with(start)), "{error:?}");
}

/// Opens everything that can be opened, as for paper, then the rest.
const OPEN_ALL: &str = "window.dispatchEvent(new Event('beforeprint'));\
    for (const one of document.querySelectorAll('[aria-expanded=false]')) one.click();\
    document.documentElement.dataset.opened = document.querySelectorAll('[aria-expanded=true]').length;";

#[test]
fn nothing_in_an_answer_runs_in_a_browser() {
    let Some(browser) = chromium::find() else { return };
    let folder = folder("browser");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("hostile.html");
    fs::write(&file, chromium::with_script(&hostile_page("in-browser"), OPEN_ALL)).expect("the page is written");
    let dom = browser.dom(&file);
    assert!(
        dom.contains("data-opened=\"9\""),
        "5 requirements, 3 causes and a list of pairs are open: {}",
        start(&dom)
    );
    assert!(!dom.contains("data-pwned"), "something ran: {}", start(&dom));
    assert!(dom.contains("<title>not-conformant – acme &lt;script&gt;document"), "{}", start(&dom));
    let shown = dom.split_once("</head>").expect("a head").1.split_once("<script type").expect("the data").0;
    for tag in ["<img", "<base", "<style", "<iframe", "<script"] {
        assert!(!shown.contains(tag), "{tag} became part of the page");
    }
    let attributes = attributes(shown);
    assert!(attributes.len() > 200, "the page is read: {}", attributes.len());
    for (name, value) in attributes {
        let harmless =
            !name.starts_with("on") && !["src", "style", "srcdoc", "autofocus", "formaction"].contains(&name);
        // A place on the page, or the address that the contract gives as the source of a requirement.
        let leads = name != "href" || value.starts_with('#') || value.starts_with("https://acme.example/api#clause-");
        assert!(harmless && leads, "{name}={value} became part of an element");
    }
    for escape in ["U+202E", "U+2066", "U+200B", "U+FEFF", "U+00AD", "U+2028", "U+0000", "U+001B", "U+009B", "U+E0041"]
    {
        assert!(dom.contains(&format!("<span class=\"esc\">{escape}</span>")), "{escape} is not shown");
    }
    let hidden = "\u{202e}\u{2066}\u{200b}\u{feff}\u{ad}\u{2028}\u{2029}\u{1b}\u{9b}";
    assert!(!dom.contains(|c| hidden.contains(c)), "a hidden character stands in the page");
    for section in
        ["summary", "requirements", "findings", "codes", "latency", "precedence", "readings", "not-tested", "errors"]
    {
        assert!(dom.contains(&format!("id=\"{section}-h\"")), "the section {section} was not made");
    }
}

/// Every attribute of every element, with its value. The browser writes a quote inside of a value as `&quot;`.
fn attributes(markup: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = markup;
    while let Some((_, tag)) = rest.split_once('<') {
        rest = tag.trim_start_matches(|c: char| c.is_alphanumeric() || c == '/');
        while let Some((name, value)) = rest.strip_prefix(' ').and_then(|rest| rest.split_once("=\"")) {
            let (value, after) = value.split_once('"').expect("a value ends");
            found.push((name, value));
            rest = after;
        }
        assert!(rest.starts_with('>') || rest.starts_with("!--"), "a tag ends: {}", start(rest));
    }
    found
}

fn start(dom: &str) -> String {
    dom.chars().take(400).collect()
}

/// The attacks are real: where nothing guards the page, the same browser obeys them.
#[test]
fn the_attacks_run_where_nothing_guards() {
    let Some(browser) = chromium::find() else { return };
    let folder = folder("unguarded");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("unguarded.html");
    for attack in [ATTACKS[0], ATTACKS[1], ATTACKS[5], ATTACKS[6]] {
        fs::write(&file, format!("<!doctype html><title>t</title><body>{attack}")).expect("the page is written");
        assert!(browser.dom(&file).contains("data-pwned"), "{attack}");
    }
}
