//! Hooks of states: a command, or an HTTP request, that creates a state and returns its values.

use std::time::Duration;

use serde_json::Value;

use super::{NoAddress, Node, ProfileError, address, read_program};
use crate::{
    contract::ProfileId,
    target::{Program, can_carry},
};

/// The most time a hook may take where the profile says nothing.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What brings a state about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateHook {
    /// Tells the values of the state.
    pub make: HookCall,
    /// Is given these values when the state is no longer needed.
    pub teardown: Option<HookCall>,
    /// How often it is made.
    pub scope: HookScope,
    /// Whether it may change something at the target: all but what looks up by GET, unless the profile says so.
    pub writes: bool,
}

/// How often a state is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HookScope {
    /// Once, before the first request.
    #[default]
    Run,
    /// For each trial that needs it.
    Trial,
}

/// Who is requested to do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HookCall {
    /// A command: JSON on its standard input, JSON on its standard output.
    Command(Program),
    /// A request.
    Http(HttpCall),
}

/// A request that brings something about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpCall {
    /// HTTP method.
    pub method: String,
    /// Full address.
    pub url: String,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Its body, as JSON.
    pub body: Option<Value>,
    /// The most time it may take.
    pub timeout: Duration,
}

/// Whether the table of a state is a hook in place of values.
pub(super) fn is_hook(state: &Node<'_>) -> Result<bool, ProfileError> {
    Ok(state.is_table() && (state.get("hook")?.is_some() || state.get("http")?.is_some()))
}

pub(super) fn read(state: &Node<'_>) -> Result<StateHook, ProfileError> {
    const KNOWN: &[&str] = &["hook", "http", "teardown", "scope", "timeout", "writes"];
    if let Some(unknown) = state.fields()?.iter().find(|field| !KNOWN.contains(&field.key())) {
        return Err(unknown.unknown_key(KNOWN));
    }
    let timeout = state.get("timeout")?.map_or(Ok(TIMEOUT), |field| field.span())?;
    let make = match (state.get("hook")?, state.get("http")?) {
        (Some(program), None) => HookCall::Command(command(&program, timeout)?),
        (None, Some(call)) => HookCall::Http(http(&call, timeout)?),
        _ => return Err(state.error(ProfileId::HookAndHttp, ProfileId::TakeOneOut)),
    };
    let teardown = |field: Node<'_>| {
        let call = if field.is_table() { field.get("http")? } else { None };
        match call {
            Some(call) => Ok(HookCall::Http(http(&call, timeout)?)),
            None => Ok(HookCall::Command(command(&field, timeout)?)),
        }
    };
    let scope = match state.get("scope")? {
        None => HookScope::Run,
        Some(field) => match field.text()?.as_str() {
            "run" => HookScope::Run,
            "trial" => HookScope::Trial,
            other => return Err(field.error(ProfileId::NoScope.with([other.into()]), ProfileId::WriteScope)),
        },
    };
    let looks_up = matches!(&make, HookCall::Http(call) if call.method == "GET");
    let writes = state.get("writes")?.map_or(Ok(!looks_up), |field| field.flag())?;
    Ok(StateHook { make, teardown: state.get("teardown")?.map(teardown).transpose()?, scope, writes })
}

fn command(field: &Node<'_>, timeout: Duration) -> Result<Program, ProfileError> {
    if field.is_text() || field.is_list() {
        return read_program(field, timeout, "make");
    }
    Err(field.not(ProfileId::NoHook, ProfileId::WriteHook))
}

fn http(table: &Node<'_>, timeout: Duration) -> Result<HttpCall, ProfileError> {
    let mut call = HttpCall { method: "POST".to_owned(), url: String::new(), headers: Vec::new(), body: None, timeout };
    for node in table.fields()? {
        match node.key() {
            "method" => call.method = node.text()?,
            "url" => {
                call.url = node.text()?;
                address(&call.url).map_err(|NoAddress { problem, fix }| node.error(problem, fix))?;
            }
            "headers" => {
                for header in node.fields()? {
                    let value = header.secret()?;
                    if !can_carry(header.key(), &value) {
                        let problem = ProfileId::NotCarriedHeader.with([header.key().into()]);
                        return Err(header.error(problem, ProfileId::LookForSpace));
                    }
                    call.headers.push((header.key().to_owned(), value));
                }
            }
            "body" => call.body = Some(node.json()?),
            _ => return Err(node.unknown_key(&["method", "url", "headers", "body"])),
        }
    }
    if call.url.is_empty() {
        return Err(table.error(ProfileId::HttpNoUrl, ProfileId::AddUrl));
    }
    Ok(call)
}
