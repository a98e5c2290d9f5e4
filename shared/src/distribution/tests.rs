use super::*;
use crate::dicom::{ReasonCode, Verdict};

fn input(side: usize) -> NetworkInput {
    let values = (0..3 * side * side).map(|i| ((i % 17) as f32 - 8.0) / 4.0).collect();
    NetworkInput { side, values }
}

/// Three features and the thumbnail, two components.
fn small() -> Cluster {
    let n = dimensions(3);
    let mut components = vec![0.0; 2 * n];
    components[0] = 0.6;
    components[5] = 0.8;
    components[n + 1] = 1.0;
    Cluster {
        limit: 1.25,
        mean: (0..n).map(|i| i as f32 / 100.0).collect(),
        scale: (0..n).map(|i| 0.5 + (i % 3) as f32).collect(),
        variances: vec![4.0, 2.0],
        residual: 0.5,
        components,
    }
}

/// Two clusters, of which the second lies elsewhere.
fn two() -> Distribution {
    let mut other = small();
    other.mean.iter_mut().for_each(|v| *v += 9.0);
    other.limit = 2.5;
    Distribution { clusters: vec![small(), other], contrast: Some(contrast()) }
}

/// Says little of anything.
fn contrast() -> Contrast {
    let n = dimensions(3);
    let mut weights = vec![0.0; n];
    weights[2] = 0.01;
    Contrast { mean: vec![0.0; n], scale: vec![2.0; n], weights, bias: -1.0 }
}

#[test]
fn a_distance_is_the_mahalanobis_distance_of_the_dense_covariance() {
    // trainer/reference/distribution_scipy.py inverts the covariance as a whole, with SciPy.
    let reference: serde_json::Value =
        serde_json::from_str(include_str!("../../tests/reference/distribution_scipy.json")).unwrap();
    let values = |name: &str| -> Vec<f32> {
        reference[name].as_array().unwrap().iter().map(|v| v.as_f64().unwrap() as f32).collect()
    };
    let fitted = Cluster {
        limit: 1.0,
        mean: values("mean"),
        scale: values("scale"),
        variances: values("variances"),
        residual: reference["residual"].as_f64().unwrap() as f32,
        components: values("components"),
    };
    let films = reference["films"].as_array().unwrap();
    assert!(films.len() >= 4);
    for film in films {
        let description: Vec<f64> =
            film["description"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
        let expected = film["distance"].as_f64().unwrap();
        let found = fitted.distance_of(&description);
        assert!((found - expected).abs() <= 1e-6 * expected, "{found} {expected}");
    }
}

#[test]
fn a_description_is_roots_and_block_means() {
    let side = 32;
    let mut film = input(side);
    // The first block is its own; other channels do not count.
    for (at, value) in [(0, 1.0), (1, 2.0), (side, 3.0), (side + 1, 6.0), (side * side, 100.0)] {
        film.values[at] = value;
    }
    let description = describe(&film, &[4.0, 0.0, 0.25]);
    assert_eq!(description.len(), dimensions(3));
    assert_eq!(description[..4], [2.0, 0.0, 0.5, 3.0]);
}

#[test]
fn a_file_comes_back_and_gives_the_same_distances() {
    let fitted = two();
    let again = Distribution::parse(&fitted.to_bytes(), 3).unwrap();
    assert_eq!(again, fitted);
    let (film, pooled) = (input(64), [0.3, 1.0, 2.0]);
    assert_eq!(again.distance(&film, &pooled).to_bits(), fitted.distance(&film, &pooled).to_bits());
}

#[test]
fn a_film_is_as_far_as_its_nearest_cluster_counted_in_limits() {
    let fitted = two();
    let at = |mean: &[f32], by: f64| -> Vec<f64> {
        mean.iter().zip(&fitted.clusters[0].scale).map(|(&m, &s)| f64::from(m) + by * f64::from(s)).collect()
    };
    for (place, cluster) in fitted.clusters.iter().enumerate() {
        assert_eq!(fitted.nearest(&at(&cluster.mean, 0.0)), (place, 0.0));
        let film = at(&cluster.mean, 0.5);
        let expected = cluster.distance_of(&film) / f64::from(cluster.limit);
        assert_eq!(fitted.nearest(&film), (place, expected));
        assert_eq!(fitted.distance_of(&film), expected);
    }
    let nothing = vec![f64::NAN; dimensions(3)];
    assert!(fitted.distance_of(&nothing).is_nan());
}

#[test]
fn a_film_that_the_contrast_tells_is_far_whatever_its_cluster_says() {
    let mut fitted = two();
    let film: Vec<f64> = fitted.clusters[0].mean.iter().map(|&m| f64::from(m)).collect();
    assert_eq!(fitted.distance_of(&film), 0.0);
    let told = fitted.contrast.as_mut().unwrap();
    told.bias = 3.0;
    // The third dimension is 0.02, half of it with a weight of 0.01.
    let expected = 3.0 + f64::from(fitted.clusters[0].mean[2]) / 2.0 * f64::from(0.01_f32);
    assert!((fitted.distance_of(&film) - expected).abs() < 1e-12);
    // No dimension counts for more than eight deviations.
    let mut far = film.clone();
    far[2] = 1e6;
    let score = fitted.contrast.as_ref().unwrap().score_of(&far);
    assert!((score - (3.0 + 8.0 * f64::from(0.01_f32))).abs() < 1e-12, "{score}");
    fitted.contrast.as_mut().unwrap().bias = f32::NAN;
    assert!(fitted.distance_of(&film).is_nan());
}

#[test]
fn a_file_of_one_cluster_without_a_limit_is_read_too() {
    let mut cluster = small();
    let whole = Distribution { clusters: vec![cluster.clone()], contrast: Some(contrast()) };
    let mut bytes = whole.to_bytes();
    // Without the number of clusters, without the limit and the contrast.
    bytes.truncate(bytes.len() - 4 * (3 * dimensions(3) + 1));
    bytes.drain(20..24);
    bytes.drain(8..12);
    bytes[7] = b'1';
    cluster.limit = 1.0;
    assert_eq!(
        Distribution::parse(&bytes, 3).unwrap(),
        Distribution { clusters: vec![cluster], contrast: None }
    );
    bytes.pop();
    assert!(Distribution::parse(&bytes, 3).unwrap_err().to_string().contains("bytes"));
}

#[test]
fn every_damage_to_a_file_is_named() {
    let good = two().to_bytes();
    let said = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        Distribution::parse(&bytes, 3).unwrap_err().to_string()
    };
    let put = |bytes: &mut Vec<u8>, at: usize, value: [u8; 4]| bytes[at..at + 4].copy_from_slice(&value);
    let n = dimensions(3);
    let (limit, mean, scale) = (20, 24, 24 + 4 * n);
    assert!(said(&|b| b.truncate(7)).contains("not parameters"));
    assert!(said(&|b| b[0] = b'X').contains("not parameters"));
    assert!(said(&|b| put(b, 8, 0_u32.to_le_bytes())).contains("0 clusters"));
    assert!(said(&|b| put(b, 8, u32::MAX.to_le_bytes())).contains("clusters"));
    assert!(said(&|b| put(b, 12, 5_u32.to_le_bytes())).contains("5 dimensions"));
    assert!(said(&|b| put(b, 16, 0_u32.to_le_bytes())).contains("0 principal components"));
    assert!(said(&|b| put(b, 16, u32::MAX.to_le_bytes())).contains("principal components"));
    assert!(said(&|b| b.push(0)).contains("bytes"));
    assert!(said(&|b| b.truncate(good.len() - 4)).contains("bytes"));
    assert!(said(&|b| b.truncate(15)).contains("not parameters"));
    assert!(said(&|b| put(b, limit, (-1_f32).to_le_bytes())).contains("limit 0 is -1"));
    assert!(said(&|b| put(b, mean, f32::NAN.to_le_bytes())).contains("mean 0 is NaN"));
    assert!(said(&|b| put(b, scale + 8, 0_f32.to_le_bytes())).contains("scale 2 is 0"));
    assert!(said(&|b| put(b, good.len() - 4, f32::NAN.to_le_bytes())).contains("contrast bias 0 is NaN"));
    assert!(said(&|b| put(b, good.len() - 4 * (n + 2), 0_f32.to_le_bytes())).contains("contrast scale"));
    assert!(said(&|b| put(b, good.len() - 4 * (3 * n + 2), 3_f32.to_le_bytes())).contains("component value"));
    assert!(Distribution::parse(&good, 4).unwrap_err().to_string().contains("259 dimensions"));
}

#[test]
fn what_lies_at_the_cut_off_is_outside_and_so_is_what_is_no_number() {
    let at = |value, action| Distance { value, cutoff: 1.5, action };
    assert!(!at(1.49, Action::Refuse).is_outside());
    assert!(at(1.5, Action::Refuse).is_refused());
    assert!(at(f64::NAN, Action::Refuse).is_refused());
    assert!(at(2.0, Action::Warn).is_outside() && !at(2.0, Action::Warn).is_refused());
    let refused = at(2.0, Action::Refuse).check();
    assert_eq!((refused.verdict, refused.reason), (Verdict::Fail, Some(ReasonCode::OutOfDistribution)));
    assert_eq!((refused.value.as_deref(), refused.expected.as_str()), (Some("2.00"), "below 1.50"));
    let warned = at(2.0, Action::Warn).check();
    assert_eq!((warned.verdict, warned.reason), (Verdict::Warn, None));
    assert_eq!(at(1.0, Action::Refuse).check().verdict, Verdict::Pass);
}
