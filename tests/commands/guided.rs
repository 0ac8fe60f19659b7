//! `docs/from-openapi.md`: each of its files is written and each of its commands run, in their order, and prints what the page shows.

use std::{fs, path::Path, sync::Mutex};

use serde_json::{Value, json};

use crate::{
    fake::{Answer, Came, Fake, json as answer},
    shell::{command, ended, folder},
};

/// Where the page has the server.
const THERE: &str = "http://127.0.0.1:8080";

/// The server of payments of the page. Its defects: an amount of 10,000,000 is taken, and one that is a text earns E100.
#[derive(Default)]
struct Payments(Mutex<(u16, Vec<String>)>);

impl Payments {
    fn answer(&self, came: &Came) -> Answer {
        let refused = |status: u16, code: &str| answer(status, "", &json!({"code": code}).to_string());
        let mut line = came.head.split_whitespace();
        let (method, path) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
        let id = path.strip_prefix("/payments/").unwrap_or_default().to_owned();
        let mut all = self.0.lock().expect("no panic");
        match method {
            "POST" => {
                let body: Value = serde_json::from_slice(&came.body).unwrap_or_default();
                let Some(fields) = body.as_object() else { return refused(400, "E100") };
                let memo =
                    fields.get("memo").is_none_or(|memo| memo.as_str().is_some_and(|text| text.chars().count() <= 20));
                if !memo || body["amount"].is_string() {
                    return refused(400, "E100");
                }
                let amount = body["amount"].as_u64().filter(|amount| (1..=10_000_000).contains(amount));
                let Some(amount) = amount else { return refused(400, "E101") };
                all.0 += 1;
                let id = format!("pay-{:04}", all.0);
                all.1.push(id.clone());
                answer(201, "", &json!({"id": id, "amount": amount}).to_string())
            }
            "DELETE" if id == "pay-9000" => refused(409, "E201"),
            _ if !all.1.contains(&id) => refused(404, "E404"),
            "DELETE" => {
                all.1.retain(|known| *known != id);
                ("HTTP/1.1 204 No Content\r\n".to_owned(), String::new())
            }
            _ => answer(200, "", &json!({"id": id, "amount": 1}).to_string()),
        }
    }
}

/// A fenced block of the page: the line before it, its language, and its text.
struct Block {
    before: String,
    language: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let (mut all, mut before, mut open): (Vec<Block>, String, Option<Block>) = (Vec::new(), String::new(), None);
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block { before: before.clone(), language: language.to_owned(), text: String::new() });
            }
            (Some(_), Some(_)) => all.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) if line.trim().is_empty() => {}
            (None, None) => line.clone_into(&mut before),
        }
    }
    all
}

/// The words between backticks of a line.
fn quoted(line: &str) -> Vec<&str> {
    line.split('`').skip(1).step_by(2).collect()
}

/// Puts what a block shows into a file: as a whole, or at a place of it.
fn write(folder: &Path, block: &Block, url: &str) {
    let words = quoted(&block.before);
    let files = |word: &&&str| [".json", ".yaml", ".toml"].iter().any(|ending| word.ends_with(ending));
    let Some(file) = words.iter().find(files) else { panic!("no file is named: {}", block.before) };
    let (path, text) = (folder.join(file), block.text.replace(THERE, url));
    let Some(pointer) = words.iter().find(|word| word.starts_with('/')) else {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
        return;
    };
    let mut whole: Value = serde_json::from_str(&fs::read_to_string(&path).expect(file)).expect("JSON");
    let more: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    match (whole.pointer_mut(pointer).unwrap_or_else(|| panic!("{file} has no {pointer}")), more) {
        (Value::Array(all), Value::Array(more)) => all.extend(more),
        (Value::Object(all), Value::Object(more)) => all.extend(more),
        (there, _) => panic!("nothing can be added to {there}"),
    }
    fs::write(&path, whole.to_string()).expect("written");
}

/// Whether each line that the page shows is printed, in their order; `…` stands for anything.
fn shows(shown: &[String], printed: &str) -> Result<(), String> {
    let mut lines = printed.lines();
    for wanted in shown.iter().filter(|line| *line != "…") {
        let parts: Vec<&str> = wanted.split('…').map(str::trim_end).collect();
        let fits = |line: &str| {
            let mut rest = line;
            line.starts_with(parts[0])
                && parts.iter().all(|part| match rest.find(part) {
                    Some(at) => {
                        rest = &rest[at + part.len()..];
                        true
                    }
                    None => false,
                })
        };
        if !lines.any(fits) {
            return Err(format!("the page shows {wanted:?}, and it is not printed where it should be:\n{printed}"));
        }
    }
    Ok(())
}

/// A command of the page: its words, what is printed, and its exit code.
type Command = (Vec<String>, Vec<String>, i32);

/// Runs the commands of a block; each is followed by what it prints, and by its exit code where that is not 0.
fn play(folder: &Path, text: &str, url: &str) -> usize {
    let mut commands: Vec<Command> = Vec::new();
    for line in text.lines() {
        if let Some(words) = line.strip_prefix("$ tekigo ") {
            let words = words.replace(THERE, url);
            commands.push((words.split_whitespace().map(str::to_owned).collect(), Vec::new(), 0));
        } else if let Some((_, shown, code)) = commands.last_mut() {
            match line.strip_prefix("[exit ").and_then(|rest| rest.strip_suffix(']')) {
                Some(number) => *code = number.parse().expect("a code"),
                None => shown.push(line.replace(THERE, url)),
            }
        }
    }
    for (words, shown, code) in &commands {
        let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
        let came = ended(command(folder, &arguments));
        assert_eq!(came.code, Some(*code), "{words:?}: {}{}", came.out, came.err);
        shows(shown, &came.out).unwrap_or_else(|problem| panic!("{words:?}: {problem}{}", came.err));
    }
    commands.len()
}

#[test]
fn the_page_leads_from_a_description_to_a_code_a_state_a_waiver_and_a_job() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/from-openapi.md")).expect("the page");
    let folder = folder("guided");
    let payments = Payments::default();
    let target = Fake::start(move |_, came| payments.answer(came));
    let mut played = 0;
    for block in blocks(&page) {
        let job = block.text.lines().find_map(|line| line.trim().strip_prefix("- run: "));
        match (block.language.as_str(), job) {
            (_, Some(line)) => played += play(&folder, &format!("$ {line}"), &target.url()),
            ("text", None) => played += play(&folder, &block.text, &target.url()),
            _ => write(&folder, &block, &target.url()),
        }
    }
    assert_eq!(played, 12, "every command of the page is run");
    let made = fs::read_to_string(folder.join("reports/ci/made.json")).expect("what the job made");
    let made: Value = serde_json::from_str(&made).expect("JSON");
    assert!(
        made.as_array().is_some_and(|made| !made.is_empty() && made.iter().all(|one| one["removed"] == true)),
        "{made}"
    );
}
