//! A line with more points than pixels, as one mesh of pixel columns.
//!
//! Knows screen positions; knows nothing of series. A feathered path of thousands
//! of points costs many times what its data cost; where several points share a
//! pixel column, the column's extent is all that can be seen of them.

use egui::{Color32, Mesh, Pos2, Rect, Stroke, pos2};

use crate::chart::level_of_detail::Run;
use crate::ui::chart::frame::PaneFrame;

/// Points a pixel from which a line is painted as columns.
const DENSE: f32 = 1.5;

/// The runs as columns of pixels, or `None` where they are sparse enough for a path.
///
/// Each column reaches from its lowest to its highest point and to where the line
/// comes in from the column before, so the line stays unbroken and no extremum is lost.
pub fn dense_runs(frame: &PaneFrame, runs: &[Run], stroke: Stroke, pixels_per_point: f32) -> Option<Mesh> {
    let points: usize = runs.iter().map(Vec::len).sum();
    let pixels = frame.rects.plot.width() * pixels_per_point;
    if (points as f32) < DENSE * pixels || points < 64 {
        return None;
    }
    let mut columns = Columns::new(stroke, pixels_per_point, points);
    for run in runs {
        columns.begin();
        for (time, value) in run {
            columns.add(frame.at(*time, *value));
        }
        columns.end();
    }
    Some(columns.mesh)
}

/// The ground under dense runs down to the pane's edge, a rectangle a pixel column, or `None`
/// where they are sparse enough for a band.
pub fn dense_area(frame: &PaneFrame, runs: &[Run], fill: Color32, pixels_per_point: f32) -> Option<Mesh> {
    let stroke = Stroke::new(1.0 / pixels_per_point, fill);
    let mut mesh = dense_runs(frame, runs, stroke, pixels_per_point)?;
    let bottom = frame.rects.plot.bottom();
    for corners in mesh.vertices.chunks_mut(4) {
        let top = corners.iter().map(|corner| corner.pos.y).fold(f32::INFINITY, f32::min);
        for corner in corners {
            corner.pos.y = if corner.pos.y > top { bottom.max(top) } else { top };
        }
    }
    Some(mesh)
}

/// The pixel column under way.
#[derive(Clone, Copy)]
struct Column {
    pixel: i64,
    top: f32,
    bottom: f32,
    last_y: f32,
}

struct Columns {
    mesh: Mesh,
    stroke: Stroke,
    pixels_per_point: f32,
    current: Option<Column>,
}

impl Columns {
    fn new(stroke: Stroke, pixels_per_point: f32, points: usize) -> Self {
        let mut mesh = Mesh::default();
        mesh.reserve_triangles(points);
        mesh.reserve_vertices(points * 2);
        Self { mesh, stroke, pixels_per_point, current: None }
    }

    fn begin(&mut self) {
        self.current = None;
    }

    fn add(&mut self, at: Pos2) {
        if !at.is_finite() {
            return;
        }
        let pixel = (at.x * self.pixels_per_point).floor() as i64;
        match self.current {
            Some(column) if column.pixel == pixel => {
                self.current = Some(Column {
                    top: column.top.min(at.y),
                    bottom: column.bottom.max(at.y),
                    last_y: at.y,
                    ..column
                });
            }
            Some(column) => {
                self.put(column);
                self.bridge(column, pixel, at.y);
                // The line comes in from the column before.
                let from = self.before(column, pixel, at.y);
                self.current =
                    Some(Column { pixel, top: at.y.min(from), bottom: at.y.max(from), last_y: at.y });
            }
            None => self.current = Some(Column { pixel, top: at.y, bottom: at.y, last_y: at.y }),
        }
    }

    fn end(&mut self) {
        if let Some(column) = self.current.take() {
            self.put(column);
        }
    }

    /// Height at which the line enters a column, coming from an earlier one.
    fn before(&self, from: Column, pixel: i64, y: f32) -> f32 {
        let steps = (pixel - from.pixel).max(1) as f32;
        from.last_y + (y - from.last_y) * ((steps - 1.0) / steps)
    }

    /// Columns between two that are not neighbours: the straight line between them.
    fn bridge(&mut self, from: Column, pixel: i64, y: f32) {
        let steps = pixel - from.pixel;
        let at = |step: i64| from.last_y + (y - from.last_y) * (step as f32 / steps as f32);
        for step in 1..steps {
            let (one, other) = (at(step - 1), at(step));
            self.put(Column {
                pixel: from.pixel + step,
                top: one.min(other),
                bottom: one.max(other),
                last_y: other,
            });
        }
    }

    fn put(&mut self, column: Column) {
        // Neighbours touch: a pixel of width is enough, and a wider one would be painted twice.
        let half = self.stroke.width.max(1.0 / self.pixels_per_point) / 2.0;
        let left = column.pixel as f32 / self.pixels_per_point;
        let rect = Rect::from_min_max(
            pos2(left, column.top - half),
            pos2(left + 1.0 / self.pixels_per_point, column.bottom + half),
        );
        self.mesh.add_colored_rect(rect, self.stroke.color);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scale::{ScaleKind, ValueScale};
    use crate::chart::viewport::TimeView;
    use crate::ui::chart::frame::{MIN_PANE_HEIGHT, Share, Surroundings, divide};

    fn frame() -> PaneFrame {
        let space = Rect::from_min_max(pos2(0.0, 0.0), pos2(474.0, 300.0));
        let around = Surroundings { left_axis: false, navigator: false, fold: false };
        let rects = divide(space, &[Share { weight: 1.0, least: MIN_PANE_HEIGHT }], around).panes[0];
        PaneFrame::new(rects, TimeView::new(0.0, 4_000.0), ValueScale::new(ScaleKind::Linear, 0.0, 100.0))
    }

    fn mesh(run: Run) -> Mesh {
        dense_runs(&frame(), &[run], Stroke::new(1.0, Color32::WHITE), 1.0).unwrap()
    }

    fn rects(mesh: &Mesh) -> Vec<Rect> {
        mesh.vertices
            .chunks(4)
            .map(|corners| Rect::from_points(&corners.iter().map(|corner| corner.pos).collect::<Vec<_>>()))
            .collect()
    }

    #[test]
    fn a_spike_of_one_point_keeps_its_height() {
        let spike = |n: i32| if n == 2_000 { 95.0 } else { 10.0 };
        let run: Run = (0..4_000).map(|n| (f64::from(n), spike(n))).collect();
        let highest = rects(&mesh(run)).iter().map(|rect| rect.top()).fold(f32::INFINITY, f32::min);
        assert!((highest - frame().y(95.0)).abs() <= 0.51, "{highest}");
    }

    #[test]
    fn columns_touch_their_neighbours() {
        let run: Run =
            (0..4_000).map(|n| (f64::from(n), 50.0 + 40.0 * (f64::from(n) / 300.0).sin())).collect();
        let all = rects(&mesh(run));
        assert!(all.len() >= 399);
        for pair in all.windows(2) {
            assert!(pair[1].left() <= pair[0].right() + 0.01, "{pair:?}");
            assert!(pair[1].top() <= pair[0].bottom() && pair[0].top() <= pair[1].bottom(), "{pair:?}");
        }
    }

    #[test]
    fn a_hole_between_points_is_bridged_straight() {
        let mut run: Run = (0..1_000).map(|n| (f64::from(n), 10.0)).collect();
        run.push((3_000.0, 90.0));
        let all = rects(&mesh(run));
        let middle = all.iter().find(|rect| (rect.left() - 200.0).abs() < 0.5).unwrap();
        assert!((middle.center().y - frame().y(50.0)).abs() < 2.0, "{middle:?}");
    }

    #[test]
    fn a_sparse_line_stays_a_path() {
        let run: Run = (0..100).map(|n| (f64::from(n) * 40.0, 10.0)).collect();
        assert!(dense_runs(&frame(), &[run], Stroke::new(1.0, Color32::WHITE), 1.0).is_none());
    }
}
