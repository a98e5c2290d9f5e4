//! What `docs/deploy.md` says is what the page says.

use std::fs;

use anyhow::{Context, Result};
use tests::place;
use tests::published::recommended_headers;

/// The directives of a policy, in order.
fn directives(policy: &str) -> Vec<String> {
    let mut directives: Vec<_> =
        policy.split(';').map(|directive| directive.trim().to_owned()).filter(|d| !d.is_empty()).collect();
    directives.sort();
    directives
}

#[test]
fn the_recommended_policy_is_the_page_s_own_and_lets_nobody_frame_it() -> Result<()> {
    let page = fs::read_to_string(place::root().join("index.html"))?;
    let own = page.split("http-equiv=\"Content-Security-Policy\" content=\"").nth(1);
    let own = own.and_then(|rest| rest.split('"').next()).context("index.html has no policy")?;
    let headers = recommended_headers()?;
    let header = headers.iter().find(|(name, _)| name == "Content-Security-Policy");
    let mut expected = directives(own);
    // The one directive that a page cannot give itself.
    expected.push("frame-ancestors 'none'".to_owned());
    expected.sort();
    assert_eq!(directives(&header.context("no policy is recommended")?.1), expected);

    // Once more in the configuration of nginx.
    let guide = fs::read_to_string(place::root().join("docs").join("deploy.md"))?;
    let nginx = guide.split("add_header Content-Security-Policy \"").nth(1);
    let nginx = nginx.and_then(|rest| rest.split('"').next()).context("nginx is given no policy")?;
    assert_eq!(directives(nginx), expected);
    // And nothing in it lets anything in that is not the site's own.
    for directive in &expected {
        for source in directive.split_whitespace().skip(1) {
            assert!(["'none'", "'self'", "'wasm-unsafe-eval'", "blob:"].contains(&source), "{directive}");
        }
    }
    Ok(())
}
