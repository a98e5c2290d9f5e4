//! Which device answers: a real GPU that passes the package's self-test, or else the CPU that passes it, or nothing.

use burn::tensor::Device;
use js_sys::{Promise, Reflect};
use shared::classifier::Classifier;
use shared::inference::{SelfTestReport, self_test};
use shared::package::Package;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{progress, scope};
use crate::protocol::{DeviceChoice, DeviceKind, DeviceSummary, Said, Stage, code};

/// Parts of adapters' names that mean a CPU in disguise, in lower case. The CPU path is several times faster.
const SOFTWARE: [&str; 4] = ["swiftshader", "llvmpipe", "warp", "basic render"];

/// The package on a device that gives its stored answers.
pub(super) struct Loaded {
    /// The package.
    pub(super) package: Package,
    /// Its network.
    pub(super) network: Classifier,
    /// Burn's handle of the device.
    pub(super) handle: Device,
    /// The device for people.
    pub(super) device: DeviceSummary,
}

impl Loaded {
    fn new(mut package: Package, network: Classifier, handle: Device, device: DeviceSummary) -> Self {
        // The device holds them now; 59 MB are not kept twice.
        package.weights = Vec::new();
        Self { package, network, handle, device }
    }
}

/// Loads the network onto the device asked for, or onto the CPU if that device is missing or wrong.
pub(super) async fn load(choice: DeviceChoice, package: Package) -> Result<(Loaded, SelfTestReport), Said> {
    let note = match choice {
        DeviceChoice::Cpu => None,
        DeviceChoice::Auto | DeviceChoice::Webgpu => match gpu(choice, &package).await {
            Ok((network, handle, adapter, report)) => {
                let device = DeviceSummary { kind: DeviceKind::Webgpu, adapter, note: None };
                return Ok((Loaded::new(package, network, handle, device), report));
            }
            Err(why) => Some(why),
        },
    };
    let handle = Device::flex();
    let (network, report) = test(&package, &handle).await.map_err(|why| {
        let text = format!(
            "{why}. This browser computes wrong numbers on its CPU too, so nothing will be predicted."
        );
        Said::new(code::SELF_TEST, &[("detail", &why)], text)
    })?;
    let device = DeviceSummary { kind: DeviceKind::Cpu, adapter: "WebAssembly SIMD".into(), note };
    Ok((Loaded::new(package, network, handle, device), report))
}

async fn gpu(
    choice: DeviceChoice,
    package: &Package,
) -> Result<(Classifier, Device, String, SelfTestReport), Said> {
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
    let (network, report) = test(package, &handle).await.map_err(|why| {
        let text = format!("The GPU ({}) is not used: {why}. The CPU is used.", adapter.name);
        Said::new(code::GPU_SELF_TEST, &[("adapter", &adapter.name), ("detail", &why)], text)
    })?;
    Ok((network, handle, adapter.name, report))
}

async fn test(package: &Package, handle: &Device) -> Result<(Classifier, SelfTestReport), String> {
    progress(Stage::SelfTest, 0, package.manifest.self_test.len() as u64, "");
    let network = package.manifest.classifier().load(&package.weights, handle).map_err(|e| e.to_string())?;
    let report = self_test(&network, package, handle).await.map_err(|e| e.to_string())?;
    Ok((network, report))
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
