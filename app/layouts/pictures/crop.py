"""Which part of a picture fills a box: no face is cut, eyes on the upper third, nothing of the corners is empty."""

from math import cos, radians, sin

from app.layouts.design.document import Crop
from app.layouts.pictures.subject import Box, Face, Subject, around

EYES = 0.42  # from the top of a face's box to its chin
HAIR, CHIN, SIDES = 0.45, 0.15, 0.25  # what belongs to a head around its face, in parts of the face


def head_of(face: Face) -> Box:
    """The face with hair, ears and chin."""
    box = face.box
    return Box(
        max(0.0, box.left - SIDES * box.width),
        max(0.0, box.top - HAIR * box.height),
        min(1.0, box.right + SIDES * box.width),
        min(1.0, box.bottom + CHIN * box.height),
    )


def crop_for(
    size: tuple[int, int],
    aspect: float,
    subject: Subject,
    headroom: float = 0.04,
    *,
    turn_deg: float = 0.0,
) -> Crop:
    """The part of a picture of ``size`` pixels that fills a box of ``aspect`` (width / height).

    As much of the picture as can be shown, and of that the part with the subject. ``headroom``: space above a head, in
    parts of the crop's height, where the picture has it. ``turn_deg``: straightened, clockwise, with no empty corner.
    """
    frame = Turned(float(size[0]), float(size[1]), turn_deg)
    height = frame.tallest(aspect)
    width = height * aspect
    heads = _heads_that_fit(subject, frame, width, height)
    if heads:
        kept = around([head for _, head in heads])
        eyes = sum(_eye_line(face, frame) * face.box.area for face, _ in heads) / sum(f.box.area for f, _ in heads)
        x, y = kept.middle[0], eyes + height / 6  # the upper third is a sixth above the middle
        y = min(y, kept.top - headroom * height + height / 2)
        y = max(y, kept.bottom - height / 2)
        y = min(y, kept.top + height / 2) if kept.height <= height else kept.middle[1]
    else:
        x, y = frame.box(subject.box).middle
    x, y = frame.held((x, y), width, height)
    left, top = x - width / 2 + size[0] / 2, y - height / 2 + size[1] / 2
    return Crop(
        left=_part(left / size[0]),
        top=_part(top / size[1]),
        right=_part((left + width) / size[0]),
        bottom=_part((top + height) / size[1]),
        turn_deg=turn_deg,
    )


def _heads_that_fit(subject: Subject, frame: "Turned", width: float, height: float) -> list[tuple[Face, Box]]:
    """All heads, or where they do not fit together, without the least of them."""
    heads = [(face, frame.box(head_of(face))) for face in subject.faces]
    heads.sort(key=lambda pair: -pair[0].box.area * pair[0].score)
    while len(heads) > 1:
        box = around([head for _, head in heads])
        if box.width <= width * 1.001 and box.height <= height * 1.001:
            break
        heads.pop()
    if len(heads) == 1:  # of one that is larger than the crop, at least the face
        face, head = heads[0]
        alone = frame.box(face.box)
        left, right = (head.left, head.right) if head.width <= width else (alone.left, alone.right)
        top, bottom = (head.top, head.bottom) if head.height <= height else (alone.top, alone.bottom)
        return [(face, Box(left, top, right, bottom))]
    return heads


def _eye_line(face: Face, frame: "Turned") -> float:
    box = frame.box(face.box)
    return box.top + EYES * box.height


def _part(value: float) -> float:
    return min(1.0, max(0.0, round(value, 6)))


class Turned:
    """A picture turned clockwise about its middle, where x and y are 0; pixels, y downwards."""

    def __init__(self, width: float, height: float, turn_deg: float) -> None:
        self.width, self.height = width, height
        self._c, self._s = cos(radians(turn_deg)), sin(radians(turn_deg))

    def tallest(self, aspect: float) -> float:
        """Height of the largest box of this aspect that shows nothing from outside the picture."""
        c, s = abs(self._c), abs(self._s)
        return min(self.width / (aspect * c + s), self.height / (aspect * s + c), self.height, self.width / aspect)

    def box(self, box: Box) -> Box:
        """The box around a part of the picture, after it was turned; pixels from the middle."""
        corners = [
            ((x - 0.5) * self.width, (y - 0.5) * self.height)
            for x in (box.left, box.right)
            for y in (box.top, box.bottom)
        ]
        turned = [(self._c * x - self._s * y, self._s * x + self._c * y) for x, y in corners]
        xs, ys = [x for x, _ in turned], [y for _, y in turned]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def held(self, middle: tuple[float, float], width: float, height: float) -> tuple[float, float]:
        """A place near ``middle`` where a box of this size lies inside the turned picture and the unturned frame."""
        c, s = abs(self._c), abs(self._s)
        frame_x, frame_y = max(0.0, (self.width - width) / 2), max(0.0, (self.height - height) / 2)
        x, y = min(max(middle[0], -frame_x), frame_x), min(max(middle[1], -frame_y), frame_y)
        x, y = self._c * x + self._s * y, -self._s * x + self._c * y
        free_x = max(0.0, (self.width - width * c - height * s) / 2)
        free_y = max(0.0, (self.height - width * s - height * c) / 2)
        x, y = min(max(x, -free_x), free_x), min(max(y, -free_y), free_y)
        x, y = self._c * x - self._s * y, self._s * x + self._c * y
        # Towards the middle it stays inside the turned picture, as that is convex.
        back = min(1.0, frame_x / abs(x) if x else 1.0, frame_y / abs(y) if y else 1.0)
        return x * back, y * back
