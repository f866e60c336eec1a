//! How the program is linked.

use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |key: &str| env::var(key).unwrap_or_default();
    if target("CARGO_CFG_TARGET_OS") == "linux" && target("CARGO_CFG_TARGET_ENV") == "gnu" {
        // At a fixed address, as Go links its programs: the loader has no addresses to write into a
        // hundred pages before the first line runs. Nothing here is safer for being moved about, as
        // no line of it is unsafe.
        println!("cargo:rustc-link-arg-bins=-no-pie");
        let linker = env::var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_string());
        if has_archive(&linker) {
            unwind_without_library(&target("OUT_DIR"))?;
        }
    }
    Ok(())
}

/// Whether a linker finds the archive that unwinds panics: then it says where it is.
fn has_archive(linker: &str) -> bool {
    let said = Command::new(linker)
        .arg("-print-file-name=libgcc_eh.a")
        .output();
    said.is_ok_and(|said| Path::new(String::from_utf8_lossy(&said.stdout).trim()).is_absolute())
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
