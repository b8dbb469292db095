//! What an edit is called on a menu or button, and what it does in a sentence.

use crate::app::command_info::{CommandInfo, info};
use crate::app::edit::Edit;
use crate::app::edit_panes::PaneEdit;
use crate::app::pane_spec::{AxisChoice, Compare, Style};
use crate::calc::interval::Interval;
use crate::chart::scale::ScaleKind;
use crate::domain::level::LevelKind;

/// Caption and tooltip of an edit; edits have no keys of their own.
pub(super) fn edit_info(edit: &Edit) -> CommandInfo {
    match edit {
        Edit::AddLevel { .. } => info("Add level", "Add a level at this price"),
        Edit::MoveLevel { .. } => info("Move level", "Move the level to this price"),
        Edit::RelabelLevel { .. } => info("Label", "Change the words beside the line"),
        Edit::SetLevelKind { kind, .. } => match kind {
            LevelKind::Support => info("Support", "Price is expected to turn up here"),
            LevelKind::Resistance => info("Resistance", "Price is expected to turn down here"),
            LevelKind::Cost => info("Cost", "Somebody's cost of production or entry"),
            LevelKind::Neutral => info("Neutral", "Just a mark"),
        },
        Edit::LockLevel { locked: true, .. } => info("Lock", "Keep the level where it is"),
        Edit::LockLevel { locked: false, .. } => info("Unlock", "Let the level be moved again"),
        Edit::HideLevel { hidden: true, .. } => info("Hide", "Keep the level without drawing it"),
        Edit::HideLevel { hidden: false, .. } => info("Show", "Draw the level again"),
        Edit::CloneLevel { .. } => info("Clone", "Add a copy a little above"),
        Edit::DeleteLevel { .. } => info("Delete", "Take the level away; Undo brings it back"),
        Edit::MoveWaypoint { .. } => info("Move waypoint", "Move the point to this day and price"),
        Edit::AddWaypoint { .. } => info("Add waypoint", "Add a point to the path"),
        Edit::RemoveWaypoint { .. } => info("Remove waypoint", "Take the point off the path"),
        Edit::SetScenarioRule { .. } => info("Rule", "Decide by touch or by close"),
        Edit::HideScenario { hidden: true, .. } => info("Hide", "Keep the scenario without drawing it"),
        Edit::HideScenario { hidden: false, .. } => info("Show", "Draw the scenario again"),
        Edit::CloneScenario { .. } => info("Clone", "Add a copy to make your own"),
        Edit::DeleteScenario { .. } => info("Delete", "Take the scenario away; Undo brings it back"),
        Edit::SetVolatility(Some(_)) => info("Volatility", "Set the yearly volatility of the model"),
        Edit::SetVolatility(None) => info("Use realised", "Take the realised volatility of the last 90 days"),
        Edit::SetDrift(_) => info("Drift", "Set the drift of the model"),
        Edit::Panes(edit) => pane_info(edit),
        Edit::ShowSeries { shown: true, .. } => info("Show series", "Draw this series"),
        Edit::ShowSeries { shown: false, .. } => info("Hide series", "Do not draw this series"),
        Edit::PreferSource { .. } => info("Source", "Draw the series from this source"),
        Edit::SetInterval(interval) => match interval {
            Interval::AsStored => info("As stored", "Draw every row as it was stored"),
            Interval::Hour1 => info("1 hour", "Draw a candle or bar an hour, UTC"),
            Interval::Hour4 => info("4 hours", "Draw a candle or bar every four hours, UTC"),
            Interval::Day => info("Day", "Draw a candle or bar a UTC day"),
            Interval::Week => info("Week", "Draw a candle or bar a week, from Monday"),
            Interval::Month => info("Month", "Draw a candle or bar a calendar month"),
        },
        Edit::AddNote { .. } => info("Add note here", "Add a note at this day"),
        Edit::EditNote { .. } => info("Edit note", "Change the words of the note"),
        Edit::MoveNote { .. } => info("Move note", "Move the note to this day"),
        Edit::DeleteNote { .. } => info("Delete", "Take the note away; Undo brings it back"),
        Edit::HideNote { hidden: true, .. } => info("Hide", "Keep the note without drawing it"),
        Edit::HideNote { hidden: false, .. } => info("Show", "Draw the note again"),
        Edit::ImportNotes(_) => info("Import notes", "Add these notes in one step of undo"),
        Edit::ShowEvents(true) => info("Show events", "Draw the case file's events on the time axis"),
        Edit::ShowEvents(false) => info("Hide events", "Leave the case file's events off the time axis"),
        Edit::Alerts(edit) => edit.info(),
        Edit::SetLevelNote { .. } => info("Note", "Change the longer text of the level"),
        Edit::SetLevelSource { .. } => info("Source", "Change who named the level"),
        Edit::SetLevelColour { colour: Some(_), .. } => info("Colour", "Give the level another colour"),
        Edit::SetLevelColour { colour: None, .. } => {
            info("Colour of its kind", "Give the level the colour of its kind back")
        }
        Edit::ImportLevels(_) => info("Import levels", "Add these levels in one step of undo"),
        Edit::SetTouchTolerance(_) => {
            info("Tolerance", "Set how near a swing must come to a level to touch it")
        }
        Edit::Miners(edit) => edit.info(),
    }
}

fn pane_info(edit: &PaneEdit) -> CommandInfo {
    match edit {
        PaneEdit::Add { .. } => info("In a new pane", "Draw this series in a pane of its own"),
        PaneEdit::Remove { .. } => info("Remove pane", "Take the pane away; Undo brings it back"),
        PaneEdit::Hide { hidden: true, .. } => info("Hide pane", "Keep the pane without showing it"),
        PaneEdit::Hide { hidden: false, .. } => info("Show pane", "Show the pane again"),
        PaneEdit::Move { .. } => info("Move pane", "Put the pane at another place in the stack"),
        PaneEdit::Resize { .. } => info("Resize panes", "Give the panes other heights"),
        PaneEdit::SetScale { scale: ScaleKind::Linear, .. } => info("Linear", "Equal steps in the unit"),
        PaneEdit::SetScale { scale: ScaleKind::Log, .. } => info("Log", "Equal steps in percent"),
        PaneEdit::SetCompare { compare, .. } => match compare {
            Compare::Values => info("Values", "Show the values themselves"),
            Compare::Percent => info("Percent change", "Show the change since the left edge"),
            Compare::Index => info("Index 100", "Show every series as 100 at the left edge"),
        },
        PaneEdit::ShadeClosed { shaded: true, .. } => {
            info("Shade closed days", "Shade weekends and US market holidays")
        }
        PaneEdit::ShadeClosed { shaded: false, .. } => {
            info("No shaded days", "Leave weekends and US market holidays as they are")
        }
        PaneEdit::ShadeMood { shaded: true, .. } => info(
            "Shade fear and greed",
            "Shade each day by its class of the Fear & Greed index: fear along the foot, greed along the head, \
                 thick where it is extreme",
        ),
        PaneEdit::ShadeMood { shaded: false, .. } => {
            info("No fear and greed", "Take the classes of the Fear & Greed index off the ground")
        }
        PaneEdit::Put { .. } => info("Add to this pane", "Draw this series in the pane too"),
        PaneEdit::MoveSeries { to: Some(_), .. } => info("Move to pane", "Draw the series in another pane"),
        PaneEdit::MoveSeries { to: None, .. } => info("Own pane", "Move the series to a pane of its own"),
        PaneEdit::RemoveSeries { .. } => info("Remove", "Take the series out of this pane"),
        PaneEdit::HideSeries { hidden: true, .. } => info("Hide", "Keep the series in the legend only"),
        PaneEdit::HideSeries { hidden: false, .. } => info("Show", "Draw the series again"),
        PaneEdit::SetStyle { style, .. } => style_info(*style),
        PaneEdit::SetAxis { axis, .. } => match axis {
            AxisChoice::Auto => info("By its unit", "Read the series where its unit has an axis"),
            AxisChoice::Right => info("Right axis", "Read the series on the right axis"),
            AxisChoice::Left => info("Left axis", "Read the series on the left axis"),
        },
        PaneEdit::SetHue { hue: Some(_), .. } => info("Colour", "Give the series another colour"),
        PaneEdit::SetHue { hue: None, .. } => info("Own colour", "Give the series its own colour back"),
        PaneEdit::AddComputed { .. } => info("Add indicator", "Compute it and draw it"),
        PaneEdit::ReplaceComputed { .. } => info("Change", "Draw the indicator with these parameters"),
        PaneEdit::RemoveComputed { .. } => {
            info("Remove", "Take the indicator with all its lines out of this pane")
        }
        PaneEdit::ShowVolume { shown: true, .. } => info("Volume", "Draw bars of volume under the price"),
        PaneEdit::ShowVolume { shown: false, .. } => info("No volume", "Leave the bars of volume out"),
    }
}

fn style_info(style: Style) -> CommandInfo {
    match style {
        Style::Auto => info("Usual", "Draw the series as the catalogue says"),
        Style::Candles => info("Candles", "Draw open, high, low and close"),
        Style::HollowCandles => info("Hollow candles", "Draw candles, rising ones hollow"),
        Style::OhlcBars => info("Bars", "Draw open and close as ticks beside a bar"),
        Style::Line => info("Line", "Draw a line through the values"),
        Style::Area => info("Area", "Draw a line on a soft ground"),
        Style::Steps => info("Steps", "Let each value hold until the next row"),
        Style::Columns => info("Columns", "Draw a bar from zero for each row"),
    }
}
