"""What a 2D printer is always told: media, margins, copies, quality, colour; whatever it would do by itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.dispatch.driver import PrintFile, RefusedError
from app.drivers.printers.ipp_codec import Attribute, Tag, of
from app.i18n import text

QUALITIES = {"draft": 3, "normal": 4, "high": 5}
LANDSCAPE = 4  # RFC 8011, orientation-requested
SIDES = ("one-sided", "two-sided-long-edge", "two-sided-short-edge")
SCALINGS = ("none", "fill", "fit", "auto")
MM_AN_INCH = 25.4
NEAR_HUNDREDTHS = 60
"""Sizes are the same where they differ by less than 0.6 mm: names in inches and in millimetres are rounded."""
_SIZE = re.compile(r"_(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(mm|in)(?:\.|$)")


@dataclass(frozen=True)
class Sheet:
    """One kind of print. width_mm, height_mm: the media; ``media_type``, ``source``: keywords, "" where it does not matter."""

    width_mm: float
    height_mm: float
    borderless: bool = False
    copies: int = 1
    quality: str = "high"
    color: bool = True
    scaling: str = "none"
    media_type: str = ""
    source: str = ""
    sides: str = "one-sided"


def sheet_of(file: PrintFile) -> Sheet:
    """Read the options of a print file.

    They are media ("iso_a4_210x297mm") or media_mm ([w, h]), borderless, quality, color, scaling, sides. Raises RefusedError
    where the size of the media is not given or is none, or a word is not known.
    """
    options = file.options
    size = size_of(str(options.get("media") or "")) or _pair(options.get("media_mm"))
    quality, scaling = str(options.get("quality") or "high"), str(options.get("scaling") or "none")
    sides = str(options.get("sides") or "one-sided")
    if size is None or quality not in QUALITIES or scaling not in SCALINGS or sides not in SIDES:
        raise RefusedError(text("The print job does not say on which size of media it is printed; choose it."))
    return Sheet(
        *size,
        borderless=options.get("borderless") is True,
        copies=file.copies,
        quality=quality,
        color=options.get("color") is not False,
        scaling=scaling,
        media_type=str(options.get("media_type") or ""),
        source=str(options.get("source") or ""),
        sides=sides,
    )


def size_of(name: str) -> tuple[float, float] | None:
    """Width and height in millimetres of a media name of the standard (PWG 5101.1), or None."""
    found = _SIZE.search(name)
    if found is None:
        return None
    scale = MM_AN_INCH if found[3] == "in" else 1.0
    return float(found[1]) * scale, float(found[2]) * scale


def template(sheet: Sheet, printer: Mapping[str, list[Any]]) -> dict[str, Attribute]:
    """Attributes of a job for this printer. Raises RefusedError where it has no such media."""
    asked_for, sheet = sheet, _as_it_is_fed(sheet, printer)
    margins = _margins(sheet, printer)
    media: dict[str, Attribute] = {
        "media-size": of(
            Tag.COLLECTION,
            {
                "x-dimension": of(Tag.INTEGER, round(sheet.width_mm * 100)),
                "y-dimension": of(Tag.INTEGER, round(sheet.height_mm * 100)),
            },
        ),
        **{f"media-{side}-margin": of(Tag.INTEGER, margin) for side, margin in margins.items()},
    }
    if sheet.media_type:
        _known(sheet.media_type, printer.get("media-type-supported"))
        media["media-type"] = of(Tag.KEYWORD, sheet.media_type)
    if sheet.source:
        _known(sheet.source, printer.get("media-source-supported"))
        media["media-source"] = of(Tag.KEYWORD, sheet.source)
    most = printer.get("copies-supported")
    if most and isinstance(most[0], tuple) and sheet.copies > most[0][1]:
        raise RefusedError(text("The printer makes no more than {n} copies at a time.", n=most[0][1]))
    job = {
        "copies": of(Tag.INTEGER, sheet.copies),
        "media-col": of(Tag.COLLECTION, media),
        "print-quality": of(Tag.ENUM, QUALITIES[sheet.quality]),
        "print-color-mode": of(Tag.KEYWORD, _color(sheet, printer)),
        "print-scaling": of(Tag.KEYWORD, sheet.scaling),
        "sides": of(Tag.KEYWORD, _sides(sheet, printer)),
    }
    if sheet != asked_for:  # pictures are turned onto it; a PDF page lies as it is and is turned by itself
        job["orientation-requested"] = of(Tag.ENUM, LANDSCAPE)
    if printer.get("cups-version"):
        return {**job, **_words_of_cups(sheet)}
    return {name: value for name, value in job.items() if name in {"copies", "media-col"} or _takes(printer, name)}


def _takes(printer: Mapping[str, list[Any]], name: str) -> bool:
    """Whether this attribute reaches the printer; CUPS takes all."""
    asked = printer.get("job-creation-attributes-supported")
    return bool(printer.get("cups-version")) or not asked or name in asked


def _as_it_is_fed(sheet: Sheet, printer: Mapping[str, list[Any]]) -> Sheet:
    """A printer names its media by how they are fed, mostly the short side first: a card that lies across is turned for it.

    It is not where the printer cannot be told so: a picture would be printed upright, and cut off or shrunk.
    """
    if not _takes(printer, "orientation-requested"):
        return sheet
    offers = [entry for entry in printer.get("media-col-database") or [] if isinstance(entry, dict)]
    turned = replace(sheet, width_mm=sheet.height_mm, height_mm=sheet.width_mm)
    upright, across = ((one.width_mm * 100, one.height_mm * 100) for one in (sheet, turned))
    if any(_fits(entry, upright) for entry in offers) or not any(_fits(entry, across) for entry in offers):
        return sheet
    return turned


def _words_of_cups(sheet: Sheet) -> dict[str, Attribute]:
    """The same in the words of a queue's PPD: CUPS 2.4 takes high quality alone for a preset that prints grey."""
    words = {
        "ColorModel": "RGB" if sheet.color else "Gray",
        "cupsPrintQuality": sheet.quality.capitalize(),
        "MediaType": _camel(sheet.media_type),
        "InputSlot": _camel(sheet.source),
    }
    return {name: of(Tag.KEYWORD, word) for name, word in words.items() if word}


def _camel(keyword: str) -> str:
    """photographic-glossy → PhotographicGlossy, as CUPS names it."""
    return "".join(part.capitalize() for part in keyword.split("-"))


def _color(sheet: Sheet, printer: Mapping[str, list[Any]]) -> str:
    modes = printer.get("print-color-mode-supported") or []
    if not sheet.color:
        return "monochrome"
    if modes and "color" not in modes:
        raise RefusedError(text("The printer prints no colour."))
    return "color"


def _sides(sheet: Sheet, printer: Mapping[str, list[Any]]) -> str:
    if sheet.sides == "one-sided":
        return sheet.sides
    if sheet.sides not in (printer.get("sides-supported") or ()) or not _takes(printer, "sides"):
        raise RefusedError(text("The printer does not print on both sides; choose another one."))
    return sheet.sides


def _margins(sheet: Sheet, printer: Mapping[str, list[Any]]) -> dict[str, int]:
    """Margins in hundredths of a millimetre, for the media of this size that the printer has."""
    sides = ("top", "bottom", "left", "right")
    wanted = (sheet.width_mm * 100, sheet.height_mm * 100)
    offers = [entry for entry in printer.get("media-col-database") or [] if isinstance(entry, dict)]
    same_size = [entry for entry in offers if _fits(entry, wanted)]
    if offers and not same_size:
        raise RefusedError(
            text("The printer has no media of {w} × {h} mm.", w=f"{sheet.width_mm:g}", h=f"{sheet.height_mm:g}")
        )
    margins = [{side: _margin(entry, side) for side in sides} for entry in same_size]
    if sheet.borderless:
        if margins and not any(not any(one.values()) for one in margins):
            raise RefusedError(text("The printer prints nothing borderless on this media."))
        return dict.fromkeys(sides, 0)
    with_border = [one for one in margins if any(one.values())]
    return min(with_border or margins or [dict.fromkeys(sides, 0)], key=lambda one: sum(one.values()))


def _margin(entry: Mapping[str, list[Any]], side: str) -> int:
    found = entry.get(f"media-{side}-margin")
    return int(found[0]) if found and isinstance(found[0], int) else 0


def _fits(entry: Mapping[str, list[Any]], wanted: tuple[float, float]) -> bool:
    size = (entry.get("media-size") or [{}])[0]
    if not isinstance(size, dict):
        return False
    for name, length in zip(("x-dimension", "y-dimension"), wanted, strict=True):
        offered = (size.get(name) or [None])[0]
        if isinstance(offered, tuple):
            if not offered[0] - NEAR_HUNDREDTHS <= length <= offered[1] + NEAR_HUNDREDTHS:
                return False
        elif not isinstance(offered, int) or abs(offered - length) > NEAR_HUNDREDTHS:
            return False
    return True


def _known(keyword: str, supported: list[Any] | None) -> None:
    if supported and keyword not in supported:
        raise RefusedError(text("The printer does not know the media or tray “{name}”.", name=keyword))


def _pair(value: Any) -> tuple[float, float] | None:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    sides = [float(side) for side in value if isinstance(side, int | float) and side > 0]
    return (sides[0], sides[1]) if len(sides) == 2 else None
