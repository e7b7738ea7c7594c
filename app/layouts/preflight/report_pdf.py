"""The report as a PDF to send back: the verdict, each page with its numbered places, and what to do about each."""

import zlib
from pathlib import Path

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Dictionary, Name, Pdf, Stream

from app.i18n import Text, language, plural, text
from app.jobs.progress import Progress, silent
from app.layouts.preflight.report import Finding, PageFacts, PreflightReport, Severity
from app.layouts.preflight.report_type import Face
from app.layouts.preflight.thumbnail import thumbnail
from app.settings.shop import PrintShop
from app.settings.shops import shop_title

PAPER = (595.28, 841.89)
Place = tuple[float, float]
Column = tuple[float, float]
"""Its left edge and its width, in points."""
MARGIN, GUTTER = 48.0, 18.0
PICTURE = (190.0, 250.0)
WHOLE = (MARGIN, PAPER[0] - 2 * MARGIN)
MOST_PAGES = 40
"""Of the file that are shown one by one."""
INKS: dict[str, tuple[float, float, float]] = {
    "text": (0.13, 0.15, 0.19), "dim": (0.38, 0.42, 0.48), "line": (0.84, 0.86, 0.89), "blocks": (0.75, 0.22, 0.17),
    "warns": (0.62, 0.42, 0.0), "informs": (0.30, 0.40, 0.55), "good": (0.09, 0.48, 0.34), "paper": (1.0, 1.0, 1.0),
}  # fmt: skip
SEVERITIES: dict[Severity, Text] = {
    "blocks": text("blocks printing"),
    "warns": text("warning"),
    "informs": text("note"),
}


class _Sheets:
    """Pages of the report being filled from the top. Text is set at the end, when the letters are known."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.faces = {weight: Face(weight) for weight in ("regular", "bold")}
        self.y = 0.0
        self.content: list[list[str | tuple[str, str]]] = []
        self.pictures: list[dict[str, Stream]] = []
        self.turn()

    def turn(self) -> None:
        """Begin a new page."""
        self.content.append([])
        self.pictures.append({})
        self.y = PAPER[1] - MARGIN

    def room(self, height: float) -> bool:
        return self.y - height >= MARGIN + 14

    def draw(self, operators: str) -> None:
        self.content[-1].append(operators)

    def ink(self, name: str, *, stroke: bool = False) -> None:
        r, g, b = INKS[name]
        self.draw(f"{r:g} {g:g} {b:g} {'RG' if stroke else 'rg'}")

    def line(self, words: str, at: Place, size: float, weight: str = "regular", ink: str = "text") -> float:
        """One line from this point of its baseline; its length."""
        face = self.faces[weight]
        words = face.known(_plain(words))
        face.used |= set(words)
        self.ink(ink)
        self.draw(f"BT /{weight} {size:g} Tf 1 0 0 1 {at[0]:.2f} {at[1]:.2f} Tm")
        self.content[-1].append((weight, words))
        self.draw("Tj ET")
        return face.width(words, size)

    def paragraph(self, words: str, column: Column, size: float, weight: str = "regular", ink: str = "text") -> None:
        """Broken into lines from the current height downwards."""
        for line in self.faces[weight].lines(_plain(words), size, column[1]):
            self.y -= size * 1.45
            self.line(line, (column[0], self.y), size, weight, ink)

    def height(self, words: str, width: float, size: float, weight: str = "regular") -> float:
        return sum(1 for _ in self.faces[weight].lines(words, size, width)) * size * 1.45

    def picture(self, data: NDArray[np.uint8], box: tuple[float, float, float, float]) -> None:
        """x, y, width, height in points."""
        stream = Stream(self.pdf, zlib.compress(np.ascontiguousarray(data).tobytes(), 6))
        stream.stream_dict.update(
            Dictionary(
                Type=Name.XObject, Subtype=Name.Image, Width=data.shape[1], Height=data.shape[0], BitsPerComponent=8,
                ColorSpace=Name.DeviceRGB, Filter=Name.FlateDecode,
            )
        )  # fmt: skip
        key = f"P{len(self.pictures[-1])}"
        self.pictures[-1][key] = stream
        self.draw(f"q {box[2]:.2f} 0 0 {box[3]:.2f} {box[0]:.2f} {box[1]:.2f} cm /{key} Do Q")

    def badge(self, number: int, x: float, y: float, severity: Severity) -> None:
        """A number; not by colour alone: a disc blocks, a square warns, a ring informs."""
        size = 6.2
        self.draw("q 0.9 w")
        self.ink(severity)
        self.ink(severity, stroke=True)
        if severity == "warns":
            self.draw(f"{x - size + 0.4:.2f} {y - size + 0.4:.2f} {2 * size - 0.8:.2f} {2 * size - 0.8:.2f} re B")
        else:
            if severity == "informs":
                self.ink("paper")
            self.draw(_disc(x, y, size) + " B")
        self.draw("Q")
        shown = str(number)
        width = self.faces["bold"].width(shown, 7.5)
        self.line(shown, (x - width / 2, y - 2.7), 7.5, "bold", "informs" if severity == "informs" else "paper")

    def finish(self) -> None:
        """Set the text, embed the fonts and add the pages."""
        made = {weight: face.embedded(self.pdf) for weight, face in self.faces.items()}
        fonts = Dictionary({f"/{weight}": font for weight, (font, _) in made.items()})
        for content, pictures in zip(self.content, self.pictures, strict=True):
            words = [
                part if isinstance(part, str) else "<" + "".join(f"{made[part[0]][1][c]:04x}" for c in part[1]) + ">"
                for part in content
            ]
            self.pdf.add_blank_page(page_size=PAPER)
            page = self.pdf.pages[-1].obj
            page.Contents = self.pdf.make_indirect(Stream(self.pdf, "\n".join(words).encode()))
            drawn = {f"/{key}": self.pdf.make_indirect(stream) for key, stream in pictures.items()}
            page.Resources = Dictionary(Font=fonts, XObject=Dictionary(drawn))


def write_report(
    report: PreflightReport, path: Path, out: Path, shop: PrintShop | None = None, progress: Progress | None = None
) -> None:
    """Write the report on ``path`` as a PDF in the language that is spoken now. The same report gives the same bytes."""
    progress = progress or silent()
    with pikepdf.new() as pdf:
        sheets = _Sheets(pdf)
        _head(sheets, report, path, shop)
        general = [f for f in report.rules if f.page is None]
        if general:
            _section(sheets, str(text("The whole file")))
            _list(sheets, general, 1, MARGIN)
        pages = sorted({f.page for f in report.rules if f.page is not None})
        number = len(general) + 1
        for index, page in enumerate(pages[:MOST_PAGES]):
            progress(index / len(pages))
            found = [f for f in report.rules if f.page == page]
            drawn = thumbnail(path, page, report, shop, progress)
            _page(sheets, page, found, number, (report.page_facts[page - 1], drawn))
            number += len(found)
        if not pages and report.pages:
            drawn = thumbnail(path, 1, report, shop, progress)
            _page(sheets, 1, [], number, (report.page_facts[0], drawn))
        if len(pages) > MOST_PAGES:
            left = len(pages) - MOST_PAGES
            _section(sheets, str(plural("{n} more page has faults.", "{n} more pages have faults.", left)))
        sheets.finish()
        pdf.save(out, deterministic_id=True)


def _head(sheets: _Sheets, report: PreflightReport, path: Path, shop: PrintShop | None) -> None:
    sheets.y -= 20
    sheets.line(str(text("Print check")), (MARGIN, sheets.y), 20, "bold")
    sheets.paragraph(path.name, WHOLE, 10.5, ink="dim")
    about = [str(plural("{n} page", "{n} pages", report.pages))]
    about.append(
        str(text("checked for {shop}", shop=shop_title(shop))) if shop else str(text("checked by the common rules"))
    )
    if report.spots:
        about.append(str(text("spot colours: {names}", names=", ".join(report.spots))))
    sheets.paragraph("  ·  ".join(about), WHOLE, 9, ink="dim")
    sheets.y -= 12
    blocking = sum(1 for f in report.rules if f.severity == "blocks")
    words = (
        text("This file can be printed.")
        if report.passed
        else plural("{n} fault blocks printing.", "{n} faults block printing.", blocking)
    )
    sheets.ink("good" if report.passed else "blocks")
    sheets.draw(f"{MARGIN:.2f} {sheets.y - 26:.2f} 4 26 re f")
    sheets.line(str(words), (MARGIN + 14, sheets.y - 18), 13, "bold", "good" if report.passed else "blocks")
    sheets.y -= 34
    if report.unjudged:
        sheets.paragraph(str(text("Not measured: total ink, knock-outs and bleed on the plates.")), WHOLE, 9, ink="dim")


def _section(sheets: _Sheets, words: str) -> None:
    if not sheets.room(70):
        sheets.turn()
    sheets.y -= 16
    sheets.ink("line", stroke=True)
    sheets.draw(f"0.6 w {MARGIN:.2f} {sheets.y:.2f} m {PAPER[0] - MARGIN:.2f} {sheets.y:.2f} l S")
    sheets.y -= 18
    sheets.line(words, (MARGIN, sheets.y), 11.5, "bold")
    sheets.y -= 4


def _page(
    sheets: _Sheets, page: int, found: list[Finding], number: int, seen: tuple[PageFacts, NDArray[np.uint8] | None]
) -> None:
    facts, drawn = seen
    scale = min(PICTURE[0] / max(facts.width_mm, 1e-3), PICTURE[1] / max(facts.height_mm, 1e-3))
    width, height = facts.width_mm * scale, facts.height_mm * scale
    if not sheets.room(height + 60):
        sheets.turn()
    size = facts.trim or (0.0, 0.0, facts.width_mm, facts.height_mm)
    title = text(
        "Page {page}: {width} × {height} mm",
        page=page, width=round(size[2] - size[0], 1), height=round(size[3] - size[1], 1),
    )  # fmt: skip
    _section(sheets, str(title))
    top, left = sheets.y - 8, MARGIN
    if drawn is not None:
        sheets.picture(drawn, (left, top - height, width, height))
    sheets.ink("line", stroke=True)
    sheets.draw(f"0.6 w {left:.2f} {top - height:.2f} {width:.2f} {height:.2f} re S")
    if facts.trim is not None:
        sheets.ink("informs", stroke=True)
        x0, y0, x1, y1 = facts.trim
        sheets.draw(
            f"q 0.5 w [2 2] 0 d {left + x0 * scale:.2f} {top - y1 * scale:.2f} {(x1 - x0) * scale:.2f} "
            f"{(y1 - y0) * scale:.2f} re S Q"
        )
    _places(sheets, found, number, scale, (left, top))
    begun = len(sheets.content)
    _list(sheets, found, number, MARGIN + PICTURE[0] + GUTTER)
    if len(sheets.content) == begun:
        sheets.y = min(sheets.y, top - height)
    sheets.y -= 8


def _places(sheets: _Sheets, found: list[Finding], number: int, scale: float, corner: tuple[float, float]) -> None:
    left, top = corner
    taken: list[tuple[float, float]] = []
    for finding in found:
        if finding.where is None:
            continue
        x0, y0, x1, y1 = (v * scale for v in finding.where)
        sheets.ink(finding.severity, stroke=True)
        sheets.draw(f"q 0.9 w {left + x0:.2f} {top - y1:.2f} {max(x1 - x0, 1):.2f} {max(y1 - y0, 1):.2f} re S Q")
        at = (left + x0, top - y0)
        while any(abs(at[0] - x) < 13 and abs(at[1] - y) < 13 for x, y in taken):  # numbers beside each other, not on
            at = (at[0] + 14, at[1]) if at[0] + 14 < left + PICTURE[0] else (left + x0, at[1] - 14)
        taken.append(at)
    for (x, y), index in zip(taken, [i for i, f in enumerate(found) if f.where is not None], strict=True):
        sheets.badge(number + index, x, y, found[index].severity)


def _list(sheets: _Sheets, found: list[Finding], number: int, x: float) -> None:
    inset = 20.0
    width = PAPER[0] - MARGIN - x - inset
    for index, finding in enumerate(found):
        words, remedy = str(finding.words), str(finding.remedy)
        needed = 12 + sheets.height(words, width, 9.5, "bold") + sheets.height(remedy, width, 9) + 14
        if not sheets.room(needed):
            sheets.turn()
        sheets.y -= 8
        sheets.badge(number + index, x + 6, sheets.y - 10, finding.severity)
        sheets.paragraph(words, (x + inset, width), 9.5, "bold")
        sheets.paragraph(remedy, (x + inset, width), 9, ink="dim")
        sheets.y -= 11
        sheets.line(str(SEVERITIES[finding.severity]), (x + inset, sheets.y), 7.5, "regular", finding.severity)
    if not found:
        sheets.paragraph(str(text("Nothing was found on this page.")), (x, width), 9.5, ink="dim")


def _plain(words: str) -> str:
    """Curly quotes of the font are as wide as Chinese characters: straight ones between other words."""
    return words if language() == "zh_CN" else words.replace("“", '"').replace("”", '"').replace("’", "'")


def _disc(x: float, y: float, r: float) -> str:
    k = 0.5523 * r
    return (
        f"{x + r:.2f} {y:.2f} m {x + r:.2f} {y + k:.2f} {x + k:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c "
        f"{x - k:.2f} {y + r:.2f} {x - r:.2f} {y + k:.2f} {x - r:.2f} {y:.2f} c "
        f"{x - r:.2f} {y - k:.2f} {x - k:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c "
        f"{x + k:.2f} {y - r:.2f} {x + r:.2f} {y - k:.2f} {x + r:.2f} {y:.2f} c h"
    )
