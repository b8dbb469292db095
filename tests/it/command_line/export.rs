//! `hashfloor export`, and what comes back from it.

use expect_test::expect;

use super::{Program, one_sentence};

#[test]
fn one_series_in_a_range_of_whole_days() {
    let program = Program::new();
    let text = program.text(&["export", "price.btc.usd@case", "--from", "2026-02-04", "--to", "2026-02-06"]);
    expect![[r#"
        # Hashfloor export
        # series: price.btc.usd@case
        # unit: USD
        # cadence: daily
        # source: Case file, February 2026
        # citation: Composite of public BTC/USD spot indices, rounded to $10
        date,open,high,low,close
        2026-02-04,75640,76860,71780,73020
        2026-02-05,73020,73160,62350,62700
        2026-02-06,62700,71680,60070,70560
    "#]]
    .assert_eq(&text);
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
        # series: sentiment.fear_greed@case
        # unit: index 0-100
        # cadence: daily
        # source: Case file, February 2026
        # citation: alternative.me Crypto Fear & Greed Index
        # series: etf.flow.total@case
        # unit: USD
        # cadence: irregular
        # source: Case file, February 2026
        # citation: Farside Investors
        date,sentiment.fear_greed,etf.flow.total
        2026-02-05,12,-434100000
        2026-02-06,9,371100000
        2026-02-07,6,
        2026-02-08,7,
    "#]]
    .assert_eq(&text);
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
