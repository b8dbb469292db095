//! Whatever the hand does: no panic, nothing out of bounds, and undo leads home.

use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, TouchPhase, pos2, vec2};
use hashfloor::domain::level::{MAX_PRICE_USD, MIN_PRICE_USD, Place};
use hashfloor::domain::note::check_note_place;

use super::desk::{CTRL, Desk, WINDOW};

/// SplitMix64: enough chance for a monkey, and the same on every machine.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn within(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }
}

/// Keys of the window; not those that open the system's file dialogs or quit.
const KEYS: [Key; 26] = [
    Key::T,
    Key::R,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::Tab,
    Key::Enter,
    Key::Space,
    Key::Escape,
    Key::Delete,
    Key::Home,
    Key::End,
    Key::N,
    Key::L,
    Key::H,
    Key::A,
    Key::Z,
    Key::Y,
    Key::B,
    Key::Plus,
    Key::Minus,
    Key::Num1,
    Key::Num6,
    Key::Num7,
    Key::Num8,
];

struct Monkey {
    chance: Chance,
    at: Pos2,
    held: Option<PointerButton>,
    size: egui::Vec2,
}

impl Monkey {
    /// Somewhere below the tool bar, whose import button opens a system dialog.
    fn somewhere(&mut self, desk: &Desk) -> Pos2 {
        let levels: Vec<_> = (1..=8).filter_map(|id| desk.find_chip(id)).collect();
        match self.chance.below(6) {
            0 if !levels.is_empty() => self.chance.one_of(&levels).center(),
            1 => self.at + vec2(self.chance.within(-30.0, 30.0), self.chance.within(-30.0, 30.0)),
            2 => pos2(
                self.chance.within(-50.0, self.size.x + 50.0),
                self.chance.within(90.0, self.size.y + 50.0),
            ),
            _ => pos2(self.chance.within(230.0, self.size.x), self.chance.within(90.0, self.size.y - 30.0)),
        }
    }

    /// Something that takes several events: a box, a distance, a title clicked twice.
    fn act(&mut self, desk: &mut Desk) {
        let ids = desk.pane_ids();
        if ids.is_empty() {
            return;
        }
        let rects = desk.pane_frame(&ids[self.chance.below(ids.len())]).rects;
        let (from, to) = (self.within_rect(rects.plot), self.within_rect(rects.whole));
        match self.chance.below(4) {
            0 => desk.right_drag(from, to),
            1 => {
                desk.hold(Modifiers::SHIFT);
                desk.drag(from, to);
                desk.hold(Modifiers::NONE);
            }
            2 => desk.drag(pos2(from.x, rects.whole.bottom()), to),
            _ => desk.double_click(rects.header.left_center() + vec2(20.0, 1.0)),
        }
    }

    fn within_rect(&mut self, rect: egui::Rect) -> Pos2 {
        pos2(self.chance.within(rect.left(), rect.right()), self.chance.within(rect.top(), rect.bottom()))
    }

    fn event(&mut self, desk: &Desk) -> Event {
        let modifiers =
            self.chance.one_of(&[Modifiers::NONE, Modifiers::NONE, Modifiers::SHIFT, Modifiers::ALT, CTRL]);
        match self.chance.below(100) {
            0..45 => {
                let to = self.somewhere(desk);
                self.at = pos2(to.x, to.y.max(90.0));
                Event::PointerMoved(self.at)
            }
            45..70 => {
                let (button, pressed) = match self.held.take() {
                    Some(button) => (button, false),
                    None => (
                        if self.chance.below(8) == 0 {
                            PointerButton::Secondary
                        } else {
                            PointerButton::Primary
                        },
                        true,
                    ),
                };
                self.held = pressed.then_some(button);
                Event::PointerButton { pos: self.at, button, pressed, modifiers }
            }
            70..90 => {
                let key = self.chance.one_of(&KEYS);
                let pressed = self.chance.below(4) != 0;
                Event::Key { key, physical_key: None, pressed, repeat: false, modifiers }
            }
            90..97 => {
                let unit = self.chance.one_of(&[MouseWheelUnit::Line, MouseWheelUnit::Point]);
                let delta = vec2(self.chance.within(-9.0, 9.0), self.chance.within(-9.0, 9.0));
                let (phase, source) = (TouchPhase::Move, egui::MouseWheelSource::Unknown);
                Event::MouseWheel { unit, delta, phase, source, modifiers }
            }
            97 => Event::PointerGone,
            98 => Event::ModifiersChanged(modifiers),
            _ => Event::WindowFocused(self.chance.below(2) == 0),
        }
    }
}

fn check(desk: &Desk) {
    for document in [desk.state().document(), desk.state().document_now()] {
        for level in &document.levels {
            let prices = match level.place {
                Place::Price(price) => vec![price],
                Place::Zone { low, high } => vec![low, high],
                Place::Line { from, to, .. } => vec![from.price, to.price],
            };
            for price in prices {
                assert!((MIN_PRICE_USD..=MAX_PRICE_USD).contains(&price), "{level:?}");
            }
        }
        for note in &document.notes {
            assert!(check_note_place(note.at, note.price).is_ok(), "{note:?}");
        }
        for scenario in &document.scenarios {
            assert!(scenario.check().is_ok(), "{scenario:?}");
        }
    }
    let view = desk.state().time_view();
    assert!(view.from.is_finite() && view.to.is_finite() && view.span() > 0.0, "{view:?}");
    for (_, range) in desk.state().view().taken_axes() {
        assert!(range.low.is_finite() && range.high.is_finite() && range.low < range.high);
    }
}

/// Every pane has sides of no negative length and axes that can be read.
fn check_panes(desk: &Desk) {
    for id in desk.pane_ids() {
        let frame = desk.pane_frame(&id);
        let rects = frame.rects;
        for rect in [rects.whole, rects.header, rects.plot, rects.axis, rects.left_axis] {
            assert!(rect.is_finite() && rect.width() >= 0.0 && rect.height() >= 0.0, "{id}: {rects:?}");
        }
        let (lo, hi) = (frame.scale.lo, frame.scale.hi);
        assert!(lo.is_finite() && hi.is_finite() && lo < hi, "{id}: {lo} to {hi}");
        assert!(frame.y(lo).is_finite() && frame.y(hi).is_finite(), "{id}: {lo} to {hi}");
    }
    for pane in desk.state().document_now().panes.iter() {
        assert!(pane.weight.is_finite() && pane.weight > 0.0, "{}: {}", pane.id, pane.weight);
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}

#[test]
fn a_monkey_breaks_nothing_and_undo_leads_back_to_the_first_document() {
    let seed = number("HASHFLOOR_MONKEY_SEED", 20_260_205);
    let events = number("HASHFLOOR_MONKEY_EVENTS", 20_000);
    println!("HASHFLOOR_MONKEY_SEED={seed} HASHFLOOR_MONKEY_EVENTS={events}");
    let mut desk = Desk::open();
    let first = desk.document();
    let mut monkey = Monkey { chance: Chance(seed), at: pos2(600.0, 400.0), held: None, size: WINDOW };
    let (mut sent, mut steps) = (0, 0);
    while sent < events {
        let batch = 1 + monkey.chance.below(8);
        let batch: Vec<_> = (0..batch).map(|_| monkey.event(&desk)).collect();
        sent += batch.len() as u64;
        if monkey.chance.below(60) == 0 {
            monkey.size = vec2(monkey.chance.within(200.0, 2_200.0), monkey.chance.within(150.0, 1_400.0));
            desk.resize(monkey.size);
        }
        desk.frame_with(batch);
        check(&desk);
        if monkey.held.is_none() && monkey.chance.below(40) == 0 {
            monkey.act(&mut desk);
            check(&desk);
        }
        check_panes(&desk);
        steps = steps.max(desk.state().history().len());
    }
    assert!(steps > 3, "the monkey changed nothing");
    desk.let_everything_go();
    while !desk.state().history().is_empty() {
        let before = desk.state().history().len();
        desk.chord(CTRL, Key::Z);
        assert!(desk.state().history().len() < before, "Ctrl+Z is not heard");
    }
    assert_eq!(desk.document(), first);
}
