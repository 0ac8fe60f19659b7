//! The page in the hands of a reader: filters, links, languages, paper.

use std::fs;

use tekigo::{
    contract::Language,
    record::{DerivedOperation, Run},
};

use super::{
    chromium::{self, Browser, with_script},
    folder, made, page,
};

/// Does something to the page of the small run; what the script notes by `note(name, value)`.
fn after(browser: &Browser, name: &str, script: &str) -> Vec<String> {
    after_of(browser, name, &made::small(), script)
}

/// The same to the page of a run.
fn after_of(browser: &Browser, name: &str, run: &Run, script: &str) -> Vec<String> {
    const NOTE: &str = "const note = (name, value) => { document.body.append(`[${name}: ${value}]`); };\
        const all = (query) => [...document.querySelectorAll(query)];\
        const seen = (query) => all(query).filter((node) => node.checkVisibility()).length;\
        const put = (id, value) => { const node = document.getElementById(id); node.value = value; node.dispatchEvent(new Event('input')); };";
    let folder = folder(name);
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("page.html");
    let page = page(&format!("{name}-made"), run, Language::Japanese);
    fs::write(&file, with_script(&page, &format!("{{{NOTE}{script}}}"))).expect("the page is written");
    let dom = browser.dom(&file);
    let notes = dom.rsplit_once("</script>").expect("scripts").1.split_once("</body>").expect("a body").0;
    notes
        .split_terminator(']')
        .map(|note| note.trim_start_matches('[').to_owned())
        .filter(|note| note.contains(": "))
        .collect()
}

#[test]
fn requirements_are_filtered_and_open_with_their_clause_and_trials() {
    let Some(browser) = chromium::find() else { return };
    let script = "const rows = '#requirements tbody tr:not(.detail)';\
        note('all', seen(rows));\
        put('by-verdict', 'fail'); note('fail', seen(rows));\
        put('by-verdict', ''); put('by-text', 'ac-3'); note('text', seen(rows));\
        put('by-text', 'nowhere'); note('none', seen(rows)); note('told', document.querySelector('#requirements [role=status] [lang=ja]').textContent);\
        put('by-text', '');\
        const first = document.querySelector('#requirements .opener');\
        note('before', first.getAttribute('aria-expanded')); first.click(); note('after', first.getAttribute('aria-expanded'));\
        const detail = document.getElementById(first.getAttribute('aria-controls'));\
        for (const word of ['条文 0', 'Clause 0', 'acme.txt lines 0', 'acme/update/rejects/amount', '#cause-1']) note(word, detail.innerHTML.includes(word));\
        first.click(); note('closed', seen('tr.detail'));";
    let expected = [
        "all: 5",
        "fail: 1",
        "text: 1",
        "none: 0",
        "told: 5件のうち 0件",
        "before: false",
        "after: true",
        "条文 0: true",
        "Clause 0: true",
        "acme.txt lines 0: true",
        "acme/update/rejects/amount: true",
        "#cause-1: true",
        "closed: 0",
    ];
    assert_eq!(after(&browser, "filtered", script), expected);
}

/// The small run of a contract that a description made by itself: two operations, and requirements of neither.
fn derived() -> Run {
    let mut run = made::small();
    let contract = &mut run.contracts[0];
    for (record, id) in
        contract.requirements.iter_mut().zip(["make.accepted", "make.request.n.maximum", "read.accepted"])
    {
        id.clone_into(&mut record.id);
    }
    let one = |id: &str, call: &str, fields: &[&str]| DerivedOperation {
        id: id.to_owned(),
        call: call.to_owned(),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        responses: Vec::new(),
    };
    contract.derived = vec![one("make", "POST /things", &["n"]), one("read", "GET /things/{id}", &[])];
    run.arguments = vec!["--openapi".into(), "my api.yaml".into()];
    run
}

#[test]
fn requirements_that_a_description_made_stand_by_operation_and_the_page_says_what_is_next() {
    let Some(browser) = chromium::find() else { return };
    let script = "const heads = () => all('tr.group').filter((node) => node.checkVisibility()).map((node) => node.textContent.replace(/\\s+/g, ' '));\
        put('by-verdict', ''); note('all', heads().join(' | '));\
        note('below', document.querySelector('tr.group').nextElementSibling.textContent.includes('make.accepted'));\
        put('by-text', 'read.'); note('read', heads().join(' | '));\
        put('by-text', ''); note('next', document.querySelector('#summary code').textContent);\
        note('fields', [...document.querySelectorAll('#summary li [lang=ja]')].some((node) => node.textContent.includes('1 操作の 1 項目に業務コードが未定義（例: make: n）')));";
    let expected = [
        "all: POST /things make | GET /things/{id} read | 特定の操作に属さない要件Of no single operation",
        "below: true",
        "read: GET /things/{id} read",
        "next: tekigo init --openapi 'my api.yaml' --out acme",
        "fields: true",
    ];
    assert_eq!(after_of(&browser, "by-operation", &derived(), script), expected);
}

/// A description of hundreds of operations has thousands of requirements: rows are made as they are needed.
#[test]
fn of_thousands_of_requirements_few_rows_are_made_and_each_can_be_reached() {
    let Some(browser) = chromium::find() else { return };
    let mut run = made::small();
    let contract = &mut run.contracts[0];
    let first = contract.requirements[0].clone();
    contract.requirements.extend((0..2500).map(|number| {
        let mut one = first.clone();
        one.id = format!("LONG-{number}");
        one
    }));
    let script = "const rows = '#requirements tbody tr:not(.detail)'; put('by-verdict', '');\
        note('made', all(rows).length); note('told', document.querySelector('#requirements [role=status] [lang=en]').textContent);\
        document.querySelector('#requirements button.more').click(); note('more', all(rows).length);\
        location.hash = '#LONG-2400'; go(); note('reached', all('#requirements .opener[aria-expanded=true]').map((node) => node.textContent).join());\
        note('found', all(rows).length);\
        put('by-text', 'long-17'); note('filtered', seen(rows));";
    let expected = [
        "made: 1000",
        "told: 2,505 of 2,505 (the first 1,000 are shown)",
        "more: 2000",
        "reached: LONG-2400",
        "found: 1",
        "filtered: 111",
    ];
    assert_eq!(after_of(&browser, "thousands", &run, script), expected);
}

#[test]
fn what_is_certified_what_is_new_and_what_the_suite_can_find_is_shown() {
    let Some(browser) = chromium::find() else { return };
    let script = "const summary = document.getElementById('summary');\
        const folds = all('#summary details.fold');\
        const of = (title) => folds.find((fold) => fold.querySelector('summary').textContent.includes(title));\
        note('subject', ['Example Bank', '0042', 'バージョン'].every((word) => summary.querySelector('h1 + p').textContent.includes(word)));\
        const lines = all('#summary > p').map((line) => line.textContent);\
        note('new', lines.find((line) => line.includes('New failures')).includes('AC-0'));\
        note('fixed', lines.find((line) => line.includes('Fixed')).includes('AC-2'));\
        note('runs', of('The last runs').querySelectorAll('tbody tr').length);\
        note('versions', of('The last runs').querySelector('tbody tr').textContent.includes('2.3 / 0042'));\
        const proof = of('How do we know');\
        note('faults', [...proof.querySelectorAll('tbody tr')].map((row) => row.querySelector('.v').className).join());\
        note('killed', ['2 of 3 faults killed', ' (of the 9 that the reference has)'].every((text) => proof.textContent.includes(text)));\
        note('closed', proof.querySelector('details').open);\
        note('accused', proof.textContent.includes('wrongly accused: AC-1'));\
        note('plan', proof.textContent.includes('2026-11-20, seed 18446744073709551615, plan 404d660c51d0e6c8'));";
    let expected = [
        "subject: true",
        "new: true",
        "fixed: true",
        "runs: 2",
        "versions: true",
        "faults: v v-pass,v v-pass,v v-fail",
        "killed: true",
        "closed: false",
        "accused: true",
        "plan: true",
    ];
    assert_eq!(after_of(&browser, "certified", &made::whole(&str::to_owned), script), expected);
}

#[test]
fn a_cause_shows_what_is_needed_to_see_it_again() {
    let Some(browser) = chromium::find() else { return };
    let script = "location.hash = '#cause-2'; window.dispatchEvent(new HashChangeEvent('hashchange'));\
        const body = document.querySelector('#cause-2 .body');\
        note('open', body.checkVisibility());\
        const line = (sign) => all('#cause-2 .diff > span').map((span) => span.textContent).find((text) => text.startsWith(sign)) || '';\
        note('expected', line('-').endsWith('\\\"b\\\": 2')); note('actual', line('+').endsWith('\\\"b\\\": 3'));\
        for (const word of ['\\\"0013\\\"', '300000000000000008', 'curl -i -X POST']) note(word, body.textContent.includes(word));\
        location.hash = '#AC-3'; window.dispatchEvent(new HashChangeEvent('hashchange'));\
        for (const word of ['payments team', '2027-01-31', 'fixed in release 12']) note(word, body.textContent.includes(word) && document.getElementById('summary').textContent.includes(word));\
        note('waived', document.querySelector('#cause-2').className);\
        note('linked', all('tr.open .id').map((id) => id.textContent));"
        .replace("\\\"", "\"");
    let expected = [
        "open: true",
        "expected: true",
        "actual: true",
        "\"0013\": true",
        "300000000000000008: true",
        "curl -i -X POST: true",
        "payments team: true",
        "2027-01-31: true",
        "fixed in release 12: true",
        "waived: cause v-waived",
        "linked: AC-3",
    ];
    assert_eq!(after(&browser, "cause", &script), expected);
}

#[test]
fn a_line_of_curl_is_shown_where_it_reaches_somebody_and_says_what_to_fill_in() {
    let Some(browser) = chromium::find() else { return };
    let script = "location.hash = '#cause-2'; window.dispatchEvent(new HashChangeEvent('hashchange'));\
        const shown = document.querySelector('#cause-2 .body').textContent;\
        note('curl', shown.includes('curl -i')); note('told', shown.includes('stands for the credential of that name'));";
    for (name, kind, curl, expected) in [
        ("curl-secret", "url", "curl -i -H 'key: {{api_key}}' x", ["curl: true", "told: true"]),
        ("curl-plain", "url", "curl -i x", ["curl: true", "told: false"]),
        ("curl-reference", "reference", "curl -i -H 'key: {{api_key}}' x", ["curl: false", "told: false"]),
    ] {
        let mut run = made::small();
        run.target.kind = kind;
        for found in run.trials.iter_mut().flat_map(|trial| &mut trial.findings) {
            curl.clone_into(&mut found.curl);
        }
        assert_eq!(after_of(&browser, name, &run, script), expected, "{name}");
    }
}

#[test]
fn filters_live_in_the_address_and_a_folded_section_opens_where_it_is_named() {
    let Some(browser) = chromium::find() else { return };
    let script = "const rows = '#requirements tbody tr:not(.detail)';\
        const go = (hash) => { location.hash = hash; window.dispatchEvent(new HashChangeEvent('hashchange')); };\
        put('by-verdict', 'fail'); put('by-level', 'must'); note('address', location.hash);\
        go('#?r.verdict=waived'); note('shown', seen(rows)); note('level', document.getElementById('by-level').value === '');\
        go('#?r.verdict=nonsense'); note('unknown', document.getElementById('by-verdict').value === '');\
        put('by-verdict', ''); put('by-text', 'ac-3'); put('by-text', ''); note('none', location.hash);\
        note('folded', document.querySelector('#codes > details').open); go('#codes'); note('named', document.querySelector('#codes > details').open);";
    let expected = [
        "address: #?r.level=must&amp;r.verdict=fail",
        "shown: 1",
        "level: true",
        "unknown: true",
        "none: #requirements",
        "folded: false",
        "named: true",
    ];
    assert_eq!(after(&browser, "address", script), expected);
}

/// Jenkins forbids scripts: what is read first must be there all the same.
#[test]
fn without_scripts_the_verdict_the_totals_and_what_failed_are_there() {
    for (language, verdict, totals) in
        [(Language::Japanese, "不適合: ", "リクエスト "), (Language::English, "not conformant: ", " requests, ")]
    {
        let page = page(&format!("plain-{}", language.code()), &made::small(), language);
        let (_, rest) = page.split_once("<noscript>").expect("there");
        let (plain, _) = rest.split_once("</noscript>").expect("it ends");
        for word in [verdict, totals, "<strong>AC-0</strong>", "acme", " → "] {
            assert!(plain.contains(word), "{word}: {plain}");
        }
        assert!(!plain.contains("<strong>AC-3</strong>"), "what is waived did not fail: {plain}");
    }
}

#[test]
fn a_run_that_is_not_whole_says_so_before_its_numbers() {
    let Some(browser) = chromium::find() else { return };
    let script = "const notes = all('#summary .stamp ~ .note.warns');\
        note('notes', notes.length); note('why', notes[0].innerText);\
        note('cut', document.getElementById('not-tested').innerText.includes('left out'));\
        note('before', notes[1].compareDocumentPosition(document.querySelector('#summary table')) === Node.DOCUMENT_POSITION_FOLLOWING);";
    let expected = ["notes: 2", "why: 計画の途中で終了した理由: limit reached", "cut: true", "before: true"];
    assert_eq!(after(&browser, "halved", script), expected);
}

#[test]
fn the_switch_shows_either_language() {
    let Some(browser) = chromium::find() else { return };
    let script = "const heading = () => document.querySelector('#requirements-h').innerText;\
        const pressed = () => document.querySelector('[aria-pressed=true]').dataset.language;\
        const option = () => document.querySelector('#by-level option').textContent;\
        note('at first', [heading(), pressed(), option()].join(' '));\
        document.querySelector('[data-language=en]').click();\
        note('then', [document.documentElement.lang, heading(), pressed(), option()].join(' '));";
    assert_eq!(after(&browser, "switch", script), ["at first: 要件一覧 ja すべて", "then: en Requirements en All"]);
}

#[test]
fn paper_gets_everything_that_matters_and_the_screen_is_as_before() {
    let Some(browser) = chromium::find() else { return };
    let script = "const open = () => all('[aria-expanded=true]').length;\
        note('screen', open()); window.dispatchEvent(new Event('beforeprint'));\
        note('paper', open()); note('causes', seen('.cause .body')); note('rows', seen('#requirements tbody tr'));\
        window.dispatchEvent(new Event('afterprint')); note('again', open());";
    let expected = ["screen: 0", "paper: 3", "causes: 3", "rows: 5", "again: 0"];
    assert_eq!(after(&browser, "paper", script), expected);
}

/// A contract of which everything fails, in a hundred ways: paper has the verdict, every requirement, and what is worst of the causes.
#[test]
fn a_failed_contract_takes_few_sheets_and_each_names_its_run() {
    let Some(browser) = chromium::find() else { return };
    let folder = folder("sheets");
    fs::create_dir_all(&folder).expect("a folder");
    let mut run = made::large(100);
    run.contracts[0].requirements.truncate(62);
    run.trials.iter_mut().flat_map(|trial| &mut trial.findings).for_each(|found| {
        found.request["rows"][0]["memo"] = "x".repeat(200).into();
    });
    let page = page("sheets-made", &run, Language::English);
    let file = folder.join("page.html");
    fs::write(&file, &page).expect("the page is written");
    let sheets = browser.sheets(&file);
    assert!((3..=15).contains(&sheets), "{sheets} sheets");
    // Each sheet has a running head with the run, and its number.
    assert!(page.contains("@top-left { content: \"\\6E \\6F \\74 \\2D \\63 ") && page.contains("counter(pages)"));
}

/// What a screen reader goes by: landmarks, one first heading and no level left out, names for controls, tables with heads.
#[test]
fn the_page_can_be_read_without_eyes() {
    let Some(browser) = chromium::find() else { return };
    let script = "window.dispatchEvent(new Event('beforeprint'));\
        note('landmarks', ['header', 'nav', 'main', 'footer'].map((tag) => all(`body > ${tag}`).length));\
        note('skip', document.querySelector('a').getAttribute('href'));\
        const levels = all('h1, h2, h3, h4').map((h) => Number(h.tagName[1]));\
        note('first', levels.filter((level) => level === 1).length);\
        note('left out', levels.filter((level, n) => n && level > levels[n - 1] + 1).length);\
        note('unnamed', all('button, a, select, input').filter((node) => !(node.innerText || node.getAttribute('aria-label') || (node.labels && node.labels.length))).length);\
        note('headless', all('table').filter((table) => !table.caption || !table.querySelector('th[scope=col]')).length);\
        note('unlabelled', all('section').filter((section) => !document.getElementById(section.getAttribute('aria-labelledby'))).length);\
        note('pictures', all('svg').filter((picture) => picture.getAttribute('role') !== 'img' || !picture.getAttribute('aria-label')).length);\
        note('dangling', all('[aria-controls]').filter((node) => !document.getElementById(node.getAttribute('aria-controls'))).length);\
        note('twice', all('[id]').length - new Set(all('[id]').map((node) => node.id)).size);";
    let expected = [
        "landmarks: 1,1,1,1",
        "skip: #main",
        "first: 1",
        "left out: 0",
        "unnamed: 0",
        "headless: 0",
        "unlabelled: 0",
        "pictures: 0",
        "dangling: 0",
        "twice: 0",
    ];
    assert_eq!(after(&browser, "read", script), expected);
}

/// At 360 px nothing but what scrolls in a frame of its own is wider than the screen.
#[test]
fn a_phone_need_not_scroll_sideways() {
    let Some(browser) = chromium::find() else { return };
    let folder = folder("phone");
    fs::create_dir_all(&folder).expect("a folder");
    let script = "window.dispatchEvent(new Event('beforeprint')); setTimeout(() => {\
        const all = [...document.querySelectorAll('main *, footer *')];\
        const wide = all.filter((node) => node.getBoundingClientRect().right > 360 && !node.closest('.wide, pre, .hide, .opener .hide'));\
        const told = [innerWidth, document.documentElement.scrollWidth <= innerWidth, all.length > 300, ...wide.slice(0, 5).map((node) => node.outerHTML.slice(0, 80))];\
        parent.postMessage(told.join(' '), '*'); }, 100);";
    let page = page("phone-made", &made::whole(&str::to_owned), Language::Japanese);
    fs::write(folder.join("page.html"), with_script(&page, script)).expect("the page is written");
    // A window is never as narrow as a phone; a frame can be.
    let frame = "<!doctype html><body><script>onmessage = (told) => document.body.append(`[${told.data}]`)</script>\
        <iframe src=page.html style=\"width:360px;height:640px;border:0\"></iframe></body>";
    let file = folder.join("frame.html");
    fs::write(&file, frame).expect("the frame is written");
    let dom = browser.dom(&file);
    assert!(dom.contains("[360 true true]"), "{dom}");
}

/// The same on a screen of the usual width, where a scroll bar takes its part of the window.
#[test]
fn a_desk_need_not_scroll_sideways() {
    let Some(browser) = chromium::find() else { return };
    let folder = folder("desk");
    fs::create_dir_all(&folder).expect("a folder");
    let script = "{ const root = document.documentElement;\
        const wide = [...document.querySelectorAll('main *')].filter((node) => node.getBoundingClientRect().right > root.clientWidth + 1 && !node.closest('.wide, pre, .hide'));\
        document.body.append(`[${innerWidth > 500} ${root.scrollWidth <= root.clientWidth} ${document.querySelectorAll('.cause').length > 0} ${wide.slice(0, 3).map((node) => node.outerHTML.slice(0, 80)).join(' ')}]`); }";
    let file = folder.join("page.html");
    fs::write(&file, with_script(&page("desk-made", &made::whole(&str::to_owned), Language::English), script))
        .expect("written");
    let dom = browser.dom(&file);
    assert!(dom.contains("[true true true ]"), "{}", &dom[dom.len().saturating_sub(600)..]);
}
