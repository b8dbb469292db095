//! Line tools, alerts, settings and files of levels that can be asked for now.

use crate::app::alerts::wishes;
use crate::app::command::{Command, LineTool};
use crate::app::offered::kinds::CommandKind;
use crate::app::offered::{Group, NO_PRICE, Offers};
use crate::app::setting_change::{Section, SettingChange};
use crate::domain::number_format::NumberFormat;

pub(super) fn of_tools(offers: &mut Offers<'_>, kind: CommandKind) {
    let state = offers.state;
    let can_draw = state.drawn_price().is_some();
    match kind {
        CommandKind::DrawLine => {
            for tool in LineTool::ALL {
                let command = Command::DrawLine(tool);
                let (caption, held) = (command.info().caption, state.line_tool() == Some(tool));
                offers.add(Group::Levels, command, caption).state(held).needs(can_draw, NO_PRICE);
            }
        }
        CommandKind::AddLine => {
            for tool in LineTool::ALL {
                let words = match tool {
                    LineTool::TrendLine => "trend line",
                    LineTool::Ray => "ray",
                };
                let caption = format!("Add a {words} between two rows in view");
                offers.add(Group::Levels, Command::AddLine(tool), caption).needs(can_draw, NO_PRICE);
            }
        }
        CommandKind::LeaveTool => {
            let held = state.line_tool().is_some();
            let offer = offers.add(Group::Levels, Command::LeaveTool, "Lay the line tool down");
            offer.needs(held, "No line tool is in hand");
        }
        CommandKind::AddZoneAtLastClose => {
            let command = Command::AddZoneAtLastClose;
            let caption = command.info().caption;
            offers.add(Group::Levels, command, caption).needs(can_draw, NO_PRICE);
        }
        CommandKind::TypePriceOfSelected => {
            let level = state.selection().and_then(|selection| selection.level());
            let level = level.and_then(|id| state.document().level(id));
            let command = Command::TypePriceOfSelected;
            let offer = offers.add(Group::Levels, command, "Type the price of the selected level…");
            offer.needs(level.is_some(), "Select a level first");
            offer.needs(level.is_none_or(|level| !level.locked), "It is locked: unlock it first");
        }
        _ => of_alerts(offers, kind),
    }
}

fn of_alerts(offers: &mut Offers<'_>, kind: CommandKind) {
    let state = offers.state;
    match kind {
        CommandKind::ArmAlert => {
            for wish in wishes(state.document()) {
                let caption = format!("Arm the alert again: {}", wish.words());
                offers.add(Group::Levels, Command::ArmAlert(wish.key), caption);
            }
            offers.withhold("offered for each alert");
        }
        CommandKind::ClearAlertLog => {
            let any = !state.alert_log().fired.is_empty();
            let offer = offers.add(Group::Levels, Command::ClearAlertLog, "Empty the list of fired alerts");
            offer.needs(any, "No alert has fired");
        }
        CommandKind::RestoreAlertLog => offers.withhold("the notice of the emptied list offers it"),
        CommandKind::ChooseLevelsImport => {
            let command = Command::ChooseLevelsImport;
            let caption = command.info().caption;
            offers.add(Group::File, command, caption);
        }
        CommandKind::ChooseLevelsExport => {
            let any = !state.document().levels.is_empty();
            let command = Command::ChooseLevelsExport;
            let caption = command.info().caption;
            offers.add(Group::File, command, caption).needs(any, "There is no level yet: add one first");
        }
        _ => of_settings(offers),
    }
}

/// Choices of the settings; numbers, addresses and keys are typed in their window.
fn of_settings(offers: &mut Offers<'_>) {
    let settings = offers.state.settings();
    for numbers in NumberFormat::ALL {
        let command = Command::ChangeSetting(SettingChange::Numbers(numbers));
        let caption = format!("Numbers: {}", numbers.of("1,234.5"));
        offers.add(Group::View, command, caption).state(settings.numbers == numbers);
    }
    let on = settings.desktop_notifications;
    let command = Command::ChangeSetting(SettingChange::DesktopNotifications(!on));
    let caption = if on { "No notifications of the desktop" } else { "Notifications of the desktop too" };
    offers.add(Group::View, command, caption).state(on);
    for section in Section::ALL {
        let command = Command::ChangeSetting(SettingChange::Reset(section));
        offers.add(Group::View, command, format!("Reset preferences: {}", section.title().to_lowercase()));
    }
    crate::app::offered::data::of_live_settings(offers);
}
