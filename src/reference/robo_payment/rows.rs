//! Rows against the store: what an update may do, and what is stored.

use super::RoboPayment;
use super::answer::Outcome;
use super::faults::FaultId;
use super::fields::{Row, Sent};
use super::fixtures::{BANK_CODES, BILLING_PAIRS, FAILING_MEMO};
use super::payment::{Condition, Kind, Payment};
use super::readings::Rules;
use serde_json::{Map, Value};

/// A row that may be stored.
struct Judged {
    id: Option<i64>,
    payment: Payment,
}

impl RoboPayment {
    /// Stores the rows of one array, each by itself, in their order. With the reading `all-or-nothing` one bad row makes
    /// all undone: the good rows then show what would have been stored, with no error, and added ones no payment_id.
    pub(super) fn upsert(&mut self, kind: Kind, rows: &[&Map<String, Value>]) -> Vec<Outcome> {
        let mixed = rows.iter().any(|row| is_update(row)) && rows.iter().any(|row| !is_update(row));
        let shared_id = self.rules.has(FaultId::NewIdsRepeat).then(|| self.store.fresh_id());
        let (mut outcomes, mut undo) = (Vec::with_capacity(rows.len()), Vec::new());
        for (index, object) in rows.iter().enumerate() {
            let judged = match self.judge(kind, index, object) {
                Ok(judged) if mixed && judged.id.is_some() && self.rules.has(FaultId::MixedRefused) => Err(3603),
                judged => judged,
            };
            match judged {
                Ok(judged) => {
                    let added = judged.id.is_none();
                    if !added && self.rules.has(FaultId::SameRefused) {
                        self.latest_update = Some((*object).clone());
                    }
                    let id = judged.id.or(shared_id).unwrap_or_else(|| self.store.fresh_id());
                    let before = self.store.put(id, judged.payment.clone());
                    undo.push((outcomes.len(), added, id, before));
                    outcomes.push(Outcome::Stored { id: Some(id), added, payment: Box::new(judged.payment) });
                }
                Err(code) => {
                    self.leave_traces(object, code);
                    outcomes.push(Outcome::Failed { index, code: misnamed(&self.rules, code) });
                }
            }
        }
        if outcomes.iter().any(|outcome| matches!(outcome, Outcome::Failed { .. })) {
            self.beside_a_failure(&mut outcomes, undo);
        }
        outcomes
    }

    /// What a bad row does to its neighbours: by default nothing.
    fn beside_a_failure(&mut self, outcomes: &mut [Outcome], undo: Vec<(usize, bool, i64, Option<Payment>)>) {
        let (fail, lose) = (self.rules.has(FaultId::NeighboursFail), self.rules.has(FaultId::NeighboursLost));
        if !(self.rules.all_or_nothing || fail || lose) {
            return;
        }
        for (place, added, id, before) in undo.into_iter().rev() {
            self.store.restore(id, before);
            match &mut outcomes[place] {
                outcome if fail => *outcome = Outcome::Failed { index: place, code: 3626 },
                Outcome::Stored { id, .. } if added && self.rules.all_or_nothing => *id = None,
                _ => {}
            }
        }
    }

    /// Judges a row: its fields, then the payment it names, then what its values name.
    fn judge(&self, kind: Kind, index: usize, object: &Map<String, Value>) -> Result<Judged, u16> {
        let row = Row { rules: &self.rules, object, kind, index };
        let id = row.payment_id()?;
        let sent = row.read(id.is_some())?;
        let stored = id.and_then(|id| self.store.get(id)).filter(|payment| payment.kind == kind);
        let base = stored.cloned().unwrap_or_else(|| Payment::blank(kind));
        let after = applied(&self.rules, &base, &sent, stored.is_some());
        required_for_suspense(&self.rules, object, &after)?;
        if id.is_some() {
            match stored {
                None if self.rules.has(FaultId::UnknownAdded) => {}
                None => return Err(3616),
                Some(payment) => may_change(&self.rules, payment)?,
            }
        }
        let pair = (after.billing_code.as_deref(), after.billing_number);
        pair_exists(&self.rules, &after, pair)?;
        if let Some(code) = &sent.bank_code
            && !BANK_CODES.contains(&code.as_str())
            && !self.rules.has(FaultId::BankUnknown)
        {
            return Err(3625);
        }
        if stored.is_some_and(|before| confirmed(&self.rules, before, &after)) {
            return Err(3627);
        }
        let same = id.is_some() && self.latest_update.as_ref() == Some(object);
        let failing = sent.memo.as_deref() == Some(FAILING_MEMO) && !self.rules.has(FaultId::StoreHidden);
        if failing || same { Err(3626) } else { Ok(Judged { id, payment: after }) }
    }

    /// What refused rows leave behind: nothing, unless a fault is on.
    fn leave_traces(&mut self, object: &Map<String, Value>, code: u16) {
        let id = object.get("payment_id").and_then(Value::as_i64);
        let Some(payment) = id.and_then(|id| self.store.get_mut(id)) else { return };
        let all =
            self.rules.has(FaultId::RefusedStores) || (code == 3627 && self.rules.has(FaultId::RefusedFlagStores));
        if let Some(memo) = object.get("memo").and_then(Value::as_str).filter(|_| all) {
            payment.memo = Some(memo.to_owned());
        }
    }
}

fn is_update(row: &Map<String, Value>) -> bool {
    row.get("payment_id").is_some_and(Value::is_number)
}

/// The payment as it would stand: what was sent over what was stored, or over the defaults.
fn applied(rules: &Rules, base: &Payment, sent: &Sent, update: bool) -> Payment {
    let blank = Payment::blank(base.kind);
    let base = if update && rules.has(FaultId::UpdateWipes) {
        Payment { condition: base.condition, ..blank }
    } else {
        base.clone()
    };
    let text = |sent: &Option<String>, stored| sent.clone().or(stored);
    let mut after = Payment {
        kind: base.kind,
        condition: base.condition,
        date: sent.date.clone().unwrap_or(base.date),
        amount: sent.amount.unwrap_or(base.amount),
        account_name: sent.account_name.clone().unwrap_or(base.account_name),
        bank_code: text(&sent.bank_code, base.bank_code),
        suspense: sent.suspense.unwrap_or(base.suspense),
        billing_code: text(&sent.billing_code, base.billing_code),
        billing_number: sent.billing_number.or(base.billing_number),
        method: sent.method.unwrap_or(base.method),
        clearing_key: text(&sent.clearing_key, base.clearing_key),
        clearing_method: sent.clearing_method.unwrap_or(base.clearing_method),
        clearing_status: sent.clearing_status.unwrap_or(base.clearing_status),
        accrued: sent.accrued.unwrap_or(base.accrued),
        memo: text(&sent.memo, base.memo),
    };
    if !update && rules.has(FaultId::DefaultMethod0) {
        after.clearing_method = sent.clearing_method.unwrap_or(0);
    }
    if !update && rules.has(FaultId::DefaultMemoEmpty) {
        after.memo.get_or_insert_default();
    }
    if rules.has(FaultId::StatusIgnored) {
        after.clearing_status = 0;
    }
    let kept =
        rules.has(FaultId::AccruedKept) || (update && sent.accrued.is_none() && rules.has(FaultId::AccruedStored));
    if after.clearing_method == 1 && !kept {
        after.accrued = 0;
    }
    after
}

/// A suspense payment must name where it belongs, by what was sent now or before.
fn required_for_suspense(rules: &Rules, object: &Map<String, Value>, after: &Payment) -> Result<(), u16> {
    let unsaid = rules.has(FaultId::BillingSentRow)
        && object.get("suspense_received_flg") == Some(&Value::from(1))
        && object.get("billing_code").is_none_or(Value::is_null);
    match after.suspense {
        1 if unsaid => Err(3609),
        1 if after.billing_code.is_none() && !rules.has(FaultId::BillingOptional) => Err(3609),
        1 if after.billing_number.is_none() && !rules.has(FaultId::NumberOptional) => Err(3610),
        _ => Ok(()),
    }
}

/// Whether an update may touch the stored payment at all.
fn may_change(rules: &Rules, payment: &Payment) -> Result<(), u16> {
    let code = match payment.condition {
        Condition::Open => return Ok(()),
        Condition::Cleared if rules.has(FaultId::ClearedUpdated) => return Ok(()),
        Condition::PartlyCleared if rules.has(FaultId::PartlyUpdated) => return Ok(()),
        Condition::Closed if payment.kind == Kind::Other && rules.has(FaultId::ClosedOther) => return Ok(()),
        Condition::Cleared => 3618,
        Condition::Processing if rules.has(FaultId::ProcessingCode) => 3620,
        Condition::Processing => 3619,
        Condition::InApproval if rules.has(FaultId::ApprovalCode) => 3619,
        Condition::InApproval => 3620,
        Condition::Deleted if rules.has(FaultId::DeletedCode) => 3616,
        Condition::Deleted => 3621,
        Condition::Disabled if rules.has(FaultId::DisabledCode) => 3621,
        Condition::Disabled => 3622,
        Condition::PartlyCleared => 3623,
        Condition::Closed => 3624,
    };
    Err(code)
}

/// With the flag set, code and department must belong together; an unknown code has no department.
fn pair_exists(rules: &Rules, after: &Payment, pair: (Option<&str>, Option<i64>)) -> Result<(), u16> {
    let (Some(code), Some(number)) = pair else { return Ok(()) };
    let known = BILLING_PAIRS.contains(&(code, number)) || rules.has(FaultId::PairUnchecked);
    if after.suspense == 1 && !known { Err(3617) } else { Ok(()) }
}

/// A payment stored as confirmed refuses a change of its suspense flag.
fn confirmed(rules: &Rules, before: &Payment, after: &Payment) -> bool {
    let overlooked = rules.has(FaultId::ConfirmedUpdated) || (after.suspense == 0 && rules.has(FaultId::ConfirmedDown));
    before.clearing_status == 2 && before.suspense != after.suspense && !overlooked
}

/// The code as it is answered: another one while a fault says so.
fn misnamed(rules: &Rules, code: u16) -> u16 {
    let table = [
        (3604, FaultId::DateCode, 3605),
        (3606, FaultId::NameCode, 3607),
        (3608, FaultId::SuspenseCode, 3612),
        (3629, FaultId::MemoCode, 3615),
        (3616, FaultId::UnknownCode, 3603),
    ];
    table.iter().find(|(right, fault, _)| *right == code && rules.has(*fault)).map_or(code, |(_, _, wrong)| *wrong)
}
