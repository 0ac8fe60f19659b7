//! What an expression names: the variables that it takes from outside (not those that its own loops bind), their keys, and every field.

use std::collections::BTreeSet;

use cel::{
    IdedExpr,
    common::ast::{CallExpr, EntryExpr, Expr, LiteralValue, operators},
};

use super::words;

/// What an expression takes from outside.
#[derive(Default)]
pub(super) struct Free {
    /// Its variables.
    pub(super) variables: BTreeSet<String>,
    /// Variables with keys that it names: `steps` and `add` for `steps.add`, `steps['add']`, `steps.?add` and `'add' in steps`.
    pub(super) keys: BTreeSet<(String, String)>,
    /// Fields of those that it names: `steps`, `add` and `response` for `steps.add.response`.
    pub(super) below: BTreeSet<[String; 3]>,
    /// Fields that it may read, of whatever value: each name after a dot, each text, and each word of a text.
    pub(super) fields: BTreeSet<String>,
}

/// The free variables of an expression, and the keys that it names of them.
pub(super) fn free(expression: &IdedExpr) -> Free {
    let mut free = Free::default();
    walk(expression, &mut Vec::new(), &mut free);
    free
}

fn walk<'a>(expression: &'a IdedExpr, bound: &mut Vec<&'a str>, free: &mut Free) {
    if let Some((variable, key)) = key(&expression.expr).filter(|(variable, _)| !bound.contains(variable)) {
        free.keys.insert((variable.to_owned(), key.to_owned()));
    }
    let inner = selected(&expression.expr).and_then(|(whole, field)| Some((key(&whole.expr)?, field)));
    if let Some(((variable, key), field)) = inner.filter(|((variable, _), _)| !bound.contains(variable)) {
        free.below.insert([variable, key, field].map(str::to_owned));
    }
    match &expression.expr {
        Expr::Ident(name) if !name.starts_with('@') && !bound.contains(&name.as_str()) => {
            free.variables.insert(name.clone());
        }
        Expr::Call(call) => {
            call.target.iter().map(Box::as_ref).chain(&call.args).for_each(|part| walk(part, bound, free));
        }
        Expr::List(list) => list.elements.iter().for_each(|part| walk(part, bound, free)),
        Expr::Map(map) => map.entries.iter().for_each(|entry| walk_entry(&entry.expr, bound, free)),
        Expr::Struct(fields) => fields.entries.iter().for_each(|entry| walk_entry(&entry.expr, bound, free)),
        Expr::Select(select) => {
            free.fields.insert(select.field.clone());
            walk(&select.operand, bound, free);
        }
        Expr::Literal(LiteralValue::String(text)) => {
            let text = text.inner();
            free.fields.extend(std::iter::once(text).chain(words(text)).map(str::to_owned));
        }
        Expr::Comprehension(each) => {
            walk(&each.iter_range, bound, free);
            walk(&each.accu_init, bound, free);
            let outside = bound.len();
            bound.push(&each.accu_var);
            bound.push(&each.iter_var);
            bound.extend(each.iter_var2.as_deref());
            for part in [&each.loop_cond, &each.loop_step, &each.result] {
                walk(part, bound, free);
            }
            bound.truncate(outside);
        }
        _ => {}
    }
}

/// The variable and the key of it that an expression names outright.
fn key(expression: &Expr) -> Option<(&str, &str)> {
    let (whole, key) = selected(expression)?;
    Some((variable(whole)?, key))
}

/// The value and the key of it that an expression names outright.
fn selected(expression: &Expr) -> Option<(&IdedExpr, &str)> {
    match expression {
        Expr::Select(select) => Some((&select.operand, &select.field)),
        Expr::Call(CallExpr { func_name, target: None, args }) => match (func_name.as_str(), args.as_slice()) {
            (operators::INDEX | operators::OPT_INDEX | operators::OPT_SELECT, [whole, key])
            | (operators::IN, [key, whole]) => Some((whole, text(key)?)),
            _ => None,
        },
        _ => None,
    }
}

fn variable(expression: &IdedExpr) -> Option<&str> {
    if let Expr::Ident(name) = &expression.expr { Some(name) } else { None }
}

fn text(expression: &IdedExpr) -> Option<&str> {
    if let Expr::Literal(LiteralValue::String(text)) = &expression.expr { Some(text.inner()) } else { None }
}

fn walk_entry<'a>(entry: &'a EntryExpr, bound: &mut Vec<&'a str>, free: &mut Free) {
    match entry {
        EntryExpr::StructField(field) => walk(&field.value, bound, free),
        EntryExpr::MapEntry(entry) => {
            walk(&entry.key, bound, free);
            walk(&entry.value, bound, free);
        }
    }
}
