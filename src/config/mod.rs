//! `render.toml`: which cases a repository has, what their golden files are, what a diff ignores.
//!
//! ```toml
//! [defaults]
//! profile = "helm"
//!
//! [matrix.charts]
//! web = { path = "charts/web" }
//!
//! [matrix.environments]
//! dev = { values = ["env/dev.yaml"] }
//! prod = { values = ["env/prod.yaml"] }
//!
//! [cases.web-prod]
//! set = ["replicas=5"]
//! ```
//!
//! gives the cases `web-dev` and `web-prod`.
//!
//! - `keys`: the keys of a case, once: what reads them, their help, their schema.
//! - `settings`: [`Settings`], what a case says, and the [`Request`] it
//!   makes.
//! - `read`: from TOML to [`Config`], with a place for every fault.
//! - `ignore`: which changes do not matter.
//! - `lint`: which findings nobody needs to see.
//! - `matrix`: the product of the axes.
//! - [`schema`]: the JSON schema, which `docs/render.schema.json` holds.
//! - [`init`]: a first file for a folder.

mod ignore;
pub mod init;
mod keys;
mod lint;
mod matrix;
mod read;
pub mod schema;
mod settings;

use std::path::{Path, PathBuf};

pub use keys::{Held, parameters};
pub use settings::Settings;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::diff::ignore::Rules;
use crate::lint::Suppression;
use crate::renderer::{Failed, Request};
use crate::source::{Sources, Span};
use crate::world::World;

/// The usual name of the file.
pub const FILE_NAME: &str = "render.toml";

/// What a `render.toml` says.
#[derive(Debug)]
pub struct Config {
    /// The file itself.
    pub path: PathBuf,
    /// The cases, those of the matrix first, in the order of the file.
    pub cases: Vec<Case>,
    /// The folder of the golden files.
    pub golden: PathBuf,
    /// Which changes do not matter in a diff.
    pub rules: Rules,
    /// Whether the rules that everybody has count, too.
    pub built_in_rules: bool,
    /// The findings of `render lint` that nobody needs to see.
    pub suppressions: Vec<Suppression>,
    /// What is worth knowing about the file.
    pub warnings: Diagnostics,
    /// The text of the file, for findings.
    pub sources: Sources,
}

/// Something to render.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// Where the file names it.
    pub span: Span,
    /// What to render, and with what.
    pub settings: Settings,
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// All that is wrong with it, each with its place.
    ///
    /// ```
    /// use std::path::Path;
    /// use manifest_render::config::Config;
    /// use manifest_render::world::MemoryWorld;
    ///
    /// let world = MemoryWorld::new().with_file("render.toml", "[cases.web]\npaht = 'app'\n");
    /// let failed = Config::load(Path::new("render.toml"), &world).unwrap_err();
    /// assert_eq!(failed.findings.0[0].hints, ["did you mean `path`?"]);
    /// ```
    pub fn load(path: &Path, world: &dyn World) -> Result<Config, Failed> {
        read::config(path, world)
    }

    /// The folder that paths in the file start from; empty for the one we are in.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// What a case asks for.
    pub fn request(&self, case: &Case) -> Request {
        case.settings.request(self.folder(), &case.name)
    }

    /// The cases of these names, all where there are none.
    ///
    /// # Errors
    /// All names that no case has.
    pub fn named(&self, names: &[String]) -> Result<Vec<&Case>, Diagnostics> {
        let mut chosen = Vec::new();
        let mut findings = Diagnostics::default();
        if self.cases.is_empty() {
            let message = format!("{} has no cases", self.path.display());
            let finding = Diagnostic::error(Code::Config, message);
            let finding =
                finding.with_hint("a case is a table: [cases.web], with path = \"charts/web\"");
            return Err(finding.into());
        }
        for name in names {
            match self.cases.iter().find(|case| case.name == *name) {
                Some(case) => chosen.push(case),
                None => findings.0.push(self.no_case(name)),
            }
        }
        match (names.is_empty(), findings.0.is_empty()) {
            (true, _) => Ok(self.cases.iter().collect()),
            (false, true) => Ok(chosen),
            (false, false) => Err(findings),
        }
    }

    fn no_case(&self, name: &str) -> Diagnostic {
        let names = || self.cases.iter().map(|case| case.name.as_str());
        let message = format!("{} has no case `{name}`", self.path.display());
        let finding = Diagnostic::error(Code::Config, message);
        match nearest(name, names()) {
            Some(similar) => finding.with_hint(format!("did you mean `{similar}`?")),
            None => finding.with_note(format!(
                "it has these: {}",
                names().collect::<Vec<_>>().join(", ")
            )),
        }
    }
}
