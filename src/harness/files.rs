//! Which files of a manifest folder are templates.

/// What keeps a file from being deployed, anywhere in its first line that is not blank.
pub const SKIP_MARKER: &str = "harness.io/skip-file-for-deploy";

/// Whether a file of a manifest folder is a template by its path in that folder: every `.yaml`
/// and `.yml`, but for `values.yaml` at the top.
///
/// ```
/// use manifest_render::harness::files::is_template;
/// assert!(is_template("values-dev.yaml") && is_template("sub/values.yaml"));
/// assert!(!is_template("values.yaml") && !is_template("_helpers.tpl"));
/// ```
pub fn is_template(path: &str) -> bool {
    let yaml = path.ends_with(".yaml") || path.ends_with(".yml");
    yaml && path != "values.yaml"
}

/// Whether a file says that it is not to be deployed.
pub fn is_skipped(content: &[u8]) -> bool {
    let first = content
        .split(|byte| *byte == b'\n')
        .find(|line| !line.trim_ascii().is_empty());
    first.is_some_and(|line| memchr::memmem::find(line, SKIP_MARKER.as_bytes()).is_some())
}
