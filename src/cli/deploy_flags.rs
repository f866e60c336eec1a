//! The flags about what a Harness deployment makes of the resources.

use clap::{Args, ValueEnum};

use crate::harness::transform::{Color, Instances, Strategy};
use crate::renderer::{Deployment, Request};

/// The deployment whose result is wanted, as it was typed.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Harness deployments")]
pub struct DeployFlags {
    /// Print what a deployment step makes of the resources: names, labels, selectors, versions
    ///
    /// Without it, resources are printed as the templates say. With it, ConfigMaps and Secrets get
    /// the release's number behind their names, references follow, and pods, selectors and
    /// services get the strategy's labels. It needs --release-number, and a name of the release.
    #[arg(long, value_name = "STRATEGY", requires = "release_number")]
    pub strategy: Option<StrategyName>,

    /// How many canary pods: a number, or a percentage as 25% [default: 1]
    #[arg(long, value_name = "COUNT", value_parser = instances, requires = "strategy")]
    pub canary_instances: Option<Instances>,

    /// The replicas of the workload in the cluster, which canary percentages are of
    #[arg(long, value_name = "COUNT", requires = "strategy")]
    pub replicas_in_cluster: Option<u64>,

    /// The rolling step ends a canary workflow
    #[arg(long, requires = "strategy")]
    pub in_canary_workflow: bool,

    /// Harness stores releases itself ("declarative rollback")
    #[arg(long, requires = "strategy")]
    pub declarative_rollback: bool,

    /// ConfigMaps and Secrets keep their names ("skip resource versioning")
    #[arg(long, requires = "strategy")]
    pub skip_resource_versioning: bool,
}

/// How a service is deployed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum StrategyName {
    /// Everything at once, pods replaced one after the other
    Rolling,
    /// A few pods beside the stable ones
    Canary,
    /// A second set of pods that takes over
    BlueGreen,
}

fn instances(text: &str) -> Result<Instances, String> {
    match text.strip_suffix('%') {
        None => match text.parse() {
            Ok(count) => Ok(Instances::Count(count)),
            Err(_) => Err(format!("`{text}` is neither a number nor a percentage")),
        },
        Some(number) => match number.parse::<f64>() {
            Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(Instances::Percentage(percent)),
            _ => Err(format!("`{text}` is no percentage from 0% to 100%")),
        },
    }
}

impl DeployFlags {
    /// Puts what is meant into a request that has the flags about expressions already.
    pub fn fill(self, release_name: Option<String>, primary: Option<Color>, request: &mut Request) {
        let Some(strategy) = self.strategy else {
            return;
        };
        let release = request.platform.release.get_or_insert_default();
        // A step of the strategy is what makes the release known to expressions.
        release.step = Some(
            match strategy {
                StrategyName::Rolling => "K8sRollingDeploy",
                StrategyName::Canary => "K8sCanaryDeploy",
                StrategyName::BlueGreen => "K8sBlueGreenDeploy",
            }
            .to_string(),
        );
        if matches!(strategy, StrategyName::BlueGreen) && self.declarative_rollback {
            let stage = primary.unwrap_or_default().other();
            release
                .color
                .get_or_insert_with(|| stage.name().to_string());
        }
        request.deployment = Some(Deployment {
            strategy: match strategy {
                StrategyName::Rolling => Strategy::Rolling {
                    in_canary_workflow: self.in_canary_workflow,
                },
                StrategyName::Canary => {
                    Strategy::Canary(self.canary_instances.unwrap_or(Instances::Count(1)))
                }
                StrategyName::BlueGreen => Strategy::BlueGreen { primary },
            },
            release_name,
            release_number: release.number.unwrap_or(1),
            declarative_rollback: self.declarative_rollback,
            skip_versioning: self.skip_resource_versioning,
            replicas_in_cluster: self.replicas_in_cluster,
            autoscalers: request.platform.features.autoscalers,
        });
    }
}
