//! The nodes of a parsed expression. Chains are flat, so that a long sum is not a deep tree.

use std::rc::Rc;

use super::value::Value;

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `||`, `or`
    Or,
    /// `&&`, `and`
    And,
    /// `|`
    BitOr,
    /// `^`
    BitXor,
    /// `&`
    BitAnd,
    /// `==`, `eq`
    Equal,
    /// `!=`, `ne`
    NotEqual,
    /// `..`
    Range,
    /// `<`, `lt`
    Less,
    /// `<=`, `le`
    LessOrEqual,
    /// `>`, `gt`
    Greater,
    /// `>=`, `ge`
    GreaterOrEqual,
    /// `=~`
    Matches,
    /// `!~`
    NotMatches,
    /// `=^`
    StartsWith,
    /// `!^`
    NotStartsWith,
    /// `=$`
    EndsWith,
    /// `!$`
    NotEndsWith,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, `div`
    Divide,
    /// `%`, `mod`
    Modulo,
}

impl Operator {
    /// The operator as it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Operator::Or => "||",
            Operator::And => "&&",
            Operator::BitOr => "|",
            Operator::BitXor => "^",
            Operator::BitAnd => "&",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Range => "..",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::Matches => "=~",
            Operator::NotMatches => "!~",
            Operator::StartsWith => "=^",
            Operator::NotStartsWith => "!^",
            Operator::EndsWith => "=$",
            Operator::NotEndsWith => "!$",
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Modulo => "%",
        }
    }

    /// How tightly it binds: `||` 1 to `*` 8.
    pub fn level(self) -> u8 {
        match self {
            Operator::Or => 1,
            Operator::And => 2,
            Operator::BitOr => 3,
            Operator::BitXor => 4,
            Operator::BitAnd => 5,
            Operator::Equal | Operator::NotEqual | Operator::Range => 6,
            Operator::Add | Operator::Subtract => 8,
            Operator::Multiply | Operator::Divide | Operator::Modulo => 9,
            _ => 7,
        }
    }

    /// Whether the level allows one operator only: `a == b == c` is no expression.
    pub fn once(self) -> bool {
        matches!(self.level(), 6 | 7)
    }
}

/// An operator before its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// `-`
    Negate,
    /// `~`
    Complement,
    /// `!`, `not`
    Not,
    /// `empty`
    Empty,
    /// `size`
    Size,
}

/// What follows a dot: a name, which counts as an index where it is a number.
#[derive(Clone, Debug)]
pub struct Name {
    /// The name as written.
    pub text: Rc<str>,
    /// The key that is looked up: the name, or the number it is.
    pub key: Value,
}

/// One step of a path.
#[derive(Clone, Debug)]
pub enum Step {
    /// `.name`, `.'name'`
    Property(Name),
    /// `[index]`
    Index(Node),
    /// `.name(arguments)`, perhaps called again: `.name(a)(b)`
    Method(Name, Vec<Vec<Node>>),
    /// `[index](arguments)`, which JEXL parses and never finds
    IndexCall,
    /// `.size()`
    Size,
    /// `.empty()`
    Empty,
}

/// A piece of a back-quoted template.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Text as it is.
    Text(String),
    /// `${expression}`
    Expression(Node),
}

/// A node of an expression or of a script.
#[derive(Clone, Debug)]
pub enum Node {
    /// `null`, a boolean, a number or a text
    Literal(Value),
    /// `` `text ${expression}` ``
    Template(Vec<Piece>),
    /// A name
    Variable(Rc<str>),
    /// A path: something, and steps from it
    Path(Box<Node>, Vec<Step>),
    /// Operands and the operators of one level between them
    Chain(Box<Node>, Vec<(Operator, Node)>),
    /// An operator before its operand
    Prefixed(Prefix, Box<Node>),
    /// `condition ? yes : no`; `condition ?: no` has no `yes`
    Ternary(Box<Node>, Option<Box<Node>>, Box<Node>),
    /// `target = value`, `target += value`
    Assign(Box<Node>, Option<Operator>, Box<Node>),
    /// `[a, b]`; `[a, b, ...]` is a list instead of an array
    Array(Vec<Node>, bool),
    /// `{a, b}`
    Set(Vec<Node>),
    /// `{a: b}`
    MapLiteral(Vec<(Node, Node)>),
    /// `name(arguments)`
    Call(Rc<str>, Vec<Node>),
    /// `space:name(arguments)`, for which no space exists
    SpacedCall(Rc<str>, Rc<str>),
    /// `new(...)`, which is refused
    Construct,
    /// `(node)`, perhaps called: `(function(x) {...})(1)`
    Group(Box<Node>, Vec<Vec<Node>>),
    /// A function literal
    Lambda(Rc<Lambda>),
    /// `{ statements }`
    Block(Vec<Node>),
    /// `if (condition) yes else no`
    If(Box<Node>, Box<Node>, Option<Box<Node>>),
    /// `for (name : items) body`
    For(Rc<str>, Box<Node>, Box<Node>),
    /// `while (condition) body`
    While(Box<Node>, Box<Node>),
    /// `return value`
    Return(Box<Node>),
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `var name`, `var name = value`
    Declare(Rc<str>, Option<Box<Node>>),
}

/// A function literal.
#[derive(Debug)]
pub struct Lambda {
    /// The names of the parameters.
    pub parameters: Vec<Rc<str>>,
    /// The block.
    pub body: Node,
}

/// A function literal with the variables it saw.
#[derive(Debug)]
pub struct Closure {
    /// The function.
    pub lambda: Rc<Lambda>,
    /// The variables at the time it was made.
    pub seen: Vec<(Rc<str>, Value)>,
}
