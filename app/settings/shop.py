"""Print shops: what each wants to get. Data (resources/shops); a workshop adds its own files beside them (layout2d §1.3)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.settings.shipped import RESOURCES

SHIPPED = RESOURCES / "shops"
Route = Literal["photo", "press", "cut"]
"""An sRGB picture for a photo lab; PDF/X-4 in CMYK; PDF/X-4 with white ink and cut lines."""


class SpotName(BaseModel):
    """A spot colour in the file: its name to the letter, and how a screen shows it (CMYK, 0 to 1)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=60)
    cmyk: tuple[float, float, float, float]
    overprint: bool = True


class PrintShop(BaseModel):
    """One shop, or one machine of ours.

    spots           role (``app.layouts.paint.SpotRole``) → its name; a role that is not there is left out of the file
    stacking        white ink below the picture, or drawn above it with overprint: the machine decides by the name of the plate
    mirror          clear acrylic is printed on its back; most shops turn the file themselves
    ink_limit       sum of all inks at one place, 1 = 100 %
    lossless        pictures in a PDF as they are; else as JPEG of ``quality``, a quarter as large
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")
    title: str = Field(max_length=80)
    route: Route
    profile: str = Field("FOGRA39L_coated.icc", description="ICC profile of the inks, a file in resources/color")
    condition: str = Field("FOGRA39", description="its name in the registry of the ICC")
    ink_limit: float = Field(3.0, gt=0.5, le=4)
    bleed_mm: float = Field(3.0, ge=0, le=20)
    safe_mm: float = Field(3.0, ge=0, le=20)
    gap_mm: float = Field(3.0, ge=0, le=50)
    ppi: float = Field(300.0, ge=72, le=1200)
    warn_below_ppi: float = Field(250.0, ge=30, le=1200)
    strong_below_ppi: float = Field(200.0, ge=30, le=1200)
    block_below_ppi: float = Field(150.0, ge=30, le=1200)
    spots: dict[str, SpotName] = Field(default_factory=dict)
    stacking: Literal["white_below", "white_above"] = "white_below"
    choke_mm: float = Field(0.15, ge=0, le=2)
    mirror: bool = False
    cut_stroke_pt: float = Field(0.25, ge=0, le=5)
    thinnest_mm: float = Field(0.09, ge=0, le=2)
    hole_mm: float = Field(3.0, ge=0, le=20)
    wall_mm: float = Field(2.0, ge=0, le=20)
    radius_mm: float = Field(0.5, ge=0, le=20)
    marks: tuple[Literal["crop", "registration", "color_bar", "label"], ...] = ("label",)
    picture: Literal["jpeg", "png", "tiff"] = "jpeg"
    quality: int = Field(95, ge=50, le=100)
    lossless: bool = True
