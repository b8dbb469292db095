//! What a run of the drawing bench found, as the kit's `RESULT` line.
//!
//! Knows the measured frames and the names the kit expects; knows no window.

use serde_json::{Value, json};

use crate::ui::bench::schedule::{PAN_STEPS, ZOOM_STEPS};
use crate::ui::frame_cost::{Missed, mean, median, missed};

/// One measured frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// From the beginning of its UI code to the beginning of the next frame's.
    pub wall_ms: f64,
    /// CPU of this process and of the X server in between.
    pub cpu_ms: f64,
    /// Time in our own UI code.
    pub ui_ms: f64,
}

/// Everything a run measured.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Rows drawn.
    pub rows: usize,
    /// Making the rows, which no program would have to do.
    pub generate_ms: f64,
    /// What a load does on its worker before the first frame.
    pub build_ms: f64,
    /// From asking for the window to its first frame.
    pub startup_ms: f64,
    /// The first frame with data.
    pub first: Measured,
    /// Pan, then zoom.
    pub frames: Vec<Measured>,
}

impl Report {
    /// Frames later than a refresh at 60 Hz, of pan and zoom together.
    pub fn missed(&self) -> Missed {
        missed(&self.frames.iter().map(|frame| frame.wall_ms).collect::<Vec<_>>())
    }

    /// The kit's line; `idle_cpu_ms_per_s` was measured after the last frame.
    ///
    /// **Unit.** Milliseconds, except `cpu` and `wall`, which are seconds a frame.
    pub fn line(&self, idle_cpu_ms_per_s: f64) -> String {
        let pan = self.frames.get(..PAN_STEPS.min(self.frames.len())).unwrap_or_default();
        let zoom = self.frames.get(pan.len()..).unwrap_or_default();
        // A run that was cut short has no zoom: pan stands for it.
        let zoom_or_pan = if zoom.is_empty() { pan } else { zoom };
        let weighted = |figure: fn(&[Measured]) -> f64| {
            let (pan, zoom) = (figure(pan), figure(zoom_or_pan));
            let (pans, zooms) = (PAN_STEPS as f64, ZOOM_STEPS as f64);
            (pan * pans + zoom * zooms) / (pans + zooms) / 1e3
        };
        let all = || std::iter::once(&self.first).chain(&self.frames);
        let missed = self.missed();
        let result = json!({
            "first": { "paint": self.first.wall_ms, "ui": self.first.ui_ms },
            "first_cpu": self.first.cpu_ms,
            "startup_ms": self.startup_ms,
            "generate_ms": self.generate_ms,
            "build_ms": self.build_ms,
            "pan": phase(pan),
            "zoom": phase(zoom),
            "cpu": weighted(cpu_ms),
            "wall": weighted(wall_ms),
            "ui_ms": mean(all().map(|frame| frame.ui_ms)),
            "frames_over_16_7_ms": missed.frames,
            "two_in_a_row_over_16_7_ms": missed.two_in_a_row,
            "longest_frame_ms": self.frames.iter().map(|frame| frame.wall_ms).fold(0.0, f64::max),
            "idle_cpu_ms_per_s": idle_cpu_ms_per_s,
        });
        format!("RESULT {result}")
    }
}

fn phase(frames: &[Measured]) -> Value {
    json!({
        "steps": frames.len(),
        "frame": wall_ms(frames),
        "cpu": cpu_ms(frames),
        "ui": median(frames.iter().map(|frame| frame.ui_ms)),
    })
}

fn wall_ms(frames: &[Measured]) -> f64 {
    median(frames.iter().map(|frame| frame.wall_ms))
}

fn cpu_ms(frames: &[Measured]) -> f64 {
    mean(frames.iter().map(|frame| frame.cpu_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_has_the_names_the_kit_reads_and_weighs_pan_and_zoom() {
        let frame = |ms: f64| Measured { wall_ms: ms, cpu_ms: ms, ui_ms: 0.1 };
        let mut frames = vec![frame(3.0); PAN_STEPS];
        frames.extend([frame(18.0); ZOOM_STEPS]);
        let report = Report { rows: 100, first: frame(5.0), frames, ..Report::default() };
        let line = report.line(0.05);
        let result: Value = serde_json::from_str(line.strip_prefix("RESULT ").unwrap()).unwrap();
        assert_eq!((&result["pan"]["steps"], &result["zoom"]["steps"]), (&json!(60), &json!(30)));
        assert_eq!((&result["pan"]["cpu"], &result["zoom"]["frame"]), (&json!(3.0), &json!(18.0)));
        assert_eq!((&result["first"]["paint"], &result["first_cpu"]), (&json!(5.0), &json!(5.0)));
        assert!((result["cpu"].as_f64().unwrap() - 0.008).abs() < 1e-12);
        assert!((result["wall"].as_f64().unwrap() - 0.008).abs() < 1e-12);
        assert_eq!(
            (&result["frames_over_16_7_ms"], &result["two_in_a_row_over_16_7_ms"]),
            (&json!(30), &json!(29))
        );
        assert_eq!(result["idle_cpu_ms_per_s"], json!(0.05));
    }

    #[test]
    fn a_run_that_was_cut_short_still_has_a_line() {
        let line = Report { frames: vec![Measured::default(); 7], ..Report::default() }.line(0.0);
        assert!(line.contains("\"steps\":7") && !line.contains("null"), "{line}");
    }
}
