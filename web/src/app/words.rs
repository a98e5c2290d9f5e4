//! What the page says of sizes, times and devices. What it says of a score is said in [`super::answer`].

use crate::protocol::{DeviceKind, DeviceSummary};

/// A number of bytes for reading, in powers of ten as downloads are counted.
pub fn bytes(n: u64) -> String {
    match n {
        0..1_000 => format!("{n} B"),
        1_000..1_000_000 => format!("{:.0} kB", n as f64 / 1e3),
        _ => format!("{:.1} MB", n as f64 / 1e6),
    }
}

/// A time for reading.
pub fn duration(ms: f64) -> String {
    if ms < 1_000.0 { format!("{ms:.0} ms") } else { format!("{:.1} s", ms / 1e3) }
}

/// A device's kind and name.
pub fn device(device: &DeviceSummary) -> String {
    let kind = match device.kind {
        DeviceKind::Webgpu => "WebGPU",
        DeviceKind::Cpu => "the CPU",
    };
    if device.adapter.is_empty() { kind.into() } else { format!("{kind} ({})", device.adapter) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_for_reading() {
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(14_900_000), "14.9 MB");
        assert_eq!(duration(512.4), "512 ms");
        assert_eq!(duration(4_600.0), "4.6 s");
    }
}
