//! The committed icons against the drawing they come from.

use hashfloor::ui::export::png;
use resvg::tiny_skia::Pixmap;

const DRAWING: &str = include_str!("../../icons/hashfloor.svg");

fn icon(size: u32) -> Pixmap {
    let path = format!("{}/icons/hashfloor-{size}.png", env!("CARGO_MANIFEST_DIR"));
    Pixmap::load_png(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn icons_match_their_drawing() {
    for size in [16, 32, 48, 64, 128, 256, 512] {
        let committed = icon(size);
        let drawn = Pixmap::decode_png(&png(DRAWING, size as f32 / 256.0).unwrap()).unwrap();
        assert_eq!([drawn.width(), drawn.height()], [committed.width(), committed.height()]);
        let farthest = drawn.data().iter().zip(committed.data()).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(farthest.unwrap() <= 2, "hashfloor-{size}.png is out of date: run icons/make.sh");
    }
}

#[test]
fn the_desktop_entry_names_the_window_it_starts() {
    let entry = include_str!("../../icons/org.hashfloor.Hashfloor.desktop");
    for line in
        ["Icon=org.hashfloor.Hashfloor", "StartupWMClass=org.hashfloor.Hashfloor", "Exec=hashfloor %f"]
    {
        assert!(entry.lines().any(|found| found == line), "{line}");
    }
}
