//! Feature flags and settings of a Harness account that change what comes out.

use super::expression::{DialectName, Options};

/// What an account has switched on or off. The default is a new account.
///
/// ```
/// use manifest_render::harness::Features;
///
/// let mut features = Features::default();
/// features.set("CDS_REMOVE_COMMENTS_FROM_VALUES_YAML")?;
/// features.set("PIE_EXPRESSION_CONCATENATION=false")?;
/// assert!(features.remove_comments && !features.concatenation);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Features {
    /// `PIE_EXPRESSION_CONCATENATION`, on by default: texts are spliced into the bodies around
    /// them.
    pub concatenation: bool,
    /// `PIE_EXECUTION_JSON_SUPPORT`, the setting "Enable JSON support for expressions": bodies may
    /// be scripts.
    pub scripts: bool,
    /// `CDS_REMOVE_COMMENTS_FROM_VALUES_YAML`: comments lose their words before anything else.
    pub remove_comments: bool,
    /// `CDS_SUPPORT_HPA_AND_PDB_NG`: autoscalers and disruption budgets follow the workload in
    /// blue/green deployments.
    pub autoscalers: bool,
    /// Which evaluator the account's expressions go through.
    pub dialect: DialectName,
}

impl Default for Features {
    fn default() -> Self {
        Features {
            concatenation: true,
            scripts: false,
            remove_comments: false,
            autoscalers: false,
            dialect: DialectName::default(),
        }
    }
}

impl Features {
    /// The names of the flags.
    pub const NAMES: [&str; 4] = [
        "PIE_EXPRESSION_CONCATENATION",
        "PIE_EXECUTION_JSON_SUPPORT",
        "CDS_REMOVE_COMMENTS_FROM_VALUES_YAML",
        "CDS_SUPPORT_HPA_AND_PDB_NG",
    ];

    /// Switches a flag: `NAME` or `NAME=true` on, `NAME=false` off.
    ///
    /// # Errors
    /// When there is no such flag, or the word behind it is neither `true` nor `false`.
    pub fn set(&mut self, text: &str) -> Result<(), String> {
        let (name, on) = match text.split_once('=') {
            None => (text, true),
            Some((name, "true")) => (name, true),
            Some((name, "false")) => (name, false),
            Some((_, other)) => return Err(format!("`{other}` is neither true nor false")),
        };
        *self.flag(name).ok_or_else(|| {
            let known = Self::NAMES.join(", ");
            format!("`{name}` changes nothing here; these do: {known}")
        })? = on;
        Ok(())
    }

    fn flag(&mut self, name: &str) -> Option<&mut bool> {
        Some(match name {
            "PIE_EXPRESSION_CONCATENATION" => &mut self.concatenation,
            "PIE_EXECUTION_JSON_SUPPORT" => &mut self.scripts,
            "CDS_REMOVE_COMMENTS_FROM_VALUES_YAML" => &mut self.remove_comments,
            "CDS_SUPPORT_HPA_AND_PDB_NG" => &mut self.autoscalers,
            _ => return None,
        })
    }

    /// How expressions are evaluated in this account.
    pub fn options(&self) -> Options {
        Options {
            concatenation: self.concatenation,
            scripts: self.scripts,
            dialect: self.dialect,
            ..Options::default()
        }
    }
}
