"""Drawing with Skia in a square or box whose shorter side is 1."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import skia

Color = str


def color(value: Color, opacity: float = 1.0) -> "skia.Color4f":
    """From "#rrggbb"."""
    import skia  # noqa: PLC0415 - 40 ms that only drawing needs

    red, green, blue = bytes.fromhex(value[1:])
    return skia.Color4f(red / 255, green / 255, blue / 255, opacity)


def solid(value: Color, opacity: float = 1.0) -> "skia.Paint":
    import skia  # noqa: PLC0415 - see color

    return skia.Paint(AntiAlias=True, Color4f=color(value, opacity))


def pen(value: Color, width: float, opacity: float = 1.0) -> "skia.Paint":
    """Round at its ends."""
    import skia  # noqa: PLC0415 - see color

    paint = solid(value, opacity)
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeWidth(width)
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint


def ramp(
    begin: tuple[float, float], end: tuple[float, float], colors: Sequence[Color], places: Sequence[float] | None = None
) -> "skia.Paint":
    """A linear gradient."""
    import skia  # noqa: PLC0415 - see color

    shader = skia.GradientShader.MakeLinear(
        [skia.Point(*begin), skia.Point(*end)],
        [color(value).toColor() for value in colors],
        list(places) if places is not None else [],
    )
    return skia.Paint(AntiAlias=True, Shader=shader, Dither=False)


def glow(middle: tuple[float, float], radius: float, value: Color, opacity: float) -> "skia.Paint":
    """A light that fades to nothing at ``radius``."""
    import skia  # noqa: PLC0415 - see color

    shader = skia.GradientShader.MakeRadial(
        skia.Point(*middle), radius, [color(value, opacity).toColor(), color(value, 0.0).toColor()]
    )
    return skia.Paint(AntiAlias=True, Shader=shader)


def shape(*points: tuple[float, float], close: bool = True) -> "skia.Path":
    """A smooth outline: each three points after the first are a cubic Bézier."""
    import skia  # noqa: PLC0415 - see color

    made = skia.PathBuilder()
    made.moveTo(*points[0])
    for at in range(1, len(points) - 2, 3):
        made.cubicTo(*points[at], *points[at + 1], *points[at + 2])
    if close:
        made.close()
    return made.detach()


def area(*points: tuple[float, float]) -> "skia.Path":
    """A polygon."""
    import skia  # noqa: PLC0415 - see color

    made = skia.PathBuilder()
    made.addPolygon([skia.Point(*point) for point in points], True)
    return made.detach()
