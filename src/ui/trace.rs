//! What the window tells scripts that drive it, on standard error.
//!
//! Only when `HASHFLOOR_TRACE_FRAMES` is set: the first frame's time, where the
//! levels lie in window pixels, how many frames were painted, and what CPU time
//! they took from one to the next.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

use egui::Context;

use crate::chart::scale::ScaleKind;
use crate::ui::frame_cost::FrameCpu;
use crate::ui::notices::newest_action;
use crate::ui::shell::Shell;

/// Counts frames and says where things are.
pub struct Trace {
    born: Instant,
    frames: u64,
    first_told: bool,
    told: String,
    cpu: FrameCpu,
}

impl Trace {
    /// A trace if the environment asks for one.
    pub fn from_environment(born: Instant) -> Option<Self> {
        std::env::var_os("HASHFLOOR_TRACE_FRAMES")?;
        Some(Self { born, frames: 0, first_told: false, told: String::new(), cpu: FrameCpu::default() })
    }

    /// Notes a frame.
    pub fn frame(&mut self, ctx: &Context, shell: &Shell) {
        self.frames += 1;
        self.cpu.note();
        let (placed, frame) = shell.charts().placed_levels();
        let Some(frame) = frame else { return };
        if !self.first_told {
            self.first_told = true;
            say(&format!("hashfloor: first frame after {} ms", self.born.elapsed().as_millis()));
        }
        let scale = ctx.pixels_per_point();
        let mut words = String::new();
        for place in placed {
            if let Some(level) = shell.state.document_now().level(place.id) {
                let x = frame.rects.plot.center().x * scale;
                let y = place.lines.first().map_or(place.wanted_y, |(_, y)| *y) * scale;
                let price = level.place.price();
                writeln!(words, "hashfloor: level {} {price} at {x:.0},{y:.0}", place.id.0).ok(); // a String
            }
        }
        let kind = if frame.scale.kind == ScaleKind::Log { "log" } else { "linear" };
        let (top, bottom) = (frame.rects.plot.top() * scale, frame.rects.plot.bottom() * scale);
        write!(
            words,
            "hashfloor: pane price {} {} {top:.0} {bottom:.0} {kind}",
            frame.scale.hi, frame.scale.lo
        )
        .ok(); // a String
        if let Some((name, rect)) = newest_action(ctx) {
            let (x, y) = (rect.center().x * scale, rect.center().y * scale);
            write!(words, "\nhashfloor: notice {name} at {x:.0},{y:.0}").ok(); // a String
        }
        if words != self.told {
            say(&words);
            self.told = words;
        }
    }

    /// Says how many frames were painted and what they cost.
    pub fn end(&self) {
        say(&format!("hashfloor: {} frames", self.frames));
        if let Some((median, highest)) = self.cpu.median_and_max_ms() {
            say(&format!("hashfloor: CPU a frame: median {median:.2} ms, highest {highest:.2} ms"));
        }
    }
}

fn say(words: &str) {
    writeln!(std::io::stderr(), "{words}").ok(); // a closed pipe is nobody's loss
}
