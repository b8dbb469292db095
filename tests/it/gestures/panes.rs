//! Panes under the hand: borders, titles, legends, their menus, axes and boxes.

use egui::{Key, Modifiers, Pos2, Rect, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use hashfloor::app::pane_spec::{Compare, Style};
use hashfloor::app::panes::{AxisSide, ETF_PANE, PRICE_PANE, Pane};
use hashfloor::app::view::AxisId;
use hashfloor::calc::interval::Interval;
use hashfloor::chart::scale::ScaleKind;
use hashfloor::domain::catalog::{DIFFICULTY, FEAR_GREED, HASHRATE, PRICE};
use hashfloor::ui::chart::stage::Stage;
use hashfloor::ui::theme::Theme;

use super::desk::{CTRL, Desk, day};

const SMA_50: &str = "derived.sma_50";

fn pane<'a>(desk: &'a Desk, id: &str) -> &'a Pane {
    desk.state().panes().iter().find(|pane| pane.id == id).unwrap()
}

fn height(desk: &Desk, id: &str) -> f32 {
    desk.pane_frame(id).rects.whole.height()
}

fn steps(desk: &Desk) -> usize {
    desk.state().history().len()
}

/// A place on the border below a pane, clear of chips and notes.
fn border_below(desk: &Desk, id: &str) -> Pos2 {
    let whole = desk.pane_frame(id).rects.whole;
    pos2(whole.left() + 300.0, whole.bottom())
}

/// Opens the menu of a button and clicks through it.
fn choose(desk: &mut Desk, button: &str, items: &[&str]) {
    let at = desk.middle_of(button);
    desk.click(at);
    desk.wait(0.2);
    for item in items {
        // The series tree and the menu bar have the same words; a menu comes after them.
        let found = desk.tree().query_all_by_label(item).last();
        let at = found.unwrap_or_else(|| panic!("no {item} in {:?}", desk.names())).rect().center();
        desk.click(at);
        desk.wait(0.3);
    }
}

/// Clicks the dot of a series in a legend.
fn click_dot(desk: &mut Desk, title: &str) {
    desk.click_label(&format!("Draw {title}"));
}

#[test]
fn a_dragged_border_resizes_two_panes_as_one_step_of_undo() {
    let mut desk = Desk::open();
    let [price, hashrate, difficulty] = [PRICE_PANE, HASHRATE, DIFFICULTY].map(|id| height(&desk, id));
    let border = border_below(&desk, PRICE_PANE);
    desk.drag(border, border - vec2(0.0, 60.0));
    assert!((height(&desk, PRICE_PANE) - (price - 60.0)).abs() <= 2.0);
    assert!((height(&desk, HASHRATE) - (hashrate + 60.0)).abs() <= 2.0);
    assert!((height(&desk, DIFFICULTY) - difficulty).abs() <= 2.0);
    assert_eq!(steps(&desk), 1);
    desk.chord(CTRL, Key::Z);
    assert_eq!(height(&desk, PRICE_PANE), price);
}

#[test]
fn esc_puts_a_dragged_border_back() {
    let mut desk = Desk::open();
    let (before, document) = (height(&desk, PRICE_PANE), desk.document());
    let border = border_below(&desk, PRICE_PANE);
    desk.press(border);
    desk.glide(border - vec2(0.0, 80.0));
    desk.wait(0.05);
    assert!(height(&desk, PRICE_PANE) < before - 70.0);
    desk.key(Key::Escape);
    desk.glide(border - vec2(0.0, 120.0));
    desk.release();
    assert_eq!(height(&desk, PRICE_PANE), before);
    assert_eq!((desk.document(), steps(&desk)), (document, 0));
}

#[test]
fn a_double_click_on_a_title_gives_a_pane_the_chart_and_takes_it_again() {
    let mut desk = Desk::open();
    let all = desk.pane_ids();
    let at = desk.middle_of("Difficulty pane");
    desk.double_click(at);
    assert_eq!(desk.pane_ids(), [DIFFICULTY]);
    assert!(height(&desk, DIFFICULTY) > 600.0);
    assert!(!desk.has_label("Restore all panes"), "the menu of the first click is still open");
    let at = desk.middle_of("Difficulty pane");
    desk.double_click(at);
    assert_eq!(desk.pane_ids(), all);
    assert_eq!(steps(&desk), 0, "what has the chart to itself is no part of the document");
}

#[test]
fn a_dragged_title_moves_its_pane_in_the_stack() {
    let mut desk = Desk::open();
    let title = desk.middle_of("US spot ETF net flow pane");
    let over = desk.pane_frame(HASHRATE).rects.whole.center();
    desk.drag(title, pos2(title.x, over.y));
    assert_eq!(desk.pane_ids(), [PRICE_PANE, ETF_PANE, HASHRATE, DIFFICULTY]);
    assert_eq!(steps(&desk), 1);
    let title = desk.middle_of("BTC/USD pane");
    let foot = desk.pane_frame(DIFFICULTY).rects.whole.bottom();
    desk.drag(title, pos2(title.x, foot - 5.0));
    assert_eq!(desk.pane_ids(), [ETF_PANE, HASHRATE, DIFFICULTY, PRICE_PANE]);
    desk.chord(CTRL, Key::Z);
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.pane_ids(), [PRICE_PANE, HASHRATE, DIFFICULTY, ETF_PANE]);
}

#[test]
fn the_dot_of_a_legend_hides_its_series_and_shows_it_again() {
    let mut desk = Desk::open();
    click_dot(&mut desk, "SMA 50");
    assert!(pane(&desk, PRICE_PANE).drawn(SMA_50).is_none());
    assert!(desk.has_label("SMA 50 settings"), "a hidden series stays in the legend");
    assert_eq!(steps(&desk), 1);
    click_dot(&mut desk, "SMA 50");
    assert!(pane(&desk, PRICE_PANE).drawn(SMA_50).is_some());
}

#[test]
fn the_legend_keeps_still_under_a_hand_that_comes_from_the_data() {
    let mut desk = Desk::open();
    let ground = desk.at("2026-02-05", 57_500.0);
    desk.glide(ground);
    desk.wait(0.1);
    let before = desk.middle_of("SMA 50 settings");
    desk.glide(pos2(ground.x, before.y));
    desk.glide(before);
    desk.wait(0.1);
    assert_eq!(desk.middle_of("SMA 50 settings"), before);
    assert!(desk.texts().iter().any(|text| text.contains("C 62,700")), "{:?}", desk.texts());
    desk.glide(pos2(60.0, 500.0));
    desk.wait(0.1);
    assert!(desk.texts().iter().any(|text| text.contains("C 68,230")));
}

#[test]
fn a_pane_stays_while_its_only_series_is_hidden() {
    let mut desk = Desk::open();
    let before = desk.pane_frame(HASHRATE).rects;
    click_dot(&mut desk, "Hashrate");
    assert!(pane(&desk, HASHRATE).series.is_empty());
    assert!(desk.texts().iter().any(|text| text == "Every series of this pane is hidden"));
    assert_eq!(desk.pane_frame(HASHRATE).rects, before);
    click_dot(&mut desk, "Hashrate");
    assert_eq!(pane(&desk, HASHRATE).series.len(), 1);
}

#[test]
fn where_room_is_short_the_other_series_outlive_open_high_and_low() {
    let mut desk = Desk::open();
    let says = |desk: &Desk, words: &str| desk.texts().iter().any(|text| text == words);
    assert!(says(&desk, "C 68,230  +2.31 %"), "{:?}", desk.texts());
    assert!(desk.has_label("200-week EMA settings"));
    desk.resize(vec2(1_900.0, 900.0));
    desk.wait(0.2);
    assert!(says(&desk, "O 66,690  H 68,500  L 65,950  C 68,230  +2.31 %"));
    assert!(desk.has_label("200-week EMA settings"));
}

#[test]
fn a_pane_without_rows_in_view_says_so() {
    let mut desk = Desk::open();
    let says = |desk: &Desk| desk.texts().iter().filter(|text| *text == "No rows in view").count();
    assert_eq!(says(&desk), 0);
    // The last month begins after the last flow and the last hashrate.
    desk.key(Key::Num1);
    desk.wait(0.1);
    assert_eq!(says(&desk), 2, "{:?}", desk.texts());
}

#[test]
fn the_menu_of_a_series_moves_it_to_another_pane() {
    let mut desk = Desk::open();
    choose(&mut desk, "SMA 50 settings", &["Move to", "Hashrate"]);
    assert!(pane(&desk, PRICE_PANE).drawn(SMA_50).is_none());
    assert_eq!(pane(&desk, HASHRATE).drawn(SMA_50).unwrap().axis, AxisSide::Left);
    assert_eq!(steps(&desk), 1);
}

#[test]
fn the_menu_of_a_series_gives_it_a_pane_of_its_own_below() {
    let mut desk = Desk::open();
    choose(&mut desk, "SMA 50 settings", &["Move to", "A pane of its own"]);
    assert_eq!(desk.pane_ids(), [PRICE_PANE, SMA_50, HASHRATE, DIFFICULTY, ETF_PANE]);
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.pane_ids().len(), 4);
}

#[test]
fn the_menu_of_a_series_changes_how_it_is_drawn() {
    let mut desk = Desk::open();
    choose(&mut desk, "Hashrate settings", &["Draw as", "Steps"]);
    assert_eq!(pane(&desk, HASHRATE).drawn(HASHRATE).unwrap().style, Style::Steps);
    assert_eq!(steps(&desk), 1);
}

/// Hashrate beside the price, by the menu of the price pane.
fn with_hashrate_on_price(desk: &mut Desk) {
    choose(desk, "BTC/USD pane", &["Add series", "Network", "Hashrate"]);
}

#[test]
fn an_added_series_of_another_unit_gets_a_left_axis_that_zooms_alone() {
    let mut desk = Desk::open();
    with_hashrate_on_price(&mut desk);
    assert_eq!(pane(&desk, PRICE_PANE).drawn(HASHRATE).unwrap().axis, AxisSide::Left);
    let (view, scale) = (desk.state().time_view(), desk.frame().scale);
    let left = desk.pane_frame(PRICE_PANE).rects.left_axis;
    assert!(left.width() > 40.0);
    desk.drag(left.center(), left.center() + vec2(0.0, 60.0));
    let axis = AxisId::left(PRICE_PANE);
    assert!(desk.state().view().taken(&axis).is_some());
    assert_eq!(desk.state().view().taken_axes().count(), 1);
    assert_eq!((desk.state().time_view(), desk.frame().scale), (view, scale));
    desk.double_click(left.center());
    assert!(desk.state().view().taken(&axis).is_none());
    assert_eq!(steps(&desk), 1, "moving an axis is no step");
}

/// What every drawn series of a pane is said to be at the left edge.
fn at_the_left_edge(desk: &Desk, id: &str) -> Vec<(String, String)> {
    let theme = Theme::dark();
    let whole = Rect::from_min_max(pos2(232.0, 90.0), pos2(1_100.0, 850.0));
    let stage = Stage::new(desk.state(), &theme, whole, None, 0);
    let shown = stage.panes.iter().find(|stage| stage.pane.id == id).unwrap();
    let from = desk.state().time_view().from.floor() as i64;
    let words = shown.series().map(|(series, frame)| {
        let rows = &series.entry.series;
        let row = rows.row_at_or_before(hashfloor::domain::time::UnixSecs(from)).unwrap();
        let y = frame.y(rows.values()[row]);
        (series.id.clone(), shown.format.text(shown.frame.value_at(y)))
    });
    words.collect()
}

#[test]
fn compared_series_all_begin_at_no_change() {
    let mut desk = Desk::open();
    with_hashrate_on_price(&mut desk);
    desk.key(Key::Num2);
    choose(&mut desk, "BTC/USD pane", &["Percent change"]);
    assert_eq!(pane(&desk, PRICE_PANE).compare, Compare::Percent);
    let found = at_the_left_edge(&desk, PRICE_PANE);
    let of = |wanted: &str| &found.iter().find(|(id, _)| id == wanted).unwrap().1;
    assert_eq!((of(PRICE).as_str(), of(HASHRATE).as_str()), ("0 %", "0 %"), "{found:?}");
    // An average keeps its distance from the price.
    assert_ne!(of(SMA_50), "0 %");
    assert!(desk.pane_frame(PRICE_PANE).rects.left_axis.width() < 1.0, "one axis for all");
    choose(&mut desk, "BTC/USD pane", &["Values"]);
    assert_eq!(pane(&desk, PRICE_PANE).drawn(HASHRATE).unwrap().axis, AxisSide::Left);
}

#[test]
fn flows_refuse_a_logarithmic_axis() {
    let mut desk = Desk::open();
    choose(&mut desk, "US spot ETF net flow pane", &["Logarithmic axis"]);
    assert_eq!(pane(&desk, ETF_PANE).scale, ScaleKind::Linear);
    assert_eq!(steps(&desk), 0);
    desk.key(Key::Escape);
    choose(&mut desk, "Hashrate pane", &["Logarithmic axis"]);
    assert_eq!(pane(&desk, HASHRATE).scale, ScaleKind::Log);
}

#[test]
fn the_axis_of_one_pane_is_taken_alone_and_fitted_by_a_double_click() {
    let mut desk = Desk::open();
    let (price, fitted) = (desk.frame().scale, desk.pane_frame(HASHRATE).scale);
    let axis = desk.pane_frame(HASHRATE).rects.axis;
    let free = pos2(axis.center().x, axis.bottom() - 12.0);
    desk.drag(free, free - vec2(0.0, 40.0));
    assert!(desk.pane_frame(HASHRATE).scale.axis_span() > 1.15 * fitted.axis_span());
    assert_eq!(desk.frame().scale, price);
    desk.double_click(free);
    assert_eq!(desk.pane_frame(HASHRATE).scale, fitted);
}

#[test]
fn a_fits_every_axis_that_was_taken() {
    let mut desk = Desk::open();
    let fitted = [PRICE_PANE, HASHRATE].map(|id| desk.pane_frame(id).scale);
    for id in [PRICE_PANE, HASHRATE] {
        let axis = desk.pane_frame(id).rects.axis;
        let free = if id == PRICE_PANE {
            pos2(axis.center().x, desk.frame().y(54_500.0))
        } else {
            pos2(axis.center().x, axis.bottom() - 12.0)
        };
        desk.drag(free, free + vec2(0.0, 30.0));
    }
    assert_eq!(desk.state().view().taken_axes().count(), 2);
    desk.key(Key::A);
    assert!(!desk.state().view().has_taken_axes());
    assert_eq!([PRICE_PANE, HASHRATE].map(|id| desk.pane_frame(id).scale), fitted);
}

#[test]
fn a_box_drawn_with_the_other_button_is_zoomed_into() {
    let mut desk = Desk::open();
    let before = desk.pane_frame(HASHRATE);
    let plot = before.rects.plot;
    let (from, to) = (plot.center() - vec2(150.0, 15.0), plot.center() + vec2(50.0, 20.0));
    desk.right_drag(from, to);
    let after = desk.pane_frame(HASHRATE);
    assert!((after.view.from - before.time_at(from.x)).abs() < 7_200.0);
    assert!((after.view.to - before.time_at(to.x)).abs() < 7_200.0);
    assert!((after.scale.hi / before.value_at(from.y) - 1.0).abs() < 1e-4);
    assert!((after.scale.lo / before.value_at(to.y) - 1.0).abs() < 1e-4);
    assert_eq!(desk.state().view().taken_axes().count(), 1);
    desk.wait(0.3);
    assert!(!desk.has_label("New note here"), "a box opens no menu");
    assert_eq!(steps(&desk), 0);
}

#[test]
fn esc_drops_a_box_and_a_click_of_the_other_button_still_opens_the_menu() {
    let mut desk = Desk::open();
    let view = desk.state().time_view();
    let ground = desk.at("2025-11-15", 54_500.0);
    desk.jump(ground);
    let event = |pressed, pos| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Secondary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    desk.frame_with([event(true, ground)]);
    desk.glide(ground + vec2(200.0, -50.0));
    desk.key(Key::Escape);
    desk.frame_with([event(false, ground + vec2(200.0, -50.0))]);
    desk.wait(0.1);
    assert_eq!(desk.state().time_view(), view);
    assert!(!desk.state().view().has_taken_axes());
    let before = desk.names();
    desk.right_click(ground);
    let opened: Vec<_> = desk.names().into_iter().filter(|name| !before.contains(name)).collect();
    assert!(opened.iter().any(|name| name.starts_with("Add support at $")), "{opened:?}");
}

#[test]
fn a_measured_distance_stays_with_its_days_and_goes_with_esc() {
    let mut desk = Desk::open();
    let measured = |desk: &Desk| desk.texts().into_iter().find(|text| text.ends_with(" rows"));
    // Half a point beyond both days, so that both count.
    let from = desk.at("2026-01-14", 95_000.0) - vec2(0.5, 0.0);
    let to = desk.at("2026-02-05", 62_700.0) + vec2(0.5, 0.0);
    desk.hold(Modifiers::SHIFT);
    desk.drag(from, to);
    desk.hold(Modifiers::NONE);
    let view = desk.state().time_view();
    assert_eq!(measured(&desk).as_deref(), Some("23 rows"), "{:?}", desk.texts());
    let change = desk.texts().into_iter().find(|text| text.contains("(−34.0")).unwrap();
    assert_eq!(steps(&desk), 0);
    let span =
        |desk: &Desk| desk.texts().into_iter().find(|text| text.ends_with(" h") && text.contains(" d "));
    let days = span(&desk);
    desk.key(Key::Minus);
    desk.key(Key::ArrowLeft);
    assert_ne!(desk.state().time_view(), view);
    assert!(desk.texts().contains(&change), "the same distance after a move");
    assert_eq!(span(&desk), days);
    desk.key(Key::Escape);
    desk.wait(0.1);
    assert_eq!(measured(&desk), None);
}

fn choose_interval(desk: &mut Desk, word: &str) {
    for label in ["Chart", "Interval", word] {
        desk.click_label(label);
        desk.wait(0.3);
    }
    for _ in 0..200 {
        if desk.state().running_jobs().is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        desk.wait(0.02);
    }
    desk.wait(0.1);
    assert!(desk.state().running_jobs().is_empty());
}

#[test]
fn weeks_are_fewer_candles_and_hours_that_are_not_stored_leave_the_days() {
    let mut desk = Desk::open();
    let rows = |desk: &Desk| pane(desk, PRICE_PANE).drawn(PRICE).unwrap().entry.series.len();
    let days = rows(&desk);
    choose_interval(&mut desk, "Week");
    assert_eq!(desk.state().document().interval, Interval::Week);
    let weeks = rows(&desk);
    assert!(weeks * 7 >= days && weeks * 7 <= days + 14, "{weeks} weeks of {days} days");
    assert_eq!(pane(&desk, PRICE_PANE).drawn(PRICE).unwrap().row_secs, 7 * 86_400);
    choose_interval(&mut desk, "1 hour");
    assert_eq!(rows(&desk), days);
    let note = desk.state().interval_note(desk.state().price().unwrap());
    assert_eq!(note.as_deref(), Some("BTC/USD is stored daily from the case file, hours are not there"));
}

#[test]
fn the_arrangement_of_the_panes_is_there_after_a_restart() {
    let mut desk = Desk::open();
    with_hashrate_on_price(&mut desk);
    click_dot(&mut desk, "SMA 50");
    assert!(pane(&desk, PRICE_PANE).drawn(SMA_50).is_none());
    let border = border_below(&desk, PRICE_PANE);
    desk.drag(border, border - vec2(0.0, 60.0));
    let title = desk.middle_of("US spot ETF net flow pane");
    let over = desk.pane_frame(HASHRATE).rects.whole.center();
    desk.drag(title, pos2(title.x, over.y));
    let at = desk.middle_of("Difficulty pane");
    let (document, ids) = (desk.document(), desk.pane_ids());
    let rects: Vec<_> = ids.iter().map(|id| desk.pane_frame(id).rects).collect();
    desk.double_click(at);
    let mut desk = desk.restarted();
    assert_eq!(desk.pane_ids(), [DIFFICULTY]);
    let at = desk.middle_of("Difficulty pane");
    desk.double_click(at);
    assert_eq!((desk.document(), desk.pane_ids()), (document, ids.clone()));
    let again: Vec<_> = ids.iter().map(|id| desk.pane_frame(id).rects).collect();
    assert_eq!(again, rects);
    assert!(pane(&desk, PRICE_PANE).drawn(SMA_50).is_none());
}

#[test]
fn a_workspace_that_lists_its_shown_series_opens_with_their_panes() {
    let shown = [PRICE, "derived.sma_200", HASHRATE, FEAR_GREED];
    let desk = Desk::open_workspace(&serde_json::json!({
        "format": "hashfloor-workspace",
        "version": 1,
        "document": { "shown_series": shown, "price_style": "line", "price_scale": "linear" },
        "view": { "left_panel": true, "right_panel": true, "tab": "scenarios" },
    }));
    let ids = desk.pane_ids();
    assert_eq!(&ids[..2], [PRICE_PANE, HASHRATE], "{ids:?}");
    assert!(!ids.iter().any(|id| id == DIFFICULTY || id == ETF_PANE), "{ids:?}");
    let price = pane(&desk, PRICE_PANE);
    assert_eq!((price.scale, price.drawn(PRICE).unwrap().style), (ScaleKind::Linear, Style::Line));
    assert!(price.drawn("derived.sma_200").is_some() && price.drawn(SMA_50).is_none());
    assert!(desk.state().document().shows(FEAR_GREED));
    // A gesture works on them as on any other.
    assert!(desk.has_label("Hashrate pane"));
    assert!(desk.frame().x(day("2026-02-05").0 as f64) > 0.0);
}
