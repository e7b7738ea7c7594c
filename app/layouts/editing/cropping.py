"""What is shown of a picture, dragged and zoomed in its box: it keeps the shape of the box and never leaves the picture."""

from math import sqrt

from app.layouts.design.document import Crop

FINEST = 0.02  # of the picture's width or height: more zoom than that shows pixels, not a picture


def whole(picture: tuple[float, float], box: tuple[float, float]) -> Crop:
    """The largest part of a picture (width, height in pixels) with the shape of a box (width, height), from its middle."""
    width, height = _largest(picture, box)
    return Crop(left=(1 - width) / 2, top=(1 - height) / 2, right=(1 + width) / 2, bottom=(1 + height) / 2)


def fitted(crop: Crop, picture: tuple[float, float], box: tuple[float, float]) -> Crop:
    """A part with the shape of the box, about the middle of ``crop``, with its area as far as there is picture."""
    most_width, most_height = _largest(picture, box)
    share = sqrt((crop.right - crop.left) * (crop.bottom - crop.top) / (most_width * most_height))
    return _placed(crop, picture, box, min(1.0, share), (0.0, 0.0))


def panned(crop: Crop, picture: tuple[float, float], box: tuple[float, float], dx: float, dy: float) -> Crop:
    """The picture dragged in its box by (dx, dy) parts of the box's width and height: to the right is positive."""
    width, height = crop.right - crop.left, crop.bottom - crop.top
    return _placed(crop, picture, box, _share(crop, picture, box), (-dx * width, -dy * height))


def zoomed(
    crop: Crop,
    picture: tuple[float, float],
    box: tuple[float, float],
    factor: float,
    at: tuple[float, float] = (0.5, 0.5),
) -> Crop:
    """Larger (factor over 1) or smaller; what lies at ``at`` (parts of the box) stays there as far as there is picture."""
    share = _share(crop, picture, box)
    most_width, most_height = _largest(picture, box)
    wanted = min(1.0, max(FINEST, share / factor))
    grown = (wanted - share) * most_width, (wanted - share) * most_height
    return _placed(crop, picture, box, wanted, ((0.5 - at[0]) * grown[0], (0.5 - at[1]) * grown[1]))


def straightened(crop: Crop, degrees: float) -> Crop:
    """The picture turned clockwise about its middle."""
    return crop.model_copy(update={"turn_deg": max(-180.0, min(180.0, round(degrees, 2)))})


def zoom_of(crop: Crop, picture: tuple[float, float], box: tuple[float, float]) -> float:
    """1 where as much as possible is shown, 2 where it is twice as large."""
    return 1.0 / _share(crop, picture, box)


def _largest(picture: tuple[float, float], box: tuple[float, float]) -> tuple[float, float]:
    """Parts of the picture's width and height that the largest crop of this shape takes."""
    wide = (box[0] / box[1]) / (picture[0] / picture[1])
    return (1.0, 1 / wide) if wide >= 1 else (wide, 1.0)


def _share(crop: Crop, picture: tuple[float, float], box: tuple[float, float]) -> float:
    most_width, most_height = _largest(picture, box)
    return min(1.0, max(FINEST, (crop.right - crop.left) / most_width, (crop.bottom - crop.top) / most_height))


def _placed(
    crop: Crop, picture: tuple[float, float], box: tuple[float, float], share: float, step: tuple[float, float]
) -> Crop:
    most_width, most_height = _largest(picture, box)
    width, height = most_width * share, most_height * share
    x = min(1 - width / 2, max(width / 2, (crop.left + crop.right) / 2 + step[0]))
    y = min(1 - height / 2, max(height / 2, (crop.top + crop.bottom) / 2 + step[1]))
    return Crop(
        left=max(0.0, x - width / 2), top=max(0.0, y - height / 2),
        right=min(1.0, x + width / 2), bottom=min(1.0, y + height / 2), turn_deg=crop.turn_deg,
    )  # fmt: skip
