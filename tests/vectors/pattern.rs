//! A small matcher for the patterns of the random vectors, which have back references.

/// A part of a pattern.
enum Part {
    One(Box<dyn Fn(char) -> bool>),
    Group(Vec<Vec<Repeated>>, Option<usize>),
    Again(usize),
}

/// A part and how often it may stand.
struct Repeated {
    part: Part,
    least: usize,
    most: usize,
}

/// Whether the whole text matches a pattern `(?s)^…$`.
pub fn matches(pattern: &str, text: &str) -> bool {
    let inner = pattern
        .strip_prefix("(?s)^")
        .and_then(|p| p.strip_suffix('$'))
        .unwrap();
    let pattern: Vec<char> = inner.chars().collect();
    let mut parser = Parser {
        pattern: &pattern,
        at: 0,
        groups: 0,
    };
    let choices = parser.choices();
    assert_eq!(parser.at, pattern.len(), "pattern not understood: {inner}");
    let text: Vec<char> = text.chars().collect();
    let mut groups = vec![(0, 0); parser.groups];
    either(&choices, &text, 0, &mut groups, &mut |at, _| {
        at == text.len()
    })
}

struct Parser<'a> {
    pattern: &'a [char],
    at: usize,
    groups: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.pattern.get(self.at).copied()
    }

    fn next(&mut self) -> char {
        self.at += 1;
        self.pattern[self.at - 1]
    }

    fn choices(&mut self) -> Vec<Vec<Repeated>> {
        let mut all = vec![Vec::new()];
        while let Some(c) = self.peek().filter(|c| *c != ')') {
            if c == '|' {
                self.at += 1;
                all.push(Vec::new());
            } else {
                let part = self.part();
                let (least, most) = self.count();
                all.last_mut().unwrap().push(Repeated { part, least, most });
            }
        }
        all
    }

    fn part(&mut self) -> Part {
        match self.next() {
            '(' => {
                let number = if self.pattern[self.at..].starts_with(&['?', ':']) {
                    self.at += 2;
                    None
                } else {
                    self.groups += 1;
                    Some(self.groups - 1)
                };
                let choices = self.choices();
                self.at += 1;
                Part::Group(choices, number)
            }
            '[' => Part::One(self.class()),
            '.' => Part::One(Box::new(|_| true)),
            '\\' => match self.next() {
                'd' => Part::One(Box::new(|c| c.is_ascii_digit())),
                digit @ '1'..='9' => Part::Again(digit as usize - '1' as usize),
                c => Part::One(Box::new(move |other| other == c)),
            },
            c => Part::One(Box::new(move |other| other == c)),
        }
    }

    fn class(&mut self) -> Box<dyn Fn(char) -> bool> {
        let negated = self.peek() == Some('^');
        self.at += usize::from(negated);
        let mut ranges = Vec::new();
        while self.peek() != Some(']') {
            let mut one = || match self.next() {
                '\\' => self.next(),
                c => c,
            };
            let low = one();
            let mut high = low;
            if self.peek() == Some('-') && self.pattern[self.at + 1] != ']' {
                self.at += 1;
                high = self.next();
            }
            ranges.push(low..=high);
        }
        self.at += 1;
        Box::new(move |c| ranges.iter().any(|range| range.contains(&c)) != negated)
    }

    fn count(&mut self) -> (usize, usize) {
        let count = match self.peek() {
            Some('?') => (0, 1),
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some('{') => {
                let end = self.at
                    + self.pattern[self.at..]
                        .iter()
                        .position(|c| *c == '}')
                        .unwrap();
                let inner: String = self.pattern[self.at + 1..end].iter().collect();
                self.at = end;
                let (least, most) = inner.split_once(',').unwrap_or((&inner, &inner));
                (least.parse().unwrap(), most.parse().unwrap_or(usize::MAX))
            }
            _ => return (1, 1),
        };
        self.at += 1;
        count
    }
}

type Groups = Vec<(usize, usize)>;
type Then<'a> = &'a mut dyn FnMut(usize, &mut Groups) -> bool;

fn either(
    choices: &[Vec<Repeated>],
    text: &[char],
    at: usize,
    groups: &mut Groups,
    then: Then<'_>,
) -> bool {
    choices
        .iter()
        .any(|choice| all(choice, text, at, groups, then))
}

fn all(parts: &[Repeated], text: &[char], at: usize, groups: &mut Groups, then: Then<'_>) -> bool {
    let Some((first, rest)) = parts.split_first() else {
        return then(at, groups);
    };
    // What matches one character needs no way back into it.
    if let Part::One(fits) = &first.part {
        let run = text[at..]
            .iter()
            .take(first.most)
            .take_while(|c| fits(**c))
            .count();
        return (first.least..=run)
            .rev()
            .any(|n| all(rest, text, at + n, groups, then));
    }
    repeat(first, 0, rest, text, at, groups, then)
}

fn repeat(
    first: &Repeated,
    done: usize,
    rest: &[Repeated],
    text: &[char],
    at: usize,
    groups: &mut Groups,
    then: Then<'_>,
) -> bool {
    if done < first.most {
        let more = match &first.part {
            Part::One(_) => false,
            Part::Again(group) => {
                let (from, to) = groups[*group];
                text[at..].starts_with(&text[from..to])
                    && repeat(first, done + 1, rest, text, at + to - from, groups, then)
            }
            Part::Group(choices, number) => either(
                choices,
                text,
                at,
                groups,
                &mut |end, groups: &mut Groups| {
                    if let Some(number) = number {
                        groups[*number] = (at, end);
                    }
                    end > at && repeat(first, done + 1, rest, text, end, groups, then)
                },
            ),
        };
        if more {
            return true;
        }
    }
    let empty = matches!(&first.part, Part::Group(choices, _) if choices.iter().any(Vec::is_empty));
    (done >= first.least || empty) && all(rest, text, at, groups, then)
}
