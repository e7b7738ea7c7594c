"""What a 2D printer is told about a sheet."""

from pathlib import Path
from typing import Any

import pytest

from app.dispatch.driver import PrintFile, RefusedError
from app.drivers.printers.ipp_sheet import Sheet, sheet_of, size_of, template


def _file(**options: Any) -> PrintFile:
    return PrintFile(Path("x"), "", 0, ".pdf", "o1-c1-aaaa", copies=3, options=options)


def _media(x: Any, y: Any, *margins: int) -> dict[str, list[Any]]:
    sides = ("top", "bottom", "left", "right")
    given = margins or (0, 0, 0, 0)
    return {
        "media-size": [{"x-dimension": [x], "y-dimension": [y]}],
        **{f"media-{side}-margin": [margin] for side, margin in zip(sides, given, strict=True)},
    }


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("iso_a4_210x297mm", (210, 297)),
        ("na_index-4x6_4x6in", (101.6, 152.4)),
        ("oe_photo-l_3.5x5in", (88.9, 127)),
        ("custom_102x152mm.borderless", (102, 152)),
        ("4x6.Borderless", None),
        ("", None),
    ],
)
def test_sizes_by_name(name: str, size: tuple[float, float] | None) -> None:
    found = size_of(name)
    assert found == (None if size is None else pytest.approx(size))


def test_options() -> None:
    sheet = sheet_of(
        _file(media_mm=[100, 148], borderless=True, quality="normal", color=False, media_type="stationery")
    )
    assert sheet == Sheet(100, 148, True, 3, "normal", False, "none", "stationery")
    assert sheet_of(_file(media="iso_a4_210x297mm")).quality == "high"
    for bad in (
        {},
        {"media": "a4"},
        {"media_mm": [0, 1]},
        {"media_mm": "10x10"},
        {"media": "iso_a4_210x297mm", "quality": "x"},
        {"media": "iso_a4_210x297mm", "sides": "both"},
    ):
        with pytest.raises(RefusedError, match="size of media"):
            sheet_of(_file(**bad))


def test_nothing_is_turned_for_a_printer_that_cannot_be_told_so() -> None:
    printer = {
        "media-col-database": [_media(10500, 14800)],
        "job-creation-attributes-supported": ["copies", "media-col", "sides"],
    }
    with pytest.raises(RefusedError, match="148 × 105"):
        template(Sheet(148, 105, borderless=True), printer)
    assert "orientation-requested" in template(Sheet(148, 105), {**printer, "cups-version": ["2.4.2"]})
    told = {**printer, "job-creation-attributes-supported": ["media-col", "orientation-requested"]}
    assert "orientation-requested" in template(Sheet(148, 105), told)


def test_a_card_that_lies_across_is_printed_on_media_that_are_fed_upright() -> None:
    printer = {"media-col-database": [_media(21000, 29700), _media(10500, 14800)]}
    across = template(Sheet(148, 105, borderless=True), printer)
    size = across["media-col"].values[0]["media-size"].values[0]
    assert (size["x-dimension"].values[0], size["y-dimension"].values[0]) == (10500, 14800)
    assert across["orientation-requested"].values[0] == 4
    upright = template(Sheet(105, 148, borderless=True), printer)
    assert "orientation-requested" not in upright
    with pytest.raises(RefusedError, match="148 × 100"):
        template(Sheet(148, 100), printer)


def test_both_sides_are_asked_for_and_refused_where_the_printer_has_one() -> None:
    sheet = sheet_of(_file(media_mm=[148, 100], sides="two-sided-short-edge"))
    both = {"sides-supported": ["one-sided", "two-sided-long-edge", "two-sided-short-edge"]}
    assert template(sheet, both)["sides"].values == ("two-sided-short-edge",)
    assert template(Sheet(148, 100), {})["sides"].values == ("one-sided",)
    for printer in ({}, {"sides-supported": ["one-sided"]}, {**both, "job-creation-attributes-supported": ["copies"]}):
        with pytest.raises(RefusedError, match="both sides"):
            template(sheet, printer)


def test_margins_are_those_of_the_media() -> None:
    printer = {"media-col-database": [_media(21000, 29700, 300, 300, 300, 300), _media(21000, 29700)]}
    told = template(Sheet(210, 297), printer)["media-col"].values[0]
    assert told["media-top-margin"].values == (300,)  # type: ignore[index]
    told = template(Sheet(210, 297, borderless=True), printer)["media-col"].values[0]
    assert told["media-top-margin"].values == (0,)  # type: ignore[index]


def test_what_the_printer_does_not_have() -> None:
    with_border = {"media-col-database": [_media(21000, 29700, 300, 300, 300, 300)]}
    for sheet, printer, words in (
        (Sheet(210, 297, borderless=True), with_border, "borderless"),
        (Sheet(300, 400), with_border, "300 × 400"),
        (Sheet(210, 297), {"print-color-mode-supported": ["monochrome"]}, "no colour"),
        (Sheet(210, 297, copies=200), {"copies-supported": [(1, 99)]}, "99"),
        (Sheet(210, 297, source="tray-9"), {"media-source-supported": ["main"]}, "tray-9"),
    ):
        with pytest.raises(RefusedError, match=words):
            template(sheet, printer)


def test_rolls_have_ranges_of_sizes() -> None:
    roll = {"media-col-database": [_media((8900, 15200), (5000, 60000))]}
    assert template(Sheet(152, 300), roll)
    with pytest.raises(RefusedError):
        template(Sheet(200, 300), roll)


def test_cups_is_told_in_its_own_words_too() -> None:
    told = template(Sheet(210, 297, media_type="photographic-glossy"), {"cups-version": ["2.4.10"]})
    assert told["ColorModel"].values == ("RGB",)
    assert told["MediaType"].values == ("PhotographicGlossy",)
    assert "ColorModel" not in template(Sheet(210, 297), {})
