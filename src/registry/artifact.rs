//! A Harness artifact: its image text and its pair of credentials.
//!
//! Each kind of source has its own rule for the three parts of a pull secret and for the image
//! (Harness's `ImagePullSecretUtils` and the image services of the delegate).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Secret;
use super::pull_secret::Login;
use super::reference::{host_of, strip_scheme};

/// The kinds of artifact sources that have an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A Docker registry by its address.
    DockerRegistry,
    /// Google Container Registry.
    Gcr,
    /// Google Artifact Registry.
    GoogleArtifactRegistry,
    /// Amazon Elastic Container Registry.
    Ecr,
    /// Azure Container Registry.
    Acr,
    /// A Docker repository in Nexus 3.
    Nexus3Registry,
    /// A Docker repository in Artifactory.
    ArtifactoryRegistry,
    /// GitHub's packages.
    GithubPackageRegistry,
    /// A known kind that has neither image nor credentials: S3, Jenkins, AMI and the like.
    Other,
}

impl Kind {
    /// The kind by the name it has in a service's YAML; `None` for a name that Harness does not know.
    pub fn named(name: &str) -> Option<Kind> {
        Some(match name {
            "DockerRegistry" => Kind::DockerRegistry,
            "Gcr" => Kind::Gcr,
            "GoogleArtifactRegistry" => Kind::GoogleArtifactRegistry,
            "Ecr" => Kind::Ecr,
            "Acr" => Kind::Acr,
            "Nexus3Registry" => Kind::Nexus3Registry,
            "ArtifactoryRegistry" => Kind::ArtifactoryRegistry,
            "GithubPackageRegistry" => Kind::GithubPackageRegistry,
            "Nexus2Registry" | "CustomArtifact" | "AmazonS3" | "GoogleCloudStorage" | "Jenkins"
            | "Bamboo" | "AmazonMachineImage" | "AzureArtifacts" | "GoogleCloudSource" => {
                Kind::Other
            }
            _ => return None,
        })
    }
}

/// What the context says about an artifact. Any part may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Its kind.
    pub kind: Kind,
    /// The address of the registry, or of the image for ECR.
    pub registry_url: Option<String>,
    /// The repository's own host name, which wins over the address for Nexus and Artifactory.
    pub registry_hostname: Option<String>,
    /// The path of the image in its registry.
    pub image_path: Option<String>,
    /// The tag or digest.
    pub tag: Option<String>,
    /// The full image text, where it is given.
    pub image: Option<String>,
    /// The user.
    pub username: Option<String>,
    /// The password, token or key.
    pub password: Option<Secret>,
    /// Whether the connector says that there are no credentials.
    pub anonymous: bool,
    region: Option<String>,
    google: Option<(String, String, String)>,
}

impl Artifact {
    /// Reads an artifact through `field`, which gives the text at a dotted path, as
    /// `registryUrl` or `credentials.username`; `None` where the `type` is one Harness does not know.
    ///
    /// A missing type is a Docker registry, the one most people have.
    pub fn read(field: impl Fn(&str) -> Option<String>) -> Option<Artifact> {
        let kind = field("type").map_or(Some(Kind::DockerRegistry), |name| Kind::named(&name))?;
        let first = |names: &[&str]| names.iter().find_map(|name| field(name));
        let secret = |names: &[&str]| first(names).map(Secret::new);
        let password = match kind {
            Kind::Gcr | Kind::GoogleArtifactRegistry => secret(&[
                "credentials.serviceAccountKey",
                "credentials.secretKey",
                "credentials.password",
                "password",
            ]),
            Kind::Ecr => first(&["credentials.authorizationToken"])
                .and_then(|token| ecr_password(&token))
                .or_else(|| secret(&["credentials.password", "credentials.token", "password"])),
            Kind::Acr => secret(&[
                "credentials.clientSecret",
                "credentials.token",
                "credentials.password",
                "password",
            ]),
            _ => secret(&["credentials.password", "credentials.token", "password"]),
        };
        Some(Artifact {
            kind,
            registry_url: first(&["registryUrl", "dockerRegistryUrl", "loginServer"]),
            registry_hostname: first(&["registryHostname", "repositoryUrl"]),
            image_path: first(&["imagePath", "artifactPath", "repository", "packageName"]),
            tag: first(&["tag", "version"]),
            image: field("image"),
            username: first(&["credentials.username", "credentials.clientId", "username"]),
            password,
            anonymous: first(&["anonymous", "credentials.anonymous"]).as_deref() == Some("true")
                || first(&["credentials.type"]).as_deref() == Some("Anonymous"),
            region: field("region"),
            google: field("project")
                .zip(field("repositoryName"))
                .zip(first(&["package", "pkg"]))
                .map(|((project, repository), package)| (project, repository, package)),
        })
    }

    /// The text of `<+artifact.image>`, where enough is known: what the context says, else host,
    /// path and tag. A digest stands behind `@`.
    pub fn image(&self) -> Option<String> {
        if let Some(image) = &self.image {
            return Some(image.clone());
        }
        let tag = self.tag.as_deref()?;
        let sign = if tag.contains(':') { '@' } else { ':' };
        Some(format!("{}{sign}{tag}", self.repository()?))
    }

    /// Host and path of its images, where enough is known.
    fn repository(&self) -> Option<String> {
        Some(match (self.kind, &self.google) {
            (Kind::Other, _) => return None,
            (Kind::GoogleArtifactRegistry, Some((project, repository, package))) => {
                let region = self.region.as_deref()?;
                format!("{region}-docker.pkg.dev/{project}/{repository}/{package}")
            }
            (Kind::GithubPackageRegistry, _) => {
                format!("ghcr.io/{}", self.image_path.as_deref()?)
            }
            _ => {
                let path = self.image_path.as_deref()?;
                format!("{}/{path}", host_of(self.address()?))
            }
        })
    }

    /// Its image, or all of its images where nothing is known of a tag, if it says with which
    /// credentials they are pulled.
    pub fn private_image(&self) -> Option<String> {
        self.login().filter(|login| !login.is_incomplete())?;
        self.image().or_else(|| self.repository())
    }

    /// The credentials as the pull secret names them; `None` for an anonymous connector and for
    /// sources that have none. What is missing is blank, which makes the pull secret empty.
    pub fn login(&self) -> Option<Login> {
        if self.anonymous || self.kind == Kind::Other {
            return None;
        }
        let user = |fixed: &str| self.username.clone().unwrap_or_else(|| fixed.to_string());
        Some(Login {
            url: self.login_url().unwrap_or_default(),
            username: match self.kind {
                Kind::Gcr | Kind::GoogleArtifactRegistry => user("_json_key"),
                Kind::Ecr => user("AWS"),
                Kind::Acr => user("00000000-0000-0000-0000-000000000000"),
                _ => user(""),
            },
            password: self.password.clone().unwrap_or_default(),
        })
    }

    fn login_url(&self) -> Option<String> {
        match self.kind {
            Kind::GithubPackageRegistry => Some("https://ghcr.io".to_string()),
            Kind::GoogleArtifactRegistry => self.image().or_else(|| self.registry_url.clone()),
            Kind::Gcr => match (self.address(), &self.image_path) {
                (Some(address), Some(path)) => Some(format!("{}/{path}", host_of(address))),
                (address, _) => address.map(str::to_string),
            },
            Kind::Ecr => {
                let image = self.image().or_else(|| self.registry_url.clone())?;
                let bare = strip_scheme(&image);
                let host = bare.rsplit_once('/').map_or(bare, |(host, _)| host);
                Some(format!("https://{host}/"))
            }
            _ => self.address().map(str::to_string),
        }
    }

    fn address(&self) -> Option<&str> {
        self.registry_hostname
            .as_deref()
            .or(self.registry_url.as_deref())
            .filter(|a| !a.is_empty())
    }
}

/// The password in an authorization token of ECR, which is base64 of `AWS:password`.
fn ecr_password(token: &str) -> Option<Secret> {
    let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    text.split_once(':')
        .map(|(_, password)| Secret::new(password))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(fields: &[(&str, &str)]) -> Artifact {
        let find = |path: &str| fields.iter().find(|f| f.0 == path).map(|f| f.1.to_string());
        Artifact::read(find).unwrap()
    }

    fn urls(fields: &[(&str, &str)]) -> (Option<String>, Option<String>) {
        let artifact = artifact(fields);
        (
            artifact.image(),
            artifact
                .login()
                .map(|l| format!("{} {}", l.username, l.url)),
        )
    }

    #[test]
    fn each_source_has_its_rule() {
        let ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
        for (fields, image, login) in [
            (
                vec![
                    ("registryUrl", "https://index.docker.io/v2/"),
                    ("imagePath", "library/nginx"),
                    ("tag", "sha256:00"),
                    ("credentials.username", "u"),
                ],
                "index.docker.io/library/nginx@sha256:00",
                "u https://index.docker.io/v2/",
            ),
            (
                vec![
                    ("type", "Gcr"),
                    ("registryHostname", "us.gcr.io"),
                    ("imagePath", "a/b"),
                    ("tag", "1"),
                ],
                "us.gcr.io/a/b:1",
                "_json_key us.gcr.io/a/b",
            ),
            (
                vec![
                    ("type", "GoogleArtifactRegistry"),
                    ("region", "us"),
                    ("project", "p"),
                    ("repositoryName", "r"),
                    ("package", "w"),
                    ("version", "7"),
                ],
                "us-docker.pkg.dev/p/r/w:7",
                "_json_key us-docker.pkg.dev/p/r/w:7",
            ),
            (
                vec![
                    ("type", "Ecr"),
                    ("registryUrl", ecr),
                    ("imagePath", "team"),
                    ("tag", "1"),
                ],
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team:1",
                "AWS https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/",
            ),
            (
                vec![
                    ("type", "Nexus3Registry"),
                    ("registryUrl", "https://nexus.example"),
                    ("registryHostname", "nexus.example:8083"),
                    ("imagePath", "x"),
                    ("tag", "1"),
                    ("credentials.username", "admin"),
                ],
                "nexus.example:8083/x:1",
                "admin nexus.example:8083",
            ),
            (
                vec![
                    ("type", "GithubPackageRegistry"),
                    ("imagePath", "octo/x"),
                    ("tag", "1"),
                    ("credentials.username", "octo"),
                ],
                "ghcr.io/octo/x:1",
                "octo https://ghcr.io",
            ),
        ] {
            assert_eq!(
                urls(&fields),
                (Some(image.to_string()), Some(login.to_string()))
            );
        }
        let token = STANDARD.encode("AWS:hush");
        let ecr = artifact(&[("type", "Ecr"), ("credentials.authorizationToken", &token)]);
        assert_eq!(ecr.login().unwrap().password.expose(), "hush");
    }
}
