//! Streams of [`super::Shape::Rows`] made of one step.

use super::{Computed, Stream};
use crate::domain::time::UnixSecs;

/// A stream that answers each row with one row: the step gets the row's time and the values it
/// reads, and gives one value an output, `NaN` for none.
///
/// `READ` is the number of inputs and optional columns, `GIVE` that of outputs.
pub fn by_rows<const READ: usize, const GIVE: usize>(
    step: impl FnMut(UnixSecs, [f64; READ]) -> [f64; GIVE] + Send + 'static,
) -> Box<dyn Stream> {
    Box::new(ByRows::<_, READ, GIVE>(step))
}

struct ByRows<Step, const READ: usize, const GIVE: usize>(Step);

impl<Step, const READ: usize, const GIVE: usize> Stream for ByRows<Step, READ, GIVE>
where
    Step: FnMut(UnixSecs, [f64; READ]) -> [f64; GIVE] + Send,
{
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed) {
        match values.first_chunk() {
            Some(values) => into.append(time, &(self.0)(time, *values)),
            None => into.append_gap(time),
        }
    }
}
