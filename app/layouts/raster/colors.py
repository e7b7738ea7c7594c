"""How paints look on a screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.layouts.paint import Cmyk, Paint, Rgb

Rgba = tuple[float, float, float, float]
"""sRGB and opacity, 0 to 1."""


def plain_ink(ink: Cmyk) -> Rgb:
    """Inks as complements of sRGB: quick, and brighter than print. A soft proof takes a function of app.layouts.color."""
    light = 1.0 - ink.black
    return Rgb((1.0 - ink.cyan) * light, (1.0 - ink.magenta) * light, (1.0 - ink.yellow) * light)


@dataclass(frozen=True)
class Look:
    """What is seen of the plates.

    show   role of a spot → how it is shown; one that is not there is not drawn
    ink    what inks look like
    """

    show: Mapping[str, Rgba] = field(default_factory=dict)
    ink: Callable[[Cmyk], Rgb] = plain_ink

    def of(self, paint: Paint) -> Rgba | None:
        """What a paint looks like, or None for one that is not shown."""
        if isinstance(paint, Cmyk):
            paint = self.ink(paint)
        if isinstance(paint, Rgb):
            return (paint.red, paint.green, paint.blue, 1.0)
        shown = self.show.get(paint.role)
        return None if shown is None else (*shown[:3], shown[3] * paint.tint)
