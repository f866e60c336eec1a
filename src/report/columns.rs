//! A patch with its two sides beside each other.

use anstyle::{AnsiColor, Style};

/// The narrowest that a side can be.
const NARROWEST: usize = 20;
/// What stands between the sides.
const BETWEEN: &str = " │ ";

/// A patch in two columns, lines cut where they do not fit.
pub fn draw(patch: &str, width: usize, colour: bool) -> String {
    let side = (width.saturating_sub(BETWEEN.chars().count() + 2) / 2).max(NARROWEST);
    let mut drawing = Drawing {
        side,
        colour,
        text: String::new(),
    };
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for line in patch.lines().skip(2) {
        match line.split_at_checked(1) {
            Some(("-", text)) => old.push(text),
            Some(("+", text)) => new.push(text),
            Some((" ", text)) => {
                drawing.flush(&mut old, &mut new);
                drawing.row(text, text, Style::new(), Style::new());
            }
            _ if line.starts_with("@@") => {
                drawing.flush(&mut old, &mut new);
                drawing.row("…", "…", Style::new(), Style::new());
            }
            _ => {}
        }
    }
    drawing.flush(&mut old, &mut new);
    drawing.text
}

struct Drawing {
    side: usize,
    colour: bool,
    text: String,
}

impl Drawing {
    fn flush(&mut self, old: &mut Vec<&str>, new: &mut Vec<&str>) {
        for at in 0..old.len().max(new.len()) {
            let left = old.get(at).copied().unwrap_or_default();
            let right = new.get(at).copied().unwrap_or_default();
            let red = AnsiColor::Red.on_default();
            self.row(left, right, red, AnsiColor::Green.on_default());
        }
        old.clear();
        new.clear();
    }

    fn row(&mut self, left: &str, right: &str, left_style: Style, right_style: Style) {
        let (left, right) = (cut(left, self.side), cut(right, self.side));
        let blanks = " ".repeat(self.side - left.chars().count());
        let row = match self.colour {
            true => format!(
                "{left_style}{left}{left_style:#}{blanks}{BETWEEN}{right_style}{right}{right_style:#}"
            ),
            false => format!("{left}{blanks}{BETWEEN}{right}"),
        };
        self.text.push_str(&format!("  {}\n", row.trim_end()));
    }
}

fn cut(line: &str, width: usize) -> String {
    match line.chars().count() > width {
        true => line.chars().take(width - 1).chain(['…']).collect(),
        false => line.to_string(),
    }
}
