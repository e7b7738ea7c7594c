"""Opens a table: CSV in any encoding and with any separator that workshops meet, or an Excel sheet. One row is one item."""

import csv
import hashlib
import io
import itertools
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.commands.intake import values
from app.commands.intake.batch import Batch, Incoming, IntakeRefusedError, NoFiles
from app.commands.intake.columns import FIELDS, missing
from app.commands.intake.merged_cells import MergedCells, merged_cells
from app.commands.intake.result import Problem
from app.commands.table_files import without_guard
from app.i18n import Text, text
from app.orders.bundle import ORDERS

TABLE_BYTES = 64 << 20
ROWS, COLUMNS = 200_000, 200
CELL = 2000
_UNPACKED = 1 << 30  # of an Excel file
_SEPARATORS = ",;\t|，"
_LINES_LOOKED_AT = 20


@dataclass(frozen=True)
class Table:
    """header: the first row that names two columns; rows: (line number, cells), cells are words, formulas too.

    What stands above the header (a title) is not looked at.
    """

    header: tuple[str, ...]
    rows: list[tuple[int, tuple[str, ...]]]
    key: str


def read_table(path: Path) -> Table:
    """The table in a ``.csv``, ``.tsv``, ``.txt`` or ``.xlsx`` file. Raises IntakeRefusedError with a sentence."""
    try:
        if path.stat().st_size > TABLE_BYTES:
            raise IntakeRefusedError(text("The table is larger than orders can be; split it."))
        content = path.read_bytes()
    except OSError:
        raise IntakeRefusedError(
            text("The file “{name}” cannot be read; check that it is there and not open elsewhere.", name=path.name)
        ) from None
    lines = _sheet(content) if path.suffix.lower() in {".xlsx", ".xlsm"} else _separated(content)
    rows: list[tuple[int, tuple[str, ...]]] = []
    header: tuple[str, ...] = ()
    for number, cells in enumerate(lines, 1):
        tidy = tuple(without_guard(cell.strip()).strip()[:CELL] for cell in cells)
        while tidy and not tidy[-1]:
            tidy = tidy[:-1]
        if not tidy:
            continue
        if len(tidy) > COLUMNS:
            raise IntakeRefusedError(text("Line {n} has more than {most} columns.", n=number, most=COLUMNS))
        if not header:
            header = tidy if len(set(filter(None, tidy))) > 1 else ()
            continue
        rows.append((number, tidy))
        if len(rows) > ROWS:
            raise IntakeRefusedError(text("The table has more than {n} rows; split it.", n=ROWS))
    if not header:
        raise IntakeRefusedError(text("The table is empty; its first row has to name the columns."))
    return Table(header, rows, hashlib.sha256(content).hexdigest())


@contextmanager
def open_table(table: Table, mapping: Mapping[int, str], source: str) -> Iterator[Batch]:
    """The orders of a table whose columns are known. Raises IntakeRefusedError where a needed column is not."""
    lacking = missing(mapping)
    if lacking:
        raise IntakeRefusedError(text("Say which column is “{name}”; without it there are no orders.", name=lacking[0]))
    groups, problems = _groups(table, mapping)
    if len(groups) > ORDERS:
        raise IntakeRefusedError(text("The table has more than {n} orders; split it.", n=ORDERS))
    dropped = tuple(name[:40] for number, name in enumerate(table.header) if name and number not in mapping)
    how = ",".join(f"{number}={field}" for number, field in sorted(mapping.items()))
    key = hashlib.sha256(f"{table.key}\0{how}".encode()).hexdigest()  # other columns are another import
    yield Batch(source, key, iter(groups), len(groups) + len(problems), NoFiles(), tuple(problems), dropped)


def _groups(table: Table, mapping: Mapping[int, str]) -> tuple[list[Incoming], list[Problem]]:
    """Rows of the same key, wherever they stand, as one order each; an order with one bad row is refused whole."""
    found: dict[str, _Group] = {}
    problems: list[Problem] = []
    for line, cells in table.rows:
        row = {field: cells[number] for number, field in mapping.items() if number < len(cells) and cells[number]}
        key = row.get("key", "")
        if not key:
            problems.append(Problem(_line(line), text("has no order key; every row needs one."), (line,)))
            continue
        group = found.setdefault(key, _Group())
        if any(cells[len(table.header) :]):
            group.problem = group.problem or Problem(
                _line(line), text("has more cells than the first row; look for a separator too many.")
            )
        if any(values.is_cut(row.get(name, "")) for name in ("key", "buyer.phone")):
            group.problem = group.problem or Problem(
                _line(line),
                text(
                    "has a number that the table program has cut (1.38E+10); make its column text, and enter it anew."
                ),
            )
        group.add(line, row)
    good = []
    for group in found.values():
        if group.problem is None:
            good.append(Incoming(_lines(group.lines), group.raw(), tuple(group.lines)))
        else:
            problems.append(replace(group.problem, lines=tuple(group.lines)))
    return good, problems


class _Group:
    """The rows of one order."""

    def __init__(self) -> None:
        self.lines: list[int] = []
        self.problem: Problem | None = None
        self._order: dict[str, str] = {}
        self._items: list[dict[str, Any]] = []
        self._creations: dict[str, dict[str, str]] = {}

    def add(self, line: int, row: Mapping[str, str]) -> None:
        self.lines.append(line)
        for field in _OF_THE_ORDER:
            said = row.get(field, "")
            if said and self._order.setdefault(field, said) != said:
                self.problem = self.problem or Problem(
                    _line(line),
                    text(
                        "says something else than line {n} about the same order; give it its own key.", n=self.lines[0]
                    ),
                )
        item: dict[str, Any] = {"title": row["title"]} if "title" in row else {}
        if "quantity" in row:
            item["quantity"] = values.quantity_of(row["quantity"])
        product, finish = values.product_of(row.get("product", ""))
        item["product"] = product
        if row.get("finish") or finish:
            item["finish"] = values.finish_of(row["finish"], product) if row.get("finish") else finish
        if "size" in row:
            item["size"] = values.size_of(row["size"])
        if "base" in row:
            item["base"] = values.base_of(row["base"], product)
        creation = {name.partition(".")[2]: row[name] for name in row if name.startswith("creation.")}
        if creation:
            key = creation.setdefault("key", f"{row['key']}-{len(self._creations) + 1}")
            self._creations.setdefault(key, creation)
            item["creation"] = key
        self._items.append(item)

    def raw(self) -> dict[str, Any]:
        """As a bundle has it."""
        said = self._order
        raw: dict[str, Any] = {name: said[name] for name in ("key", "channel", "campaign") if name in said}
        raw |= {name: values.date_of(said[name]) for name in ("received_at", "due_at") if name in said}
        if "language" in said:
            raw["language"] = values.language_of(said["language"])
        if "priority" in said:
            raw["priority"] = values.priority_of(said["priority"])
        buyer = {name.partition(".")[2]: said[name] for name in said if name.startswith("buyer.")}
        if buyer:
            raw["buyer"] = buyer
        if said.get("consent", "").casefold() in values.YES:
            raw["consent"] = {"scopes": ["likeness"], "channel": "table"}
        return raw | {"creations": list(self._creations.values()), "items": self._items}


_OF_THE_ORDER = (
    "key", "received_at", "due_at", "channel", "campaign", "language", "priority", "buyer.name", "buyer.phone",
    "buyer.address", "consent",
)  # fmt: skip


def place_in_table(path: Sequence[int | str], incoming: Incoming) -> tuple[Text, Text | None]:
    """Where a field of an order stands: its line, or all lines of the order; and what its column is, where it has one."""
    parts = list(path)
    where = incoming.where
    if len(parts) > 1 and parts[0] == "items" and isinstance(parts[1], int) and parts[1] < len(incoming.lines):
        where = _line(incoming.lines[parts[1]])
    names = [part for part in parts if isinstance(part, str) and part != "items"]
    name = ".".join("creation" if part == "creations" else part for part in names)
    return where, FIELDS.get(name)


def _line(number: int) -> Text:
    return text("Line {n}", n=number)


def _lines(numbers: Sequence[int]) -> Text:
    if len(numbers) == 1:
        return _line(numbers[0])
    return text("Lines {numbers}", numbers=", ".join(str(n) for n in numbers[:6]) + ("…" if len(numbers) > 6 else ""))


def _separated(content: bytes) -> Iterator[list[str]]:
    words = _decoded(content)
    try:
        yield from csv.reader(io.StringIO(words, newline=""), delimiter=_separator(words), strict=False)
    except csv.Error:
        raise IntakeRefusedError(text("The table cannot be read; save it as CSV or Excel again.")) from None


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, else UTF-8 where it is that, else GB18030 (Excel in China)."""
    encodings = ["utf-8", "gb18030"]
    if content.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in words:
            return words
    raise IntakeRefusedError(text("The table is no text that can be read; save it as CSV (UTF-8) or Excel again."))


def _separator(words: str) -> str:
    """The sign that parts the first lines into the same number of cells, the more the better."""

    def score(sign: str) -> tuple[int, int]:
        lines = itertools.islice(
            csv.reader(io.StringIO(words, newline=""), delimiter=sign, strict=False), _LINES_LOOKED_AT
        )
        try:
            counts = [len(cells) for cells in lines if any(cells)]
        except csv.Error:
            return (0, 0)
        if not counts or counts[0] < 2:
            return (0, 0)
        return (sum(count == counts[0] for count in counts), counts[0])

    return max(_SEPARATORS, key=score)


def _sheet(content: bytes) -> Iterator[list[str]]:
    """Rows of the first sheet, merged cells filled. A formula is its words; hidden sheets and macros are not looked at."""
    try:
        sheet, merged = _first_sheet(content)
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS + 1), 1):
            yield merged.filled(number, [values.cell_words(cell) for cell in row])
    except IntakeRefusedError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, OSError, EOFError, SyntaxError,
            RuntimeError, IndexError):  # fmt: skip
        # openpyxl says what is wrong with a damaged file in all these ways
        raise IntakeRefusedError(
            text("The Excel file is damaged or locked with a password; save it again without one.")
        ) from None


def _first_sheet(content: bytes) -> tuple[Any, MergedCells]:
    import openpyxl  # noqa: PLC0415 - slow to load, and only for this

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED:
            raise IntakeRefusedError(text("The zip grows far too large when it is unpacked; it is not opened."))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise IntakeRefusedError(text("The table is empty; its first row has to name the columns."))
        sheets[0].reset_dimensions()
        return sheets[0], merged_cells(archive, sheets[0]._worksheet_path)  # noqa: SLF001 - told nowhere else
