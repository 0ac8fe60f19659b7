//! What to look at first where a target answered no request at all.

use crate::{
    contract::Language,
    record::{Run, TrialError},
    target::ErrorKind,
};

/// Where nobody answered, what that most likely means and where it is put right; nothing where anybody did.
pub(super) fn advice(run: &Run, language: Language) -> Option<String> {
    if run.total(|trial| trial.exchanges) > 0 || run.target.url.is_empty() {
        return None;
    }
    let errors = run.trials.iter().flat_map(|trial| &trial.errors);
    let kind = errors.into_iter().find_map(|error| match error {
        TrialError::Target { kind, .. } if *kind != ErrorKind::Gone => Some(*kind),
        _ => None,
    })?;
    let (url, place) = (&run.target.url, place(run, language));
    Some(match language {
        Language::Japanese => japanese(kind, url, &place),
        Language::English => english(kind, url, &place),
    })
}

/// Where the address of the target is given.
fn place(run: &Run, language: Language) -> String {
    let mut words = run.arguments.iter();
    let profile = words.find(|word| *word == "--target").and_then(|_| words.next());
    let place = Some(&run.target.place).filter(|place| !place.is_empty());
    let profile = place.or(profile);
    match (profile, language) {
        (Some(profile), Language::Japanese) => format!("{profile} の `url`"),
        (Some(profile), Language::English) => format!("`url` in {profile}"),
        (None, _) => "`--url`".to_owned(),
    }
}

fn english(kind: ErrorKind, url: &str, place: &str) -> String {
    match kind {
        ErrorKind::Refused => format!("Nothing listens at {url}. Is the server running? Check {place}."),
        ErrorKind::Dns => format!("The host name of {url} has no address. Check {place}, the network and a VPN."),
        ErrorKind::Unreachable => format!("No route leads to {url}. Check the network, a VPN or a proxy, and {place}."),
        ErrorKind::Timeout => {
            format!("{url} does not respond in time. Check {place}, a firewall, and `timeout` under limits.")
        }
        ErrorKind::Tls => format!("No secure connection to {url} is made. Check http or https in {place}, and `tls`."),
        ErrorKind::Proxy => format!("The proxy lets no request to {url} through. Check `proxy`."),
        ErrorKind::Token | ErrorKind::Hook => format!("No request to {url} could be signed. Check `auth`."),
        other => format!("{url} answers no request ({}). Check {place}.", other.name()),
    }
}

fn japanese(kind: ErrorKind, url: &str, place: &str) -> String {
    match kind {
        ErrorKind::Refused => {
            format!("{url} で待ち受けているサーバーがありません。サーバーの起動状態と {place} を確認してください。")
        }
        ErrorKind::Dns => format!("{url} のホスト名を解決できません。{place}、ネットワーク、VPNを確認してください。"),
        ErrorKind::Unreachable => {
            format!("{url} への経路がありません。ネットワーク、VPN、プロキシ、{place} を確認してください。")
        }
        ErrorKind::Timeout => format!(
            "{url} から時間内に応答がありません。{place}、ファイアウォール、limits の `timeout` を確認してください。"
        ),
        ErrorKind::Tls => {
            format!("{url} とTLS接続を確立できません。{place} の http/https の別と `tls` を確認してください。")
        }
        ErrorKind::Proxy => format!("プロキシが {url} へのリクエストを通しません。`proxy` を確認してください。"),
        ErrorKind::Token | ErrorKind::Hook => {
            format!("{url} へのリクエストに署名できません。`auth` を確認してください。")
        }
        other => {
            format!("{url} からどのリクエストにも応答がありません（{}）。{place} を確認してください。", other.name())
        }
    }
}
