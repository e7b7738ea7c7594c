"""Tables that a spreadsheet opens: guarded against formulas, whole or as they were."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.batch import write_table
from app.commands.batch_plan import Row
from app.commands.table_files import csv_bytes, csv_cell, without_guard, write_file
from app.errors import WriteRefusedError


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_is_made_words(sign: str) -> None:
    assert csv_cell(f"{sign}1+1") == f"'{sign}1+1"
    assert csv_cell(f"a{sign}") == f"a{sign}"


@given(st.text())
def test_the_guard_comes_off_again(words: str) -> None:
    if not words.startswith("'"):
        assert without_guard(csv_cell(words)) == words


def test_numbers_are_no_words() -> None:
    assert csv_bytes([[-1, "-1", None]]).decode("utf-8-sig") == "-1,'-1,\r\n"


def test_the_table_of_a_batch_is_guarded_too(tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", [Row(file="\t=1+1.stl", out="")])
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["file"] == "'\t=1+1.stl"


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WriteRefusedError, match="cannot be written here"):
        write_file(tmp_path / "gone" / "t.csv", b"")
