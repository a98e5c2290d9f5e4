//! What others have published, with its source: the only figures in a submission that are not the run's own.

/// A published figure for pneumonia on NIH's films.
pub(super) struct Published {
    /// Who, where.
    pub(super) source: &'static str,
    /// The figure's name.
    pub(super) figure: &'static str,
    /// Its value.
    pub(super) value: f64,
    /// Its 95 % interval, where one was published.
    pub(super) interval: Option<[f64; 2]>,
    /// On which films.
    pub(super) films: &'static str,
}

/// Short for [`REFERENCES`]' first entry.
const CHEXNET: &str = "Rajpurkar et al. 2017";

/// The films of CheXNet's comparison with radiologists.
const CHEXNET_FILMS: &str = "420 films of NIH ChestX-ray14, labelled anew by four radiologists";

/// Mean F1 of radiologists, each against the others: the standard that a second reader is held to here.
pub(super) const RADIOLOGISTS: Published = Published {
    source: CHEXNET,
    figure: "F1 of four radiologists, mean",
    value: 0.387,
    interval: Some([0.330, 0.442]),
    films: CHEXNET_FILMS,
};

/// What the standard stands beside.
pub(super) const OTHERS: [Published; 4] = [
    Published {
        source: CHEXNET,
        figure: "F1 of CheXNet",
        value: 0.435,
        interval: Some([0.387, 0.481]),
        films: CHEXNET_FILMS,
    },
    Published {
        source: CHEXNET,
        figure: "AUC of CheXNet",
        value: 0.768,
        interval: None,
        films: "NIH ChestX-ray14, labels mined from reports",
    },
    Published {
        source: "Wang et al. 2017",
        figure: "AUC of ResNet-50",
        value: 0.633,
        interval: None,
        films: "NIH ChestX-ray14, labels mined from reports",
    },
    Published {
        source: "Yao et al. 2017",
        figure: "AUC",
        value: 0.713,
        interval: None,
        films: "NIH ChestX-ray14, labels mined from reports",
    },
];

/// Full references.
pub(super) const REFERENCES: [&str; 8] = [
    "P. Rajpurkar, J. Irvin, K. Zhu et al., CheXNet: radiologist-level pneumonia detection on chest X-rays with deep \
     learning, arXiv:1711.05225 (2017).",
    "X. Wang, Y. Peng, L. Lu, Z. Lu, M. Bagheri, R. M. Summers, ChestX-ray8: hospital-scale chest X-ray database and \
     benchmarks, IEEE CVPR (2017).",
    "L. Yao, E. Poblenz, D. Dagunts et al., Learning to diagnose from scratch by exploiting dependencies among labels, \
     arXiv:1710.10501 (2017).",
    "K. Simonyan, A. Zisserman, Very deep convolutional networks for large-scale image recognition, ICLR (2015).",
    "M. Mitchell, S. Wu, A. Zaldivar et al., Model cards for model reporting, FAT* (2019), doi:10.1145/3287560.3287596.",
    "A. S. Tejani, M. E. Klontzas, A. A. Gatti et al., Checklist for artificial intelligence in medical imaging (CLAIM): \
     2024 update, Radiology: Artificial Intelligence 6 (2024) e240300, doi:10.1148/ryai.240300.",
    "G. S. Collins, K. G. M. Moons, P. Dhiman et al., TRIPOD+AI statement, BMJ 385 (2024) e078378, \
     doi:10.1136/bmj-2023-078378.",
    "21 CFR 892.2070, Medical image analyzer; 21 CFR 892.2080, Radiological computer aided triage and notification \
     software.",
];

impl Published {
    /// Value and interval.
    pub(super) fn text(&self) -> String {
        match self.interval {
            Some([low, high]) => format!("{:.3} ({low:.3} to {high:.3})", self.value),
            None => format!("{:.3}", self.value),
        }
    }
}
