"""Files to print, made here, and what the tests do with them."""

import hashlib
import math
from pathlib import Path

from app.dispatch.driver import PrintFile


def gcode(layers: int, filler: int = 0) -> bytes:
    """Rings, one on the other; some seconds a layer on a machine that takes its time. filler: bytes of comments on top."""
    lines = ["; made for a test", ";TIME:120", "G28", "G90", "M82", "G92 E0", "G1 Z0.2 F600"]
    along = 0.0
    for layer in range(layers):
        lines.append(f";LAYER:{layer}\nG1 Z{0.2 * (layer + 1):.2f} F600")
        for step in range(36):
            angle, along = step * math.pi / 18, along + 0.05
            lines.append(f"G1 X{100 + 10 * math.cos(angle):.3f} Y{100 + 10 * math.sin(angle):.3f} E{along:.4f} F1800")
    lines += ["; " + "x" * 78] * (filler // 81)
    return ("\n".join([*lines, "M104 S0", "M140 S0", "M84"]) + "\n").encode()


def print_file(folder: Path, uid: str, content: bytes, suffix: str, **more: object) -> PrintFile:
    """A file that waits to be printed, under a name that says nothing."""
    digest = hashlib.sha256(content).hexdigest()
    path = folder / digest
    path.write_bytes(content)
    return PrintFile(path, digest, len(content), suffix, uid, **more)  # type: ignore[arg-type]
