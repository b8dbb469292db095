//! ETF flows: SoSoValue's two calls and a table in the form of Farside's.

use hashfloor::domain::time::UnixSecs;

use super::figures::{FUNDS, flow_tenths};
use super::{Answer, Market, Seen};

/// Sessions of SoSoValue's history.
const SESSIONS: usize = 300;

impl Market {
    /// The flow of a series (`etf.flow.total@…` or of a fund) on a day, in US$.
    fn flow(&self, key: &str, day: UnixSecs) -> Option<f64> {
        let (id, _) = key.split_once('@').unwrap();
        let ticker = id.strip_prefix("etf.flow.").unwrap().to_uppercase();
        let tenths = match FUNDS.iter().position(|fund| *fund == ticker) {
            Some(fund) => flow_tenths(fund, day)?,
            None => (0..FUNDS.len()).filter_map(|fund| flow_tenths(fund, day)).sum(),
        };
        Some(self.revised(key, day).unwrap_or((tenths * 100_000) as f64))
    }

    /// Sessions of a series: SoSoValue has the last 300 totals and one of each fund.
    pub(super) fn flows(&self, key: &str) -> Vec<(UnixSecs, f64)> {
        let sessions = self.sessions();
        let kept = match key {
            "etf.flow.total@sosovalue" => SESSIONS,
            _ if key.ends_with("@sosovalue") => 1,
            _ => sessions.len(),
        };
        let skip = sessions.len().saturating_sub(kept);
        sessions.into_iter().skip(skip).filter_map(|day| Some((day, self.flow(key, day)?))).collect()
    }

    /// Newest first; amounts with quotes on even days, without on odd ones.
    pub(super) fn inflow_chart(&self, request: &Seen) -> Answer {
        if let Some(refusal) = refuse(request) {
            return refusal;
        }
        let mut cumulated = 0.0;
        let mut rows: Vec<String> = Vec::new();
        for (index, (day, flow)) in self.flows("etf.flow.total@sosovalue").into_iter().enumerate() {
            cumulated += flow;
            let quote = if index % 2 == 0 { "\"" } else { "" };
            rows.push(format!(
                r#"{{"date":"{}","totalNetInflow":{quote}{flow}{quote},"totalValueTraded":3000000,
                "totalNetAssets":5000000,"cumNetInflow":{cumulated}}}"#,
                day.iso_date()
            ));
        }
        rows.reverse();
        Answer::json(format!(r#"{{"code":0,"msg":null,"data":{{"list":[{}]}}}}"#, rows.join(",")))
    }

    /// The last session, numbers wrapped with their date and status.
    pub(super) fn etf_metrics(&self, request: &Seen) -> Answer {
        if let Some(refusal) = refuse(request) {
            return refusal;
        }
        let Some(day) = self.sessions().last().copied() else {
            return Answer::json(r#"{"code":1,"msg":"no data","data":null}"#);
        };
        let date = day.iso_date();
        let wrapped =
            |amount: f64| format!(r#"{{"value":"{amount}","lastUpdateDate":"{date}","status":"1"}}"#);
        let funds = FUNDS.iter().filter_map(|fund| {
            let flow = self.flow(&format!("etf.flow.{}@sosovalue", fund.to_lowercase()), day)?;
            Some(format!(
                r#"{{"id":"1","ticker":"{fund}","institute":"{fund} ","netAssets":{},"dailyNetInflow":{}}}"#,
                wrapped(5e8),
                wrapped(flow)
            ))
        });
        let total = self.flow("etf.flow.total@sosovalue", day).unwrap_or_default();
        Answer::json(format!(
            r#"{{"code":0,"msg":null,"data":{{"totalNetAssets":{},"dailyNetInflow":{},"list":[{}]}}}}"#,
            wrapped(1e11),
            wrapped(total),
            funds.collect::<Vec<_>>().join(",")
        ))
    }

    /// US$ millions, brackets for what flowed out, a dash before a fund traded.
    pub(super) fn flows_table(&self) -> Answer {
        let mut table = format!("Date,{},Total\n", FUNDS.join(","));
        for day in self.sessions() {
            let cell = |series: &str| match self.flow(&format!("etf.flow.{series}@csv_url"), day) {
                Some(usd) if usd < 0.0 => format!("({})", -usd / 1e6),
                Some(usd) => format!("{}", usd / 1e6),
                None => "-".to_owned(),
            };
            let cells: Vec<_> = FUNDS.iter().map(|fund| cell(&fund.to_lowercase())).collect();
            table.push_str(&format!("{},{},{}\n", day.day_label(), cells.join(","), cell("total")));
        }
        let headers = vec![("content-type".to_owned(), "text/csv; charset=utf-8".to_owned())];
        Answer { status: 200, headers, body: table.into_bytes() }
    }
}

fn refuse(request: &Seen) -> Option<Answer> {
    let body = String::from_utf8_lossy(&request.body);
    (!body.contains("us-btc-spot")).then(|| Answer::json(r#"{"code":1,"msg":"unknown type","data":null}"#))
}
