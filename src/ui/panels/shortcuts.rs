//! Every key and every movement of the hand at a glance, to be searched.
//!
//! Keys are read from the commands themselves, in the groups of the menus; what the mouse
//! does stands in a table of the app. Groups fill two columns, each where there is room.

use egui::{CornerRadius, Frame, Id, Label, Margin, RichText, Stroke, TextEdit, Ui};

use crate::app::command::Command;
use crate::app::fuzzy::Searched;
use crate::app::mouse_gestures::MOUSE_GESTURES;
use crate::app::offered::Group;
use crate::app::shortcut::Platform;
use crate::app::state::AppState;
use crate::ui::panels::dialog::{Closing, dialog_ui};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, RADIUS, SMALL};
use crate::ui::widgets::button::primary_button_ui;
use crate::ui::widgets::text::{group_heading, small_print_ui};

/// Width of the window in points.
const WIDTH: f32 = 800.0;
/// Between the two columns, in points.
const GUTTER: f32 = 32.0;
/// Least width of a column, in points.
const LEAST_COLUMN: f32 = 300.0;
/// Share of a column that keys and movements take.
const HAND_SHARE: f32 = 0.42;

/// A line of the sheet.
struct Line {
    hand: String,
    does: String,
}

/// A group of the sheet.
struct Block {
    title: &'static str,
    lines: Vec<Line>,
}

/// The window of [`crate::app::command::Dialog::Shortcuts`].
pub fn shortcuts_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let memory = Id::unique("searched shortcuts");
    let mut typed: String = ui.data(|data| data.get_temp(memory)).unwrap_or_default();
    let mut close = false;
    let blocks = matching(blocks(state, Platform::HERE), &typed);
    let closing = dialog_ui(
        ui,
        "shortcuts",
        "Keyboard shortcuts and gestures",
        WIDTH,
        |ui| {
            let field = TextEdit::singleline(&mut typed)
                .hint_text("Find a key or a gesture")
                .char_limit(60)
                .desired_width(f32::INFINITY);
            ui.add(field).accessible_name("Find a key or a gesture");
            ui.add_space(8.0);
            if blocks.is_empty() {
                small_print_ui(ui, "No key or gesture matches, try fewer letters");
            }
            columns_ui(ui, &blocks);
        },
        |ui| close = primary_button_ui(ui, "Close").clicked(),
    );
    if close || closing != Closing::No {
        ui.data_mut(|data| data.remove::<String>(memory));
        commands.push(Command::ShowDialog(None));
    } else {
        ui.data_mut(|data| data.insert_temp(memory, typed));
    }
}

/// Keys by the group of their command, then what the mouse does.
fn blocks(state: &AppState, platform: Platform) -> Vec<Block> {
    let offers = Command::offered(state);
    let keys = |group: Group| Block {
        title: group.title(),
        lines: offers
            .iter()
            .filter(|offer| offer.group == group)
            .filter_map(|offer| {
                // The step that would be undone is not the sheet's business.
                let steps = matches!(offer.command, Command::Undo | Command::Redo);
                let does = if steps { offer.tooltip } else { offer.caption.as_str() };
                Some(Line { hand: offer.shortcut?.words(platform), does: does.to_owned() })
            })
            .collect(),
    };
    let hands = MOUSE_GESTURES.iter().map(|(title, gestures)| Block {
        title,
        lines: gestures
            .iter()
            .map(|gesture| Line { hand: gesture.hand(platform), does: gesture.does.to_owned() })
            .collect(),
    });
    Group::ALL.map(keys).into_iter().chain(hands).filter(|block| !block.lines.is_empty()).collect()
}

/// What is left of the sheet for a typed text.
fn matching(blocks: Vec<Block>, typed: &str) -> Vec<Block> {
    let kept = blocks.into_iter().map(|mut block| {
        block.lines.retain(|line| {
            Searched::new(&format!("{} {}", line.does, line.hand), block.title).matched(typed).is_some()
        });
        block
    });
    kept.filter(|block| !block.lines.is_empty()).collect()
}

/// The blocks in two columns of about the same length, or in one where it is narrow.
fn columns_ui(ui: &mut Ui, blocks: &[Block]) {
    let two = ui.available_width() >= 2.0 * LEAST_COLUMN + GUTTER;
    if !two {
        blocks.iter().for_each(|block| block_ui(ui, block));
        return;
    }
    let length = |block: &Block| block.lines.len() + 2;
    let whole: usize = blocks.iter().map(length).sum();
    let mut before = 0;
    let (left, right): (Vec<&Block>, Vec<&Block>) = blocks.iter().partition(|block| {
        let middle = before + length(block) / 2;
        before += length(block);
        2 * middle <= whole
    });
    ui.spacing_mut().item_spacing.x = GUTTER;
    ui.columns(2, |columns| {
        for (ui, blocks) in columns.iter_mut().zip([left, right]) {
            ui.spacing_mut().item_spacing.x = 8.0;
            blocks.into_iter().for_each(|block| block_ui(ui, block));
        }
    });
}

fn block_ui(ui: &mut Ui, block: &Block) {
    let theme = Theme::of(ui);
    let heading = group_heading(ui, block.title);
    ui.label(heading).accessible_name(block.title);
    ui.add_space(2.0);
    let width = ui.available_width();
    for line in &block.lines {
        ui.horizontal_top(|ui| {
            let hand = width * HAND_SHARE;
            ui.allocate_ui(egui::vec2(hand, 20.0), |ui| {
                ui.set_min_width(hand);
                Frame::new()
                    .fill(theme.chip)
                    .stroke(Stroke::new(HAIRLINE, theme.border))
                    .corner_radius(CornerRadius::same(RADIUS))
                    .inner_margin(Margin::symmetric(6, 1))
                    .show(ui, |ui| {
                        let text = RichText::new(&line.hand).size(SMALL).color(theme.text_strong);
                        ui.add(Label::new(text).wrap());
                    });
            });
            ui.add(Label::new(RichText::new(&line.does).color(theme.text)).wrap());
        });
    }
    ui.add_space(12.0);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::clock::Clock;
    use crate::domain::time::UnixSecs;

    fn sheet(platform: Platform) -> Vec<Block> {
        blocks(&AppState::new(Clock::Fixed(UnixSecs(0)), Arc::new(|| {})), platform)
    }

    #[test]
    fn every_shortcut_stands_on_the_sheet_in_the_words_of_the_platform() {
        for platform in [Platform::Mac, Platform::Other] {
            let hands: Vec<_> = sheet(platform).into_iter().flat_map(|block| block.lines).collect();
            for command in Command::with_shortcuts() {
                let words = command.info().shortcut.unwrap().words(platform);
                assert!(hands.iter().any(|line| line.hand == words), "{words} of {command:?}");
            }
            for (index, line) in hands.iter().enumerate() {
                let twice = |other: &&Line| other.hand == line.hand && other.does == line.does;
                assert!(!hands[index + 1..].iter().any(|other| twice(&other)), "{}", line.does);
            }
        }
    }

    #[test]
    fn a_few_letters_leave_what_they_mean() {
        let left = matching(sheet(Platform::Other), "zone");
        let lines: Vec<_> =
            left.iter().flat_map(|block| &block.lines).map(|line| line.does.as_str()).collect();
        assert!(lines.contains(&"Draw a zone"), "{lines:?}");
        assert!(matching(sheet(Platform::Other), "xqzj").is_empty());
    }
}
