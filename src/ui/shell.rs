//! The window: panels around the charts, and the loop that reads and asks.
//!
//! Every frame draws the state as it is, collects commands, and hands them to
//! the state afterwards. Nothing here waits.

use std::path::Path;

use egui::{CentralPanel, Context, Frame, Margin, Panel, Ui, ViewportCommand};

use crate::app::command::Command;
use crate::app::import::ImportCommand;
use crate::app::picture::ClipboardContent;
use crate::app::settings::ThemeChoice;
use crate::app::state::{AppState, Phase};
use crate::ui::as_known_strip::as_known_strip_ui;
use crate::ui::chart::{ChartUi, readout};
use crate::ui::panels::empty::empty_ui;
use crate::ui::panels::first_fetch::first_fetch_ui;
use crate::ui::panels::{dialogs_ui, level_words, library};
use crate::ui::right_panel::right_ui;
use crate::ui::status::CursorReadout;
use crate::ui::theme::style::strong_font;
use crate::ui::theme::{Theme, install};
use crate::ui::{in_force, keys, menu, notices, status, toolbar};

/// Width of the series tree, points.
const LEFT_WIDTH: f32 = 224.0;
/// Width of the right panel, points.
const RIGHT_WIDTH: f32 = 336.0;

/// Width below which the charts do not give way to the right panel, points.
const LEAST_CHART_WIDTH: f32 = 280.0;

/// The window's own part: the state and what the charts keep between frames.
pub struct Shell {
    /// The program.
    pub state: AppState,
    charts: ChartUi,
    cursor: Option<CursorReadout>,
    applied: Option<ThemeChoice>,
    full_screen: FullScreen,
    title: String,
    turn: u64,
}

/// What is known of the window's size, to tell our own changes from the system's.
#[derive(Default)]
struct FullScreen {
    /// What was asked of the system last.
    asked: bool,
    /// What the system said last.
    seen: Option<bool>,
}

impl Shell {
    /// A window onto a program.
    pub fn new(state: AppState) -> Self {
        Self {
            state,
            charts: ChartUi::default(),
            cursor: None,
            applied: None,
            full_screen: FullScreen::default(),
            title: String::new(),
            turn: 0,
        }
    }

    /// Takes in what jobs have to say and puts the theme in force.
    pub fn logic(&mut self, ctx: &Context) {
        self.state.poll();
        if self.turn != self.state.workspace_turn() {
            self.turn = self.state.workspace_turn();
            self.leave_workspace(ctx);
        }
        if let Some(ms) = self.state.next_poll_ms() {
            ctx.request_repaint_after(std::time::Duration::from_millis(ms.unsigned_abs() + 1));
        }
        // Ages are said in the series tree and the status bar, and go on while nothing happens.
        let ages_ms = self.state.ages_change_in_ms().unsigned_abs();
        ctx.request_repaint_after(std::time::Duration::from_millis(ages_ms + 1));
        in_force::tell(ctx, self.state.settings());
        let choice = self.state.settings().theme;
        if self.applied != Some(choice) {
            install(ctx, choice);
            self.applied = Some(choice);
        }
        self.state.set_dark(ctx.theme() == egui::Theme::Dark);
        let scale = self.state.settings().ui_scale;
        if (scale - ctx.zoom_factor()).abs() > f32::EPSILON {
            ctx.set_zoom_factor(scale);
        }
        self.full_screen_logic(ctx);
        let dropped: Vec<_> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        if let [path] = dropped.as_slice()
            && is_workspace(path)
        {
            self.state.dispatch(Command::OpenWorkspace(path.clone()));
        } else if !dropped.is_empty() {
            self.state.dispatch(Command::Import(ImportCommand::ReadFiles(dropped)));
        }
        if self.state.take_paste_wish() {
            ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
        }
        let title = self.state.window_title();
        if self.state.phase() == Phase::Ready && self.title != title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Ids of levels and notes mean others in another workspace: what is in the hand or half
    /// typed must not be done to those.
    fn leave_workspace(&mut self, ctx: &Context) {
        self.charts.leave_workspace();
        ctx.stop_dragging();
        forget_typed(ctx);
        level_words::forget_typed(ctx);
        if ctx.text_edit_focused() {
            ctx.memory_mut(|memory| memory.focused().map(|id| memory.surrender_focus(id)));
        }
    }

    /// Asks the system for full screen, and follows it where it decides by itself.
    fn full_screen_logic(&mut self, ctx: &Context) {
        let actual = ctx.input(|input| input.viewport().fullscreen);
        if actual != self.full_screen.seen {
            self.full_screen.seen = actual;
            if let Some(actual) = actual
                && actual != self.full_screen.asked
            {
                self.full_screen.asked = actual;
                self.state.note_full_screen(actual);
            }
        }
        let wanted = self.state.is_full_screen();
        if wanted != self.full_screen.asked {
            self.full_screen.asked = wanted;
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(wanted));
        }
    }

    /// Draws everything and does what was asked.
    pub fn ui(&mut self, ui: &mut Ui) {
        let theme = Theme::of(ui);
        let mut commands = Vec::new();
        keys::pressed(ui.ctx(), &self.state, &mut self.charts, &mut commands);
        let state = &self.state;
        let bar = Frame::new().fill(theme.panel).inner_margin(Margin::symmetric(8, 4));
        Panel::top("menu").frame(bar).show_separator_line(true).show(ui, |ui| {
            menu::menu_bar_ui(ui, state, &mut commands);
        });
        Panel::top("toolbar").frame(bar).show_separator_line(true).show(ui, |ui| {
            toolbar::toolbar_ui(ui, state, &mut commands);
        });
        Panel::bottom("status").frame(bar).show_separator_line(true).show(ui, |ui| {
            status::status_bar_ui(ui, state, self.cursor.as_ref(), &mut commands);
        });
        // In a narrow window the charts keep their room and the right panel waits.
        let room = ui.available_width() - if state.view().left_panel { LEFT_WIDTH } else { 0.0 };
        let side = Frame::new().fill(theme.panel).inner_margin(Margin::symmetric(12, 8));
        if state.view().left_panel {
            Panel::left("series").frame(side).resizable(false).exact_size(LEFT_WIDTH).show(ui, |ui| {
                library::library_ui(ui, state, &mut commands);
            });
        }
        if state.view().right_panel && room - RIGHT_WIDTH >= LEAST_CHART_WIDTH {
            Panel::right("thinking").frame(side).resizable(false).exact_size(RIGHT_WIDTH).show(ui, |ui| {
                right_ui(ui, state, &mut commands);
            });
        }
        if state.asks_first_fetch() {
            let strip = Frame::new().fill(theme.panel).inner_margin(Margin::symmetric(12, 6));
            Panel::top("first fetch").frame(strip).show_separator_line(true).show(ui, |ui| {
                first_fetch_ui(ui, state, &mut commands);
            });
        }
        as_known_strip_ui(ui, state, &mut commands);
        let charts = &mut self.charts;
        let cursor = CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
            let cursor = if empty_ui(ui, state, &mut commands) {
                None
            } else {
                charts.show(ui, state, &theme, &mut commands)
            };
            drop_hint(ui, &theme);
            notices::notices_ui(ui, state, &mut commands);
            cursor
        });
        dialogs_ui(ui, state, &mut commands);
        let words = match cursor.inner {
            Some(time) => Some(readout::status_line(state, time)),
            None => readout::cursor_words(state),
        };
        let cursor = words.map(|text| CursorReadout { text });
        let moved = cursor != self.cursor;
        self.cursor = cursor;
        if moved || !commands.is_empty() {
            ui.request_repaint();
        }
        for command in commands {
            self.state.dispatch(command);
        }
        if let Some(content) = self.state.take_clipboard() {
            hand_over(ui, content);
        }
    }

    /// The charts, for scripts that drive the window.
    pub fn charts(&self) -> &ChartUi {
        &self.charts
    }
}

/// Drops what is typed in fields and windows, and where a press on a note was.
fn forget_typed(ctx: &Context) {
    ctx.data_mut(|data| {
        data.remove_by_type::<String>();
        data.remove_by_type::<Vec<String>>();
        data.remove_by_type::<egui::Pos2>();
    });
}

/// Puts something on the system's clipboard.
fn hand_over(ui: &Ui, content: ClipboardContent) {
    match content {
        ClipboardContent::Text(text) => ui.copy_text(text),
        ClipboardContent::Picture(pixels) => {
            let size = [pixels.width, pixels.height];
            ui.copy_image(egui::ColorImage::from_rgba_premultiplied(size, &pixels.rgba));
        }
    }
}

/// Workspaces are JSON, tables are not.
fn is_workspace(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// While a file hangs over the window: what letting go will do.
fn drop_hint(ui: &Ui, theme: &Theme) {
    if ui.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let rect = ui.max_rect().shrink(16.0);
    let painter =
        ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Foreground, ui.scope_id().with("drop")));
    painter.rect_filled(rect, 6.0, theme.selected.gamma_multiply(0.92));
    painter.rect_stroke(rect, 6.0, egui::Stroke::new(2.0, theme.accent), egui::StrokeKind::Inside);
    let workspace = ui.input(|input| {
        input.raw.hovered_files.iter().any(|file| file.path.as_deref().is_some_and(is_workspace))
    });
    let words = if workspace {
        "Let go to open this workspace; the one that is open is saved"
    } else {
        "Let go to see what the file holds; nothing is stored before you say Import"
    };
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, words, strong_font(), theme.text_strong);
}
