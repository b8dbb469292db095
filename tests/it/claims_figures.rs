//! The figures of the articles' claims, as `hashfloor calc` finds them on the bundled case file.
//!
//! Each is computed by the program from the case's rows; nothing but the day is typed in.

use crate::command_line::Program;

/// The rows of a result: dates and cells.
struct Rows {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// What a calculation says on the case file.
fn calc(args: &str) -> Rows {
    let words: Vec<&str> = args.split(' ').collect();
    let text = Program::new().text(&[&["calc"], words.as_slice()].concat());
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    Rows { names: lines.next().unwrap(), rows: lines.collect() }
}

impl Rows {
    #[track_caller]
    fn cell(&self, date: &str, column: &str) -> &str {
        let place = self.names.iter().position(|name| name == column);
        let place = place.unwrap_or_else(|| panic!("no column {column} among {:?}", self.names));
        let row = self.rows.iter().find(|row| row[0] == date);
        &row.unwrap_or_else(|| panic!("no row on {date}"))[place]
    }

    #[track_caller]
    fn at(&self, date: &str, column: &str) -> f64 {
        let cell = self.cell(date, column);
        cell.parse().unwrap_or_else(|_| panic!("{column} on {date} is {cell:?}"))
    }
}

#[track_caller]
fn about(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found}, expected about {expected}");
}

#[test]
fn a02_and_b01_half_of_the_high_is_nearly_and_more_than_lost() {
    let drawdown = calc("drawdown --from 2026-02-05 --to 2026-02-06");
    // The low of 6 February under the high of October: more than half.
    about(drawdown.at("2026-02-06", "dd_intraday"), -0.524, 0.001);
    about(drawdown.at("2026-02-05", "dd_close"), -0.497, 0.002);
    let days = drawdown.at("2026-02-06", "days_since_ath");
    assert!((110.0..130.0).contains(&days), "{days}");
}

#[test]
fn a06_and_d05_the_adjustment_was_11_16_percent_down() {
    let changes = calc("roc --series difficulty --param window=1 --from 2026-01-01 --to 2026-02-28");
    let column = changes.names[1].clone();
    about(changes.at("2026-02-07", &column), -0.1116, 0.00005);
    about(changes.at("2026-02-19", &column), 0.1473, 0.0001);
    let since = calc("roc --series difficulty --param window=1 --from 2021-08-01 --to 2026-02-07");
    let smallest = since.rows.iter().map(|row| row[1].parse::<f64>().unwrap()).fold(f64::INFINITY, f64::min);
    about(smallest, -0.1116, 0.00005);
}

#[test]
fn a07_more_than_5_billion_left_the_funds_since_november() {
    let flows = calc("etf_cum --to 2026-02-06");
    // The case's flows begin with the first session of November.
    assert_eq!(flows.rows[0][0], "2025-11-03");
    about(flows.at("2026-02-06", "cum"), -6_500.0, 150.0);
}

#[test]
fn a11_and_c10_the_rsi_closed_at_16_and_then_at_33() {
    let strength = calc("rsi --from 2026-02-05 --to 2026-02-06");
    about(strength.at("2026-02-05", "rsi_14"), 15.8, 0.3);
    about(strength.at("2026-02-06", "rsi_14"), 33.0, 0.6);
}

#[test]
fn a12_the_death_cross_was_on_16_november_and_nothing_crossed_since() {
    let crosses = calc("cross");
    assert_eq!(crosses.rows, [["2025-11-16", "death"]]);
}

#[test]
fn b05_5_february_was_the_worst_day_in_a_year() {
    let days = calc("roc --param window=1 --from 2025-02-05 --to 2026-02-05");
    let column = days.names[1].clone();
    let worst = days.rows.iter().filter(|row| !row[1].is_empty()).min_by(|a, b| {
        let number = |row: &Vec<String>| row[1].parse::<f64>().unwrap();
        number(a).total_cmp(&number(b))
    });
    assert_eq!(worst.unwrap()[0], "2026-02-05");
    about(days.at("2026-02-05", &column), -0.1413, 0.0005);
}

#[test]
fn c01_the_last_lower_week_closed_on_3_november_2024() {
    let weeks = calc("weekly_ema --to 2026-01-31");
    let close = |row: &Vec<String>| row[2].parse::<f64>().unwrap();
    let lower = weeks.rows.iter().rfind(|row| close(row) < 72_300.0).unwrap();
    assert_eq!((lower[1].as_str(), lower[2].as_str()), ("2024-11-03", "68740"));
}

#[test]
fn c02_about_3_billion_left_within_12_sessions() {
    let sums = calc("etf_sum --param window=12 --from 2026-02-03 --to 2026-02-04");
    for day in ["2026-02-03", "2026-02-04"] {
        let sum = sums.at(day, "sum_12");
        assert!((-3_150.0..=-2_850.0).contains(&sum), "{day}: {sum}");
    }
}

#[test]
fn c03_and_d09_the_flows_of_february_are_those_of_their_days() {
    let flows = calc("etf_sum --param window=1 --from 2026-02-02 --to 2026-02-04");
    let sums = ["2026-02-02", "2026-02-03", "2026-02-04"].map(|day| flows.cell(day, "sum_1").to_owned());
    assert_eq!(sums, ["561.8", "-272", "-544.9"]);
}

#[test]
fn c08_the_200_week_average_is_about_69_000_of_327_weeks_and_its_seed_is_told() {
    let program = Program::new();
    let output = program.run(&["calc", "weekly_ema"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count() - 1, 327);
    assert!(text.starts_with("date,last_row_date,close,complete,ema_200\n2019-12-30,2020-01-05,"));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        said,
        "hashfloor: EMA of 327 weekly closes from the week of 2019-12-30, seeded with the mean of the first \
         200; below 600 weeks the seed still weighs: 28 % at the end\n"
    );
    let weeks = calc("weekly_ema --from 2026-02-02 --to 2026-02-02");
    about(weeks.at("2026-02-02", "ema_200"), 69_000.0, 250.0);
}

#[test]
fn d04_hashrate_fell_by_a_fifth_from_october() {
    let hashrate = calc("drawdown --series hashrate.network --from 2026-02-05 --to 2026-02-05");
    about(hashrate.at("2026-02-05", "dd_close"), -0.196, 0.002);
}

#[test]
fn d08_funds_were_sold_in_2026_and_in_the_two_months_before() {
    let flows = calc("etf_cum --to 2026-02-06");
    let of = |from, to| flows.at(to, "cum") - flows.at(from, "cum");
    assert!(of("2025-12-31", "2026-02-06") < 0.0);
    assert!(flows.at("2025-11-28", "cum") < 0.0 && of("2025-11-28", "2025-12-31") < 0.0);
}
