//! The query of an order: its parameters, and what it finds.

use serde_json::{Map, Value};

use super::faults::FaultId;
use super::payment::{Job, Payment};
use super::readings::{Rules, Span};
use super::time::{DAY, Lax, Time};

/// What is looked for. `None` and no jobs look for anything.
#[derive(Debug, Clone, Default)]
pub(super) struct Query {
    automatic: Option<bool>,
    pub(super) gid: Option<i64>,
    pub(super) acid: Option<i64>,
    jobs: Vec<Job>,
    made: Window,
    updated: Window,
}

/// From and to, both within.
#[derive(Debug, Clone, Copy, Default)]
struct Window {
    from: Option<Time>,
    to: Option<Time>,
}

/// The names of parameters that are wrong.
type Bad = Vec<String>;

impl Query {
    /// Reads every parameter, so that all that are wrong are named.
    pub(super) fn read(rules: &Rules, body: &Map<String, Value>) -> Result<Self, Bad> {
        let mut bad = Bad::new();
        let mut note = |name: &str| bad.push(name.to_owned());
        let get = |name| body.get(name).filter(|value| !value.is_null());
        let automatic = automatic(rules, get("isac")).unwrap_or_else(|()| {
            note("isac");
            None
        });
        let gid = get("gid").and_then(|value| {
            let read = number(value);
            let ignored = value.is_string()
                && (rules.has(FaultId::GidText)
                    || (get("acid").is_some() && rules.has(FaultId::GidBesideAcid))
                    || (get("jb").is_some() && rules.has(FaultId::GidBesideJobs)));
            (read.is_none() && !ignored).then(|| note("gid"));
            read
        });
        let acid = get("acid").and_then(|value| {
            let read = number(value);
            let once = automatic != Some(true) && rules.has(FaultId::AcidOnce);
            let beside = get("cdf").is_some() && rules.has(FaultId::AcidBesideWindow);
            let ignored = value.is_string() && (once || beside || rules.has(FaultId::AcidText));
            (read.is_none() && !ignored).then(|| note(if rules.has(FaultId::AcidName) { "gid" } else { "acid" }));
            read
        });
        let jobs = jobs(rules, get("jb")).unwrap_or_else(|()| {
            note("jb");
            Vec::new()
        });
        let made = Window::read(rules, get("cdf"), get("cdt"), ["cdf", "cdt"], &mut note);
        let updated = Window::read(rules, get("udf"), get("udt"), ["udf", "udt"], &mut note);
        let both = made.from.is_some() && made.to.is_some();
        for (window, name) in [(made, "cdf"), (updated, "udf")] {
            let unlooked = (name == "udf" && both && rules.has(FaultId::UpdatedAlone))
                || (name == "cdf" && gid.is_some() && rules.has(FaultId::WindowGid))
                || (name == "cdf" && automatic == Some(true) && rules.has(FaultId::WindowAutomatic))
                || (name == "udf" && !jobs.is_empty() && rules.has(FaultId::UpdatedJobs));
            if !unlooked && !window.legal(rules, name) {
                note(name);
            }
        }
        let query = Self { automatic, gid, acid, jobs, made, updated };
        if bad.is_empty() { Ok(query) } else { Err(bad) }
    }

    pub(super) fn finds(&self, rules: &Rules, payment: &Payment) -> bool {
        let any_automatic = (rules.has(FaultId::GidAnyIsac) && self.gid.is_some())
            || (rules.has(FaultId::JobDropsIsac) && !self.jobs.is_empty());
        let jobs = match self.jobs.len() {
            0 => &[],
            _ if rules.has(FaultId::JobIgnored) => &[],
            _ if rules.has(FaultId::JobFirst) => &self.jobs[..1],
            _ => &self.jobs[..],
        };
        self.automatic.is_none_or(|automatic| automatic == payment.automatic || any_automatic)
            && self.gid.is_none_or(|gid| gid == payment.gid)
            && self.acid.is_none_or(|acid| Some(acid) == payment.acid || rules.has(FaultId::AcidIgnored))
            && (jobs.is_empty() || jobs.contains(&payment.job))
            && self.made.holds(payment.made, rules.has(FaultId::DayOnly), rules.has(FaultId::EndExclusive))
            && self.updated.holds(payment.updated, false, false)
    }
}

impl Window {
    fn read(
        rules: &Rules,
        from: Option<&Value>,
        to: Option<&Value>,
        names: [&str; 2],
        note: &mut impl FnMut(&str),
    ) -> Self {
        let mut end = |value: Option<&Value>, name: &str| {
            let value = value?;
            let read = value.as_str().and_then(|text| time(rules, name, text));
            let alone = from.is_none()
                && ((name == "cdt" && rules.has(FaultId::CdtAlone)) || (name == "udt" && rules.has(FaultId::UdtAlone)));
            let ignored = alone || (name == "udf" && rules.has(FaultId::UdfUnchecked));
            if read.is_none() && !ignored {
                note(if name == "cdf" && rules.has(FaultId::CdfName) { "cdt" } else { name });
            }
            read
        };
        Self { from: end(from, names[0]), to: end(to, names[1]) }
    }

    /// Whether the ends are near enough, and in order.
    fn legal(self, rules: &Rules, name: &str) -> bool {
        let created = name == "cdf";
        let (from, to) = match (self.from, self.to) {
            (Some(from), Some(to)) => (from, to),
            (Some(_), None) if created && rules.has(FaultId::OneEnd) => return false,
            (Some(end), None) | (None, Some(end)) if rules.has(FaultId::OneEndFar) => {
                return end >= Time(40 * 365 * DAY);
            }
            _ => return true,
        };
        let seconds = to.0 - from.0;
        let near = match rules.span {
            Span::Inclusive => seconds <= 7 * DAY,
            Span::Exclusive => seconds < 7 * DAY,
            Span::CalendarDays => to.day() - from.day() <= 7,
        };
        let near = match (created, seconds) {
            (true, s) if s == 7 * DAY + 1 && rules.has(FaultId::WindowLoose) => true,
            (true, s) if s == 7 * DAY && rules.has(FaultId::WindowTight) => false,
            (false, _) if rules.has(FaultId::UpdatedUnchecked) => true,
            (false, s) if s == 7 * DAY && rules.has(FaultId::UpdatedTight) => false,
            _ => near,
        };
        near && (from <= to || rules.has(FaultId::Reversed))
    }

    fn holds(self, time: Time, day_only: bool, end_exclusive: bool) -> bool {
        let from = self.from.map(|from| if day_only { Time(from.day() * DAY) } else { from });
        let before_end = self.to.is_none_or(|to| time < to || (time == to && !end_exclusive));
        from.is_none_or(|from| from <= time) && before_end
    }
}

fn automatic(rules: &Rules, value: Option<&Value>) -> Result<Option<bool>, ()> {
    match value {
        None if rules.has(FaultId::IsacDefaultBoth) => Ok(None),
        None => Ok(Some(rules.has(FaultId::IsacDefaultTrue))),
        Some(Value::Bool(automatic)) => Ok(Some(*automatic)),
        Some(Value::String(text)) if rules.has(FaultId::IsacText) => text.parse().map(Some).map_err(|_| ()),
        Some(Value::Number(number)) if rules.has(FaultId::IsacNumber) => Ok(Some(number.as_i64() == Some(1))),
        Some(_) => Err(()),
    }
}

/// An empty list looks for every job.
fn jobs(rules: &Rules, value: Option<&Value>) -> Result<Vec<Job>, ()> {
    let words = match value {
        None => return Ok(Vec::new()),
        Some(Value::Array(words)) => words.as_slice(),
        Some(word @ Value::String(_)) if rules.has(FaultId::JobBare) => std::slice::from_ref(word),
        Some(_) => return Err(()),
    };
    let mut jobs = Vec::new();
    for word in words {
        let text = word.as_str().ok_or(())?;
        let text = if rules.has(FaultId::JobLower) { text.to_uppercase() } else { text.to_owned() };
        match Job::ALL.into_iter().find(|job| job.word() == text) {
            Some(Job::Check) if rules.has(FaultId::JobCheck) => return Err(()),
            Some(job) => jobs.push(job),
            None if rules.has(FaultId::JobUnknown) => {}
            None if !jobs.is_empty() && rules.has(FaultId::JobBesideKnown) => {}
            None => return Err(()),
        }
    }
    Ok(jobs)
}

/// A time as one of the four parameters takes it.
fn time(rules: &Rules, name: &str, text: &str) -> Option<Time> {
    let lax = Lax {
        any_day: name == "cdf" && rules.has(FaultId::CdfAnyDay),
        hour_24: name == "cdt" && rules.has(FaultId::CdtHour24),
        second_60: name == "udt" && rules.has(FaultId::UdtSecond60),
        no_leap_day: name == "udt" && rules.has(FaultId::UdtLeapDay),
    };
    let text = match name {
        "cdt" if rules.has(FaultId::CdtZone) => text.trim_end_matches("+09:00").trim_end_matches('Z').to_owned(),
        "udf" if rules.has(FaultId::UdfDate) && text.len() == 10 => format!("{text}T00:00:00"),
        _ => text.to_owned(),
    };
    Time::parse(&text, lax)
}

/// A whole number, however it is written; one too large for 64 bits is the largest there is. A numeric string is none.
pub(super) fn number(value: &Value) -> Option<i64> {
    let Value::Number(number) = value else { return None };
    number.as_i64().or_else(|| number.as_u64().map(|_| i64::MAX)).or_else(|| {
        let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
        let largest = if float < 0.0 { i64::MIN } else { i64::MAX };
        Some(format!("{float:.0}").parse().unwrap_or(largest))
    })
}
