//! Weights that a training starts from: VGG16's convolutions as trained before, on ImageNet or by Lobar itself.
//!
//! [`fetch`](fetch::fetch) downloads torchvision's file, [`import()`] turns a file of PyTorch, of timm or a package of
//! Lobar into one file in one form, [`read`] reads that form and nothing else. Not here: the head, which is always
//! trained anew, and what training does with the weights.
//!
//! PyTorch's files are pickles, programs for a stack machine that in Python may call anything. `pytorch-reader`, which
//! reads them here, has no way to call anything: a name such as `os.system` is kept as a name, a call of it as a mark
//! that there was one, and only the handful of calls that build tensors and dictionaries have a meaning.

pub mod fetch;
mod file;
mod hash;
mod import;
mod layout;
mod safetensors;
mod source;
mod torch;

pub use file::{Pretrained, read};
pub use import::{Imported, import};
pub use layout::Layout;
pub use source::Format;

/// A published file of weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Where it lies.
    pub url: &'static str,
    /// Its name.
    pub file: &'static str,
    /// SHA-256, hexadecimal.
    pub sha256: &'static str,
    /// Its length.
    pub bytes: u64,
    /// The terms it comes under and whom to name.
    pub licence: &'static str,
}

/// torchvision's `VGG16_Weights.IMAGENET1K_V1`.
///
/// The address is torchvision's own (`torchvision/models/vgg.py`), and so are the first eight digits of the SHA-256: they
/// are part of the name. torchvision states no more of it. The other digits are those that many public projects check
/// the file against, all alike (PERO OCR's start script at EPITA is one); the length is what PyTorch's own download bar
/// prints, 553433881. Being no multiple of 512, it also says that this is not one of PyTorch's oldest files, which were
/// TAR archives (<https://github.com/pytorch/vision/issues/125>): it is the pickle stream of PyTorch 0.1.10.
pub const TORCHVISION_VGG16: Published = Published {
    url: "https://download.pytorch.org/models/vgg16-397923af.pth",
    file: "vgg16-397923af.pth",
    sha256: "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0",
    bytes: 553_433_881,
    licence: "VGG16_Weights.IMAGENET1K_V1 of torchvision (BSD-3-Clause, Copyright (c) Soumith Chintala 2016), trained \
              on ImageNet-1k; architecture: K. Simonyan, A. Zisserman, arXiv:1409.1556",
};

/// Where a file of weights came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Name of the file or folder, without the way to it.
    pub file: String,
    /// SHA-256 of the file, hexadecimal; of a package, its id.
    pub sha256: String,
    /// What kind of file it was.
    pub format: Format,
    /// Whose names its tensors had.
    pub layout: Layout,
    /// Terms and attribution, as far as they are known.
    pub licence: String,
}
