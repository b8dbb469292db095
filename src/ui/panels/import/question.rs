//! What only the user can know, asked with big choices; and what went wrong, with the next step.

use egui::text::LayoutJob;
use egui::{Button, CornerRadius, Frame, Label, Margin, RichText, Stroke, TextFormat, Ui, vec2};

use crate::app::command::Command;
use crate::app::import::{Asked, Choice, Trouble};
use crate::ui::panels::import::{answer, is_new};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, RADIUS, small_font, strong_font};
use crate::ui::widgets::text::{small_print_ui, strong};

/// Least size of a choice, in points.
const CHOICE: egui::Vec2 = vec2(220.0, 46.0);

/// A question or an error, in a frame of its colour.
pub(super) fn trouble_ui(ui: &mut Ui, trouble: &Trouble, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let colour = if matches!(trouble, Trouble::Question(_)) { theme.accent } else { theme.danger };
    Frame::new()
        .fill(theme.app)
        .stroke(Stroke::new(HAIRLINE, colour))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::symmetric(14, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            match trouble {
                Trouble::Question(asked) => question_ui(ui, asked, commands),
                Trouble::Error { sentence, advice } => {
                    let text = RichText::new(sentence).color(theme.text_strong);
                    ui.add(Label::new(text).wrap());
                    small_print_ui(ui, *advice);
                }
            }
        });
}

fn question_ui(ui: &mut Ui, asked: &Asked, commands: &mut Vec<Command>) {
    let text = strong(ui, &asked.sentence);
    ui.add(Label::new(text).wrap());
    ui.add_space(6.0);
    let is_new = is_new(ui, &asked.sentence);
    ui.horizontal_wrapped(|ui| {
        for (index, choice) in asked.choices.iter().enumerate() {
            let button = choice_button(ui, choice);
            let response = ui.add(button);
            let response = response.accessible_name(format!("{}: {}", choice.caption, choice.example));
            if index == 0 && is_new {
                response.request_focus();
            }
            if response.clicked() {
                commands.push(answer(choice.answers.clone()));
            }
        }
    });
}

fn choice_button(ui: &Ui, choice: &Choice) -> Button<'static> {
    let theme = Theme::of(ui);
    let mut job = LayoutJob::default();
    job.append(&choice.caption, 0.0, TextFormat::simple(strong_font(), theme.text_strong));
    job.append(&format!("\n{}", choice.example), 0.0, TextFormat::simple(small_font(), theme.text_weak));
    Button::new(job).min_size(CHOICE)
}
