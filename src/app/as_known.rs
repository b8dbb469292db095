//! Every series as it was known on a past day.

use crate::app::state::AppState;
use crate::domain::time::UnixSecs;

impl AppState {
    /// The past day whose knowledge is shown; `None` for what is known now.
    pub fn as_known_on(&self) -> Option<UnixSecs> {
        None
    }

    pub(super) fn show_as_known(&mut self, day: Option<UnixSecs>) {
        let _ = day;
    }
}
