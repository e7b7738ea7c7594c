"""Merged cells of an Excel sheet: each of them says what the first one says, as whoever looks at the sheet sees it."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence

MOST = 50_000
_TAIL = 8 << 20  # merges stand at the end of a sheet, after its rows
_REF = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")


class MergedCells:
    """Ranges (first row, last row, first column, last column; rows from 1, columns from 0), filled row after row."""

    def __init__(self, ranges: Iterable[tuple[int, int, int, int]] = ()) -> None:
        self._starting: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for top, bottom, left, right in ranges:
            self._starting[top].append((bottom, left, right))
        self._open: list[tuple[int, int, int, str]] = []

    def filled(self, number: int, cells: Sequence[str]) -> list[str]:
        """This row with its merged cells filled. Rows have to come in their order."""
        row = list(cells)
        self._open = [one for one in self._open if one[0] >= number]
        for bottom, left, right in self._starting.get(number, ()):
            said = row[left] if left < len(row) else ""
            if said:
                self._open.append((bottom, left, right, said))
        for _bottom, left, right, said in self._open:
            row += [""] * (right + 1 - len(row))
            for column in range(left, right + 1):
                row[column] = row[column] or said
        return row


def merged_cells(archive: zipfile.ZipFile, sheet: str) -> MergedCells:
    """Those of a sheet in an ``.xlsx``; none where it does not say so in a way that we read."""
    tail = b""
    with archive.open(sheet.lstrip("/")) as file:
        while piece := file.read(_TAIL):
            tail = (tail + piece)[-_TAIL:]
    found = [_range(*match.groups()) for match in _REF.finditer(tail)][:MOST]
    return MergedCells(found)


def _range(left: bytes, top: bytes, right: bytes, bottom: bytes) -> tuple[int, int, int, int]:
    return int(top), int(bottom), _column(left), _column(right)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
