//! Placeholder until merged.
pub struct Pretrained {
    pub weights: Vec<shared::weights::NamedTensor>,
    pub width_divisor: usize,
}
pub fn read(_: &std::path::Path) -> anyhow::Result<Pretrained> {
    anyhow::bail!("not merged")
}
