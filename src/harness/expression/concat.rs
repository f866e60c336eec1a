//! Whether the value of a nested expression is put into the body as text, or stands in it as a
//! variable.
//!
//! `<+<+env>-<+tier>>` is `dev-web` and not a subtraction, because Harness looks at what stands
//! around a nested expression: next to an operator, inside of parentheses or of a call it is a
//! variable, next to anything else its text becomes a part of the body.

/// Whether the text of a value is put in. `before` is the body up to the expression, in which
/// earlier ones are already replaced; `after` is what follows it, unchanged.
pub fn is_spliced(before: &str, after: &str) -> bool {
    if before.is_empty() && after.is_empty() {
        return false;
    }
    if is_called(after) || after.strip_prefix(')').is_some_and(is_called) {
        return false;
    }
    let ternary = before.contains('?') || after.contains('?');
    match left(before, ternary) {
        Some(decision) => decision,
        None => right(before, after, ternary),
    }
}

/// Whether a method is called on what stands before: `.name(`.
fn is_called(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('.') else {
        return false;
    };
    let name = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    name.len() < rest.len() && name.starts_with('(')
}

fn is_operator(c: char) -> bool {
    matches!(c, '+' | '=' | '?' | '&' | '|' | '!' | '~' | '^' | '$')
}

/// The words that are operators.
const WORDS: [&str; 7] = ["or", "eq", "ne", "and", "not", "size", "empty"];

/// What opens a statement.
const OPENERS: [&str; 10] = [
    "if (", "if(", "else {", "else{", "for (", "for(", "while (", "while(", "do {", "do{",
];

/// Whether a text ends with one of the words that are operators.
fn ends_with_word(text: &str) -> bool {
    WORDS.iter().any(|word| {
        text.strip_suffix(word)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '(']))
    })
}

/// Whether a text starts with one of the words that are operators, a blank behind it.
fn starts_with_word(text: &str) -> bool {
    WORDS.iter().any(|word| {
        text.strip_prefix(word)
            .is_some_and(|rest| rest.starts_with(' '))
    })
}

/// Whether the end of a text lies inside of the arguments of a call.
fn in_call(text: &str) -> bool {
    let mut depth = 0_usize;
    for (i, c) in text.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' if depth > 0 => depth -= 1,
            '(' => {
                let before = text.get(..i).unwrap_or_default();
                return before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            }
            _ => {}
        }
    }
    false
}

fn left(before: &str, ternary: bool) -> Option<bool> {
    for (i, c) in before.char_indices().rev() {
        let earlier = before.get(..i).unwrap_or_default();
        match c {
            '[' => {
                let index = earlier.ends_with(|c: char| c.is_ascii_alphanumeric() || c == ')');
                return if index { None } else { Some(true) };
            }
            '(' => return None,
            ',' => return if in_call(earlier) { None } else { Some(true) },
            ':' => return Some(!ternary),
            c if is_operator(c) => return Some(false),
            ' ' | ')' | ';' | '\n' => {
                if c == ' ' && ends_with_word(earlier) {
                    return Some(false);
                }
            }
            _ => return Some(!OPENERS.iter().any(|o| before.contains(o))),
        }
    }
    None
}

fn right(before: &str, after: &str, ternary: bool) -> bool {
    for (i, c) in after.char_indices() {
        match c {
            ',' => {
                let mut until = before.to_owned();
                until.push_str(after.get(..i).unwrap_or_default());
                return !in_call(&until);
            }
            ')' | ']' => return false,
            ':' => return !ternary,
            c if is_operator(c) => return false,
            ' ' | '(' | ';' | '\n' => {
                let later = after.get(i + 1..).unwrap_or_default();
                if c == ' ' && starts_with_word(later) {
                    return false;
                }
            }
            _ => return true,
        }
    }
    false
}
