//! What holds through a pyramid, against brute force over every row.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::buckets::visits;
use super::*;
use crate::chart::viewport::TimeView;
use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesKey};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::domain::unit::Unit;

const WIDTH_PX: f32 = 1_200.0;

fn every(secs: i64, rows: usize) -> Vec<UnixSecs> {
    (0..rows as i64).map(|n| UnixSecs(n * secs)).collect()
}

fn series(times: Vec<UnixSecs>, columns: Columns) -> Series {
    let key = SeriesKey::new("price.btc.usd", SourceId::case_file());
    Series::new(key, Unit::Usd, Cadence::Intraday, times, columns).unwrap()
}

/// Ten million minutes of a small wave.
static TEN_MILLION: LazyLock<(Vec<UnixSecs>, Vec<f64>)> = LazyLock::new(|| {
    let values = (0..10_000_000_u32).map(|n| f64::from(n % 7_919)).collect();
    (every(60, 10_000_000), values)
});

/// Points in true order, each a true row.
fn points(runs: &[Run], times: &[UnixSecs], values: &[f64]) -> Vec<usize> {
    let rows: Vec<usize> = runs
        .concat()
        .iter()
        .map(|(time, value)| {
            let row = times.binary_search(&UnixSecs(*time as i64)).unwrap();
            assert_eq!(values[row].to_bits(), value.to_bits());
            row
        })
        .collect();
    assert!(rows.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(runs.iter().all(|run| !run.is_empty()));
    rows
}

#[test]
fn one_sample_spikes_among_ten_million_survive_wherever_they_are() {
    let (times, mut values) = TEN_MILLION.clone();
    let spikes: Vec<usize> = (1..=40_u64).map(|n| (n.pow(7) * 9_973 % 10_000_000) as usize).collect();
    for (n, row) in spikes.iter().enumerate() {
        values[*row] = if n % 2 == 0 { 1e6 } else { -1e6 } + n as f64;
    }
    let pyramid = Pyramid::new(&values).unwrap();
    let column = Column::new(&times, &values, Some(&pyramid));
    for (row, span) in spikes.iter().zip([6e8, 1e8, 7e6].into_iter().cycle()) {
        let middle = *row as f64 * 60.0;
        let view = TimeView::new(middle - span * 0.37, middle + span * 0.63);
        let runs = column.visible_line(&view, WIDTH_PX);
        let point = (middle, values[*row]);
        let is_kept = runs.concat().contains(&point);
        // A higher spike within the same pixel column hides a lower one.
        let near = |other: &&usize| (other.abs_diff(*row) as f64) * 60.0 <= 2.0 * span / f64::from(WIDTH_PX);
        assert!(is_kept || spikes.iter().filter(near).count() > 1, "row {row} in a view of {span} s");
        assert!(runs.concat().len() <= 4 * 1_203);
    }
}

#[test]
fn a_query_reads_about_as_much_of_ten_million_rows_as_of_ten_thousand() {
    let (times, values) = &*TEN_MILLION;
    let pyramid = Pyramid::new(values).unwrap();
    let read = |rows: usize| {
        let (times, values) = (&times[..rows], &values[..rows]);
        let short = Pyramid::new(values).unwrap();
        let pyramid = if rows == 10_000_000 { &pyramid } else { &short };
        let column = Column::new(times, values, Some(pyramid));
        let view = TimeView::new(0.0, rows as f64 * 60.0);
        let line = visits(|| assert!(!column.visible_line(&view, WIDTH_PX).is_empty()));
        let range = visits(|| assert!(column.value_range(&view).is_some()));
        (line, range)
    };
    let (few, many) = (read(10_000), read(10_000_000));
    assert!(few.0 >= 10_000, "nothing was counted: {few:?}");
    assert!(many.0 <= 2 * few.0, "{few:?} {many:?}");
    assert!(many.1 <= 200, "{few:?} {many:?}");
    // Between sixteen rows a pixel and none, wherever a bucket just does not fit.
    for rows in [30_000, 100_000, 300_000, 1_000_000, 3_000_000] {
        assert!(read(rows).0 <= 64 * 1_200, "{rows}");
    }
}

#[test]
fn candles_of_a_million_rows_are_read_in_a_few_buckets_each() {
    let values: Vec<f64> = (1..=1_000_000).map(f64::from).collect();
    let ohlcv = Ohlcv {
        open: values.clone(),
        high: values.clone(),
        low: values.clone(),
        close: values.clone(),
        volume: Some(values),
    };
    let series = series(every(60, 1_000_000), Columns::Ohlcv(Box::new(ohlcv)));
    let lod = SeriesLod::new(&series);
    let view = TimeView::new(0.0, 6e7);
    let candles = lod.candles(&series).unwrap();
    let mut marks = Vec::new();
    let read = visits(|| marks = candles.visible_candles(&view, WIDTH_PX, 2.0, 60.0));
    assert!((200..=600).contains(&marks.len()), "{}", marks.len());
    assert!(read <= marks.len() * 16, "{read}");
    let last = marks.last().unwrap();
    assert_eq!((last.close, last.high), (1e6, 1e6));
    assert_eq!(marks.iter().map(|mark| mark.volume).sum::<f64>(), 1e6 * (1e6 + 1.0) / 2.0);
    assert_eq!(marks.iter().map(|mark| mark.rows).sum::<usize>(), 1_000_000);
}

#[test]
fn years_of_days_before_minutes_keep_their_detail() {
    let days = 2_000;
    let mut times: Vec<UnixSecs> = (0..days).map(|n| UnixSecs(n * DAY_SECS)).collect();
    times.extend((0..1_000_000).map(|n| UnixSecs(days * DAY_SECS + n * 60)));
    let values: Vec<f64> = (0..times.len()).map(|n| ((n * n) % 1_009) as f64).collect();
    let pyramid = Pyramid::new(&values).unwrap();
    let column = Column::new(&times, &values, Some(&pyramid));
    let view = TimeView::new(0.0, 3_000.0 * DAY_SECS as f64);
    let runs = column.visible_line(&view, 6_000.0);
    assert_eq!(runs.len(), 1);
    let daily: Vec<(f64, f64)> = (0..days as usize).map(|row| (times[row].0 as f64, values[row])).collect();
    assert_eq!(runs[0][..days as usize], daily);
    assert!(runs[0].len() <= days as usize + 4 * 2_003, "{}", runs[0].len());
}

#[test]
fn what_is_held_over_a_hole_is_the_true_last_value() {
    // A market that closes: 100,000 seconds of rows, then as long without, ten times.
    let times: Vec<UnixSecs> =
        (0..1_000_000).map(|n| UnixSecs(n / 100_000 * 200_000 + n % 100_000)).collect();
    let values: Vec<f64> = (0..1_000_000).map(|n| f64::from((n * 31) % 997)).collect();
    let pyramid = Pyramid::new(&values).unwrap();
    let view = TimeView::new(0.0, 2e6);
    let runs = Column::new(&times, &values, Some(&pyramid)).visible_steps(&view, WIDTH_PX, 2e6);
    assert_eq!(runs.len(), 1);
    for session in 1..10 {
        let opens = f64::from(session) * 200_000.0;
        let before = runs[0].iter().rposition(|(time, _)| *time < opens).unwrap();
        let last_row = session as usize * 100_000 - 1;
        assert_eq!(runs[0][before], (times[last_row].0 as f64, values[last_row]));
        assert_eq!(runs[0][before + 1], (opens, values[last_row]));
        assert_eq!(runs[0][before + 2], (opens, values[last_row + 1]));
    }
}

#[test]
fn candles_are_known_where_only_their_opens_or_closes_have_gaps() {
    let rows = 4_096;
    let wave: Vec<f64> = (0..rows).map(|n| 100.0 + f64::from((n * 7) % 24)).collect();
    let mut ohlcv = Ohlcv {
        open: wave.clone(),
        high: wave.clone(),
        low: wave.clone(),
        close: wave.clone(),
        volume: None,
    };
    ohlcv.open[..1_000].fill(f64::NAN);
    ohlcv.close[3_000..].fill(f64::NAN);
    let series = series(every(60, rows as usize), Columns::Ohlcv(Box::new(ohlcv)));
    let lod = SeriesLod::new(&series);
    let marks =
        lod.candles(&series).unwrap().visible_candles(&TimeView::new(0.0, 4_096.0 * 60.0), 2.0, 2.0, 60.0);
    assert_eq!(marks.len(), 1);
    assert_eq!((marks[0].open, marks[0].close), (wave[1_000], wave[2_999]));
    assert!(marks[0].volume.is_nan());
    assert_eq!(marks[0].rows, 3_000);
}

#[test]
fn what_is_held_for_a_series_stays_under_a_tenth_of_its_rows() {
    let values: Vec<f64> = (1..=100_000).map(f64::from).collect();
    let scalar = series(every(60, 100_000), Columns::Scalar(values.clone()));
    let share = SeriesLod::new(&scalar).bytes() as f64 / 1_600_000.0;
    assert!((0.08..0.09).contains(&share), "{share}");
    let ohlcv = Ohlcv {
        open: values.clone(),
        high: values.clone(),
        low: values.clone(),
        close: values.clone(),
        volume: Some(values),
    };
    let candles = series(every(60, 100_000), Columns::Ohlcv(Box::new(ohlcv)));
    let share = SeriesLod::new(&candles).bytes() as f64 / 4_800_000.0;
    assert!((0.05..0.06).contains(&share), "{share}");
}

/// Values on uneven times with holes in time and stretches of `NaN`.
fn uneven() -> impl Strategy<Value = (Vec<UnixSecs>, Vec<f64>)> {
    let row = (
        prop_oneof![40 => 1i64..5, 4 => 100i64..400, 1 => 5_000i64..20_000],
        prop_oneof![30 => -1e3..1e3f64, 2 => (-3i32..3).prop_map(f64::from), 1 => Just(f64::NAN)],
    );
    let gaps = prop::collection::vec((0usize..6_000, 0usize..900), 0..4);
    (prop::collection::vec(row, 1..6_000), gaps).prop_map(|(rows, gaps)| {
        let mut time = 1_700_000_000;
        let times = rows
            .iter()
            .map(|(step, _)| {
                time += step;
                UnixSecs(time)
            })
            .collect();
        let mut values: Vec<f64> = rows.iter().map(|(_, value)| *value).collect();
        for (start, length) in gaps {
            values.iter_mut().skip(start).take(length).for_each(|value| *value = f64::NAN);
        }
        (times, values)
    })
}

/// Lowest and highest value by absolute pixel column.
fn extremes_by_column(rows: impl Iterator<Item = (f64, f64)>, px_per_sec: f64) -> BTreeMap<i64, (f64, f64)> {
    let mut columns = BTreeMap::new();
    for (time, value) in rows {
        let (low, high) = columns.entry((time * px_per_sec).floor() as i64).or_insert((value, value));
        (*low, *high) = (value.min(*low), value.max(*high));
    }
    columns
}

proptest! {
    #[test]
    fn a_thinned_line_is_brute_force_within_a_pixel_column(
        (times, values) in uneven(), from in -0.1..0.9f64, share in 0.05..1.2f64, width in 3.0..400.0f32,
    ) {
        let first = times[0].0 as f64;
        let span = times[times.len() - 1].0 as f64 - first;
        let view = TimeView::new(first + from * span, first + (from + share) * span);
        let pyramid = Pyramid::new(&values).unwrap();
        let runs = Column::new(&times, &values, Some(&pyramid)).visible_line(&view, width);
        let brute = visible_line(&times, &values, &view, width);
        let kept = points(&runs, &times, &values);
        prop_assert_eq!(runs.first().map(|run| run[0]), brute.first().map(|run| run[0]));
        prop_assert_eq!(
            runs.last().and_then(|run| run.last().copied()),
            brute.last().and_then(|run| run.last().copied())
        );
        prop_assert!(kept.len() <= 4 * (width as usize + 3) + 8, "{}", kept.len());

        let px_per_sec = view.px_per_sec(width);
        let through = extremes_by_column(runs.concat().into_iter(), px_per_sec);
        let by_row = extremes_by_column(brute.concat().into_iter(), px_per_sec);
        for (column, (low, high)) in &by_row {
            // A bucket that begins in a column may hold rows of the next.
            let near = || through.range(column - 1..=column + 1).map(|(_, extremes)| *extremes);
            prop_assert!(near().any(|(found, _)| found <= *low), "lowest of column {column}");
            prop_assert!(near().any(|(_, found)| found >= *high), "highest of column {column}");
        }

        // Runs: broken only at a gap, and at every gap that two pixel columns cannot hide.
        let is_gap = |rows: std::ops::Range<usize>| values[rows].iter().any(|value| value.is_nan());
        let ends: Vec<f64> = runs.iter().map(|run| run[0].0).collect();
        for pair in kept.windows(2) {
            let begins_run = ends.contains(&(times[pair[1]].0 as f64));
            if begins_run {
                prop_assert!(is_gap(pair[0]..pair[1]));
            } else {
                let unknown = values[pair[0]..pair[1]].split(|value| !value.is_nan()).map(<[f64]>::len);
                let mut row = pair[0];
                for length in unknown {
                    if length > 0 {
                        let secs = times[row + length - 1].secs_since(times[row]) as f64;
                        prop_assert!(secs * px_per_sec < 2.0, "a gap of {} px is hidden", secs * px_per_sec);
                    }
                    row += length + 1;
                }
            }
        }
    }

    #[test]
    fn through_a_pyramid_panning_does_not_change_what_is_kept_in_the_middle(
        (times, values) in uneven(), shift in 0.0..0.2f64, width in 3.0..200.0f32,
    ) {
        // Whole powers of two keep the pixel's length the same for both views.
        let first = times[0].0 as f64;
        let span = 16_384.0;
        let shift = (shift * span).floor();
        let pyramid = Pyramid::new(&values).unwrap();
        let column = Column::new(&times, &values, Some(&pyramid));
        let thinned = |from: f64| {
            let view = TimeView::new(from, from + span);
            let rows = range::rows_touched(&times, &view);
            pixel::thinned(&column, &rows, view.px_per_sec(width)).runs.concat()
        };
        let two_px = 2.0 * span / f64::from(width);
        let middle = |point: &(f64, f64)| {
            point.0 >= first + shift + two_px && point.0 <= first + span - two_px
        };
        let kept = |points: Vec<(f64, f64)>| points.into_iter().filter(middle).collect::<Vec<_>>();
        prop_assert_eq!(kept(thinned(first)), kept(thinned(first + shift)));
    }

    #[test]
    fn candles_and_bars_through_pyramids_are_what_brute_force_gives(
        (times, values) in uneven(), gaps in prop::collection::vec(0usize..6_000, 0..200),
        width in 3.0..400.0f32, from in -0.1..0.9f64, row_secs in prop_oneof![Just(3.0), Just(86_400.0), 1.0..500.0f64],
    ) {
        let price = |add: f64| values.iter().map(move |value| value + 5_000.0 + add).collect::<Vec<f64>>();
        let mut ohlcv = Ohlcv {
            open: price(3.0), high: price(9.0), low: price(-9.0), close: price(-2.0), volume: Some(price(0.0)),
        };
        for (n, row) in gaps.iter().filter(|row| **row < values.len()).enumerate() {
            let column = match n % 5 {
                0 => &mut ohlcv.open,
                1 => &mut ohlcv.high,
                2 => &mut ohlcv.low,
                3 => &mut ohlcv.close,
                _ => ohlcv.volume.as_mut().unwrap(),
            };
            column[*row] = f64::NAN;
        }
        let span = times[times.len() - 1].0 as f64 - times[0].0 as f64;
        let begin = times[0].0 as f64 + from * span;
        let view = TimeView::new(begin, begin + 0.7 * span);
        let series = series(times, Columns::Ohlcv(Box::new(ohlcv)));
        let lod = SeriesLod::new(&series);
        let (times, ohlcv) = (series.times(), series.ohlcv().unwrap());

        let marks = lod.candles(&series).unwrap().visible_candles(&view, width, 2.0, row_secs);
        let brute = Candles::plain(times, ohlcv).visible_candles(&view, width, 2.0, row_secs);
        prop_assert_eq!(marks.len(), brute.len());
        for (mark, brute) in marks.iter().zip(&brute) {
            let begin = times.binary_search(&UnixSecs(mark.from as i64)).unwrap();
            let end = times.partition_point(|time| (time.0 as f64) < mark.to);
            let known = |column: &[f64]| -> Vec<f64> {
                column[begin..end].iter().copied().filter(|value| !value.is_nan()).collect()
            };
            prop_assert_eq!((mark.from, mark.to, mark.rows), (brute.from, brute.to, brute.rows));
            prop_assert_eq!(mark.open, known(&ohlcv.open)[0]);
            prop_assert_eq!(Some(mark.close), known(&ohlcv.close).last().copied());
            prop_assert_eq!(Some(mark.high), known(&ohlcv.high).into_iter().reduce(f64::max));
            prop_assert_eq!(Some(mark.low), known(&ohlcv.low).into_iter().reduce(f64::min));
            prop_assert_eq!(mark.rows, known(&ohlcv.close).len());
            let volume = known(ohlcv.volume.as_deref().unwrap());
            let sum: f64 = volume.iter().sum();
            prop_assert_eq!(mark.volume.is_nan(), volume.is_empty());
            prop_assert!(volume.is_empty() || (mark.volume - sum).abs() <= 1e-12 * sum.abs());
        }
        prop_assert_eq!(
            lod.value_range(&series, &view),
            Candles::plain(times, ohlcv).value_range(&view)
        );

        let volume = ohlcv.volume.as_deref().unwrap();
        for merge in [Merge::Sum, Merge::Mean] {
            let bars = lod.volume_bars(&series).unwrap().visible_bars(&view, width, 2.0, row_secs, merge);
            let brute = Bars::plain(times, volume).visible_bars(&view, width, 2.0, row_secs, merge);
            prop_assert_eq!(bars.len(), brute.len());
            for (bar, brute) in bars.iter().zip(&brute) {
                prop_assert_eq!((bar.from, bar.to, bar.rows), (brute.from, brute.to, brute.rows));
                prop_assert!((bar.value - brute.value).abs() <= 1e-12 * brute.value.abs());
            }
        }
    }
}
