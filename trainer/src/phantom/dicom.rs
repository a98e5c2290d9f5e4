//! stub
use std::path::Path;
use super::{Phantom, PhantomError};
/// Photometric
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Photometric {
    /// 1
    Monochrome1,
    /// 2
    Monochrome2,
}
/// b
pub fn dicom_bytes(_f: &Phantom, _p: Photometric) -> Result<Vec<u8>, PhantomError> { Ok(vec![]) }
/// w
pub fn write_dicom(f: &Phantom, p: Photometric, path: &Path) -> Result<(), PhantomError> { super::nih::write_atomically(path, &dicom_bytes(f, p)?) }
