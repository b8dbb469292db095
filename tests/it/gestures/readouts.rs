//! What the window says: crosshair, accessible tree, and when it is quiet.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::desk::Desk;

fn says(desk: &Desk, words: &str) -> bool {
    desk.texts().iter().any(|text| text.contains(words))
}

#[test]
fn the_crosshair_reads_the_day_of_the_crash_in_every_pane() {
    let mut desk = Desk::open();
    // With less room the legend leaves out open, high and low.
    desk.resize(egui::vec2(1_900.0, 900.0));
    desk.wait(0.2);
    desk.glide(desk.at("2026-02-05", 57_500.0) + egui::vec2(0.5, 0.0));
    desk.wait(0.1);
    assert!(says(&desk, "O 73,020  H 73,160  L 62,350  C 62,700  −14.13 %"), "{:?}", desk.texts());
    assert!(says(&desk, "All funds −434.1 M"));
    let status = desk.texts().into_iter().find(|text| text.starts_with("Thu 5 Feb 2026 UTC")).unwrap();
    assert!(status.contains("close 62,700 −14.13 %") && status.contains("−434.1 M"), "{status}");
    assert!(desk.has_label(&status), "the status bar says it to everyone");
}

#[test]
fn a_weekend_has_no_session_and_not_zero_flow() {
    let mut desk = Desk::open();
    desk.glide(desk.at("2026-02-07", 57_500.0) + egui::vec2(0.5, 0.0));
    desk.wait(0.1);
    assert!(says(&desk, "C 69,280"));
    assert!(says(&desk, "All funds no session"), "{:?}", desk.texts());
}

#[test]
fn away_from_the_charts_the_last_rows_are_read() {
    let mut desk = Desk::open();
    desk.glide(desk.at("2026-02-05", 57_500.0));
    desk.glide(egui::pos2(60.0, 500.0));
    desk.wait(0.1);
    assert!(desk.has_label("Point at the chart to read its values"));
    assert!(says(&desk, "C 68,230"));
}

#[test]
fn every_level_is_a_slider_with_a_name_and_a_price() {
    let desk = Desk::open();
    let found: Vec<(String, f64)> = desk
        .tree()
        .query_all_by_role(Role::Slider)
        .filter_map(|node| Some((node.accesskit_node().label()?, node.accesskit_node().numeric_value()?)))
        .collect();
    for (name, price) in [
        ("76,000 resistance, resistance", 76_000.0),
        ("72,000 resistance, reclaim signals reversal", 72_000.0),
        ("70,000 support, key floor", 70_000.0),
        ("84,000–90,000 cost, ETF entrants' cost", 87_000.0),
    ] {
        assert!(found.contains(&(name.to_owned(), price)), "{name} in {found:?}");
    }
}

#[test]
fn an_increment_asked_for_by_a_screen_reader_moves_a_level_by_100() {
    let mut desk = Desk::open();
    desk.tree().get_by_label("70,000 support, key floor").increment_accesskit();
    desk.wait(0.1);
    assert_eq!(desk.price(3), 70_100.0);
    desk.tree().get_by_label("70,100 support, key floor").decrement_accesskit();
    desk.wait(0.1);
    assert_eq!(desk.price(3), 70_000.0);
}

#[test]
fn a_window_at_rest_asks_for_no_frame() {
    let mut desk = Desk::open();
    desk.wait(1.0);
    for _ in 0..5 {
        desk.frame_with([]);
        assert!(desk.repaint_in_secs() > 3_600.0, "{} s", desk.repaint_in_secs());
    }
    desk.glide(desk.at("2026-02-05", 57_500.0));
    desk.wait(3.0);
    for _ in 0..5 {
        desk.frame_with([]);
        assert!(
            desk.repaint_in_secs() > 3_600.0,
            "{} s: {:?}",
            desk.repaint_in_secs(),
            desk.ctx().repaint_causes()
        );
    }
}

#[test]
fn a_moving_crosshair_builds_no_series_anew_and_a_moving_view_does() {
    let mut desk = Desk::open();
    desk.glide(desk.at("2026-02-05", 57_500.0));
    let made = desk.shapes_made();
    desk.glide(desk.at("2025-12-05", 60_500.0));
    assert_eq!(desk.shapes_made(), made);
    desk.key(egui::Key::Num3);
    assert!(desk.shapes_made() > made);
}
