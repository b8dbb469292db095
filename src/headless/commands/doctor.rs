//! `hashfloor doctor`: where everything is and whether it is sound.

use std::path::Path;
use std::sync::PoisonError;

use serde_json::json;

use crate::headless::args::JsonArgs;
use crate::headless::commands::opened;
use crate::headless::output::{Failure, print, print_json};

pub(super) fn run(args: &JsonArgs, data_dir: Option<&Path>) -> Result<(), Failure> {
    let started = opened(data_dir, None);
    let mut problems: Vec<String> = started.said.iter().map(|(_, sentence)| sentence.clone()).collect();
    let mut path = String::new();
    let (mut schema, mut bytes, mut integrity) = (0, 0, "no cache file".to_owned());
    if let Some(cache) = started.cache.as_ref().filter(|_| started.cache_is_stored) {
        let cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
        path = cache.path().map(|path| path.display().to_string()).unwrap_or_default();
        schema = cache.schema_version();
        bytes = cache.size_bytes();
        match cache.integrity() {
            Ok(report) if report.is_sound() => integrity = "ok".to_owned(),
            Ok(report) => {
                integrity = "damaged".to_owned();
                problems.extend(report.database_problems.iter().cloned());
                problems.extend(report.damaged_months.iter().map(|damaged| {
                    format!("{} of {} does not match its checksum", damaged.month, damaged.key)
                }));
            }
            Err(error) => {
                integrity = "unreadable".to_owned();
                problems.push(error.to_string());
            }
        }
    }
    let data_dir = started.folders.as_ref().map(|folders| folders.data.display().to_string());
    let settings = started.folders.as_ref().map(|folders| folders.settings_path().display().to_string());
    let workspace = started.workspace_path.as_ref().map(|path| path.display().to_string());
    let version = env!("CARGO_PKG_VERSION");
    let renderer = "OpenGL (glow) on screen, resvg for pictures";
    if args.json {
        return print_json(&json!({
            "version": version,
            "data_dir": data_dir,
            "workspace": workspace,
            "settings": settings,
            "cache": { "path": path, "schema": schema, "bytes": bytes, "integrity": integrity },
            "renderer": renderer,
            "problems": problems,
        }));
    }
    let mut text = format!(
        "Hashfloor {version}\ndata       {}\nworkspace  {}\nsettings   {}\ncache      {path} (schema {schema}, {bytes} bytes, {integrity})\nrenderer   {renderer}\n",
        data_dir.unwrap_or_else(|| "in memory".to_owned()),
        workspace.unwrap_or_else(|| "in memory".to_owned()),
        settings.unwrap_or_else(|| "defaults".to_owned()),
    );
    for problem in &problems {
        text.push_str(&format!("problem    {problem}\n"));
    }
    if problems.is_empty() {
        text.push_str("no problems\n");
    }
    print(text.as_bytes())
}
