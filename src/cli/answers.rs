//! The answers of a review: a key each on a terminal, a line each from a pipe.

use std::io::{self, IsTerminal, Lines, StdinLock};

use console::{Key, Term};

use super::printer::Printer;

/// What can be answered.
const QUESTION: &str = "[a]ccept, [r]eject, [s]kip; [A], [R], [S] all the same; \
                        [o]rigins, [q]uit? ";

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To do something with what is shown.
    Settle(What, Extent),
    /// To show where its lines came from.
    Explain,
    /// To end here.
    Quit,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It becomes golden.
    Accept,
    /// It goes.
    Reject,
    /// It waits.
    Skip,
}

/// With what to do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// With what is shown.
    One,
    /// With all that changes in the same way.
    AllTheSame,
}

impl Answer {
    /// What a letter means.
    fn of(letter: char) -> Option<Answer> {
        let extent = match letter.is_ascii_uppercase() {
            true => Extent::AllTheSame,
            false => Extent::One,
        };
        Some(match letter {
            'a' | 'A' => Answer::Settle(What::Accept, extent),
            'r' | 'R' => Answer::Settle(What::Reject, extent),
            's' | 'S' => Answer::Settle(What::Skip, extent),
            'o' | 'e' => Answer::Explain,
            'q' => Answer::Quit,
            _ => return None,
        })
    }
}

/// Where answers come from.
pub enum Answers {
    /// Keys, without Enter behind them.
    Keys(Term),
    /// Lines.
    Lines(Lines<StdinLock<'static>>),
}

impl Answers {
    /// Those of the person, or the program, that started this one.
    pub fn new() -> Answers {
        match io::stdin().is_terminal() && io::stdout().is_terminal() {
            true => Answers::Keys(Term::stdout()),
            false => Answers::Lines(io::stdin().lines()),
        }
    }

    /// Asks until there is an answer; the end of the input is one, too.
    pub fn next(&mut self, printer: &Printer) -> io::Result<Answer> {
        loop {
            printer.result(QUESTION.as_bytes())?;
            let letter = match self {
                Answers::Keys(terminal) => {
                    let letter = match terminal.read_key()? {
                        Key::Char(letter) => Some(letter),
                        Key::Escape => Some('q'),
                        _ => None,
                    };
                    // Nothing shows a key that is pressed.
                    let shown = letter.filter(|letter| !letter.is_control());
                    let shown = shown.map_or(String::new(), String::from);
                    printer.result(format!("{shown}\n").as_bytes())?;
                    letter
                }
                Answers::Lines(lines) => match lines.next().transpose()? {
                    Some(line) => {
                        let mut letters = line.trim().chars();
                        letters.next().filter(|_| letters.next().is_none())
                    }
                    None => Some('q'),
                },
            };
            if let Some(answer) = letter.and_then(Answer::of) {
                return Ok(answer);
            }
        }
    }
}
