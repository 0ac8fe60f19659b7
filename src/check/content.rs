//! A response says that it is JSON, and is. What is wrong with one is reported once, under a name of its own.

use super::{
    Evidence, Judgement,
    media_type::{charset, is_utf8, several},
};
use crate::{
    contract::{ContentOf, Level, Message, MessageId as Id},
    target::{Defect, Exchange},
};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let rule = &evidence.operation.rules.content;
    if rule.on == ContentOf::Success && !evidence.successful() {
        return;
    }
    let exchange = evidence.exchange;
    // A response to HEAD has no body, whatever it says.
    if evidence.is_bodiless() || (exchange.method == "HEAD" && exchange.response_body.is_empty()) {
        return;
    }
    let of_type = rule.content_type.as_ref();
    let due = Due::of(evidence);
    judgement.asked.push(&rule.requirement);
    judgement.asked.extend(of_type.map(|of_type| of_type.requirement.as_str()));
    let mut find = |flaw: Flaw<'a>| {
        let of_type = of_type.filter(|_| flaw.of_type);
        let (requirement, level) =
            of_type.map_or((&rule.requirement, rule.level), |of_type| (&of_type.requirement, of_type.level));
        let (requirement, level) = flaw.requirement.map_or((requirement.as_str(), level), |own| (own, None));
        let most = flaw.most.into_iter().chain(level).min();
        let mut finding = evidence.finding(requirement, most, "", flaw.expected, flaw.actual);
        flaw.class.clone_into(&mut finding.class);
        judgement.findings.push(finding);
    };
    match due {
        Due::Json => {}
        Due::Kept => return,
        Due::Broken(flaw) => {
            judgement.unread = exchange.response.is_none();
            return find(flaw);
        }
    }
    if exchange.response.is_none() {
        find(unread(exchange));
        judgement.unread = true;
        return;
    }
    [mark(exchange), packed(exchange), content_type(exchange)].into_iter().flatten().for_each(find);
}

/// What the description says of the content of a response.
enum Due<'a> {
    /// It is JSON, which the rest of this check judges.
    Json,
    /// It is something else, and that is the response.
    Kept,
    /// It is something else than the response.
    Broken(Flaw<'a>),
}

impl<'a> Due<'a> {
    fn of(evidence: &Evidence<'a>) -> Self {
        let exchange = evidence.exchange;
        let Some(response) = evidence.operation.response(exchange.status) else { return Self::Json };
        let empty = exchange.response_body.is_empty();
        let came = || match (empty, exchange.content_type.as_str()) {
            (true, _) => Id::EmptyBody.into(),
            (false, "") => Id::UntypedBody.with([exchange.response_body.len().into()]),
            (false, kind) => Id::TypedBody.with([exchange.response_body.len().into(), kind.into()]),
        };
        if response.bodies.is_empty() {
            // HTTP itself gives these statuses no body; of others the description may have left it out.
            let never = matches!(exchange.status, 204 | 205 | 304);
            let requirement = never.then_some(response.requirement.as_str());
            let most = (!never).then_some(Level::Should);
            let flaw = Flaw { most, requirement, ..Flaw::new("body-not-due", Id::NoBody, came()) };
            return if empty { Self::Kept } else { Self::Broken(flaw) };
        }
        let other = response.bodies.iter().filter(|body| !body.is_json());
        if other.clone().any(|body| !empty && body.is_of(&exchange.content_type)) {
            return Self::Kept;
        }
        if other.count() < response.bodies.len() {
            return Self::Json;
        }
        let due = Message::joined(Id::Or, response.bodies.iter().map(|body| body.media.as_str()));
        Self::Broken(Flaw { of_type: !empty, ..Flaw::new("content-type", Id::ContentType.with([due]), came()) })
    }
}

/// One thing that is wrong.
struct Flaw<'a> {
    class: &'static str,
    expected: Message,
    actual: Message,
    /// Whether it is about the content type, which may have a requirement of its own.
    of_type: bool,
    /// The most that it weighs.
    most: Option<Level>,
    /// The requirement that it breaks, where it is not that of all content.
    requirement: Option<&'a str>,
}

impl Flaw<'_> {
    fn new(class: &'static str, expected: impl Into<Message>, actual: Message) -> Self {
        Self { class, expected: expected.into(), actual, of_type: false, most: None, requirement: None }
    }
}

/// The name of what keeps a body from being read as JSON.
pub(super) fn unread_class(exchange: &Exchange) -> &'static str {
    unread(exchange).class
}

/// Why there is no JSON: the header that says so, else the byte at which reading ends.
fn unread(exchange: &Exchange) -> Flaw<'static> {
    let Exchange { status, content_type, content_encoding, location, .. } = exchange;
    let defect = exchange.defect.as_ref();
    let kind = defect.map_or("body", |defect| defect.kind);
    let bytes = exchange.response_body.len();
    let body = match defect {
        _ if bytes == 0 => Id::NoBody.into(),
        None => Id::NotJson.with([bytes.into()]),
        Some(defect) => Id::NotJsonAt.with([bytes.into(), broken(defect), defect.offset.into()]),
    };
    let says: Message =
        if content_type.is_empty() { Id::NoContentType.into() } else { format!("Content-Type {content_type}").into() };
    let flaw =
        |class, told: Message| Flaw::new(class, Id::JsonBody, Id::StatusWithBody.with([(*status).into(), body, told]));
    if (300..400).contains(status) && *status != 304 {
        let place = location.as_ref().map_or_else(|| Id::NoLocation.into(), |place| format!("Location {place}").into());
        return flaw("redirect", place);
    }
    if let Some(encoding) = content_encoding.as_ref().filter(|encoding| is_packed(encoding)) {
        return flaw("content-encoding", Id::PackedUnasked.with([encoding.as_str().into(), says]));
    }
    let class =
        if kind == "not-utf8" && charset(content_type).is_some_and(|set| !is_utf8(&set)) { "charset" } else { kind };
    flaw(class, says)
}

fn mark(exchange: &Exchange) -> Option<Flaw<'static>> {
    let defect = exchange.defect.as_ref()?;
    let actual = Id::AtByte.with([broken(defect), defect.offset.into()]);
    Some(Flaw::new(defect.kind, Id::NoMark, actual))
}

/// What is found where JSON is broken.
fn broken(defect: &Defect) -> Message {
    let id = match defect.kind {
        "byte-order-mark" => Id::ByteOrderMark,
        "empty-body" => Id::Blank,
        "compressed" => Id::Packed,
        "not-utf8" => Id::NotUtf8,
        "trailing-text" => Id::Trailing,
        "cut-off" => Id::CutOff,
        "depth" => Id::TooDeep,
        "control-character" => Id::Control,
        "leading-zero" => Id::LeadingZero,
        "not-a-number" => Id::NotANumber,
        "markup" => Id::Markup,
        _ => Id::Syntax,
    };
    id.with([defect.message.as_str().into(), defect.shown.as_str().into()])
}

/// JSON that is said to be packed and is not.
fn packed(exchange: &Exchange) -> Option<Flaw<'static>> {
    let encoding = exchange.content_encoding.as_ref().filter(|encoding| is_packed(encoding))?;
    let actual = Id::PackedPlain.with([encoding.as_str().into()]);
    Some(Flaw::new("content-encoding", Id::NotPacked, actual))
}

fn content_type(exchange: &Exchange) -> Option<Flaw<'static>> {
    let said = &exchange.content_type;
    let (class, actual, most) = if said.is_empty() {
        ("no-content-type", Id::NoContentTypeHeader.into(), None)
    } else if several(said) {
        ("two-content-types", Id::SeveralTypes.with([said.as_str().into()]), None)
    } else if !exchange.says_json() {
        ("content-type", format!("`{said}`").into(), None)
    } else if let Some(set) = charset(said).filter(|set| !is_utf8(set)) {
        // The bytes could be read as UTF-8 all the same.
        ("charset", Id::Charset.with([set.into(), said.as_str().into()]), Some(Level::Should))
    } else {
        return None;
    };
    let due = || Id::ContentType.with(["application/json".into()]);
    let expected = if class == "charset" { Id::Utf8Json.into() } else { due() };
    Some(Flaw { of_type: true, most, ..Flaw::new(class, expected, actual) })
}

fn is_packed(encoding: &str) -> bool {
    !encoding.trim().is_empty() && !encoding.trim().eq_ignore_ascii_case("identity")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::Made;
    use super::judge;
    use crate::contract::{ContentOf, Level, RequirementForm};

    #[test]
    fn a_response_has_the_content_that_its_description_gives_it() {
        for (status, kind, body, expected) in [
            (205, "", "", None),
            (
                205,
                "application/json",
                "{}",
                Some("MU-shape must \"\": no body | a body of 2 bytes, Content-Type application/json [body-not-due]"),
            ),
            (206, "text/csv; charset=utf-8", "id,a\n", None),
            (
                206,
                "text/html",
                "<p>",
                Some("content-type text/csv | a body of 3 bytes, Content-Type text/html [content-type]"),
            ),
            (206, "text/csv", "", Some("content-type text/csv | an empty body [content-type]")),
            (200, "text/csv", "id,a\n", Some("a JSON body")),
        ] {
            let lines = Made::new().answers_text(status, kind, body).lines(judge);
            let fits = expected.map_or(lines.is_empty(), |due| lines.len() == 1 && lines[0].contains(due));
            assert!(fits, "{status} {kind}: {lines:?}");
        }
    }

    #[test]
    fn a_body_that_is_not_json_is_a_finding_whatever_it_says() {
        let made = Made::new().answers_text(400, "application/json", "{{{");
        let expected = "MU-content must \"\": a JSON body | status 400 with a body of 3 bytes that is not JSON: `{` where a key in quotes \
             is due at byte 1 (Content-Type application/json) [syntax]";
        assert_eq!(made.lines(judge), [expected]);
        assert_eq!(Made::new().answers_text(200, "text/plain", "{{{").lines(judge).len(), 1);
    }

    #[test]
    fn json_that_does_not_say_so_is_a_finding() {
        for (content_type, kept) in
            [("application/json", true), ("application/problem+json", true), ("text/plain", false), ("", false)]
        {
            let made = Made::new().answers_text(200, content_type, "{}");
            assert_eq!(made.judged(judge).asked, ["MU-content"]);
            assert_eq!(made.lines(judge).is_empty(), kept, "{content_type}");
            assert!(!made.judged(judge).unread);
        }
        let made = Made::new().answers_text(200, "text/plain", "{}");
        let expected = "MU-content must \"\": content-type application/json | `text/plain` [content-type]";
        assert_eq!(made.lines(judge), [expected]);
    }

    #[test]
    fn a_content_type_may_have_a_requirement_of_its_own() {
        let mut made = Made::new().answers_text(400, "text/plain", "{}");
        made.operation().rules.content.level = Some(Level::Should);
        assert_eq!(made.finding(judge).level, Level::Should);
        made.operation().rules.content.content_type =
            Some(RequirementForm { requirement: "MU-type".to_owned(), level: Some(Level::Open) });
        assert_eq!(made.judged(judge).asked, ["MU-content", "MU-type"]);
        let expected = "MU-type open \"\": content-type application/json | `text/plain` [content-type]";
        assert_eq!(made.lines(judge), [expected]);
        let made = made.answers_text(400, "text/plain", "{");
        assert_eq!(
            (made.finding(judge).requirement.as_str(), made.finding(judge).level),
            ("MU-content", Level::Should)
        );
    }

    #[test]
    fn refusals_are_spared_where_only_success_is_said_to_be_json() {
        for (on, status, findings) in [
            (ContentOf::Success, 403, 0),
            (ContentOf::Success, 200, 1),
            (ContentOf::Success, 201, 1),
            (ContentOf::Any, 403, 1),
        ] {
            let mut made = Made::new().answers_text(status, "text/html", "<p>no</p>");
            made.operation().rules.content.on = on;
            let judged = made.judged(judge);
            assert_eq!((judged.findings.len(), judged.asked.len()), (findings, findings), "{on:?} {status}");
        }
        let mut kept = Made::new().answers(403, &json!({}));
        kept.operation().rules.content.on = ContentOf::Any;
        assert_eq!(kept.judged(judge).asked, ["MU-content"]);
    }

    #[test]
    fn a_status_of_success_without_a_body_is_no_flaw_where_the_contract_names_it() {
        let judged = |status: u16, body: &str, named: bool, codes: &[serde_json::Value]| {
            let mut made = Made::new().answers_text(status, "", body);
            if named {
                made.operation().statuses.push(status);
            }
            made.operation().errors[1].rules.success = codes.to_vec();
            made.judged(judge).findings.len()
        };
        assert_eq!(judged(204, "", true, &[]), 0);
        assert_eq!(judged(304, "", true, &[json!("")]), 0, "an empty code says success as well");
        assert_eq!(judged(204, "", false, &[]), 1);
        assert_eq!(judged(204, "", true, &[json!("0")]), 1, "a code of success is due");
        assert_eq!(judged(200, "", true, &[]), 1);
    }

    const JSON: &str = "application/json";
    const GOOD: &[u8] = b"{\"rows\": []}";

    fn with(status: u16, content_type: &str, body: &[u8]) -> Made {
        let mut made = Made::new().answers_text(status, content_type, "");
        made.came.body = bytes::Bytes::copy_from_slice(body);
        made
    }

    fn gzip(body: &[u8]) -> Made {
        let mut made = with(200, JSON, body);
        made.came.content_encoding = Some("gzip".to_owned());
        made
    }

    fn redirect(location: Option<&str>, body: &[u8]) -> Made {
        let mut made = with(302, "text/html", body);
        made.came.location = location.map(str::to_owned);
        made
    }

    /// Each is one finding, under a name of its own, with the header or the byte that shows it.
    fn is_one(made: &Made, class: &str, level: Level, shown: &str, unread: bool) {
        let judged = made.judged(judge);
        assert_eq!(judged.findings.len(), 1, "{class}: {:?}", judged.findings);
        let finding = &judged.findings[0];
        assert_eq!((finding.class.as_str(), finding.level, judged.unread), (class, level, unread));
        assert!(finding.actual.contains(shown), "{class}: {}", finding.actual);
    }

    #[test]
    fn why_a_body_is_no_json_is_one_finding_with_what_shows_it() {
        for (made, class, shown) in [
            (with(200, JSON, b"{\"a\":NaN}"), "not-a-number", "NaN, which JSON does not have at byte 5"),
            (with(200, JSON, b"{\"a\":01}"), "leading-zero", "at byte 5"),
            (with(200, JSON, b"{\"a\":\"\t\"}"), "control-character", "U+0009 in a string at byte 6"),
            (with(200, JSON, b"{\"a\":\"\x82\"}"), "not-utf8", "82, which is not UTF-8 at byte 6"),
            (with(200, "application/json; charset=Shift_JIS", b"{\"a\":\"\x82\"}"), "charset", "charset=Shift_JIS"),
            (gzip(b"\x1F\x8B\x08\x00"), "content-encoding", "Content-Encoding gzip"),
            (with(200, JSON, b"\x1F\x8B\x08\x00"), "compressed", "1F 8B"),
            (redirect(Some("https://elsewhere.example/"), b""), "redirect", "Location https://elsewhere.example/"),
            (redirect(None, b"<p>moved</p>"), "redirect", "no Location"),
            (with(200, JSON, b""), "empty-body", "status 200 with no body (Content-Type application/json)"),
            (with(200, "", b""), "empty-body", "no Content-Type"),
            (with(200, "text/html", b"<p>busy</p>"), "markup", "Content-Type text/html"),
        ] {
            is_one(&made, class, Level::Must, shown, true);
        }
    }

    #[test]
    fn what_is_wrong_around_json_is_one_finding_and_the_json_is_read() {
        let (must, should) = (Level::Must, Level::Should);
        for (made, class, level, shown) in [
            (with(200, JSON, b"\xEF\xBB\xBF{}"), "byte-order-mark", must, "EF BB BF"),
            (with(200, "application/json; charset=\"Shift_JIS\"", GOOD), "charset", should, "charset Shift_JIS"),
            (gzip(GOOD), "content-encoding", must, "Content-Encoding gzip"),
            (with(200, "", GOOD), "no-content-type", must, "no Content-Type header"),
            (
                with(200, "application/json, text/html", GOOD),
                "two-content-types",
                must,
                "`application/json, text/html`",
            ),
            (with(200, "text/html", GOOD), "content-type", must, "`text/html`"),
        ] {
            is_one(&made, class, level, shown, false);
        }
        let mut plain = with(200, JSON, GOOD);
        plain.came.content_encoding = Some("identity".to_owned());
        for kept in [
            plain,
            with(200, "application/json; charset=UTF-8", GOOD),
            with(200, "application/json; x=\"a,b\"", GOOD),
            with(200, JSON, b"{\"a\":1e400,\"b\":\"\\ud800\"}"),
        ] {
            assert_eq!(kept.lines(judge), Vec::<String>::new());
        }
    }
}
