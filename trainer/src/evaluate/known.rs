//! What is known of films without looking at disease, of the films that are scored and of those that baselines are fitted
//! on, in one row of columns.

use crate::eda::Feature;
use crate::table::Row;

/// Films with what is known of them: first those that are scored, then those that only serve to fit baselines.
pub(crate) struct Known<'a> {
    /// Rows of the tables.
    pub(crate) rows: Vec<&'a Row>,
    /// Features of the shortcut audit.
    pub(crate) features: Vec<Feature>,
    /// How many of the rows are scored.
    pub(crate) scored: usize,
}

/// A column: a value a film, `None` where unknown.
pub(crate) type Column = Vec<Option<f64>>;

impl<'a> Known<'a> {
    /// Films that are scored, of which baselines are fitted in turns.
    pub(crate) fn new(rows: &[&'a Row], features: Vec<Feature>) -> Self {
        Self { rows: rows.to_vec(), features, scored: rows.len() }
    }

    /// With films to fit on. A feature that these lack is unknown of them.
    pub(crate) fn fitted_on(mut self, rows: &[&'a Row], features: &[Feature]) -> Self {
        for feature in &mut self.features {
            let same = features.iter().find(|other| other.name == feature.name);
            let unknown = || vec![None; rows.len()];
            feature.values.extend(same.map_or_else(unknown, |f| f.values.clone()));
        }
        self.rows.extend(rows);
        self
    }

    /// The column of a feature of the audit.
    pub(crate) fn feature(&self, name: &str) -> Option<&Column> {
        self.features.iter().find(|f| f.name == name).map(|f| &f.values)
    }

    /// A column for each view: 1 where a film has it, 0 where it has another, unknown or not.
    pub(crate) fn views(&self) -> Vec<Column> {
        let mut names: Vec<&str> = self.rows.iter().filter_map(|r| r.view.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        let column = |name: &str| -> Column {
            self.rows.iter().map(|r| Some(f64::from(u8::from(r.view.as_deref() == Some(name))))).collect()
        };
        names.into_iter().map(column).collect()
    }

    /// Age in years, the middle of a range; without impossible ones.
    pub(crate) fn ages(&self) -> Column {
        let middle = |row: &&Row| {
            let age = row.age.filter(|age| !age.is_impossible())?;
            Some((age.youngest + age.oldest) / 2.0)
        };
        self.rows.iter().map(middle).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_go_on_over_both_tables() {
        let row = |view: Option<&str>| Row { view: view.map(str::to_owned), ..Row::default() };
        let (a, b, c) = (row(Some("PA")), row(None), row(Some("AP")));
        let feature = |name: &str, values: Vec<Option<f64>>| Feature {
            name: name.to_owned(),
            meaning: String::new(),
            values,
        };
        let known =
            Known::new(&[&a, &b], vec![feature("x", vec![Some(1.0), None]), feature("y", vec![None; 2])])
                .fitted_on(&[&c], &[feature("x", vec![Some(3.0)])]);
        assert_eq!((known.rows.len(), known.scored), (3, 2));
        assert_eq!(known.feature("x"), Some(&vec![Some(1.0), None, Some(3.0)]));
        assert_eq!(known.feature("y"), Some(&vec![None; 3]));
        let views: Vec<Vec<f64>> =
            known.views().into_iter().map(|c| c.into_iter().flatten().collect()).collect();
        assert_eq!(views, [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
    }
}
