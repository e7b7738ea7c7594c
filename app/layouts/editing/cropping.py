"""What is shown of a picture, dragged, zoomed and turned in its box: it keeps the shape of the box and shows no empty corner."""

from math import sqrt

from app.layouts.design.document import Crop
from app.layouts.pictures.crop import Turned

FINEST = 0.02  # of the picture's width or height: more zoom than that shows pixels, not a picture


def whole(picture: tuple[float, float], box: tuple[float, float]) -> Crop:
    """The largest part of a picture (width, height in pixels) with the shape of a box (width, height), from its middle."""
    width, height = _largest(picture, box, 0.0)
    return Crop(left=(1 - width) / 2, top=(1 - height) / 2, right=(1 + width) / 2, bottom=(1 + height) / 2)


def fitted(crop: Crop, picture: tuple[float, float], box: tuple[float, float]) -> Crop:
    """A part with the shape of the box, about the middle of ``crop``, with its area as far as there is picture."""
    most_width, most_height = _largest(picture, box, crop.turn_deg)
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
    most_width, most_height = _largest(picture, box, crop.turn_deg)
    wanted = min(1.0, max(FINEST, share / factor))
    grown = (wanted - share) * most_width, (wanted - share) * most_height
    return _placed(crop, picture, box, wanted, ((0.5 - at[0]) * grown[0], (0.5 - at[1]) * grown[1]))


def straightened(crop: Crop, picture: tuple[float, float], box: tuple[float, float], degrees: float) -> Crop:
    """The picture turned clockwise about its middle, zoomed in as far as its corners need it; turned back it is as it was."""
    share = _share(crop, picture, box)
    after = crop.model_copy(update={"turn_deg": max(-180.0, min(180.0, round(degrees, 2)))})
    return _placed(after, picture, box, share, (0.0, 0.0))


def zoom_of(crop: Crop, picture: tuple[float, float], box: tuple[float, float]) -> float:
    """1 where as much as possible is shown, 2 where it is twice as large."""
    return 1.0 / _share(crop, picture, box)


def _largest(picture: tuple[float, float], box: tuple[float, float], turn_deg: float) -> tuple[float, float]:
    """Parts of the picture's width and height that the largest crop of this shape takes."""
    aspect = box[0] / box[1]
    height = Turned(*picture, turn_deg).tallest(aspect)
    return min(1.0, height * aspect / picture[0]), min(1.0, height / picture[1])


def _share(crop: Crop, picture: tuple[float, float], box: tuple[float, float]) -> float:
    most_width, most_height = _largest(picture, box, crop.turn_deg)
    return min(1.0, max(FINEST, (crop.right - crop.left) / most_width, (crop.bottom - crop.top) / most_height))


def _placed(
    crop: Crop, picture: tuple[float, float], box: tuple[float, float], share: float, step: tuple[float, float]
) -> Crop:
    most_width, most_height = _largest(picture, box, crop.turn_deg)
    width, height = most_width * share, most_height * share
    wanted = (crop.left + crop.right - 1) / 2 + step[0], (crop.top + crop.bottom - 1) / 2 + step[1]
    x, y = Turned(*picture, crop.turn_deg).held(
        (wanted[0] * picture[0], wanted[1] * picture[1]), width * picture[0], height * picture[1]
    )
    x, y = 0.5 + x / picture[0], 0.5 + y / picture[1]
    return Crop(
        left=max(0.0, x - width / 2), top=max(0.0, y - height / 2),
        right=min(1.0, x + width / 2), bottom=min(1.0, y + height / 2), turn_deg=crop.turn_deg,
    )  # fmt: skip
