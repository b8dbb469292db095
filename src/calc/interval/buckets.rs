//! Which rows fall into one bucket, and what the columns of a bucket become.
//!
//! Knows columns; knows nothing of cadences or of whether the result may be shown.

use std::ops::Range;

use crate::calc::interval::{Gather, Interval};
use crate::domain::series::Ohlcv;
use crate::domain::time::UnixSecs;

/// Starts of the buckets that have rows, and the rows of each. `times` rise.
pub(super) fn group(times: &[UnixSecs], interval: Interval) -> (Vec<UnixSecs>, Vec<Range<usize>>) {
    let (mut starts, mut rows): (Vec<UnixSecs>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    let mut end: Option<UnixSecs> = None;
    for (row, time) in times.iter().enumerate() {
        match rows.last_mut() {
            Some(bucket) if end.is_some_and(|end| *time < end) => bucket.end = row + 1,
            _ => {
                let start = interval.bucket_start(*time);
                end = Some(interval.bucket_end(start));
                starts.push(start);
                rows.push(row..row + 1);
            }
        }
    }
    (starts, rows)
}

/// Candles of an interval from finer ones; see [`super::aggregate`].
///
/// A row of which only some prices are known still counts: its highest known price
/// raises the bucket's high, so that the bucket is always a sound candle.
pub fn aggregate_candles(times: &[UnixSecs], rows: &Ohlcv, interval: Interval) -> (Vec<UnixSecs>, Ohlcv) {
    let (starts, buckets) = group(times, interval);
    let all = [&rows.open, &rows.high, &rows.low, &rows.close];
    // `f64::max` and `min` take the other number where one is NaN.
    let extreme = |bucket: &Range<usize>, pick: fn(f64, f64) -> f64| {
        all.iter().flat_map(|column| within(column, bucket)).copied().fold(f64::NAN, pick)
    };
    let candles = Ohlcv {
        open: buckets
            .iter()
            .map(|bucket| known(within(&rows.open, bucket)).next().unwrap_or(f64::NAN))
            .collect(),
        high: buckets.iter().map(|bucket| extreme(bucket, f64::max)).collect(),
        low: buckets.iter().map(|bucket| extreme(bucket, f64::min)).collect(),
        close: buckets
            .iter()
            .map(|bucket| known(within(&rows.close, bucket)).next_back().unwrap_or(f64::NAN))
            .collect(),
        volume: rows.volume.as_ref().map(|volume| gather_scalars(volume, &buckets, Gather::Sum)),
    };
    (starts, candles)
}

/// One value a bucket: the sum, the mean, or the last, of what is known in it.
pub(super) fn gather_scalars(values: &[f64], buckets: &[Range<usize>], gather: Gather) -> Vec<f64> {
    let one = |bucket: &Range<usize>| {
        let mut known = known(within(values, bucket));
        match gather {
            Gather::Sum => known.reduce(|sum, value| sum + value),
            Gather::Mean => {
                let (sum, count) = known.fold((0.0, 0u32), |(sum, count), value| (sum + value, count + 1));
                (count > 0).then(|| sum / f64::from(count))
            }
            Gather::Last | Gather::Candles => known.next_back(),
        }
    };
    buckets.iter().map(|bucket| one(bucket).unwrap_or(f64::NAN)).collect()
}

fn within<'a>(column: &'a [f64], bucket: &Range<usize>) -> &'a [f64] {
    column.get(bucket.clone()).unwrap_or(&[])
}

fn known(values: &[f64]) -> impl DoubleEndedIterator<Item = f64> + '_ {
    values.iter().copied().filter(|value| !value.is_nan())
}
