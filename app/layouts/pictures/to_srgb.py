"""Any kind of pixels as 8 bit sRGB, by the profile that came with them (LittleCMS, relative colorimetric, black point)."""

import io
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageCms

from app.i18n import Text, text
from app.settings.shipped import RESOURCES

INKS = RESOURCES / "color" / "FOGRA39L_coated.icc"
PLAIN_MODES = ("L", "RGB", "CMYK", "LAB")
ALPHA_MODES = {"LA": "L", "RGBA": "RGB"}


def plain(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Colours in one of "L", "RGB", "CMYK", "LAB", 8 bits each, and the alpha channel ("L") where there is one."""
    if image.mode in ("I;16", "I;16L", "I;16B", "I;16N", "I", "F"):
        return _eight_bits(image), None
    if image.mode == "1":
        image = image.convert("L")
    elif image.mode in ("P", "PA"):
        image = image.convert("RGBA" if image.mode == "PA" or "transparency" in image.info else "RGB")
    elif image.mode in ("RGBa", "La"):
        image = image.convert("RGBA" if image.mode == "RGBa" else "LA")
    elif "transparency" in image.info and image.mode in ("L", "RGB"):
        image = image.convert("RGBA" if image.mode == "RGB" else "LA")
    elif image.mode not in PLAIN_MODES and image.mode not in ALPHA_MODES:
        image = image.convert("RGB")
    if image.mode not in ALPHA_MODES:
        return image, None
    alpha = image.getchannel("A")
    return image.convert(ALPHA_MODES[image.mode]), None if alpha.getextrema()[0] == 255 else alpha


def _eight_bits(image: Image.Image) -> Image.Image:
    values: NDArray[Any] = np.asarray(image)
    if image.mode == "F":
        values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
        top = float(values.max(initial=0.0))
        full = 1.0 if top <= 1.0 else 255.0 if top <= 255.0 else 65535.0
    else:
        full = 65535.0
    scaled = np.clip(values.astype(np.float32) * (255.0 / full), 0, 255)
    return Image.fromarray(np.rint(scaled).astype(np.uint8))


def upright_inks(image: Image.Image) -> Image.Image:
    """CMYK with full ink as 255. JPEGs of Adobe hold it upside down and Pillow turns all of them: those of others it must not."""
    if image.mode == "CMYK" and image.format in ("JPEG", "MPO") and "adobe" not in image.info:
        return ImageChops.invert(image)
    return image


def to_srgb(colors: Image.Image, profile: bytes | None) -> tuple[Image.Image, str, tuple[Text, ...]]:
    """``colors`` (see :func:`plain`) as sRGB; the name of the profile that was in force; what went wrong with it."""
    warnings: list[Text] = []
    if profile:
        try:
            transform, name = _transform(profile, colors.mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            warnings.append(
                text("Its colour profile is damaged or of another kind and was left out; check its colours.")
            )
        else:
            if transform is None:
                return colors, name, ()
            converted = ImageCms.applyTransform(colors, transform)
            assert converted is not None
            return converted, name, ()
    if colors.mode == "CMYK":
        if not profile:
            warnings.append(
                text("It is in printing inks but does not say which; it was read as FOGRA39. Check its colours.")
            )
        transform, _ = _transform(INKS.read_bytes(), "CMYK")
    elif colors.mode == "LAB":
        transform, _ = _transform(b"", "LAB")
    else:
        return colors.convert("RGB"), "", tuple(warnings)
    assert transform is not None
    converted = ImageCms.applyTransform(colors, transform)
    assert converted is not None
    return converted, "", tuple(warnings)


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> tuple[ImageCms.ImageCmsTransform | None, str]:
    """The way to sRGB, None where it would change nothing; and the name of the profile. b"" is CIE L*a*b* (D50)."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else ImageCms.createProfile("LAB")
    name = ImageCms.getProfileDescription(source).strip("\0 \n") if profile else ""
    transform = ImageCms.buildTransform(
        source,
        ImageCms.createProfile("sRGB"),
        mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if mode == "RGB" and _changes_nothing(transform):
        return None, name
    return transform, name


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    steps = np.linspace(0, 255, 9).astype(np.uint8)
    lattice = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(27, 27, 3)
    after = ImageCms.applyTransform(Image.fromarray(lattice), transform)
    assert after is not None
    return int(np.abs(np.asarray(after).astype(int) - lattice).max()) <= 1
