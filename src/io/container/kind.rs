//! Kinds of files by their first bytes.

/// What a file is that is no plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Packed by gzip.
    Gzip,
    /// A zip archive.
    Zip,
    /// A workbook or another document that is a zip archive of its parts.
    Office,
    /// A workbook of Excel before 2007.
    OldExcel,
    /// Packed by Zstandard.
    Zstandard,
    /// Packed by bzip2.
    Bzip2,
    /// Packed by xz.
    Xz,
    /// A 7-Zip archive.
    SevenZip,
    /// A RAR archive.
    Rar,
    /// A tar archive.
    Tar,
    /// A PDF document.
    Pdf,
    /// A picture: PNG, JPEG or GIF.
    Picture,
    /// An SQLite database.
    Sqlite,
    /// A table in columns: Parquet or Arrow.
    Columnar,
    /// A HDF5 file.
    Hdf5,
}

/// First bytes that no text has, each with what they mean.
const BEGINNINGS: [(&[u8], Kind); 20] = [
    (b"\x1F\x8B", Kind::Gzip),
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"PK\x07\x08", Kind::Zip),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind::OldExcel),
    (b"\x28\xB5\x2F\xFD", Kind::Zstandard),
    (b"BZh11AY&SY", Kind::Bzip2),
    (b"BZh91AY&SY", Kind::Bzip2),
    (b"\xFD7zXZ\0", Kind::Xz),
    (b"7z\xBC\xAF\x27\x1C", Kind::SevenZip),
    (b"Rar!\x1A\x07", Kind::Rar),
    (b"%PDF-", Kind::Pdf),
    (b"\x89PNG\r\n\x1A\n", Kind::Picture),
    (b"\xFF\xD8\xFF", Kind::Picture),
    (b"GIF87a", Kind::Picture),
    (b"GIF89a", Kind::Picture),
    (b"SQLite format 3\0", Kind::Sqlite),
    (b"PAR1\x15", Kind::Columnar),
    (b"ARROW1\0\0", Kind::Columnar),
    (b"\x89HDF\r\n\x1A\n", Kind::Hdf5),
];
/// Where a tar archive says that it is one.
const TAR_MARK: (usize, &[u8]) = (257, b"ustar");

impl Kind {
    /// The kind of a file that begins so; `None` for what may be text.
    pub fn of(head: &[u8]) -> Option<Self> {
        let (at, mark) = TAR_MARK;
        if head.get(at..).is_some_and(|rest| rest.starts_with(mark)) && head.contains(&0) {
            return Some(Self::Tar);
        }
        BEGINNINGS.iter().find(|(begins, _)| head.starts_with(begins)).map(|(_, kind)| *kind)
    }

    /// What it is, for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Gzip => "a gzip file",
            Self::Zip => "a zip archive",
            Self::Office => "an office document",
            Self::OldExcel => "an old Excel workbook",
            Self::Zstandard => "a file packed by Zstandard",
            Self::Bzip2 => "a file packed by bzip2",
            Self::Xz => "a file packed by xz",
            Self::SevenZip => "a 7-Zip archive",
            Self::Rar => "a RAR archive",
            Self::Tar => "a tar archive",
            Self::Pdf => "a PDF document",
            Self::Picture => "a picture",
            Self::Sqlite => "an SQLite database",
            Self::Columnar => "a Parquet or Arrow file",
            Self::Hdf5 => "a HDF5 file",
        }
    }

    /// The same without its article.
    pub(super) fn word(self) -> &'static str {
        let title = self.title();
        title.split_once(' ').map_or(title, |(_, word)| word)
    }

    /// What its owner can do.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::Gzip
            | Self::Zip
            | Self::Zstandard
            | Self::Bzip2
            | Self::Xz
            | Self::SevenZip
            | Self::Rar
            | Self::Tar => "unpack it first",
            Self::Office | Self::OldExcel => "open it and save the sheet as CSV",
            Self::Pdf | Self::Picture => "look for the same figures as CSV, or paste the table",
            Self::Sqlite | Self::Columnar | Self::Hdf5 => "export the table as CSV",
        }
    }
}
