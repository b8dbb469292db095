//! Hashrate and difficulty, in the forms of three kinds of server.

use hashfloor::domain::time::{DAY_SECS, UnixSecs};

use super::figures::{self, EPOCH_BLOCKS};
use super::{Answer, GENESIS_DAY, Market, Seen, failure, whole};

impl Market {
    /// Days with a published hashrate: mempool's also today, others' up to yesterday.
    fn hashrate_days(&self, source: &str) -> Vec<UnixSecs> {
        let is_mempool = matches!(source, "mempool" | "bitview");
        let today = self.now().start_of_day();
        self.days(GENESIS_DAY).filter(|day| is_mempool || *day < today).collect()
    }

    /// H/s, with the days nobody knows left out.
    pub(super) fn hashrates(&self, source: &str) -> Vec<(UnixSecs, f64)> {
        // Only mempool counts the first block's day.
        let is_mempool = matches!(source, "mempool" | "bitview");
        let days = self.hashrate_days(source).into_iter();
        days.filter(|day| is_mempool || *day > GENESIS_DAY)
            .filter_map(|day| Some((day, self.hashrate(source, day)?.parse().unwrap())))
            .collect()
    }

    /// H/s as digits.
    fn hashrate(&self, source: &str, day: UnixSecs) -> Option<String> {
        // One host stands for both, so that they publish the same.
        let source = if source == "bitview" { "mempool" } else { source };
        let revised = self.revised(&format!("hashrate.network@{source}"), day);
        let tenths = figures::hashrate_tenths(day)?;
        Some(revised.map_or_else(|| format!("{tenths}00000000000"), |value| format!("{value}")))
    }

    /// TH/s as digits.
    fn terahashes(&self, source: &str, day: UnixSecs) -> Option<String> {
        if day == GENESIS_DAY {
            return None;
        }
        let digits = self.hashrate(source, day)?;
        let digits = format!("{digits:0>13}");
        let (whole, fraction) = digits.split_at(digits.len() - 12);
        let fraction = fraction.trim_end_matches('0');
        Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
    }

    pub(super) fn mining_hashrate(&self) -> Answer {
        let rows = self.hashrate_days("mempool").into_iter().map(|day| {
            let time = if day == GENESIS_DAY { figures::retarget_time(0) } else { day };
            let hashrate = self.hashrate("mempool", day).unwrap_or_else(|| "0".to_owned());
            format!(r#"{{"timestamp":{},"avgHashrate":{hashrate}}}"#, time.0)
        });
        let changes = self.retargets().into_iter().map(|(index, time, difficulty)| {
            let height = index * EPOCH_BLOCKS;
            format!(r#"{{"time":{},"height":{height},"difficulty":{difficulty},"adjustment":1.01}}"#, time.0)
        });
        Answer::json(format!(
            r#"{{"hashrates":[{}],"difficulty":[{}],"currentHashrate":0,"currentDifficulty":31251101365711.12}}"#,
            rows.collect::<Vec<_>>().join(","),
            changes.collect::<Vec<_>>().join(",")
        ))
    }

    /// Changes of difficulty that have come: number, time and the difficulty from then on.
    fn retargets(&self) -> Vec<(i64, UnixSecs, f64)> {
        let all = (0..=figures::retargets(self.now())).map(|index| {
            let time = figures::retarget_time(index);
            let revised = self.revised("difficulty@mempool", time);
            (index, time, revised.unwrap_or_else(|| figures::difficulty(index)))
        });
        all.filter(|(_, time, _)| *time >= self.first_day && *time <= self.now()).collect()
    }

    pub(super) fn difficulties(&self, source: &str) -> Vec<(UnixSecs, f64)> {
        if source != "blockchain_com" {
            return self.retargets().into_iter().map(|(_, time, difficulty)| (time, difficulty)).collect();
        }
        let days = self.days(GENESIS_DAY).filter(|day| *day > GENESIS_DAY);
        days.map(|day| {
            let revised = self.revised("difficulty@blockchain_com", day);
            (day, revised.unwrap_or_else(|| figures::difficulty(figures::retargets(day))))
        })
        .collect()
    }

    pub(super) fn mining_difficulty(&self) -> Answer {
        let rows = self.retargets().into_iter().rev().map(|(index, time, difficulty)| {
            format!("[{},{},{difficulty},1.01]", time.0, index * EPOCH_BLOCKS)
        });
        Answer::json(format!("[{}]", rows.collect::<Vec<_>>().join(",")))
    }

    /// The next change: its height, the blocks until then and when it will be.
    pub fn next_retarget(&self) -> (u32, u32, UnixSecs) {
        let index = figures::retargets(self.now());
        let since = self.now().secs_since(figures::retarget_time(index)).max(0);
        let remaining = (EPOCH_BLOCKS - since / 600).max(1);
        let height = (index + 1) * EPOCH_BLOCKS;
        (height as u32, remaining as u32, UnixSecs(self.now().0 + remaining * 600))
    }

    pub(super) fn mining_epoch(&self) -> Answer {
        let (height, remaining, expected_at) = self.next_retarget();
        let progress = 100.0 * (1.0 - f64::from(remaining) / EPOCH_BLOCKS as f64);
        Answer::json(format!(
            r#"{{"progressPercent":{progress},"difficultyChange":-2.5,"estimatedRetargetDate":{}321,
            "remainingBlocks":{remaining},"remainingTime":665977000,"previousRetarget":-4.8,"previousTime":1,
            "nextRetargetHeight":{height},"timeAvg":600000,"adjustedTimeAvg":600000,"timeOffset":0,
            "expectedBlocks":900.5}}"#,
            expected_at.0
        ))
    }

    pub(super) fn chart_hashrate(&self, request: &Seen) -> Answer {
        let days = self.hashrate_days("blockchain_com").into_iter();
        let points =
            days.map(|day| (day, self.terahashes("blockchain_com", day).unwrap_or_else(|| "0".to_owned())));
        chart(request, "Hash Rate", "Hash Rate TH/s", &points.collect::<Vec<_>>())
    }

    pub(super) fn chart_difficulty(&self, request: &Seen) -> Answer {
        let points = self.difficulties("blockchain_com").into_iter();
        chart(
            request,
            "Difficulty",
            "Difficulty",
            &points.map(|(day, y)| (day, y.to_string())).collect::<Vec<_>>(),
        )
    }

    /// Pages of the community API, as text with nine decimals of a second.
    pub(super) fn asset_metrics(&self, request: &Seen) -> Answer {
        if request.parameter("metrics") != Some("HashRate") {
            return failure(403, r#"{"error":{"type":"forbidden","message":"metric is not supported"}}"#);
        }
        let size = whole(request, "page_size").unwrap_or(100).clamp(1, 10_000) as usize;
        let size = size.min(self.page_rows);
        let skip = whole(request, "next_page_token").unwrap_or(0) as usize;
        let days = self.hashrate_days("coinmetrics");
        let rows = days.iter().skip(skip).take(size).map(|day| {
            let value = self
                .terahashes("coinmetrics", *day)
                .map_or("null".to_owned(), |value| format!("\"{value}\""));
            format!(r#"{{"asset":"btc","time":"{}T00:00:00.000000000Z","HashRate":{value}}}"#, day.iso_date())
        });
        let rows = rows.collect::<Vec<_>>().join(",");
        let next = if skip + size < days.len() {
            let host = request.headers.iter().find(|(name, _)| name == "host");
            let host = host.map_or("community-api.coinmetrics.io", |(_, value)| value.as_str());
            let token = skip + size;
            let query = request.query.split("&next_page_token").next().unwrap_or_default();
            format!(
                r#","next_page_token":"{token}","next_page_url":"https://{host}{}?{query}&next_page_token={token}""#,
                request.path
            )
        } else {
            String::new()
        };
        Answer::json(format!(r#"{{"data":[{rows}]{next}}}"#))
    }
}

/// Thinned to about 1,500 points unless the request says otherwise.
fn chart(request: &Seen, name: &str, unit: &str, points: &[(UnixSecs, String)]) -> Answer {
    let is_whole =
        request.parameter("sampled") == Some("false") && request.parameter("timespan") == Some("all");
    let every = if is_whole { 1 } else { 4 };
    let values = points.iter().filter(|(day, _)| day.0 / DAY_SECS % every == 0);
    let values: Vec<_> = values.map(|(day, y)| format!(r#"{{"x":{},"y":{y}}}"#, day.0)).collect();
    Answer::json(format!(
        r#"{{"status":"ok","name":"{name}","unit":"{unit}","period":"day","description":"","values":[{}]}}"#,
        values.join(",")
    ))
}
