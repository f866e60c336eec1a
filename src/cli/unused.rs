//! Flags of `helm template` that matter to installing, or to reaching a cluster, only. They are
//! taken so that command lines that have them work, and do nothing, as they do nothing there.

use clap::Args;

/// What does nothing.
#[derive(Args, Clone, Debug, Default)]
#[allow(missing_docs, reason = "Helm's manual describes the flags")]
pub struct Unused {
    #[arg(long, hide = true)]
    pub create_namespace: bool,
    #[arg(long, hide = true)]
    pub skip_crds: bool,
    #[arg(long, hide = true)]
    pub disable_openapi_validation: bool,
    #[arg(long, hide = true)]
    pub replace: bool,
    #[arg(long, hide = true)]
    pub render_subchart_notes: bool,
    #[arg(long, hide = true)]
    pub hide_notes: bool,
    #[arg(long, hide = true)]
    pub atomic: bool,
    #[arg(long, hide = true)]
    pub rollback_on_failure: bool,
    #[arg(long, hide = true)]
    pub force: bool,
    #[arg(long, hide = true)]
    pub force_conflicts: bool,
    #[arg(long, hide = true)]
    pub force_replace: bool,
    #[arg(long, hide = true)]
    pub take_ownership: bool,
    #[arg(long, hide = true)]
    pub wait_for_jobs: bool,
    #[arg(long, hide = true)]
    pub kube_insecure_skip_tls_verify: bool,
    #[arg(long, hide = true)]
    pub timeout: Option<String>,
    #[arg(long, hide = true)]
    pub description: Option<String>,
    #[arg(long, hide = true)]
    pub keyring: Option<String>,
    #[arg(long, hide = true)]
    pub burst_limit: Option<String>,
    #[arg(long, hide = true)]
    pub colour: Option<String>,
    #[arg(long, hide = true)]
    pub content_cache: Option<String>,
    #[arg(long, hide = true)]
    pub kube_apiserver: Option<String>,
    #[arg(long, hide = true)]
    pub kube_as_user: Option<String>,
    #[arg(long, hide = true)]
    pub kube_ca_file: Option<String>,
    #[arg(long, hide = true)]
    pub kube_context: Option<String>,
    #[arg(long, hide = true)]
    pub kube_tls_server_name: Option<String>,
    #[arg(long, hide = true)]
    pub kube_token: Option<String>,
    #[arg(long, hide = true)]
    pub kubeconfig: Option<String>,
    #[arg(long, hide = true)]
    pub qps: Option<String>,
    #[arg(long, hide = true)]
    pub registry_config: Option<String>,
    #[arg(long, hide = true)]
    pub repository_cache: Option<String>,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "watcher")]
    pub wait: Option<String>,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub server_side: Option<String>,
    #[arg(short = 'l', long, hide = true)]
    pub labels: Vec<String>,
    #[arg(long, hide = true)]
    pub kube_as_group: Vec<String>,
}
