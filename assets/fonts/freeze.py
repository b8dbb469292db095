"""Freezes tabular digits into Inter and cuts it down to what the program writes.

    pip install fonttools brotli
    python freeze.py FOLDER_OF_INTER_WEB_FONTS

egui cannot switch font features on, so the digits of the `tnum` feature are
made the default ones here. (Inter kerns none of them: `7,` is as wide as `1,`.)
"""
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
FIGURE_SPACE = 0x2007
THIN_SPACES = [0x2009, 0x202F]
DIGITS = [ord(digit) for digit in "0123456789"]
UNICODES = (
    "20-7E,A0-17F,192,1CD-1D4,218-21B,2BC,2C6-2DD,"  # Latin, Latin-1, Latin Extended-A
    "300-304,306-308,30A-30C,327-328,"  # the combining marks that Latin needs
    "37E,384-38A,38C,38E-3A1,3A3-3CE,"  # Greek
    "400-45F,490-491,4D8-4D9,"  # Cyrillic
    "2000-200D,2010-2015,2018-201E,2020-2022,2026,202F,2030,2032-2033,2039-203A,203C,2044,"
    "2070-2079,207A-207E,2080-208E,20A0-20BF,2116,2122,"  # super- and subscripts, currencies
    "2190-2199,21A9-21AA,21B5,21BA-21BB,21D0-21D5,"  # arrows
    "2200-2206,220F,2211,2212,2215,2219-221A,221E,222B,2248,2260,2264-2265,"  # operators
    "2318,2325,21E7,25A0-25A1,25B2-25B3,25B6-25B7,25BC-25BD,25C0-25C1,25C6-25C7,25CB,25CF,25E6,"
    "2605-2606,2610-2612,2713,2717,FFFD"
)


def tabular_glyphs(font):
    """Every substitution that the feature `tnum` makes."""
    gsub = font["GSUB"].table
    lookups = {
        index
        for record in gsub.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    mapping = {}
    for index in lookups:
        for subtable in gsub.LookupList.Lookup[index].SubTable:
            mapping.update(getattr(subtable, "ExtSubTable", subtable).mapping)
    return mapping


def freeze_digits(font):
    """Points the characters 0–9 at their tabular glyphs, and makes the figure space as wide."""
    tabular = tabular_glyphs(font)
    cmap = font.getBestCmap()
    frozen = {code: tabular[cmap[code]] for code in DIGITS}
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(frozen)
    width = font["hmtx"][frozen[DIGITS[0]]][0]
    font["hmtx"][cmap[FIGURE_SPACE]] = (width, 0)


def halve_thin_spaces(font):
    """egui draws thin spaces half a space wide whatever the font says: so must every other program."""
    cmap = font.getBestCmap()
    width = font["hmtx"][cmap[ord(" ")]][0] // 2
    for code in THIN_SPACES:
        font["hmtx"][cmap[code]] = (width, 0)


def say_so(font):
    for record in font["name"].names:
        if record.nameID == 5:
            record.string = f"{record.toUnicode()}; tabular digits by default, subset"


def subset(font):
    options = Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17]
    options.notdef_outline = True
    options.hinting = False
    options.glyph_names = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(UNICODES))
    subsetter.subset(font)


def main(folder):
    for weight in ("Regular", "SemiBold"):
        font = TTFont(folder / f"Inter-{weight}.woff2", recalcTimestamp=False)
        freeze_digits(font)
        halve_thin_spaces(font)
        say_so(font)
        subset(font)
        font.flavor = None
        path = HERE / f"Inter-{weight}.ttf"
        font.save(path)
        print(path.name, path.stat().st_size)


main(Path(sys.argv[1]))
