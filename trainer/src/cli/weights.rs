//! `trainer weights`: weights to start a training from.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::pretrained::fetch::{self, Expected, FetchOptions, ProxyChoice};
use crate::pretrained::{self, Imported};

#[derive(Debug, Args)]
pub(super) struct WeightsArgs {
    #[command(subcommand)]
    command: WeightsCommand,
}

#[derive(Debug, Subcommand)]
enum WeightsCommand {
    /// Download torchvision's VGG16, trained on ImageNet, and verify it
    #[command(after_help = "Examples:\n  \
        trainer weights fetch\n  \
        trainer weights fetch --proxy http://proxy.example:3128\n  \
        trainer weights fetch --url https://mirror.example/vgg16-397923af.pth --out runs/vgg16.pth\n\n\
        Proxies are also taken from ALL_PROXY, HTTPS_PROXY and HTTP_PROXY, exceptions from NO_PROXY, and the\n\
        certificates of a network's own authority from SSL_CERT_FILE. A download that broke off is gone on with.")]
    Fetch(FetchArgs),
    /// Turn a file of weights into the one that `trainer train` starts from
    #[command(after_help = "Examples:\n  \
        trainer weights import runs/vgg16-397923af.pth --out runs/vgg16.safetensors\n  \
        trainer weights import model.safetensors --out runs/vgg16.safetensors\n  \
        trainer weights import assets/model --out runs/phantom.safetensors\n\n\
        Reads what torch.save writes of torchvision's vgg16, in its newer and its older form, the safetensors file of\n\
        timm's vgg16.tv_in1k, and the folders of model packages.")]
    Import(ImportArgs),
}

#[derive(Debug, Args)]
struct FetchArgs {
    /// Address of the file
    #[arg(long, default_value = fetch::default_url())]
    url: String,
    /// SHA-256 that the file must have, 64 hexadecimal digits; known for torchvision's file
    #[arg(long, value_parser = sha256)]
    sha256: Option<String>,
    /// Where the file goes; runs/ and its name if not given
    #[arg(long)]
    out: Option<PathBuf>,
    /// Proxy, http://user:password@host:port; `none` for none, whatever the environment says
    #[arg(long)]
    proxy: Option<String>,
    /// Longest wait for a connection, an answer or the next bytes, seconds
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

#[derive(Debug, Args)]
struct ImportArgs {
    /// File of torch.save or safetensors, or a model package's folder
    file: PathBuf,
    /// File to write; must not exist
    #[arg(long)]
    out: PathBuf,
}

pub(super) fn run(args: &WeightsArgs) -> Result<()> {
    match &args.command {
        WeightsCommand::Fetch(args) => fetch(args),
        WeightsCommand::Import(args) => import(args),
    }
}

fn fetch(args: &FetchArgs) -> Result<()> {
    let expected = Expected::new(&args.url, args.sha256.as_deref())?;
    let out = match &args.out {
        Some(out) => out.clone(),
        None => fetch::default_out(&args.url)?,
    };
    let proxy = match args.proxy.as_deref() {
        None => ProxyChoice::Environment,
        Some("none") => ProxyChoice::Direct,
        Some(url) => ProxyChoice::Url(url.to_owned()),
    };
    let options = FetchOptions {
        url: args.url.clone(),
        expected,
        out,
        proxy,
        timeout: Duration::from_secs(args.timeout),
        attempts: 5,
        pause: Duration::from_secs(1),
    };
    let fetched = fetch::fetch(&options)?;
    let out = options.out.display();
    if fetched.was_there {
        eprintln!("{out} is there already");
    }
    eprintln!("{out}: {} bytes, SHA-256 {}", fetched.bytes, fetched.sha256);
    match options.expected {
        Expected::Whole(_) => eprintln!("verified"),
        Expected::Prefix(digits) => eprintln!(
            "verified by the first {} digits, which its name carries; more of its SHA-256 is not known",
            digits.len()
        ),
    }
    eprintln!("next: {}", fetch::next_command(&options.out));
    Ok(())
}

fn import(args: &ImportArgs) -> Result<()> {
    let Imported { tensors, parameters, width_divisor, origin, sha256 } =
        pretrained::import(&args.file, &args.out)?;
    eprintln!(
        "from {} ({}, names of {}), SHA-256 {}",
        origin.file, origin.format, origin.layout, origin.sha256
    );
    if width_divisor > 1 {
        eprintln!("not the real VGG16: its channels are divided by {width_divisor}");
    }
    eprintln!("licence: {}", origin.licence);
    eprintln!("{}: {tensors} tensors, {parameters} parameters, SHA-256 {sha256}", args.out.display());
    eprintln!("next: `pretrained = \"{}\"` under [model] of a training configuration", args.out.display());
    Ok(())
}

fn sha256(text: &str) -> Result<String, String> {
    let digits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if digits { Ok(text.to_ascii_lowercase()) } else { Err("not 64 hexadecimal digits".into()) }
}
