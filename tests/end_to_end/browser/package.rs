//! A package that is not what its manifest says gives no answer at all.

use std::fs;

use anyhow::{Context, Result};
use tests::browser::{Browser, Gpu};
use tests::site::{Fault, Site};
use tests::{films, place};

use super::ENGINE_ON_CPU;

/// The last shard's path on the site, and its length: the damage is met after all the others were read.
fn last_shard() -> Result<(String, usize)> {
    let mut shards = Vec::new();
    for entry in fs::read_dir(place::site().join("model"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".json") && !name.ends_with(".md") {
            shards.push((name, entry.metadata()?.len() as usize));
        }
    }
    shards.sort();
    shards.pop().context("the site's package holds no shard")
}

#[test]
fn a_damaged_shard_is_named_and_nothing_is_answered() -> Result<()> {
    let folder = place::site();
    let (shard, length) = last_shard()?;
    let sample = films::samples(&folder)?.remove(0);
    let browser = Browser::start(Gpu::Off)?;
    for (name, fault) in [
        ("flipped", Fault::FlippedByte(length / 2)),
        ("short", Fault::ShortFile(length - 1)),
        ("broken", Fault::BrokenConnection(length / 2)),
        ("missing", Fault::Missing),
    ] {
        // A site of its own each time: what was verified once is kept in the browser under the site's origin.
        let site = Site::serve(&folder);
        site.damage(&format!("/model/{shard}"), fault);
        let page = browser.open(&site, "?device=cpu")?;
        let engine = page.wait_engine(ENGINE_ON_CPU)?;
        assert_eq!(engine.state, "failed", "{fault:?}");
        let text = page.text()?;
        assert!(text.contains(&shard), "{fault:?}: {shard} is not named in:\n{text}");
        page.drop_files(std::slice::from_ref(&sample))?;
        for row in page.rows()? {
            assert_ne!(row.state, "done", "{fault:?}: {row:?}");
            assert_eq!((row.logit, row.probability), (None, None), "{fault:?}: {row:?}");
        }
        page.screenshot(&format!("shard-{name}"))?;
    }
    Ok(())
}

#[test]
fn a_damaged_manifest_gives_no_answer() -> Result<()> {
    let folder = place::site();
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let manifest = fs::read(folder.join("model").join("manifest.json"))?;
    // A digit of a hash or of a number; what it says is no longer what its id was made from.
    let digit = manifest.iter().rposition(u8::is_ascii_digit).context("a manifest without numbers")?;
    site.damage("/model/manifest.json", Fault::FlippedByte(digit));
    let page = browser.open(&site, "?device=cpu")?;
    let engine = page.wait_engine(ENGINE_ON_CPU)?;
    assert_eq!(engine.state, "failed");
    assert!(page.text()?.contains("manifest.json"), "{}", page.text()?);
    Ok(())
}
