//! An expression in the form in which it is evaluated over JSON in place.

use cel::{
    IdedExpr,
    common::ast::{
        CallExpr, ComprehensionExpr, EntryExpr, Expr, ListExpr, LiteralValue, MapExpr, SelectExpr, operators,
    },
};
use regex::Regex;
use serde_json::{Map as JsonMap, Value};

use super::function::Function;

/// One part of an expression.
pub(super) enum Code {
    /// What is in the expression itself: all but fractions and unsigned integers, which JSON does not distinguish from integers.
    Constant(Value),
    Double(f64),
    /// A variable from outside.
    Name(Box<str>),
    /// A variable of a loop: its place among those that are bound there.
    Local(usize),
    Select(Box<Self>, Box<str>),
    Has(Box<Self>, Box<str>),
    SelectOptional(Box<Self>, Box<str>),
    Index(Box<[Self; 2]>),
    IndexOptional(Box<[Self; 2]>),
    Not(Box<Self>),
    Negative(Box<Self>),
    NotStrictlyFalse(Box<Self>),
    And(Box<[Self; 2]>),
    Or(Box<[Self; 2]>),
    Conditional(Box<[Self; 3]>),
    Binary(Operator, Box<[Self; 2]>),
    List(Vec<Self>),
    Loop(Box<Loop>),
    Matches(Box<Self>, Regex),
    Call(Function, Vec<Self>),
}

/// What two values are combined by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// `all`, `exists`, `map` and their like: what is gathered is bound first, the item second.
pub(super) struct Loop {
    pub(super) range: Code,
    pub(super) first: Code,
    pub(super) condition: Code,
    pub(super) step: Code,
    pub(super) result: Code,
}

/// The expression as code; `None` where a part of it is one that only the library evaluates.
pub(super) fn code(expression: &IdedExpr) -> Option<Code> {
    of(expression, &mut Vec::new())
}

fn of<'e>(expression: &'e IdedExpr, bound: &mut Vec<&'e str>) -> Option<Code> {
    Some(match &expression.expr {
        Expr::Literal(literal) => of_literal(literal)?,
        Expr::Ident(name) => match bound.iter().rposition(|known| known == name) {
            Some(place) => Code::Local(place),
            None => Code::Name(name.as_str().into()),
        },
        Expr::Select(SelectExpr { operand, field, test }) => {
            let operand = Box::new(of(operand, bound)?);
            let field = field.as_str().into();
            if *test { Code::Has(operand, field) } else { Code::Select(operand, field) }
        }
        Expr::List(list) => of_list(list, bound)?,
        Expr::Map(map) => of_map(map, bound)?,
        Expr::Call(call) => of_call(call, bound)?,
        Expr::Comprehension(each) => of_loop(each, bound)?,
        Expr::Struct(_) | Expr::Unspecified => return None,
    })
}

fn of_literal(literal: &LiteralValue) -> Option<Code> {
    Some(Code::Constant(match literal {
        LiteralValue::Null => Value::Null,
        LiteralValue::Boolean(truth) => Value::Bool(*truth.inner()),
        LiteralValue::Int(number) => Value::from(*number.inner()),
        LiteralValue::String(text) => Value::from(text.inner()),
        LiteralValue::Double(number) => return Some(Code::Double(*number.inner())),
        LiteralValue::UInt(_) | LiteralValue::Bytes(_) => return None,
    }))
}

fn of_list<'e>(list: &'e ListExpr, bound: &mut Vec<&'e str>) -> Option<Code> {
    if !list.optional_indices.is_empty() {
        return None;
    }
    let items: Vec<Code> = list.elements.iter().map(|item| of(item, bound)).collect::<Option<_>>()?;
    let constants = items.iter().map(|item| if let Code::Constant(value) = item { Some(value.clone()) } else { None });
    match constants.collect::<Option<Vec<Value>>>() {
        Some(constants) => Some(Code::Constant(Value::Array(constants))),
        None => Some(Code::List(items)),
    }
}

/// Only objects that are written out whole are read in place.
fn of_map<'e>(map: &'e MapExpr, bound: &mut Vec<&'e str>) -> Option<Code> {
    let mut fields = JsonMap::new();
    for entry in &map.entries {
        let EntryExpr::MapEntry(entry) = &entry.expr else { return None };
        match (of(&entry.key, bound)?, of(&entry.value, bound)?) {
            (Code::Constant(Value::String(key)), Code::Constant(value)) if !entry.optional => {
                // A key that is repeated is an error, which the library words.
                if fields.insert(key, value).is_some() {
                    return None;
                }
            }
            _ => return None,
        }
    }
    Some(Code::Constant(Value::Object(fields)))
}

fn of_loop<'e>(each: &'e ComprehensionExpr, bound: &mut Vec<&'e str>) -> Option<Code> {
    if each.iter_var2.is_some() {
        return None;
    }
    let (range, first) = (of(&each.iter_range, bound)?, of(&each.accu_init, bound)?);
    let outside = bound.len();
    bound.extend([each.accu_var.as_str(), each.iter_var.as_str()]);
    let parts = [&each.loop_cond, &each.loop_step, &each.result].map(|part| of(part, bound));
    bound.truncate(outside);
    let [condition, step, result] = parts;
    Some(Code::Loop(Box::new(Loop { range, first, condition: condition?, step: step?, result: result? })))
}

fn of_call<'e>(call: &'e CallExpr, bound: &mut Vec<&'e str>) -> Option<Code> {
    let parts = call.target.iter().map(|target| &**target).chain(&call.args);
    let mut parts: Vec<Code> = parts.map(|part| of(part, bound)).collect::<Option<_>>()?;
    let name = call.func_name.as_str();
    if let Some(operator) = operator(name) {
        return Some(Code::Binary(operator, two(parts)?));
    }
    Some(match name {
        operators::LOGICAL_AND => Code::And(two(parts)?),
        operators::LOGICAL_OR => Code::Or(two(parts)?),
        operators::CONDITIONAL => Code::Conditional(Box::new(parts.try_into().ok()?)),
        operators::INDEX => Code::Index(two(parts)?),
        operators::OPT_INDEX => Code::IndexOptional(two(parts)?),
        operators::OPT_SELECT => match (parts.pop()?, parts.pop()?) {
            (Code::Constant(Value::String(field)), operand) => Code::SelectOptional(Box::new(operand), field.into()),
            _ => return None,
        },
        operators::LOGICAL_NOT => Code::Not(one(parts)?),
        operators::NEGATE => Code::Negative(one(parts)?),
        operators::NOT_STRICTLY_FALSE => Code::NotStrictlyFalse(one(parts)?),
        "matches" => match parts.as_slice() {
            [_, Code::Constant(Value::String(pattern))] => {
                // What is not a pattern is an error where it is evaluated, which the library words.
                let pattern = Regex::new(pattern).ok()?;
                parts.truncate(1);
                Code::Matches(one(parts)?, pattern)
            }
            _ => Code::Call(Function::Matches, parts),
        },
        _ => Code::Call(Function::of(name, parts.len())?, parts),
    })
}

fn operator(name: &str) -> Option<Operator> {
    Some(match name {
        operators::EQUALS => Operator::Equal,
        operators::NOT_EQUALS => Operator::NotEqual,
        operators::LESS => Operator::Less,
        operators::LESS_EQUALS => Operator::LessOrEqual,
        operators::GREATER => Operator::Greater,
        operators::GREATER_EQUALS => Operator::GreaterOrEqual,
        operators::IN => Operator::In,
        operators::ADD => Operator::Add,
        operators::SUBSTRACT => Operator::Subtract,
        operators::MULTIPLY => Operator::Multiply,
        operators::DIVIDE => Operator::Divide,
        operators::MODULO => Operator::Modulo,
        _ => return None,
    })
}

fn one(parts: Vec<Code>) -> Option<Box<Code>> {
    let [part]: [Code; 1] = parts.try_into().ok()?;
    Some(Box::new(part))
}

fn two(parts: Vec<Code>) -> Option<Box<[Code; 2]>> {
    parts.try_into().ok().map(Box::new)
}
