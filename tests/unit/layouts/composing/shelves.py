"""A shelf of pictures made here, and designs."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.errors import AppError
from app.i18n import text
from app.layouts.composing.art.shelf import ArtShelf
from app.layouts.design.document import Design, PictureLayer
from app.layouts.drawing import Pixels
from app.settings.shop import PrintShop


def shop(**changes: object) -> PrintShop:
    return PrintShop.model_validate({"id": "press", "title": "Press", "route": "press"} | changes)


def design(*layers: dict[str, object], **changes: object) -> Design:
    """A postcard with these layers on its front."""
    place = {"x_mm": 0, "y_mm": 0, "width_mm": 10, "height_mm": 10}
    whole = [{"id": f"l{n}"} | place | layer for n, layer in enumerate(layers)]
    values = {
        "product": "postcard",
        "width_mm": 148,
        "height_mm": 100,
        "safe_mm": 3,
        "pages": [{"layers": whole}],
    } | changes
    return Design.model_validate(values)


def ramp(width: int, height: int) -> Image.Image:
    """Red grows to the right, green downwards: where a part of it came from can be read."""
    made = np.zeros((height, width, 3), np.uint8)
    made[..., 0] = np.linspace(0, 250, width)[None]
    made[..., 1] = np.linspace(0, 250, height)[:, None]
    return Image.fromarray(made)


class Shelf(ArtShelf):
    """Pictures by name, cropped as the layer says and otherwise as they are."""

    def __init__(self, **pictures: Image.Image) -> None:
        self.pictures = pictures
        self.asked: list[tuple[str, PictureLayer, tuple[int, int]]] = []

    def picture(self, source: str, layer: PictureLayer, box_px: tuple[int, int]) -> Pixels:
        self.asked.append((source, layer, box_px))
        if source.startswith("art:"):
            return super().picture(source, layer, box_px)
        if source not in self.pictures:
            raise AppError(text("The picture “{name}” is not there: choose it again.", name=source))
        image = self.pictures[source]
        if layer.crop is not None:
            crop = layer.crop
            w, h = image.size
            image = image.crop(
                (round(crop.left * w), round(crop.top * h), round(crop.right * w), round(crop.bottom * h))
            )
        key = f"{source}:{layer.crop}"
        return Pixels(key, image.width, image.height, _always(image))

    def sound(self, source: str, bars: int) -> NDArray[np.float32]:
        return super().sound(source, bars)


def _always(image: Image.Image) -> Callable[[], Image.Image]:
    return lambda: image
