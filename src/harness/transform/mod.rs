//! What a Harness deployment makes of the resources before they reach the cluster: versioned
//! ConfigMaps and Secrets, names, labels, selectors.
//!
//! All of it is optional: by default people see what their templates say.
//!
//! - [`resource`]: what a document says about itself.
//! - [`version`]: names of ConfigMaps and Secrets, and the references to them.
//! - [`strategy`]: rolling, canary, blue/green.

pub mod resource;
pub mod strategy;
pub mod version;

use crate::value::Map;

/// How a service is deployed.
#[derive(Clone, Debug, PartialEq)]
pub enum Strategy {
    /// Everything at once, pods replaced one after the other.
    Rolling {
        /// Whether the step ends a canary workflow, so that pods become the stable ones.
        in_canary_workflow: bool,
    },
    /// A few pods beside the stable ones.
    Canary(Instances),
    /// A second set of pods that takes over.
    BlueGreen {
        /// The colour that serves now; green where nothing does.
        primary: Option<Color>,
    },
}

/// How many canary pods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instances {
    /// So many.
    Count(u64),
    /// So many of a hundred of the workload's replicas, at least one.
    Percentage(f64),
}

/// The colours of a blue/green deployment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// `blue`
    Blue,
    /// `green`
    #[default]
    Green,
}

impl Color {
    /// The name of the colour.
    pub fn name(self) -> &'static str {
        match self {
            Color::Blue => "blue",
            Color::Green => "green",
        }
    }

    /// The colour of this name.
    pub fn named(name: &str) -> Option<Color> {
        [Color::Blue, Color::Green]
            .into_iter()
            .find(|c| c.name() == name)
    }

    /// The other colour.
    pub fn other(self) -> Color {
        match self {
            Color::Blue => Color::Green,
            Color::Green => Color::Blue,
        }
    }
}

/// What to reproduce of a deployment.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How the service is deployed.
    pub strategy: Strategy,
    /// The release's name, which pods carry as a label.
    pub release_name: String,
    /// The release's number, which versioned names end with.
    pub release_number: u64,
    /// Whether Harness stores releases itself: no versions, other suffixes.
    pub declarative_rollback: bool,
    /// Whether ConfigMaps and Secrets keep their names.
    pub skip_versioning: bool,
    /// The replicas that the workload has in the cluster, for canary percentages.
    pub replicas_in_cluster: Option<u64>,
    /// Whether autoscalers and disruption budgets follow the workload (the flag
    /// `CDS_SUPPORT_HPA_AND_PDB_NG`).
    pub autoscalers: bool,
}

/// Why resources cannot be deployed with a strategy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransformError {
    /// There is no workload to deploy.
    NoWorkload,
    /// There is more than one workload; with their names.
    ManyWorkloads(Vec<String>),
    /// There is no service for blue/green.
    NoService,
    /// There is more than one service, and none is marked; with their names.
    NoPrimaryService(Vec<String>),
    /// More than one service is marked as primary.
    ManyPrimaryServices,
    /// More than one service is marked as stage.
    ManyStageServices,
}

impl TransformError {
    /// The error in Harness's few words.
    pub fn short(&self) -> &'static str {
        match self {
            TransformError::NoWorkload => "no workload",
            TransformError::ManyWorkloads(_) => "more than one workload",
            TransformError::NoService => "no service",
            TransformError::NoPrimaryService(_) => "no primary service",
            TransformError::ManyPrimaryServices => "More than one service is marked Primary",
            TransformError::ManyStageServices => "More than one service is marked Stage",
        }
    }
}

impl std::fmt::Display for TransformError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.short())?;
        match self {
            TransformError::ManyWorkloads(names) | TransformError::NoPrimaryService(names) => {
                write!(f, ": {}", names.join(", "))
            }
            _ => Ok(()),
        }
    }
}

impl std::error::Error for TransformError {}

/// What a deployment does that its user may not expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Names are so long that the suffix was cut or left out.
    SuffixCut {
        /// The suffix that was wanted.
        wanted: String,
        /// What is left of it.
        used: String,
    },
}

/// Does to the resources what a deployment would. Documents change in place; a stage service may
/// be added at the end.
///
/// # Errors
/// When the resources do not fit the strategy. They may be changed already.
pub fn apply(resources: &mut Vec<Map>, options: &Options) -> Result<Vec<Warning>, TransformError> {
    let mut warnings = Vec::new();
    match &options.strategy {
        Strategy::Rolling { in_canary_workflow } => {
            version::by_number(resources, options);
            strategy::rolling(resources, options, *in_canary_workflow);
        }
        Strategy::Canary(instances) => {
            let workload = strategy::single_workload(resources)?;
            version::by_number(resources, options);
            if options.declarative_rollback {
                warnings.extend(version::by_suffix(resources, "-canary"));
            }
            strategy::canary(resources, &workload, options, *instances);
        }
        Strategy::BlueGreen { primary } => {
            let workload = strategy::single_workload(resources)?;
            let primary = primary.unwrap_or_default();
            let services = strategy::services(resources)?;
            version::by_number(resources, options);
            if options.declarative_rollback {
                let suffix = format!("-{}", primary.other().name());
                warnings.extend(version::by_suffix(resources, &suffix));
            }
            strategy::blue_green(resources, &workload, services, options, primary);
        }
    }
    Ok(warnings)
}
