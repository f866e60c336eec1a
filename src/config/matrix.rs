//! The product of the axes of a matrix.

use super::{Case, Settings};
use crate::source::Span;

/// One axis: `environments`, with what each of its entries says.
pub struct Axis {
    /// Its name.
    pub name: String,
    /// Its entries, in the order of the file.
    pub entries: Vec<(String, Span, Settings)>,
}

/// All cases of a matrix: every entry of the first axis with every one of the second, and so on.
/// A case is called after its entries, `web-dev`; `{environments}` in a text stands for the name
/// of its entry of that axis.
pub fn cases(defaults: &Settings, axes: &[Axis]) -> Vec<Case> {
    let mut rows: Vec<Vec<usize>> = vec![Vec::new()];
    for axis in axes {
        rows = rows
            .into_iter()
            .flat_map(|row| {
                (0..axis.entries.len()).map(move |entry| [row.as_slice(), &[entry]].concat())
            })
            .collect();
    }
    let entries = |row: Vec<usize>| -> Vec<_> {
        let chosen = axes.iter().zip(row);
        chosen
            .filter_map(|(axis, at)| Some((axis.name.as_str(), axis.entries.get(at)?)))
            .collect()
    };
    let rows = rows.into_iter().map(entries);
    rows.filter_map(|row| case(defaults, &row)).collect()
}

fn case(defaults: &Settings, row: &[(&str, &(String, Span, Settings))]) -> Option<Case> {
    let (_, (_, span, _)) = row.last()?;
    let names: Vec<&str> = row.iter().map(|(_, (name, ..))| name.as_str()).collect();
    let mut settings = defaults.clone();
    for (_, (_, _, own)) in row {
        settings = settings.with(own);
    }
    settings.map_texts(&|text| {
        row.iter()
            .fold(text.to_string(), |text, (axis, (name, ..))| {
                text.replace(&format!("{{{axis}}}"), name)
            })
    });
    Some(Case {
        name: names.join("-"),
        span: *span,
        settings,
    })
}
