//! What a request takes from elsewhere as it goes out: cookies that were set, and what is new for each request.

use super::request::{Own, Request, encoded, header};
use crate::contract::Operation;

impl Request {
    /// Adds the cookies that earlier responses have set. One that the case or the contract sends itself stays, and where they take the
    /// header away there is none.
    pub(super) fn add_cookies(&mut self, cookies: &str) {
        let named = |all: &str, name: &str| all.split(';').any(|one| one.trim().split('=').next() == Some(name));
        let known = self.headers.iter_mut().find(|(name, _)| name == "cookie");
        let Some((_, sent)) = known else {
            if !self.spoken.iter().any(|name| name == "cookie") {
                self.headers.push(("cookie".to_owned(), cookies.to_owned()));
            }
            return;
        };
        let other = cookies.split("; ").filter(|one| !named(sent, one.split('=').next().unwrap_or_default()));
        let all: Vec<&str> = std::iter::once(sent.as_str()).chain(other).collect();
        *sent = all.join("; ");
    }

    /// Takes what the operation sends by itself in its newest form, unless the case sends something else there.
    pub(super) fn renew(&mut self, operation: &Operation, before: &Own, now: &Own) {
        for (name, value) in &now.headers {
            let was = before.headers.get(name).map(header);
            let sent = self
                .headers
                .iter_mut()
                .find(|(known, sent)| known.eq_ignore_ascii_case(name) && was.as_ref() == Some(sent));
            if let Some((_, sent)) = sent {
                *sent = header(value);
            }
        }
        let (was, is) = (encoded(operation, &before.query, None), encoded(operation, &now.query, None));
        if was != is {
            for (was, is) in was.split('&').zip(is.split('&')).filter(|(was, is)| was != is) {
                let parts = self.query.split('&').map(|part| if part == was { is } else { part });
                self.query = parts.collect::<Vec<_>>().join("&");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn request(cookie: Option<&str>, spoken: &[&str]) -> Request {
        let headers = cookie.iter().map(|text| ("cookie".to_owned(), (*text).to_owned())).collect();
        let spoken = spoken.iter().map(|name| (*name).to_owned()).collect();
        Request { path: None, query: String::new(), headers, spoken, body: Bytes::new(), json: None }
    }

    #[test]
    fn cookies_that_were_set_go_beside_those_that_are_sent_on_purpose() {
        for (own, spoken, sent) in [
            (None, vec![], Some("sid=1; csrf=2")),
            (Some("sid=own; lang=ja"), vec!["cookie"], Some("sid=own; lang=ja; csrf=2")),
            (None, vec!["cookie"], None),
        ] {
            let mut request = request(own, &spoken);
            request.add_cookies("sid=1; csrf=2");
            assert_eq!(request.headers.first().map(|(_, text)| text.as_str()), sent, "{own:?} {spoken:?}");
        }
    }
}
