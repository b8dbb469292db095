//! What frames cost: CPU time of the process, medians, missed refreshes.
//!
//! Knows clocks and figures; knows nothing of what was painted.

/// Time between two refreshes of a screen at 60 Hz, in milliseconds.
pub const REFRESH_MS: f64 = 1_000.0 / 60.0;

/// CPU seconds, user and system, that all threads of this process have used;
/// `None` where the system does not tell.
///
/// **Cost.** One call of the system.
#[cfg(unix)]
pub fn process_cpu_secs() -> Option<f64> {
    use rustix::time::{ClockId, clock_gettime};
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    Some(spent.tv_sec as f64 + spent.tv_nsec as f64 * 1e-9)
}

/// CPU seconds, user and system, that all threads of this process have used;
/// `None` where the system does not tell.
#[cfg(not(unix))]
pub fn process_cpu_secs() -> Option<f64> {
    None
}

/// The upper median; 0 of nothing.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

/// The mean; 0 of nothing.
pub fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, count) = values.into_iter().fold((0.0, 0_u32), |(sum, n), value| (sum + value, n + 1));
    if count == 0 { 0.0 } else { sum / f64::from(count) }
}

/// Frames that took longer than one refresh at 60 Hz.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missed {
    /// How many.
    pub frames: usize,
    /// How many of them came right after another one.
    pub two_in_a_row: usize,
}

/// Counts missed refreshes among frame times in milliseconds, in order of time.
pub fn missed(frames_ms: &[f64]) -> Missed {
    let is_late = |ms: f64| ms > REFRESH_MS;
    let frames = frames_ms.iter().filter(|ms| is_late(**ms)).count();
    let pairs = frames_ms.windows(2).filter(|pair| pair.iter().all(|ms| is_late(*ms)));
    Missed { frames, two_in_a_row: pairs.count() }
}

/// CPU time of the frames of a running window, in milliseconds.
#[derive(Debug, Default)]
pub struct FrameCpu {
    spent_at_last_secs: Option<f64>,
    frames_ms: Vec<f32>,
    next: usize,
}

/// Frames that are remembered; older ones give way.
const MOST_FRAMES: usize = 1 << 16;

impl FrameCpu {
    /// Notes that a frame has begun or ended, always at the same point of a frame.
    pub fn note(&mut self) {
        let Some(now) = process_cpu_secs() else { return };
        if let Some(before) = self.spent_at_last_secs.replace(now) {
            let ms = ((now - before) * 1e3) as f32;
            match self.frames_ms.get_mut(self.next) {
                Some(oldest) => *oldest = ms,
                None => self.frames_ms.push(ms),
            }
            self.next = (self.next + 1) % MOST_FRAMES;
        }
    }

    /// Median and highest, in milliseconds; `None` before the second frame.
    pub fn median_and_max_ms(&self) -> Option<(f64, f64)> {
        let frames = || self.frames_ms.iter().copied().map(f64::from);
        let highest = frames().reduce(f64::max)?;
        Some((median(frames()), highest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_late_frames_in_a_row_are_told_from_two_apart() {
        assert_eq!(missed(&[5.0, 20.0, 5.0, 20.0]), Missed { frames: 2, two_in_a_row: 0 });
        assert_eq!(missed(&[5.0, 20.0, 17.0, 20.0, 16.0]), Missed { frames: 3, two_in_a_row: 2 });
        assert_eq!(missed(&[]), Missed::default());
    }

    #[test]
    fn the_middle_one_is_the_median() {
        assert_eq!((median([9.0, 1.0, 2.0]), median([]), mean([1.0, 2.0, 6.0])), (2.0, 0.0, 3.0));
    }

    #[cfg(unix)]
    #[test]
    fn work_between_two_notes_counts_as_cpu_time() {
        let mut cpu = FrameCpu::default();
        cpu.note();
        assert_eq!(cpu.median_and_max_ms(), None);
        let from = process_cpu_secs().unwrap();
        let mut sum = 0.0_f64;
        while process_cpu_secs().unwrap() < from + 0.003 {
            sum += 1.0;
        }
        cpu.note();
        let (_, highest) = cpu.median_and_max_ms().unwrap();
        assert!(highest >= 2.9 && sum > 0.0, "{highest}");
    }
}
