//! The names of the files in a package.

use crate::report::reporter::Title;

/// The name of the manifest in a package.
pub(super) const MANIFEST: &str = "manifest.json";
/// The name of the signed statement in a package.
pub(super) const ATTESTATION: &str = "attestation.dsse.json";
/// What the manifest is.
pub(super) const MANIFEST_TITLE: Title =
    Title { ja: "ファイル一覧とハッシュ", en: "every file with its digest" };
/// What the evidence workbook is.
pub(super) const EVIDENCE_TITLE: Title = Title { ja: "試験成績書", en: "the evidence workbook" };
/// Where contract and scenario files stand in a package.
pub(super) const CONTRACTS: &str = "contracts/";
