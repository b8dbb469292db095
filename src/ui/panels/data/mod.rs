//! The Data window: what is stored, from whom, how old it is, and fetching more.
//!
//! Knows pages and what lies between them; figures and words are the app's. What only
//! concerns the window (order, what asks for a yes) is forgotten when it closes.

mod compare;
mod foot;
mod grid;
mod refreshes;
mod series;
mod series_row;
mod sources;

use egui::{Id, Ui};

use crate::app::command::{Command, Dialog};
use crate::app::data_command::DataPage;
use crate::app::data_table::SortOrder;
use crate::app::state::AppState;
use crate::domain::series::SeriesKey;
use crate::ui::panels::dialog::{Closing, dialog_ui};
use crate::ui::widgets::button::segments_ui;

pub use crate::ui::panels::data::refreshes::refreshes_ui;
pub use crate::ui::panels::data::series::series_ui;
pub use crate::ui::panels::data::sources::sources_ui;

/// Width of the window, in points.
const WIDTH: f32 = 1_100.0;
/// What stands around a page: the window's frame, heading and buttons, and the tabs, in points.
const AROUND_PAGE: f32 = 208.0;
/// Highest page, in points.
const TALLEST: f32 = 760.0;
/// Ages are said in minutes: so often they are looked at again, in seconds.
const AGE_SECS: u64 = 60;

/// What the window remembers while it is open.
#[derive(Clone, Debug, Default)]
pub struct DataMemory {
    /// The order of the series.
    pub order: SortOrder,
    /// The series whose rows are to be deleted, until that is said again or given up.
    pub deleting: Option<SeriesKey>,
    /// How many more past refreshes are shown than at first, in steps.
    pub more: usize,
}

/// The window of [`Dialog::Data`].
pub fn data_ui(ui: &Ui, state: &AppState, page: DataPage, commands: &mut Vec<Command>) {
    let id = Id::unique("data memory");
    let mut memory: DataMemory = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let mut closed = false;
    let (mut asked, mut asked_below) = (Vec::new(), Vec::new());
    let closing = dialog_ui(
        ui,
        "data",
        "Data",
        WIDTH,
        |ui| {
            tabs_ui(ui, page, &mut asked);
            ui.add_space(8.0);
            let height = (ui.ctx().content_rect().height() - AROUND_PAGE).clamp(120.0, TALLEST);
            ui.scope(|ui| {
                ui.set_min_height(height);
                match page {
                    DataPage::Series => series_ui(ui, state, height, &mut memory, &mut asked),
                    DataPage::Sources => {
                        sources_ui(ui, state, &state.sources_status(), height, &mut asked);
                    }
                    DataPage::Refreshes => refreshes_ui(ui, state, height, &mut memory),
                }
            });
        },
        |ui| closed = foot::foot_ui(ui, state, &mut asked_below),
    );
    ui.ctx().request_repaint_after_secs(AGE_SECS as f32);
    commands.append(&mut asked);
    commands.append(&mut asked_below);
    if closed || closing != Closing::No {
        ui.data_mut(|data| data.remove::<DataMemory>(id));
        commands.push(Command::ShowDialog(None));
    } else {
        ui.data_mut(|data| data.insert_temp(id, memory));
    }
}

fn tabs_ui(ui: &mut Ui, page: DataPage, commands: &mut Vec<Command>) {
    let tabs = DataPage::ALL.map(|page| (page, page.title(), tooltip(page)));
    // In a line of its own, so that the frame is no wider than the tabs.
    ui.horizontal(|ui| {
        if let Some(other) = segments_ui(ui, Some(page), &tabs) {
            commands.push(Command::ShowDialog(Some(Dialog::Data(other))));
        }
    });
}

fn tooltip(page: DataPage) -> &'static str {
    Command::ShowDialog(Some(Dialog::Data(page))).info().tooltip
}
