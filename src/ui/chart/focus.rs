//! Which keys the focused part of the charts sees to itself.
//!
//! The program's keys are read before the charts are drawn; whoever takes keys says so
//! while it has the focus, and the next frame's keys leave them alone.

use egui::{Context, EventFilter, Id, Response, Ui};

/// The keys that a part of the charts takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Arrow up and down, with and without modifiers.
    Vertical,
    /// Arrow up and down with Alt.
    AltVertical,
    /// The keys of time: left and right, Home and End, plus and minus.
    Time,
}

fn register() -> Id {
    Id::unique("keys of the charts")
}

/// Says that a response takes keys, if it has the focus; whether it has.
pub fn take_keys(ui: &Ui, response: &Response, takes: Takes) -> bool {
    let has_focus = response.has_focus();
    if has_focus {
        ui.data_mut(|data| data.insert_temp(register(), (response.id, takes)));
        hold_arrows(ui, response.id);
    }
    has_focus
}

/// Keeps the arrow keys from moving the focus away.
pub fn hold_arrows(ui: &Ui, id: Id) {
    let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
}

/// The keys that whoever has the focus takes.
pub fn taken_keys(ctx: &Context) -> Option<Takes> {
    let (id, takes): (Id, Takes) = ctx.data(|data| data.get_temp(register()))?;
    ctx.memory(|memory| memory.has_focus(id)).then_some(takes)
}

fn enter_register() -> Id {
    Id::unique("who leaves Enter to the selected level")
}

/// Says that whoever has the focus has no use for Enter but for the selected level.
pub fn offer_enter(ui: &Ui, id: Id) {
    ui.data_mut(|data| data.insert_temp(enter_register(), id));
}

/// Whether Enter is the selected level's: nothing has the focus, or the charts have it.
pub fn is_enter_free(ctx: &Context) -> bool {
    let offered: Option<Id> = ctx.data(|data| data.get_temp(enter_register()));
    let focused = ctx.memory(egui::Memory::focused);
    (focused.is_none() || focused == offered) && !egui::Popup::is_any_open(ctx)
}
