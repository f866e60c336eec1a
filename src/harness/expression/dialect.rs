//! What may change when Harness changes its evaluator: arithmetic and methods behind one trait.

use super::ast::{Operator, Prefix};
use super::error::Fault;
use super::value::Value;

/// Arithmetic, comparison and the methods of values.
///
/// Names, paths, nesting and splicing belong to the evaluator; a dialect says what operators and
/// methods do once their operands are known.
pub trait Dialect {
    /// The name under which a user chooses it.
    fn name(&self) -> &'static str;

    /// An operator between two operands; never `&&` or `||`, which decide by [`Dialect::truth`].
    fn operate(&self, operator: Operator, left: &Value, right: &Value) -> Result<Value, Fault>;

    /// An operator before its operand.
    fn prefix(&self, prefix: Prefix, operand: &Value) -> Result<Value, Fault>;

    /// Whether a value counts as true.
    fn truth(&self, value: &Value) -> Result<bool, Fault>;

    /// A property of a value that is neither map nor list.
    fn property(&self, object: &Value, key: &Value) -> Result<Value, Fault>;

    /// A method of a value.
    fn method(&self, object: &Value, name: &str, arguments: &[Value]) -> Result<Value, Fault>;

    /// A function without an object.
    fn function(&self, name: &str, arguments: &[Value]) -> Result<Value, Fault>;
}

/// The dialects there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DialectName {
    /// Apache Commons JEXL 3.0, which Harness uses.
    #[default]
    Jexl3,
}

impl DialectName {
    /// The dialect of this name.
    pub fn dialect(self) -> &'static dyn Dialect {
        match self {
            DialectName::Jexl3 => &super::jexl3::Jexl3,
        }
    }
}
