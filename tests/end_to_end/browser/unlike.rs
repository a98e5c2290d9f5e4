//! A film that is unlike the training films: no number where the package refuses it.

use anyhow::Result;
use tests::browser::{Browser, Gpu};
use tests::films;
use tests::full_package;
use tests::place;
use tests::site::Site;

use super::{FILM_ON_CPU, open_on_cpu};

#[test]
fn a_film_that_the_package_finds_strange_is_refused_with_its_distance() -> Result<()> {
    let folder = full_package::refusing(&place::site())?;
    let sample = films::samples(folder.path())?.remove(0);
    let (site, browser) = (Site::serve(folder.path()), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    page.drop_files(std::slice::from_ref(&sample))?;
    let row = page.wait_final(&sample, FILM_ON_CPU)?;
    assert_eq!(
        (row.state.as_str(), row.reason.as_deref()),
        ("rejected", Some("OUT_OF_DISTRIBUTION")),
        "{row:?}"
    );
    assert_eq!((row.logit, row.probability), (None, None), "a number for a refused film");
    let answer = page.answer(&row)?;
    assert!(answer.contains("does not look like the films that the model was trained on"), "{answer}");
    assert!(answer.contains("below 0.20"), "{answer}");
    page.screenshot("unlike-refused")
}
