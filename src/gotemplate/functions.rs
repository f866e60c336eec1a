//! The functions a set of templates can call.

use std::fmt;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::builtins::Comparison;
use super::function::Function;
use super::resolve::Special;
use crate::value::Value;

/// Functions by name: Go's own, and those put in.
///
/// ```
/// use manifest_render::function;
/// use manifest_render::gotemplate::Functions;
/// use manifest_render::value::Str;
///
/// fn upper(text: &Str) -> String {
///     text.to_string_lossy().to_uppercase()
/// }
///
/// let mut functions = Functions::builtins();
/// functions.insert(function!("upper", upper));
/// assert!(functions.contains("upper") && functions.contains("printf"));
/// ```
#[derive(Clone, Default)]
pub struct Functions {
    // Shared: every set has its own, and few of them put in more.
    all: Rc<FxHashMap<&'static [u8], (Function, Special)>>,
}

impl Functions {
    /// Go's built-in functions.
    pub fn builtins() -> Self {
        let mut all = FxHashMap::default();
        for function in super::builtins::FUNCTIONS {
            let special = match function.name {
                "and" => Special::And,
                "or" => Special::Or,
                "not" => Special::Not,
                "call" => Special::Call,
                "slice" => Special::Slice,
                "print" => Special::Print,
                "println" => Special::Println,
                "printf" => Special::Printf,
                name => Comparison::find(name).map_or(Special::None, Special::Compare),
            };
            all.insert(function.name.as_bytes(), (function, special));
        }
        Functions { all: Rc::new(all) }
    }

    /// Puts in a function, in place of any other of its name.
    pub fn insert(&mut self, function: Function) {
        let all = Rc::make_mut(&mut self.all);
        all.insert(function.name.as_bytes(), (function, Special::None));
    }

    /// Makes room for so many more functions.
    pub fn reserve(&mut self, more: usize) {
        Rc::make_mut(&mut self.all).reserve(more);
    }

    /// Whether there is a function of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.all.contains_key(name.as_bytes())
    }

    /// All names, sorted.
    pub fn names(&self) -> Vec<&'static str> {
        let all = self.all.values();
        let mut names: Vec<_> = all.map(|(function, _)| function.name).collect();
        names.sort_unstable();
        names
    }

    pub(super) fn find(&self, name: &[u8]) -> Option<&(Function, Special)> {
        self.all.get(name)
    }
}

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// Stands where there is no function.
pub(super) const NOTHING: Function = crate::function!("", nothing);

fn nothing() -> Value {
    Value::Missing
}
