//! The kinds of findings, each with a code that never changes.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// What kind of finding a diagnostic is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// The code as it is printed: `E0101`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$name => $code,)*
                }
            }

            /// The page about it, in Markdown.
            pub fn page(self) -> &'static str {
                match self {
                    $(Code::$name => include_str!(concat!("pages/", $code, ".md")),)*
                }
            }
        }
    };
}

codes! {
    /// A file or folder that was named does not exist.
    FileNotFound = "E0101",
    /// A file or folder cannot be read.
    FileUnreadable = "E0102",
    /// A file is not UTF-8.
    InvalidUtf8 = "E0103",
    /// A result cannot be written.
    FileUnwritable = "E0104",
    /// A folder holds no templates.
    NoTemplates = "E0105",
    /// The command line contradicts itself.
    Usage = "E0107",
    /// A text is not YAML.
    InvalidYaml = "E0201",
    /// A values file is not a map.
    ValuesNotMap = "E0202",
    /// A context file is not a map.
    ContextNotMap = "E0203",
    /// A key is a map in one values file and something else in another.
    ValuesConflict = "E0205",
    /// An expression has no value.
    UnresolvedExpression = "E0301",
    /// An expression cannot be evaluated.
    ExpressionFailed = "E0302",
    /// An expression is not written correctly.
    ExpressionSyntax = "E0303",
    /// Expressions refer to each other without end.
    ExpressionLoop = "E0304",
    /// A secret is not known.
    SecretNotFound = "E0305",
    /// An expression stands in what was rendered, where Harness resolves none.
    ExpressionInManifest = "E0306",
    /// A template is not written correctly.
    TemplateSyntax = "E0401",
    /// A template calls a function that does not exist.
    UnknownFunction = "E0402",
    /// A template could not be executed.
    TemplateFailed = "E0403",
    /// A template called `fail`.
    TemplateGaveUp = "E0404",
    /// A required value is missing.
    RequiredValue = "E0405",
    /// A template reached a bound of this program.
    LimitReached = "E0406",
    /// A template printed a value that is not there.
    NoValue = "E0407",
    /// Rendered text is not a Kubernetes resource.
    InvalidManifest = "E0501",
    /// No resource of that name was rendered.
    ResourceNotFound = "E0502",
    /// An annotation or label is not text.
    MetadataNotText = "E0503",
    /// The resources do not fit the deployment that was asked for.
    Deployment = "E0504",
    /// A Docker configuration is broken.
    DockerConfig = "E0601",
    /// A credential helper failed.
    CredentialHelper = "E0602",
    /// The folder is a chart, or the chart is broken.
    Chart = "E0701",
    /// A pod uses a private image without a pull secret for it.
    PrivateImage = "E0801",
    /// A pull secret is named that nobody provides.
    UnprovidedPullSecret = "E0802",
    /// A pull secret's key does not fit its type.
    PullSecretKey = "E0803",
    /// A pull secret cannot be used.
    BrokenPullSecret = "E0804",
    /// A whole number is printed with an exponent.
    NumberWithExponent = "E0805",
    /// A plain value in YAML is not what it looks like.
    YamlSurprise = "E0806",
    /// A list takes the place of another, of which items are lost.
    ListReplaced = "E0807",
    /// A value is set that no template reads.
    UnreadValue = "E0808",
    /// A template uses a value that is set nowhere.
    UnsetValue = "E0809",
    /// A template does without a value that is set nowhere.
    OptionalValue = "E0810",
    /// A render.toml is not right.
    Config = "E0901",
    /// Golden files wait to be reviewed, or belong to no case.
    Golden = "E0902",
    /// Two resources of a rendering have the same name.
    ResourceTwice = "E0903",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn no_two_kinds_share_a_code() {
        let mut codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Code::ALL.len());
    }
}
