//! Rows against the store: what an update may do, and what is stored.

use super::RoboPayment;
use super::answer::RowOutcome;
use super::contexts::{self, Context, LATE, is_update};
use super::faults::FaultId;
use super::fields::{Row, Sent};
use super::fixtures::{BANK_CODES, BILLING_PAIRS, FAILING_MEMO};
use super::payment::{Condition, Payment, PaymentKind};
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
    pub(super) fn upsert(&mut self, kind: PaymentKind, rows: &[&Map<String, Value>]) -> Vec<RowOutcome> {
        let adds = rows.iter().any(|row| !is_update(row));
        let mixed = adds && rows.iter().any(|row| is_update(row));
        let (repeats, repeat_late) = (self.rules.has(FaultId::NewIdsRepeat), self.rules.has(FaultId::NewIdsRepeatLate));
        let shared_id = (repeats || (repeat_late && rows.len() > LATE)).then(|| self.store.fresh_id());
        let (mut outcomes, mut undo) = (Vec::with_capacity(rows.len()), Vec::new());
        let mut after_failure = false;
        for (index, object) in rows.iter().enumerate() {
            let here = Context { kind, index, rows: rows.len(), update: is_update(object), adds, after_failure };
            let judged = match self.judge(here, object) {
                Ok(judged) if mixed && judged.id.is_some() && self.rules.has(FaultId::MixedRefused) => Err(3603),
                judged => judged,
            };
            match judged {
                Ok(mut judged) => {
                    let added = judged.id.is_none();
                    if !added && self.refuses_the_same(here) {
                        self.latest_update = Some((*object).clone());
                    }
                    let before = match outcomes.last() {
                        Some(RowOutcome::Stored { payment, .. }) => Some(&**payment),
                        _ => None,
                    };
                    contexts::leak(&self.rules, here, object, before, &mut judged.payment);
                    let shared_id = shared_id.filter(|_| repeats || here.is_late());
                    let id = judged.id.or(shared_id).unwrap_or_else(|| self.store.fresh_id());
                    let before = self.store.put(id, judged.payment.clone());
                    undo.push((outcomes.len(), added, id, before));
                    outcomes.push(RowOutcome::Stored { id: Some(id), added, payment: Box::new(judged.payment) });
                }
                Err(code) => {
                    after_failure = true;
                    self.leave_traces(here, object, code);
                    let shows = self.store.latest_id().filter(|_| contexts::shows_latest(&self.rules, here));
                    outcomes.push(RowOutcome::Failed { index, code: misnamed(&self.rules, code), shows });
                }
            }
        }
        if outcomes.iter().any(|outcome| matches!(outcome, RowOutcome::Failed { .. })) {
            self.beside_a_failure(&mut outcomes, undo);
        }
        outcomes
    }

    /// What a bad row does to its neighbours: by default nothing.
    fn beside_a_failure(&mut self, outcomes: &mut [RowOutcome], undo: Vec<(usize, bool, i64, Option<Payment>)>) {
        let has = |fault| self.rules.has(fault);
        let fail = has(FaultId::NeighboursFail);
        let all = self.rules.all_or_nothing || fail || has(FaultId::NeighboursLost);
        let (behind, updates) = (has(FaultId::NeighboursLostBehind), has(FaultId::NeighbourUpdatesLost));
        let first =
            outcomes.iter().position(|outcome| matches!(outcome, RowOutcome::Failed { .. })).unwrap_or_default();
        for (place, added, id, before) in undo.into_iter().rev() {
            if !(all || (behind && place > first) || (updates && !added)) {
                continue;
            }
            self.store.restore(id, before);
            match &mut outcomes[place] {
                outcome if fail => *outcome = RowOutcome::Failed { index: place, code: 3626, shows: None },
                RowOutcome::Stored { id, .. } if added && self.rules.all_or_nothing => *id = None,
                _ => {}
            }
        }
    }

    /// Judges a row: its fields, then the payment it names, then what its values name.
    fn judge(&self, here: Context, object: &Map<String, Value>) -> Result<Judged, u16> {
        let kind = here.kind;
        let row = Row { rules: &self.rules, object, context: here };
        let id = row.payment_id()?;
        let sent = row.read(id.is_some())?;
        let stored = id.and_then(|id| self.store.get(id)).filter(|payment| payment.kind == kind);
        let base = stored.cloned().unwrap_or_else(|| Payment::blank(kind));
        let after = applied(&self.rules, &base, &sent, stored.is_some());
        required_for_suspense(&self.rules, here, object, &after)?;
        if id.is_some() {
            match stored {
                None if self.rules.has(FaultId::UnknownAdded) || contexts::adds_unknown(&self.rules, here) => {}
                None => return Err(3616),
                Some(payment) => may_change(&self.rules, here, payment)?,
            }
        }
        let pair = (after.billing_code.as_deref(), after.billing_number);
        pair_exists(&self.rules, here, &after, pair)?;
        if let Some(code) = &sent.bank_code
            && !BANK_CODES.contains(&code.as_str())
            && !self.rules.has(FaultId::BankUnknown)
            && !contexts::takes_any_bank(&self.rules, here)
        {
            return Err(3625);
        }
        if stored.is_some_and(|before| confirmed(&self.rules, before, &after)) {
            return Err(3627);
        }
        let same = id.is_some() && self.latest_update.as_ref() == Some(object);
        let hidden =
            self.rules.has(FaultId::StoreHidden) || (here.update && self.rules.has(FaultId::StoreHiddenUpdate));
        let failing = sent.memo.as_deref() == Some(FAILING_MEMO) && !hidden;
        if failing || same { Err(3626) } else { Ok(Judged { id, payment: after }) }
    }

    /// Whether the same update a second time is refused.
    fn refuses_the_same(&self, here: Context) -> bool {
        self.rules.has(FaultId::SameRefused) || (here.is_other() && self.rules.has(FaultId::SameRefusedOther))
    }

    /// What refused rows leave behind: nothing, unless a fault is on.
    fn leave_traces(&mut self, here: Context, object: &Map<String, Value>, code: u16) {
        let id = object.get("payment_id").and_then(Value::as_i64);
        let Some(payment) = id.and_then(|id| self.store.get_mut(id)) else { return };
        if let Some(key) = object.get("clearing_key").and_then(Value::as_str)
            && here.is_other()
            && self.rules.has(FaultId::RefusedKeyStores)
        {
            payment.clearing_key = Some(key.to_owned());
        }
        let all = self.rules.has(FaultId::RefusedStores)
            || (here.is_late() && self.rules.has(FaultId::RefusedLateStores))
            || (code == 3627 && self.rules.has(FaultId::RefusedFlagStores));
        if let Some(memo) = object.get("memo").and_then(Value::as_str).filter(|_| all) {
            payment.memo = Some(memo.to_owned());
        }
    }
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
    let other = base.kind == PaymentKind::Other;
    let bank_lost = other && update && rules.has(FaultId::BankUpdateLost);
    let mut after = Payment {
        kind: base.kind,
        condition: base.condition,
        date: sent.date.clone().unwrap_or(base.date),
        amount: sent.amount.unwrap_or(base.amount),
        account_name: sent.account_name.clone().unwrap_or(base.account_name),
        bank_code: if bank_lost { base.bank_code } else { text(&sent.bank_code, base.bank_code) },
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
    if !update && (rules.has(FaultId::DefaultMethod0) || (other && rules.has(FaultId::DefaultMethodOther))) {
        after.clearing_method = sent.clearing_method.unwrap_or(0);
    }
    if !update && rules.has(FaultId::DefaultMemoEmpty) {
        after.memo.get_or_insert_default();
    }
    if update && other && sent.memo.is_none() && rules.has(FaultId::UpdateWipesOther) {
        after.memo = None;
    }
    if rules.has(FaultId::StatusIgnored) {
        after.clearing_status = 0;
    }
    let kept = rules.has(FaultId::AccruedKept)
        || (other && rules.has(FaultId::AccruedKeptOther))
        || (update && sent.accrued.is_none() && rules.has(FaultId::AccruedStored));
    if after.clearing_method == 1 && !kept {
        after.accrued = 0;
    }
    after
}

/// A suspense payment must name where it belongs, by what was sent now or before.
fn required_for_suspense(
    rules: &Rules,
    here: Context,
    object: &Map<String, Value>,
    after: &Payment,
) -> Result<(), u16> {
    let unsaid = rules.has(FaultId::BillingSentRow)
        && object.get("suspense_received_flg") == Some(&Value::from(1))
        && object.get("billing_code").is_none_or(Value::is_null);
    match after.suspense {
        1 if unsaid => Err(3609),
        1 if here.update && rules.has(FaultId::SuspenseUpdateBare) => Ok(()),
        1 if after.billing_code.is_none() && !rules.has(FaultId::BillingOptional) => Err(3609),
        1 if after.billing_number.is_none() && !rules.has(FaultId::NumberOptional) => Err(3610),
        _ => Ok(()),
    }
}

/// Whether an update may touch the stored payment at all.
fn may_change(rules: &Rules, here: Context, payment: &Payment) -> Result<(), u16> {
    let code = match payment.condition {
        Condition::Open => return Ok(()),
        condition if contexts::touches(rules, here, condition) => return Ok(()),
        Condition::Cleared if rules.has(FaultId::ClearedUpdated) => return Ok(()),
        Condition::PartlyCleared if rules.has(FaultId::PartlyUpdated) => return Ok(()),
        Condition::Closed if payment.kind == PaymentKind::Other && rules.has(FaultId::ClosedOther) => return Ok(()),
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
fn pair_exists(rules: &Rules, here: Context, after: &Payment, pair: (Option<&str>, Option<i64>)) -> Result<(), u16> {
    let (Some(code), Some(number)) = pair else { return Ok(()) };
    let unchecked = rules.has(FaultId::PairUnchecked) || contexts::takes_any_pair(rules, here);
    let known = BILLING_PAIRS.contains(&(code, number)) || unchecked;
    if after.suspense == 1 && !known { Err(3617) } else { Ok(()) }
}

/// A payment stored as confirmed refuses a change of its suspense flag.
fn confirmed(rules: &Rules, before: &Payment, after: &Payment) -> bool {
    let overlooked = rules.has(FaultId::ConfirmedUpdated)
        || (after.suspense == 0 && rules.has(FaultId::ConfirmedDown))
        || (before.kind == PaymentKind::Other && rules.has(FaultId::ConfirmedOther));
    before.clearing_status == 2 && before.suspense != after.suspense && !overlooked
}

/// The code as it is returned: another one while a fault says so.
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
