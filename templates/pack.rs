//! Packs the texts of `i18n` for the program: one compressed file per language, which is a third of them. Run by cargo.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::{env, fs};

use flate2::Compression;
use flate2::write::DeflateEncoder;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=templates/i18n");
    let out = env::var("OUT_DIR")?;
    for language in fs::read_dir("templates/i18n")? {
        let language = language?;
        let mut areas: Vec<_> = fs::read_dir(language.path())?.collect::<Result<_, _>>()?;
        areas.sort_by_key(fs::DirEntry::file_name);
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        for area in areas {
            let name = area.file_name().into_string().map_err(|name| format!("{name:?} is no name"))?;
            let area_name =
                name.strip_suffix(".ftl").ok_or_else(|| format!("{name} is not a Fluent file"))?;
            // Neither has the character that separates them.
            write!(packed, "{area_name}\0{}\0", fs::read_to_string(area.path())?)?;
        }
        fs::write(Path::new(&out).join(language.file_name()).with_extension("texts"), packed.finish()?)?;
    }
    Ok(())
}
