//! One thing that can be asked for: the command in words, its place, its key, and why not now.

use crate::app::command::Command;
use crate::app::shortcut::Shortcut;
use crate::app::state::AppState;

/// Where a command belongs; in the order of the menu bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Files in and out.
    File,
    /// What is selected, undo.
    Edit,
    /// Panels, theme, size.
    View,
    /// Time, axes, the data cursor.
    Chart,
    /// The arrangement of the panes.
    Panes,
    /// What is drawn, and how.
    Series,
    /// Levels.
    Levels,
    /// Scenarios and their model.
    Scenarios,
    /// Notes and events.
    Notes,
    /// Fetching, looking back, clearing.
    Data,
    /// The program itself.
    Help,
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Self; 11] = [
        Self::File,
        Self::Edit,
        Self::View,
        Self::Chart,
        Self::Panes,
        Self::Series,
        Self::Levels,
        Self::Scenarios,
        Self::Notes,
        Self::Data,
        Self::Help,
    ];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Chart => "Chart",
            Self::Panes => "Panes",
            Self::Series => "Series",
            Self::Levels => "Levels",
            Self::Scenarios => "Scenarios",
            Self::Data => "Data",
            Self::Notes => "Notes",
            Self::Help => "Help",
        }
    }
}

/// A command that can be given, or will be able to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What is asked for.
    pub command: Command,
    /// In full, so that it can be understood away from its menu.
    pub caption: String,
    /// Where it belongs.
    pub group: Group,
    /// One sentence, without a full stop.
    pub tooltip: &'static str,
    /// The key, if it has one.
    pub shortcut: Option<Shortcut>,
    /// For one of several states: whether it is the one in force.
    pub in_force: Option<bool>,
    /// Why it cannot be given now, in a sentence; `None` if it can.
    pub blocked: Option<String>,
}

impl Offer {
    /// An offer that can be taken.
    pub fn new(state: &AppState, group: Group, command: Command, caption: impl Into<String>) -> Self {
        let info = command.info();
        Self {
            caption: caption.into(),
            group,
            tooltip: info.tooltip,
            // The one place that says which key a command has.
            shortcut: state.shortcut_of(&command),
            in_force: None,
            blocked: None,
            command,
        }
    }

    /// Whether it can be taken now.
    pub fn is_enabled(&self) -> bool {
        self.blocked.is_none()
    }

    pub(super) fn state(&mut self, in_force: bool) -> &mut Self {
        self.in_force = Some(in_force);
        self
    }

    pub(super) fn needs(&mut self, possible: bool, why_not: &str) -> &mut Self {
        if !possible && self.blocked.is_none() {
            self.blocked = Some(why_not.to_owned());
        }
        self
    }
}
