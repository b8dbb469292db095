//! Cache and settings alone, for work that needs no library.
//!
//! A refresh from the command line reads a few rows of each series; loading all
//! of them and deriving averages first would take longer than the work itself.

use std::sync::{Arc, Mutex};

use crate::app::import::SharedCache;
use crate::app::notice::Severity;
use crate::app::settings::Settings;
use crate::app::startup::{
    StartOptions, bundled_case, case_batch, noted, open_cache, open_folders, open_settings, put_case,
};

/// A data folder that is open for writing rows.
pub struct OpenStore {
    /// The cache; `None` if it cannot be used or nothing of it would be kept.
    pub cache: Option<SharedCache>,
    /// Settings over all workspaces.
    pub settings: Settings,
    /// What the user should know.
    pub said: Vec<(Severity, String)>,
}

/// Opens cache and settings, the case file in an empty cache as at every start.
pub fn open_store(options: &StartOptions) -> OpenStore {
    let mut said = Vec::new();
    let folders = open_folders(options.data_dir.as_deref(), &mut said);
    let (cache, is_stored) = open_cache(folders.as_ref(), true, options.clock, &mut said);
    let settings = open_settings(folders.as_ref(), &mut said);
    let Some(mut cache) = cache.filter(|_| is_stored) else {
        return OpenStore { cache: None, settings, said };
    };
    let case = bundled_case(&mut said);
    let batch = case_batch(&case, options.clock);
    let filled = match put_case(&mut cache, &case, &batch) {
        // Found only now, in a page that opening did not read.
        Err(error) if error.is_damage() => {
            cache.rebuild(error.fault.to_string(), options.clock.now()).and_then(|opened| {
                let mut cache = noted(opened, &mut said);
                put_case(&mut cache, &case, &batch).map(|()| cache)
            })
        }
        filled => filled.map(|()| cache),
    };
    let cache = match filled {
        Ok(cache) => Some(Arc::new(Mutex::new(cache))),
        Err(error) => {
            said.push((Severity::Problem, format!("The cache cannot be used: {error}")));
            None
        }
    };
    OpenStore { cache, settings, said }
}
