//! The bundled typeface: Inter in two weights, its digits tabular.
//!
//! Knows the font files and the family names under which egui finds them; knows
//! no sizes and no colours. Only bundled fonts are used, on screen and in
//! pictures, so that a text is equally wide on every machine.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

/// Inter Regular, a TrueType file.
pub const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.ttf");

/// Inter SemiBold, a TrueType file.
pub const STRONG: &[u8] = include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf");

const STRONG_NAME: &str = "strong";

/// The family of strong text: headings, last values.
#[must_use]
pub fn strong() -> FontFamily {
    FontFamily::Name(STRONG_NAME.into())
}

/// True for the family that [`strong`] returns.
#[must_use]
pub fn is_strong(family: &FontFamily) -> bool {
    matches!(family, FontFamily::Name(name) if &**name == STRONG_NAME)
}

/// All families of the program: proportional and monospace are Inter Regular,
/// whose digits are tabular anyway, [`strong`] is Inter SemiBold.
#[must_use]
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let files = [("Inter Regular", REGULAR), ("Inter SemiBold", STRONG)];
    let [regular, semibold] = files.map(|(name, bytes)| {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        name.to_owned()
    });
    fonts.families.insert(FontFamily::Proportional, vec![regular.clone()]);
    fonts.families.insert(FontFamily::Monospace, vec![regular.clone()]);
    fonts.families.insert(strong(), vec![semibold, regular]);
    fonts
}

#[cfg(test)]
mod tests {
    use egui::epaint::text::{Fonts, TextOptions};
    use egui::{Color32, FontId};

    use super::*;

    const WEIGHTS: [fn() -> FontFamily; 2] = [|| FontFamily::Proportional, strong];
    const USED: &str = "−÷×≈≤≥±·…–—“”‘’→←↑↓↗↘ΔΣσµ%$€₿•▲▼◆●○✓✗∞√−+=<>#@&§°";

    fn width(fonts: &mut Fonts, family: FontFamily, text: &str) -> f32 {
        let galley = fonts.with_pixels_per_point(1.0).layout_no_wrap(
            text.to_owned(),
            FontId::new(12.5, family),
            Color32::WHITE,
        );
        galley.rows.iter().map(|row| row.size.x).sum()
    }

    fn fonts() -> Fonts {
        Fonts::new(TextOptions::default(), definitions())
    }

    #[test]
    fn all_ten_digits_advance_equally_in_both_weights() {
        let mut fonts = fonts();
        for family in WEIGHTS {
            let zeros = width(&mut fonts, family(), &"0".repeat(40));
            assert!(zeros > 200.0);
            for digit in '1'..='9' {
                let digits = width(&mut fonts, family(), &digit.to_string().repeat(40));
                assert_eq!(digits, zeros, "{digit} in {:?}", family());
            }
        }
    }

    #[test]
    fn numbers_of_one_shape_are_equally_wide() {
        let mut fonts = fonts();
        for family in WEIGHTS {
            for (one, other) in [
                ("−1,111.11 %", "−7,474.17 %"),
                ("$ 1.1T", "$ 7.7T"),
                ("11:11", "47:07"),
                ("1111", "70\u{2007}4"),
            ] {
                assert_eq!(
                    width(&mut fonts, family(), one),
                    width(&mut fonts, family(), other),
                    "{one} {other}"
                );
            }
        }
    }

    #[test]
    fn every_character_the_program_writes_has_a_glyph() {
        let mut fonts = fonts();
        let mut view = fonts.with_pixels_per_point(1.0);
        for family in WEIGHTS {
            let font = FontId::new(12.5, family());
            let missing: String = USED.chars().filter(|char| !view.has_glyph(&font, *char)).collect();
            assert_eq!(missing, "", "in {family:?}", family = family());
            assert!(!view.has_glyph(&font, '漢'), "has_glyph must be able to say no");
        }
    }

    #[test]
    fn strong_text_is_wider_than_regular_text() {
        let mut fonts = fonts();
        let regular = width(&mut fonts, FontFamily::Proportional, "Hashprice");
        assert!(width(&mut fonts, strong(), "Hashprice") > regular);
    }
}
