//! Evaluates an expression over JSON in place.

use std::{borrow::Cow, sync::Arc};

use super::{
    code::{Code, Loop, Operator},
    scope::Variables,
    view::{List, Object, Sure, Unsure, View},
};

/// What an evaluation reads: the variables from outside, and those of the loops that it is in.
pub(super) struct Frame<'a> {
    variables: &'a dyn Variables,
    locals: Vec<View<'a>>,
}

impl<'a> Frame<'a> {
    /// A frame with no loop in it.
    pub(super) fn new(variables: &'a dyn Variables) -> Self {
        Self { variables, locals: Vec::new() }
    }

    /// The value of an expression. Where it would be an error, or rests on a rule that is kept by the library alone, it is unsure.
    pub(super) fn value(&mut self, code: &'a Code) -> Sure<View<'a>> {
        match code {
            Code::Constant(value) => Ok(View::from(value)),
            Code::Double(number) => Ok(View::Double(*number)),
            Code::Name(name) => self.variables.view(name).ok_or(Unsure),
            Code::Local(place) => self.locals.get(*place).cloned().ok_or(Unsure),
            Code::Select(operand, field) => match self.value(operand)? {
                View::Object(fields) => fields.get(field).ok_or(Unsure),
                _ => Err(Unsure),
            },
            Code::Has(operand, field) => match self.value(operand)? {
                View::Object(fields) => Ok(View::Bool(fields.get(field).is_some())),
                _ => Err(Unsure),
            },
            Code::SelectOptional(operand, field) => Ok(select_optional(self.value(operand)?, field)),
            Code::Index(parts) => self.index(parts, false),
            Code::IndexOptional(parts) => self.index(parts, true),
            Code::Not(part) => Ok(View::Bool(!self.value(part)?.truth()?)),
            Code::Negative(part) => match self.value(part)? {
                View::Int(number) => number.checked_neg().map(View::Int).ok_or(Unsure),
                View::Double(number) => Ok(View::Double(-number)),
                _ => Err(Unsure),
            },
            Code::NotStrictlyFalse(part) => Ok(View::Bool(self.value(part)?.truth()?)),
            Code::And(parts) => self.joined(parts, false),
            Code::Or(parts) => self.joined(parts, true),
            Code::Conditional(parts) => {
                let [condition, yes, no] = &**parts;
                if self.value(condition)?.truth()? { self.value(yes) } else { self.value(no) }
            }
            Code::Binary(operator, parts) => {
                let [left, right] = &**parts;
                binary(*operator, self.value(left)?, self.value(right)?)
            }
            Code::List(items) => Ok(View::made(items.iter().map(|item| self.value(item)).collect::<Sure<Vec<_>>>()?)),
            Code::Loop(each) => self.each(each),
            Code::Matches(text, pattern) => Ok(View::Bool(pattern.is_match(self.value(text)?.text()?))),
            Code::Call(function, parts) => match parts.as_slice() {
                [one] => function.of_one(self.value(one)?),
                [one, two] => function.of_two(self.value(one)?, self.value(two)?),
                _ => Err(Unsure),
            },
        }
    }

    /// `&&` and `||`: the left side settles it where it is the given truth. The result of an error on one side is left to the library.
    fn joined(&mut self, parts: &'a [Code; 2], settled: bool) -> Sure<View<'a>> {
        let [left, right] = parts;
        if self.value(left)?.truth()? == settled {
            return Ok(View::Bool(settled));
        }
        Ok(View::Bool(self.value(right)?.truth()?))
    }

    fn index(&mut self, parts: &'a [Code; 2], optional: bool) -> Sure<View<'a>> {
        let [whole, index] = parts;
        let (whole, optional) = match self.value(whole)? {
            View::Optional(None) => return Ok(View::Optional(None)),
            View::Optional(Some(value)) => (*value, true),
            value => (value, optional),
        };
        let found = match (whole, self.value(index)?) {
            (View::List(items), View::Int(index)) => usize::try_from(index).ok().and_then(|index| items.get(index)),
            (View::Object(fields), View::Text(key)) => fields.get(&key),
            (View::Null | View::Bool(_) | View::Int(_) | View::Text(_), View::Int(_) | View::Text(_))
            | (View::List(_), View::Text(_)) => None,
            _ => return Err(Unsure),
        };
        if optional { Ok(View::Optional(found.map(Box::new))) } else { found.ok_or(Unsure) }
    }

    fn each(&mut self, each: &'a Loop) -> Sure<View<'a>> {
        let items: Vec<View<'a>> = match self.value(&each.range)? {
            View::List(List::Made(items)) => Arc::unwrap_or_clone(items),
            View::List(items) => items.iter().collect(),
            View::Object(fields) => fields.keys().into_iter().map(|key| View::Text(Cow::Borrowed(key))).collect(),
            _ => return Err(Unsure),
        };
        let first = self.value(&each.first)?;
        let gathered = self.locals.len();
        self.locals.extend([first, View::Null]);
        let value = self.steps(each, items, gathered).and_then(|()| self.value(&each.result));
        self.locals.truncate(gathered);
        value
    }

    fn steps(&mut self, each: &'a Loop, items: Vec<View<'a>>, gathered: usize) -> Sure<()> {
        for item in items {
            if !self.value(&each.condition)?.truth()? {
                break;
            }
            self.locals[gathered + 1] = item;
            self.step(&each.step, gathered)?;
        }
        Ok(())
    }

    /// One step of a loop. What only adds to the list that is gathered does so in place.
    fn step(&mut self, code: &'a Code, gathered: usize) -> Sure<()> {
        match code {
            Code::Local(place) if *place == gathered => return Ok(()),
            Code::Conditional(parts) => {
                let [condition, yes, no] = &**parts;
                let taken = if self.value(condition)?.truth()? { yes } else { no };
                return self.step(taken, gathered);
            }
            Code::Binary(Operator::Add, parts) => {
                if let [Code::Local(place), Code::List(more)] = &**parts
                    && *place == gathered
                {
                    let more = more.iter().map(|item| self.value(item)).collect::<Sure<Vec<_>>>()?;
                    return self.gather(gathered, more);
                }
                if let [Code::Local(place), Code::Constant(serde_json::Value::Array(more))] = &**parts
                    && *place == gathered
                {
                    return self.gather(gathered, more.iter().map(View::from).collect());
                }
            }
            _ => {}
        }
        self.locals[gathered] = self.value(code)?;
        Ok(())
    }

    fn gather(&mut self, gathered: usize, more: Vec<View<'a>>) -> Sure<()> {
        let View::List(known) = std::mem::replace(&mut self.locals[gathered], View::Null) else { return Err(Unsure) };
        let mut items = match known {
            List::Made(items) => Arc::unwrap_or_clone(items),
            other => other.iter().collect(),
        };
        items.extend(more);
        self.locals[gathered] = View::made(items);
        Ok(())
    }
}

fn select_optional<'a>(operand: View<'a>, field: &str) -> View<'a> {
    let target = match operand {
        View::Optional(None) => return View::Optional(None),
        View::Optional(Some(value)) => *value,
        value => value,
    };
    match target {
        View::Object(fields) => View::Optional(Object::get(fields, field).map(Box::new)),
        _ => View::Optional(None),
    }
}

fn binary<'a>(operator: Operator, left: View<'a>, right: View<'a>) -> Sure<View<'a>> {
    Ok(match operator {
        Operator::Equal => View::Bool(left.equals(&right)?),
        Operator::NotEqual => View::Bool(!left.equals(&right)?),
        Operator::Less => View::Bool(left.order(&right)?.is_lt()),
        Operator::LessOrEqual => View::Bool(left.order(&right)?.is_le()),
        Operator::Greater => View::Bool(left.order(&right)?.is_gt()),
        Operator::GreaterOrEqual => View::Bool(left.order(&right)?.is_ge()),
        Operator::In => View::Bool(is_in(&left, &right)?),
        Operator::Add => add(left, right)?,
        Operator::Subtract => of_numbers(&left, &right, i64::checked_sub, |a, b| a - b)?,
        Operator::Multiply => of_numbers(&left, &right, i64::checked_mul, |a, b| a * b)?,
        Operator::Divide => of_numbers(&left, &right, i64::checked_div, |a, b| a / b)?,
        Operator::Modulo => match (left, right) {
            (View::Int(a), View::Int(b)) => a.checked_rem(b).map(View::Int).ok_or(Unsure)?,
            _ => return Err(Unsure),
        },
    })
}

fn of_numbers<'a>(
    left: &View<'a>,
    right: &View<'a>,
    whole: impl Fn(i64, i64) -> Option<i64>,
    other: impl Fn(f64, f64) -> f64,
) -> Sure<View<'a>> {
    match (left, right) {
        (View::Int(a), View::Int(b)) => whole(*a, *b).map(View::Int).ok_or(Unsure),
        (View::Double(a), View::Double(b)) => Ok(View::Double(other(*a, *b))),
        _ => Err(Unsure),
    }
}

fn add<'a>(left: View<'a>, right: View<'a>) -> Sure<View<'a>> {
    match (left, right) {
        (View::Text(a), View::Text(b)) => Ok(View::Text(a + b)),
        (View::List(a), View::List(b)) => Ok(View::made(a.iter().chain(b.iter()).collect())),
        (left, right) => of_numbers(&left, &right, i64::checked_add, |a, b| a + b),
    }
}

fn is_in(item: &View<'_>, whole: &View<'_>) -> Sure<bool> {
    match (item, whole) {
        (View::Text(key), View::Object(fields)) => Ok(fields.get(key).is_some()),
        (item, View::List(items)) => {
            for known in items.iter() {
                if known.equals(item)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        _ => Err(Unsure),
    }
}
