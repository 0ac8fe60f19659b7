//! One page of a result.

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::error::Error;
use super::faults::FaultId;
use super::payment::Payment;
use super::query::number;
use super::readings::Rules;

/// What a page is requested by.
pub(super) struct Page {
    pub(super) sid: String,
    maxs: usize,
    /// None is the first.
    idx: Option<usize>,
    sort: Option<Sort>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    Id,
    AutoCharge,
    Created,
    Updated,
}

#[derive(Clone, Copy)]
struct Sort {
    item: Item,
    descending: bool,
}

impl Page {
    /// Reads every parameter, so that all that are wrong are named. `raw` is the body before its keys were made unique.
    pub(super) fn read(rules: &Rules, body: &Map<String, Value>, raw: &[u8]) -> Result<Self, Error> {
        let mut bad = Vec::new();
        let get = |name| body.get(name).filter(|value| !value.is_null());
        let sid = get("sid").and_then(Value::as_str);
        if sid.is_none() && !rules.has(FaultId::SidUnnamed) {
            bad.push("sid".to_owned());
        }
        let unlimited = (get("srt").is_some() && rules.has(FaultId::MaxsSorted))
            || (get("idx").is_some() && rules.has(FaultId::MaxsLaterPages));
        let maxs = maxs(rules, get("maxs"), unlimited, get("srt").is_some());
        if maxs.is_none() {
            bad.push("maxs".to_owned());
        }
        let idx = idx(rules, get("idx"), get("srt").is_some());
        if idx.is_err() {
            bad.push("idx".to_owned());
        }
        let sort = get("srt").map(|srt| sort(rules, srt, raw)).transpose();
        let later = get("idx").and_then(number) > Some(1);
        let sort = if later && rules.has(FaultId::SortLaterPages) { sort.or(Ok(None)) } else { sort };
        if let Err(name) = &sort
            && !rules.has(FaultId::SortUnnamed)
        {
            bad.push(name.clone());
        }
        match (sid, maxs, idx, sort) {
            (Some(sid), Some(maxs), Ok(idx), Ok(sort)) => Ok(Self { sid: sid.to_owned(), maxs, idx, sort }),
            _ => Err(Error::Parameters(bad)),
        }
    }

    /// The page, cut out of everything that was found.
    pub(super) fn answer(&self, rules: &Rules, mut found: Vec<&Payment>) -> Result<Value, Error> {
        let total = found.len();
        let pages = self.pages(rules, total);
        let idx = self.idx.unwrap_or(if rules.has(FaultId::IdxAbsent) { pages.max(1) } else { 1 });
        if idx > usize::try_from(i32::MAX).unwrap_or(usize::MAX) && rules.has(FaultId::LargeIdx500) {
            return Err(Error::Server);
        }
        if !rules.has(FaultId::SortPage) {
            self.order(rules, &mut found);
        }
        let start = if rules.index_is_row { idx - 1 } else { (idx - 1).saturating_mul(self.maxs) };
        if start >= total && rules.has(FaultId::PastEnd404) {
            return Err(Error::NotFound);
        }
        let overlap = usize::from(rules.has(FaultId::PagesOverlap) && start > 0 && start < total);
        let most = match self.maxs + usize::from(rules.has(FaultId::RowTooMany)) {
            most if rules.has(FaultId::PageCut) => most.min(200),
            most => most,
        };
        let last = start < total && start + self.maxs >= total;
        let mut page: Vec<_> = found.into_iter().skip(start - overlap).take(most).collect();
        if last && rules.has(FaultId::LastShort) {
            page.pop();
        }
        if rules.has(FaultId::SortPage) {
            self.order(rules, &mut page);
        }
        if self.sort.is_some() && page.len() > LATE && rules.has(FaultId::SortTen) {
            page[LATE - 1..].reverse();
        }
        let rows = rows(rules, &page);
        let count = if rules.has(FaultId::RcntMaxs) && last { self.maxs } else { rows.len() };
        let less = usize::from(rules.has(FaultId::CountLater) && idx > 1);
        Ok(json!({
            "sid": if rules.has(FaultId::SidUpper) { self.sid.to_uppercase() } else { self.sid.clone() },
            "idx": idx - usize::from(rules.has(FaultId::IdxZeroBased)),
            "tidx": pages,
            "rcnt": if rules.has(FaultId::RcntString) { json!(count.to_string()) } else { json!(count) },
            "tcnt": total - less.min(total) + usize::from(rules.has(FaultId::CountDiffers)),
            "dtls": rows,
        }))
    }

    pub(super) fn is_sorted(&self) -> bool {
        self.sort.is_some()
    }

    fn pages(&self, rules: &Rules, total: usize) -> usize {
        match total.div_ceil(self.maxs) {
            _ if rules.has(FaultId::PagesDown) => total / self.maxs,
            pages if rules.has(FaultId::PagesExact) && total > 0 && total.is_multiple_of(self.maxs) => pages + 1,
            pages => pages,
        }
    }

    /// Payments with the same key keep the order of their numbers; those without an acid come first going up.
    fn order(&self, rules: &Rules, found: &mut [&Payment]) {
        let Some(sort) = self.sort else { return };
        let descending = sort.descending && !rules.has(FaultId::Descending);
        let by_text = sort.item == Item::Id && rules.has(FaultId::SortText);
        found.sort_by(|a, b| {
            let order = match sort.item {
                Item::Id if by_text => a.gid.to_string().cmp(&b.gid.to_string()),
                Item::AutoCharge if !rules.has(FaultId::SortAcid) => a.acid.cmp(&b.acid),
                Item::Id | Item::AutoCharge => a.gid.cmp(&b.gid),
                Item::Created => a.made.cmp(&b.made),
                Item::Updated => a.updated.cmp(&b.updated),
            };
            if descending { order.reverse() } else { order }
        });
    }
}

/// From this index on a row is late; some faults show only there.
const LATE: usize = 10;

/// The rows of a page. What faults carry over comes from the row before.
fn rows(rules: &Rules, page: &[&Payment]) -> Vec<Value> {
    let mut rows: Vec<Value> = Vec::with_capacity(page.len());
    for (index, payment) in page.iter().enumerate() {
        let mut row = payment.row(rules);
        let late = index >= LATE;
        if late && rules.has(FaultId::TotalLate) {
            row["ta"] = json!(payment.amount + payment.tax);
        }
        if late && rules.has(FaultId::VoidLate) {
            row["vd"] = Value::Null;
        }
        if late && rules.has(FaultId::CardLate) {
            row["cn4"] = json!(payment.card.to_string());
        }
        let before =
            rows.last().map(|before| before["ec"].clone()).filter(|code| code.as_str().is_some_and(|c| !c.is_empty()));
        if let Some(code) = before.filter(|_| payment.result == 1 && rules.has(FaultId::CodeStays)) {
            row["ec"] = code;
        }
        rows.push(row);
    }
    rows
}

fn maxs(rules: &Rules, value: Option<&Value>, unlimited: bool, sorted: bool) -> Option<usize> {
    let Some(value) = value else { return rules.has(FaultId::MaxsMissing).then_some(100) };
    let most = 1_000 + i64::from(rules.has(FaultId::MaxsLoose)) - i64::from(rules.has(FaultId::MaxsTight));
    match number(value)? {
        0 if rules.has(FaultId::MaxsZero) || (sorted && rules.has(FaultId::MaxsZeroSorted)) => Some(1),
        maxs if (1..=most).contains(&maxs) || (maxs > most && unlimited) => usize::try_from(maxs).ok(),
        _ => None,
    }
}

fn idx(rules: &Rules, value: Option<&Value>, sorted: bool) -> Result<Option<usize>, ()> {
    let Some(value) = value else { return Ok(None) };
    match number(value) {
        None if rules.has(FaultId::IdxText) => Ok(Some(1)),
        _ if sorted && value.is_string() && rules.has(FaultId::IdxTextSorted) => Ok(Some(1)),
        Some(0) if rules.has(FaultId::IdxZero) || (sorted && rules.has(FaultId::IdxZeroSorted)) => Ok(Some(1)),
        Some(idx @ 1..) => usize::try_from(idx).map(Some).map_err(|_| ()),
        _ => Err(()),
    }
}

/// Item and order, or the name of what is wrong.
fn sort(rules: &Rules, srt: &Value, raw: &[u8]) -> Result<Sort, String> {
    let srt = srt.as_object().ok_or("srt")?;
    let mut twice = rules.order_key.is_none().then(|| twice(raw)).into_iter().flatten();
    let (item, order, order_name) = match &rules.order_key {
        Some(key) => (srt.get("srtf").cloned(), srt.get(key).cloned(), key.as_str()),
        None => (twice.next(), twice.next(), "srtf"),
    };
    let item = match item.as_ref().and_then(Value::as_str) {
        Some("ID") => Item::Id,
        Some("AutoChargeID") => Item::AutoCharge,
        Some("CreateDate") => Item::Created,
        Some("UpdatedDate") if !rules.has(FaultId::SortUpdated) => Item::Updated,
        _ => return Err("srtf".into()),
    };
    let descending = match order.as_ref().map(|order| order.as_str().unwrap_or_default()) {
        Some("ASC") => false,
        Some("DESC") => true,
        None if rules.has(FaultId::SortItemAlone) => false,
        Some(_) if rules.has(FaultId::SortOrderWord) => false,
        _ => return Err(order_name.into()),
    };
    Ok(Sort { item, descending })
}

/// The values of `srtf` in the order they stand, which an object with unique keys cannot hold.
fn twice(raw: &[u8]) -> Vec<Value> {
    #[derive(Deserialize)]
    struct Body {
        srt: Values,
    }
    serde_json::from_slice::<Body>(raw).map(|body| body.srt.0).unwrap_or_default()
}

struct Values(Vec<Value>);

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Values;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
                let mut values = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    if key == "srtf" {
                        values.push(value);
                    }
                }
                Ok(Values(values))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}
