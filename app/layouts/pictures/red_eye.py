"""Red pupils that a flash makes, put out inside faces only."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.layouts.pictures.subject import Box

EYES = (0.12, 0.62)  # where in a face's height they are looked for: lips lie below
PUPIL = (0.0003, 0.03)  # area, in parts of the face


def without_red_eyes(pixels: NDArray[Any], faces: Sequence[Box]) -> NDArray[Any]:
    """(H, W, 3) uint8 with the pupils in ``faces`` dark; the same array where none is red."""
    import cv2  # noqa: PLC0415 - takes a quarter of a second to load

    height, width = pixels.shape[:2]
    result = pixels
    for face in faces:
        left, right = int(face.left * width), int(np.ceil(face.right * width))
        top = int((face.top + EYES[0] * face.height) * height)
        bottom = int(np.ceil((face.top + EYES[1] * face.height) * height))
        part = pixels[top:bottom, left:right]
        if min(part.shape[:2]) < 4:
            continue
        pupils = _pupils(cv2, part, face.area * width * height)
        if not pupils.any():
            continue
        if result is pixels:
            result = pixels.copy()
        soft = cv2.GaussianBlur(cv2.dilate(pupils, np.ones((3, 3), np.uint8)).astype(np.float32), (0, 0), 0.8)[
            ..., None
        ]
        dark = part[..., 1:].mean(-1, keepdims=True) * 0.8
        result[top:bottom, left:right] = np.rint(part * (1 - soft) + dark * soft).astype(np.uint8)
    return result


def _pupils(cv2: Any, part: NDArray[Any], face_area: float) -> NDArray[np.uint8]:
    """1 where a round spot is far redder than skin or lips are."""
    red = part[..., 0].astype(np.float32)
    others = part[..., 1:].max(-1).astype(np.float32)
    mask = ((red > 70) & (red > 2.0 * others + 12)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    kept: NDArray[np.uint8] = np.zeros_like(mask)
    for label in range(1, count):
        _, _, width, height, area = (int(v) for v in stats[label])
        if (
            PUPIL[0] * face_area <= area <= PUPIL[1] * face_area
            and 0.5 <= width / height <= 2.0
            and area > 0.5 * width * height
        ):
            kept |= (labels == label).astype(np.uint8)
    if kept.any():  # the glint inside is white and belongs to it
        contours, _ = cv2.findContours(kept, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(kept, contours, -1, 1, cv2.FILLED)
    return kept
