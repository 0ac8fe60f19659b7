//! One received payment, as it is stored.

/// Which of the two arrays a payment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PaymentKind {
    BankTransfer,
    Other,
}

impl PaymentKind {
    pub(super) fn array(self) -> &'static str {
        match self {
            Self::BankTransfer => "payment_bank_transfer",
            Self::Other => "payment_other",
        }
    }
}

/// The state of a payment. All but `Open` refuse an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    Open,
    Cleared,
    Processing,
    InApproval,
    Deleted,
    Disabled,
    PartlyCleared,
    Closed,
}

/// One payment. Fields of the other kind keep what a blank row holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Payment {
    pub(super) kind: PaymentKind,
    pub(super) condition: Condition,
    pub(super) date: String,
    pub(super) amount: i64,
    pub(super) account_name: String,
    pub(super) bank_code: Option<String>,
    pub(super) suspense: i64,
    pub(super) billing_code: Option<String>,
    pub(super) billing_number: Option<i64>,
    pub(super) method: i64,
    pub(super) clearing_key: Option<String>,
    pub(super) clearing_method: i64,
    pub(super) clearing_status: i64,
    pub(super) accrued: i64,
    pub(super) memo: Option<String>,
}

impl Payment {
    /// What 追加省略時 gives.
    pub(super) fn blank(kind: PaymentKind) -> Self {
        Self {
            kind,
            condition: Condition::Open,
            date: "2020/04/01".into(),
            amount: 1,
            account_name: "ｺｳｻﾞﾒｲｷﾞ".into(),
            bank_code: None,
            suspense: 0,
            billing_code: None,
            billing_number: None,
            method: 10,
            clearing_key: None,
            clearing_method: 1,
            clearing_status: 0,
            accrued: 0,
            memo: None,
        }
    }
}
