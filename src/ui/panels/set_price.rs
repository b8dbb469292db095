//! The exact price of a level to type: one for a price, two for a zone or a line.
//!
//! Knows how the window looks and how people write prices; whether a level can lie there
//! is the model's to say, and it is said while it is typed.

use egui::text::{CCursor, CCursorRange};
use egui::{Button, Id, Key, RichText, TextEdit, Ui};

use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::level_edits::{level_words, place_of_prices, prices_of};
use crate::app::state::AppState;
use crate::domain::format::signed_percent;
use crate::domain::level::{Level, LevelId, Place};
use crate::domain::number_format::NumberFormat;
use crate::ui::panels::dialog::{Closing, dialog_ui, keep_typed};
use crate::ui::panels::place_text::read_price;
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;
use crate::ui::widgets::text::small_print_ui;
use crate::ui::widgets::value::plain_price;

/// The window of [`crate::app::command::Dialog::SetPrice`].
pub fn set_price_ui(ui: &Ui, state: &AppState, id: LevelId, commands: &mut Vec<Command>) {
    let Some(level) = state.document().level(id) else {
        commands.push(Command::ShowDialog(None));
        return;
    };
    let memory = Id::unique(("typed prices", id.0));
    let kept: Option<Vec<String>> = ui.data(|data| data.get_temp(memory));
    let is_new = kept.is_none();
    let numbers = Theme::of(ui).numbers;
    let mut texts = kept.unwrap_or_else(|| {
        prices_of(level.place).into_iter().map(|price| numbers.of(plain_price(price))).collect()
    });
    let (mut entered, mut pressed, mut cancelled) = (false, false, false);
    let can_set = read(level, &texts, numbers).is_ok();
    let closing = dialog_ui(
        ui,
        "set price",
        "Set price",
        360.0,
        |ui| {
            small_print_ui(ui, numbers.of(level_words(level)));
            for (index, (text, name)) in texts.iter_mut().zip(names(level.place)).enumerate() {
                ui.label(RichText::new(&name).small());
                let field_id = memory.with(index);
                let response = ui
                    .add(
                        TextEdit::singleline(text)
                            .id(field_id)
                            .desired_width(f32::INFINITY)
                            .hint_text(numbers.of("70,000")),
                    )
                    .accessible_name(&name);
                let enter = ui.input(|input| input.key_pressed(Key::Enter));
                entered |= response.lost_focus() && enter;
                let nothing_focused = ui.memory(|memory| memory.focused().is_none());
                if index == 0 && (is_new || (nothing_focused && !(enter && can_set))) {
                    response.request_focus();
                    select_all(ui, field_id, text);
                }
            }
            // Of two lines' height whatever it says, so that the buttons stay put.
            ui.scope(|ui| {
                ui.set_min_height(32.0);
                answer_ui(ui, state, level, &texts);
            });
        },
        |ui| {
            ui.add_enabled_ui(can_set, |ui| {
                pressed = primary_button_ui(ui, "Set").clicked();
            });
            cancelled = ui.add(Button::new("Cancel")).clicked();
        },
    );
    let done = match (entered || pressed, read(level, &texts, numbers)) {
        (true, Ok(place)) => {
            commands.extend([Command::ShowDialog(None), Command::Edit(Edit::MoveLevel { id, place })]);
            true
        }
        _ if cancelled || closing != Closing::No => {
            commands.push(Command::ShowDialog(None));
            true
        }
        _ => false,
    };
    keep_typed(ui, memory, (!done).then_some(texts));
}

/// What each field is called.
fn names(place: Place) -> Vec<String> {
    match place {
        Place::Price(_) => vec!["Price, USD".to_owned()],
        Place::Zone { .. } => vec!["Low, USD".to_owned(), "High, USD".to_owned()],
        Place::Line { from, to, .. } => {
            [from, to].map(|anchor| format!("Price on {}, USD", anchor.date.day_label())).to_vec()
        }
    }
}

/// The place that is typed, or what is wrong with it in a sentence.
fn read(level: &Level, texts: &[String], numbers: NumberFormat) -> Result<Place, String> {
    let mut prices = Vec::new();
    for text in texts {
        match read_price(&numbers.plain(text)) {
            Some(price) => prices.push(price),
            None => return Err(numbers.of("A price is written as 70,000 or 70k")),
        }
    }
    place_of_prices(level.place, &prices)
}

/// How far the typed price lies from the last close, or what is wrong with it.
fn answer_ui(ui: &mut Ui, state: &AppState, level: &Level, texts: &[String]) {
    let theme = Theme::of(ui);
    match read(level, texts, theme.numbers) {
        Err(sentence) => {
            ui.label(RichText::new(sentence).small().color(theme.danger));
        }
        Ok(place) => {
            let Some((_, close)) = state.last_close() else { return };
            let away: Vec<_> =
                prices_of(place).iter().map(|price| signed_percent(price / close - 1.0, 2)).collect();
            let away = theme.numbers.of(away.join(" and "));
            small_print_ui(ui, format!("{away} from the last close"));
        }
    }
}

/// What is typed next replaces what stands there.
fn select_all(ui: &Ui, field: Id, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), field).unwrap_or_default();
    let all = CCursorRange::two(CCursor::default(), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(all));
    state.store(ui.ctx(), field);
}
