//! The run, for each reader: one file for each form, one table that lists them. A reporter reads a [`Run`](crate::record::Run) and
//! nothing else.

mod against;
mod annotations;
mod artifacts;
mod causes;
mod compared;
mod created;
mod ctrf;
mod drift;
mod evidence;
mod history;
mod html;
mod json;
mod junit;
mod kill_matrix;
mod line_diff;
mod markdown;
mod package;
mod plural;
mod reporter;
mod sarif;
mod silence;
mod source_uri;
mod subject;
mod summary;
mod verdict;
mod words;
mod write;

pub use against::{against, write_against};
pub use annotations::annotations;
pub use artifacts::Artifact;
pub use drift::{drift, write_drift};
pub use history::HISTORY;
pub use json::totals;
pub use kill_matrix::KILL_MATRIX;
pub use package::{Checked, KeyError, Package, Packed, SigningKey, VerifyingKey, write_package};
pub use reporter::Reporter;
use reporter::Title;
pub use summary::{Look, closing, ending, next, reason, summary};
pub use write::{EVIDENCE, write, write_evidence};

/// Every form that a run is written in.
pub const ALL: [Reporter; 8] = [
    Reporter {
        file: "report.json",
        title: Title { ja: "試験結果（機械可読）", en: "the run, for programs" },
        render: |run, _| json::render(run),
    },
    Reporter {
        file: "report.html",
        title: Title { ja: "試験結果（閲覧用）", en: "the run, as a page" },
        render: html::render,
    },
    Reporter {
        file: "junit.xml",
        title: Title { ja: "試験結果（CI用）", en: "the run, for CI systems" },
        render: junit::render,
    },
    Reporter {
        file: "ctrf.json",
        title: Title { ja: "試験結果（CTRF）", en: "the run, in CTRF" },
        render: ctrf::render,
    },
    Reporter {
        file: "report.sarif",
        title: Title { ja: "指摘（SARIF）", en: "the findings, in SARIF" },
        render: sarif::render,
    },
    Reporter {
        file: "summary.md",
        title: Title { ja: "試験結果の要約（Markdown）", en: "the run in short, in Markdown" },
        render: markdown::render,
    },
    Reporter {
        file: "made.json",
        title: Title {
            ja: "対象環境に作成したデータの一覧", en: "the records that the run created at the target"
        },
        render: |run, _| created::render(run),
    },
    Reporter {
        file: "summary.txt",
        title: Title { ja: "試験結果の要約", en: "the run in short" },
        render: summary::render,
    },
];
