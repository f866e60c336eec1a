//! Changes that many resources share, told once.

use std::collections::HashMap;

use super::Report;
use crate::diff::{Change, Identity};

/// A change and the resources that have it.
pub struct Shared<'r> {
    /// The change, as the first resource has it.
    pub change: &'r Change,
    /// The cases and names of the resources.
    pub resources: Vec<(&'r str, &'r Identity)>,
}

/// The changes of a report that more than one resource has, in the order in which they come.
pub fn shared(report: &Report) -> Vec<Shared<'_>> {
    let mut places: HashMap<_, usize> = HashMap::new();
    let mut all: Vec<Shared<'_>> = Vec::new();
    for (case, resource) in report.differing() {
        for change in &resource.changes {
            let at = *places.entry(change.signature()).or_insert_with(|| {
                all.push(Shared {
                    change,
                    resources: Vec::new(),
                });
                all.len() - 1
            });
            if let Some(shared) = all.get_mut(at) {
                shared.resources.push((&case.name, &resource.id));
            }
        }
    }
    all.retain(|shared| shared.resources.len() > 1);
    all
}
