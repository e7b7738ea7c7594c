"""Marks on a canvas of Skia.

Skia keeps Python's lock while it works. Large pictures are therefore drawn and read in bands: between two of them whoever else
wants Python has it, the window first of all (a picture of 1500 x 1500 pixels at once took it for 50 ms).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.layouts.drawing import Fill, Group, Mark, Matrix, Picture, Stroke, times
from app.layouts.path import Line, Path
from app.layouts.raster.colors import Look, Rgba
from app.layouts.raster.resample import Resampled, drawn_size

if TYPE_CHECKING:
    import skia

BAND_PIXELS = 150_000  # some 4 ms


def bands(top: int, bottom: int, width: int) -> Iterator[tuple[int, int]]:
    """The rows from ``top`` to ``bottom``, few enough at a time that Skia is done with them in milliseconds."""
    rows = max(1, BAND_PIXELS // max(1, width))
    for row in range(top, bottom, rows):
        yield row, min(row + rows, bottom)


def outline(path: Path) -> "skia.Path":
    """The path for Skia, filled by the even-odd rule."""
    import skia  # noqa: PLC0415 - 40 ms that only drawing needs

    made = skia.PathBuilder()
    made.setFillType(skia.PathFillType.kEvenOdd)
    for contour in path.contours:
        made.moveTo(*contour.start)
        for segment in contour.segments:
            if isinstance(segment, Line):
                made.lineTo(*segment.end)
            else:
                made.cubicTo(*segment.control1, *segment.control2, *segment.end)
        if contour.closed:
            made.close()
    return made.detach()


def matrix(values: Matrix) -> "skia.Matrix":
    """The matrix for Skia."""
    import skia  # noqa: PLC0415 - see outline

    a, b, c, d, e, f = values
    return skia.Matrix.MakeAll(a, c, e, b, d, f, 0, 0, 1)


class Drawing:
    """Draws marks from the bottom to the top.

    place  millimetres to pixels of the canvas, which itself is not moved
    """

    def __init__(self, canvas: "skia.Canvas", place: Matrix, look: Look, pictures: Resampled) -> None:
        self._canvas = canvas
        self._place = place
        self._look = look
        self._pictures = pictures

    def draw(self, marks: tuple[Mark, ...], place: Matrix | None = None) -> None:
        place = place or self._place
        for mark in marks:
            if isinstance(mark, Picture):
                self._picture(mark, times(place, mark.matrix))
            elif isinstance(mark, Group):
                self._group(mark, place)
            else:
                self._path(mark, place)

    def _path(self, mark: Fill | Stroke, place: Matrix) -> None:
        import skia  # noqa: PLC0415 - see outline

        color = self._look.of(mark.paint)
        if color is None or color[3] <= 0:
            return
        brush = _brush(color)
        if isinstance(mark, Stroke):
            brush.setStyle(skia.Paint.kStroke_Style)
            brush.setStrokeWidth(mark.width_mm)
            brush.setStrokeJoin(skia.Paint.kRound_Join)  # the mitres of a Chinese character stand out as spikes
            if mark.dash_mm:
                dashes = mark.dash_mm if len(mark.dash_mm) % 2 == 0 else mark.dash_mm * 2
                brush.setPathEffect(skia.DashPathEffect.Make(list(dashes), 0.0))
        self._canvas.save()
        self._canvas.setMatrix(matrix(place))
        self._canvas.drawPath(outline(mark.path), brush)
        self._canvas.restore()

    def _group(self, group: Group, place: Matrix) -> None:
        import skia  # noqa: PLC0415 - see outline

        if group.opacity <= 0:
            return
        inner = times(place, group.matrix)
        self._canvas.save()
        if group.clip is not None:
            self._canvas.setMatrix(matrix(inner))
            self._canvas.clipPath(outline(group.clip), skia.ClipOp.kIntersect, doAntiAlias=True)
            self._canvas.resetMatrix()
        faded = group.opacity < 1
        if faded:
            self._canvas.saveLayerAlpha(None, round(group.opacity * 255))
        self.draw(group.marks, inner)
        if faded:
            self._canvas.restore()
        self._canvas.restore()

    def _picture(self, picture: Picture, device: Matrix) -> None:
        import skia  # noqa: PLC0415 - see outline

        image = self._pictures.get(picture.pixels, drawn_size(picture.pixels, device))
        place, sampling = matrix(device), skia.SamplingOptions(skia.CubicResampler.CatmullRom())
        reach = place.mapRect(skia.Rect.MakeWH(1, 1)).roundOut()
        if not reach.intersect(self._canvas.getDeviceClipBounds()):
            return
        for top, bottom in bands(reach.top(), reach.bottom(), reach.width()):
            self._canvas.save()
            self._canvas.resetMatrix()
            self._canvas.clipRect(skia.Rect.MakeLTRB(reach.left(), top, reach.right(), bottom))
            self._canvas.setMatrix(place)
            self._canvas.drawImageRect(image, skia.Rect.MakeWH(1, 1), sampling, skia.Paint(AntiAlias=True))
            self._canvas.restore()


def _brush(color: Rgba) -> "skia.Paint":
    import skia  # noqa: PLC0415 - see outline

    return skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*color))
