//! Whether to ask again, and after which pause.
//!
//! Pauses double, and half of each is chance: programs that failed together
//! must not come back together. What a server asks for is never cut short.

use std::time::Duration;

use crate::io::http::Limits;
use crate::io::http::advice::Again;
use crate::io::http::error::{HttpError, words};
use crate::io::http::timer::Timer;

/// A refusal for asking too often weighs this much more than a stumble.
const TOO_OFTEN: u32 = 4;
/// How long a host is left alone that turned us away without saying for how long.
const BAN: Duration = Duration::from_secs(3_600);

/// What became of a try.
#[derive(Debug)]
pub(super) struct Failure {
    /// Why it failed.
    pub(super) error: HttpError,
    /// The pause the server asked for.
    pub(super) asked: Option<Duration>,
}

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        Self { error, asked: None }
    }
}

/// What to do after a failed try.
#[derive(Debug)]
pub(super) enum Next {
    /// Tell the caller; leave the host alone for this long.
    Stop {
        /// What to tell.
        error: HttpError,
        /// The pause it asked for.
        rest: Duration,
    },
    /// Ask again after this pause.
    Again {
        /// What is waited for, in words.
        words: String,
        /// The pause.
        pause: Duration,
    },
}

/// Tries and waits of one request.
#[derive(Debug)]
pub(super) struct Patience {
    limits: Limits,
    tries: u32,
    waited: Duration,
    chance: Chance,
}

impl Patience {
    /// Before the first try.
    pub(super) fn new(limits: Limits, timer: &dyn Timer) -> Self {
        let seed = timer.elapsed().as_nanos() as u64 ^ timer.wall().0.cast_unsigned().rotate_left(32);
        Self { limits, tries: 0, waited: Duration::ZERO, chance: Chance(seed) }
    }

    /// How much longer this request may wait.
    pub(super) fn left(&self) -> Duration {
        self.limits.longest_wait.saturating_sub(self.waited)
    }

    /// Counts a pause that was made.
    pub(super) fn spend(&mut self, pause: Duration) {
        self.waited = self.waited.saturating_add(pause);
    }

    /// What to do after a try that failed.
    pub(super) fn next(&mut self, failure: Failure) -> Next {
        self.tries += 1;
        let Failure { error, asked } = failure;
        if let HttpError::Status { host, status: 418 } = error {
            let wait = asked.unwrap_or(BAN);
            return Next::Stop { error: HttpError::Banned { host, wait }, rest: wait };
        }
        let rest = asked.unwrap_or_default();
        let most = match error.again() {
            Again::Never => 1,
            Again::Once => self.limits.tries.min(2),
            Again::Yes => self.limits.tries,
        };
        if self.tries >= most {
            return Next::Stop { error, rest };
        }
        let pause = self.back_off(&error).max(rest);
        if pause > self.left() {
            return Next::Stop { error: self.too_long(error, asked), rest };
        }
        Next::Again { words: self.words(&error, asked, pause), pause }
    }

    /// What a pause is for. Only a pause that was asked for is called so.
    fn words(&self, error: &HttpError, asked: Option<Duration>, pause: Duration) -> String {
        let length = words(pause);
        match error {
            HttpError::Status { host, .. } if asked.is_some() => format!("{host} asks to wait {length}"),
            error => format!("{error}; again in {length} ({} of {})", self.tries + 1, self.limits.tries),
        }
    }

    fn too_long(&self, error: HttpError, asked: Option<Duration>) -> HttpError {
        match (error, asked) {
            (HttpError::Status { host, .. }, Some(wait)) => {
                HttpError::AskedToWait { host, wait, longest: self.limits.longest_wait }
            }
            (error, _) => error,
        }
    }

    /// The pause before the next try: between half of it and all of it.
    fn back_off(&mut self, error: &HttpError) -> Duration {
        let weight = if matches!(error, HttpError::Status { status: 429, .. }) { TOO_OFTEN } else { 1 };
        let doubled = 1_u32.checked_shl(self.tries - 1).unwrap_or(u32::MAX).saturating_mul(weight);
        let whole = self.limits.first_pause.saturating_mul(doubled);
        whole / 2 + (whole / 2).mul_f64(self.chance.fraction())
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): enough to spread pauses.
#[derive(Debug)]
struct Chance(u64);

impl Chance {
    /// Between 0 and 1.
    fn fraction(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        f64::from(u32::try_from((z ^ (z >> 31)) >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patience(seed: u64) -> Patience {
        Patience { limits: Limits::default(), tries: 0, waited: Duration::ZERO, chance: Chance(seed) }
    }

    fn stumble(status: u16, asked: Option<u64>) -> Failure {
        let error = HttpError::Status { host: "a".to_owned(), status };
        Failure { error, asked: asked.map(Duration::from_secs) }
    }

    /// The pauses in seconds until it gives up.
    fn pauses(mut patience: Patience, failure: impl Fn() -> Failure) -> Vec<f64> {
        let next = || match patience.next(failure()) {
            Next::Again { pause, .. } => Some(pause.as_secs_f64()),
            Next::Stop { .. } => None,
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn pauses_double_and_differ_from_program_to_program() {
        for seed in 0..200 {
            let found = pauses(patience(seed), || stumble(503, None));
            let within =
                found.iter().zip([1.0, 2.0, 4.0, 8.0]).all(|(p, most)| (most / 2.0..=most).contains(p));
            assert!(found.len() == 4 && within, "{seed}: {found:?}");
        }
        assert_ne!(pauses(patience(1), || stumble(503, None)), pauses(patience(2), || stumble(503, None)));
    }

    #[test]
    fn too_often_is_answered_with_longer_pauses() {
        let found = pauses(patience(3), || stumble(429, None));
        assert!(found.len() == 4 && found[0] >= 2.0 && found[3] >= 16.0, "{found:?}");
    }

    #[test]
    fn what_a_server_asks_for_is_never_cut_short_and_all_of_it_ends_after_an_hour() {
        assert_eq!(pauses(patience(4), || stumble(429, Some(1_500))), [1_500.0; 4]);
        let mut patience = patience(4);
        patience.spend(Duration::from_secs(2_400));
        let next = patience.next(stumble(429, Some(1_500)));
        assert!(matches!(next, Next::Stop { error: HttpError::AskedToWait { .. }, .. }), "{next:?}");
    }

    #[test]
    fn a_name_that_is_not_found_is_looked_up_once_more() {
        let lost = || Failure::from(HttpError::Name { host: "a".to_owned(), reason: String::new() });
        assert_eq!(pauses(patience(5), lost).len(), 1);
    }
}
