//! `.Capabilities`: what the cluster is said to be able to do.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Rc;

use super::error::quoted;
use crate::value::{GoType, Kind, List, ListType, Method, Object, Str, Value};

/// The Kubernetes version that Helm 4.2 assumes without a cluster.
const DEFAULT_VERSION: &str = "v1.36.0";

/// The API versions that Helm 4.2 knows, in its order.
const DEFAULT_API_VERSIONS: &[&str] = &[
    "v1",
    "admissionregistration.k8s.io/v1",
    "admissionregistration.k8s.io/v1alpha1",
    "admissionregistration.k8s.io/v1beta1",
    "internal.apiserver.k8s.io/v1alpha1",
    "apps/v1",
    "apps/v1beta1",
    "apps/v1beta2",
    "authentication.k8s.io/v1",
    "authentication.k8s.io/v1alpha1",
    "authentication.k8s.io/v1beta1",
    "authorization.k8s.io/v1",
    "authorization.k8s.io/v1beta1",
    "autoscaling/v1",
    "autoscaling/v2",
    "batch/v1",
    "batch/v1beta1",
    "certificates.k8s.io/v1",
    "certificates.k8s.io/v1beta1",
    "certificates.k8s.io/v1alpha1",
    "coordination.k8s.io/v1alpha2",
    "coordination.k8s.io/v1beta1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "discovery.k8s.io/v1beta1",
    "events.k8s.io/v1",
    "events.k8s.io/v1beta1",
    "extensions/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "networking.k8s.io/v1",
    "networking.k8s.io/v1beta1",
    "node.k8s.io/v1",
    "node.k8s.io/v1alpha1",
    "node.k8s.io/v1beta1",
    "policy/v1",
    "policy/v1beta1",
    "rbac.authorization.k8s.io/v1",
    "rbac.authorization.k8s.io/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1",
    "resource.k8s.io/v1",
    "resource.k8s.io/v1beta2",
    "resource.k8s.io/v1beta1",
    "resource.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1alpha2",
    "scheduling.k8s.io/v1beta1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1beta1",
    "storage.k8s.io/v1",
    "storage.k8s.io/v1alpha1",
    "storagemigration.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1",
];

/// `[]string` with a method that looks for one.
static VERSION_SET: ListType = ListType {
    name: "common.VersionSet",
    elem: GoType::String,
    methods: &[Method {
        name: "Has",
        params: &[GoType::String],
        variadic: false,
        call: has,
    }],
};

fn has(set: &Value, args: &[Value]) -> Result<Value, Str> {
    let wanted = args.first().and_then(Value::as_str);
    let mut known = set.as_list().into_iter().flat_map(|list| list.iter());
    Ok(Value::from(known.any(|version| version.as_str() == wanted)))
}

/// `.Capabilities`, a `*common.Capabilities`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The Kubernetes version.
    pub kube_version: KubeVersion,
    /// API versions, and kinds as `batch/v1/Job`.
    pub api_versions: Vec<Cow<'static, str>>,
}

impl Capabilities {
    /// What Helm assumes without a cluster.
    pub fn new() -> Self {
        Capabilities {
            kube_version: KubeVersion {
                version: DEFAULT_VERSION.to_string(),
                normalized: DEFAULT_VERSION.to_string(),
                major: "1".to_string(),
                minor: "36".to_string(),
            },
            api_versions: DEFAULT_API_VERSIONS
                .iter()
                .copied()
                .map(Cow::from)
                .collect(),
        }
    }
}

impl Default for Capabilities {
    fn default() -> Self {
        Capabilities::new()
    }
}

impl Object for Capabilities {
    fn type_name(&self) -> &str {
        "*common.Capabilities"
    }

    fn kind(&self) -> Kind {
        Kind::Ptr
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "KubeVersion" => Some(Value::object(self.kube_version.clone())),
            "APIVersions" => {
                let versions = self.api_versions.iter().map(|version| match version {
                    Cow::Borrowed(version) => Str::from_static(version).into(),
                    Cow::Owned(version) => version.as_str().into(),
                });
                Some(List::of(&VERSION_SET, versions.collect()).into())
            }
            "HelmVersion" => Some(Value::object(HelmVersion)),
            _ => None,
        }
    }

    fn methods(&self) -> &'static [Method] {
        &[Method {
            name: "Copy",
            params: &[],
            variadic: false,
            call: |value, _| Ok(value.clone()),
        }]
    }

    fn copied(&self) -> Option<Value> {
        Some(Value::object(Capabilities {
            kube_version: self.kube_version.deep_copy(),
            api_versions: self.api_versions.clone(),
        }))
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        ["KubeVersion", "APIVersions", "HelmVersion"]
            .into_iter()
            .filter_map(|name| Some((name, self.field(name)?)))
            .collect()
    }

    fn equals(&self, other: &dyn Object) -> bool {
        other.as_any().downcast_ref() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `.Capabilities.KubeVersion`, a `common.KubeVersion`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeVersion {
    version: String,
    normalized: String,
    major: String,
    minor: String,
}

impl KubeVersion {
    /// Reads a version as `--kube-version` takes it: `1.30`, `v1.30.2`, `v1.33.4-gke.1245000`.
    ///
    /// # Errors
    /// Where it is none, in Helm's words without those of its command line.
    pub fn parse(text: &str) -> Result<KubeVersion, String> {
        let trimmed = text.trim_start();
        let digits = trimmed.strip_prefix('v').unwrap_or(trimmed);
        let numbers = leading_numbers(digits);
        if numbers.is_empty() {
            return Err(format!("could not parse {} as version", quoted(text)));
        }
        if numbers.len() < 2 {
            return Err(format!("illegal version string {}", quoted(text)));
        }
        let mut components = Vec::new();
        for (at, number) in numbers.into_iter().enumerate() {
            if at == 0 && number.len() > 1 && number.starts_with('0') {
                return Err(format!(
                    "illegal zero-prefixed version component {} in {}",
                    quoted(number),
                    quoted(text)
                ));
            }
            let value: u64 = number.parse().map_err(|_| {
                let number = quoted(number);
                format!(
                    "illegal non-numeric version component {number} in {}: strconv.ParseUint: \
                     parsing {number}: value out of range",
                    quoted(text)
                )
            })?;
            components.push(value.to_string());
        }
        let version = match text.starts_with('v') {
            true => text.to_string(),
            false => format!("v{text}"),
        };
        Ok(KubeVersion {
            version,
            normalized: format!("v{}", components.join(".")),
            major: components.first().cloned().unwrap_or_default(),
            minor: components.get(1).cloned().unwrap_or_default(),
        })
    }

    /// The version as it was given, with a `v`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The second number.
    pub fn minor(&self) -> u32 {
        self.minor.parse().unwrap_or(0)
    }

    /// The version without what a vendor adds to it, for constraints.
    pub fn normalized(&self) -> &str {
        match self.normalized.as_str() {
            "" => &self.version,
            normalized => normalized,
        }
    }

    /// What `deepCopy` makes of it.
    fn deep_copy(&self) -> KubeVersion {
        KubeVersion {
            normalized: String::new(),
            ..self.clone()
        }
    }

    fn texts(&self) -> [(&'static str, &str); 4] {
        [
            ("Version", &self.version),
            ("normalizedVersion", &self.normalized),
            ("Major", &self.major),
            ("Minor", &self.minor),
        ]
    }
}

/// The numbers at the start of a text that dots join.
fn leading_numbers(text: &str) -> Vec<&str> {
    let mut numbers = Vec::new();
    for part in text.split('.') {
        let end = part.find(|c: char| !c.is_ascii_digit());
        let number = part.get(..end.unwrap_or(part.len())).unwrap_or_default();
        if number.is_empty() {
            break;
        }
        numbers.push(number);
        if end.is_some() {
            break;
        }
    }
    numbers
}

fn kube_version(value: &Value, choose: fn(&KubeVersion) -> &str) -> Result<Value, Str> {
    let version = value.as_object::<KubeVersion>().map(choose);
    Ok(Value::from(version.unwrap_or_default()))
}

impl Object for KubeVersion {
    fn type_name(&self) -> &str {
        "common.KubeVersion"
    }

    fn field(&self, name: &str) -> Option<Value> {
        let exported = self
            .texts()
            .into_iter()
            .filter(|_| name != "normalizedVersion");
        let mut found = exported.filter(|(field, _)| *field == name);
        found.next().map(|(_, text)| Value::from(text))
    }

    fn methods(&self) -> &'static [Method] {
        &[
            Method {
                name: "GitVersion",
                params: &[],
                variadic: false,
                call: |value, _| kube_version(value, |version| &version.version),
            },
            Method {
                name: "String",
                params: &[],
                variadic: false,
                call: |value, _| kube_version(value, KubeVersion::normalized),
            },
        ]
    }

    fn pointer_text(&self) -> Option<Str> {
        Some(Str::from(self.normalized()))
    }

    fn boxed(&self) -> Option<Value> {
        Some(Value::object(Boxed(self.clone())))
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        self.texts().map(|(name, text)| (name, text.into())).into()
    }

    fn equals(&self, other: &dyn Object) -> bool {
        other.as_any().downcast_ref() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A `common.KubeVersion` in an interface: all its methods are those of its pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Boxed(KubeVersion);

impl Object for Boxed {
    fn type_name(&self) -> &str {
        self.0.type_name()
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.0.field(name)
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        self.0.fields()
    }

    fn copied(&self) -> Option<Value> {
        Some(Value::object(Boxed(self.0.deep_copy())))
    }

    fn equals(&self, other: &dyn Object) -> bool {
        other.as_any().downcast_ref() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `.Capabilities.HelmVersion`, a `version.BuildInfo`: that of the Helm whose results these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HelmVersion;

impl HelmVersion {
    /// Field, name in JSON, value.
    const FIELDS: [(&'static str, &'static str, &'static str); 5] = [
        ("Version", "version", "v4.2"),
        ("GitCommit", "git_commit", ""),
        ("GitTreeState", "git_tree_state", ""),
        ("GoVersion", "go_version", "go1.26.6"),
        ("KubeClientVersion", "kube_client_version", "v1.36"),
    ];
}

impl Object for HelmVersion {
    fn type_name(&self) -> &str {
        "version.BuildInfo"
    }

    fn field(&self, name: &str) -> Option<Value> {
        let mut fields = Self::FIELDS.iter();
        fields
            .find(|field| field.0 == name)
            .map(|field| field.2.into())
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        Self::FIELDS
            .map(|(name, _, value)| (name, value.into()))
            .into()
    }

    fn json_fields(&self) -> Vec<(&'static str, Value)> {
        let fields = Self::FIELDS.iter().filter(|field| !field.2.is_empty());
        fields.map(|field| (field.1, field.2.into())).collect()
    }

    fn equals(&self, other: &dyn Object) -> bool {
        other.as_any().is::<HelmVersion>()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The capabilities as a value, shared by all charts of a rendering.
pub fn to_value(capabilities: Capabilities) -> Value {
    Value::Object(Rc::new(capabilities))
}
