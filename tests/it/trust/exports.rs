//! Exports that cannot be written.

use hashfloor::app::command::Command as Ask;
use hashfloor::app::export::ExportKind;
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

#[test]
fn a_file_is_what_its_name_ends_in() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = opened(&folder.path().join("data"));
    state.set_picture_maker(std::sync::Arc::new(|_, kind| Ok(kind.extension().into())));
    for ending in ["svg", "png"] {
        let path = folder.path().join("charts").with_extension(ending);
        // Asked for a table, and then given the name of a picture.
        state.dispatch(Ask::ExportTo(ExportKind::Csv, path.clone()));
        state.settle();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), ending);
    }
}
