"""Wire of polished metal: rings and chains."""

from math import pi

import numpy as np

from app.layouts.mockup.light import Floats
from app.layouts.mockup.surfaces import Size
from app.layouts.mockup.view import Points
from app.mesh.srgb import linear_from_srgb8

_TONES = (
    # share of the wire's width, how far towards the light (in widths), sRGB
    (1.00, 0.00, (74, 74, 80)),
    (0.82, 0.05, (128, 128, 134)),
    (0.60, 0.10, (186, 187, 192)),
    (0.34, 0.16, (232, 233, 236)),
    (0.14, 0.20, (255, 255, 255)),
)


def wires(strokes: list[Points], width: float, size: Size) -> tuple[Floats, Floats]:
    """Open lines in pixels as round wire: light (H, W, 3) and share (H, W). A later one lies over those before."""
    import skia  # noqa: PLC0415 - 40 ms that only drawing needs

    info = skia.ImageInfo.Make(*size, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRaster(info)
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorTRANSPARENT)
    for stroke in strokes:
        for part, shift, tone in _TONES:
            path = skia.Path()
            path.addPoly(
                [skia.Point(float(x - shift * width * 0.6), float(y - shift * width)) for x, y in stroke], close=False
            )
            canvas.drawPath(
                path,
                skia.Paint(
                    AntiAlias=True,
                    Style=skia.Paint.kStroke_Style,
                    StrokeWidth=part * width,
                    StrokeCap=skia.Paint.kButt_Cap,
                    StrokeJoin=skia.Paint.kRound_Join,
                    Color=skia.Color(*tone),
                ),
            )
    found = np.empty((size[1], size[0], 4), np.uint8)
    straight = skia.ImageInfo.Make(*size, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType)
    if not surface.readPixels(straight, found, size[0] * 4, 0, 0):
        raise MemoryError("no pixels were read back")
    return linear_from_srgb8(found[..., :3]), found[..., 3].astype(np.float32) / 255


def arc(middle: tuple[float, float], across: float, down: float, start: float, stop: float) -> Points:
    """A part of an ellipse, angles in turns clockwise from the top."""
    angles = np.linspace(start, stop, 48) * 2 * pi
    return np.stack([middle[0] + across * np.sin(angles), middle[1] - down * np.cos(angles)], axis=1)
