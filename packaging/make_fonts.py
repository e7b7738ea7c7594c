"""Makes resources/fonts anew from Debian's fonts-noto-cjk: `pip install fonttools`, then `python packaging/make_fonts.py`.

The whole family has 65,535 glyphs in 19 MB a weight. We ship what a workshop in China writes: every character of GBK in
the regular weight, those of GB 2312 in bold; kana, Latin, Greek, Cyrillic and signs in both. Without hinting, which only
counts on small screens, and without the forms of other regions.
"""

from pathlib import Path

from fontTools import subset  # type: ignore[import-not-found]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-not-found]

SOURCE = Path("/usr/share/fonts/opentype/noto")
FONTS = Path(__file__).parent.parent / "resources" / "fonts"
FAMILY = "Statuette Sans SC"  # a name of its own: a system's Noto must never be taken for it, nor it for a system's
BLOCKS = (
    (0x20, 0x250),
    (0x370, 0x500),
    (0x2000, 0x2300),
    (0x2460, 0x2700),
    (0x3000, 0x3100),
    (0xFF00, 0xFFF0),
)


def characters(encoding: str) -> set[int]:
    """Every character that two bytes of this encoding can write, and the blocks that both weights have."""
    found = {code for low, high in BLOCKS for code in range(low, high)}
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            try:
                found.add(ord(bytes((first, second)).decode(encoding)))
            except UnicodeDecodeError:
                continue
    return found


def name_anew(font: TTFont, weight: str) -> None:
    names = {1: FAMILY, 2: weight, 3: f"{FAMILY} {weight}", 4: f"{FAMILY} {weight}", 6: f"StatuetteSansSC-{weight}"}
    for record in list(font["name"].names):
        if record.nameID in (16, 17) or (record.nameID in names and record.langID != 0x409):
            font["name"].removeNames(record.nameID, record.platformID, record.platEncID, record.langID)
    for number, words in names.items():
        font["name"].setName(words, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [names[6]]
    top = cff.topDictIndex[0]
    top.FullName, top.FamilyName = names[4], FAMILY


def make(weight: str, encoding: str) -> Path:
    collection = TTCollection(SOURCE / f"NotoSansCJK-{weight}.ttc")
    font = next(f for f in collection.fonts if f["name"].getBestFamilyName() == "Noto Sans CJK SC")
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "ccmp", "mark", "mkmk"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["VORG", "vhea", "vmtx"]
    maker = subset.Subsetter(options)
    maker.populate(unicodes=characters(encoding))
    maker.subset(font)
    name_anew(font, weight)
    font["head"].modified = font["head"].created  # the same bytes every time
    font.recalcTimestamp = False
    path = FONTS / f"StatuetteSansSC-{weight}.otf"
    font.save(path)
    return path


if __name__ == "__main__":
    for weight, encoding in (("Regular", "gbk"), ("Bold", "gb2312")):
        made = make(weight, encoding)
        print(f"{made.name}: {made.stat().st_size / 1e6:.1f} MB")
