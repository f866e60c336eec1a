//! A walk over the characters of the input.

/// The input and how far it has been read.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// Whether a backslash takes away the meaning of the character that follows.
    escapes: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, escapes: bool) -> Self {
        Scanner {
            text,
            at: 0,
            escapes,
        }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What has been read since this place.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Leaves out so many bytes.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The text up to one of these characters, which is consumed; `None` for it at the end.
    pub(super) fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut text = String::new();
        while let Some(c) = self.next() {
            if stops.contains(&c) {
                return (text, Some(c));
            }
            if c == '\\' && self.escapes {
                text.extend(self.next());
            } else {
                text.push(c);
            }
        }
        (text, None)
    }

    /// Leaves out blanks and one comma. Says whether there was nothing else: a comma or the end.
    pub(super) fn nothing(&mut self) -> bool {
        while let Some(c) = self.peek() {
            if c != ',' && !c.is_whitespace() {
                return false;
            }
            self.at += c.len_utf8();
            if c == ',' {
                return true;
            }
        }
        true
    }
}
