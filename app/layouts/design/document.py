"""A design: the pages of one flat thing and the layers on them. Data, kept as JSON; millimetres from the top left of the trim."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Color = Annotated[str, Field(pattern=r"^(#[0-9a-f]{6}|black|white)$")]
"""sRGB as "#rrggbb"; "black" is black ink alone, "white" the bare material (white ink on a clear one)."""
Mm = Annotated[float, Field(ge=-5000, le=5000)]
Length = Annotated[float, Field(gt=0, le=5000)]
Source = Annotated[str, Field(max_length=200)]
""""{cover}": what is filled in there; "sha256:…": a file of the asset store; else a file that came with the template."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Crop(Part):
    """What is shown of an upright picture, as parts of its width and height; turned clockwise about its middle first."""

    left: float = Field(default=0.0, ge=0, le=1)
    top: float = Field(default=0.0, ge=0, le=1)
    right: float = Field(default=1.0, ge=0, le=1)
    bottom: float = Field(default=1.0, ge=0, le=1)
    turn_deg: float = Field(default=0.0, ge=-180, le=180)


class Adjustments(Part):
    """What is done to a picture. 0 leaves it as it is; the range of each is -100 to 100.

    enlarge  where it has too few pixels: by a smooth resampling, or by a plug-in that draws new edges; a matter of the design,
             so that what the buyer approved is printed wherever it is made
    """

    exposure: float = Field(default=0.0, ge=-100, le=100)
    contrast: float = Field(default=0.0, ge=-100, le=100)
    warmth: float = Field(default=0.0, ge=-100, le=100)
    tint: float = Field(default=0.0, ge=-100, le=100)
    saturation: float = Field(default=0.0, ge=-100, le=100)
    sharpness: float = Field(default=0.0, ge=-100, le=100)
    red_eye: bool = False
    auto: bool = False
    cut_out: bool = False
    enlarge: Literal["no", "smooth", "drawing"] = "no"


class Layer(Part):
    """Its box before it was turned clockwise about its middle."""

    id: str = Field(max_length=40)
    name: str = Field(default="", max_length=80)
    x_mm: Mm
    y_mm: Mm
    width_mm: Length
    height_mm: Length
    turn_deg: float = Field(default=0.0, ge=-360, le=360)
    opacity: float = Field(default=1.0, ge=0, le=1)
    locked: bool = False
    hidden: bool = False


class PictureLayer(Layer):
    """``crop`` None: chosen by faces or subject so that the box is filled."""

    kind: Literal["picture"] = "picture"
    source: Source
    frame: int = Field(default=0, ge=0)
    fit: Literal["cover", "contain"] = "cover"
    crop: Crop | None = None
    adjust: Adjustments = Adjustments.model_validate({})
    mask: Literal["none", "ellipse", "rounded"] = "none"
    radius_mm: float = Field(default=0.0, ge=0, le=500)


class TextLayer(Layer):
    """``size_mm``: height of a capital letter. ``line``: from line to line, em (1.36 times that height).

    ``shrink``: smaller where it would not fit its box.
    """

    kind: Literal["text"] = "text"
    text: str = Field(max_length=2000)
    weight: Literal["regular", "bold"] = "regular"
    size_mm: float = Field(default=4.0, gt=0, le=500)
    color: Color = "black"
    align: Literal["left", "center", "right"] = "left"
    valign: Literal["top", "middle", "bottom"] = "top"
    line: float = Field(default=1.4, ge=0.5, le=4)
    spacing: float = Field(default=0.0, ge=-0.5, le=2)
    upright: bool = False
    wrap: bool = True
    shrink: bool = True
    outline_color: Color | None = None
    outline_mm: float = Field(default=0.0, ge=0, le=20)


class CodeLayer(Layer):
    """A QR code, as large as the smaller side of its box with its quiet zone."""

    kind: Literal["code"] = "code"
    text: str = Field(max_length=1000)
    level: Literal["L", "M", "Q", "H"] = "M"
    color: Color = "black"
    background: Color | None = "white"


class WaveLayer(Layer):
    """The shape of a sound."""

    kind: Literal["wave"] = "wave"
    source: Source
    style: Literal["bars", "mirror", "line", "circle"] = "mirror"
    bars: int = Field(default=60, ge=8, le=400)
    color: Color = "black"


class ShapeLayer(Layer):
    kind: Literal["shape"] = "shape"
    shape: Literal["rectangle", "rounded", "ellipse", "line", "postcodes"] = "rectangle"
    radius_mm: float = Field(default=2.0, ge=0, le=500)
    fill: Color | None = None
    stroke: Color | None = None
    stroke_mm: float = Field(default=0.25, ge=0, le=50)


AnyLayer = Annotated[PictureLayer | TextLayer | CodeLayer | WaveLayer | ShapeLayer, Field(discriminator="kind")]


class Page(Part):
    """One side; the first layer is the lowest."""

    layers: tuple[AnyLayer, ...] = ()
    background: Color | None = None


class Cut(Part):
    """How the outline of the thing is made.

    shape       "picture": around the picture of the first page, ``offset_mm`` outside; others: the trim box
    hole_mm     diameter of the hole for a ring, 0 for none; ``tab``: it sits in a tab that is added where it has no room
    hole_at     where it is put around the outline, degrees clockwise from the top
    """

    shape: Literal["rectangle", "rounded", "ellipse", "picture"] = "rectangle"
    radius_mm: float = Field(default=0.0, ge=0, le=500)
    offset_mm: float = Field(default=2.0, ge=0, le=50)
    smooth_mm: float = Field(default=0.6, ge=0, le=20)
    hole_mm: float = Field(default=0.0, ge=0, le=50)
    hole_at: float = Field(default=0.0, ge=-360, le=360)
    tab: bool = True
    white: Literal["none", "under", "below_picture"] = "none"
    choke_mm: float = Field(default=0.15, ge=0, le=2)
    by_hand: tuple[tuple[float, float], ...] = ()


class Design(Part):
    """One thing. ``width_mm`` × ``height_mm``: its trim; with a cut around the picture, the box that it is fitted into."""

    version: Literal[1] = 1
    title: str = Field(default="", max_length=120)
    product: str = Field(max_length=40)
    width_mm: Length
    height_mm: Length
    bleed_mm: float = Field(default=3.0, ge=0, le=20)
    safe_mm: float = Field(default=3.0, ge=0, le=50)
    pages: tuple[Page, ...] = Field(min_length=1, max_length=2)
    cut: Cut = Cut.model_validate({})

    @model_validator(mode="after")
    def _names_are_single(self) -> Self:
        names = [layer.id for page in self.pages for layer in page.layers]
        if len(set(names)) != len(names):
            raise ValueError("two layers have the same id")
        return self


class Slot(Part):
    """What an order fills into a template. ``sample``: shown until it is filled."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")
    kind: Literal["picture", "text", "link", "sound"]
    title: str = Field(max_length=80)
    required: bool = True
    sample: str = Field(default="", max_length=400)


class Template(Part):
    """A design with places to fill: "{name}" in texts and sources. Its title and those of slots are English phrases."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")
    title: str = Field(max_length=80)
    theme: str = Field(default="plain", max_length=40)
    slots: tuple[Slot, ...] = ()
    design: Design
