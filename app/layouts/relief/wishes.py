"""What somebody wants of a relief: sizes in mm, with the limits that hold for all of them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SMALLEST_MM, LARGEST_MM = 8.0, 300.0


class Wishes(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Lithophane(Wishes):
    """A plate that shows its picture when there is light behind it: thick where the picture is dark (layout2d §6).

    width_mm        of the picture, without its frame; the height follows
    thin_mm         T = thin + (1 − B/255) · (thick − thin), with B the luma of the sRGB values
    negative        thick where the picture is light
    frame_mm        width of the frame, 0 for none; frame_thick_mm: how thick it is
    bend_deg        0 is flat; else the part of a cylinder that it is bent to, the picture on the outside
    layer_mm        0, or the height of a printed layer: printed lying, thickness goes in whole layers
    smooth_mm       grain below this is calmed
    """

    kind: Literal["lithophane"] = "lithophane"
    width_mm: float = Field(default=100.0, ge=SMALLEST_MM, le=LARGEST_MM)
    thin_mm: float = Field(default=0.8, ge=0.3, le=5)
    thick_mm: float = Field(default=3.0, ge=0.6, le=10)
    negative: bool = False
    frame_mm: float = Field(default=3.0, ge=0, le=30)
    frame_thick_mm: float = Field(default=4.0, ge=0, le=20)
    bend_deg: float = Field(default=0.0, ge=0, le=330)
    standing: bool = True
    layer_mm: float = Field(default=0.0, ge=0, le=0.6)
    smooth_mm: float = Field(default=0.3, ge=0, le=3)


class Plaque(Wishes):
    """A small thing with the picture on it: medallion, charm, keychain or magnet. Lies on its back.

    shape           of the outline; "picture": around what is not transparent, ``margin_mm`` outside
    size_mm         longest side, without a tab
    base_mm         of its plate; relief_mm: how far the picture rises above it, 0 for a flat one
    relief          "light": light is high; "dark": dark is high; "puffy": a cushion by the distance to the outline;
                    "both": the cushion with the light on it
    edge_mm         radius of the upper edge, or width of its bevel
    back_edge_mm    the same of the lower edge; with a magnet the back is flat
    rim_mm          width of a raised rim, 0 for none
    hole_mm         for a ring, 0 for none; hole_at: degrees clockwise from the top
    magnet_mm       diameter of the pocket in the back, 0 for none; magnet_deep_mm: how deep it is
    """

    kind: Literal["plaque"] = "plaque"
    shape: Literal["rectangle", "rounded", "ellipse", "picture"] = "picture"
    size_mm: float = Field(default=45.0, ge=SMALLEST_MM, le=LARGEST_MM)
    margin_mm: float = Field(default=1.2, ge=0, le=20)
    radius_mm: float = Field(default=4.0, ge=0, le=150)
    base_mm: float = Field(default=2.0, ge=0.5, le=30)
    relief_mm: float = Field(default=1.2, ge=0, le=20)
    relief: Literal["light", "dark", "puffy", "both"] = "both"
    smooth_mm: float = Field(default=0.3, ge=0, le=3)
    edge: Literal["round", "bevel"] = "round"
    edge_mm: float = Field(default=0.5, ge=0, le=10)
    back_edge_mm: float = Field(default=0.0, ge=0, le=10)
    rim_mm: float = Field(default=0.0, ge=0, le=20)
    hole_mm: float = Field(default=0.0, ge=0, le=20)
    hole_at: float = Field(default=0.0, ge=-360, le=360)
    tab: bool = True
    wall_mm: float = Field(default=2.0, ge=0.5, le=10)
    magnet_mm: float = Field(default=0.0, ge=0, le=60)
    magnet_deep_mm: float = Field(default=2.0, ge=0.3, le=20)
    color: bool = True


AnyWishes = Lithophane | Plaque
Start = Literal["lithophane", "medallion", "puffy", "charm", "keychain", "magnet"]
STARTS: dict[Start, AnyWishes] = {
    "keychain": Plaque(hole_mm=3.0),
    "magnet": Plaque(base_mm=4.0, magnet_mm=10.2, magnet_deep_mm=2.1),
    "charm": Plaque(base_mm=3.0, relief_mm=0.0, hole_mm=3.0, back_edge_mm=0.5),
    "medallion": Plaque(shape="ellipse", rim_mm=1.5, color=False),
    "puffy": Plaque(relief="puffy", relief_mm=3.0, base_mm=3.0, edge_mm=1.0, back_edge_mm=1.0),
    "lithophane": Lithophane(),
}
"""Where people begin: a charm is a keychain without a relief."""


def start_with(kind: Start, thinnest_mm: float) -> AnyWishes:
    """Where people begin, thick enough for a print process whose least wall is ``thinnest_mm``."""
    wishes = STARTS[kind]
    if isinstance(wishes, Lithophane):
        thin = max(wishes.thin_mm, thinnest_mm)
        return wishes.model_copy(update={"thin_mm": thin, "thick_mm": max(wishes.thick_mm, thin + 2.0)})
    return wishes.model_copy(update={"base_mm": max(wishes.base_mm, thinnest_mm)})
