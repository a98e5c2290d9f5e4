use super::*;

fn input(side: usize) -> NetworkInput {
    let values = (0..3 * side * side).map(|i| ((i % 17) as f32 - 8.0) / 4.0).collect();
    NetworkInput { side, values }
}

/// Three features and the thumbnail, two components.
fn small() -> Distribution {
    let n = dimensions(3);
    let mut components = vec![0.0; 2 * n];
    components[0] = 0.6;
    components[5] = 0.8;
    components[n + 1] = 1.0;
    Distribution {
        mean: (0..n).map(|i| i as f32 / 100.0).collect(),
        scale: (0..n).map(|i| 0.5 + (i % 3) as f32).collect(),
        variances: vec![4.0, 2.0],
        residual: 0.5,
        components,
    }
}

#[test]
fn a_distance_is_the_mahalanobis_distance_of_the_dense_covariance() {
    // trainer/reference/distribution_scipy.py inverts the covariance as a whole, with SciPy.
    let reference: serde_json::Value =
        serde_json::from_str(include_str!("../../tests/reference/distribution_scipy.json")).unwrap();
    let values = |name: &str| -> Vec<f32> {
        reference[name].as_array().unwrap().iter().map(|v| v.as_f64().unwrap() as f32).collect()
    };
    let fitted = Distribution {
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
    let fitted = small();
    let again = Distribution::parse(&fitted.to_bytes(), 3).unwrap();
    assert_eq!(again, fitted);
    let (film, pooled) = (input(64), [0.3, 1.0, 2.0]);
    assert_eq!(again.distance(&film, &pooled).to_bits(), fitted.distance(&film, &pooled).to_bits());
}

#[test]
fn every_damage_to_a_file_is_named() {
    let good = small().to_bytes();
    let said = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        Distribution::parse(&bytes, 3).unwrap_err().to_string()
    };
    let put = |bytes: &mut Vec<u8>, at: usize, value: [u8; 4]| bytes[at..at + 4].copy_from_slice(&value);
    let n = dimensions(3);
    let (mean, scale) = (HEADER, HEADER + 4 * n);
    assert!(said(&|b| b.truncate(7)).contains("not parameters"));
    assert!(said(&|b| b[0] = b'X').contains("not parameters"));
    assert!(said(&|b| put(b, 8, 5_u32.to_le_bytes())).contains("5 dimensions"));
    assert!(said(&|b| put(b, 12, 0_u32.to_le_bytes())).contains("0 principal components"));
    assert!(said(&|b| put(b, 12, u32::MAX.to_le_bytes())).contains("principal components"));
    assert!(said(&|b| b.push(0)).contains("bytes"));
    assert!(said(&|b| b.truncate(good.len() - 4)).contains("bytes"));
    assert!(said(&|b| put(b, mean, f32::NAN.to_le_bytes())).contains("mean 0 is NaN"));
    assert!(said(&|b| put(b, scale + 8, 0_f32.to_le_bytes())).contains("scale 2 is 0"));
    assert!(said(&|b| put(b, good.len() - 4, 3_f32.to_le_bytes())).contains("component value"));
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
