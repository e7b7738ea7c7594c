"""Bring colours into what the inks can show: chroma gives way softly, lightness and hue stay."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.mesh.colorimetry import ciede2000, lab_of
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.soft_proof import SoftProof, proof_for
from app.mesh.tints.oklab import Colors, oklab_of, srgb_of
from app.settings.process import ProcessProfile

LIGHTS, HUES, CHROMAS = 33, 72, 48
MOST_CHROMA = 0.33  # that sRGB has, in OKLab
EXACT = 2.0  # ΔE00: what is printed within this is printed as it is
LEFT = 3.0  # ΔE00: what is still farther from its print afterwards becomes its print


@dataclass(frozen=True, eq=False)
class _Rim:
    """(LIGHTS, HUES) chroma up to which the inks, and a screen, show a lightness and a hue."""

    inks: Colors
    screen: Colors


def tint(colors: NDArray[np.uint8], given: dict[str, Value], process: ProcessProfile) -> NDArray[np.uint8]:
    """(N, 3) uint8 sRGB: the colours (N, 3) with the values of the form INTO_GAMUT.

    Raises AppError for a process without colours and for a file that is no profile.
    """
    values = Values(given)
    proof = proof_for(process, values.words("profile"))
    rim = _rim(proof)
    lab = oklab_of(colors)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    inks, screen = _at(rim.inks, lab), _at(rim.screen, lab)
    knee = inks * np.float32(1 - values.number("softness") / 100)
    room, wanted = np.maximum(inks - knee, np.float32(1e-5)), np.maximum(screen - knee, np.float32(1e-5))
    # x / (1 + k x) leaves the knee straight on and brings the rim of the screen onto that of the inks.
    x, most = np.maximum(chroma - knee, 0) / room, wanted / room
    bend = np.where(most > 1, 1 - 1 / np.maximum(most, np.float32(1)), np.float32(0))
    pressed = np.minimum(knee + room * x / (1 + bend * x), np.maximum(inks, knee))
    moves = (chroma > knee) & (most > 1)
    gain = np.where(moves, pressed / np.maximum(chroma, np.float32(1e-5)), np.float32(1))
    result = np.where(moves[:, None], srgb_of(lab * np.stack([np.ones_like(gain), gain, gain], axis=1)), colors)
    printed = proof.printed(result)
    left = np.flatnonzero((printed != result).any(axis=1))
    left = left[ciede2000(lab_of(result[left]), lab_of(printed[left])) > LEFT]
    result[left] = printed[left]
    return np.asarray(result, np.uint8)


def _at(table: Colors, lab: Colors) -> Colors:
    """(N,) the table at these colours, mixed between its entries."""
    row = np.clip(lab[:, 0], 0, 1) * (LIGHTS - 1)
    column = (np.arctan2(lab[:, 2], lab[:, 1]) / (2 * np.pi) % 1) * HUES
    i, j = np.minimum(row.astype(np.int64), LIGHTS - 2), column.astype(np.int64) % HUES
    y, x = (row - i).astype(np.float32), (column - np.floor(column)).astype(np.float32)
    k = (j + 1) % HUES
    low = table[i, j] * (1 - x) + table[i, k] * x
    high = table[i + 1, j] * (1 - x) + table[i + 1, k] * x
    return np.asarray(low * (1 - y) + high * y)


@lru_cache(maxsize=4)
def _rim(proof: SoftProof) -> _Rim:
    light = np.linspace(0, 1, LIGHTS)
    hue = np.arange(HUES) * (2 * np.pi / HUES)
    chroma = np.linspace(0, MOST_CHROMA, CHROMAS)
    grid = np.stack(np.meshgrid(light, hue, chroma, indexing="ij"), axis=-1).reshape(-1, 3)
    lab = np.column_stack([grid[:, 0], grid[:, 2] * np.cos(grid[:, 1]), grid[:, 2] * np.sin(grid[:, 1])])
    lab = lab.astype(np.float32)
    colors = srgb_of(lab)
    shown = np.abs(oklab_of(colors) - lab).max(axis=1) < 0.01  # a step of sRGB is up to 0.005
    printed = np.zeros(len(lab), np.bool_)
    printed[shown] = ciede2000(lab_of(colors[shown]), lab_of(proof.printed(colors[shown]))) <= EXACT
    return _Rim(_last(chroma, printed), _last(chroma, shown))


def _last(chroma: NDArray[np.float64], good: NDArray[np.bool_]) -> Colors:
    """(LIGHTS, HUES) the largest chroma up to which all are good."""
    through = np.logical_and.accumulate(good.reshape(LIGHTS, HUES, CHROMAS), axis=2).sum(axis=2)
    return np.asarray(chroma[np.maximum(through - 1, 0)], np.float32)
