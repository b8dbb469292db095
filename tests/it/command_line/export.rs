//! `hashfloor export`, and what comes back from it.

use expect_test::expect;
use hashfloor::io::files::write_atomic;

use super::{Program, one_sentence};

/// A text without what changes from day to day: the version, and when rows were seen.
fn steady(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let changes = ["# program: ", "# seen: "].into_iter().find(|start| line.starts_with(start));
        changes.map_or_else(|| format!("{line}\n"), |start| format!("{start}…\n"))
    });
    lines.collect()
}

#[test]
fn one_series_in_a_range_of_whole_days() {
    let program = Program::new();
    let text = program.text(&["export", "price.btc.usd@case", "--from", "2026-02-04", "--to", "2026-02-06"]);
    expect![[r#"
        # Hashfloor export
        # program: …
        # series: price.btc.usd@case
        # unit: USD
        # cadence: daily
        # source: Case file, February 2026
        # citation: Composite of public BTC/USD spot indices, rounded to $10
        # seen: …
        date,open,high,low,close
        2026-02-04,75640,76860,71780,73020
        2026-02-05,73020,73160,62350,62700
        2026-02-06,62700,71680,60070,70560
    "#]]
    .assert_eq(&steady(&text));
    let one_day = ["--from", "2026-02-05", "--to", "2026-02-05", "--no-comments"];
    let text = program.text(&[&["export", "difficulty", "price.btc.usd"][..], &one_day].concat());
    expect![[r#"
        date,difficulty,price.btc.usd.open,price.btc.usd.high,price.btc.usd.low,price.btc.usd.close
        2026-02-05,,73020,73160,62350,62700
    "#]]
    .assert_eq(&text);
}

#[test]
fn several_series_share_one_date_column() {
    let program = Program::new();
    let text = program.text(&[
        "export",
        "sentiment.fear_greed",
        "etf.flow.total",
        "--from",
        "2026-02-05",
        "--to",
        "2026-02-08",
    ]);
    expect![[r#"
        # Hashfloor export
        # program: …
        # series: sentiment.fear_greed@case
        # unit: index 0-100
        # cadence: daily
        # source: Case file, February 2026
        # citation: alternative.me Crypto Fear & Greed Index
        # seen: …
        # series: etf.flow.total@case
        # unit: USD
        # cadence: irregular
        # source: Case file, February 2026
        # citation: Farside Investors
        # seen: …
        date,sentiment.fear_greed,etf.flow.total
        2026-02-05,12,-434100000
        2026-02-06,9,371100000
        2026-02-07,6,
        2026-02-08,7,
    "#]]
    .assert_eq(&steady(&text));
}

#[test]
fn json_has_the_same_rows() {
    let program = Program::new();
    let days = ["--from", "2026-02-05", "--to", "2026-02-06"];
    let rows = program.text(&[&["export", "etf.flow.ibit", "--format", "json"][..], &days].concat());
    expect![[r#"
        [
        {"cadence":"irregular","columns":["date","value"],"id":"etf.flow.ibit@case","source":"Case file, February 2026","unit":"USD","rows":[
        ["2026-02-05",-175300000],
        ["2026-02-06",231600000]]}
        ]
    "#]].assert_eq(&rows);
}

#[test]
fn what_was_exported_reads_back_to_the_same_bits() {
    let first = Program::new();
    let held = first.holdings();
    let ids: Vec<&str> = held.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    for id in &ids {
        let path = first.beside("out.csv");
        assert_eq!(first.text(&["export", id, "-o", path.to_str().unwrap()]), "");
        // The program has these very rows already, or it would say which differ.
        let same = &first.import(&path)["series"][0];
        assert_eq!(
            (&same["id"], &same["rows_new"], &same["rows_changed"]),
            (&(*id).into(), &0.into(), &0.into())
        );
        assert_eq!(same["rows_read"], same["rows_same"], "{id}");
        // Under another name in another folder, the text comes back byte for byte.
        let second = Program::new();
        let renamed = id.replace("@case", "@copy");
        second.json(&["import", path.to_str().unwrap(), "--series", &renamed, "--json"]);
        let rows = |program: &Program, id: &str| program.text(&["export", id, "--no-comments"]);
        assert_eq!(rows(&second, &renamed), rows(&first, id), "{id}");
    }
}

#[test]
fn several_series_read_back_from_one_file() {
    let program = Program::new();
    let path = program.beside("wide.csv");
    let ids = ["price.btc.usd@case", "etf.flow.total@case", "sentiment.fear_greed@case"];
    program.text(&[&["export"][..], &ids, &["-o", path.to_str().unwrap()]].concat());
    let said = program.import(&path);
    assert_eq!(said["series"].as_array().unwrap().len(), 3, "{said}");
    for series in said["series"].as_array().unwrap() {
        assert_eq!((&series["rows_new"], &series["rows_changed"]), (&0.into(), &0.into()), "{said}");
        assert!(series["rows_same"].as_u64().unwrap() > 0);
    }
}

#[test]
fn unknown_series_and_folders_are_said() {
    let program = Program::new();
    let said = program.refusal(&["export", "price.doge.usd"], 1);
    one_sentence(&said);
    assert!(
        said.contains("there is no series price.doge.usd") && said.contains("price.btc.usd@case"),
        "{said}"
    );
    let said = program.refusal(&["export", "not a series"], 2);
    assert!(said.contains("is not a series id"), "{said}");
    let said = program.refusal(&["export", "difficulty", "-o", "no/such/folder/x.csv"], 1);
    one_sentence(&said);
    assert!(said.contains("no such file or folder"), "{said}");
}

#[test]
fn rows_as_they_were_known_on_a_past_day_say_so_and_what_was_unknown_is_refused() {
    use hashfloor::domain::time::UnixSecs;
    use hashfloor::io::cache::{Batch, Cache};
    let program = Program::new();
    program.text(&["series"]);
    let day = |text: &str| UnixSecs::parse_iso(text).unwrap();
    let path = program.data().join("cache.db");
    let mut cache = Cache::open(&path, day("2026-02-10")).unwrap().0;
    // Difficulty as it was on two days, from a source of its own.
    let stored = cache.load_all().unwrap().into_iter().find(|stored| stored.series.key().id == "difficulty");
    let stored = stored.unwrap();
    let put = |cache: &mut Cache, at: &str, values: [f64; 2]| {
        let mut key = stored.series.key().clone();
        key.source = hashfloor::domain::provenance::SourceId::new("mempool").unwrap();
        let columns = hashfloor::domain::series::Columns::Scalar(values.to_vec());
        let times = vec![day("2026-01-22"), day("2026-02-07")];
        let (unit, cadence) = (stored.series.unit(), stored.series.cadence());
        let series = hashfloor::domain::series::Series::new(key, unit, cadence, times, columns).unwrap();
        let mut provenance = stored.provenance.clone();
        provenance.title = "mempool.space".to_owned();
        let batch = Batch {
            kind: "refresh".to_owned(),
            name: String::new(),
            dialect: String::new(),
            at: UnixSecs(day(at).0 + 40_000),
        };
        let incoming = hashfloor::io::cache::Incoming { series, provenance };
        cache.put_fetched(&batch, &[incoming], &[]).unwrap();
    };
    put(&mut cache, "2026-02-10", [141.0, 125.0]);
    put(&mut cache, "2026-02-20", [141.0, 126.5]);
    drop(cache);
    let export = ["export", "difficulty@mempool"];
    let text = program.text(&[&export[..], &["--as-known-on", "2026-02-10"]].concat());
    assert!(
        text.starts_with("# Hashfloor export\n# as known on: 2026-02-10 (rows seen later are left out)\n")
    );
    assert!(text.ends_with("\n2026-01-22,141\n2026-02-07,125\n"), "{text}");
    let text = program.text(&[&export[..], &["--as-known-on", "2026-02-20", "--no-comments"]].concat());
    assert_eq!(text, "date,value\n2026-01-22,141\n2026-02-07,126.5\n");
    let json = program.text(&[&export[..], &["--as-known-on", "2026-02-10", "--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["as_known_on"].as_str(), Some("2026-02-10"));
    assert_eq!(json[0]["rows"][1][1].as_f64(), Some(125.0));
    let output = program.run(&[&export[..], &["--as-known-on", "2026-02-09"]].concat());
    assert_eq!(output.status.code(), Some(1));
    let sentence = String::from_utf8_lossy(&output.stderr);
    one_sentence(&sentence);
    assert!(sentence.contains("nothing was known of difficulty@mempool on 2026-02-09"), "{sentence}");
    let output = program.run(&[&export[..], &["--as-known-on", "soon"]].concat());
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn weeks_are_gathered_say_how_and_do_not_pass_for_the_days_when_they_come_back() {
    let program = Program::new();
    let days = ["--from", "2026-02-02", "--to", "2026-02-15", "--cadence", "weekly"];
    let ids = ["price.btc.usd", "etf.flow.total", "hashrate.network"];
    let text = program.text(&[&["export"][..], &ids[..1], &days].concat());
    assert!(
        text.contains("\n# series: price.btc.usd@case-weekly\n# unit: USD\n# cadence: weekly\n"),
        "{text}"
    );
    let how = "# aggregation: weekly (ISO weeks, dated by their Monday): first open, highest high, lowest low, \
               last close, volume added; of the rows that have a value; a period without rows has no line";
    assert!(text.contains(how), "{text}");
    let rows = |args: &[&str]| {
        let text = program.text(&[&["export"][..], args, &["--no-comments"]].concat());
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect::<Vec<Vec<_>>>()
    };
    let stored = rows(&["price.btc.usd", "--from", "2026-02-02", "--to", "2026-02-08"]);
    let weeks = rows(&[&ids[..1], &days[..]].concat());
    assert_eq!(weeks.len(), 2);
    let number = |text: &String| text.parse::<f64>().unwrap();
    let highest = stored.iter().map(|row| number(&row[2])).fold(f64::MIN, f64::max);
    let lowest = stored.iter().map(|row| number(&row[3])).fold(f64::MAX, f64::min);
    assert_eq!(weeks[0][0], "2026-02-02");
    assert_eq!((&weeks[0][1], &weeks[0][4]), (&stored[0][1], &stored[6][4]));
    assert_eq!((number(&weeks[0][2]), number(&weeks[0][3])), (highest, lowest));
    let flows = rows(&["etf.flow.total", "--from", "2026-02-02", "--to", "2026-02-08"]);
    let sum: f64 = flows.iter().map(|row| number(&row[1])).sum();
    let added = number(&rows(&[&ids[1..2], &days[..]].concat())[0][1]);
    assert_eq!(added.to_bits(), sum.to_bits());
    let rates = rows(&["hashrate.network", "--from", "2026-02-02", "--to", "2026-02-08"]);
    let mean = rates.iter().map(|row| number(&row[1])).sum::<f64>() / rates.len() as f64;
    assert!((number(&rows(&[&ids[2..], &days[..]].concat())[0][1]) / mean - 1.0).abs() < 1e-12);
    let path = program.file("weeks.csv", text);
    let said = program.import(&path);
    assert_eq!(said["series"][0]["id"], "price.btc.usd@case-weekly");
    // What is longer than what is asked for is refused, not made up.
    let said = program.refusal(&["export", "price.btc.usd:weekly", "--cadence", "daily"], 1);
    one_sentence(&said);
    assert!(said.contains("days are not there: choose another cadence"), "{said}");
}

#[test]
fn dates_are_counted_from_1970_where_that_is_asked_for() {
    let program = Program::new();
    let export = ["export", "difficulty", "--from", "2026-02-01", "--to", "2026-02-28", "--no-comments"];
    let dates = |style: &str| {
        let text = program.text(&[&export[..], &["--dates", style]].concat());
        text.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (iso, secs, millis) = (dates("iso"), dates("epoch"), dates("epoch-ms"));
    assert!(!iso.is_empty());
    for ((iso, secs), millis) in iso.iter().zip(&secs).zip(&millis) {
        let time = hashfloor::domain::time::UnixSecs::parse_iso(iso).unwrap().0;
        assert_eq!((secs, millis), (&time.to_string(), &(time * 1_000).to_string()));
    }
}

#[test]
fn each_series_has_a_file_of_its_own_which_no_foreign_file_gives_way_to() {
    let program = Program::new();
    let folder = program.beside("out/of/series");
    let ids = ["price.btc.usd", "difficulty", "price.btc.usd:weekly", "price.btc.usd@case"];
    let export = [&["export"][..], &ids, &["--one-per-series", folder.to_str().unwrap()]].concat();
    for _ in 0..2 {
        // The second time older exports give way.
        assert_eq!(program.text(&export), "");
    }
    let names = || {
        let entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names(), ["difficulty@case.csv", "price.btc.usd-weekly@case.csv", "price.btc.usd@case.csv"]);
    let prices = std::fs::read(folder.join("price.btc.usd@case.csv")).unwrap();
    write_atomic(&folder.join("difficulty@case.csv"), b"mine\n").unwrap();
    let said = program.refusal(&export, 1);
    one_sentence(&said);
    assert!(said.contains("no export of this program: choose another name"), "{said}");
    assert_eq!(std::fs::read(folder.join("price.btc.usd@case.csv")).unwrap(), prices);
    assert_eq!(std::fs::read(folder.join("difficulty@case.csv")).unwrap(), b"mine\n");
}

#[test]
fn a_file_beside_the_table_brings_everything_back() {
    let program = Program::new();
    let path = program.beside("rows.csv");
    let export = ["export", "sentiment.fear_greed", "difficulty", "--metadata", "sidecar", "-o"];
    program.text(&[&export[..], &[path.to_str().unwrap()]].concat());
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("date,sentiment.fear_greed,difficulty\n"), "{text}");
    let beside: serde_json::Value =
        serde_json::from_slice(&std::fs::read(program.beside("rows.csv.meta.json")).unwrap()).unwrap();
    assert_eq!(beside["series"][1]["unit"], "difficulty");
    let said = program.import(&path);
    let ids: Vec<_> = said["series"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(ids, ["sentiment.fear_greed@case", "difficulty@case"]);
    for series in said["series"].as_array().unwrap() {
        assert_eq!((&series["rows_new"], &series["rows_changed"]), (&0.into(), &0.into()), "{said}");
    }
    let said = program.refusal(&export[..5], 2);
    assert!(said.contains("--metadata sidecar stands beside a file"), "{said}");
}

#[test]
fn full_names_bring_sources_back_without_comments() {
    let program = Program::new();
    let path = program.beside("full.csv");
    let export = ["export", "difficulty", "--names", "full", "--metadata", "none", "-o"];
    program.text(&[&export[..], &[path.to_str().unwrap()]].concat());
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("date,difficulty@case\n"));
    let said = program.import(&path);
    assert_eq!(
        (&said["series"][0]["id"], &said["series"][0]["rows_new"]),
        (&"difficulty@case".into(), &0.into())
    );
}

/// What a pipe holds, without waiting for more.
#[cfg(unix)]
fn waiting(pipe: &mut std::fs::File) -> String {
    use std::io::Read as _;
    let mut text = Vec::new();
    if let Err(error) = pipe.read_to_end(&mut text) {
        assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock, "{error}");
    }
    String::from_utf8(text).unwrap()
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_written_into_and_a_link_is_followed() {
    use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _, PermissionsExt as _, symlink};
    let program = Program::new();
    let (pipe, link) = (program.beside("pipe"), program.beside("link.svg"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // Open at both ends, so that nobody waits for anybody.
    let mut options = std::fs::OpenOptions::new();
    let mut reader = options.read(true).write(true).custom_flags(libc::O_NONBLOCK).open(&pipe).unwrap();
    let days = ["--from", "2026-02-04", "--to", "2026-02-06"];
    for task in [vec!["export", "price.btc.usd@case", "--no-comments"], vec!["calc", "sma"]] {
        let printed = program.text(&[&task[..], &days].concat());
        let silent = program.text(&[&task[..], &days, &["-o", pipe.to_str().unwrap()]].concat());
        assert_eq!((silent, waiting(&mut reader)), (String::new(), printed), "{task:?}");
        assert!(std::fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo(), "{task:?}");
    }
    let target = program.file("target.svg", "old");
    symlink("target.svg", &link).unwrap();
    let size = ["--size", "400x300", "--charts"];
    for task in [[&["render"][..], &size].concat(), vec!["export", "difficulty"], vec!["calc", "sma"]] {
        write_atomic(&link, b"old").unwrap();
        std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o644)).unwrap();
        program.text(&[&task[..], &["-o", link.to_str().unwrap()]].concat());
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink(), "{task:?}");
        assert_ne!(std::fs::read(&target).unwrap(), b"old", "{task:?}");
        assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o644, "{task:?}");
    }
}
