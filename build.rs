//! How the program is linked.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |key: &str| env::var(key).unwrap_or_default();
    if target("CARGO_CFG_TARGET_OS") == "linux" && target("CARGO_CFG_TARGET_ENV") == "gnu" {
        // At a fixed address, as Go links its programs: the loader has no addresses to write into a
        // hundred pages before the first line runs. Nothing here is safer for being moved about, as
        // no line of it is unsafe.
        println!("cargo:rustc-link-arg-bins=-no-pie");
        unwind_without_library(&target("OUT_DIR"))?;
    }
    Ok(())
}

/// Takes what unwinds panics into the program. Rust asks for the shared library of GCC by name,
/// which takes the loader longer than all the rest that it does but for libc; under that name it
/// finds the same in an archive here.
fn unwind_without_library(folder: &str) -> io::Result<()> {
    let library = Path::new(folder).join("libgcc_s.so");
    fs::write(library, "GROUP ( -lgcc_eh -lgcc )\n")?;
    println!("cargo:rustc-link-arg-bins=-L{folder}");
    Ok(())
}
