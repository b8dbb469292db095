//! Where something was read: a link where it is one, plain words otherwise.

use egui::{Label, RichText, Ui};

use crate::domain::format::visible_text;
use crate::ui::theme::Theme;

/// Shows a source; only a whole `https` address becomes a link.
pub fn source_ui(ui: &mut Ui, source: &str) {
    let shown = visible_text(source);
    if shown.is_empty() {
        return;
    }
    if is_link(source) {
        let text = RichText::new(&shown).small();
        ui.hyperlink_to(text, source).on_hover_text("Open it in the browser");
    } else {
        let text = RichText::new(format!("Source: {shown}")).small().color(Theme::of(ui).text_weak);
        ui.add(Label::new(text).wrap());
    }
}

/// Whether a text is an `https` address and nothing else, with nothing in it that hides.
fn is_link(text: &str) -> bool {
    let host = text.strip_prefix("https://").unwrap_or_default();
    let plain = text.chars().all(|c| c.is_ascii_graphic());
    plain && host.starts_with(|c: char| c.is_ascii_alphanumeric()) && host.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_https_address_is_a_link() {
        assert!(is_link("https://example.org/a?b=1"));
        for text in [
            "http://example.org",
            "javascript:alert(1)",
            "see https://example.org",
            "https://",
            "https://ex ample.org",
            "https://exa\u{202e}mple.org",
        ] {
            assert!(!is_link(text), "{text}");
        }
    }
}
