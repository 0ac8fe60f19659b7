//! A real browser, where the machine has one.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PATIENCE: Duration = Duration::from_mins(2);

pub(crate) struct Browser(PathBuf);

/// The browser of this machine. Without one the test says aloud that it shows nothing; `TEKIGO_NEEDS_CHROMIUM` makes that a failure.
pub(crate) fn find() -> Option<Browser> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    let found = places.into_iter().find(|place| place.is_file());
    if found.is_none() {
        assert!(std::env::var_os("TEKIGO_NEEDS_CHROMIUM").is_none(), "no chromium on this machine");
        let told = "SKIPPED: no chromium on this machine, so the page was not opened in a browser\n";
        // Past the test runner, which keeps what passing tests print to itself.
        std::io::stderr().write_all(told.as_bytes()).expect("standard error is open");
    }
    found.map(Browser)
}

impl Browser {
    /// The page as it is after its scripts have run.
    pub(crate) fn dom(&self, file: &Path) -> String {
        self.dom_with(file, &[])
    }

    /// The same in a browser with further flags.
    pub(crate) fn dom_with(&self, file: &Path, flags: &[&str]) -> String {
        let out = file.with_extension("dom");
        self.open(file, "--dump-dom", &out, flags);
        let dom = String::from_utf8_lossy(&fs::read(out).expect("the dump is there")).into_owned();
        assert!(dom.contains("</html>"), "chromium dumped no page: {dom}");
        dom
    }

    /// How many sheets of paper the page takes.
    pub(crate) fn sheets(&self, file: &Path) -> usize {
        let pdf = file.with_extension("pdf");
        self.open(file, &format!("--print-to-pdf={}", pdf.display()), &file.with_extension("log"), &[]);
        let bytes = fs::read(pdf).expect("the page is printed");
        let text = String::from_utf8_lossy(&bytes);
        text.matches("/Type /Page\n").count() + text.matches("/Type /Page ").count()
    }

    /// Opens a page, with what it prints in a file.
    fn open(&self, file: &Path, what: &str, out: &Path, flags: &[&str]) {
        let profile = file.with_extension("profile");
        let mut child = Command::new(&self.0)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
            .args(["--disable-background-networking", "--disable-component-update", "--virtual-time-budget=2000", what])
            .args(flags)
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(format!("file://{}", file.display()))
            .stdin(Stdio::null())
            .stdout(fs::File::create(out).expect("a file"))
            .stderr(Stdio::null())
            .spawn()
            .expect("chromium starts");
        let began = Instant::now();
        while child.try_wait().expect("chromium can be asked").is_none() {
            if began.elapsed() > PATIENCE {
                child.kill().expect("chromium is ended");
                child.wait().expect("chromium ends");
                panic!("chromium took longer than {PATIENCE:?}");
            }
            sleep(Duration::from_millis(50));
        }
        let _ = fs::remove_dir_all(profile);
    }
}

/// The page with a script of the test, which its policy allows.
pub(crate) fn with_script(page: &str, script: &str) -> String {
    let hash = Sha256::digest(script.as_bytes());
    let page = page.replacen("script-src ", &format!("script-src 'sha256-{}' ", STANDARD.encode(hash)), 1);
    page.replacen("</body>", &format!("<script>{script}</script></body>"), 1)
}
