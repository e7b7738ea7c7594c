"""The sheets that there are, the workshop's own, and contact sheets."""

import json
from pathlib import Path

import pytest

from app.errors import AppError
from app.layouts.imposition.sheets import find_sheet, load_sheets


def test_what_is_shipped(tmp_path: Path) -> None:
    sheets = load_sheets(tmp_path)
    assert list(sheets) == [
        "a4", "a3", "sra3", "13x19", "roll-6in", "acrylic-600x400", "acrylic-900x600", "roll-610", "roll-1300",
    ]  # fmt: skip
    assert all(set(preset.name) >= {"en", "zh_CN"} for preset in sheets.values())
    assert sheets["13x19"].width_mm == pytest.approx(19 * 25.4)
    assert sheets["roll-610"].size.height_mm == 0


def test_the_workshops_own_sheet_wins(tmp_path: Path) -> None:
    own = {"id": "a4", "name": {"en": "Our A4"}, "width_mm": 210, "height_mm": 297, "margin_mm": [10, 10, 10, 10]}
    (tmp_path / "a4.json").write_text(json.dumps(own), "utf-8")
    assert load_sheets(tmp_path)["a4"].title() == "Our A4"
    assert find_sheet("a4", tmp_path).margin_mm == (10, 10, 10, 10)


@pytest.mark.parametrize(
    "wrong", ['{"id": "x"}', "[", '{"id":"x","name":{},"width_mm":20,"height_mm":20,"margin_mm":[9,9,9,9]}']
)
def test_a_damaged_file_is_named(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "mine.json").write_text(wrong, "utf-8")
    with pytest.raises(AppError, match=r"mine\.json"):
        load_sheets(tmp_path)


def test_an_unknown_sheet_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="acrylic-600x400"):
        find_sheet("a7", tmp_path)
