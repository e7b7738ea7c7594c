"""How far our inks are from the colours that they shall print, with ArgyllCMS as the second opinion (another colour engine).

Each sRGB colour is separated by us. Argyll's ``xicclu`` says what colour those inks give on paper, and how near its own
separation comes to what was wanted. Only what the inks can show counts: that is where Argyll's exact inverse of the profile
says nothing of clipping.

What is wanted: the sRGB colour under D50, its black brought up to the darkest that the press can print as black point
compensation defines it (Adobe 2006, ISO 18619: XYZ scaled between white and the two black points; the darkest is what the
profile makes of L* 0, there and back). Argyll has no such compensation: it is told what is wanted with it done.
"""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.layouts.color.press import Press
from app.mesh.colorimetry import ciede2000

Floats = NDArray[np.float64]
PROGRAM = "xicclu"
# sRGB to XYZ under D50 (IEC 61966-2-1, Bradford), and the white of the profile connection space
_TO_XYZ = np.array(
    [[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]]
)
_WHITE = np.array([0.9642, 1.0, 0.8249])


@dataclass(frozen=True)
class Accuracy:
    """ΔE00 over the colours that the inks can show.

    between  between what our inks and Argyll's give
    ours     between what was wanted and what our inks give
    argyll   between what was wanted and what Argyll's inks give: what the tables of the profile allow
    """

    colors: int
    in_gamut: int
    between: Floats
    ours: Floats
    argyll: Floats
    ink_max: float

    def figures(self) -> dict[str, float]:
        """Keys of the last line of ``bench layout``, and beside them how far both are from what was wanted."""
        return {
            "colors": self.colors,
            "in_gamut": self.in_gamut,
            "delta_e_mean": _mean(self.between),
            "delta_e_p95": _p95(self.between),
            "wanted_mean": _mean(self.ours),
            "wanted_p95": _p95(self.ours),
            "argyll_wanted_mean": _mean(self.argyll),
            "argyll_wanted_p95": _p95(self.argyll),
            "ink_max": round(self.ink_max, 4),
        }


def there() -> bool:
    """Whether Argyll is on this machine."""
    return shutil.which(PROGRAM) is not None


def some_colors(count: int, seed: int = 7) -> NDArray[np.uint8]:
    """(count, 3) sRGB colours all over the cube, the same ones each time."""
    return np.random.default_rng(seed).integers(0, 256, (count, 3)).astype(np.uint8)


def accuracy(press: Press, colors: NDArray[np.uint8]) -> Accuracy:
    """Separate sRGB colours (N, 3) and have Argyll look at the inks."""
    profile = press.profile.path
    inks = press.separate(Image.fromarray(colors.reshape(1, -1, 3)))[0]
    printed, _ = _look_up(profile, "-ff", inks / 255)
    wanted = _lab(_compensated(_xyz(colors), _darkest(profile)))
    _, clipped = _look_up(profile, "-fif", wanted)
    shown = ~clipped
    theirs, _ = _look_up(profile, "-fb", wanted[shown])
    reached, _ = _look_up(profile, "-ff", theirs)
    return Accuracy(
        len(colors),
        int(shown.sum()),
        ciede2000(reached, printed[shown]),
        ciede2000(wanted[shown], printed[shown]),
        ciede2000(wanted[shown], reached),
        float(inks.sum(axis=1, dtype=int).max()) / 255,
    )


def main(count: int = 3000) -> dict[str, float]:
    """The figures for FOGRA39, as it is shipped."""
    from app.settings.shop import PrintShop

    return accuracy(Press.of(PrintShop(id="press", title="Press", route="press")), some_colors(count)).figures()


def _look_up(profile: Path, way: str, rows: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """(N, …) what the profile makes of each row, relative colorimetric; and which of them it had to clip."""
    lines = "\n".join(" ".join(f"{value:.6f}" for value in row) for row in rows) + "\n"
    command = [PROGRAM, way, "-ir", "-pl", str(profile)]
    said = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, timeout=120).stdout
    answers = [line.split("->") for line in said.splitlines() if "->" in line]
    values = np.array([[float(number) for number in answer[-1].split("[")[0].split()] for answer in answers])
    return values, np.array(["clip" in answer[-1] for answer in answers])


def _darkest(profile: Path) -> float:
    """L* of the darkest that the press prints, after Argyll."""
    inks, _ = _look_up(profile, "-fb", np.zeros((1, 3)))
    return float(_look_up(profile, "-ff", inks)[0][0, 0])


def _mean(values: Floats) -> float:
    return round(float(values.mean()), 3)


def _p95(values: Floats) -> float:
    return round(float(np.percentile(values, 95)), 3)


def _xyz(colors: NDArray[np.uint8]) -> Floats:
    value = colors / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ _TO_XYZ.T)


def _compensated(xyz: Floats, darkest: float) -> Floats:
    """XYZ whose black is a neutral one of L* ``darkest``, white as it was."""
    black = _WHITE * (((darkest + 16) / 116) ** 3 if darkest > 8 else darkest * 27 / 24389)
    return np.asarray(xyz * (1 - black / _WHITE) + black)


def _lab(xyz: Floats) -> Floats:
    part = xyz / _WHITE
    f = np.where(part > 216 / 24389, np.cbrt(part), (24389 / 27 * part + 16) / 116)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


if __name__ == "__main__":
    print(json.dumps(main()))
