//! Invented members and what is claimed from them. Nothing depends on a clock.

/// How the bank of a month stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disp {
    /// 00: before the bank is asked.
    Pending,
    /// 01: after the bank was asked.
    Confirmed,
    /// 02: there is no data.
    NoData,
    /// 10: not to be shown.
    Hidden,
    /// 11: another item is not as it should be.
    Bad,
}

impl Disp {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Pending => "00",
            Self::Confirmed => "01",
            Self::NoData => "02",
            Self::Hidden => "10",
            Self::Bad => "11",
        }
    }

    /// Whether marks and amounts are shown.
    pub(super) fn shows(self) -> bool {
        matches!(self, Self::Pending | Self::Confirmed)
    }
}

/// One month. Amounts that are not to be shown are there all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) disp: Disp,
    /// As yyyymmdd; empty without data.
    pub(super) due: &'static str,
    pub(super) claim: i64,
    /// None before the bank was asked, and where nothing is due.
    pub(super) bank: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brand {
    Uc,
    Na,
    SevenN,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) brand: Brand,
    /// Issued by another company; looked at for UC members only.
    pub(super) foreign: bool,
    /// This month, the previous one, the one before.
    pub(super) months: [Month; 3],
}

const NONE: Month = Month { disp: Disp::NoData, due: "", claim: 0, bank: None };

const fn pending(due: &'static str, claim: i64) -> Month {
    Month { disp: Disp::Pending, due, claim, bank: None }
}

const fn paid(due: &'static str, claim: i64) -> Month {
    Month { disp: Disp::Confirmed, due, claim, bank: Some(claim) }
}

const fn hidden(disp: Disp, due: &'static str, claim: i64) -> Month {
    Month { disp, due, claim, bank: Some(claim) }
}

pub(super) const FIRST: Member = Member {
    brand: Brand::Uc,
    foreign: true,
    months: [pending("20240304", 12_345), paid("20240205", 98_765_432), paid("20240104", 1_500)],
};

/// A refund that the bank has not made, one that it made, and a month in which nothing was due.
pub(super) const UC: Member = Member {
    brand: Brand::Uc,
    foreign: false,
    months: [
        pending("20240305", -700),
        paid("20240205", -23_456),
        Month { disp: Disp::Confirmed, due: "20240105", claim: 0, bank: None },
    ],
};

pub(super) const NA: Member = Member {
    brand: Brand::Na,
    foreign: false,
    months: [
        pending("20240304", -4_500),
        paid("20240205", 7_800),
        Month { disp: Disp::Confirmed, due: "20240104", claim: 0, bank: None },
    ],
};

/// Pays part of what is claimed each month, once on a leap day.
pub(super) const SEVEN_N: Member = Member {
    brand: Brand::SevenN,
    foreign: true,
    months: [
        Month { disp: Disp::Confirmed, due: "20240401", claim: 120_000, bank: Some(45_000) },
        paid("20240229", 3),
        hidden(Disp::Bad, "20240129", 640),
    ],
};

/// Amounts of thirteen digits, shown before the bank is asked: for UC they are known on the 20th.
pub(super) const PENDING: Member = Member {
    brand: Brand::Uc,
    foreign: true,
    months: [
        Month { disp: Disp::Pending, due: "20231004", claim: 9_999_999_999_999, bank: Some(9_999_999_999_998) },
        hidden(Disp::Hidden, "20230904", 5_400),
        NONE,
    ],
};

pub(super) const CONFIRMED: Member = Member {
    brand: Brand::Uc,
    foreign: false,
    months: [paid("20241204", 1_000_000_000_000), NONE, paid("20241004", -8)],
};

pub(super) const EMPTY: Member =
    Member { brand: Brand::Na, foreign: false, months: [NONE, paid("20240105", 31_000), paid("20231204", 2_000)] };

pub(super) const HIDDEN: Member = Member {
    brand: Brand::SevenN,
    foreign: false,
    months: [hidden(Disp::Hidden, "20240304", 66_600), paid("20240205", 540), hidden(Disp::Hidden, "20240104", 77)],
};

pub(super) const BAD: Member = Member {
    brand: Brand::Na,
    foreign: false,
    months: [hidden(Disp::Bad, "20250106", -90), hidden(Disp::Bad, "20241204", 8_080), NONE],
};
