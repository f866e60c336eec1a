//! Constants as values: of the type a parameter has, or of the one their syntax tells.

use crate::gotemplate::ast::{Node, NodeId, Nodes, Number};
use crate::value::{GoType, IntKind, Str, UintKind, Value};

/// A constant for a parameter of this type; the error is Go's text.
pub(in crate::gotemplate) fn constant(
    nodes: &Nodes,
    id: NodeId,
    ty: &GoType,
) -> Result<Value, Vec<u8>> {
    let node = nodes.node(id);
    let expected = |what: &str| {
        let found = nodes.print(id);
        [b"expected ", what.as_bytes(), b"; found ", &found[..]].concat()
    };
    let number = nodes.number(id);
    match *ty {
        GoType::Any | GoType::Reflect => match node {
            Node::Bool(truth) => Ok(Value::Bool(truth)),
            Node::String(_) => Ok(Value::Str(Str::new(nodes.string(id)))),
            _ => ideal(nodes, id, number.unwrap_or_default()),
        },
        GoType::Bool => match node {
            Node::Bool(truth) => Ok(Value::Bool(truth)),
            _ => Err(expected("bool")),
        },
        GoType::String => match node {
            Node::String(_) => Ok(Value::Str(Str::new(nodes.string(id)))),
            _ => Err(expected("string")),
        },
        GoType::Int(kind) => match number.and_then(|number| number.int) {
            Some(int) => Ok(Value::Int(kind, wrap(kind, int))),
            None => Err(expected("integer")),
        },
        GoType::Uint(kind) => match number.and_then(|number| number.uint) {
            Some(uint) => Ok(Value::Uint(kind, wrap_unsigned(kind, uint))),
            None => Err(expected("unsigned integer")),
        },
        GoType::Float64 => match number.and_then(|number| number.float) {
            Some(float) => Ok(Value::Float(float)),
            None => Err(expected("float")),
        },
        GoType::Complex128 => match number.and_then(|number| number.complex) {
            Some((re, im)) => Ok(Value::Complex(re, im)),
            None => Err(expected("complex")),
        },
        GoType::Error | GoType::Bytes | GoType::Slice(_) | GoType::Map(_) | GoType::Named(_) => {
            let shown = nodes.print(id);
            let text = [
                b"can't handle ",
                &shown[..],
                b" for arg of type ",
                ty.name().as_bytes(),
            ];
            Err(text.concat())
        }
    }
}

/// A number where any value may stand: its syntax tells the type.
fn ideal(nodes: &Nodes, id: NodeId, number: Number) -> Result<Value, Vec<u8>> {
    if let Some((re, im)) = number.complex {
        return Ok(Value::Complex(re, im));
    }
    let text = nodes.source(id);
    let rune = text.first() == Some(&b'\'');
    let hex = matches!(text, [b'0', b'x' | b'X', _, ..]) && !has(text, b"pP");
    if let Some(float) = number.float
        && !hex
        && !rune
        && has(text, b".eEpP")
    {
        return Ok(Value::Float(float));
    }
    match number.int {
        Some(int) => Ok(Value::from(int)),
        None => Err([text, b" overflows int"].concat()),
    }
}

fn has(text: &[u8], any: &[u8]) -> bool {
    text.iter().any(|byte| any.contains(byte))
}

/// Go's reflection cuts constants to the size of the parameter.
fn wrap(kind: IntKind, int: i64) -> i64 {
    match kind {
        IntKind::Int8 => i64::from(int as i8),
        IntKind::Int16 => i64::from(int as i16),
        IntKind::Int32 => i64::from(int as i32),
        _ => int,
    }
}

fn wrap_unsigned(kind: UintKind, uint: u64) -> u64 {
    match kind {
        UintKind::Uint8 => u64::from(uint as u8),
        UintKind::Uint16 => u64::from(uint as u16),
        UintKind::Uint32 => u64::from(uint as u32),
        _ => uint,
    }
}
