//! The pages about codes: what each means, with an input that fails and the same one mended.
//!
//! Each page is a file of `pages/`. Its examples, with what the program prints, are run by
//! `tests/error_pages.rs`; `PAGES=overwrite cargo test --test error_pages` writes what it prints
//! now. `docs/errors.md` holds them all.

use super::Code;

/// What stands above all pages in `docs/errors.md`.
const HEAD: &str = "\
# Errors and warnings

Every finding has a code that never changes. `render explain-error CODE` prints what stands here
about it. This page is made of the same texts: `render explain-error --markdown > docs/errors.md`.

";

impl Code {
    /// The code with this text, in any case: `E0405`.
    ///
    /// ```
    /// use manifest_render::diagnostic::Code;
    ///
    /// assert_eq!(Code::named("e0405"), Some(Code::RequiredValue));
    /// assert_eq!(Code::named("E9999"), None);
    /// ```
    pub fn named(text: &str) -> Option<Code> {
        let same = |code: &&Code| code.as_str().eq_ignore_ascii_case(text);
        Code::ALL.iter().find(same).copied()
    }

    /// What it means, in one line: the title of its page.
    pub fn title(self) -> &'static str {
        let line = self.page().lines().next().unwrap_or_default();
        line.split_once(": ").map_or(line, |(_, title)| title)
    }
}

/// All pages as one page of Markdown: `docs/errors.md`.
pub fn markdown() -> String {
    let mut text = HEAD.to_string();
    for code in Code::ALL {
        text.push_str(&format!(
            "- [{code}](#{}) {}\n",
            anchor(code.page()),
            code.title()
        ));
    }
    for code in Code::ALL {
        text.push('\n');
        let mut fenced = false;
        for line in code.page().lines() {
            fenced ^= line.starts_with("```");
            if !fenced && line.starts_with('#') {
                text.push('#');
            }
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// The anchor that Markdown gives to the heading of a page.
fn anchor(page: &str) -> String {
    let heading = page.lines().next().unwrap_or_default();
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words.chars().filter_map(|c| match c {
        ' ' => Some('-'),
        c => (c.is_alphanumeric() || c == '-' || c == '_').then_some(c),
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_the_docs_is_up_to_date() {
        let page = include_str!("../../docs/errors.md");
        assert!(
            markdown() == page,
            "write it anew with `render explain-error --markdown > docs/errors.md`"
        );
    }

    #[test]
    fn every_page_is_about_its_code() {
        for code in Code::ALL {
            let head = format!("# {code}: ");
            assert!(code.page().starts_with(&head), "{code}");
        }
    }
}
