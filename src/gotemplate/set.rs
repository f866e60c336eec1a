//! Templates by name, as they know each other.

use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::ast::{NodeId, Nodes, Tree};
use super::call::Environment;
use super::error::ExecError;
use super::exec::{Executor, NoTrace, Trace};
use super::functions::Functions;
use super::parse::{HasFunction, ParseError, Parsed, Scratch, Syntax, parse_into, parse_shared};
use super::resolve::{Callee, Code, Workshop, resolve};
use crate::source::{SourceId, Sources, Span};
use crate::value::{StrBuf, Value};

/// What reading an absent key of a map gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingKey {
    /// No value, which prints as `<no value>`.
    #[default]
    Default,
    /// The zero value of the map's element type.
    Zero,
    /// An error.
    Error,
}

/// A template of a [`Set`].
pub struct Template {
    name: Rc<str>,
    text: Rc<Text>,
    root: NodeId,
    code: OnceCell<Code>,
    /// How many bytes it wrote last.
    wrote: Cell<usize>,
}

/// A text that was parsed.
#[derive(Debug)]
struct Text {
    nodes: Nodes,
    source: SourceId,
}

impl Template {
    /// The template's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The nodes of the text it stands in.
    pub fn nodes(&self) -> &Nodes {
        &self.text.nodes
    }

    /// Its list of nodes.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// The text it stands in.
    pub fn source(&self) -> SourceId {
        self.text.source
    }

    /// Where a node stands.
    pub fn span(&self, id: NodeId) -> Span {
        let place = self.nodes().place(id);
        Span::new(self.source(), place.start as usize..place.end as usize)
    }

    /// Whether it holds nothing but space.
    pub fn is_empty(&self) -> bool {
        self.nodes().is_empty_tree(self.root)
    }

    pub(super) fn shared_name(&self) -> Rc<str> {
        self.name.clone()
    }

    pub(super) fn code(&self, workshop: &Workshop) -> &Code {
        let code = || resolve(self.nodes(), self.root, workshop);
        self.code.get_or_init(code)
    }

    /// How many bytes it will write, to judge by the last time.
    pub(super) fn expected_size(&self) -> usize {
        self.wrote.get().min(MOST_EXPECTED)
    }

    pub(super) fn has_written(&self, bytes: usize) {
        self.wrote.set(bytes);
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Template").field(&self.name).finish()
    }
}

/// No more room than this is made beforehand.
const MOST_EXPECTED: usize = 1 << 20;

pub(super) type Named = FxHashMap<Rc<str>, Rc<Template>>;

/// A text parsed over a set while it is executed: its definitions hide those below.
#[derive(Debug)]
pub(super) struct Layer {
    pub templates: Named,
    pub own: Rc<Template>,
}

/// Tells a set from all others of its thread. A name once found stays where it is in its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SetId(u64);

impl SetId {
    fn next() -> SetId {
        thread_local! {
            static NEXT: Cell<u64> = const { Cell::new(0) };
        }
        SetId(NEXT.replace(NEXT.get() + 1))
    }
}

/// So many texts given to `tpl` are kept parsed.
const CACHED_TEXTS: usize = 4096;

/// Templates that can execute each other by name, with their functions and options: what Go calls
/// a template and those associated with it.
///
/// ```
/// use std::rc::Rc;
///
/// use manifest_render::gotemplate::call::Environment;
/// use manifest_render::gotemplate::{Functions, Set};
/// use manifest_render::value::{Map, StrBuf, Value};
/// use manifest_render::world::MemoryWorld;
///
/// let mut set = Set::new("page", Functions::builtins());
/// set.add("head", b"<h1>{{.}}</h1>", Default::default()).unwrap();
/// set.add("page", br#"{{template "head" .title}} {{len .title}}"#, Default::default()).unwrap();
///
/// let environment = Environment::new(Rc::new(MemoryWorld::default()));
/// let data = Value::from(Map::from_iter([("title", Value::from("News"))]));
/// let mut out = StrBuf::new();
/// set.execute("page", &data, &environment, &mut out)?;
/// assert_eq!(out.as_bytes(), b"<h1>News</h1> 4");
/// # Ok::<(), manifest_render::gotemplate::ExecError>(())
/// ```
pub struct Set {
    id: SetId,
    name: Rc<str>,
    workshop: Workshop,
    missing_key: MissingKey,
    left: Box<[u8]>,
    right: Box<[u8]>,
    templates: Vec<Rc<Template>>,
    /// Where in `templates` each is.
    by_name: FxHashMap<Rc<str>, u32>,
    layers: RefCell<FxHashMap<Rc<[u8]>, Rc<Layer>>>,
    sources: Option<Rc<RefCell<Sources>>>,
    scratch: RefCell<Scratch>,
}

impl Set {
    /// An empty set. The name stands in errors about templates that are not there, and for texts
    /// given to functions such as `tpl`.
    pub fn new(name: &str, functions: Functions) -> Self {
        Set {
            id: SetId::next(),
            name: name.into(),
            workshop: Workshop::new(functions),
            missing_key: MissingKey::Default,
            left: Box::from(*b"{{"),
            right: Box::from(*b"}}"),
            templates: Vec::new(),
            by_name: FxHashMap::default(),
            layers: RefCell::default(),
            sources: None,
            scratch: RefCell::default(),
        }
    }

    /// With delimiters for the texts added from now on; an empty one stands for Go's own.
    pub fn with_delims(mut self, left: &str, right: &str) -> Self {
        self.left = left.as_bytes().into();
        self.right = right.as_bytes().into();
        self
    }

    /// With another way to treat absent keys.
    pub fn with_missing_key(mut self, missing_key: MissingKey) -> Self {
        self.missing_key = missing_key;
        self
    }

    /// With sources that get the texts parsed while executing, so that spans in them mean
    /// something.
    pub fn with_sources(mut self, sources: Rc<RefCell<Sources>>) -> Self {
        self.sources = Some(sources);
        self
    }

    /// The name of the set.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The functions that templates can call.
    pub fn functions(&self) -> &Functions {
        &self.workshop.functions
    }

    /// Where its templates are resolved.
    pub(super) fn workshop(&self) -> &Workshop {
        &self.workshop
    }

    /// How absent keys are treated.
    pub fn missing_key(&self) -> MissingKey {
        self.missing_key
    }

    /// Parses a text and adds the templates in it: its own under `name`, and those it defines. A
    /// template takes the place of another of its name, unless it is empty. What is returned is
    /// the text's own, which later ones of its name do not replace.
    ///
    /// # Errors
    ///
    /// All errors of the syntax, Go's being the first; nothing is added then.
    pub fn add(
        &mut self,
        name: &str,
        text: &[u8],
        source: SourceId,
    ) -> Result<Rc<Template>, Vec<ParseError>> {
        self.add_shared(name, &text.into(), source)
    }

    /// As [`Set::add`], of a text that others hold, too: it is not copied.
    ///
    /// # Errors
    ///
    /// As for [`Set::add`].
    pub fn add_shared(
        &mut self,
        name: &str,
        text: &Rc<[u8]>,
        source: SourceId,
    ) -> Result<Rc<Template>, Vec<ParseError>> {
        let templates = self.parse(name, text, source)?;
        // A text always makes a template of its own name.
        self.take_in(name, templates).ok_or_else(Vec::new)
    }

    /// As [`Set::add_shared`], of many texts in their order, each with its name and its source.
    ///
    /// # Errors
    ///
    /// As for [`Set::add`], for each text that has errors: which of them it is, and its errors. The
    /// others are added.
    pub fn add_all(
        &mut self,
        texts: &[(&str, &Rc<[u8]>, SourceId)],
    ) -> Result<(), Vec<(usize, Vec<ParseError>)>> {
        let mut scratch = Scratch::default();
        scratch.make_room(texts.iter().map(|(_, text, _)| text.len()).sum());
        let has_function = |name: &[u8]| self.functions().find(name).is_some();
        let syntax = self.syntax(&has_function, SourceId::default());
        let (mut parsed, mut broken) = (Vec::with_capacity(texts.len()), Vec::new());
        for (at, &(name, text, source)) in texts.iter().enumerate() {
            let syntax = Syntax { source, ..syntax };
            match parse_into(&mut scratch, name, text, &syntax) {
                Ok(trees) => parsed.push((trees, name, text, source)),
                Err(errors) => broken.push((at, errors)),
            }
        }
        let tables = Rc::new(scratch.take());
        let of = |(trees, name, text, source): (_, _, _, _)| {
            let (nodes, trees) = Nodes::of(&tables, trees, name, text, &syntax);
            (name, templates_of(Parsed { nodes, trees }, source))
        };
        let parsed: Vec<_> = parsed.into_iter().map(of).collect();
        for (name, templates) in parsed {
            self.take_in(name, templates);
        }
        match broken.is_empty() {
            true => Ok(()),
            false => Err(broken),
        }
    }

    fn syntax<'a>(&'a self, has_function: HasFunction<'a>, source: SourceId) -> Syntax<'a> {
        Syntax {
            left: &self.left,
            right: &self.right,
            has_function: Some(has_function),
            source,
            quick: true,
        }
    }

    /// Adds the templates of a text, and gives the one of this name.
    fn take_in(
        &mut self,
        name: &str,
        templates: impl Iterator<Item = Rc<Template>>,
    ) -> Option<Rc<Template>> {
        let mut own = None;
        for template in templates {
            let is_own = *template.name == *name;
            match self.by_name.get(&template.name) {
                Some(&at) if !template.is_empty() => {
                    self.templates[at as usize] = template.clone();
                }
                Some(_) => {}
                None => {
                    let at = u32::try_from(self.templates.len()).unwrap_or(u32::MAX);
                    self.by_name.insert(template.name.clone(), at);
                    self.templates.push(template.clone());
                }
            }
            if is_own {
                own = Some(template);
            }
        }
        own
    }

    /// Lets go of what was made of a template to execute it. A template that is executed once need
    /// not keep it; where it is executed again, it is made again.
    pub fn relax(&mut self, name: &str) {
        if let Some(&at) = self.by_name.get(name)
            && let Some(template) = self.templates.get_mut(at as usize)
            && let Some(template) = Rc::get_mut(template)
        {
            template.code = OnceCell::new();
        }
    }

    /// The template of this name.
    pub fn get(&self, name: &str) -> Option<&Rc<Template>> {
        self.at(self.position(name)?)
    }

    /// Where in the set the template of this name is, which does not change.
    pub(super) fn position(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    pub(super) fn at(&self, position: u32) -> Option<&Rc<Template>> {
        self.templates.get(position as usize)
    }

    /// As [`Set::get`]; it is where it was the last time if that was in this set.
    #[inline]
    pub(super) fn find<'n>(
        &self,
        name: impl FnOnce() -> &'n str,
        callee: &Callee,
    ) -> Option<&Rc<Template>> {
        let at = match callee.0.get() {
            Some((set, at)) if set == self.id => at,
            _ => {
                let at = self.position(name())?;
                callee.0.set(Some((self.id, at)));
                at
            }
        };
        self.at(at)
    }

    /// The names of all templates, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.by_name.keys().map(|name| &**name).collect();
        names.sort_unstable();
        names
    }

    /// Executes the template of this name and appends what it writes to `out`, which keeps what
    /// was written before an error.
    ///
    /// # Errors
    ///
    /// The first error met, in Go's words, or that there is no such template.
    pub fn execute(
        &self,
        name: &str,
        data: &Value,
        environment: &Environment,
        out: &mut StrBuf,
    ) -> Result<(), ExecError> {
        let template = self.get(name).ok_or_else(|| self.no_template(name))?;
        self.execute_template(template, data, environment, NoTrace, out)
            .0
    }

    /// Executes a template, telling a [`Trace`] about it, which is given back.
    ///
    /// # Errors
    ///
    /// As for [`Set::execute`].
    pub fn execute_template<T: Trace>(
        &self,
        template: &Rc<Template>,
        data: &Value,
        environment: &Environment,
        trace: T,
        out: &mut StrBuf,
    ) -> (Result<(), ExecError>, T) {
        Executor::new(self, environment, trace, template).run(data, out)
    }

    pub(super) fn no_template(&self, name: &str) -> ExecError {
        let quoted = super::print::quoted(name.as_bytes());
        let own = super::print::quoted(self.name.as_bytes());
        ExecError::nowhere(format!(
            "template: no template {quoted} associated with template {own}"
        ))
    }

    /// The layer that a text makes, parsed once. `origin` is where it came from, if that is known.
    pub(super) fn layer(
        &self,
        text: &[u8],
        origin: Option<Span>,
    ) -> Result<Rc<Layer>, Vec<ParseError>> {
        if let Some(layer) = self.layers.borrow().get(text) {
            return Ok(layer.clone());
        }
        let text: Rc<[u8]> = text.into();
        let source = match &self.sources {
            Some(sources) => {
                let mut sources = sources.borrow_mut();
                let name = match origin {
                    Some(origin) => format!("{} (tpl)", sources.line_of(origin)).into(),
                    None => self.name.clone(),
                };
                sources.add_made(name, text.clone())
            }
            None => SourceId::default(),
        };
        let templates = self.parse(&self.name, &text, source)?;
        let templates: Named = templates.map(|t| (t.name.clone(), t)).collect();
        let own = templates.get(&self.name).cloned().ok_or_else(Vec::new)?;
        let layer = Rc::new(Layer { templates, own });
        let mut layers = self.layers.borrow_mut();
        if layers.len() >= CACHED_TEXTS {
            layers.clear();
        }
        layers.insert(text, layer.clone());
        Ok(layer)
    }

    fn parse(
        &self,
        name: &str,
        text: &Rc<[u8]>,
        source: SourceId,
    ) -> Result<impl Iterator<Item = Rc<Template>> + use<>, Vec<ParseError>> {
        let has_function = |name: &[u8]| self.functions().find(name).is_some();
        let syntax = self.syntax(&has_function, source);
        let parsed = parse_shared(name, text, &syntax, &mut self.scratch.borrow_mut())?;
        Ok(templates_of(parsed, source))
    }
}

/// The templates of a text.
fn templates_of(parsed: Parsed, source: SourceId) -> impl Iterator<Item = Rc<Template>> {
    let text = Rc::new(Text {
        nodes: parsed.nodes,
        source,
    });
    let template = move |tree: Tree| {
        Rc::new(Template {
            name: tree.name,
            text: text.clone(),
            root: tree.root,
            code: OnceCell::new(),
            wrote: Cell::new(0),
        })
    };
    parsed.trees.into_iter().map(template)
}

impl fmt::Debug for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Set")
            .field("name", &self.name)
            .field("templates", &self.names())
            .finish_non_exhaustive()
    }
}
