"""Linear light and sRGB (IEC 61966-2-1)."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Float = TypeVar("Float", bound=np.floating[Any])


def linear_of(coded: NDArray[Float]) -> NDArray[Float]:
    """Linear light of sRGB values, both 0..1; same shape and type."""
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def coded_of(linear: NDArray[Float]) -> NDArray[Float]:
    """SRGB values of linear light, both 0..1; same shape and type."""
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.power(linear, 1 / 2.4) - 0.055)


_LINEAR: NDArray[np.float32] = linear_of(np.arange(256) / 255.0).astype(np.float32)
_LINEAR.flags.writeable = False


def srgb8_from_linear(linear: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Linear light 0..1 (clipped) to sRGB 0..255, same shape."""
    x = np.clip(np.nan_to_num(np.asarray(linear, np.float32)), 0.0, 1.0)
    result: NDArray[np.uint8] = np.rint(coded_of(x) * 255).astype(np.uint8)
    return result


def linear_from_srgb8(encoded: NDArray[np.uint8]) -> NDArray[np.float32]:
    """SRGB 0..255 to linear light 0..1, same shape, float32."""
    return _LINEAR[encoded]


def srgba8_from_linear(linear: NDArray[np.floating]) -> NDArray[np.uint8]:
    """(…, 4) linear RGB with straight alpha to sRGB 0..255; alpha is not light and stays linear."""
    result = np.empty(linear.shape, np.uint8)
    result[..., :3] = srgb8_from_linear(linear[..., :3])
    result[..., 3] = np.rint(np.clip(np.nan_to_num(linear[..., 3]), 0.0, 1.0) * 255)
    return result


def linear_from_srgba8(encoded: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(…, 4) sRGB 0..255 to linear RGB with straight alpha, 0..1."""
    result = np.empty(encoded.shape, np.float32)
    result[..., :3] = linear_from_srgb8(encoded[..., :3])
    result[..., 3] = encoded[..., 3] / np.float32(255)
    return result


def tinted(colors: NDArray[np.uint8], base: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Two sRGB colours (broadcast, last axis RGBA) multiplied as light, as glTF does with factor and vertex colour."""
    return srgba8_from_linear(linear_from_srgba8(colors) * linear_from_srgba8(base))
