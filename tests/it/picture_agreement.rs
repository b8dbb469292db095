//! A picture says what the window shows: vectors against the window's own triangles.
//!
//! The same UI is painted twice: once as SVG drawn by resvg, once as the meshes
//! egui hands to a graphics card, painted by [`crate::rasteriser`]. Shapes agree
//! but for how edges are smoothed; glyphs come from two rasterisers. The
//! tolerances are what both together come to, with a third to spare.

use egui::{Vec2, vec2};
use hashfloor::app::export::Snapshot;
use hashfloor::app::picture::Framing;
use hashfloor::ui::picture::{Look, Scene, Subject};
use hashfloor::ui::theme::Theme;
use resvg::tiny_skia::Pixmap;

use crate::pictures::{case, difference_by};
use crate::rasteriser::shown;

const SIZE: Vec2 = vec2(900.0, 600.0);
/// A channel that differs by more than this differs visibly, of 255.
const VISIBLE: u8 = 64;
/// Most that a channel may differ on average, of 255.
const MEAN_DIFFERENCE: f64 = 2.0;
/// Most pixels that may differ visibly, as a share.
const DIFFERING_SHARE: f64 = 0.01;

/// What [`shown`] paints, drawn through SVG.
fn drawn(snapshot: &Snapshot, look: &Look) -> Pixmap {
    let png = hashfloor::ui::export::png(&Scene::new(snapshot, look).svg(), look.pixels_per_point).unwrap();
    Pixmap::decode_png(&png).unwrap()
}

/// For a look at both: `PICTURE_PAIRS=folder` keeps them.
fn keep(name: &str, pixmap: &Pixmap) {
    if let Some(folder) = std::env::var_os("PICTURE_PAIRS") {
        let path = std::path::Path::new(&folder).join(name).with_extension("png");
        hashfloor::io::files::write_atomic(&path, &pixmap.encode_png().unwrap()).unwrap();
    }
}

fn looks() -> Vec<(String, Look)> {
    let mut all = Vec::new();
    for (name, theme) in [("dark", Theme::dark()), ("light", Theme::light()), ("print", Theme::print())] {
        for (what, subject, framing) in [
            ("charts", Subject::Charts, Framing::Bare),
            ("framed", Subject::Charts, Framing::Framed),
            ("window", Subject::Window, Framing::Bare),
        ] {
            all.push((
                format!("{name}-{what}"),
                Look { subject, framing, theme, size: SIZE, pixels_per_point: 1.0 },
            ));
        }
    }
    all
}

#[test]
fn a_picture_agrees_with_what_the_window_paints() {
    let snapshot = case(true);
    let mut report = String::new();
    let mut apart = false;
    for (name, look) in looks() {
        for scale in [1.0, 2.0] {
            let look = Look { pixels_per_point: scale, ..look };
            let (window, picture) = (shown(&snapshot, &look), drawn(&snapshot, &look));
            let (mean, share) = difference_by(&window, &picture, VISIBLE);
            report.push_str(&format!("{name} at {scale}×: mean {mean:.3}, visible {:.3} %\n", share * 100.0));
            apart |= mean > MEAN_DIFFERENCE || share > DIFFERING_SHARE;
            if name.ends_with("framed") {
                keep(&format!("{name}-{scale}-window"), &window);
                keep(&format!("{name}-{scale}-picture"), &picture);
            }
        }
    }
    if std::env::var_os("PICTURE_PAIRS").is_some() {
        println!("{report}");
    }
    assert!(!apart, "{report}");
}

#[test]
fn another_week_is_no_agreement() {
    use hashfloor::chart::viewport::TimeView;
    let here = case(true);
    let (_, look) = looks().remove(0);
    let mut there = here.clone();
    let view = hashfloor::app::state::AppState::showing(here.clone()).time_view();
    let week = 7.0 * 86_400.0;
    there.view.time = Some(TimeView::new(view.from - week, view.to - week));
    let (mean, share) = difference_by(&shown(&here, &look), &drawn(&there, &look), VISIBLE);
    assert!(mean > MEAN_DIFFERENCE || share > DIFFERING_SHARE, "{mean} {share}");
}
