"""Type for reports: two weights of our font, measured, and embedded as far as a report uses them."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from app.settings.shipped import Weight, font_file

PIECES = re.compile(r"[\u2e80-\uffef][，。、；：！？”’）》」』】]?|[^\s\u2e80-\uffef]+\s*|\s+")
"""What a line may be broken between: Chinese after each character, other words at blanks."""


class Face:
    """One weight. Notes which letters are set, so that only these are embedded."""

    def __init__(self, weight: Weight) -> None:
        from fontTools.ttLib import TTFont  # noqa: PLC0415 - only where a report is written

        self.weight = weight
        self._data = font_file(weight).read_bytes()
        self._font: Any = TTFont(BytesIO(self._data), lazy=True)
        self._cmap: dict[int, str] = self._font.getBestCmap()
        self._advance = self._font["hmtx"]
        self._unit: int = self._font["head"].unitsPerEm
        self.used: set[str] = set()

    def known(self, words: str) -> str:
        """The words with a question mark for each letter that the font lacks: names of files may have any."""
        return "".join(c if ord(c) in self._cmap else " " if c.isspace() else "?" for c in words)

    def width(self, words: str, size: float) -> float:
        """Length in points."""
        total: float = sum(self._advance[self._cmap[ord(c)]][0] for c in words) * size / self._unit
        return total

    def lines(self, words: str, size: float, width: float) -> Iterator[str]:
        """Broken to a width in points."""
        line = ""
        for piece in self._pieces(self.known(words), size, width):
            if line and self.width((line + piece).rstrip(), size) > width:
                yield line.rstrip()
                line = piece.lstrip()
            else:
                line += piece
        if line.strip():
            yield line.rstrip()

    def _pieces(self, words: str, size: float, width: float) -> Iterator[str]:
        for piece in PIECES.findall(words):
            if self.width(piece, size) <= width:
                yield piece
            else:  # a long name of a file
                yield from piece

    def embedded(self, pdf: Pdf) -> tuple[Dictionary, dict[str, int]]:
        """The font for a PDF with the letters that were used, and the code of each letter."""
        from fontTools import subset  # noqa: PLC0415
        from fontTools.ttLib import TTFont  # noqa: PLC0415

        font: Any = TTFont(BytesIO(self._data))
        cutter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True, desubroutinize=True))
        cutter.populate(text="".join(sorted(self.used | {" "})))
        cutter.subset(font)
        # the font is keyed by CID: codes of Identity-H are these numbers, not places in the file (ISO 32000-1, 9.7.4.2)
        keys = {glyph: int(glyph.removeprefix("cid")) for glyph in font.getGlyphOrder() if glyph != ".notdef"}
        codes = {chr(code): keys[glyph] for code, glyph in font.getBestCmap().items()}
        scale = 1000 / self._unit
        widths = Array([])
        for glyph, key in keys.items():
            widths.append(key)
            widths.append(Array([round(font["hmtx"][glyph][0] * scale)]))
        return self._dictionary(pdf, font["CFF "].compile(font), widths, codes), codes

    def _dictionary(self, pdf: Pdf, data: bytes, widths: Array, codes: dict[str, int]) -> Dictionary:
        title = Name(f"/STATUE+{self.weight.title()}")
        file = Stream(pdf, data)
        file.stream_dict[Name.Subtype] = Name.CIDFontType0C
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=title, Flags=4, FontBBox=[0, -200, 1000, 900], ItalicAngle=0,
            Ascent=880, Descent=-120, CapHeight=733, StemV=90, FontFile3=pdf.make_indirect(file),
        )  # fmt: skip
        below = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=title, DW=1000, W=widths,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
        )  # fmt: skip
        whole = Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=title, Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(below)]), ToUnicode=pdf.make_indirect(Stream(pdf, _letters(codes))),
        )  # fmt: skip
        found = pdf.make_indirect(whole)
        assert isinstance(found, Dictionary)
        return found


def _letters(codes: dict[str, int]) -> bytes:
    """A ToUnicode CMap: the report can be searched and copied from."""
    rows = [f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in sorted(codes.items())]
    blocks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Ours def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{body}\nendcmap end end"
    ).encode()
