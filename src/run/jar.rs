//! The cookies of one case: what its responses set goes with its later requests (RFC 6265).

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};
use serde_json::{Map, Value};

use crate::target::Exchange;

/// The cookies that were set so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Jar(Vec<Cookie>);

#[derive(Debug, Clone, PartialEq)]
struct Cookie {
    name: String,
    value: String,
    path: String,
    is_secure: bool,
}

impl Jar {
    /// Takes over what a response sets; what it lets expire is taken out.
    pub(super) fn take(&mut self, exchange: &Exchange) {
        let Some(set) = exchange.response_headers.get("set-cookie") else { return };
        let (host, path) = place(&exchange.url);
        let texts = set.as_array().map_or(std::slice::from_ref(set), Vec::as_slice);
        for text in texts.iter().filter_map(Value::as_str) {
            let Some((cookie, lives)) = read(text, host, path) else { continue };
            self.0.retain(|known| (&known.name, &known.path) != (&cookie.name, &cookie.path));
            if lives {
                self.0.push(cookie);
            }
        }
    }

    /// The `Cookie` header of a request to an address; none where no cookie goes there. The nearest path comes first.
    pub(super) fn header(&self, url: &str) -> Option<String> {
        let (host, path) = place(url);
        let is_safe = url.starts_with("https:") || is_loopback(host);
        let goes = |cookie: &&Cookie| is_below(path, &cookie.path) && (is_safe || !cookie.is_secure);
        let mut sent: Vec<&Cookie> = self.0.iter().filter(goes).collect();
        sent.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<String> = sent.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The cookies by their names, as expressions see them.
    pub(super) fn json(&self) -> Value {
        let all = self.0.iter().map(|cookie| (cookie.name.clone(), Value::from(cookie.value.as_str())));
        Value::Object(all.collect::<Map<_, _>>())
    }
}

/// The host, without its port, and the path of an address.
fn place(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let path = path.split('?').next().unwrap_or_default();
    (host, if path.is_empty() { "/" } else { path })
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host == "[::1]" || host.starts_with("127.")
}

/// Whether a path is one that a cookie of another path goes with.
fn is_below(path: &str, of: &str) -> bool {
    path.strip_prefix(of).is_some_and(|rest| rest.is_empty() || of.ends_with('/') || rest.starts_with('/'))
}

/// A `Set-Cookie`, and whether it is to be kept; none where it is meant for another host or is none at all.
fn read(text: &str, host: &str, path: &str) -> Option<(Cookie, bool)> {
    let mut parts = text.split(';').map(str::trim);
    let (name, value) = parts.next()?.split_once('=')?;
    let directory = path.rsplit_once('/').map_or("/", |(before, _)| if before.is_empty() { "/" } else { before });
    let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
    let mut cookie = Cookie { name, value, path: directory.to_owned(), is_secure: false };
    let (mut lives, mut has_age) = (true, false);
    for part in parts {
        let (key, value) = part.split_once('=').map_or((part, ""), |(key, value)| (key.trim(), value.trim()));
        match key.to_ascii_lowercase().as_str() {
            "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
            "secure" => cookie.is_secure = true,
            "domain" => {
                let domain = value.trim_start_matches('.').to_ascii_lowercase();
                let is_own =
                    host.eq_ignore_ascii_case(&domain) || host.to_ascii_lowercase().ends_with(&format!(".{domain}"));
                if !is_own && !domain.is_empty() {
                    return None;
                }
            }
            "max-age" => (lives, has_age) = (value.parse::<i64>().map_or(lives, |seconds| seconds > 0), true),
            // Max-Age goes before Expires, wherever it is.
            "expires" if !has_age => {
                let date = DateTimeParser::new().parse_timestamp(value).ok();
                lives = date.is_none_or(|date| date > Timestamp::now());
            }
            _ => {}
        }
    }
    (!cookie.name.is_empty()).then_some((cookie, lives))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        run::Subject,
        run::testing::{
            Asked, Reply, Server, edited, exchange, files, honest, order, plan, play_scenario, played, profile,
        },
        target::Heads,
    };

    fn jar(url: &str, set: &[&str]) -> Jar {
        let mut came = exchange(&json!({}), 200, &json!({}));
        url.clone_into(&mut came.url);
        let (mut jar, mut all) = (Jar::default(), came.clone());
        all.response_headers = Heads::of(set.iter().map(|text| ("Set-Cookie", *text)));
        jar.take(&all);
        jar
    }

    #[test]
    fn cookies_go_where_they_are_meant_for_until_they_expire() {
        let at = "http://shop.example:80/a/b?x=/";
        for (set, url, sent) in [
            (vec!["s=1; HttpOnly", "t=2; Path=/"], "http://shop.example/a/c", Some("s=1; t=2")),
            (vec!["s=1; HttpOnly", "t=2; Path=/"], "http://shop.example/ab", Some("t=2")),
            (vec!["s=1", "s=2"], "http://shop.example/a", Some("s=2")),
            (vec!["s=1", "s=; Max-Age=0"], "http://shop.example/a", None),
            (vec!["s=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], "http://shop.example/a", None),
            (vec!["s=1; Max-Age=9; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], "http://shop.example/a", Some("s=1")),
            (vec!["s=1; Secure"], "http://shop.example/a", None),
            (vec!["s=1; Secure"], "https://shop.example/a", Some("s=1")),
            (vec!["s=1; Secure"], "http://127.0.0.1:1/a", Some("s=1")),
            (vec!["s=1; Domain=.example"], "http://shop.example/a", Some("s=1")),
            (vec!["s=1; Domain=other.example", "=x", "y"], "http://shop.example/a", None),
        ] {
            assert_eq!(jar(at, &set).header(url).as_deref(), sent, "{set:?} {url}");
        }
        assert_eq!(jar(at, &["s=a=b", "t=2"]).json(), json!({"s": "a=b", "t": "2"}));
    }

    /// A target that wants the session that its first response has set, with the token that goes with it.
    fn session(ask: &Asked, is_first: bool) -> Reply {
        if is_first {
            return honest(ask).with("Set-Cookie", "sid=s-1; Path=/").with("Set-Cookie", "csrf=t-1");
        }
        let is_known = ask.header("cookie") == Some("sid=s-1; csrf=t-1") && ask.header("x-csrf") == Some("t-1");
        if is_known { honest(ask) } else { Reply::json(400, &json!({"error": {"code": "E1"}})) }
    }

    #[test]
    fn a_session_is_taken_over_by_later_steps_where_the_scenario_says_so() {
        let good = json!({"item": "a", "count": 1});
        let mut in_session = order("b", &good, "accepted", &[]);
        in_session["headers"] = json!({"X-Csrf": {"$cel": "cookies['csrf']"}});
        let mut without = order("c", &good, "refused", &["E1"]);
        without["cookies"] = json!(false);
        without["headers"] = in_session["headers"].clone();
        let steps = json!([order("a", &good, "accepted", &[]), in_session, without]);
        let told = |cookies: bool| {
            let server = Server::start(|ask| session(ask, ask.number == 0));
            play_scenario(&server.url, &json!({"cookies": cookies, "steps": steps}))
        };
        let record = told(true);
        assert!(record.findings.is_empty() && record.errors.is_empty(), "{record:?}");
        assert_eq!(told(false).errors.len(), 1, "there is no cookie of that name");
    }

    #[test]
    fn a_session_of_the_set_up_goes_with_generated_requests_where_the_operation_says_so() {
        let findings = |cookies: bool| {
            let files = edited(files(), "schemas/shop/contract.json", |contract| {
                contract["operations"]["cancel"]["cookies"] = json!(cookies);
                contract["operations"]["cancel"]["headers"]["X-Csrf"] = json!({"$cel": "cookies.?csrf.orValue('')"});
            });
            let server = Server::start(|ask| session(ask, ask.path == "/orders"));
            let mut plan = plan(Subject::url(&files, "shop", profile(&server.url)).expect("a subject"));
            plan.settings.shrink = 0;
            let record = played(&plan, "shop/cancel/accepts/why");
            assert!(record.errors.is_empty(), "{record:?}");
            record.findings.len()
        };
        assert_eq!(findings(true), 0);
        assert!(findings(false) > 0);
    }
}
