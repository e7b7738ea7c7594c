"""A layout job as a file: templates or designs with what fills them, a print shop, a sheet. Published as a JSON Schema."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.errors import AppError, FileRefusedError
from app.i18n import text
from app.layouts.composing.codes import behind_codes
from app.layouts.composing.compose import Kept, compose
from app.layouts.composing.folder_shelf import FolderShelf
from app.layouts.design.document import Design, Template
from app.layouts.design.filling import fill, missing
from app.layouts.design.templates import load_templates
from app.layouts.design.titles import title_of
from app.layouts.imposition.job import JobSheet
from app.layouts.imposition.job_file import read_model
from app.layouts.imposition.sheets import find_sheet
from app.layouts.piece import Piece
from app.layouts.sheet import SheetSize
from app.settings.shop import PrintShop

MOST_ROWS = 20_000
FILES = frozenset({"picture", "sound"})
STANDARD_TIME = datetime(2026, 1, 1, tzinfo=UTC)
"""Of jobs that do not say when they were made: their files have the same bytes whenever they are written."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class JobThing(_Part):
    """One thing, so many times: a template with what fills its places, or a whole design.

    values  by place; pictures and sounds are files, looked for beside the job
    label   printed beside the trim
    """

    template: str = Field("", max_length=60)
    design: Design | None = None
    values: dict[str, str] = Field(default_factory=dict)
    quantity: int = Field(1, ge=1, le=5000)
    id: str = Field("", max_length=80)
    label: str = Field("", max_length=80)
    group: str = Field("", max_length=80)

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if bool(self.template) == (self.design is not None):
            raise ValueError("a thing has either a template or a design")
        return self


class JobRows(_Part):
    """A template for every row of a table: the first line of the CSV (UTF-8) has the names of the places.

    Columns "id", "label", "quantity" and "group" are not places.
    """

    template: str = Field(max_length=60)
    file: str = Field(max_length=200)


class LayoutJob(_Part):
    """shop: id of a print shop; sheet: id of a sheet or its size, left out for one thing a page or for pictures."""

    title: str = Field("Statuette", max_length=80)
    shop: str = Field(max_length=60)
    sheet: str | JobSheet | None = None
    gap_mm: float | None = Field(None, ge=0, le=50)
    seconds: float = Field(20.0, gt=0, le=3600)
    made: datetime = STANDARD_TIME
    things: tuple[JobThing, ...] = Field((), max_length=MOST_ROWS)
    rows: JobRows | None = None

    @model_validator(mode="after")
    def _has_something(self) -> Self:
        if not self.things and self.rows is None:
            raise ValueError("there is neither a thing nor a table of rows")
        return self

    def size(self) -> SheetSize | None:
        """Raises AppError for a sheet that nobody knows."""
        if self.sheet is None or isinstance(self.sheet, JobSheet):
            return None if self.sheet is None else self.sheet.size()
        return find_sheet(self.sheet)


def read_job(path: Path) -> LayoutJob:
    """Raises FileRefusedError with a sentence that says where the file is wrong."""
    return read_model(path, LayoutJob, text("layout job"))


def pieces_of(job: LayoutJob, folder: Path, shelf: FolderShelf, shop: PrintShop) -> Iterator[Piece]:
    """The pieces of a job, one after another; ``folder``: where its files lie.

    Raises AppError that names the thing which cannot be printed, and why.
    """
    templates = {template.id: template for template in load_templates()}
    kept: dict[str, Kept] = {}
    pictures = behind_codes()
    for number, thing in enumerate(_things(job, folder), 1):
        name = thing.id or thing.label or str(number)
        try:
            design = _design(thing, templates, folder, shelf)
            common = kept.setdefault(thing.template, Kept(templates[thing.template].design)) if thing.template else None
            made = compose(
                design, {}, shelf, shop, id=thing.id or str(number), label=thing.label, quantity=thing.quantity,
                group=thing.group, kept=common, pictures=pictures,
            )  # fmt: skip
        except AppError as error:
            raise FileRefusedError(text("“{name}”: {why}", name=name, why=error.sentence)) from error
        yield made


def schema() -> dict[str, Any]:
    """The published JSON Schema."""
    made = LayoutJob.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Statuette layout job"}


def _things(job: LayoutJob, folder: Path) -> Iterator[JobThing]:
    yield from job.things
    if job.rows is None:
        return
    path = folder / job.rows.file
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 1):
                if number > MOST_ROWS:
                    raise FileRefusedError(
                        text("“{file}” has more than {n} rows; divide it.", file=path.name, n=MOST_ROWS)
                    )
                yield _of_row(row, job.rows.template, path, number)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise FileRefusedError(text("“{file}” cannot be read: {why}.", file=path.name, why=why)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileRefusedError(text("“{file}” is no table in UTF-8; save it as CSV UTF-8.", file=path.name)) from error


def _of_row(row: dict[str | Any, str | Any], template: str, path: Path, number: int) -> JobThing:
    known = {name: str(row.get(name) or "") for name in ("id", "label", "group")}
    values = {name: value for name, value in row.items() if name and value and name not in {*known, "quantity"}}
    try:
        return JobThing(
            template=template, values=values, quantity=int(row.get("quantity") or 1), id=known["id"],
            label=known["label"], group=known["group"],
        )  # fmt: skip
    except ValueError as error:
        raise FileRefusedError(
            text("Row {n} of “{file}” cannot be used; look at its numbers and names.", n=number, file=path.name)
        ) from error


def _design(thing: JobThing, templates: dict[str, Template], folder: Path, shelf: FolderShelf) -> Design:
    if thing.design is not None:
        return thing.design
    template = templates.get(thing.template)
    if template is None:
        raise AppError(
            text("There is no template “{id}”; choose one of: {ids}.", id=thing.template, ids=", ".join(templates))
        )
    lacking = missing(template, thing.values)
    if lacking:
        names = ", ".join(str(title_of(slot.title)) for slot in lacking)
        raise AppError(text("This is missing: {names}.", names=names))
    kinds = {slot.name: slot.kind for slot in template.slots}
    unknown = thing.values.keys() - kinds.keys()
    if unknown:
        raise AppError(text("The template has no place “{name}”.", name=min(unknown)))
    values = {
        name: shelf.keep(folder / value) if kinds[name] in FILES and value else value
        for name, value in thing.values.items()
    }
    return fill(template, values)
