//! What the hand can do on the charts, in words: the sheet of shortcuts lists it.
//!
//! Gestures are not commands of their own, they end in some; so they stand here in a
//! table, with the modifier keys filled in for a platform.

use crate::app::shortcut::Platform;

/// A movement of the hand and what comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MouseGesture {
    /// With `{command}` and `{alt}` for the keys of the platform.
    hand: &'static str,
    /// What comes of it, in sentence case and without a full stop.
    pub does: &'static str,
}

impl MouseGesture {
    /// The movement in a platform's words: `Alt-drag`, `Option-drag`.
    pub fn hand(&self, platform: Platform) -> String {
        self.hand.replace("{command}", platform.command()).replace("{alt}", platform.alt())
    }
}

const fn gesture(hand: &'static str, does: &'static str) -> MouseGesture {
    MouseGesture { hand, does }
}

/// Every gesture by what it is about, and the keys that are no command of their own.
pub const MOUSE_GESTURES: &[(&str, &[MouseGesture])] = &[
    (
        "More keys",
        &[
            gesture("Tab", "Go through everything that can be read or moved"),
            gesture("Esc", "Leave the nearest thing: a drag, a menu, a window, the selection"),
            gesture("{command}+Y", "Do the last undone change again"),
            gesture("Arrows, Page, Home, End", "With the data cursor on: go through rows and series"),
            gesture("Shift with these", "Measure from there"),
        ],
    ),
    (
        "Levels by mouse",
        &[
            gesture("Double-click on empty chart", "Add a level there"),
            gesture("Drag a level or its chip", "Move it; it snaps to prices, averages and round numbers"),
            gesture("{command} while dragging", "Snap where it would not, or not where it would"),
            gesture("{alt}-drag on empty chart", "Draw a zone"),
            gesture("Esc while dragging", "Put everything back"),
            gesture("Right-click a level", "Its menu: kind, lock, clone, hide, delete"),
        ],
    ),
    (
        "Scenarios by mouse",
        &[
            gesture("Drag a handle", "Move a waypoint or the target in time and price"),
            gesture("Double-click on a path", "Add a waypoint"),
        ],
    ),
    (
        "Charts by mouse",
        &[
            gesture("Wheel", "Zoom in time about the pointer"),
            gesture("Trackpad stroke, or Shift with the wheel", "Pan through time"),
            gesture("Drag the chart", "Pan"),
            gesture("Drag an axis", "Zoom that axis"),
            gesture("Double-click an axis", "Fit that axis"),
            gesture("Shift-drag", "Measure time, percent and rows"),
            gesture("Right-drag", "Zoom into a box"),
            gesture("Right-click", "The menu of what is under the pointer"),
            gesture("Drag the border between two panes", "Give one more height"),
            gesture("Double-click a pane’s title", "Maximise the pane, or restore all"),
            gesture("Drag in the history strip", "Move the window, or one edge of it"),
            gesture("Drop a file on the window", "Show what it holds before anything is stored"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gestures_name_the_keys_of_the_platform() {
        let all: Vec<_> = MOUSE_GESTURES.iter().flat_map(|(_, gestures)| *gestures).collect();
        let hands = |platform| all.iter().map(|gesture| gesture.hand(platform)).collect::<Vec<_>>();
        assert!(hands(Platform::Mac).contains(&"Option-drag on empty chart".to_owned()));
        assert!(hands(Platform::Other).contains(&"Alt-drag on empty chart".to_owned()));
        assert!(hands(Platform::Mac).contains(&"Cmd while dragging".to_owned()));
        assert!(hands(Platform::Other).iter().all(|hand| !hand.contains(['{', '}'])));
        assert!(all.iter().all(|gesture| !gesture.does.ends_with('.')));
    }
}
