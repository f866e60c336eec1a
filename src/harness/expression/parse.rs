//! Reads JEXL 3.0: one expression, or a script of statements.

use std::rc::Rc;

use super::ast::{Lambda, Name, Node, Operator, Piece, Prefix, Step};
use super::error::Fault;
use super::lex::{self, Placed, Sign, Token, Word};
use super::value::Value;

/// How deep parentheses, lists, branches and the like may nest.
const MAX_NESTING: usize = 100;

/// Reads a body as one expression; `None` where it holds nothing but blanks and comments.
pub fn expression(body: &str) -> Result<Option<Node>, Fault> {
    nested_expression(body, MAX_NESTING)
}

fn nested_expression(body: &str, nesting: usize) -> Result<Option<Node>, Fault> {
    let mut parser = Parser {
        tokens: lex::tokens(body)?,
        at: 0,
        nesting,
    };
    if matches!(parser.peek(), Token::End) {
        return Ok(None);
    }
    let node = parser.expression()?;
    parser.expect_end()?;
    Ok(Some(node))
}

/// Reads a body as a script: statements, of which the last gives the value.
pub fn script(body: &str) -> Result<Option<Node>, Fault> {
    let mut parser = Parser {
        tokens: lex::tokens(body)?,
        at: 0,
        nesting: MAX_NESTING,
    };
    let mut statements = Vec::new();
    while !matches!(parser.peek(), Token::End) {
        statements.extend(parser.statement()?);
    }
    Ok(match statements.len() {
        0 => None,
        1 => statements.pop(),
        _ => Some(Node::Block(statements)),
    })
}

struct Parser {
    tokens: Vec<Placed>,
    at: usize,
    nesting: usize,
}

type Parsed = Result<Node, Fault>;

impl Parser {
    fn ahead(&self, by: usize) -> &Token {
        self.tokens
            .get(self.at + by)
            .map_or(&Token::End, |t| &t.token)
    }

    fn peek(&self) -> &Token {
        self.ahead(0)
    }

    fn is(&self, by: usize, sign: Sign) -> bool {
        matches!(self.ahead(by), Token::Sign(s) if *s == sign)
    }

    fn is_word(&self, word: Word) -> bool {
        matches!(self.peek(), Token::Word(w) if *w == word)
    }

    fn advance(&mut self) {
        self.at += 1;
    }

    fn take(&mut self, sign: Sign) -> bool {
        let found = self.is(0, sign);
        self.at += usize::from(found);
        found
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T, Fault> {
        let end = self.tokens.last().map_or(0, |t| t.at);
        Err(Fault::Parse(
            message.into(),
            self.tokens.get(self.at).map_or(end, |t| t.at),
        ))
    }

    fn unexpected<T>(&self) -> Result<T, Fault> {
        match self.peek() {
            Token::End => self.error("the expression ends too early"),
            _ => self.error("something that cannot stand here"),
        }
    }

    fn expect(&mut self, sign: Sign) -> Result<(), Fault> {
        if self.take(sign) {
            Ok(())
        } else {
            self.unexpected()
        }
    }

    fn expect_end(&self) -> Result<(), Fault> {
        match self.peek() {
            Token::End => Ok(()),
            _ => self.unexpected(),
        }
    }

    fn name(&mut self) -> Result<Rc<str>, Fault> {
        match self.peek() {
            Token::Name(name) => {
                let name = name.clone();
                self.advance();
                Ok(name)
            }
            _ => self.unexpected(),
        }
    }

    /// Runs a part one level deeper.
    fn deeper<T>(&mut self, part: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        let Some(nesting) = self.nesting.checked_sub(1) else {
            return self.error(format!("nested more than {MAX_NESTING} levels deep"));
        };
        self.nesting = nesting;
        let result = part(self);
        self.nesting += 1;
        result
    }

    fn expression(&mut self) -> Parsed {
        self.deeper(|p| {
            let mut left = p.conditional()?;
            while let Token::Assign(operator) = *p.peek() {
                p.advance();
                let value = p.expression()?;
                left = Node::Assign(Box::new(left), operator, Box::new(value));
            }
            Ok(left)
        })
    }

    fn conditional(&mut self) -> Parsed {
        let condition = self.chain(1)?;
        if self.take(Sign::Question) {
            let yes = self.expression()?;
            self.expect(Sign::Colon)?;
            let no = self.expression()?;
            return Ok(Node::Ternary(
                Box::new(condition),
                Some(Box::new(yes)),
                Box::new(no),
            ));
        }
        if self.take(Sign::Elvis) {
            let no = self.expression()?;
            return Ok(Node::Ternary(Box::new(condition), None, Box::new(no)));
        }
        Ok(condition)
    }

    /// Operands joined by operators that bind at least as tightly as `level`.
    fn chain(&mut self, level: u8) -> Parsed {
        let mut left = self.unary()?;
        loop {
            let operator = match self.peek() {
                Token::Operator(operator) if operator.level() >= level => *operator,
                _ => return Ok(left),
            };
            let own = operator.level();
            let mut rest = Vec::new();
            while let Token::Operator(next) = *self.peek() {
                if next.level() != own {
                    break;
                }
                if next.once() && !rest.is_empty() {
                    return self.error("comparisons in a row need parentheses");
                }
                self.advance();
                let right = self.deeper(|p| p.chain(own + 1))?;
                rest.push((next, right));
            }
            left = Node::Chain(Box::new(left), rest);
        }
    }

    fn unary(&mut self) -> Parsed {
        let prefix = match self.peek() {
            Token::Operator(Operator::Subtract) => Prefix::Negate,
            Token::Sign(Sign::Tilde) => Prefix::Complement,
            Token::Sign(Sign::Not) => Prefix::Not,
            Token::Word(Word::Empty) => Prefix::Empty,
            Token::Word(Word::Size) => Prefix::Size,
            _ => return self.path(),
        };
        self.advance();
        let operand = self.deeper(Self::unary)?;
        Ok(Node::Prefixed(prefix, Box::new(operand)))
    }

    fn path(&mut self) -> Parsed {
        let first = self.primary()?;
        let mut steps = Vec::new();
        loop {
            if self.take(Sign::Dot) {
                steps.push(self.step_behind_dot()?);
            } else if self.take(Sign::LeftBracket) {
                let index = self.expression()?;
                self.expect(Sign::RightBracket)?;
                if self.is(0, Sign::LeftParen) {
                    while self.is(0, Sign::LeftParen) {
                        self.arguments()?;
                    }
                    steps.push(Step::IndexCall);
                } else {
                    steps.push(Step::Index(index));
                }
            } else {
                break;
            }
        }
        Ok(if steps.is_empty() {
            first
        } else {
            Node::Path(Box::new(first), steps)
        })
    }

    fn step_behind_dot(&mut self) -> Result<Step, Fault> {
        let text = match self.peek() {
            Token::Word(word @ (Word::Size | Word::Empty)) => {
                let step = if *word == Word::Size {
                    Step::Size
                } else {
                    Step::Empty
                };
                self.advance();
                self.expect(Sign::LeftParen)?;
                self.expect(Sign::RightParen)?;
                return Ok(step);
            }
            Token::Name(text) | Token::Text(text) => text.clone(),
            Token::Word(_) | Token::Operator(_) => {
                return self.error("this word needs quotes behind a dot: `.'word'`");
            }
            _ => return self.unexpected(),
        };
        self.advance();
        let name = Name {
            key: key_of(&text),
            text,
        };
        let mut calls = Vec::new();
        while self.is(0, Sign::LeftParen) {
            calls.push(self.arguments()?);
        }
        Ok(if calls.is_empty() {
            Step::Property(name)
        } else {
            Step::Method(name, calls)
        })
    }

    fn arguments(&mut self) -> Result<Vec<Node>, Fault> {
        self.expect(Sign::LeftParen)?;
        if self.take(Sign::RightParen) {
            return Ok(Vec::new());
        }
        let arguments = self.listed()?;
        self.expect(Sign::RightParen)?;
        Ok(arguments)
    }

    /// Expressions with commas between them.
    fn listed(&mut self) -> Result<Vec<Node>, Fault> {
        let mut items = vec![self.expression()?];
        while self.take(Sign::Comma) {
            items.push(self.expression()?);
        }
        Ok(items)
    }

    fn primary(&mut self) -> Parsed {
        if self.lambda_ahead() {
            return self.lambda();
        }
        match self.peek().clone() {
            Token::Sign(Sign::LeftParen) => {
                self.advance();
                let inner = self.expression()?;
                self.expect(Sign::RightParen)?;
                let mut calls = Vec::new();
                while self.is(0, Sign::LeftParen) {
                    calls.push(self.arguments()?);
                }
                Ok(Node::Group(Box::new(inner), calls))
            }
            Token::Sign(Sign::LeftBrace) => self.braces(),
            Token::Sign(Sign::LeftBracket) => self.array(),
            Token::Word(Word::New) => {
                self.advance();
                self.arguments()?;
                Ok(Node::Construct)
            }
            Token::Name(name) => self.named(name),
            Token::Number(value) => self.literal(value),
            Token::Text(text) => self.literal(Value::Text(text)),
            Token::Template(text) => {
                self.advance();
                self.template(&text)
            }
            Token::Word(Word::Null) => self.literal(Value::Null),
            Token::Word(Word::True) => self.literal(Value::Bool(true)),
            Token::Word(Word::False) => self.literal(Value::Bool(false)),
            Token::Word(Word::NaN) => self.literal(Value::Double(f64::NAN)),
            _ => self.unexpected(),
        }
    }

    fn literal(&mut self, value: Value) -> Parsed {
        self.advance();
        Ok(Node::Literal(value))
    }

    fn named(&mut self, name: Rc<str>) -> Parsed {
        let spaced = self.is(1, Sign::Colon)
            && matches!(self.ahead(2), Token::Name(_))
            && self.is(3, Sign::LeftParen);
        self.advance();
        if spaced {
            self.advance();
            let function = self.name()?;
            self.arguments()?;
            return Ok(Node::SpacedCall(name, function));
        }
        if self.is(0, Sign::LeftParen) {
            return Ok(Node::Call(name, self.arguments()?));
        }
        Ok(Node::Variable(name))
    }

    /// A map `{a: b}`, an empty map `{:}`, or a set `{a, b}`.
    fn braces(&mut self) -> Parsed {
        self.expect(Sign::LeftBrace)?;
        if self.take(Sign::RightBrace) {
            return Ok(Node::Set(Vec::new()));
        }
        if self.take(Sign::Colon) {
            self.expect(Sign::RightBrace)?;
            return Ok(Node::MapLiteral(Vec::new()));
        }
        let first = self.expression()?;
        if self.take(Sign::Colon) {
            let mut entries = vec![(first, self.expression()?)];
            while self.take(Sign::Comma) {
                let key = self.expression()?;
                self.expect(Sign::Colon)?;
                entries.push((key, self.expression()?));
            }
            self.expect(Sign::RightBrace)?;
            return Ok(Node::MapLiteral(entries));
        }
        let mut items = vec![first];
        while self.take(Sign::Comma) {
            items.push(self.expression()?);
        }
        self.expect(Sign::RightBrace)?;
        Ok(Node::Set(items))
    }

    fn array(&mut self) -> Parsed {
        self.expect(Sign::LeftBracket)?;
        let mut items = Vec::new();
        let mut extended = false;
        if !self.take(Sign::RightBracket) {
            loop {
                if self.take(Sign::Ellipsis) {
                    extended = true;
                    break;
                }
                items.push(self.expression()?);
                if !self.take(Sign::Comma) {
                    break;
                }
            }
            self.expect(Sign::RightBracket)?;
        }
        Ok(Node::Array(items, extended))
    }

    /// Reads the `${...}` of a text in back quotes.
    fn template(&mut self, text: &str) -> Parsed {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("${") {
            let Some((inner, behind)) = behind.split_once('}') else {
                return self.error("`${` without `}` in a text in back quotes");
            };
            pieces.push(Piece::Text(before.to_owned()));
            let nesting = self.nesting.saturating_sub(1);
            if let Some(node) = nested_expression(inner, nesting)? {
                pieces.push(Piece::Expression(node));
            }
            rest = behind;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Node::Template(pieces))
    }

    /// Whether a function literal stands here: `function (...)`, `(a, b) ->` or `a ->`.
    fn lambda_ahead(&self) -> bool {
        if self.is_word(Word::Function) {
            return true;
        }
        if matches!(self.peek(), Token::Name(_)) {
            return self.is(1, Sign::Arrow);
        }
        if !self.is(0, Sign::LeftParen) {
            return false;
        }
        let mut by = 1;
        while matches!(self.ahead(by), Token::Name(_)) {
            by += 1;
            if !self.is(by, Sign::Comma) {
                break;
            }
            by += 1;
        }
        self.is(by, Sign::RightParen) && self.is(by + 1, Sign::Arrow)
    }

    fn lambda(&mut self) -> Parsed {
        let mut parameters = Vec::new();
        let keyword = self.is_word(Word::Function);
        if keyword {
            self.advance();
        }
        if self.take(Sign::LeftParen) {
            while !self.take(Sign::RightParen) {
                parameters.push(self.name()?);
                if !self.take(Sign::Comma) {
                    self.expect(Sign::RightParen)?;
                    break;
                }
            }
        } else {
            parameters.push(self.name()?);
        }
        if !keyword {
            self.expect(Sign::Arrow)?;
        }
        let body = self.block()?;
        Ok(Node::Lambda(Rc::new(Lambda { parameters, body })))
    }

    fn block(&mut self) -> Parsed {
        self.deeper(|p| {
            p.expect(Sign::LeftBrace)?;
            let mut statements = Vec::new();
            while !p.take(Sign::RightBrace) {
                if matches!(p.peek(), Token::End) {
                    return p.unexpected();
                }
                statements.extend(p.statement()?);
            }
            Ok(Node::Block(statements))
        })
    }

    fn block_or_statement(&mut self) -> Parsed {
        if self.is(0, Sign::LeftBrace) {
            return self.block();
        }
        let statement = self.deeper(Self::statement)?;
        Ok(statement.unwrap_or(Node::Block(Vec::new())))
    }

    /// One statement; `None` for a lone semicolon.
    fn statement(&mut self) -> Result<Option<Node>, Fault> {
        if self.take(Sign::Semicolon) {
            return Ok(None);
        }
        let Token::Word(word) = *self.peek() else {
            return self.expression_statement().map(Some);
        };
        let statement = match word {
            Word::If => {
                self.advance();
                let condition = self.parenthesised()?;
                let yes = self.block_or_statement()?;
                let mut no = None;
                if self.is_word(Word::Else) {
                    self.advance();
                    no = Some(Box::new(self.block_or_statement()?));
                }
                Node::If(condition, Box::new(yes), no)
            }
            Word::While => {
                self.advance();
                let condition = self.parenthesised()?;
                Node::While(condition, Box::new(self.block_or_statement()?))
            }
            Word::For => {
                self.advance();
                self.expect(Sign::LeftParen)?;
                if self.is_word(Word::Var) {
                    self.advance();
                }
                let name = self.name()?;
                self.expect(Sign::Colon)?;
                let items = self.expression()?;
                self.expect(Sign::RightParen)?;
                Node::For(name, Box::new(items), Box::new(self.block_or_statement()?))
            }
            Word::Return => {
                self.advance();
                Node::Return(Box::new(self.expression()?))
            }
            Word::Break => {
                self.advance();
                Node::Break
            }
            Word::Continue => {
                self.advance();
                Node::Continue
            }
            Word::Var => {
                self.advance();
                let name = self.name()?;
                let mut value = None;
                if matches!(self.peek(), Token::Assign(None)) {
                    self.advance();
                    value = Some(Box::new(self.expression()?));
                }
                Node::Declare(name, value)
            }
            _ => return self.expression_statement().map(Some),
        };
        Ok(Some(statement))
    }

    fn expression_statement(&mut self) -> Parsed {
        let node = self.expression()?;
        match self.peek() {
            Token::End
            | Token::Sign(Sign::Semicolon | Sign::RightBrace)
            | Token::Word(Word::Else) => {
                self.take(Sign::Semicolon);
                Ok(node)
            }
            Token::Word(
                Word::If
                | Word::For
                | Word::While
                | Word::Return
                | Word::Var
                | Word::Break
                | Word::Continue,
            ) => Ok(node),
            _ => self.error("two expressions need a semicolon between them"),
        }
    }

    fn parenthesised(&mut self) -> Result<Box<Node>, Fault> {
        self.expect(Sign::LeftParen)?;
        let node = self.expression()?;
        self.expect(Sign::RightParen)?;
        Ok(Box::new(node))
    }
}

/// What is looked up for a name behind a dot: a number without leading zeros is an index.
fn key_of(text: &Rc<str>) -> Value {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let plain = text.len() == 1 || !text.starts_with('0');
    match text.parse() {
        Ok(number) if digits && plain => Value::Int(number),
        _ => Value::Text(text.clone()),
    }
}
