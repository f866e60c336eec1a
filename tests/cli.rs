//! The command line, by transcripts: those of the README and of `tests/cli/`. Adding a case is
//! adding lines to a transcript; `TRYCMD=overwrite cargo test --test cli` writes what the program
//! prints now.

#[test]
fn transcripts() {
    // Credential helpers are looked for in the path.
    let helpers = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/secrets/bin");
    trycmd::TestCases::new()
        .env(
            "PATH",
            format!("{helpers}:{}", std::env::var("PATH").unwrap_or_default()),
        )
        .env("DOCKER_CONFIG", "testdata/docker/none")
        .env("NO_COLOR", "1")
        .env("CI", "")
        .env("COLUMNS", "100")
        .case("README.md")
        .case("tests/cli/*.md");
}
