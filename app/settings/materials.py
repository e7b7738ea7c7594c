"""Materials: what printers are loaded with. Data (resources/materials); a workshop adds its own files beside them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.errors import AppError
from app.i18n import language, text
from app.settings.folders import standard_folders
from app.settings.shipped import RESOURCES

FOLDER = RESOURCES / "materials"


class Material(BaseModel):
    """One material in one colour: white and black PLA are two materials, so that no colour is ever taken for another.

    kind           what it is fed as
    color          "full" prints every colour; "" where it has none of its own (paper)
    swatch         how it looks, #rrggbb
    density_g_cm3  0 for what is not weighed
    price_per_kg   in ``currency``; 0 where it is not known
    processes      print processes (``app.settings.process``) that take it; none for 2D
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    name: dict[str, str]
    kind: Literal["resin", "filament", "jetting", "powder", "paper"]
    color: str = ""
    swatch: str = Field("#ffffff", pattern=r"^#[0-9a-fA-F]{6}$")
    density_g_cm3: float = Field(0.0, ge=0, le=25)
    price_per_kg: float = Field(0.0, ge=0)
    currency: Literal["CNY"] = "CNY"
    processes: tuple[str, ...] = ()

    def title(self) -> str:
        """Name in the language of the screen."""
        return self.name.get(language()) or self.name.get("en") or self.id

    def price_of(self, grams: float) -> float:
        """What so many grams cost."""
        return grams / 1000 * self.price_per_kg


def load_materials(own: Path | None = None) -> dict[str, Material]:
    """All materials by id, in the order of their file names; those of the workshop's own folder win over ours.

    own  "materials" in the settings folder of this PC where it is None. Raises AppError that names a file of the workshop's
         that cannot be used.
    """
    own = own or standard_folders().settings / "materials"
    return _read(FOLDER) | (_read(own) if own.is_dir() else {})


def _read(folder: Path) -> dict[str, Material]:
    found: dict[str, Material] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            material = Material.model_validate(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, ValidationError):
            raise AppError(text("The material file “{name}” is damaged; correct it.", name=path.name)) from None
        found[material.id] = material
    return found


def material_title(materials: Mapping[str, Material], material_id: str) -> str:
    """Name of a material; one that is not in the table any more is named by its id."""
    known = materials.get(material_id)
    return material_id if known is None else known.title()


@dataclass(frozen=True)
class MaterialName:
    """The name of a material inside a sentence, in the language in which the sentence is shown."""

    id: str

    def __str__(self) -> str:
        try:
            return material_title(_known(), self.id)
        except AppError:  # a file of the workshop's is damaged: whoever edits materials is told
            return self.id


@cache
def _known() -> dict[str, Material]:
    return load_materials()
