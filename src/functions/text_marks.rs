//! Origins of values that are read out of a text.

use crate::encoding::yaml::Marker;
use crate::gotemplate::call::Host;
use crate::value::{Mark, Str};

/// Marks what is read out of a traced text as made of the part of the text that it stands in.
pub(super) struct TextMarks<'t> {
    pub host: &'t mut dyn Host,
    pub text: &'t Str,
}

impl Marker for TextMarks<'_> {
    const ON: bool = true;
    const WHOLE: bool = true;

    fn mark(&mut self, start: u32, end: u32) -> Mark {
        let part = self.text.slice(start as usize..end as usize);
        self.host.mark_of(&part)
    }
}

/// Reads a text, with marks where it knows where it came from.
macro_rules! marked {
    ($call:expr, $text:expr, $marks:ident => $read:expr) => {
        match $text.runs().is_empty() {
            true => {
                let $marks = $crate::encoding::yaml::NoMarks;
                $read
            }
            false => {
                let host = $call.host();
                let $marks = $crate::functions::text_marks::TextMarks { host, text: $text };
                $read
            }
        }
    };
}

pub(super) use marked;
