//! Who is on the film and how they are built and placed: every length that the anatomy is drawn from.
//!
//! Lengths are in patient units (one is the film's side, about 40 cm). Ranges are set by eye against adult frontal
//! films, not fitted; where a figure comes from anatomy it is said.

use super::frame::Frame;
use super::rng::{Part, Stream};
use super::{Sex, ViewPosition};

/// Patient and film, before any disease.
#[derive(Debug, Clone)]
pub(super) struct Body {
    /// Where the patient stands on the film.
    pub(super) frame: Frame,
    /// Age in years.
    pub(super) age: u32,
    /// Sex.
    pub(super) sex: Sex,
    /// Projection.
    pub(super) view: ViewPosition,
    /// Half the width of the rib cage at its widest (lateral lung edge).
    pub(super) cage: f32,
    /// Top of the lungs.
    pub(super) apex: f32,
    /// Top of the right diaphragm; inspiration lowers it.
    pub(super) dome: f32,
    /// How much lower the left dome is (usually about a centimetre).
    pub(super) dome_step: f32,
    /// How far the diaphragm falls from the dome to the sides.
    pub(super) dome_depth: f32,
    /// Soft tissue between the ribs and the skin at the flanks.
    pub(super) wall: f32,
    /// Thickness of the trunk along the beam.
    pub(super) thickness: f32,
    /// Half the width of the neck.
    pub(super) neck: f32,
    /// Fall of the shoulders' line, vertical over horizontal.
    pub(super) shoulder_slope: f32,
    /// Height of the armpit.
    pub(super) axilla: f32,
    /// Slope of the arm's lower outline: small when the arm is held off, large when it hangs.
    pub(super) arm_slope: f32,
    /// Cardiothoracic ratio: heart's width over the cage's.
    pub(super) heart_ratio: f32,
    /// Rotation about the long axis: shift of front structures against the spine.
    pub(super) rotation: f32,
    /// Size of the aortic knob relative to a young adult's.
    pub(super) aorta: f32,
    /// Density of bone relative to a young adult's.
    pub(super) bone: f32,
    /// Thickness of a breast, 0 in men and children.
    pub(super) breast: f32,
    /// Where the breast lies: x of its middle (left; right is mirrored) and y.
    pub(super) breast_at: [f32; 2],
    /// Radius of the breast's shadow.
    pub(super) breast_size: f32,
    /// Lung density relative to water: aerated lung weighs about a quarter of water, more in shallow breath.
    pub(super) lung_density: f32,
    /// Half the width of the stomach's air bubble, 0 where there is none.
    pub(super) stomach: f32,
    /// Spacing of the ribs and vertebrae.
    pub(super) rib_pitch: f32,
    /// How far a rib falls from back to front.
    pub(super) rib_drop: f32,
    /// Lateral bend of the spine (scoliosis), amplitude.
    pub(super) spine_bend: f32,
}

impl Body {
    /// Draws patient `patient` of collection `seed` on film `film`.
    pub(super) fn draw(seed: u64, patient: u64, film: u64) -> Self {
        let p = &mut Stream::new(seed, patient, Part::Patient);
        let f = &mut Stream::new(seed, film, Part::Film);

        // Mostly adults, as in NIH's collection: a triangle that peaks in the fifties, and one child in thirty.
        let child = p.chance(1.0 / 30.0);
        let age = if child { p.range(4.0, 18.0) } else { 18.0 + 73.0 * (p.unit() + p.unit()) / 2.0 };
        let sex = if p.chance(0.5) { Sex::Female } else { Sex::Male };
        // NIH's films are 60 % PA.
        let view = if f.chance(0.6) { ViewPosition::Pa } else { ViewPosition::Ap };
        let (woman, ap) = (sex == Sex::Female, view == ViewPosition::Ap);
        // 0 for a small child, 1 for an adult.
        let grown = ((age - 3.0) / 14.0).clamp(0.0, 1.0);
        let old = ((age - 40.0) / 50.0).clamp(0.0, 1.0);
        let build = p.normal();
        let fat = (0.5 + 0.25 * build + 0.2 * p.normal()).clamp(0.0, 1.3);

        let adult_cage = if woman { 0.345 } else { 0.368 };
        // A child's chest is a rounder one: narrow on the film, and still less tall.
        let cage = (adult_cage + 0.012 * p.normal()) * (0.86 + 0.14 * grown);
        let apex = 0.125 + 0.02 * p.normal().clamp(-1.5, 1.5);
        let inspiration = if ap { f.range(-0.07, 0.005) } else { f.range(-0.03, 0.03) };
        let height = (0.55 + 0.025 * p.normal()) * (0.82 + 0.18 * grown) - if woman { 0.02 } else { 0.0 };
        let dome = apex + height + inspiration;

        let ratio = 0.45 + 0.025 * p.normal() + 0.03 * old + 0.05 * (1.0 - grown);
        // An AP film magnifies the heart, which lies in front, by some 10 to 15 %.
        let heart_ratio = if ap { ratio * f.range(1.08, 1.18) } else { ratio * f.range(0.97, 1.03) };
        let rotated = if ap { 0.016 } else { 0.008 };
        let tilt = if ap { 0.03 } else { 0.012 };
        let zoom = f.range(0.93, 1.07);
        let shift = [0.018 * f.normal(), f.range(-0.03, 0.03)];

        Self {
            frame: Frame::new(shift, zoom, tilt * f.normal()),
            age: age as u32,
            sex,
            view,
            cage,
            apex,
            dome,
            dome_step: f.range(0.0, 0.035),
            dome_depth: f.range(0.04, 0.085),
            wall: 0.035 + 0.06 * fat,
            thickness: (0.47 + 0.09 * fat + 0.02 * build) * (0.72 + 0.28 * grown),
            neck: 0.095 + 0.012 * build.abs(),
            shoulder_slope: if ap { f.range(0.1, 0.3) } else { f.range(0.25, 0.5) },
            axilla: f.range(0.38, 0.52),
            arm_slope: if ap { f.range(0.5, 5.0) } else { f.range(0.2, 2.0) },
            heart_ratio,
            rotation: rotated * f.normal(),
            aorta: 0.85 + 0.15 * p.unit() + 0.45 * old * p.range(0.3, 1.0),
            bone: (1.05 - 0.35 * old + 0.1 * p.normal()) * (0.75 + 0.25 * grown),
            breast: if woman && age > 13.0 { p.range(0.015, 0.11) } else { p.range(0.0, 0.01) },
            breast_at: [p.range(0.16, 0.23), apex + p.range(0.40, 0.52) + if ap { 0.02 } else { 0.0 }],
            breast_size: p.range(0.12, 0.17),
            lung_density: if ap { f.range(0.26, 0.36) } else { f.range(0.20, 0.28) },
            stomach: if f.chance(0.55) { f.range(0.03, 0.075) } else { 0.0 },
            rib_pitch: height / 10.0 * p.range(0.95, 1.05),
            rib_drop: (0.235 + 0.02 * p.normal()) * if ap { 0.85 } else { 1.0 },
            spine_bend: 0.006 * p.normal() * (0.5 + old),
        }
    }

    /// The height at `level` of the lungs: 0 at the apex, 1 at the right dome.
    pub(super) fn height_at(&self, level: f32) -> f32 {
        self.apex + level * (self.dome - self.apex)
    }

    /// Lateral edge of the lungs at `y`: a dome that reaches the cage's full width two thirds down.
    pub(super) fn lung_outer(&self, y: f32) -> f32 {
        let s = ((y - self.apex) / 0.42).clamp(0.0, 1.0);
        let rise = libm::powf(1.0 - libm::powf(1.0 - s, 2.3), 0.62);
        let top = Self::APEX_X;
        top + (self.cage - top) * rise
    }

    /// Medial edge of the lungs at `y`: from the apex in to the mediastinum.
    pub(super) fn lung_inner(&self, y: f32) -> f32 {
        let s = (1.0 - (y - self.apex) / 0.09).clamp(0.0, 1.0);
        Self::MEDIASTINUM + (Self::APEX_X - Self::MEDIASTINUM) * s * s
    }

    /// Distance of the lung apices from the midline (about 5 cm).
    const APEX_X: f32 = 0.125;
    /// Half the width of the mediastinum where nothing widens it: spine and great veins.
    const MEDIASTINUM: f32 = 0.032;

    /// Height of the diaphragm at `x`: two domes, falling steeply into the costophrenic angles.
    pub(super) fn diaphragm(&self, x: f32) -> f32 {
        let top = if x < 0.0 { self.dome } else { self.dome + self.dome_step };
        let across = x.abs() / self.cage;
        // The dome's summit lies a little inside the middle of the hemithorax.
        let from_summit = (across - 0.48) / 0.5;
        let lateral = ((across - 0.68) / 0.32).max(0.0);
        top + self.dome_depth * from_summit * from_summit * 0.6 + 0.06 * lateral * lateral
    }

    /// Where the spine's axis is at `y`.
    pub(super) fn spine(&self, y: f32) -> f32 {
        self.spine_bend * libm::sinf(y * 6.0)
    }
}
