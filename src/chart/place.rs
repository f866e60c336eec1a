//! Where a chart is in the tree of charts, as Helm has it.

use std::cell::RefCell;
use std::rc::Rc;

/// A chart's name and the chart it is in.
///
/// Helm's charts point to the one they are in. A chart that is listed is copied, and so are those
/// in it, but not those in them: these point to where they were. So a chart can be known by another
/// path than the one that leads to it, and copies of a chart that nobody lists are in the one that was
/// looked at last.
#[derive(Clone, Debug, Default)]
pub(super) struct Place(Rc<Pointers>);

#[derive(Debug, Default)]
struct Pointers {
    name: String,
    parent: RefCell<Option<Place>>,
}

impl Place {
    /// The place of a chart that is in no other one.
    pub fn new(name: &str) -> Self {
        Place(Rc::new(Pointers {
            name: name.to_string(),
            parent: RefCell::default(),
        }))
    }

    /// Puts it and all that share it into another chart.
    pub fn put_into(&self, parent: &Place) {
        self.0.parent.replace(Some(parent.clone()));
    }

    /// The same place under another name, not shared with anything.
    pub fn copied(&self, name: &str) -> Self {
        let copy = Place::new(name);
        copy.0.parent.replace(self.0.parent.borrow().clone());
        copy
    }

    /// Whether it is in no other chart.
    pub fn is_root(&self) -> bool {
        self.0.parent.borrow().is_none()
    }

    /// The path: `web/charts/db`.
    pub fn path(&self) -> String {
        match &*self.0.parent.borrow() {
            Some(parent) => format!("{}/charts/{}", parent.path(), self.0.name),
            None => self.0.name.clone(),
        }
    }
}
