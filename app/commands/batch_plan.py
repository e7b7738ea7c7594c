"""What a batch is to do: files, recipe, process, where the results go; and what is known of an earlier run of the same."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from app.errors import AppError, WriteRefusedError
from app.i18n import text
from app.settings.recipe import Recipe

State = Literal["waiting", "running", "printable", "not_printable", "failed", "cancelled"]
FINISHED: tuple[State, ...] = ("printable", "not_printable", "failed")
LOG = "batch.jsonl"
TABLE = "batch.csv"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Origin:
    """The item of an order that a file is the model of.

    process    print process of its finish, "" for the batch's; height_mm: what was ordered, it goes before the recipe's
    over       fingerprint of what the book had for the item when its model was taken out; "" for nothing
    """

    item: int
    title: str
    process: str = ""
    height_mm: float | None = None
    over: str = ""


@dataclass(frozen=True)
class Plan:
    """A batch.

    files   what comes in
    names   the file that each becomes, in ``out``; no two alike
    key     of the recipe and process: results of another recipe are no results of this one
    origins the items that the files are models of, one for each; none for files that belong to no order
    """

    files: tuple[Path, ...]
    names: tuple[str, ...]
    out: Path
    recipe: Recipe
    process: str
    key: str
    origins: tuple[Origin, ...] = ()

    def only(self, numbers: Sequence[int]) -> "Plan":
        """The batch with these of its files."""
        origins = tuple(self.origins[n] for n in numbers) if self.origins else ()
        files, names = tuple(self.files[n] for n in numbers), tuple(self.names[n] for n in numbers)
        return replace(self, files=files, names=names, origins=origins)

    def origin(self, number: int) -> Origin | None:
        """The item of a file, by the file's number."""
        return self.origins[number] if self.origins else None


@dataclass(frozen=True)
class Row:
    """What became of one file; everything is also what the table and ``--json`` say.

    source    sha256 of the file that came in; ``result`` that of the one that was written
    item      the item that it is the model of, 0 for none
    document  what was done, as the bench keeps it (``app.session.document_json``), for a file with an item
    over      fingerprint of what the book had for the item before (``Origin``)
    """

    file: str
    out: str
    state: State = "waiting"
    source: str = ""
    result: str = ""
    key: str = ""
    faces: int = 0
    size_mm: tuple[float, ...] = ()
    volume_mm3: float = 0.0
    cost: float = 0.0
    blocking: tuple[str, ...] = ()
    seconds: float = 0.0
    message: str = ""
    steps: tuple[str, ...] = field(default=())
    item: int = 0
    document: Mapping[str, Any] | None = None
    over: str = ""

    @property
    def name(self) -> str:
        """How it is listed: a file without its folder, an item as whoever asked for it calls it."""
        return self.file if self.item else Path(self.file).name


def plan(  # noqa: PLR0917 - what a batch is
    files: Iterable[Path], out: Path, recipe: Recipe, process: str, suffix: str, origins: tuple[Origin, ...] = ()
) -> Plan:
    """A batch over these files. Raises AppError where there is nothing to do, WriteRefusedError for a bad ``out``."""
    found = tuple(files)
    if not found:
        raise AppError(text("There is no model in this selection; choose a folder or files that hold some."))
    if out.exists() and not out.is_dir():
        raise WriteRefusedError(text("“{path}” is a file; choose a folder for the results.", path=str(out)))
    taken: set[str] = set()
    names = []
    for path in found:
        name, number = f"{path.stem}{suffix}", 1
        while name.casefold() in taken:
            number += 1
            name = f"{path.stem}-{number}{suffix}"
        taken.add(name.casefold())
        names.append(name)
    if any(path.resolve() == (out / name).resolve() for path, name in zip(found, names, strict=True)):
        raise WriteRefusedError(text("The results would replace the models themselves; choose another folder."))
    told = json.dumps([recipe.model_dump(mode="json", include={"steps"}), process, suffix], sort_keys=True)
    return Plan(found, tuple(names), out, recipe, process, hashlib.sha256(told.encode()).hexdigest()[:16], origins)


def models_in(folder: Path, suffixes: Iterable[str]) -> tuple[Path, ...]:
    """The model files of a folder and the folders in it, in the order of their names. Raises AppError."""
    if not folder.is_dir():
        raise AppError(text("There is no folder “{path}”; check the name.", path=str(folder)))
    known = {suffix.lower() for suffix in suffixes}
    return tuple(sorted(p for p in folder.rglob("*") if p.suffix.lower() in known and p.is_file()))


def digest(path: Path) -> str:
    """sha256 of a file. Raises OSError."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            total.update(chunk)
    return total.hexdigest()


def earlier_rows(batch: Plan) -> dict[str, Row]:
    """What an earlier run of the same batch finished and wrote down, by the file's name in ``out``.

    Failures are tried again; a line that was cut off by a power cut does not count.
    """
    try:
        lines = (batch.out / LOG).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    rows: dict[str, Row] = {}
    for line in lines:
        row = _row(line)
        if row is not None and row.key == batch.key and row.state in ("printable", "not_printable"):
            rows[row.out] = row
    return rows


def still_holds(row: Row, path: Path, out: Path) -> bool:
    """Whether neither the file that came in nor the one that was written has changed since."""
    try:
        return digest(path) == row.source and digest(out / row.out) == row.result
    except OSError:
        return False


def to_line(row: Row) -> str:
    """One line of the log."""
    return json.dumps(asdict(row), ensure_ascii=False) + "\n"


def _row(line: str) -> Row | None:
    try:
        stored: dict[str, Any] = json.loads(line)
        stored.update({name: tuple(stored[name]) for name in ("size_mm", "blocking", "steps")})
        return Row(**stored)
    except (ValueError, TypeError, KeyError):
        return None
