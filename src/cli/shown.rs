//! What a command shows on standard output, written without putting it together first.

use std::borrow::Cow;
use std::io::{self, ErrorKind, IoSlice, Write};

use crate::renderer::helm::Templated;

/// What stands on standard output.
#[derive(Debug)]
pub enum Shown {
    /// This text.
    Text(Vec<u8>),
    /// The stream of a chart.
    Chart {
        /// What was rendered.
        templated: Box<Templated>,
        /// Whether hooks are part of it.
        hooks: bool,
        /// Whether hooks that are tests are part of it, too.
        tests: bool,
    },
}

impl Shown {
    /// The pieces of it, in order.
    pub fn pieces(&self) -> Vec<&[u8]> {
        match self {
            Shown::Text(text) => vec![text],
            Shown::Chart {
                templated,
                hooks,
                tests,
            } => templated.stream(*hooks, *tests),
        }
    }

    /// All of it, one behind the other.
    pub fn text(&self) -> Cow<'_, [u8]> {
        match self {
            Shown::Text(text) => Cow::Borrowed(text),
            Shown::Chart { .. } => Cow::Owned(self.pieces().concat()),
        }
    }
}

/// Writes pieces one behind the other, as few times as the other end allows.
///
/// # Errors
/// As for [`Write::write_all`].
pub fn write_pieces(out: &mut dyn Write, pieces: &[&[u8]]) -> io::Result<()> {
    let mut slices: Vec<_> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
    let mut left = slices.as_mut_slice();
    IoSlice::advance_slices(&mut left, 0);
    while !left.is_empty() {
        match out.write_vectored(left) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut left, written),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
