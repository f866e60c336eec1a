//! What a function can reach while it is called: the world, other templates, limits, caches.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use super::function::Failure;
use super::limits::Limits;
use crate::value::{Mark, Str, StrBuf, Value};
use crate::world::{DrawKey, Randomness, World};

/// The surroundings of a rendering, the same for all its templates.
///
/// Rooms above the engine put in what their functions need (settings, fixtures, a chart's files)
/// by type, with [`Environment::insert`].
#[derive(Clone)]
pub struct Environment {
    /// The door to the outside.
    pub world: Rc<dyn World>,
    /// What a template may make the machine do.
    pub limits: Limits,
    /// The file that is rendered, where all files give their template one name: with a seed, what
    /// is random depends on it.
    pub file: Option<Rc<str>>,
    extensions: HashMap<TypeId, Rc<dyn Any>>,
    caches: Rc<RefCell<HashMap<TypeId, Rc<dyn Any>>>>,
}

impl Environment {
    /// Surroundings with the default limits.
    pub fn new(world: Rc<dyn World>) -> Self {
        Environment {
            world,
            limits: Limits::default(),
            file: None,
            extensions: HashMap::new(),
            caches: Rc::default(),
        }
    }

    /// Puts in what some functions need; one value a type.
    pub fn insert<T: Any>(&mut self, extension: T) {
        self.extensions
            .insert(TypeId::of::<T>(), Rc::new(extension));
    }

    /// What was put in of this type.
    pub fn get<T: Any>(&self) -> Option<&T> {
        self.extensions.get(&TypeId::of::<T>())?.downcast_ref()
    }

    /// A cache of this type that lives as long as the rendering: compiled patterns, zones.
    pub fn cache<T: Any + Default>(&self) -> Rc<T> {
        let mut caches = self.caches.borrow_mut();
        let cache = caches
            .entry(TypeId::of::<T>())
            .or_insert_with(|| Rc::new(T::default()))
            .clone();
        drop(caches);
        cache.downcast().unwrap_or_default()
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// What the executor offers to the functions it calls.
pub trait Host {
    /// The surroundings.
    fn environment(&self) -> &Environment;

    /// The name of the template file that is being executed, and how many random draws it has
    /// made: with a seed, the next draw depends on just these.
    fn next_draw(&mut self) -> DrawKey;

    /// Executes a template of the set, as `include` does, and appends what it writes.
    fn execute(&mut self, name: &Str, data: Data<'_>, out: &mut StrBuf) -> Result<(), Failure>;

    /// Parses a text over the set and executes it, as `tpl` does, and appends what it writes.
    fn execute_text(&mut self, text: &Str, data: Data<'_>, out: &mut StrBuf)
    -> Result<(), Failure>;

    /// What it depends on that the call is executed at all; nothing where nothing is traced.
    fn condition(&mut self) -> Mark {
        Mark::NONE
    }

    /// The mark of what was made of both; nothing where nothing is traced.
    fn union(&mut self, a: Mark, b: Mark) -> Mark {
        let _ = b;
        a
    }

    /// The mark of a text as a whole; nothing where nothing is traced.
    fn mark_of(&mut self, text: &Str) -> Mark {
        let _ = text;
        Mark::NONE
    }

    /// Calls a function value, as the built-in `call` does.
    fn call(&mut self, function: &Value, args: &mut [Value]) -> Result<Value, Failure>;
}

/// The dot of a template that a function executes.
#[derive(Clone, Copy, Debug)]
pub struct Data<'d> {
    /// The value.
    pub value: &'d Value,
    /// Where it came from.
    pub mark: Mark,
}

/// What a function tells of where its result came from. Where it tells nothing, the result is
/// taken to be made of all arguments.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// Where the result came from.
    pub made_of: Option<Mark>,
    /// The arguments, by bit, that decided which result it is.
    pub chosen_by: u64,
    /// Whether it looked at all that is in the maps and lists among the arguments.
    pub looked_into: bool,
}

/// One call of a function.
pub struct Call<'a> {
    host: &'a mut dyn Host,
    marks: &'a [Mark],
    only: Option<&'a Str>,
    told: Told,
}

impl<'a> Call<'a> {
    /// A call whose arguments have these marks; none where nothing is traced.
    pub fn new(host: &'a mut dyn Host, marks: &'a [Mark]) -> Self {
        Call {
            host,
            marks,
            only: None,
            told: Told::default(),
        }
    }

    /// A call of whose result nothing is read but this field, where there is one.
    pub(super) fn reading(mut self, only: Option<&'a Str>) -> Self {
        self.only = only;
        self
    }

    /// The one field that is read of the result, as of `(fromYaml .text).name`; where there is
    /// none, all of it may be. A function need not make what nobody reads.
    pub fn only(&self) -> Option<&'a Str> {
        self.only
    }

    /// The executor.
    pub fn host(&mut self) -> &mut dyn Host {
        self.host
    }

    /// Where an argument came from.
    pub fn mark(&self, argument: usize) -> Mark {
        self.marks.get(argument).copied().unwrap_or_default()
    }

    /// Whether marks mean anything.
    #[inline]
    pub fn is_traced(&self) -> bool {
        !self.marks.is_empty()
    }

    /// Where an argument came from, and what it depends on that the call is executed: what is
    /// known of a value that outlives the call.
    pub fn mark_kept(&mut self, argument: usize) -> Mark {
        if self.marks.is_empty() {
            return Mark::NONE;
        }
        let condition = self.host.condition();
        self.host.union(self.mark(argument), condition)
    }

    /// Tells that the result is made of just this, such as an entry of a map.
    #[inline]
    pub fn made_of(&mut self, mark: Mark) {
        if !self.marks.is_empty() {
            self.told.made_of = Some(mark);
        }
    }

    /// Tells that an argument decided which result it is.
    #[inline]
    pub fn chosen_by(&mut self, argument: usize) {
        self.told.chosen_by |= 1_u64.checked_shl(argument as u32).unwrap_or(0);
    }

    /// Tells that the result depends on all that is in the maps and lists among the arguments.
    #[inline]
    pub fn looked_into(&mut self) {
        self.told.looked_into = true;
    }

    /// What the function told of its result.
    pub fn told(&self) -> Told {
        self.told
    }

    /// The door to the outside.
    pub fn world(&self) -> &dyn World {
        &*self.host.environment().world
    }

    /// What a template may make the machine do.
    pub fn limits(&self) -> &Limits {
        &self.host.environment().limits
    }

    /// What an upper room put in of this type.
    pub fn extension<T: Any>(&self) -> Option<&T> {
        self.host.environment().get()
    }

    /// A cache of this type that lives as long as the rendering.
    pub fn cache<T: Any + Default>(&self) -> Rc<T> {
        self.host.environment().cache()
    }

    /// Random bytes for this call: real ones, or with a seed those of this template and call.
    pub fn randomness(&mut self) -> Box<dyn Randomness> {
        let key = self.host.next_draw();
        self.host.environment().world.randomness(&key)
    }
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}
