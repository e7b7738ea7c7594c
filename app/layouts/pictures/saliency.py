"""What stands out in a picture without faces: by its alpha, or by colour, detail and place.

Spectral residual: X. Hou and L. Zhang, "Saliency Detection: A Spectral Residual Approach", CVPR 2007. Border colours as
background: Y. Wei and others, "Geodesic Saliency Using Background Priors", ECCV 2012.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.layouts.pictures.subject import Box

SIDE = 64
EDGE = 3  # of the 64 pixels, taken as background


def shape_box(image: Image.Image) -> Box | None:
    """The box around what is opaque; None where the picture has no transparent part to speak of."""
    if image.mode != "RGBA":
        return None
    alpha = image.getchannel("A").resize((min(image.width, 512), min(image.height, 512)), Image.Resampling.BOX)
    box = alpha.point(lambda a: 255 if a > 64 else 0).getbbox()
    if box is None:
        return None
    found = Box(box[0] / alpha.width, box[1] / alpha.height, box[2] / alpha.width, box[3] / alpha.height)
    return found if found.area < 0.97 else None


def salient_box(image: Image.Image) -> Box | None:
    """The box around most of what stands out; None where nothing does."""
    saliency = saliency_map(image)
    peak = float(saliency.max())
    if peak <= 1e-3:
        return None
    weight = np.where(saliency > 0.35 * peak, saliency, 0.0)
    left, right = _middle_part(weight.sum(0))
    top, bottom = _middle_part(weight.sum(1))
    return Box(left, top, right, bottom)


def _middle_part(weights: NDArray[np.float64]) -> tuple[float, float]:
    """Where 96 % of the weight lies, as parts of the length."""
    total = np.concatenate(([0.0], np.cumsum(weights)))
    total /= total[-1]
    places = np.linspace(0, 1, total.size)
    return float(np.interp(0.02, total, places)), float(np.interp(0.98, total, places))


def saliency_map(image: Image.Image) -> NDArray[np.float64]:
    """(64, 64), 0 to 1; all 0 for an even picture."""
    import cv2  # noqa: PLC0415 - takes a quarter of a second to load

    small = image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)
    lab: NDArray[Any] = cv2.cvtColor(np.asarray(small).astype(np.float32) / 255, cv2.COLOR_RGB2LAB).astype(np.float64)
    color = _unlike_the_border(lab)
    if float(np.ptp(lab.reshape(-1, 3), axis=0).max()) < 2.0:
        return np.zeros((SIDE, SIDE))
    detail = cv2.GaussianBlur(np.hypot(*np.gradient(lab[..., 0])), (0, 0), 2.0)
    y, x = np.mgrid[0:SIDE, 0:SIDE] / (SIDE - 1) - 0.5
    central = np.exp(-(x**2 + y**2) / (2 * 0.33**2))
    mixed = (0.5 * _scaled(color) + 0.25 * _scaled(detail) + 0.25 * _scaled(_residual(cv2, lab[..., 0]))) * central
    return _scaled(cv2.GaussianBlur(mixed, (0, 0), 1.0))


def _unlike_the_border(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """ΔE to the nearest of the colours that the four edges have."""
    edges = (lab[:EDGE], lab[-EDGE:], lab[:, :EDGE], lab[:, -EDGE:])
    ground = np.array([np.median(edge.reshape(-1, 3), axis=0) for edge in edges])
    distances: NDArray[np.float64] = np.linalg.norm(lab[..., None, :] - ground, axis=-1).min(-1)
    return distances


def _residual(cv2: Any, light: NDArray[np.float64]) -> NDArray[np.float64]:
    spectrum = np.fft.fft2(light)
    amplitude = np.log(np.abs(spectrum) + 1e-9)
    residual = amplitude - cv2.blur(amplitude, (3, 3), borderType=cv2.BORDER_REFLECT)
    back = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    blurred: NDArray[np.float64] = cv2.GaussianBlur(back, (0, 0), 2.5)
    return blurred


def _scaled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = float(values.min()), float(np.percentile(values, 99.5))
    return np.clip((values - low) / max(high - low, 1e-9), 0, 1)
