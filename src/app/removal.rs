//! Taking rows out of the cache, and back until the program ends.

use crate::app::state::AppState;
use crate::domain::series::SeriesKey;

impl AppState {
    pub(super) fn remove_rows(&mut self, keys: Vec<SeriesKey>) {
        let _ = keys;
    }

    pub(super) fn reset_to_case_file(&mut self) {}

    pub(super) fn reveal_data_folder(&mut self) {}
}
