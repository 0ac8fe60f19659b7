//! A REST API as OpenAPI describes it: ids in the path, response headers, responses without a body or as text, forms, cookies. A target
//! that keeps it is conformant, and each defect is named by the right requirement and no other.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

use serde_json::{Value, json};

use crate::{
    fake::{Answer, Came, Fake, json as answer},
    shell::{Ended, folder, report, tekigo},
};

/// A defect of the target; the empty one is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Defect {
    None,
    AnyId,
    OtherAccount,
    ClosedStays,
    BodyAfterClosing,
    NoLocation,
    WrongLocation,
    CountIsText,
    LimitIgnored,
    ListOfKindsIgnored,
    TraceIgnored,
    CookieIgnored,
    StatementIsHtml,
    StatementWithoutHead,
    FieldIgnored,
    AmountCut,
    StatusOfIds,
}

/// The accounts, by id.
type Accounts = BTreeMap<String, Value>;

struct Bank {
    defect: Defect,
    accounts: Mutex<(u16, Accounts)>,
}

fn problem(status: u16, code: &str) -> Answer {
    let (head, body) = answer(status, "", &json!({"type": "about:blank", "code": code}).to_string());
    (head.replace("application/json", "application/problem+json"), body)
}

impl Bank {
    fn answer(&self, came: &Came) -> Answer {
        let mut line = came.head.split_whitespace();
        let (method, address) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        if header(came, "authorization") != Some("Bearer k0FAKE") {
            return problem(401, "no-key");
        }
        let steps: Vec<String> = path.split('/').skip(1).map(decoded).collect();
        match (method, steps.iter().map(String::as_str).collect::<Vec<_>>().as_slice()) {
            ("POST", ["accounts"]) => self.open(came),
            ("GET", ["accounts"]) => self.list(came, query),
            (_, ["accounts", id, ..]) if !self.known(id) => {
                problem(if self.defect == Defect::StatusOfIds { 400 } else { 404 }, "not-found")
            }
            ("GET", ["accounts", id]) => answer(200, "", &self.account(id).to_string()),
            ("DELETE", ["accounts", id]) => self.close(id),
            ("GET", ["accounts", _, "statement"]) => self.statement(),
            ("POST", ["transfers"]) => self.transfer(came),
            _ => problem(404, "not-found"),
        }
    }

    fn known(&self, id: &str) -> bool {
        let is_id = id.len() == 8 && id.starts_with("acc-") && id[4..].bytes().all(|b| b.is_ascii_digit());
        self.defect == Defect::AnyId || (is_id && self.accounts.lock().expect("no panic").1.contains_key(id))
    }

    fn account(&self, id: &str) -> Value {
        let accounts = self.accounts.lock().expect("no panic");
        let other = accounts.1.values().next().cloned();
        let own = accounts.1.get(id).cloned().or_else(|| other.clone());
        let shown = if self.defect == Defect::OtherAccount { other } else { own };
        shown.unwrap_or_else(|| json!({"id": "acc-0000", "name": "A"}))
    }

    fn open(&self, came: &Came) -> Answer {
        let body: Value = serde_json::from_slice(&came.body).unwrap_or_default();
        let Some(fields) = body.as_object() else { return problem(422, "not-valid") };
        let name = fields.get("name").and_then(Value::as_str).is_some_and(|name| {
            (1..=30).contains(&name.chars().count()) && name.bytes().all(|b| (b' '..=b'~').contains(&b))
        });
        let kinds = [json!("current"), json!("savings"), json!("shared")];
        let kind = fields.get("kind").is_none_or(|kind| kinds.contains(kind));
        if !name || !kind || fields.keys().any(|key| key != "name" && key != "kind") {
            return problem(422, "not-valid");
        }
        let mut accounts = self.accounts.lock().expect("no panic");
        accounts.0 += 1;
        let id = format!("acc-{:04}", accounts.0);
        let mut account = body.clone();
        account["id"] = json!(id);
        accounts.1.insert(id.clone(), account.clone());
        let place = match self.defect {
            Defect::NoLocation => String::new(),
            Defect::WrongLocation => format!("location: /account/{id}\r\n"),
            _ => format!("location: /accounts/{id}\r\n"),
        };
        answer(201, &place, &account.to_string())
    }

    fn list(&self, came: &Came, query: &str) -> Answer {
        let raw = |name: &str| {
            query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value)
        };
        let limit = raw("limit").is_none_or(|text| {
            text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u32>().is_ok_and(|limit| (1..=50).contains(&limit))
        });
        let kinds = raw("kinds").is_none_or(|text| {
            let all: Vec<String> = text.split(',').map(decoded).collect();
            all.len() <= 3 && all.iter().all(|kind| ["current", "savings", "shared"].contains(&kind.as_str()))
        });
        let trace = header(came, "x-trace")
            .is_none_or(|text| (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase()));
        let shop = header(came, "cookie").and_then(|text| text.strip_prefix("shop=")).map(decoded);
        let shop = shop.is_none_or(|text| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()));
        let right = (limit || self.defect == Defect::LimitIgnored)
            && (kinds || self.defect == Defect::ListOfKindsIgnored)
            && (trace || self.defect == Defect::TraceIgnored)
            && (shop || self.defect == Defect::CookieIgnored);
        if !right {
            return problem(422, "not-valid");
        }
        let count = if self.defect == Defect::CountIsText { "x-count: few\r\n" } else { "x-count: 0\r\n" };
        answer(200, count, "[]")
    }

    fn close(&self, id: &str) -> Answer {
        if self.defect != Defect::ClosedStays {
            self.accounts.lock().expect("no panic").1.remove(id);
        }
        if self.defect == Defect::BodyAfterClosing {
            return answer(200, "", "{}");
        }
        ("HTTP/1.1 204 No Content\r\n".to_owned(), String::new())
    }

    fn statement(&self) -> Answer {
        let (kind, body) = match self.defect {
            Defect::StatementIsHtml => ("text/html", "day,amount\n2026-11-30,1\n"),
            Defect::StatementWithoutHead => ("text/csv", "2026-11-30,1\n"),
            _ => ("text/csv", "day,amount\n2026-11-30,1\n"),
        };
        (format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\n"), body.to_owned())
    }

    fn transfer(&self, came: &Came) -> Answer {
        let is_form =
            header(came, "content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let all: Vec<(String, String)> = form_urlencoded::parse(&came.body).into_owned().collect();
        let value = |name: &str| {
            all.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        let amount = value("amount");
        let is_amount = !amount.is_empty()
            && amount.len() <= 10
            && amount.bytes().all(|b| b.is_ascii_digit())
            && !amount.starts_with('0');
        let to =
            digits(&value("to[bank]"), 4) && (self.defect == Defect::FieldIgnored || digits(&value("to[account]"), 7));
        if !is_form || !is_amount || !to {
            return problem(422, "not-valid");
        }
        let amount: u64 = amount.parse().unwrap_or_default();
        let amount = if self.defect == Defect::AmountCut { amount & 0xFFFF_FFFF } else { amount };
        answer(202, "", &json!({"amount": amount}).to_string())
    }
}

fn header<'a>(came: &'a Came, name: &str) -> Option<&'a str> {
    came.head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// What percent-encoded text stands for.
fn decoded(text: &str) -> String {
    let text = text.replace('+', "%2B");
    form_urlencoded::parse(format!("a={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("copied");
        }
    }
}

/// A copy of the contract in a fresh folder.
fn contract(name: &str) -> PathBuf {
    let folder = folder(name);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rest"), &folder.join("contract"));
    folder
}

fn run(name: &str, defect: Defect) -> (Ended, Value, Fake) {
    let folder = contract(name);
    let bank = Bank { defect, accounts: Mutex::default() };
    let target = Fake::start(move |_, came| bank.answer(came));
    let profile =
        format!("name = \"bank\"\n[bank]\nurl = \"{}\"\ncredentials = {{ key = \"k0FAKE\" }}\n", target.url());
    fs::write(folder.join("p.toml"), profile).expect("written");
    let arguments =
        ["run", "--contracts", "contract", "--target", "p.toml", "--out", "report", "--cases", "5", "--jobs", "1"];
    let ended = tekigo(&folder, &arguments);
    (ended, report(&folder.join("report")), target)
}

/// The requirements that failed.
fn failed(report: &Value) -> Vec<&str> {
    let all = report["contracts"][0]["requirements"].as_array().expect("requirements");
    all.iter().filter(|one| one["verdict"] == "fail").filter_map(|one| one["id"].as_str()).collect()
}

#[test]
fn a_target_that_keeps_its_description_is_conformant_and_everything_was_put_to_the_test() {
    let (ended, report, target) = run("rest-sound", Defect::None);
    assert_eq!((ended.code, failed(&report)), (Some(0), vec![]), "{}{}", ended.out, ended.err);
    assert_eq!(report["findings"], json!([]), "{}", ended.out);
    let came = target.came();
    let lines: Vec<&str> = came.iter().filter_map(|came| came.head.lines().next()).collect();
    let some = |fits: &dyn Fn(&str) -> bool| lines.iter().any(|line| fits(line));
    assert!(some(&|line| line.starts_with("GET /accounts/acc-")), "a path is filled");
    assert!(!some(&|line| line.contains('{') || line.contains("%7B")), "and never sent as a template");
    assert!(some(&|line| line.starts_with("DELETE /accounts/acc-")));
    assert!(some(&|line| line.contains("kinds=current,")
        || line.contains("kinds=savings,")
        || line.contains("kinds=shared,")));
    assert!(came.iter().any(|came| header(came, "cookie").is_some_and(|text| text.starts_with("shop="))));
    let transfers: Vec<&Came> = came.iter().filter(|came| came.head.starts_with("POST /transfers")).collect();
    let holds = |came: &&&Came| String::from_utf8_lossy(&came.body).contains("to%5Bbank%5D=");
    assert!(
        transfers.iter().filter(holds).count() > 5
            && !came.iter().any(|came| String::from_utf8_lossy(&came.body).contains("readOnly"))
    );
}

#[test]
fn each_defect_is_named_by_its_requirement_and_no_other() {
    for (defect, due) in [
        (Defect::AnyId, &["BK-id", "BK-close"][..]),
        (Defect::OtherAccount, &["BK-id"]),
        (Defect::ClosedStays, &["BK-close"]),
        (Defect::BodyAfterClosing, &["BK-close"]),
        (Defect::NoLocation, &["BK-location"]),
        (Defect::WrongLocation, &["BK-location"]),
        (Defect::CountIsText, &["BK-count"]),
        (Defect::LimitIgnored, &["BK-list"]),
        (Defect::ListOfKindsIgnored, &["BK-list"]),
        (Defect::TraceIgnored, &["BK-list"]),
        (Defect::CookieIgnored, &["BK-list"]),
        (Defect::StatementIsHtml, &["BK-statement"]),
        (Defect::StatementWithoutHead, &["BK-statement"]),
        (Defect::FieldIgnored, &["BK-transfer"]),
        (Defect::AmountCut, &["BK-transfer"]),
        (Defect::StatusOfIds, &["BK-status"]),
    ] {
        let (ended, report, _) = run("rest-defect", defect);
        assert_eq!((ended.code, failed(&report).as_slice()), (Some(1), due), "{defect:?}: {}", ended.out);
    }
}

#[test]
fn a_counterexample_of_a_path_is_a_scenario_that_fills_it() {
    let (_, report, _) = run("rest-saved", Defect::AnyId);
    let saved = report["findings"][0]["scenario"].as_str().expect("a saved scenario");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let found = [folder.join("commands/rest-saved/report").join(saved), folder.join("rest-saved/report").join(saved)];
    let text = found.iter().find_map(|path| fs::read_to_string(path).ok()).unwrap_or_else(|| panic!("{saved}"));
    let scenario: Value = serde_json::from_str(&text).expect("JSON");
    let steps = scenario["steps"].as_array().expect("steps");
    assert!(steps.iter().any(|step| step["path"]["id"].is_string() || step["path"]["id"].is_number()), "{text}");
}

#[test]
fn what_a_description_and_a_contract_do_not_have_in_common_is_refused_with_its_place() {
    let check = |name: &str, file: &str, change: &dyn Fn(String) -> String| {
        let folder = contract(name);
        let path = folder.join("contract").join(file);
        let text = change(fs::read_to_string(&path).expect("it is there"));
        fs::write(&path, text).expect("written");
        tekigo(&folder, &["check", "contract"])
    };
    let (description, own, scenario) =
        ("schemas/bank/openapi.yaml", "schemas/bank/contract.json", "scenarios/bank/closed-is-gone.json");
    let replaced = |from: &'static str, to: &'static str| {
        move |text: String| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        }
    };
    let sound = check("rest-check", own, &|text| text);
    assert_eq!(sound.code, Some(0), "{}{}", sound.out, sound.err);
    for (file, change, told) in [
        (description, replaced("openapi: 3.1.0", "openapi: 2.0.0"), "openapi.yaml /openapi: OpenAPI 2.0.0 is not read"),
        (description, replaced("openapi: 3.1.0", "swagger: \"2.0\""), "openapi.yaml /swagger: Swagger 2.0 is not read"),
        (
            description,
            replaced("operationId: getAccount", "operationId: fetchAccount"),
            "contract.json /operations/getAccount: schemas/bank/openapi.yaml has no operation `getAccount`",
        ),
        (
            description,
            replaced("\"#/components/schemas/NewAccount\"", "\"#/components/schemas/Gone\""),
            "leads nowhere",
        ),
        (description, replaced("/accounts/{id}/statement", "/accounts/{no}/statement"), "`{no}` stands in the path"),
        (
            description,
            replaced("in: cookie", "in: cooky"),
            "parameters/3/in: the parameter `shop` does not say where it stands",
        ),
        (description, replaced("explode: false", "style: matrix"), "/style: `matrix` is not a style"),
        (description, replaced("x-requirement: BK-location", "x-requirement: BK-loc"), "`BK-loc` is no requirement"),
        (description, replaced("x-code: not-found", "x-code: gone"), "`\"gone\"` is no code"),
        (description, replaced("\"202\"", "\"20X\""), "`20X` is not a status"),
        (description, replaced("paths:", "paths: {\n"), "the file is not YAML"),
        (scenario, replaced("\"path\"", "\"query\""), "nothing fills `{id}`"),
        (scenario, replaced("\"id\":", "\"no\":"), "has no place `{no}`"),
    ] {
        let ended = check("rest-check-wrong", file, &change);
        assert!(ended.code == Some(2) && ended.out.contains(told), "{told}: {}{}", ended.out, ended.err);
    }
}

#[test]
fn an_overlay_lays_our_words_on_a_description_that_stays_as_it_is() {
    let folder = contract("rest-overlay");
    let path = folder.join("contract/schemas/bank/openapi.yaml");
    let text = fs::read_to_string(&path).expect("it is there");
    let bare = text
        .replace(", x-requirement: BK-list, x-code: not-valid, schema: { type: integer", ", schema: { type: integer");
    assert_ne!(bare, text);
    fs::write(&path, &bare).expect("written");
    let silent = tekigo(&folder, &["check", "contract"]);
    assert!(silent.out.contains("no requirement speaks for"), "{}", silent.out);
    let overlay = |target: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{ title: ours, version: \"1\" }}\nactions:\n  - target: {target}\n    update: {{ x-requirement: BK-list, x-code: not-valid }}\n"
        )
    };
    let place = folder.join("contract/schemas/bank/overlay.yaml");
    fs::write(&place, overlay("$.paths['/accounts'].get.parameters[?@.name == 'limit']")).expect("written");
    let laid = tekigo(&folder, &["check", "contract"]);
    assert_eq!(laid.code, Some(0), "{}{}", laid.out, laid.err);
    fs::write(&place, overlay("$.paths['/accounts'].get.parameters[?@.name == 'most']")).expect("written");
    let lost = tekigo(&folder, &["check", "contract"]);
    assert!(lost.code == Some(2) && lost.out.contains("matches nothing in the description"), "{}", lost.out);
}
