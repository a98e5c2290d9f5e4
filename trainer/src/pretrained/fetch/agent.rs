//! The way to the server: proxies, time-outs, certificates.

use std::env;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Proxy, ProxyProtocol};

/// Variables that `ureq` takes a proxy from, the first that is set.
const PROXY_VARIABLES: [&str; 6] =
    ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/// Where requests go first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProxyChoice {
    /// As `ALL_PROXY`, `HTTPS_PROXY` or `HTTP_PROXY` say, past `NO_PROXY`.
    Environment,
    /// To the server itself.
    Direct,
    /// To this proxy: `http://user:password@host:port` or `https://...`.
    Url(String),
}

/// An agent for one download.
///
/// # Errors
///
/// An address that is neither `http` nor `https`; a proxy that is set but cannot be used, so that no request goes out
/// by another way than was asked for; a file in `SSL_CERT_FILE` that cannot be read.
pub(super) fn agent(proxy: &ProxyChoice, url: &str, timeout: Duration) -> Result<Agent> {
    let is_https = url.starts_with("https://");
    ensure!(is_https || url.starts_with("http://"), "{url} is neither an http nor an https address");
    let config = Agent::config_builder()
        .proxy(choose(proxy)?)
        .https_only(is_https)
        .http_status_as_error(false)
        .user_agent(concat!("lobar-trainer/", env!("CARGO_PKG_VERSION")))
        // A body must arrive as it is stored: lengths and ranges count stored bytes.
        .accept_encoding("identity")
        .tls_config(TlsConfig::builder().root_certs(root_certificates()?).build())
        .timeout_resolve(Some(timeout))
        .timeout_connect(Some(timeout))
        .timeout_recv_response(Some(timeout))
        .timeout_per_read(Some(timeout))
        .timeout_per_write(Some(timeout))
        .build();
    Ok(Agent::new_with_config(config))
}

fn choose(choice: &ProxyChoice) -> Result<Option<Proxy>> {
    let (proxy, from) = match choice {
        ProxyChoice::Direct => return Ok(None),
        ProxyChoice::Url(url) => (Proxy::new(url).ok(), "--proxy"),
        ProxyChoice::Environment => {
            let set = PROXY_VARIABLES.into_iter().find(|name| env::var(name).is_ok_and(|v| !v.is_empty()));
            let Some(name) = set else { return Ok(None) };
            (Proxy::try_from_env(), name)
        }
    };
    // Never the value: it may hold a password.
    let proxy = proxy.with_context(|| format!("{from} is not a proxy's address, http://host:port"))?;
    match proxy.protocol() {
        ProxyProtocol::Http | ProxyProtocol::Https => Ok(Some(proxy)),
        other => bail!("{from} names a proxy of kind {other:?}; http and https are supported"),
    }
}

/// Mozilla's, built in; or those of `SSL_CERT_FILE`, for networks whose proxy opens TLS and closes it again under an
/// authority of its own.
fn root_certificates() -> Result<RootCerts> {
    let Some(path) = env::var_os("SSL_CERT_FILE").filter(|p| !p.is_empty()) else {
        return Ok(RootCerts::WebPki);
    };
    let context = || format!("SSL_CERT_FILE {}", path.display());
    let pem = std::fs::read(&path).with_context(context)?;
    let certificates: Vec<Certificate<'static>> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(Ok(certificate)),
            Ok(_) => None,
            Err(error) => Some(Err(error)),
        })
        .collect::<Result<_, _>>()
        .with_context(context)?;
    ensure!(!certificates.is_empty(), "SSL_CERT_FILE {} holds no certificate", path.display());
    Ok(RootCerts::from(certificates))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error() {
        let choose = |url: &str| choose(&ProxyChoice::Url(url.into()));
        assert!(choose("http://user:secret@proxy:3128").unwrap().is_some());
        for url in ["socks5://user:secret@proxy:1080", "ftp://user:secret@proxy", "http://", ""] {
            let error = choose(url).unwrap_err().to_string();
            assert!(error.contains("--proxy") && !error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn only_the_web_is_asked() {
        for url in ["ftp://host/file", "file:///etc/passwd", "host/file"] {
            assert!(agent(&ProxyChoice::Direct, url, Duration::from_secs(1)).is_err(), "{url}");
        }
    }
}
