//! Archives of charts in folders.

use std::io::{self, Write as _};
use std::path::Path;

use flate2::{Compression, GzBuilder};
use tar::{Builder, Header};

use super::http::Archive;
use crate::chart::{Chart, Error, folder_files};
use crate::world::World;

/// The archive of a chart in a folder, without what `.helmignore` names. The same files give the
/// same bytes.
pub fn package(world: &dyn World, folder: &Path, chart: &Chart) -> Result<Archive, Error> {
    let files = folder_files(world, folder)?;
    let failed =
        |error: io::Error| Error::new(format!("cannot pack {}: {error}", folder.display()));
    let bytes = pack(chart.name(), &files).map_err(failed)?;
    Ok(Archive {
        name: format!("{}-{}.tgz", chart.name(), chart.metadata.version),
        bytes,
    })
}

fn pack(name: &str, files: &[(String, Vec<u8>)]) -> io::Result<Vec<u8>> {
    let compressed = GzBuilder::new().write(Vec::new(), Compression::default());
    let mut archive = Builder::new(compressed);
    for (path, content) in files {
        let mut header = Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, format!("{name}/{path}"), content.as_slice())?;
    }
    let mut compressed = archive.into_inner()?;
    compressed.flush()?;
    compressed.finish()
}
