//! The tokens of JEXL 3.0.
//!
//! Behind a dot another rule holds than elsewhere: a run of letters and digits is a name there,
//! also where it starts with a digit, unless it is a word of the language.

use std::rc::Rc;

use num_bigint::BigInt;

use super::ast::Operator;
use super::error::Fault;
use super::value::Value;

/// A token.
#[derive(Clone, Debug)]
pub enum Token {
    /// A name.
    Name(Rc<str>),
    /// A number.
    Number(Value),
    /// A text in quotes, escapes resolved.
    Text(Rc<str>),
    /// A text in back quotes, escapes resolved.
    Template(Rc<str>),
    /// `true`, `false`, `null`, `if`, `var` and the like.
    Word(Word),
    /// An operator between operands; `-` stands before one too.
    Operator(Operator),
    /// `+=` and the like; `=` has no operator.
    Assign(Option<Operator>),
    /// Any other sign.
    Sign(Sign),
    /// The end.
    End,
}

/// A word of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Word {
    If,
    Else,
    For,
    While,
    New,
    Var,
    Empty,
    Size,
    Null,
    True,
    False,
    Return,
    Function,
    Break,
    Continue,
    NaN,
}

/// A sign that is no operator between operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the sign's own name")]
pub enum Sign {
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Semicolon,
    Colon,
    Comma,
    Dot,
    Ellipsis,
    Question,
    Elvis,
    Not,
    Tilde,
    Arrow,
}

/// A token and the byte at which it starts.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The token.
    pub token: Token,
    /// Its first byte.
    pub at: usize,
}

/// Splits a body into tokens; the last one is [`Token::End`].
pub fn tokens(body: &str) -> Result<Vec<Placed>, Fault> {
    let mut lexer = Lexer {
        body,
        at: 0,
        behind_dot: false,
    };
    let mut tokens = Vec::new();
    loop {
        lexer.skip();
        let at = lexer.at;
        let token = lexer.token()?;
        lexer.behind_dot = matches!(token, Token::Sign(Sign::Dot));
        let end = matches!(token, Token::End);
        tokens.push(Placed { token, at });
        if end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'b> {
    body: &'b str,
    at: usize,
    behind_dot: bool,
}

/// Signs by length, longest first.
const SIGNS: &[(&str, Token)] = &[
    ("...", Token::Sign(Sign::Ellipsis)),
    ("&&", Token::Operator(Operator::And)),
    ("||", Token::Operator(Operator::Or)),
    ("==", Token::Operator(Operator::Equal)),
    ("!=", Token::Operator(Operator::NotEqual)),
    ("=~", Token::Operator(Operator::Matches)),
    ("!~", Token::Operator(Operator::NotMatches)),
    ("=^", Token::Operator(Operator::StartsWith)),
    ("=$", Token::Operator(Operator::EndsWith)),
    ("!^", Token::Operator(Operator::NotStartsWith)),
    ("!$", Token::Operator(Operator::NotEndsWith)),
    (">=", Token::Operator(Operator::GreaterOrEqual)),
    ("<=", Token::Operator(Operator::LessOrEqual)),
    ("+=", Token::Assign(Some(Operator::Add))),
    ("-=", Token::Assign(Some(Operator::Subtract))),
    ("*=", Token::Assign(Some(Operator::Multiply))),
    ("/=", Token::Assign(Some(Operator::Divide))),
    ("%=", Token::Assign(Some(Operator::Modulo))),
    ("&=", Token::Assign(Some(Operator::BitAnd))),
    ("|=", Token::Assign(Some(Operator::BitOr))),
    ("^=", Token::Assign(Some(Operator::BitXor))),
    ("->", Token::Sign(Sign::Arrow)),
    ("..", Token::Operator(Operator::Range)),
    ("?:", Token::Sign(Sign::Elvis)),
    ("(", Token::Sign(Sign::LeftParen)),
    (")", Token::Sign(Sign::RightParen)),
    ("{", Token::Sign(Sign::LeftBrace)),
    ("}", Token::Sign(Sign::RightBrace)),
    ("[", Token::Sign(Sign::LeftBracket)),
    ("]", Token::Sign(Sign::RightBracket)),
    (";", Token::Sign(Sign::Semicolon)),
    (":", Token::Sign(Sign::Colon)),
    (",", Token::Sign(Sign::Comma)),
    (".", Token::Sign(Sign::Dot)),
    ("?", Token::Sign(Sign::Question)),
    (">", Token::Operator(Operator::Greater)),
    ("<", Token::Operator(Operator::Less)),
    ("=", Token::Assign(None)),
    ("+", Token::Operator(Operator::Add)),
    ("-", Token::Operator(Operator::Subtract)),
    ("*", Token::Operator(Operator::Multiply)),
    ("/", Token::Operator(Operator::Divide)),
    ("%", Token::Operator(Operator::Modulo)),
    ("!", Token::Sign(Sign::Not)),
    ("&", Token::Operator(Operator::BitAnd)),
    ("|", Token::Operator(Operator::BitOr)),
    ("^", Token::Operator(Operator::BitXor)),
    ("~", Token::Sign(Sign::Tilde)),
];

/// The token of a word of the language.
fn word(text: &str) -> Option<Token> {
    Some(match text {
        "if" => Token::Word(Word::If),
        "else" => Token::Word(Word::Else),
        "for" => Token::Word(Word::For),
        "while" => Token::Word(Word::While),
        "new" => Token::Word(Word::New),
        "var" => Token::Word(Word::Var),
        "empty" => Token::Word(Word::Empty),
        "size" => Token::Word(Word::Size),
        "null" => Token::Word(Word::Null),
        "true" => Token::Word(Word::True),
        "false" => Token::Word(Word::False),
        "return" => Token::Word(Word::Return),
        "function" => Token::Word(Word::Function),
        "break" => Token::Word(Word::Break),
        "continue" => Token::Word(Word::Continue),
        "NaN" => Token::Word(Word::NaN),
        "and" => Token::Operator(Operator::And),
        "or" => Token::Operator(Operator::Or),
        "eq" => Token::Operator(Operator::Equal),
        "ne" => Token::Operator(Operator::NotEqual),
        "gt" => Token::Operator(Operator::Greater),
        "ge" => Token::Operator(Operator::GreaterOrEqual),
        "lt" => Token::Operator(Operator::Less),
        "le" => Token::Operator(Operator::LessOrEqual),
        "div" => Token::Operator(Operator::Divide),
        "mod" => Token::Operator(Operator::Modulo),
        "not" => Token::Sign(Sign::Not),
        _ => return None,
    })
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$' | b'@')
}

impl<'b> Lexer<'b> {
    fn rest(&self) -> &'b str {
        self.body.get(self.at..).unwrap_or_default()
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T, Fault> {
        Err(Fault::Parse(message.into(), self.at))
    }

    /// Skips blanks and comments (`##` and `//` to the end of the line, `/* */`).
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let blanks = rest.len()
                - rest
                    .trim_start_matches([' ', '\t', '\n', '\r', '\x0c'])
                    .len();
            if blanks > 0 {
                self.at += blanks;
            } else if rest.starts_with("##") || rest.starts_with("//") {
                self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
            } else if let Some(length) = rest.strip_prefix("/*").and_then(|r| r.find("*/")) {
                self.at += length + 4;
            } else {
                return;
            }
        }
    }

    /// The longest start of the rest whose bytes all are of a kind.
    fn run(&self, kind: impl Fn(u8) -> bool) -> &'b str {
        let rest = self.rest();
        let length = rest.bytes().position(|b| !kind(b)).unwrap_or(rest.len());
        rest.get(..length).unwrap_or_default()
    }

    fn token(&mut self) -> Result<Token, Fault> {
        let rest = self.rest();
        let Some(first) = rest.bytes().next() else {
            return Ok(Token::End);
        };
        let starts_name = is_letter(first) || (self.behind_dot && first.is_ascii_digit());
        if starts_name {
            let run = self.run(|b| is_letter(b) || b.is_ascii_digit());
            self.at += run.len();
            return Ok(word(run).unwrap_or_else(|| Token::Name(Rc::from(run))));
        }
        match first {
            b'0'..=b'9' => self.number(),
            b'"' | b'\'' => self.text(first),
            b'`' => self.template(),
            b'#' if rest.starts_with("#NaN") => {
                self.at += 4;
                Ok(Token::Number(Value::Double(f64::NAN)))
            }
            _ => {
                let Some((sign, token)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign))
                else {
                    let sign = rest.chars().next().unwrap_or(' ');
                    return self.error(format!("`{sign}` cannot stand in an expression"));
                };
                self.at += sign.len();
                Ok(token.clone())
            }
        }
    }

    /// A number: `7`, `017`, `0x1F`, `7L`, `7H`, `1.5`, `1.5e3`, `2d`; `1e3` is none.
    fn number(&mut self) -> Result<Token, Fault> {
        let rest = self.rest();
        if let Some(hex) = rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X")) {
            let digits = hex.len()
                - hex
                    .trim_start_matches(|c: char| c.is_ascii_hexdigit())
                    .len();
            if digits > 0 {
                self.at += 2;
                return self.whole(digits, 16);
            }
        }
        let digits = self.run(|b| b.is_ascii_digit()).len();
        if let Some(length) = real_length(rest, digits) {
            self.at += length;
            let text = rest.get(..length).unwrap_or_default();
            let number = text.trim_end_matches(['d', 'D', 'f', 'F', 'b', 'B']);
            return match number.trim_end_matches('.').parse() {
                Ok(number) => Ok(Token::Number(Value::Double(number))),
                Err(_) => self.error(format!("`{text}` is no number")),
            };
        }
        if rest.starts_with('0') {
            let octal = self.run(|b| (b'0'..=b'7').contains(&b)).len();
            return self.whole(octal, 8);
        }
        self.whole(digits, 10)
    }

    /// A whole number of so many digits, with its suffix.
    fn whole(&mut self, digits: usize, base: u32) -> Result<Token, Fault> {
        let rest = self.rest();
        let text = rest.get(..digits).unwrap_or_default();
        self.at += digits;
        let suffix = rest.as_bytes().get(digits).copied();
        let value = match suffix {
            Some(b'l' | b'L') => {
                self.at += 1;
                i64::from_str_radix(text, base).ok().map(Value::Long)
            }
            Some(b'h' | b'H') => {
                self.at += 1;
                BigInt::parse_bytes(text.as_bytes(), base).map(|b| Value::Big(Rc::new(b)))
            }
            _ => match i128::from_str_radix(text, base) {
                Ok(number) => Some(Value::integer(number)),
                Err(_) => {
                    BigInt::parse_bytes(text.as_bytes(), base).map(|b| Value::Big(Rc::new(b)))
                }
            },
        };
        match value {
            Some(value) => Ok(Token::Number(value)),
            None => self.error(format!("`{text}` is too large for a number of its kind")),
        }
    }

    /// A text between quotes. `\\`, the quote and `\uXXXX` are escapes; any other backslash stays.
    fn text(&mut self, quote: u8) -> Result<Token, Fault> {
        let rest = self.rest();
        let mut end = None;
        let mut skip = false;
        for (i, c) in rest.char_indices().skip(1) {
            if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}') {
                break;
            }
            if skip {
                skip = false;
            } else if c == '\\' {
                skip = true;
            } else if c == char::from(quote) {
                end = Some(i);
                break;
            }
        }
        let Some(end) = end else {
            return self.error("a text that is not closed");
        };
        self.at += end + 1;
        Ok(Token::Text(unescape(
            rest.get(1..end).unwrap_or_default(),
            quote.into(),
        )))
    }

    fn template(&mut self) -> Result<Token, Fault> {
        let rest = self.rest();
        let mut skip = false;
        for (i, c) in rest.char_indices().skip(1) {
            if skip {
                skip = false;
            } else if c == '\\' {
                skip = true;
            } else if c == '`' {
                self.at += i + 1;
                return Ok(Token::Template(unescape(
                    rest.get(1..i).unwrap_or_default(),
                    '`',
                )));
            }
        }
        self.error("a text in back quotes that is not closed")
    }
}

/// The length of a number with a fraction or a suffix that makes it a double.
fn real_length(text: &str, digits: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits_at = |at: usize| {
        let tail = bytes.get(at..).unwrap_or_default();
        tail.iter().take_while(|b| b.is_ascii_digit()).count()
    };
    let exponent = |at: usize| {
        if !matches!(bytes.get(at), Some(b'e' | b'E')) {
            return 0;
        }
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        match digits_at(at + 1 + sign) {
            0 => 0,
            n => 1 + sign + n,
        }
    };
    let suffix = |at: usize| matches!(bytes.get(at), Some(b'd' | b'D' | b'f' | b'F' | b'b' | b'B'));
    let point = bytes.get(digits) == Some(&b'.');
    let fraction = if point { digits_at(digits + 1) } else { 0 };
    if fraction > 0 {
        let end = digits + 1 + fraction;
        let end = end + exponent(end);
        return Some(end + usize::from(suffix(end)));
    }
    let end = digits + usize::from(point);
    let end = end + exponent(end);
    suffix(end).then_some(end + 1)
}

/// Resolves the escapes of a text; `quote` is the one that may be escaped.
fn unescape(raw: &str, quote: char) -> Rc<str> {
    if !raw.contains('\\') {
        return Rc::from(raw);
    }
    let mut units: Vec<u16> = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        let Some(escaped) = rest.chars().next().filter(|_| c == '\\') else {
            push(&mut units, c);
            continue;
        };
        let hex = rest
            .get(1..5)
            .filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
        match (escaped, hex.and_then(|h| u16::from_str_radix(h, 16).ok())) {
            ('u', Some(unit)) => {
                units.push(unit);
                rest = rest.get(5..).unwrap_or_default();
            }
            _ => {
                if escaped != quote && escaped != '\\' {
                    push(&mut units, '\\');
                }
                push(&mut units, escaped);
                rest = rest.get(escaped.len_utf8()..).unwrap_or_default();
            }
        }
    }
    Rc::from(String::from_utf16_lossy(&units))
}

fn push(units: &mut Vec<u16>, c: char) {
    units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
}
