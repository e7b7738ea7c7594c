"""Faces in drawings, anime above all: light skin with two dark eyes side by side in it.

No detector with a permissive licence carries weights for these and runs on every system, and drawings keep to simple rules:
the face is one even patch, the eyes are large, dark or strongly coloured, and at one height.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.layouts.pictures.subject import Box, Face

LONGEST = 320
MOST_GRAIN = 5.0  # mean of the second derivative of the value, 0 to 255
SMALLEST_PART = 0.004  # of the picture, for a face to be looked at

Mask = NDArray[np.uint8]


def find_drawn_faces(image: Image.Image) -> tuple[Face, ...]:
    """Faces, the largest first."""
    import cv2  # noqa: PLC0415 - takes a quarter of a second to load

    scale = min(1.0, LONGEST / max(image.size))
    size = max(8, round(image.width * scale)), max(8, round(image.height * scale))
    small = np.asarray(image.resize(size, Image.Resampling.BOX).convert("RGBA"))
    hsv = cv2.cvtColor(np.ascontiguousarray(small[..., :3]), cv2.COLOR_RGB2HSV)
    skin = _skin(hsv, small[..., 3])
    eyes = ((hsv[..., 2] < 135) | ((hsv[..., 1] > 115) & (skin == 0))).astype(np.uint8) & (small[..., 3] > 127)
    skin = np.asarray(cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(skin, connectivity=8)
    faces = []
    for label in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[label])
        if area < SMALLEST_PART * skin.size or not 0.3 < width / height < 3:
            continue
        patch = (labels == label).astype(np.uint8)
        if not _even(cv2, patch, hsv[..., 2]):
            continue
        found = _face(cv2, patch, eyes.astype(np.uint8), (x, y, width, height))
        if found is not None:
            left, top, right, bottom, score = found
            box = Box(
                max(0.0, left / size[0]),
                max(0.0, top / size[1]),
                min(1.0, right / size[0]),
                min(1.0, bottom / size[1]),
            )
            faces.append(Face(box, score, "drawn"))
    return tuple(sorted(faces, key=lambda face: (-face.box.area, face.box)))


def _skin(hsv: NDArray[Any], alpha: NDArray[Any]) -> Mask:
    """Light, warm, not strongly coloured: as skin is drawn; hue in half degrees."""
    hue, saturation, value = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    warm = (hue <= 22) | (hue >= 174)
    mask: Mask = np.asarray(warm & (saturation >= 14) & (saturation <= 110) & (value >= 165) & (alpha > 127)).astype(
        np.uint8
    )
    return mask


def _even(cv2: Any, patch: Mask, value: NDArray[Any]) -> bool:
    """Whether a patch is as smooth as paint; skin, wood and wool before a camera are not."""
    inner = cv2.erode(patch, np.ones((3, 3), np.uint8)) > 0
    if not inner.any():
        return False
    return float(np.mean(np.abs(cv2.Laplacian(value.astype(np.float32), cv2.CV_32F))[inner])) < MOST_GRAIN


def _in_skin(cv2: Any, spot: NDArray[np.bool_], patch: Mask) -> bool:
    """Whether skin is around it on most sides: hair beside a cheek has it on one."""
    near = cv2.dilate(spot.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=2)
    ring = (near > 0) & (cv2.dilate(spot.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
    return float(patch[ring].mean()) > 0.6 if ring.any() else False


def _face(
    cv2: Any, patch: Mask, eyes: Mask, box: tuple[int, int, int, int]
) -> tuple[float, float, float, float, float] | None:
    """Left, top, right, bottom in pixels and a score, where the patch of skin has a pair of eyes."""
    x, y, width, height = box
    hull = np.zeros_like(patch)
    points = cv2.findNonZero(patch[y : y + height, x : x + width])
    cv2.fillConvexPoly(hull, cv2.convexHull(points) + np.array((x, y)), 1)
    inside = eyes & hull & (1 - patch)
    count, spot_labels, stats, centers = cv2.connectedComponentsWithStats(inside, connectivity=8)
    spots = [
        (float(centers[k][0]), float(centers[k][1]), int(stats[k][4]), int(stats[k][2]), int(stats[k][3]))
        for k in range(1, count)
        if stats[k][4] >= max(3, 0.004 * width * min(width, height)) and _in_skin(cv2, spot_labels == k, patch)
    ]
    best: tuple[float, float, float, float, float] | None = None
    for i, one in enumerate(spots):
        for other in spots[i + 1 :]:
            score = _pair(one, other, width)
            if score > 0.5 and (best is None or score > best[4]):
                best = (*_face_of_eyes(one, other, box), score)
    return best


def _pair(one: tuple[float, float, int, int, int], other: tuple[float, float, int, int, int], width: int) -> float:
    """How well two dark spots go as the eyes of a face as wide as its skin: 0 to 1."""
    across, down = abs(one[0] - other[0]), abs(one[1] - other[1])
    if not 0.22 * width < across < 0.75 * width or down > 0.35 * across:
        return 0.0
    if max(one[3], other[3]) > 0.8 * across or max(one[4], other[4]) > across:
        return 0.0
    alike = min(one[2], other[2]) / max(one[2], other[2])
    return 0.0 if alike < 0.3 else float(0.5 + 0.3 * alike + 0.2 * (1 - down / (0.35 * across)))


def _face_of_eyes(
    one: tuple[float, float, int, int, int], other: tuple[float, float, int, int, int], box: tuple[int, int, int, int]
) -> tuple[float, float, float, float]:
    """From the eyes to forehead, cheeks and chin, no wider than the skin is."""
    across = abs(one[0] - other[0])
    x, y = (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
    half = min(1.1 * across, box[2] / 2 + 0.1 * across)
    return x - half, max(y - 0.9 * across, box[1] - 0.2 * across), x + half, min(y + 1.2 * across, box[1] + box[3])
