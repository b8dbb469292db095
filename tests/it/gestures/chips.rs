//! Chips and lines of many levels, of levels out of sight, and on either axis.

use egui::{Modifiers, vec2};
use hashfloor::app::command::{Command, Selection};
use hashfloor::app::edit::Edit;
use hashfloor::app::edit_panes::PaneEdit;
use hashfloor::chart::scale::ScaleKind;
use hashfloor::domain::level::{Anchor, LevelId, LevelKind, MAX_PRICE_USD, MIN_PRICE_USD, Place, Straight};

use super::desk::{CTRL, Desk, day};

fn add(desk: &mut Desk, place: Place) {
    desk.ask(Command::Edit(Edit::AddLevel { kind: LevelKind::Neutral, place }));
}

fn set_scale(desk: &mut Desk, scale: ScaleKind) {
    let pane = desk.state().panes()[0].id.clone();
    desk.ask(Command::Edit(Edit::Panes(PaneEdit::SetScale { pane, scale })));
    desk.wait(0.1);
}

#[test]
fn fifteen_levels_close_together_have_chips_that_do_not_hide_one_another() {
    let mut desk = Desk::open();
    for index in 0..15 {
        add(&mut desk, Place::Price(66_000.0 + 300.0 * f64::from(index)));
    }
    desk.resize(vec2(1_280.0, 720.0));
    desk.wait(0.1);
    let mut chips: Vec<_> = (1..=23).map(|id| desk.chip(id)).collect();
    chips.sort_by(|a, b| a.center().y.total_cmp(&b.center().y));
    for pair in chips.windows(2) {
        assert!(pair[1].top() >= pair[0].bottom(), "{} lies over {}", pair[1], pair[0]);
    }
    assert!(chips.iter().all(|chip| chip.height() >= 9.0));
    // Each is the one that is meant where it is seen.
    for id in [9, 16, 23] {
        desk.click(desk.chip(id).center());
        assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(id))));
    }
}

#[test]
fn what_lies_outside_the_prices_or_the_time_in_view_is_neither_drawn_nor_in_the_way() {
    let mut desk = Desk::open();
    let anchor = |iso, price| Anchor { date: day(iso), price };
    let line = |from, to, ray| Place::Line { from, to, straight: Straight::Linear, ray };
    for place in [
        Place::Price(MAX_PRICE_USD),
        Place::Price(MIN_PRICE_USD),
        Place::Zone { low: 1.0, high: 2.0 },
        line(anchor("2011-01-01", 1.0), anchor("2012-01-01", 5.0), false),
        line(anchor("2030-01-01", 70_000.0), anchor("2031-01-01", 71_000.0), true),
        line(anchor("2020-01-01", 9_000.0), anchor("2020-02-01", 1_000.0), true),
        line(anchor("2020-01-01", 1e8), anchor("2020-02-01", 1e9), true),
    ] {
        add(&mut desk, place);
    }
    for scale in [ScaleKind::Linear, ScaleKind::Log] {
        set_scale(&mut desk, scale);
        for id in 9..=15 {
            assert!(desk.find_chip(id).is_none(), "{id} on {scale:?}");
        }
    }
    let before = desk.document();
    add(&mut desk, Place::Price(f64::NAN));
    add(&mut desk, Place::Zone { low: f64::NAN, high: 70_000.0 });
    add(&mut desk, line(anchor("2026-01-01", f64::NAN), anchor("2026-02-01", 70_000.0), true));
    assert_eq!(desk.document(), before);
}

#[test]
fn on_a_linear_axis_a_level_is_hit_and_dragged_as_on_a_logarithmic_one() {
    for scale in [ScaleKind::Linear, ScaleKind::Log] {
        let mut desk = Desk::open();
        set_scale(&mut desk, scale);
        desk.click(desk.on_line(6) + vec2(0.0, 7.0));
        assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(6))), "{scale:?}");
        desk.click(desk.on_line(6) + vec2(0.0, 9.0));
        assert_eq!(desk.state().selection(), None, "{scale:?}");
        let press = desk.on_line(6) + vec2(0.0, 3.0);
        desk.hold(CTRL);
        desk.drag(press, press + vec2(0.0, 25.0));
        desk.hold(Modifiers::NONE);
        let y = desk.frame().y(60_000.0) + 25.0;
        assert_eq!(desk.price(6), desk.frame().value_at(y).round(), "{scale:?}");
    }
}

#[test]
fn a_zone_moved_as_a_whole_catches_by_its_nearer_bound_and_keeps_its_height() {
    let mut desk = Desk::open();
    let chip = desk.chip(7).center();
    // From 84,000 down to the level at 76,000.
    let way = desk.frame().y(76_000.0 + 3_000.0) - desk.frame().y(87_000.0);
    desk.drag(chip, chip + vec2(0.0, way + 1.0));
    assert_eq!(desk.level(7).place, Place::Zone { low: 76_000.0, high: 82_000.0 });
}
