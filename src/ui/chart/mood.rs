//! The classes of the Fear & Greed index as the ground of a pane.
//!
//! Which class a day is shows by place and strength, not by hue alone: fear has a bar along the
//! foot of the pane and greed along its head, a thick one where it is extreme; the neutral days
//! have a ground and no bar. Days without the index stay as they are. The provider's terms want
//! its name right beside, so the words stand in the head of the pane.

use egui::{Color32, Painter, Rect, pos2};

use crate::app::panes::Pane;
use crate::domain::format::grouped;
use crate::domain::mood::Mood;
use crate::domain::series::Series;
use crate::domain::time::UnixSecs;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::strokes::Strokes;
use crate::ui::chart::text::{SMALL, regular};
use crate::ui::theme::Theme;

/// Most days that are shaded; of more none is a pixel wide.
const MOST_DAYS: usize = 20_000;
/// Height of the bar of an extreme class, and of the others, in points.
const BARS: (f32, f32) = (4.0, 2.0);
/// Room around the words, in points.
const MARGIN: f32 = 6.0;
/// Most of the pane's head that its words may take, as a share.
const MOST_OF_HEAD: f32 = 0.6;

/// Days in a row of one class, to the end of the last.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stretch {
    from: UnixSecs,
    to: UnixSecs,
    mood: Mood,
}

/// The classes of the days between, each run of equal ones once; days without a value are left out.
fn stretches(index: &Series, from: UnixSecs, to: UnixSecs) -> Vec<Stretch> {
    let rows = index.rows_between(from.start_of_day(), to);
    let mut found: Vec<Stretch> = Vec::new();
    if rows.len() > MOST_DAYS {
        return found;
    }
    let days = index.times().get(rows.clone()).unwrap_or_default();
    for (time, value) in days.iter().zip(index.values().get(rows).unwrap_or_default()) {
        let Some(mood) = Mood::of(*value) else { continue };
        let day = time.start_of_day();
        let next = day.plus_days(1);
        match found.last_mut() {
            Some(last) if last.to == day && last.mood == mood => last.to = next,
            _ => found.push(Stretch { from: day, to: next, mood }),
        }
    }
    found
}

fn in_view(frame: &PaneFrame, index: &Series) -> Vec<(Rect, Mood)> {
    let plot = frame.rects.plot;
    let found = stretches(index, UnixSecs(frame.view.from as i64), UnixSecs(frame.view.to as i64));
    let rect = |stretch: &Stretch| {
        let left = frame.x(stretch.from.0 as f64).max(plot.left());
        let right = frame.x(stretch.to.0 as f64).min(plot.right());
        (Rect::from_min_max(pos2(left, plot.top()), pos2(right, plot.bottom())), stretch.mood)
    };
    found.iter().map(rect).filter(|(rect, _)| rect.width() > 0.0).collect()
}

/// The ground of a class and the colour of its bar.
fn inks(theme: &Theme, mood: Mood) -> (Color32, Color32) {
    let hue = match mood {
        Mood::ExtremeFear | Mood::Fear => theme.down,
        Mood::Neutral => theme.neutral,
        Mood::Greed | Mood::ExtremeGreed => theme.up,
    };
    let (ground, bar) = match mood {
        Mood::ExtremeFear | Mood::ExtremeGreed => (0.16, 0.9),
        Mood::Fear | Mood::Greed => (0.07, 0.6),
        Mood::Neutral => (0.05, 0.0),
    };
    (hue.gamma_multiply(ground), hue.gamma_multiply(bar))
}

/// The bar of a class along the edge of its stretch; none for the neutral one.
fn bar(rect: Rect, mood: Mood) -> Option<Rect> {
    let height = if matches!(mood, Mood::ExtremeFear | Mood::ExtremeGreed) { BARS.0 } else { BARS.1 };
    match mood {
        Mood::ExtremeFear | Mood::Fear => {
            Some(Rect::from_min_max(pos2(rect.left(), rect.bottom() - height), rect.max))
        }
        Mood::Greed | Mood::ExtremeGreed => {
            Some(Rect::from_min_max(rect.min, pos2(rect.right(), rect.top() + height)))
        }
        Mood::Neutral => None,
    }
}

/// The ground of every day in view.
pub fn bands(strokes: &mut Strokes, theme: &Theme, frame: &PaneFrame, index: &Series) {
    for (rect, mood) in in_view(frame, index) {
        let (ground, ink) = inks(theme, mood);
        strokes.rect(rect, ground);
        if let Some(bar) = bar(rect, mood) {
            strokes.rect(bar, ink);
        }
    }
}

/// What the index was on the day under the cursor, or last, and whose it is: at the right end of
/// the pane's head, over none of the data. Nothing on a day without it but the name.
///
/// Returns how far to the right the legend may go; `from` is where it begins.
pub fn words(
    painter: &Painter,
    theme: &Theme,
    pane: &Pane,
    header: Rect,
    from: f32,
    cursor: Option<UnixSecs>,
) -> f32 {
    let right = header.right() - MARGIN;
    let Some(index) = &pane.mood else { return right };
    let credit = &index.provenance.citation;
    let name = format!("Fear & Greed · {credit}");
    let said = value_words(&index.series, cursor)
        .map_or_else(|| name.clone(), |value| format!("Fear & Greed {value} · {credit}"));
    let lay_out = |words: String| painter.layout_no_wrap(words, regular(SMALL), theme.text_weak);
    // The legend needs room too, so a narrow pane has the name alone.
    let whole = lay_out(said);
    let galley = if whole.size().x > (right - from) * MOST_OF_HEAD { lay_out(name) } else { whole };
    let left = right - galley.size().x;
    painter.galley(pos2(left, header.center().y + 1.0 - galley.size().y / 2.0), galley, theme.text_weak);
    left - 2.0 * MARGIN
}

/// `9, extreme fear`.
fn value_words(index: &Series, cursor: Option<UnixSecs>) -> Option<String> {
    let row = match cursor {
        Some(time) => index.row_at_or_before(UnixSecs(time.start_of_day().plus_days(1).0 - 1))?,
        None => index.len().checked_sub(1)?,
    };
    let day = index.times().get(row)?.start_of_day();
    let value = index.values().get(row).copied()?;
    let is_that_day = cursor.is_none_or(|time| time.start_of_day() == day);
    let mood = Mood::of(value).filter(|_| is_that_day)?;
    Some(format!("{}, {}", grouped(value, 0), mood.words().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::provenance::SourceId;
    use crate::domain::series::{Cadence, Columns, SeriesKey};
    use crate::domain::unit::Unit;

    fn index(rows: &[(i64, f64)]) -> Series {
        let (times, values) = rows.iter().map(|(day, value)| (UnixSecs(0).plus_days(*day), *value)).unzip();
        let key = SeriesKey::new("sentiment.fear_greed", SourceId::case_file());
        Series::new(key, Unit::Index100, Cadence::Daily, times, Columns::Scalar(values)).unwrap()
    }

    #[test]
    fn days_of_one_class_are_one_stretch_and_days_without_the_index_are_none() {
        let index = index(&[(0, 9.0), (1, 25.0), (2, 26.0), (4, 30.0), (5, f64::NAN), (6, 80.0)]);
        let day = |n| UnixSecs(0).plus_days(n);
        let found = stretches(&index, day(0), day(9));
        let expected =
            [(0, 2, Mood::ExtremeFear), (2, 3, Mood::Fear), (4, 5, Mood::Fear), (6, 7, Mood::ExtremeGreed)];
        let expected: Vec<Stretch> = expected
            .into_iter()
            .map(|(from, to, mood)| Stretch { from: day(from), to: day(to), mood })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn no_two_classes_share_place_and_strength_of_their_bar() {
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(10.0, 50.0));
        let bars: Vec<Option<Rect>> = Mood::ALL.into_iter().map(|mood| bar(rect, mood)).collect();
        for (place, one) in bars.iter().enumerate() {
            assert!(bars[place + 1..].iter().all(|other| other != one), "{one:?}");
        }
    }
}
