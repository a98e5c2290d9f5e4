//! The folder that is served: the site, the peers, the weights in their forms, and films.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;

use crate::site::Site;
use crate::{place, trainer};

/// Side of VGG16's input where the widths below hold.
const WIDTHS: [u64; 14] = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512];
/// Maps are this often halved before each convolution.
const HALVED: [u32; 13] = [0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4];
/// What is served of the peers: the files that their pages load, and nothing of the rest of npm's folder.
const PEERS: [&str; 5] = [
    "onnxruntime-web/dist",
    "@tensorflow/tfjs-core/dist",
    "@tensorflow/tfjs-layers/dist",
    "@tensorflow/tfjs-backend-wasm/dist",
    "@tensorflow/tfjs-backend-webgpu/dist",
];

/// Everything ready to be visited.
#[derive(Debug)]
pub(super) struct Stage {
    folder: TempDir,
    /// As a plain static host serves it.
    pub(super) plain: Site,
    /// Isolated from other origins, so that threads may share memory.
    pub(super) isolated: Site,
    /// Films, without the ending of their names.
    pub(super) films: Vec<String>,
    /// What `trainer predict` says of them.
    pub(super) logits: Vec<f64>,
    /// Id of the package.
    pub(super) package: String,
    /// The peers' versions, by the names of their packages.
    pub(super) versions: Vec<(&'static str, String)>,
    width_divisor: u64,
    /// Pixels a side of the network's input.
    pub(super) side: u64,
}

impl Stage {
    /// Makes it ready: copies, exports, and asks the trainer.
    /// The bundled network takes part with an input of `side` pixels a side.
    pub(super) fn prepare(peers: &Path, side: usize) -> Result<Self> {
        let (dist, bundled) = (place::site(), place::root().join("assets").join("model"));
        let read = |folder: &Path| {
            let path = folder.join("manifest.json");
            fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))
        };
        ensure!(
            read(&bundled)? == read(&dist.join("model"))?,
            "{} holds another model than assets/model; build the site again",
            dist.display()
        );
        let folder = TempDir::with_prefix("lobar-bench-web-")?;
        let at = |name: &str| folder.path().join(name);
        copy(&dist, folder.path(), &|_| true)?;
        let (model, own) = (at("model"), serde_json::from_slice::<Value>(&read(&bundled)?)?);
        if own.pointer("/preprocessing/input_size") != Some(&side.into()) {
            fs::remove_dir_all(&model)?;
            let words = ["export", "--format", "package", "--input-size"].map(OsString::from);
            let more = [side.to_string().into(), "--out".into(), model.clone().into()];
            trained(words.into_iter().chain(more).chain(["--package".into(), bundled.into()]))?;
        }
        let manifest: Value = serde_json::from_slice(&read(&model)?)?;
        let number = |pointer: &str| {
            manifest
                .pointer(pointer)
                .and_then(Value::as_u64)
                .with_context(|| format!("the manifest lacks {pointer}"))
        };
        let (width_divisor, side) =
            (number("/architecture/vgg16/width_divisor")?, number("/preprocessing/input_size")?);

        copy(&place::root().join("tests").join("benches").join("web"), &at("bench"), &|_| true)?;
        for peer in PEERS {
            let browsers =
                |name: &str| name.ends_with(".wasm") || name.ends_with("min.js") || name.ends_with("mjs");
            copy(&peers.join(peer), &at("peers").join(peer), &browsers)?;
        }
        fs::create_dir(at("films"))?;
        let (mut films, mut paths) = (Vec::new(), Vec::new());
        for case in manifest["self_test"].as_array().into_iter().flatten() {
            let file = case["film"]["file"].as_str().context("a self-test without a film")?;
            let name =
                Path::new(file).file_stem().and_then(OsStr::to_str).context("a film without a name")?;
            fs::copy(model.join(file), at("films").join(format!("{name}.dcm")))?;
            export(&model, "npy", &at("films").join(format!("{name}.npy")), Some(&model.join(file)))?;
            films.push(name.to_owned());
            paths.push(model.join(file));
        }
        ensure!(!films.is_empty(), "the package has no self-test");
        fs::rename(at("films"), at("bench").join("films"))?;
        fs::create_dir(at("weights"))?;
        export(&model, "onnx", &at("weights").join("lobar.onnx"), None)?;
        export(&model, "tfjs", &at("weights").join("tfjs"), None)?;

        let logits = trainer::predict_by(&model, "cpu", &paths)?
            .iter()
            .map(trainer::logit_of)
            .collect::<Result<_>>()?;
        let versions = ["onnxruntime-web", "@tensorflow/tfjs-core"]
            .into_iter()
            .map(|name| Ok((name, version(&peers.join(name))?)))
            .collect::<Result<_>>()?;
        let isolation =
            [("cross-origin-opener-policy", "same-origin"), ("cross-origin-embedder-policy", "require-corp")];
        Ok(Self {
            plain: Site::serve(folder.path()),
            isolated: Site::serve_with_headers(folder.path(), &isolation),
            folder,
            films,
            logits,
            package: manifest["id"].as_str().unwrap_or_default().to_owned(),
            versions,
            width_divisor,
            side,
        })
    }

    /// A file that was served, by its path.
    pub(super) fn file(&self, path: &str) -> PathBuf {
        self.folder.path().join(path.trim_start_matches('/'))
    }

    fn widths(&self) -> [u64; 14] {
        let divided = |width: u64| (width / self.width_divisor).max(1);
        let mut widths = WIDTHS.map(divided);
        widths[0] = WIDTHS[0];
        widths
    }

    /// Floating-point operations of a film's convolutions as they are defined, a multiply-add counted as two.
    pub(super) fn direct_flops(&self) -> f64 {
        let widths = self.widths();
        let layer = |(i, halved): (usize, u32)| {
            let side = self.side >> halved;
            18 * widths[i] * widths[i + 1] * side * side
        };
        HALVED.into_iter().enumerate().map(layer).sum::<u64>() as f64
    }

    /// What the machine's page needs to know of the network.
    pub(super) fn network_query(&self) -> String {
        let widths: Vec<String> = self.widths().iter().map(ToString::to_string).collect();
        // Modules of Lobar's own kernels, if the site has them; both do the same work.
        let found = fs::read_dir(self.folder.path()).into_iter().flatten().flatten();
        let names = found.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let module = names.filter(|name| name.starts_with("kernels-") && name.ends_with("simd.wasm")).max();
        format!("channels={}&side={}&kernels={}", widths.join(","), self.side, module.unwrap_or_default())
    }
}

/// `trainer export`.
fn export(package: &Path, format: &str, out: &Path, film: Option<&Path>) -> Result<()> {
    let mut words = vec![OsStr::new("export"), "--package".as_ref(), package.as_ref(), "--format".as_ref()];
    words.extend([OsStr::new(format), "--out".as_ref(), out.as_ref()]);
    words.extend(film.into_iter().flat_map(|film| [OsStr::new("--film"), film.as_ref()]));
    trained(words)
}

/// A run of the trainer that must succeed.
fn trained(words: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Result<()> {
    let output = trainer::run(words)?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// The version of a package of npm's.
fn version(package: &Path) -> Result<String> {
    let path = package.join("package.json");
    let text = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let about: Value = serde_json::from_slice(&text)?;
    Ok(about["version"].as_str().with_context(|| format!("{} names no version", path.display()))?.to_owned())
}

/// Copies a folder's files whose names are `wanted`, and its folders.
fn copy(from: &Path, to: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("{} cannot be made", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() {
            copy(&path, &to.join(name), wanted)?;
        } else if wanted(&name.to_string_lossy()) {
            fs::copy(&path, to.join(name)).with_context(|| format!("{} cannot be copied", path.display()))?;
        }
    }
    Ok(())
}
