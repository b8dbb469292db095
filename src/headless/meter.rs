//! How long a piece of work took: for the hidden `bench` commands.

use std::time::Instant;

use serde_json::{Value, json};

use crate::ui::frame_cost::process_cpu_secs;

/// Measures from its start.
pub(super) struct Meter {
    wall: Instant,
    cpu: f64,
}

impl Meter {
    /// Starts now.
    pub(super) fn start() -> Self {
        Self { wall: Instant::now(), cpu: process_cpu_secs().unwrap_or(0.0) }
    }

    /// Seconds of the clock and of all processors since the start.
    pub(super) fn figures(&self) -> Value {
        let cpu = process_cpu_secs().unwrap_or(0.0) - self.cpu;
        json!({ "wall": self.wall.elapsed().as_secs_f64(), "cpu": cpu })
    }
}
