//! What is being done: a button in the status bar, and behind it every job with its progress.
//!
//! The bar has room for one job; the list has room for all. It stays open while jobs
//! come and go, so that a second one can be cancelled too.

use egui::{Align, Button, Label, Layout, Popup, PopupCloseBehavior, RichText, Ui};

use crate::app::command::Command;
use crate::app::jobs::Running;
use crate::app::state::AppState;
use crate::domain::format::grouped;
use crate::ui::theme::Theme;
use crate::ui::widgets::text::{small_print_ui, strong};

/// Width of the list, in points.
const WIDTH: f32 = 420.0;
/// Room for the words of the button, in points.
const WORDS: f32 = 260.0;

/// The button that opens the list; nothing while nothing is done. Whether it is shown.
pub fn activity_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) -> bool {
    let jobs = state.running_jobs();
    let id = ui.scope_id().with("activity");
    let is_open = Popup::is_id_open(ui.ctx(), id);
    if jobs.is_empty() && !is_open {
        return false;
    }
    let words = button_words(jobs);
    let response = ui
        .scope(|ui| {
            ui.set_max_width(WORDS.min(ui.available_width() / 2.0));
            let text = RichText::new(&words).small().color(Theme::of(ui).text);
            ui.add(Button::new(text).small().truncate())
        })
        .inner;
    let response = response.on_hover_text("Show everything that is being done").accessible_name(words);
    Popup::from_toggle_button_response(&response)
        .id(id)
        .width(WIDTH)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| list_ui(ui, jobs, commands));
    true
}

/// `1 job: Reading yahoo.csv · 120,000 rows`.
fn button_words(jobs: &[Running]) -> String {
    let Some(first) = jobs.first() else { return "Nothing is being done".to_owned() };
    let count = match jobs.len() {
        1 => "1 job".to_owned(),
        count => format!("{} jobs", grouped(count as f64, 0)),
    };
    match first.progress.as_str() {
        "" => format!("{count}: {} …", first.title),
        progress => format!("{count}: {} · {progress}", first.title),
    }
}

fn list_ui(ui: &mut Ui, jobs: &[Running], commands: &mut Vec<Command>) {
    ui.set_width(WIDTH);
    let title = strong(ui, "Activity");
    ui.label(title);
    if jobs.is_empty() {
        small_print_ui(ui, "Nothing is being done");
    }
    for job in jobs {
        ui.separator();
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let command = Command::CancelJob(job.id);
            let info = command.info();
            let cancel = ui.add(Button::new(info.caption)).on_hover_text(info.tooltip);
            if cancel.accessible_name(format!("{}: {}", info.caption, job.title)).clicked() {
                commands.push(command);
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                let colour = Theme::of(ui).text_strong;
                ui.add(Label::new(RichText::new(&job.title).color(colour)).wrap());
                let progress = if job.progress.is_empty() { "Under way …" } else { &job.progress };
                small_print_ui(ui, progress);
            });
        });
    }
}
