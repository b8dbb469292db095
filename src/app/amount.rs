//! The settings that are numbers: what each is called, its unit, its bounds, what it is unless set.
//!
//! One line a number: file, window, captions and refusals all read this table.

use crate::domain::format::grouped;

/// A setting that is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Amount {
    /// Size of everything on top of the screen's own scale.
    UiScale,
    /// How near a snap target must be, in points.
    SnapPx,
    /// What one key press moves a level by, USD.
    NudgeUsd,
    /// The user's electricity price, USD/kWh.
    Electricity,
    /// The user's rigs, J/TH.
    RigEfficiency,
    /// Fees of a block, BTC.
    BlockFees,
    /// Coins the user holds, BTC.
    TreasuryCoins,
    /// What they cost on average, USD.
    TreasuryCost,
    /// Price at which a leveraged position was entered, USD.
    LeverageEntry,
    /// Share of a position that must stay covered.
    MaintenanceMargin,
    /// How often live data are refreshed, in minutes.
    RefreshMinutes,
}

/// What is known of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AmountInfo {
    /// Table in the file; none for the top.
    pub table: Option<&'static str>,
    /// Key in the table.
    pub key: &'static str,
    /// In sentence case.
    pub name: &'static str,
    /// Behind the number.
    pub unit: &'static str,
    /// One sentence, without a full stop.
    pub tooltip: &'static str,
    /// The least it can be.
    pub lowest: f64,
    /// The most it can be.
    pub highest: f64,
    /// What it is unless set; none where nothing is assumed.
    pub default: Option<f64>,
    /// Decimals that are shown at least.
    pub decimals: usize,
}

const fn amount(
    (table, key): (Option<&'static str>, &'static str),
    (name, unit): (&'static str, &'static str),
    tooltip: &'static str,
    (lowest, highest): (f64, f64),
    default: Option<f64>,
    decimals: usize,
) -> AmountInfo {
    AmountInfo { table, key, name, unit, tooltip, lowest, highest, default, decimals }
}

impl Amount {
    /// Every number, in the order of the file.
    pub const ALL: [Self; 11] = [
        Self::UiScale,
        Self::SnapPx,
        Self::NudgeUsd,
        Self::Electricity,
        Self::RigEfficiency,
        Self::BlockFees,
        Self::TreasuryCoins,
        Self::TreasuryCost,
        Self::LeverageEntry,
        Self::MaintenanceMargin,
        Self::RefreshMinutes,
    ];

    /// What is known of it.
    pub const fn info(self) -> AmountInfo {
        match self {
            Self::UiScale => amount(
                (None, "ui_scale"),
                ("UI scale", ""),
                "Size of everything, on top of the screen's own scale",
                (0.5, 3.0),
                Some(1.0),
                0,
            ),
            Self::SnapPx => amount(
                (None, "snap_strength_px"),
                ("Snap strength", "points"),
                "How near a level must come to snap; 0 turns snapping off, Ctrl inverts it for the moment",
                (0.0, 100.0),
                Some(10.0),
                0,
            ),
            Self::NudgeUsd => amount(
                (None, "nudge_step_usd"),
                ("Step of the arrow keys", "USD"),
                "What a key press moves a level by; Shift is ten of it, Alt a tenth",
                (0.01, 100_000.0),
                Some(100.0),
                0,
            ),
            Self::Electricity => amount(
                (Some("miners"), "electricity_usd_per_kwh"),
                ("Electricity price", "USD/kWh"),
                "What your rigs pay for energy",
                (0.001, 10.0),
                Some(0.07),
                2,
            ),
            Self::RigEfficiency => amount(
                (Some("miners"), "rig_efficiency_j_per_th"),
                ("Rig efficiency", "J/TH"),
                "Energy a terahash costs your rigs, 17.5 for a common machine of 2024",
                (1.0, 1_000.0),
                Some(17.5),
                1,
            ),
            Self::BlockFees => amount(
                (Some("miners"), "fees_btc_per_block"),
                ("Fees of a block", "BTC"),
                "Added to the subsidy; 0.02 was usual in February 2026",
                (0.0, 50.0),
                Some(0.02),
                2,
            ),
            Self::TreasuryCoins => amount(
                (Some("treasury"), "coins_btc"),
                ("Coins", "BTC"),
                "How much you hold; empty leaves your position out of the answers",
                (0.0, 21_000_000.0),
                None,
                0,
            ),
            Self::TreasuryCost => amount(
                (Some("treasury"), "average_cost_usd"),
                ("Average cost", "USD"),
                "What a coin of yours cost on average",
                (0.01, 1e9),
                None,
                0,
            ),
            Self::LeverageEntry => amount(
                (Some("leverage"), "entry_usd"),
                ("Entry price", "USD"),
                "Where a leveraged position was opened; empty leaves leverage out of the answers",
                (0.01, 1e9),
                None,
                0,
            ),
            Self::MaintenanceMargin => amount(
                (Some("leverage"), "maintenance_margin"),
                ("Maintenance margin", "of the position"),
                "Share of a position that must stay covered; 0.005 is 0.5 %, venues differ",
                (0.0, 0.2),
                Some(0.005),
                3,
            ),
            Self::RefreshMinutes => amount(
                (Some("refresh"), "every_minutes"),
                ("Refresh every", "minutes"),
                "How often the sources are asked while the program runs; 60 suits daily data",
                (5.0, 1_440.0),
                Some(60.0),
                0,
            ),
        }
    }

    /// Whether the number can be so.
    ///
    /// # Errors
    /// A sentence with the bounds.
    pub fn check(self, value: f64) -> Result<f64, String> {
        let info = self.info();
        if (info.lowest..=info.highest).contains(&value) {
            let is_broken = self.is_whole() && value.fract().abs() > 0.0;
            return if is_broken {
                Err(format!("{} must be whole {}", info.name, info.unit))
            } else {
                Ok(value)
            };
        }
        let unit = if info.unit.is_empty() { String::new() } else { format!(" {}", info.unit) };
        Err(format!(
            "{} must lie between {} and {}{unit}",
            info.name,
            shortest(info.lowest, 0),
            shortest(info.highest, 0)
        ))
    }

    /// Whether it only comes in whole numbers, also in the file.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::RefreshMinutes)
    }

    /// The number as it is shown, without its unit: at least its decimals, more where needed.
    pub fn text(self, value: f64) -> String {
        shortest(value, self.info().decimals)
    }

    /// The number with its unit, `0.062 USD/kWh`.
    pub fn words(self, value: f64) -> String {
        format!("{} {}", self.text(value), self.info().unit).trim_end().to_owned()
    }
}

/// Grouped, with as many decimals as it takes to tell the number, up to eight.
fn shortest(value: f64, at_least: usize) -> String {
    let enough = |decimals: &usize| {
        let scale = 10_f64.powi(*decimals as i32);
        ((value * scale).round() / scale - value).abs() <= value.abs() * 1e-12
    };
    grouped(value, (at_least..=8).find(enough).unwrap_or(8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_within_its_own_bounds_and_has_words() {
        for amount in Amount::ALL {
            let info = amount.info();
            assert!(info.lowest < info.highest, "{amount:?}");
            assert!(info.default.is_none_or(|value| amount.check(value).is_ok()), "{amount:?}");
            assert!(!info.name.is_empty() && !info.tooltip.ends_with('.'), "{amount:?}");
        }
    }

    #[test]
    fn a_number_is_written_with_the_decimals_it_has() {
        assert_eq!(Amount::Electricity.words(0.062), "0.062 USD/kWh");
        assert_eq!(Amount::Electricity.words(0.1), "0.10 USD/kWh");
        assert_eq!(Amount::TreasuryCost.words(71_234.5), "71,234.5 USD");
        assert_eq!(Amount::UiScale.words(1.25), "1.25");
    }

    #[test]
    fn a_refusal_names_the_bounds() {
        let refusal = Amount::Electricity.check(0.0).unwrap_err();
        assert_eq!(refusal, "Electricity price must lie between 0.001 and 10 USD/kWh");
        assert!(Amount::SnapPx.check(f64::NAN).is_err());
    }
}
