//! How the program is linked.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |key: &str| env::var(key).unwrap_or_default();
    // At a fixed address, as Go links its programs: the loader has no addresses to write into a
    // hundred pages before the first line runs. Nothing here is safer for being moved about, as
    // no line of it is unsafe.
    if target("CARGO_CFG_TARGET_OS") == "linux" && target("CARGO_CFG_TARGET_ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
