//! Pictures of the bundled case, made without a window or a graphics card.
//!
//! What can be said in text is compared as text; a few small pictures are
//! compared by eye once and by tolerance ever after. `UPDATE_PICTURES=1`
//! writes them anew: look at them before committing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Vec2, vec2};
use expect_test::expect;
use hashfloor::app::clock::Clock;
use hashfloor::app::edit::Edit;
use hashfloor::app::edit_panes::PaneEdit;
use hashfloor::app::export::Snapshot;
use hashfloor::app::pane_spec::Compare;
use hashfloor::app::panes::PRICE_PANE;
use hashfloor::app::picture::{Framing, PictureRequest, PictureScale, PictureStyle};
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::chart::scale::ScaleKind;
use hashfloor::chart::viewport::RangePreset;
use hashfloor::domain::catalog::HASHRATE;
use hashfloor::domain::time::{DAY_SECS, UnixSecs};
use hashfloor::ui::picture::{Look, Scene, Subject, picture_maker, snapshot_png, snapshot_svg};
use hashfloor::ui::theme::Theme;
use resvg::tiny_skia::Pixmap;

const SIZE: Vec2 = vec2(900.0, 600.0);

/// The bundled case at noon of 1 April 2026.
pub fn case(dark: bool) -> Snapshot {
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
        110,000
        120,000
        130,000
        900 E
        145 T
        155 T
        −1,000 M
        +1,000 M
        95 %
        75 %
        median
        25 %
        5 %
        Standard Chartered 50,000
        JPMorgan 100,000
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
        ETF entrants&#39; cost
        production cost
        resistance
        reclaim signals reversal · alert
        key floor
        support
        Friday&#39;s price
        a break opens the mid-50s · alert
        84–90k
        87,000
        76,000
        72,000
        70,000
        68,000
        65,000
        60,000
        model 5–95 %, 25–75 % · martingale · volatility 60 % (90-day realised)
        1,043 EH/s
        17 Feb 2026
        133.8 T
        −27.5 M
        27 Feb 2026
        BTC/USD
        O 66,690  H 68,500  L 65,950  C 68,230  +2.31 %
        SMA 50 68,672
        SMA 200 90,589
        200-week EMA 69,017
        Hashrate
        1,043 EH/s
        Difficulty
        133.8 T −7.76 %
        US spot ETF net flow
        All funds −27.5 M
        1
        2
        3
        ×6
        10
        11
        Jul
        2021
        Jul
        2022
        Jul
        2023
        Jul
        2024
        Jul
        2025
        Jul
        2026
        Jul
        2027
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
    assert_picture(name, &snapshot_png(snapshot, Subject::Charts, SIZE, 1.0).unwrap());
}

/// Compares a picture with the one that was looked at.
fn assert_picture(name: &str, png: &[u8]) {
    let path = pictures().join(format!("{name}.png"));
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        hashfloor::io::files::write_atomic(&path, png).unwrap();
    }
    let committed = Pixmap::load_png(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (mean, share) = difference(&Pixmap::decode_png(png).unwrap(), &committed);
    assert!(
        mean <= MEAN_DIFFERENCE && share <= DIFFERING_SHARE,
        "{name}: {mean:.3} of 255 on average, {:.2} % of the pixels differ visibly",
        share * 100.0
    );
}

/// The case after some changes to its panes, over a range of time.
fn arranged(range: RangePreset, edits: &[PaneEdit]) -> Snapshot {
    let mut snapshot = case(true);
    let mut document = (*snapshot.document).clone();
    for edit in edits {
        Edit::Panes(edit.clone()).apply(&mut document).unwrap();
    }
    snapshot.document = Arc::new(document);
    (snapshot.view.time, snapshot.view.preset) = (None, Some(range));
    snapshot
}

/// A picture without a frame, laid out for one screen and drawn at a scale of its own.
///
/// Never at less than a pixel a point: strokes of a point have sharp edges and would
/// fall between the pixels.
fn drawn(snapshot: &Snapshot, theme: Theme, size: Vec2, pixels_per_point: f32, scale: f32) -> Vec<u8> {
    let look = Look { subject: Subject::Charts, framing: Framing::Bare, theme, size, pixels_per_point };
    let svg = Scene::new(snapshot, &look).svg();
    let tree = resvg::usvg::Tree::from_str(&svg, &hashfloor_fonts()).unwrap();
    let mut picture = Pixmap::new((size.x * scale) as u32, (size.y * scale) as u32).unwrap();
    let transform = resvg::tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut picture.as_mut());
    picture.encode_png().unwrap()
}

fn price_edits() -> [PaneEdit; 2] {
    let pane = || PRICE_PANE.to_owned();
    [
        PaneEdit::Put { series: HASHRATE.to_owned(), pane: pane() },
        PaneEdit::SetScale { pane: pane(), scale: ScaleKind::Linear },
    ]
}

#[test]
fn the_crash_in_candles_looks_as_it_did() {
    let [_, linear] = price_edits();
    let crash = arranged(RangePreset::Months3, &[linear]);
    assert_picture("crash-linear-dark", &drawn(&crash, Theme::dark(), SIZE, 1.0, 1.0));
}

#[test]
fn the_charts_on_paper_look_as_they_did() {
    assert_picture("case-print", &drawn(&case(false), Theme::print(), SIZE, 1.0, 1.0));
}

#[test]
fn four_panes_on_a_small_screen_look_as_they_did() {
    let size = vec2(1_280.0, 720.0);
    assert_picture("four-panes-dark", &drawn(&case(true), Theme::dark(), size, 1.0, 1.0));
}

#[test]
fn four_panes_on_a_large_fine_screen_look_as_they_did() {
    // 3,840 × 2,160 pixels, two to a point; kept at one to a point.
    let size = vec2(1_920.0, 1_080.0);
    assert_picture("fine-screen-dark", &drawn(&case(true), Theme::dark(), size, 2.0, 1.0));
}

#[test]
fn price_and_hashrate_on_two_axes_look_as_they_did() {
    let both = arranged(RangePreset::Months6, &price_edits());
    assert_picture("two-axes-dark", &drawn(&both, Theme::dark(), SIZE, 1.0, 1.0));
}

#[test]
fn price_and_hashrate_compared_look_as_they_did() {
    let [hashrate, linear] = price_edits();
    let compare = PaneEdit::SetCompare { pane: PRICE_PANE.to_owned(), compare: Compare::Percent };
    let both = arranged(RangePreset::Months6, &[hashrate, linear, compare]);
    assert_picture("compared-dark", &drawn(&both, Theme::dark(), SIZE, 1.0, 1.0));
}

fn pictures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures")
}

/// Mean difference of a channel, and the share of pixels that differ visibly.
fn difference(a: &Pixmap, b: &Pixmap) -> (f64, f64) {
    difference_by(a, b, VISIBLE)
}

/// Mean difference of a channel, and the share of pixels with a channel that differs by more.
pub fn difference_by(a: &Pixmap, b: &Pixmap, more_than: u8) -> (f64, f64) {
    assert_eq!((a.width(), a.height()), (b.width(), b.height()));
    let channels = a.data().iter().zip(b.data()).map(|(a, b)| a.abs_diff(*b));
    let mean = channels.clone().map(f64::from).sum::<f64>() / a.data().len() as f64;
    let channels: Vec<u8> = channels.collect();
    let visible = channels.chunks(4).filter(|pixel| pixel.iter().any(|by| *by > more_than)).count();
    (mean, visible as f64 / (channels.len() / 4) as f64)
}

#[test]
fn a_moved_level_is_a_visible_difference() {
    use hashfloor::domain::level::{LevelId, Place};
    let before = case(true);
    let mut document = (*before.document).clone();
    Edit::MoveLevel { id: LevelId(3), place: Place::Price(58_000.0) }.apply(&mut document).unwrap();
    let after = Snapshot { document: Arc::new(document), ..before.clone() };
    let draw =
        |snapshot| Pixmap::decode_png(&snapshot_png(snapshot, Subject::Charts, SIZE, 1.0).unwrap()).unwrap();
    let (mean, share) = difference(&draw(&before), &draw(&after));
    assert!(mean > MEAN_DIFFERENCE || share > DIFFERING_SHARE, "{mean} {share}");
}

fn framed(theme: Theme, size: Vec2) -> Look {
    Look { subject: Subject::Charts, framing: Framing::Framed, theme, size, pixels_per_point: 1.0 }
}

/// What the frame adds to the words of the charts.
fn words_of_the_frame(snapshot: &Snapshot, size: Vec2) -> String {
    let svg = Scene::new(snapshot, &framed(Theme::print(), size)).svg();
    let bare = Look { framing: Framing::Bare, ..framed(Theme::print(), size) };
    let (with, without) = (texts(&svg), texts(&Scene::new(snapshot, &bare).svg()));
    let mut rest: Vec<&str> = without.lines().collect();
    let added = with.lines().filter(|line| match rest.iter().position(|known| known == line) {
        Some(at) => {
            rest.remove(at);
            false
        }
        // Ticks move with the height of the panes; words of the frame are longer.
        None => line.len() > 20,
    });
    added.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_framed_picture_says_what_it_shows_from_whom_and_when_it_was_made() {
    expect![[r#"
        BTC/USD, hashrate, difficulty, US spot ETF net flow — 15 Sep 2025 to 5 Jan 2027
        Sources and methods: BTC/USD, weekly closes: Composite of public BTC/USD spot indices, rounded to $10; SMA 50: mean of 50 daily closes; SMA 200: mean of 200 daily closes; 200-week EMA: EMA of 327 weekly closes, SMA seed, the seed still weighs;
        Hashrate: Blockchain.com, 7-day mean; Difficulty: Bitcoin block headers; US spot ETF net flow: Farside Investors
        Time: 15 Sep 2025 to 5 Jan 2027, UTC
        Hashfloor 0.1.0 · made 1 Apr 2026, 12:00 UTC
    "#]].assert_eq(&words_of_the_frame(&case(true), vec2(1_400.0, 900.0)));
}

#[test]
fn long_sources_wrap_and_nothing_of_the_frame_is_cut() {
    let narrow = vec2(300.0, 200.0);
    let scene = Scene::new(&case(true), &framed(Theme::light(), narrow));
    let size = scene.size();
    assert!((size.x - narrow.x).abs() < 0.1 && size.y > narrow.y, "{size}");
    let svg = scene.svg();
    let said = texts(&svg).replace('\n', " ");
    for words in ["BTC/USD, hashrate,", "Farside Investors", "Hashfloor", "12:00 UTC"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    // The last baseline lies on the paper.
    let ys = svg.split("<text").skip(1).map(|text| {
        let y = text.split_once(" y=\"").unwrap().1.split_once('"').unwrap().0;
        y.parse::<f32>().unwrap()
    });
    assert!(ys.fold(0.0, f32::max) < size.y);
}

#[test]
fn one_pane_alone_has_its_title_its_sources_and_the_time_of_all() {
    let all = case(true);
    let one = Snapshot { only_pane: Some("hashrate.network".to_owned()), ..all.clone() };
    let said = words_of_the_frame(&one, vec2(900.0, 400.0));
    let range = |words: &str| words.lines().find(|line| line.contains(", UTC")).unwrap().to_owned();
    assert_eq!(range(&said), range(&words_of_the_frame(&all, vec2(900.0, 600.0))));
    assert!(said.starts_with("Hashrate — ") && !said.contains("Farside"), "{said}");
}

#[test]
fn bands_of_a_large_picture_have_no_seams() {
    let watch = |_| std::ops::ControlFlow::Continue(());
    let request = PictureRequest {
        scale: PictureScale::Four,
        style: PictureStyle::Print,
        width_pt: 300.0,
        height_pt: 420.0,
        ..PictureRequest::default()
    };
    let png = picture_maker().file(&case(true), &request, &watch).unwrap();
    let banded = Pixmap::decode_png(&png).unwrap();
    assert_eq!((banded.width(), banded.height() > 1_024), (1_200, true));
    // In one piece it is the same picture.
    let svg = Scene::new(&case(true), &Look::of(&request, true)).svg();
    let tree = resvg::usvg::Tree::from_str(&svg, &hashfloor_fonts()).unwrap();
    let mut whole = Pixmap::new(banded.width(), banded.height()).unwrap();
    resvg::render(&tree, resvg::tiny_skia::Transform::from_scale(4.0, 4.0), &mut whole.as_mut());
    assert!(banded.data() == whole.data(), "{:?}", difference(&banded, &whole));
}

fn hashfloor_fonts() -> resvg::usvg::Options<'static> {
    use hashfloor::ui::theme::fonts;
    let mut options = resvg::usvg::Options { font_family: "Inter".to_owned(), ..Default::default() };
    for font in [fonts::REGULAR, fonts::STRONG] {
        options.fontdb_mut().load_font_data(font.to_vec());
    }
    options.fontdb_mut().set_sans_serif_family("Inter");
    options
}
