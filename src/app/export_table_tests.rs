//! Files of rows: whole or not at all, and as the preview said.

use std::collections::BTreeMap;

use super::*;
use crate::app::export_preview::preview;
use crate::domain::series::{Cadence, Columns};

fn provenance() -> Provenance {
    Provenance {
        title: "A source".to_owned(),
        citation: String::new(),
        licence: String::new(),
        seen_at: UnixSecs(0),
    }
}

fn minutes(id: &str, rows: i64) -> (Arc<Series>, Provenance) {
    let key = SeriesKey::new(id, SourceId::new("mine").unwrap());
    let start = UnixSecs::parse_iso("2011-01-01").unwrap().0;
    let times = (0..rows).map(|row| UnixSecs(start + row * 60)).collect();
    // Longer numbers as time goes on, as with prices.
    let values = (0..rows).map(|row| (row * row) as f64 / 128.0).collect();
    let series = Series::new(key, Unit::Number, Cadence::Intraday, times, Columns::Scalar(values)).unwrap();
    (Arc::new(series), provenance())
}

fn job(series: Vec<(Arc<Series>, Provenance)>) -> TableJob {
    TableJob {
        series,
        from: None,
        to: None,
        cadence: TableCadence::AsStored,
        format: TableFormat::Csv,
        dates: TableDates::Iso,
        metadata: TableMetadata::Sidecar,
        names: None,
        empty_is_written: false,
        as_known_on: None,
    }
}

fn go_on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn a_stopped_export_leaves_every_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let job = job(vec![minutes("custom.one", 500), minutes("custom.two", 40_000)]);
    let place = TablePlace::Folder(folder.path().to_owned());
    let held = || {
        let entries = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect::<BTreeMap<_, _>>()
    };
    // Stopped within the second file, when the first is ready.
    let stop = |done: u64, total: u64| {
        assert!(done <= total && (total == 0 || total == 40_500));
        if done > 1_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    assert!(matches!(job.write_files(&place, &stop), Err(ExportError::Cancelled)));
    assert!(held().is_empty());
    assert_eq!(job.write_files(&place, &go_on).unwrap().len(), 4);
    let before = held();
    assert_eq!(before.len(), 4);
    let other = TableJob { dates: TableDates::EpochSecs, ..job };
    assert!(matches!(other.write_files(&place, &stop), Err(ExportError::Cancelled)));
    assert_eq!(held(), before);
}

#[test]
fn a_preview_tells_rows_to_the_row_and_bytes_to_a_twentieth() {
    let mut job = job(vec![minutes("custom.one", 90_000), minutes("custom.two", 100_000)]);
    for layout in TableLayout::ALL {
        for format in TableFormat::ALL {
            job.format = format;
            let seen = preview(&job, layout, &|| false).unwrap();
            let folder = tempfile::tempdir().unwrap();
            let place = TablePlace::of(layout, folder.path().join("rows.csv"));
            let paths = job.write_files(&place, &go_on).unwrap();
            let tables = paths.iter().filter(|path| !path.to_string_lossy().ends_with(".meta.json"));
            let texts: Vec<String> = tables.map(|path| std::fs::read_to_string(path).unwrap()).collect();
            let bytes: usize = texts.iter().map(String::len).sum();
            assert!(seen.is_estimate && seen.files == texts.len());
            assert!((seen.bytes as f64 / bytes as f64 - 1.0).abs() < 0.05, "{} for {bytes}", seen.bytes);
            if format == TableFormat::Csv {
                let rows: usize = texts.iter().map(|text| text.lines().count() - 1).sum();
                assert_eq!(seen.rows, rows as u64);
            }
        }
    }
}

#[test]
fn a_period_is_written_whole_if_it_begins_within_the_range() {
    let day = |iso: &str| UnixSecs::parse_iso(iso);
    let monthly = TableJob {
        cadence: TableCadence::Monthly,
        metadata: TableMetadata::Nothing,
        from: day("2011-01-02"),
        to: day("2011-02-01"),
        ..job(vec![minutes("custom.one", 60 * 24 * 70)])
    };
    let mut text = Vec::new();
    monthly.write_to(&mut text).unwrap();
    let rows = 60 * 24 * (31 + 28) - 1_i64;
    let last = (rows * rows) as f64 / 128.0;
    let expected = format!("date,custom.one@mine-monthly\n2011-02-01,{last}\n");
    assert_eq!(String::from_utf8(text).unwrap(), expected);
}

#[test]
fn made_rows_never_pass_for_those_they_were_made_from() {
    let (series, _) = minutes("custom.one", 5_000);
    for cadence in TableCadence::ALL {
        let (made, words) = coarser(&series, cadence, None).unwrap();
        assert_eq!(made.key() == series.key(), words.is_none(), "{cadence:?}");
    }
    let long = SeriesKey::new("custom.one", SourceId::new(&"a".repeat(32)).unwrap());
    assert_eq!(made_key(&long, TableCadence::Weekly).source.as_str(), format!("{}-weekly", "a".repeat(25)));
}
