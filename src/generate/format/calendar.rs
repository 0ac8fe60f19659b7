//! Days and times: legal forms, impossible days, and everything that a lenient parser lets through.

use super::Format;
use crate::generate::rng::Rng;

/// How a form of days and times is written.
struct Form {
    /// Between year, month and day; none where the form has no day.
    day: Option<&'static str>,
    /// Whether a time of day follows or stands alone, and what ends it.
    time: Option<&'static str>,
}

const DATE: Form = Form { day: Some("-"), time: None };
const SLASH: Form = Form { day: Some("/"), time: None };
const COMPACT: Form = Form { day: Some(""), time: None };
const LOCAL: Form = Form { day: Some("-"), time: Some("") };
const DATE_TIME: Form = Form { day: Some("-"), time: Some("Z") };
const TIME: Form = Form { day: None, time: Some("Z") };

pub(super) static FORMATS: &[Format] = &[
    Format {
        name: "date",
        plain: "2024-01-15",
        classes: &[
            ("leap-day", "2024-02-29"),
            ("leap-day-2000", "2000-02-29"),
            ("year-start", "2024-01-01"),
            ("year-end", "2023-12-31"),
            ("february-28", "2023-02-28"),
            ("last-of-april", "2024-04-30"),
            ("far-past", "1900-03-01"),
            ("far-future", "9999-12-31"),
        ],
        sized: None,
        random: |rng| day(rng, "-"),
        misses: || misses(&DATE),
    },
    Format {
        name: "date-slash",
        plain: "2024/01/15",
        classes: &[
            ("leap-day", "2024/02/29"),
            ("leap-day-2000", "2000/02/29"),
            ("year-start", "2024/01/01"),
            ("year-end", "2023/12/31"),
            ("february-28", "2023/02/28"),
            ("last-of-april", "2024/04/30"),
            ("far-past", "1900/03/01"),
            ("far-future", "9999/12/31"),
        ],
        sized: None,
        random: |rng| day(rng, "/"),
        misses: || misses(&SLASH),
    },
    Format {
        name: "date-compact",
        plain: "20240115",
        classes: &[
            ("leap-day", "20240229"),
            ("leap-day-2000", "20000229"),
            ("year-start", "20240101"),
            ("year-end", "20231231"),
            ("february-28", "20230228"),
            ("last-of-april", "20240430"),
            ("far-past", "19000301"),
            ("far-future", "99991231"),
        ],
        sized: None,
        random: |rng| day(rng, ""),
        misses: || misses(&COMPACT),
    },
    Format {
        name: "local-date-time",
        plain: "2024-01-15T10:20:30",
        classes: &[
            ("leap-day", "2024-02-29T12:00:00"),
            ("leap-day-2000", "2000-02-29T12:00:00"),
            ("first-second", "2024-01-01T00:00:00"),
            ("last-second", "2023-12-31T23:59:59"),
            ("month-end", "2024-04-30T23:59:59"),
        ],
        sized: None,
        random: |rng| format!("{}T{}", day(rng, "-"), clock(rng)),
        misses: || misses(&LOCAL),
    },
    Format {
        name: "date-time",
        plain: "2024-01-15T10:20:30Z",
        classes: &[
            ("leap-day", "2024-02-29T12:00:00Z"),
            ("leap-day-2000", "2000-02-29T12:00:00Z"),
            ("first-second", "2024-01-01T00:00:00Z"),
            ("last-second", "2023-12-31T23:59:59Z"),
            ("zone-offset", "2024-01-15T10:20:30+09:00"),
            ("zone-negative", "2024-01-15T10:20:30-05:30"),
            ("fraction", "2024-01-15T10:20:30.123Z"),
        ],
        sized: None,
        random: |rng| format!("{}T{}{}", day(rng, "-"), clock(rng), zone(rng)),
        misses: || misses(&DATE_TIME),
    },
    Format {
        name: "time",
        plain: "10:20:30Z",
        classes: &[
            ("first-second", "00:00:00Z"),
            ("last-second", "23:59:59Z"),
            ("zone-offset", "10:20:30+09:00"),
            ("fraction", "10:20:30.123Z"),
        ],
        sized: None,
        random: |rng| format!("{}{}", clock(rng), zone(rng)),
        misses: || misses(&TIME),
    },
    Format {
        name: "duration",
        plain: "P1D",
        classes: &[("years", "P1Y2M3D"), ("time-only", "PT36H"), ("weeks", "P4W"), ("zero", "PT0S")],
        sized: None,
        random: |rng| format!("P{}DT{}H", rng.below(400), rng.below(24)),
        misses: || {
            owned(&[
                ("empty", ""),
                ("designator-alone", "P"),
                ("time-designator-alone", "P1DT"),
                ("no-designator", "1D"),
                ("wrong-order", "P1D2M"),
                ("trailing-newline", "P1D\n"),
                ("lower-case", "p1d"),
                ("not-a-duration", "soon"),
            ])
        },
    },
];

fn owned(rows: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    rows.iter().map(|&(name, text)| (name, text.to_owned())).collect()
}

fn day(rng: &mut Rng, separator: &str) -> String {
    let (year, month) = (rng.between(1970, 2099), rng.between(1, 12));
    let days = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    format!("{year:04}{separator}{month:02}{separator}{:02}", rng.between(1, days))
}

fn clock(rng: &mut Rng) -> String {
    format!("{:02}:{:02}:{:02}", rng.below(24), rng.below(60), rng.below(60))
}

fn zone(rng: &mut Rng) -> &'static str {
    rng.pick(&["Z", "+09:00", "-05:00", "+00:00"]).copied().unwrap_or("Z")
}

/// Everything that the form must refuse.
fn misses(form: &Form) -> Vec<(&'static str, String)> {
    let mut rows: Vec<(&'static str, String)> = Vec::new();
    if let Some(separator) = form.day {
        let tail = form.time.map_or(String::new(), |end| format!("T10:20:30{end}"));
        rows.extend(bad_days(separator).into_iter().map(|(name, day)| (name, format!("{day}{tail}"))));
    }
    if let Some(end) = form.time {
        let head = form.day.map_or(String::new(), |separator| format!("2024{separator}01{separator}15T"));
        rows.extend(bad_times(&head, end));
    } else {
        let plain = ["2024", "01", "15"].join(form.day.unwrap_or_default());
        rows.push(("date-with-time", format!("{plain}T10:20:30")));
        rows.push(("date-with-time-and-space", format!("{plain} 10:20:30")));
        rows.push(("zone-z", format!("{plain}Z")));
    }
    rows.extend(bad_wholes(form));
    rows
}

/// Impossible days, and days written in another form.
fn bad_days(separator: &str) -> Vec<(&'static str, String)> {
    let day = |y: &str, m: &str, d: &str| format!("{y}{separator}{m}{separator}{d}");
    let mut rows = vec![
        ("day-0230", day("2024", "02", "30")),
        ("day-0229-common-year", day("2023", "02", "29")),
        ("day-0229-year-1900", day("1900", "02", "29")),
        ("day-0431", day("2024", "04", "31")),
        ("day-32", day("2024", "01", "32")),
        ("day-00", day("2024", "01", "00")),
        ("month-13", day("2024", "13", "01")),
        ("month-00", day("2024", "00", "15")),
        ("two-digit-year", day("24", "01", "15")),
        ("five-digit-year", day("12024", "01", "15")),
        ("full-width-digits", day("２０２４", "０１", "１５")),
    ];
    if separator.is_empty() {
        rows.push(("one-digit-month", "2024115".to_owned()));
    } else {
        rows.push(("one-digit-month", day("2024", "1", "15")));
        rows.push(("one-digit-day", day("2024", "01", "5")));
        rows.push(("day-first", day("15", "01", "2024")));
        rows.push(("missing-day", format!("2024{separator}01")));
    }
    let others = [("separator-dash", "-"), ("separator-slash", "/"), ("separator-none", ""), ("separator-dot", ".")];
    for (name, other) in others.into_iter().filter(|(_, other)| *other != separator) {
        rows.push((name, ["2024", "01", "15"].join(other)));
    }
    if !separator.is_empty() {
        let other = if separator == "-" { "/" } else { "-" };
        rows.push(("separator-mixed", format!("2024{separator}01{other}15")));
    }
    rows
}

/// Impossible times, and times written in another form.
fn bad_times(head: &str, end: &str) -> Vec<(&'static str, String)> {
    let mut rows: Vec<(&'static str, String)> = [
        ("hour-24", "24:00:00"),
        ("hour-25", "25:00:00"),
        ("minute-60", "10:60:00"),
        ("one-digit-hour", "9:20:30"),
        ("without-seconds", "10:20"),
        ("separator-none-in-time", "102030"),
        ("full-width-time", "１０:２０:３０"),
    ]
    .into_iter()
    .map(|(name, time)| (name, format!("{head}{time}{end}")))
    .collect();
    // RFC 3339 knows the leap second 23:59:60Z; a form without zone does not.
    let leap = if end.is_empty() { "23:59:60" } else { "10:20:60" };
    rows.push(("second-60", format!("{head}{leap}{end}")));
    if end.is_empty() {
        rows.push(("zone-z", format!("{head}10:20:30Z")));
        rows.push(("zone-offset", format!("{head}10:20:30+09:00")));
        rows.push(("fraction", format!("{head}10:20:30.000")));
    } else {
        rows.push(("zone-missing", format!("{head}10:20:30")));
        rows.push(("zone-without-colon", format!("{head}10:20:30+0900")));
        rows.push(("zone-25", format!("{head}10:20:30+25:00")));
        rows.push(("fraction-without-digits", format!("{head}10:20:30.{end}")));
    }
    if !head.is_empty() {
        let day = head.trim_end_matches('T');
        rows.push(("date-alone", day.to_owned()));
        rows.push(("time-alone", format!("10:20:30{end}")));
        rows.push(("space-for-t", format!("{day} 10:20:30{end}")));
        if end.is_empty() {
            rows.push(("lower-case-t", format!("{day}t10:20:30{end}")));
        }
    }
    rows
}

/// What is wrong with the text as a whole.
fn bad_wholes(form: &Form) -> Vec<(&'static str, String)> {
    let day = form.day.map_or(String::new(), |separator| ["2024", "01", "15"].join(separator));
    let time = form.time.map_or(String::new(), |end| format!("10:20:30{end}"));
    let plain = format!("{day}{}{time}", if day.is_empty() || time.is_empty() { "" } else { "T" });
    vec![
        ("trailing-newline", format!("{plain}\n")),
        ("trailing-space", format!("{plain} ")),
        ("leading-space", format!(" {plain}")),
        ("empty", String::new()),
        ("space", " ".to_owned()),
        ("not-a-date", "yesterday".to_owned()),
        ("epoch-seconds", "1705314030".to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_that_reports_name_are_there() {
        let names = |form| misses(form).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        let local = names(&LOCAL);
        for kind in [
            "zone-z",
            "zone-offset",
            "fraction",
            "space-for-t",
            "date-alone",
            "hour-24",
            "second-60",
            "lower-case-t",
            "day-0230",
            "day-0431",
        ] {
            assert!(local.contains(&kind), "{kind}");
        }
        let slash = names(&SLASH);
        for kind in [
            "day-0229-common-year",
            "month-13",
            "day-00",
            "separator-dash",
            "separator-none",
            "one-digit-month",
            "two-digit-year",
            "trailing-newline",
            "full-width-digits",
            "empty",
            "not-a-date",
            "date-with-time",
            "leading-space",
            "trailing-space",
        ] {
            assert!(slash.contains(&kind), "{kind}");
        }
        assert!(names(&DATE).contains(&"separator-slash"));
    }

    #[test]
    fn no_kind_stands_twice() {
        for form in [&DATE, &SLASH, &COMPACT, &LOCAL, &DATE_TIME, &TIME] {
            let mut names: Vec<_> = misses(form).into_iter().map(|(name, _)| name).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }
}
