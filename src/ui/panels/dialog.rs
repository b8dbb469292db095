//! The frame of every small window.

use egui::{
    Color32, CornerRadius, Frame, Id, Key, Margin, Modal, Modifiers, RichText, ScrollArea, Stroke, Ui,
};

use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, RADIUS};
use crate::ui::widgets::text::strong;

/// Room left around a window in points.
const AROUND: f32 = 48.0;
/// Room for a window's heading and buttons in points.
const HEAD_AND_FOOT: f32 = 120.0;

/// What the user did with the window as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// It stays.
    No,
    /// Esc was pressed.
    ByKey,
    /// The ground beside it was clicked.
    ByClickBeside,
}

/// Shows a window over everything else: a heading, a body that scrolls when it
/// has to, and a row of buttons.
pub fn dialog_ui(
    ui: &Ui,
    id: &str,
    title: &str,
    width: f32,
    body: impl FnOnce(&mut Ui),
    buttons: impl FnOnce(&mut Ui),
) -> Closing {
    let theme = Theme::of(ui);
    let screen = ui.ctx().content_rect();
    let area = Modal::default_area(Id::unique(id)).accessible_name(title);
    let frame = Frame::new()
        .fill(theme.panel)
        .stroke(Stroke::new(HAIRLINE, theme.border))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::same(20));
    let shown = Modal::new(Id::unique(id))
        .area(area)
        .frame(frame)
        .backdrop_color(Color32::from_black_alpha(if theme.dark { 140 } else { 70 }))
        .show(ui.ctx(), |ui| {
            ui.set_width(width.min(screen.width() - AROUND));
            ui.set_max_height(screen.height() - AROUND);
            ui.spacing_mut().interact_size.y = 20.0;
            ui.heading(RichText::new(title).color(theme.text_strong));
            ui.add_space(8.0);
            ScrollArea::vertical()
                .max_height((screen.height() - AROUND - HEAD_AND_FOOT).max(80.0))
                .auto_shrink([false, true])
                .show(ui, body);
            ui.add_space(12.0);
            ui.horizontal(buttons);
        });
    if shown.backdrop_response.clicked() {
        return Closing::ByClickBeside;
    }
    let escape = !shown.any_popup_open
        && shown.is_top_modal
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if escape { Closing::ByKey } else { Closing::No }
}

/// What is typed in a window: kept for its next frame, forgotten (`None`) when it is done with.
pub fn keep_typed<T: Clone + Send + Sync + 'static>(ui: &Ui, memory: Id, typed: Option<T>) {
    ui.data_mut(|data| match typed {
        Some(typed) => {
            data.insert_temp(memory, typed);
        }
        None => data.remove::<T>(memory),
    });
}

/// A heading within a window.
pub fn section_ui(ui: &mut Ui, title: &str) {
    ui.add_space(8.0);
    let text = strong(ui, title);
    ui.label(text);
}
