//! The dialect `jexl3`: Apache Commons JEXL 3.0 with its default arithmetic, strict.
//!
//! Methods are an allow-list by kind of value: what Java offers by reflection and cannot reach
//! outside of the value.

mod arithmetic;
mod collections;
mod compare;
mod numbers;
mod strings;

use super::ast::{Operator, Prefix};
use super::dialect::Dialect;
use super::error::Fault;
use super::value::{ListKind, Value};

/// The dialect `jexl3`.
pub struct Jexl3;

impl Dialect for Jexl3 {
    fn name(&self) -> &'static str {
        "jexl3"
    }

    fn operate(&self, operator: Operator, left: &Value, right: &Value) -> Result<Value, Fault> {
        let answer = match operator {
            Operator::Add => return arithmetic::add(left, right),
            Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo => {
                return arithmetic::calculate(operator, left, right);
            }
            Operator::BitAnd | Operator::BitOr | Operator::BitXor => {
                return arithmetic::bitwise(operator, left, right);
            }
            Operator::Range => return arithmetic::range(left, right),
            Operator::And => self.truth(left)? && self.truth(right)?,
            Operator::Or => self.truth(left)? || self.truth(right)?,
            Operator::Equal => compare::equal(left, right)?,
            Operator::NotEqual => !compare::equal(left, right)?,
            Operator::Less => compare::ordered(left, right, false)?.is_some_and(|o| o.is_lt()),
            Operator::Greater => compare::ordered(left, right, false)?.is_some_and(|o| o.is_gt()),
            Operator::LessOrEqual => {
                compare::ordered(left, right, true)?.is_some_and(|o| o.is_le())
            }
            Operator::GreaterOrEqual => {
                compare::ordered(left, right, true)?.is_some_and(|o| o.is_ge())
            }
            Operator::Matches => compare::contains(right, left)?,
            Operator::NotMatches => !compare::contains(right, left)?,
            Operator::StartsWith => compare::starts(left, right)?,
            Operator::NotStartsWith => !compare::starts(left, right)?,
            Operator::EndsWith => compare::ends(left, right)?,
            Operator::NotEndsWith => !compare::ends(left, right)?,
        };
        Ok(Value::Bool(answer))
    }

    fn prefix(&self, prefix: Prefix, operand: &Value) -> Result<Value, Fault> {
        match prefix {
            Prefix::Negate => arithmetic::negate(operand),
            Prefix::Complement => Ok(Value::Long(!arithmetic::to_long(operand)?)),
            Prefix::Not => Ok(Value::Bool(!self.truth(operand)?)),
            Prefix::Empty => Ok(Value::Bool(compare::is_empty(operand))),
            Prefix::Size => Ok(compare::size(operand)),
        }
    }

    fn truth(&self, value: &Value) -> Result<bool, Fault> {
        arithmetic::truth(value)
    }

    fn property(&self, object: &Value, key: &Value) -> Result<Value, Fault> {
        match (object, key.text().map(AsRef::as_ref)) {
            (Value::Text(text), Some("empty")) => Ok(Value::Bool(text.is_empty())),
            (Value::Text(text), Some("blank")) => Ok(Value::Bool(strings::is_blank(text))),
            (Value::List(list), Some("empty")) => Ok(Value::Bool(list.items.is_empty())),
            _ => Err(Fault::evaluate(format!(
                "a {} has no property `{key}`",
                object.kind()
            ))),
        }
    }

    fn method(&self, object: &Value, name: &str, arguments: &[Value]) -> Result<Value, Fault> {
        let found = match object {
            Value::Text(text) => strings::method(text, name, arguments)?,
            Value::List(list) => collections::list_method(list, name, arguments)?,
            Value::Map(map) => collections::map_method(map, name, arguments)?,
            Value::Bool(_) | Value::Char(_) => numbers::method(object, name, arguments)?,
            _ if object.is_number() => numbers::method(object, name, arguments)?,
            _ => None,
        };
        if let Some(value) = found {
            return Ok(value);
        }
        let common = match (name, arguments) {
            ("toString", []) => Some(Value::Text(object.to_string().into())),
            ("equals", [other]) => Some(Value::Bool(super::value::equals(object, other))),
            ("hashCode", []) => Some(Value::Int(super::hash::of(object))),
            _ => None,
        };
        if let Some(value) = common {
            return Ok(value);
        }
        let mut all = Vec::with_capacity(arguments.len() + 1);
        all.push(object.clone());
        all.extend_from_slice(arguments);
        match arithmetic_function(name, &all)? {
            Some(value) => Ok(value),
            None => Err(Fault::evaluate(format!(
                "a {} has no method `{name}` for these arguments",
                object.kind()
            ))),
        }
    }

    fn function(&self, name: &str, arguments: &[Value]) -> Result<Value, Fault> {
        match arithmetic_function(name, arguments)? {
            Some(value) => Ok(value),
            None => Err(Fault::evaluate(format!("there is no function `{name}`"))),
        }
    }
}

/// JEXL's own conversions and operators under their names: what a value's class does not offer
/// is looked for here, with the value as the first argument, which is why `"42".toInteger()`
/// works.
fn arithmetic_function(name: &str, arguments: &[Value]) -> Result<Option<Value>, Fault> {
    let dialect = Jexl3;
    let operator = |operator| match arguments {
        [left, right] => dialect.operate(operator, left, right).map(Some),
        _ => Ok(None),
    };
    let one = match arguments {
        [one] => one,
        _ => {
            return match name {
                "add" => operator(Operator::Add),
                "subtract" => operator(Operator::Subtract),
                "multiply" => operator(Operator::Multiply),
                "divide" => operator(Operator::Divide),
                "bitwiseAnd" => operator(Operator::BitAnd),
                "bitwiseOr" => operator(Operator::BitOr),
                "xor" | "bitwiseXor" => operator(Operator::BitXor),
                "equals" => operator(Operator::Equal),
                "lessThan" => operator(Operator::Less),
                "lessThanOrEqual" => operator(Operator::LessOrEqual),
                "greaterThan" => operator(Operator::Greater),
                "greaterThanOrEqual" => operator(Operator::GreaterOrEqual),
                "createRange" => operator(Operator::Range),
                "startsWith" | "endsWith" | "contains" | "matches" => match arguments {
                    [left, right] => compare::by_name(name, left, right),
                    _ => Ok(None),
                },
                _ => Ok(None),
            };
        }
    };
    Ok(match name {
        "toInteger" => Some(Value::Int(arithmetic::to_int(one)?)),
        "toLong" => Some(Value::Long(arithmetic::to_long(one)?)),
        "toBigInteger" => Some(arithmetic::to_big_value(one)?),
        "toDouble" | "toBigDecimal" => Some(Value::Double(arithmetic::to_double(one)?)),
        "toBoolean" => Some(Value::Bool(arithmetic::truth(one)?)),
        "toString" => Some(Value::Text(arithmetic::to_text(one)?.into())),
        "negate" => Some(arithmetic::negate(one)?),
        "complement" => Some(Value::Long(!arithmetic::to_long(one)?)),
        "isEmpty" if compare::has_size(one) || one.is_number() => {
            Some(Value::Bool(compare::is_empty(one)))
        }
        "size" if compare::has_size(one) => Some(compare::size(one)),
        "narrow" if one.is_number() => Some(one.clone()),
        _ => None,
    })
}

/// The items of something that is a list of any kind.
fn items(value: &Value) -> Option<(&[Value], ListKind)> {
    match value {
        Value::List(list) => Some((&list.items, list.kind)),
        _ => None,
    }
}
