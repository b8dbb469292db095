//! Who is asked for what, in which order.
//!
//! Decided before anything is asked: what the user put first, then the order
//! of the registry, without the sources he switched off.

use crate::app::live_settings::{LiveSettings, SourceSettings};
use crate::app::refresh::{RefreshRequest, USUAL_SERIES};
use crate::domain::catalog::PRICE_HOURLY;
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::io::http::{BaseUrl, Secret, Trust};
use crate::io::sources::{FALLBACKS, Feed, SOURCES, Source, source, sources_of};

/// A source that may be asked for a series.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The source.
    pub source: &'static Source,
    /// What of it is asked.
    pub feed: &'static Feed,
    /// The series as this source has it.
    pub key: SeriesKey,
    /// Whom to ask.
    pub base: BaseUrl,
    /// The user's own path and query, where only he can know them.
    pub path: Option<String>,
    /// The user's key.
    pub secret: Option<Secret>,
}

impl Candidate {
    /// Its name for people.
    pub(super) fn title(&self) -> &'static str {
        self.source.info.title
    }
}

/// One series that is wanted.
#[derive(Clone, Debug)]
pub(super) struct SeriesPlan {
    /// Its id without a source.
    pub id: String,
    /// Who is asked, in this order.
    pub candidates: Vec<Candidate>,
    /// Why nobody is asked.
    pub problem: Option<String>,
}

/// What is wrong with the form of a name, if anything.
pub(super) fn malformed(name: &str) -> Option<String> {
    let fits = matches!(SeriesKey::parse(name), Some((_, false, _)));
    (!fits).then(|| {
        format!("expected the id of a series such as price.btc.usd or price.btc.usd@bitstamp, found {name:?}")
    })
}

/// The plan of a request, one entry for each series in the order they were named.
pub(super) fn plan(request: &RefreshRequest, settings: &LiveSettings) -> Vec<SeriesPlan> {
    let mut names: Vec<&str> = request.series.iter().map(String::as_str).collect();
    if names.is_empty() {
        names.extend(USUAL_SERIES);
        names.extend(settings.hourly.then_some(PRICE_HOURLY));
    }
    let mut plans: Vec<SeriesPlan> = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        if !names.iter().take(index).any(|before| before == name) {
            plans.push(plan_one(name, settings));
        }
    }
    plans
}

fn plan_one(name: &str, settings: &LiveSettings) -> SeriesPlan {
    let refused = |id: &str, problem: String| SeriesPlan {
        id: id.to_owned(),
        candidates: Vec::new(),
        problem: Some(problem),
    };
    let Some((id, false, wanted)) = SeriesKey::parse(name) else {
        return refused(name, malformed(name).unwrap_or_default());
    };
    let offers = offers(&id, wanted.as_ref(), settings.first.get(&id));
    if offers.is_empty() {
        return refused(&id, unknown(&id, wanted.as_ref()));
    }
    let mut plan = SeriesPlan { id, candidates: Vec::new(), problem: None };
    let mut reasons = Vec::new();
    for (source, feed) in offers {
        match candidate(source, feed, settings.sources.get(source.info.id)) {
            Ok(candidate) => plan.candidates.push(candidate),
            Err(reason) => reasons.push(reason),
        }
    }
    if plan.candidates.is_empty() {
        plan.problem = Some(reasons.join("; "));
    }
    plan
}

/// Who has a series: the one that was named, or all of them, the user's first choice first.
fn offers(
    id: &str,
    wanted: Option<&SourceId>,
    first: Option<&SourceId>,
) -> Vec<(&'static Source, &'static Feed)> {
    let exactly = |source: &'static Source| {
        source.feeds.iter().find(|feed| feed.series == id).map(|feed| (source, feed))
    };
    if let Some(wanted) = wanted {
        return source(wanted.as_str()).and_then(exactly).into_iter().collect();
    }
    let mut offers: Vec<_> = sources_of(id).collect();
    if offers.is_empty() {
        // A name of its own, such as Binance's USDT.
        offers.extend(SOURCES.iter().copied().filter_map(exactly));
    }
    if let Some(first) = first {
        // A stable sort: the others keep their order.
        offers.sort_by_key(|(source, _)| source.info.id != first.as_str());
    }
    offers
}

fn unknown(id: &str, wanted: Option<&SourceId>) -> String {
    let what = wanted.map_or_else(
        || format!("no live source has {id}"),
        |source| format!("{source} does not publish {id}"),
    );
    format!("{what}, expected one of {}", refreshable().join(", "))
}

/// Every id that can be refreshed, with its sources where the id alone is ambiguous about them.
fn refreshable() -> Vec<String> {
    let mut ids: Vec<String> = FALLBACKS.iter().map(|(id, _)| (*id).to_owned()).collect();
    for source in SOURCES {
        for feed in source.feeds {
            if !ids.iter().any(|id| id == feed.series) && !ids.iter().any(|id| id.starts_with(feed.series)) {
                ids.push(format!("{}@{}", feed.series, source.info.id));
            }
        }
    }
    ids
}

fn candidate(
    source: &'static Source,
    feed: &'static Feed,
    settings: Option<&SourceSettings>,
) -> Result<Candidate, String> {
    let info = &source.info;
    let (id, title) = (info.id, info.title);
    let nothing_set = SourceSettings::default();
    let settings = settings.unwrap_or(&nothing_set);
    if settings.disabled {
        return Err(format!("{title} is switched off in the settings (enabled under [sources.{id}])"));
    }
    let base = match &settings.base_url {
        Some(base) => base.clone(),
        None if info.base_url.is_empty() => {
            return Err(format!("{title} has no address, set url under [sources.{id}] in settings.toml"));
        }
        None => {
            BaseUrl::parse(info.base_url, Trust::BuiltIn).map_err(|error| format!("{title}: {error}"))?
        }
    };
    let source_id = SourceId::new(id).ok_or_else(|| format!("{title} has no name to store rows under"))?;
    Ok(Candidate {
        source,
        feed,
        key: SeriesKey::new(feed.series, source_id),
        base,
        path: settings.path.clone(),
        secret: settings.key.clone(),
    })
}
