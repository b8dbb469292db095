//! Whatever the hand does: no panic, nothing out of bounds, no memory lost, and undo leads
//! home.
//!
//! The monkey runs in a process of its own, so that what memory it takes is its alone and
//! no system dialog opens on the machine it runs on. `HASHFLOOR_MONKEY_SEED` and
//! `HASHFLOOR_MONKEY_EVENTS` choose another run; a failed one prints both.

mod events;

use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::vec2;
use hashfloor::app::command::{Command, Dialog};
use hashfloor::app::history::CAP;
use hashfloor::app::workspace::Workspace;
use hashfloor::domain::note::check_note_place;
use hashfloor::io::files::write_atomic;

use self::events::Monkey;
use super::desk::{CTRL, Desk, WINDOW};
use super::dropping::Dropped;

/// Events of an ordinary test run.
const EVENTS: u64 = 100_000;
/// Share of the events after which memory is looked at for the first time.
const WARM: f64 = 0.5;
/// How much more memory may be resident at the end than when it was warm, MiB.
const MOST_GROWTH_MIB: f64 = 32.0;
/// Pixels a point of the screens the window is moved between.
const SCREENS: [f32; 5] = [0.75, 1.0, 1.5, 2.0, 3.0];
/// A row that is new, dropped on the window now and then.
const FEAR: &str = "date,timestamp,value,classification\n2026-03-20,1773964800,31,Fear\n";

fn check(desk: &Desk) {
    for document in [desk.state().document(), desk.state().document_now()] {
        for level in &document.levels {
            assert!(level.place.check().is_ok(), "{level:?}");
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

/// The workspace is written and read back as itself.
fn check_round_trip(desk: &Desk) {
    let (document, view) = ((**desk.state().document()).clone(), desk.state().view().clone());
    let alerts = desk.state().alert_log().clone();
    let workspace = Workspace { document, view, alerts, extra: serde_json::Map::new() };
    let text = serde_json::to_string(&workspace.to_members().unwrap()).unwrap();
    let again = Workspace::from_members(serde_json::from_str(&text).unwrap()).unwrap();
    assert!(again == workspace, "the workspace is read back as another");
}

/// Memory of this process that is resident, MiB; nothing where the system does not say.
fn resident_mib() -> Option<f64> {
    const PAGE_BYTES: f64 = 4_096.0;
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: f64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * PAGE_BYTES / f64::from(1 << 20))
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}

#[test]
fn a_monkey_breaks_nothing_and_undo_leads_back_to_the_first_document() {
    // This very program, even if the file it was started from was built anew since.
    let itself =
        if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { std::env::current_exe().unwrap() };
    let mut child = Process::new(itself);
    child.args(["--ignored", "--exact", "--nocapture", "gestures::monkey::the_monkey"]);
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"] {
        child.env_remove(name);
    }
    let output = child.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("events in"), "the monkey did not run: {said}");
}

#[test]
#[ignore = "run by the test above in a process of its own"]
fn the_monkey() {
    hashfloor::io::dialog::never_ask();
    let seed = number("HASHFLOOR_MONKEY_SEED", 20_260_205);
    let events = number("HASHFLOOR_MONKEY_EVENTS", EVENTS);
    println!("HASHFLOOR_MONKEY_SEED={seed} HASHFLOOR_MONKEY_EVENTS={events}");
    let mut desk = Desk::open();
    let (mut first, mut home) = (desk.document(), desk.state().workspace_path().map(Path::to_owned));
    let mut knows_home = true;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fear.csv");
    write_atomic(&file, FEAR.as_bytes()).unwrap();
    every_size(&mut desk);
    let mut monkey = Monkey::new(seed);
    let (mut sent, mut frames, mut steps, mut worst) = (0, 0_u64, 0, Duration::ZERO);
    let (mut in_dialog, mut changes, mut warm, begun) = (0_u64, 0_u64, None, Instant::now());
    let mut curve: Vec<f64> = Vec::new();
    while sent < events {
        // Most frames are slow ones, which bring a lot at once.
        let most = if monkey.chance.below(4) == 0 { 4 } else { 80 };
        let mut batch = Vec::new();
        for _ in 0..=monkey.chance.below(most) {
            monkey.events(&desk, &mut batch);
        }
        sent += batch.len() as u64;
        match monkey.chance.below(240) {
            0..4 => {
                let size = vec2(monkey.chance.within(200.0, 2_200.0), monkey.chance.within(150.0, 1_400.0));
                monkey.size = size;
                desk.resize(size);
            }
            4..6 => desk.rescale(monkey.chance.one_of(&SCREENS)),
            6 => desk.drop_file(Arc::new(Dropped(file.clone()))),
            _ => {}
        }
        let (before, document) = (Instant::now(), Arc::clone(desk.state().document()));
        desk.frame_with(batch);
        worst = worst.max(before.elapsed());
        changes += u64::from(!Arc::ptr_eq(&document, desk.state().document()));
        frames += 1;
        // A typed path could be any file of the machine the monkey runs on.
        if matches!(desk.state().dialog(), Some(Dialog::TypePath(_))) {
            desk.ask(Command::ShowDialog(None));
        }
        check(&desk);
        if monkey.held.is_none() && monkey.chance.below(40) == 0 {
            monkey.act(&mut desk);
            check(&desk);
        }
        check_panes(&desk);
        if desk.state().workspace_path() != home.as_deref() {
            // Another workspace begins with a history of its own, or with steps that came along.
            home = desk.state().workspace_path().map(Path::to_owned);
            knows_home = desk.state().history().is_empty();
            first = desk.document();
        }
        steps = steps.max(desk.state().history().len());
        in_dialog += u64::from(desk.state().dialog().is_some() || desk.state().import_preview().is_some());
        if sent * 10 / events > curve.len() as u64 {
            curve.push(resident_mib().unwrap_or(f64::NAN).round());
        }
        if warm.is_none() && sent as f64 >= WARM * events as f64 {
            warm = resident_mib();
        }
    }
    let (took, resident) = (begun.elapsed().as_secs_f64(), resident_mib());
    println!(
        "{sent} events in {frames} frames and {took:.1} s, worst frame {:.0} ms, {changes} changes of the \
         document, at most {steps} steps of undo in a workspace, resident {:.0} MiB warm and {:.0} MiB at the end",
        worst.as_secs_f64() * 1_000.0,
        warm.unwrap_or(f64::NAN),
        resident.unwrap_or(f64::NAN),
    );
    println!("resident after each tenth, MiB: {curve:?}");
    assert!(2 * in_dialog < frames, "a window stood open in {in_dialog} of {frames} frames");
    assert!(steps > 3, "the monkey changed nothing");
    if let (Some(warm), Some(resident)) = (warm, resident) {
        assert!(resident - warm <= MOST_GROWTH_MIB, "resident {warm:.0} MiB became {resident:.0} MiB");
    }
    check_round_trip(&desk);
    // Where more was done than history keeps, the first document is out of its reach.
    let is_out_of_reach = steps >= CAP || !knows_home;
    lead_home(&mut desk);
    println!("the way home is {}", if is_out_of_reach { "not known" } else { "compared byte for byte" });
    assert!(is_out_of_reach || desk.document() == first, "undo does not lead home: {:?}", desk.document());
    check_round_trip(&desk);
}

/// Shows the letters of the program at every size, so that their texture is as large as it
/// becomes before memory is counted.
fn every_size(desk: &mut Desk) {
    desk.ask(Command::ShowDialog(Some(Dialog::Palette)));
    for pixels_per_point in SCREENS {
        desk.rescale(pixels_per_point);
        desk.ask(Command::ScaleReset);
        for _ in 0..8 {
            desk.ask(Command::ScaleUp);
        }
    }
    desk.ask(Command::ShowDialog(None));
    desk.ask(Command::ScaleReset);
    desk.rescale(1.0);
}

/// Takes every step back, the last ones by key.
fn lead_home(desk: &mut Desk) {
    desk.rescale(1.0);
    desk.let_everything_go();
    desk.ask(Command::ShowDialog(None));
    desk.ask(Command::CancelImport);
    desk.ask(Command::CancelPreview);
    desk.settle();
    desk.resize(WINDOW);
    while !desk.state().history().is_empty() {
        let before = desk.state().history().len();
        if before > 20 {
            desk.ask(Command::Undo)
        } else {
            desk.chord(CTRL, egui::Key::Z)
        }
        desk.settle();
        assert!(desk.state().history().len() < before, "undo is not heard");
    }
}
