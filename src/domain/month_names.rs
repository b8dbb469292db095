//! Names of months and week days in the commonest languages.
//!
//! Knows full names, without accents; an abbreviation is any beginning of three
//! letters or more that belongs to one month only, so `Juil.` and `Jul` are July
//! and `Jui` is refused. One list for dates in cells and dates as they are typed.

/// Month names by month: English, German, French, Spanish, Italian, Portuguese, Dutch,
/// Polish, Russian, Turkish, Czech, Swedish, Danish and Norwegian, each without accents.
/// Also the abbreviations that are no beginning of a name.
const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "januar",
        "janner",
        "janvier",
        "enero",
        "gennaio",
        "janeiro",
        "januari",
        "styczen",
        "stycznia",
        "январь",
        "января",
        "ocak",
        "leden",
        "ledna",
    ],
    &[
        "february",
        "februar",
        "fevrier",
        "febrero",
        "febbraio",
        "fevereiro",
        "februari",
        "luty",
        "lutego",
        "февраль",
        "февраля",
        "subat",
        "unor",
        "unora",
    ],
    &[
        "march",
        "marz",
        "maerz",
        "mars",
        "marzo",
        "marco",
        "maart",
        "mrt",
        "marzec",
        "marca",
        "mart",
        "март",
        "марта",
        "brezen",
        "brezna",
        "marts",
    ],
    &[
        "april",
        "avril",
        "abril",
        "aprile",
        "kwiecien",
        "kwietnia",
        "апрель",
        "апреля",
        "nisan",
        "duben",
        "dubna",
    ],
    &[
        "may", "mai", "mayo", "maggio", "maio", "mei", "maj", "maja", "май", "мая", "mayis", "kveten",
        "kvetna",
    ],
    &[
        "june", "juni", "juin", "junio", "giugno", "junho", "czerwiec", "czerwca", "июнь", "июня", "haziran",
        "cerven", "cervna", "cvn",
    ],
    &[
        "july", "juli", "juillet", "julio", "luglio", "julho", "lipiec", "lipca", "июль", "июля", "temmuz",
        "cervenec", "cervence", "cvc",
    ],
    &[
        "august",
        "aout",
        "agosto",
        "augustus",
        "sierpien",
        "sierpnia",
        "август",
        "августа",
        "agustos",
        "srpen",
        "srpna",
        "augusti",
    ],
    &[
        "september",
        "sept",
        "septembre",
        "septiembre",
        "setiembre",
        "settembre",
        "setembro",
        "wrzesien",
        "wrzesnia",
        "сентябрь",
        "сентября",
        "eylul",
        "zari",
    ],
    &[
        "october",
        "oktober",
        "octobre",
        "octubre",
        "ottobre",
        "outubro",
        "pazdziernik",
        "pazdziernika",
        "октябрь",
        "октября",
        "ekim",
        "rijen",
        "rijna",
    ],
    &[
        "november",
        "novembre",
        "noviembre",
        "novembro",
        "listopad",
        "listopada",
        "listopadu",
        "ноябрь",
        "ноября",
        "kasim",
    ],
    &[
        "december",
        "dezember",
        "decembre",
        "diciembre",
        "dicembre",
        "dezembro",
        "grudzien",
        "grudnia",
        "декабрь",
        "декабря",
        "aralik",
        "prosinec",
        "prosince",
        "desember",
    ],
];

/// Week days, without accents; a beginning of two letters or more counts.
const WEEK_DAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
    "sabado",
    "domingo",
    "lunedi",
    "martedi",
    "mercoledi",
    "giovedi",
    "venerdi",
    "sabato",
    "domenica",
    "segunda",
    "terca",
    "quarta",
    "quinta",
    "sexta",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "poniedzialek",
    "pon",
    "wtorek",
    "sroda",
    "czwartek",
    "piatek",
    "sobota",
    "niedziela",
    "niedz",
    "понедельник",
    "пн",
    "вторник",
    "вт",
    "среда",
    "ср",
    "четверг",
    "чт",
    "пятница",
    "пт",
    "суббота",
    "сб",
    "воскресенье",
    "вс",
    "pazartesi",
    "sali",
    "carsamba",
    "persembe",
    "cuma",
    "cumartesi",
    "pazar",
    "pondeli",
    "utery",
    "streda",
    "ctvrtek",
    "patek",
    "nedele",
    "mandag",
    "tisdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lordag",
    "sondag",
    "tirsdag",
];

/// The month, 1 to 12, that a word names in full or by three letters or more.
///
/// ```
/// use hashfloor::domain::month_names::month_of;
/// assert_eq!(month_of("Août"), Some(8));
/// assert_eq!(month_of("févr."), Some(2));
/// assert_eq!(month_of("jui"), None); // juin or juillet
/// ```
pub fn month_of(word: &str) -> Option<i8> {
    // Longer than any name: not worth a copy.
    if word.len() > 40 || word.len() < 3 {
        return None;
    }
    let word = folded(word.trim_end_matches('.'));
    if word.chars().nth(2).is_none() || word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let month = |fits: &dyn Fn(&str) -> bool| {
        let mut found = (1_i8..).zip(MONTHS).filter(|(_, names)| names.iter().any(|name| fits(name)));
        let first = found.next().map(|(month, _)| month);
        first.filter(|_| found.next().is_none())
    };
    month(&|name| name == word).or_else(|| month(&|name| name.starts_with(&word)))
}

/// Whether a word names a week day, in full or by two letters or more.
pub fn is_week_day(word: &str) -> bool {
    if word.len() > 40 {
        return false;
    }
    let word = folded(word.trim_end_matches('.'));
    word.chars().nth(1).is_some() && WEEK_DAYS.iter().any(|name| name.starts_with(&word))
}

/// A word in lower case and without the accents of the languages above.
pub fn folded(word: &str) -> String {
    let lower = word.chars().flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(word.len());
    for c in lower {
        folded.push(match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' => 'a',
            'ç' | 'č' | 'ć' => 'c',
            'ď' => 'd',
            'è' | 'é' | 'ê' | 'ë' | 'ě' | 'ę' => 'e',
            'ğ' => 'g',
            'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
            'ł' => 'l',
            'ñ' | 'ń' | 'ň' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
            'ř' => 'r',
            'ş' | 'š' | 'ś' => 's',
            'ť' => 't',
            'ù' | 'ú' | 'û' | 'ü' | 'ů' => 'u',
            'ý' => 'y',
            'ž' | 'ź' | 'ż' => 'z',
            // The dot that lower-casing a Turkish İ leaves behind.
            '\u{307}' => continue,
            other => other,
        });
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_its_month_and_no_beginning_is_another() {
        for (month, names) in (1..).zip(MONTHS) {
            for name in names {
                assert_eq!(month_of(name), Some(month), "{name}");
                assert_eq!(folded(name), **name, "kept without accents");
                let letters: Vec<char> = name.chars().collect();
                for end in 3..letters.len() {
                    let start: String = letters[..end].iter().collect();
                    // A Czech June is the beginning of July, and means June.
                    if MONTHS.iter().any(|names| names.contains(&start.as_str())) {
                        continue;
                    }
                    assert!(month_of(&start).is_none_or(|found| found == month), "{start} of {name}");
                }
            }
        }
    }

    #[test]
    fn abbreviations_of_every_language_are_read() {
        for (word, month) in [
            ("Jan", 1),
            ("ene.", 1),
            ("gen", 1),
            ("févr.", 2),
            ("Mär", 3),
            ("mrt", 3),
            ("abr", 4),
            ("kwi", 4),
            ("Mai", 5),
            ("мая", 5),
            ("Haz", 6),
            ("juin", 6),
            ("juil.", 7),
            ("čvc", 7),
            ("août", 8),
            ("Ağu", 8),
            ("set", 9),
            ("Sept.", 9),
            ("paź", 10),
            ("Okt", 10),
            ("lis", 11),
            ("дек.", 12),
            ("Dez", 12),
        ] {
            assert_eq!(month_of(word), Some(month), "{word}");
        }
        for word in ["ma", "", "jui", "foo", "Ma.", "é", "1st"] {
            assert_eq!(month_of(word), None, "{word}");
        }
    }

    #[test]
    fn week_days_are_known_by_two_letters() {
        for word in ["Thu", "Do", "jeu.", "czw", "Пн", "Çar", "čt"] {
            assert!(is_week_day(word), "{word}");
        }
        assert!(!is_week_day("T") && !is_week_day("Total") && !is_week_day(""));
    }
}
