"""How long ``statuette render`` takes for a turntable of 72 pictures of 720 × 720 of a textured model of 300,000 faces."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.viewport_figures.large import saved, textured

FACES = 300_000
PICTURES, SIZE = 72, 720
ROOT = Path(__file__).parents[3]


def measure() -> dict[str, float]:
    """``turntable_s``: the whole command, from its start to the finished MP4."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = saved(textured(FACES), Path(folder) / "figurine.glb"), Path(folder) / "turn.mp4"
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "app", "render", str(path), str(out), "--frames", str(PICTURES), "--size", str(SIZE)],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        return {
            "turntable_s": round(time.perf_counter() - began, 2),
            "turntable_mb": round(out.stat().st_size / 1e6, 2),
        }


if __name__ == "__main__":
    print(json.dumps(measure()))
