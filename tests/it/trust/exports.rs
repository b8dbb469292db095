//! Exports that cannot be written.

use hashfloor::app::command::Command as Ask;
use hashfloor::app::export::{ExportError, ExportKind, Snapshot};
use hashfloor::app::picture::{
    Beside, ClipboardContent, DrawPictures, PictureRequest, PictureScale, PictureSubject, Pixels, Watch,
};
use hashfloor::io::files::write_atomic;

use super::{opened, said};

#[test]
fn a_folder_that_does_not_exist_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder.path().join("data"));
    let path = folder.path().join("none").join("rows.csv");
    state.dispatch(Ask::ExportTo(ExportKind::Csv, path.clone()));
    state.settle();
    let said = said(&state);
    assert!(said.starts_with("Not exported: ") && said.contains(path.to_str().unwrap()), "{said}");
    assert!(!folder.path().join("none").exists());
}

#[test]
fn a_failed_export_leaves_the_file_that_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder.path().join("data"));
    let path = folder.path().join("charts.png");
    write_atomic(&path, b"an older picture").unwrap();
    // Nothing was handed over that draws pictures.
    state.dispatch(Ask::ExportTo(ExportKind::Png, path.clone()));
    state.settle();
    assert!(said(&state).contains("Not exported: the picture could not be made"), "{}", said(&state));
    assert_eq!(std::fs::read(&path).unwrap(), b"an older picture");
    let occupied = folder.path().join("folder.csv");
    std::fs::create_dir(&occupied).unwrap();
    write_atomic(&occupied.join("inside"), b"kept").unwrap();
    state.dispatch(Ask::ExportTo(ExportKind::Csv, occupied.clone()));
    state.settle();
    assert!(said(&state).contains("folder.csv"), "{}", said(&state));
    assert_eq!(std::fs::read(occupied.join("inside")).unwrap(), b"kept");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "no temporary file is left");
}

#[test]
fn an_export_that_works_replaces_the_file_and_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder.path().join("data"));
    let path = folder.path().join("rows.csv");
    write_atomic(&path, b"an older table").unwrap();
    state.dispatch(Ask::ExportTo(ExportKind::Csv, path.clone()));
    state.settle();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("# Hashfloor export\n") && text.contains("price.btc.usd"), "{text}");
    let done = state.notices().shown().iter().any(|notice| notice.text.starts_with("Exported to "));
    assert!(done && said(&state).is_empty(), "{}", said(&state));
}

/// Draws the ending of the file it is asked for, and no pixels until it is stopped.
struct Endings;

impl DrawPictures for Endings {
    fn file(
        &self,
        snapshot: &Snapshot,
        request: &PictureRequest,
        watch: &Watch<'_>,
    ) -> Result<Vec<u8>, ExportError> {
        if snapshot.only_pane.as_deref() == Some("etf") {
            while watch(0.5).is_continue() {
                std::thread::yield_now();
            }
            return Err(ExportError::Cancelled);
        }
        Ok(request.format.kind().extension().into())
    }

    fn pixels(&self, _: &Snapshot, _: &PictureRequest, _: &Watch<'_>) -> Result<Pixels, ExportError> {
        Ok(Pixels { width: 2, height: 1, rgba: vec![255; 8] })
    }
}

fn with_pictures(folder: &tempfile::TempDir) -> hashfloor::app::state::AppState {
    let mut state = opened(&folder.path().join("data"));
    state.set_picture_maker(std::sync::Arc::new(Endings));
    state
}

fn with_data() -> PictureRequest {
    PictureRequest { beside: Beside::Data, ..PictureRequest::default() }
}

fn shown(state: &hashfloor::app::state::AppState) -> String {
    let texts = state.notices().shown().iter().map(|notice| notice.text.clone());
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_picture_and_its_data_are_written_by_one_command_and_named_by_one_notice() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = with_pictures(&folder);
    let path = folder.path().join("charts.png");
    for _ in 0..2 {
        // The second time its own older export gives way.
        state.dispatch(Ask::ExportPicture(with_data(), path.clone()));
        state.settle();
    }
    let beside = folder.path().join("charts.csv");
    let said = shown(&state);
    assert_eq!(said, format!("Exported to {} and {}", path.display(), beside.display()));
    assert_eq!(std::fs::read(&path).unwrap(), b"png");
    let rows = std::fs::read_to_string(&beside).unwrap();
    assert!(rows.starts_with("# Hashfloor export\n") && rows.contains("hashrate.network"), "{rows}");
}

#[test]
fn the_data_of_one_pane_are_its_own_rows() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = with_pictures(&folder);
    let subject = PictureSubject::Pane("hashrate.network".to_owned());
    let path = folder.path().join("hashrate.svg");
    state.dispatch(Ask::ExportPicture(PictureRequest { subject, ..with_data() }, path));
    state.settle();
    let rows = std::fs::read_to_string(folder.path().join("hashrate.csv")).unwrap();
    assert!(rows.contains("hashrate.network") && !rows.contains("price.btc.usd"), "{rows}");
}

#[test]
fn somebody_elses_table_is_never_replaced_by_the_data_of_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = with_pictures(&folder);
    let (path, beside) = (folder.path().join("btc.png"), folder.path().join("btc.csv"));
    write_atomic(&beside, b"Date,Close\n2026-02-05,62700\n").unwrap();
    state.dispatch(Ask::ExportPicture(with_data(), path.clone()));
    state.settle();
    assert!(said(&state).contains("btc.csv, which is no export of this program"), "{}", said(&state));
    assert!(std::fs::read(&beside).unwrap().starts_with(b"Date,Close") && !path.exists());
}

#[test]
fn a_picture_too_large_is_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = with_pictures(&folder);
    let request =
        PictureRequest { width_pt: 7_000.0, scale: PictureScale::Four, ..PictureRequest::default() };
    let path = folder.path().join("large.png");
    for ask in [
        Ask::ExportPicture(request.clone(), path.clone()),
        Ask::ChoosePicture(request.clone()),
        Ask::CopyPicture(request),
    ] {
        state.dispatch(ask.clone());
        assert!(state.running_jobs().is_empty(), "{ask:?}");
        assert!(said(&state).contains("28,000 × 3,600 pixels cannot be made"), "{}", said(&state));
    }
    assert!(!path.exists() && state.take_clipboard().is_none());
}

#[test]
fn a_cancelled_picture_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = with_pictures(&folder);
    let subject = PictureSubject::Pane("etf".to_owned());
    state.dispatch(Ask::ExportPicture(
        PictureRequest { subject, ..with_data() },
        folder.path().join("etf.png"),
    ));
    let id = state.running_jobs().first().unwrap().id;
    state.dispatch(Ask::CancelJob(id));
    state.settle();
    assert_eq!(shown(&state), "Export cancelled, nothing was written");
    assert!(!folder.path().join("etf.png").exists() && !folder.path().join("etf.csv").exists());
}

#[test]
fn a_copied_picture_waits_for_the_window_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = with_pictures(&folder);
    state.dispatch(Ask::CopyPicture(PictureRequest::default()));
    state.settle();
    assert_eq!(shown(&state), "Copied the picture, 2 × 1 pixels");
    assert!(matches!(state.take_clipboard(), Some(ClipboardContent::Picture(pixels)) if pixels.width == 2));
    assert_eq!(state.take_clipboard(), None);
}

#[test]
fn a_file_is_what_its_name_ends_in() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder.path().join("data"));
    state.set_picture_maker(std::sync::Arc::new(Endings));
    for ending in ["svg", "png"] {
        let path = folder.path().join("charts").with_extension(ending);
        // Asked for a table, and then given the name of a picture.
        state.dispatch(Ask::ExportTo(ExportKind::Csv, path.clone()));
        state.settle();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), ending);
    }
}
