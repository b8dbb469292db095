//! The live sources, held against the generated market and against damage.

use hashfloor::domain::time::UnixSecs;
use hashfloor::io::sources::{Ask, Page, ParseError, Question, SOURCES, Source};

use super::fixture_server::market::{CSV_PATH, Market};
use super::fixture_server::{Answer, Answers, Seen};

mod damage;
mod fixtures;
mod market;
mod registry;
mod samples;

/// Something that is asked and read: a feed or what is asked beside it.
#[derive(Clone, Copy)]
struct Parser {
    source: &'static Source,
    /// The series and source of a feed; the purpose of what is asked beside it.
    name: &'static str,
    ask: fn(&Ask) -> Question,
    parse: fn(&[u8], &Ask) -> Result<Page, ParseError>,
}

impl Parser {
    fn title(&self) -> String {
        format!("{} of {}", self.name, self.source.info.id)
    }

    fn answer(&self, market: &Market, asked: &Ask) -> Answer {
        market.answer(&seen(&(self.ask)(asked)))
    }

    fn fetch(&self, market: &Market, asked: &Ask) -> Result<Page, ParseError> {
        (self.parse)(&self.answer(market, asked).body, asked)
    }
}

/// Every parser of the registry.
fn parsers() -> Vec<Parser> {
    let mut all = Vec::new();
    for source in SOURCES {
        for feed in source.feeds {
            all.push(Parser { source, name: feed.series, ask: feed.ask, parse: feed.parse });
            all.extend(feed.beside.iter().map(|query| Parser {
                source,
                name: query.what,
                ask: query.ask,
                parse: query.parse,
            }));
        }
    }
    all
}

/// The feed of a series from a source.
fn parser(series: &str, source: &str) -> Parser {
    let found = parsers().into_iter().find(|one| one.name == series && one.source.info.id == source);
    found.unwrap_or_else(|| panic!("there is no {series} of {source}"))
}

/// A question as a server sees it; the user's own address stands in for the stand-in.
fn seen(question: &Question) -> Seen {
    let path = if question.path == "/" { CSV_PATH } else { &question.path };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    Seen {
        method: if question.body.is_some() { "POST" } else { "GET" }.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: Vec::new(),
        body: question.body.clone().unwrap_or_default().into_bytes(),
    }
}

fn at(text: &str) -> UnixSecs {
    UnixSecs::parse_iso(text).unwrap()
}

/// Everything up to an instant.
fn all_until(now: UnixSecs) -> Ask {
    Ask { from: at("2009-01-03"), to: now, now }
}

/// The rows of a page's series with an id, as the market writes them.
fn rows_of(page: &Page, id: &str) -> Vec<(UnixSecs, Vec<f64>)> {
    let Some(series) = page.series.iter().find(|series| series.key().id == id) else { return Vec::new() };
    let columns = series.named_columns();
    let row = |(index, time): (usize, &UnixSecs)| {
        (*time, columns.iter().map(|(_, column)| column[index]).collect::<Vec<_>>())
    };
    series.times().iter().enumerate().map(row).collect()
}
