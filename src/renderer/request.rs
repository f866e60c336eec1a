//! What is asked of a rendering, with no word about how it was typed.

use std::path::PathBuf;

use super::Deployment;
use super::helm::Options;
use crate::chart::{Links, SetValues};
use crate::functions::Profile;
use crate::gotemplate::limits::Limits;
use crate::harness::{Features, Release, SecretSource};

/// What to render, and with what.
///
/// ```
/// use manifest_render::renderer::{Request, Input};
///
/// let request = Request {
///     values: vec![Input::File("values.yaml".into())],
///     ..Request::new("templates")
/// };
/// assert!(request.context.is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Request {
    /// A folder of templates or one template; a chart as a folder or an archive, or `-` for an
    /// archive on standard input.
    pub path: PathBuf,
    /// The values files, lowest priority first.
    pub values: Vec<Input>,
    /// Single values, which override those in files.
    pub set: SetValues,
    /// Whether Harness expressions in values files are resolved; if not, they are text like any
    /// other, as they are for Helm.
    pub resolve_expressions: bool,
    /// The context files, lowest priority first.
    pub context: Vec<PathBuf>,
    /// Single leaves of the context, as `stage.variables.name=web`, which beat the files; later
    /// ones beat earlier ones.
    pub set_context: Vec<String>,
    /// The folder of Docker's `config.json`; `None`: where Docker looks for it.
    pub docker_config: Option<PathBuf>,
    /// What else Harness would know.
    pub platform: Platform,
    /// What becomes of an expression without a value.
    pub unresolved: Unresolved,
    /// Where the values of secrets come from.
    pub secrets: SecretSource,
    /// Fixes clock and randomness: the same seed gives the same bytes everywhere.
    pub seed: Option<String>,
    /// Whether templates may look names up in the DNS.
    pub enable_dns: bool,
    /// Files with the objects that `lookup` finds.
    pub lookup: Vec<PathBuf>,
    /// Which renderer to be like; `None`: the one that fits what is there.
    pub profile: Option<Profile>,
    /// What a chart is told about its release and the cluster.
    pub chart: Options,
    /// Whether the hooks of a chart are wanted.
    pub hooks: bool,
    /// Whether the tests of a chart, which are hooks, are wanted.
    pub tests: bool,
    /// The deployment whose result is wanted; `None`: what the templates say.
    pub deployment: Option<Deployment>,
    /// Whether a missing value in a template is an error.
    pub strict: bool,
    /// Whether to be like Harness where Harness has a fault.
    pub quirks: bool,
    /// Whether to keep track of where every byte came from.
    pub trace: bool,
    /// Whether to note which values templates read, in a rendering that traces.
    pub usage: bool,
    /// What is done about symbolic links in the folder of a chart.
    pub links: Links,
    /// What a template may make the machine do.
    pub limits: Limits,
}

impl Request {
    /// A request for this folder or file, with nothing else.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Request {
            path: path.into(),
            values: Vec::new(),
            set: SetValues::default(),
            resolve_expressions: true,
            context: Vec::new(),
            set_context: Vec::new(),
            docker_config: None,
            platform: Platform::default(),
            unresolved: Unresolved::default(),
            secrets: SecretSource::default(),
            seed: None,
            enable_dns: false,
            lookup: Vec::new(),
            profile: None,
            chart: Options::default(),
            hooks: true,
            tests: true,
            deployment: None,
            strict: false,
            quirks: false,
            trace: false,
            usage: false,
            links: Links::default(),
            limits: Limits::default(),
        }
    }
}

/// What of Harness's platform stands behind expressions, besides the context.
#[derive(Clone, Debug, Default)]
pub struct Platform {
    /// The service's config files: an identifier, and a file or a folder of files.
    pub config_files: Vec<(String, PathBuf)>,
    /// The folder that stands for the file store, with `account/`, `org/` and `project/` in it.
    pub file_store: Option<PathBuf>,
    /// The release that `<+kubernetes.release>` speaks of.
    pub release: Option<Release>,
    /// The account's feature flags.
    pub features: Features,
    /// Whether expressions are resolved in what templates wrote, too, which Harness does not.
    pub in_manifests: bool,
}

/// A text to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

/// What becomes of an expression that has no value: Harness's three modes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unresolved {
    /// The rendering fails and names them all.
    #[default]
    Error,
    /// The expression stays as it is written.
    Keep,
    /// The word `null` takes its place.
    Null,
}
