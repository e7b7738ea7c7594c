"""Sheets and rolls that there are. Data (resources/sheets); a workshop adds its own files beside them."""

import json
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.errors import AppError
from app.i18n import language, text
from app.layouts.sheet import SheetSize
from app.settings.folders import standard_folders
from app.settings.shipped import RESOURCES

SHIPPED = RESOURCES / "sheets"
Margin = Annotated[float, Field(ge=0, le=500)]
LEAST_ROOM_MM = 10.0


class SheetPreset(BaseModel):
    """Paper, board or a roll as the workshop buys it.

    name        by language code, at least en
    height_mm   0 for a roll
    margin_mm   left, top, right, bottom: trims stay out of it, bleed may reach into it
    longest_mm  of a roll: the longest piece that is printed at once, 0 for no limit
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    name: dict[str, str]
    kind: Literal["paper", "board", "roll"] = "paper"
    width_mm: float = Field(gt=0, le=5000)
    height_mm: float = Field(ge=0, le=5000)
    margin_mm: tuple[Margin, Margin, Margin, Margin] = (5.0, 5.0, 5.0, 5.0)
    longest_mm: float = Field(0.0, ge=0, le=100_000)

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        left, top, right, bottom = self.margin_mm
        if (self.kind == "roll") != (self.height_mm == 0):
            raise ValueError("a roll has no height, all others have one")
        height = self.height_mm or self.longest_mm or LEAST_ROOM_MM + top + bottom
        if self.width_mm - left - right < LEAST_ROOM_MM or height - top - bottom < LEAST_ROOM_MM:
            raise ValueError("the margins leave nothing of the sheet")
        return self

    def title(self) -> str:
        """Name in the language of the screen."""
        return self.name.get(language()) or self.name.get("en") or self.id

    @property
    def size(self) -> SheetSize:
        return SheetSize(self.id, self.width_mm, self.height_mm, self.margin_mm, self.longest_mm)


def load_sheets(own: Path | None = None) -> dict[str, SheetPreset]:
    """All sheets by id, in the order of their file names; those of the workshop's own folder win over ours.

    own  "sheets" in the settings folder of this PC where it is None. Raises AppError that names a file of the workshop's that
         cannot be used.
    """
    own = own or standard_folders().settings / "sheets"
    return _read(SHIPPED) | (_read(own) if own.is_dir() else {})


def find_sheet(sheet_id: str, own: Path | None = None) -> SheetSize:
    """The size with this id. Raises AppError with the ids that there are."""
    sheets = load_sheets(own)
    if sheet_id not in sheets:
        raise AppError(
            text("There is no sheet “{id}”; choose one of: {ids}.", id=sheet_id, ids=", ".join(sheets))
        )  # fmt: skip
    return sheets[sheet_id].size


def _read(folder: Path) -> dict[str, SheetPreset]:
    found: dict[str, SheetPreset] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            preset = SheetPreset.model_validate(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, ValidationError, RecursionError):
            raise AppError(text("The sheet file “{name}” is damaged; correct it.", name=path.name)) from None
        found[preset.id] = preset
    return found
