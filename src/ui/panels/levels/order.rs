//! By what the table is sorted, and the head that says and changes it.

use std::cmp::Ordering;

use egui::accesskit::Role;
use egui::{Align2, Sense, Ui, WidgetInfo, vec2};

use crate::app::level_lines::alert_when_word;
use crate::app::state::AppState;
use crate::domain::level::Level;
use crate::domain::time::UnixSecs;
use crate::ui::theme::Theme;
use crate::ui::theme::style::small_font;
use crate::ui::widgets::button::focus_ring;

use super::grid::Grid;

/// Height of a line of the head, in points.
const LINE: f32 = 16.0;

/// What the table is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Kind,
    Price,
    Distance,
    Label,
    Alert,
    Source,
    Touches,
    LastTouch,
    Breaks,
}

/// Column and direction; forgotten with the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    by: Column,
    ascending: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { by: Column::Price, ascending: false }
    }
}

impl Column {
    /// Words begin with A, numbers with the largest.
    fn begins_ascending(self) -> bool {
        matches!(self, Self::Kind | Self::Label | Self::Source | Self::Alert)
    }
}

/// What a level is sorted by; a figure that is not known stands last either way.
enum Rank {
    Number(f64),
    Word(String),
    None,
}

impl Order {
    /// The levels in this order; of equals the higher price comes first.
    pub(super) fn sorted<'a>(self, state: &AppState, levels: &'a [Level]) -> Vec<&'a Level> {
        let mut ranked: Vec<_> = levels.iter().map(|level| (self.rank(state, level), level)).collect();
        ranked.sort_by(|a, b| {
            let by = self.compare(&a.0, &b.0);
            let price = || b.1.place.price().total_cmp(&a.1.place.price());
            by.then_with(price).then(a.1.id.cmp(&b.1.id))
        });
        ranked.into_iter().map(|(_, level)| level).collect()
    }

    fn compare(self, a: &Rank, b: &Rank) -> Ordering {
        let by = match (a, b) {
            (Rank::None, Rank::None) => return Ordering::Equal,
            (Rank::None, _) => return Ordering::Greater,
            (_, Rank::None) => return Ordering::Less,
            (Rank::Number(a), Rank::Number(b)) => a.total_cmp(b),
            (Rank::Word(a), Rank::Word(b)) => a.cmp(b),
            (Rank::Number(_), Rank::Word(_)) => Ordering::Less,
            (Rank::Word(_), Rank::Number(_)) => Ordering::Greater,
        };
        if self.ascending { by } else { by.reverse() }
    }

    fn rank(self, state: &AppState, level: &Level) -> Rank {
        let history = || state.level_history(level.id).map(|known| known.history);
        let number = |number: Option<f64>| number.map_or(Rank::None, Rank::Number);
        let word = |word: &str| if word.is_empty() { Rank::None } else { Rank::Word(word.to_lowercase()) };
        let seconds = |at: UnixSecs| at.0 as f64;
        match self.by {
            Column::Kind => word(level.kind.word()),
            Column::Price => Rank::Number(level.place.price()),
            Column::Distance => number(state.level_distance(level)),
            Column::Label => word(&level.label),
            Column::Source => word(&level.source),
            Column::Alert => word(level.alert.as_ref().map_or("", |alert| alert_when_word(Some(alert)))),
            Column::Touches => number(history().map(|history| history.touches.len() as f64)),
            Column::LastTouch => {
                number(history().and_then(|history| Some(seconds(history.last_touch()?.at))))
            }
            Column::Breaks => number(history().map(|history| history.breaks.len() as f64)),
        }
    }
}

/// The head: three lines, each name over its figure.
pub(super) fn header_ui(ui: &mut Ui, order: &mut Order) {
    let theme = Theme::of(ui);
    let (_, head) = ui.allocate_space(vec2(ui.available_width(), 3.0 * LINE + 2.0));
    let grid = Grid::new(head, [LINE, LINE, LINE]);
    let spans = [
        (Column::Kind, "Kind", grid.kind(), Align2::LEFT_CENTER),
        (Column::Price, "Price, USD", grid.price(), Align2::RIGHT_CENTER),
        (Column::Distance, "Distance", grid.distance(), Align2::RIGHT_CENTER),
        (Column::Label, "Label", grid.label(), Align2::LEFT_CENTER),
        (Column::Alert, "Alert", grid.alert(), Align2::RIGHT_CENTER),
        (Column::Source, "Source", grid.source(), Align2::LEFT_CENTER),
        (Column::Touches, "Touches", grid.touches(), Align2::RIGHT_CENTER),
        (Column::LastTouch, "Last touch", grid.last_touch(), Align2::RIGHT_CENTER),
        (Column::Breaks, "Breaks", grid.breaks(), Align2::RIGHT_CENTER),
    ];
    for (column, title, rect, align) in spans {
        let response = ui.interact(rect, ui.scope_id().with(("header", title)), Sense::click());
        let sorted = order.by == column;
        let text = match (sorted, order.ascending) {
            (false, _) => title.to_owned(),
            (true, true) => format!("{title} ↑"),
            (true, false) => format!("{title} ↓"),
        };
        let colour = if sorted || response.hovered() { theme.text } else { theme.text_weak };
        ui.painter().text(align.pos_in_rect(&rect), align, text, small_font(), colour);
        focus_ring(ui, &response, rect);
        response.widget_info(|| {
            WidgetInfo::selected(Role::ColumnHeader, true, sorted, format!("Sort by {title}"))
        });
        if response.clicked() {
            let ascending = if sorted { !order.ascending } else { column.begins_ascending() };
            *order = Order { by: column, ascending };
        }
        response.on_hover_text(format!("Sort by {}", title.to_lowercase().replace("usd", "USD")));
    }
    let y = head.bottom();
    ui.painter().hline(head.x_range(), y, egui::Stroke::new(1.0, theme.border));
}

/// Where the table keeps its order.
pub(super) fn remembered_ui(ui: &mut Ui) -> Order {
    let memory = ui.scope_id().with("order");
    let mut order: Order = ui.data(|data| data.get_temp(memory)).unwrap_or_default();
    header_ui(ui, &mut order);
    ui.data_mut(|data| data.insert_temp(memory, order));
    order
}
