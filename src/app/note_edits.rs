//! What edits of notes do to a document.
//!
//! Whether a note can be as asked is decided by [`crate::domain::note`].

use crate::app::edit::EditError;
use crate::app::workspace::Document;
use crate::domain::note::{MAX_NOTES, Note, NoteError, NoteId, check_note_place};
use crate::domain::time::UnixSecs;

pub(super) fn note_mut(document: &mut Document, id: NoteId) -> Result<&mut Note, EditError> {
    document.notes.iter_mut().find(|note| note.id == id).ok_or(EditError::NoNote)
}

pub(super) fn add(
    document: &mut Document,
    at: UnixSecs,
    price: Option<f64>,
    title: &str,
) -> Result<(), EditError> {
    if document.notes.len() >= MAX_NOTES {
        return Err(NoteError::TooMany.into());
    }
    let note = Note::new(document.free_note_id(), at, price, title)?;
    document.notes.push(note);
    Ok(())
}

pub(super) fn place(
    document: &mut Document,
    id: NoteId,
    at: UnixSecs,
    price: Option<f64>,
) -> Result<(), EditError> {
    check_note_place(at, price)?;
    let note = note_mut(document, id)?;
    (note.at, note.price) = (at, price);
    Ok(())
}

/// The notes of a file that a document does not have yet, each once.
pub fn missing<'a>(document: &Document, notes: &'a [Note]) -> Vec<&'a Note> {
    let words = |note: &Note| (note.at, note.title.clone(), note.text.clone());
    let mut seen: std::collections::BTreeSet<_> = document.notes.iter().map(words).collect();
    notes.iter().filter(|note| seen.insert(words(note))).collect()
}

pub(super) fn import(document: &mut Document, notes: &[Note]) -> Result<(), EditError> {
    let new: Vec<Note> = missing(document, notes).into_iter().cloned().collect();
    if document.notes.len() + new.len() > MAX_NOTES {
        return Err(NoteError::TooMany.into());
    }
    for mut note in new {
        note.id = document.free_note_id();
        document.notes.push(note);
    }
    Ok(())
}

/// `note “Margin calls”`, or `note of 5 Feb 2026` for one without words.
pub fn words(document: &Document, id: NoteId) -> String {
    match document.note(id) {
        Some(note) if note.heading().is_empty() => format!("note of {}", note.at.day_label()),
        Some(note) => format!("note “{}”", note.heading()),
        None => "note".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::edit::Edit;

    const DAY: UnixSecs = UnixSecs(1_770_249_600);

    fn with_note() -> Document {
        let mut document = Document::new(Vec::new(), Vec::new());
        Edit::AddNote { at: DAY, price: None, title: "Margin calls".to_owned() }
            .apply(&mut document)
            .unwrap();
        document
    }

    #[test]
    fn a_step_is_called_by_the_words_of_the_note() {
        let edit = Edit::DeleteNote { id: NoteId(1) };
        assert_eq!(edit.caption(&with_note()), "delete note “Margin calls”");
        let blank = Edit::AddNote { at: DAY, price: None, title: String::new() };
        assert_eq!(blank.caption(&with_note()), "add note of 5 Feb 2026");
    }

    #[test]
    fn importing_the_same_notes_twice_adds_nothing_twice() {
        let mut document = with_note();
        let mut other = document.notes[0].clone();
        other.set_words("Margin calls", "with a text", "");
        let file = vec![document.notes[0].clone(), other.clone(), other];
        let import = Edit::ImportNotes(file);
        assert_eq!(import.caption(&document), "import 1 note");
        import.apply(&mut document).unwrap();
        assert_eq!(document.notes.iter().map(|note| note.id.0).collect::<Vec<_>>(), [1, 2]);
        let before = document.clone();
        import.apply(&mut document).unwrap();
        assert_eq!(document, before);
    }

    #[test]
    fn what_cannot_be_leaves_the_document_as_it_was() {
        let mut document = with_note();
        let before = document.clone();
        for edit in [
            Edit::MoveNote { id: NoteId(1), at: UnixSecs(-1), price: None },
            Edit::MoveNote { id: NoteId(1), at: DAY, price: Some(-5.0) },
            Edit::MoveNote { id: NoteId(7), at: DAY, price: None },
            Edit::DeleteNote { id: NoteId(7) },
            Edit::ImportNotes(vec![before.notes[0].clone(); 1]),
        ] {
            let _refused_or_nothing = edit.apply(&mut document);
            assert_eq!(document, before, "{edit:?}");
        }
        let mut full = before.clone();
        full.notes = vec![before.notes[0].clone(); MAX_NOTES];
        let one_more = Edit::AddNote { at: DAY, price: None, title: String::new() };
        assert_eq!(one_more.apply(&mut full), Err(EditError::Note(NoteError::TooMany)));
    }

    #[test]
    fn typing_in_one_note_joins_and_in_two_does_not() {
        let typed = |id| Edit::EditNote { id, title: "a".into(), text: String::new(), source: String::new() };
        assert!(typed(NoteId(1)).joins(&typed(NoteId(1))));
        assert!(!typed(NoteId(1)).joins(&typed(NoteId(2))));
        assert!(!typed(NoteId(1)).joins(&Edit::MoveNote { id: NoteId(1), at: DAY, price: None }));
    }
}
