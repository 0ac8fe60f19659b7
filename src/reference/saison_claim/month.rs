//! One month, as it is shown.

use serde_json::{Map, Value, json};

use super::faults::FaultId;
use super::members::{Brand, Disp, Month};
use super::readings::{Empty, Rules};

/// The six values as text, in the order of the document.
struct Told {
    disp: String,
    due: String,
    claim_mark: &'static str,
    claim: String,
    bank_mark: &'static str,
    bank: String,
}

/// A month of a member; `place` 0 is this month, 1 the previous one, 2 the one before.
pub(super) fn month(rules: &Rules, brand: Brand, place: usize, month: &Month) -> Value {
    let shown = Month { disp: revealed(rules, place, month), ..*month };
    let mut told = Told {
        disp: month.disp.code().to_owned(),
        due: month.due.to_owned(),
        claim_mark: "",
        claim: String::new(),
        bank_mark: "",
        bank: String::new(),
    };
    if shown.disp.shows() {
        told.claim_mark = mark(month.claim);
        told.claim = claim(rules, month.claim);
        told.bank_mark = month.bank.filter(|_| brand == Brand::Uc).map_or("", mark);
        told.bank = month.bank.map(|amount| bank(rules, amount)).unwrap_or_default();
    }
    told.slip_codes(rules, place, month);
    told.slip_amounts(rules, month);
    told.slip_marks(rules, brand, month);
    told.slip_in_place(rules, brand, place, month);
    told.json(rules, place, month)
}

fn mark(amount: i64) -> &'static str {
    if amount < 0 { "-" } else { "" }
}

/// The state a month is shown in: its own, unless a fault shows what is hidden.
fn revealed(rules: &Rules, place: usize, month: &Month) -> Disp {
    let hidden = matches!(month.disp, Disp::Hidden | Disp::Bad);
    let reveals = (rules.has(FaultId::Hidden10) && month.disp == Disp::Hidden)
        || (rules.has(FaultId::HiddenBefore) && place == 2);
    if hidden && reveals { Disp::Confirmed } else { month.disp }
}

fn claim(rules: &Rules, amount: i64) -> String {
    let size = amount.unsigned_abs();
    match () {
        () if rules.has(FaultId::ClaimSigned) => amount.to_string(),
        () if rules.has(FaultId::ClaimComma) => commas(size),
        () if rules.has(FaultId::ClaimPadded) => format!("{size:014}"),
        () if rules.has(FaultId::ClaimExponent) && size >= 100_000_000_000 => format!("{size:e}"),
        () if rules.claims_have_ten_digits => format!("{:010}", size.min(9_999_999_999)),
        () => size.to_string(),
    }
}

fn bank(rules: &Rules, amount: i64) -> String {
    let size = amount.unsigned_abs();
    match () {
        () if rules.has(FaultId::BankDecimal) => format!("{size}.00"),
        () if rules.has(FaultId::Bank14) && size >= 1_000_000_000_000 => format!("0{size}"),
        () => size.to_string(),
    }
}

fn commas(amount: u64) -> String {
    if amount < 1_000 { amount.to_string() } else { format!("{},{:03}", commas(amount / 1_000), amount % 1_000) }
}

impl Told {
    fn slip_codes(&mut self, rules: &Rules, place: usize, month: &Month) {
        let has = |fault| rules.has(fault);
        let disp = match month.disp {
            Disp::Pending if has(FaultId::PendingConfirmed) => "01",
            Disp::Bad if has(FaultId::BadHidden) => "10",
            Disp::Bad if has(FaultId::Disp12) => "12",
            Disp::NoData if place == 1 && has(FaultId::DispEmpty) => "",
            _ => self.disp.as_str(),
        };
        let number = disp.parse::<u32>().ok().filter(|_| has(FaultId::DispZero));
        self.disp = number.map_or_else(|| disp.to_owned(), |number| number.to_string());
        match month.disp {
            Disp::Hidden if has(FaultId::DueHidden) => self.due.clear(),
            Disp::NoData if has(FaultId::DueNoData) => "20240404".clone_into(&mut self.due),
            Disp::NoData => {}
            _ if has(FaultId::DueShort) || (place == 1 && has(FaultId::DueShortPrevious)) => {
                self.due = self.due.chars().skip(2).collect();
            }
            _ if has(FaultId::DueFebruary) => self.due = self.due.replace("0229", "0230"),
            _ => {}
        }
    }

    fn slip_amounts(&mut self, rules: &Rules, month: &Month) {
        let has = |fault| rules.has(fault);
        match month.disp {
            Disp::Bad if has(FaultId::Hidden11Bank) => self.bank = month.bank.unwrap_or_default().abs().to_string(),
            Disp::NoData if has(FaultId::NoDataZero) => {
                "0".clone_into(&mut self.claim);
                "0".clone_into(&mut self.bank);
            }
            Disp::Pending if has(FaultId::ClaimPending) => {
                self.claim_mark = "";
                self.claim.clear();
            }
            Disp::Confirmed if has(FaultId::BankConfirmed) => {
                self.bank_mark = "";
                self.bank.clear();
            }
            Disp::Confirmed if has(FaultId::ClaimZero) && month.claim == 0 => self.claim.clear(),
            _ => {}
        }
    }

    /// What goes wrong in one of the three months only.
    fn slip_in_place(&mut self, rules: &Rules, brand: Brand, place: usize, month: &Month) {
        let has = |fault| rules.has(fault);
        match (place, month.disp) {
            (1, Disp::Confirmed) if has(FaultId::BankConfirmedPrevious) => {
                self.bank_mark = "";
                self.bank.clear();
            }
            (1, Disp::Bad) if has(FaultId::BankShownPrevious) => {
                self.bank = month.bank.unwrap_or_default().abs().to_string();
            }
            (1, Disp::Confirmed) if has(FaultId::NaMarkPrevious) && brand == Brand::Na => self.bank_mark = "-",
            (2, Disp::Confirmed) if has(FaultId::ClaimSignedBeforehand) && month.claim < 0 => {
                self.claim.insert(0, '-');
            }
            (2, Disp::Confirmed) if has(FaultId::ClaimCommaBeforehand) => {
                self.claim = commas(month.claim.unsigned_abs());
            }
            (2, Disp::NoData) if has(FaultId::DueNoDataBeforehand) => "20240104".clone_into(&mut self.due),
            (2, Disp::Confirmed) if has(FaultId::ClaimEmptyBeforehand) => {
                self.claim_mark = "";
                self.claim.clear();
            }
            _ => {}
        }
    }

    fn slip_marks(&mut self, rules: &Rules, brand: Brand, month: &Month) {
        let has = |fault| rules.has(fault);
        if has(FaultId::MarkPlus) && !self.claim.is_empty() && self.claim_mark.is_empty() {
            self.claim_mark = "+";
        }
        if has(FaultId::MarkZero) && !self.bank.is_empty() && self.bank_mark.is_empty() {
            self.bank_mark = "0";
        }
        if has(FaultId::NaMark) && brand == Brand::Na && !self.bank.is_empty() {
            self.bank_mark = "-";
        }
        let pending = month.disp == Disp::Pending && brand == Brand::Uc && self.bank.is_empty();
        if has(FaultId::MarkPending) && pending {
            self.bank_mark = self.claim_mark;
        }
    }

    fn json(&self, rules: &Rules, place: usize, month: &Month) -> Value {
        let has = |fault| rules.has(fault);
        let mut body = Map::new();
        let number = has(FaultId::DispNumber) || (place == 2 && has(FaultId::DispNumberBeforehand));
        let disp = self.disp.parse::<u32>().ok().filter(|_| number);
        body.insert("disp_code".to_owned(), disp.map_or_else(|| rules.code(&self.disp), |code| json!(code)));
        for (key, text, left_out) in [
            ("due_date", self.due.as_str(), place == 1 && has(FaultId::PreviousDue)),
            ("mark_claim_amount", self.claim_mark, false),
            ("claim_amount", &self.claim, false),
            ("payment_amount_total_mark", self.bank_mark, self.bank_mark.is_empty() && has(FaultId::MarkLeftOut)),
            ("bank_claim_amount", &self.bank, month.disp == Disp::Bad && has(FaultId::BankLeftOut)),
        ] {
            let value = match (text, rules.empty) {
                ("", Empty::Absent) => None,
                ("", Empty::Null) => Some(Value::Null),
                (text, _) => Some(json!(text)),
            };
            body.extend(value.filter(|_| !left_out).map(|value| (key.to_owned(), value)));
        }
        body.into()
    }
}
