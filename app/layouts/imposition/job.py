"""A nesting job as a file: pieces as polygons or sizes, a sheet, a gap. Published as a JSON Schema in ``resources/schemas``."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from shapely import affinity
from shapely.geometry import Polygon

from app.i18n import text
from app.layouts.imposition.job_file import read_model
from app.layouts.imposition.sheets import SheetPreset, find_sheet
from app.layouts.piece import Face, Piece
from app.layouts.sheet import SheetSize

Coordinate = Annotated[float, Field(ge=-10_000, le=10_000, allow_inf_nan=False)]
Ring = Annotated[tuple[tuple[Coordinate, Coordinate], ...], Field(min_length=3, max_length=20_000)]
Size = Annotated[float, Field(gt=0, le=5000)]
Margin = Annotated[float, Field(ge=0, le=500)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class JobPiece(_Part):
    """One thing, so many times: its outline, or its width and height.

    polygon   corners in mm, y downwards, the first one not repeated; holes: what is cut out inside it
    cutting   along the outline by a cutter, or along straight cuts from edge to edge; by default as it is given
    group     pieces of different groups never share a sheet
    """

    id: str = Field(min_length=1, max_length=80)
    quantity: int = Field(1, ge=1, le=5000)
    polygon: Ring | None = None
    holes: tuple[Ring, ...] = Field((), max_length=1000)
    width_mm: Size | None = None
    height_mm: Size | None = None
    bleed_mm: float = Field(0.0, ge=0, le=20)
    cutting: Literal["guillotine", "contour"] | None = None
    group: str = Field("", max_length=80)

    @model_validator(mode="after")
    def _has_one_shape(self) -> Self:
        by_size = self.width_mm is not None and self.height_mm is not None
        some = self.width_mm is not None or self.height_mm is not None
        if some != by_size or by_size == (self.polygon is not None) or (self.holes and not self.polygon):
            raise ValueError("a piece has either a polygon, or a width and a height")
        return self

    def shape(self) -> Polygon:
        """As it was given, mm."""
        if self.polygon is not None:
            return Polygon(self.polygon, self.holes)
        width, height = self.width_mm or 0.0, self.height_mm or 0.0
        return Polygon([(0, 0), (width, 0), (width, height), (0, height)])


class JobSheet(_Part):
    """A sheet of its own size; ``height_mm`` 0: a roll."""

    width_mm: Size
    height_mm: float = Field(0.0, ge=0, le=5000)
    margin_mm: tuple[Margin, Margin, Margin, Margin] = (5.0, 5.0, 5.0, 5.0)
    longest_mm: float = Field(0.0, ge=0, le=100_000)

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        self.size()
        return self

    def size(self) -> SheetSize:
        kind: Literal["board", "roll"] = "board" if self.height_mm else "roll"
        return SheetPreset(id="job", name={}, kind=kind, **self.model_dump()).size


class NestJob(_Part):
    """What is to be nested.

    sheet    the id of a sheet of the workshop, or a size
    turns    degrees in which pieces may lie, null for any
    seconds  how long a better layout is looked for
    """

    version: Literal[1] = 1
    pieces: tuple[JobPiece, ...] = Field(min_length=1, max_length=2000)
    sheet: str | JobSheet
    gap_mm: float = Field(3.0, ge=0, le=100)
    seconds: float = Field(20.0, ge=1, le=3600)
    turns: tuple[Annotated[float, Field(ge=-360, le=360)], ...] | None = Field(None, min_length=1, max_length=360)

    @model_validator(mode="after")
    def _ids_are_single(self) -> Self:
        if len({piece.id for piece in self.pieces}) != len(self.pieces):
            raise ValueError("two pieces have the same id")
        return self

    def size(self) -> SheetSize:
        """Raises AppError where the workshop has no such sheet."""
        return find_sheet(self.sheet) if isinstance(self.sheet, str) else self.sheet.size()

    def made(self) -> tuple[Piece, ...]:
        """The pieces as they are imposed, their boxes beginning at (0, 0)."""
        return tuple(_piece(piece) for piece in self.pieces)

    def origin(self, index: int) -> tuple[float, float]:
        """Top left of the box of a piece as it was given: ``made`` has it at (0, 0)."""
        bounds = self.pieces[index].shape().bounds
        return float(bounds[0]), float(bounds[1])


def _piece(given: JobPiece) -> Piece:
    shape = given.shape()
    trim = affinity.translate(shape, -shape.bounds[0], -shape.bounds[1])
    cutting = given.cutting or ("contour" if given.polygon else "guillotine")
    return Piece(
        given.id, given.id, "", trim, given.bleed_mm, Face(()), cutting=cutting, quantity=given.quantity,
        group=given.group,
    )  # fmt: skip


def read_job(path: Path) -> NestJob:
    """Raises FileRefusedError with a sentence that says where the file is wrong."""
    return read_model(path, NestJob, text("nesting job"))


def schema() -> dict[str, Any]:
    """The published JSON Schema."""
    made = NestJob.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Statuette nesting job"}
