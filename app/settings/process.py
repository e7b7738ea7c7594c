"""Print process profiles: the limits that checks hold a mesh against. Data (resources/processes), edited by a workshop."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.errors import AppError
from app.i18n import language, text
from app.settings.shipped import RESOURCES

FOLDER = RESOURCES / "processes"
DEFAULT_PROCESS = "full-color-jetting"
NOMINAL_HEIGHT_MM = 100.0
TINY_MM = 20.0  # no figurine is smaller: the file was in another unit, such as centimetres


class ProcessProfile(BaseModel):
    """Limits of one way to print. Lengths in mm, areas as shares of the surface."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: dict[str, str] = Field(description="name by language code, at least en")
    color: Literal["white", "full"]
    build_volume_mm: tuple[float, float, float]
    min_wall_mm: float = Field(gt=0)
    min_feature_mm: float = Field(gt=0)
    min_gap_mm: float = Field(gt=0)
    resolution_mm: float = Field(
        gt=0, description="smallest detail worth keeping; default voxel of a rebuild at 150 mm"
    )
    fragment_mm3: float = Field(ge=0, description="a loose body smaller than this is dust")
    fragment_area_share: float = Field(ge=0, le=1, description="a loose body with less of the whole area is dust")
    layer_mm: float = Field(gt=0, description="height of one printed layer")
    supports: Literal["breakaway", "soluble", "powder"] = Field(
        description="what holds overhangs while they are printed: supports broken off by hand, washed out, or loose powder"
    )
    fills_hollows: Literal["resin", "support", "powder", "air"] = Field(
        description="what a hollow is full of when the print is done, and what must get out of it"
    )
    overhang_deg: float = Field(gt=0, lt=90, description="a skin flatter than this over the plate needs a support")
    supported_wall_mm: float = Field(gt=0, description="least wall where it is held on two or more sides")
    drain_hole_mm: float = Field(gt=0, description="least diameter of a hole that lets resin, support or powder out")
    tip_margin_deg: float = Field(ge=0, lt=90, description="how far a figurine may be tilted before it falls over")
    max_triangles: int = Field(gt=0, description="more than this the printer's own program does not load well")
    density_g_cm3: float = Field(gt=0)
    cost_per_cm3: float = Field(ge=0, description="of printed material, in the currency")
    cost_per_print: float = Field(ge=0, description="set-up and finishing of one print, in the currency")
    currency: str = "CNY"
    texture_dpi: tuple[float, float] | None = Field(
        description="texels an inch on the printed skin: below the first it looks blurred, from the second on it is sharp"
    )
    color_profile: str | None = Field(
        description="ICC profile of the inks, a file in resources/color; none without colour"
    )
    min_height_mm: float = Field(gt=0)
    max_height_mm: float = Field(gt=0)
    source: str = Field(description="where the limits come from")

    def title(self) -> str:
        """Name in the language of the screen."""
        return self.name.get(language(), self.name["en"])

    def suits(self, size_mm: Sequence[float]) -> bool:
        """Whether a figurine can have this bounding box (3,): large enough for one, not too high, and it fits."""
        return max(size_mm) >= TINY_MM and size_mm[2] <= self.max_height_mm and self.prints(size_mm)

    def prints(self, size_mm: Sequence[float]) -> bool:
        """Whether a body with this bounding box (3,) fits into the build volume, however it is turned."""
        return all(have <= limit for have, limit in zip(sorted(size_mm), sorted(self.build_volume_mm), strict=True))

    def room_for(self, size_mm: Sequence[float]) -> float:
        """How many times as large a body with this bounding box (3,) may be to fit, however it is turned."""
        sides = zip(sorted(size_mm), sorted(self.build_volume_mm), strict=True)
        return min((limit / have for have, limit in sides if have > 0), default=math.inf)

    def dust_limit_mm3(self, height_mm: float) -> float:
        """Volume below which a loose bit of a model of this height is dust.

        A height that no figurine has means that nobody has chosen one yet: then it counts as if it were NOMINAL_HEIGHT_MM.
        """
        if self.min_height_mm <= height_mm <= self.max_height_mm:
            return self.fragment_mm3
        return float(self.fragment_mm3 * (height_mm / NOMINAL_HEIGHT_MM) ** 3)


def load_processes(folder: Path = FOLDER) -> dict[str, ProcessProfile]:
    """All profiles of a folder by id, in the order of their file names."""
    profiles = (ProcessProfile.model_validate(json.loads(p.read_text("utf-8"))) for p in sorted(folder.glob("*.json")))
    return {profile.id: profile for profile in profiles}


def find_process(process_id: str | None, folder: Path = FOLDER) -> ProcessProfile:
    """The profile with this id, or the default one for None. Raises AppError with the ids that there are."""
    profiles = load_processes(folder)
    found = profiles.get(process_id or DEFAULT_PROCESS)
    if found is None:
        raise AppError(
            text("There is no print process “{id}”; choose one of: {ids}.", id=process_id, ids=", ".join(profiles))
        )
    return found


@dataclass(frozen=True)
class ProcessName:
    """The name of a process inside a sentence, in the language in which the sentence is shown."""

    id: str

    def __str__(self) -> str:
        known = _known().get(self.id)
        return self.id if known is None else known.title()


@cache
def _known() -> dict[str, ProcessProfile]:
    return load_processes()
