//! Pneumonia: foci of lung whose air is partly replaced by fluid.

use super::body::Body;
use super::frame::Point;
use super::raster::{Canvas, Knot, Plane, Profile, smooth};
use super::rng::Stream;
use super::texture::Texture;

/// One focus, in patient coordinates.
struct Focus {
    at: Point,
    // Half-axes and the turn of the first one.
    long: f32,
    short: f32,
    cos: f32,
    sin: f32,
    // Share of the lung's depth that fills where the focus is densest.
    density: f32,
    // A fissure that the focus stops at: a point on it, its normal, and 1 if it counts.
    fissure: Option<(Point, Point)>,
    bronchograms: bool,
}

/// The share of the lung's air that fluid replaces, 0 to 1, at the resolution of `lung`.
///
/// Foci lie where there is lung to fill; their outline is ragged, their inside mottled like cotton wool at
/// wavelengths of about 15 to 60 pixels of a 1024-pixel film.
pub(super) fn pneumonia(body: &Body, lung: &Plane, stream: &mut Stream) -> Plane {
    let mut fill = Plane::zeros(lung.side);
    // Two or three foci as a rule: a film's label should be plain to a reader, and to a network that has few films.
    let foci = 1 + stream.weighted(&[0.15, 0.30, 0.30, 0.25]);
    // A few per cent of films are subtle on purpose.
    let subtle = stream.chance(0.05);
    for n in 0..foci {
        // One focus is plain to see unless the film is a subtle one; the others may be of any density.
        let (density, smallest) = match (subtle, n) {
            (true, _) => (stream.range(0.14, 0.22), 0.055),
            (false, 0) => (stream.range(0.65, 0.95), 0.095),
            (false, _) => (stream.range(0.40, 0.90), 0.070),
        };
        let Some(focus) = Focus::draw(body, lung, density, smallest, stream) else { continue };
        add(&focus, body, lung, &mut fill, stream);
    }
    fill
}

impl Focus {
    fn draw(body: &Body, lung: &Plane, density: f32, smallest: f32, stream: &mut Stream) -> Option<Self> {
        let at = place(body, lung, stream)?;
        let lobar = stream.chance(0.35);
        let (long, ratio) = if lobar {
            (stream.range(0.11, 0.18), stream.range(0.6, 1.0))
        } else {
            (stream.range(smallest, 0.14), stream.range(0.65, 1.0))
        };
        let angle = stream.range(0.0, std::f32::consts::PI);
        let fissure = (lobar && stream.chance(0.6)).then(|| {
            // The minor fissure is level, the major one slopes: disease lies above or below it.
            let slope = stream.range(-0.35, 0.35);
            let side = stream.sign();
            (
                [at[0], at[1] + side * stream.range(0.2, 0.7) * long],
                [-side * libm::sinf(slope), side * libm::cosf(slope)],
            )
        });
        let bronchograms = stream.chance(if lobar { 0.55 } else { 0.2 });
        Some(Self {
            at,
            long,
            short: long * ratio,
            cos: libm::cosf(angle),
            sin: libm::sinf(angle),
            density,
            fissure,
            bronchograms,
        })
    }
}

/// A place in either lung where the lung is deep enough for disease to show. `None` if there is none (a film
/// without lungs, which the anatomy does not make).
pub(super) fn place(body: &Body, lung: &Plane, stream: &mut Stream) -> Option<Point> {
    let deepest = lung.data.iter().fold(0.0_f32, |a, &b| a.max(b));
    // A thousand tries: lung covers about a third of the box drawn from.
    (0..1000).find_map(|_| {
        let x = stream.sign() * stream.range(0.05, body.cage);
        let p = [x, body.height_at(stream.range(0.08, 1.08))];
        let (u, v) = body.frame.film(p);
        (lung.at_film(u, v) > 0.5 * deepest).then_some(p)
    })
}

fn add(focus: &Focus, body: &Body, lung: &Plane, fill: &mut Plane, stream: &mut Stream) {
    let texture = Texture::new(stream);
    let air = if focus.bronchograms { Some(bronchograms(focus, body, fill.side, stream)) } else { None };
    let side = fill.side;
    // Wavelength of the coarsest octave: 48 to 68 pixels of a 1024-pixel film; the finest is a quarter of it.
    let cells = 1.0 / stream.range(0.047, 0.066);
    // The outline is warped at about half the focus' size.
    let warp = 0.9 / focus.short;
    let (cu, cv) = body.frame.film(focus.at);
    // Warping and fading reach to 1.45 half-axes.
    let reach = 1.45 * focus.long * body.frame.zoom;
    let limit = |c: f32| (c.clamp(0.0, 1.0) * side as f32) as usize;
    for j in limit(cv - reach)..limit(cv + reach) {
        for i in limit(cu - reach)..limit(cu + reach) {
            let k = j * side + i;
            if lung.data[k] <= 0.0 {
                continue;
            }
            let [x, y] = body.frame.patient((i as f32 + 0.5) / side as f32, (j as f32 + 0.5) / side as f32);
            let (dx, dy) = (x - focus.at[0], y - focus.at[1]);
            let (a, b) = (
                (dx * focus.cos + dy * focus.sin) / focus.long,
                (dy * focus.cos - dx * focus.sin) / focus.short,
            );
            let q = (a * a + b * b).sqrt() + 1.1 * (texture.cloud(x * warp + 9.1, y * warp + 3.3) - 0.5);
            if q >= 1.0 {
                continue;
            }
            let mut envelope = smooth((1.0 - q) / 0.75);
            if let Some((p, n)) = focus.fissure {
                // Sharp on the fissure's side: about 4 mm.
                envelope *= smooth(0.5 - ((x - p[0]) * n[0] + (y - p[1]) * n[1]) / 0.010);
            }
            // Mottling: from nearly clear to filled over the middle of the noise's range.
            let clumps = smooth((texture.cloud(x * cells, y * cells) - 0.33) / 0.34);
            let mut here = focus.density * envelope * (0.18 + 0.82 * clumps);
            if let Some(air) = &air {
                here *= 1.0 - air.data[k].min(0.9);
            }
            fill.data[k] = 1.0 - (1.0 - fill.data[k]) * (1.0 - here);
        }
    }
}

/// Air-filled bronchi in filled lung: thin dark branches that run away from the hilum. 1 on their axes.
fn bronchograms(focus: &Focus, body: &Body, side: usize, stream: &mut Stream) -> Plane {
    let mut canvas = Canvas::new(side, body.frame);
    let profile = Profile::soft();
    let hilum = [focus.at[0].signum() * 0.08, body.height_at(0.48)];
    let away = libm::atan2f(focus.at[1] - hilum[1], focus.at[0] - hilum[0]);
    let mut waiting: Vec<(Point, f32, f32, u8)> = (0..3)
        .map(|_| {
            let start = [
                focus.at[0] - 0.7 * focus.short * libm::cosf(away) + 0.3 * focus.short * stream.normal(),
                focus.at[1] - 0.7 * focus.short * libm::sinf(away) + 0.3 * focus.short * stream.normal(),
            ];
            (start, away + 0.3 * stream.normal(), stream.range(0.0045, 0.0075), 0)
        })
        .collect();
    let mut branches = Vec::new();
    while let Some((mut at, mut direction, radius, depth)) = waiting.pop() {
        let mut knots = Vec::new();
        for i in 0..5 {
            knots.push(Knot::new(at, radius * (1.0 - 0.05 * i as f32), 0.75));
            if i == 4 {
                break;
            }
            direction += 0.12 * stream.normal();
            let step = focus.long * 0.14;
            at = [at[0] + step * libm::cosf(direction), at[1] + step * libm::sinf(direction)];
        }
        branches.push(knots);
        if depth < 2 {
            waiting.push((at, direction + stream.range(0.2, 0.6), radius * 0.8, depth + 1));
            waiting.push((at, direction - stream.range(0.2, 0.6), radius * 0.75, depth + 1));
        }
    }
    canvas.joined(&branches, &profile);
    canvas.plane
}
