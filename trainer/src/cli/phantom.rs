//! `trainer phantom`.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::phantom::{
    NihWriter, Phantom, PhantomOptions, Photometric, contact_sheet, write_dicom, write_png,
};
use crate::progress::Progress;
use crate::run::write_file;

#[derive(Debug, Args)]
pub(super) struct PhantomArgs {
    /// Folder to write to; must not exist
    #[arg(long)]
    out: PathBuf,
    /// Films to draw
    #[arg(long)]
    count: u64,
    /// Seed; the same seed gives the same films
    #[arg(long)]
    seed: u64,
    /// Side of the films, pixels
    #[arg(long, default_value_t = 1024)]
    size: usize,
}

pub(super) fn run(args: &PhantomArgs) -> Result<()> {
    ensure!(args.count > 0, "--count must be at least 1");
    ensure!(!args.out.exists(), "{} exists already; nothing is overwritten", args.out.display());
    let options = PhantomOptions { size: args.size, ..PhantomOptions::default() };
    options.validate()?;
    let dicom = args.out.join("dicom");
    std::fs::create_dir_all(&dicom).with_context(|| format!("creating {}", dicom.display()))?;
    let mut writer = NihWriter::new(&args.out, true)?;
    let mut progress = Progress::new("drawing", args.count as usize);
    let (mut shown, mut names) = (Vec::new(), Vec::new());
    for start in (0..args.count).step_by(16) {
        let films = Phantom::generate_range(&options, args.seed, start..(start + 16).min(args.count))?;
        for film in &films {
            writer.add(film)?;
            // Half of the films in each photometric interpretation, as in a hospital's archive.
            let photometric =
                if film.index % 2 == 0 { Photometric::Monochrome2 } else { Photometric::Monochrome1 };
            let name = film.file_name().replace(".png", ".dcm");
            write_dicom(film, photometric, &dicom.join(&name))?;
            progress.advance(1, "");
            names.push(name);
        }
        // Two dozen films show what they are like; more would not fit a screen.
        shown.extend(films.into_iter().take(24_usize.saturating_sub(shown.len())));
    }
    writer.finish()?;
    // A page that offers samples cannot list a folder: it reads this.
    write_file(&dicom.join("index.json"), &serde_json::to_vec_pretty(&names)?)?;
    write_png(&contact_sheet(&shown)?, &args.out.join("contact_sheet.png"))?;
    progress.finish();
    Ok(())
}
