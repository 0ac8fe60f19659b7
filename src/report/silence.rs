//! What to look at first where a target returned no response at all.

use crate::{
    contract::Language,
    record::{Run, TrialError},
    target::ErrorKind,
};

/// Where there was no response, what that most likely means and where it is put right; nothing where anybody did.
pub(super) fn advice(run: &Run, language: Language) -> Option<String> {
    if run.total(|trial| trial.exchanges) > 0 || run.target.url.is_empty() {
        return None;
    }
    let errors = run.trials.iter().flat_map(|trial| &trial.errors);
    let kind = errors.into_iter().find_map(|error| match error {
        TrialError::Target { kind, .. } if *kind != ErrorKind::Gone => Some(*kind),
        _ => None,
    })?;
    let at = |key: &str| at(run, key, language);
    Some(match language {
        Language::Japanese => japanese(kind, &run.target.url, &at),
        Language::English => english(kind, &run.target.url, &at),
    })
}

/// A key of the profile with its line, or without one where the profile does not give it; the address may be an option.
fn at(run: &Run, key: &str, language: Language) -> String {
    let mut words = run.arguments.iter();
    let profile = words.find(|word| *word == "--target").and_then(|_| words.next());
    let is_url = key == "url";
    // A timeout is a key of its own, or one of the limits.
    let key = if key == "timeout" && !run.target.places.contains_key(key) && run.target.places.contains_key("limits") {
        "limits"
    } else {
        key
    };
    match (run.target.places.get(key).or(profile.filter(|_| is_url)), language) {
        (Some(place), Language::Japanese) => format!("{place} の `{key}`"),
        (Some(place), Language::English) => format!("`{key}` in {place}"),
        (None, _) if is_url => "`--url`".to_owned(),
        (None, _) => format!("`{key}`"),
    }
}

/// Words a key of the profile with its line.
type Located<'a> = dyn Fn(&str) -> String + 'a;

fn english(kind: ErrorKind, url: &str, at: &Located<'_>) -> String {
    let place = at("url");
    match kind {
        ErrorKind::Refused => format!("Nothing listens at {url}. Is the server running? Check {place}."),
        ErrorKind::Dns => format!("The host name of {url} has no address. Check {place}, the network and a VPN."),
        ErrorKind::Unreachable => format!("No route leads to {url}. Check the network, a VPN or a proxy, and {place}."),
        ErrorKind::Timeout => {
            format!("{url} does not respond in time. Check {place}, a firewall, and {}.", at("timeout"))
        }
        ErrorKind::Tls => {
            format!("No secure connection to {url} is made. Check http or https in {place}, and {}.", at("tls"))
        }
        ErrorKind::Proxy => format!("The proxy lets no request to {url} through. Check {}.", at("proxy")),
        ErrorKind::Token | ErrorKind::Hook => format!("No request to {url} could be signed. Check {}.", at("auth")),
        other => format!("{url} answers no request ({}). Check {place}.", other.name()),
    }
}

fn japanese(kind: ErrorKind, url: &str, at: &Located<'_>) -> String {
    let place = at("url");
    match kind {
        ErrorKind::Refused => {
            format!("{url} で待ち受けているサーバーがありません。サーバーの起動状態と {place} を確認してください。")
        }
        ErrorKind::Dns => format!("{url} のホスト名を解決できません。{place}、ネットワーク、VPNを確認してください。"),
        ErrorKind::Unreachable => {
            format!("{url} への経路がありません。ネットワーク、VPN、プロキシ、{place} を確認してください。")
        }
        ErrorKind::Timeout => format!(
            "{url} から時間内に応答がありません。{place}、ファイアウォール、{} を確認してください。",
            at("timeout")
        ),
        ErrorKind::Tls => {
            format!(
                "{url} とTLS接続を確立できません。{place} が http か https かと、{} を確認してください。",
                at("tls")
            )
        }
        ErrorKind::Proxy => {
            format!("プロキシが {url} へのリクエストを通しません。{} を確認してください。", at("proxy"))
        }
        ErrorKind::Token | ErrorKind::Hook => {
            format!("{url} へのリクエストに署名できません。{} を確認してください。", at("auth"))
        }
        other => {
            format!("{url} からどのリクエストにも応答がありません（{}）。{place} を確認してください。", other.name())
        }
    }
}
