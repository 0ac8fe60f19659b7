//! A run that is killed at any moment leaves a journal from which it is reported and gone on with.

use std::{fs, path::Path, process::Stdio, thread, time::Duration};

use serde_json::json;

use crate::{
    counted::Counted,
    resumed::essence,
    shell::{ended, folder, journal, report, tekigo},
};

const CONTRACT: &str = "kanri-claim";
const KILLS: u32 = 50;

/// Moments that look random and are the same each time.
struct Moments(u64);

impl Moments {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    /// After how many requests of a run to kill it: now and then after none, and never so many that few runs are killed.
    fn requests(&mut self, of: usize) -> usize {
        let below = u64::try_from(of / 5).expect("few");
        if self.next(8) == 0 { 0 } else { 1 + usize::try_from(self.next(below)).expect("few") }
    }
}

/// The verdict of each requirement.
fn verdicts(folder: &Path) -> Vec<(String, String)> {
    let report = report(folder);
    let requirements = report["contracts"][0]["requirements"].as_array().expect("requirements").clone();
    requirements.iter().map(|one| (one["id"].to_string(), one["verdict"].to_string())).collect()
}

#[test]
fn a_run_killed_at_fifty_moments_is_reported_and_finished_each_time() {
    let folder = folder("killed");
    let target = Counted::start(CONTRACT, &[], Duration::from_millis(1));
    let filter = ["accepts", "rejects"];
    let whole = ended(target.command(CONTRACT, &folder, &[&["--jobs", "1", "--out", "whole"], &filter[..]].concat()));
    assert_eq!(whole.code, Some(0), "{whole:?}");
    let once = target.asked().len();
    let due = (verdicts(&folder.join("whole")), essence(&folder.join("whole")));
    let (mut moments, mut killed, mut finished, mut early) = (Moments(7), 0, 0, 0);
    let mut going = false;
    let mut before = target.asked().len();
    let mut kills_of_run = 0;
    while killed < KILLS || going {
        let more = if going { vec!["--resume", "report"] } else { [&["--out", "report"], &filter[..]].concat() };
        let mut command = target.command(CONTRACT, &folder, &[&["--jobs", "1"], &more[..]].concat());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("tekigo starts");
        // The last one is left to end by itself.
        let kill_at = (killed < KILLS).then(|| target.asked().len() + moments.requests(once));
        let code = loop {
            if let Some(status) = child.try_wait().expect("ours") {
                break status.code();
            }
            if kill_at.is_some_and(|at| target.asked().len() >= at) {
                thread::sleep(Duration::from_micros(moments.next(2_000)));
                child.kill().and_then(|()| child.wait()).expect("ours");
                break None;
            }
            thread::sleep(Duration::from_millis(1));
        };
        if code.is_some() {
            assert_eq!(code, Some(0), "after {kills_of_run} kills");
            assert_eq!(essence(&folder.join("report")), due.1, "after {kills_of_run} kills");
            let asked = target.asked().len() - before;
            // A request whose answer was under way at the kill is the only one that is asked again.
            assert!((once..=once + kills_of_run).contains(&asked), "{asked} of {once} with {kills_of_run} kills");
            (finished, going, before, kills_of_run) = (finished + 1, false, target.asked().len(), 0);
            fs::remove_dir_all(folder.join("report")).expect("removed");
            continue;
        }
        killed += 1;
        kills_of_run += 1;
        let journal = journal(&folder.join("report"));
        going = journal.contains('\n');
        if !going {
            // Killed before the first line was written: there was nothing to lose.
            early += 1;
            continue;
        }
        let ended = tekigo(&folder, &["report", "report", "--out", "part", "--overwrite"]);
        assert!(matches!(ended.code, Some(0 | 3)), "{ended:?}");
        let part = report(&folder.join("part"));
        let over = journal.contains("\n{\"end\"");
        assert_eq!(part["complete"] == json!(true), over, "{}", part["totals"]);
        assert_eq!(part["findings"], json!([]));
        for ((id, now), (_, due)) in verdicts(&folder.join("part")).iter().zip(&due.0) {
            assert!(now == due || now == "\"not-tested\"", "{id}: {now}, and {due} in the end");
        }
    }
    assert!(finished > 3 && early < KILLS / 2, "{finished} finished, {early} of {killed} killed before the first line");
}
