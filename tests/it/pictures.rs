//! Pictures of the bundled case, made without a window or a graphics card.
//!
//! What can be said in text is compared as text; two small pictures are
//! compared by eye once and by tolerance ever after. `UPDATE_PICTURES=1`
//! writes them anew: look at them before committing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Vec2, vec2};
use expect_test::expect;
use hashfloor::app::clock::Clock;
use hashfloor::app::export::Snapshot;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::domain::time::{DAY_SECS, UnixSecs};
use hashfloor::ui::picture::{Subject, snapshot_png, snapshot_svg};
use resvg::tiny_skia::Pixmap;

const SIZE: Vec2 = vec2(900.0, 600.0);

fn case(dark: bool) -> Snapshot {
    let folder = tempfile::tempdir().unwrap();
    let noon = UnixSecs(UnixSecs::parse_iso("2026-04-01").unwrap().0 + DAY_SECS / 2);
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(noon),
        edits: false,
    };
    let mut state = AppState::opened(&options, Arc::new(|| {}));
    state.set_dark(dark);
    state.snapshot()
}

fn texts(svg: &str) -> String {
    let mut lines = String::new();
    for part in svg.split("<text").skip(1) {
        let inner = part.split_once('>').unwrap().1.split_once("</text>").unwrap().0;
        lines.push_str(inner);
        lines.push('\n');
    }
    lines
}

#[test]
fn the_charts_say_what_they_show() {
    let svg = snapshot_svg(&case(true), Subject::Charts, SIZE);
    expect![[r#"
        120,000
        95 %
        75 %
        median
        25 %
        5 %
        Standard Chartered 50,000
        JPMorgan 100,000
        BTC/USD
        O 66,690  H 68,500  L 65,950  C 68,230  +2.31 %
        SMA 50 68,672
        SMA 200 90,589
        200-week EMA 69,017
        log
        900 E
        Hashrate
        1,043 EH/s
        150 T
        Difficulty
        133.8 T −7.76 %
        −1,000 M
        +1,000 M
        US spot ETF net flow
        All funds −27.5 M
        Oct
        Nov
        Dec
        2026
        Feb
        Mar
        Apr
        May
        Jun
        Jul
        Aug
        Sep
        Oct
        Nov
        Dec
        68,230
        100,000
        50,000
        84–90k
        ETF entrants&#39; cost
        87,000
        production cost
        76,000
        resistance
        72,000
        reclaim signals reversal · alert
        70,000
        key floor
        68,000
        support
        65,000
        Friday&#39;s price
        60,000
        a break opens the mid-50s · alert
        model 5–95 %, 25–75 % · martingale · volatility 60 % (90-day realised)
        1,043 EH/s
        133.8 T
        −27.5 M
        1
        2
        3
        ×6
        10
        11
    "#]]
    .assert_eq(&texts(&svg));
}

#[test]
fn a_picture_is_vectors_only_and_drawn_the_same_twice() {
    let snapshot = case(true);
    let svg = snapshot_svg(&snapshot, Subject::Charts, SIZE);
    assert!(!svg.contains("<image") && !svg.contains("<script"));
    assert_eq!(svg, snapshot_svg(&snapshot, Subject::Charts, SIZE));
}

#[test]
fn the_dark_charts_look_as_they_did() {
    assert_looks_like("case-dark", &case(true));
}

#[test]
fn the_light_charts_look_as_they_did() {
    assert_looks_like("case-light", &case(false));
}

/// Most that a channel may differ on average, of 255.
const MEAN_DIFFERENCE: f64 = 0.5;
/// Most pixels that may differ visibly, as a share.
const DIFFERING_SHARE: f64 = 0.005;
/// A channel that differs by more than this differs visibly.
const VISIBLE: u8 = 24;

fn assert_looks_like(name: &str, snapshot: &Snapshot) {
    let path = pictures().join(format!("{name}.png"));
    let png = snapshot_png(snapshot, Subject::Charts, SIZE, 0.75).unwrap();
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        hashfloor::io::files::write_atomic(&path, &png).unwrap();
    }
    let committed = Pixmap::load_png(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (mean, share) = difference(&Pixmap::decode_png(&png).unwrap(), &committed);
    assert!(
        mean <= MEAN_DIFFERENCE && share <= DIFFERING_SHARE,
        "{name}: {mean:.3} of 255 on average, {:.2} % of the pixels differ visibly",
        share * 100.0
    );
}

fn pictures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures")
}

/// Mean difference of a channel, and the share of pixels that differ visibly.
fn difference(a: &Pixmap, b: &Pixmap) -> (f64, f64) {
    assert_eq!((a.width(), a.height()), (b.width(), b.height()));
    let channels = a.data().iter().zip(b.data()).map(|(a, b)| a.abs_diff(*b));
    let mean = channels.clone().map(f64::from).sum::<f64>() / a.data().len() as f64;
    let channels: Vec<u8> = channels.collect();
    let visible = channels.chunks(4).filter(|pixel| pixel.iter().any(|by| *by > VISIBLE)).count();
    (mean, visible as f64 / (channels.len() / 4) as f64)
}

#[test]
fn a_moved_level_is_a_visible_difference() {
    use hashfloor::app::edit::Edit;
    use hashfloor::domain::level::{LevelId, Place};
    let before = case(true);
    let mut document = (*before.document).clone();
    Edit::MoveLevel { id: LevelId(3), place: Place::Price(58_000.0) }.apply(&mut document).unwrap();
    let after = Snapshot { document: Arc::new(document), ..before.clone() };
    let draw =
        |snapshot| Pixmap::decode_png(&snapshot_png(snapshot, Subject::Charts, SIZE, 0.75).unwrap()).unwrap();
    let (mean, share) = difference(&draw(&before), &draw(&after));
    assert!(mean > MEAN_DIFFERENCE || share > DIFFERING_SHARE, "{mean} {share}");
}
