//! Accessibility: axe-core, the rules that assistive technology relies on, finds nothing on any page, in either language, light or dark,
//! folded or open, wide or on a phone.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use tekigo::{
    contract::{Language, Level},
    record::{Change, ChangeKind, Drift, Masked, Met, Side},
    report,
};

use super::{
    chromium::{self, Browser, with_script},
    folder, made, page,
};

/// Where `.ci/run` puts it; `TEKIGO_AXE` names another place.
const PLACE: &str = "target/axe/package/axe.min.js";

/// The source of axe-core. Without it the test says aloud that it shows nothing; `TEKIGO_NEEDS_AXE` makes that a failure.
fn axe() -> Option<String> {
    let named = std::env::var_os("TEKIGO_AXE").map(PathBuf::from);
    let place = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join(PLACE));
    let found = fs::read_to_string(place).ok();
    if found.is_none() {
        assert!(std::env::var_os("TEKIGO_NEEDS_AXE").is_none(), "no axe-core in {PLACE}");
        let told = format!("SKIPPED: no axe-core in {PLACE} (.ci/run installs it), so no page was looked through\n");
        // Past the test runner, which keeps what passing tests print to itself.
        std::io::stderr().write_all(told.as_bytes()).expect("standard error is open");
    }
    found
}

/// Runs axe on the page as it opens, with everything unfolded, and in the other language.
const RUN: &str = "\
    const found = async (state) => (await axe.run(document, { resultTypes: ['violations'], ...OF })).violations\
      .map((one) => `${state}: ${one.id} (${one.impact}) ${one.nodes.map((node) => node.target.join(' ')).slice(0, 5).join(' | ')}`);\
    const unfold = () => {\
      document.querySelectorAll('details').forEach((one) => { one.open = true; });\
      document.querySelectorAll('.opener[aria-expanded=false]').forEach((one) => one.click());\
    };\
    (async () => {\
      const all = await found('closed');\
      for (const id of ['by-verdict', 'by-contract']) { const node = document.getElementById(id); if (node) { node.value = ''; node.dispatchEvent(new Event('input')); } }\
      unfold(); all.push(...await found('open'));\
      const other = document.querySelector('[data-language]:not([aria-pressed=true])');\
      if (other) { other.click(); all.push(...await found('other language')); }\
      const dark = matchMedia('(prefers-color-scheme: dark)').matches;\
      const result = document.createElement('pre'); result.id = 'axe-result';\
      result.textContent = JSON.stringify({ dark, width: innerWidth, version: axe.version, all }); document.body.append(result);\
    })();";

/// Rules of axe: all of them, or those about colours, for a page that differs in nothing else from one that all went through.
const ALL_RULES: &str = "{}";
const ABOUT_COLOURS: &str = "{ runOnly: ['color-contrast', 'link-in-text-block'] }";

/// What the rules of axe find on a page.
fn violations(browser: &Browser, (axe, rules): (&str, &str), name: &str, page: &str, flags: &[&str]) -> Value {
    let folder = folder(name);
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("page.html");
    // A page without a script of its own lets none run.
    let page = if page.contains("script-src ") {
        page.to_owned()
    } else {
        page.replacen("default-src 'none';", "default-src 'none'; script-src 'none';", 1)
    };
    fs::write(&file, with_script(&page, &format!("{axe}\n{}", RUN.replace("OF", rules)))).expect("the page is written");
    let dom = browser.dom_with(&file, flags);
    let (_, rest) = dom.split_once("<pre id=\"axe-result\">").unwrap_or_else(|| panic!("{name}: axe did not end"));
    let text = rest.split_once("</pre>").expect("it ends").0;
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    serde_json::from_str(&text).expect("JSON")
}

/// Two comparisons: of targets, and of a run with its baseline.
fn compared(language: Language) -> [String; 2] {
    let folder = folder(&format!("axe-compared-{}", language.code()));
    fs::create_dir_all(&folder).expect("a folder");
    let (one, mut other) = (made::small(), made::small());
    other.trials.iter_mut().for_each(|trial| trial.findings.truncate(1));
    report::write_against(&one, &other, &folder, language).expect("written");
    let side = |name: &str| Side {
        folder: name.to_owned(),
        target: format!("target <{name}>"),
        plan_hash: name.to_owned(),
        started: "2026-11-21T23:59:24Z".to_owned(),
        latency: BTreeMap::new(),
    };
    let change = |level: Level, place: &str| {
        let (from, to) = ("number".to_owned(), "string".to_owned());
        let (contract, operation) = ("acme".to_owned(), "update".to_owned());
        let change = Change { contract, operation, kind: ChangeKind::Shape, place: place.to_owned(), from, to };
        let example = ("1".to_owned(), "\"1\"".to_owned());
        let requirements = [String::from("AC-1")].into();
        (change, Met { level, cases: 2, requirements, trial: "acme/update/accepts/a".to_owned(), request: 0, example })
    };
    let drift = Drift {
        a: side("a"),
        b: side("b"),
        compared: 9,
        same: 1,
        only_a: 1,
        only_b: 0,
        asked_otherwise: 0,
        changes: [(Level::Must, "/a"), (Level::Should, "/b"), (Level::Open, "/c")].map(|(l, p)| change(l, p)).into(),
        more: 0,
        masked: [("acme/update /id".to_owned(), Masked { class: "uuid".to_owned(), values: 3 })].into(),
        idle_masks: Vec::new(),
    };
    report::write_drift(&drift, &folder, language).expect("written");
    ["against.html", "drift.html"].map(|file| fs::read_to_string(folder.join(file)).expect(file))
}

#[test]
fn axe_finds_nothing_on_any_page() {
    let (Some(browser), Some(axe)) = (chromium::find(), axe()) else { return };
    let (dark, phone) = ("--blink-settings=preferredColorScheme=0", "--window-size=500,2000");
    let whole = made::whole(&|text: &str| text.to_owned());
    let report = page("axe-whole", &whole, Language::Japanese);
    let [against, drift] = compared(Language::Japanese);
    let [_, english] = compared(Language::English);
    for (name, page, flags, is_dark) in [
        ("report", &report, &[][..], false),
        ("report-dark", &report, &[dark][..], true),
        ("report-phone", &report, &[phone][..], false),
        ("against", &against, &[phone][..], false),
        ("against-dark", &against, &[dark][..], true),
        ("drift", &drift, &[phone][..], false),
        ("drift-dark", &english, &[dark][..], true),
    ] {
        let rules = if matches!(name, "report-dark" | "against-dark") { ABOUT_COLOURS } else { ALL_RULES };
        let found = violations(&browser, (&axe, rules), &format!("axe-{name}"), page, flags);
        assert_eq!(found["dark"], is_dark, "{name}: {found}");
        assert_eq!(
            found["width"].as_u64().is_some_and(|width| width <= 500),
            flags.contains(&phone),
            "{name}: {found}"
        );
        assert_eq!(found["all"], json!([]), "{name}");
    }
    // It is able to fail.
    let broken = report.replacen("<main ", "<img src=\"data:,\"><main ", 1);
    let found = violations(&browser, (&axe, ALL_RULES), "axe-broken", &broken, &[]);
    assert!(found["all"].to_string().contains("image-alt"), "{found}");
    let faint = report.replacen("<main ", "<font color=\"#222222\">faint</font><main ", 1);
    let found = violations(&browser, (&axe, ABOUT_COLOURS), "axe-faint", &faint, &[dark]);
    assert!(found["all"].to_string().contains("color-contrast"), "{found}");
}
