//! Which files of a folder are templates, by Harness's rules.

use std::path::Path;

/// A file whose first line that is not blank holds this is not deployed.
const SKIP: &[u8] = b"harness.io/skip-file-for-deploy";

/// Whether a file of a manifest folder can be a template: `*.yaml` and `*.yml`, but for a
/// `values.yaml` that stands right in the folder. The path is that under the folder.
///
/// ```
/// use std::path::Path;
/// use manifest_render::harness::files::is_manifest;
///
/// assert!(is_manifest(Path::new("app/service.yml")));
/// assert!(is_manifest(Path::new("values-dev.yaml")));
/// assert!(!is_manifest(Path::new("values.yaml")));
/// assert!(!is_manifest(Path::new("_helpers.tpl")));
/// ```
pub fn is_manifest(path: &Path) -> bool {
    let yaml = path
        .extension()
        .is_some_and(|end| end == "yaml" || end == "yml");
    yaml && path != Path::new("values.yaml")
}

/// Whether a file says that it is not to be deployed.
///
/// ```
/// use manifest_render::harness::files::is_skipped;
///
/// assert!(is_skipped(b"\n# harness.io/skip-file-for-deploy\nkind: Job\n"));
/// assert!(!is_skipped(b"kind: Job\n# harness.io/skip-file-for-deploy\n"));
/// ```
pub fn is_skipped(content: &[u8]) -> bool {
    let first = content
        .split(|&b| b == b'\n')
        .find(|line| !line.trim_ascii().is_empty());
    first.is_some_and(|line| memchr::memmem::find(line, SKIP).is_some())
}
