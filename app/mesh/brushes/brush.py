"""What a brush is set to."""

from dataclasses import dataclass
from typing import Literal, get_args

from app.mesh.brushes.falloff import Curve

SculptKind = Literal["smooth", "draw", "inflate", "flatten", "grab", "pinch", "crease"]
PaintKind = Literal["paint", "clone", "blur", "erase"]
SCULPT_KINDS: tuple[SculptKind, ...] = get_args(SculptKind)
PAINT_KINDS: tuple[PaintKind, ...] = get_args(PaintKind)
SPACING = 0.2  # of the radius, between two dabs of a stroke


@dataclass(frozen=True)
class Brush:
    """Settings of one stroke.

    radius_mm   of the ball around the place that is touched
    strength    0..1; for paint, how much the colour covers
    curve       how it fades towards its rim; hardness 0..1: the share of the radius without fading
    mirror      the axes, of "xyz", across which the stroke is repeated
    seen_only   leave alone what looks away from the side that is touched, as the far side of a thin wall does; not
                for a grabbing brush, which pulls both
    connected   leave alone what does not hang together with the touched face inside the ball
    inverted    the other way round: dig instead of raise, roughen instead of smooth
    color       sRGB 0..255, for paint
    """

    radius_mm: float
    strength: float = 0.5
    curve: Curve = "smooth"
    hardness: float = 0.0
    mirror: str = ""
    seen_only: bool = True
    connected: bool = False
    inverted: bool = False
    color: tuple[int, int, int] = (255, 255, 255)
