//! What makes a picture a document: title above the charts, sources and range below.
//!
//! Knows words and where they stand; paints no data. Every line wraps, and where
//! they all need more room than the charts can spare the picture grows taller,
//! because a source that is cut off is no source.

use std::sync::Arc;

use egui::epaint::Galley;
use egui::text::LayoutJob;
use egui::{Color32, Pos2, Rect, Stroke, Ui, UiBuilder, Vec2, pos2, vec2};

use crate::app::state::AppState;
use crate::domain::catalog;
use crate::domain::format::visible_text;
use crate::domain::time::UnixSecs;
use crate::ui::as_known_strip;
use crate::ui::theme::Theme;
use crate::ui::theme::fonts::strong;
use crate::ui::theme::style::{HAIRLINE, HEADING, small_font};

/// Room left and right of title and footer, points.
const SIDE: f32 = 12.0;
/// Room above and below the title, points.
const AROUND_TITLE: f32 = 9.0;
/// Room above and below the footer, points.
const AROUND_FOOTER: f32 = 8.0;
/// Room between two lines of the footer, points.
const BETWEEN: f32 = 3.0;
/// Room between the two ends of the footer's last line, points.
const GUTTER: f32 = 24.0;
/// Least height left for the first pane and the time axis, points.
const LEAST_CHARTS: f32 = 180.0;
/// Least height left for each pane more, points.
const LEAST_PANE: f32 = 64.0;

/// The words around the charts.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureFrame {
    /// What is shown, and from when to when.
    pub title: String,
    /// Who published the numbers, each source once.
    pub sources: String,
    /// The range with its time zone.
    pub range: String,
    /// The program, and when it made the picture.
    pub made: String,
    /// Least height of the charts in points.
    least_charts: f32,
}

/// The words laid out for a width.
struct Laid {
    title: Arc<Galley>,
    sources: Option<Arc<Galley>>,
    range: Arc<Galley>,
    made: Arc<Galley>,
    /// Range and program share a line.
    share: bool,
}

impl PictureFrame {
    /// The words for what a state shows.
    pub fn new(state: &AppState) -> Self {
        let view = state.time_view();
        let (from, to) = (UnixSecs(view.from as i64), UnixSecs(view.to as i64));
        let range = format!("{} to {}", from.day_label(), to.day_label());
        let names: Vec<String> = state
            .panes()
            .iter()
            .enumerate()
            .map(|(index, pane)| if index == 0 { pane.title.clone() } else { within(&pane.title) })
            .collect();
        let title = match names.is_empty() {
            true => format!("Nothing shown — {range}"),
            false => format!("{} — {range}", names.join(", ")),
        };
        let now = state.now();
        let clock = now.civil();
        let made = format!(
            "Hashfloor {} · made {}, {:02}:{:02} UTC",
            env!("CARGO_PKG_VERSION"),
            now.day_label(),
            clock.hour(),
            clock.minute()
        );
        let least_charts = LEAST_CHARTS + LEAST_PANE * names.len().saturating_sub(1) as f32;
        let known =
            state.as_known_on().map_or_else(String::new, |day| format!(" · {}", as_known_strip::words(day)));
        let range = format!("Time: {range}, UTC{known}");
        Self { title, sources: sources(state), range, made, least_charts }
    }

    /// How tall a picture of `size` has to be for words and charts, points.
    pub fn height_needed(&self, ui: &Ui, size: Vec2) -> f32 {
        let laid = self.laid(ui, size.x, [Color32::PLACEHOLDER; 2]);
        size.y.max((laid.top() + self.least_charts + laid.bottom()).ceil())
    }

    /// Paints the words and leaves the room between them to `charts_ui`.
    pub fn ui(&self, ui: &mut Ui, theme: &Theme, charts_ui: impl FnOnce(&mut Ui)) {
        let whole = ui.max_rect();
        let laid = self.laid(ui, whole.width(), [theme.text_strong, theme.text_weak]);
        let top = (whole.top() + laid.top()).round();
        let bottom = (whole.bottom() - laid.bottom()).round();
        let charts = Rect::from_min_max(pos2(whole.left(), top), pos2(whole.right(), bottom));
        let hairline = Stroke::new(HAIRLINE, theme.border);
        for y in [top, bottom] {
            ui.painter().hline(whole.x_range(), y, hairline);
        }
        let put = |at: Pos2, galley: &Arc<Galley>| {
            let galley = Arc::clone(galley);
            ui.painter().galley(at, galley, theme.text);
        };
        put(whole.min + vec2(SIDE, AROUND_TITLE), &laid.title);
        let left = whole.left() + SIDE;
        let mut y = bottom + AROUND_FOOTER;
        if let Some(sources) = &laid.sources {
            put(pos2(left, y), sources);
            y += sources.size().y + BETWEEN;
        }
        put(pos2(left, y), &laid.range);
        if laid.share {
            put(pos2(whole.right() - SIDE - laid.made.size().x, y), &laid.made);
        } else {
            put(pos2(left, y + laid.range.size().y + BETWEEN), &laid.made);
        }
        ui.scope_builder(UiBuilder::new().max_rect(charts), charts_ui);
    }

    fn laid(&self, ui: &Ui, width: f32, [ink, weak]: [Color32; 2]) -> Laid {
        let room = (width - 2.0 * SIDE).max(1.0);
        let lay = |text: &str, font: egui::FontId, colour: Color32| {
            ui.painter().layout_job(LayoutJob::simple(text.to_owned(), font, colour, room))
        };
        let small = |text: &str| lay(text, small_font(), weak);
        let (range, made) = (small(&self.range), small(&self.made));
        let share = range.size().x + GUTTER + made.size().x <= room;
        Laid {
            title: lay(&self.title, egui::FontId::new(HEADING, strong()), ink),
            sources: (!self.sources.is_empty()).then(|| small(&self.sources)),
            range,
            made,
            share,
        }
    }
}

impl Laid {
    /// Height of the title with its room.
    fn top(&self) -> f32 {
        self.title.size().y + 2.0 * AROUND_TITLE
    }

    /// Height of the footer with its room.
    fn bottom(&self) -> f32 {
        let sources = self.sources.as_ref().map_or(0.0, |sources| sources.size().y + BETWEEN);
        let last = if self.share { 0.0 } else { self.made.size().y + BETWEEN };
        sources + self.range.size().y + last + 2.0 * AROUND_FOOTER
    }
}

/// A name within a sentence: `hashrate`, but `US spot ETF net flow` as it is.
fn within(title: &str) -> String {
    let mut chars = title.chars();
    match chars.next() {
        Some(first) if chars.as_str().chars().all(char::is_lowercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => title.to_owned(),
    }
}

/// `Sources and methods: BTC/USD: …; Hashrate: …`, every citation once with all it is cited for.
fn sources(state: &AppState) -> String {
    let mut cited: Vec<(String, Vec<String>)> = Vec::new();
    let mut cite = |name: &str, citation: &str| {
        if citation.is_empty() {
            return;
        }
        match cited.iter_mut().find(|(known, _)| known == citation) {
            Some((_, names)) if names.iter().any(|known| known == name) => {}
            Some((_, names)) => names.push(name.to_owned()),
            None => cited.push((citation.to_owned(), vec![name.to_owned()])),
        }
    };
    for pane in state.panes() {
        let mut citations = pane.series.iter().map(|series| &series.entry.provenance.citation);
        let first = citations.next();
        let is_shared = citations.all(|citation| Some(citation) == first);
        for series in &pane.series {
            let name = if is_shared { &pane.title } else { &series.title };
            cite(name, &series.entry.provenance.citation);
        }
        if pane.weekly.is_some()
            && let Some(weekly) =
                state.library().weekly(catalog::PRICE, &state.document_now().preferred_sources)
        {
            cite("weekly closes", &weekly.provenance.citation);
        }
    }
    if cited.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = cited
        .into_iter()
        .map(|(citation, names)| format!("{}: {}", names.join(", "), visible_text(&citation)))
        .collect();
    format!("Sources and methods: {}", lines.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_words_lose_their_capital_within_a_title() {
        let names = ["Hashrate", "US spot ETF net flow", "Fear & Greed", "Difficulty", "BTC/USD", ""];
        let within = names.map(within);
        assert_eq!(within, ["hashrate", "US spot ETF net flow", "Fear & Greed", "difficulty", "BTC/USD", ""]);
    }
}
