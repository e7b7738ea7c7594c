"""The brushes as people see them."""

from dataclasses import dataclass
from typing import Literal

from app.i18n import Text, text
from app.mesh.brushes.brush import PAINT_KINDS, SCULPT_KINDS, PaintKind, SculptKind

Kind = SculptKind | PaintKind
Family = Literal["sculpt", "paint"]


@dataclass(frozen=True)
class BrushKind:
    """``inverse`` says what the brush does while Ctrl is held; None: the same. ``strength``: what it begins with, 0..1."""

    id: Kind
    title: Text
    description: Text
    icon: str
    strength: float
    keys: tuple[str, ...]
    inverse: Text | None = None


KINDS: dict[Kind, BrushKind] = {
    kind.id: kind
    for kind in (
        BrushKind(
            "smooth", text("Smooth brush"), text("Smooth the surface where you stroke"), "mdi6.blur", 0.6, ("Alt+1",),
            text("Ctrl sharpens"),
        ),
        BrushKind(
            "draw", text("Raise brush"), text("Raise the surface where you stroke"), "mdi6.draw", 0.4, ("Alt+2",),
            text("Ctrl digs"),
        ),
        BrushKind(
            "inflate", text("Inflate brush"), text("Blow the surface up along its own direction"),
            "mdi6.arrow-expand-all", 0.3, ("Alt+3",), text("Ctrl deflates"),
        ),
        BrushKind(
            "flatten", text("Flatten brush"), text("Press the surface towards a plane"), "mdi6.format-align-bottom",
            0.5, ("Alt+4",), text("Ctrl deepens what stands out"),
        ),
        BrushKind(
            "grab", text("Grab brush"), text("Take hold of the surface and pull it along"), "mdi6.hand-back-left-outline",
            0.5, ("Alt+5",),
        ),
        BrushKind(
            "pinch", text("Pinch brush"), text("Draw the surface together towards the middle of the brush"),
            "mdi6.arrow-collapse-horizontal", 0.5, ("Alt+6",), text("Ctrl spreads"),
        ),
        BrushKind(
            "crease", text("Crease brush"), text("Cut a sharp groove"), "mdi6.chevron-double-down", 0.4, ("Alt+7",),
            text("Ctrl makes a ridge"),
        ),
        BrushKind(
            "paint", text("Colour brush"), text("Paint with the chosen colour; Alt takes a colour from the model"),
            "mdi6.brush", 1.0, ("Alt+8",),
        ),
        BrushKind(
            "clone", text("Clone brush"), text("Copy colours from another place; Alt chooses the place"),
            "mdi6.content-copy", 1.0, ("Alt+9",),
        ),
        BrushKind(
            "blur", text("Blur brush"), text("Soften hard borders between colours, across seams too"), "mdi6.water-outline",
            0.5, ("Alt+0",),
        ),
        BrushKind(
            "erase", text("Eraser brush"), text("Bring back the colours that the model was opened with"), "mdi6.eraser",
            1.0, ("Alt+-",),
        ),
    )
}  # fmt: skip
OF_FAMILY: dict[Family, tuple[Kind, ...]] = {"sculpt": SCULPT_KINDS, "paint": PAINT_KINDS}


def family_of(kind: Kind) -> Family:
    """Whether the brush changes the shape or the colours."""
    return "sculpt" if kind in SCULPT_KINDS else "paint"
