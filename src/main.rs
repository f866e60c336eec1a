//! The `render` program. All of it is in the library's [`manifest_render::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    manifest_render::cli::main()
}
