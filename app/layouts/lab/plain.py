"""Photos that are nothing but one picture over the whole page: their pixels go straight from the file to the lab's size."""

from dataclasses import dataclass

from PIL import Image

from app.layouts.drawing import UNMOVED, Group, Mark, Matrix, Picture, Pixels, times
from app.layouts.piece import Face, Piece

_STRAIGHT = 1e-9
_OVER_MM = 0.02  # an edge so near to the trim covers its pixel


@dataclass(frozen=True)
class PlainPhoto:
    """``box``: what of the picture is on the trim: left, top, right, bottom as parts of its width and height."""

    pixels: Pixels
    box: tuple[float, float, float, float]


def plain_photo(face: Face, piece: Piece) -> PlainPhoto | None:
    """The one picture that is seen on this face, or None where there is more to it.

    What lies below it is not seen, unless the picture turns out to be transparent.
    """
    if face.white or face.varnish or not face.marks or piece.trim.interiors:
        return None
    found = _alone(face.marks[-1], UNMOVED)
    if found is None:
        return None
    a, b, c, d, e, f = found.matrix
    if abs(b) > _STRAIGHT or abs(c) > _STRAIGHT or a <= 0 or d <= 0:
        return None
    width, height = piece.width_mm, piece.height_mm
    if e > _OVER_MM or f > _OVER_MM or e + a < width - _OVER_MM or f + d < height - _OVER_MM:
        return None
    box = (-e / a, -f / d, (width - e) / a, (height - f) / d)
    left, top, right, bottom = (min(max(edge, 0.0), 1.0) for edge in box)
    return PlainPhoto(found.pixels, (left, top, right, bottom))


def sized(image: Image.Image, photo: PlainPhoto, size: tuple[int, int]) -> Image.Image:
    """What is on the trim of the opened picture, at ``size`` in pixels, by Lanczos."""
    if image.size == size and photo.box == (0.0, 0.0, 1.0, 1.0):
        return image
    left, top, right, bottom = photo.box
    box = (left * image.width, top * image.height, right * image.width, bottom * image.height)
    return image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def _alone(mark: Mark, outer: Matrix) -> Picture | None:
    """The picture where a mark is nothing else, neither clipped nor faded; with all the matrices around it."""
    if isinstance(mark, Picture):
        return Picture(mark.pixels, times(outer, mark.matrix))
    if isinstance(mark, Group) and len(mark.marks) == 1 and mark.clip is None and mark.opacity >= 1:
        return _alone(mark.marks[0], times(outer, mark.matrix))
    return None
