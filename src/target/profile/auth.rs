//! `auth`: how the target is told who asks, beside what the contract itself sends.

use std::{path::PathBuf, time::Duration};

use super::{NoAddress, Node, ProfileError, address};
use crate::target::{Auth, Hook, OAuth, Secret, can_carry};

/// Every kind, with its keys: those that it needs, and those that it may have.
const KINDS: &[(&str, &[&str], &[&str])] = &[
    ("header", &["name", "value"], &[]),
    ("bearer", &["token"], &[]),
    ("basic", &["user", "password"], &[]),
    ("cookie", &["cookies"], &[]),
    ("oauth2", &["token-url", "client-id", "client-secret"], &["scope", "audience", "style", "credential"]),
    ("hook", &["command"], &["timeout"]),
];
/// The most time a hook may take where the profile says nothing.
const TIMEOUT: Duration = Duration::from_secs(10);

pub(super) fn read(node: &Node<'_>) -> Result<Auth, ProfileError> {
    let names: Vec<&str> = KINDS.iter().map(|(name, ..)| *name).collect();
    let mend = format!("write kind = \"…\", one of {}", names.join(", "));
    let Some(kind) = node.get("kind")? else { return Err(node.error("`auth` has no kind", mend)) };
    let name = kind.text()?;
    let Some((_, needs, may)) = KINDS.iter().find(|(known, ..)| *known == name) else {
        return Err(kind.error(format!("there is no kind `{name}` of authentication"), mend));
    };
    let known = [&["kind"], *needs, *may].concat();
    for field in node.fields()? {
        if !known.contains(&field.key()) {
            return Err(field.unknown_key(&known));
        }
    }
    for key in *needs {
        if node.get(key)?.is_none() {
            return Err(node.error(format!("kind `{name}` needs `{key}`"), format!("add {key} = …")));
        }
    }
    Ok(match name.as_str() {
        "header" => Auth::Header(header_name(node)?, secret(node, "value")?),
        "bearer" => Auth::Bearer(secret(node, "token")?),
        "basic" => Auth::Basic(text(node, "user")?, secret(node, "password")?),
        "cookie" => Auth::Cookies(cookies(node)?),
        "oauth2" => Auth::OAuth(oauth(node)?),
        _ => Auth::Hook(hook(node)?),
    })
}

fn text(node: &Node<'_>, key: &str) -> Result<String, ProfileError> {
    node.get(key)?.map_or_else(|| Ok(String::new()), |field| field.text())
}

/// A secret that HTTP can carry and that is not empty, which would be no proof of anything.
fn secret(node: &Node<'_>, key: &str) -> Result<Secret, ProfileError> {
    let Some(field) = node.get(key)? else { return Ok(Secret::default()) };
    carried(&field)
}

fn carried(field: &Node<'_>) -> Result<Secret, ProfileError> {
    let secret = field.secret()?;
    if secret.is_empty() {
        return Err(field.error(format!("`{}` is empty", field.key()), "give it, or take `auth` out"));
    }
    if !can_carry("x", &secret) {
        let problem = format!("`{}` has a character that no header can carry", field.key());
        return Err(field.error(problem, "look for a line break or a control character in it"));
    }
    Ok(Secret::new(secret))
}

fn header_name(node: &Node<'_>) -> Result<String, ProfileError> {
    let name = text(node, "name")?;
    match node.get("name")? {
        Some(field) if !can_carry(&name, "") => {
            Err(field.error(format!("`{name}` is no name of a header"), "write letters, digits and dashes"))
        }
        _ => Ok(name),
    }
}

fn cookies(node: &Node<'_>) -> Result<Vec<(String, Secret)>, ProfileError> {
    let Some(cookies) = node.get("cookies")? else { return Ok(Vec::new()) };
    let fields = cookies.fields()?;
    if fields.is_empty() {
        return Err(cookies.error("`cookies` names no cookie", "write { name = \"value\" }"));
    }
    fields.iter().map(|field| Ok((field.key().to_owned(), carried(field)?))).collect()
}

fn oauth(node: &Node<'_>) -> Result<OAuth, ProfileError> {
    let option = |key: &str| node.get(key)?.map(|field| field.text()).transpose();
    let token_url = text(node, "token-url")?;
    if let (Some(field), Err(NoAddress { problem, mend })) = (node.get("token-url")?, address(&token_url)) {
        return Err(field.error(problem, mend));
    }
    let in_body = match (option("style")?.as_deref(), node.get("style")?) {
        (None | Some("basic"), _) => false,
        (Some("body"), _) => true,
        (Some(other), field) => {
            let field = field.as_ref().unwrap_or(node);
            return Err(field.error(format!("there is no style `{other}`"), "write \"basic\" or \"body\""));
        }
    };
    Ok(OAuth {
        token_url,
        client_id: text(node, "client-id")?,
        client_secret: secret(node, "client-secret")?,
        scope: option("scope")?,
        audience: option("audience")?,
        in_body,
        credential: option("credential")?,
    })
}

fn hook(node: &Node<'_>) -> Result<Hook, ProfileError> {
    let Some(field) = node.get("command")? else { return Err(node.not("hook", "add command = …")) };
    let mut command = if field.is_text() {
        vec![field.text()?]
    } else {
        field.items()?.iter().map(Node::text).collect::<Result<Vec<_>, _>>()?
    };
    if command.first().is_none_or(String::is_empty) {
        return Err(field.error("`command` names no program", "write \"./sign.sh\" or [\"python3\", \"sign.py\"]"));
    }
    let timeout = node.get("timeout")?.map_or(Ok(TIMEOUT), |field| field.span())?;
    let absolute =
        |path: PathBuf| std::path::absolute(path).map_err(|error| field.error(error.to_string(), "name another"));
    let folder = absolute(node.folder())?;
    // A program of the profile's own folder is meant wherever tekigo is started; one without a path is looked for as usual.
    if command[0].contains('/') {
        command[0] = folder.join(&command[0]).display().to_string();
    }
    Ok(Hook { command, folder, timeout })
}
