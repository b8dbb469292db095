//! Icons drawn as strokes, sharp at every size and in every theme.
//!
//! Drawn rather than taken from a font: the bundled face has no icons, and a
//! stroke takes the colour of the text beside it.

use egui::{Color32, Painter, Pos2, Rect, Stroke, StrokeKind, pos2, vec2};

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Icon {
    /// A closed padlock.
    Locked,
    /// An open padlock.
    Unlocked,
    /// An open eye.
    Shown,
    /// An eye struck through.
    Hidden,
    /// A bin.
    Delete,
    /// A cross.
    Close,
    /// Three dots: there is more.
    More,
    /// A tick in a ring: done.
    Done,
    /// An i in a ring: worth knowing.
    Info,
    /// A triangle with a stroke: a problem.
    Problem,
    /// A sloped line between two ends.
    TrendLine,
    /// A sloped line that goes on past one end.
    Ray,
    /// A bell: an alert.
    Bell,
    /// A bell struck through: an alert that keeps quiet.
    BellOff,
    /// An arrow around: again.
    Again,
}

impl Icon {
    /// Every icon.
    pub const ALL: [Self; 15] = [
        Self::Locked,
        Self::Unlocked,
        Self::Shown,
        Self::Hidden,
        Self::Delete,
        Self::Close,
        Self::More,
        Self::Done,
        Self::Info,
        Self::Problem,
        Self::TrendLine,
        Self::Ray,
        Self::Bell,
        Self::BellOff,
        Self::Again,
    ];

    /// Paints the icon into the middle of `rect`, 14 points wide.
    pub fn paint(self, painter: &Painter, rect: Rect, colour: Color32) {
        let line = Stroke::new(1.2, colour);
        let at = |x: f32, y: f32| rect.center() + vec2(x, y);
        let polyline = |points: Vec<Pos2>| painter.line(points, line);
        match self {
            Self::Locked | Self::Unlocked => {
                let body = Rect::from_min_max(at(-4.5, -0.5), at(4.5, 6.0));
                painter.rect_stroke(body, 1.5, line, StrokeKind::Middle);
                let foot = if self == Self::Locked { -0.5 } else { -3.0 };
                let mut shackle = arc(at(0.0, -3.0), 2.8, 180.0, 360.0);
                shackle.insert(0, at(-2.8, -0.5));
                shackle.push(at(2.8, foot));
                polyline(shackle);
            }
            Self::Shown | Self::Hidden => {
                let lid = |sign: f32| {
                    (0..=12)
                        .map(|step| {
                            let t = step as f32 / 12.0;
                            at(-6.5 + 13.0 * t, sign * 4.2 * (std::f32::consts::PI * t).sin())
                        })
                        .collect::<Vec<_>>()
                };
                polyline(lid(1.0));
                polyline(lid(-1.0));
                painter.circle_stroke(at(0.0, 0.0), 1.8, line);
                if self == Self::Hidden {
                    polyline(vec![at(-5.0, 5.5), at(5.0, -5.5)]);
                }
            }
            Self::Delete => {
                polyline(vec![at(-5.0, -3.5), at(5.0, -3.5)]);
                polyline(vec![at(-1.8, -3.5), at(-1.8, -5.5), at(1.8, -5.5), at(1.8, -3.5)]);
                polyline(vec![at(-3.8, -3.5), at(-3.2, 5.5), at(3.2, 5.5), at(3.8, -3.5)]);
                polyline(vec![at(-1.2, -1.0), at(-1.0, 3.2)]);
                polyline(vec![at(1.2, -1.0), at(1.0, 3.2)]);
            }
            Self::Close => {
                polyline(vec![at(-4.0, -4.0), at(4.0, 4.0)]);
                polyline(vec![at(-4.0, 4.0), at(4.0, -4.0)]);
            }
            Self::More => {
                for x in [-4.5, 0.0, 4.5] {
                    painter.circle_filled(at(x, 0.0), 1.3, colour);
                }
            }
            Self::Done => {
                painter.circle_stroke(at(0.0, 0.0), 6.0, line);
                polyline(vec![at(-2.8, 0.2), at(-0.8, 2.4), at(3.0, -2.2)]);
            }
            Self::Info => {
                painter.circle_stroke(at(0.0, 0.0), 6.0, line);
                polyline(vec![at(0.0, -0.6), at(0.0, 3.2)]);
                painter.circle_filled(at(0.0, -2.8), 0.9, colour);
            }
            Self::Problem => {
                polyline(vec![at(0.0, -6.0), at(6.5, 5.5), at(-6.5, 5.5), at(0.0, -6.0), at(6.5, 5.5)]);
                polyline(vec![at(0.0, -2.0), at(0.0, 1.6)]);
                painter.circle_filled(at(0.0, 3.6), 0.9, colour);
            }
            Self::TrendLine => {
                polyline(vec![at(-3.6, 3.0), at(3.6, -3.0)]);
                for end in [at(-5.0, 4.2), at(5.0, -4.2)] {
                    painter.circle_stroke(end, 1.8, line);
                }
            }
            Self::Ray => {
                polyline(vec![at(-3.6, 3.4), at(6.5, -5.0)]);
                painter.circle_stroke(at(-5.0, 4.6), 1.8, line);
                painter.circle_filled(at(1.2, -0.6), 1.6, colour);
            }
            Self::Again => {
                polyline(arc(at(0.0, 0.0), 5.0, -40.0, 240.0));
                polyline(vec![at(4.4, -6.4), at(3.8, -3.2), at(0.6, -3.6)]);
            }
            Self::Bell | Self::BellOff => {
                let mut body = vec![at(-5.5, 3.2), at(-4.0, 1.2), at(-4.0, -1.5)];
                body.extend(arc(at(0.0, -1.5), 4.0, 180.0, 360.0));
                body.extend([at(4.0, 1.2), at(5.5, 3.2), at(-5.5, 3.2)]);
                polyline(body);
                polyline(arc(at(0.0, 4.2), 1.8, 20.0, 160.0));
                polyline(vec![at(0.0, -5.5), at(0.0, -6.6)]);
                if self == Self::BellOff {
                    polyline(vec![at(-5.5, 6.0), at(5.5, -6.0)]);
                }
            }
        }
    }
}

fn arc(centre: Pos2, radius: f32, from_degrees: f32, to_degrees: f32) -> Vec<Pos2> {
    const STEPS: u8 = 10;
    (0..=STEPS)
        .map(|step| {
            let share = f32::from(step) / f32::from(STEPS);
            let angle = (from_degrees + (to_degrees - from_degrees) * share).to_radians();
            pos2(centre.x + radius * angle.cos(), centre.y + radius * angle.sin())
        })
        .collect()
}
