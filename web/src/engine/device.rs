//! Which device answers: a real GPU that passes the package's self-test, or else the CPU that passes it, or nothing.

use burn::tensor::Device;
use js_sys::{Promise, Reflect};
use shared::inference::{SelfTestReport, infer, self_test, self_test_input};
use shared::network::{Computed, OnDevice, OnHost};
use shared::package::Package;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::kernels::Kernels;
use super::{now, progress, scope};
use crate::protocol::{DeviceChoice, DeviceKind, DeviceSummary, Said, Stage, code};

/// Parts of adapters' names that mean a CPU in disguise, in lower case. The CPU path is several times faster.
const SOFTWARE: [&str; 4] = ["swiftshader", "llvmpipe", "warp", "basic render"];

/// Milliseconds a film within which a GPU is taken without asking how fast the CPU is: in one Chromium, one thread and
/// 2025's server cores, the CPU took 206 to 212.
const FAST_ENOUGH: f64 = 150.0;

/// The package on a device that gives its stored answers.
pub(super) struct Loaded {
    /// The package.
    pub(super) package: Package,
    /// Its network.
    pub(super) network: Computed<Kernels>,
    /// The device for people.
    pub(super) device: DeviceSummary,
}

impl Loaded {
    fn new(mut package: Package, network: Computed<Kernels>, device: DeviceSummary) -> Self {
        // The device holds them now; 59 MB are not kept twice.
        package.weights = Vec::new();
        Self { package, network, device }
    }
}

/// A network that has passed the self-test.
struct Tested {
    network: Computed<Kernels>,
    name: String,
    report: SelfTestReport,
}

/// Loads the network onto the device asked for, or onto the CPU if that device is missing, wrong or slower.
///
/// `base` is where the engine lies, with a slash at the end.
pub(super) async fn load(
    choice: DeviceChoice,
    base: &str,
    package: Package,
) -> Result<(Loaded, SelfTestReport), Said> {
    let mut note = None;
    if choice != DeviceChoice::Cpu {
        match gpu(choice, &package).await {
            Ok(gpu) => match faster_cpu(choice, base, &package, &gpu).await {
                None => return Ok(ready(package, gpu, DeviceKind::Webgpu, None)),
                Some((cpu, why)) => return Ok(ready(package, cpu, DeviceKind::Cpu, Some(why))),
            },
            Err(why) => note = Some(why),
        }
    }
    let cpu = cpu(base, &package).await?;
    Ok(ready(package, cpu, DeviceKind::Cpu, note))
}

fn ready(package: Package, tested: Tested, kind: DeviceKind, note: Option<Said>) -> (Loaded, SelfTestReport) {
    let device = DeviceSummary { kind, adapter: tested.name, note };
    (Loaded::new(package, tested.network, device), tested.report)
}

async fn cpu(base: &str, package: &Package) -> Result<Tested, Said> {
    let kernels = Kernels::load(base, &package.manifest.classifier().vgg16, &package.weights).await?;
    let name = kernels.name.to_owned();
    let network = Computed::Host(OnHost(kernels));
    let report = test(&network, package).await.map_err(|why| {
        let text = format!(
            "{why}. This browser computes wrong numbers on its CPU too, so nothing will be predicted."
        );
        Said::new(code::SELF_TEST, &[("detail", &why)], text)
    })?;
    Ok(Tested { network, name, report })
}

/// The CPU, if the page may choose and it answers sooner than this GPU.
async fn faster_cpu(
    choice: DeviceChoice,
    base: &str,
    package: &Package,
    gpu: &Tested,
) -> Option<(Tested, Said)> {
    if choice != DeviceChoice::Auto {
        return None;
    }
    let on_gpu = time(&gpu.network, package).await.filter(|&ms| ms > FAST_ENOUGH)?;
    // Whatever is wrong with the CPU, the GPU has passed.
    let cpu = cpu(base, package).await.ok()?;
    let on_cpu = time(&cpu.network, package).await.filter(|&ms| ms < on_gpu)?;
    let [on_gpu, on_cpu] = [on_gpu, on_cpu].map(|ms| format!("{ms:.0}"));
    let adapter = &gpu.name;
    let text = format!("{adapter} takes {on_gpu} ms a film and the CPU {on_cpu} ms, so the CPU is used.");
    let values = [("adapter", adapter.as_str()), ("gpu", on_gpu.as_str()), ("cpu", on_cpu.as_str())];
    Some((cpu, Said::new(code::GPU_SLOWER, &values, text)))
}

/// Milliseconds that one more film of the self-test takes; by now everything is compiled and warm.
async fn time(network: &Computed<Kernels>, package: &Package) -> Option<f64> {
    let film = self_test_input(package, 0).ok()?;
    let started = now();
    infer(network, &package.head, &[film]).await.ok()?;
    Some(now() - started)
}

async fn gpu(choice: DeviceChoice, package: &Package) -> Result<Tested, Said> {
    let adapter = adapter().await.ok_or_else(|| {
        Said::new(code::NO_ADAPTER, &[], "This browser offers no WebGPU adapter, so the CPU is used.")
    })?;
    if adapter.software && choice == DeviceChoice::Auto {
        let text =
            format!("{} is a software adapter, slower than the CPU path, which is used.", adapter.name);
        return Err(Said::new(code::SOFTWARE_ADAPTER, &[("adapter", &adapter.name)], text));
    }
    let handle = Device::wgpu_options().init_async().await.map_err(|e| {
        let detail = e.to_string();
        let text = format!("WebGPU could not be started ({detail}), so the CPU is used.");
        Said::new(code::GPU_START, &[("detail", &detail)], text)
    })?;
    let wrong = |why: String| {
        let text = format!("The GPU ({}) is not used: {why}. The CPU is used.", adapter.name);
        Said::new(code::GPU_SELF_TEST, &[("adapter", &adapter.name), ("detail", &why)], text)
    };
    let network =
        package.manifest.classifier().load(&package.weights, &handle).map_err(|e| wrong(e.to_string()))?;
    let network = Computed::Device(Box::new(OnDevice { network, device: handle }));
    let report = test(&network, package).await.map_err(wrong)?;
    Ok(Tested { network, name: adapter.name, report })
}

async fn test(network: &Computed<Kernels>, package: &Package) -> Result<SelfTestReport, String> {
    progress(Stage::SelfTest, 0, package.manifest.self_test.len() as u64, "");
    self_test(network, package).await.map_err(|e| e.to_string())
}

struct Adapter {
    name: String,
    software: bool,
}

/// What WebGPU says of its adapter. Through `Reflect`, because web-sys has WebGPU only behind an unstable flag.
async fn adapter() -> Option<Adapter> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok().filter(|v| !v.is_undefined());
    let gpu = get(&scope().navigator(), "gpu")?;
    let request: js_sys::Function = get(&gpu, "requestAdapter")?.dyn_into().ok()?;
    // As Burn will ask, so that the adapter judged is the adapter used.
    let options = js_sys::Object::new();
    Reflect::set(&options, &"powerPreference".into(), &"high-performance".into()).ok()?;
    let promise: Promise = request.call1(&gpu, &options).ok()?.dyn_into().ok()?;
    let adapter = JsFuture::from(promise).await.ok().filter(|a| !a.is_null())?;
    let info = get(&adapter, "info").unwrap_or(JsValue::UNDEFINED);
    let text = |name: &str| {
        if info.is_undefined() {
            String::new()
        } else {
            get(&info, name).and_then(|v| v.as_string()).unwrap_or_default()
        }
    };
    let words = [text("vendor"), text("architecture"), text("device"), text("description")];
    let mut name = String::new();
    for word in words.iter().filter(|w| !w.is_empty()) {
        if !name.contains(word.as_str()) {
            name = if name.is_empty() { word.clone() } else { format!("{name} {word}") };
        }
    }
    // Moved from the adapter to its info between browser versions.
    let fallback = [&info, &adapter]
        .into_iter()
        .filter(|of| !of.is_undefined())
        .any(|of| get(of, "isFallbackAdapter").is_some_and(|v| v.is_truthy()));
    let lower = name.to_lowercase();
    let software = fallback || SOFTWARE.iter().any(|s| lower.contains(s));
    Some(Adapter { name: if name.is_empty() { "unnamed adapter".into() } else { name }, software })
}
