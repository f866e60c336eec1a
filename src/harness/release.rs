//! What a release gives to expressions: its number, its colour, and the infrastructure key.

use sha1::{Digest, Sha1};

/// The steps in which `kubernetes.release` is allowed.
const STEPS: [&str; 9] = [
    "K8sRollingDeploy",
    "K8sCanaryDeploy",
    "K8sBlueGreenDeploy",
    "K8sBGSwapServices",
    "K8sApply",
    "K8sDelete",
    "K8sCanaryDelete",
    "K8sDryRun",
    "K8sBlueGreenStageScaleDown",
];

/// The release that `<+kubernetes.release.revision>` speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// The type of the step, as `K8sRollingDeploy`; without one every field is allowed.
    pub step: Option<String>,
    /// The number of the release.
    pub number: Option<u64>,
    /// The colour of the stage, in blue/green deployments with declarative rollback.
    pub color: Option<String>,
}

impl Release {
    /// The text of a field, `revision` or `stageColor`. It is text also where it is a number, as
    /// in Harness, where it is a marker until the delegate knows the number.
    pub fn field(&self, field: &str) -> Result<String, String> {
        if let Some(step) = &self.step
            && !STEPS.contains(&step.as_str())
        {
            return Err(format!("a step of type {step} has no Kubernetes release"));
        }
        let value = match field {
            "revision" => self.number.map(|n| n.to_string()),
            "stageColor" => self.color.clone(),
            _ => return Err(format!("a release has no `{field}`")),
        };
        value.ok_or_else(|| format!("the release's {field} is not known here"))
    }
}

/// `INFRA_KEY` and `INFRA_KEY_SHORT_ID`: the SHA-1 of the service, the environment and the parts
/// that make the infrastructure, those that are there joined with `-`; and its first six digits.
pub fn infra_key(parts: &[Option<&str>]) -> (String, String) {
    let joined = parts
        .iter()
        .flatten()
        .copied()
        .collect::<Vec<_>>()
        .join("-");
    let key: String = Sha1::digest(joined.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let short = key.chars().take(6).collect();
    (key, short)
}
