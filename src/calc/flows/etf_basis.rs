//! What those who bought through the ETFs paid for their coins, by two ways of counting.
//!
//! Neither is what a fund's holdings are worth divided by its coins: that is today's price, which
//! the press has quoted as a cost. A session counts at its day's close, the only price at hand;
//! a session without a price is left out, since nothing can be said of what was paid in it.

use super::words::{SOURCE, USD_PER_MUSD, output};
use crate::calc::calculation::{
    Calculation, Computed, Group, Input, OutputUnit, Plot, Scaling, Shape, Stream,
};
use crate::domain::time::UnixSecs;

/// What those who bought through the ETFs paid for their coins.
pub const CALCULATION: Calculation = Calculation {
    name: "etf_basis",
    title: "ETF cost basis",
    group: Group::Flows,
    summary: "Average price paid through the ETFs, two ways: over all inflows, and as a running average \
              from which outflows take coins at their average cost. Coins that were converted without a \
              flow, as GBTC's were, are not in it, nor is what flowed before the first session at hand.",
    formula: "gross inflow: sum(F+) / sum(F+/P). Running average: an inflow adds F/P coins and F dollars, an \
              outflow removes |F|/P coins at average cost; without coins left it begins anew",
    source: SOURCE,
    params: &[],
    inputs: &[Input::NetFlowMusd, Input::Close],
    optional: &[],
    outputs: |_| {
        vec![
            output("basis_gross_inflow", "gross", "Cost of all inflows", OutputUnit::Usd),
            output("basis_running_avg", "running", "Running average cost", OutputUnit::Usd),
            output("est_coins_btc", "coins", "Coins held for it", OutputUnit::Btc),
            output("price_over_gross_inflow", "over_gross", "Price over cost of inflows", OutputUnit::Number),
            output("price_over_running_avg", "over_running", "Price over running cost", OutputUnit::Number),
        ]
    },
    warm_up: |_| 0,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    // Costs follow the price, coins its inverse, ratios nothing.
    scaling: Scaling::Own,
    stream: |_| Box::new(Book(CostBook::default())),
    whole: None,
};

/// Inflows and coins as they come in and go out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CostBook {
    inflows_usd: f64,
    inflows_btc: f64,
    paid_usd: f64,
    coins_btc: f64,
}

impl CostBook {
    /// Takes a session: its net flow in USD and the day's close in USD.
    pub fn push(&mut self, flow_usd: f64, price_usd: f64) {
        let coins = flow_usd.abs() / price_usd;
        if flow_usd > 0.0 {
            self.inflows_usd += flow_usd;
            self.inflows_btc += coins;
            self.paid_usd += flow_usd;
            self.coins_btc += coins;
        } else if flow_usd < 0.0 && self.coins_btc > 0.0 {
            self.paid_usd -= self.paid_usd / self.coins_btc * coins;
            self.coins_btc -= coins;
            if self.coins_btc <= 0.0 {
                (self.paid_usd, self.coins_btc) = (0.0, 0.0);
            }
        }
    }

    /// Average price of all inflows, USD; `NaN` before the first.
    pub fn gross_inflow_usd(&self) -> f64 {
        self.inflows_usd / self.inflows_btc
    }

    /// Average price of the coins that are left, USD; `NaN` without any.
    pub fn running_average_usd(&self) -> f64 {
        self.paid_usd / self.coins_btc
    }

    /// Coins that are left, BTC; never below 0.
    pub fn coins_btc(&self) -> f64 {
        self.coins_btc
    }
}

struct Book(CostBook);

impl Stream for Book {
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        let [flow, price, ..] = values else { return };
        self.0.push(flow * USD_PER_MUSD, *price);
        let (gross, running) = (self.0.gross_inflow_usd(), self.0.running_average_usd());
        into.append(time, &[gross, running, self.0.coins_btc(), price / gross, price / running]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outflow_takes_coins_at_average_cost_and_too_large_a_one_begins_anew() {
        let mut book = CostBook::default();
        book.push(-5e6, 50_000.0);
        assert!(book.running_average_usd().is_nan() && book.gross_inflow_usd().is_nan());
        book.push(100.0, 50.0);
        book.push(100.0, 100.0);
        assert_eq!((book.coins_btc(), book.paid_usd), (3.0, 200.0));
        book.push(-200.0, 100.0);
        assert!((book.running_average_usd() - 200.0 / 3.0).abs() < 1e-12);
        assert_eq!(book.coins_btc(), 1.0);
        book.push(-1_000.0, 100.0);
        assert_eq!(book.coins_btc(), 0.0);
        assert!(book.running_average_usd().is_nan());
        assert!((book.gross_inflow_usd() - 200.0 / 3.0).abs() < 1e-12, "what came in stays");
    }

    #[test]
    fn costs_follow_the_price_and_coins_its_inverse() {
        let flows = [3e8, -1e8, 2e8, -5e7];
        let prices = [60_000.0, 65_000.0, 70_000.0, 68_000.0];
        let (mut book, mut scaled) = (CostBook::default(), CostBook::default());
        for (flow, price) in flows.into_iter().zip(prices) {
            book.push(flow, price);
            scaled.push(flow, price * 8.0);
        }
        assert_eq!(scaled.gross_inflow_usd(), book.gross_inflow_usd() * 8.0);
        assert_eq!(scaled.running_average_usd(), book.running_average_usd() * 8.0);
        assert_eq!(scaled.coins_btc(), book.coins_btc() / 8.0);
    }
}
