//! The command as its users meet it: what it prints and writes, what it sends, and what its exit code says.

#[path = "commands/accused.rs"]
mod accused;
#[path = "commands/all_japanese.rs"]
mod all_japanese;
#[path = "commands/ask.rs"]
mod ask;
#[path = "commands/bank.rs"]
mod bank;
#[path = "commands/begun.rs"]
mod begun;
#[path = "commands/bombs.rs"]
mod bombs;
#[path = "commands/careful.rs"]
mod careful;
#[path = "commands/certified.rs"]
mod certified;
#[path = "commands/completed.rs"]
mod completed;
#[path = "commands/counted.rs"]
mod counted;
#[path = "commands/described.rs"]
mod described;
#[path = "commands/drifted.rs"]
mod drifted;
#[path = "language/english.rs"]
mod english;
#[path = "commands/evidenced.rs"]
mod evidenced;
#[path = "commands/example_report.rs"]
mod example_report;
#[path = "commands/exits.rs"]
mod exits;
#[path = "commands/exported.rs"]
mod exported;
#[path = "commands/fake.rs"]
mod fake;
#[path = "commands/flaky.rs"]
mod flaky;
#[path = "commands/fresh.rs"]
mod fresh;
#[path = "commands/github.rs"]
mod github;
#[path = "commands/guided.rs"]
mod guided;
#[path = "commands/halted.rs"]
mod halted;
#[path = "commands/heavy.rs"]
mod heavy;
#[path = "commands/hidden.rs"]
mod hidden;
#[path = "commands/history.rs"]
mod history;
#[path = "commands/hooked.rs"]
mod hooked;
#[path = "commands/inputs.rs"]
mod inputs;
#[path = "commands/japanese.rs"]
mod japanese;
#[path = "commands/journaled.rs"]
mod journaled;
#[path = "commands/kept.rs"]
mod kept;
#[path = "commands/killed.rs"]
mod killed;
#[path = "commands/let_in.rs"]
mod let_in;
#[path = "commands/limited.rs"]
mod limited;
#[path = "commands/linked.rs"]
mod linked;
#[path = "commands/packaged.rs"]
mod packaged;
#[path = "commands/pipes.rs"]
mod pipes;
#[path = "commands/planned.rs"]
mod planned;
#[path = "commands/printed.rs"]
mod printed;
#[path = "commands/proven.rs"]
mod proven;
#[path = "commands/replayed.rs"]
mod replayed;
#[path = "commands/rest.rs"]
mod rest;
#[path = "commands/resumed.rs"]
mod resumed;
#[path = "commands/secret_headers.rs"]
mod secret_headers;
#[path = "commands/secrets.rs"]
mod secrets;
#[path = "commands/served.rs"]
mod served;
#[path = "commands/shards.rs"]
mod shards;
#[path = "commands/shell.rs"]
mod shell;
#[path = "commands/shown.rs"]
mod shown;
#[path = "commands/spoken.rs"]
mod spoken;
#[path = "commands/told.rs"]
mod told;
#[path = "commands/traced.rs"]
mod traced;
#[path = "commands/unseen.rs"]
mod unseen;
#[path = "commands/waived.rs"]
mod waived;
#[path = "commands/wire.rs"]
mod wire;
#[path = "commands/worded.rs"]
mod worded;
#[path = "commands/worked.rs"]
mod worked;
