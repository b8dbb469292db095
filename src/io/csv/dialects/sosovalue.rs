//! SoSoValue's daily totals of the US spot ETFs, in dollars.
//!
//! Knows the names of its web page's data. The net flow is the series every other
//! source of flows has; the other columns are its own.

use super::words::date_column;
use super::{Dialect, Plan};
use crate::domain::catalog::ETF_TOTAL;
use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, SeriesKey};
use crate::domain::unit::Unit;
use crate::io::csv::plan::SeriesPlan;
use crate::io::csv::sniff::Sniffed;

/// `dataDate,totalNetInflow,totalVolume,totalNetAssets,cumNetInflow`.
pub struct SoSoValue;

const COLUMNS: [(&str, &str); 4] = [
    ("totalnetinflow", ETF_TOTAL),
    ("totalvolume", "custom.etf_volume_usd"),
    ("totalnetassets", "custom.etf_net_assets_usd"),
    ("cumnetinflow", "custom.etf_cumulative_flow_usd"),
];

impl Dialect for SoSoValue {
    fn name(&self) -> &'static str {
        "sosovalue"
    }

    fn title(&self) -> &'static str {
        "SoSoValue ETF totals"
    }

    fn expects(&self) -> &'static str {
        "dataDate, totalNetInflow, totalVolume, totalNetAssets, cumNetInflow"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        if file.column(&["totalnetinflow"]).is_some() && self.plan(file).is_some() { 95 } else { 0 }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let source = SourceId::new("sosovalue")?;
        let series: Vec<_> = COLUMNS
            .iter()
            .filter_map(|(key, id)| {
                let plan = SeriesPlan::scalar(SeriesKey::new(id, source.clone()), file.column(&[*key])?);
                Some(SeriesPlan { cadence: Some(Cadence::Irregular), ..plan.in_unit(Unit::Usd, 0) })
            })
            .collect();
        let plan = Plan::published("SoSoValue", "ETF totals", &file.name, date_column(file)?, series);
        (!plan.series.is_empty()).then_some(plan)
    }
}
