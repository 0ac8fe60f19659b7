//! The variables that an expression takes from outside: those that its own loops bind are not among them.

use std::collections::BTreeSet;

use cel::{
    IdedExpr,
    common::ast::{EntryExpr, Expr},
};

/// The free variables of an expression.
pub(super) fn free(expression: &IdedExpr) -> BTreeSet<String> {
    let mut free = BTreeSet::new();
    walk(expression, &mut Vec::new(), &mut free);
    free
}

fn walk<'a>(expression: &'a IdedExpr, bound: &mut Vec<&'a str>, free: &mut BTreeSet<String>) {
    match &expression.expr {
        Expr::Ident(name) if !name.starts_with('@') && !bound.contains(&name.as_str()) => {
            free.insert(name.clone());
        }
        Expr::Call(call) => call.target.iter().map(Box::as_ref).chain(&call.args).for_each(|part| walk(part, bound, free)),
        Expr::List(list) => list.elements.iter().for_each(|part| walk(part, bound, free)),
        Expr::Map(map) => map.entries.iter().for_each(|entry| walk_entry(&entry.expr, bound, free)),
        Expr::Struct(fields) => fields.entries.iter().for_each(|entry| walk_entry(&entry.expr, bound, free)),
        Expr::Select(select) => walk(&select.operand, bound, free),
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

fn walk_entry<'a>(entry: &'a EntryExpr, bound: &mut Vec<&'a str>, free: &mut BTreeSet<String>) {
    match entry {
        EntryExpr::StructField(field) => walk(&field.value, bound, free),
        EntryExpr::MapEntry(entry) => {
            walk(&entry.key, bound, free);
            walk(&entry.value, bound, free);
        }
    }
}
