//! The running program and a server on this machine, from the first question to looking back.

use std::sync::Arc;

use hashfloor::app::clock::Clock;
use hashfloor::app::command::Command;
use hashfloor::app::data_command::{DataCommand, FirstFetch};
use hashfloor::app::data_overview::ConnectionTest;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::domain::catalog::PRICE;
use hashfloor::domain::live::Reach;
use hashfloor::domain::time::UnixSecs;
use hashfloor::io::files::write_atomic;
use hashfloor::io::sources::SOURCES;
use tempfile::TempDir;

use super::{NOW, key};
use crate::fixture_server::market::Market;
use crate::fixture_server::{Fault, FixtureServer};

struct Window {
    state: AppState,
    market: Arc<Market>,
    server: FixtureServer,
    _folder: TempDir,
}

impl Window {
    /// A first start whose settings name a server on this machine for every source.
    fn open() -> Self {
        let market = Arc::new(Market::new(NOW).since(UnixSecs::parse_iso("2026-01-01").unwrap()));
        let server = FixtureServer::start(Arc::clone(&market) as _);
        let folder = tempfile::tempdir().unwrap();
        let base = server.base();
        let named = SOURCES.iter().filter(|source| source.info.id != "csv_url");
        let settings: String =
            named.map(|source| format!("[sources.{}]\nbase_url = \"{base}\"\n", source.info.id)).collect();
        write_atomic(&folder.path().join("settings.toml"), settings.as_bytes()).unwrap();
        let options = StartOptions {
            data_dir: Some(folder.path().to_owned()),
            workspace: None,
            clock: Clock::Fixed(NOW),
            edits: true,
        };
        let mut state = AppState::opened(&options, Arc::new(|| {}));
        state.allow(Reach::Loopback);
        let mut window = Self { state, market, server, _folder: folder };
        window.rest();
        window
    }

    /// Until no job is left and none is started any more.
    fn rest(&mut self) {
        for _ in 0..3 {
            self.state.poll();
            while !self.state.running_jobs().is_empty() {
                self.state.settle();
                self.state.poll();
            }
        }
    }

    fn ask(&mut self, command: DataCommand) {
        self.state.dispatch(Command::Data(command));
        self.rest();
    }

    fn at(&mut self, now: UnixSecs) {
        self.state.set_clock(Clock::Fixed(now));
        self.market.set_now(now);
    }

    /// Whether something with these words was said since; then it is taken away.
    fn hears(&mut self, words: &str) -> bool {
        let said: Vec<_> =
            self.state.notices().shown().iter().map(|notice| (notice.id, notice.text.clone())).collect();
        for (id, _) in &said {
            self.state.dispatch(Command::DismissNotice(*id));
        }
        let heard = said.iter().any(|(_, text)| text.contains(words));
        if !heard {
            println!("{words:?} is not among {said:?}");
        }
        heard
    }

    fn close(&self, series: &str, day: UnixSecs) -> Option<f64> {
        let series = &self.state.library().get(&key(series))?.series;
        series.values().get(series.times().binary_search(&day).ok()?).copied()
    }

    fn drawn(&self) -> String {
        self.state.price().unwrap().series.key().to_string()
    }
}

#[test]
fn live_data_are_asked_for_fetched_revised_replaced_and_looked_back_at() {
    let mut window = Window::open();
    assert!(window.state.asks_first_fetch());
    assert_eq!((window.server.requests().len(), window.drawn().as_str()), (0, "price.btc.usd@case"));

    window.ask(DataCommand::AnswerFirstFetch(FirstFetch::FetchNow));
    assert!(!window.state.asks_first_fetch());
    assert!(window.hears("Refreshed: "));
    let yesterday = NOW.start_of_day().plus_days(-1);
    let truth = window.market.truth("price.btc.usd@bitstamp");
    let closes: Vec<(UnixSecs, u64)> = truth.iter().map(|(day, cells)| (*day, cells[3].to_bits())).collect();
    let series = Arc::clone(&window.state.price().unwrap().series);
    let stored = series.times().iter().zip(series.values()).map(|(day, close)| (*day, close.to_bits()));
    assert_eq!((window.drawn().as_str(), stored.collect()), ("price.btc.usd@bitstamp", closes));
    let before = window.close("price.btc.usd@bitstamp", yesterday).unwrap();

    // A day later a close of before is another one.
    let later = NOW.plus_days(1);
    window.at(later);
    window.market.revise("price.btc.usd@bitstamp", yesterday, 40_000.0);
    window.ask(DataCommand::Refresh(vec![PRICE.to_owned()]));
    assert!(window.hears("1 value revised"));
    assert_eq!(window.close("price.btc.usd@bitstamp", yesterday), Some(40_000.0));

    // What was known the day before; what comes meanwhile is not seen, but kept.
    window.ask(DataCommand::ShowAsKnown(Some(NOW.start_of_day())));
    assert_eq!(window.state.as_known_on(), Some(NOW.start_of_day()));
    assert_eq!(window.close("price.btc.usd@bitstamp", yesterday), Some(before));
    window.server.misbehave("/api/v2/ohlc", Fault::Status(404, None), 99);
    window.ask(DataCommand::Refresh(vec![PRICE.to_owned()]));
    assert_eq!(window.close("price.btc.usd@bitstamp", yesterday), Some(before));
    assert!(window.state.library().get(&key("price.btc.usd@coinbase")).is_none());
    assert!(!window.hears("is drawn from"));
    window.ask(DataCommand::ShowAsKnown(None));
    assert_eq!(window.close("price.btc.usd@bitstamp", yesterday), Some(40_000.0));
    assert!(window.drawn() == "price.btc.usd@coinbase", "{}", window.drawn());
    assert!(window.hears("Bitstamp did not answer; BTC/USD is drawn from Coinbase Exchange"));

    let cache = window.state.cache().unwrap().lock().unwrap();
    let integrity = cache.integrity().unwrap();
    assert!(integrity.is_sound(), "{integrity:?}");
}

#[test]
fn a_connection_is_tested_without_storing_anything() {
    let mut window = Window::open();
    let rows = window.state.library().rows();
    window.server.misbehave("/api/v2/ohlc", Fault::Status(404, None), 99);
    for source in ["coinbase", "bitstamp"] {
        window.ask(DataCommand::TestSource(source));
    }
    let of = |id: &str| {
        let sources = window.state.sources_status();
        sources.into_iter().find(|source| source.info.id == id).unwrap().test
    };
    assert!(
        matches!(of("coinbase"), Some(ConnectionTest::Answered { words, .. }) if words.contains(" rows to ")),
        "{:?}",
        of("coinbase")
    );
    assert!(
        matches!(of("bitstamp"), Some(ConnectionTest::Failed { words }) if words.contains("404")),
        "{:?}",
        of("bitstamp")
    );
    assert_eq!(window.state.library().rows(), rows);
}

#[test]
fn deleted_rows_come_back_by_undo_though_they_were_fetched_anew() {
    let mut window = Window::open();
    window.ask(DataCommand::AnswerFirstFetch(FirstFetch::FetchNow));
    let price = key("price.btc.usd@bitstamp");
    let of = |window: &Window| window.state.library().get(&price).map(|entry| (*entry.series).clone());
    let before = of(&window);
    window.ask(DataCommand::RemoveRows(vec![price.clone()]));
    assert_eq!((of(&window), window.drawn().as_str()), (None, "price.btc.usd@case"));
    window.market.revise("price.btc.usd@bitstamp", NOW.start_of_day().plus_days(-1), 40_000.0);
    window.ask(DataCommand::Refresh(vec![PRICE.to_owned()]));
    assert!(of(&window).is_some() && of(&window) != before);
    window.state.dispatch(Command::Undo);
    window.rest();
    assert_eq!(of(&window), before);
    // And what is missing is fetched as ever.
    window.ask(DataCommand::Refresh(vec![PRICE.to_owned()]));
    assert_eq!(window.close("price.btc.usd@bitstamp", NOW.start_of_day().plus_days(-1)), Some(40_000.0));
}
