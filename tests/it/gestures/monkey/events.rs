//! What a hand without a mind does: where it points, what it presses and types.

use egui::{
    Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, TouchDeviceId, TouchId, TouchPhase, Vec2,
    pos2, vec2,
};

use crate::chance::Chance;
use crate::gestures::desk::{CTRL, Desk, WINDOW};

/// Keys of the program, pressed more often than the rest of the keyboard.
const KEYS: [Key; 34] = [
    Key::ArrowUp,
    Key::ArrowDown,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::Tab,
    Key::Enter,
    Key::Space,
    Key::Escape,
    Key::Escape,
    Key::Delete,
    Key::Backspace,
    Key::Home,
    Key::End,
    Key::PageUp,
    Key::PageDown,
    Key::A,
    Key::B,
    Key::C,
    Key::E,
    Key::G,
    Key::H,
    Key::L,
    Key::M,
    Key::N,
    Key::P,
    Key::Z,
    Key::Y,
    Key::Plus,
    Key::Minus,
    Key::Num1,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::F1,
];

/// What is typed into whatever has the keyboard.
const TEXTS: [&str; 16] = [
    "5",
    "70000",
    "$70k",
    "72,500.50",
    "-1",
    "1e300",
    "NaN",
    "feb 5",
    "2026-02-05",
    "undo",
    "hide",
    "dark",
    "add",
    "ä é –",
    " ",
    "#FF8800",
];

pub struct Monkey {
    pub chance: Chance,
    pub at: Pos2,
    pub held: Option<PointerButton>,
    pub size: Vec2,
}

impl Monkey {
    pub fn new(seed: u64) -> Self {
        Self { chance: Chance(seed), at: pos2(600.0, 400.0), held: None, size: WINDOW }
    }

    fn somewhere(&mut self, desk: &Desk) -> Pos2 {
        let levels: Vec<_> = (1..=8).filter_map(|id| desk.find_chip(id)).collect();
        match self.chance.below(6) {
            0 if !levels.is_empty() => self.chance.one_of(&levels).center(),
            1 => self.at + vec2(self.chance.within(-30.0, 30.0), self.chance.within(-30.0, 30.0)),
            2 => pos2(
                self.chance.within(-50.0, self.size.x + 50.0),
                self.chance.within(-50.0, self.size.y + 50.0),
            ),
            _ => pos2(self.chance.within(230.0, self.size.x), self.chance.within(90.0, self.size.y - 30.0)),
        }
    }

    /// Something that takes several frames: a box, a distance, a zone, a title clicked twice.
    pub fn act(&mut self, desk: &mut Desk) {
        let ids = desk.pane_ids();
        if ids.is_empty() {
            return;
        }
        let rects = desk.pane_frame(&ids[self.chance.below(ids.len())]).rects;
        let (from, to) = (self.within_rect(rects.plot), self.within_rect(rects.whole));
        let held = self.chance.one_of(&[Modifiers::SHIFT, Modifiers::ALT, CTRL]);
        match self.chance.below(5) {
            0 => desk.right_drag(from, to),
            1 => {
                desk.hold(held);
                desk.drag(from, to);
                desk.hold(Modifiers::NONE);
            }
            2 => desk.drag(pos2(from.x, rects.whole.bottom()), to),
            3 => desk.double_click(from),
            _ => desk.double_click(rects.header.left_center() + vec2(20.0, 1.0)),
        }
    }

    fn within_rect(&mut self, rect: egui::Rect) -> Pos2 {
        pos2(self.chance.within(rect.left(), rect.right()), self.chance.within(rect.top(), rect.bottom()))
    }

    /// One thing done, as the events it takes.
    pub fn events(&mut self, desk: &Desk, into: &mut Vec<Event>) {
        let modifiers = self.chance.one_of(&[
            Modifiers::NONE,
            Modifiers::NONE,
            Modifiers::SHIFT,
            Modifiers::ALT,
            CTRL,
            CTRL | Modifiers::SHIFT,
        ]);
        match self.chance.below(100) {
            0..40 => {
                self.at = self.somewhere(desk);
                into.push(Event::PointerMoved(self.at));
            }
            40..60 => {
                let button = match self.held.take() {
                    Some(button) => self.button(button, false, modifiers),
                    None => {
                        let other = self.chance.below(8) == 0;
                        let button = if other { PointerButton::Secondary } else { PointerButton::Primary };
                        self.held = Some(button);
                        self.button(button, true, modifiers)
                    }
                };
                into.push(button);
            }
            60..66 => {
                let (button, clicks) = self.chance.one_of(&[
                    (PointerButton::Primary, 1),
                    (PointerButton::Primary, 2),
                    (PointerButton::Secondary, 1),
                    (PointerButton::Middle, 1),
                ]);
                self.held = None;
                for _ in 0..clicks {
                    into.extend([
                        self.button(button, true, modifiers),
                        self.button(button, false, modifiers),
                    ]);
                }
            }
            66..84 => {
                let common = self.chance.below(4) != 0;
                let key = if common { self.chance.one_of(&KEYS) } else { self.chance.one_of(Key::ALL) };
                let repeat = self.chance.below(6) == 0;
                let press = |pressed| Event::Key { key, physical_key: None, pressed, repeat, modifiers };
                into.push(press(true));
                if self.chance.below(4) != 0 {
                    into.push(press(false));
                }
            }
            84..88 => into.push(self.typed()),
            88..94 => {
                let unit = self.chance.one_of(&[MouseWheelUnit::Line, MouseWheelUnit::Point]);
                let delta = vec2(self.chance.within(-9.0, 9.0), self.chance.within(-9.0, 9.0));
                let (phase, source) = (TouchPhase::Move, egui::MouseWheelSource::Unknown);
                into.push(Event::MouseWheel { unit, delta, phase, source, modifiers });
            }
            94..97 => into.push(self.touch(desk)),
            97 if self.chance.below(2) == 0 => into.push(Event::Zoom(self.chance.within(0.8, 1.25))),
            97 => into.push(Event::PointerGone),
            98 => into.push(Event::ModifiersChanged(modifiers)),
            _ => into.push(Event::WindowFocused(self.chance.below(3) != 0)),
        }
    }

    fn button(&self, button: PointerButton, pressed: bool, modifiers: Modifiers) -> Event {
        Event::PointerButton { pos: self.at, button, pressed, modifiers }
    }

    fn typed(&mut self) -> Event {
        let text = self.chance.one_of(&TEXTS).to_owned();
        match self.chance.below(8) {
            0 => Event::Copy,
            1 => Event::Cut,
            2 => Event::Paste(text),
            _ => Event::Text(text),
        }
    }

    fn touch(&mut self, desk: &Desk) -> Event {
        let phases =
            [TouchPhase::Start, TouchPhase::Move, TouchPhase::Move, TouchPhase::End, TouchPhase::Cancel];
        let (id, phase) = (TouchId(self.chance.below(2) as u64), self.chance.one_of(&phases));
        let pos = self.somewhere(desk);
        Event::Touch { device_id: TouchDeviceId(1), id, phase, pos, force: None }
    }
}
