//! Harness expressions: `<+stage.variables.name>`.
//!
//! Harness finds `<+...>` in a text, evaluates each body with Apache Commons JEXL 3.0 over what
//! it knows of the pipeline, and puts the value in its place. The language is older and odder
//! than it looks: expressions nest, values may hold expressions, names are tried under several
//! prefixes, and what is missing is sometimes null and sometimes an error. This folder does what
//! Harness does, without reflection: methods come from an allow-list, and the outside is reached
//! only through [`Outside`].
//!
//! - [`scan`]: where expressions stand in a text.
//! - [`lex`], [`parse`], [`ast`]: JEXL's syntax.
//! - [`value`], [`hash`], [`mod@print`]: Java's values, as far as they show.
//! - [`dialect`], [`jexl3`]: arithmetic and methods.
//! - [`interpret`]: evaluates one parsed body.
//! - [`evaluator`], [`mod@concat`]: prefixes, aliases, nesting, splicing, limits.
//! - [`journal`]: what was evaluated on the way to a value.
//! - [`functors`], [`json_path`], [`java_regex`], [`outside`]: `json`, `regex`, `secrets` and
//!   the like, and what they need of the outside.
//! - [`mod@render`], [`missing`]: a whole text, and what to say about what is unresolved.
//!
//! ```
//! use manifest_render::harness::expression::{Evaluator, Nothing, Options, Value, render};
//!
//! let context = Value::from_json(&serde_json::json!({"artifact": {"tag": "1.4.2"}}));
//! let options = Options::default();
//! let context = context.map().unwrap();
//! let evaluator = Evaluator::new(context, &options, &Nothing);
//! let rendered = render(&evaluator, "tag: <+<+artifact.tag>.replace('.', '-')>", &[]).unwrap();
//! assert_eq!(rendered.text, "tag: 1-4-2");
//! ```

pub mod ast;
pub mod concat;
pub mod dialect;
pub mod error;
pub mod evaluator;
pub mod functors;
pub mod hash;
pub mod interpret;
pub mod java_regex;
pub mod jexl3;
pub mod journal;
pub mod json_path;
pub mod lex;
pub mod missing;
pub mod outside;
pub mod parse;
pub mod print;
pub mod render;
pub mod scan;
pub mod value;

pub use dialect::DialectName;
pub use error::{ErrorClass, ExpressionError};
pub use evaluator::Evaluator;
pub use missing::Missing;
pub use outside::{Nothing, Outside};
pub use render::{RenderError, Rendered, Replaced, Unresolved, render};
pub use value::Value;

/// What becomes of an expression without a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Rendering fails and lists them all, as for values files.
    #[default]
    Error,
    /// It stays as it is.
    Keep,
    /// The text `null`.
    Null,
}

/// How expressions are evaluated.
#[derive(Clone, Debug)]
pub struct Options {
    /// What becomes of an expression without a value.
    pub mode: Mode,
    /// Whether texts are spliced into the bodies around them (Harness's feature
    /// `PIE_EXPRESSION_CONCATENATION`).
    pub concatenation: bool,
    /// Whether bodies may be scripts: `var`, `if`, `for` (the account's setting "Enable JSON
    /// support for expressions").
    pub scripts: bool,
    /// What is tried before a body, in order; the empty one is the body itself.
    pub search_prefixes: Vec<String>,
    /// Names that stand for paths where the context does not hold them.
    pub aliases: Vec<(String, String)>,
    /// The evaluator's dialect.
    pub dialect: DialectName,
}

impl Default for Options {
    /// A values file in Harness.
    fn default() -> Self {
        let output = "stage.spec.infrastructure.output";
        let alias = |name: &str, target: String| (name.to_owned(), target);
        Options {
            mode: Mode::Error,
            concatenation: true,
            scripts: false,
            search_prefixes: vec!["datetime".into(), String::new()],
            aliases: vec![
                alias("artifact", "artifacts.primary".into()),
                alias("infra", output.into()),
                alias("INFRA_KEY", format!("{output}.infrastructureKey")),
                alias(
                    "INFRA_KEY_SHORT_ID",
                    format!("{output}.infrastructureKeyShort"),
                ),
                alias("serviceConfig", "stage.spec.serviceConfig".into()),
                alias(
                    "serviceDefinition",
                    "stage.spec.serviceConfig.serviceDefinition".into(),
                ),
            ],
            dialect: DialectName::Jexl3,
        }
    }
}
